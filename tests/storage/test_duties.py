"""The sweep finds what is due, in order, and one failing case does not hold up the others."""

from __future__ import annotations

from datetime import timedelta

from escalation.case import Case, CaseRef, Task
from escalation.replay import replay
from storage.database import Database
from storage.duties import DueDuty
from tests.people import AMIR, GRACE, INES, SARA, TOM, at
from tests.storage.casebook import FIRST, next_duty, raising, record, recorded, sent_case, waking, withdrawing

SECOND = CaseRef("LUT-26-0002")
FAR = at("2099-01-01")


def due(database: Database, before: object, limit: int = 500, heard: object = None) -> tuple[DueDuty, ...]:
    with database.read() as reading:
        return reading.duties.due(before, limit, heard)  # type: ignore[arg-type]


def postpone(database: Database, ref: CaseRef, number: int, until: object) -> None:
    with database.write() as uow:
        uow.duties.postpone(ref, number, until, "ValueError")  # type: ignore[arg-type]
        uow.commit()


def wakes(case: Case) -> list[tuple[object, CaseRef, int]]:
    return sorted((duty.wake, case.ref, duty.number) for duty in case.duties if duty.wake)


def test_every_open_duty_with_a_wake_is_due_in_order(database: Database) -> None:
    cases = [sent_case(database, ref)[0] for ref in (FIRST, SECOND)]
    expected = sorted(row for case in cases for row in wakes(case))
    assert [(found.wake, found.ref, found.number) for found in due(database, FAR)] == expected
    assert [(found.wake, found.ref, found.number) for found in due(database, FAR, limit=2)] == expected[:2]


def test_a_duty_is_due_after_its_moment_and_not_at_it(database: Database) -> None:
    case, _ = sent_case(database)
    first = next_duty(case)
    assert first.wake is not None
    assert due(database, first.wake) == ()
    found = due(database, first.wake + timedelta(microseconds=1))
    assert found[0] == DueDuty(FIRST, first.number, first.wake)
    assert {one.wake for one in found} == {first.wake}


def test_what_would_be_called_silent_waits_until_answers_were_read_past_its_time(database: Database) -> None:
    case, _ = sent_case(database)
    answer = next(duty for duty in case.duties if duty.task is Task.ANSWER)
    late = answer.due + timedelta(hours=1)

    def found(before: object, heard: object) -> bool:
        return answer.number in {one.number for one in due(database, before, heard=heard)}

    assert found(late, None) and found(late, answer.due + timedelta(microseconds=1))
    assert not found(late, answer.due) and not found(late, at("2020-01-01"))
    assert found(answer.due, at("2020-01-01")), "a reminder is no silence"
    limit = next(duty for duty in case.duties if duty.task is Task.OVERALL_LIMIT)
    assert limit.number in {one.number for one in due(database, FAR, heard=at("2020-01-01"))}, "it waits for nobody"


def test_the_next_wake_is_the_earliest(database: Database) -> None:
    with database.read() as reading:
        assert reading.duties.next_wake() is None
    case, _ = sent_case(database)
    with database.read() as reading:
        assert reading.duties.next_wake() == next_duty(case).wake


def test_a_duty_that_ended_wakes_no_more(database: Database) -> None:
    raised = raising()
    held = next_duty(raised.case)
    recorded(database, raised, waking(raised.case))
    assert held.number not in {found.number for found in due(database, FAR)}


def test_a_closed_case_wakes_nobody_and_nobody_owes_anything(database: Database) -> None:
    case, version = sent_case(database)
    record(database, withdrawing(case, at("2026-03-03")), version)
    assert due(database, FAR) == ()
    with database.read() as reading:
        assert reading.duties.next_wake() is None
        assert reading.duties.owed_by(TOM) == ()


def test_a_postponed_duty_is_left_alone_until_its_time_and_others_go_on(database: Database) -> None:
    case, _ = sent_case(database)
    sent_case(database, SECOND)
    first, until = next_duty(case), at("2026-06-01")
    assert first.wake is not None
    soon = first.wake + timedelta(minutes=1)
    postpone(database, FIRST, first.number, until)
    found = [(one.ref, one.number) for one in due(database, soon)]
    assert (FIRST, first.number) not in found
    assert (SECOND, first.number) in found
    assert (FIRST, first.number) in {(one.ref, one.number) for one in due(database, until)}


def test_postponing_is_counted_and_told(database: Database) -> None:
    case, _ = sent_case(database)
    first = next_duty(case)
    for day in ("2026-06-01", "2026-06-02"):
        postpone(database, FIRST, first.number, at(day))
    with database.read() as reading:
        (found,) = reading.duties.postponed()
        assert (found.ref, found.number, found.until) == (FIRST, first.number, at("2026-06-02"))
        assert (found.times, found.reason) == (2, "ValueError")


def test_the_next_wake_of_a_postponed_duty_is_when_it_is_tried_again(database: Database) -> None:
    raised = raising()
    record(database, raised)
    (only,) = [duty for duty in raised.case.duties if duty.wake]
    postpone(database, FIRST, only.number, at("2026-06-01"))
    with database.read() as reading:
        assert reading.duties.next_wake() == at("2026-06-01")


def test_a_change_of_the_duty_ends_its_postponement(database: Database) -> None:
    case, version = sent_case(database)
    first = next_duty(case)
    postpone(database, FIRST, first.number, FAR)
    moved = waking(case)
    record(database, moved, version)
    with database.read() as reading:
        assert reading.duties.postponed() == ()
    assert [(found.wake, found.ref, found.number) for found in due(database, FAR)] == wakes(moved.case)


def test_people_see_what_they_owe_and_nothing_else(database: Database) -> None:
    cases = {ref: sent_case(database, ref)[0] for ref in (FIRST, SECOND)}
    with database.read() as reading:
        for person in (TOM, GRACE, INES, SARA, AMIR):
            owed = {
                (case.ref, duty.number)
                for case in cases.values()
                for duty in case.duties
                if any(named.person == person for named in duty.owed_by)
            }
            assert set(reading.duties.owed_by(person)) == owed
        assert {ref for ref, _ in reading.duties.owed_by(TOM)} == {FIRST, SECOND}


def test_the_rows_follow_the_case_through_a_whole_ladder(database: Database) -> None:
    decision, version = raising(), None
    for _ in range(25):
        version = record(database, decision, version)
        assert [(f.wake, f.ref, f.number) for f in due(database, FAR)] == wakes(decision.case)
        with database.read() as reading:
            assert replay(reading.log.entries(FIRST)) == decision.case
        decision = waking(decision.case)
