"""Everything that can happen to a case: one small imperative class each. `decide` takes one of these.

Every human action carries `said`: who, through which door, and when it happened (an email counts from its arrival).
`visit` is the number of the stage visit the person saw; a card that has been overtaken is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .case import (
    NO_VIEW,
    NO_WORDS,
    Attended,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    ChildView,
    Consulted,
    Occasion,
    Outcome,
    PersonId,
    ReferralKind,
    RoleId,
    Silence,
    Source,
    Spoken,
    StageId,
    TeamId,
    Told,
    TrackId,
    ViewNoted,
    Which,
    Words,
)


class Via(StrEnum):
    """The door an action came through."""

    TEAMS = "Teams"
    EMAIL = "email"
    CLOCK = "the clock"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Said:
    """Who acts, through which door, and when it happened (aware UTC; None means now)."""

    by: PersonId
    via: Via
    happened: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConcernRaised:
    category: CategoryId
    what: Words
    why_it_matters: Words
    asked: Words
    named: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class ActionProposed:
    """An action offered in an answer or agreed in a meeting."""

    what: Words
    by: date
    who: PersonId | None = None
    who_words: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """Start a case. `case` passed to decide is None. `ref` comes from the register of references.

    `start_at` is None for the pack's own choice; another stage needs `skipping_because`. `not_a_complaint` answers the
    exclusion question. `settled` closes at once what was settled in conversation (needs `spoken`).
    """

    said: Said
    ref: CaseRef
    track: TrackId
    team: TeamId
    child: Child
    concerns: tuple[ConcernRaised, ...]
    source: Source
    when_silent: Silence | None = None
    child_view: ChildView = NO_VIEW
    immediate_risk: bool = False
    earlier_concerns: bool = False
    conference_on: date | None = None
    identified_on: date | None = None
    spoken: Spoken | None = None
    settled: bool = False
    difference: Words = NO_WORDS
    consulted: Consulted | None = None
    start_at: StageId | None = None
    skipping_because: Words = NO_WORDS
    social_worker: PersonId | None = None
    chair: RoleId | None = None
    answer_within: int | None = None  # working days, where the raiser may set or shorten the first clock
    not_a_complaint: bool = True
    after: CaseRef | None = None  # the case that this one takes up, on another track
    asking: PersonId | None = None  # who is asked, where the pack leaves that to whoever opens the stage
    urgent: bool = False
    more_children: tuple[Child, ...] = ()  # brothers and sisters, where the track allows it
    review_on: date | None = None  # the review it arose at, as `conference_on` the conference
    which: Which | None = None  # which conference that was
    occasions: tuple[Occasion, ...] = ()  # what the register knows of the child's reviews and conferences


@dataclass(frozen=True, slots=True)
class GivePraise:
    """Praise is recorded like a concern, with the opposite sign: told, logged, closed."""

    said: Said
    ref: CaseRef
    track: TrackId
    team: TeamId
    child: Child
    people: tuple[PersonId, ...]
    text: Words


@dataclass(frozen=True, slots=True)
class UndoRaise:
    """Take back a raise that is still held."""

    said: Said


@dataclass(frozen=True, slots=True)
class SendNow:
    """Send a held raise without waiting."""

    said: Said


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of the stage's form; `person` is whom it is about or whose view it is."""

    field: str
    words: Words
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Respond:
    said: Said
    visit: int
    text: Words
    actions: tuple[ActionProposed, ...] = ()
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class FillIn:
    """The fields of a stage's form that are this person's, or some of them; what stood there before is replaced."""

    said: Said
    visit: int
    filled: tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class RecordSpokenAnswer:
    """The raiser writes down an answer given by phone or in a meeting, with its date; it goes to `by` to correct."""

    said: Said
    visit: int
    by: PersonId
    on: date
    text: Words
    actions: tuple[ActionProposed, ...] = ()


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """The keeper of the log files what `by` wrote and nothing but a person could read. It counts from its arrival."""

    said: Said
    visit: int
    by: PersonId
    text: Words


@dataclass(frozen=True, slots=True)
class ReportMisdirected:
    """What was written about the case was not for `to`: how many messages were stopped, and how many had gone."""

    said: Said
    to: PersonId
    stopped: int
    gone: int


@dataclass(frozen=True, slots=True)
class CorrectAnswer:
    """The person whose spoken answer was recorded puts it right."""

    said: Said
    visit: int
    text: Words


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """ "I have it": nothing more is said yet."""

    said: Said
    visit: int
    text: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class AgreePlan:
    """How it will be settled, in words or as actions; written down by those asked or by the raiser."""

    said: Said
    visit: int
    text: Words
    actions: tuple[ActionProposed, ...] = ()


@dataclass(frozen=True, slots=True)
class Contest:
    """Somebody asked does not accept what is recommended. It goes to the raiser like an answer."""

    said: Said
    visit: int
    reason: Words


@dataclass(frozen=True, slots=True)
class Confirm:
    """What was decided is confirmed."""

    said: Said
    visit: int
    text: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Distribute:
    """Minutes or a decision were sent round, and to whom."""

    said: Said
    visit: int
    on: date
    to: Words


@dataclass(frozen=True, slots=True)
class EnterOnRecord:
    """It was put on the child's record by whoever owes that at the stage."""

    said: Said
    visit: int
    on: date


@dataclass(frozen=True, slots=True)
class JudgeSatisfied:
    """Ends the case, or lets it wait for agreed actions. `difference` is what changed for the child."""

    said: Said
    visit: int
    difference: Words
    child_told: Told | None = None
    child_not_told_because: Words = NO_WORDS
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgePartly:
    """Some of it is settled; the same stage is asked again about the rest."""

    said: Said
    visit: int
    reason: Words
    settled: tuple[int, ...] = ()  # numbers of the concerns that are settled


@dataclass(frozen=True, slots=True)
class JudgeNotSatisfied:
    """The answer does not settle it. `to` names the next stage at a fork (or any other stage, as a bypass)."""

    said: Said
    visit: int
    reason: Words
    to: StageId | None = None
    chair: RoleId | None = None
    consulted: Consulted | None = None
    answer_within: int | None = None  # working days, where the time of the next stage is the raiser's to set
    asking: PersonId | None = None  # who is asked, where the pack leaves that to whoever opens the stage


@dataclass(frozen=True, slots=True)
class EscalateTo:
    """Move to a stage after silence, or jump to any stage with a reason. `to` None follows the pack."""

    said: Said
    visit: int
    to: StageId | None = None
    reason: Words = NO_WORDS
    chair: RoleId | None = None
    consulted: Consulted | None = None
    answer_within: int | None = None  # working days, where the time of that stage is the raiser's to set
    asking: PersonId | None = None  # who is asked, where the pack leaves that to whoever opens the stage


@dataclass(frozen=True, slots=True)
class OpenStage:
    """Whoever opens, signs or agrees to the stage that waits for them does so."""

    said: Said
    visit: int


@dataclass(frozen=True, slots=True)
class DeclineToOpen:
    """They will not: the step goes back to the raiser, with the reason."""

    said: Said
    visit: int
    reason: Words


@dataclass(frozen=True, slots=True)
class SetDate:
    """By when the stage is to be answered, where the procedure leaves the date to whoever opened it."""

    said: Said
    visit: int
    until: date


@dataclass(frozen=True, slots=True)
class Wait:
    """The raiser leaves it for a working day; the answer's due time does not move."""

    said: Said
    visit: int


@dataclass(frozen=True, slots=True)
class ChooseWhenSilent:
    """Ask me, or move it up by itself."""

    said: Said
    when_silent: Silence


@dataclass(frozen=True, slots=True)
class AskFurtherTime:
    said: Said
    visit: int
    until: date
    reason: Words


@dataclass(frozen=True, slots=True)
class AgreeFurtherTime:
    """`until` None agrees to the date that was asked for."""

    said: Said
    visit: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RefuseFurtherTime:
    said: Said
    visit: int
    reason: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Forewarn:
    """The answer will not come in time: told to the raiser and to the responder's own manager."""

    said: Said
    visit: int
    reason: Words


@dataclass(frozen=True, slots=True)
class ConveneMeeting:
    said: Said
    visit: int
    at: datetime
    place: Words


@dataclass(frozen=True, slots=True)
class RecordMeeting:
    """The meeting was held: what came of it, who was there."""

    said: Said
    visit: int
    held: date
    outcome: Words
    present: Words = NO_WORDS  # in words: all, or those beside the ones expected
    apologies: Words = NO_WORDS
    actions: tuple[ActionProposed, ...] = ()
    attendance: tuple[Attended, ...] = ()
    views: tuple[ViewNoted, ...] = ()
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionDone:
    said: Said
    action: int
    on: date


@dataclass(frozen=True, slots=True)
class VerifyAction:
    """The raiser confirms that an agreed action was done (with or without the doer having said so)."""

    said: Said
    action: int


@dataclass(frozen=True, slots=True)
class ActionNotDone:
    """The raiser found it not done: it is owed again, by a new date."""

    said: Said
    action: int
    by: date
    reason: Words


@dataclass(frozen=True, slots=True)
class DropAction:
    said: Said
    action: int
    reason: Words


@dataclass(frozen=True, slots=True)
class ReferToCafcass:
    """Open to the IRO of a looked-after child at any time; stops no clock. `ends_here` closes the local process."""

    said: Said
    why: Words
    ends_here: bool = False


@dataclass(frozen=True, slots=True)
class RecordReferral:
    """Legal advice, a complaint, advocacy, a court application, another agency: beside the ladder."""

    said: Said
    kind: ReferralKind
    on: date
    why: Words


@dataclass(frozen=True, slots=True)
class RecordReferralOutcome:
    said: Said
    referral: int
    on: date
    outcome: Words


@dataclass(frozen=True, slots=True)
class ConfirmOnRecord:
    """This stage is on the child's record, and the child has or has not been told."""

    said: Said
    visit: int
    on: date
    child_told: Told
    child_not_told_because: Words = NO_WORDS
    views: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class PassOn:
    """ "Not mine": all this person's duties of the visit go to a colleague."""

    said: Said
    visit: int
    to: PersonId


@dataclass(frozen=True, slots=True)
class Reassign:
    """Hand over what one person holds on this case, raiser or responder, to another."""

    said: Said
    person: PersonId
    to: PersonId
    reason: Words


@dataclass(frozen=True, slots=True)
class Close:
    """Withdrawn, superseded, child left, transferred, or with Cafcass; each with its reason."""

    said: Said
    outcome: Outcome
    reason: Words
    difference: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Reopen:
    """A new run: new limits, the old dates kept. `at` None means the stage it ended at.

    `chair` None means whoever chaired before, where that stage is a meeting.
    """

    said: Said
    reason: Words
    at: StageId | None = None
    chair: RoleId | None = None
    asking: PersonId | None = None
    consulted: Consulted | None = None
    answer_within: int | None = None  # working days, where the time of that stage is the raiser's to set


@dataclass(frozen=True, slots=True)
class ChangeChildStatus:
    """`record` names the child, where the case is about several."""

    said: Said
    status: ChildStatus
    record: str = ""


@dataclass(frozen=True, slots=True)
class DateOccasion:
    """A review or conference of the child has its day, or another day: what is counted from it follows.

    `instead_of` is the day of the one that is moved; None for one that was not known before.
    """

    said: Said
    occasion: Occasion
    instead_of: date | None = None


@dataclass(frozen=True, slots=True)
class ReachDeadline:
    """The sweep found duty `duty` due at `wake`. A stale wake-up changes nothing."""

    duty: int
    wake: datetime


@dataclass(frozen=True, slots=True)
class CountAnew:
    """Bank holidays have changed: what was counted in working days is counted again."""


@dataclass(frozen=True, slots=True)
class CoverAbsence:
    """Somebody is away who was asked before that was known: whoever covers is asked."""

    person: PersonId


HumanAction = (
    RaiseConcern
    | GivePraise
    | UndoRaise
    | SendNow
    | Respond
    | FillIn
    | RecordSpokenAnswer
    | FileAnswer
    | ReportMisdirected
    | CorrectAnswer
    | Acknowledge
    | AgreePlan
    | Contest
    | Confirm
    | Distribute
    | EnterOnRecord
    | JudgeSatisfied
    | JudgePartly
    | JudgeNotSatisfied
    | EscalateTo
    | OpenStage
    | DeclineToOpen
    | SetDate
    | Wait
    | ChooseWhenSilent
    | AskFurtherTime
    | AgreeFurtherTime
    | RefuseFurtherTime
    | Forewarn
    | ConveneMeeting
    | RecordMeeting
    | ActionDone
    | VerifyAction
    | ActionNotDone
    | DropAction
    | ReferToCafcass
    | RecordReferral
    | RecordReferralOutcome
    | ConfirmOnRecord
    | PassOn
    | Reassign
    | Close
    | Reopen
    | ChangeChildStatus
    | DateOccasion
)
ByTheClock = ReachDeadline | CountAnew | CoverAbsence
Action = HumanAction | ByTheClock
