"""The register follows the directory: names, addresses, line managers, and who has left; one odd entry stops nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from bot.doors import Refused, TryLater
from bot.people.directory import Entry
from bot.people.refreshing import Refreshed, refresh
from bot.settings.mail import GroupOfRole
from escalation.case import PersonId, RoleId, TeamId
from escalation.people import Roster
from storage.chats import Account
from tests.office import TestOffice

TOM, INES, SARA, HELEN, GRACE = (PersonId(p) for p in ("tom", "ines", "sara", "helen", "grace"))


@dataclass
class PlayedDirectory:
    """Entries by object id; an address finds one. `odd` are ids whose entry cannot be understood."""

    entries: dict[str, Entry] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    groups: dict[str, list[str]] = field(default_factory=dict)
    is_down: bool = False
    asked: int = 0

    def with_id(self, object_id: str) -> Entry | None:
        self._check(object_id)
        return self.entries.get(object_id)

    def with_address(self, address: str) -> Entry | None:
        found = [entry for entry in self.entries.values() if entry.address == address]
        self._check(found[0].object_id if found else "")
        return found[0] if len(found) == 1 else None

    def above(self, object_id: str) -> tuple[Entry, ...]:
        above: list[Entry] = []
        while (object_id := self.managers.get(object_id, "")) and self.entries[object_id] not in above:
            above.append(self.entries[object_id])
        return tuple(above)

    def members(self, group: str) -> tuple[Entry, ...]:
        if group not in self.groups:
            raise Refused("there is no such group")
        return tuple(self.entries[id] for id in self.groups[group])

    def _check(self, object_id: str) -> None:
        self.asked += 1
        if self.is_down:
            raise TryLater("the directory does not answer")
        if object_id in self.odd:
            raise Refused("an entry cannot be understood")


@dataclass
class Authority:
    """An office whose directory has everybody, each known by their account."""

    office: TestOffice
    directory: PlayedDirectory

    def refresh(self, *groups: GroupOfRole) -> Refreshed | None:
        said = refresh(self.office.office.desk, self.directory, groups)
        self.office.office.delivery.deliver()
        return said

    def changes(self, person: PersonId, **what: object) -> None:
        entry = self.directory.entries[f"id-{person}"]
        given = {"name": entry.name, "address": entry.address, "is_open": entry.is_open} | what
        self.directory.entries[f"id-{person}"] = Entry(f"id-{person}", **given)  # type: ignore[arg-type]

    def next_day(self) -> None:
        clock = self.office.office.played.clock
        clock.set(clock.now() + timedelta(days=1))

    @property
    def roster(self) -> Roster:
        with self.office.office.desk.database.read() as reading:
            return reading.people.roster()


@pytest.fixture
def authority(office: TestOffice) -> Authority:
    desk, entries = office.office.desk, {}
    with desk.database.write() as uow:
        for id, person in uow.people.roster().people.items():
            uow.chats.keep_account(Account(f"id-{id}", id, ""), desk.clock.now())
            entries[f"id-{id}"] = Entry(f"id-{id}", person.name, person.email)
        uow.commit()
    return Authority(office, PlayedDirectory(entries))


def test_names_addresses_and_line_managers_follow_the_directory_and_the_rest_stays(authority: Authority) -> None:
    before = authority.roster
    authority.changes(TOM, name="Tom Reid-Shaw", address="tom.reid-shaw@example.org")
    authority.directory.managers["id-tom"] = "id-helen"
    said = authority.refresh()
    tom, roster = authority.roster.people[TOM], authority.roster
    assert (tom.name, tom.email, tom.line_manager) == ("Tom Reid-Shaw", "tom.reid-shaw@example.org", HELEN)
    assert tom.cover == before.people[TOM].cover and roster.posts == before.posts
    assert said is not None and (said.changed, said.left, said.odd) == (1, 0, 0)


def test_a_manager_who_is_not_in_the_register_is_climbed_past(authority: Authority) -> None:
    authority.directory.entries["id-head"] = Entry("id-head", "A Head", "head@example.org")
    authority.directory.managers |= {"id-tom": "id-head", "id-head": "id-helen"}
    authority.refresh()
    assert authority.roster.people[TOM].line_manager == HELEN


def test_whoever_is_at_the_top_or_in_a_ring_keeps_the_manager_that_the_file_names(authority: Authority) -> None:
    before = authority.roster.people[SARA].line_manager
    authority.directory.managers |= {"id-sara": "id-sara"}
    authority.refresh()
    assert authority.roster.people[SARA].line_manager == before


def test_it_is_read_once_a_day_and_after_each_reading_of_the_file(authority: Authority) -> None:
    assert authority.refresh() is not None and authority.refresh() is None
    authority.next_day()
    assert authority.refresh() is not None
    authority.next_day()
    desk = authority.office.office.desk
    authority.refresh()
    with desk.database.write() as uow:
        roster = uow.people.roster()
        clock = authority.office.office.played.clock
        clock.set(clock.now() + timedelta(minutes=1))
        uow.people.replace_all(roster.people.values(), roster.posts, roster.absences, clock.now())
        uow.commit()
    assert authority.refresh() is not None


def test_a_closed_account_is_a_leaver_whose_duties_are_listed_at_once_for_the_line_manager(
    authority: Authority,
) -> None:
    authority.office.ines.raises()
    authority.changes(TOM, is_open=False)
    authority.refresh()
    assert authority.roster.people[TOM].until == date(2026, 3, 1)
    assert authority.office.sara.received("Tom Reid has left: please say who takes over")
    assert authority.office.sara.received("LUT-26-0001: due on")


def test_what_a_raiser_leaves_is_listed_for_their_supervisor_and_can_be_handed_over(authority: Authority) -> None:
    authority.office.ines.raises()
    del authority.directory.entries["id-ines"]
    authority.refresh()
    assert authority.office.quentin.received("LUT-26-0001: raised by them")
    authority.office.quentin.says("hand over LUT-26-0001")
    assert authority.office.quentin.sees("Hand over")


def test_of_a_leaver_is_told_once_also_after_the_file_is_read_anew(authority: Authority) -> None:
    authority.office.ines.raises()
    authority.changes(TOM, is_open=False)
    for _ in range(3):
        authority.refresh()
        authority.next_day()
    told = [mail for mail in authority.office.sara.mails if "has left" in mail.text]
    assert len(told) == 1


def test_whoever_comes_back_serves_again(authority: Authority) -> None:
    authority.changes(TOM, is_open=False)
    authority.refresh()
    authority.changes(TOM, is_open=True)
    authority.next_day()
    said = authority.refresh()
    assert said is not None and said.back == 1 and authority.roster.people[TOM].until is None


def test_one_odd_entry_does_not_stop_the_others(authority: Authority) -> None:
    authority.directory.odd.add("id-ines")
    authority.changes(TOM, name="Thomas Reid")
    said = authority.refresh()
    assert said is not None and said.odd == 1 and authority.roster.people[TOM].name == "Thomas Reid"
    assert authority.roster.people[INES].until is None


def test_a_directory_that_does_not_answer_changes_nothing_and_is_asked_again(authority: Authority) -> None:
    authority.directory.is_down = True
    with pytest.raises(TryLater):
        authority.refresh()
    authority.directory.is_down = False
    assert authority.refresh() is not None


def test_where_half_of_all_people_would_have_left_nobody_is_taken_off(authority: Authority) -> None:
    for id in list(authority.directory.entries)[::2]:
        del authority.directory.entries[id]
    said = authority.refresh()
    assert said is not None and said.left == 0
    assert all(person.until is None for person in authority.roster.people.values())


def test_an_address_that_nobody_has_makes_no_leaver(authority: Authority) -> None:
    desk = authority.office.office.desk
    with desk.database.write() as uow:
        uow.chats.forget_account("id-grace")
        uow.commit()
    del authority.directory.entries["id-grace"]
    said = authority.refresh()
    assert said is not None and said.left == 0 and authority.roster.people[GRACE].until is None


def test_the_address_of_another_is_not_taken(authority: Authority) -> None:
    theirs = authority.roster.people[SARA].email
    authority.changes(TOM, address=theirs)
    authority.refresh()
    assert authority.roster.people[TOM].email != theirs
    assert authority.roster.person_with_address(theirs) == SARA


MANAGERS = GroupOfRole("g-managers", "team_manager", "North")
NORTH, TEAM_MANAGER = TeamId("North"), RoleId("team_manager")


def holders(authority: Authority) -> set[PersonId]:
    return set(authority.roster.holders(TEAM_MANAGER, NORTH, date(2026, 3, 20)))


def test_whoever_is_in_a_group_holds_its_role_beside_those_of_the_file(authority: Authority) -> None:
    before = holders(authority)
    authority.directory.groups["g-managers"] = ["id-tom", "id-helen"]
    authority.refresh(MANAGERS)
    assert holders(authority) == before | {HELEN}
    assert len(authority.roster.holders(TEAM_MANAGER, NORTH, date(2026, 3, 20))) == len(before) + 1, "nobody twice"
    authority.office.ines.raises()
    assert HELEN in {named.person for named in authority.office.case().visits[0].asked}


def test_whoever_leaves_the_group_holds_the_role_no_more_and_the_file_is_left_as_it_is(authority: Authority) -> None:
    before = holders(authority)
    authority.directory.groups["g-managers"] = ["id-tom", "id-helen"]
    authority.refresh(MANAGERS)
    authority.directory.groups["g-managers"] = []
    authority.next_day()
    authority.refresh(MANAGERS)
    assert holders(authority) == before


def test_a_group_that_cannot_be_read_stays_as_it_was_and_one_that_is_named_no_more_ends(authority: Authority) -> None:
    before = holders(authority)
    authority.directory.groups["g-managers"] = ["id-helen"]
    authority.refresh(MANAGERS)
    del authority.directory.groups["g-managers"]
    authority.next_day()
    assert authority.refresh(MANAGERS) is not None and holders(authority) == before | {HELEN}
    authority.next_day()
    authority.refresh()
    assert holders(authority) == before


def test_what_a_group_gives_outlives_a_new_reading_of_the_file(authority: Authority) -> None:
    authority.directory.groups["g-managers"] = ["id-helen"]
    before = holders(authority)
    authority.refresh(MANAGERS)
    people = authority.office.office.people
    with authority.office.office.desk.database.write() as uow:
        uow.people.replace_all(people.people.values(), people.posts, people.absences)
        uow.commit()
    assert holders(authority) == before | {HELEN}


def test_strangers_in_a_group_hold_nothing(authority: Authority) -> None:
    authority.directory.entries["id-new"] = Entry("id-new", "New Person", "new@example.org")
    authority.directory.groups["g-managers"] = ["id-new"]
    before = holders(authority)
    authority.refresh(MANAGERS)
    assert holders(authority) == before
