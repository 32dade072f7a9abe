"""`iro-bot preflight`: each thing that the service will need: ok, not yet, missing or wrong, or not checked."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Annotated

import typer

from ..clock import WallClock
from ..preflight.findings import Finding
from .console import app, err, out

STYLES = {"ok": "green", "not yet": "green", "missing": "bold red", "wrong": "bold red", "not checked": "yellow"}
BELOW = f"{'':<12}  "


@app.command("preflight")
def preflight(
    not_ours: Annotated[
        str, typer.Option("--not-ours", metavar="ADDRESS", help="A mailbox that the bot must be refused.")
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="Also send a test mail, and look what becomes of it.")] = False,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Your own address, for --live.")] = "",
) -> None:
    """Ask for all that the service needs, and say what is missing or wrong and what mends it. Nothing stays changed."""
    if live != bool(to):
        err.print("--live sends a test mail to you: say where to with --to ADDRESS.")
        raise typer.Exit(2)
    without_log_lines()
    if asyncio.run(_to_mend(not_ours.strip(), to.strip())):
        raise typer.Exit(1)


def without_log_lines() -> None:
    """Whatever they would say between the findings, a finding says."""
    logging.getLogger().addHandler(logging.NullHandler())  # else warnings go to the screen


async def _to_mend(not_ours: str, to: str) -> int:
    """Prints each finding as it comes. How many things are to be mended?"""
    from ..preflight.checking import preflight as checked

    number = 0
    async for finding in checked(os.environ, WallClock(), not_ours, to):
        number += finding.is_to_mend
        _show(finding)
    return number


def _show(finding: Finding) -> None:
    """One line for what was found; whatever else there is to read or to run stands indented below it."""
    said = f"{finding.what}: {finding.saw}" if finding.saw else finding.what
    first, *more = (line for part in (said, *finding.mend) for line in part.splitlines())
    out.print(f"{finding.state:<12}", style=STYLES[finding.state], end="")
    out.print(first, markup=False, soft_wrap=True)
    for line in more:
        out.print(f"{BELOW}{line}", markup=False, soft_wrap=True)
