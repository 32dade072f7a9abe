"""Presses on cards in a person's own chat: what each one leaves in the place of its card, and what follows below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from cards.answers import typed_into
from cards.card import plain_card
from cards.card_json import Card
from cards.neutral_card import neutral_card
from cards.payloads.by_step import WITH_A_FORM
from cards.thread_card import own_head, thread_head
from escalation.case import CaseRef, PersonId
from escalation.errors import EscalationError
from escalation.permissions import may_see
from storage.chats import ChatPlace
from storage.shown_cards import ShownCard
from storage.unit_of_work import Reading

from ..casework import Desk
from ..doors import About
from ..enquiries import Enquiries
from ..rendering.held import held_of, telling_of, token_of
from ..talk.conversation import Conversation
from ..talk.faces import Face, NotTaken, Reply
from .arrivals import Arrived
from .showing import Drawn, Showing

TYPED = "teams "
"""How the keys begin under which messages are known again."""
BELOW = "You find it below."
DONE = "Done."
NEUTRAL = plain_card("This card is from before", "Write “my cases” to see what waits for you.")


@dataclass(frozen=True, slots=True)
class Pressed:
    """`instead` takes the place of the card, or `sentence` is said and the card stays; `below` follows as messages."""

    instead: Drawn | None = None
    below: tuple[Drawn, ...] = ()
    sentence: str = ""


class Pressing:
    """Plain functions over the database: whoever calls crosses with `asyncio.to_thread`."""

    def __init__(self, desk: Desk, conversation: Conversation, showing: Showing) -> None:
        self._desk = desk
        self._conversation = conversation
        self._showing = showing
        self._enquiries = Enquiries(desk)

    def press(self, who: Arrived, person: PersonId, verb: str, data: Mapping[str, object], on: str) -> Pressed:
        """`on` is the message whose card was pressed. Raises NotTaken, where the card and all typed into it stay."""
        shown = self.shown(who, person, on)
        about = self.about(shown)
        reply = self._conversation.press(person, verb, data, about)
        if reply.is_refusal and has_words(verb, data):
            raise NotTaken(reply.toast)  # the current card would take the place of what was typed
        pressed = self._drawn(person, reply, shown, about)
        if pressed.instead is not None and on and who.is_personal:
            self._showing.remember(place_of(who, person), on, pressed.instead)
        return pressed

    def shown(self, who: Arrived, person: PersonId, on: str) -> ShownCard | None:
        """What stands on a message of this person's own chat, as far as it is about a case."""
        if not (on and who.is_personal):
            return None
        with self._desk.database.read() as reading:
            shown = reading.cards.get(who.conversation, on)
        return shown if shown is not None and shown.person == person else None

    def about(self, shown: ShownCard | None) -> About | None:
        return About(shown.ref, shown.notice) if shown is not None else None

    def look(self, who: Arrived, person: PersonId) -> Drawn | None:
        """The card as this person sees it now; None for one that is being filled in, which stays as it is."""
        if not who.is_personal:
            return Drawn(card=self._among_others(who, person))
        shown = self.shown(who, person, who.reply_to)
        if shown is None:
            return Drawn(card=NEUTRAL)
        if shown.is_form:
            return None
        try:
            self._enquiries.check_may_see(person, shown.ref)
            about = About(shown.ref, shown.notice)
            return self._showing.draw(person, Face(about=about), shown.message_id)
        except (NotTaken, EscalationError):
            return Drawn(card=neutral_card())

    def _among_others(self, who: Arrived, person: PersonId) -> Card:
        """Others are looking on, so that nobody is shown more of the case; each has what they themselves can do."""
        with self._desk.database.read() as reading:
            ref = _case_at(reading, who)
            if ref is None or reading.cases.load(ref) is None:
                return NEUTRAL
            held = held_of(self._desk, reading, ref)
        if not may_see(held.case, person, held.situation):
            return thread_head(held.case, held.situation, held.entries)
        return own_head(telling_of(held, person, None), token_of(f"{who.conversation}/{who.reply_to}/{person}", held))

    def _drawn(self, person: PersonId, reply: Reply, shown: ShownCard | None, about: About | None) -> Pressed:
        below = tuple(self._showing.draw(person, face) for face in reply.append)
        face = reply.replace
        if face is None:
            return Pressed(None, below, reply.toast or (BELOW if below else DONE))
        if face.is_form:  # it stands on the card that it was opened on, until it is sent
            face = replace(face, about=about)
        drawn = self._showing.draw(person, face, shown.message_id if shown is not None else str(uuid4()))
        return Pressed(replace(drawn, above=reply.toast), below)


def has_words(verb: str, data: Mapping[str, object]) -> bool:
    return verb in WITH_A_FORM and any(words.strip() for words in typed_into(verb, data).values())


def place_of(who: Arrived, person: PersonId) -> ChatPlace:
    return ChatPlace(person, who.conversation, who.service_url)


def _case_at(reading: Reading, who: Arrived) -> CaseRef | None:
    shown = reading.cards.get(who.conversation, who.reply_to) if who.reply_to else None
    return shown.ref if shown is not None else reading.chats.case_of_thread(who.conversation)


def own_chat(desk: Desk, who: Arrived, person: PersonId) -> ChatPlace | None:
    """Where this person can be answered without anybody looking on; None where there is no such chat yet."""
    if who.is_personal:
        return place_of(who, person)
    with desk.database.read() as reading:
        return reading.chats.with_person(person)


def is_new(desk: Desk, who: Arrived) -> bool:
    """Teams brings a message again when it has waited for 15 seconds."""
    if not who.id:
        return True
    with desk.database.write() as uow:
        first = uow.inbox.first_time(f"{TYPED}{who.conversation} {who.id}", desk.clock.now())
        uow.commit()
    return first
