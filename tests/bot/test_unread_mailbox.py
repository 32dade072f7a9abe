"""Where answers come by mail, nobody is called silent before the mailbox has been read past the time."""

from datetime import timedelta

import pytest

from bot.auditor import audit
from bot.casework import Desk
from bot.mail.collect import collect
from tests.office import CONCERN, TestOffice
from tests.people import at

from .post import Post, read, written

DUE = at("2026-03-16", "17:00")


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    """The office's desk, in a deployment that reads mail, with a concern to be settled by the 16th."""
    office.ines.raises()
    desk = office.office.desk
    desk.reads_mail = True
    return desk


def _later(office: TestOffice, **by: float) -> None:
    """Time passes, and nobody reads the mailbox."""
    office.office.played.clock.set(DUE + timedelta(**by))
    office.office.desk.sweep()
    office.office.delivery.deliver()


def test_a_mailbox_that_is_down_for_hours_makes_nobody_silent(office: TestOffice, desk: Desk) -> None:
    office.until("2026-03-16", "16:50")
    answer = written(office, "A date is set.")
    _later(office, hours=4)
    assert not office.ines.sees("It is not settled yet")
    read(office, answer)
    _later(office, hours=5)
    [given] = office.case().visits[0].answers
    assert not given.late and not office.ines.sees("It is not settled yet")


def test_silence_is_noticed_once_the_mailbox_has_been_read_past_the_time(office: TestOffice, desk: Desk) -> None:
    office.until("2026-03-16", "16:50")
    office.office.played.clock.set(DUE)
    for seconds in (1, 59):
        read(office)
        _later(office, seconds=seconds)
        assert not office.ines.sees("It is not settled yet"), "a mailbox shows some mails late, by another clock"
    office.office.played.clock.set(DUE + timedelta(seconds=61))
    read(office)
    _later(office, seconds=62)
    assert office.ines.sees("It is not settled yet")
    assert DUE in {duty.lapsed for duty in office.case().duties}, "however late it was noticed"


def test_an_answer_of_the_last_second_that_the_mailbox_shows_a_little_late_makes_nobody_silent(
    office: TestOffice, desk: Desk
) -> None:
    office.until("2026-03-16", "16:59")
    answer = written(office, "A date is set.", arrived=DUE - timedelta(seconds=1))
    office.office.played.clock.set(DUE + timedelta(seconds=20))
    read(office)  # it does not show it yet
    _later(office, seconds=25)
    read(office, answer)
    _later(office, minutes=3)
    read(office)
    office.office.desk.sweep()
    [given] = office.case().visits[0].answers
    assert not given.late and not office.ines.sees("It is not settled yet")


def test_a_deployment_that_has_never_read_its_mailbox_calls_nobody_silent(office: TestOffice, desk: Desk) -> None:
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("delete from watermarks")
    _later(office, days=3)
    assert not office.ines.sees("It is not settled yet")
    assert any("has not been read yet" in trouble for trouble in audit(desk).troubles)


def test_reminders_go_on_while_the_mailbox_is_down(office: TestOffice, desk: Desk) -> None:
    office.office.played.clock.set(at("2026-03-13", "12:00"))
    desk.sweep()
    office.office.delivery.deliver()
    assert office.tom.received("A reminder: you are asked to help settle this")


def test_a_concern_waits_for_an_undo_that_may_lie_in_the_mailbox_but_not_for_long(
    office: TestOffice, desk: Desk
) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    sent = office.office.now
    for minutes, has_gone in ((3, False), (16, False), (18, True)):  # it is held for two minutes in any case
        office.office.played.clock.set(sent + timedelta(minutes=minutes))
        desk.sweep()
        assert (office.case("LUT-26-0002").raised is not None) is has_gone


def test_a_concern_goes_out_once_the_mailbox_has_been_read_past_its_time(office: TestOffice, desk: Desk) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    office.office.played.clock.set(office.office.now + timedelta(minutes=3, seconds=1))
    read(office)
    desk.sweep()
    assert office.case("LUT-26-0002").raised is not None


def test_a_desk_without_a_mailbox_waits_for_none(office: TestOffice) -> None:
    office.ines.raises()
    _later(office, seconds=1)
    assert office.ines.sees("It is not settled yet")


def test_a_mailbox_that_was_not_read_for_a_quarter_of_an_hour_is_a_trouble_and_what_waits_for_it_is_none(
    office: TestOffice, desk: Desk
) -> None:
    office.until("2026-03-16", "16:50")
    _later(office, minutes=5)
    assert audit(desk).ok
    _later(office, minutes=20)
    [trouble] = audit(desk).troubles
    assert "the mailbox has not been read since 2026-03-16 16:50 UTC" in trouble
    collect(desk, Post(office.office.now))
    desk.sweep()
    assert audit(desk).ok


def test_the_health_page_says_until_when_the_mailbox_has_been_read(office: TestOffice, desk: Desk) -> None:
    office.until("2026-03-16", "16:50")
    _later(office, minutes=5)
    assert audit(desk).as_json()["mailbox_read_until"] == "2026-03-16T16:50:00+00:00"
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("delete from watermarks")
    assert audit(desk).as_json()["mailbox_read_until"] is None, "it has never been read"
    desk.reads_mail = False
    assert "mailbox_read_until" not in audit(desk).as_json()
