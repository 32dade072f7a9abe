"""A procedure as a pack writes it: words, roles, tracks, categories, forms and reports, as checked values.

Field names are the pack's keys with underscores for spaces. What each key means is told in its description, which
the published JSON Schema carries to editors. `pack.py` reads the text and finds what one value cannot show.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .case import CategoryId, RoleId, Silence, StageId, Task, TrackId
from .log_columns import ColumnText
from .pack_values import (
    Closure,
    Count,
    Day,
    Flag,
    Key,
    Length,
    Part,
    Reminder,
    ReminderText,
    TimeOfDay,
    Title,
    Written,
    read_closed,
)
from .stages import (
    CLOCK_KEYS,
    AskMode,
    Asks,
    Chair,
    Clock,
    Consult,
    Formality,
    MeetingRules,
    MustBeRaised,
    OverallLimit,
    PackSilence,
    Stage,
    StartsAt,
    Track,
    Ways,
    When,
)


class Found(StrEnum):
    """Where the holder of a role is found."""

    ON_THE_CASE = "named on the case"
    BY_TEAM = "by team"
    BY_AUTHORITY = "by authority"
    OUTSIDE = "outside the authority"


class Cover(StrEnum):
    NOMINATED = "nominated"
    LINE_MANAGER = "line manager"
    NEXT_TIER = "next tier"


class Right(StrEnum):
    """What holding a role allows beyond one's own cases."""

    READ_ALL = "read all cases"
    READ_TEAM = "read the team's cases"
    KEEP_PEOPLE = "keep people and cover"


class Reference(Part):
    """How cases and children are numbered."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,5}$", description="starts every case reference")]
    record_number: Annotated[str, Field(description="regular expression of a child's record number")]


class Terms(Part):
    """The authority's own words for what people see."""

    case: Written = Field(description="what a case is called, e.g. alert")
    informal: Written = Field(description="the informal steps, as subjects of mails name them")
    formal: Written = Field(description="the formal steps, as subjects of mails name them")
    raise_it: Annotated[Written, Field(alias="raise")] = Field(
        description="what raising is called, e.g. raise an alert"
    )
    resolved: Written = Field(default="resolved", description="what it is called when a concern is settled")
    praise: Written = Field(default="praise", description="what good practice is called")
    raiser: dict[RoleId, Written] = Field(default={}, description="what a raiser of this role is called, e.g. IRO")


class CalendarRules(Part):
    """Which days and hours count."""

    holidays: Literal["england"] = Field(default="england", description="whose bank holidays do not count")
    day_starts: TimeOfDay = Field(description='start of the working day, in quotes: "09:00"')
    day_ends: TimeOfDay = Field(description='end of the working day, in quotes: "17:00"; answers are due then')
    receipt_until: TimeOfDay | None = Field(
        default=None, description="a raise after this counts from the next working day"
    )
    day_of_issue: Literal["not counted", "counted"] = Field(
        default="not counted", description="not counted: the day something is sent is day 0"
    )
    immediately_means: Literal["by the end of the next working hour", "at once"] = Field(
        default="by the end of the next working hour", description="how soon immediately is"
    )
    closed: tuple[Closure, ...] = Field(
        default=(), description='days the authority does not work: "2026-12-29" or "2026-12-29 to 2026-12-31"'
    )

    def closures(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each closure."""
        return tuple(read_closed(text) for text in self.closed)


class Holding(Part):
    """A raise can be undone until it is sent."""

    held_for: Annotated[Length, Field(alias="for")] = Field(description="how long it can be undone, e.g. 2 minutes")
    immediate_risk: Length = Field(description="how long at immediate risk: none sends at once")


class Prompts(Part):
    """The raiser's own silence."""

    after_an_answer: Length = Field(description="how long the raiser has to say whether an answer satisfies")
    after_a_silence: Literal["next morning"] = Field(description="when the raiser is asked what to do about silence")
    then_each_working_day: tuple[Literal["raiser", "cover", "supervisor"], ...] = Field(
        min_length=1, description="who is asked next, one after the other; the last one every working day"
    )


class Follow(Part):
    """How agreed actions and the child's record are followed up."""

    put_on_record_within: Length = Field(description="a stage's note is to be on the child's record by then")
    verify_within: Length = Field(description="the raiser says by then whether what was agreed was done")
    decide_further_time_within: Length = Field(description="the raiser decides by then about further time")


class UnlessSaid(Part):
    """What holds for a clock that does not say otherwise."""

    if_silent: PackSilence = Field(description="what silence means")
    reminders: tuple[ReminderText, ...] = Field(description="when reminders go out, counted from the due day")


CoverText = Annotated[str, Field(pattern=r"^(nominated|line manager|next tier|duty:[a-z][a-z0-9_]*)$")]


class Role(Part):
    """A post or part that somebody holds."""

    title: Title
    short: Written | None = Field(default=None, description="short title for tight places, e.g. IRO")
    found: Found = Field(
        description="where its holder is found; named on the case: the raiser, or the person named when it is raised "
        "(in a scenario: social worker), or else whoever alone holds it in the child's team"
    )
    cover: tuple[CoverText, ...] = Field(default=(), description="who answers when the holder is away, in this order")
    may: tuple[Right, ...] = Field(default=(), description="what the role allows beyond one's own cases")
    address: Written | None = Field(default=None, description="for a role outside the authority")


class Category(Part):
    """What a concern is about."""

    title: Title
    group: Written | None = Field(default=None, description="heading under which it is listed")
    examples: tuple[Written, ...] = Field(default=(), description="shown to help choosing")
    tracks: Annotated[tuple[TrackId, ...], Field(alias="for")] = Field(default=(), description="tracks; default: all")
    must_name: Written | None = Field(
        default=None, description="what a concern in this category has to name, e.g. agency"
    )
    starts_at: StageId | None = Field(
        default=None, description="where a concern of this kind starts, if not by the track"
    )
    tells: tuple[RoleId, ...] = Field(default=(), description="roles told when such a concern is raised")


SameAs = Literal[
    "what is wrong",
    "why it matters",
    "what is asked",
    "the conversation",
    "the answer",
    "agreed actions",
    "what came of the meeting",
    "views at the meeting",
    "the difference made",
    "how it ended",
]


class FormField(Part):
    """One field of a form."""

    id: Key = Field(description="unlike any other field of the form")
    title: Title
    type: Literal["text", "long text", "date", "yes or no", "choice", "person", "rows", "view of"] = Field(
        description="what is filled in"
    )
    choices: tuple[Written, ...] = Field(default=(), description="for a choice")
    columns: tuple[Written, ...] = Field(default=(), description="for rows")
    required: Flag = Field(default=False, description="has to be filled in")
    required_for: tuple[CategoryId, ...] = Field(default=(), description="categories in which it has to be filled in")
    on_record: Flag = Field(default=False, description="part of the text for the child's record")
    filled_by: Literal["the raiser", "whoever is asked", "the chair", "everyone present"] = Field(
        default="the raiser", description="whose field it is"
    )
    at: Literal["opening", "answer", "closing"] | None = Field(
        default=None, description="default: when its filler's turn comes"
    )
    stages: tuple[StageId, ...] = Field(default=(), description="shown at these stages only; default: all")
    same_as: SameAs | None = Field(default=None, description="the case holds it already, so nobody types it again")


class Form(Part):
    """Something that is filled in at a stage."""

    title: Title
    fields: tuple[FormField, ...] = Field(min_length=1, description="in the order in which they are shown")
    one_document: Flag = Field(default=False, description="every stage adds to the same document")


class Channel(Part):
    """What a Teams channel may show."""

    shows: tuple[Literal["reference", "stage", "dates"], ...] = Field(description="never more than these")


class FurtherTime(Part):
    """More time for an answer, by consent."""

    asked_by: Literal["whoever is asked", "nobody"] = Field(description="nobody: further time is not given")
    agreed_by: Literal["raiser"] = Field(description="who agrees or refuses")
    at_most: Length | None = Field(default=None, description="how much at once; default: no end")
    times: Count | None = Field(default=None, description="how often in one stage; default: no end")
    moves_the_overall_limit: Flag = Field(default=False, description="agreed time is added to overall limits")


class Log(Part):
    """The log of cases."""

    kept_for: RoleId = Field(description="the role whose log it is")
    columns: tuple[ColumnText, ...] = Field(
        min_length=1,
        description="what it shows of each case beside its reference, in this order; an open case also shows its stage "
        "and when the answer is due",
    )


class Report(Part):
    """Something that is sent round regularly."""

    id: Key = Field(description="unlike any other report")
    title: Written | None = Field(default=None, description="as people see it")
    every: Literal["month", "quarter", "year"] = Field(description="how often")
    to: tuple[Written, ...] = Field(min_length=1, description="roles, or raisers, operational managers")
    charts: tuple[Written, ...] = Field(default=(), description="what is drawn")


class NotifiableEvent(Part):
    """Something the raiser has to be told of."""

    title: Title
    threshold: Written | None = Field(default=None, description="from when on it counts, e.g. more than 3 days")
    tell: RoleId | None = Field(default=None, description="a role, or raiser")
    then: Literal["earlier review", "raise", "note"] | None = Field(default=None, description="what usually follows")


class SideWorkflow(Part):
    """Ratification, feedback about a chair, an audit of alerts that were not raised: outside the ladder."""

    title: Title
    kind: Literal["ratification", "feedback", "event notice", "audit", "input"] | None = Field(
        default=None, description="which of the known workflows it is"
    )
    asks: RoleId | None = Field(default=None, description="who owes it")
    within: Length = Field(description="how long, in words")
    counted_from: Annotated[str, Field(alias="from")] = Field(default="told", description="what it is counted from")
    due: Literal["before the review", "before the conference", "before the meeting"] | None = Field(
        default=None, description="counts back from the event"
    )
    if_silent: PackSilence = Field(default="ask the raiser", description="what silence means")
    then: Written | None = Field(default=None, description="the role, or the stage, that it goes to next")


class Colours(Part):
    """What red, amber and green mean, where an authority has its own meanings."""

    green: Written = Field(description="what green means")
    amber: Written = Field(description="what amber means")
    red: Written = Field(description="what red means")
    amber_from: Length | None = Field(default=None, description="how long before the due day amber begins")


class Advice(Part):
    """Sentences shown at the moment they matter."""

    exclusion: Written | None = Field(default=None, description="what this process is not for; asked when raising")
    obstacles: Written | None = Field(default=None, description="want of staff, money or another agency")
    legal: Written | None = Field(default=None, description="where independent legal advice is found")
    child: Written | None = Field(default=None, description="what to ask and tell the child")
    skipping: Written | None = Field(default=None, description="when a stage is passed over")
    complaint: Written | None = Field(default=None, description="how a complaint goes on beside this")
    praise: Written | None = Field(default=None, description="shown when good practice is noted")
    cafcass: tuple[Written, ...] = Field(default=(), description="what to consider before a referral")


class Procedure(Part):
    """A whole pack."""

    id: Key = Field(description="unlike any other pack")
    version: Written = Field(description="in quotes; a changed text is a new version")
    authority: Written = Field(description="whose procedure it is")
    title: Title
    extends: Written | None = Field(
        default=None, description="the id of a pack; keys written here replace its keys, whole"
    )
    in_force_from: Day | None = Field(default=None, description="first day, in quotes")
    sources: tuple[Written, ...] = Field(default=(), description="the texts it follows")
    gaps: tuple[Written, ...] = Field(
        default=(),
        description="what the source text leaves out and nothing here fills; what we, or the pack it extends, filled "
        "in is marked as assumed instead",
    )
    reference: Reference = Field(description="how cases and children are numbered")
    words: Terms = Field(description="the authority's own words")
    calendar: CalendarRules = Field(description="which days and hours count")
    hold_before_sending: Holding = Field(description="a raise can be undone until it is sent")
    last_resort: RoleId = Field(description="who is told when nobody else can be found")
    supervisor: RoleId = Field(description="who is told when the raiser stays silent")
    information_governance: RoleId | None = Field(default=None, description="who answers for people's data")
    reopen_within: Length = Field(description="how long a closed case can be opened again")
    prompts: Prompts = Field(description="how the raiser's own silence is chased")
    follow_up: Follow = Field(description="how agreed actions and the child's record are chased")
    unless_said: UnlessSaid = Field(description="what holds for a clock that does not say otherwise")
    roles: dict[RoleId, Role] = Field(min_length=1, description="every post that is named anywhere")
    tracks: dict[TrackId, Track] = Field(min_length=1, description="the ladders, by whose child it is about")
    categories: dict[CategoryId, Category] = Field(min_length=1, description="what concerns are about")
    forms: dict[Key, Form] = Field(default={}, description="what is filled in at the stages")
    channel: Channel = Field(description="what a Teams channel may show")
    further_time: FurtherTime = Field(description="who asks for more time, and who agrees")
    pauses: tuple[Written, ...] = Field(
        default=(), description="reasons for which clocks stand still by consent; default: none"
    )
    log: Log = Field(description="the log of cases, and whose it is")
    reports: tuple[Report, ...] = Field(default=(), description="what is sent round regularly")
    events: dict[Key, NotifiableEvent] = Field(default={}, description="what the raiser has to be told of")
    side_workflows: dict[Key, SideWorkflow] = Field(default={}, description="what runs outside the ladder")
    colours: Colours | None = Field(default=None, description="the authority's own meanings of red, amber and green")
    advice: Advice = Field(default=Advice(), description="sentences shown when they matter")

    def stage(self, track: TrackId, stage: StageId) -> Stage:
        return self.tracks[track].stages[stage]

    def categories_for(self, track: TrackId) -> Mapping[CategoryId, Category]:
        return {key: c for key, c in self.categories.items() if not c.tracks or track in c.tracks}

    def silence_of(self, clock: Clock) -> Silence:
        return Silence(clock.if_silent or self.unless_said.if_silent)

    def reminders_of(self, clock: Clock) -> tuple[Reminder, ...]:
        return self.unless_said.reminders if clock.reminders is None else clock.reminders


CLOCK_TASKS: Mapping[str, Task] = {
    **{key: Task(key) for key in CLOCK_KEYS},
    "put on the child's record": Task.ENTER_ON_RECORD,
}
"""The task that each clock key stands for."""

__all__ = [
    "CLOCK_TASKS",
    "Advice",
    "AskMode",
    "Asks",
    "CalendarRules",
    "Category",
    "Chair",
    "Channel",
    "Clock",
    "Consult",
    "Cover",
    "Follow",
    "Form",
    "FormField",
    "Formality",
    "Found",
    "FurtherTime",
    "Holding",
    "Key",
    "Length",
    "Log",
    "MeetingRules",
    "MustBeRaised",
    "NotifiableEvent",
    "OverallLimit",
    "PackSilence",
    "Part",
    "Procedure",
    "Prompts",
    "Reference",
    "Reminder",
    "Report",
    "Right",
    "Role",
    "SideWorkflow",
    "Stage",
    "StartsAt",
    "Terms",
    "Track",
    "UnlessSaid",
    "Ways",
    "When",
    "Written",
]
