"""The command `iro-bot`: try it out, check and sign off a procedure, rehearse it, serve."""

from __future__ import annotations

from . import outbox, preflight, procedures, rehearsing, serving  # each adds its commands
from .console import app

__all__ = ["app", "main", "outbox", "preflight", "procedures", "rehearsing", "serving"]


def main() -> None:
    app()
