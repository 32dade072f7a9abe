"""Rules of the house that a machine can see: the clock, the packs' words and numbers, names, docstrings."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.sources import PACKAGES, ROOT, Module, calls, module, modules

Rule = Callable[[Module], Iterator[str]]

CLOCK = "bot/clock.py"
CLOCK_CALLS = re.compile(
    r"(?:^|\.)(?:datetime|date)\.(?:now|today|utcnow)$"
    r"|^time\.(?:time|time_ns|localtime|gmtime)$"
    r"|^func\.(?:now|current_\w+)$"
)
CLOCK_NAMES = {"time", "time_ns", "localtime", "gmtime"}
AUTHORITIES = re.compile(r"walsall|luton|knowsley|southwark", re.IGNORECASE)
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core"}
# A procedure's clocks are longer than these; shorter ones are the machinery's own.
LONGEST = {"timedelta.weeks": 1, "timedelta.hours": 23}
LONGEST_DAYS = 1


def current_time(found: Module) -> Iterator[str]:
    """The clock is read in one file, so that a played clock governs everything."""
    if found.path == CLOCK:
        return
    for call in calls(found.tree):
        if CLOCK_CALLS.search(ast.unparse(call.func)):
            yield f"{found.at(call)}: {ast.unparse(call.func)}() is read in {CLOCK} only"
    for node in ast.walk(found.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            names = [alias.name for alias in node.names if alias.name in CLOCK_NAMES]
            yield from (f"{found.at(node)}: time.{name} is read in {CLOCK} only" for name in names)


def authority_names(found: Module) -> Iterator[str]:
    """An authority's name stands in its pack."""
    for number, line in enumerate(found.source.splitlines(), start=1):
        if AUTHORITIES.search(line):
            yield f"{found.path}:{number}: an authority's name stands in its pack, not in Python"


def numbers_of_days(found: Module) -> Iterator[str]:
    """A procedure's clocks stand in its pack: one day may be stepped here, five may not."""
    for node in ast.walk(found.tree):
        for name, value in named_numbers(node):
            longest = LONGEST_DAYS if "days" in name.lower() else LONGEST.get(name)
            number = whole_number(value)
            if longest is not None and number is not None and number > longest:
                yield f"{found.at(node)}: {name} = {number} stands in the pack, not in Python"


def named_numbers(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What a statement or a call gives a name to; `add_working_days(day, 5)` names its last argument."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            called = ast.unparse(func).rpartition(".")[2]
            prefix = "timedelta." if called == "timedelta" else ""
            yield from ((f"{prefix}{word.arg}", word.value) for word in keywords)
            if args and called == "timedelta":
                yield "timedelta.days", args[0]
            elif args and called == "Within":  # a time as a pack says it, whatever its unit
                yield "days", args[-1]
            elif args and "days" in called:
                yield called, args[-1]
        case ast.Compare(left=left, comparators=others):
            sides = [left, *others]
            names = [ast.unparse(side).rpartition(".")[2] for side in sides if whole_number(side) is None]
            yield from ((name, side) for name in names if name.lower().endswith("days") for side in sides)
        case ast.Dict(keys=keys, values=values):
            named = ((key, value) for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant))
            yield from ((str(key.value), value) for key, value in named)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.arguments(args=args, defaults=defaults, kwonlyargs=named, kw_defaults=named_defaults):
            yield from ((arg.arg, value) for arg, value in zip(args[::-1], defaults[::-1], strict=False))
            yield from ((arg.arg, value) for arg, value in zip(named, named_defaults, strict=True) if value)


def whole_number(value: ast.expr) -> int | None:
    if isinstance(value, ast.UnaryOp):
        return whole_number(value.operand)
    return value.value if isinstance(value, ast.Constant) and type(value.value) is int else None


def empty_names(found: Module) -> Iterator[str]:
    """A name says what lives there."""
    for part in found.name.split("."):
        if part == "manager" or EMPTY_NAMES.intersection(part.split("_")):
            yield f"{found.path}: {part} does not say what lives there"
    for node in ast.walk(found.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "process_data":
            yield f"{found.at(node)}: {node.name} does not say what it does"
        if isinstance(node, ast.ClassDef) and re.search(r"(?:Utils?|Helpers?|Misc|Common)$", node.name):
            yield f"{found.at(node)}: {node.name} does not say what it is"


def missing_docstring(found: Module) -> Iterator[str]:
    """Every module has one line that says what lives there."""
    if not (ast.get_docstring(found.tree) or "").strip():
        yield f"{found.path}: its first line should say what lives there"


def faults(rule: Rule, *folders: str) -> list[str]:
    return [line for found in modules(*folders) for line in rule(found)]


def test_the_current_time_is_read_in_one_place() -> None:
    assert faults(current_time, *PACKAGES) == []


def test_no_authority_is_named_in_python() -> None:
    assert faults(authority_names, *PACKAGES) == []


def test_no_number_of_days_stands_in_python() -> None:
    assert faults(numbers_of_days, *PACKAGES) == []


def test_every_name_says_what_lives_there() -> None:
    assert faults(empty_names, *PACKAGES, "tests") == []


def test_every_module_says_what_lives_there() -> None:
    assert faults(missing_docstring, *PACKAGES, "tests") == []


def test_nothing_in_the_project_points_outside_it() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    outside = ("../" + "shared", str(ROOT) + "/")
    files = [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    texts = ((file, file.read_text(encoding="utf-8", errors="ignore")) for file in files)
    pointing = [file.relative_to(ROOT) for file, text in texts if any(place in text for place in outside)]
    assert pointing == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (current_time, "from datetime import datetime\nnow = datetime.now(UTC)"),
        (current_time, "import datetime as dt\nday = dt.date.today()"),
        (current_time, "import time\nat = time.time()"),
        (current_time, "from time import time"),
        (current_time, "query = select(func.now())"),
        (authority_names, "# as Luton has it"),
        (authority_names, 'default = "SOUTHWARK"'),
        (numbers_of_days, "due = at + timedelta(days=5)"),
        (numbers_of_days, "due = at - timedelta(20)"),
        (numbers_of_days, "due = at + timedelta(hours=48)"),
        (numbers_of_days, "due = at + timedelta(weeks=2)"),
        (numbers_of_days, "clock = Clock(working_days=5)"),
        (numbers_of_days, "due = calendar.add_working_days(day, 5)"),
        (numbers_of_days, "LAPSE_DAYS = 20"),
        (numbers_of_days, "late = case.working_days > 20"),
        (numbers_of_days, "within = Within(Unit.WORKING_DAYS, 5)"),
        (numbers_of_days, "limits = {'working days': 20}"),
        (numbers_of_days, "cap_days: int = 20"),
        (numbers_of_days, "def lapse(case, days=3): ..."),
        (numbers_of_days, "def lapse(case, *, working_days: int = 3): ..."),
        (empty_names, "class CaseHelper: ..."),
        (empty_names, "def process_data(): ..."),
        (missing_docstring, "import ast"),
    ],
)
def test_what_breaks_a_rule_of_the_house_is_caught(rule: Rule, source: str) -> None:
    assert list(rule(module("storage/cases.py", source)))


@pytest.mark.parametrize("path", ["bot/utils.py", "cards/mail_helpers.py", "storage/core/cases.py", "bot/manager.py"])
def test_a_file_name_that_says_nothing_is_caught(path: str) -> None:
    assert list(empty_names(module(path, "")))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (current_time, "now = clock.now()\nstarted = time.perf_counter()"),
        (numbers_of_days, "day = day + timedelta(days=1)\nlease = timedelta(minutes=5)"),
        (numbers_of_days, "due = calendar.add_working_days(day, stage.days)\nhours = 48"),
        (empty_names, "def tell_team_manager(): ...\nclass ServiceManager: ..."),
        (missing_docstring, '"""Where cases are kept."""'),
    ],
)
def test_what_keeps_the_rules_of_the_house_is_left_alone(rule: Rule, source: str) -> None:
    assert list(rule(module("storage/cases.py", source))) == []
