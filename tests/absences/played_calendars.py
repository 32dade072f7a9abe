"""Calendars of a played office: who is away in them is said by the test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.absences.door import Answers, Away, Day
from bot.doors import TryLater
from escalation.case import PersonId


class PlayedCalendars:
    """`asked` are those of whom something was asked, in order."""

    def __init__(self) -> None:
        self._away: dict[PersonId, Away] = {}
        self.asked: list[PersonId] = []
        self.is_down = False

    def goes(self, person: PersonId, until: date | None = None) -> None:
        self._away[person] = Away(until)

    def comes_back(self, person: PersonId) -> None:
        del self._away[person]

    def away(self, addresses: Mapping[PersonId, str], day: Day) -> Answers:
        if self.is_down:
            raise TryLater("the calendars do not answer")
        self.asked += addresses
        return {person: self._away.get(person) for person in addresses}
