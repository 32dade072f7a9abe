"""The answer to each kind of invoke: a press, a look, a window, a search. One effect, however often Teams asks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from cards.answers import CHECKED_FIRST, pressed_on
from cards.errors import AnswerUnreadable
from cards.payloads.by_step import WITH_A_FORM
from cards.verbs import Verb
from escalation.case import PersonId

from ..casework import Desk
from ..pacing import Stopwatch
from ..talk.conversation import Conversation
from ..talk.faces import NotTaken
from . import dress, invokes
from .afterwards import Afterwards
from .arrivals import Arrived
from .dialogs import Dialogs, Window
from .extension import Extension
from .pressing import Pressed, Pressing, own_chat
from .showing import Drawn, Showing
from .together import Together

Answer = Callable[[Arrived, PersonId], Awaitable[Any]]
Outcome = TypeVar("Outcome", Pressed, Window)

ANSWERED = "I have answered you in our own chat."
OPEN_A_CHAT = (
    "I answer in our own chat, where nobody else looks on. Open IRO Bot under Apps in Teams and write “help” there; "
    "then try this again."
)
STAYS = "This form stays as it is until you send it."
NO_BUTTON = "This card has a button that this version does not know. Write “my cases” for the newest cards."
REPEATS_COME_WITHIN = 60.0
"""Seconds. A press that comes again has the answer of the first, instead of a word that it was used before."""
CHECKED = frozenset(
    {Verb.RAISE.value, Verb.PRAISE.value, Verb.FILE_MAIL.value, *(step.value for step in CHECKED_FIRST)}
)
"""Forms that lead to a check: each time they are sent, what they say takes the place of what was to be sent before."""
ACTS = (WITH_A_FORM - CHECKED) | {
    Verb.MOVE_UP_NOW.value, Verb.SEND_DRAFT.value, Verb.FILE_MAIL_NOW.value, Verb.LEAVE_MAIL.value,
}  # fmt: skip


class Answering:
    def __init__(
        self, desk: Desk, conversation: Conversation, showing: Showing, afterwards: Afterwards, time: Stopwatch
    ) -> None:
        self._desk = desk
        self._showing = showing
        self._afterwards = afterwards
        self._pressing = Pressing(desk, conversation, showing)
        self._dialogs = Dialogs(conversation, self._pressing, showing)
        self._extension = Extension(desk, self._dialogs)
        self._together = Together(time)
        self.by_name: Mapping[str, Answer] = {
            invokes.ACTION: self._action,
            invokes.FETCH: self._opened,
            invokes.SUBMIT: self._sent,
            invokes.FETCH_BESIDE: self._opened_beside,
            invokes.SUBMIT_BESIDE: self._sent,
            invokes.QUERY: self._found,
            invokes.SELECT: self._chosen,
        }

    async def pressed_in_a_message(self, who: Arrived, person: PersonId) -> list[Drawn]:
        """Of a client that knows no Action.Execute: no answer is waited for, so the card is changed where it stands.

        Gives what is said below. Raises NotTaken.
        """
        pressed = await self._pressed(who, person, str(who.value["verb"]), who.value)
        is_said = pressed.instead is None and not pressed.below and who.is_personal
        return [Drawn(pressed.sentence)] if is_said else []

    async def _action(self, who: Arrived, person: PersonId) -> Any:
        verb, data = _action_of(who)
        if verb == dress.LOOK:
            return await self._looked(who, person)
        if not who.is_personal and await own_chat(self._desk, who, person) is None:
            return invokes.message(OPEN_A_CHAT)
        pressed = await self._pressed(who, person, verb, data)
        if not who.is_personal:
            return invokes.message(ANSWERED)
        card = self._showing.dressed(pressed.instead, who.sender) if pressed.instead is not None else None
        return invokes.new_card(card) if card is not None else invokes.message(pressed.sentence)

    async def _looked(self, who: Arrived, person: PersonId) -> Any:
        drawn = await asyncio.to_thread(self._pressing.look, who, person)
        card = self._showing.dressed(drawn, who.sender) if drawn is not None else None
        return invokes.new_card(card) if card is not None else invokes.message(STAYS)

    async def _pressed(self, who: Arrived, person: PersonId, verb: str, data: Mapping[str, object]) -> Pressed:
        async def work() -> Pressed:
            pressed = await asyncio.to_thread(self._pressing.press, who, person, verb, data, who.reply_to)
            self._afterwards.start(self._follow(who, person, pressed))
            return pressed

        return await self._once(who, (verb, _digest(data)), _is_an_act(verb, data), work)

    async def _once(
        self, who: Arrived, what: Hashable, is_an_act: bool, work: Callable[[], Awaitable[Outcome]]
    ) -> Outcome:
        """Of acts, the same again is a repeat; else (a case that is opened) only where Teams gives it the same id."""
        asked: tuple[Hashable, ...] = (who.object_id, who.conversation, who.reply_to, what)
        by_id = REPEATS_COME_WITHIN if who.id else 0

        async def by_its_id() -> Outcome:
            return await self._together.once((*asked, who.id), work, by_id)

        return await self._together.once(asked, by_its_id, REPEATS_COME_WITHIN if is_an_act else 0, _is_done)

    async def _follow(self, who: Arrived, person: PersonId, pressed: Pressed) -> None:
        place = await own_chat(self._desk, who, person)
        if place is None:
            return
        instead = pressed.instead
        if instead is not None and who.is_personal and who.reply_to:
            await self._showing.put_in_place(place, who.reply_to, who.sender, instead)
        elif instead is not None:
            await self._showing.post(place, who.sender, [instead])
        elif not who.is_personal and not pressed.below:
            await self._showing.post(place, who.sender, [Drawn(pressed.sentence)])
        await self._showing.post(place, who.sender, pressed.below)

    async def _opened(self, who: Arrived, person: PersonId) -> Any:
        return _shown(await asyncio.to_thread(self._dialogs.opened, who, person, _data_of(who)))

    async def _opened_beside(self, who: Arrived, person: PersonId) -> Any:
        return _shown(await asyncio.to_thread(self._extension.fetched, person, who.value))

    async def _sent(self, who: Arrived, person: PersonId) -> Any:
        data = _data_of(who)

        async def work() -> Window:
            window = await asyncio.to_thread(self._dialogs.sent, who, person, data)
            if window.left is not None:
                self._afterwards.start(self._leave(who, person, window, window.left))
            return window

        verb = str(data.get("verb"))
        return _shown(await self._once(who, ("window", verb, _digest(data)), _is_an_act(verb, data), work))

    async def _leave(self, who: Arrived, person: PersonId, window: Window, left: Drawn) -> None:
        place = await own_chat(self._desk, who, person)
        if place is not None and window.origin:
            await self._showing.put_in_place(place, window.origin, who.sender, left)
        elif place is not None:
            await self._showing.post(place, who.sender, [left])

    async def _found(self, who: Arrived, person: PersonId) -> Any:
        return invokes.results(await asyncio.to_thread(self._extension.found, person, who.value))

    async def _chosen(self, who: Arrived, person: PersonId) -> Any:
        return invokes.results(await asyncio.to_thread(self._extension.chosen, person, who.value))


def _action_of(who: Arrived) -> tuple[str, Mapping[str, object]]:
    """Raises NotTaken for what is no press."""
    action = who.value.get("action")
    verb = action.get("verb") if isinstance(action, Mapping) else None
    data = action.get("data") if isinstance(action, Mapping) else None
    if not isinstance(verb, str) or not isinstance(data, Mapping | None):
        raise NotTaken(NO_BUTTON)
    return verb, data or {}


def _data_of(who: Arrived) -> Mapping[str, object]:
    data = who.value.get("data")
    if not isinstance(data, Mapping):
        raise NotTaken(NO_BUTTON)
    return data


def _is_an_act(verb: str, data: Mapping[str, object]) -> bool:
    try:
        return verb in ACTS and bool(pressed_on(data).token)
    except AnswerUnreadable:
        return False


def _is_done(outcome: Pressed | Window) -> bool:
    """A form that comes back has done nothing yet, and may be sent again as it was."""
    if isinstance(outcome, Window):
        return outcome.card is None
    return outcome.instead is None or not outcome.instead.is_form


def _shown(window: Window) -> Any:
    if window.card is None:
        return invokes.dialog_message(window.sentence)
    return invokes.dialog(window.title, window.card)


def _digest(data: Mapping[str, object]) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
