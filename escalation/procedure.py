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
    resolved: Written = "resolved"
    praise: Written = "praise"
    raiser: dict[RoleId, Written] = Field(
        default={}, description="what a raiser of this role is called, e.g. IRO"
    )


class CalendarRules(Part):
    holidays: Literal["england"] = "england"
    day_starts: TimeOfDay = Field(description='start of the working day, in quotes: "09:00"')
    day_ends: TimeOfDay = Field(
        description='end of the working day, in quotes: "17:00"; answers are due then'
    )
    receipt_until: TimeOfDay | None = Field(
        default=None, description="a raise after this counts from the next working day"
    )
    day_of_issue: Literal["not counted", "counted"] = "not counted"
    immediately_means: Literal["by the end of the next working hour", "at once"] = (
        "by the end of the next working hour"
    )
    closed: tuple[Closure, ...] = Field(
        default=(), description='days the authority does not work: "2026-12-29" or "2026-12-29 to 2026-12-31"'
    )

    def closures(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each closure."""
        return tuple(read_closed(text) for text in self.closed)


class Holding(Part):
    """A raise can be undone until it is sent."""

    held_for: Annotated[Length, Field(alias="for")]
    immediate_risk: Length


class Prompts(Part):
    """The raiser's own silence."""

    after_an_answer: Length
    after_a_silence: Literal["next morning"]
    then_each_working_day: tuple[Literal["raiser", "cover", "supervisor"], ...]


class Follow(Part):
    """How agreed actions and the child's record are followed up."""

    put_on_record_within: Length
    verify_within: Length
    decide_further_time_within: Length


class UnlessSaid(Part):
    """What holds for a clock that does not say otherwise."""

    if_silent: PackSilence
    reminders: tuple[ReminderText, ...]


CoverText = Annotated[str, Field(pattern=r"^(nominated|line manager|next tier|duty:[a-z][a-z0-9_]*)$")]


class Role(Part):
    title: Written
    short: Written | None = Field(default=None, description="short title for tight places, e.g. IRO")
    found: Found
    cover: tuple[CoverText, ...] = Field(
        default=(), description="who answers when the holder is away, in this order"
    )
    may: tuple[Right, ...] = Field(default=(), description="what the role allows beyond one's own cases")
    address: Written | None = Field(default=None, description="for a role outside the authority")


class Category(Part):
    title: Written
    group: Written | None = None
    examples: tuple[Written, ...] = Field(default=(), description="shown to help choosing")
    tracks: Annotated[tuple[TrackId, ...], Field(alias="for")] = Field(
        default=(), description="tracks; default: all"
    )
    must_name: Written | None = Field(
        default=None, description="what a concern in this category has to name, e.g. agency"
    )
    starts_at: StageId | None = None
    tells: tuple[RoleId, ...] = ()


class FormField(Part):
    id: Key
    title: Written
    type: Literal["text", "long text", "date", "yes or no", "choice", "person", "rows", "view of"]
    choices: tuple[Written, ...] = ()
    columns: tuple[Written, ...] = ()
    required: Flag = False
    required_for: tuple[CategoryId, ...] = Field(
        default=(), description="categories in which it has to be filled in"
    )
    on_record: Flag = Field(default=False, description="part of the text for the child's record")
    filled_by: Literal["the raiser", "whoever is asked", "the chair", "everyone present"] = "the raiser"
    at: Literal["opening", "answer", "closing"] | None = Field(
        default=None, description="default: when its filler's turn comes"
    )
    stages: tuple[StageId, ...] = Field(default=(), description="shown at these stages only; default: all")


class Form(Part):
    title: Written
    fields: tuple[FormField, ...]
    one_document: Flag = Field(default=False, description="every stage adds to the same document")


class Channel(Part):
    shows: tuple[Literal["reference", "stage", "dates"], ...]


class FurtherTime(Part):
    asked_by: Literal["whoever is asked", "nobody"]
    agreed_by: Literal["raiser"]
    at_most: Length | None = None
    times: Count | None = Field(default=None, description="how often in one stage; default: no end")
    moves_the_overall_limit: Flag = False


class Log(Part):
    kept_for: RoleId
    columns: tuple[Written, ...]


class Report(Part):
    id: Key
    every: Literal["month", "quarter", "year"]
    to: tuple[Written, ...] = Field(description="roles, or raisers, operational managers")
    charts: tuple[Written, ...] = ()


class NotifiableEvent(Part):
    """Something the raiser has to be told of."""

    title: Written
    threshold: Written | None = None
    tell: RoleId | None = None
    then: Literal["earlier review", "raise", "note"] | None = None


class SideWorkflow(Part):
    """Ratification, feedback about a chair, an audit of alerts that were not raised: outside the ladder."""

    title: Written
    kind: Literal["ratification", "feedback", "event notice", "audit", "input"] | None = None
    asks: RoleId | None = None
    within: Length
    counted_from: Annotated[str, Field(alias="from")] = "told"
    due: Literal["before the review", "before the conference", "before the meeting"] | None = None
    if_silent: PackSilence = "ask the raiser"
    then: Written | None = Field(default=None, description="the role, or the stage, that it goes to next")


class Ragged(Part):
    """What red, amber and green mean, where an authority has its own meanings."""

    green: Written
    amber: Written
    red: Written
    amber_from: Length | None = Field(default=None, description="how long before the due day amber begins")


class Advice(Part):
    """Sentences shown at the moment they matter."""

    exclusion: Written | None = Field(
        default=None, description="what this process is not for; asked when raising"
    )
    obstacles: Written | None = Field(default=None, description="want of staff, money or another agency")
    legal: Written | None = None
    child: Written | None = None
    skipping: Written | None = Field(default=None, description="when a stage is passed over")
    complaint: Written | None = None
    praise: Written | None = None
    cafcass: tuple[Written, ...] = Field(default=(), description="what to consider before a referral")


class Procedure(Part):
    """A whole pack."""

    id: Key
    version: Written
    authority: Written
    title: Written
    extends: Written | None = Field(
        default=None, description="the id of a pack; keys written here replace its keys, whole"
    )
    in_force_from: Day | None = None
    sources: tuple[Written, ...] = ()
    gaps: tuple[Written, ...] = Field(default=(), description="what the source text leaves out altogether")
    reference: Reference
    words: Terms
    calendar: CalendarRules
    hold_before_sending: Holding
    last_resort: RoleId = Field(description="who is told when nobody else can be found")
    supervisor: RoleId = Field(description="who is told when the raiser stays silent")
    information_governance: RoleId | None = None
    reopen_within: Length
    prompts: Prompts
    follow_up: Follow
    unless_said: UnlessSaid
    roles: dict[RoleId, Role] = Field(min_length=1)
    tracks: dict[TrackId, Track] = Field(min_length=1)
    categories: dict[CategoryId, Category] = Field(min_length=1)
    forms: dict[Key, Form] = Field(default={}, description="what is filled in at the stages")
    channel: Channel
    further_time: FurtherTime
    pauses: tuple[Written, ...] = Field(
        default=(), description="reasons for which clocks stand still by consent; default: none"
    )
    log: Log
    reports: tuple[Report, ...] = ()
    events: dict[Key, NotifiableEvent] = Field(default={}, description="what the raiser has to be told of")
    side_workflows: dict[Key, SideWorkflow] = Field(default={}, description="what runs outside the ladder")
    colours: Ragged | None = Field(
        default=None, description="the authority's own meanings of red, amber and green"
    )
    advice: Advice = Advice()

    def stage(self, track: TrackId, stage: StageId) -> Stage:
        return self.tracks[track].stages[stage]

    def categories_for(self, track: TrackId) -> Mapping[CategoryId, Category]:
        return {key: c for key, c in self.categories.items() if not c.tracks or track in c.tracks}

    def silence_of(self, clock: Clock) -> Silence:
        return Silence(clock.if_silent or self.unless_said.if_silent)

    def reminders_of(self, clock: Clock) -> tuple[Reminder, ...]:
        return self.unless_said.reminders if clock.reminders is None else clock.reminders


_TASKS = frozenset(task.value for task in Task)
CLOCK_TASKS: Mapping[str, Task] = {key: Task(key) for key in CLOCK_KEYS if key in _TASKS}
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
