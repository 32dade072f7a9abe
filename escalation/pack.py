"""Reads a pack: text in, a checked procedure with its pin out, or every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pydantic import ValidationError

from .case import PackPin
from .faults import Fault, PackRefused, did_you_mean
from .pack_ladders import faults_of_ladders
from .pack_names import faults_of_names
from .pack_played import Unplayed, unplayed
from .pack_sense import faults_of_sense
from .pack_shape import faults_of_shape
from .pack_spots import top_of
from .pack_text import read_tree
from .pack_tree import Branch, Leaf, data_of
from .procedure import Procedure

ONLY_EXTENDED = "only extended"
"""Marks a pack that is there to be extended by others and says too little to be played."""
NOT_TAKEN_OVER = ("id", "version", "extends", "assumed", "note", ONLY_EXTENDED)
"""Keys that a pack does not take over from the one it extends."""


@dataclass(frozen=True)
class Pack:
    """A procedure as one text says it.

    `not_played` names the keys that no case follows yet, `cannot_open` those of them that keep cases from opening.
    """

    procedure: Procedure
    pin: PackPin
    not_played: tuple[str, ...]
    cannot_open: tuple[str, ...]
    text: str
    extends: tuple[str, ...] = ()  # the texts that are laid under its own

    @property
    def playable(self) -> bool:
        return not self.cannot_open


def read_pack(text: str, file: str, library: Mapping[str, str]) -> Pack:
    """Read a pack. `library` holds the texts of packs that may be extended, by id. Raises PackRefused."""
    whole = _gather(text, file, library)
    faults, procedure = _check(whole)
    if faults or procedure is None or whole.tree is None:
        raise PackRefused(faults or (_only_extended(file),))
    pin = PackPin(procedure.id, procedure.version, _digest(whole.texts))
    found = _each_once(tuple(unplayed(procedure, top_of(whole.tree))))
    prevent = tuple(str(one) for one in found if one.prevents_cases)
    return Pack(procedure, pin, tuple(str(one) for one in found), prevent, text, whole.texts[1:])


def check_pack(text: str, file: str, library: Mapping[str, str]) -> tuple[Fault, ...]:
    """Everything that is wrong with a pack, in the order of its lines."""
    return _check(_gather(text, file, library))[0]


def _only_extended(file: str) -> Fault:
    return Fault(file, 1, ONLY_EXTENDED, "this pack is only there to be extended", "Name it under `extends` of another")


def _each_once(found: tuple[Unplayed, ...]) -> tuple[Unplayed, ...]:
    """What is repeated with * stands in one place."""
    return tuple({(one.spot.place, one.spot.key): one for one in reversed(found)}.values())[::-1]


@dataclass(frozen=True)
class _Whole:
    """A pack with everything it extends laid under it. `texts` are those texts, its own first."""

    tree: Branch | None
    faults: tuple[Fault, ...]
    texts: tuple[str, ...]
    complete: bool = True


def _gather(text: str, file: str, library: Mapping[str, str], passed: tuple[str, ...] = ()) -> _Whole:
    tree, faults = read_tree(text, file)
    if tree is None:
        return _Whole(None, faults, (text,))
    extends = tree.entries.get("extends")
    if not isinstance(extends, Leaf) or not isinstance(extends.value, str):
        return _Whole(tree, faults, (text,))
    wrong = _cannot_extend(extends, extends.value, library, passed)
    if wrong:
        return _Whole(tree, (*faults, wrong), (text,), complete=False)
    under = _gather(library[extends.value], f"{extends.value}.yaml", library, (*passed, extends.value))
    over = _lay_over(tree, under.tree) if under.tree else tree
    complete = under.complete and under.tree is not None
    return _Whole(over, (*faults, *under.faults), (text, *under.texts), complete)


def _cannot_extend(node: Leaf, name: str, library: Mapping[str, str], passed: tuple[str, ...]) -> Fault | None:
    file, line = node.place.file, node.place.line
    if name in passed:
        circle = " > ".join((*passed, name))
        return Fault(
            file,
            line,
            "extends",
            f"these packs extend each other in a circle: {circle}",
            "Let one of them stand alone",
        )
    if name not in library:
        return Fault(file, line, "extends", f'there is no pack "{name}" to extend', did_you_mean(name, library))
    return None


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
    faults = list(whole.faults)
    if not only_extended:
        top = top_of(tree)
        faults += [*faults_of_names(top), *faults_of_ladders(top), *faults_of_sense(top)]
    try:
        procedure = Procedure.model_validate(data_of(tree), by_alias=True, by_name=False)
    except ValidationError as error:
        found = faults_of_shape(error, tree)
        faults += found if whole.complete and not only_extended else _without_missing(found)
        return _in_order(faults), None
    return _in_order(faults), procedure


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
