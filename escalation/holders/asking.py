"""Who owes the answer of a stage: its posts, the person whom its opener names, or the raiser; nobody who is barred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..case import Case, Named, PersonId, RoleId, StageId, StageVisit
from ..decision import Situation
from ..errors import ChoiceNeeded, DetailNeeded
from ..procedure import AskMode, Stage
from ..stages import RAISER, RESPONDENT_OF
from .naming import name_any, name_person


def name_roles(
    case: Case, world: Situation, *roles: RoleId, barred: frozenset[PersonId] = frozenset()
) -> tuple[Named, ...]:
    """Whoever is asked for any of `roles`. The raiser answers only where the pack asks the raiser by that word."""
    ours = (Named(case.raiser, case.raiser_role),) if RAISER in roles else ()
    posts = tuple(role for role in roles if role != RAISER)
    if not posts:
        return ours
    named = name_any(
        posts,
        world.procedure,
        world.roster,
        case.team,
        world.today,
        case.social_worker,
        never=case.raiser,
        barred=barred,
    )
    return tuple(dict.fromkeys([*ours, *named]))


def who_is_asked(
    case: Case, world: Situation, stage_id: StageId, chair: RoleId | None, asking: PersonId | None = None
) -> tuple[Named, ...]:
    """`asking` is the person whom the opener named, where the pack does not say who answers.

    Raises ChoiceNeeded where somebody has to be named, and DetailNeeded for one who cannot be asked.
    """
    stage = world.procedure.stage(case.track, stage_id)
    if stage.meeting is not None:
        assert chair is not None, "a meeting has a chair before it is entered"
        return name_roles(case, world, chair)
    if stage.asks is None:
        return ()
    barred = respondents(case, stage.not_asked)
    match stage.asks.mode:
        case AskMode.UNSET:
            return _named_by_the_opener(case, world, stage_id, stage, asking, barred)
        case AskMode.ANY:
            return _each_once(name_roles(case, world, *stage.asks.roles, barred=barred))
    return _each_once(named for role in stage.asks.roles for named in name_roles(case, world, role, barred=barred))


def needs_a_name(case: Case, stage_id: StageId, stage: Stage) -> bool:
    """Has whoever opens the stage to say who is asked? Whoever was named there before is asked again."""
    unset = stage.meeting is None and stage.asks is not None and stage.asks.mode is AskMode.UNSET
    return unset and not _asked_there(case.visits, stage_id)


def not_asked(case: Case, world: Situation, stage: Stage) -> tuple[PersonId, ...]:
    """Who would be asked, were it not that they answered before what is disputed now."""
    roles = stage.asks.roles if stage.asks is not None else ()
    barred = respondents(case, stage.not_asked)
    named = (one for role in roles for one in name_roles(case, world, role))
    return tuple(dict.fromkeys(one.person for one in named if one.person in barred))


def respondents(case: Case, rule: str | None) -> frozenset[PersonId]:
    """The people who were asked or answered at the stage that "respondent of STAGE" names."""
    if rule is None:
        return frozenset()
    visits = [v for v in case.visits if v.stage == rule.removeprefix(RESPONDENT_OF)]
    asked = {person for v in visits for n in v.asked for person in (n.person, n.covering) if person is not None}
    return frozenset(asked | {a.by for v in visits for a in v.answers})


def yet_to_answer(stage: Stage, visit: StageVisit) -> Iterator[tuple[Named, ...]]:
    """Who still owes the answer of a visit, each group once: any one of a group answers for it."""
    mode = stage.asks.mode if stage.asks is not None and stage.meeting is None else AskMode.ANY
    answered = {person for a in visit.answers for person in (a.by, a.on_behalf_of)}
    match mode:
        case AskMode.ALL:
            groups: list[tuple[Named, ...]] = [(named,) for named in visit.asked]
        case AskMode.PAIR:
            roles = dict.fromkeys(named.role for named in visit.asked)
            groups = [tuple(n for n in visit.asked if n.role == role) for role in roles]
        case _:
            groups = [visit.asked] if visit.asked else []
    yield from (group for group in groups if answered.isdisjoint(n.person for n in group))


def _each_once(found: Iterable[Named]) -> tuple[Named, ...]:
    """Whoever holds two of the posts is asked once, in a post of their own rather than as cover."""
    people: dict[PersonId, Named] = {}
    for named in found:
        known = people.get(named.person)
        if known is None or (known.covering is not None and named.covering is None):
            people[named.person] = named
    return tuple(people.values())


def _named_by_the_opener(
    case: Case,
    world: Situation,
    stage_id: StageId,
    stage: Stage,
    asking: PersonId | None,
    barred: frozenset[PersonId],
) -> tuple[Named, ...]:
    if asking is None:
        before = tuple(n for n in _asked_there(case.visits, stage_id) if n.person not in barred)
        again = (name_person(n.person, n.role, case, world.procedure, world.roster, world.today) for n in before)
        if not before:
            raise ChoiceNeeded("whom_to_ask", stage=stage.title)
        return tuple(dict.fromkeys(again))
    if not world.roster.serves(asking, world.today):
        raise DetailNeeded("no_such_person")
    if asking == case.raiser:
        raise DetailNeeded("not_to_the_raiser")
    if asking in barred:
        raise DetailNeeded("answered_before")
    held = world.roster.roles_of(asking, world.today)
    role = next((role for role in world.procedure.roles if role in held), None)
    if role is None:
        raise DetailNeeded("holds_no_post")
    return (name_person(asking, role, case, world.procedure, world.roster, world.today),)


def _asked_there(visits: Iterable[StageVisit], stage_id: StageId) -> tuple[Named, ...]:
    """Those of the newest visit to that stage."""
    return next((v.asked for v in reversed(tuple(visits)) if v.stage == stage_id and v.asked), ())
