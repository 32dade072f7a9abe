"""What the forms for the day of a review or a conference send, from a case and from the register."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import BeforeValidator

from escalation.actions import DateOccasion, HumanAction, Said
from escalation.case import Occasion, OccasionKind
from escalation.procedure import Procedure

from .raising import MaybeWhich, check_child_named
from .requests import RecordOccasion
from .shapes import FieldsUnfit, Payload, StepPayload
from .values import Day, GivenDay, Line, Unfit, read_time

MaybeTime = Annotated[time | None, BeforeValidator(lambda value: None if value in ("", None) else read_time(value))]


class OccasionFields(Payload):
    occasion: OccasionKind
    on: GivenDay
    which: MaybeWhich = None
    ends: MaybeTime = None
    instead_of: Day = None

    def read(self) -> tuple[Occasion, date | None]:
        """Everything that does not fit is told at once."""
        problems: dict[str, Unfit] = {}
        if self.occasion is OccasionKind.REVIEW and self.which is not None:
            problems["which"] = Unfit("is for conferences only", "Leave it empty for a review.")
        if self.instead_of == self.on:
            problems["instead_of"] = Unfit("is the same day", "Leave it empty, or choose the day it was to be.")
        if problems:
            raise FieldsUnfit(**problems)
        return Occasion(self.occasion, self.on, self.which, self.ends), self.instead_of


class OccasionForm(OccasionFields, StepPayload):
    def action(self, said: Said) -> HumanAction:
        occasion, instead_of = self.read()
        return DateOccasion(said, occasion, instead_of)


class RegisterForm(OccasionFields):
    record: Line = ""
    initials: Line = ""

    def request(self, procedure: Procedure) -> RecordOccasion:
        """The child by record number and initials, never by name."""
        problems: dict[str, Unfit] = {}
        initials = check_child_named(self.record, self.initials, procedure, problems)
        try:
            occasion, instead_of = self.read()
        except FieldsUnfit as unfit:
            problems |= unfit.problems
        if problems:
            raise FieldsUnfit(**problems)
        return RecordOccasion(self.record.strip(), initials, occasion, instead_of)
