"""What is known of absences beside the people file: a new reading of the file does not forget it."""

from __future__ import annotations

from collections.abc import Container, Iterable

from escalation.case import PersonId
from escalation.people import Absence, Roster, Source


def with_noted(of_file: Iterable[Absence], known: Roster, people: Container[PersonId]) -> tuple[Absence, ...]:
    """What people have said counts more than the file, and the file more than what was found in a calendar."""
    noted = [a for a in known.absences if a.source is not Source.FILE and a.person in people]
    said = [a for a in noted if a.source is Source.SAID]
    written = [a for a in of_file if not _meets(a, said)]
    found = [a for a in noted if a.source is Source.FOUND and not _meets(a, (*said, *written))]
    return (*written, *said, *found)


def _meets(one: Absence, others: Iterable[Absence]) -> bool:
    return any(one.person == other.person and one.since <= other.until and other.since <= one.until for other in others)
