"""How fast Teams lets a bot speak: so often in each conversation, so often in its tenant. Plain arithmetic.

Limits: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from ..pacing import Limit, Sent

PER_CONVERSATION = (Limit(7, 1), Limit(60, 30), Limit(1_800, 3_600))
PER_TENANT = (Limit(50, 1),)
MOST_CONVERSATIONS = 10_000


class Pace:
    """All that one bot sends to one tenant.

    Times are seconds of a clock that only runs forward. What was sent is counted exactly, not by an average: a
    bucket that refills would let twice the burst through within one second. What cannot go now is not counted, so
    that a conversation with a long queue keeps no other waiting.
    """

    def __init__(self, conversation: Sequence[Limit] = PER_CONVERSATION, tenant: Sequence[Limit] = PER_TENANT) -> None:
        self._limits = tuple(conversation)
        self._tenant = Sent(tenant)
        self._conversations: OrderedDict[str, Sent] = OrderedDict()
        self._held: dict[str, float] = {}

    def reserve(self, conversation: str, now: float) -> float:
        """0: it may go now, and is counted. Else the seconds after which to ask again."""
        sent = self._conversation(conversation, now)
        free = max(sent.free_at(now), self._tenant.free_at(now), self._held.get(conversation, now))
        if free > now:
            return free - now
        self._held.pop(conversation, None)
        sent.note(now)
        self._tenant.note(now)
        return 0

    def hold(self, conversation: str, until: float) -> None:
        """Teams asked for a pause: it holds for everything in that conversation."""
        self._held[conversation] = max(until, self._held.get(conversation, until))

    def __len__(self) -> int:
        """How many conversations are remembered."""
        return len(self._conversations)

    def _conversation(self, conversation: str, now: float) -> Sent:
        sent = self._conversations.setdefault(conversation, Sent(self._limits))
        self._conversations.move_to_end(conversation)
        while len(self._conversations) > MOST_CONVERSATIONS or self._longest_quiet().is_over(now):
            if self._longest_quiet() is sent:
                break
            quiet, _ = self._conversations.popitem(last=False)
            self._held.pop(quiet, None)
        return sent

    def _longest_quiet(self) -> Sent:
        return next(iter(self._conversations.values()))
