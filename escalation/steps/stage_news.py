"""Who hears that a stage has opened: those asked, the raiser, those told, those copied, those passed over."""

from __future__ import annotations

from collections.abc import Iterable

from ..case import Case, Entered, PersonId, RoleId, StageId, StageVisit
from ..deciding import Deciding
from ..holders.naming import holders_of
from ..notices import Capacity, Meaning
from ..procedure import Procedure, Stage
from ..stages import EVERYONE_ASKED_BEFORE


def tell_of_stage(d: Deciding, stage: Stage, visit: StageVisit, passed: Iterable[Stage]) -> None:
    """What counts most for a person is what they are told: asked, then told, then copied."""
    _tell_asked(d, stage, visit)
    by_itself = d.said is None and visit.reason is Entered.SILENCE
    d.tell_raiser(Meaning.MOVED_UP_BY_ITSELF if by_itself else Meaning.STAGE_OPENED)
    tell_each(d, stage.tells, Meaning.STAGE_TOLD, Capacity.TOLD)
    if visit.reason is Entered.RAISED:
        tell_each(d, told_of_themes(d.case, d.situation.procedure), Meaning.STAGE_TOLD, Capacity.TOLD)
    tell_each(d, stage.copies, Meaning.STAGE_COPIED, Capacity.COPIED)
    for skipped in passed:
        tell_each(d, skipped.asks.roles if skipped.asks else (), Meaning.PASSED_OVER, Capacity.TOLD)


def told_of_themes(case: Case, procedure: Procedure) -> tuple[RoleId, ...]:
    """The roles that hear of a concern by what it is about."""
    known = (procedure.categories.get(concern.category) for concern in case.concerns)
    return tuple(dict.fromkeys(role for category in known if category is not None for role in category.tells))


def asked_before(visits: Iterable[StageVisit]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(n.person for v in visits for n in v.asked))


def _tell_asked(d: Deciding, stage: Stage, visit: StageVisit) -> None:
    meaning = Meaning.MEETING_TO_CONVENE if stage.meeting else Meaning.ANSWER_ASKED
    for named in visit.asked:
        d.tell([named.person], meaning, Capacity.ASKED, role=named.role)
        if named.covering is not None:
            d.tell([named.covering], Meaning.STAGE_TOLD, Capacity.COVERED, role=named.role)


def tell_each(d: Deciding, words: Iterable[RoleId], meaning: Meaning, capacity: Capacity) -> None:
    """Those whom a pack's words mean now."""
    for word in words:
        if word == EVERYONE_ASKED_BEFORE:
            d.tell(asked_before(d.case.visits[:-1]), meaning, capacity)
        else:
            people = holders_of(word, d.case, d.situation.procedure, d.situation.roster, d.today)
            d.tell(people, meaning, capacity, role=word)


def passed_over(stages: Iterable[StageId], start: StageId | None, to: StageId) -> tuple[StageId, ...]:
    """The stages of a ladder between the one left and the one entered; from the first one, where none was left."""
    ladder = list(stages)
    first = ladder.index(start) + 1 if start is not None else 0
    return tuple(ladder[first : ladder.index(to)])
