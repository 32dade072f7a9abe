"""What the bot answers to a typed line and to a press on a card. Every chat door ends here."""

from __future__ import annotations

from collections.abc import Mapping

from cards.answers import pressed_on, read_answer, typed_into
from cards.errors import AnswerUnreadable, FieldFault
from cards.fields import Typed
from cards.refused_fields import marked
from cards.requests import (
    CardRequest,
    ChangeDraft,
    CheckFirst,
    DiscardDraft,
    OpenForm,
    ReadAll,
    SendDraft,
    ShowCase,
    ShowCases,
    ShowLog,
    StartPraise,
    StartRaise,
)
from cards.step_forms import step_form
from cards.verbs import Verb
from escalation.actions import HumanAction, Said, Via
from escalation.case import CaseRef, PersonId
from escalation.errors import ActionRefused, CaseIsClosed, NothingOwed, StageHasMoved
from escalation.permissions import Step

from .casework import Desk
from .doors import About
from .drafting import Drafting
from .enquiries import Enquiries
from .faces import Face, NotTaken, Reply
from .hearing import Hearing
from .rendering import card_for, done_card, held_of, refused, section_card, telling_of

OVERTAKEN = (StageHasMoved, NothingOwed, CaseIsClosed)
"""Refusals that mean the card is out of date: the current one takes its place."""
FORMS = frozenset({Verb.RAISE.value, Verb.PRAISE.value, *(step.value for step in Step)})
"""Verbs of presses that come with a form."""
STRANGER = (
    "You are not on this authority's list of people, so nothing can be shown here. "
    "The Safeguarding Business Manager keeps the list."
)


class Conversation:
    """One for all people; it keeps nothing of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._drafting = Drafting(desk)
        self._enquiries = Enquiries(desk)
        self._hearing = Hearing(desk, self._drafting, self._enquiries)

    def hear(self, person: PersonId, text: str) -> Reply:
        """A typed line. Whatever is wrong with it is said in the answer."""
        if not self._desk.knows(person):
            return Reply((Face(STRANGER),))
        try:
            return self._hearing.hear(person, text)
        except NotTaken as refusal:
            return Reply((Face(str(refusal)),))

    def press(self, person: PersonId, verb: str, data: Mapping[str, object], about: About | None) -> Reply:
        """A press. Raises NotTaken where it is refused and the card should stay as it is."""
        if not self._desk.knows(person):
            raise NotTaken(STRANGER)
        whole = data
        try:
            whole = self._drafting.with_kept_words(person, data)
            procedure = self._drafting.procedure_for(person, pressed_on(whole).ref)
            asked = read_answer(verb, whole, Said(person, Via.TEAMS), procedure)
        except AnswerUnreadable as unreadable:
            return self._ask_again(person, verb, whole, unreadable.faults)
        try:
            return self._follow(person, verb, asked, whole)
        except ActionRefused as refusal:
            return self._refuse(person, verb, whole, refusal, about)

    def look(self, person: PersonId, message_id: str, about: About) -> Face:
        """A card drawn afresh for whoever looks at it."""
        with self._desk.database.read() as reading:
            held = held_of(self._desk, reading, about.case)
            return Face(card=card_for(held, person, about.notice, message_id), about=about)

    def _follow(
        self, person: PersonId, verb: str, asked: HumanAction | CardRequest, data: Mapping[str, object]
    ) -> Reply:
        match asked:
            case StartRaise():
                return Reply(replace=self._drafting.raise_form(person))
            case StartPraise():
                return Reply(replace=self._drafting.praise_form(person))
            case CheckFirst():
                return Reply(replace=self._drafting.check(person, verb, asked.action, data))
            case SendDraft():
                return Reply(replace=self._drafting.send(person, asked.token))
            case ChangeDraft():
                return Reply(replace=self._drafting.change(person, asked.token))
            case DiscardDraft():
                return Reply(replace=self._drafting.discard(person, asked.token))
            case OpenForm() | ReadAll() | ShowCase() | ShowLog() | ShowCases():
                return self._show(person, asked, data)
            case _:
                return self._act(person, asked, data)

    def _show(
        self, person: PersonId, asked: OpenForm | ReadAll | ShowCase | ShowLog | ShowCases, data: Mapping[str, object]
    ) -> Reply:
        match asked:
            case OpenForm():
                return Reply(replace=self._form(person, asked.ref, asked.step, pressed_on(data).token))
            case ReadAll():
                return Reply((self._words(person, asked, data),))
            case ShowCase():
                return Reply((self._enquiries.case(person, asked.ref),))
            case ShowLog():
                return Reply((self._enquiries.log_page(person, asked.asked, asked.after),))
            case ShowCases():
                return Reply((self._enquiries.my_cases(person, asked.after),))

    def _act(self, person: PersonId, action: HumanAction, data: Mapping[str, object]) -> Reply:
        on = pressed_on(data)
        performed = self._desk.perform(action, on.ref, once=f"press {on.token}" if on.token else None)
        if performed.repeated:
            return Reply(replace=self._enquiries.case(person, on.ref))
        with self._desk.database.read() as reading:
            held = held_of(self._desk, reading, performed.case.ref)
            return Reply(replace=Face(card=done_card(held, person, performed.decision)))

    def _form(self, person: PersonId, ref: CaseRef, step: Step, token: str, typed: Typed | None = None) -> Face:
        with self._desk.database.read() as reading:
            telling = telling_of(held_of(self._desk, reading, ref), person, None)
        if step not in telling.steps:
            raise StageHasMoved("stage_has_moved")
        return Face(card=step_form(step, telling, token, typed or Typed({}, ())))

    def _words(self, person: PersonId, asked: ReadAll, data: Mapping[str, object]) -> Face:
        self._enquiries.check_may_see(person, asked.ref)
        with self._desk.database.read() as reading:
            return Face(card=section_card(held_of(self._desk, reading, asked.ref), person, asked, data))

    def _ask_again(
        self, person: PersonId, verb: str, data: Mapping[str, object], faults: tuple[FieldFault, ...]
    ) -> Reply:
        """The same form, with everything that was typed and what could not be taken. A card without a form stays."""
        if not any(fault.field for fault in faults):
            raise NotTaken(" ".join(str(fault) for fault in faults))
        on, typed = pressed_on(data), Typed(typed_into(verb, data), faults)
        if verb in (Verb.RAISE, Verb.PRAISE):
            return Reply(replace=self._drafting.again(person, verb, on.token, typed))
        self._drafting.keep(person, verb, on.token, data)
        return Reply(replace=self._form(person, on.ref, Step(verb), on.token, typed))

    def _refuse(
        self, person: PersonId, verb: str, data: Mapping[str, object], refusal: ActionRefused, about: About | None
    ) -> Reply:
        """A field that is wrong is marked in its form; a card that was overtaken gives way to the current one."""
        sentence = refused(self._desk, refusal, pressed_on(data).ref or None, person)
        if isinstance(refusal, OVERTAKEN) and about is not None:
            return Reply(replace=Face(about=about), toast=sentence)
        fault = marked(refusal, sentence)
        if fault.field and verb in FORMS:
            return self._ask_again(person, verb, data, (fault,))
        raise NotTaken(sentence)
