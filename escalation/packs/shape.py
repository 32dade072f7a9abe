"""Puts into plain words what pydantic finds: which key, in which line, what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .examples import example
from .faults import MOST_FAULTS, Fault, did_you_mean, one_of
from .keys import Step, known_keys, model_at
from .text import NOTHING_HERE
from .tree import Branch, Leaf, Node, Place, Row, Unreadable

_OF_A_KEY = "[key]"  # how pydantic says that it means the key, not the value


def faults_of_shape(error: ValidationError, tree: Branch) -> list[Fault]:
    """One fault for each place, leaving out those that have been named already while reading."""
    found: dict[tuple[str, int, str, str], Fault] = {}
    missing = set[tuple[int, str]]()
    for detail in islice(error.errors(include_url=False), MOST_FAULTS):
        fault = _fault(detail, tree)
        if fault is None:
            continue
        if detail["type"] != "missing":
            found.setdefault((fault.file, fault.line, fault.key, ""), fault)
            continue
        inside = id(walk(tree, detail["loc"])[1])  # what is repeated with * lacks its key once
        if (inside, fault.problem) not in missing:
            missing.add((inside, fault.problem))
            found.setdefault((fault.file, fault.line, fault.key, fault.problem), fault)
    return _without_what_is_misspelt(list(found.values()))


def _without_what_is_misspelt(faults: list[Fault]) -> list[Fault]:
    """A key that is misspelt is missing too: that is said once."""
    meant = {(_parent(fault), _quoted(fault.remedy)) for fault in faults if is_misspelt_key(fault)}
    return [fault for fault in faults if not (_is_missing(fault) and (fault.key, _quoted(fault.problem)) in meant)]


def is_misspelt_key(fault: Fault) -> bool:
    return fault.problem.startswith("there is no key") and fault.remedy.startswith("Did you mean")


def _is_missing(fault: Fault) -> bool:
    return fault.problem.endswith('" is missing')


def hides(fault: Fault) -> tuple[str, ...]:
    """The reasons under `assumed` that stand beside nothing because of this fault."""
    if _is_missing(fault):
        return (f"{fault.key} > assumed > {_quoted(fault.problem)}",)
    if is_misspelt_key(fault):
        return (f"{_parent(fault)} > assumed > {_quoted(fault.remedy)}",)
    return tuple(f"{fault.key} > assumed > {key}" for said, key in _LACKING if fault.problem.startswith(said))


_LACKING = (("nobody is asked", "asks"), ("nothing is owed", "clocks"), ("this is a meeting and says", "meeting"))


def _parent(fault: Fault) -> str:
    return fault.key.rpartition(" > ")[0]


def _quoted(text: str) -> str:
    return text.partition('"')[2].partition('"')[0]


def _fault(detail: ErrorDetails, tree: Branch) -> Fault | None:
    path, node, place = walk(tree, detail["loc"])
    if isinstance(node, Unreadable):
        return None
    problem, remedy = _in_plain_words(detail, node, tree)
    return Fault(place.file, place.line, " > ".join(path), problem, remedy)


def told_what_to_write(fault: Fault, tree: Branch) -> Fault:
    """Where nothing is written and the pack needs the key, the remedy is a value, not to delete it."""
    if fault.remedy != NOTHING_HERE:
        return fault
    steps = tuple(_step(word) for word in fault.key.split(" > "))
    model, key = model_at(steps[:-1]), steps[-1]
    fields = model.model_fields.items() if model else ()
    known = {info.alias or name: info.is_required() for name, info in fields}
    if known and not known.get(str(key)):
        return fault
    return replace(fault, remedy=f"Write a value, such as `{example(steps, tree)}`")


def _step(word: str) -> Step:
    number = word.removeprefix("item ")
    return int(number) - 1 if number != word and number.isdigit() else word


def walk(tree: Branch, steps: Iterable[Step]) -> tuple[list[str], Node, Place]:
    """As far down as the steps exist: the way as words, the node there, and where its key stands."""
    path: list[str] = []
    node: Node = tree
    place = tree.place
    for step in steps:
        if isinstance(node, Branch) and str(step) in node.entries:
            place = node.keys[str(step)]
            node = node.entries[str(step)]
            path.append(str(step))
        elif isinstance(node, Row) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
            path.append(f"item {step + 1}")
    return path, node, place


_SETS = ("dict_type", "model_type", "model_attributes_type", "dataclass_type")


def _in_plain_words(detail: ErrorDetails, node: Node, tree: Branch) -> tuple[str, str]:
    kind, context, loc = detail["type"], detail.get("ctx", {}), detail["loc"]
    of_a_key = bool(loc) and loc[-1] == _OF_A_KEY
    written = str(loc[-2]) if of_a_key else shown(node)
    match kind:
        case "missing":
            return f'"{loc[-1]}" is missing', _add(loc, tree)
        case "extra_forbidden":
            return _no_such_key(loc, tree)
        case "value_error":
            return _own_words(str(context.get("error", detail["msg"])))
        case "enum" | "literal_error":
            words = [part.strip("'\" ") for part in str(context["expected"]).replace(" or ", ", ").split(", ")]
            return f'"{written}" is not among the words for this', one_of(written, words)
        case "string_pattern_mismatch":
            return _wrong_pattern(str(context["pattern"]), written)
        case "string_type":
            return _not_text(node, example(loc, tree))
        case "tuple_type":
            item = written if isinstance(node, Leaf) else example((*loc, 0), tree)
            return "it is not a list", f"Write it in square brackets: `[{item}]`"
    return _simple(kind, written, example(loc, tree))


def _simple(kind: str, written: str, example: str) -> tuple[str, str]:
    """What can be said without looking further."""
    said = {
        "string_too_short": ("it is empty", f"Write something, such as `{example}`"),
        "bool_type": ("it is neither true nor false", f"Write `{_truth(written)}`: true or false, without quotes"),
        "int_type": ("it is not a whole number", f"Write a number without quotes, such as `{_number(written)}`"),
        "greater_than_equal": ("the number is too small", "Write `1` or more"),
        "too_short": ("it has no entries", f"Name at least one, such as `{example}`"),
        **dict.fromkeys(_SETS, ("it must be a set of keys and values", f"Write it like `{example}`")),
    }
    return said.get(kind, ("it cannot be read", f"Write it like `{example}`"))


def _truth(written: str) -> str:
    return "false" if written.strip().lower() in ("no", "false", "off", "n", "0") else "true"


def _number(written: str) -> str:
    digits = "".join(sign for sign in written.split(".")[0] if sign.isdigit()).lstrip("0")
    return digits if 0 < len(digits) < _LONGEST_NUMBER else "2"


_LONGEST_NUMBER = 4


def _no_such_key(loc: tuple[Step, ...], tree: Branch) -> tuple[str, str]:
    """A key that only repeats, misspelt, what stands here already is to go."""
    key, known = str(loc[-1]), known_keys(loc[:-1])
    beside = walk(tree, loc[:-1])[1]
    there = set(beside.entries) if isinstance(beside, Branch) else set()
    problem = f'there is no key "{key}" here'
    remedy = did_you_mean(key, known, "Delete it, or write one of those that are known here")
    near = remedy.partition('"')[2].partition('"')[0]
    if near in there:
        return problem, f'Delete it: "{near}" stands here already'
    return problem, remedy


def shown(node: Node) -> str:
    """A value as it stands in the file."""
    return (node.written or str(node.value)) if isinstance(node, Leaf) else "this"


def _own_words(message: str) -> tuple[str, str]:
    """Our own value errors say `problem: write remedy`."""
    problem, found, remedy = message.partition(": write ")
    return (problem, "Write " + remedy) if found else (message, "Compare it with the same key in another pack")


def _not_text(node: Node, example: str) -> tuple[str, str]:
    if isinstance(node, Leaf):
        return (
            f"{shown(node)} is read as a number or a truth, and text belongs here",
            f'Put it between quotes: "{shown(node)}"',
        )
    return "it must be one word or sentence, not a list or a set of keys", f"Write plain text, such as `{example}`"


def slug(text: str) -> str:
    """The nearest that a key may be."""
    plain = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if re.match("[a-z]", plain) else f"key_{plain}".rstrip("_")


def _capitals(text: str) -> str:
    plain = re.sub("[^A-Z0-9]+", "", text.upper()).lstrip("0123456789")[:6]
    return plain if len(plain) > 1 else "REF"


def _wrong_pattern(pattern: str, text: str) -> tuple[str, str]:
    cover = one_of(text, ("nominated", "line manager", "next tier"))
    for begins, problem, remedy in (
        ("^[a-z][a-z0-9_]*$", "is not a key", f"Write `{slug(text)}`: small letters, digits and underscores"),
        ("^[A-Z]", "cannot begin a reference", f"Write `{_capitals(text)}`: two to six capital letters or digits"),
        ("^(nominated", "is no kind of cover", f"{cover}, or duty: and a role, like duty:duty_manager"),
        ("^respondent of", "does not say whom", "Delete it, or write `respondent of` and a stage"),
    ):
        if pattern.startswith(begins):
            return f'"{text}" {problem}', remedy
    return f'"{text}" is not written as it should be', "Compare it with the same key in another pack"


def _add(loc: tuple[Step, ...], tree: Branch) -> str:
    model, key = model_at(loc[:-1]), str(loc[-1])
    fields = model.model_fields.items() if model else ()
    said = next((info.description for name, info in fields if (info.alias or name) == key and info.description), "")
    return f"Add `{key}: {example(loc, tree)}`" + (f" ({said})" if said else "")
