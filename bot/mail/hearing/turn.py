"""One mail of one person, as a turn of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

from cards.by_mail.answered import Pressed, Written, as_it_stands, filled_with
from cards.by_mail.from_card import shown_on
from cards.by_mail.labelled import filled
from cards.by_mail.shown import Press, Shown
from cards.forms.kept_words import KEPT
from cards.replies.reading import Reply, halves
from cards.replies.signatures import is_greeting
from escalation.actions import Said, Via
from escalation.case import CaseRef, PersonId
from escalation.permissions import Step, steps_open
from escalation.working_days import LONDON
from storage.outgoing import Delivery

from ...casework import Desk
from ...talk.conversation import Conversation
from ...talk.faces import NotTaken
from ...talk.faces import Reply as Answer
from ..arriving.received import key_of
from ..door import IncomingMail
from .answering import Answering

STEPS = frozenset(step.value for step in Step) - {Step.READ.value}


class Turn:
    """What is said counts from when it arrived."""

    def __init__(
        self, desk: Desk, person: PersonId, mail: IncomingMail, reply: Reply, answered: tuple[Delivery, ...]
    ) -> None:
        self.desk = desk
        self.person = person
        self.mail = mail
        self.reply = reply
        self.answered = answered
        self.conversation = Conversation(desk, lambda by: Said(by, Via.EMAIL, mail.arrived))
        self.answering = Answering(desk, self.conversation, person, mail)

    @property
    def day(self) -> date:
        return self.mail.arrived.astimezone(LONDON).date()

    @property
    def written(self) -> Written:
        return Written(self.reply.text, *halves(self.mail.all_of_it))

    @property
    def ref(self) -> CaseRef | None:
        """The one case that is talked of."""
        refs = {row.message.case for row in self.answered if row.message.case is not None}
        return refs.pop() if len(refs) == 1 else None

    def gone_on(self, answer: Answer, left: str) -> Answer:
        """What was written behind a command or button goes into the form that it opens, and the form is sent.

        One without anything to fill in is sent as it is.
        """
        shown = _form_in(answer)
        if shown is None:
            return answer
        pressed = self._filled(shown, left)
        return answer if pressed is None else self._pressed(answer, pressed)

    def names_lines(self, answer: Answer, words: str) -> bool:
        """Does somebody fill in lines of the form that is shown, by their names?"""
        shown = _form_in(answer)
        return shown is not None and bool(filled(words, shown).values)

    def steps_open(self, ref: CaseRef | None) -> frozenset[Step]:
        with self.desk.database.read() as reading:
            stored = reading.cases.load(ref) if ref is not None else None
            if stored is None:
                return frozenset()
            return steps_open(stored.case, self.person, self.desk.situation_of(reading, stored.case))

    def _filled(self, shown: Shown, left: str) -> Pressed | None:
        if not shown.boxes:
            return _only_press(shown)
        return as_it_stands(shown, self.day) if is_greeting(left) else filled_with(shown, left, self.day)

    def _pressed(self, before: Answer, pressed: Pressed) -> Answer:
        """Where it is refused, the form stands there with all that was written."""
        verb, data = pressed.press.verb, self._once(pressed.data)
        try:
            return self.conversation.press(self.person, verb, data, None)
        except NotTaken as refusal:
            try:
                return replace(self.conversation.again(self.person, verb, data), toast=str(refusal))
            except NotTaken:
                return replace(before, toast=str(refusal))

    def _once(self, data: Mapping[str, object]) -> Mapping[str, object]:
        """Where this mail is read again after a crash it opens another form, and is known by the same token."""
        token = sha256(key_of(self.mail).encode("utf-8", "replace")).hexdigest()[:32]
        return data if KEPT in data else {**data, "token": token}


def _form_in(answer: Answer) -> Shown | None:
    """The form that an answer opens, or the press that it leaves to be made."""
    faces = (answer.replace, *answer.append)
    card = next((face.card for face in faces if face is not None and face.card is not None), None)
    shown = shown_on(card) if card is not None else None
    if shown is None or not shown.presses or (shown.sends is None and shown.presses[0].verb not in STEPS):
        return None
    return shown if not answer.is_refusal else None


def _only_press(shown: Shown) -> Pressed | None:
    first: Press = shown.presses[0]
    return Pressed(first, dict(first.data))
