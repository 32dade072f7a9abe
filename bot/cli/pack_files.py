"""Procedure files as commands name them: an id that comes with IRO Bot, or a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from escalation.packs.explaining.shared import explain_shared
from escalation.packs.faults import PackRefused
from escalation.packs.reading import Pack

from ..procedures.packs import library, shipped, text_of
from ..world import World
from .console import err, fail

PackArgument = Annotated[str, typer.Argument(help="The id of a procedure that comes with IRO Bot, or a YAML file.")]
Read = TypeVar("Read")


def read_back(pack: str) -> str | None:
    """What a pack brings that is only there to be extended; None for a procedure of its own."""
    return _reading(pack, lambda text, file: explain_shared(text, file, library()))


def read(pack: str) -> Pack:
    return _reading(pack, World().read)


def _reading(pack: str, read: Callable[[str, str], Read]) -> Read:
    try:
        return read(*text_of(pack))
    except PackRefused as refused:
        fail(refused)
    except (OSError, ValueError) as trouble:
        err.print(_cannot_be_opened(pack, trouble), markup=False, soft_wrap=True)
        raise typer.Exit(2) from None


def _cannot_be_opened(pack: str, trouble: Exception) -> str:
    if Path(pack).is_dir():
        return f'"{pack}" is a folder. Name a procedure file in it.'
    if isinstance(trouble, PermissionError):
        return f'"{pack}" may not be read. Ask whoever keeps the file to let you read it.'
    known = ", ".join(shipped())
    return f'There is no procedure "{pack}" and no such file. Those that come with IRO Bot: {known}.'
