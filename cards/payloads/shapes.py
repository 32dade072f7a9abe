"""What the payloads of several forms have in common. Whatever is not declared is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from escalation.actions import (
    ActionProposed,
    Filled,
    HumanAction,
    Said,
)
from escalation.case import (
    NO_WORDS,
    Consulted,
    PersonId,
    RoleId,
    StageId,
    Told,
    Words,
)

from .values import BlankIsNone, Day, GivenLine, GivenNumber, Line, LineWords, Number, Text, Unfit

Token = Annotated[str, StringConstraints(max_length=200, pattern=r"^\S*$")]
"""Without spaces: the names under which half-filled forms are kept have some, so that no card can take one."""
Ref = Annotated[str, StringConstraints(max_length=40)]
MaybeLine = Annotated[GivenLine | None, BlankIsNone]
MaybeTold = Annotated[Told | None, BlankIsNone]


class FieldsUnfit(ValueError):
    """Faults that show only when several fields are read together: field -> what is wrong."""

    def __init__(self, **problems: Unfit) -> None:
        self.problems = problems
        super().__init__(", ".join(problems))


class Payload(BaseModel):
    """What every button carries. Who pressed it is never read from here."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    case: Ref = ""
    visit: GivenNumber = 0
    token: Token = ""
    kept: Line = ""
    procedure: Token = ""  # for a new case: the digest of the one that was chosen


class StepPayload(Payload):
    """The form of a step; `action` is what it asks the rules for."""

    def action(self, said: Said) -> HumanAction:
        raise NotImplementedError


class WithForm(StepPayload):
    """Fields that the pack, or the people of the case, name: their ids hold a colon, and ours never do."""

    named: dict[str, Text] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, sent: object) -> object:
        if not isinstance(sent, dict):
            return sent
        ours = {key: value for key, value in sent.items() if ":" not in key and key != "named"}
        return {**ours, "named": {key: value for key, value in sent.items() if ":" in key and value not in ("", None)}}

    def of(self, begins: str) -> Iterator[tuple[str, Words]]:
        """What follows the beginning of an id, and what was written there."""
        yield from ((id.removeprefix(begins), words) for id, words in self.named.items() if id.startswith(begins))

    def filled(self) -> tuple[Filled, ...]:
        parts = ((id.partition(":"), words) for id, words in self.of("form:"))
        return tuple(Filled(field, words, PersonId(who) if who else None) for (field, _, who), words in parts)


class WithActions(WithForm):
    """Up to three agreed actions: what, who, by when."""

    action_1: LineWords = NO_WORDS
    action_who_1: LineWords = NO_WORDS
    action_by_1: Day = None
    action_2: LineWords = NO_WORDS
    action_who_2: LineWords = NO_WORDS
    action_by_2: Day = None
    action_3: LineWords = NO_WORDS
    action_who_3: LineWords = NO_WORDS
    action_by_3: Day = None

    def proposed(self) -> tuple[ActionProposed, ...]:
        rows = (
            (1, self.action_1, self.action_who_1, self.action_by_1),
            (2, self.action_2, self.action_who_2, self.action_by_2),
            (3, self.action_3, self.action_who_3, self.action_by_3),
        )
        return tuple(_proposed(*row) for row in rows if row[1].strip() or row[2].strip() or row[3])


def _proposed(number: int, what: Words, who: Words, by: date | None) -> ActionProposed:
    if not what.strip():
        raise FieldsUnfit(**{f"action_{number}": Unfit("is empty")})
    if by is None:
        raise FieldsUnfit(**{f"action_by_{number}": Unfit("is empty")})
    return ActionProposed(what, by, who_words=who)


class WithConsultation(StepPayload):
    consulted: MaybeLine = None
    consulted_on: Day = None
    passed_over_because: LineWords = NO_WORDS
    chair: MaybeLine = None
    to: MaybeLine = None
    answer_within: Number = None
    asking: MaybeLine = None

    def consultation(self) -> Consulted | None:
        return consultation(self.consulted, self.consulted_on, self.passed_over_because)

    def chosen_stage(self) -> StageId | None:
        return StageId(self.to) if self.to is not None else None

    def chosen_person(self) -> PersonId | None:
        return PersonId(self.asking) if self.asking is not None else None

    def chosen_chair(self) -> RoleId | None:
        return RoleId(self.chair) if self.chair is not None else None


def consultation(who: str | None, on: date | None, passed_over: Words) -> Consulted | None:
    """Who was consulted and when, or why it was passed over; one of the two, or neither."""
    if who is not None and on is None:
        raise FieldsUnfit(consulted_on=Unfit("is empty", "Choose the day you consulted them."))
    if who is None and on is not None:
        raise FieldsUnfit(consulted=Unfit("is empty", "Choose whom you consulted."))
    if who is None and not passed_over.strip():
        return None
    return Consulted(PersonId(who) if who is not None else None, on, passed_over)


def needs_reason(told: Told | None, because: Words) -> None:
    if told is Told.NOT_APPROPRIATE and not because.strip():
        raise FieldsUnfit(child_not_told_because=Unfit("is empty"))
