"""Tracks, stages and clocks as a pack writes them. Field names are its keys with underscores for spaces."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core.core_schema import CoreSchema

from .case import CategoryId, ChildStatus, Consulted, RoleId, Source, StageId, TrackId
from .clock_meanings import described_one_by_one
from .pack_values import Flag, Key, Length, Part, ReminderText, Title, Written, one_or_many, row_of_one


class Formality(StrEnum):
    """How formal a stage is, from first to last."""

    INFORMAL = "informal"
    PREFORMAL = "preformal"
    FORMAL = "formal"
    FINAL = "final"


class AskMode(StrEnum):
    ANY = "any of"
    ALL = "all of"
    PAIR = "pair"
    UNSET = "unset"


RAISER = RoleId("raiser")
"""Whoever raised the case; a word of its own where a role is asked for."""
RAISERS_LINE_MANAGER = RoleId("raiser's line manager")
EVERYONE_ASKED_BEFORE = RoleId("everyone asked before")
RESPONDENT_OF = "respondent of "

PackSilence = Literal["ask the raiser", "move up", "accept", "tell the line manager", "nothing"]
ClockKey = Literal[
    "answer",
    "settle",
    "acknowledge",
    "agree a plan",
    "convene",
    "hold",
    "contest",
    "confirm",
    "put on the child's record",
    "distribute",
]
CLOCK_KEYS: tuple[str, ...] = get_args(ClockKey)
ORIGINS = (
    "stage opened",
    "raised",
    "case opened",
    "identified",
    "told",
    "review date",
    "conference date",
    "conference end",
    "previous stage ended",
    "answered",
)
"""What a clock can be counted from, beside `stage.clock`."""
FIRST_COVERED = "first covered stage opened"


class When(Part):
    """All the named facts hold."""

    source: Annotated[Source | None, Field(description="where the concern arose")] = None
    category: Annotated[tuple[CategoryId, ...], row_of_one, one_or_many] | None = Field(
        default=None, description="the concern is in one of these categories"
    )
    immediate_risk: Flag | None = Field(default=None, description="the raiser says that the child is at immediate risk")
    urgent: Flag | None = Field(default=None, description="the raiser says that it is urgent")
    review_conference: Literal["first", "second", "third"] | None = Field(
        default=None, description="which review conference in a row"
    )
    earlier_concerns: Flag | None = Field(default=None, description="concerns about this child were raised before")
    child_is: ChildStatus | None = Field(default=None, description="the child's legal status")
    skipping_a_stage: Flag | None = Field(default=None, description="the move passes over a stage")


class StartsAt(Part):
    """Where a concern starts."""

    stage: StageId = Field(description="a stage of this track")
    when: When | None = Field(default=None, description="without it the stage always holds; the last entry has none")


def _read_asks(value: object) -> object:
    if value == "unset":
        return {"mode": AskMode.UNSET, "roles": ()}
    if isinstance(value, str):
        return {"mode": AskMode.ANY, "roles": (value,)}
    if isinstance(value, list):
        named = ", ".join(map(str, value)) if all(isinstance(role, str) for role in value) else "..."
        both = f"`{{any of: [{named}]}}` if one answer serves, `{{all of: [{named}]}}` if each of them owes one"
        raise ValueError(f"a list does not say whether one answer serves: write {both}")
    if isinstance(value, dict):
        return _read_mode(value)
    if isinstance(value, Asks):
        return value
    raise ValueError("it must name a role: write a role, {any of: [...]}, {all of: [...]}, {pair: [...]} or unset")


def _read_mode(value: dict[str, Any]) -> dict[str, Any]:
    if set(value) == {"mode", "roles"}:
        return value
    if len(value) != 1 or next(iter(value)) not in ("any of", "all of", "pair"):
        raise ValueError("it must say who is asked: write a role, {any of: [...]}, {all of: [...]} or {pair: [...]}")
    mode, roles = next(iter(value.items()))
    if not isinstance(roles, list) or not roles:
        raise ValueError(f"{mode} needs the roles in a list: write {{{mode}: [first_role, second_role]}}")
    if mode == "pair" and len(roles) != 2:
        raise ValueError("a pair is two roles: write {pair: [ours, theirs]}")
    return {"mode": mode, "roles": roles}


class Asks(BaseModel):
    """Who owes the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mode: AskMode
    roles: tuple[RoleId, ...]


_ROLES = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_ASKS_SCHEMA = {
    "anyOf": [{"type": "string", "description": 'a role, or "unset"'}]
    + [
        {"type": "object", "properties": {mode: _ROLES}, "required": [mode], "additionalProperties": False}
        for mode in ("any of", "all of", "pair")
    ]
}
AsksText = Annotated[Asks, BeforeValidator(_read_asks), WithJsonSchema(_ASKS_SCHEMA)]

_WAY_ON = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "properties": {
                "stage": {"type": "string"},
                "track": {"type": "string"},
                "when": {"type": "object", "description": "the way on is open only where this holds"},
                "note": {"type": "string"},
            },
            "additionalProperties": False,
        },
    ]
}
Stages = Annotated[
    tuple[StageId, ...],
    row_of_one,
    WithJsonSchema({"anyOf": [*_WAY_ON["anyOf"], {"type": "array", "items": _WAY_ON, "minItems": 1}]}),
]


_OTHER_WAYS = "\0other ways"  # no pack can write this key


class OtherWay(Part):
    """A way on that holds only under a condition, or that leads to another track."""

    outcome: Written
    stage: StageId | None = None
    track: TrackId | None = None
    when: When | None = None


class Ways(Part):
    """Where each outcome leads. Two stages are a fork: the raiser chooses. None: nothing lies beyond."""

    not_satisfied: Stages = Field(
        default=(), description="the raiser is not satisfied: a stage, or several to choose from"
    )
    silent: Stages = Field(default=(), description="nobody answered in time: a stage, or several to choose from")
    partly: StageId | None = Field(default=None, description="partly satisfied; default: the same stage, a new visit")
    decided: StageId | None = Field(default=None, description="a final decision was made")
    not_done: StageId | None = Field(default=None, description="what was agreed was not done")
    other_ways: SkipJsonSchema[tuple[OtherWay, ...]] = Field(default=(), exclude=True, alias=_OTHER_WAYS)

    @model_validator(mode="before")
    @classmethod
    def _set_conditions_apart(cls, value: Any) -> Any:
        """`{stage, when}` and `{track}` entries become `other_ways`, so that the plain ways stay plain."""
        if not isinstance(value, dict):
            return value
        plain: dict[str, Any] = dict(value)
        apart: list[dict[str, Any]] = []
        for outcome in ("not satisfied", "silent"):
            entries = value.get(outcome)
            if isinstance(entries, dict):
                entries = [entries]
            if isinstance(entries, list):
                plain[outcome] = [entry for entry in entries if not isinstance(entry, dict)]
                apart += [{**entry, "outcome": outcome} for entry in entries if isinstance(entry, dict)]
        return {**plain, _OTHER_WAYS: apart} if apart else plain


class Consult(Part):
    """A gate before the stage. One that may be passed over asks for the reason."""

    who: RoleId = Field(description="a role, or raiser's line manager")
    kind: Literal["consult", "endorse", "confirm"] = Field(
        default="consult", description="to be spoken to, to sign, or to agree"
    )
    may_be_passed_over: Written | None = Field(
        default=None, description="the words for passing it over; without it, a hard gate"
    )
    when: When | None = Field(default=None, description="the gate stands only where this holds")

    def is_passed_over(self, consulted: Consulted | None) -> bool:
        """With a reason, where the pack allows it."""
        over = consulted is not None and consulted.who is None and bool(consulted.passed_over_because)
        return over and self.may_be_passed_over is not None


class Clock(Part):
    """A length of time for one thing that is owed. The first under a key whose `when` holds counts."""

    within: Length = Field(
        description="how long, in words; hours, calendar days, weeks and months run through weekends and holidays; "
        "unset: the text does not say; none: it says there is no time"
    )
    counted_from: Annotated[str, Field(alias="from")] = Field(
        default="stage opened", description=f"{', '.join(ORIGINS)}, or stage.clock"
    )
    due: Literal["before the review", "before the conference", "before the meeting"] | None = Field(
        default=None, description="counts back from the event"
    )
    when: When | None = Field(default=None, description="the clock runs only where this holds")
    owed_by: RoleId | None = Field(default=None, description="default: whoever the stage asks")
    the_raiser_may_shorten_it: Flag = Field(default=False, description="the raiser can set an earlier day")
    hardness: Literal["target", "limit"] = Field(
        default="limit",
        description="a limit is to be kept; a target is aimed at: people read so, and are asked all the same",
    )
    if_late: Literal["the right to dissent ends"] | None = Field(
        default=None, description="what is lost; never the child's concern"
    )
    if_silent: PackSilence | None = Field(
        default=None,
        description="what silence means; move up follows `next` > `silent` by itself, at once, and asks the raiser "
        "where that is a fork; default: unless said",
    )
    reminders: tuple[ReminderText, ...] | None = Field(default=None, description="default: unless said")


class Chair(BaseModel):
    """Who chairs a meeting."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    one_of: Annotated[tuple[RoleId, ...], Field(alias="one of", min_length=1, description="the posts that could chair")]


class MeetingRules(Part):
    """A meeting that the stage consists of."""

    chair: Chair = Field(description="the posts that could chair")
    not_chaired_by: Annotated[str, Field(pattern=r"^respondent of [a-z][a-z0-9_]*$")] | None = Field(
        default=None, description="respondent of a stage: whoever answered there does not chair"
    )
    required: tuple[str, ...] = Field(default=(), description="roles, or raiser")
    invited: tuple[str, ...] = Field(default=(), description="roles, or raiser")
    views_of: Literal["everyone present"] | tuple[str, ...] = Field(default=(), description="whose view is noted apart")
    attendance: Flag = Field(default=True, description="who was there, and who sent apologies, is noted")
    held_within: Written | None = Field(
        default=None, description="a meeting that takes place anyway, such as a core group"
    )


Clocks = Annotated[tuple[Clock, ...], row_of_one, one_or_many]


class Stage(Part):
    """One rung of a ladder."""

    title: Title
    short: Written | None = Field(default=None, description="for tight places, e.g. Stage 1")
    formality: Formality = Field(description="how formal it is; overall limits can cover a formality")
    kind: Literal["answer", "meeting", "notify", "decision", "advice", "outside", "recommendation"] = Field(
        default="answer",
        description="what happens here; a stage with `meeting` is a meeting, also where this is left out",
    )
    optional: Flag = Field(default=False, description="the raiser may pass it over without a reason")
    final_decision: Flag = Field(default=False, description="ends the authority's own steps, never the raiser's power")
    asks: AsksText | None = Field(default=None, description="who owes the answer; at a meeting its chair does instead")
    tells: tuple[RoleId, ...] = Field(
        default=(), description='roles, or "everyone asked before": a notice of their own'
    )
    copies: tuple[RoleId, ...] = Field(default=(), description="the same mail as went to those asked")
    not_asked: Annotated[str, Field(pattern=r"^respondent of [a-z][a-z0-9_]*$")] | None = Field(
        default=None, description="respondent of a stage: whoever answered there is not asked again here"
    )
    opened_by: AsksText | None = Field(
        default=None,
        description="who takes the case here: a role, the word raiser, or several, as in {any of: [raiser, head]}; "
        "silent for a working day, they give the step back to the raiser; default: the raiser",
    )
    judged_by: AsksText | None = Field(
        default=None,
        description="who says whether an answer satisfies: a role, the word raiser, or both, as in "
        "{all of: [raiser, head]}, where all close and any one moves on; default: the raiser",
    )
    consult: Consult | None = Field(default=None, description="who is spoken to before the stage opens")
    form: Key | None = Field(default=None, description="a form of this pack, filled in when the stage opens")
    form_on_closing: Key | None = Field(default=None, description="a form of this pack, filled in when it ends here")
    clocks: dict[ClockKey, Clocks] = Field(
        default={}, description="what is owed, and within what time", json_schema_extra=described_one_by_one
    )
    meeting: MeetingRules | None = Field(default=None, description="for a stage that is a meeting")
    next: Ways = Field(default=Ways(), description="where each outcome leads")

    @property
    def owes_no_answer(self) -> bool:
        """Those it names hear of it and may answer: its time is the raiser's, to say whether it is settled."""
        nobody = self.asks is None and self.meeting is None
        return self.kind == "notify" or nobody or not self.clocks


class OverallLimit(Part):
    """A limit over several stages. It informs, and is nobody's duty."""

    id: Key = Field(description="unlike any other limit of the track")
    within: Length = Field(description="how long, in words")
    covers: Annotated[tuple[str, ...], row_of_one, one_or_many] = Field(description="formalities or stages")
    counted_from: Annotated[str, Field(alias="from")] = Field(
        default=FIRST_COVERED, description=f"{FIRST_COVERED}, raised, case opened, or identified"
    )
    if_reached: Literal["tell everyone on the case", "tell the raiser"] = Field(
        default="tell everyone on the case", description="who hears that it is reached"
    )


ANY_CHILD = tuple(status for status in ChildStatus if status is not ChildStatus.NONE)
_ANY_CHILD = "any child"
_or_any_child = BeforeValidator(lambda value: ANY_CHILD if value == _ANY_CHILD else value)


class _AnyChild:
    """In the published schema: the words "any child", or the list."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"const": _ANY_CHILD}, handler(schema)]}


class MustBeRaised(Part):
    """A draft that somebody is asked to send when something happens."""

    when: When = Field(description="what has to have happened")
    at: StageId = Field(description="the stage it is raised at")


class Track(Part):
    """One ladder."""

    title: Title
    children: Annotated[tuple[ChildStatus, ...], _or_any_child, _AnyChild()] = Field(
        min_length=1,
        description="whose concerns this track is for: any child, or a list; other: a child with none of these; "
        "none: no child at all",
    )
    raised_by: tuple[RoleId, ...] = Field(min_length=1, description="the roles that raise concerns here")
    praise: Flag = Field(default=True, description="praise may be recorded on this track")
    several_children: Flag = Field(default=False, description="one concern may be about brothers and sisters together")
    cafcass: Literal["at any time", "hidden"] = Field(
        default="hidden",
        description="at any time: offered to the raiser in the case of a looked-after child; on a track for other "
        "children too, only there",
    )
    may_open: tuple[TrackId, ...] = Field(
        default=(), description="tracks that can be opened beside this one and linked"
    )
    raise_within: Clock | None = Field(default=None, description="checked at raising; late is allowed and marked")
    overall_limits: tuple[OverallLimit, ...] = Field(default=(), description="limits over several stages together")
    must_be_raised: tuple[MustBeRaised, ...] = Field(default=(), description="drafts that somebody is asked to send")
    starts_at: tuple[StartsAt, ...] = Field(min_length=1, description="the first that holds; the last has no condition")
    stages: dict[StageId, Stage] = Field(min_length=1, description="in the order of the ladder")

    def limits_over(self, stage: StageId) -> tuple[OverallLimit, ...]:
        formality = self.stages[stage].formality
        return tuple(limit for limit in self.overall_limits if formality in limit.covers or stage in limit.covers)

    def order(self, stage: StageId) -> int:
        """Where `stage` stands on the ladder, counting from 0."""
        return list(self.stages).index(stage)


def all_clocks(track: Track) -> Iterator[Clock]:
    """Every clock of a ladder, also the time for raising."""
    if track.raise_within is not None:
        yield track.raise_within
    yield from (clock for stage in track.stages.values() for row in stage.clocks.values() for clock in row)


def all_conditions(track: Track) -> Iterator[When]:
    """Every condition that a case of this track may be asked about."""
    found = [start.when for start in track.starts_at] + [clock.when for clock in all_clocks(track)]
    for stage in track.stages.values():
        found += [stage.consult.when if stage.consult is not None else None]
        found += [way.when for way in stage.next.other_ways]
    yield from (when for when in found if when is not None)
