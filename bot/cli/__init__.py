"""The command `iro-bot`: try it out, check and sign off a procedure, rehearse it, serve."""

from __future__ import annotations

import os
import sys

from storage.errors import DatabaseNotReady

from . import outbox, preflight, procedures, rehearsing, retention, serving  # each adds its commands
from .console import app, err, without_a_database

__all__ = ["app", "main", "outbox", "preflight", "procedures", "rehearsing", "retention", "serving"]


def main() -> None:
    """Whatever a command was asked for, it cannot do without its database, and says so without a trace."""
    try:
        app()
    except DatabaseNotReady as trouble:
        err.print(without_a_database(trouble), markup=False, soft_wrap=True)
        sys.exit(1)
    finally:
        _end_quietly()


def _end_quietly() -> None:
    """What nobody reads any more, after the lines of `head`, is let go (docs.python.org, library/signal, SIGPIPE)."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
