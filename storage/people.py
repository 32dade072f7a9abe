"""Who holds which post: the register of people, and the roster that is read from it once for each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from escalation.case import PersonId, RoleId, TeamId
from escalation.people import Absence, Person, Post, Roster, Source

from .schema import absences, delegates, leavers, people, people_mark, posts
from .upserts import put_row


class RosterCache:
    """The roster as last read, under the mark of the register it was read from. Threads may share it."""

    def __init__(self) -> None:
        self._held: tuple[str, Roster] | None = None

    def get(self, mark: str) -> Roster | None:
        held = self._held
        return held[1] if held is not None and held[0] == mark else None

    def put(self, mark: str, roster: Roster) -> None:
        self._held = (mark, roster)


def mark_anew(connection: Connection, **imported: datetime | None) -> None:
    """What is known of the people is old from now on, and so is what follows from the teams they are in."""
    # Never the same mark twice, not even after a rollback: a counter would be counted to again.
    put_row(connection, people_mark, {"one": 1, "mark": uuid4().hex, **imported})


class PeopleStore:
    def __init__(self, connection: Connection, rosters: RosterCache) -> None:
        self._connection = connection
        self._rosters = rosters
        self._read: Roster | None = None

    def roster(self) -> Roster:
        """Everybody as they stand, in the order they were given. Asked of the database once in a transaction."""
        if self._read is None:
            self._read = self._roster()
        return self._read

    def _roster(self) -> Roster:
        mark = self._marked()
        while (known := self._rosters.get(mark)) is None:
            found = Roster(self._people(), self._posts(), self._absences())
            # in PostgreSQL's transactions that write, an import may end between two of these statements
            if (now := self._marked()) == mark:
                self._rosters.put(mark, found)
                return found
            mark = now
        return known

    def _marked(self) -> str:
        return self._connection.execute(_MARK).scalar() or ""

    def replace_all(
        self,
        people_now: Iterable[Person],
        posts_now: Iterable[Post],
        absences_now: Iterable[Absence],
        at: datetime | None = None,
    ) -> None:
        """Put a whole register in the place of the last one, beside the posts that groups give. `at` is when it was
        imported.
        """
        for table in (delegates, people, absences):
            self._connection.execute(delete(table))
        self._connection.execute(delete(posts).where(posts.c.group.is_(None)))
        everybody = tuple(people_now)
        rows: dict[Table, list[dict[str, object]]] = {
            people: [_person_row(place, person) for place, person in enumerate(everybody)],
            delegates: [{"person": p.id, "answers_for": other} for p in everybody for other in sorted(p.answers_for)],
            posts: [_post_row(post) for post in posts_now],
            absences: [_absence_row(absence) for absence in absences_now],
        }
        for table, new in rows.items():
            if new:
                self._connection.execute(insert(table), new)
        self._mark(imported_at=at)

    def add_absence(self, absence: Absence) -> None:
        """The newest word on when somebody is away takes the place of what it overlaps.

        One that was found takes the place of what was found before, and leaves alone what people have said.
        """
        overlaps = (
            absences.c.person == absence.person,
            absences.c.since <= absence.until,
            absences.c.until >= absence.since,
            *((absences.c.source == Source.FOUND,) if absence.source is Source.FOUND else ()),
        )
        self._connection.execute(delete(absences).where(*overlaps))
        self._connection.execute(insert(absences), [_absence_row(absence)])
        self._mark()

    def end_absence(self, person: PersonId, back: date) -> Absence | None:
        """Somebody is back on that day: the absence they are in then, or else their next one, ends before it.

        Returns that absence as it stood, or None where none is noted.
        """
        theirs = select(absences).where(absences.c.person == person, absences.c.until >= back)
        row = self._connection.execute(theirs.order_by(absences.c.since).limit(1)).first()
        if row is None:
            return None
        this_one = absences.c.position == row.position
        if row.since < back:
            shorter = update(absences).where(this_one).values(until=back - timedelta(days=1))
            self._connection.execute(shorter)
        else:
            self._connection.execute(delete(absences).where(this_one))
        self._mark()
        return _absence(row)

    def refresh(self, changed: Iterable[Person]) -> None:
        """Put their names, addresses and line managers in the place of those that are kept; the rest stays."""
        for person in changed:
            values = {"name": person.name, "email": person.email, "line_manager": person.line_manager}
            self._connection.execute(update(people).where(people.c.person == person.id).values(values))
        self._mark()

    def put_group(self, group: str, held: Iterable[Post]) -> None:
        """The posts that the members of a group of the directory hold now, beside those of the people file."""
        self._connection.execute(delete(posts).where(posts.c.group == group))
        if rows := [_post_row(post) | {"group": group} for post in held]:
            self._connection.execute(insert(posts), rows)
        self._mark()

    def keep_groups(self, groups: Iterable[str]) -> None:
        """What other groups gave, which the settings name no more, ends."""
        gone = delete(posts).where(posts.c.group.is_not(None), posts.c.group.not_in(list(groups)))
        if self._connection.execute(gone).rowcount:
            self._mark()

    def leavers(self) -> dict[PersonId, date]:
        """Whose account the directory has closed, with their last day."""
        return {PersonId(row.person): row.last_day for row in self._connection.execute(select(leavers))}

    def has_left(self, person: PersonId, last_day: date) -> None:
        put_row(self._connection, leavers, {"person": person, "last_day": last_day})
        self._mark()

    def is_back(self, person: PersonId) -> None:
        """Their account is open again."""
        self._connection.execute(delete(leavers).where(leavers.c.person == person))
        self._mark()

    def imported_at(self) -> datetime | None:
        """When the register was last imported."""
        return self._connection.execute(select(people_mark.c.imported_at)).scalar()

    def _mark(self, **imported: datetime | None) -> None:
        self._read = None
        mark_anew(self._connection, **imported)

    def _people(self) -> dict[PersonId, Person]:
        answers_for: dict[str, set[PersonId]] = defaultdict(set)
        for person, other in self._connection.execute(select(delegates.c.person, delegates.c.answers_for)):
            answers_for[person].add(PersonId(other))
        rows, left = self._connection.execute(select(people).order_by(people.c.position)), self.leavers()
        return {
            PersonId(row.person): Person(
                PersonId(row.person),
                row.name,
                row.email,
                _person(row.line_manager),
                _person(row.cover),
                frozenset(int(day) for day in row.days_off.split()),
                _earlier(row.until, left.get(PersonId(row.person))),
                frozenset(answers_for[row.person]),
            )
            for row in rows
        }

    def _posts(self) -> tuple[Post, ...]:
        rows = self._connection.execute(select(posts).order_by(posts.c.position))
        return tuple(
            Post(PersonId(r.person), RoleId(r.role), TeamId(r.team) if r.team is not None else None, r.since, r.until)
            for r in rows
        )

    def _absences(self) -> tuple[Absence, ...]:
        rows = self._connection.execute(select(absences).order_by(absences.c.position))
        return tuple(map(_absence, rows))


_MARK = select(people_mark.c.mark)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _person(name: str | None) -> PersonId | None:
    return PersonId(name) if name is not None else None


def _person_row(place: int, person: Person) -> dict[str, object]:
    return {
        "person": person.id,
        "position": place,
        "name": person.name,
        "email": person.email,
        "line_manager": person.line_manager,
        "cover": person.cover,
        "days_off": " ".join(str(day) for day in sorted(person.days_off)),
        "until": person.until,
    }


def _post_row(post: Post) -> dict[str, object]:
    return {"person": post.person, "role": post.role, "team": post.team, "since": post.since, "until": post.until}


def _absence_row(absence: Absence) -> dict[str, object]:
    return {
        "person": absence.person,
        "since": absence.since,
        "until": absence.until,
        "cover": absence.cover,
        "source": absence.source,
    }


def _absence(row: Row[Any]) -> Absence:
    return Absence(PersonId(row.person), row.since, row.until, _person(row.cover), Source(row.source))
