"""What every test may ask for: a played office, Chromium, Node, and random play that says its seed."""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from tests.office import TestOffice

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# No time limit for one example: a busy machine is not a fault in the rules.
slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("ci", deadline=None, print_blob=True, suppress_health_check=slow_is_fine)
settings.register_profile("soak", settings.get_profile("ci"), max_examples=5_000)
settings.load_profile("ci")


def is_soak() -> bool:
    """Does `make soak` run? What takes long is a sample otherwise."""
    return settings().max_examples == settings.get_profile("soak").max_examples


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Chooses a seed where none was given, before hypothesis reads the option."""
    if config.getoption("hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(secrets.randbelow(10**9))


def pytest_report_header(config: pytest.Config) -> list[str]:
    seed = config.getoption("hypothesis_seed")
    return [
        f"random play: seed {seed} (make test SEED={seed} plays the same games again)",
        f"browser: {chromium_path() or 'no Chromium found'}",
    ]


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def browser_is_required() -> bool:
    """CI sets this, so that a missing browser fails there instead of being skipped."""
    return os.environ.get("IRO_BOT_BROWSER") == "required"


def do_without(missing: str, remedy: str) -> None:
    """Ends the test that asked: a failure where everything is required, else a skip that says why."""
    if browser_is_required():
        pytest.fail(f"{missing}, and IRO_BOT_BROWSER=required. {remedy}")
    pytest.skip(f"{missing}. {remedy}")


@pytest.fixture
def office(tmp_path: Path) -> "Iterator[TestOffice]":
    """A played office whose messages the test looks at itself; all of the product, loaded where it is asked for."""
    from tests.office import TestOffice

    office = TestOffice(tmp_path)
    yield office
    office.office.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, driven by Playwright's synchronous calls.

    One browser for each test file: while it is open this thread runs Playwright's event loop, so that a file
    which asks for it holds no async tests.
    """
    path = chromium_path()
    if path is None:
        do_without("No Chromium on this machine", "On Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def node_command() -> str:
    """The `node` command: the machine's own, else the one that came into the virtual environment."""
    beside_python = Path(sys.executable).with_name("node")
    path = shutil.which("node") or shutil.which(beside_python)
    if path is None:
        do_without("No Node on this machine", "`make test` installs one.")
    assert path is not None
    return path
