"""What a typed line can mean: one small class for each command. Names of people, stages and teams are as typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from escalation.case import CaseRef, OccasionKind, Which
from escalation.permissions import Step


@dataclass(frozen=True, slots=True)
class Raise:
    """`about` is what was typed behind it, for the form."""

    about: str = ""


@dataclass(frozen=True, slots=True)
class Praise:
    about: str = ""


@dataclass(frozen=True, slots=True)
class MyCases:
    """What waits for me, and what I raised."""


@dataclass(frozen=True, slots=True)
class ShowCase:
    ref: CaseRef


@dataclass(frozen=True, slots=True)
class RespondTo:
    """`ref` None, here and below: the one case that it can be, else the person is asked which."""

    ref: CaseRef | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """`to` is the stage as typed ("stage 2", "the Director"); None follows the procedure."""

    ref: CaseRef | None = None
    to: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Resolve:
    """The raiser is satisfied. `difference` is what was typed behind it."""

    ref: CaseRef | None = None
    difference: str = ""


@dataclass(frozen=True, slots=True)
class FurtherTime:
    ref: CaseRef | None = None
    until: date | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class PassTo:
    name: str
    ref: CaseRef | None = None


@dataclass(frozen=True, slots=True)
class SetCover:
    """`who` None is the speaker; `cover` None leaves it to the standing nomination. Both days are included."""

    who: str | None
    cover: str | None
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class EndCover:
    """Somebody is back on that day. `who` None is the speaker."""

    who: str | None
    back: date


@dataclass(frozen=True, slots=True)
class TakeStep:
    """Any other step on a case, by its form."""

    step: Step
    ref: CaseRef | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class RecordOccasion:
    """A review or conference of a child. What is empty is asked for on a form."""

    kind: OccasionKind
    record: str = ""
    initials: str = ""
    on: date | None = None
    which: Which | None = None
    ends: time | None = None
    instead_of: date | None = None


class Open(StrEnum):
    YES = "open"
    NO = "closed"


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which cases of the log. None leaves a thing open; each of `texts` is looked for everywhere (team, people, words).

    `since` and `until` are about the day of raising, both included.
    """

    overdue: bool = False
    open: Open | None = None
    stage: str | None = None
    team: str | None = None
    category: str | None = None
    raiser: str | None = None
    since: date | None = None
    until: date | None = None
    texts: tuple[str, ...] = ()
    ref: CaseRef | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back a raise that has not been sent yet."""

    ref: CaseRef | None = None


@dataclass(frozen=True, slots=True)
class WrongPerson:
    """Something about a case went to somebody whom it was not for; `name` is empty where only one can be meant."""

    ref: CaseRef | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailsAside:
    """The mails that were set aside and wait for the speaker."""


@dataclass(frozen=True, slots=True)
class Help:
    topic: str | None = None


Command = (
    Raise
    | Praise
    | MyCases
    | ShowCase
    | RespondTo
    | Escalate
    | Resolve
    | FurtherTime
    | PassTo
    | SetCover
    | EndCover
    | TakeStep
    | RecordOccasion
    | LogQuery
    | Undo
    | WrongPerson
    | MailsAside
    | Help
)


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """`nearest` is a line that would be understood, `hint` the sentence to show."""

    text: str
    nearest: str | None
    hint: str
