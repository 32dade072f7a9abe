"""Agreed actions: what was promised, done, and seen to be done. They belong to the case and outlive the stage."""

from __future__ import annotations

from collections.abc import Iterable

from .actions import ActionDone, ActionNotDone, ActionProposed, DropAction, VerifyAction
from .case import NO_WORDS, AgreedAction, Named, Outcome, PersonId, Silence, Task, Verdict
from .case_log import ActionAgreed, ActionDropped, ActionRedated, ActionReportedDone, ActionVerified, Ended
from .closing import close
from .deciding import Deciding
from .duties import after
from .errors import DetailNeeded, NothingOwed, ReasonNeeded
from .moving import current
from .notices import Capacity, Meaning


def agree_actions(d: Deciding, proposed: Iterable[ActionProposed], by: PersonId) -> None:
    """Each action is owed by whoever is named, else by the person who promised it."""
    for offer in proposed:
        if not offer.what:
            raise DetailNeeded("action_needs_words")
        if offer.by < d.today:
            raise DetailNeeded("action_date_past")
        number = len(d.case.actions) + 1
        who = offer.who if offer.who is not None and offer.who in d.situation.roster.people else by
        d.log(ActionAgreed(AgreedAction(number, current(d).number, offer.what, who, offer.who_words, offer.by)))
        _owe_action(d, number)
        if who != d.case.raiser:
            d.tell([who], Meaning.ACTION_OWED, Capacity.ASKED, about=number)


def report_done(d: Deciding, action: ActionDone) -> None:
    found = _open_action(d, action.action)
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    d.end(d.open_duties(Task.ACT, about=found.number), Ended.MET)
    d.log(ActionReportedDone(found.number, action.on))
    ask_to_verify(d, found.number)
    d.tell([d.case.raiser], Meaning.ACTION_SAID_DONE, Capacity.RAISER, about=found.number)


def verify(d: Deciding, action: VerifyAction) -> None:
    found = _open_action(d, action.action)
    _end_duties(d, found.number, Ended.MET)
    d.log(ActionVerified(found.number, d.today))
    _close_when_all_done(d)


def not_done(d: Deciding, action: ActionNotDone) -> None:
    found = _open_action(d, action.action)
    if action.by < d.today:
        raise DetailNeeded("action_date_past")
    _end_duties(d, found.number, Ended.REPLACED)
    d.log(ActionRedated(found.number, action.by, action.reason))
    _owe_action(d, found.number)
    if found.who is not None:
        d.tell([found.who], Meaning.ACTION_OWED, Capacity.ASKED, about=found.number)


def drop(d: Deciding, action: DropAction) -> None:
    found = _open_action(d, action.action)
    if not action.reason:
        raise ReasonNeeded("reason_for_dropping")
    _end_duties(d, found.number, Ended.NO_LONGER_NEEDED)
    d.log(ActionDropped(found.number, action.reason))
    _close_when_all_done(d)


def ask_to_verify(d: Deciding, number: int | None) -> None:
    """The raiser looks whether it was done; asked once for each action."""
    if number is None or d.open_duties(Task.VERIFY, about=number):
        return
    due = after(d.situation.procedure.follow_up.verify_within, d.now, d.situation.calendar)
    raiser = Named(d.case.raiser, d.case.raiser_role)
    d.owe(Task.VERIFY, (raiser,), due, Silence.ASK_AGAIN, visit=current(d).number, about=number)


def overdue_actions(d: Deciding) -> tuple[AgreedAction, ...]:
    return tuple(a for a in d.case.actions if a.is_open and a.done is None and a.by < d.today)


def _owe_action(d: Deciding, number: int) -> None:
    action = d.case.actions[number - 1]
    assert action.who is not None, "an agreed action has somebody who does it"
    role = next((n.role for v in d.case.visits for n in v.asked if n.person == action.who), d.case.raiser_role)
    due = d.situation.calendar.day_ends(action.by)
    owed_by = (Named(action.who, role),)
    d.owe(Task.ACT, owed_by, due, Silence.ASK_THE_RAISER, visit=action.visit, about=number)


def _open_action(d: Deciding, number: int) -> AgreedAction:
    found = next((a for a in d.case.actions if a.number == number and a.is_open), None)
    if found is None:
        raise NothingOwed("no_such_action")
    return found


def _end_duties(d: Deciding, action: int, ended: Ended) -> None:
    d.end(d.open_duties(Task.ACT, Task.VERIFY, about=action), ended)


def _close_when_all_done(d: Deciding) -> None:
    """The raiser was satisfied and the last action is done: that was all that was left. Their press closes the case."""
    visit = current(d)
    if visit.verdict is Verdict.SATISFIED and not any(a.is_open for a in d.case.actions):
        close(d, Outcome.RESOLVED, NO_WORDS, d.case.difference)
