"""The fields of a form as values, and the inputs they become: labelled, with what was typed and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from microsoft_teams.cards import (
    CardElement,
    Choice,
    ChoiceSetInput,
    Column,
    ColumnSet,
    Container,
    DateInput,
    NumberInput,
    RichTextBlock,
    TextBlock,
    TextInput,
    TextRun,
    TimeInput,
    ToggleInput,
)

from ..as_typed import inert
from ..errors import FieldFault

TICKED, NOT_TICKED = "true", "false"


class Kind(StrEnum):
    LINE = "line"
    WORDS = "words"  # several lines of somebody's own words
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    ONE_OF = "one of"
    ONE_IN_SIGHT = "one in sight"  # every choice shown
    ONE_OF_MANY = "one of many"  # found by typing a part of it
    SOME_OF = "some of"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Field:
    """`id` is the key in the payload. `remedy` says what to do when it is missing or wrong. `hint` stands above it."""

    id: str
    label: str
    kind: Kind
    required: bool = False
    remedy: str = ""
    options: tuple[Option, ...] = ()
    value: str = ""
    hint: str = ""
    pattern: str = ""
    beside: str = ""  # the words next to a tick, where they are not the label
    at_most: int | None = None
    only_to: frozenset[str] = frozenset()  # asked on the way to these stages alone; empty: wherever it goes


Rows = Sequence[Field | tuple[Field, Field]]
"""The fields in order; a pair stands side by side."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What had been typed into a form, and what could not be taken as it was.

    `kept` names the fields whose words are too long to be shown again: they stay with the draft.
    """

    filled: Mapping[str, str]
    faults: tuple[FieldFault, ...] = ()
    kept: frozenset[str] = frozenset()

    def into(self, field: Field) -> Field:
        if field.id not in self.kept:
            return replace(field, value=self.filled.get(field.id, field.value))
        note = f"{field.label}: what you wrote ({len(self.filled[field.id]):,} characters) is kept."
        hint = f"{note} Leave this empty to keep it, or write it anew."
        return replace(field, required=False, value="", hint=hint)

    def fault_of(self, field: Field) -> FieldFault | None:
        return next((fault for fault in self.faults if fault.field == field.id), None)

    def touches(self, rows: Rows) -> bool:
        """Was anything typed here, or found wrong?"""
        return any(
            self.filled.get(f.id, f.value) not in (f.value, untouched(f)) or self.fault_of(f) for f in each(rows)
        )


NOTHING_TYPED = Typed({})


def untouched(field: Field) -> str:
    """What a client sends for a field that nobody has touched: for a tick, that it is not ticked."""
    return field.value or (NOT_TICKED if field.kind is Kind.TICK else "")


def each(rows: Rows) -> Iterable[Field]:
    for row in rows:
        yield from row if isinstance(row, tuple) else (row,)


def for_the_way(rows: Rows, to: str) -> Rows:
    """Without what is not asked on the way to the stage that is chosen already; all of it where none is."""
    return [row for row in rows if isinstance(row, tuple) or not to or not row.only_to or to in row.only_to]


def inputs(rows: Rows, typed: Typed = NOTHING_TYPED) -> list[CardElement]:
    drawn: list[CardElement] = []
    for row in rows:
        drawn += _pair(row, typed) if isinstance(row, tuple) else _one(row, typed)
    return drawn


def _pair(pair: tuple[Field, Field], typed: Typed) -> list[CardElement]:
    """Side by side and level at the top: what the client finds wrong with one moves the other nowhere."""
    fields = [typed.into(field) for field in pair]
    columns = [Column(width="stretch", items=[_input(f)], vertical_content_alignment="Top") for f in fields]
    hints = [text for field in fields for text in _hint(field)]
    faults = [text for field in fields for text in _fault(typed.fault_of(field))]
    return [*hints, ColumnSet(columns=columns), *faults]


def _one(field: Field, typed: Typed) -> list[CardElement]:
    filled = typed.into(field)
    return [*_hint(filled), _input(filled), *_fault(typed.fault_of(field))]


def _hint(field: Field) -> list[CardElement]:
    """Not a label: it tells what to think of before the field is filled in."""
    if not field.hint:
        return []
    text = TextRun(text=inert(field.hint), is_subtle=True, size="Small")
    return [RichTextBlock(inlines=[text], spacing="Medium")]


def _fault(fault: FieldFault | None) -> list[CardElement]:
    if fault is None:
        return []
    run = TextRun(text=inert(str(fault)), color="Attention", weight="Bolder", size="Small")
    return [RichTextBlock(inlines=[run], spacing="Small")]


def fault_summary(faults: Sequence[FieldFault]) -> list[CardElement]:
    """Above the form: how much needs another look, and that nothing typed was lost."""
    if not faults:
        return []
    count = "One thing needs" if len(faults) == 1 else f"{len(faults)} things need"
    title = TextBlock(
        text=f"{count} another look. Nothing was sent; everything you typed is still here.",
        weight="Bolder",
        wrap=True,
    )
    lines: list[CardElement] = [
        RichTextBlock(inlines=[TextRun(text=inert(str(fault)))], spacing="Small") for fault in faults
    ]
    return [Container(style="warning", bleed=True, items=[title, *lines])]


def _input(field: Field) -> CardElement:
    match field.kind:
        case Kind.LINE | Kind.WORDS:
            return _text(field)
        case Kind.DATE:
            return DateInput(**_shared(field))
        case Kind.TIME:
            return TimeInput(**_shared(field))
        case Kind.NUMBER:
            return _number(field)
        case Kind.TICK:
            return _tick(field)
        case _:
            return _choice(field)


def _shared(field: Field) -> dict[str, str | bool | None]:
    return {
        "id": field.id,
        "key": _key(field),
        "label": f"{field.label} (required)" if field.required else field.label,
        "is_required": True if field.required else None,
        "error_message": field.remedy or None,
        "value": field.value or None,
    }


def _key(field: Field) -> str:
    """Teams' renderer takes an input at the same place for the same input, and shows the choices of the other one.

    Reference: https://adaptivecards.microsoft.com/?topic=Input.ChoiceSet (`key`)
    """
    choices = "\n".join(f"{option.value} {option.title}" for option in field.options)
    return f"{field.id} {sha256(choices.encode()).hexdigest()[:8]}" if choices else field.id


def _text(field: Field) -> TextInput:
    return TextInput(
        **_shared(field),
        is_multiline=True if field.kind is Kind.WORDS else None,
        regex=field.pattern or None,
        max_length=field.at_most,
    )


def _number(field: Field) -> NumberInput:
    """Without limits: the web renderer calls an empty box with limits invalid. The answer is checked when it comes."""
    value = float(field.value) if field.value.isdecimal() else None
    return NumberInput(**{**_shared(field), "value": value})


def _tick(field: Field) -> ToggleInput:
    """The words stand beside the box; a label stands above it only where it has to be ticked."""
    shared = _shared(field)
    return ToggleInput(
        id=field.id,
        key=_key(field),
        label=str(shared["label"]) if field.required else None,
        title=field.beside or field.label,
        is_required=True if field.required else None,
        error_message=field.remedy or None,
        value=untouched(field),
        value_on=TICKED,
        value_off=NOT_TICKED,
        wrap=True,
    )


def _choice(field: Field) -> ChoiceSetInput:
    style = {Kind.ONE_IN_SIGHT: "expanded", Kind.SOME_OF: "expanded", Kind.ONE_OF_MANY: "filtered"}
    return ChoiceSetInput(
        **_shared(field),
        choices=[Choice(title=inert(option.title), value=option.value) for option in field.options],
        style=style.get(field.kind, "compact"),
        is_multi_select=True if field.kind is Kind.SOME_OF else None,
        placeholder=None if field.kind in (Kind.ONE_IN_SIGHT, Kind.SOME_OF) else "Choose",
        wrap=True if field.kind in (Kind.ONE_IN_SIGHT, Kind.SOME_OF) else None,
    )
