"""What the button of each step says, and what the button says that sends its form."""

from __future__ import annotations

from collections.abc import Mapping

from escalation.permissions import Step

TITLES: Mapping[Step, str] = {
    Step.UNDO: "Undo",
    Step.SEND_NOW: "Send now",
    Step.ANSWER: "Answer",
    Step.FILL_IN: "Fill in the form",
    Step.ASK_FURTHER_TIME: "Ask for more time",
    Step.PASS_ON: "Not mine, pass on",
    Step.FOREWARN: "This will not be met",
    Step.CORRECT_ANSWER: "Correct this",
    Step.ACKNOWLEDGE: "I have it",
    Step.AGREE_A_PLAN: "Agree a plan",
    Step.CONTEST: "I do not accept this",
    Step.CONFIRM: "Confirm the decision",
    Step.DISTRIBUTE: "It was sent round",
    Step.ENTER_ON_RECORD: "It is on the record",
    Step.CONVENE_MEETING: "Call the meeting",
    Step.RECORD_MEETING: "Record the meeting",
    Step.ACTION_DONE: "Say it is done",
    Step.SATISFIED: "Satisfied",
    Step.PARTLY_SATISFIED: "Partly satisfied",
    Step.NOT_SATISFIED: "Not satisfied",
    Step.MOVE_UP: "Move up",
    Step.ANOTHER_STAGE: "Move to another stage",
    Step.OPEN_STAGE: "Agree, open it",
    Step.DECLINE_TO_OPEN: "Do not open it",
    Step.SET_DATE: "Set the date",
    Step.WAIT: "Wait a day",
    Step.CHOOSE_WHEN_SILENT: "If nobody answers",
    Step.AGREE_FURTHER_TIME: "Agree",
    Step.REFUSE_FURTHER_TIME: "Refuse",
    Step.RECORD_SPOKEN_ANSWER: "Record a spoken answer",
    Step.VERIFY_ACTION: "Confirm done",
    Step.ACTION_NOT_DONE: "Not done",
    Step.DROP_ACTION: "Drop an action",
    Step.PUT_ON_RECORD: "On the child’s record",
    Step.REFER_TO_CAFCASS: "Refer to Cafcass",
    Step.RECORD_REFERRAL: "Note a referral",
    Step.RECORD_REFERRAL_OUTCOME: "Note what came of it",
    Step.REASSIGN: "Hand over",
    Step.CLOSE: "Close",
    Step.REOPEN: "Reopen",
    Step.CHANGE_CHILD_STATUS: "Child’s status",
    Step.DATE_OCCASION: "Review or conference",
    Step.READ: "Open the case",
}

SENDS: Mapping[Step, str] = {
    Step.UNDO: "Undo",
    Step.SEND_NOW: "Send now",
    Step.ANSWER: "Send answer",
    Step.ASK_FURTHER_TIME: "Ask",
    Step.PASS_ON: "Pass on",
    Step.FOREWARN: "Tell the raiser",
    Step.CORRECT_ANSWER: "Send correction",
    Step.CONTEST: "Send",
    Step.CONFIRM: "Confirm",
    Step.CONVENE_MEETING: "Call the meeting",
    Step.SATISFIED: "Confirm",
    Step.NOT_SATISFIED: "Next: who is told",
    Step.MOVE_UP: "Next: who is told",
    Step.ANOTHER_STAGE: "Next: who is told",
    Step.WAIT: "Wait a day",
    Step.AGREE_FURTHER_TIME: "Agree",
    Step.REFUSE_FURTHER_TIME: "Refuse",
    Step.OPEN_STAGE: "Agree, open it",
    Step.REFER_TO_CAFCASS: "Record the referral",
    Step.REASSIGN: "Hand over",
    Step.CLOSE: "Close the case",
    Step.REOPEN: "Reopen the case",
    Step.DECLINE_TO_OPEN: "Tell the raiser",
    Step.PARTLY_SATISFIED: "Ask again about the rest",
}


def send_title(step: Step) -> str:
    return SENDS.get(step, "Save")
