"""What goes together and what goes in turn: a digest, a run about one case, a lane for each reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from escalation.case import CaseRef, PersonId
from escalation.notices import Meaning
from storage.outgoing import Channel, Claimed

from .writing import Group, Ready, Run

LONGEST_RUN = 20
DIGESTED = frozenset(
    {
        Meaning.REMINDER,
        Meaning.ANSWER_OVERDUE,
        Meaning.YOUR_VIEW_AWAITED,
        Meaning.DATE_AWAITED,
        Meaning.PUT_ON_RECORD,
    }
)
"""What waits for a person anyway: several of these at once become one digest."""
Lane = tuple[Channel, PersonId | CaseRef | None]
"""What goes one after the other: a person's chat, the thread of a case, a person's mails."""
Pair = tuple[Group, Ready]


def lanes_of(pairs: Iterable[Pair]) -> list[list[Pair]]:
    lanes: dict[Lane, list[Pair]] = {}
    for group, ready in pairs:
        lanes.setdefault(lane_of(group[0]), []).append((group, ready))
    return list(lanes.values())


def lane_of(row: Claimed) -> Lane:
    match row.message.channel:
        case Channel.TEAMS:
            return Channel.TEAMS, row.message.to
        case Channel.THREAD | Channel.CALENDAR as channel:
            return channel, row.message.case
        case Channel.EMAIL:
            return Channel.EMAIL, row.message.to


def runs_of(groups: Iterable[Group]) -> Iterator[Run]:
    """What follows each other about one case, so that the case is read once; never so much that it could grow old."""
    for _, run in groupby(groups, key=_about):
        together = tuple(run)
        for start in range(0, len(together), LONGEST_RUN):
            yield together[start : start + LONGEST_RUN]


def _about(group: Group) -> CaseRef | None:
    return group[0].message.case


def groups_of(claimed: tuple[Claimed, ...]) -> Iterable[Group]:
    """One by one in their order; what a digest may hold stands together for each person and door."""
    single = [row for row in claimed if not _is_digested(row)]
    digested = sorted((row for row in claimed if _is_digested(row)), key=_place)
    yield from ((row,) for row in single)
    for _, rows in groupby(digested, key=_place):
        yield tuple(rows)


def _is_digested(row: Claimed) -> bool:
    notice = row.message.notice
    return notice is not None and notice.meaning in DIGESTED and not row.in_doubt


def _place(row: Claimed) -> tuple[PersonId, str]:
    return row.message.to, row.message.channel.value
