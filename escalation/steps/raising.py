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
    Opening,
    Outcome,
    PackPin,
    PersonId,
    RoleId,
    Silence,
    Source,
    StageId,
    Task,
)
from ..case_log import Drafted, Ended, NotSent, Praised, Raised
from ..deciding import Deciding
from ..durations import Unit
from ..duties import after
from ..errors import DetailNeeded, NothingOwed
from ..holders.naming import holders_of
from ..notices import Capacity, Meaning
from ..procedure import Procedure
from .closing import close
from .raise_checks import (
    check_child,
    check_children,
    check_concerns,
    check_details,
    check_in_time,
    default_start,
    facts_raised,
    occasions_raised,
    raising_role,
    start_of,
    track_for,
)
from .way_in import check_way_in, go_in, mark_if_late

__all__ = ["default_start", "give_praise", "raise_concern", "send_now", "send_when_held", "undo"]


def raise_concern(d: Deciding, action: RaiseConcern, pin: PackPin) -> None:
    """Check, draft, and hold for the pack's undo time; at immediate risk send at once. Settled matters close here."""
    procedure = d.situation.procedure
    track = track_for(procedure, action)
    role = raising_role(d, track)
    check_children(procedure, track, (action.child, *action.more_children))
    check_concerns(procedure, action)
    check_details(d, action)
    check_in_time(d, track, action)
    start = start_of(procedure, track, action, facts_raised(action, d.today))
    d.log(Drafted(_drafted(d, action, role, start, pin)))
    if action.settled:
        _settle(d, action)
        return
    check_way_in(d, _opening(d), action.consulted)
    _hold(d, action)


def send(d: Deciding, held: Duty) -> None:
    """Its time to be undone is over: the first stage opens, or whoever opens or signs for that one is asked."""
    d.end([held], Ended.MET)
    go_in(d, _opening(d), d.case.consulted)


def send_when_held(d: Deciding, held: Duty) -> None:
    """By the clock. Where whoever is to be asked cannot be found, the raiser decides: it would fail again and again."""
    if d.tries(lambda: send(d, held)):
        return
    d.end([held], Ended.REPLACED)
    d.log(NotSent(_start(d)))
    d.owe_raiser(Task.DECIDE_TO_SEND, d.situation.calendar.next_morning(d.now))
    d.tell_raiser(Meaning.NOT_OPENED)


def send_now(d: Deciding, action: SendNow) -> None:
    held = d.open_duties(Task.SEND, Task.DECIDE_TO_SEND)
    if not held:
        raise NothingOwed("nothing_held" if d.case.raised is not None else "not_sent_yet")
    send(d, held[0])


def undo(d: Deciding, action: UndoRaise) -> None:
    """Nothing went out but a question to those who open or sign: logged, not erased."""
    if d.case.raised is not None:
        raise NothingOwed("nothing_held")
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
    mark_if_late(d)
    close(d, Outcome.SETTLED_IN_CONVERSATION, NO_WORDS, action.difference)
    stage = d.situation.procedure.stage(d.case.track, _start(d))
    for role in stage.asks.roles if stage.asks else ():
        d.tell(_holders(d, role), Meaning.SETTLED, Capacity.TOLD, role=role)
    d.tell(_holders(d, d.situation.procedure.log.kept_for), Meaning.SETTLED, Capacity.COPIED)


def _hold(d: Deciding, action: RaiseConcern) -> None:
    hold = d.situation.procedure.hold_before_sending
    within = hold.immediate_risk if action.immediate_risk else hold.held_for
    raiser = Named(d.case.raiser, d.case.raiser_role)
    if within.unit in (Unit.NONE, Unit.UNSET):
        send(d, d.owe(Task.SEND, (raiser,), d.now, Silence.SEND))
        return
    duty = d.owe(Task.SEND, (raiser,), after(within, d.now, d.situation.calendar), Silence.SEND)
    d.tell_raiser(Meaning.RAISE_HELD, duty=duty.number)


def _opening(d: Deciding) -> Opening:
    case = d.case
    return Opening(_start(d), Entered.RAISED, case.skipping_because, case.chair, _still_here(d), case.answer_within)


def _start(d: Deciding) -> StageId:
    assert d.case.start_at is not None, "a draft knows where it starts"
    return d.case.start_at


def _still_here(d: Deciding) -> PersonId | None:
    named = d.case.asking
    return named if named is not None and d.situation.roster.serves(named, d.today) else None


def _holders(d: Deciding, role: RoleId) -> tuple[PersonId, ...]:
    return holders_of(role, d.case, d.situation.procedure, d.situation.roster, d.today)
