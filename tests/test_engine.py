"""The engine plays whatever a pack says: it knows no pack, stage or role by name, and its functions are short."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.procedures.packs import shipped
from bot.world import World
from tests.engine_size import report, size_of
from tests.sources import ROOT, Module, module, modules

WORTH_A_REASON = 40
SHORT = 10
IDS = frozenset({"id", "pack", "track", "stage", "role", "category", "theme", "start_at", "raiser_role", "post"})
"""Names that stand for an id of a pack wherever they end an expression."""
SHELVES = frozenset({"tracks", "stages", "roles", "categories"})
MADE = frozenset({"TrackId", "StageId", "RoleId", "CategoryId"})
WORDS_OF_THE_LANGUAGE = "escalation/stages.py"
"""Where the words that may stand in the place of a role are: the raiser, their line manager, everyone asked before."""

EXAMPLES = "escalation/packs/examples.py"
"""Prints what could stand under a key, in the words of a practitioner."""


@cache
def ids_of_packs() -> frozenset[str]:
    """Every id that a pack of the product or of the tests gives a pack, track, stage, role or category."""
    texts = [*shipped().values(), *(file.read_text("utf-8") for file in _packs_of_the_tests())]
    procedures = [World().read(text, "pack.yaml").procedure for text in texts]
    return frozenset(
        str(id)
        for procedure in procedures
        for track in procedure.tracks.values()
        for ids in ([procedure.id], procedure.tracks, track.stages, procedure.roles, procedure.categories)
        for id in ids
    )


def _packs_of_the_tests() -> list[Path]:
    packs = ROOT / "tests/escalation/packs"
    return sorted(
        [*packs.glob("*.yaml"), *(file for file in packs.glob("stress/*.yaml") if "scenario" not in file.stem)]
    )


@cache
def words_of_the_language() -> frozenset[str]:
    """Keys and choices of the schema: a pack may use one of these as an id, too."""
    found: set[str] = set()

    def gather(part: Any) -> None:
        if isinstance(part, dict):
            found.update(part.get("properties", {}), part.get("enum", ()), [part.get("const", "")])
            for inner in part.values():
                gather(inner)
        elif isinstance(part, list):
            for inner in part:
                gather(inner)

    gather(json.loads((ROOT / "escalation/procedures/procedure.schema.json").read_text("utf-8")))
    return frozenset(word for word in found if isinstance(word, str))


def named_ids(found: Module) -> Iterator[str]:
    """An id of a pack, written down in the engine."""
    ids = ids_of_packs() - words_of_the_language() if found.path != EXAMPLES else frozenset[str]()
    said = {id(node.value) for node in ast.walk(found.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Constant) and node.value in ids and id(node) not in said | _kinds(found):
            yield f"{found.at(node)}: {node.value!r} is an id of a pack"


def _kinds(found: Module) -> set[int]:
    """The values of an enumeration are the engine's own words."""
    enums = (node for node in ast.walk(found.tree) if isinstance(node, ast.ClassDef) and _is_enum(node))
    return {id(inner) for enum in enums for node in enum.body for inner in ast.walk(node)}


def _is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("Enum") for base in node.bases)


def branches_on_ids(found: Module) -> Iterator[str]:
    """An id is compared with, looked up by or made of a word that stands in the source."""
    for node in ast.walk(found.tree):
        match node:
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[words]):
                wrong = _is_id(left) and _holds_words(words)
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                wrong = any(map(_is_id, sides)) and any(map(_holds_words, sides))
            case ast.Match(subject=subject, cases=cases):
                wrong = _is_id(subject) and any(_holds_words(case.pattern) for case in cases)
            case ast.Subscript(value=value, slice=key):
                wrong = _ends(value) in SHELVES and _holds_words(key)
            case ast.Call(func=ast.Attribute(value=value, attr=called), args=[first, *_]):
                looked_up = _ends(value) in SHELVES and called == "get"
                wrong = (looked_up or (_is_id(value) and called in ("startswith", "endswith"))) and _holds_words(first)
            case ast.Call(func=func, args=[first, *_]) if _ends(func) in MADE:
                wrong = _holds_words(first) and found.path != WORDS_OF_THE_LANGUAGE
            case _:
                wrong = False
        if wrong:
            yield f"{found.at(node)}: {ast.unparse(node).splitlines()[0]} knows an id of a pack"


def _is_id(node: ast.expr) -> bool:
    return _ends(node) in IDS


def _ends(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return _ends(inner)
        case _:
            return ""


def _holds_words(node: ast.AST) -> bool:
    """The empty text is no word."""
    literal = node if isinstance(node, ast.Constant | ast.Tuple | ast.Set | ast.List | ast.pattern) else None
    inner = ast.walk(literal) if literal is not None else ()
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value for part in inner)


def test_the_engine_names_no_pack_track_stage_role_or_category() -> None:
    assert [line for found in modules("escalation") for line in named_ids(found)] == []


def test_the_engine_branches_on_no_id_of_a_pack() -> None:
    assert [line for found in modules("escalation") for line in branches_on_ids(found)] == []


@pytest.mark.parametrize(
    "source",
    [
        'if case.pack.id == "luton": ...',
        'if visit.stage == "stage_1": ...',
        'if visit.stage in ("informal", "meeting"): ...',
        'if "informal" != str(visit.stage): ...',
        'match visit.stage:\n    case "stage_3" | "stage_4": ...',
        'stage = track.stages["meeting"]',
        'role = procedure.roles.get("team_manager")',
        'if named.role.startswith("iro"): ...',
        'd.owe(Task.ANSWER, RoleId("director"))',
    ],
)
def test_a_branch_on_an_id_is_caught(source: str) -> None:
    assert list(branches_on_ids(module("escalation/steps/moving.py", source)))


@pytest.mark.parametrize("id", ["luton", "stage_1", "business_manager", "drift", "dr1"])
def test_an_id_that_is_written_down_is_caught(id: str) -> None:
    assert list(named_ids(module("escalation/steps/moving.py", f"LAST = {id!r}"))), sorted(ids_of_packs())


@pytest.mark.parametrize(
    "source",
    [
        'if stage.formality == "informal": ...',
        'if clock.counted_from == "conference end": ...',
        'if visit.stage == stage.next: ...\nif not track.stages[id].clocks["answer"]: ...',
        'if named.role == "": ...',
    ],
)
def test_what_follows_the_pack_is_left_alone(source: str) -> None:
    found = module("escalation/steps/moving.py", source)
    assert not [*branches_on_ids(found), *named_ids(found)]


def test_functions_of_the_engine_are_short() -> None:
    size = size_of("escalation")
    print(*report("escalation"), sep="\n")
    assert size.median <= SHORT
    assert [each for each in size.longest if each.lines > WORTH_A_REASON] == []
