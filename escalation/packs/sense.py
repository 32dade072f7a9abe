"""Whether a pack's single values make sense: hours, lengths, record numbers, things given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..durations import Unit, Within, read_within
from ..occasions import BEFORE, COUNTED_FROM
from ..stages import RAISER
from .faults import Fault
from .shape import slug
from .spots import Spot

_DAYS_ONLY = (Unit.WORKING_DAYS,)
_HOLDING = (Unit.MINUTES, Unit.HOURS, Unit.NONE, Unit.IMMEDIATELY)
_LONGER = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.NONE)
_LIMITS = (*_LONGER[:-1], Unit.HOURS)
_UNITS: tuple[tuple[tuple[str, str], tuple[Unit, ...], str], ...] = (
    (("hold before sending", "for"), _HOLDING, "2 minutes"),
    (("hold before sending", "immediate risk"), _HOLDING, "none"),
    (("prompts", "after an answer"), _DAYS_ONLY, "2 working days"),
    (("follow up", "put on record within"), _DAYS_ONLY, "5 working days"),
    (("follow up", "verify within"), _DAYS_ONLY, "5 working days"),
    (("follow up", "decide further time within"), _DAYS_ONLY, "1 working day"),
)
_KNOWN_AT_RAISING = tuple(unit for unit in Unit if unit is not Unit.SET_BY_THE_RAISER)
_BEFORE_RAISING = ("identified", *COUNTED_FROM)
_NOT_COUNTED_BACK = (Unit.MINUTES, Unit.MONTHS, Unit.IMMEDIATELY)
_BACK = tuple(unit for unit in Unit if unit not in _NOT_COUNTED_BACK)
_OCCASIONS = ("review", "conference")
_NOT_SAID_BY_OCCASIONS = ("category", "immediate risk", "urgent", "skipping a stage")
_WORDS_OF_THEIR_OWN = (RAISER, "unset")
_LONGEST_PATTERN = 80
_NAMES = ("Jo", "Amy", "Smith", "Jane Smith", "Mary-Ann O'Neil", "jane.smith")
_QUANTIFIER = re.compile(r"[*+]|\{\d*,\d*\}")


def faults_of_sense(top: Spot) -> Iterator[Fault]:
    """Everything that can be read and cannot be meant."""
    yield from _of_keys(top)
    yield from _of_hours(top["calendar"])
    yield from _of_lengths(top)
    for track in top["tracks"].entries():
        yield from _of_raising(track)
        yield from _of_drafts(track)
        for stage in track["stages"].entries():
            yield from _of_counting_back(stage)
    yield from _of_record_number(top["reference"]["record number"])
    yield from _of_fields(top["forms"])
    yield from _given_twice(top)


def _of_keys(top: Spot) -> Iterator[Fault]:
    parts = [top[part] for part in ("roles", "tracks", "categories")]
    parts += [track["stages"] for track in top["tracks"].entries()]
    for entry in (entry for part in parts for entry in part.entries()):
        if not re.fullmatch("[a-z][a-z0-9_]*", entry.key):
            problem = f'"{entry.key}" is not a key'
            yield entry.fault(
                problem, f"Write `{slug(entry.key)}`: small letters, digits and underscores; its title says the rest"
            )
        elif entry.key in _WORDS_OF_THEIR_OWN:
            yield entry.fault(
                f'"{entry.key}" is a word with a meaning of its own', f"Write `{entry.key}_1` or another key"
            )


def _of_hours(calendar: Spot) -> Iterator[Fault]:
    starts, ends, until = (calendar[key] for key in ("day starts", "day ends", "receipt until"))
    if starts.text and ends.text and not starts.text < ends.text:
        remedy = f'Write "{_later(starts.text)}", or another time later than "{starts.text}"'
        yield ends.fault("the working day ends before it starts", remedy)
    elif until.text and starts.text and ends.text and not starts.text < until.text <= ends.text:
        remedy = f'Write "{ends.text}", or another time after "{starts.text}" and before that'
        yield until.fault("this hour lies outside the working day", remedy)


def _later(text: str) -> str:
    return f"{min(int(text[:2]) + 8, 23):02}:{text[3:5]}" if text[:2] < "23" else "23:59"


def _of_lengths(top: Spot) -> Iterator[Fault]:
    for (part, key), units, example in _UNITS:
        yield from _only(top[part][key], units, example)
    yield from _only(top["reopen within"], _LONGER, "6 months")
    for track in top["tracks"].entries():
        for limit in track["overall limits"].items():
            yield from _only(limit["within"], _LIMITS, "20 working days")


def _of_raising(track: Spot) -> Iterator[Fault]:
    """When a concern is raised few days are known, and nobody has set a time yet."""
    clock = track["raise within"]
    yield from _only(clock["within"], _KNOWN_AT_RAISING, "5 working days")
    if clock.keys and clock["from"].text not in _BEFORE_RAISING and clock["due"].text not in BEFORE:
        known = ", ".join(_BEFORE_RAISING)
        spot = clock["from"] if clock["from"].text else clock
        remedy = f"Write `{_BEFORE_RAISING[0]}`" if clock["from"].text else f"Add `from: {_BEFORE_RAISING[0]}`"
        yield spot.fault("the time for raising cannot be counted from this", f"{remedy}. Known here: {known}")


def _of_drafts(track: Spot) -> Iterator[Fault]:
    """A draft is made when a review or conference is recorded, which says this much and no more."""
    for draft in track["must be raised"].items():
        when = draft["when"]
        for key in when.keys:
            if key in _NOT_SAID_BY_OCCASIONS:
                problem = "a draft follows from a review or conference, which does not say this"
                yield when[key].fault(problem, "Delete it: write `review conference: third`, or `source: review`")
        if when["source"].text not in ("", *_OCCASIONS):
            yield when["source"].fault("a draft follows from a review or conference", "Write `review` or `conference`")
        elif when.keys and "source" not in when and "review conference" not in when:
            yield when.fault("this does not say what has to happen", "Add `review conference: third`")


def _of_counting_back(stage: Spot) -> Iterator[Fault]:
    for row in stage["clocks"].entries():
        for clock in row.items():
            if clock["due"].text in BEFORE:
                yield from _only(clock["within"], _BACK, "5 working days")


def _only(spot: Spot, units: tuple[Unit, ...], example: str) -> Iterator[Fault]:
    within = _length(spot.text)
    if within is not None and within.unit not in units:
        yield spot.fault(f'"{spot.text}" cannot be used here', f"Write it like `{example}`")


def _length(text: str) -> Within | None:
    try:
        return read_within(text) if text else None
    except ValueError:
        return None


def _of_record_number(spot: Spot) -> Iterator[Fault]:
    if not spot.text:
        return
    try:
        pattern = re.compile(spot.text)
    except (re.error, OverflowError, RecursionError):
        yield spot.fault("this is not a regular expression", 'Write it like "[0-9]{4,8}"')
        return
    if _may_run_away(spot.text):
        remedy = 'Write single characters and how many of them, like "[A-Z]{1,3}[0-9]{4,8}"'
        yield spot.fault("checking a long text against this could take for ever", remedy)
    elif pattern.fullmatch(""):
        yield spot.fault(
            "this takes nothing at all for a record number", 'Write it with one digit at least, like "[0-9]{4,8}"'
        )
    elif any(pattern.fullmatch(name) for name in _NAMES):
        yield spot.fault(
            "this would take a child's name for a record number", 'Write it with digits, like "[0-9]{4,8}"'
        )


def _may_run_away(text: str) -> bool:
    """Repeated groups, references back and looking around are what makes a search explode; nothing here needs them."""
    plain = re.sub(r"\\\\|\[(?:\\.|[^\]\\])*\]", "x", text)
    repeats_a_group = re.search(r"\)(?:[*+]|\{\d*,?\d*\})", plain) is not None
    looks_back = re.search(r"\\[1-9]|\(\?(?!:)", plain) is not None
    return repeats_a_group or looks_back or len(_QUANTIFIER.findall(plain)) > 3 or len(text) > _LONGEST_PATTERN


def _of_fields(forms: Spot) -> Iterator[Fault]:
    for form in forms.entries():
        for field in form["fields"].items():
            for kind, key in (("choice", "choices"), ("rows", "columns")):
                if field["type"].text == kind and key not in field:
                    yield field.fault(f"this field has no {key}", f"Add `{key}: [first, second]`")
                elif field["type"].text == kind and not field[key].items():
                    yield field[key].fault("it has no entries", "Write `[first, second]`, or what they are")
                if field["type"].text != kind and key in field and field["type"].text:
                    yield field[key].fault(
                        f"only a field of type {kind} has {key}", f"Delete it, or write `type: {kind}`"
                    )


def _given_twice(top: Spot) -> Iterator[Fault]:
    yield from _same("id", "id", top["reports"].items())
    for form in top["forms"].entries():
        yield from _same("id", "id", form["fields"].items())
    for track in top["tracks"].entries():
        yield from _same("id", "id", track["overall limits"].items())
        yield from _same("title", "title", track["stages"].entries())
    yield from _same("title", "title", top["roles"].entries())
    yield from _same("title", "title", top["tracks"].entries())


def _same(key: str, what: str, spots: tuple[Spot, ...]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for spot in spots:
        text = spot[key].text
        if text in seen:
            problem = f'the {what} "{text}" is given twice, first in line {seen[text]}'
            yield spot[key].fault(problem, f"Give each its own {what}, such as `{_another(text, key)}`")
        elif text:
            seen[text] = spot[key].place.line


def _another(text: str, key: str) -> str:
    return f"{text}_2" if key == "id" else f"{text} (2)"
