"""How a case begins: a concern raised and held, sent or undone; a matter settled in conversation; praise."""

from __future__ import annotations

from ..actions import ConcernRaised, GivePraise, RaiseConcern, SendNow, UndoRaise
from ..case import (
    NO_WORDS,
    Case,
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
from ..case_log import Drafted, Ended, Praised, Raised, RaisedLate
from ..deciding import Deciding
from ..durations import Unit
from ..duties import after, facts_of
from ..errors import DetailNeeded, NothingOwed
from ..holders.asking import who_is_asked
from ..holders.chairs import choose_chair
from ..holders.naming import holders_of
from ..notices import Capacity, Meaning
from ..procedure import Procedure
from .clocks_owed import check_answer_within
from .closing import close
from .gates import check_gate, pass_gate
from .moving import enter_stage
from .raise_checks import (
    check_child,
    check_children,
    check_concerns,
    check_details,
    check_in_time,
    default_start,
    facts_raised,
    late_since,
    occasions_raised,
    raising_role,
    start_of,
    track_for,
)

__all__ = ["default_start", "give_praise", "raise_concern", "send", "send_now", "undo"]


def raise_concern(d: Deciding, action: RaiseConcern, pin: PackPin) -> None:
    """Check, draft, and hold for the pack's undo time; at immediate risk send at once. Settled matters close here."""
    procedure = d.situation.procedure
    track = track_for(procedure, action)
    role = raising_role(d, track)
    check_children(procedure, track, (action.child, *action.more_children))
    check_concerns(procedure, action)
    check_details(d, action)
    check_in_time(d, track, action)
    facts = facts_raised(action, d.today)
    start = start_of(procedure, track, action, facts)
    d.log(Drafted(_drafted(d, action, role, start, pin)))
    if action.settled:
        _settle(d, action)
        return
    check_answer_within(d, start, action.answer_within)
    check_gate(d, track.stages[start], action.consulted, facts)
    who_is_asked(d, start, choose_chair(d, track.stages[start], action.chair), action.asking)
    _hold(d, action)


def send(d: Deciding, held: Duty) -> None:
    """The sending: the concern is raised now and its first stage opens."""
    d.end([held], Ended.MET)
    d.log(Raised(), at=d.now)
    _mark_if_late(d)
    start = _start(d)
    stage = d.situation.procedure.stage(d.case.track, start)
    pass_gate(d, start, stage, d.case.consulted, facts_of(d.case))
    chair = choose_chair(d, stage, d.case.chair)
    why, within = d.case.skipping_because, d.case.answer_within
    enter_stage(d, start, Entered.RAISED, why, chair, who_is_asked(d, start, chair, _still_here(d)), within)


def send_now(d: Deciding, action: SendNow) -> None:
    send(d, _held(d))


def undo(d: Deciding, action: UndoRaise) -> None:
    """Nothing went out: logged, not erased."""
    d.end([_held(d)], Ended.NO_LONGER_NEEDED)
    close(d, Outcome.UNDONE, NO_WORDS, NO_WORDS)
    d.tell_raiser(Meaning.RAISE_UNDONE)


def give_praise(d: Deciding, action: GivePraise, pin: PackPin) -> None:
    """Recorded, told to those praised and their managers, copied to the keeper of the log, and closed."""
    track = track_for(d.situation.procedure, action)
    role = raising_role(d, track)
    if not track.praise:
        raise DetailNeeded("no_praise_here")
    if action.child.record or action.child.initials:
        check_child(d.situation.procedure, track, action.child)
    praised = tuple(dict.fromkeys(p for p in action.people if d.situation.roster.serves(p, d.today)))
    if not praised or not action.text:
        raise DetailNeeded("praise_whom_and_why")
    d.log(Drafted(_praise_drafted(d, action, role, pin)))
    d.log(Praised(praised, action.text))
    close(d, Outcome.PRAISE, NO_WORDS, NO_WORDS)
    d.tell(praised, Meaning.PRAISE, Capacity.TOLD)
    managers = (d.situation.roster.line_manager(person) for person in praised)
    d.tell((m for m in managers if m is not None), Meaning.PRAISE, Capacity.COPIED)
    d.tell(_holders(d, d.situation.procedure.log.kept_for), Meaning.PRAISE, Capacity.COPIED)


def _drafted(d: Deciding, action: RaiseConcern, role: RoleId, start: StageId | None, pin: PackPin) -> Case:
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
        after=action.after,
        asking=action.asking,
        urgent=action.urgent,
        more_children=action.more_children,
        occasions=occasions_raised(action),
    )


def _praise_drafted(d: Deciding, action: GivePraise, role: RoleId, pin: PackPin) -> Case:
    about = RaiseConcern(
        action.said, action.ref, action.track, action.team, action.child, concerns=(), source=Source.MONITORING
    )
    return _drafted(d, about, role, None, pin)


def _concern(number: int, raised: ConcernRaised) -> Concern:
    return Concern(number, raised.category, raised.what, raised.why_it_matters, raised.asked, raised.named)


def _default_silence(procedure: Procedure) -> Silence:
    return Silence(procedure.unless_said.if_silent)


def _settle(d: Deciding, action: RaiseConcern) -> None:
    """Settled in conversation: recorded, copied, closed; nobody is asked for anything."""
    if not action.difference:
        raise DetailNeeded("difference_needed")
    d.log(Raised(), at=d.now)
    _mark_if_late(d)
    close(d, Outcome.SETTLED_IN_CONVERSATION, NO_WORDS, action.difference)
    stage = d.situation.procedure.stage(d.case.track, _start(d))
    for role in stage.asks.roles if stage.asks else ():
        d.tell(_holders(d, role), Meaning.SETTLED, Capacity.TOLD, role=role)
    d.tell(_holders(d, d.situation.procedure.log.kept_for), Meaning.SETTLED, Capacity.COPIED)


def _mark_if_late(d: Deciding) -> None:
    due = late_since(d.case, d.situation)
    if due is not None:
        d.log(RaisedLate(due), at=d.now)


def _hold(d: Deciding, action: RaiseConcern) -> None:
    hold = d.situation.procedure.hold_before_sending
    within = hold.immediate_risk if action.immediate_risk else hold.held_for
    raiser = Named(d.case.raiser, d.case.raiser_role)
    if within.unit in (Unit.NONE, Unit.UNSET):
        send(d, d.owe(Task.SEND, (raiser,), d.now, Silence.SEND))
        return
    duty = d.owe(Task.SEND, (raiser,), after(within, d.now, d.situation.calendar), Silence.SEND)
    d.tell_raiser(Meaning.RAISE_HELD, duty=duty.number)


def _start(d: Deciding) -> StageId:
    assert d.case.start_at is not None, "a draft knows where it starts"
    return d.case.start_at


def _still_here(d: Deciding) -> PersonId | None:
    named = d.case.asking
    return named if named is not None and d.situation.roster.serves(named, d.today) else None


def _held(d: Deciding) -> Duty:
    held = d.open_duties(Task.SEND)
    if not held:
        raise NothingOwed("nothing_held")
    return held[0]


def _holders(d: Deciding, role: RoleId) -> tuple[PersonId, ...]:
    return holders_of(role, d.case, d.situation.procedure, d.situation.roster, d.today)
