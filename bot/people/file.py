"""People, posts, cover and absences from a CSV file: one row for each post, every fault named by its line.

PeopleFileRefused      the file cannot be used as it is; nothing of it is

A person's own columns (name, e-mail, line manager, cover, answers for, away, account) stand in their first row and
may be left empty in the others. An empty role is a person without a post. Somebody whose posts all have a last day
leaves the authority on the latest of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from escalation.case import PersonId, TeamId
from escalation.packs.faults import Fault
from escalation.people import Absence, Person, Post, Roster
from escalation.procedure import Procedure

from .checks import faults_of_links, faults_of_posts, remarks_on
from .rows import PersonRow, read_rows
from .text import MOST_FAULTS, TextRefused, read_table


class PeopleFileRefused(Exception):
    """`faults` in the order of the lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        shown = [str(fault) for fault in faults[:MOST_FAULTS]]
        if len(faults) > MOST_FAULTS:
            shown.append(f"... and at least {len(faults) - MOST_FAULTS} more.")
        super().__init__("\n".join(shown))


@dataclass(frozen=True)
class PeopleFile:
    """`remarks` are worth knowing and stop nothing, e.g. a post of the procedure that nobody holds."""

    people: Mapping[PersonId, Person]
    posts: tuple[Post, ...]
    absences: tuple[Absence, ...]
    teams: tuple[TeamId, ...]
    accounts: Mapping[PersonId, str]
    remarks: tuple[Fault, ...] = ()

    def roster(self) -> Roster:
        return Roster(self.people, self.posts, self.absences)


def read_people(content: str | bytes, file: str, *procedures: Procedure) -> PeopleFile:
    """Read the file as it was saved, with the posts of every procedure that its teams work under.

    `file` is its name, for what is told. Raises PeopleFileRefused with all faults.
    """
    try:
        table = read_table(content, file)
    except TextRefused as refused:
        raise PeopleFileRefused(refused.faults) from None
    people, faults = read_rows(table)
    faults = (*faults, *faults_of_posts(people, procedures, file), *faults_of_links(people, file))
    if faults:
        raise PeopleFileRefused(tuple(sorted(faults, key=lambda fault: fault.line)))
    return PeopleFile(
        people={each.person.id: _with_last_day(each) for each in people},
        posts=tuple(row.post for each in people for row in each.posts),
        absences=tuple(absence for each in people for absence in each.absences),
        teams=tuple(dict.fromkeys(row.post.team for each in people for row in each.posts if row.post.team)),
        accounts={each.person.id: each.account for each in people if each.account},
        remarks=remarks_on(people, procedures, file),
    )


def _with_last_day(row: PersonRow) -> Person:
    """Somebody with a post that has no last day stays; so does a person without any post."""
    ends = [post.post.until for post in row.posts]
    known = [end for end in ends if end is not None]
    return replace(row.person, until=max(known)) if ends and len(known) == len(ends) else row.person
