"""Every command: the words it begins with, what it does, an example, and whom help shows it to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from escalation.permissions import Step

from .kinds import Command
from .readers import (
    ReadStep,
    Said,
    read_aside,
    read_away,
    read_back,
    read_case,
    read_cases,
    read_cover,
    read_escalate,
    read_further_time,
    read_help,
    read_listed,
    read_log_query,
    read_my_cases,
    read_pass,
    read_praise,
    read_raise,
    read_resolve,
    read_respond,
    read_review_or_conference,
    read_undo,
    read_wrong_person,
)


class Audience(StrEnum):
    """Kinds of people, by what they do with concerns."""

    RAISER = "raiser"
    MANAGER = "manager"
    LOG_KEEPER = "log keeper"


@dataclass(frozen=True, slots=True)
class Saying:
    """`begins` with its first, usual spelling. `example` holds {ref} where a case is named.

    Shown in help to `shown_to`; a saying shown to nobody is found by asking for it by name.
    """

    begins: tuple[str, ...]
    read: Callable[[Said], Command]
    does: str
    example: str
    shown_to: frozenset[Audience] = frozenset()


_RAISERS = frozenset({Audience.RAISER})
_MANAGERS = frozenset({Audience.MANAGER})
_KEEPERS = frozenset({Audience.LOG_KEEPER})
_ALL = frozenset(Audience)


def _step(step: Step, does: str, *begins: str, shown_to: frozenset[Audience] = frozenset()) -> Saying:
    return Saying(begins, ReadStep(step), does, f"{begins[0]} {{ref}}", shown_to)


SAYINGS: tuple[Saying, ...] = (
    Saying(
        ("raise", "new concern", "new alert", "new case", "new", "report", "i have a concern"),
        read_raise,
        "Raise a concern about a child",
        "raise",
        _RAISERS,
    ),
    Saying(
        ("praise", "good practice", "well done", "compliment"),
        read_praise,
        "Record good practice and tell the people it is about",
        "praise",
        _RAISERS,
    ),
    Saying(
        ("my cases", "my alerts", "my concerns", "my work", "mine", "what do i owe", "what is due",
         "what's due", "what waits for me", "to do",
         "todo", "my list", "my overdue cases", "today", "status", "digest"),
        read_my_cases,
        "What waits for you, and what you raised",
        "my cases",
        _ALL,
    ),
    Saying(
        ("cases", "alerts", "concerns"),
        read_cases,
        "Your cases; with words behind it, those of the log",
        "cases overdue",
    ),
    Saying(
        ("case", "alert", "concern", "history", "open the case"),
        read_case,
        "One case: where it is, what is asked, what has happened",
        "case {ref}",
        _ALL,
    ),
    Saying(
        ("respond", "answer", "reply", "response"),
        read_respond,
        "Answer what you are asked",
        "respond {ref}",
        _MANAGERS,
    ),
    Saying(
        ("further time", "more time", "extension", "extend", "ask for further time", "ask for more time"),
        read_further_time,
        "Ask for a later date, with the reason",
        "further time {ref} until 8 April because the placement meeting is on 7 April",
        _MANAGERS,
    ),
    Saying(
        ("pass to", "pass", "pass on", "not mine", "not mine, pass on", "forward"),
        read_pass,
        "Pass what you are asked to the right colleague",
        "pass {ref} to Grace Bello",
        _MANAGERS,
    ),
    Saying(
        ("escalate", "move up", "move it up", "move", "take up", "next stage"),
        read_escalate,
        "Move a case up, or to a stage you name, with the reason",
        "escalate {ref} to stage 2 because no answer has come",
        _RAISERS,
    ),
    Saying(
        ("resolve", "resolved", "satisfied", "settled", "close", "solved"),
        read_resolve,
        "Say that you are satisfied and what changed for the child",
        "resolve {ref}",
        _RAISERS,
    ),
    _step(Step.NOT_SATISFIED, "Say that an answer does not settle it", "not satisfied", "unsatisfied",
          "not resolved", "reject", shown_to=_RAISERS),
    _step(Step.REFER_TO_CAFCASS, "Record a referral to Cafcass", "cafcass", "refer to cafcass", "refer",
          shown_to=_RAISERS),
    _step(Step.CLOSE, "Withdraw a concern, or end it for another reason", "withdraw", "end", shown_to=_RAISERS),
    Saying(
        ("undo", "take back", "cancel", "take it back"),
        read_undo,
        "Take back what you have just raised, before it is sent",
        "undo",
        _RAISERS,
    ),
    Saying(
        ("sent to the wrong person", "wrong person", "it went to the wrong person", "misdirected"),
        read_wrong_person,
        "Stop what was not for somebody, and say to whom it has gone",
        "sent to the wrong person {ref}",
        _KEEPERS,
    ),
    Saying(
        ("set aside", "mails set aside", "mails that were set aside", "mails"),
        read_aside,
        "The mails that only a person can file",
        "set aside",
        _KEEPERS,
    ),
    Saying(
        ("log", "the log", "logs", "list", "search", "find", "report on"),
        read_log_query,
        "The log, by lateness, stage, team, category, person, dates or words in quotes",
        "log overdue stage 2 team North since 1 March “core group”",
        _ALL,
    ),
    Saying(
        ("overdue", "what is overdue", "what's overdue", "late", "open", "closed", "all", "everything", "stage"),
        read_listed,
        "What is overdue",
        "overdue",
    ),
    Saying(
        ("away", "i am away", "i'm away", "i will be away", "i'll be away", "on leave", "i am on leave",
         "i'm on leave", "out of office", "absent"),
        read_away,
        "Say when you are away and who answers for you",
        "away from 1 April to 10 April with Grace Bello",
        _RAISERS | _MANAGERS,
    ),
    Saying(
        ("cover", "set cover", "cover for"),
        read_cover,
        "Say who answers for somebody who is away",
        "cover Tom Reid with Grace Bello from 1 April to 10 April",
        _KEEPERS | _MANAGERS,
    ),
    Saying(
        ("back", "i am back", "i'm back", "back at work", "end cover", "end the cover", "cancel cover", "stop cover",
         "end absence", "end my absence", "cancel absence"),
        read_back,
        "Say that you are back, or that somebody is: cover ends",
        "back today",
        _RAISERS | _MANAGERS,
    ),
    _step(Step.REASSIGN, "Hand over what somebody holds on a case", "reassign", "hand over", "transfer",
          shown_to=_KEEPERS),
    _step(Step.PARTLY_SATISFIED, "Settle part of it and ask again about the rest", "partly satisfied", "partly"),
    _step(Step.ANOTHER_STAGE, "Move a case to a stage you choose", "another stage", "move to another stage"),
    _step(Step.SET_DATE, "Say by when a stage is to be answered", "set date", "set the date"),
    _step(Step.WAIT, "Leave it for a working day", "wait", "wait a day", "leave it"),
    _step(Step.SEND_NOW, "Send at once what you have just raised", "send now", "send"),
    _step(Step.FOREWARN, "Say that an answer will not come in time", "will be late", "forewarn", "running late",
          "this will not be met"),
    _step(Step.CORRECT_ANSWER, "Put right an answer that was recorded for you", "correct", "correct answer",
          "correct this"),
    _step(Step.OPEN_STAGE, "Agree to a stage that waits for you, and open it", "open stage", "agree to open",
          "agree, open it"),
    _step(Step.DECLINE_TO_OPEN, "Say why a stage that waits for you should not open", "decline to open", "do not open",
          "do not open it"),
    _step(Step.FILL_IN, "Fill in the form of the stage", "fill in the form", "fill in form"),
    _step(Step.ACKNOWLEDGE, "Say that you have it", "acknowledge", "received", "i have it"),
    _step(Step.AGREE_A_PLAN, "Write down how it will be settled", "agree plan", "agree a plan", "plan"),
    _step(Step.CONTEST, "Say that you do not accept what is asked", "contest", "object", "dissent",
          "i do not accept this"),
    _step(Step.CONFIRM, "Confirm what was decided", "confirm", "confirm decision", "confirm the decision"),
    _step(Step.DISTRIBUTE, "Say that minutes or a decision were sent round", "sent round", "distributed", "send round",
          "it was sent round"),
    _step(Step.ENTER_ON_RECORD, "Say that a stage you have to record is on the child’s record", "entered on record",
          "enter on record", "it is on the record"),
    _step(Step.CONVENE_MEETING, "Call the meeting", "call meeting", "call the meeting", "convene", "arrange meeting"),
    _step(Step.RECORD_MEETING, "Record what a meeting came to", "record meeting", "record the meeting", "meeting held",
          "minutes"),
    _step(Step.RECORD_SPOKEN_ANSWER, "Write down an answer given by phone or in person",
          "spoken answer", "record a spoken answer", "record answer", "they told me"),
    _step(Step.ACTION_DONE, "Say that an agreed action is done", "action done", "done", "say it is done", "it is done"),
    _step(Step.VERIFY_ACTION, "Confirm that an agreed action was done", "verify action", "verify", "confirm done"),
    _step(Step.ACTION_NOT_DONE, "Say that an agreed action was not done", "action not done", "not done"),
    _step(Step.DROP_ACTION, "Let an agreed action go, with the reason", "drop action", "drop an action"),
    _step(Step.AGREE_FURTHER_TIME, "Agree to a later date", "agree further time", "agree to more time", "agree"),
    _step(Step.REFUSE_FURTHER_TIME, "Refuse a later date", "refuse further time", "refuse more time", "refuse"),
    _step(Step.CHOOSE_WHEN_SILENT, "Choose what happens when nobody answers", "when silent", "if silent",
          "if nobody answers"),
    _step(Step.PUT_ON_RECORD, "Confirm that it is on the child’s record", "on record", "put on record",
          "on the child's record", "record"),
    _step(Step.RECORD_REFERRAL, "Record legal advice, a complaint, advocacy or another agency",
          "referral", "record referral", "note a referral", "legal advice", "complaint", "advocacy"),
    _step(Step.RECORD_REFERRAL_OUTCOME, "Record what came of a referral", "referral outcome",
          "note what came of it"),
    _step(Step.REOPEN, "Open a closed case again", "reopen", "re-open"),
    _step(Step.CHANGE_CHILD_STATUS, "Say that the child’s status has changed", "change status", "child status",
          "child's status"),
    Saying(
        ("review", "conference", "initial conference", "review conference", "first review conference",
         "second review conference", "third review conference", "later review conference"),
        read_review_or_conference,
        "Record a review or conference of a child, or that it has been moved",
        "review 10442 AB on 5 May",
        _RAISERS | _KEEPERS,
    ),
    _step(Step.DATE_OCCASION, "Say when a review or conference is, for a case", "review date", "conference date"),
    Saying(
        ("help", "?", "what can i do", "what can i type", "commands", "how do i", "how", "menu"),
        read_help,
        "What you can write; with a word, more about it",
        "help escalate",
        _ALL,
    ),
)  # fmt: skip
