"""Which door each notice goes through: the sending policy, as a pure function from a decision to outbox rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from escalation.decision import Decision
from escalation.notices import Capacity, Meaning, Notice
from storage.outbox import Channel, Outgoing

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


def outgoing(decision: Decision, now: datetime, new_id: Callable[[], str]) -> tuple[Outgoing, ...]:
    """One row for each notice and door. At immediate risk a row is urgent: it goes before all that is routine."""
    case = decision.case
    return tuple(
        Outgoing(new_id(), case.ref, notice.to, channel, notice, None, case.immediate_risk, now, now)
        for notice in decision.notices
        for channel in channels_of(notice)
    )


def channels_of(notice: Notice) -> Iterator[Channel]:
    if notice.capacity in CHATTING or notice.meaning is Meaning.PRAISE:
        yield Channel.TEAMS
    if notice.meaning not in CHAT_ONLY:
        yield Channel.EMAIL
