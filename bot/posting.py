"""Which door each notice goes through: the sending policy, as a pure function from a decision to outbox rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from cards.thread_card import thread_line
from escalation.case import Case
from escalation.case_log import Raised
from escalation.decision import Decision, Situation
from escalation.notices import Capacity, Meaning, Notice
from storage.outgoing import Channel, Outgoing
from storage.shown_cards import NOBODY

from .meetings.changing import changed, guests, is_off

CHAT_ONLY = frozenset(
    {
        Meaning.RAISE_HELD,
        Meaning.RAISE_UNDONE,
        Meaning.STAGE_OPENED,
        Meaning.ANSWER_THANKED,
        Meaning.ACTION_SAID_DONE,
        Meaning.PUT_ON_RECORD,
        Meaning.PASSED_ON,
    }
)
"""Small news for people who work in the chat: a mail would be noise."""
CHATTING = frozenset({Capacity.RAISER, Capacity.ASKED, Capacity.SUPERVISOR})
"""Those of whom something may be asked see it in the chat; those who are told or copied have a mail."""


CHAT_AND_MAIL = frozenset({Channel.TEAMS, Channel.EMAIL})


def outgoing(
    decision: Decision, now: datetime, new_id: Callable[[], str], doors: frozenset[Channel] = CHAT_AND_MAIL
) -> tuple[Outgoing, ...]:
    """One row for each notice and door. At immediate risk a row is urgent, until the case is closed: it goes before all
    that is routine, and a mail says that it is important.
    """
    case = decision.case
    urgent = case.immediate_risk and case.is_open
    return tuple(
        Outgoing(new_id(), case.ref, notice.to, channel, notice, None, urgent, now, now)
        for notice in decision.notices
        if not (_is_mail_alone(doors) and _is_answered(notice, decision))
        for channel in channels_of(notice, doors)
    )


def _is_answered(notice: Notice, decision: Decision) -> bool:
    """Small news of what somebody has just done themselves: the answer to their own mail says it.

    Whoever answers in their own words has no other answer than the thanks for it.
    """
    is_own = any(entry.by == notice.to for entry in decision.entries)
    return is_own and notice.meaning in CHAT_ONLY and notice.meaning is not Meaning.ANSWER_THANKED


def _is_mail_alone(doors: frozenset[Channel]) -> bool:
    return Channel.TEAMS not in doors


def channels_of(notice: Notice, doors: frozenset[Channel] = CHAT_AND_MAIL) -> Iterator[Channel]:
    """Where there is no chat, a mail brings what would be seen there: each says what is asked or has changed, and the
    morning's chasing becomes one digest as ever. What has no mail goes through the chat when it is sent."""
    if _is_mail_alone(doors):
        yield Channel.EMAIL
        return
    if notice.capacity in CHATTING or notice.meaning is Meaning.PRAISE:
        yield Channel.TEAMS
    if notice.meaning not in CHAT_ONLY:
        yield Channel.EMAIL


def for_thread(
    decision: Decision, situation: Situation, now: datetime, new_id: Callable[[], str]
) -> tuple[Outgoing, ...]:
    """What the thread of the case in the authority's own channel hears of it: its beginning, then a line each move.

    The row without words begins the thread. Praise, and what was undone or settled before it was sent, has none.
    """
    case = decision.case
    if case.raised is None:
        return ()
    begins = any(isinstance(entry.facts, Raised) for entry in decision.entries)
    line = None if begins else thread_line(case, situation, decision.entries)
    if line == "" or (begins and case.closed is not None):
        return ()
    return (_for_nobody(case, line, now, new_id),)


def for_calendars(
    decision: Decision, situation: Situation, through: Channel, now: datetime, new_id: Callable[[], str]
) -> Iterator[Outgoing]:
    """What calendars hear of its meetings: ours, or each person's own with a mail beside those that go out anyway."""
    case = decision.case
    told = {(notice.to, notice.visit) for notice in decision.notices if notice.meaning is Meaning.MEETING_CONVENED}
    for visit in changed(decision, now):
        if through is Channel.CALENDAR:
            number = str(visit.number)
            yield Outgoing(new_id(), case.ref, NOBODY, through, None, number, case.immediate_risk, now, now)
            continue
        off = is_off(case, visit)
        meaning = Meaning.MEETING_CALLED_OFF if off else Meaning.MEETING_CONVENED
        for guest in guests(case, visit, situation):
            if off or (guest.person, visit.number) not in told:
                notice = Notice(guest.person, meaning, Capacity.TOLD, visit=visit.number)
                yield Outgoing(new_id(), case.ref, guest.person, through, notice, None, False, now, now)


def _for_nobody(case: Case, line: str | None, now: datetime, new_id: Callable[[], str]) -> Outgoing:
    return Outgoing(new_id(), case.ref, NOBODY, Channel.THREAD, None, line, False, now, now)
