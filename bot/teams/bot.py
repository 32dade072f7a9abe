"""The bot in Teams: what is typed and pressed, answered where nobody looks on who must not.

In a channel, a thread or a group chat it says where it has answered, and nothing else.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from botbuilder.core.teams import TeamsActivityHandler

from escalation.case import PersonId
from storage.chats import ChatPlace

from ..casework import Desk
from ..doors import DoorTrouble, Refused
from ..pacing import Limit, RunningTime, Stopwatch
from ..talk.conversation import Conversation
from ..talk.faces import Face
from . import dress, invokes
from .adapter import CALLER
from .afterwards import Afterwards
from .allowance import LOOKED, WRITTEN_OR_PRESSED, Allowance
from .answering import ANSWERED, OPEN_A_CHAT, REPEATS_COME_WITHIN, Answering
from .arrivals import Arrived, arrived
from .connector import Connector
from .pressing import is_new, own_chat, place_of
from .showing import Drawn, Showing
from .speakers import NotRecognised, Speakers
from .together import Together
from .troubles import TooMuch, in_words

logger = logging.getLogger(__name__)


class IroBot(TeamsActivityHandler):
    """One for the process. `afterwards` holds what is still to be sent once Teams has its answer."""

    def __init__(
        self,
        desk: Desk,
        conversation: Conversation,
        connector: Connector,
        *,
        time: Stopwatch | None = None,
        each: Limit = WRITTEN_OR_PRESSED,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._conversation = conversation
        self._connector = connector
        self._time = time or RunningTime()
        self.afterwards = Afterwards()
        self._speakers = Speakers(desk, connector)
        self._showing = Showing(desk, conversation, connector)
        self._answering = Answering(
            desk, conversation, self._speakers, self._showing, self.afterwards, self._time, self._answer
        )
        self._told = Together(self._time)
        self._allowance, self._looks = Allowance(each), Allowance(LOOKED)

    # what arrives

    async def on_message_activity(self, turn_context: Any) -> None:
        who = _who(turn_context)
        try:
            await self._heard(who)
        except TooMuch as much:
            if much.pause.is_news:
                await self._say(who, much.pause.sentence)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the person has a sentence
            await self._say_what_is_wrong(who, trouble)

    async def on_invoke_activity(self, turn_context: Any) -> Any:
        who, name = _who(turn_context), turn_context.activity.name or ""
        answer = self._answering.by_name.get(name)
        if answer is None:
            return invokes.unknown()
        try:
            self._take(who, self._looks if _is_a_look(who, name) else self._allowance)
            return await answer(who)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the person has a sentence and the form stays
            return self._answering.said(who, name, in_words(trouble, who))

    async def on_conversation_update_activity(self, turn_context: Any) -> None:
        who, activity = _who(turn_context), turn_context.activity
        bot = activity.recipient.id if activity.recipient is not None else None
        if not who.is_personal:
            return
        if any(one.id == bot for one in activity.members_removed or ()):
            await self._survive(who, self._speakers.forget)
        elif activity.members_added:
            await self._survive(who, self._greet)

    async def on_installation_update(self, turn_context: Any) -> None:
        who, action = _who(turn_context), turn_context.activity.action
        if not who.is_personal:
            return
        if action == "add":
            await self._survive(who, self._greet_or_refuse)
        elif action == "remove":
            await self._survive(who, self._speakers.forget)

    async def on_event_activity(self, turn_context: Any) -> None:
        """Meetings and the like; botbuilder would read them, and fall over what it cannot read."""

    async def on_message_update_activity(self, turn_context: Any) -> None:
        """What was typed has been answered; to change it afterwards changes nothing."""

    async def on_message_delete_activity(self, turn_context: Any) -> None:
        """The log keeps what came of it."""

    async def on_message_reaction_activity(self, turn_context: Any) -> None:
        """A thumb is no answer."""

    # what comes of it

    async def _heard(self, who: Arrived) -> None:
        self._take(who, self._allowance)
        if who.is_press:
            await self._answering.pressed_in_a_message(who)
        elif (heard := await self._speakers.serve(who, lambda person: self._hear(who, person))) is not None:
            await self._answer(who, *heard)

    def _hear(self, who: Arrived, person: PersonId) -> tuple[ChatPlace | None, list[Drawn]] | None:
        """Where and what is answered; None to what has been heard before."""
        place = own_chat(self._desk, who, person)
        if place is None:
            return None, []
        if not is_new(self._desk, who):
            return None
        case = None
        if not who.is_personal:
            with self._desk.database.read() as reading:
                case = reading.chats.case_of_thread(who.conversation)
        reply = self._conversation.hear(person, who.text, case)
        return place, [self._showing.draw(person, face) for face in reply.append]

    async def _answer(self, who: Arrived, place: ChatPlace | None, drawn: Iterable[Drawn]) -> None:
        """In their own chat; elsewhere only that it was answered there."""
        if place is None:
            await self._say(who, OPEN_A_CHAT)
            return
        try:
            await self._showing.post(place, who.sender, drawn)
        except Refused:
            if who.is_personal:
                raise
            await self._say(who, OPEN_A_CHAT)
        else:
            if not who.is_personal:
                await self._say(who, ANSWERED)

    async def _say(self, who: Arrived, text: str) -> None:
        """Where it was asked: never a word about a case."""
        try:
            await self._connector.send_activity(who.service_url, who.conversation, dress.activity(text), who.id or None)
        except DoorTrouble as trouble:
            logger.warning("an answer did not go out: %s", type(trouble).__name__)

    async def _say_what_is_wrong(self, who: Arrived, trouble: Exception) -> None:
        """Once to a message that comes again, and to a press that comes several times at once."""

        async def say() -> None:
            await self._say(who, in_words(trouble, who))

        asked = who.sender, who.conversation, who.reply_to, who.text, json.dumps(who.value, sort_keys=True)
        by_id = REPEATS_COME_WITHIN if who.id else 0
        await self._told.once(asked, lambda: self._told.once((*asked, who.id), say, by_id))

    async def _greet(self, who: Arrived) -> None:
        """Once for each person, however often Teams tells of their coming."""

        def welcome(person: PersonId) -> tuple[ChatPlace, Face | None]:
            return place_of(who, person), self._welcome(person)

        place, face = await self._speakers.serve(who, welcome)
        if face is not None:
            await self._showing.post(place, who.sender, [Drawn(card=face.card)])

    async def _greet_or_refuse(self, who: Arrived) -> None:
        try:
            await self._greet(who)
        except NotRecognised as refused:
            await self._say(who, refused.sentence)

    def _welcome(self, person: PersonId) -> Face | None:
        face = self._conversation.welcome(person)
        with self._desk.database.write() as uow:
            is_new = uow.inbox.first_time(f"welcome {person}", self._desk.clock.now())
            uow.commit()
        return face if is_new else None

    async def _survive(self, who: Arrived, work: Callable[[Arrived], Awaitable[None]]) -> None:
        """Nobody waits for an answer to these."""
        try:
            await work(who)
        except Exception as trouble:  # noqa: BLE001 - Teams would only bring it again
            in_words(trouble, who)

    def _take(self, who: Arrived, allowance: Allowance) -> None:
        """Raises TooMuch, before anything is looked up."""
        pause = allowance.take(who.object_id or who.sender, self._time.now())
        if pause is not None:
            raise TooMuch(pause)


def _who(turn_context: Any) -> Arrived:
    return arrived(turn_context.activity, turn_context.turn_state[CALLER])


def _is_a_look(who: Arrived, name: str) -> bool:
    action = who.value.get("action")
    return name == invokes.ACTION and isinstance(action, Mapping) and action.get("verb") == dress.LOOK
