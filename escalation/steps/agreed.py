"""Agreed actions: what was promised, done, and seen to be done. They belong to the case and outlive the stage."""

from __future__ import annotations

from collections.abc import Iterable

from ..actions import ActionDone, ActionNotDone, ActionProposed, DropAction, VerifyAction
from ..case import NO_WORDS, AgreedAction, Named, Outcome, PersonId, RoleId, Silence, Task, Verdict
from ..case_log import ActionAgreed, ActionDropped, ActionRedated, ActionReportedDone, ActionVerified, Ended
from ..deciding import Deciding
from ..duties import after, end_of
from ..errors import DetailNeeded, NothingOwed, ReasonNeeded
from ..notices import Capacity, Meaning
from .closing import close
from .visits import current


def agree_actions(d: Deciding, proposed: Iterable[ActionProposed], by: PersonId) -> None:
    """Each action is owed by whoever is named, else by the person who promised it."""
    for offer in proposed:
        if not offer.what:
            raise DetailNeeded("action_needs_words")
        if offer.by < d.today:
            raise DetailNeeded("action_date_past")
        if offer.who is not None and not d.situation.roster.serves(offer.who, d.today):
            raise DetailNeeded("no_such_person")
        number, who = len(d.case.actions) + 1, offer.who or by
        d.log(ActionAgreed(AgreedAction(number, current(d).number, offer.what, who, offer.who_words, offer.by)))
        owe_action(d, d.case.actions[-1])
        if who != d.case.raiser:
            d.tell([who], Meaning.ACTION_OWED, Capacity.ASKED, about=number)


def report_done(d: Deciding, action: ActionDone) -> None:
    found = _open_action(d, action.action)
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    if found.done is not None:
        return
    d.end(d.open_duties(Task.ACT, about=found.number), Ended.MET)
    d.log(ActionReportedDone(found.number, action.on))
    ask_to_verify(d, found.number)
    d.tell_raiser(Meaning.ACTION_SAID_DONE, about=found.number)


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
    owe_action(d, d.case.actions[found.number - 1])
    if found.who is not None:
        d.tell([found.who], Meaning.ACTION_OWED, Capacity.ASKED, about=found.number)


def drop(d: Deciding, action: DropAction) -> None:
    found = _open_action(d, action.action)
    if not action.reason:
        raise ReasonNeeded("reason_for_dropping")
    _end_duties(d, found.number, Ended.NO_LONGER_NEEDED)
    d.log(ActionDropped(found.number, action.reason))
    _close_when_all_done(d)


def owe_again(d: Deciding) -> None:
    """Actions that were open when the case closed: their dates stand, even if they are past."""
    for action in d.case.actions:
        if action.is_open and action.done is None:
            owe_action(d, action)
        elif action.is_open:
            ask_to_verify(d, action.number)


def owe_action(d: Deciding, action: AgreedAction) -> None:
    assert action.who is not None, "an agreed action has somebody who does it"
    owed_by = (Named(action.who, _role_of(d, action.who)),)
    due = end_of(action.by, d.situation.calendar)
    d.owe(Task.ACT, owed_by, due, Silence.ASK_THE_RAISER, visit=action.visit, about=action.number)


def ask_to_verify(d: Deciding, number: int | None) -> None:
    """The raiser looks whether it was done; asked once for each action."""
    if number is None or d.open_duties(Task.VERIFY, about=number):
        return
    due = after(d.situation.procedure.follow_up.verify_within, d.now, d.situation.calendar)
    d.owe_raiser(Task.VERIFY, due, visit=current(d).number, about=number)


def overdue_actions(d: Deciding) -> tuple[AgreedAction, ...]:
    calendar = d.situation.calendar
    return tuple(a for a in d.case.actions if a.is_open and a.done is None and end_of(a.by, calendar) < d.now)


def _role_of(d: Deciding, person: PersonId) -> RoleId:
    """The role in which they were asked, else one they hold: it says by whose cover they can be reached."""
    asked = next((n.role for v in reversed(d.case.visits) for n in v.asked if n.person == person), None)
    held = sorted(d.situation.roster.roles_of(person, d.today) & d.situation.procedure.roles.keys())
    others = (n.role for n in current(d).asked)
    return asked or next(iter(held), None) or next(others, d.case.raiser_role)


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
