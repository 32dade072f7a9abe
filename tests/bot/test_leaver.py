"""A raiser leaves: their whole caseload goes to a colleague, and nothing of it is lost or stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.auditor import audit
from escalation import actions as act
from escalation.case import CaseRef, Outcome, PersonId, Task, Words
from escalation.case_log import HandedOver
from escalation.errors import ActionRefused
from tests.office import TestOffice

INES, PETRA, QUENTIN, TOM = (PersonId(name) for name in ("ines", "petra", "quentin", "tom"))
ASKED, ANSWERED, CLOSED = (CaseRef(f"LUT-26-000{number}") for number in (1, 2, 3))


def said(person: PersonId) -> act.Said:
    return act.Said(person, act.Via.TEAMS)


@pytest.fixture
def caseload(office: TestOffice) -> TestOffice:
    """One that waits for an answer, one that waits for the raiser's judgement and a closed one."""
    for _ in range(3):
        office.ines.raises()
    office.office.desk.perform(act.Respond(said(TOM), 1, Words("We will see to it.")), ANSWERED)
    office.office.desk.perform(act.Close(said(INES), Outcome.WITHDRAWN, Words("Raised twice.")), CLOSED)
    return office


def leaves(office: TestOffice, person: PersonId, last_day: date) -> None:
    with office.office.desk.database.write() as uow:
        roster = uow.people.roster()
        people = [replace(p, until=last_day) if p.id == person else p for p in roster.people.values()]
        uow.people.replace_all(people, roster.posts, roster.absences, office.office.now)
        uow.commit()


def hand_over_all(office: TestOffice) -> list[CaseRef]:
    desk = office.office.desk
    with desk.database.read() as reading:
        refs = [ref for ref in reading.cases.open_refs() if office.case(ref).raiser == INES]
    for ref in refs:
        desk.perform(act.Reassign(said(QUENTIN), INES, PETRA, Words("Ines has left.")), ref)
    return refs


@pytest.mark.parametrize("before", [True, False], ids=["before the last day", "after it"])
def test_the_whole_caseload_goes_to_a_colleague_with_its_dates(caseload: TestOffice, before: bool) -> None:
    if not before:
        leaves(caseload, INES, date(2026, 3, 3))
        caseload.until("2026-03-05")
    dues = {ref: [(d.task, d.due) for d in caseload.case(ref).duties] for ref in (ASKED, ANSWERED)}
    assert {ASKED, ANSWERED} <= set(hand_over_all(caseload))
    for ref in (ASKED, ANSWERED):
        case = caseload.case(ref)
        assert case.raiser == PETRA and [(d.task, d.due) for d in case.duties] == dues[ref]
        assert INES not in {named.person for duty in case.duties for named in duty.owed_by}
    assert caseload.case(CLOSED).raiser == INES
    assert audit(caseload.office.desk).ok


def test_the_colleague_has_every_right_and_the_leaver_none(caseload: TestOffice) -> None:
    hand_over_all(caseload)
    desk = caseload.office.desk
    with pytest.raises(ActionRefused):
        desk.perform(act.JudgeSatisfied(said(INES), 1, Words("AB has a plan.")), ANSWERED)
    assert any(n.person == PETRA for d in caseload.case(ANSWERED).duties if d.task is Task.JUDGE for n in d.owed_by)
    desk.perform(act.JudgeSatisfied(said(PETRA), 1, Words("AB has a plan.")), ANSWERED)
    assert caseload.case(ANSWERED).closed is not None
    assert ASKED in caseload.petra.says("my cases")
    with desk.database.read() as reading:
        handed = [e.facts for e in reading.log.entries(ASKED) if isinstance(e.facts, HandedOver)]
    assert [(facts.person, facts.to) for facts in handed] == [(INES, PETRA)]


def test_until_it_is_handed_over_the_caseload_of_a_leaver_climbs_to_the_supervisor(caseload: TestOffice) -> None:
    leaves(caseload, INES, date(2026, 3, 3))
    caseload.until("2026-03-19", "10:00")
    assert caseload.quentin.received(ASKED) and caseload.quentin.received(ANSWERED)
    assert audit(caseload.office.desk).ok
    assert not [mail for mail in caseload.ines.mails if mail.at > caseload.office.now.replace(day=5)]
