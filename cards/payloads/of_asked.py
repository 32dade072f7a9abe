"""What the forms of whoever is asked send: answers, further time, passing on, meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator

from escalation.actions import (
    Acknowledge,
    ActionDone,
    AgreePlan,
    AskFurtherTime,
    Confirm,
    Contest,
    ConveneMeeting,
    CorrectAnswer,
    Distribute,
    EnterOnRecord,
    FillIn,
    Forewarn,
    HumanAction,
    PassOn,
    RecordMeeting,
    Respond,
    Said,
)
from escalation.case import (
    NO_WORDS,
    Attended,
    PersonId,
    RoleId,
    There,
    ViewNoted,
)
from escalation.working_days import LONDON

from .shapes import FieldsUnfit, StepPayload, WithActions, WithForm
from .values import (
    BlankIsNone,
    Day,
    GivenDay,
    GivenLine,
    GivenLineWords,
    GivenNumber,
    GivenText,
    LineWords,
    Text,
    Time,
    Unfit,
    read_day,
    read_time,
)


def read_free(value: object) -> datetime | None:
    """ "2026-03-05 10:00" """
    if value in ("", None):
        return None
    day, _, clock = str(value).partition(" ")
    return datetime.combine(read_day(day), read_time(clock))


class AnswerForm(WithActions):
    answer: GivenText

    def action(self, said: Said) -> HumanAction:
        return Respond(said, self.visit, self.answer, self.proposed(), self.filled())


class FillInForm(WithForm):
    def action(self, said: Said) -> HumanAction:
        return FillIn(said, self.visit, self.filled())


class CorrectionForm(StepPayload):
    answer: GivenText

    def action(self, said: Said) -> HumanAction:
        return CorrectAnswer(said, self.visit, self.answer)


class FurtherTimeForm(StepPayload):
    until: GivenDay
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return AskFurtherTime(said, self.visit, self.until, self.reason)


class PassOnForm(StepPayload):
    to: GivenLine

    def action(self, said: Said) -> HumanAction:
        return PassOn(said, self.visit, PersonId(self.to))


class ForewarnForm(StepPayload):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return Forewarn(said, self.visit, self.reason)


class AcknowledgeForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return Acknowledge(said, self.visit)


class PlanForm(WithActions):
    plan: GivenText

    def action(self, said: Said) -> HumanAction:
        return AgreePlan(said, self.visit, self.plan, self.proposed())


class ContestForm(StepPayload):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return Contest(said, self.visit, self.reason)


class ConfirmForm(StepPayload):
    note: Text = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        return Confirm(said, self.visit, self.note)


class DistributeForm(StepPayload):
    on: GivenDay
    sent_to: GivenLineWords

    def action(self, said: Said) -> HumanAction:
        return Distribute(said, self.visit, self.on, self.sent_to)


class EnteredForm(StepPayload):
    on: GivenDay

    def action(self, said: Said) -> HumanAction:
        return EnterOnRecord(said, self.visit, self.on)


class ConveneForm(StepPayload):
    """Day and time are London's: `free` is one that was offered, and counts where no other day is given."""

    free: Annotated[datetime | None, BeforeValidator(read_free)] = None
    on: Day = None
    time: Annotated[Time | None, BlankIsNone] = None
    place: GivenLineWords

    def action(self, said: Said) -> HumanAction:
        return ConveneMeeting(said, self.visit, self._at().astimezone(UTC), self.place)

    def _at(self) -> datetime:
        if self.free is not None and self.on is None:
            return self.free.replace(tzinfo=LONDON)
        if self.on is None:
            raise FieldsUnfit(on=Unfit("is empty", "Choose the day of the meeting."))
        if self.time is None:
            raise FieldsUnfit(time=Unfit("is empty", "Choose when the meeting begins."))
        return datetime.combine(self.on, self.time, LONDON)


THERE = {str(there.value) for there in There}


class MeetingForm(WithActions):
    held: GivenDay
    outcome: GivenText
    present: Text = NO_WORDS
    apologies: LineWords = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        return RecordMeeting(
            said,
            self.visit,
            self.held,
            self.outcome,
            self.present,
            self.apologies,
            self.proposed(),
            tuple(self._attended()),
            tuple(ViewNoted(PersonId(who), words) for who, words in self.of("view:")),
            self.filled(),
        )

    def _attended(self) -> Iterator[Attended]:
        """Whether they had to be there is the rules' to say."""
        for who, there in self.of("there:"):
            if there not in THERE:
                raise FieldsUnfit(present=Unfit("cannot be read", "Choose again who was there."))
            yield Attended(PersonId(who), RoleId(""), False, There(there))


class ActionDoneForm(StepPayload):
    on: GivenDay
    agreed: GivenNumber

    def action(self, said: Said) -> HumanAction:
        return ActionDone(said, self.agreed, self.on)
