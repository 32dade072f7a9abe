"""Every pack that comes with us, broken in every way we could think of: refused with line, key and a remedy that works.

The remedy is followed as it is printed, by remedies.py, which knows nothing but the text and the message. Where in a
pack the slip is made, a seed chooses: SEED here, another with MUTANTS_SEED=7 in the environment.
"""

from __future__ import annotations

import os
from difflib import SequenceMatcher
from itertools import islice
from random import Random

import pytest

from escalation.packs.faults import Fault, PackRefused
from escalation.packs.reading import read_pack

from .pack_mutants import KINDS
from .pack_texts import LIBRARY, PROCEDURES
from .remedies import follow

SEED = int(os.environ.get("MUTANTS_SEED", "26"))
PACKS = {name: (PROCEDURES / f"{name}.yaml").read_text("utf-8") for name in (
    "luton", "challenge_and_dispute", "knowsley", "walsall", "southwark")}  # fmt: skip
LIBRARY_OF_ALL = {**LIBRARY, **PACKS}
MOST_REMEDIES = 8
"""One slip takes one remedy; a missing file's worth of keys takes one each."""


def mutant(kind: str, pack: str, seed: int = SEED) -> str | None:
    return KINDS[kind].breaks(PACKS[pack], Random(f"{seed} {kind} {pack}"))


def mutants(seed: int = SEED, packs: int = 3) -> list[tuple[str, str]]:
    """Each kind in some of the packs, in turn, as far as they have something to break so."""
    found = []
    for number, kind in enumerate(KINDS):
        names = [*PACKS][number % len(PACKS) :] + [*PACKS][: number % len(PACKS)]
        able = (name for name in names if mutant(kind, name, seed) is not None)
        found += [(kind, name) for name in islice(able, packs)]
    return found


def faults_of(text: str) -> tuple[Fault, ...]:
    """What keeps the pack from being read: nothing of it is loaded then."""
    try:
        read_pack(text, "council.yaml", LIBRARY_OF_ALL)
    except PackRefused as refused:
        return refused.faults
    return ()


def broken_lines(before: str, after: str) -> set[int]:
    """The lines of `after` that are not in `before`, and those that a missing one stood between."""
    lines, changed = (before.split("\n"), after.split("\n")), set[int]()
    for tag, _, _, first, last in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        if tag != "equal":
            changed |= set(range(first + 1, last + 1)) if last > first else {first, first + 1}
    return changed


ALL = mutants()


@pytest.mark.parametrize(("kind", "pack"), ALL)
def test_a_broken_pack_is_refused_and_following_what_is_printed_makes_it_load(kind: str, pack: str) -> None:
    assert_refused_and_mended(kind, pack, SEED)


def assert_refused_and_mended(kind: str, pack: str, seed: int) -> None:
    text = mutant(kind, pack, seed)
    assert text is not None and text != PACKS[pack]
    faults = faults_of(text)
    told = f"{kind}, {pack}, seed {seed}: {[*map(str, faults)]}"
    assert any(KINDS[kind].says in fault.problem for fault in faults), told
    assert all(fault.file == "council.yaml" and fault.line >= 1 and fault.remedy for fault in faults), told
    assert len(faults) == KINDS[kind].faults, told
    if not KINDS[kind].elsewhere:
        assert {fault.line for fault in faults} & broken_lines(PACKS[pack], text), told
    assert_mended(text, faults, told)


def assert_mended(text: str, faults: tuple[Fault, ...], told: str) -> None:
    for _ in range(MOST_REMEDIES):
        text = follow(text, faults[0])
        told += f"\n  {faults[0]}"
        faults = faults_of(text)
        if not faults:
            return
    raise AssertionError(told)


def test_there_are_two_hundred_mutants_of_five_packs() -> None:
    assert len({kind for kind, _ in ALL}) == len(KINDS) >= 20
    assert len(ALL) >= 200
    assert {pack for _, pack in ALL} == set(PACKS)


@pytest.mark.parametrize("pack", PACKS)
def test_the_packs_that_are_broken_are_sound(pack: str) -> None:
    assert faults_of(PACKS[pack]) == ()
