"""One token for one resource: kept, refreshed ahead of its end, and never asked for on the event loop."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from .credentials import Credential, Granted, HttpClient, ManagedIdentity, ask_for_token
from .errors import NotYet
from .network import to_entra, to_machine, trusted

logger = logging.getLogger(__name__)
LAST_PART = 0.1
"""With less than this part of its life left, a token is renewed while it still serves."""
MARGIN = timedelta(seconds=30)
"""A token is not handed out so late that it could end on its way."""
PAUSE = timedelta(seconds=10)
"""After asking, Entra is left alone for this long: a wrong secret must not become a storm of requests."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    value: str = field(repr=False)
    renew_at: datetime
    ends: datetime


class AppToken:
    """One token for the whole process; used from one event loop."""

    def __init__(self, ask: Callable[[], Granted], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._kept: _Kept | None = None
        self._asking: asyncio.Task[_Kept] | None = None
        self._asked_at: datetime | None = None
        self._trouble: NotYet | None = None

    async def bearer(self) -> str:
        """Raises NotGranted where a person has to act, NotYet where it may pass."""
        now = self._clock.now()
        if (kept := self._kept) is not None and now < kept.ends:
            if now >= kept.renew_at and not self._is_resting(now):
                self._start(now)
            return kept.value
        if self._trouble is not None and self._is_resting(now):
            raise type(self._trouble)(self._trouble.why)
        # shielded, because others wait for the same answer when this one gives up
        return (await asyncio.shield(self._start(now))).value

    @property
    def trouble(self) -> NotYet | None:
        """Why there is none, where the last one has ended and no other was to be had."""
        kept = self._kept
        return self._trouble if kept is None or kept.ends <= self._clock.now() else None

    def forget(self, token: str) -> None:
        """The service did not take this token, although it has not ended: the next call asks for another."""
        if self._kept is not None and self._kept.value == token and not self._is_resting(self._clock.now()):
            self._kept = None

    def _is_resting(self, now: datetime) -> bool:
        return self._asked_at is not None and self._asked_at <= now < self._asked_at + PAUSE

    def _start(self, now: datetime) -> asyncio.Task[_Kept]:
        if self._asking is None:
            self._asked_at = now
            self._asking = asyncio.create_task(self._renew(now))
            self._asking.add_done_callback(self._note)
        return self._asking

    async def _renew(self, now: datetime) -> _Kept:
        """Its life is counted from when it was asked for, so that a slow answer cannot lengthen it."""
        granted = await asyncio.to_thread(self._ask)
        life = timedelta(seconds=granted.seconds)
        return _Kept(granted.token, now + life * (1 - LAST_PART), now + max(life - MARGIN, life / 2))

    def _note(self, done: asyncio.Task[_Kept]) -> None:
        self._asking = None
        trouble = None if done.cancelled() else done.exception()
        self._trouble = trouble if isinstance(trouble, NotYet) else None
        if trouble is not None:
            logger.warning("A token could not be renewed: %s", trouble)
        elif not done.cancelled():
            self._kept = done.result()


def app_token(
    credential: Credential,
    resource: str,
    clock: Clock,
    trust: ssl.SSLContext | None = None,
    http: HttpClient | None = None,
) -> AppToken:
    """`resource` as https://graph.microsoft.com; `http` takes the place of the network, in tests."""
    if http is not None:
        return AppToken(lambda: ask_for_token(credential, resource, http), clock)
    trust = trust or trusted()

    def ask() -> Granted:
        with closing(to_machine() if isinstance(credential, ManagedIdentity) else to_entra(trust)) as client:
            return ask_for_token(credential, resource, client)

    return AppToken(ask, clock)
