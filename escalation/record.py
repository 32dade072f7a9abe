"""How cases and log facts are written as JSON and read back, with people's words parted from the facts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from .case import Case, Words
from .case_log import KINDS, Facts
from .notices import Notice

Value = TypeVar("Value")


@cache
def _adapter(of: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(type, of))


_NAMES: Mapping[type, str] = {kind: re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower() for kind in KINDS}
_KINDS: Mapping[str, type[Facts]] = {name: kind for kind, name in _NAMES.items()}


def kind_of(facts: Facts) -> str:
    """The kind in words: "stage entered"."""
    return name_of(type(facts))


def name_of(kind: type[Facts]) -> str:
    return _NAMES[kind]


def write_case(case: Case) -> bytes:
    return _adapter(Case).dump_json(case)


# What is read is frozen, and the same text is read again and again while a case is under way.


@lru_cache(maxsize=512)
def read_case(body: bytes | str) -> Case:
    case: Case = _adapter(Case).validate_json(body)
    return case


def write_facts(facts: Facts) -> bytes:
    """The fields of `facts`; the kind is kept beside it."""
    return _adapter(type(facts)).dump_json(facts)


@lru_cache(maxsize=1024)
def read_facts(kind: str, body: bytes | str) -> Facts:
    facts: Facts = _adapter(_KINDS[kind]).validate_json(body)
    return facts


def write_notice(notice: Notice) -> bytes:
    return _adapter(Notice).dump_json(notice)


@lru_cache(maxsize=1024)
def read_notice(body: bytes | str) -> Notice:
    notice: Notice = _adapter(Notice).validate_json(body)
    return notice


def part_words(facts: Facts) -> tuple[Facts, dict[str, str]]:
    """`facts` without people's words, and those words by where they stood ("case.concerns.0.what")."""
    words: dict[str, str] = {}
    return _part(facts, "", words), words


def join_words(facts: Facts, words: Mapping[str, str]) -> Facts:
    """Put the words back where `part_words` found them; what retention has emptied stays empty."""
    return _join(facts, "", words) if words else facts


@cache
def _worded(of: Hashable) -> tuple[tuple[str, bool], ...]:
    """The fields of a dataclass that are words (True) or may hold words deeper down (False)."""
    hints = get_type_hints(of)
    return tuple(
        (f.name, hints[f.name] is Words)
        for f in fields(of)  # type: ignore[arg-type]
        if _may_hold_words(hints[f.name])
    )


@cache
def _may_hold_words(hint: object) -> bool:
    if hint is Words:
        return True
    if get_origin(hint) is not None or get_args(hint):
        return any(_may_hold_words(arg) for arg in get_args(hint))
    return isinstance(hint, type) and is_dataclass(hint) and bool(_worded(hint))


def _part(value: Value, at: str, words: dict[str, str]) -> Value:
    changes: dict[str, object] = {}
    for name, is_words in _worded(cast(Hashable, type(value))):
        held = getattr(value, name)
        if is_words:
            if held:
                words[at + name] = held
                changes[name] = Words("")
        elif isinstance(held, tuple):
            changes[name] = tuple(_part(item, f"{at}{name}.{i}.", words) for i, item in enumerate(held))
        elif held is not None:
            changes[name] = _part(held, f"{at}{name}.", words)
    return replace(value, **changes) if changes else value  # type: ignore[type-var]


def _join(value: Value, at: str, words: Mapping[str, str]) -> Value:
    changes: dict[str, object] = {}
    for name, is_words in _worded(cast(Hashable, type(value))):
        held = getattr(value, name)
        if is_words:
            if at + name in words:
                changes[name] = Words(words[at + name])
        elif isinstance(held, tuple):
            changes[name] = tuple(_join(item, f"{at}{name}.{i}.", words) for i, item in enumerate(held))
        elif held is not None:
            changes[name] = _join(held, f"{at}{name}.", words)
    return replace(value, **changes) if changes else value  # type: ignore[type-var]
