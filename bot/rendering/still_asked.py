"""Is what a card or a reminder asks for still asked, or done with?"""

from __future__ import annotations

from cards.telling import Telling
from escalation.case import PersonId, Task
from escalation.notices import Meaning, Notice
from escalation.permissions import STEPS_BESIDE, Step

from .held import Held, telling_of

ASKING = {
    Meaning.ANSWER_ASKED: Step.ANSWER,
    Meaning.DATE_SET: Step.READ,
    Meaning.OCCASION_DATED: Step.READ,
    Meaning.CHILD_STATUS_CHANGED: Step.READ,
    Meaning.DATE_AWAITED: Step.SET_DATE,
    Meaning.HANDED_TO_YOU: Step.READ,
    Meaning.MEETING_TO_CONVENE: Step.RECORD_MEETING,
    Meaning.RAISE_HELD: Step.UNDO,
    Meaning.NOBODY_ANSWERED: Step.WAIT,
    Meaning.YOUR_VIEW_AWAITED: Step.WAIT,
    Meaning.ANSWER_CAME: Step.NOT_SATISFIED,
    Meaning.MEETING_RECORDED: Step.READ,
    Meaning.ACCEPTED_BY_SILENCE: Step.READ,
    Meaning.FURTHER_TIME_ASKED: Step.AGREE_FURTHER_TIME,
    Meaning.PUT_ON_RECORD: Step.PUT_ON_RECORD,
}
"""The step that each asking message is about. Once it is not open to the reader, the card is a quiet record."""
CHASING = frozenset({Meaning.REMINDER, Meaning.ANSWER_OVERDUE, Meaning.STEP_OWED})
OF_TASK = {
    Task.ANSWER: Step.ANSWER,
    Task.SETTLE: Step.ANSWER,
    Task.CONVENE: Step.CONVENE_MEETING,
    Task.HOLD: Step.RECORD_MEETING,
    **STEPS_BESIDE,
    Task.ACT: Step.ACTION_DONE,
    Task.VERIFY: Step.VERIFY_ACTION,
    Task.JUDGE: Step.WAIT,
    Task.OPEN: Step.OPEN_STAGE,
    Task.DECIDE_TO_SEND: Step.SEND_NOW,
    Task.SET_A_DATE: Step.SET_DATE,
    Task.DECIDE_FURTHER_TIME: Step.AGREE_FURTHER_TIME,
    Task.PUT_ON_RECORD: Step.PUT_ON_RECORD,
}
"""What ends each duty that somebody is reminded of."""
BESIDE = frozenset(
    {
        Step.FOREWARN,
        Step.ASK_FURTHER_TIME,
        Step.CONVENE_MEETING,
        Step.ACKNOWLEDGE,
        Step.AGREE_A_PLAN,
        Step.CONFIRM,
        Step.DISTRIBUTE,
        Step.ENTER_ON_RECORD,
        Step.CHOOSE_WHEN_SILENT,
        Step.PUT_ON_RECORD,
        Step.REFER_TO_CAFCASS,
        Step.RECORD_REFERRAL,
        Step.RECORD_REFERRAL_OUTCOME,
        Step.CHANGE_CHILD_STATUS,
        Step.DATE_OCCASION,
    }
)
"""Steps that answer no question by themselves."""


def is_over(notice: Notice, telling: Telling) -> bool:
    """Is what this message asked for done with, or asked in a newer message?"""
    if notice.meaning in CHASING:
        return _is_chased_no_more(notice, telling)
    step, visit = ASKING.get(notice.meaning), telling.case.visit
    if step is None:
        return False
    moved = notice.visit is not None and visit is not None and notice.visit != visit.number
    if notice.meaning is Meaning.YOUR_VIEW_AWAITED and not moved and _judges(telling):
        return False
    return step not in telling.steps or (moved and notice.meaning is not Meaning.PUT_ON_RECORD)


def _judges(telling: Telling) -> bool:
    """Whoever judges beside the raiser says whether they are satisfied; to wait is not theirs."""
    owed = (d for d in telling.case.duties if d.task is Task.JUDGE)
    asked = any(telling.to in (n.person, n.covering) for duty in owed for n in duty.owed_by)
    return asked and Step.NOT_SATISFIED in telling.steps


def _is_chased_no_more(notice: Notice, telling: Telling) -> bool:
    """The duty has ended or has gone to others; a reminder is over, too, once the date has passed."""
    duty = next((d for d in telling.case.duties if d.number == notice.duty), None)
    if duty is None or OF_TASK.get(duty.task) not in telling.steps:
        return True
    return notice.meaning is Meaning.REMINDER and duty.lapsed is not None


def asks_still(held: Held, to: PersonId, notice: Notice, done: str) -> bool:
    """Does a card that was used for something beside its question (a warning, a referral) go on asking?"""
    return done in BESIDE and not is_over(notice, telling_of(held, to, notice))
