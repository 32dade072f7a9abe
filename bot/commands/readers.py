"""How each command is read from the words behind it. A reader raises Unclear where something needed is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from escalation.case import CaseRef
from escalation.permissions import Step

from ..spoken_dates import find_day, on_or_after
from .dates import find_coming, need_day
from .kinds import (
    Command,
    EndCover,
    Escalate,
    FurtherTime,
    Help,
    MailsAside,
    MyCases,
    PassTo,
    Praise,
    Raise,
    Resolve,
    RespondTo,
    SetCover,
    ShowCase,
    TakeStep,
    Undo,
    WrongPerson,
)
from .log_words import read_log
from .occasion_words import read_occasion
from .words import Line, Unclear, split_reason


@dataclass(frozen=True, slots=True)
class Said:
    """`rest` stands behind the command's words; the case reference has been taken out of it and of `whole`."""

    ref: CaseRef | None
    rest: Line
    whole: Line
    today: date


_NOUN = re.compile(
    r"(?:(?:an?|the|new|my|about|that|for|of|:)(?!\w)\s*)*"
    r"(?:(?:concern|alert|dispute|case|issue|challenge|matter|escalation|query|good practice|praise)s?(?!\w)\s*)?"
    r"(?:(?:about|that|for|of)(?!\w)\s*)?[\s:,.]*",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:(?:up|on|it|this|case|alert|concern)(?!\w)\s*)*(?:to(?!\w)\s*)?(?:the(?!\w)\s*)?", re.IGNORECASE)
_ABOUT = re.compile(r"(?:(?:me|to|for|on|with|about|the)(?!\w)\s*)*", re.IGNORECASE)
_FOR = re.compile(r"for(?!\w)", re.IGNORECASE)
_ON = re.compile(r"(?:from|on|starting|this)(?!\w)\s*", re.IGNORECASE)
_FOR_OR_OF = re.compile(r"(?:(?:for|of)(?!\w)\s*)?", re.IGNORECASE)
_PASS_IT = re.compile(r"(?:please\s+)?(?:pass|forward|give|send)(?!\w)\s*", re.IGNORECASE)
_SPACE = re.compile(r"[\s:,.;-]+")
_CAFCASS = re.compile(r"cafcass(?!\w)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<!\w)(?:(?P<surely>until|till|til)|to|by)(?!\w)\s*", re.IGNORECASE)
_WITH = re.compile(r"(?<!\w)(?:with|by|is)(?!\w)", re.IGNORECASE)
_COVERED = re.compile(
    r"[\s,;.]*(?:and\s+)?(?:covered\s+by|cover(?:\s+is|\s+by|\s+with)?|with)(?!\w)[\s:]*", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<!\w)(?:[0-9]|(?:from|starting|until|till|to|on|between|today|tomorrow|(?:this|next)\s+\w+"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\w))",
    re.IGNORECASE,
)
_MYSELF = ("me", "myself", "i")
_SAY_COVER = (
    "Say who covers whom and until when, for example “cover Tom Reid with Grace Bello from 1 April to 10 April”"
)
_SAY_AWAY = "Say until when, for example “away from 1 April to 10 April with Grace Bello”"


def read_raise(said: Said) -> Command:
    """With a case named it is not a new concern: that case moves up."""
    if said.ref:
        return read_escalate(said)
    return Raise(said.rest.after(_NOUN).words)


def read_praise(said: Said) -> Command:
    return Praise(said.rest.after(_NOUN).words)


def read_my_cases(said: Said) -> Command:
    return ShowCase(said.ref) if said.ref else MyCases()


def read_cases(said: Said) -> Command:
    """ "cases" are mine; "cases overdue in North" are the log's."""
    return read_log_query(said) if said.rest.plain and not said.ref else read_my_cases(said)


def read_case(said: Said) -> Command:
    if said.ref is None:
        raise Unclear("Say which case, by its reference. “my cases” lists those that wait for you")
    return ShowCase(said.ref)


def read_respond(said: Said) -> Command:
    return RespondTo(said.ref, _own_words(said))


def read_resolve(said: Said) -> Command:
    return Resolve(said.ref, _own_words(said))


def read_undo(said: Said) -> Command:
    return Undo(said.ref)


def read_help(said: Said) -> Command:
    topic = said.rest.after(_ABOUT).plain.strip(" ?.!\"'").lower()
    return Help(topic or None)


def read_escalate(said: Said) -> Command:
    """Cafcass is no stage: a referral stands beside the ladder."""
    place, because = split_reason(said.rest)
    to = place.after(_SPACE).after(_TO).words.rstrip(" ,.;")
    if _CAFCASS.match(to):
        return TakeStep(Step.REFER_TO_CAFCASS, said.ref, because)
    return Escalate(said.ref, to or None, because)


def read_further_time(said: Said) -> Command:
    """Behind "until" stands a date; behind "to" and "by" a reason may stand too."""
    asked, because = split_reason(said.rest)
    surely = next((found.end() for found in _UNTIL.finditer(asked.plain) if found["surely"]), None)
    places = [0, *(found.end() for found in _UNTIL.finditer(asked.plain))]
    at = next((place for place in places if find_day(asked.plain, place, said.today)), surely)
    if at is None:
        return FurtherTime(said.ref, None, because or asked.after(_SPACE).words)
    day, end = need_day(asked.plain, at, said.today)
    return FurtherTime(said.ref, on_or_after(day, said.today), because or asked.part(end).after(_SPACE).words)


def read_review_or_conference(said: Said) -> Command:
    """With a case named, it is the step on that case."""
    if said.ref:
        return TakeStep(Step.DATE_OCCASION, said.ref)
    return read_occasion(said.rest, said.whole.plain, said.today)


def read_pass(said: Said) -> Command:
    """ "Not mine" without a name asks for it on a form."""
    before, because = split_reason(said.rest)
    name = before.after(_SPACE).after(_PASS_IT).after(_TO).words.strip(" ,.;")
    return PassTo(name, said.ref) if name else TakeStep(Step.PASS_ON, said.ref, because)


def read_wrong_person(said: Said) -> Command:
    """ "sent to the wrong person LUT-26-0001: Tom Reid"."""
    return WrongPerson(said.ref, said.rest.after(_SPACE).after(_TO).words.strip(" ,.;:"))


def read_aside(said: Said) -> Command:
    return MailsAside()


def read_cover(said: Said) -> Command:
    """ "cover Tom Reid with Grace Bello until Friday"."""
    rest = said.rest.after(_FOR)
    joint = _WITH.search(rest.plain)
    if joint is None:
        raise Unclear(_SAY_COVER)
    who, behind = rest.part(0, joint.start()).words, rest.part(joint.end())
    time = _TIME.search(behind.plain)
    cover = behind.part(0, time.start() if time else None).words.strip(" ,.;")
    period = find_coming(behind.plain, time.start(), said.today) if time else None
    if not who or not cover or period is None:
        raise Unclear(_SAY_COVER)
    return SetCover(None if who.lower() in _MYSELF else who, cover, period.since, period.until)


def read_away(said: Said) -> Command:
    """ "away until Friday", "on leave from 1 to 10 April, cover Grace Bello", "away with Grace Bello tomorrow"."""
    if found := _COVERED.match(said.rest.plain):
        behind = said.rest.part(found.end())
        time = _TIME.search(behind.plain)
        period = find_coming(behind.plain, time.start(), said.today) if time else None
        cover = behind.part(0, time.start() if time else None)
    else:
        period = find_coming(said.rest.plain, 0, said.today)
        behind = said.rest.part(period.end) if period else said.rest
        found = _COVERED.match(behind.plain)
        cover = behind.part(found.end()) if found else behind.part(0, 0)
    if period is None:
        raise Unclear(_SAY_AWAY)
    return SetCover(None, cover.words.strip(" ,.;") or None, period.since, period.until)


def read_back(said: Said) -> Command:
    """ "back", "back on Monday", "end cover for Tom Reid from Thursday"; without a day it is today."""
    rest = said.rest.after(_FOR_OR_OF)
    time = _TIME.search(rest.plain)
    who = rest.part(0, time.start() if time else None).words.strip(" ,.;!")
    return EndCover(None if who.lower() in ("", *_MYSELF) else who, _day_back(rest, time, said.today))


def _day_back(rest: Line, time: re.Match[str] | None, today: date) -> date:
    if time is None:
        return today
    on = _ON.match(rest.plain, time.start())
    day, _ = need_day(rest.plain, on.end() if on else time.start(), today)
    return max(on_or_after(day, today), today)


def read_log_query(said: Said) -> Command:
    return replace(read_log(said.rest, said.today), ref=said.ref)


def read_listed(said: Said) -> Command:
    """ "overdue in North", "all cases": the first word belongs to the question. With a case named, it is that case."""
    return ShowCase(said.ref) if said.ref else read_log(said.whole, said.today)


@dataclass(frozen=True, slots=True)
class ReadStep:
    """Reads any step that has a form and no command of its own."""

    step: Step

    def __call__(self, said: Said) -> Command:
        before, because = split_reason(said.rest)
        return TakeStep(self.step, said.ref, because or before.after(_SPACE).words)


def _own_words(said: Said) -> str:
    return said.rest.after(_SPACE).words
