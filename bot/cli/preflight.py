"""`iro-bot preflight`: every thing that the service will need, as ok, missing with what mends it, or not checked."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Annotated

import typer

from ..clock import WallClock
from .console import app, err, out

STYLES = {"ok": "green", "missing": "bold red", "not checked": "yellow"}


@app.command("preflight")
def preflight(
    not_ours: Annotated[
        str, typer.Option("--not-ours", metavar="ADDRESS", help="A mailbox that the bot must be refused.")
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="Also send a test mail, and look what becomes of it.")] = False,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Your own address, for --live.")] = "",
) -> None:
    """Ask for everything that the service needs, and say what is missing and what mends it. Nothing stays changed."""
    if live != bool(to):
        err.print("--live sends a test mail to you: say where to with --to ADDRESS.")
        raise typer.Exit(2)
    without_log_lines()
    if asyncio.run(_missing(not_ours.strip(), to.strip())):
        raise typer.Exit(1)


def without_log_lines() -> None:
    """Whatever they would say between the findings, a finding says."""
    logging.getLogger().addHandler(logging.NullHandler())  # else warnings go to the screen


async def _missing(not_ours: str, to: str) -> int:
    """Prints each finding as it comes. How many things are missing?"""
    from ..preflight.checking import preflight as checked

    number = 0
    async for finding in checked(os.environ, WallClock(), not_ours, to):
        number += finding.state == "missing"
        out.print(f"{finding.state:<12}", style=STYLES[finding.state], end="")
        said = f"{finding.what}: {finding.saw}" if finding.saw else finding.what
        out.print(said, markup=False, soft_wrap=True)
        for line in finding.mend:
            out.print(f"{'':<12}  {line}", markup=False, soft_wrap=True)
    return number
