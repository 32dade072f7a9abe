"""The timeline of a rehearsal: what happened, who was told by which channel and why, who owes what by when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from textwrap import wrap

from cards.wording import WEEKDAYS, full_date, listed, time_of_day, weekday_date, working_days
from escalation.working_days import LONDON

WIDTH = 110
MARGIN = 9
MOST_LISTED = 12
"""More bank holidays than these are not listed."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Somebody owes something. `not_counted` are bank holidays and closures on the way there."""

    what: str
    who: tuple[str, ...]
    due: datetime
    working_days: int
    not_counted: tuple[tuple[date, str], ...] = ()
    moved: bool = False
    target: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One message to one person, through one or more channels: when they have to answer, and why they are told."""

    who: str
    channels: tuple[str, ...]
    says: str
    why: str
    by_when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened at one time, on one case (None: on no case). `line` is the step of the scenario that did it."""

    at: datetime
    case: str | None = None
    happened: tuple[str, ...] = ()
    owed: tuple[Owed, ...] = ()
    told: tuple[Told, ...] = ()
    answered: tuple[str, ...] = ()
    refused: str = ""
    checked: tuple[str, ...] = ()
    note: str = ""
    line: int | None = None

    @property
    def is_empty(self) -> bool:
        said = (self.happened, self.owed, self.told, self.answered, self.refused, self.checked, self.note)
        return not any(said)


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands above a timeline."""

    title: str
    procedure: str
    draft: bool
    starts: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How it stands at the end: a sentence for each case."""

    at: datetime
    cases: tuple[str, ...]
    messages: int
    stopped: str = ""


class Story:
    """Writes a timeline as plain text, a day at a time."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._day: date | None = None

    def begin(self) -> str:
        """The lines above the first day."""
        draft = " It is a draft: nobody has signed it off." if self._opening.draft else ""
        lines = [self._opening.title, "=" * len(self._opening.title), f"Played under {self._opening.procedure}.{draft}"]
        note = _wrapped(self._opening.note, "") if self._opening.note else []
        return "\n".join([*lines, *note]) + "\n"

    def tell(self, moment: Moment) -> str:
        local = moment.at.astimezone(LONDON)
        said = [*self._lines(moment, local.date())]
        if not said:
            return ""
        lines = self._new_day(local.date())
        clock = time_of_day(moment.at.replace(second=0, microsecond=0))
        first, *rest = said
        lines.append(f"{clock:<{MARGIN}}{first.lstrip()}")
        return "\n".join([*lines, *rest]) + "\n"

    def end(self, ending: Ending) -> str:
        lines = ["", f"At the end, {_day_words(ending.at.astimezone(LONDON).date())}"]
        lines += [line for words in ending.cases for line in _wrapped(words, " " * MARGIN)]
        lines += [f"{' ' * MARGIN}{ending.messages} messages went out."]
        if ending.stopped:
            lines += ["", *_wrapped(f"It stopped here. {ending.stopped}", "")]
        return "\n".join(lines) + "\n"

    def _new_day(self, day: date) -> list[str]:
        if day == self._day:
            return [""]
        self._day = day
        words = _day_words(day)
        return ["", words, "-" * len(words), ""]

    def _lines(self, moment: Moment, today: date) -> Iterator[str]:
        margin = " " * MARGIN
        if moment.note:
            yield from _wrapped(f"({moment.note})", margin)
        for words in moment.happened:
            yield from _wrapped(_sentence(words), margin)
        for owed in moment.owed:
            yield from _wrapped(_due(owed, today), margin, "due   ")
        for told in _together(moment.told):
            yield from _wrapped(_telling(told, today), margin, "tells ")
        for words in moment.answered:
            yield from _wrapped(f"“{words}”", margin, "says  ")
        if moment.refused:
            yield from _wrapped(f"Refused: {moment.refused}", margin)
        for words in moment.checked:
            yield from _wrapped(words, margin, "check ")


def as_json(opening: Opening, moments: Iterable[Moment], ending: Ending) -> str:
    """The same for machines. Times are UTC in ISO 8601."""
    whole = {
        "title": opening.title,
        "procedure": opening.procedure,
        "draft": opening.draft,
        "starts": opening.starts,
        "timeline": [asdict(moment) for moment in moments],
        "end": asdict(ending),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, default=_iso) + "\n"


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _together(told: Iterable[Told]) -> Iterator[tuple[Told, tuple[str, ...]]]:
    """People who are told the same for the same reason share a line."""
    same: dict[tuple[str, tuple[str, ...], str, datetime | None], list[Told]] = {}
    for one in told:
        same.setdefault((one.says, one.channels, one.why, one.by_when), []).append(one)
    for group in same.values():
        yield group[0], tuple(one.who for one in group)


def _telling(told: tuple[Told, tuple[str, ...]], today: date) -> str:
    one, who = told
    why = f" ({one.why})" if one.why else ""
    due = f" Due {_when(one.by_when, today)}." if one.by_when and not _says_day(one.says, one.by_when, today) else ""
    return f"{listed(who)}{why}, by {listed(one.channels)}: {_sentence(one.says)}{due}"


def _says_day(words: str, at: datetime, today: date) -> bool:
    day = at.astimezone(LONDON).date()
    return weekday_date(day, today) in words or (day == today and "today" in words)


def _due(owed: Owed, today: date) -> str:
    moved = "now " if owed.moved else ""
    who = f", from {listed(owed.who, 'or')}" if owed.who else ""
    count = working_days(owed.working_days) if owed.working_days else ""
    words = ", ".join(filter(None, (count, "a target" if owed.target else "")))
    counted = f" ({words})" if words else ""
    skipped = owed.not_counted[:MOST_LISTED]
    names = listed(f"{name}, {weekday_date(day, today)}" for day, name in skipped)
    left_out = f". Not counted: {names}" if names else ""
    return f"{moved}{_when(owed.due, today)}{counted}: {owed.what}{who}{left_out}"


def _when(at: datetime, today: date) -> str:
    return f"{weekday_date(at.astimezone(LONDON).date(), today)}, {time_of_day(at)}"


def _day_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {full_date(day)}"


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!", "”")) else f"{words}."


def _wrapped(words: str, margin: str, mark: str = "") -> list[str]:
    hanging = margin + " " * len(mark)
    return wrap(words, WIDTH, initial_indent=margin + mark, subsequent_indent=hanging, break_long_words=False)
