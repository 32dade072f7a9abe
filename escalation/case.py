"""A case: what is wrong for a child or several, the stages it visited, and what is owed now. Frozen values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import NewType

CaseRef = NewType("CaseRef", str)
PersonId = NewType("PersonId", str)
RoleId = NewType("RoleId", str)
TeamId = NewType("TeamId", str)
TrackId = NewType("TrackId", str)
StageId = NewType("StageId", str)
CategoryId = NewType("CategoryId", str)
Words = NewType("Words", str)
"""People's own words. The log keeps them beside the chain, so that retention can empty them."""
NO_WORDS = Words("")
NO_END = datetime(2100, 12, 31, 12, tzinfo=UTC)
"""When something is due for which the procedure says that there is no time: it never falls due."""


class Task(StrEnum):
    """What somebody owes. The task decides what ends the duty."""

    SEND = "send"  # a raise that is still held and can be undone
    DECIDE_TO_SEND = "decide to send"  # one that others would not open, or were silent about, or that asked nobody
    ANSWER = "answer"
    SETTLE = "settle"  # a reply does not end it, only satisfaction
    ACKNOWLEDGE = "acknowledge"
    AGREE_A_PLAN = "agree a plan"
    CONVENE = "convene"
    HOLD = "hold"
    CONTEST = "contest"
    CONFIRM = "confirm"
    DISTRIBUTE = "distribute"
    ENTER_ON_RECORD = "enter on the child's record"  # a clock of the stage; the raiser's own question is put on record
    SET_A_DATE = "set a date"
    OPEN = "open"  # a stage that others open, sign or agree to
    JUDGE = "judge"
    DECIDE_FURTHER_TIME = "decide further time"
    ACT = "act"
    VERIFY = "verify"
    PUT_ON_RECORD = "put on the child's record"
    OVERALL_LIMIT = "overall limit"  # nobody can discharge it: it only informs


class Silence(StrEnum):
    """What it means when a duty's time passes."""

    ASK_THE_RAISER = "ask the raiser"
    MOVE_UP = "move up"
    ACCEPT = "accept"
    TELL_THE_LINE_MANAGER = "tell the line manager"
    NOTHING = "nothing"
    ASK_AGAIN = "ask again"  # the raiser's own judgement: back to the raiser, then cover, then supervisor
    SEND = "send"
    INFORM = "inform"  # an overall limit


class ChildStatus(StrEnum):
    LOOKED_AFTER = "looked_after"
    CHILD_PROTECTION = "child_protection"
    CHILD_IN_NEED = "child_in_need"
    CARE_LEAVER = "care_leaver"
    OTHER = "other"  # a child with none of these
    NONE = "none"  # no child at all


class Source(StrEnum):
    """Where the concern arose."""

    REVIEW = "review"
    CONFERENCE = "conference"
    MONITORING = "monitoring"
    EVENT = "event"
    CHILD_ASKED = "child asked"
    AUDIT = "audit"


class OccasionKind(StrEnum):
    REVIEW = "review"
    CONFERENCE = "conference"


class Which(StrEnum):
    """Which conference in a row: the initial one, then the review conferences."""

    INITIAL = "initial"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LATER = "later"


class Entered(StrEnum):
    """Why a stage visit began."""

    RAISED = "raised"
    SILENCE = "silence"
    NOT_SATISFIED = "not satisfied"
    NOT_SETTLED = "not settled"  # no answer was owed, and it is not settled
    NOT_DONE = "not done"  # what was agreed was not done by its day
    PARTLY_SATISFIED = "partly satisfied"
    BYPASS = "bypass"
    REOPENED = "reopened"


class Verdict(StrEnum):
    SATISFIED = "satisfied"
    PARTLY = "partly satisfied"
    NOT_SATISFIED = "not satisfied"


class Outcome(StrEnum):
    """How a case ended. Silence is not among them."""

    RESOLVED = "resolved"
    SETTLED_IN_CONVERSATION = "settled in conversation"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    CHILD_LEFT = "child left"
    TRANSFERRED = "transferred"
    WITH_CAFCASS = "with Cafcass"
    UNDONE = "undone"
    PRAISE = "praise"


class ReferralKind(StrEnum):
    """Ways that run beside the ladder and are never a stage of it."""

    CAFCASS = "cafcass"
    LEGAL_ADVICE = "legal advice"
    COMPLAINT = "complaint"
    ADVOCACY = "advocacy"
    COURT_APPLICATION = "court application"
    OTHER_AGENCY = "other agency"


class Told(StrEnum):
    """Whether the child has been told."""

    TOLD = "told"
    NOT_YET = "not yet"
    NOT_APPROPRIATE = "not appropriate"


@dataclass(frozen=True, slots=True)
class Named:
    """A person asked, in a role; `covering` is the holder who is away."""

    person: PersonId
    role: RoleId
    covering: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """Record number and initials, never a name. Both are empty where no child is concerned."""

    record: str
    initials: str
    status: ChildStatus


@dataclass(frozen=True, slots=True)
class Occasion:
    """A review or conference of the child, held or still to come, that clocks can be counted from.

    `number` is its number in the authority's register; 0 where only the raiser named the day. `arose` marks the one
    at which the concern arose. `ends` is London time.
    """

    kind: OccasionKind
    on: date
    which: Which | None = None
    ends: time | None = None
    number: int = 0
    arose: bool = False


@dataclass(frozen=True, slots=True)
class ChildView:
    """The child's views and wishes, and why the concern goes against them where it does."""

    views: Words = NO_WORDS
    against_because: Words = NO_WORDS
    told: Told = Told.NOT_YET
    not_told_because: Words = NO_WORDS


NO_VIEW = ChildView()


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is wrong and what is asked for. `settled` once the raiser is satisfied with it."""

    number: int
    category: CategoryId
    what: Words
    why_it_matters: Words
    asked: Words
    named: Words = NO_WORDS  # what the category must name, e.g. the agency
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A conversation that came first, or instead."""

    with_whom: Words
    on: date
    said: Words


@dataclass(frozen=True, slots=True)
class Consulted:
    """The soft gate before a stage: who was consulted and when, or why it was passed over."""

    who: PersonId | None = None
    on: date | None = None
    passed_over_because: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody owes something by a time. `wake` is the next moment anything happens to it.

    `clock` is the clock's key in the stage's pack entry; `about` numbers the agreed action that is meant.
    """

    number: int
    task: Task
    visit: int | None
    owed_by: tuple[Named, ...]
    started: datetime
    due: datetime
    wake: datetime | None
    if_silent: Silence
    clock: str | None = None
    about: int | None = None
    asked_again: int = 0
    lapsed: datetime | None = None
    days: int | None = None  # working days it was counted as, where a changed calendar moves it

    @property
    def has_time(self) -> bool:
        return self.due != NO_END


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back in a visit. `spoken` answers were recorded by the raiser and may be corrected."""

    by: PersonId
    on_behalf_of: PersonId | None
    at: datetime
    text: Words
    late: bool
    spoken: bool = False
    assumed_from_silence: bool = False
    contests: bool = False


class There(StrEnum):
    PRESENT = "present"
    APOLOGIES = "sent apologies"
    ABSENT = "absent"


class Coming(StrEnum):
    """What somebody who is invited to a meeting has said beforehand."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


@dataclass(frozen=True, slots=True)
class Attended:
    """One who was expected at a meeting: whether they had to be there, and whether they were."""

    person: PersonId
    role: RoleId
    required: bool
    there: There


@dataclass(frozen=True, slots=True)
class ViewNoted:
    """A participant's view, as the meeting's record has it."""

    person: PersonId
    words: Words


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A field of a form as somebody filled it in; `person` is whom it is about or whose view it is."""

    visit: int
    form: str
    field: str
    words: Words
    by: PersonId
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a visit: called, then held. `chair` stands in `asked` of the visit too."""

    at: datetime
    place: Words
    held: date | None = None
    present: Words = NO_WORDS
    apologies: Words = NO_WORDS
    outcome: Words = NO_WORDS
    attendance: tuple[Attended, ...] = ()
    views: tuple[ViewNoted, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A stage that waits until others open, sign or agree: it then opens as it was asked for.

    `agreed` are the posts that have agreed, or speak for themselves by having asked.
    """

    to: StageId
    reason: Entered
    why: Words = NO_WORDS
    chair: RoleId | None = None
    asking: PersonId | None = None
    answer_within: int | None = None
    agreed: tuple[RoleId, ...] = ()
    tell_after: bool = False  # whoever is consulted before it was passed over, and hears of it once it opens


@dataclass(frozen=True, slots=True)
class StepDone:
    """What was owed beside the answer and was done: acknowledged, a plan agreed, confirmed, sent round, on record."""

    task: Task
    by: PersonId
    on_behalf_of: PersonId | None
    at: datetime
    late: bool
    words: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Stopped:
    """When a clock stopped from which another is counted: what it measured was done, or its time was over."""

    clock: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StageVisit:
    """One stay at a stage."""

    number: int
    stage: StageId
    entered: datetime
    reason: Entered
    asked: tuple[Named, ...]
    run: int
    answers: tuple[Answer, ...] = ()
    verdict: Verdict | None = None
    meeting: Meeting | None = None
    further_time: tuple[datetime, ...] = ()  # each agreed new due time
    asked_until: date | None = None  # further time asked for and not yet decided
    satisfied: tuple[PersonId, ...] = ()  # of several judges, those who are
    left: datetime | None = None
    done: tuple[StepDone, ...] = ()
    begun: tuple[str, ...] = ()  # clocks that waited for something to happen, and began
    stopped: tuple[Stopped, ...] = ()
    rights_ended: tuple[str, ...] = ()  # clocks whose passing ended the right to dissent


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """What was agreed, who does it, by when; done and verified are different days."""

    number: int
    visit: int
    what: Words
    who: PersonId | None
    who_words: Words
    by: date
    done: date | None = None
    verified: date | None = None
    not_done: bool = False  # the raiser found it not done, and asked for it again
    dropped_because: Words = NO_WORDS

    @property
    def is_open(self) -> bool:
        return self.verified is None and not self.dropped_because


@dataclass(frozen=True, slots=True)
class Referral:
    """A dated referral beside the ladder."""

    number: int
    kind: ReferralKind
    on: date
    by: PersonId
    why: Words
    outcome: Words = NO_WORDS
    outcome_on: date | None = None


@dataclass(frozen=True, slots=True)
class OnRecord:
    """The day a stage was put on the child's record."""

    visit: int
    on: date


@dataclass(frozen=True, slots=True)
class LimitMoved:
    """An overall limit that agreed further time has moved, in this run of the case."""

    limit: str
    due: datetime


@dataclass(frozen=True, slots=True)
class PackPin:
    """The exact procedure a case runs under."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Closed:
    at: datetime
    by: PersonId
    outcome: Outcome
    stage: StageId | None
    reason: Words
    difference: Words


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the rules know of a case. `duties` holds open ones only."""

    ref: CaseRef
    pack: PackPin
    track: TrackId
    team: TeamId
    raiser: PersonId
    raiser_role: RoleId
    child: Child
    child_view: ChildView
    concerns: tuple[Concern, ...]
    source: Source
    immediate_risk: bool
    conference_on: date | None
    identified_on: date | None
    spoken: Spoken | None
    consulted: Consulted | None
    when_silent: Silence
    social_worker: PersonId | None
    drafted: datetime
    raised: datetime | None = None  # the sending
    start_at: StageId | None = None
    skipping_because: Words = NO_WORDS
    earlier_concerns: bool = False
    answer_within: int | None = None  # working days, where the raiser set or shortened the first clock
    chair: RoleId | None = None  # chosen at the raise, for a case that starts at a meeting
    after: CaseRef | None = None  # the case that this one takes up, on another track
    asking: PersonId | None = None  # named at the raise, where the pack leaves it to the raiser who is asked first
    urgent: bool = False
    more_children: tuple[Child, ...] = ()  # brothers and sisters whom it is about too
    occasions: tuple[Occasion, ...] = ()  # reviews and conferences of the child, as far as they are known
    run: int = 0
    run_started: datetime | None = None
    visits: tuple[StageVisit, ...] = ()
    duties: tuple[Duty, ...] = ()
    duties_ever: int = 0
    actions: tuple[AgreedAction, ...] = ()
    referrals: tuple[Referral, ...] = ()
    difference: Words = NO_WORDS  # what changed for the child, as the raiser wrote it when satisfied
    limits_reached: tuple[str, ...] = ()
    limits_moved: tuple[LimitMoved, ...] = ()
    on_record: tuple[OnRecord, ...] = ()
    filled: tuple[FilledIn, ...] = ()
    waiting: Opening | None = None
    raiser_may_open: tuple[StageId, ...] = ()  # whoever opens these was silent, or would not
    closed: Closed | None = None

    @property
    def is_open(self) -> bool:
        return self.closed is None

    @property
    def children(self) -> tuple[Child, ...]:
        """Everybody whom it is about, the first child first."""
        return (self.child, *self.more_children)

    @property
    def has_child(self) -> bool:
        """Is there a record to put it on, and a child to tell?"""
        return any(child.record for child in self.children)

    @property
    def visit(self) -> StageVisit | None:
        """The visit the case is at, or the one it ended at."""
        return self.visits[-1] if self.visits else None
