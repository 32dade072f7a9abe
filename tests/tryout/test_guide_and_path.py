"""What leads a newcomer through the first case, and the line that shows how far a case has come."""

import pytest

from bot.tryout.views import guide, path_view
from escalation.case import CaseRef, PersonId
from tests.office import TestOffice


def _next(office: TestOffice) -> tuple[str, object]:
    """The step that a newcomer is at, and who takes it."""
    step = next((step for step in guide(office.office) if not step["done"]), None)
    return (str(step["title"]), step["person"]) if step else ("the end", None)


def test_the_guide_leads_from_raising_to_settling_and_names_whoever_is_asked(office: TestOffice) -> None:
    assert _next(office) == ("Raise a concern", "ines")
    office.ines.raises()
    assert _next(office) == ("See it arrive", "tom")
    office.office.played.chats.mark_seen(PersonId("tom"))
    assert _next(office) == ("Let the days pass", None)
    office.until("2026-03-10", "09:05")  # the raiser's own note on the child's record is late: nothing to move up for
    assert _next(office) == ("Let the days pass", None)
    office.until("2026-03-16", "17:05")
    assert _next(office) == ("Move it up", "ines")
    office.ines.presses("Move up", passed_over_because="It cannot wait.")
    office.ines.presses("Move it")
    assert _next(office) == ("Answer by mail", "tom")
    office.tom.replies("A date is set.")
    assert _next(office) == ("Settle it", "ines")
    office.ines.presses("Satisfied", difference="AB has a plan.")
    assert _next(office) == ("the end", None)


def test_an_answer_that_comes_early_is_read_at_once_and_what_does_not_settle_it_is_answered_anew(
    office: TestOffice,
) -> None:
    office.ines.raises()
    office.tom.replies("The core group is on 14 April.")
    assert _next(office) == ("Settle it", "ines"), "there is nothing to wait for"
    office.ines.presses("Not satisfied", reason="No plan.", passed_over_because="It cannot wait.")
    office.ines.presses("Move it")
    assert _next(office) == ("Answer by mail", "tom"), "the new stage has no answer yet"
    office.tom.replies("The plan is written.")
    assert _next(office) == ("Settle it", "ines")


def test_somebody_who_hurries_ahead_is_not_held_up(office: TestOffice) -> None:
    office.ines.raises()
    office.until("2026-03-16", "17:05")
    office.ines.presses("Move up", passed_over_because="It cannot wait.")
    office.ines.presses("Move it")
    office.until("2026-03-23", "17:05")
    office.ines.presses("Move up")
    assert _next(office) == ("Answer by mail", "sara")


def test_the_path_shows_where_the_case_is_and_what_is_owed_by_when(office: TestOffice) -> None:
    office.ines.raises()
    office.until("2026-03-16", "17:05")
    office.ines.presses("Move up", passed_over_because="It cannot wait.")
    office.ines.presses("Move it")
    path = path_view(office.office, CaseRef("LUT-26-0001"))
    states = {stop["title"]: stop["state"] for stop in path["stops"]}  # type: ignore[attr-defined]
    assert states["Informal resolution"] == "done" and states["Stage 1, Team Manager"] == "now"
    assert states["Stage 2, Service Manager"] == "ahead"
    ticks = [tick["title"] for tick in path["ticks"]]  # type: ignore[attr-defined]
    assert "Answer from Tom Reid" in ticks
    assert sum("child’s record" in title for title in ticks) == 1, "one tick for all that is to be put on record"
    assert path["limit"] and path["closed_words"] is None


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2026-03-30", "16:59", "day 20 of 20 overall, ends 30 March 2026"),
        ("2026-03-30", "17:01", "the overall limit ended 30 March 2026"),
        ("2026-03-31", "10:00", "the overall limit ended 30 March 2026, 1 working day over"),
        ("2026-04-07", "10:00", "the overall limit ended 30 March 2026, 4 working days over"),
    ],
)
def test_past_the_overall_limit_the_path_says_when_it_ended(
    office: TestOffice, day: str, clock: str, words: str
) -> None:
    office.ines.raises(start_at="stage_2", skipping_because="Urgent", passed_over_because="Urgent")
    office.until(day, clock)
    limit = path_view(office.office, CaseRef("LUT-26-0001"))["limit"]
    assert limit["words"] == words and words.endswith(limit["when_words"])  # type: ignore[index]


def test_a_closed_case_says_how_it_ended(office: TestOffice) -> None:
    office.ines.raises()
    office.tom.replies("A date is set.")
    office.ines.presses("Satisfied", difference="AB has a plan.")
    path = path_view(office.office, CaseRef("LUT-26-0001"))
    assert path["closed_words"] == "Resolved on 2 March 2026" and path["ticks"] == []
    assert _states(path) == ["done", "unreached", "unreached", "unreached", "unreached", "unreached"]


def test_a_closed_case_tells_what_it_passed_over_from_what_it_never_reached(office: TestOffice) -> None:
    office.ines.raises(start_at="stage_2", skipping_because="Urgent", passed_over_because="Urgent")
    office.sara.replies("A date is set.")
    office.ines.presses("Satisfied", difference="AB has a plan.")
    path = path_view(office.office, CaseRef("LUT-26-0001"))
    assert _states(path) == ["skipped", "skipped", "done", "unreached", "unreached", "unreached"]


def _states(path: dict[str, object]) -> list[str]:
    return [stop["state"] for stop in path["stops"]]  # type: ignore[attr-defined]
