"""What lies ahead in the played world: when something is due next, and what happens next of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cards.wording import listed, lower_first, time_of_day, weekday_date
from escalation.case import Case, Duty, Task
from escalation.decision import Situation
from escalation.duties import RAISERS_TASKS
from escalation.steps.prompting import next_asked
from storage.reports import CaseFilter
from storage.unit_of_work import Reading

from .path import WHAT

CASES = 50
"""How many are looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class Found:
    at: datetime
    case: Case
    duty: Duty


def latest_cases(reading: Reading, many: int = CASES) -> list[Case]:
    refs = [row.ref for row in reading.reports.cases(CaseFilter(limit=many))]
    return [stored.case for ref in refs if (stored := reading.cases.load(ref)) is not None]


def next_deadline(cases: Iterable[Case], now: datetime) -> Found | None:
    """What is due next, whoever owes it. A reminder is no deadline, and neither is the end of what is held."""
    dues = (
        Found(duty.due, case, duty)
        for case in cases
        for duty in case.duties
        if duty.due > now and duty.wake is not None and duty.has_time and duty.task is not Task.SEND
    )
    return min(dues, key=lambda found: found.at, default=None)


def next_event(cases: Iterable[Case]) -> Found | None:
    """What the clock does next if nobody does anything."""
    wakes = (Found(duty.wake, case, duty) for case in cases for duty in case.duties if duty.wake is not None)
    return min(wakes, key=lambda found: found.at, default=None)


def deadline_words(found: Found, situation: Situation) -> str:
    """ "Monday 16 March, 5pm: settling, with Amir Haddad and Tom Reid"."""
    return f"{_when(found.at, situation)}: {_what(found.duty, situation)}"


def event_words(found: Found, situation: Situation) -> str:
    """ "Friday 13 March, 9am: Amir Haddad and Tom Reid are reminded"."""
    return f"{_when(found.at, situation)}: {_happens(found, situation)}"


def _when(at: datetime, situation: Situation) -> str:
    return f"{weekday_date(situation.calendar.local_date(at), situation.today)}, {time_of_day(at)}"


def _what(duty: Duty, situation: Situation) -> str:
    if duty.task is Task.OVERALL_LIMIT:
        return "the overall limit"
    return lower_first(f"{WHAT[duty.task]} {_who(duty, situation)}".strip())


def _happens(found: Found, situation: Situation) -> str:
    """What a wake-up does: before its time it reminds, at its time silence gets its meaning, after it it chases."""
    duty = found.duty
    who, is_or_are = _who(duty, situation), "is" if len(duty.owed_by) == 1 else "are"
    if duty.task is Task.SEND:
        return f"the {situation.procedure.words.case} goes out, unless {who} undoes it"
    if duty.task is Task.OVERALL_LIMIT:
        return "the overall limit is reached"
    if duty.task in RAISERS_TASKS:
        return _is_asked(found, situation)
    if duty.lapsed is None and found.at >= duty.due:
        return f"the time given to {who} is over"
    return f"{who} {is_or_are} reminded"


def _is_asked(found: Found, situation: Situation) -> str:
    """One person after another up the ladder, by who is there on that day."""
    then = replace(situation, now=found.at)
    person = next_asked(found.case, then, found.duty.asked_again)[0]
    again = " again" if any(named.person == person for named in found.duty.owed_by) else ""
    known = situation.roster.people.get(person)
    return f"{known.name if known is not None else person} is asked{again}"


def _who(duty: Duty, situation: Situation) -> str:
    people = situation.roster.people
    return listed(people[named.person].name for named in duty.owed_by if named.person in people)
