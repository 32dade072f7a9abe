"""What each step's form sends, as types. Whatever is not declared here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from escalation.actions import (
    ActionDone,
    ActionNotDone,
    ActionProposed,
    AgreeFurtherTime,
    AskFurtherTime,
    ChangeChildStatus,
    ChooseWhenSilent,
    Close,
    ConfirmOnRecord,
    ConveneMeeting,
    CorrectAnswer,
    DropAction,
    EscalateTo,
    Forewarn,
    HumanAction,
    JudgeNotSatisfied,
    JudgePartly,
    JudgeSatisfied,
    PassOn,
    Reassign,
    RecordMeeting,
    RecordReferral,
    RecordReferralOutcome,
    RecordSpokenAnswer,
    ReferToCafcass,
    RefuseFurtherTime,
    Reopen,
    Respond,
    Said,
    SendNow,
    UndoRaise,
    VerifyAction,
    Wait,
)
from escalation.case import (
    NO_WORDS,
    ChildStatus,
    Consulted,
    Outcome,
    PersonId,
    ReferralKind,
    RoleId,
    Silence,
    StageId,
    Told,
    Words,
)
from escalation.permissions import Step
from escalation.working_days import LONDON

from .payload_values import (
    BlankIsNone,
    Day,
    GivenDay,
    GivenLine,
    GivenLineWords,
    GivenNumber,
    GivenText,
    Line,
    LineWords,
    Numbers,
    Text,
    Tick,
    Time,
    Unfit,
)

Token = Annotated[str, StringConstraints(max_length=200)]
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


class StepPayload(Payload):
    """The form of a step; `action` is what it asks the rules for."""

    def action(self, said: Said) -> HumanAction:
        raise NotImplementedError


class WithActions(StepPayload):
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

    def consultation(self) -> Consulted | None:
        return consultation(self.consulted, self.consulted_on, self.passed_over_because)

    def chosen_stage(self) -> StageId | None:
        return StageId(self.to) if self.to is not None else None

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


class UndoForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return UndoRaise(said)


class SendNowForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return SendNow(said)


class WaitForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return Wait(said, self.visit)


class AnswerForm(WithActions):
    answer: GivenText

    def action(self, said: Said) -> HumanAction:
        return Respond(said, self.visit, self.answer, self.proposed())


class SpokenAnswerForm(WithActions):
    by: GivenLine
    on: GivenDay
    answer: GivenText

    def action(self, said: Said) -> HumanAction:
        return RecordSpokenAnswer(said, self.visit, PersonId(self.by), self.on, self.answer, self.proposed())


class CorrectionForm(StepPayload):
    answer: GivenText

    def action(self, said: Said) -> HumanAction:
        return CorrectAnswer(said, self.visit, self.answer)


class FurtherTimeForm(StepPayload):
    until: GivenDay
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return AskFurtherTime(said, self.visit, self.until, self.reason)


class AgreeForm(StepPayload):
    until: Day = None

    def action(self, said: Said) -> HumanAction:
        return AgreeFurtherTime(said, self.visit, self.until)


class RefuseForm(StepPayload):
    reason: Text = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        return RefuseFurtherTime(said, self.visit, self.reason)


class PassOnForm(StepPayload):
    to: GivenLine

    def action(self, said: Said) -> HumanAction:
        return PassOn(said, self.visit, PersonId(self.to))


class ForewarnForm(StepPayload):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return Forewarn(said, self.visit, self.reason)


class ConveneForm(StepPayload):
    """Day and time are London's."""

    on: GivenDay
    time: Time
    place: GivenLineWords

    def action(self, said: Said) -> HumanAction:
        at = datetime.combine(self.on, self.time, LONDON).astimezone(UTC)
        return ConveneMeeting(said, self.visit, at, self.place)


class MeetingForm(WithActions):
    held: GivenDay
    outcome: GivenText
    present: GivenText
    apologies: LineWords = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        return RecordMeeting(said, self.visit, self.held, self.outcome, self.present, self.apologies, self.proposed())


class ActionDoneForm(StepPayload):
    on: GivenDay
    agreed: GivenNumber

    def action(self, said: Said) -> HumanAction:
        return ActionDone(said, self.agreed, self.on)


class VerifyForm(StepPayload):
    agreed: GivenNumber

    def action(self, said: Said) -> HumanAction:
        return VerifyAction(said, self.agreed)


class NotDoneForm(StepPayload):
    agreed: GivenNumber
    by: GivenDay
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return ActionNotDone(said, self.agreed, self.by, self.reason)


class DropForm(StepPayload):
    agreed: GivenNumber
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return DropAction(said, self.agreed, self.reason)


class SatisfiedForm(StepPayload):
    difference: GivenText
    child_told: MaybeTold = None
    child_not_told_because: LineWords = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        needs_reason(self.child_told, self.child_not_told_because)
        return JudgeSatisfied(said, self.visit, self.difference, self.child_told, self.child_not_told_because)


class PartlyForm(StepPayload):
    reason: GivenText
    settled: Numbers = ()

    def action(self, said: Said) -> HumanAction:
        return JudgePartly(said, self.visit, self.reason, self.settled)


class NotSatisfiedForm(WithConsultation):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return JudgeNotSatisfied(
            said, self.visit, self.reason, self.chosen_stage(), self.chosen_chair(), self.consultation()
        )


class MoveUpForm(WithConsultation):
    def action(self, said: Said) -> HumanAction:
        return EscalateTo(said, self.visit, self.chosen_stage(), NO_WORDS, self.chosen_chair(), self.consultation())


class AnotherStageForm(WithConsultation):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        if self.to is None:
            raise FieldsUnfit(to=Unfit("is empty", "Choose a stage."))
        return EscalateTo(said, self.visit, self.chosen_stage(), self.reason, self.chosen_chair(), self.consultation())


class WhenSilentForm(StepPayload):
    when_silent: Silence

    def action(self, said: Said) -> HumanAction:
        return ChooseWhenSilent(said, self.when_silent)


class OnRecordForm(StepPayload):
    on: GivenDay
    child_told: Told
    child_not_told_because: LineWords = NO_WORDS
    views: Text = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        needs_reason(self.child_told, self.child_not_told_because)
        return ConfirmOnRecord(said, self.visit, self.on, self.child_told, self.child_not_told_because, self.views)


class CafcassForm(StepPayload):
    reason: GivenText
    ends_here: Tick = False

    def action(self, said: Said) -> HumanAction:
        return ReferToCafcass(said, self.reason, self.ends_here)


class ReferralForm(StepPayload):
    kind: ReferralKind
    on: GivenDay
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return RecordReferral(said, self.kind, self.on, self.reason)


class ReferralOutcomeForm(StepPayload):
    referral: GivenNumber
    on: GivenDay
    outcome: GivenText

    def action(self, said: Said) -> HumanAction:
        return RecordReferralOutcome(said, self.referral, self.on, self.outcome)


class ReassignForm(StepPayload):
    person: GivenLine
    to: GivenLine
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return Reassign(said, PersonId(self.person), PersonId(self.to), self.reason)


class CloseForm(StepPayload):
    outcome: Outcome
    reason: GivenText
    difference: Text = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        return Close(said, self.outcome, self.reason, self.difference)


class ReopenForm(StepPayload):
    reason: GivenText
    to: MaybeLine = None

    def action(self, said: Said) -> HumanAction:
        return Reopen(said, self.reason, StageId(self.to) if self.to is not None else None)


class ChildStatusForm(StepPayload):
    status: ChildStatus

    def action(self, said: Said) -> HumanAction:
        return ChangeChildStatus(said, self.status)


FORMS: Mapping[Step, type[StepPayload]] = {
    Step.UNDO: UndoForm,
    Step.SEND_NOW: SendNowForm,
    Step.ANSWER: AnswerForm,
    Step.ASK_FURTHER_TIME: FurtherTimeForm,
    Step.PASS_ON: PassOnForm,
    Step.FOREWARN: ForewarnForm,
    Step.CORRECT_ANSWER: CorrectionForm,
    Step.CONVENE_MEETING: ConveneForm,
    Step.RECORD_MEETING: MeetingForm,
    Step.ACTION_DONE: ActionDoneForm,
    Step.SATISFIED: SatisfiedForm,
    Step.PARTLY_SATISFIED: PartlyForm,
    Step.NOT_SATISFIED: NotSatisfiedForm,
    Step.MOVE_UP: MoveUpForm,
    Step.ANOTHER_STAGE: AnotherStageForm,
    Step.WAIT: WaitForm,
    Step.CHOOSE_WHEN_SILENT: WhenSilentForm,
    Step.AGREE_FURTHER_TIME: AgreeForm,
    Step.REFUSE_FURTHER_TIME: RefuseForm,
    Step.RECORD_SPOKEN_ANSWER: SpokenAnswerForm,
    Step.VERIFY_ACTION: VerifyForm,
    Step.ACTION_NOT_DONE: NotDoneForm,
    Step.DROP_ACTION: DropForm,
    Step.PUT_ON_RECORD: OnRecordForm,
    Step.REFER_TO_CAFCASS: CafcassForm,
    Step.RECORD_REFERRAL: ReferralForm,
    Step.RECORD_REFERRAL_OUTCOME: ReferralOutcomeForm,
    Step.REASSIGN: ReassignForm,
    Step.CLOSE: CloseForm,
    Step.REOPEN: ReopenForm,
    Step.CHANGE_CHILD_STATUS: ChildStatusForm,
}
"""The form of every step but `READ`, which changes nothing."""
