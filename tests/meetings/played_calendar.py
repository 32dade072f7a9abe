"""A calendar of ours and those of the people, as a test says they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.absences.door import Answers, Day, Span, Taken
from bot.doors import TryLater
from bot.mail.door import Posted, Sending
from bot.meetings.door import Invitation
from escalation.case import Coming, PersonId


class PlayedCalendar:
    """`sent` are the invitations as they went out; `busy` what is taken of people's time."""

    def __init__(self) -> None:
        self.sent: list[Invitation] = []
        self.busy: dict[PersonId, list[Span]] = {}
        self.said: dict[str, Coming] = {}
        self.is_down = False

    def send(self, invitation: Invitation, sending: Sending) -> Posted:
        sending.sending()
        self.sent.append(invitation)
        return Posted(invitation.meeting)

    def answers(self, event: str) -> Mapping[str, Coming]:
        self._check()
        return self.said

    def away(self, addresses: Mapping[PersonId, str], day: Day) -> Answers:
        return dict.fromkeys(addresses)

    def taken(self, addresses: Mapping[PersonId, str], begins: datetime, ends: datetime) -> Taken:
        self._check()
        return {person: self.busy.get(person, []) for person in addresses}

    def _check(self) -> None:
        if self.is_down:
            raise TryLater("the calendars do not answer")
