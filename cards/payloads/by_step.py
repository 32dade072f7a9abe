"""The form that each step sends, as a type."""

from __future__ import annotations

from collections.abc import Mapping

from escalation.permissions import Step

from ..verbs import Verb
from .occasions import OccasionForm
from .of_asked import (
    AcknowledgeForm,
    ActionDoneForm,
    AnswerForm,
    ConfirmForm,
    ContestForm,
    ConveneForm,
    CorrectionForm,
    DistributeForm,
    EnteredForm,
    FillInForm,
    ForewarnForm,
    FurtherTimeForm,
    MeetingForm,
    PassOnForm,
    PlanForm,
)
from .of_raiser import (
    AgreeForm,
    AnotherStageForm,
    CafcassForm,
    ChildStatusForm,
    CloseForm,
    DeclineForm,
    DropForm,
    MoveUpForm,
    NotDoneForm,
    NotSatisfiedForm,
    OnRecordForm,
    OpenStageForm,
    PartlyForm,
    ReassignForm,
    ReferralForm,
    ReferralOutcomeForm,
    RefuseForm,
    ReopenForm,
    SatisfiedForm,
    SendNowForm,
    SetDateForm,
    SpokenAnswerForm,
    UndoForm,
    VerifyForm,
    WaitForm,
    WhenSilentForm,
)
from .shapes import StepPayload

FORMS: Mapping[Step, type[StepPayload]] = {
    Step.UNDO: UndoForm,
    Step.SEND_NOW: SendNowForm,
    Step.ANSWER: AnswerForm,
    Step.FILL_IN: FillInForm,
    Step.ASK_FURTHER_TIME: FurtherTimeForm,
    Step.PASS_ON: PassOnForm,
    Step.FOREWARN: ForewarnForm,
    Step.CORRECT_ANSWER: CorrectionForm,
    Step.ACKNOWLEDGE: AcknowledgeForm,
    Step.AGREE_A_PLAN: PlanForm,
    Step.CONTEST: ContestForm,
    Step.CONFIRM: ConfirmForm,
    Step.DISTRIBUTE: DistributeForm,
    Step.ENTER_ON_RECORD: EnteredForm,
    Step.CONVENE_MEETING: ConveneForm,
    Step.RECORD_MEETING: MeetingForm,
    Step.ACTION_DONE: ActionDoneForm,
    Step.SATISFIED: SatisfiedForm,
    Step.PARTLY_SATISFIED: PartlyForm,
    Step.NOT_SATISFIED: NotSatisfiedForm,
    Step.MOVE_UP: MoveUpForm,
    Step.ANOTHER_STAGE: AnotherStageForm,
    Step.OPEN_STAGE: OpenStageForm,
    Step.DECLINE_TO_OPEN: DeclineForm,
    Step.SET_DATE: SetDateForm,
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
    Step.DATE_OCCASION: OccasionForm,
}
"""The form of every step but `READ`, which changes nothing."""
BESIDE_STEPS = (Verb.RAISE.value, Verb.PRAISE.value, Verb.OCCASION.value, Verb.FILE_MAIL.value)
WITH_A_FORM = frozenset({*BESIDE_STEPS, *(step.value for step in FORMS)})
"""Verbs of presses that come with a form."""
