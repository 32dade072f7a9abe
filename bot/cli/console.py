"""The command itself: where it prints, how it fails, and what several commands read."""

from __future__ import annotations

import errno
import os
from typing import NoReturn

import typer
from rich.console import Console

from storage.errors import DatabaseNotReady

from ..config import Mode, Settings, read_settings
from ..settings.reading import SettingsWrong

app = typer.Typer(
    name="iro-bot",
    help="Runs the dispute procedures of Independent Reviewing Officers: counts the days and does the chasing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def settings_for(mode: Mode) -> Settings:
    try:
        return read_settings(os.environ, mode)
    except SettingsWrong as wrong:
        fail(wrong)


def names_a_database() -> bool:
    """Else it is the try-out's, where drafts are tried out."""
    return "IRO_BOT_DATABASE_URL" in os.environ or "IRO_BOT_DATABASE_URL_FILE" in os.environ


def without_a_database(trouble: DatabaseNotReady) -> str:
    """Names the setting, and nothing that stands in it."""
    said = str(trouble)
    setting = " Compare IRO_BOT_DATABASE_URL with it." if names_a_database() else ""
    return f"The database cannot be used. {said[:1].upper()}{said[1:]}.{setting}"


def fail(trouble: Exception) -> NoReturn:
    """Says what is wrong, unless nobody reads on: that is for `head` and its like, and no trouble."""
    if isinstance(trouble, BrokenPipeError):
        raise trouble
    err.print(_in_words(trouble), markup=False, soft_wrap=True)
    raise typer.Exit(1)


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, FileNotFoundError):
        return f"There is no file {trouble.filename}."
    if isinstance(trouble, OSError) and trouble.errno == errno.EADDRINUSE:
        return "That port is taken by another program. Set another one, for example IRO_BOT_PORT=3979, and start again."
    return str(trouble)
