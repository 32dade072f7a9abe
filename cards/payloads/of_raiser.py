"""What the forms of the raiser's side send: sending, judging, moving, recording, closing."""

from __future__ import annotations

from escalation.actions import (
    ActionNotDone,
    AgreeFurtherTime,
    ChangeChildStatus,
    ChooseWhenSilent,
    Close,
    ConfirmOnRecord,
    DeclineToOpen,
    DropAction,
    EscalateTo,
    HumanAction,
    JudgeNotSatisfied,
    JudgePartly,
    JudgeSatisfied,
    OpenStage,
    Reassign,
    RecordReferral,
    RecordReferralOutcome,
    RecordSpokenAnswer,
    ReferToCafcass,
    RefuseFurtherTime,
    Reopen,
    Said,
    SendNow,
    SetDate,
    UndoRaise,
    VerifyAction,
    Wait,
)
from escalation.case import (
    NO_WORDS,
    ChildStatus,
    Outcome,
    PersonId,
    ReferralKind,
    Silence,
    Told,
)

from .shapes import FieldsUnfit, MaybeTold, StepPayload, WithActions, WithConsultation, WithForm, needs_reason
from .values import Day, GivenDay, GivenLine, GivenNumber, GivenText, Line, LineWords, Numbers, Text, Tick, Unfit


class UndoForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return UndoRaise(said)


class SendNowForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return SendNow(said)


class SetDateForm(StepPayload):
    until: GivenDay

    def action(self, said: Said) -> HumanAction:
        return SetDate(said, self.visit, self.until)


class OpenStageForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return OpenStage(said, self.visit)


class DeclineForm(StepPayload):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        return DeclineToOpen(said, self.visit, self.reason)


class WaitForm(StepPayload):
    def action(self, said: Said) -> HumanAction:
        return Wait(said, self.visit)


class SpokenAnswerForm(WithActions):
    by: GivenLine
    on: GivenDay
    answer: GivenText

    def action(self, said: Said) -> HumanAction:
        return RecordSpokenAnswer(said, self.visit, PersonId(self.by), self.on, self.answer, self.proposed())


class AgreeForm(StepPayload):
    until: Day = None

    def action(self, said: Said) -> HumanAction:
        return AgreeFurtherTime(said, self.visit, self.until)


class RefuseForm(StepPayload):
    reason: Text = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        return RefuseFurtherTime(said, self.visit, self.reason)


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


class SatisfiedForm(WithForm):
    difference: GivenText
    child_told: MaybeTold = None
    child_not_told_because: LineWords = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        needs_reason(self.child_told, self.child_not_told_because)
        told, because = self.child_told, self.child_not_told_because
        return JudgeSatisfied(said, self.visit, self.difference, told, because, self.filled())


class PartlyForm(StepPayload):
    reason: GivenText
    settled: Numbers = ()

    def action(self, said: Said) -> HumanAction:
        return JudgePartly(said, self.visit, self.reason, self.settled)


class NotSatisfiedForm(WithConsultation):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        to, chair, consulted = self.chosen_stage(), self.chosen_chair(), self.consultation()
        within, asking = self.answer_within, self.chosen_person()
        return JudgeNotSatisfied(said, self.visit, self.reason, to, chair, consulted, within, asking)


class MoveUpForm(WithConsultation):
    """A reason is asked for only before the date has passed."""

    reason: Text = NO_WORDS

    def action(self, said: Said) -> HumanAction:
        to, chair, consulted = self.chosen_stage(), self.chosen_chair(), self.consultation()
        within, asking = self.answer_within, self.chosen_person()
        return EscalateTo(said, self.visit, to, self.reason, chair, consulted, within, asking)


class AnotherStageForm(WithConsultation):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        if self.to is None:
            raise FieldsUnfit(to=Unfit("is empty", "Choose a stage."))
        to, chair, consulted = self.chosen_stage(), self.chosen_chair(), self.consultation()
        within, asking = self.answer_within, self.chosen_person()
        return EscalateTo(said, self.visit, to, self.reason, chair, consulted, within, asking)


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


class ReopenForm(WithConsultation):
    reason: GivenText

    def action(self, said: Said) -> HumanAction:
        to, chair, consulted = self.chosen_stage(), self.chosen_chair(), self.consultation()
        within, asking = self.answer_within, self.chosen_person()
        return Reopen(said, self.reason, to, chair, asking, consulted, within)


class ChildStatusForm(StepPayload):
    status: ChildStatus
    record: Line = ""

    def action(self, said: Said) -> HumanAction:
        return ChangeChildStatus(said, self.status, self.record)
