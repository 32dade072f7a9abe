"""Who may do what on a case: standing first, then the steps open to a person now. Doors and cards ask here, decide too."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Everything a person can be offered on a case. A card's button and a typed command stand for one of these."""

    UNDO = "undo"
    SEND_NOW = "send now"
    ANSWER = "answer"
    ASK_FURTHER_TIME = "ask further time"
    PASS_ON = "pass on"
    FOREWARN = "forewarn"
    CORRECT_ANSWER = "correct answer"
    CONVENE_MEETING = "convene meeting"
    RECORD_MEETING = "record meeting"
    ACTION_DONE = "action done"
    SATISFIED = "satisfied"
    PARTLY_SATISFIED = "partly satisfied"
    NOT_SATISFIED = "not satisfied"
    MOVE_UP = "move up"
    ANOTHER_STAGE = "another stage"
    WAIT = "wait"
    CHOOSE_WHEN_SILENT = "choose when silent"
    AGREE_FURTHER_TIME = "agree further time"
    REFUSE_FURTHER_TIME = "refuse further time"
    RECORD_SPOKEN_ANSWER = "record spoken answer"
    VERIFY_ACTION = "verify action"
    ACTION_NOT_DONE = "action not done"
    DROP_ACTION = "drop action"
    PUT_ON_RECORD = "put on record"
    REFER_TO_CAFCASS = "refer to Cafcass"
    RECORD_REFERRAL = "record referral"
    RECORD_REFERRAL_OUTCOME = "record referral outcome"
    REASSIGN = "reassign"
    CLOSE = "close"
    REOPEN = "reopen"
    CHANGE_CHILD_STATUS = "change child status"
    READ = "read"
