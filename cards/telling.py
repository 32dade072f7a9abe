"""What a card or mail is made from (Telling) and what it says before it has a shape (Message)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from escalation.case import Case, Coming, PersonId
from escalation.decision import Entry, Situation
from escalation.notices import Notice
from escalation.permissions import Step


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that went out earlier, for "was told on 30 March by Teams (delivered)"."""

    to: PersonId
    channel: str
    meaning: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Planning:
    """What calendars say of the meeting at hand: when it could be, and what those invited have answered."""

    free: tuple[datetime, ...] = ()
    answers: tuple[tuple[PersonId, Coming], ...] = ()

    def of(self, person: PersonId) -> Coming | None:
        return next((answer for one, answer in self.answers if one == person), None)


NOTHING_PLANNED = Planning()


@dataclass(frozen=True, slots=True)
class Telling:
    """Tell `to` of `notice` about `case`, as things stand at `situation.now`.

    `notice` None asks for the case card. `entries` is the log so far, `delivered` what went out, `steps` what `to`
    may do. `chat`: they have the same as a card in a chat.
    """

    case: Case
    situation: Situation
    to: PersonId
    notice: Notice | None
    steps: frozenset[Step]
    entries: tuple[Entry, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    authority: str = ""
    chat: bool = True
    planning: Planning = NOTHING_PLANNED


class Tone(StrEnum):
    """Meaning is in the words; the tone only colours the band."""

    CALM = "calm"
    WARNING = "warning"  # a date has passed
    ATTENTION = "attention"  # immediate risk
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Meter:
    """Working days: "day 3 of 5" of the stage, "day 3 of 20 overall". A part without a clock is None."""

    stage_day: int | None
    stage_of: int | None
    overall_day: int | None
    overall_of: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """People's own words under a heading, exactly as typed. `by` says whose words they are."""

    heading: str
    words: str
    by: str = ""


def named_once(sections: Sequence[Section]) -> list[Section]:
    """Several things that one person said stand below each other: the name stands at the first of them."""
    before = ("", *(section.by for section in sections))
    return [
        replace(section, by="") if section.by == earlier else section
        for section, earlier in zip(sections, before, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of the short history: "30 March 2026", "Stage 1: Tom Reid was asked to answer by 8 April"."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, in order: the one thing, when, why it matters, the facts, what happens if nothing is done."""

    band: str
    title: str
    line: str
    subject: str
    lead: str
    tone: Tone = Tone.CALM
    meter: Meter | None = None
    sections: tuple[Section, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    if_nothing: str = ""
    steps: tuple[Step, ...] = ()  # most likely next step first
    history: tuple[HistoryLine, ...] = ()
    speak: str = ""
