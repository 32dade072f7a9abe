"""The command `iro-bot`."""

from importlib.metadata import version


def main() -> None:
    """Say which version is installed."""
    print(f"IRO Bot {version('iro-bot')}")
