"""An invitation as a part of a mail, for calendars that are reached by mail (RFC 5545, 5546), and answers to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from icalendar import Calendar, Event, vCalAddress, vText

from escalation.case import Coming

from ..mail.door import CalendarPart
from .door import Guest, Invitation

PRODUCT = "-//IRO Bot//EN"
LONGEST = 100_000
"""Characters of an answer that are read: a whole one has some hundreds."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an address says to an invitation. `change` is the one that it answers."""

    meeting: str
    address: str
    answer: Coming
    change: int


def calendar_part(invited: Invitation, ours: str, to: str) -> CalendarPart:
    """For the guest with the address `to`. `ours` is the mailbox that invites, and that answers come to."""
    method = "CANCEL" if invited.is_off else "REQUEST"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(invited, ours, to))
    return CalendarPart(method, calendar.to_ical().decode())


def _event(invited: Invitation, ours: str, to: str) -> Event:
    event = Event()
    event.add("uid", uid_of(invited.meeting, ours))
    event.add("sequence", invited.change)
    event.add("dtstamp", invited.at)
    event.add("dtstart", invited.start)
    event.add("dtend", invited.end)
    event.add("summary", invited.subject)
    event.add("description", invited.text)
    event.add("location", invited.place)
    event.add("status", "CANCELLED" if invited.is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(f"MAILTO:{ours}"))
    for guest in invited.guests:
        event.add("attendee", _attendee(guest, guest.address.casefold() == to.casefold()), encode=False)
    return event


def _attendee(guest: Guest, is_asked: bool) -> vCalAddress:
    attendee = vCalAddress(f"MAILTO:{guest.address}")
    attendee.params["CN"] = vText(guest.name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT" if guest.required else "OPT-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE" if is_asked else "FALSE")
    return attendee


def uid_of(meeting: str, ours: str) -> str:
    return f"{meeting}@{ours.rpartition('@')[2]}"


def read_answers(text: str) -> tuple[Answered, ...]:
    """What an iCalendar object answers to invitations; empty where it is no answer, or cannot be read."""
    if len(text) > LONGEST:
        return ()
    try:
        calendar = Calendar.from_ical(text)
        return tuple(_answers(calendar)) if str(calendar.get("method", "")).upper() == "REPLY" else ()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):  # whatever a stranger's calendar writes
        return ()


def _answers(calendar: Calendar) -> Iterator[Answered]:
    for event in calendar.walk("VEVENT"):
        attendees = event.get("attendee", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            answer = _MEANS.get(str(attendee.params.get("PARTSTAT", "")).upper())
            if answer is not None:
                meeting = str(event.get("uid", "")).partition("@")[0]
                yield Answered(meeting, _address(str(attendee)), answer, int(event.get("sequence", 0)))


_MEANS = {"ACCEPTED": Coming.ACCEPTED, "DECLINED": Coming.DECLINED, "TENTATIVE": Coming.TENTATIVE}


def _address(written: str) -> str:
    return written[len("mailto:") :] if written.casefold().startswith("mailto:") else written
