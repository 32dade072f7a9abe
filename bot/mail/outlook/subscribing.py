"""Microsoft is asked to tell us of new mail, and asked again before it stops. Mail is read every minute anyway."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from ...casework import Desk

SUBSCRIBE_EVERY = timedelta(seconds=60)
LASTS = timedelta(minutes=2880)
"""Shorter than Microsoft allows (seven days for mail), so that what nobody renews ends soon."""
RENEW_BEFORE = LASTS / 2
KEPT = "mail notifications"


class Subscriptions(Protocol):
    def begin(self, url: str, state: str, until: datetime) -> str:
        """Answers the id of the new subscription. Microsoft calls `url` before it answers. Raises DoorTrouble."""
        ...

    def renew(self, id: str, until: datetime) -> bool:
        """False where there is none of this id any more. Raises DoorTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class ToldBy:
    """Who tells us of new mail, and at which address of ours."""

    subscriptions: Subscriptions
    url: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """As kept in the database, for all processes that serve. `state` is what each notification has to show."""

    url: str
    state: str = field(repr=False)
    id: str = ""
    until: str = ""

    def lasts(self, now: datetime) -> bool:
        return bool(self.id) and datetime.fromisoformat(self.until) - now > RENEW_BEFORE


class Subscribing:
    """Keeps one subscription alive for the address that the settings name."""

    def __init__(self, desk: Desk, subscriptions: Subscriptions, url: str) -> None:
        self._desk = desk
        self._subscriptions = subscriptions
        self._url = url

    def keep(self) -> None:
        """The beat. Raises DoorTrouble."""
        kept = self._kept()
        if kept is None or not kept.lasts(self._desk.clock.now()):
            self.renew()

    def renew(self) -> None:
        """At once, as when Microsoft says that ours ends or has ended. Raises DoorTrouble."""
        until, kept = self._desk.clock.now() + LASTS, self._kept()
        if kept is None or not kept.id or not self._subscriptions.renew(kept.id, until):
            kept = Subscribed(self._url, secrets.token_urlsafe(32))
            self._keep(kept)  # the first notification may come before the answer
            kept = replace(kept, id=self._subscriptions.begin(self._url, kept.state, until))
        self._keep(replace(kept, until=until.isoformat()))

    def knows(self, states: Iterable[str]) -> bool:
        """Does one of them show what only Microsoft was told?"""
        kept = self._kept()
        if kept is None:
            return False
        return any(hmac.compare_digest(_bytes(one), _bytes(kept.state)) for one in states)

    def _kept(self) -> Subscribed | None:
        with self._desk.database.read() as reading:
            written = reading.watermarks.cursor(KEPT)
        kept = Subscribed(**json.loads(written)) if written else None
        return kept if kept is not None and kept.url == self._url else None

    def _keep(self, subscribed: Subscribed) -> None:
        with self._desk.database.write() as uow:
            uow.watermarks.set_cursor(KEPT, json.dumps(asdict(subscribed)))
            uow.commit()


def _bytes(state: str) -> bytes:
    """Whatever was sent: half a character is no reason to fall."""
    return state.encode("utf-8", "surrogatepass")
