"""Reads a pack: text in, a checked procedure with its pin out, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice

from pydantic import ValidationError

from ..case import PackPin
from ..procedure import Procedure
from .clocks import faults_of_clocks
from .faults import MOST_FAULTS, Fault, PackRefused, did_you_mean
from .ladders import faults_of_ladders
from .names import faults_of_names
from .played import not_played
from .sense import faults_of_sense
from .shape import faults_of_shape, hides, is_misspelt_key, told_what_to_write
from .spots import Spot, top_of
from .text import read_tree
from .tree import Branch, Leaf, data_of

ONLY_EXTENDED = "only extended"
"""Marks a pack that is there to be extended by others and says too little to be played."""
NOT_TAKEN_OVER = ("id", "version", "extends", "assumed", "note", ONLY_EXTENDED)
"""Keys that a pack does not take over from the one it extends."""


@dataclass(frozen=True)
class Pack:
    """A procedure as one text says it. `not_played` is where it says what IRO Bot does not act on yet."""

    procedure: Procedure
    pin: PackPin
    not_played: tuple[str, ...]
    text: str
    extends: tuple[str, ...] = ()  # the texts that are laid under its own


def read_pack(text: str, file: str, library: Mapping[str, str]) -> Pack:
    """Read a pack. `library` holds the texts of packs that may be extended, by id. Raises PackRefused."""
    whole = _gather(text, file, library)
    faults, procedure = _check(whole)
    if faults or procedure is None or whole.tree is None:
        raise PackRefused(faults or (_only_extended(file),))
    pin = PackPin(procedure.id, procedure.version, _digest(whole.texts))
    return Pack(procedure, pin, not_played(procedure, top_of(whole.tree)), text, whole.texts[1:])


def check_pack(text: str, file: str, library: Mapping[str, str]) -> tuple[Fault, ...]:
    """Everything that is wrong with a pack, in the order of its lines."""
    return _check(_gather(text, file, library))[0]


def _only_extended(file: str) -> Fault:
    remedy = "Delete this line once the pack says everything itself, or name it under `extends` of another"
    return Fault(file, 1, ONLY_EXTENDED, "this pack is only there to be extended", remedy)


@dataclass(frozen=True)
class _Whole:
    """A pack with everything it extends laid under it. `texts` are those texts, its own first."""

    tree: Branch | None
    faults: tuple[Fault, ...]
    texts: tuple[str, ...]
    complete: bool = True
    brought: Mapping[str, str] = field(default_factory=dict)


def _gather(
    text: str, file: str, library: Mapping[str, str], passed: tuple[str, ...] = (), first: Leaf | None = None
) -> _Whole:
    """`passed` are the packs that led here, `first` is where the first of them says what it extends."""
    tree, faults = read_tree(text, file)
    if tree is None:
        return _Whole(None, faults, (text,))
    extends = tree.entries.get("extends")
    if not isinstance(extends, Leaf) or not isinstance(extends.value, str):
        return _Whole(tree, faults, (text,), brought={} if first else _only_brought(tree, library))
    own, first = tree.entries.get("id"), first or extends
    passed = passed or ((str(own.value),) if isinstance(own, Leaf) else ())
    wrong = _cannot_extend(first, extends.value, library, passed)
    if wrong:
        return _Whole(tree, (*faults, wrong), (text,), complete=False)
    under = _gather(library[extends.value], f"{extends.value}.yaml", library, (*passed, extends.value), first)
    over = _lay_over(tree, under.tree) if under.tree else tree
    complete = under.complete and under.tree is not None
    return _Whole(over, (*faults, *under.faults), (text, *under.texts), complete)


def _cannot_extend(node: Leaf, name: str, library: Mapping[str, str], passed: tuple[str, ...]) -> Fault | None:
    """`node` is where the pack that is read says what it extends: a circle is best broken there."""
    file, line = node.place.file, node.place.line
    if name in passed:
        alone = [pack for pack in _only_extended_packs(library) if pack not in passed]
        circle = " > ".join((*passed, name))
        problem = f"these packs extend each other in a circle: {circle}"
        if passed == (name,):
            problem = "a pack cannot extend itself"
        remedy = f"Write `{alone[0]}`, or let one of them stand alone" if alone else "Delete it"
        return Fault(file, line, "extends", problem, remedy)
    if name not in library:
        usual = next(iter(_only_extended_packs(library)), "")
        otherwise = f"Write `{usual}`, or add the file" if usual else "Delete it, or add the file"
        return Fault(
            file, line, "extends", f'there is no pack "{name}" to extend', did_you_mean(name, library, otherwise)
        )
    return None


def _only_extended_packs(library: Mapping[str, str]) -> tuple[str, ...]:
    """The packs that are there to be extended."""
    mark = f"\n{ONLY_EXTENDED}: true"
    return tuple(name for name, text in library.items() if mark in f"\n{text}")


def _only_brought(tree: Branch, library: Mapping[str, str]) -> Mapping[str, str]:
    """Keys that a pack which extends none could take over, with the pack that has them."""
    if ONLY_EXTENDED in tree.entries:
        return {}
    packs = {name: read_tree(library[name], name)[0] for name in _only_extended_packs(library)}
    return {key: name for name, under in packs.items() if under for key in under.entries if key not in NOT_TAKEN_OVER}


def _lay_over(own: Branch, under: Branch) -> Branch:
    """Whole keys replaced. The reason of an inherited assumption goes with its key."""
    entries = {key: node for key, node in under.entries.items() if key not in NOT_TAKEN_OVER}
    keys = {key: place for key, place in under.keys.items() if key not in NOT_TAKEN_OVER}
    entries.update(own.entries)
    keys.update(own.keys)
    assumed = _assumptions(own, under)
    if assumed.entries:
        entries["assumed"] = assumed
        keys.setdefault("assumed", assumed.place)
    return Branch(own.place, entries, keys)


def _assumptions(own: Branch, under: Branch) -> Branch:
    mine, theirs = own.entries.get("assumed"), under.entries.get("assumed")
    gathered = Branch(mine.place if mine else under.place)
    for node, left_out in ((theirs, set(own.entries)), (mine, set[str]())):
        if isinstance(node, Branch):
            kept = {key: reason for key, reason in node.entries.items() if key not in left_out}
            gathered.entries.update(kept)
            gathered.keys.update({key: node.keys[key] for key in kept})
    return gathered


def _check(whole: _Whole) -> tuple[tuple[Fault, ...], Procedure | None]:
    """All faults; without any the procedure, unless the pack is only there to be extended."""
    if whole.tree is None:
        return whole.faults, None
    tree, only_extended = _without_mark(whole.tree)
    faults = [told_what_to_write(fault, tree) for fault in whole.faults]
    shape, procedure = _shaped(tree)
    shape = _brought(shape, whole.brought)
    if only_extended or not whole.complete:
        shape = _without_missing(shape)
    if not only_extended:
        faults += _found_by_us(top_of(tree), shape)
    return _in_order([*faults, *shape]), procedure


def _shaped(tree: Branch) -> tuple[list[Fault], Procedure | None]:
    try:
        return [], Procedure.model_validate(data_of(tree), by_alias=True, by_name=False)
    except ValidationError as error:
        return faults_of_shape(error, tree), None


def _found_by_us(top: Spot, shape: list[Fault]) -> Iterator[Fault]:
    """What the shape cannot show, unless it follows from what it shows: one slip has one message."""
    misspelt = {tuple(fault.key.split(" > ")[:2]) for fault in shape if is_misspelt_key(fault)}
    named = {(fault.line, fault.key) for fault in shape}
    ladders = faults_of_ladders(top, lambda track: track.path in misspelt)
    rooms = (faults_of_names(top), ladders, faults_of_clocks(top), faults_of_sense(top))
    found = [fault for room in rooms for fault in islice(room, MOST_FAULTS)]
    missing = {hidden for fault in (*shape, *found) for hidden in hides(fault)}
    hidden = {(fault.line, fault.problem) for fault in found if fault.key in missing}
    for fault in found:
        if (fault.line, fault.key) not in named and (fault.line, fault.problem) not in hidden:
            yield fault


def _brought(faults: list[Fault], brought: Mapping[str, str]) -> list[Fault]:
    """What the pack of defaults would bring is missed once, with the way to have it."""
    keys = {f'"{key}" is missing': key for key in brought}
    missed = [keys[fault.problem] for fault in faults if not fault.key and fault.problem in keys]
    if not missed:
        return faults
    others = [fault for fault in faults if fault.key or fault.problem not in keys]
    listed, pack = ", ".join(f'"{key}"' for key in missed), brought[missed[0]]
    first = next(fault for fault in faults if not fault.key)
    problem = f"{listed} {'is' if len(missed) == 1 else 'are'} missing"
    remedy = f"Add `extends: {pack}`, which brings what every procedure shares, or add them yourself"
    return [*others, replace(first, problem=problem, remedy=remedy)]


def _without_mark(tree: Branch) -> tuple[Branch, bool]:
    mark = tree.entries.get(ONLY_EXTENDED)
    if not isinstance(mark, Leaf) or mark.value is not True:
        return tree, False
    entries = {key: node for key, node in tree.entries.items() if key != ONLY_EXTENDED}
    return Branch(tree.place, entries, tree.keys), True


def _without_missing(faults: list[Fault]) -> list[Fault]:
    """Keys that another pack would bring or take over are not missed."""
    return [fault for fault in faults if fault.key]


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """Each once: what is repeated with * has one line to mend."""
    once = {(fault.file, fault.line, fault.problem): fault for fault in reversed(faults)}
    return tuple(sorted(once.values(), key=lambda fault: (fault.file, fault.line, fault.key)))


def _digest(texts: tuple[str, ...]) -> str:
    """SHA-256 over the pack's text and those it extends, each with its length before it."""
    whole = sha256()
    for text in texts:
        data = text.encode("utf-8")
        whole.update(f"{len(data)}\n".encode("ascii") + data)
    return whole.hexdigest()
