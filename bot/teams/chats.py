"""Each person's own chat with the bot in Teams: cards go there, and what was shown is remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from cards.card_json import Card
from escalation.case import PersonId
from storage.chats import Account, ChatPlace
from storage.errors import StorageError
from storage.shown_cards import ShownCard

from ..casework import Desk
from ..doors import ChatMessage, Unknown, Unreachable
from ..on_the_loop import OnTheLoop
from .calls import Noting, Repeat, marked_as_repeat
from .connector import Connector
from .dress import activity, digest_of, with_views
from .outcomes import JsonObject, NotReachable

logger = logging.getLogger(__name__)
ANYWHERE = "https://smba.trafficmanager.net/teams/"
"""Where Teams is reached before anybody has spoken to the bot."""
GONE = "ConversationNotFound"


@dataclass(frozen=True, slots=True)
class BotAccount:
    """Who the bot is in Teams: its own id (`28:` and the app's id) and the directory of the people it speaks to."""

    id: str
    tenant: str
    service_url: str = ANYWHERE


class TeamsChats:
    """The `Chat` door. Called from a delivery's threads, never from the event loop's own."""

    def __init__(self, desk: Desk, connector: Connector, loop: OnTheLoop, bot: BotAccount) -> None:
        self._desk = desk
        self._connector = connector
        self._loop = loop
        self._bot = bot

    def post(self, message: ChatMessage) -> None:
        """Raises DoorTrouble; Unreachable where a mail may reach the person instead."""
        place, account = self._reached(message.to)
        card = message.card
        if card is not None and message.about is not None:
            card = with_views(card, viewers(account))
        said = activity(message.text, card, message.summary)
        try:
            id = self._loop.run(
                sending(
                    self._connector, place, said, message.again, note_repeat(self._desk, message.holds or (message.id,))
                )
            )
        except NotReachable as refusal:
            if refusal.code == GONE:
                self._forget(message.to)
            raise
        self._remember(message, place, id, card)

    def has(self, message_id: str) -> bool:
        with self._desk.database.read() as reading:
            return reading.cards.holds(message_id)

    def _reached(self, person: PersonId) -> tuple[ChatPlace, Account | None]:
        with self._desk.database.read() as reading:
            place, account = reading.chats.with_person(person), reading.chats.account_of(person)
            service_url = reading.chats.any_service_url() or self._bot.service_url
        return place or self._opened(person, account, service_url), account

    def _opened(self, person: PersonId, account: Account | None, service_url: str) -> ChatPlace:
        """A chat with somebody who is known and has none yet: opening it twice gives the same."""
        if account is None:
            raise Unreachable("no account in Teams is known for this person")
        member = account.chat_id or account.object_id
        opening = self._connector.create_conversation(
            service_url, bot=self._bot.id, member=member, tenant=self._bot.tenant
        )
        place = ChatPlace(person, self._loop.run(opening), service_url)
        with self._desk.database.write() as uow:
            uow.chats.keep(place, self._desk.clock.now())
            uow.commit()
        return place

    def _forget(self, person: PersonId) -> None:
        """The next message opens a chat anew."""
        with self._desk.database.write() as uow:
            uow.chats.forget(person)
            uow.commit()

    def _remember(self, message: ChatMessage, place: ChatPlace, id: str, card: Card | None) -> None:
        """Where this cannot be kept the message has been shown all the same: only its card is not drawn anew."""
        try:
            with self._desk.database.write() as uow:
                if id and card is not None and message.about is not None:
                    uow.cards.put(_shown(message, place, id, card))
                uow.cards.hold([message.id, *message.holds], self._desk.clock.now())
                uow.commit()
        except StorageError as trouble:
            logger.error("What was shown in a chat could not be noted: %s", type(trouble).__name__)


def note_repeat(desk: Desk, ids: Iterable[str]) -> Noting:
    """Kept before it is repeated: a process that ends then must not show it a third time."""

    def note() -> None:
        try:
            with desk.database.write() as uow:
                uow.outbox.begin_again(ids)
                uow.commit()
        except StorageError as trouble:
            raise Unknown(f"a repeat could not be noted ({type(trouble).__name__})") from trouble

    return lambda: asyncio.to_thread(note)


async def sending(connector: Connector, place: ChatPlace, said: JsonObject, again: bool, noting: Noting) -> str:
    """`again`: it may have been shown already. It says so, and is not repeated by the connector either."""
    return await connector.send_activity(
        place.service_url,
        place.conversation,
        marked_as_repeat(said) if again else said,
        repeat=Repeat.NEVER if again else Repeat.ONCE_MARKED,
        noting=noting,
    )


def viewers(account: Account | None) -> tuple[str, ...]:
    return (account.chat_id,) if account is not None and account.chat_id else ()


def _shown(message: ChatMessage, place: ChatPlace, id: str, card: Card) -> ShownCard:
    assert message.about is not None, "only what is about a case is drawn anew"
    case, notice = message.about.case, message.about.notice
    return ShownCard(place.conversation, id, message.to, case, notice, message.id, digest_of(card), message.at)
