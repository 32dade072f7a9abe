"""How a case begins: a concern raised and held, sent or undone; a matter settled in conversation; praise."""

from __future__ import annotations

import re

from .actions import ConcernRaised, GivePraise, RaiseConcern, SendNow, UndoRaise
from .case import (
    NO_VIEW,
    NO_WORDS,
    Case,
    Child,
    ChildStatus,
    Concern,
    Duty,
    Entered,
    Named,
    Outcome,
    PackPin,
    PersonId,
    RoleId,
    Silence,
    Source,
    StageId,
    Task,
)
from .case_log import Drafted, Ended, GateConsulted, Praised, Raised
from .closing import close
from .deciding import Deciding
from .durations import Unit
from .duties import Facts, after, holds
from .errors import DetailNeeded, NoSuchStage, NothingOwed, NotYours, ReasonNeeded
from .moving import choose_chair, enter_stage
from .naming import holders_of
from .notices import Capacity, Meaning
from .procedure import Consult, Procedure, Track

INITIALS = re.compile(r"[^\W\d_]{1,4}")


def raise_concern(d: Deciding, action: RaiseConcern, pin: PackPin) -> None:
    """Check, draft, and hold for the pack's undo time; at immediate risk send at once. Settled matters close here."""
    track = _track(d.situation.procedure, action)
    role = _raising_role(d, track)
    _check_child(d.situation.procedure, track, action.child)
    _check_concerns(d.situation.procedure, action)
    _check_details(d, action)
    facts = _facts(action)
    start = _start(d.situation.procedure, track, action, facts)
    d.log(Drafted(_drafted(d, action, role, start, pin)))
    if action.settled:
        _settle(d, action)
        return
    _check_gate(d, track.stages[start].consult, action, facts)
    if track.stages[start].meeting is not None:
        choose_chair(d, track.stages[start], action.chair)
    _hold(d, action)


def send(d: Deciding, held: Duty) -> None:
    """The sending: the concern is raised now and its first stage opens."""
    d.end([held], Ended.MET)
    d.log(Raised())
    start = d.case.start_at
    assert start is not None, "a draft knows where it starts"
    stage = d.situation.procedure.stage(d.case.track, start)
    consulted = d.case.consulted
    if stage.consult is not None and consulted is not None:
        d.log(GateConsulted(start, consulted))
        if consulted.who is None and consulted.passed_over_because:
            d.tell(_holders(d, stage.consult.who), Meaning.CONSULTED_AFTER, Capacity.TOLD, role=stage.consult.who)
    enter_stage(d, start, Entered.RAISED, d.case.skipping_because, choose_chair(d, stage, d.case.chair))


def send_now(d: Deciding, action: SendNow) -> None:
    send(d, _held(d))


def undo(d: Deciding, action: UndoRaise) -> None:
    """Nothing went out: logged, not erased."""
    d.end([_held(d)], Ended.NO_LONGER_NEEDED)
    close(d, Outcome.UNDONE, NO_WORDS, NO_WORDS)


def give_praise(d: Deciding, action: GivePraise, pin: PackPin) -> None:
    track = _track(d.situation.procedure, action)
    role = _raising_role(d, track)
    if not track.praise:
        raise DetailNeeded("no_praise_here")
    if action.child.record:
        _check_child(d.situation.procedure, track, action.child)
    known = tuple(p for p in action.people if d.situation.roster.serves(p, d.today))
    if not known or not action.text:
        raise DetailNeeded("praise_whom_and_why")
    case = Case(
        action.ref, pin, action.track, action.team, action.said.by, role, action.child, child_view=NO_VIEW,
        concerns=(), source=Source.MONITORING, immediate_risk=False, conference_on=None, identified_on=None,
        spoken=None, consulted=None, when_silent=_default_silence(d.situation.procedure), social_worker=None,
        drafted=d.happened,
    )  # fmt: skip
    d.log(Drafted(case))
    d.log(Praised(known, action.text))
    close(d, Outcome.PRAISE, NO_WORDS, NO_WORDS)
    managers = (d.situation.roster.line_manager(person) for person in known)
    d.tell(known, Meaning.PRAISE, Capacity.TOLD)
    d.tell((m for m in managers if m is not None), Meaning.PRAISE, Capacity.COPIED)
    d.tell(_holders(d, d.situation.procedure.log.kept_for), Meaning.PRAISE, Capacity.COPIED)


def _track(procedure: Procedure, action: RaiseConcern | GivePraise) -> Track:
    track = procedure.tracks.get(action.track)
    if track is None:
        raise DetailNeeded("no_such_track", tracks=", ".join(t.title for t in procedure.tracks.values()))
    return track


def _raising_role(d: Deciding, track: Track) -> RoleId:
    held = d.situation.roster.roles_of(d.by, d.today)
    role = next((r for r in track.raised_by if r in held), None)
    if role is None:
        titles = ", ".join(d.situation.procedure.roles[r].title for r in track.raised_by)
        raise NotYours("may_not_raise", roles=titles)
    return role


def _check_child(procedure: Procedure, track: Track, child: Child) -> None:
    """Record number and initials only: a name must never get in."""
    if child.status not in track.children:
        raise DetailNeeded("child_not_on_this_track", track=track.title)
    if child.status is ChildStatus.NONE and not child.record and not child.initials:
        return
    if not re.fullmatch(procedure.reference.record_number, child.record):
        raise DetailNeeded("record_number", pattern=procedure.reference.record_number)
    if not INITIALS.fullmatch(child.initials):
        raise DetailNeeded("initials")


def _check_concerns(procedure: Procedure, action: RaiseConcern) -> None:
    if not action.concerns:
        raise DetailNeeded("no_concern")
    allowed = procedure.categories_for(action.track)
    for concern in action.concerns:
        if concern.category not in allowed:
            raise DetailNeeded("no_such_category")
        category = allowed[concern.category]
        if category.must_name and not concern.named:
            raise DetailNeeded("must_name", what=category.must_name, category=category.title)
        if not (concern.what and concern.asked and concern.why_it_matters):
            raise DetailNeeded("concern_incomplete")


def _check_details(d: Deciding, action: RaiseConcern) -> None:
    if not action.not_a_complaint:
        raise DetailNeeded("not_this_process", text=d.situation.procedure.advice.exclusion or "")
    if action.source is Source.CONFERENCE and action.conference_on is None:
        raise DetailNeeded("conference_date")
    dates = (action.conference_on, action.identified_on, action.spoken.on if action.spoken else None)
    if any(day is not None and day > d.today for day in dates):
        raise DetailNeeded("date_ahead")
    if action.settled and action.spoken is None:
        raise DetailNeeded("settled_needs_conversation")
    if action.answer_within is not None and action.answer_within < 1:
        raise DetailNeeded("answer_within")
    if action.social_worker is not None and not d.situation.roster.serves(action.social_worker, d.today):
        raise DetailNeeded("no_such_person")


def _facts(action: RaiseConcern) -> Facts:
    return Facts(
        action.source,
        frozenset(c.category for c in action.concerns),
        action.immediate_risk,
        action.earlier_concerns,
        action.child.status,
        bool(action.skipping_because),
    )


def _start(procedure: Procedure, track: Track, action: RaiseConcern, facts: Facts) -> StageId:
    """Where it starts: the pack's first entry that holds, or the raiser's choice with a reason."""
    usual = default_start(procedure, track, facts)
    if action.start_at is None or action.start_at == usual:
        return usual
    if action.start_at not in track.stages:
        raise NoSuchStage("no_such_stage", stage=action.start_at)
    if not action.skipping_because:
        raise ReasonNeeded("reason_for_jump", stage=track.stages[action.start_at].title)
    return action.start_at


def default_start(procedure: Procedure, track: Track, facts: Facts) -> StageId:
    """The category's own stage where it has one, else the first of `starts at` whose condition holds."""
    by_category = (procedure.categories[c].starts_at for c in sorted(facts.categories) if c in procedure.categories)  # type: ignore[index]
    chosen = next((stage for stage in by_category if stage is not None), None)
    return chosen or next(entry.stage for entry in track.starts_at if holds(entry.when, facts))


def _check_gate(d: Deciding, gate: Consult | None, action: RaiseConcern, facts: Facts) -> None:
    if gate is None or not holds(gate.when, facts):
        return
    done = action.consulted
    title = d.situation.procedure.roles[gate.who].title
    if done is None or not (done.who or done.passed_over_because):
        raise DetailNeeded("consult_first", who=title)
    if done.who is None and gate.may_be_passed_over is None:
        raise DetailNeeded("consult_cannot_be_passed_over", who=title)


def _drafted(d: Deciding, action: RaiseConcern, role: RoleId, start: StageId, pin: PackPin) -> Case:
    return Case(
        ref=action.ref,
        pack=pin,
        track=action.track,
        team=action.team,
        raiser=action.said.by,
        raiser_role=role,
        child=action.child,
        child_view=action.child_view,
        concerns=tuple(_concern(i, c) for i, c in enumerate(action.concerns, 1)),
        source=action.source,
        immediate_risk=action.immediate_risk,
        conference_on=action.conference_on,
        identified_on=action.identified_on,
        spoken=action.spoken,
        consulted=action.consulted,
        when_silent=action.when_silent or _default_silence(d.situation.procedure),
        social_worker=action.social_worker,
        drafted=d.happened,
        start_at=start,
        skipping_because=action.skipping_because,
        earlier_concerns=action.earlier_concerns,
        answer_within=action.answer_within,
        chair=action.chair,
    )


def _concern(number: int, raised: ConcernRaised) -> Concern:
    return Concern(number, raised.category, raised.what, raised.why_it_matters, raised.asked, raised.named)


def _default_silence(procedure: Procedure) -> Silence:
    return Silence(procedure.unless_said.if_silent)


def _settle(d: Deciding, action: RaiseConcern) -> None:
    """Settled in conversation: recorded, copied, closed; nobody is asked for anything."""
    d.log(Raised())
    close(d, Outcome.SETTLED_IN_CONVERSATION, NO_WORDS, action.difference)
    start = d.case.start_at
    assert start is not None, "a draft knows where it starts"
    stage = d.situation.procedure.stage(d.case.track, start)
    for role in stage.asks.roles if stage.asks else ():
        d.tell(_holders(d, role), Meaning.SETTLED, Capacity.TOLD, role=role)
    d.tell(_holders(d, d.situation.procedure.log.kept_for), Meaning.SETTLED, Capacity.COPIED)


def _hold(d: Deciding, action: RaiseConcern) -> None:
    hold = d.situation.procedure.hold_before_sending
    within = hold.immediate_risk if action.immediate_risk else hold.held_for
    raiser = Named(d.case.raiser, d.case.raiser_role)
    if within.unit in (Unit.NONE, Unit.UNSET):
        held = d.owe(Task.SEND, (raiser,), d.now, Silence.SEND)
        send(d, held)
        return
    duty = d.owe(Task.SEND, (raiser,), after(within, d.now, d.situation.calendar), Silence.SEND)
    d.tell([d.case.raiser], Meaning.RAISE_HELD, Capacity.RAISER, duty=duty.number)


def _held(d: Deciding) -> Duty:
    held = d.open_duties(Task.SEND)
    if not held:
        raise NothingOwed("nothing_held")
    return held[0]


def _holders(d: Deciding, role: RoleId) -> tuple[PersonId, ...]:
    return holders_of(role, d.case, d.situation.procedure, d.situation.roster, d.today)
