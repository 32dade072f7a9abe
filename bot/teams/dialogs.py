"""Forms in a window of their own: opened from a card or a message, sent, shown again with what needs another look.

Shapes: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.answers import typed_into
from cards.card_json import Card
from cards.forms.labels import label_of
from cards.forms.windows import FORM, ORIGIN, WINDOW, goes_on, in_window, title_of, without_our_keys
from cards.payloads.by_step import WITH_A_FORM
from cards.said_above import not_sent_card, said_above
from cards.verbs import Verb
from escalation.case import PersonId

from ..talk.conversation import NO_FORM, Conversation
from ..talk.faces import Face, NotTaken, Reply
from .arrivals import Arrived
from .pressing import DONE, Pressing, has_words, place_of
from .showing import Drawn, Showing

OPENS_A_FORM = frozenset(verb.value for verb in (Verb.OPEN_FORM, Verb.RAISE, Verb.PRAISE, Verb.TAKE_UP))
LONGEST_ID = 300


@dataclass(frozen=True, slots=True)
class Window:
    """`card` stands in the window, else it closes and `sentence` is said.

    `left` is what the press has left: in the place of the card in the chat that the window was opened from, `origin`,
    or as a new message where there is none.
    """

    card: Card | None = None
    sentence: str = ""
    left: Drawn | None = None
    origin: str = ""

    @property
    def title(self) -> str:
        return title_of(self.card or {})


class Dialogs:
    """Plain functions over the database: whoever calls crosses with `asyncio.to_thread`."""

    def __init__(self, conversation: Conversation, pressing: Pressing, showing: Showing) -> None:
        self._conversation = conversation
        self._pressing = pressing
        self._showing = showing

    def opened(self, who: Arrived, person: PersonId, data: Mapping[str, object]) -> Window:
        """The form behind a button, with what was typed on the card already. Raises NotTaken."""
        verb, sent = _verb(data), without_our_keys(data)
        if WINDOW in data:
            reply = self._conversation.again(person, verb, sent)
        elif verb in OPENS_A_FORM:
            reply = self._conversation.press(person, verb, sent, None)
        else:
            raise NotTaken(NO_FORM)
        face = _face(reply)
        if face is None or face.card is None or reply.is_refusal:
            return Window(sentence=reply.toast or NO_FORM)
        return Window(in_window(face.card, who.reply_to or _origin(data)))

    def raising(self, person: PersonId, what: str) -> Window:
        """A new concern about what somebody wrote in a chat. Raises NotTaken."""
        face = self._conversation.raise_about(person, what)
        return Window(in_window(face.card or {}, ""))

    def sent(self, who: Arrived, person: PersonId, data: Mapping[str, object]) -> Window:
        """What comes of a form that was sent from its window. Raises NotTaken where no form has to be saved."""
        verb, sent, origin = _verb(data), without_our_keys(data), _origin(data)
        shown = self._pressing.shown(who, person, origin)
        about = self._pressing.about(shown)
        try:
            reply = self._conversation.press(person, verb, sent, about)
        except NotTaken as refused:
            return self._not_taken(person, verb, sent, origin, str(refused))
        if verb == Verb.KEEP:
            return Window(sentence=reply.toast)
        if reply.is_refusal and has_words(verb, sent):
            return Window(_kept_in_sight(verb, sent, reply.toast))
        face = _face(reply)
        if face is not None and face.about is None and face.card is not None and goes_on(face.card):
            return Window(in_window(face.card, origin))
        if face is None:
            return Window(sentence=reply.toast or DONE)
        drawn = self._showing.draw(person, face, shown.message_id if shown is not None else "")
        if origin and who.is_personal:
            self._showing.remember(place_of(who, person), origin, drawn)
        return Window(sentence=reply.toast or _spoken(drawn), left=drawn, origin=origin if who.is_personal else "")

    def _not_taken(self, person: PersonId, verb: str, sent: Mapping[str, object], origin: str, why: str) -> Window:
        """The form stays open, with all that was typed."""
        if not has_words(verb, sent):
            raise NotTaken(why)
        try:
            face = _face(self._conversation.again(person, verb, sent))
        except NotTaken:
            face = None
        if face is None or face.card is None:
            return Window(_kept_in_sight(verb, sent, why))
        return Window(in_window(said_above(face.card, why), origin))


def still_in_sight(data: Mapping[str, object], why: str) -> Window:
    """After trouble of whatever kind, when nobody can say what became of the form: a window that closed would take
    the words with it.
    """
    sent = without_our_keys(data)
    verb = str(sent.pop(FORM, sent.get("verb")))
    return Window(_kept_in_sight(verb, sent, why, "What you wrote") if has_words(verb, sent) else None, why)


def _kept_in_sight(verb: str, sent: Mapping[str, object], why: str, title: str = "This was not sent") -> Card:
    """The form is not open to this person any more; what they wrote can be copied."""
    typed = ((label_of(field)[0], words) for field, words in typed_into(verb, sent).items() if words.strip())
    return not_sent_card(why, typed, title)


def _face(reply: Reply) -> Face | None:
    return reply.replace or (reply.append[0] if reply.append else None)


def _verb(data: Mapping[str, object]) -> str:
    verb = data.get("verb")
    if not isinstance(verb, str) or not (verb in WITH_A_FORM or verb in set(Verb)):
        raise NotTaken(NO_FORM)
    return verb


def _origin(data: Mapping[str, object]) -> str:
    origin = data.get(ORIGIN)
    return origin if isinstance(origin, str) and len(origin) <= LONGEST_ID and origin.isprintable() else ""


def _spoken(drawn: Drawn) -> str:
    said = (drawn.card or {}).get("speak")
    return said if isinstance(said, str) else drawn.text or DONE
