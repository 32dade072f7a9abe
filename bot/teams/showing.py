"""What the bot shows in a person's own chat: drawn for them, sent or put in its place, and remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import uuid4

from cards.card_json import Card
from cards.forms.windows import in_chat
from cards.said_above import said_above
from escalation.case import PersonId
from storage.chats import ChatPlace
from storage.shown_cards import ShownCard

from ..casework import Desk
from ..doors import About, DoorTrouble
from ..talk.conversation import Conversation
from ..talk.faces import Face
from . import dress
from .connector import Connector
from .outcomes import JsonObject


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message. `about` is set where it is drawn afresh when the case moves; `above` is said over it this once."""

    text: str = ""
    card: Card | None = None
    message_id: str = ""
    about: About | None = None
    is_form: bool = False
    above: str = ""


class Showing:
    def __init__(self, desk: Desk, conversation: Conversation, connector: Connector) -> None:
        self._desk = desk
        self._conversation = conversation
        self._connector = connector

    def draw(self, person: PersonId, face: Face, message_id: str = "") -> Drawn:
        """From the case as it is now, so that its buttons carry the tokens of this very message."""
        id = message_id or str(uuid4())
        if face.about is not None and not face.is_form:
            face = replace(face, card=self._conversation.look(person, id, face.about).card)
        return Drawn(face.text, face.card, id, face.about, face.is_form)

    def dressed(self, drawn: Drawn, viewer: str) -> Card | None:
        """As Teams shows it. A form that is being filled in is not drawn anew, so it asks for nobody's view."""
        if drawn.card is None:
            return None
        card = in_chat(drawn.card)
        if drawn.above:
            card = said_above(card, drawn.above)
        return dress.with_views(card, [viewer]) if drawn.about is not None and not drawn.is_form else card

    async def post(self, place: ChatPlace, viewer: str, drawn: Iterable[Drawn]) -> None:
        """Each a message of its own, in order. Raises DoorTrouble."""
        for one in drawn:
            sent = self._activity(one, viewer)
            id = await self._connector.send_activity(place.service_url, place.conversation, sent)
            if id and one.about is not None:
                await asyncio.to_thread(self.remember, place, id, one)

    async def put_in_place(self, place: ChatPlace, activity: str, viewer: str, drawn: Drawn) -> None:
        """Whoever opens the chat later sees what the press left. Raises DoorTrouble; it is then drawn anew later."""
        sent = self._activity(drawn, viewer)
        try:
            await self._connector.update_activity(place.service_url, place.conversation, activity, sent)
        except DoorTrouble:
            await asyncio.to_thread(self._draw_later, place, activity)
            raise

    def _draw_later(self, place: ChatPlace, activity: str) -> None:
        with self._desk.database.write() as uow:
            uow.cards.draw_again(place.conversation, activity, self._desk.clock.now())
            uow.commit()

    def remember(self, place: ChatPlace, activity: str, drawn: Drawn) -> None:
        """What the message shows from now on. One that shows no case any more is over."""
        with self._desk.database.write() as uow:
            if drawn.about is None:
                uow.cards.over(place.conversation, activity)
            else:
                uow.cards.put(self._shown(place, activity, drawn, drawn.about))
            uow.commit()

    def _shown(self, place: ChatPlace, activity: str, drawn: Drawn, about: About) -> ShownCard:
        looks = dress.digest_of(drawn.card or {})
        return ShownCard(
            place.conversation, activity, place.person, about.case, about.notice, drawn.message_id, looks,
            self._desk.clock.now(), drawn.is_form,
        )  # fmt: skip

    def _activity(self, drawn: Drawn, viewer: str) -> JsonObject:
        summary = str(drawn.about.case) if drawn.about is not None else ""
        return dress.activity(drawn.text, self.dressed(drawn, viewer), summary)
