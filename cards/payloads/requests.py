"""What a press can ask for that is no action on a case yet: a form, a longer text, a draft to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from escalation.actions import HumanAction
from escalation.case import CaseRef, Occasion, PersonId, TrackId, Words
from escalation.notices import Notice
from escalation.permissions import Step


@dataclass(frozen=True, slots=True)
class CheckFirst:
    """Keep this as a draft and show who gets what; it is done when the draft is sent.

    A concern or praise has no reference yet: `ref` is NO_REF until it is sent.
    """

    action: HumanAction


@dataclass(frozen=True, slots=True)
class SendDraft:
    """`checked` is what the check that was pressed showed: only that is sent."""

    token: str
    checked: str


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    token: str


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    token: str


@dataclass(frozen=True, slots=True)
class OpenForm:
    ref: CaseRef
    step: Step
    visit: int


@dataclass(frozen=True, slots=True)
class ReadAll:
    """`notice` is the message that the words stood in (None: the case card), addressed to whoever pressed.

    `place` is the section's number in it, `heading` its title, `part` counts from 1.
    """

    ref: CaseRef
    notice: Notice | None
    heading: str
    place: int
    part: int


@dataclass(frozen=True, slots=True)
class ShowCase:
    ref: CaseRef


@dataclass(frozen=True, slots=True)
class TakeUp:
    """The form for a case that goes on under `track`, filled in with what the case says."""

    ref: CaseRef
    track: TrackId


@dataclass(frozen=True, slots=True)
class ShowLog:
    """`asked` is the command that was typed, `after` where its next rows begin."""

    asked: str
    after: str


@dataclass(frozen=True, slots=True)
class ShowCases:
    """The next of the cases that wait for somebody."""

    after: str


@dataclass(frozen=True, slots=True)
class RecordOccasion:
    """A review or conference of a child, for the register."""

    record: str
    initials: str
    occasion: Occasion
    instead_of: date | None


@dataclass(frozen=True, slots=True)
class StartRaise:
    """An empty form for a concern, under the pack with this digest where one was chosen."""

    procedure: str = ""


@dataclass(frozen=True, slots=True)
class StartPraise:
    """An empty form for praise, under the pack with this digest where one was chosen."""

    procedure: str = ""


@dataclass(frozen=True, slots=True)
class CheckFiling:
    """Show what would be filed from a mail that was set aside; `words` are empty for all that was written."""

    mail: str
    ref: CaseRef
    whose: PersonId
    words: Words


@dataclass(frozen=True, slots=True)
class FileMail:
    token: str


@dataclass(frozen=True, slots=True)
class ChangeFiling:
    token: str


@dataclass(frozen=True, slots=True)
class LeaveMail:
    """A mail that was set aside needs nothing."""

    mail: str


@dataclass(frozen=True, slots=True)
class ReadMail:
    """`part` counts from 1."""

    mail: str
    part: int


AboutMail = CheckFiling | FileMail | ChangeFiling | LeaveMail | ReadMail
CaseRequest = (
    CheckFirst
    | SendDraft
    | ChangeDraft
    | DiscardDraft
    | OpenForm
    | ReadAll
    | ShowCase
    | TakeUp
    | ShowLog
    | ShowCases
    | RecordOccasion
    | StartRaise
    | StartPraise
)
CardRequest = CaseRequest | AboutMail
NO_REF = CaseRef("")
