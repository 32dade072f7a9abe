"""What is kept about a case, read once for all that is shown of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from cards.messages.by_meaning import message
from cards.telling import NOTHING_PLANNED, Delivered, Message, Planning, Telling
from escalation.case import Case, CaseRef, PersonId, Task
from escalation.decision import Entry, Situation
from escalation.errors import NothingOwed
from escalation.notices import Notice
from escalation.permissions import steps_open
from storage.outgoing import GONE_OUT, Channel, State, WentOut
from storage.unit_of_work import Reading

from ..casework import Desk
from ..posting import CHAT_AND_MAIL

CHANNEL_NAMES = {
    Channel.TEAMS: "Teams",
    Channel.EMAIL: "email",
    Channel.THREAD: "the channel",
    Channel.CALENDAR: "the calendar",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept about a case, as rendering needs it."""

    case: Case
    situation: Situation
    entries: tuple[Entry, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    doors: frozenset[Channel] = CHAT_AND_MAIL
    planning: Planning = NOTHING_PLANNED
    _said: dict[tuple[PersonId, Notice | None], tuple[Telling, Message]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def said(self, to: PersonId, notice: Notice | None) -> tuple[Telling, Message]:
        """What is said for a notice; put into words once for its card and its mail."""
        known = self._said.get((to, notice))
        if known is None:
            telling = telling_of(self, to, notice)
            known = self._said[to, notice] = telling, message(telling)
        return known


def held_of(desk: Desk, reading: Reading, ref: CaseRef) -> Held:
    """The case with its log and what went out about it. Raises NothingOwed where there is no such case."""
    stored = reading.cases.load(ref)
    if stored is None:
        raise NothingOwed("no_such_case")
    situation = desk.situation_of(reading, stored.case)
    # what went elsewhere is told by the message that went there
    delivered = tuple(_delivered(went) for went in reading.outbox.went_out(ref) if went.state is not State.ELSEWHERE)
    planning = _planning(reading, stored.case)
    return Held(stored.case, situation, reading.log.entries(ref), delivered, desk.doors, planning)


def _planning(reading: Reading, case: Case) -> Planning:
    """Asked for only where the case is at a meeting, or on its way to one."""
    visit = case.visit
    if visit is None or not any(duty.task in (Task.CONVENE, Task.HOLD) for duty in case.duties):
        return NOTHING_PLANNED
    now_planned = visit.meeting.at if visit.meeting is not None else None
    answers = reading.meetings.answers(case.ref, visit.number, now_planned) if now_planned is not None else {}
    return Planning(reading.meetings.times(case.ref, visit.number), tuple(sorted(answers.items())))


def held_after(desk: Desk, reading: Reading, case: Case) -> Held:
    """A case as something has just left it, to say what was done and how it stands: not who was told of it."""
    return Held(case, desk.situation_of(reading, case), reading.log.entries(case.ref), doors=desk.doors)


def _delivered(went: WentOut) -> Delivered:
    state = "delivered" if went.state in GONE_OUT else "not delivered"
    return Delivered(went.notice.to, CHANNEL_NAMES[went.channel], went.notice.meaning, went.at, state)


def telling_of(held: Held, to: PersonId, notice: Notice | None) -> Telling:
    steps = steps_open(held.case, to, held.situation)
    authority = held.situation.procedure.authority
    chat, said = Channel.TEAMS in held.doors, (held.entries, held.delivered)
    return Telling(held.case, held.situation, to, notice, steps, *said, authority, chat, held.planning)


def token_of(message_id: str, held: Held) -> str:
    """One token for one card as the case stands: pressed twice it counts once, and every new entry brings a new one."""
    state = f"{message_id}/{held.case.ref}/{len(held.entries)}"
    return sha256(state.encode()).hexdigest()[:32]
