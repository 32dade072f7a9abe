"""The old message, updated where the case has moved: cards in chats and the heads of threads are drawn anew.

Which cards are out of date stands in the database, written with each decision: a beat that is missed or a process that
ends loses nothing, and any number of replicas may look.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from cards.card_json import Card
from cards.neutral_card import neutral_card
from cards.thread_card import thread_head
from escalation.case import CaseRef
from escalation.permissions import may_see
from storage.cases import people_on
from storage.shown_cards import NOBODY, Outdated, ShownCard
from storage.unit_of_work import Reading, UnitOfWork

from ..casework import Desk
from ..doors import DoorTrouble, Refused
from ..on_the_loop import OnTheLoop
from ..rendering.cards import card_for
from ..rendering.held import Held, held_of
from ..rendering.still_asked import is_over
from .chats import ANYWHERE, viewers
from .connector import Connector
from .dress import activity, digest_of, with_views
from .threads import viewers_of

logger = logging.getLogger(__name__)
REDRAW_EVERY = timedelta(seconds=5)
MOST = 96
"""In one beat; the others wait for the next."""
AT_ONCE = 16
TRY_AGAIN = timedelta(minutes=5)


class Came(Enum):
    """What became of a card."""

    DRAWN = auto()
    SAME = auto()  # it looks as it did
    GONE = auto()  # the message, or the way to it, is there no more
    LATER = auto()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A card as it should stand now. `is_last`: it is a record from now on."""

    outdated: Outdated
    service_url: str
    card: Card
    is_last: bool

    @property
    def digest(self) -> str:
        return digest_of(self.card)


class Redrawing:
    """Called from a beat's own thread, never from the event loop's."""

    def __init__(self, desk: Desk, connector: Connector, loop: OnTheLoop, anywhere: str = ANYWHERE) -> None:
        """`anywhere` is where Teams is reached for whoever's own chat is not known any more."""
        self._desk = desk
        self._connector = connector
        self._loop = loop
        self._anywhere = anywhere

    def redraw(self) -> int:
        """A beat: what has moved is drawn anew, some at a time. Returns how many looked at."""
        with self._desk.database.read() as reading:
            found = reading.cards.outdated(self._desk.clock.now(), MOST)
        for start in range(0, len(found), AT_ONCE):
            self._some(found[start : start + AT_ONCE])
        return len(found)

    def _some(self, found: Sequence[Outdated]) -> None:
        with self._desk.database.read() as reading:
            drawings = list(self._drawings(reading, found))
        came = self._put(drawings)
        drawn = {id(drawing.outdated) for drawing in drawings}
        with self._desk.database.write() as uow:
            for drawing, what in zip(drawings, came, strict=True):
                self._keep(uow, drawing, what)
            for outdated in found:
                if id(outdated) not in drawn:
                    uow.cards.redraw_later(outdated, self._desk.clock.now() + TRY_AGAIN)
            uow.commit()

    def _drawings(self, reading: Reading, found: Sequence[Outdated]) -> Iterator[Drawing]:
        cases: dict[CaseRef, Held] = {}
        for outdated in found:
            ref = outdated.card.ref
            try:
                if ref not in cases:
                    cases[ref] = held_of(self._desk, reading, ref)
                card, is_last = _as_it_stands(reading, cases[ref], outdated.card)
            except Exception as trouble:  # noqa: BLE001 - a card that cannot be drawn must not keep the others
                logger.error("A card of %s could not be drawn anew: %s", ref, type(trouble).__name__)
                continue
            yield Drawing(outdated, self._service_url(reading, outdated.card), card, is_last)

    def _service_url(self, reading: Reading, card: ShownCard) -> str:
        place = reading.chats.thread_of(card.ref) if card.person == NOBODY else reading.chats.with_person(card.person)
        return place.service_url if place is not None else reading.chats.any_service_url() or self._anywhere

    def _put(self, drawings: Sequence[Drawing]) -> list[Came]:
        if all(drawing.digest == drawing.outdated.card.drawn for drawing in drawings):
            return [Came.SAME] * len(drawings)
        try:
            return self._loop.run(self._put_all(drawings))
        except DoorTrouble as trouble:
            logger.warning("Cards could not be drawn anew: %s", trouble)
            return [Came.LATER] * len(drawings)

    async def _put_all(self, drawings: Sequence[Drawing]) -> list[Came]:
        return await asyncio.gather(*map(self._put_one, drawings))

    async def _put_one(self, drawing: Drawing) -> Came:
        card = drawing.outdated.card
        if drawing.digest == card.drawn:
            return Came.SAME
        try:
            await self._connector.update_activity(
                drawing.service_url, card.conversation, card.activity, activity(card=drawing.card)
            )
        except Refused as refusal:
            logger.info("A card of %s is not drawn anew any more: %s", card.ref, refusal)
            return Came.GONE
        except Exception as trouble:  # noqa: BLE001 - one card that fails must not keep the others
            logger.warning("A card of %s is drawn anew later: %s", card.ref, type(trouble).__name__)
            return Came.LATER
        return Came.DRAWN

    def _keep(self, uow: UnitOfWork, drawing: Drawing, came: Came) -> None:
        outdated = drawing.outdated
        match came:
            case Came.DRAWN:
                uow.cards.redrawn(outdated, drawing.digest)
            case Came.SAME:
                uow.cards.as_it_was(outdated)
            case Came.LATER:
                uow.cards.redraw_later(outdated, self._desk.clock.now() + TRY_AGAIN)
        if came is Came.GONE or (drawing.is_last and came is not Came.LATER):
            uow.cards.over(outdated.card.conversation, outdated.card.activity)


def _as_it_stands(reading: Reading, held: Held, shown: ShownCard) -> tuple[Card, bool]:
    """For its person, as the case is now; and whether it changes no more."""
    if shown.person == NOBODY:
        head = thread_head(held.case, held.situation, held.entries)
        return with_views(head, viewers_of(reading, sorted(people_on(held.case)))), False
    if not may_see(held.case, shown.person, held.situation):
        return neutral_card(), True
    card = card_for(held, shown.person, shown.notice, shown.message_id)
    telling, _ = held.said(shown.person, shown.notice)
    if shown.notice is not None and is_over(shown.notice, telling):
        return card, True
    return with_views(card, viewers(reading.chats.account_of(shown.person))), False
