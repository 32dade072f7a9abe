"""Reviews and conferences recorded by whoever raises or keeps the log: what waits for them begins, and follows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.occasions.file import OccasionsFileRefused
from bot.occasions.importing import import_occasions
from escalation.case import PersonId, Task
from tests.ladders import OWN
from tests.office import CONCERN, TestOffice

CONSULTED = {"consulted": "quentin", "consulted_on": "2026-03-02"}
ALERT = {"source": "monitoring", "start_at": "alert", "skipping_because": "It cannot wait.", **CONSULTED}


@pytest.fixture
def reviewing(tmp_path: Path) -> Iterator[TestOffice]:
    """An office whose procedure counts from reviews and conferences."""
    office = TestOffice(tmp_path, pack=str(OWN / "reviews.yaml"))
    yield office
    office.nothing_else()
    office.office.close()


def raised(office: TestOffice, **changes: str) -> None:
    status = {} if "status" in changes else {"status": "looked_after"}
    office.ines.raises(**{"track": "looked_after", **ALERT, **status, **changes})


def awaiting(office: TestOffice) -> None:
    """A concern whose answer is due a week before a review that nobody has named the day of."""
    raised(office)
    for person in (office.ines, office.tom, office.quentin):
        person.expects_anything()


def everybody(office: TestOffice) -> None:
    for actor in office.actors.values():
        actor.expects_anything()


def test_a_review_that_is_typed_gives_the_date_that_was_awaited(reviewing: TestOffice) -> None:
    awaiting(reviewing)
    assert "its day is not known here yet" in reviewing.ines.says("LUT-26-0001")
    said = reviewing.ines.says("review 10442 AB on 18 March")
    assert "The review for AB is recorded: 18 March 2026" in said and "LUT-26-0001" in said
    assert reviewing.tom.received("11 March")


def test_a_chair_who_moves_it_is_told_so_and_so_is_the_raiser(reviewing: TestOffice) -> None:
    awaiting(reviewing)
    reviewing.ines.says("review 10442 AB on 18 March")
    said = reviewing.colin.says("review 10442 AB on 25 March instead of 18 March")
    assert "The review for AB is moved to 25 March 2026" in said
    assert reviewing.ines.received("The review is on Wednesday 25 March now")
    assert reviewing.ines.received("the review has a new day")
    assert reviewing.tom.received("18 March") and reviewing.tom.received("11 March")
    assert "moved the review from" in reviewing.ines.says("LUT-26-0001")


def test_whoever_may_not_see_the_case_moves_the_day_and_learns_of_no_case(reviewing: TestOffice) -> None:
    """Not even whether there is one: the same is said of a child about whom nothing is open."""
    awaiting(reviewing)
    assert "no case LUT-26-0001 that you can see" in reviewing.colin.says("LUT-26-0001")
    said = reviewing.colin.says("review 10442 AB on 18 March")
    other = reviewing.colin.says("review 10499 AB on 18 March")
    assert said.replace("10442", "") == other.replace("10499", "") and "LUT-26-0001" not in said
    assert reviewing.tom.received("11 March") and reviewing.ines.received("the review has a new day")
    seen = reviewing.ines.says("review 10442 AB on 25 March instead of 18 March")
    assert "Told to the open case LUT-26-0001" in seen
    everybody(reviewing)


def test_what_is_missing_is_asked_for_on_a_form(reviewing: TestOffice) -> None:
    assert "Record number" in reviewing.bea.says("conference 10442")
    done = reviewing.bea.presses("Record it", initials="AB", on="2026-03-02", ends="15:30", which="second")
    assert "The second review conference for AB is recorded: 2 March 2026" in done


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("review 10442 AB on 25 March instead of 18 March", "No review of this child is known on that day"),
        ("review 10442 Annie on 18 March", "Record number"),
        ("review 12 AB on 18 March", "Record number"),
    ],
)
def test_what_cannot_be_is_said(reviewing: TestOffice, line: str, words: str) -> None:
    assert words in reviewing.ines.says(line)


def test_a_form_with_a_name_in_it_comes_back(reviewing: TestOffice) -> None:
    reviewing.ines.says("review")
    again = reviewing.ines.presses(
        "Record it", record="10442", initials="Annie Smith"[:4], on="2026-03-18", occasion="review"
    )
    assert "A full name cannot be stored here" in again


def test_nobody_else_can_record_one(reviewing: TestOffice) -> None:
    assert "recorded by those who raise concerns" in reviewing.tom.says("review 10442 AB on 18 March")
    assert "recorded by those who raise concerns" in reviewing.tom.says("review")


def test_the_card_of_a_case_takes_the_day_too_and_the_childs_other_cases_follow(reviewing: TestOffice) -> None:
    awaiting(reviewing)
    raised(reviewing)
    everybody(reviewing)
    reviewing.ines.says("LUT-26-0001")
    reviewing.ines.presses("Review or conference", occasion="review", on="2026-03-18")
    everybody(reviewing)
    for ref in ("LUT-26-0001", "LUT-26-0002"):
        assert [o.number for o in reviewing.case(ref).occasions] == [1]
        assert any(duty.task is Task.ANSWER for duty in reviewing.case(ref).duties)


def test_a_concern_raised_later_knows_what_was_recorded(reviewing: TestOffice) -> None:
    reviewing.ines.says("review 10442 AB on 18 March")
    raised(reviewing)
    everybody(reviewing)
    assert reviewing.tom.received("by Wednesday 11 March")


def test_a_third_review_conference_drops_a_draft_that_a_person_sends(reviewing: TestOffice) -> None:
    said = reviewing.ines.says("third review conference 10442 AB on 2 March")
    assert "A draft went to you" in said
    assert reviewing.ines.received("A draft is waiting for you: raise an alert")
    form = reviewing.ines.presses("Open the draft")
    assert "10442" in str(reviewing.ines.finds("Next: who is told").inputs())
    assert "Raise an alert" in form
    filled = {key: CONCERN[key] for key in ("category", "what", "why", "asked", "team", "social_worker")}
    reviewing.ines.presses("Next: who is told", **filled, not_a_complaint="true", status="looked_after", **CONSULTED)
    reviewing.ines.presses("Send")
    reviewing.ines.presses("Send now")
    everybody(reviewing)
    case = reviewing.case()
    assert (case.visit and case.visit.stage, case.source, case.occasions[0].arose) == ("alert", "conference", True)


def test_the_draft_comes_once_however_often_the_day_is_moved(reviewing: TestOffice) -> None:
    reviewing.bea.says("third review conference 10442 AB on 2 March")
    assert reviewing.quentin.received("A draft is waiting for you")
    assert "draft" not in reviewing.bea.says("third review conference 10442 AB on 3 March instead of 2 March")


def test_a_concern_about_brothers_and_sisters_names_them_all(reviewing: TestOffice) -> None:
    raised(reviewing, record_2="10443", initials_2="CD", status_2="child_protection")
    everybody(reviewing)
    assert "AB and CD" in reviewing.ines.says("LUT-26-0001")
    assert reviewing.tom.received("AB and CD")
    assert "LUT-26-0001" in reviewing.bea.says("log 10443")


def test_a_concern_about_nobody_in_particular_names_no_child(reviewing: TestOffice) -> None:
    reviewing.ines.says("raise")
    answered = reviewing.ines.presses(
        "Next: who is told", **(CONCERN | {"track": "nobody", "status": "none", "record": "", "initials": ""})
    )
    assert "child" not in answered.split("Who gets what")[0].lower()
    reviewing.ines.presses("Send")
    reviewing.ines.presses("Send now")
    everybody(reviewing)
    assert reviewing.case().child.record == ""


# a file


def write(folder: Path, *lines: str) -> Path:
    file = folder / "reviews.csv"
    file.write_text("\n".join(("record,initials,kind,on,which,ends,instead of,raiser", *lines)), "utf-8")
    return file


def bring_in(office: TestOffice, file: Path, by: str = "bea") -> object:
    url = f"sqlite:///{office.folder / 'iro-bot.db'}"
    return import_occasions(file, PersonId(by), url, office.office.desk.clock)


def test_a_file_is_recorded_and_open_cases_follow(reviewing: TestOffice, tmp_path: Path) -> None:
    awaiting(reviewing)
    file = write(tmp_path, "10442,AB,review,2026-03-18,,,,", "20881,CD,conference,2/3/2026,third,15:30,,ines")
    kept = bring_in(reviewing, file)
    assert [(one.occasion.on.isoformat(), one.cases, one.drafts) for one in kept] == [  # type: ignore[attr-defined]
        ("2026-03-18", ("LUT-26-0001",), 0),
        ("2026-03-02", (), 1),
    ]
    reviewing.pass_hours(1)
    everybody(reviewing)
    assert reviewing.tom.received("11 March") and reviewing.ines.received("A draft is waiting for you")
    again = bring_in(reviewing, file)
    assert not any(one.is_news for one in again)  # type: ignore[attr-defined]


def test_every_fault_of_a_file_is_named_by_its_line_and_nothing_is_recorded(
    reviewing: TestOffice, tmp_path: Path
) -> None:
    file = write(
        tmp_path,
        "10442,AB,review,2026-03-18,,,,",
        "Alice,AB,review,2026-03-19,,,,",
        "10443,Alice,review,2026-03-19,,,,",
        "10444,AB,panel,2026-03-19,,,,",
        "10445,AB,review,19 Mach,,,,",
        "10446,AB,review,2026-03-19,third,,,",
        "10447,AB,conference,2026-03-19,fifth,,,",
        "10448,AB,conference,2026-03-19,,25:00,,",
        "10449,AB,conference,2026-03-19,,,2026-03-01,",
        "10450,AB,conference,2026-03-19,,,,nobody",
        "10442,AB,review,2026-03-18,,,,",
        "10451,AB,review,,,,,",
    )
    with pytest.raises(OccasionsFileRefused) as refused:
        bring_in(reviewing, file)
    found = [(fault.line, fault.key) for fault in refused.value.faults]
    assert found == [
        (3, "record"), (4, "initials"), (5, "kind"), (6, "on"), (7, "which"), (8, "which"), (9, "ends"),
        (10, "instead of"), (11, "raiser"), (12, "on"), (13, "on"),
    ]  # fmt: skip
    with reviewing.office.desk.database.read() as reading:
        assert reading.occasions.of_child("10442") == ()
