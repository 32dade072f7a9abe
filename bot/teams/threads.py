"""The thread of each case in the authority's own channel: its head, and a line for each move. Nobody is named there."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from cards.card_json import Card
from escalation.case import PersonId
from storage.chats import CaseThread, ChatPlace
from storage.errors import StorageError
from storage.shown_cards import NOBODY, ShownCard
from storage.unit_of_work import Reading

from ..casework import Desk
from ..doors import ThreadMessage, TryLater, Unreachable
from ..on_the_loop import OnTheLoop
from .calls import Repeat, marked_as_repeat
from .chats import BotAccount, note_repeat, sending, viewers
from .connector import Begun, Connector
from .dress import activity, digest_of, with_views
from .outcomes import JsonObject

logger = logging.getLogger(__name__)


class TeamsThreads:
    """The `Threads` door, to a channel (`19:...@thread.tacv2`) of a team that the bot is a member of.

    The head of a thread is drawn anew as other cards are (redrawing.py).
    """

    def __init__(self, desk: Desk, connector: Connector, loop: OnTheLoop, bot: BotAccount, channel: str) -> None:
        self._desk = desk
        self._connector = connector
        self._loop = loop
        self._bot = bot
        self._channel = channel

    def post(self, message: ThreadMessage) -> None:
        with self._desk.database.read() as reading:
            thread = reading.chats.thread_of(message.case)
            service_url = reading.chats.any_service_url() or self._bot.service_url
            seen_by = viewers_of(reading, message.people)
            is_to_begin = thread is None and reading.outbox.thread_is_to_begin(message.case)
        if message.head is not None:
            self._begin(message, with_views(message.head, seen_by), service_url)
        elif is_to_begin:
            raise TryLater("the thread has yet to begin")
        elif thread is None:
            raise Unreachable("the case has no thread")
        else:
            self._add(message, thread)

    def has(self, message_id: str) -> bool:
        with self._desk.database.read() as reading:
            return reading.cards.holds(message_id)

    def _begin(self, message: ThreadMessage, head: Card, service_url: str) -> None:
        said = activity(message.text, head, message.summary)
        begun = self._loop.run(self._begun(said, service_url, message))
        thread = CaseThread(message.case, begun.conversation, begun.head, service_url)
        shown = ShownCard(
            begun.conversation, begun.head, NOBODY, message.case, None, message.id, digest_of(head), message.at
        )
        self._remember(message, thread, shown)

    async def _begun(self, said: JsonObject, service_url: str, message: ThreadMessage) -> Begun:
        return await self._connector.start_thread(
            service_url,
            bot=self._bot.id,
            channel=self._channel,
            tenant=self._bot.tenant,
            activity=marked_as_repeat(said) if message.again else said,
            repeat=Repeat.NEVER if message.again else Repeat.ONCE_MARKED,
            noting=note_repeat(self._desk, [message.id]),
        )

    def _add(self, message: ThreadMessage, thread: CaseThread) -> None:
        place = ChatPlace(NOBODY, thread.conversation, thread.service_url)
        said = activity(message.text, None, message.summary)
        noting = note_repeat(self._desk, [message.id])
        self._loop.run(sending(self._connector, place, said, message.again, noting))
        self._remember(message)

    def _remember(
        self, message: ThreadMessage, thread: CaseThread | None = None, shown: ShownCard | None = None
    ) -> None:
        """Where this cannot be kept the message has been shown all the same."""
        now = self._desk.clock.now()
        try:
            with self._desk.database.write() as uow:
                if thread is not None and shown is not None:
                    uow.chats.keep_thread(thread, now)
                    uow.cards.put(shown)
                uow.cards.hold([message.id], now)
                uow.commit()
        except StorageError as trouble:
            logger.error("%s: its thread could not be noted: %s", message.case, type(trouble).__name__)


def viewers_of(reading: Reading, people: Iterable[PersonId]) -> list[str]:
    """Those who have an account in Teams, by their ids there."""
    return [id for person in people for id in viewers(reading.chats.account_of(person))]
