"""Whose calendar is to be asked: everybody who owes something, the longest unasked first; their own word is kept."""

from __future__ import annotations

from datetime import timedelta

from escalation.actions import CoverAbsence
from escalation.case import CaseRef
from escalation.decide import decide
from escalation.people import Absence
from storage.absence_checks import Owing
from storage.database import Database
from tests.people import GRACE, INES, SARA, TOM, at, situation
from tests.storage.casebook import FIRST, MONDAY, record, sent_case, withdrawing

SECOND = CaseRef("LUT-26-0002")
LATER = MONDAY + timedelta(hours=2)


def owing(database: Database) -> tuple[Owing, ...]:
    with database.read() as reading:
        return reading.absence_checks.owing()


def test_everybody_who_owes_something_is_listed_until_they_owe_nothing(database: Database) -> None:
    case, version = sent_case(database)
    people = {named.person for duty in case.duties for named in duty.owed_by}
    assert {one.person for one in owing(database)} == people and TOM in people
    assert {one.asked_at for one in owing(database)} == {None}
    assert max(one.newest for one in owing(database)) == max(duty.started for duty in case.duties)
    record(database, withdrawing(case, LATER), version)
    assert owing(database) == ()


def test_whoever_was_asked_the_longest_ago_is_named_first_and_who_never_was_before_them(database: Database) -> None:
    sent_case(database)
    everybody = [one.person for one in owing(database)]
    with database.write() as uow:
        uow.absence_checks.asked([INES], MONDAY)
        uow.absence_checks.asked([TOM], LATER)
        uow.commit()
    others = [person for person in everybody if person not in (INES, TOM)]
    assert [(one.person, one.asked_at) for one in owing(database)] == [
        *((person, None) for person in others), (INES, MONDAY), (TOM, LATER),
    ]  # fmt: skip


def test_whoever_is_covered_is_asked_too_so_that_their_return_is_seen(database: Database) -> None:
    case, version = sent_case(database)
    away = Absence(TOM, at("2026-03-02").date(), at("2026-03-06").date(), GRACE)
    record(database, decide(case, CoverAbsence(TOM), situation(LATER, away)), version)
    assert {GRACE, TOM} <= {one.person for one in owing(database)}
    with database.read() as reading:
        assert (reading.absence_checks.cases_of(GRACE), reading.absence_checks.cases_of(TOM)) == ((FIRST,), ())


def test_the_cases_of_a_person_are_those_on_which_they_owe_something(database: Database) -> None:
    for ref in (FIRST, SECOND):
        sent_case(database, ref)
    with database.read() as reading:
        assert reading.absence_checks.cases_of(TOM) == (FIRST, SECOND)
        assert reading.absence_checks.cases_of(SARA) == ()


def test_a_persons_own_word_holds_until_their_calendar_agrees(database: Database) -> None:
    with database.write() as uow:
        assert not uow.absence_checks.is_contradicted(TOM)
        uow.absence_checks.contradict(TOM, MONDAY)
        uow.absence_checks.asked([TOM], LATER)
        assert uow.absence_checks.is_contradicted(TOM)
        uow.absence_checks.agreed(TOM)
        assert not uow.absence_checks.is_contradicted(TOM)
