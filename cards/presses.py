"""A press that does nothing to a case yet: what it asks for, such as a form, a longer text or a draft to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from escalation.case import CaseRef, PersonId, RoleId, TrackId
from escalation.notices import Capacity, Meaning, Notice
from escalation.permissions import Step

from .payloads.requests import (
    AboutMail,
    CardRequest,
    ChangeDraft,
    ChangeFiling,
    DiscardDraft,
    FileMail,
    LeaveMail,
    OpenForm,
    ReadAll,
    ReadMail,
    SendDraft,
    ShowCase,
    ShowCases,
    ShowLog,
    TakeUp,
)
from .payloads.set_aside import FilingForm, MailAsked
from .payloads.shapes import Payload, Token
from .payloads.values import BlankIsNone, GivenLine, GivenNumber, Line, Number
from .strictly import card_fault, read_form, read_strictly
from .verbs import Verb

ABOUT_MAIL = frozenset(
    {Verb.FILE_MAIL, Verb.FILE_MAIL_NOW, Verb.CHANGE_FILING, Verb.LEAVE_MAIL, Verb.READ_MAIL}
)  # fmt: skip
"""What is pressed on a mail that was set aside."""


class DraftAsked(Payload):
    checked: Token = ""


class StepAsked(Payload):
    step: Step


class TrackAsked(Payload):
    track: GivenLine


class WordsAsked(Payload):
    heading: GivenLine
    place: GivenNumber = 0
    part: Annotated[GivenNumber, Field(ge=1)] = 1
    meaning: Annotated[Meaning | None, BlankIsNone] = None
    capacity: Capacity = Capacity.TOLD
    role: Annotated[Line | None, BlankIsNone] = None
    notice_visit: Number = None
    duty: Number = None
    about: Number = None


class LogAsked(Payload):
    asked: Line = ""
    after: Line = ""


def read_request(verb: str, sent: Mapping[str, object], by: PersonId) -> CardRequest:
    """Raises AnswerUnreadable."""
    match verb:
        case Verb.SEND_DRAFT:
            draft = _draft(sent)
            return SendDraft(draft.token, draft.checked)
        case Verb.CHANGE_DRAFT:
            return ChangeDraft(_draft(sent).token)
        case Verb.DISCARD_DRAFT:
            return DiscardDraft(_draft(sent).token)
        case Verb.TAKE_UP:
            taken = read_strictly(TrackAsked, sent)
            return TakeUp(_case(taken), TrackId(taken.track))
        case Verb.SHOW_CASE:
            return ShowCase(_case(read_strictly(Payload, sent)))
        case Verb.OPEN_FORM:
            opened = read_strictly(StepAsked, sent)
            return OpenForm(_case(opened), opened.step, opened.visit)
        case Verb.READ_ALL:
            return _words_asked(read_strictly(WordsAsked, sent), by)
        case Verb.SHOW_LOG:
            log = read_strictly(LogAsked, sent)
            return ShowLog(log.asked, log.after)
        case Verb.SHOW_CASES:
            return ShowCases(read_strictly(LogAsked, sent).after)
        case _:
            raise card_fault("has a button that this version does not know")


def read_about_mail(verb: str, sent: Mapping[str, object]) -> AboutMail:
    """One of `ABOUT_MAIL`. Raises AnswerUnreadable."""
    match verb:
        case Verb.FILE_MAIL:
            return read_form(FilingForm, sent, lambda form: form.request())
        case Verb.FILE_MAIL_NOW:
            return FileMail(_draft(sent).token)
        case Verb.CHANGE_FILING:
            return ChangeFiling(_draft(sent).token)
        case Verb.LEAVE_MAIL:
            return LeaveMail(read_strictly(MailAsked, sent).mail)
        case _:
            asked = read_strictly(MailAsked, sent)
            return ReadMail(asked.mail, asked.part)


def _words_asked(asked: WordsAsked, by: PersonId) -> ReadAll:
    ref = _case(asked)
    if asked.meaning is None:
        return ReadAll(ref, None, asked.heading, asked.place, asked.part)
    role = RoleId(asked.role) if asked.role is not None else None
    notice = Notice(by, asked.meaning, asked.capacity, role, asked.notice_visit, asked.duty, asked.about)
    return ReadAll(ref, notice, asked.heading, asked.place, asked.part)


def _case(sent: Payload) -> CaseRef:
    if not sent.case:
        raise card_fault("does not say which case it is about")
    return CaseRef(sent.case)


def _draft(sent: Mapping[str, object]) -> DraftAsked:
    asked = read_strictly(DraftAsked, sent)
    if not asked.token:
        raise card_fault("does not say which draft it is about")
    return asked
