"""What a move asks: which way at a fork, who chairs a meeting, whether somebody was consulted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from escalation.case import Entered, Opening, PersonId, RoleId, StageId
from escalation.duties import facts_of, raiser_sets
from escalation.holders.asking import needs_a_name
from escalation.holders.double_posts import Passed, past_double_posts
from escalation.permissions import MOVERS, standing
from escalation.stages import RAISERS_LINE_MANAGER, Consult, Stage
from escalation.steps.gates import asks_who_was_consulted
from escalation.ways import way_if_not_done, ways_after_an_answer, ways_after_silence

from ..scene import in_text
from ..telling import Telling
from ..wording import listed
from .fields import Field, Kind, Option
from .shared_fields import name_of, people_options, person_field, post_and_holder


def stages_of(telling: Telling) -> Mapping[StageId, Stage]:
    return telling.situation.procedure.tracks[telling.case.track].stages


def stage_options(stages: Mapping[StageId, Stage], ids: Iterable[StageId]) -> tuple[Option, ...]:
    return tuple(Option(stage, stages[stage].title) for stage in ids if stage in stages)


def ways_of(telling: Telling, silent: bool) -> tuple[StageId, ...]:
    visit = telling.case.visit
    if visit is None:
        return ()
    stage, facts = stages_of(telling)[visit.stage], facts_of(telling.case)
    if not silent:
        return ways_after_an_answer(stage, facts)
    not_done = way_if_not_done(telling.case, telling.situation)
    return (not_done,) if not_done is not None else ways_after_silence(stage, facts)


def along(telling: Telling, silent: bool) -> list[Field]:
    """A move along the pack's ways: which one at a fork or past a double post, and what it needs to know there."""
    reason = Entered.SILENCE if silent else Entered.NOT_SATISFIED
    own, passed = ways_of(telling, silent), _past_double_posts(telling, silent)
    ways = (*own, *(stage for stage in passed if stage not in own))
    return [*_which_way(telling, own, ways, passed), *onward(telling, [Opening(way, reason) for way in ways])]


def _which_way(
    telling: Telling, own: tuple[StageId, ...], ways: tuple[StageId, ...], passed: Mapping[StageId, Passed]
) -> Iterator[Field]:
    """The pack's one way on is chosen already where the others only pass over a post that is held again."""
    if len(ways) > 1:
        options, usual = stage_options(stages_of(telling), ways), own[0] if len(own) == 1 else ""
        hint = _passed_over(telling, passed) if len(ways) > len(own) else ""
        yield Field("to", "Move to", Kind.ONE_IN_SIGHT, True, "Choose where it goes.", options, usual, hint)


def _past_double_posts(telling: Telling, silent: bool) -> Mapping[StageId, Passed]:
    """For whoever may move it anywhere. What was not done leads where the pack says; to open alone takes a reason."""
    case, world = telling.case, telling.situation
    not_done = silent and way_if_not_done(case, world) is not None
    if case.visit is None or not_done or standing(case, telling.to, world).isdisjoint(MOVERS):
        return {}
    found = past_double_posts(case, world)
    return {stage: passed for stage, passed in found.items() if stage not in case.raiser_may_open}


def _passed_over(telling: Telling, passed: Mapping[StageId, Passed]) -> str:
    """ "Tom Reid, who was asked at Stage 1, would be asked at Stage 2 too: you can pass over that stage." """
    stages, held = stages_of(telling), dict[tuple[PersonId, StageId], list[str]]()
    for again in dict.fromkeys(one for posts in passed.values() for one in posts):
        held.setdefault((again.person, again.before), []).append(in_text(stages[again.stage]))
    said = (
        f"{name_of(telling, person)}, who was asked at {in_text(stages[before])}, would be asked at {listed(titles)} "
        f"too: you can pass over {'those stages' if len(titles) > 1 else 'that stage'}."
        for (person, before), titles in held.items()
    )
    return " ".join(said)


def onward(telling: Telling, openings: Sequence[Opening]) -> list[Field]:
    """What a move to one of these needs to know: who chairs a meeting, who is asked, whether somebody was consulted."""
    stages, ways = stages_of(telling), tuple(opening.to for opening in openings)
    fields: list[Field] = []
    meetings = [stage for stage in (stages[way] for way in ways) if stage.meeting is not None]
    if meetings and meetings[0].meeting is not None:
        fields.append(_chair(telling, meetings[0].meeting.chair.one_of, always=len(ways) == 1))
    fields += who_is_asked(telling, ways)
    fields += _gates(telling, openings)
    return [*fields, *time_to_set((stages[way] for way in ways if way in stages), always=len(ways) == 1)]


def _gates(telling: Telling, openings: Sequence[Opening]) -> list[Field]:
    """Of several, whoever is consulted is named: a signature is asked for by itself, and can only be passed over."""
    gates = _gates_on(telling, openings)
    over = [way for way, gate in gates.items() if gate.may_be_passed_over is not None]
    if any(gate.kind == "consult" for gate in gates.values()):
        return _consultation(telling, gates, over, always=len(gates) == len(openings))
    if not over:
        return []
    gate = gates[over[0]]
    label = f"{_role_title(telling, gate.who)} is asked first. Not asked, because ({gate.may_be_passed_over})"
    return [Field("passed_over_because", label, Kind.LINE, only_to=frozenset(over))]


def _gates_on(telling: Telling, openings: Sequence[Opening]) -> Mapping[StageId, Consult]:
    """Where somebody signs or agrees, and where the rules will ask who was consulted."""
    gates = ((opening, stages_of(telling)[opening.to].consult) for opening in openings)
    return {
        opening.to: gate
        for opening, gate in gates
        if gate is not None
        and (gate.kind != "consult" or asks_who_was_consulted(telling.case, telling.situation, opening))
    }


def who_is_asked(telling: Telling, ways: tuple[StageId, ...]) -> list[Field]:
    """Where the procedure leaves it to whoever opens the stage who answers there."""
    stages = stages_of(telling)
    open_ones = [way for way in ways if way in stages and needs_a_name(telling.case, way, stages[way])]
    if not open_ones:
        return []
    always = len(ways) == 1
    label = "Who is asked" if always else f"Who is asked, if it goes to {listed(stages[w].title for w in open_ones)}"
    options = people_options(telling, without={telling.case.raiser})
    return [person_field(Field("asking", label, Kind.ONE_OF_MANY, always, "Choose who is to answer."), options)]


def time_to_set(stages: Iterable[Stage], always: bool) -> list[Field]:
    """By when, where a stage leaves that to the raiser: its suggestion is filled in, its ceiling told."""
    lengths = [clock.within for stage in stages for row in stage.clocks.values() for clock in row if raiser_sets(clock)]
    if not lengths:
        return []
    suggested = lengths[0].amount if len({within.amount for within in lengths}) == 1 else 0
    most = f", {lengths[0].at_most} at most" if lengths[0].at_most else ""
    label = "Time to answer, in working days" if always else "Time to answer, if it is yours to set, in working days"
    hint = "" if suggested else "Left empty, you are asked for a date."
    return [Field("answer_within", f"{label}{most}", Kind.NUMBER, value=str(suggested or ""), hint=hint)]


def _chair(telling: Telling, posts: tuple[RoleId, ...], always: bool) -> Field:
    roles = telling.situation.procedure.roles
    today = telling.situation.today
    options = []
    for role in (post for post in posts if post in roles):
        holders = telling.situation.roster.holders(role, telling.case.team, today)
        names = listed(name_of(telling, person) for person in holders)
        options.append(Option(role, post_and_holder(roles[role].title, names)))
    label = "Who chairs" if always else "Who chairs, if it is a meeting"
    return Field("chair", label, Kind.ONE_IN_SIGHT, always, "Choose who chairs the meeting.", tuple(options))


def _consultation(
    telling: Telling, gates: Mapping[StageId, Consult], over: Sequence[StageId], always: bool
) -> list[Field]:
    """Who was consulted and when, or why that was passed over."""
    asked = [way for way, gate in gates.items() if gate.kind == "consult"]
    role, words = gates[asked[0]].who, gates[over[0]].may_be_passed_over if over else ""
    options = tuple(Option(person, name_of(telling, person)) for person in _consultants(telling, role))
    hint = "" if always else f" where it goes to {listed((in_text(stages_of(telling)[way]) for way in asked), 'or')}"
    hint = f"One of these two is needed{hint}: who was consulted and when, or why nobody was." if words else ""
    who = Field("consulted", f"{_role_title(telling, role)} consulted", Kind.ONE_OF, options=options, hint=hint)
    not_asked = f"Not consulted, because ({words})" if words else "Not consulted, because"
    fields = (
        replace(who, remedy="Choose whom you asked."),
        Field("consulted_on", "Consulted on", Kind.DATE, remedy="Choose the day."),
        Field("passed_over_because", not_asked, Kind.LINE),
    )
    return [replace(field, only_to=frozenset((*asked, *over))) for field in fields]


def _consultants(telling: Telling, role: RoleId) -> tuple[PersonId, ...]:
    """The supervisor, where nobody else is listed."""
    roster, case, today = telling.situation.roster, telling.case, telling.situation.today
    manager = roster.line_manager(case.raiser)
    managers = (manager,) if manager is not None else tuple[PersonId, ...]()
    found = managers if role == RAISERS_LINE_MANAGER else roster.holders(role, case.team, today)
    return found or roster.holders(telling.situation.procedure.supervisor, case.team, today)


def _role_title(telling: Telling, role: RoleId) -> str:
    known = telling.situation.procedure.roles.get(role)
    return known.title if known is not None else "Line manager"
