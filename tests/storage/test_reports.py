"""What the business manager asks: which cases, which entries, by every filter and a page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.case import CaseRef, Outcome, StageId, TeamId
from escalation.record import kind_of
from storage.database import Database
from storage.reports import CaseCounts, CaseFilter, CaseRow, LogFilter, LogRow
from tests.people import GRACE, INES, NORTH, PETRA, SARA, TOM, at, luton
from tests.storage.casebook import (
    CATEGORIES,
    MONDAY,
    answering,
    raising,
    record,
    recorded,
    sent_case,
    waking,
    withdrawing,
)

EAST = TeamId("East")
LUTON = luton().pin.digest
LATE = at("2026-12-01")


def ref(number: int) -> CaseRef:
    return CaseRef(f"LUT-26-{number:04d}")


def cases(database: Database, **asked: object) -> list[CaseRef]:
    with database.read() as reading:
        rows = reading.reports.cases(CaseFilter(**asked))  # type: ignore[arg-type]
        assert reading.reports.count(CaseFilter(**asked)) == len(rows)  # type: ignore[arg-type]
        return [row.ref for row in rows]


@pytest.fixture
def register(database: Database) -> Database:
    """1: sent in North. 2: sent in East by Petra on Tuesday. 3: one stage up. 4: withdrawn."""
    sent_case(database, ref(1), what="His DENTIST, 100% sure; ÉCOLE")
    sent_case(database, ref(2), by=PETRA, team=EAST, category=CATEGORIES[2], now=at("2026-03-03"), record="20771")
    case, version = sent_case(database, ref(3), what="Straße gesperrt, ΣΊΣΥΦΟΣ")
    while case.visit is not None and case.visit.stage == "stage_1":
        moved = waking(case)
        version = record(database, moved, version)
        case = moved.case
    case, version = sent_case(database, ref(4), now=at("2026-03-03"))
    record(database, withdrawing(case, at("2026-03-04")), version)
    return database


def test_cases_come_newest_first(register: Database) -> None:
    assert cases(register) == [ref(4), ref(3), ref(2), ref(1)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"open": True}, [3, 2, 1]),
        ({"open": False}, [4]),
        ({"team": EAST}, [2]),
        ({"raiser": PETRA}, [2]),
        ({"categories": frozenset({(LUTON, CATEGORIES[2])})}, [2]),
        ({"categories": frozenset({("another pack", CATEGORIES[2])})}, []),
        ({"stages": frozenset({(LUTON, StageId("stage_2")), ("another pack", StageId("informal"))})}, [3]),
        ({"stages": frozenset()}, []),
        ({"packs": frozenset({LUTON}), "team": EAST}, [2]),
        ({"packs": frozenset({"another pack"})}, []),
        ({"raised_from": at("2026-03-03")}, [4, 2]),
        ({"raised_before": at("2026-03-03")}, [3, 1]),
        ({"owed_by": GRACE}, [2]),
        ({"involving": frozenset({SARA})}, [3]),
        ({"involving": frozenset({SARA, GRACE})}, [3, 2]),
        ({"involving": frozenset()}, []),
        ({"involving": frozenset({SARA}), "or_under": frozenset({LUTON})}, [4, 3, 2, 1]),
        ({"involving": frozenset({SARA}), "or_under": frozenset({"another pack"})}, [3]),
        ({"open": True, "team": NORTH, "raiser": INES}, [3, 1]),
    ],
)
def test_each_filter_finds_its_cases(register: Database, asked: dict[str, object], found: list[int]) -> None:
    assert cases(register, **asked) == [ref(number) for number in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dentist", [1]),
        ("  Dentist   sure ", [1]),
        ("dentist gesperrt", []),
        ("100%", [1]),
        ("1%0", []),
        ("école", [1]),
        ("STRASSE", [3]),
        ("σίσυφος", [3]),
        ("20771", [2]),
        ("lut-26-0004", [4]),
        ("_", []),
        ("settled elsewhere", [4]),
        ("dentist " * 3_000, [1]),
        (" ".join(f"w{number}" for number in range(3_000)), []),
    ],
)
def test_words_are_found_in_any_case_and_script(register: Database, text: str, found: list[int]) -> None:
    assert cases(register, text=text) == [ref(number) for number in found]


def test_overdue_cases_come_longest_overdue_first(register: Database) -> None:
    with register.read() as reading:
        rows = reading.reports.cases(CaseFilter(overdue_at=LATE))
    assert {row.ref for row in rows} == {ref(1), ref(2), ref(3)}
    due = [row.answer_due for row in rows]
    assert due == sorted(due)
    first = due[0]
    assert first is not None
    assert cases(register, overdue_at=first) == [], "an answer is in time at its very moment"
    assert cases(register, overdue_at=first + timedelta(seconds=1)) == [
        row.ref for row in rows if row.answer_due == first
    ]


@pytest.mark.parametrize("asked", [CaseFilter(limit=1), CaseFilter(limit=1, overdue_at=LATE), CaseFilter(limit=3)])
def test_pages_follow_each_other_without_gap_or_repeat(register: Database, asked: CaseFilter) -> None:
    seen: list[CaseRow] = []
    with register.read() as reading:
        whole = reading.reports.cases(replace(asked, limit=100))
        while page := reading.reports.cases(replace(asked, after=seen[-1] if seen else None)):
            seen.extend(page)
            assert len(page) <= asked.limit
            assert len(seen) <= len(whole)
    assert tuple(seen) == whole


def test_a_row_says_how_the_case_stands(register: Database) -> None:
    with register.read() as reading:
        closed, moved, *_ = reading.reports.cases(CaseFilter())
        stored = reading.cases.load(ref(3))
    assert (closed.outcome, closed.closed, closed.answer_due) == (Outcome.WITHDRAWN, at("2026-03-04"), None)
    assert stored is not None
    case = stored.case
    assert (moved.stage, moved.raised, moved.child_initials) == ("stage_2", case.raised, "AB")
    assert moved.answer_due == min(
        d.due for d in case.duties if d.visit == 2 and any(n.person == SARA for n in d.owed_by)
    )
    assert moved.categories == (CATEGORIES[1],)


def test_counts_add_up(register: Database) -> None:
    with register.read() as reading:
        assert reading.reports.counts(CaseFilter(), LATE) == CaseCounts(open=3, overdue=3, past_limit=3, closed=1)
        assert reading.reports.counts(CaseFilter(), MONDAY) == CaseCounts(open=3, overdue=0, past_limit=0, closed=1)
        assert reading.reports.counts(CaseFilter(team=TeamId("none")), LATE) == CaseCounts(0, 0, 0, 0)


def test_the_log_is_read_newest_first_and_in_pages(register: Database) -> None:
    seen: list[LogRow] = []
    with register.read() as reading:
        whole = reading.reports.log_rows(LogFilter(limit=1000))
        while page := reading.reports.log_rows(LogFilter(limit=7, after=seen[-1] if seen else None)):
            seen.extend(page)
            assert len(seen) <= len(whole)
        assert tuple(row.entry for row in reversed(whole) if row.ref == ref(3)) == reading.log.entries(ref(3))
    assert tuple(seen) == whole


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (LogFilter(kinds=frozenset({"raised"})), {"raised"}),
        (LogFilter(text="settled elsewhere"), {"case closed"}),
        (LogFilter(ref=ref(4), by=INES, kinds=frozenset({"case closed", "drafted"})), {"case closed", "drafted"}),
        (
            LogFilter(happened_from=at("2026-03-04"), happened_before=at("2026-03-05"), ref=ref(4), text="elsewhere"),
            {"case closed"},
        ),
        (LogFilter(team=EAST, happened_before=at("2026-03-03")), set()),
        (LogFilter(involving=frozenset({GRACE}), kinds=frozenset({"drafted"})), {"drafted"}),
    ],
)
def test_each_filter_finds_its_entries(register: Database, asked: LogFilter, kinds: set[str]) -> None:
    with register.read() as reading:
        assert {kind_of(row.entry.facts) for row in reading.reports.log_rows(asked)} == kinds


def test_words_of_a_later_answer_are_found(database: Database) -> None:
    case, version = sent_case(database)
    record(database, answering(case, "The GP wrote on Friday.", at("2026-03-03")), version)
    assert cases(database, text="gp friday") == [ref(1)]
    assert cases(database, text="friday health") == [ref(1)], "the words may stand in different entries"


def test_a_held_draft_is_among_the_open_cases(database: Database) -> None:
    recorded(database, raising())
    assert cases(database, open=True) == [ref(1)]
    assert cases(database, owed_by=TOM) == []
