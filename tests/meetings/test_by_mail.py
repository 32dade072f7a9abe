"""Where no calendar of ours invites people, the mail about a meeting brings it into theirs: called, moved, off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.mail.door import Arrived, OutgoingMail, Posted, Sending
from bot.mail.sending.composing import composed
from bot.meetings.door import Inviting
from bot.meetings.letters import Answered, read_answers
from bot.outbox.delivery import Delivery
from escalation.case import Coming
from storage.outgoing import Channel
from tests.meetings.meeting_office import FRIDAY, OURS, THURSDAY, calls, case_at_its_meeting, chair_of, closes
from tests.office import TestOffice

INES_MAIL = "ines.okafor@example.org"


@dataclass
class Sent:
    """A mailbox at the outermost edge: it keeps what it was given."""

    mails: list[OutgoingMail] = field(default_factory=list)

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        self.mails.append(mail)
        return Posted(mail.id)

    def arrived(self, cursor: str | None) -> Arrived:
        raise NotImplementedError

    def gone_out(self, since: datetime) -> frozenset[str]:
        raise NotImplementedError


class Meeting:
    """A case at its meeting, under a desk that invites by mail; `news` are the iCalendar parts since the last look."""

    def __init__(self, office: TestOffice) -> None:
        self.desk, self.sent = office.office.desk, Sent()
        self.desk.inviting = Inviting(Channel.EMAIL, OURS)
        self.delivery = Delivery(self.desk, office.office.played.chats, self.sent)
        self.case = case_at_its_meeting(self.desk)
        self.news()

    def news(self) -> dict[str, OutgoingMail]:
        """By address; nobody has two of one thing."""
        self.sent.mails.clear()
        self.delivery.deliver()
        found = [mail for mail in self.sent.mails if mail.calendar is not None]
        assert len({mail.address for mail in found}) == len(found)
        return {mail.address: mail for mail in found}


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    office = TestOffice(tmp_path)
    yield Meeting(office)
    office.office.close()


def event(mail: OutgoingMail) -> dict[str, str]:
    assert mail.calendar is not None
    calendar = Calendar.from_ical(mail.calendar.text)
    [found] = calendar.walk("VEVENT")
    shown = {name: str(found[name]) for name in ("uid", "sequence", "location", "summary", "status", "description")}
    return shown | {"method": str(calendar["method"]), "start": found.decoded("dtstart").isoformat()}


def test_everybody_expected_is_invited_once_with_time_place_and_the_history_of_the_case(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    invited = meeting.news()
    people = meeting.desk.database
    with people.read() as reading:
        roster = reading.people.roster()
    assert {roster.people[chair_of(meeting.case)].email, INES_MAIL} <= set(invited)
    shown = event(invited[INES_MAIL])
    assert (shown["method"], shown["status"], shown["location"]) == ("REQUEST", "CONFIRMED", "Town hall, room 3")
    assert datetime.fromisoformat(shown["start"]) == THURSDAY
    assert "LUT-26-0001" in shown["summary"] and "AB" not in shown["summary"]
    assert "The plan has not moved since May." in shown["description"]


def test_a_meeting_that_moves_is_the_same_event_with_the_next_number(meeting: Meeting) -> None:
    case = calls(meeting.desk, meeting.case)
    first = event(meeting.news()[INES_MAIL])
    calls(meeting.desk, case, FRIDAY, "Online")
    second = event(meeting.news()[INES_MAIL])
    assert second["uid"] == first["uid"] and (first["sequence"], second["sequence"]) == ("0", "1")
    assert datetime.fromisoformat(second["start"]) == FRIDAY and second["location"] == "Online"


def test_when_the_case_is_closed_before_it_everybody_hears_that_it_does_not_take_place(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    invited = meeting.news()
    closes(meeting.desk, meeting.case.ref)
    off = meeting.news()
    assert set(off) == set(invited)
    shown = event(off[INES_MAIL])
    assert (shown["method"], shown["status"], shown["sequence"]) == ("CANCEL", "CANCELLED", "1")
    assert shown["uid"] == event(invited[INES_MAIL])["uid"]
    assert "does not take place" in off[INES_MAIL].subject


def test_a_meeting_that_has_been_is_not_called_off(meeting: Meeting, tmp_path: Path) -> None:
    calls(meeting.desk, meeting.case)
    meeting.news()
    meeting.desk.clock.set(FRIDAY)  # type: ignore[attr-defined]
    closes(meeting.desk, meeting.case.ref)
    assert meeting.news() == {}


def test_what_people_wrote_stays_text_in_a_calendar(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case, place="Room 3; A\\B, left\r\nATTENDEE:MAILTO:eve@example.org")
    mail = meeting.news()[INES_MAIL]
    assert mail.calendar is not None and "\nATTENDEE:MAILTO:eve" not in mail.calendar.text
    assert "eve@example.org" in event(mail)["location"]
    assert max(len(line.encode()) for line in mail.calendar.text.split("\r\n")) <= 75


def test_it_travels_as_the_last_of_three_alternatives(meeting: Meeting) -> None:
    calls(meeting.desk, meeting.case)
    message = composed(meeting.news()[INES_MAIL], OURS, "m1@example.org")
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    part = list(message.iter_parts())[-1]
    assert part.get_param("method") == "REQUEST" and "BEGIN:VEVENT" in part.get_content()


REPLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:m-1@example.org\r\n"
    "SEQUENCE:2\r\nDTSTAMP:20260303T090000Z\r\nATTENDEE;PARTSTAT={said};CN=Tom:mailto:tom@example.org\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [("ACCEPTED", Coming.ACCEPTED), ("declined", Coming.DECLINED), ("TENTATIVE", Coming.TENTATIVE)],
)
def test_an_answer_is_read(said: str, answer: Coming) -> None:
    text = REPLY.format(method="REPLY", said=said)
    assert read_answers(text) == (Answered("m-1", "tom@example.org", answer, 2),)


@pytest.mark.parametrize(
    "text",
    [
        "", "BEGIN:VCALENDAR", "no calendar at all", REPLY.format(method="REQUEST", said="ACCEPTED"),
        REPLY.format(method="REPLY", said="NEEDS-ACTION"), REPLY.format(method="REPLY", said="X" * 200_000),
        REPLY.format(method="REPLY", said="ACCEPTED").replace("SEQUENCE:2", "SEQUENCE:many"),
    ],
    ids=["empty", "cut short", "words", "an invitation", "no answer yet", "too long", "a number that is none"],
)  # fmt: skip
def test_what_is_no_answer_is_none(text: str) -> None:
    assert read_answers(text) == ()
