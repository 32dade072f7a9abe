"""The answer to each kind of invoke: a press, a look, a window, a search. One effect, however often Teams asks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from cards.answers import CHECKED_FIRST, pressed_on
from cards.errors import AnswerUnreadable
from cards.payloads.by_step import WITH_A_FORM
from cards.verbs import Verb
from escalation.case import PersonId
from storage.chats import ChatPlace

from ..casework import Desk
from ..pacing import Stopwatch
from ..talk.conversation import Conversation
from ..talk.faces import NotTaken
from . import dress, invokes
from .afterwards import Afterwards
from .arrivals import Arrived
from .dialogs import Dialogs, Window, still_in_sight
from .extension import Extension
from .pressing import Pressed, Pressing, is_new, own_chat
from .showing import Drawn, Showing
from .speakers import Speakers
from .together import Together

NOTHING = Pressed()
Answer = Callable[[Arrived], Awaitable[Any]]
Press = Callable[[Arrived, PersonId, str, Mapping[str, object]], "Served"]
Outcome = TypeVar("Outcome", "Served", Window)

ANSWERED = "I have answered you in our own chat."
OPEN_A_CHAT = (
    "I answer in our own chat, where nobody else looks on. Open IRO Bot under Apps in Teams and write “help” there; "
    "then try this again."
)
STAYS = "This form stays as it is until you send it."
NO_BUTTON = "This card has a button that this version does not know. Write “my cases” for the newest cards."
LOOKS = frozenset(
    {
        Verb.SHOW_CASE.value, Verb.SHOW_CASES.value, Verb.SHOW_LOG.value, Verb.READ_ALL.value, Verb.READ_MAIL.value,
        Verb.CHANGE_FILING.value,
    }
)  # fmt: skip
"""What only shows something holds no case for itself: it waits for nobody, and nobody for it."""
REPEATS_COME_WITHIN = 60.0
"""Seconds. A press that comes again has the answer of the first, instead of a word that it was used before."""
CHECKED = frozenset(
    {Verb.RAISE.value, Verb.PRAISE.value, Verb.FILE_MAIL.value, *(step.value for step in CHECKED_FIRST)}
)
"""Forms that lead to a check: each time they are sent, what they say takes the place of what was to be sent before."""
ACTS = (WITH_A_FORM - CHECKED) | {
    Verb.MOVE_UP_NOW.value, Verb.SEND_DRAFT.value, Verb.FILE_MAIL_NOW.value, Verb.LEAVE_MAIL.value,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """A press, and its person's own chat; where they have none yet, and for a repeat, nothing was done."""

    place: ChatPlace | None
    pressed: Pressed = NOTHING


class Answering:
    """`answer` says something in somebody's own chat, and where they asked that it is there."""

    def __init__(
        self,
        desk: Desk,
        conversation: Conversation,
        speakers: Speakers,
        showing: Showing,
        afterwards: Afterwards,
        time: Stopwatch,
        answer: Callable[[Arrived, ChatPlace | None, Iterable[Drawn]], Awaitable[None]],
    ) -> None:
        self._desk = desk
        self._speakers = speakers
        self._showing = showing
        self._afterwards = afterwards
        self._answer = answer
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

    async def pressed_in_a_message(self, who: Arrived) -> None:
        """Of a client that knows no Action.Execute: no answer is waited for, so the card is changed where it stands."""
        await self._pressed(who, str(who.value["verb"]), who.value, self._press_in_a_message)

    def said(self, who: Arrived, name: str, sentence: str) -> Any:
        """That it went wrong; the card, or the words in a window, stay."""
        data = who.value.get("data")
        if name in (invokes.SUBMIT, invokes.SUBMIT_BESIDE) and isinstance(data, Mapping):
            return _shown(still_in_sight(data, sentence))
        return invokes.said(name, sentence)

    async def _action(self, who: Arrived) -> Any:
        verb, data = _action_of(who)
        if verb == dress.LOOK:
            return await self._looked(who)
        served = await self._pressed(who, verb, data, self._press)
        if served.place is None:
            return invokes.message(OPEN_A_CHAT)
        if not who.is_personal:
            return invokes.message(ANSWERED)
        pressed = served.pressed
        card = self._showing.dressed(pressed.instead, who.sender) if pressed.instead is not None else None
        return invokes.new_card(card) if card is not None else invokes.message(pressed.sentence)

    async def _looked(self, who: Arrived) -> Any:
        drawn = await self._speakers.serve(who, lambda person: self._pressing.look(who, person))
        card = self._showing.dressed(drawn, who.sender) if drawn is not None else None
        return invokes.new_card(card) if card is not None else invokes.message(STAYS)

    async def _pressed(self, who: Arrived, verb: str, data: Mapping[str, object], press: Press) -> Served:
        async def work() -> Served:
            acts = verb not in LOOKS
            served = await self._speakers.serve(who, lambda person: press(who, person, verb, data), as_one=acts)
            self._afterwards.start(self._follow(who, served))
            return served

        return await self._once(who, (verb, _digest(data)), _is_an_act(verb, data), work)

    def _press(self, who: Arrived, person: PersonId, verb: str, data: Mapping[str, object]) -> Served:
        place = own_chat(self._desk, who, person)
        return Served(place, self._pressing.press(who, person, verb, data, who.reply_to)) if place else Served(None)

    def _press_in_a_message(self, who: Arrived, person: PersonId, verb: str, data: Mapping[str, object]) -> Served:
        """A refusal may speak of the case, so it goes the way of every answer."""
        if not is_new(self._desk, who):
            return Served(own_chat(self._desk, who, person))
        try:
            return self._press(who, person, verb, data)
        except NotTaken as refused:
            return Served(own_chat(self._desk, who, person), Pressed(sentence=str(refused)))

    async def _once(
        self, who: Arrived, what: Hashable, is_an_act: bool, work: Callable[[], Awaitable[Outcome]]
    ) -> Outcome:
        """Of acts, the same again is a repeat; else (a case that is opened) only where Teams gives it the same id."""
        asked: tuple[Hashable, ...] = (who.object_id, who.conversation, who.reply_to, what)
        by_id = REPEATS_COME_WITHIN if who.id else 0

        async def by_its_id() -> Outcome:
            return await self._together.once((*asked, who.id), work, by_id)

        return await self._together.once(asked, by_its_id, REPEATS_COME_WITHIN if is_an_act else 0, _is_done)

    async def _follow(self, who: Arrived, served: Served) -> None:
        place, pressed = served.place, served.pressed
        if place is not None and pressed is NOTHING:
            return
        said = list(pressed.below)
        if not said and pressed.instead is None and pressed.sentence and (who.is_press or not who.is_personal):
            said = [Drawn(pressed.sentence)]
        if pressed.instead is not None and place is not None:
            if who.is_personal and who.reply_to:
                await self._showing.put_in_place(place, who.reply_to, who.sender, pressed.instead)
            else:
                said.insert(0, pressed.instead)
        if who.is_press:
            await self._answer(who, place, said)
        elif place is not None:
            await self._showing.post(place, who.sender, said)

    async def _opened(self, who: Arrived) -> Any:
        data = _data_of(who)
        return _shown(await self._speakers.serve(who, lambda person: self._dialogs.opened(who, person, data)))

    async def _opened_beside(self, who: Arrived) -> Any:
        return _shown(await self._speakers.serve(who, lambda person: self._extension.fetched(person, who.value)))

    async def _sent(self, who: Arrived) -> Any:
        data = _data_of(who)

        def send(person: PersonId) -> tuple[ChatPlace | None, Window]:
            return own_chat(self._desk, who, person), self._dialogs.sent(who, person, data)

        async def work() -> Window:
            place, window = await self._speakers.serve(who, send, as_one=True)
            if window.left is not None and place is not None:
                self._afterwards.start(self._leave(who, place, window, window.left))
            return window

        verb = str(data.get("verb"))
        return _shown(await self._once(who, ("window", verb, _digest(data)), _is_an_act(verb, data), work))

    async def _leave(self, who: Arrived, place: ChatPlace, window: Window, left: Drawn) -> None:
        if window.origin:
            await self._showing.put_in_place(place, window.origin, who.sender, left)
        else:
            await self._showing.post(place, who.sender, [left])

    async def _found(self, who: Arrived) -> Any:
        found = await self._speakers.serve(who, lambda person: self._extension.found(person, who.value))
        return invokes.results(found)

    async def _chosen(self, who: Arrived) -> Any:
        chosen = await self._speakers.serve(who, lambda person: self._extension.chosen(person, who.value))
        return invokes.results(chosen)


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


def _is_done(outcome: Served | Window) -> bool:
    """A form that comes back has done nothing yet, and may be sent again as it was."""
    if isinstance(outcome, Window):
        return outcome.card is None
    instead = outcome.pressed.instead
    return instead is None or not instead.is_form


def _shown(window: Window) -> Any:
    if window.card is None:
        return invokes.dialog_message(window.sentence)
    return invokes.dialog(window.title, window.card)


def _digest(data: Mapping[str, object]) -> str:
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
