"""Whose part it is that a stage opens, beside the raiser's: its openers, and whoever signs or agrees before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..case import Case, Consulted, Entered, Named, Opening, PersonId, RoleId, Silence, StageId, Task
from ..case_log import Ended, OpeningAsked, OpeningTakenBack
from ..deciding import Deciding
from ..decision import Situation
from ..duties import Facts, facts_of, holds
from ..notices import Capacity, Meaning
from ..procedure import Stage
from ..stages import RAISER, RAISERS_LINE_MANAGER, AskMode
from .asking import name_roles
from .naming import holders_of, manager_present

Group = tuple[RoleId, ...]
"""Posts of which any one serves."""


def still_to_agree(d: Deciding, opening: Opening) -> list[Group]:
    """The groups of whom nobody has agreed yet; none where the step was given back to the raiser."""
    if opening.to in d.case.raiser_may_open:
        return []
    stage = d.situation.procedure.stage(d.case.track, opening.to)
    groups = (*_signers(stage, facts_at(d.case, opening)), *_openers(stage))
    return [group for group in dict.fromkeys(groups) if set(group).isdisjoint(opening.agreed)]


def facts_at(case: Case, opening: Opening) -> Facts:
    """As they stand on the way to a stage: does it pass over another?"""
    match opening.reason:
        case Entered.RAISED:
            skips = bool(case.skipping_because)
        case Entered.REOPENED:
            skips = case.closed is not None and opening.to != case.closed.stage
        case reason:
            skips = reason is Entered.BYPASS
    return replace(facts_of(case), skipping_a_stage=skips)


def is_consultation(stage: Stage, facts: Facts) -> bool:
    """Does a gate stand before the stage at which somebody is consulted, and need not agree?"""
    gate = stage.consult
    return gate is not None and gate.kind == "consult" and holds(gate.when, facts)


def ask_to_open(d: Deciding, opening: Opening, groups: Iterable[Group]) -> None:
    """The case stays what it is, and what is owed there too, until they have spoken or a working day has passed."""
    before = asked_to_open(d)
    d.end(d.open_duties(Task.OPEN), Ended.REPLACED)
    d.end(d.open_duties(Task.JUDGE, Task.DECIDE_TO_SEND), Ended.MET)
    d.log(OpeningAsked(opening))
    due = d.situation.calendar.due(d.now, 1)
    visit = d.case.visit.number if d.case.visit is not None else None
    for group in groups:
        named = tuple(dict.fromkeys(one for role in group for one in _named_for(d, role)))
        duty = d.owe(Task.OPEN, named, due, Silence.ASK_THE_RAISER, visit=visit)
        for one in named:
            d.tell([one.person], Meaning.TO_OPEN, Capacity.ASKED, role=one.role, duty=duty.number)
    d.tell_raiser(Meaning.OPENING_AWAITED)
    no_longer_asked(d, before)


def take_back(d: Deciding) -> None:
    """Only a silence was to move the case on, and now there is an answer: the raiser judges that first."""
    if d.case.waiting is not None and d.case.waiting.reason is Entered.SILENCE:
        ask_no_more(d)


def ask_no_more(d: Deciding) -> None:
    """The case stays where it is: nobody has to open, sign or agree any more."""
    if d.case.waiting is None:
        return
    asked, to = asked_to_open(d), d.case.waiting.to
    d.end(d.open_duties(Task.OPEN), Ended.NO_LONGER_NEEDED)
    d.log(OpeningTakenBack(to))
    no_longer_asked(d, asked)


def asked_to_open(d: Deciding) -> tuple[PersonId, ...]:
    return tuple(n.person for duty in d.open_duties(Task.OPEN) for n in duty.owed_by)


def no_longer_asked(d: Deciding, people: Iterable[PersonId]) -> None:
    """Told last: whoever hears of the same event as somebody else knows it from there."""
    d.tell((p for p in people if d.said is None or p != d.by), Meaning.NO_LONGER_ASKED, Capacity.TOLD)


def agreed_already(d: Deciding, opening: Opening, stage: Stage, consulted: Consulted | None) -> tuple[RoleId, ...]:
    """The posts of whoever moves the case, who speaks for them; and a gate that was passed over with a reason."""
    gate = stage.consult
    posts = (*_parts(stage), *((gate.who,) if gate is not None else ()))
    mover = _mover(d, opening)
    mine = tuple(post for post in posts if mover in _holders(d.case, post, d.situation))
    over = gate is not None and gate.kind != "consult" and gate.is_passed_over(consulted)
    return (*mine, gate.who) if over and gate is not None else mine


def _mover(d: Deciding, opening: Opening) -> PersonId | None:
    """Nobody, where a silence moves it. A raise is the raiser's, also when its time to be undone has run out."""
    if d.said is not None:
        return d.by
    return d.case.raiser if opening.reason is Entered.RAISED else None


def opens_next(case: Case, person: PersonId, ways: Iterable[StageId], situation: Situation) -> bool:
    """Is it this person's part, by a post of theirs, to open one of the stages that follow?"""
    stages = (situation.procedure.stage(case.track, way) for way in ways)
    return any(person in _holders(case, role, situation) for stage in stages for role in _parts(stage))


def _signers(stage: Stage, facts: Facts) -> tuple[Group, ...]:
    gate = stage.consult
    stands = gate is not None and gate.kind != "consult" and holds(gate.when, facts)
    return ((gate.who,),) if gate is not None and stands else ()


def _openers(stage: Stage) -> tuple[Group, ...]:
    opened = stage.opened_by
    if opened is None or opened.mode is AskMode.UNSET:
        return ()
    if opened.mode is AskMode.ANY:
        return () if RAISER in opened.roles else (opened.roles,)
    return tuple((role,) for role in _parts(stage))


def _parts(stage: Stage) -> tuple[RoleId, ...]:
    """Who opens the stage, or may, beside the raiser."""
    return tuple(role for role in stage.opened_by.roles if role != RAISER) if stage.opened_by is not None else ()


def _holders(case: Case, role: RoleId, situation: Situation) -> tuple[PersonId, ...]:
    day = situation.today
    return holders_of(role, case, situation.procedure, situation.roster, day)


def _named_for(d: Deciding, role: RoleId) -> Iterator[Named]:
    if role != RAISERS_LINE_MANAGER:
        yield from name_roles(d.case, d.situation, role)
        return
    manager = manager_present(d.case.raiser, d.situation.roster, d.today)
    if manager is not None:
        yield Named(manager, role)
        return
    instead = name_roles(d.case, d.situation, d.situation.procedure.supervisor)
    yield from (replace(named, role=role) for named in instead)  # whose word is the line manager's
