"""Free times are offered where a meeting is called, and what people answer stands where it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.meetings.answers import note_reply, read_from_calendar
from bot.meetings.door import Inviting
from bot.meetings.letters import uid_of
from bot.meetings.planning import look_for_times
from bot.outbox.delivery import Delivery
from escalation.case import Coming, PersonId
from storage.outgoing import Channel
from tests.meetings.meeting_office import FRIDAY, OURS, THURSDAY, calls, case_at_its_meeting, chair_of
from tests.meetings.played_calendar import PlayedCalendar
from tests.office import Actor, TestOffice
from tests.on_cards import inputs_of
from tests.people import at

INES, INES_MAIL = PersonId("ines"), "ines.okafor@example.org"


class Meeting:
    """A case at its meeting, its chair, and calendars that are asked as often as the service asks them."""

    def __init__(self, office: TestOffice) -> None:
        self.office, self.calendar = office, PlayedCalendar()
        self.desk = office.office.desk
        self.desk.inviting = Inviting(Channel.CALENDAR, OURS)
        self.delivery = Delivery(
            self.desk, office.office.played.chats, office.office.played.mailboxes, meetings=self.calendar
        )
        office.office.delivery = self.delivery
        self.case = case_at_its_meeting(self.desk)
        self.delivery.deliver()

    @property
    def chair(self) -> Actor:
        return self.office.actors[chair_of(self.case)]

    def passes(self, hours: int) -> None:
        clock = self.office.office.played.clock
        clock.set(clock.now() + timedelta(hours=hours))

    def fields(self, saying: str) -> dict[str, dict[str, object]]:
        """The inputs of the form that the chair gets for these words, by the name of the field."""
        self.chair.says(saying)
        cards = [line.card for line in self.chair.chat if line.card is not None and line.card.get("body")]
        return {str(field["id"]).rpartition(".")[2]: dict(field) for field in inputs_of(cards[-1])}

    def answers(self, answer: Coming, address: str = INES_MAIL) -> None:
        self.calendar.said[address] = answer
        read_from_calendar(self.desk, self.calendar)
        self.delivery.deliver()


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    office = TestOffice(tmp_path)
    yield Meeting(office)
    office.office.close()


def test_up_to_three_times_at_which_all_are_free_are_offered_and_one_press_calls_the_meeting(meeting: Meeting) -> None:
    meeting.calendar.busy[INES] = [(at("2026-03-03", "09:00"), at("2026-03-03", "14:30"))]
    assert look_for_times(meeting.desk, meeting.calendar) == 1
    free = meeting.fields("call meeting LUT-26-0001")["free"]
    choices = free["choices"]
    assert isinstance(choices, list)
    assert [choice["title"] for choice in choices][:2] == ["Tuesday 3 March, 2:30pm", "Wednesday 4 March, 9am"]
    meeting.chair.presses("Call the meeting", free="2026-03-03 14:30", place="Town hall, room 3")
    planned = meeting.office.case().visits[-1].meeting
    assert planned is not None and planned.at == at("2026-03-03", "14:30")


def test_another_day_than_those_offered_can_be_given(meeting: Meeting) -> None:
    look_for_times(meeting.desk, meeting.calendar)
    meeting.chair.says("call meeting LUT-26-0001")
    meeting.chair.presses("Call the meeting", on="2026-03-05", time="11:00", place="Online")
    planned = meeting.office.case().visits[-1].meeting
    assert planned is not None and planned.at == at("2026-03-05", "11:00")


def test_a_day_without_a_time_is_asked_for_again(meeting: Meeting) -> None:
    look_for_times(meeting.desk, meeting.calendar)
    meeting.chair.says("call meeting LUT-26-0001")
    said = meeting.chair.presses("Call the meeting", on="2026-03-05", place="Room 3")
    assert "Choose when the meeting begins" in said
    assert meeting.office.case().visits[-1].meeting is None


def test_times_are_looked_for_again_each_hour_and_while_calendars_are_down_the_last_ones_stand(
    meeting: Meeting,
) -> None:
    assert [look_for_times(meeting.desk, meeting.calendar) for _ in range(2)] == [1, 0]
    meeting.passes(hours=1)
    meeting.calendar.is_down = True
    assert look_for_times(meeting.desk, meeting.calendar) == 0
    assert "free" in meeting.fields("call meeting LUT-26-0001")


def test_without_calendars_a_day_and_a_time_have_to_be_given(meeting: Meeting) -> None:
    fields = meeting.fields("call meeting LUT-26-0001")
    assert "free" not in fields


def test_a_no_of_one_who_has_to_be_there_is_told_to_the_chair_once_and_stands_in_the_form(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    meeting.delivery.deliver()
    meeting.answers(Coming.DECLINED)
    meeting.answers(Coming.DECLINED)
    assert meeting.chair.received("Ines Okafor cannot come to the meeting on 5 March 2026")
    assert sum("cannot come to the meeting" in mail.subject + mail.text for mail in meeting.chair.mails) == 1
    assert meeting.fields("record the meeting LUT-26-0001")["there:ines"]["value"] == "sent apologies"


def test_a_yes_is_said_in_the_form_and_nobody_is_marked_as_present_for_it(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    meeting.delivery.deliver()
    meeting.answers(Coming.ACCEPTED)
    assert not meeting.fields("record the meeting LUT-26-0001")["there:ines"].get("value")
    assert meeting.chair.sees("Said to come.")


def test_what_was_answered_for_one_day_does_not_count_for_another(meeting: Meeting) -> None:
    case = calls(meeting.desk, meeting.case)
    meeting.delivery.deliver()
    meeting.answers(Coming.DECLINED)
    calls(meeting.desk, case, FRIDAY)
    assert not meeting.fields("record the meeting LUT-26-0001")["there:ines"].get("value")


def test_a_meeting_that_has_begun_is_not_asked_for_answers_any_more(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    meeting.delivery.deliver()
    meeting.passes(hours=80)
    assert meeting.desk.clock.now() > THURSDAY
    meeting.answers(Coming.DECLINED)
    assert not meeting.chair.received("cannot come to the meeting")


def test_calendars_that_are_down_leave_the_answers_as_they_are(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    meeting.delivery.deliver()
    meeting.answers(Coming.DECLINED)
    meeting.calendar.is_down = True
    assert read_from_calendar(meeting.desk, meeting.calendar) == 0
    assert meeting.fields("record the meeting LUT-26-0001")["there:ines"]["value"] == "sent apologies"


REPLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{change}\r\n"
    "DTSTAMP:20260303T090000Z\r\nATTENDEE;PARTSTAT=DECLINED:mailto:{address}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("address", "change", "counts"),
    [(INES_MAIL, 0, True), ("tom.reid@example.org", 0, False), (INES_MAIL, 7, False)],
    ids=["their own", "somebody else's", "to another change of it"],
)
def test_an_answer_that_comes_by_mail_counts_if_it_is_the_senders_own(
    meeting: Meeting, address: str, change: int, counts: bool
) -> None:
    calls(meeting.desk, meeting.case)
    meeting.delivery.deliver()
    uid = uid_of(meeting.calendar.sent[0].meeting, OURS)
    assert note_reply(meeting.desk, INES, REPLY.format(uid=uid, change=change, address=address)) is counts
