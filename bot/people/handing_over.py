"""What somebody who has left still owes is listed for whoever can hand it over, once, as soon as it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cards.wording import full_date
from escalation.case import Case, PersonId
from escalation.decision import Situation
from escalation.duties import RAISERS_TASKS
from escalation.holders.naming import supervisor_present
from escalation.working_days import LONDON
from storage.reports import CaseFilter
from storage.unit_of_work import UnitOfWork

from ..casework import Desk
from ..mail.sending.letters import BOTH_WAYS, letter

MANY = 1_000


def tell_of_leavers(desk: Desk) -> int:
    """Says how many were told of. Whoever has left before, and was told of, is not told of again."""
    with desk.database.read() as reading:
        left = reading.people.leavers()
    return sum(_tell_of(desk, person, f"left {person} {last_day.isoformat()}") for person, last_day in left.items())


def _tell_of(desk: Desk, person: PersonId, once: str) -> bool:
    with desk.database.write() as uow:
        if not uow.inbox.first_time(once, desk.clock.now()):
            return False
        lists: dict[PersonId, list[str]] = defaultdict(list)
        raised = (row.ref for row in uow.reports.cases(CaseFilter(open=True, raiser=person, limit=MANY)))
        for ref in dict.fromkeys([*uow.absence_checks.cases_of(person), *raised]):
            stored = uow.cases.load(ref)
            if stored is not None:
                situation = desk.situation_of(uow, stored.case)
                for to in _who_hands_over(stored.case, person, situation):
                    lists[to].append(_line(stored.case, person, situation))
        _send(desk, uow, person, lists)
        uow.commit()
    return bool(lists)


def _who_hands_over(case: Case, person: PersonId, situation: Situation) -> Iterator[PersonId]:
    """As the rules have it: a raiser's supervisor; else the line manager, or whoever keeps the log."""
    roster, procedure, day = situation.roster, situation.procedure, situation.today
    if case.raiser == person:
        supervisor = supervisor_present(case, procedure, roster, day)
        found = [supervisor] if supervisor is not None else []
    else:
        manager = roster.line_manager(person)
        found = [manager] if manager is not None and roster.serves(manager, day) else []
    yield from found or roster.holders(procedure.log.kept_for, None, day)


def _line(case: Case, person: PersonId, situation: Situation) -> str:
    if case.raiser == person:
        return f"{case.ref}: raised by them"
    owed = [d for d in case.duties if d.task not in RAISERS_TASKS and any(n.person == person for n in d.owed_by)]
    due = min((d.due for d in owed if d.has_time), default=None)
    return f"{case.ref}: due on {full_date(due.astimezone(LONDON).date())}" if due is not None else f"{case.ref}"


def _send(desk: Desk, uow: UnitOfWork, person: PersonId, lists: dict[PersonId, list[str]]) -> None:
    name, now = uow.people.roster().people[person].name, desk.clock.now()
    how = (
        "Their account is closed, and this is still theirs. Write “hand over” with the reference to IRO Bot, and say "
        f"who takes over. The dates stay; until then what is due goes to whoever covers for {name}."
    )
    for to, lines in lists.items():
        title = f"{name} has left: please say who takes over"
        uow.outbox.put(letter(to, None, title, "\n".join([how, *lines]), now, BOTH_WAYS))
