"""Reads a scenario: text in, checked steps out, or every fault with its line, its key and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from escalation.packs.faults import Fault, PackRefused, did_you_mean
from escalation.packs.file_bytes import MOST_BYTES, text_in
from escalation.packs.keys import model_at
from escalation.packs.reading import Pack
from escalation.packs.shape import shown, walk
from escalation.packs.text import KindOfFile, read_tree
from escalation.packs.tree import Branch, Leaf, Node, Row, Unreadable, data_of

from ..people.file import PeopleFile, PeopleFileRefused, read_people
from ..procedures.packs import shipped, text_of
from ..tryout.office import sample_people
from ..world import World
from .naming import Naming
from .scenario import SAMPLE, Scenario
from .values import Names

MOST_SHOWN = 30
SCENARIO = KindOfFile("scenario", "title: Nobody answers")
Loc = tuple[str | int, ...]


class ScenarioRefused(Exception):
    """The scenario cannot be played as it is written. `faults` names everything there is to mend."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        lines = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        more = len(self.faults) - MOST_SHOWN
        super().__init__("\n".join([*lines, f"... and {more} more."] if more > 0 else lines))


@dataclass(frozen=True)
class Script:
    """A scenario with everything it needs. `lines` are those on which its steps stand.

    `procedure_name` and `people_csv` open an office for it; they are empty where one is open.
    """

    scenario: Scenario
    file: str
    lines: tuple[int, ...]
    pack: Pack
    people: PeopleFile
    people_csv: bytes = b""
    procedure_name: str = ""

    def line_of(self, place: int) -> int:
        return self.lines[place] if place < len(self.lines) else 1


def read_scenario_file(path: Path) -> Script:
    """Raises ScenarioRefused."""
    try:
        with path.open("rb") as file:
            text = text_in(file.read(MOST_BYTES + 1), path.name, SCENARIO.noun)
    except OSError as trouble:
        why = (trouble.strerror or "unknown trouble").lower()
        remedy = "Check its name and folder"
        raise ScenarioRefused([Fault(path.name, 1, "", f"the file cannot be opened ({why})", remedy)]) from None
    if isinstance(text, Fault):
        raise ScenarioRefused([text])
    return read_scenario(text, path.name, path.parent)


def read_scenario(text: str, file: str, folder: Path) -> Script:
    """`folder` is where the files that it names are looked for. Raises ScenarioRefused."""
    scenario, tree, found = _read(text, file)
    script = _with_what_it_names(scenario, tree, folder, found)
    if script is None:
        raise ScenarioRefused(found)
    return _checked(script, tree, found)


def read_scenario_for(text: str, file: str, pack: Pack, people: PeopleFile) -> Script:
    """A scenario for a procedure and people that are there already. Raises ScenarioRefused."""
    scenario, tree, found = _read(text, file)
    return _checked(Script(scenario, file, _lines(tree), pack, people), tree, found)


def _read(text: str, file: str) -> tuple[Scenario, Branch, list[Fault]]:
    tree, faults = read_tree(text, file, SCENARIO)
    found = [*faults]
    scenario = _shaped(tree, found) if tree is not None else None
    if scenario is None or tree is None:
        raise ScenarioRefused(found)
    return scenario, tree, found


def _checked(script: Script, tree: Branch, found: list[Fault]) -> Script:
    found += _unknown_names(script, tree)
    if found:
        raise ScenarioRefused(found)
    return script


def _lines(tree: Branch) -> tuple[int, ...]:
    steps = tree.entries.get("steps")
    return tuple(step.place.line for step in steps.items) if isinstance(steps, Row) else ()


def _shaped(tree: Branch, found: list[Fault]) -> Scenario | None:
    try:
        return Scenario.model_validate(data_of(tree))
    except ValidationError as error:
        said = (_fault(detail, tree) for detail in error.errors(include_url=False))
        found += {(fault.line, fault.key): fault for fault in said if fault is not None}.values()
        return None


def _with_what_it_names(scenario: Scenario, tree: Branch, folder: Path, found: list[Fault]) -> Script | None:
    name = scenario.procedure if scenario.procedure in shipped() else str(folder / scenario.procedure)
    try:
        pack = World().read(*text_of(name))
    except PackRefused as refused:
        found += refused.faults
        return None
    except (OSError, ValueError):
        found.append(_at(tree, ("procedure",), f'there is no procedure "{scenario.procedure}"', _known(shipped())))
        return None
    people = _people(scenario, tree, folder, pack, found)
    if people is None:
        return None
    return Script(scenario, tree.place.file, _lines(tree), pack, people[0], people[1], name)


def _known(names: Iterable[str]) -> str:
    return f"Name a file beside this one, or one of these: {', '.join(names)}"


def _people(
    scenario: Scenario, tree: Branch, folder: Path, pack: Pack, found: list[Fault]
) -> tuple[PeopleFile, bytes] | None:
    try:
        content = sample_people(pack.pin.id) if scenario.people == SAMPLE else (folder / scenario.people).read_bytes()
    except OSError:
        problem = f'there is no file "{scenario.people}" beside this one'
        found.append(_at(tree, ("people",), problem, f'Name a CSV file, or write "{SAMPLE}"'))
        return None
    try:
        return read_people(content, scenario.people, pack.procedure), content
    except PeopleFileRefused as refused:
        found += refused.faults
        return None


def _unknown_names(script: Script, tree: Branch) -> Iterator[Fault]:
    naming = Naming(script.pack.procedure, script.people.roster(), script.people.teams)
    for kind, word, loc in _names_in(script.scenario, ()):
        why = naming.fault_of(kind, word)
        if why is not None:
            yield _at(tree, loc, *why)


def _names_in(written: BaseModel, loc: Loc) -> Iterator[tuple[Names, str, Loc]]:
    """Every word that names a person, a stage and so on, with the way to it."""
    for name, info in type(written).model_fields.items():
        kind = next((mark for mark in info.metadata if isinstance(mark, Names)), None) or _marked(info.annotation)
        yield from _names_below(getattr(written, name), kind, (*loc, info.alias or name))


def _names_below(value: object, kind: Names | None, loc: Loc) -> Iterator[tuple[Names, str, Loc]]:
    if isinstance(value, BaseModel):
        yield from _names_in(value, loc)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _names_below(item, kind, (*loc, place))
    elif isinstance(value, str) and kind is not None:
        yield kind, value, loc


def _marked(annotation: object) -> Names | None:
    """The mark that stands anywhere inside an annotation."""
    if isinstance(annotation, Names):
        return annotation
    inside = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return next((mark for mark in map(_marked, inside) if mark is not None), None)


def _at(tree: Branch, loc: Loc, problem: str, remedy: str) -> Fault:
    path, _, place = walk(tree, loc)
    return Fault(place.file, place.line, " > ".join(path), problem, remedy)


def _fault(detail: ErrorDetails, tree: Branch) -> Fault | None:
    path, node, place = walk(tree, detail["loc"])
    if isinstance(node, Unreadable) or (detail["type"] == "too_short" and isinstance(node, Row) and node.items):
        return None  # named already
    problem, remedy = _in_plain_words(detail, node)
    return Fault(place.file, place.line, " > ".join(path), problem, remedy)


_SIMPLE = {
    "string_too_short": ("it is empty", "Write something, or delete the key"),
    "bool_type": ("it is neither true nor false", "Write true or false"),
    "int_type": ("it is not a whole number", "Write a number without quotes"),
    "greater_than_equal": ("the number is too small", "Write 1 or more"),
    "tuple_type": ("it is not a list", "Write it in square brackets: [first, second]"),
    "too_short": ("it has no entries", "Name at least one"),
    "model_type": ("it must be a set of keys and values", "Write it as {key: value}"),
}


def _in_plain_words(detail: ErrorDetails, node: Node) -> tuple[str, str]:
    kind, context, loc = detail["type"], detail.get("ctx", {}), detail["loc"]
    key = str(loc[-1]) if loc else ""
    if kind == "missing":
        return f'"{key}" is missing', _describe(loc)
    if kind == "extra_forbidden":
        return f'there is no key "{key}" here', did_you_mean(key, _keys_at(loc[:-1]))
    if kind == "value_error":
        problem, _, remedy = str(context.get("error", detail["msg"])).partition(": write ")
        return problem, f"Write {remedy}" if remedy else "Compare it with the example"
    if kind in ("enum", "literal_error"):
        words = [part.strip("'\" ") for part in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return f'"{shown(node)}" is not among the words for this', did_you_mean(shown(node), words)
    if kind == "string_type":
        return _not_text(node)
    return _SIMPLE.get(kind, ("it cannot be read", "Compare it with the example"))


def _not_text(node: Node) -> tuple[str, str]:
    if isinstance(node, Leaf):
        problem = f"{shown(node)} is read as a number or a truth, and text belongs here"
        return problem, f'Put it between quotes: "{shown(node)}"'
    return "it must be one word or sentence, not a list or a set of keys", "Write it as plain text"


def _describe(loc: Loc) -> str:
    model, key = model_at(loc[:-1], Scenario), str(loc[-1])
    for name, info in model.model_fields.items() if model else ():
        if (info.alias or name) == key and info.description:
            return f'Add "{key}": {info.description}'
    return f'Add "{key}" with its value'


def _keys_at(loc: Loc) -> tuple[str, ...]:
    model = model_at(loc, Scenario)
    return tuple(info.alias or name for name, info in model.model_fields.items()) if model else ()
