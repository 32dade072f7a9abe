"""Our calendar in Outlook, from which Exchange invites people: an event is made once for one meeting, whatever fails.

Graph takes the meeting's own id as `transactionId` and makes no second event for it. As nobody says for how long, an
event is looked for before one is made anew.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from escalation.case import Coming
from graph.errors import GraphTrouble, InDoubt, NotAllowed, NotThere, NotYet, Refused
from graph.events import GraphEvents

from .. import doors
from ..doors import TryLater, Unknown
from ..mail.door import Posted, Sending
from ..on_the_loop import OnTheLoop
from .door import Guest, Invitation

Made = TypeVar("Made")
COMMENT = "The case has moved on, so that this meeting does not take place."
CONFLICT = 409
ANSWERS = {
    "accepted": Coming.ACCEPTED,
    "declined": Coming.DECLINED,
    "tentativelyAccepted": Coming.TENTATIVE,
}


class OutlookMeetings:
    """A `Meetings`. Its calls block, from any thread but the event loop's."""

    def __init__(self, events: GraphEvents, loop: OnTheLoop) -> None:
        self._events = events
        self._loop = loop

    def send(self, invitation: Invitation, sending: Sending) -> Posted:
        event = invitation.event
        if event is None and (sending.left.in_doubt or invitation.change):
            event = self._made(self._events.find(invitation.meeting))
        sending.sending()
        match invitation.is_off, event:
            case True, None:
                return Posted(invitation.meeting)  # nobody was invited
            case True, str(known):
                return self._cancelled(known)
            case False, str(known):
                self._made(self._events.change(known, _when_and_where(invitation)))
                return Posted(known)
            case _:
                return Posted(self._created(invitation))

    def answers(self, event: str) -> Mapping[str, Coming]:
        try:
            found = self._loop.run(self._events.answers(event))
        except NotThere:
            return {}
        except GraphTrouble as trouble:
            raise _of_the_door(trouble) from trouble
        return {one.address.casefold(): ANSWERS[one.answer] for one in found if one.answer in ANSWERS}

    def _created(self, invitation: Invitation) -> str:
        """With a link to meet online, where the mailbox may have one."""
        event = _event(invitation)
        try:
            return self._made(self._events.create(invitation.meeting, event | {"isOnlineMeeting": True}))
        except doors.Refused:
            return self._made(self._events.create(invitation.meeting, event))

    def _cancelled(self, event: str) -> Posted:
        try:
            self._loop.run(self._events.cancel(event, COMMENT))
        except NotThere:
            pass  # cancelled before, or taken out by hand
        except GraphTrouble as trouble:
            raise _of_the_door(trouble) from trouble
        return Posted(event)

    def _made(self, call: Coroutine[Any, Any, Made]) -> Made:
        try:
            return self._loop.run(call)
        except GraphTrouble as trouble:
            raise _of_the_door(trouble) from trouble


def _of_the_door(trouble: GraphTrouble) -> doors.DoorTrouble:
    match trouble:
        case InDoubt():
            return Unknown(trouble.why)
        case Refused(status=status) if status == CONFLICT:
            return Unknown(trouble.why)  # another attempt is at it: what came of it is looked for
        case NotYet() | NotAllowed():  # a permission that is missing is mended by a person, and nothing is lost
            return TryLater(trouble.why, trouble.after)
        case _:
            return doors.Refused(trouble.why)


def _event(invitation: Invitation) -> dict[str, Any]:
    return {
        "subject": invitation.subject,
        "body": {"contentType": "html", "content": invitation.html},
        "sensitivity": "private",
        "responseRequested": True,
        "allowNewTimeProposals": False,
        **_when_and_where(invitation),
    }


def _when_and_where(invitation: Invitation) -> dict[str, Any]:
    """The body is left alone when it moves: the link to meet online is in it."""
    return {
        "start": _moment(invitation.start),
        "end": _moment(invitation.end),
        "location": {"displayName": invitation.place},
        "attendees": [_attendee(guest) for guest in invitation.guests],
    }


def _attendee(guest: Guest) -> Mapping[str, Any]:
    whose = {"address": guest.address, "name": guest.name}
    return {"emailAddress": whose, "type": "required" if guest.required else "optional"}


def _moment(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
