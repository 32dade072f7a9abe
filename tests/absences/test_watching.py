"""Somebody asked is found away by their calendar: the cover is asked at once, and everybody concerned is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.absences.finding import note_out_of_office
from bot.absences.watching import Watch
from escalation.case import PersonId
from escalation.case_log import Responded
from escalation.people import Absence, Source
from tests.absences.played_calendars import PlayedCalendars
from tests.office import TestOffice

TOM, INES, GRACE = PersonId("tom"), PersonId("ines"), PersonId("grace")


class Watched(TestOffice):
    """An office whose calendars are asked as often as the service asks them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.calendars = PlayedCalendars()
        self.watch = Watch(self.office.desk, self.calendars)

    def looks(self) -> None:
        """A round, and what it has to say is sent."""
        self.watch.look()
        self.office.delivery.deliver()

    def absences(self) -> list[Absence]:
        with self.office.desk.database.read() as reading:
            return list(reading.people.roster().absences)

    def asked(self) -> list[tuple[PersonId, PersonId | None]]:
        """As team manager, and for whom."""
        managers = (named for named in self.case().visits[-1].asked if named.role == "team_manager")
        return [(named.person, named.covering) for named in managers]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Watched]:
    office = Watched(tmp_path)
    yield office
    office.office.close()


def test_the_cover_of_one_who_is_away_is_asked_and_answers_on_their_behalf(office: Watched) -> None:
    office.calendars.goes(TOM, date(2026, 3, 12))
    office.ines.raises()
    office.looks()
    assert office.asked() == [(GRACE, TOM)]
    assert office.grace.received("You are asked because Tom Reid is away")
    office.grace.replies("The core group meets on Friday 6 March.", subject="LUT-26-0001")
    office.office.tick()
    with office.office.desk.database.read() as reading:
        answer = next(e for e in reading.log.entries(office.case().ref) if isinstance(e.facts, Responded))
    assert (answer.by, answer.on_behalf_of) == (GRACE, TOM)


def test_the_raiser_and_the_one_away_are_told(office: Watched) -> None:
    office.calendars.goes(TOM, date(2026, 3, 12))
    office.ines.raises()
    office.looks()
    assert office.ines.received("Grace Bello is asked, as Tom Reid is away")
    assert office.tom.received("You are away until 12 March 2026, as your mailbox says")
    assert office.tom.received("Grace Bello is asked to answer")
    assert office.absences() == [Absence(TOM, date(2026, 3, 2), date(2026, 3, 12), source=Source.FOUND)]


def test_whoever_is_there_is_asked_once_and_the_case_stays_as_it_is(office: Watched) -> None:
    office.ines.raises()
    office.looks()
    office.looks()
    assert office.calendars.asked.count(TOM) == 1
    assert office.asked() == [(TOM, None)]


def test_a_stage_that_opens_within_the_hour_goes_by_what_is_known_and_a_later_one_asks_again(office: Watched) -> None:
    office.ines.raises()
    office.looks()
    office.until("2026-03-02", "10:00")
    office.ines.raises(record="10443", initials="CD")
    office.looks()
    assert office.calendars.asked.count(TOM) == 1
    office.pass_hours(2)
    office.looks()
    assert office.calendars.asked.count(TOM) == 2


def test_everybody_who_owes_something_is_asked_again_each_working_morning(office: Watched) -> None:
    office.ines.raises()
    office.looks()
    office.until("2026-03-03", "08:30")
    office.looks()
    assert office.calendars.asked.count(TOM) == 1
    office.calendars.goes(TOM)
    office.until("2026-03-03", "09:01")
    office.looks()
    assert office.calendars.asked.count(TOM) == 2 and office.asked() == [(GRACE, TOM)]


def test_nobody_is_asked_on_a_sunday(office: Watched) -> None:
    office.ines.raises()
    office.until("2026-03-08", "11:00")
    office.looks()
    assert office.calendars.asked == []


def test_an_absence_that_was_found_ends_by_itself(office: Watched) -> None:
    office.calendars.goes(TOM)
    office.ines.raises()
    office.looks()
    office.calendars.comes_back(TOM)
    office.until("2026-03-03", "10:00")
    office.looks()
    today = office.office.desk.today()
    assert not [a for a in office.absences() if a.includes(today)]
    assert office.asked() == [(GRACE, TOM)]  # who was asked stays asked, and Tom can answer


def test_one_without_an_end_goes_on_each_morning_and_is_told_once(office: Watched) -> None:
    office.calendars.goes(TOM)
    office.ines.raises()
    office.looks()
    for day in ("2026-03-03", "2026-03-04"):
        office.until(day, "10:00")
        office.looks()
    assert office.absences() == [Absence(TOM, date(2026, 3, 2), date(2026, 3, 5), source=Source.FOUND)]
    assert sum("as your mailbox says" in mail.text for mail in office.tom.mails) == 1


def test_what_somebody_says_counts_more_than_their_calendar(office: Watched) -> None:
    office.calendars.goes(TOM, date(2026, 3, 20))
    office.tom.says("away from 2 March to 4 March with Ruth Evans")
    office.ines.raises()
    office.looks()
    assert TOM not in office.calendars.asked
    assert [(a.source, a.until) for a in office.absences()] == [(Source.SAID, date(2026, 3, 4))]


def test_back_is_believed_until_the_calendar_agrees(office: Watched) -> None:
    office.calendars.goes(TOM)
    office.ines.raises()
    office.looks()
    office.tom.says("back")
    office.until("2026-03-03", "10:00")
    office.looks()
    assert not [a for a in office.absences() if a.includes(date(2026, 3, 3))]
    office.calendars.comes_back(TOM)
    office.until("2026-03-04", "10:00")
    office.looks()
    office.calendars.goes(TOM)
    office.until("2026-03-05", "10:00")
    office.looks()
    assert [a for a in office.absences() if a.includes(date(2026, 3, 5))]


def test_when_the_calendars_do_not_answer_nothing_changes_and_they_are_asked_with_the_next_look(
    office: Watched,
) -> None:
    office.calendars.goes(TOM)
    office.calendars.is_down = True
    office.ines.raises()
    office.looks()
    assert office.asked() == [(TOM, None)] and "cover is found late" in "".join(office.watch.troubles())
    office.calendars.is_down = False
    office.looks()
    assert office.asked() == [(GRACE, TOM)] and not list(office.watch.troubles())


def test_a_planned_absence_that_begins_while_something_is_owed_finds_the_cover_in_the_morning(office: Watched) -> None:
    office.ines.raises()
    office.tom.says("away from 4 March to 6 March")
    office.until("2026-03-04", "09:05")
    office.looks()
    assert office.asked() == [(GRACE, TOM)]


def test_an_automatic_reply_is_the_same_signal(office: Watched) -> None:
    office.ines.raises()
    assert note_out_of_office(office.office.desk, TOM, date(2026, 3, 6))
    assert not note_out_of_office(office.office.desk, TOM, date(2026, 3, 6))
    assert office.asked() == [(GRACE, TOM)]
    assert [(a.person, a.until) for a in office.absences()] == [(TOM, date(2026, 3, 6))]


def test_an_automatic_reply_that_names_a_day_in_the_past_says_nothing(office: Watched) -> None:
    office.ines.raises()
    assert not note_out_of_office(office.office.desk, TOM, date(2026, 2, 27))
    assert office.absences() == [] and office.asked() == [(TOM, None)]
