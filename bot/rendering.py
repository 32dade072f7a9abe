"""A notice becomes a card or a mail, from the case as it is now: at sending, and each time a card is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from cards.card import card_of, quiet_card
from cards.card_json import Card
from cards.case_list import case_list_card
from cards.digest import Digest, digest
from cards.log.words import log_sentence
from cards.mail import Mail, mail_of
from cards.messages.by_meaning import how_it_stands, message
from cards.payloads.requests import ReadAll
from cards.preview import Preview, preview_of
from cards.reading import read_all_card
from cards.refusals import refusal as refusal_sentence
from cards.telling import NOTHING_PLANNED, Delivered, Message, Planning, Telling
from escalation.actions import EscalateTo, Said, Via
from escalation.case import Case, CaseRef, Outcome, PersonId, Task
from escalation.case_log import Drafted, DutyEnded, DutyMoved, DutyOwed, OpeningAsked, StageEntered
from escalation.decision import Decision, Entry, Situation
from escalation.errors import ActionRefused, NothingOwed
from escalation.notices import Meaning, Notice
from escalation.permissions import STEPS_BESIDE, Step, may_see, steps_open
from escalation.preview import preview
from storage.outgoing import GONE_OUT, Channel, Outgoing, State, WentOut
from storage.unit_of_work import Reading

from .casework import Desk
from .posting import CHAT_AND_MAIL, channels_of

ASKING = {
    Meaning.ANSWER_ASKED: Step.ANSWER,
    Meaning.DATE_SET: Step.READ,
    Meaning.OCCASION_DATED: Step.READ,
    Meaning.CHILD_STATUS_CHANGED: Step.READ,
    Meaning.DATE_AWAITED: Step.SET_DATE,
    Meaning.HANDED_TO_YOU: Step.READ,
    Meaning.MEETING_TO_CONVENE: Step.RECORD_MEETING,
    Meaning.RAISE_HELD: Step.UNDO,
    Meaning.NOBODY_ANSWERED: Step.WAIT,
    Meaning.YOUR_VIEW_AWAITED: Step.WAIT,
    Meaning.ANSWER_CAME: Step.NOT_SATISFIED,
    Meaning.MEETING_RECORDED: Step.READ,
    Meaning.ACCEPTED_BY_SILENCE: Step.READ,
    Meaning.FURTHER_TIME_ASKED: Step.AGREE_FURTHER_TIME,
    Meaning.PUT_ON_RECORD: Step.PUT_ON_RECORD,
}
"""The step that each asking message is about. Once it is not open to the reader, the card is a quiet record."""
CHASING = frozenset({Meaning.REMINDER, Meaning.ANSWER_OVERDUE, Meaning.STEP_OWED})
OF_TASK = {
    Task.ANSWER: Step.ANSWER,
    Task.SETTLE: Step.ANSWER,
    Task.CONVENE: Step.CONVENE_MEETING,
    Task.HOLD: Step.RECORD_MEETING,
    **STEPS_BESIDE,
    Task.ACT: Step.ACTION_DONE,
    Task.VERIFY: Step.VERIFY_ACTION,
    Task.JUDGE: Step.WAIT,
    Task.OPEN: Step.OPEN_STAGE,
    Task.DECIDE_TO_SEND: Step.SEND_NOW,
    Task.SET_A_DATE: Step.SET_DATE,
    Task.DECIDE_FURTHER_TIME: Step.AGREE_FURTHER_TIME,
    Task.PUT_ON_RECORD: Step.PUT_ON_RECORD,
}
"""What ends each duty that somebody is reminded of."""
BESIDE = frozenset(
    {
        Step.FOREWARN,
        Step.ASK_FURTHER_TIME,
        Step.CONVENE_MEETING,
        Step.ACKNOWLEDGE,
        Step.AGREE_A_PLAN,
        Step.CONFIRM,
        Step.DISTRIBUTE,
        Step.ENTER_ON_RECORD,
        Step.CHOOSE_WHEN_SILENT,
        Step.PUT_ON_RECORD,
        Step.REFER_TO_CAFCASS,
        Step.RECORD_REFERRAL,
        Step.RECORD_REFERRAL_OUTCOME,
        Step.CHANGE_CHILD_STATUS,
        Step.DATE_OCCASION,
    }
)
"""Steps that answer no question by themselves."""
CHANNEL_NAMES = {
    Channel.TEAMS: "Teams",
    Channel.EMAIL: "email",
    Channel.THREAD: "the channel",
    Channel.CALENDAR: "the calendar",
}
PLUMBING = (DutyOwed, DutyEnded, DutyMoved)


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


def card_for(held: Held, to: PersonId, notice: Notice | None, message_id: str) -> Card:
    """The card as it should stand now; one that asked for something which is over is a quiet record."""
    telling, said = held.said(to, notice)
    if notice is not None and is_over(notice, telling):
        return quiet_card(said.title, case_words(held, to), held.case.ref)
    move = _move_up(held, to, message_id) if notice is not None and notice.meaning is Meaning.NOBODY_ANSWERED else None
    return card_of(said, telling, token_of(message_id, held), move)


def _move_up(held: Held, to: PersonId, message_id: str) -> Preview | None:
    """Who would get what if the case moved up now; None where a choice or a reason is needed first."""
    visit = held.case.visit
    if visit is None:
        return None
    try:
        decision = preview(held.case, EscalateTo(Said(to, Via.TEAMS), visit.number), held.situation)
    except ActionRefused:
        return None
    return previewed(decision, held.situation, to, token_of(message_id, held), held.doors)


def mail_for(held: Held, notice: Notice, reply_token: str | None) -> Mail:
    telling, said = held.said(notice.to, notice)
    return mail_of(said, telling, reply_token)


def digest_for(desk: Desk, reading: Reading, messages: Iterable[Outgoing]) -> Digest:
    """Several things that wait for one person, as one card and one mail."""
    tellings = [telling_of(held_of(desk, reading, m.case), m.to, m.notice) for m in messages if m.case is not None]
    return digest(tellings)


def digest_card(made: Digest) -> Card:
    return case_list_card(made.title, made.rows, "")


def done_card(held: Held, person: PersonId, decision: Decision) -> Card:
    """What is left of a card that was acted on: what was done, and how the case stands."""
    return quiet_card(done_words(held, person, decision), case_words(held, person), held.case.ref)


def done_words(held: Held, person: PersonId, decision: Decision) -> str:
    said = (log_sentence(entry, held.case, held.situation) for entry in decision.entries if _by_hand(entry, person))
    return next((sentence for sentence in said if sentence), "This was done already")


def case_words(held: Held, person: PersonId) -> str:
    """How the case stands now, in a sentence or two."""
    if not may_see(held.case, person, held.situation):
        return "The case has gone on to others. Nothing more is needed from you."
    if held.case.closed is not None and held.case.closed.outcome is Outcome.UNDONE:
        asked_first = any(isinstance(entry.facts, OpeningAsked) for entry in held.entries)
        return "It was not sent." if asked_first else "Nothing was sent to anybody."
    title, lead = how_it_stands(held.case, held.situation, person, held.entries)
    return f"Now: {title}. {lead}".strip()


def section_card(held: Held, person: PersonId, asked: ReadAll, data: Mapping[str, object]) -> Card:
    """The whole of a text that a card showed shortened. Raises NothingOwed where the card no longer says it."""
    sections = message(telling_of(held, person, asked.notice)).sections
    found = [s for place, s in enumerate(sections) if s.heading == asked.heading and asked.place in (place, 0)]
    if not found:
        raise NothingOwed("no_such_words")
    carried = {key: value for key, value in data.items() if isinstance(value, str | int)}
    return read_all_card(found[0], carried, asked.part)


LAST_STAGE = "This is the last stage: the case stays here until you refer it, move it elsewhere or close it."


def previewed(
    decision: Decision, situation: Situation, person: PersonId, token: str, doors: frozenset[Channel]
) -> Preview:
    """What is shown before a concern is sent, or a case that is under way is moved."""
    names = partial(_channel_names, doors)
    if decision.case.raised is not None and any(isinstance(entry.facts, OpeningAsked) for entry in decision.entries):
        title = "Check before others are asked to agree"
        return preview_of(decision, situation, person, names, token, title, "Ask them")
    if not any(isinstance(entry.facts, StageEntered | Drafted) for entry in decision.entries):
        title = "Check before it is noted"
        return preview_of(decision, situation, person, names, token, title, "Note it", (LAST_STAGE,))
    moves = len(decision.case.visits) > 1
    title = "Check before it moves" if moves else f"Check before you {_deed(decision.case, situation)}"
    return preview_of(decision, situation, person, names, token, title, "Move it" if moves else "Send")


def _deed(case: Case, situation: Situation) -> str:
    words = situation.procedure.words
    is_praise = case.closed is not None and case.closed.outcome is Outcome.PRAISE
    return f"note {words.praise}" if is_praise else words.raise_it


def _channel_names(doors: frozenset[Channel], notice: Notice) -> tuple[str, ...]:
    """What this deployment has no door for goes through the other one."""
    through = [channel for channel in channels_of(notice, doors) if channel in doors] or sorted(doors)
    return tuple(CHANNEL_NAMES[channel] for channel in through)


def refused(desk: Desk, error: ActionRefused, ref: CaseRef | None, person: PersonId) -> str:
    """Why not, what the case is now, and what this person can do."""
    with desk.database.read() as reading:
        stored = reading.cases.load(ref) if ref else None
        if stored is None:
            situation = desk.situation_under(reading, desk.pack_of_person(reading, person))
            return refusal_sentence(error, None, situation, person)
        return refusal_sentence(error, stored.case, desk.situation_of(reading, stored.case), person)


def is_over(notice: Notice, telling: Telling) -> bool:
    """Is what this message asked for done with, or asked in a newer message?"""
    if notice.meaning in CHASING:
        return _is_chased_no_more(notice, telling)
    step, visit = ASKING.get(notice.meaning), telling.case.visit
    if step is None:
        return False
    moved = notice.visit is not None and visit is not None and notice.visit != visit.number
    if notice.meaning is Meaning.YOUR_VIEW_AWAITED and not moved and _judges(telling):
        return False
    return step not in telling.steps or (moved and notice.meaning is not Meaning.PUT_ON_RECORD)


def _judges(telling: Telling) -> bool:
    """Whoever judges beside the raiser says whether they are satisfied; to wait is not theirs."""
    owed = (d for d in telling.case.duties if d.task is Task.JUDGE)
    asked = any(telling.to in (n.person, n.covering) for duty in owed for n in duty.owed_by)
    return asked and Step.NOT_SATISFIED in telling.steps


def asks_still(held: Held, to: PersonId, notice: Notice, done: str) -> bool:
    """Does a card that was used for something beside its question (a warning, a referral) go on asking?"""
    return done in BESIDE and not is_over(notice, telling_of(held, to, notice))


def _is_chased_no_more(notice: Notice, telling: Telling) -> bool:
    """The duty has ended or has gone to others; a reminder is over, too, once the date has passed."""
    duty = next((d for d in telling.case.duties if d.number == notice.duty), None)
    if duty is None or OF_TASK.get(duty.task) not in telling.steps:
        return True
    return notice.meaning is Meaning.REMINDER and duty.lapsed is not None


def token_of(message_id: str, held: Held) -> str:
    """One token for one card as the case stands: pressed twice it counts once, and every new entry brings a new one."""
    state = f"{message_id}/{held.case.ref}/{len(held.entries)}"
    return sha256(state.encode()).hexdigest()[:32]


def _by_hand(entry: Entry, person: PersonId) -> bool:
    return entry.by == person and not isinstance(entry.facts, PLUMBING)
