"""Reviews and conferences are kept as they were said; a correction stands beside what it corrects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import Engine, insert, select

from escalation.case import Child, ChildStatus, Occasion, OccasionKind, Which
from storage.database import Database, migrate, open_database
from storage.occasions import Recorded
from storage.schema import cases
from tests.people import BEA, INES, at
from tests.storage.casebook import FIRST, raising, record

REVIEW = Occasion(OccasionKind.REVIEW, date(2026, 3, 18))
THIRD = Occasion(OccasionKind.CONFERENCE, date(2026, 5, 5), Which.THIRD, time(15, 30))
MORNING = at("2026-03-02")


def put(database: Database, occasion: Occasion, record: str = "10442") -> Occasion:
    with database.write() as uow:
        kept = uow.occasions.put(Recorded(record, "AB", occasion, INES, MORNING))
        uow.commit()
    return kept


def known(database: Database, record: str = "10442") -> tuple[Occasion, ...]:
    with database.read() as reading:
        return reading.occasions.of_child(record)


def test_a_review_comes_back_as_it_was_said_and_has_a_number(database: Database) -> None:
    conference, review = put(database, THIRD), put(database, REVIEW)
    assert known(database) == (review, conference)
    assert conference.number and conference.number != review.number
    assert replace(conference, number=0) == THIRD


def test_a_correction_takes_its_place_and_the_first_word_stays(database: Database) -> None:
    first = put(database, REVIEW)
    moved = put(database, replace(first, on=date(2026, 3, 25)))
    assert moved.number == first.number
    assert known(database) == (moved,)
    with database.read() as reading:
        assert [said.occasion.on for said in reading.occasions.history("10442")] == [first.on, moved.on]
        assert [said.by for said in reading.occasions.history("10442")] == [INES, INES]
        assert list(reading.occasions.everything()) == [("10442", moved)]


def test_another_childs_are_not_mixed_in(database: Database) -> None:
    put(database, REVIEW)
    assert known(database, "10443") == ()


def test_open_cases_are_found_by_each_child_they_are_about(database: Database) -> None:
    decision = raising()
    brother = Child("10443", "CD", ChildStatus.LOOKED_AFTER)
    [drafted, *rest] = decision.entries
    case = replace(decision.case, more_children=(brother,))
    about_both = replace(
        drafted, facts=replace(drafted.facts, case=replace(drafted.facts.case, more_children=(brother,)))
    )  # type: ignore[attr-defined, type-var]
    with database.write() as uow:
        uow.record(replace(decision, case=case, entries=(about_both, *rest)), None)
        uow.commit()
    with database.read() as reading:
        assert [reading.cases.open_of_child(record) for record in ("10442", "10443", "1")] == [(FIRST,), (FIRST,), ()]
        assert reading.cases.raised_before("10443") is (case.raised is not None)
        assert not reading.cases.raised_before("1")


def test_cases_kept_before_this_was_known_are_found_by_their_child(empty_engine: Engine) -> None:
    now = open_database("sqlite://")
    migrate(now)
    record(Database(now), raising())
    with now.connect() as connection:
        kept = [dict(row) for row in connection.execute(select(cases)).mappings()]
    migrate(empty_engine, "0002")
    with empty_engine.begin() as connection:
        connection.execute(insert(cases), kept)
    migrate(empty_engine)
    with Database(empty_engine).read() as reading:
        assert reading.cases.open_of_child("10442") == (FIRST,)


@pytest.mark.parametrize("by", [INES, BEA])
def test_who_said_it_is_kept(database: Database, by: str) -> None:
    with database.write() as uow:
        uow.occasions.put(Recorded("10442", "AB", REVIEW, by, MORNING))  # type: ignore[arg-type]
        uow.commit()
    with database.read() as reading:
        [said] = reading.occasions.history("10442")
        assert (said.by, said.at, said.initials) == (by, MORNING, "AB")
