"""Somebody goes away after they were asked: whoever covers is asked meanwhile. Clocks run on, and either may answer."""

from __future__ import annotations

from collections.abc import Iterator

from ..actions import CoverAbsence
from ..case import Duty, Named, PersonId, StageVisit, Task
from ..case_log import CoverAsked
from ..deciding import Deciding
from ..duties import ANSWERS, BESIDE
from ..holders.asking import respondents
from ..holders.naming import stand_in_for
from ..notices import Capacity, Meaning
from ..permissions import asked_in
from .visits import current, stage_of

COVERED = (*ANSWERS, *BESIDE, Task.CONVENE, Task.HOLD)
"""What is asked of a post; what the raiser owes climbs by itself, and an agreed action is one person's."""


def cover_absence(d: Deciding, action: CoverAbsence) -> None:
    """Nothing happens where they are there, owe nothing, or nobody covers: it can be asked for at any time."""
    person, visit = action.person, d.case.visit
    is_away = d.situation.roster.absence_of(person, d.today) is not None
    if visit is None or visit.left is not None or not is_away or person == d.case.raiser:
        return
    barred = respondents(d.case, stage_of(d, visit.stage).not_asked)
    for named in dict.fromkeys(_asked_alone(d, visit, person)):
        cover = stand_in_for(person, named.role, d.case, d.situation, barred)
        if cover is not None and not asked_in(current(d), cover):
            _ask(d, visit, named, cover)


def _asked_alone(d: Deciding, visit: StageVisit, person: PersonId) -> Iterator[Named]:
    """In which posts they are asked at the stage, and owe something, without anybody who covers."""
    waits = d.open_duties(Task.SET_A_DATE, visit=visit.number)
    asked = (*(visit.asked if waits else ()), *(n for duty in _owed(d, visit) for n in duty.owed_by))
    yield from (n for n in asked if n.person == person and n.covering is None)


def _owed(d: Deciding, visit: StageVisit) -> tuple[Duty, ...]:
    return d.open_duties(*COVERED, visit=visit.number)


def _ask(d: Deciding, visit: StageVisit, named: Named, cover: PersonId) -> None:
    duties = tuple(duty.number for duty in _owed(d, visit) if named in duty.owed_by)
    d.log(CoverAsked(named.person, cover, named.role, visit.number, duties))
    d.tell([cover], Meaning.HANDED_TO_YOU, Capacity.ASKED, role=named.role)
    d.tell([named.person], Meaning.STAGE_TOLD, Capacity.COVERED, role=named.role)
    d.tell_raiser(Meaning.COVER_ASKED)
