"""Another person takes over: "not mine" by whoever is asked, or a hand-over by somebody above. Clocks run on."""

from __future__ import annotations

from ..actions import PassOn, Reassign, ReportMisdirected
from ..case import PersonId, Task
from ..case_log import HandedOver, Misdirected
from ..deciding import Deciding
from ..duties import ANSWERS, BESIDE
from ..errors import DetailNeeded, NothingOwed, NotYours
from ..holders.naming import is_asked_now, was_asked
from ..notices import Capacity, Meaning
from ..permissions import Standing, asked_in, standing
from .visits import track_of, visit_seen


def pass_on(d: Deciding, action: PassOn) -> None:
    """ "Not mine": everything this person owes in the visit goes to the colleague."""
    visit = visit_seen(d, action.visit)
    person = d.on_behalf_of if d.on_behalf_of is not None and asked_in(visit, d.on_behalf_of) else d.by
    _check_taker(d, person, action.to)
    if action.to == d.case.raiser:
        raise DetailNeeded("not_to_the_raiser")
    owed = d.open_duties(*ANSWERS, *BESIDE, Task.CONVENE, Task.HOLD, Task.ACT, visit=visit.number)
    waits_for_a_date = d.open_duties(Task.SET_A_DATE, visit=visit.number) and asked_in(visit, person)
    if not waits_for_a_date and not any(person in (n.person, n.covering) for duty in owed for n in duty.owed_by):
        raise NothingOwed("no_answer_owed")
    d.log(HandedOver(person, action.to, visit.number))
    _tell_taker(d, action.to)
    d.tell_raiser(Meaning.PASSED_ON)


def reassign(d: Deciding, action: Reassign) -> None:
    """Everything one person holds on the case goes to another."""
    _check_taker(d, action.person, action.to)
    if action.person == d.case.raiser:
        _check_new_raiser(d, action)
    else:
        _check_new_responder(d, action)
    d.log(HandedOver(action.person, action.to, None, action.reason))
    _tell_taker(d, action.to)
    d.tell([action.person], Meaning.NO_LONGER_ASKED, Capacity.TOLD)
    d.tell_raiser(Meaning.PASSED_ON)


def report_misdirected(d: Deciding, action: ReportMisdirected) -> None:
    """It is noted to whom it went; what they were asked stays theirs until it is handed over."""
    d.log(Misdirected(action.to, action.stopped, action.gone))


def _check_taker(d: Deciding, person: PersonId, to: PersonId) -> None:
    if to == person or not d.situation.roster.serves(to, d.today):
        raise DetailNeeded("no_such_person")


def _check_new_raiser(d: Deciding, action: Reassign) -> None:
    """Their supervisor hands over, to somebody who could have raised it and has not been asked about it."""
    if Standing.SUPERVISOR not in standing(d.case, d.by, d.situation):
        raise NotYours("may_not_reassign")
    may_raise = d.situation.roster.roles_of(action.to, d.today) & set(track_of(d).raised_by)
    if not may_raise or was_asked(d.case, action.to):
        raise DetailNeeded("cannot_take_over_as_raiser")


def _check_new_responder(d: Deciding, action: Reassign) -> None:
    """Their own line manager hands over, or whoever keeps the log; never to the raiser."""
    is_manager = d.situation.roster.line_manager(action.person) == d.by
    if not is_manager and Standing.LOG_KEEPER not in standing(d.case, d.by, d.situation):
        raise NotYours("may_not_reassign")
    if action.to == d.case.raiser:
        raise DetailNeeded("not_to_the_raiser")
    if not is_asked_now(d.case, action.person):
        raise NothingOwed("holds_nothing")


def _tell_taker(d: Deciding, to: PersonId) -> None:
    capacity = Capacity.RAISER if to == d.case.raiser else Capacity.ASKED
    d.tell([to], Meaning.HANDED_TO_YOU, capacity)
