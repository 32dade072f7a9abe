"""What the page says comes next, and where its buttons lead: a reminder is an event, and no deadline."""

from bot.tryout.path import WHAT
from bot.tryout.views import ahead_view
from escalation.case import Task
from tests.office import CONCERN, TestOffice
from tests.people import at

NOTE = "Monday 9 March, 5pm: on the child’s record, by Ines Okafor"
SETTLING = "Monday 16 March, 5pm: settling, with Amir Haddad and Tom Reid"


def _event(office: TestOffice) -> object:
    return _ahead(office)["next_event_words"]


def _deadline(office: TestOffice) -> object:
    return _ahead(office)["next_deadline_words"]


def _ahead(office: TestOffice) -> dict[str, object]:
    with office.office.desk.database.read() as reading:
        return ahead_view(office.office, reading)


def test_in_a_new_world_nothing_comes(office: TestOffice) -> None:
    assert (_event(office), _deadline(office)) == (None, None)
    office.to_next_event()
    office.to_next_deadline()
    assert office.office.now == at("2026-03-02", "09:30")


def test_while_it_is_held_it_says_that_it_goes_out_and_nothing_is_due(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    assert _event(office) == "Monday 2 March, 9:32am: the alert goes out, unless Ines Okafor undoes it"
    assert _deadline(office) is None
    office.to_next_event()
    assert office.tom.received("You are asked")


def test_the_deadline_is_the_day_on_which_something_is_due_and_not_the_morning_after(office: TestOffice) -> None:
    office.ines.raises()
    assert _deadline(office) == NOTE
    assert _event(office) == "Tuesday 10 March, 9am: Ines Okafor is asked again"
    office.to_next_deadline()
    assert office.office.now == at("2026-03-09", "17:00:01")


def test_reminders_are_events_on_the_way_to_the_deadline(office: TestOffice) -> None:
    office.ines.raises()
    office.until("2026-03-10")
    for morning in ("Friday 13", "Monday 16"):
        assert _event(office) == f"{morning} March, 9am: Amir Haddad and Tom Reid are reminded"
        assert _deadline(office) == SETTLING
        office.to_next_event()
    assert _event(office) == "Monday 16 March, 5pm: the time given to Amir Haddad and Tom Reid is over"
    assert _deadline(office) == SETTLING


def test_a_step_to_the_deadline_reminds_on_the_way_and_ends_on_the_day_it_named(office: TestOffice) -> None:
    office.ines.raises()
    office.until("2026-03-10")
    office.to_next_deadline()
    assert office.office.now == at("2026-03-16", "17:00:01")
    assert office.ines.received("It is not settled yet")


def test_who_is_asked_next_is_whom_the_step_then_asks_and_again_only_where_they_were_before(office: TestOffice) -> None:
    """After the raiser their cover, then their supervisor: one each morning."""
    office.ines.raises()
    office.until("2026-03-10")
    office.ines.presses("Save", "record", on="2026-03-10", child_told="told")
    office.until("2026-03-16", "18:00")
    events = []
    for _ in range(12):
        events.append(str(_event(office)).partition("9am: ")[2])
        office.to_next_event()
    assert [event for event in events if "asked" in event][:4] == [
        "Petra Lindqvist is asked",
        "Quentin Moss is asked",
        "Quentin Moss is asked again",
        "Quentin Moss is asked again",
    ]
    for actor in office.actors.values():
        actor.expects_anything()


def test_every_kind_of_duty_has_words(office: TestOffice) -> None:
    assert set(Task) - set(WHAT) == {Task.OVERALL_LIMIT}
