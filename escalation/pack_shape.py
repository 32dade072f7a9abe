"""Puts into plain words what pydantic finds: which key, in which line, what is wrong and what to do."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .faults import Fault, did_you_mean
from .pack_tree import Branch, Leaf, Node, Place, Row, Unreadable
from .procedure import Procedure

Step = str | int
_OF_A_KEY = "[key]"  # how pydantic says that it means the key, not the value


def faults_of_shape(error: ValidationError, tree: Branch) -> list[Fault]:
    """One fault for each place, leaving out those that have been named already while reading."""
    found: dict[tuple[str, int, str], Fault] = {}
    for detail in error.errors(include_url=False):
        fault = _fault(detail, tree)
        if fault is not None:
            found.setdefault((fault.file, fault.line, fault.key), fault)
    return list(found.values())


def _fault(detail: ErrorDetails, tree: Branch) -> Fault | None:
    path, node, place = walk(tree, detail["loc"])
    if isinstance(node, Unreadable):
        return None
    problem, remedy = _in_plain_words(detail, path, node)
    return Fault(place.file, place.line, " > ".join(path), problem, remedy)


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


_SIMPLE = {
    "string_too_short": ("it is empty", "Write something, or delete the key"),
    "bool_type": ("it is neither true nor false", "Write true or false"),
    "int_type": ("it is not a whole number", "Write a number without quotes"),
    "greater_than_equal": ("the number is too small", "Write 1 or more"),
    "tuple_type": ("it is not a list", "Write it in square brackets: [first, second]"),
    "too_short": ("it has no entries", "Name at least one"),
}
_SETS = ("dict_type", "model_type", "model_attributes_type", "dataclass_type")


def _in_plain_words(detail: ErrorDetails, path: list[str], node: Node) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    key = str(detail["loc"][-1])
    if kind == "missing":
        return f'"{key}" is missing', _describe(detail["loc"])
    if kind == "extra_forbidden":
        return f'there is no key "{key}" here', did_you_mean(key, known_keys(detail["loc"][:-1]))
    if kind == "value_error":
        return _own_words(str(context.get("error", detail["msg"])))
    if kind in ("enum", "literal_error"):
        written = str(detail["loc"][-2]) if key == _OF_A_KEY else shown(node)
        words = tuple(part.strip("'\" ") for part in str(context["expected"]).replace(" or ", ", ").split(", "))
        return f'"{written}" is not among the words for this', did_you_mean(written, words)
    if kind == "string_type":
        return _not_text(node)
    if kind == "string_pattern_mismatch":
        return _wrong_pattern(str(context["pattern"]), shown(node))
    if kind in _SETS:
        return (
            "it must be a set of keys and values",
            "Write it as {key: value}, or with the keys on lines of their own",
        )
    return _SIMPLE.get(kind, ("it cannot be read", "Compare it with the same key in another pack"))


def shown(node: Node) -> str:
    return str(node.value) if isinstance(node, Leaf) else "this"


def _own_words(message: str) -> tuple[str, str]:
    """Our own value errors say `problem: write remedy`."""
    problem, found, remedy = message.partition(": write ")
    return (problem, "Write " + remedy) if found else (message, "Compare it with the same key in another pack")


def _not_text(node: Node) -> tuple[str, str]:
    if isinstance(node, Leaf):
        return (
            f"{shown(node)} is read as a number or a truth, and text belongs here",
            f'Put it between quotes: "{shown(node)}"',
        )
    return "it must be one word or sentence, not a list or a set of keys", "Write it as plain text"


_PATTERNS = (
    (
        "^[a-z][a-z0-9_]*$",
        "is not a key",
        "Write a key in small letters, digits and underscores, beginning with a letter",
    ),
    (
        "^[A-Z]",
        "cannot begin a reference",
        "Write two to six capital letters or digits, beginning with a letter",
    ),
    (
        "^(nominated",
        "is no kind of cover",
        "Write nominated, line manager, next tier, or duty: and a role, like duty:duty_manager",
    ),
    ("^respondent of", "does not say whom", "Write `respondent of` and a stage, like respondent of stage_3"),
)


def _wrong_pattern(pattern: str, text: str) -> tuple[str, str]:
    for begins, problem, remedy in _PATTERNS:
        if pattern.startswith(begins):
            return f'"{text}" {problem}', remedy
    return f'"{text}" is not written as it should be', "Compare it with the same key in another pack"


def _describe(loc: tuple[Step, ...]) -> str:
    model = model_at(loc[:-1])
    key = str(loc[-1])
    for name, info in model.model_fields.items() if model else ():
        if (info.alias or name) == key and info.description:
            return f'Add "{key}": {info.description}'
    return f'Add "{key}" with its value'


def known_keys(loc: tuple[Step, ...]) -> tuple[str, ...]:
    """The keys that can stand at `loc`."""
    model = model_at(loc)
    fields = model.model_fields.items() if model else ()
    return tuple(info.alias or name for name, info in fields if not info.exclude)


def model_at(loc: tuple[Step, ...]) -> type[BaseModel] | None:
    """The model of the mapping at `loc`, found by following the annotations."""
    kind: Any = Procedure
    for step in loc:
        kind = _below(_bare(kind), step)
    kind = _bare(kind)
    if get_origin(kind) is tuple:  # a list of one, written without the list
        kind = _bare(get_args(kind)[0])
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _below(kind: Any, step: Step) -> Any:
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) is tuple:
        inner = _bare(get_args(kind)[0])
        return inner if isinstance(step, int) else _below(inner, step)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if (info.alias or name) == step:
                return info.annotation
    return None


def _bare(kind: Any) -> Any:
    """Without `Annotated` and `| None`."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, types.UnionType):
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            return kind
