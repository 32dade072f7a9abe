"""`iro-bot rehearse`: a scripted case, or a year of generated ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from escalation.packs.faults import PackRefused

from .console import app, err, fail, out
from .pack_files import read


@app.command()
def rehearse(
    scenario: Annotated[Path | None, typer.Argument(help="A scenario file. Without one, --load is needed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the timeline for machines.")] = False,
    load: Annotated[int, typer.Option("--load", help="Play this many generated cases through twelve months.")] = 0,
    pack: Annotated[str, typer.Option("--pack", help="The procedure for --load; left out: the example's.")] = "",
    seed: Annotated[int, typer.Option("--seed", help="The same seed plays the same cases.")] = 1,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the database of --load as this file.")] = None,
) -> None:
    """Play a scripted case through a procedure without a browser and print the timeline."""
    from ..rehearsal import RehearsalStopped, ScenarioRefused, rehearse_file
    from ..tryout.example import procedure_of_the_example

    if load < 0:
        err.print("--load needs the number of cases to play, for example --load 200.")
        raise typer.Exit(2)
    try:
        if load:
            _play_load(load, pack or procedure_of_the_example(), seed, keep)
        elif scenario is None:
            err.print("Name a scenario file, or say --load 200 for generated cases.")
            raise typer.Exit(2)
        else:
            rehearse_file(scenario, as_json, sys.stdout.write)
    except RehearsalStopped:
        raise typer.Exit(1) from None  # the story has told why
    except (ScenarioRefused, PackRefused, OSError) as trouble:
        fail(trouble)


def _play_load(cases: int, pack: str, seed: int, keep: Path | None) -> None:
    from rich.progress import Progress

    from ..rehearsal.load import Load, rehearse_load

    with Progress(console=out, transient=True) as bar:
        playing = bar.add_task("", total=1.0)
        figures = rehearse_load(
            Load(cases, read(pack), seed, keep),
            lambda part, words: bar.update(playing, completed=part, description=words),
        )
    for line in figures.lines():
        out.print(line, markup=False, soft_wrap=True)
    if not figures.sound:
        raise typer.Exit(1)
