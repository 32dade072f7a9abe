"""What the bot answers to a typed line and to a press on a card. Every chat door ends here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from cards.answers import pressed_on, typed_into
from cards.errors import AnswerUnreadable, FieldFault
from cards.forms.fields import Typed
from cards.forms.refused_fields import marked
from cards.forms.step import step_form
from cards.forms.windows import FORM
from cards.payloads.by_step import WITH_A_FORM
from cards.payloads.requests import (
    AboutMail,
    CaseRequest,
    ChangeDraft,
    CheckFirst,
    DiscardDraft,
    OpenForm,
    ReadAll,
    RecordOccasion,
    SendDraft,
    ShowCase,
    ShowCases,
    ShowLog,
    StartPraise,
    StartRaise,
    TakeUp,
)
from cards.verbs import Verb
from escalation.actions import HumanAction
from escalation.case import CaseRef, PersonId
from escalation.errors import ActionRefused, CaseIsClosed, NothingOwed, StageHasMoved
from escalation.permissions import Step
from storage.errors import TextRefused

from ..casework import Desk
from ..commands.kinds import Help
from ..doors import About
from ..enquiries import Enquiries
from ..rendering.cards import card_for, done_card, section_card
from ..rendering.held import held_after, held_of, telling_of
from ..rendering.still_asked import asks_still
from ..rendering.words import done_words, refused
from .drafting import Drafting, kept_under
from .faces import Face, NotTaken, Reply, Voice, in_chat
from .hearing import Hearing
from .keeping import Keeping
from .named_child import about_a_child
from .occasions import OccasionTalk
from .set_aside import AsideTalk

OVERTAKEN = (StageHasMoved, NothingOwed, CaseIsClosed)
"""Refusals that mean the card is out of date: the current one takes its place."""
USED = "This card was used before. Nothing was done twice, and nothing that was written now is filed."
STRANGER = (
    "You are not on this authority’s list of people, so nothing can be shown here. Whoever keeps the list can add you."
)
NO_FORM = "There is no form behind this. Open the case and try again."
KEPT = "Kept. What you typed is there when you open this form again; nothing was sent to anybody."
WELCOME = (
    "Good to have you here. This is where {authority} raises concerns about planning for a child, answers them, "
    "and sees what waits. Write to me or press a button; nothing is sent to anybody before you have seen who gets what."
)
NO_TEXT = "There is a character in this that cannot be kept or sent. Type the words anew, without special signs."


class Conversation:
    """One for all people; it keeps nothing of its own. `voice` is how they speak."""

    def __init__(self, desk: Desk, voice: Voice = in_chat) -> None:
        self._desk = desk
        self._drafting = Drafting(desk, voice)
        self._occasions = OccasionTalk(desk, voice)
        self._aside = AsideTalk(desk)
        self._enquiries = Enquiries(desk)
        self._keeping = Keeping(desk, self._drafting)
        self._hearing = Hearing(desk, self._drafting, self._keeping, self._enquiries, voice)

    def hear(self, person: PersonId, text: str, case: CaseRef | None = None) -> Reply:
        """A typed line, in a place where `case` is talked of. Whatever is wrong with it is said in the answer."""
        if not self._desk.knows(person):
            return Reply((Face(STRANGER),))
        try:
            return self._hearing.hear(person, text, case)
        except NotTaken as refusal:
            return Reply((Face(str(refusal)),))
        except TextRefused:
            return Reply((Face(NO_TEXT),))

    def welcome(self, person: PersonId) -> Face:
        """The first words to somebody on the list: what they can do here. Raises NotTaken for anybody else."""
        if not self._desk.knows(person):
            raise NotTaken(STRANGER)
        return self._hearing.help(person, Help(), WELCOME)

    def raise_about(self, person: PersonId, what: str) -> Face:
        """The form for a concern, with what is wrong, and the child it names, filled in. Raises NotTaken."""
        if not self._desk.knows(person):
            raise NotTaken(STRANGER)
        try:
            return self._drafting.again(person, Verb.RAISE, str(uuid4()), Typed(about_a_child(what)), None)
        except TextRefused:
            raise NotTaken(NO_TEXT) from None

    def again(self, person: PersonId, verb: str, data: Mapping[str, object]) -> Reply:
        """The form that `data` came from, with all that was typed into it. Raises NotTaken."""
        if verb not in WITH_A_FORM:
            raise NotTaken(NO_FORM)
        return self._in_words(person, data, None, lambda whole: self._ask_again(person, verb, whole, ()))

    def press(self, person: PersonId, verb: str, data: Mapping[str, object], about: About | None) -> Reply:
        """A press. Raises NotTaken where it is refused and the card should stay as it is."""
        return self._in_words(person, data, about, lambda whole: self._answer(person, verb, whole, about))

    def _in_words(
        self,
        person: PersonId,
        data: Mapping[str, object],
        about: About | None,
        answer: Callable[[Mapping[str, object]], Reply],
    ) -> Reply:
        """Whatever is wrong is said in words."""
        whole, ref = self._looked_up(person, data, about)
        try:
            return answer(whole)
        except ActionRefused as refusal:
            return self._refuse(person, refusal, ref, about)
        except TextRefused:
            raise NotTaken(NO_TEXT) from None

    def _looked_up(
        self, person: PersonId, data: Mapping[str, object], about: About | None
    ) -> tuple[Mapping[str, object], CaseRef | None]:
        """All that was sent, and the case that it is about; at one moment, before anything is done. Raises NotTaken."""
        try:
            with self._desk.database.read() as reading:
                if not self._desk.serves(reading, person):
                    raise NotTaken(STRANGER)
                whole = self._drafting.with_kept_words(reading, person, data)
                ref = self._drafting.case_of(reading, person, whole)
                if ref is not None and (about is None or about.case != ref):
                    self._enquiries.seen(reading, person, ref)
                return whole, ref
        except AnswerUnreadable as unreadable:
            raise NotTaken(" ".join(map(str, unreadable.faults))) from None
        except TextRefused:
            raise NotTaken(NO_TEXT) from None

    def look(self, person: PersonId, message_id: str, about: About) -> Face:
        """A card drawn afresh for whoever looks at it."""
        with self._desk.database.read() as reading:
            held = held_of(self._desk, reading, about.case)
            return Face(card=card_for(held, person, about.notice, message_id), about=about)

    def _answer(self, person: PersonId, verb: str, data: Mapping[str, object], about: About | None) -> Reply:
        if verb == Verb.KEEP:
            return self._keep(person, data)
        try:
            asked = self._drafting.read(person, verb, data)
            if isinstance(asked, AboutMail):
                return self._aside.answer(person, asked)
            return self._follow(person, verb, asked, data, about)
        except AnswerUnreadable as unreadable:
            if verb not in WITH_A_FORM or not any(fault.field for fault in unreadable.faults):
                raise NotTaken(" ".join(map(str, unreadable.faults))) from None
            return self._ask_again(person, verb, data, unreadable.faults)
        except ActionRefused as refusal:
            fault = marked(refusal, refused(self._desk, refusal, pressed_on(data).ref or None, person))
            if refusal.key == "procedure_amended" and verb in WITH_A_FORM:
                return self._ask_again(person, verb, data, (fault,))
            if isinstance(refusal, OVERTAKEN) or not fault.field or verb not in WITH_A_FORM:
                raise
            return self._ask_again(person, verb, data, (fault,))

    def _follow(
        self,
        person: PersonId,
        verb: str,
        asked: HumanAction | CaseRequest,
        data: Mapping[str, object],
        about: About | None,
    ) -> Reply:
        match asked:
            case StartRaise():
                return Reply(replace=self._begin(person, Verb.RAISE, asked.procedure, data))
            case StartPraise():
                return Reply(replace=self._begin(person, Verb.PRAISE, asked.procedure, data))
            case CheckFirst():
                return Reply(replace=self._drafting.check(person, verb, asked.action, data))
            case RecordOccasion():
                return Reply(replace=self._occasions.record(person, asked))
            case SendDraft():
                return Reply(replace=self._drafting.send(person, asked))
            case ChangeDraft():
                return Reply(replace=self._drafting.change(person, asked.token))
            case DiscardDraft():
                return Reply(replace=self._drafting.discard(person, asked.token))
            case TakeUp():
                return Reply((self._drafting.take_up(person, asked),))
            case OpenForm() | ReadAll() | ShowCase() | ShowLog() | ShowCases():
                return self._show(person, asked, data)
            case _:
                return self._act(person, verb, asked, data, about)

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

    def _act(
        self, person: PersonId, verb: str, action: HumanAction, data: Mapping[str, object], about: About | None
    ) -> Reply:
        on = pressed_on(data)
        once = f"press {person} {on.token} {verb}" if on.token else None
        performed = self._desk.perform(action, on.ref, once, finishes=(kept_under(person, verb, on.ref),))
        if performed.repeated:
            return Reply(replace=self._enquiries.case(person, on.ref), toast=USED, is_refusal=True)
        with self._desk.database.read() as reading:
            held = held_after(self._desk, reading, performed.case)
        if about and about.notice and asks_still(held, person, about.notice, verb):
            return Reply(replace=Face(about=about), toast=done_words(held, person, performed.decision))
        return Reply(replace=Face(card=done_card(held, person, performed.decision)))

    def _form(self, person: PersonId, ref: CaseRef, step: Step, token: str, typed: Typed | None = None) -> Face:
        with self._desk.database.read() as reading:
            telling = telling_of(held_of(self._desk, reading, ref), person, None)
        if step not in telling.steps:
            raise StageHasMoved("stage_has_moved")
        if typed is None and (kept := self._keeping.kept(person, step.value, ref)):
            self._drafting.keep(person, step.value, token, kept)
            typed = Typed(kept)
        return Face(card=step_form(step, telling, token, typed or Typed({}, ())), is_form=True)

    def _begin(self, person: PersonId, verb: Verb, under: str, data: Mapping[str, object]) -> Face:
        return self._keeping.begin(person, verb, under or None, pressed_on(data).token)

    def _keep(self, person: PersonId, data: Mapping[str, object]) -> Reply:
        verb = data.get(FORM)
        if not isinstance(verb, str) or verb not in WITH_A_FORM:
            raise NotTaken(NO_FORM)
        self._keeping.keep(person, verb, data)
        try:  # shown again with what was typed: some clients empty a form that is only told a line
            form = self._ask_again(person, verb, {key: value for key, value in data.items() if key != FORM}, ())
        except (ActionRefused, NotTaken):
            return Reply(toast=KEPT)
        return replace(form, toast=KEPT)

    def _words(self, person: PersonId, asked: ReadAll, data: Mapping[str, object]) -> Face:
        self._enquiries.check_may_see(person, asked.ref)
        with self._desk.database.read() as reading:
            return Face(card=section_card(held_of(self._desk, reading, asked.ref), person, asked, data))

    def _ask_again(
        self, person: PersonId, verb: str, data: Mapping[str, object], faults: tuple[FieldFault, ...]
    ) -> Reply:
        """The same form, with everything that was typed and what could not be taken."""
        on, typed = pressed_on(data), Typed(typed_into(verb, data), faults)
        if verb == Verb.OCCASION:
            return Reply(replace=self._occasions.form(person, typed))
        if verb == Verb.FILE_MAIL:
            return Reply(replace=self._aside.form(person, str(data.get("mail", "")), typed))
        if verb in (Verb.RAISE, Verb.PRAISE):
            return Reply(replace=self._drafting.again(person, verb, on.token, typed, on.procedure or None))
        self._drafting.keep(person, verb, on.token, data)
        return Reply(replace=self._form(person, on.ref, Step(verb), on.token, typed))

    def _refuse(self, person: PersonId, refusal: ActionRefused, ref: CaseRef | None, about: About | None) -> Reply:
        """Why not. A card that was overtaken gives way to the current one."""
        sentence = refused(self._desk, refusal, ref, person)
        if not isinstance(refusal, OVERTAKEN) or ref is None:
            raise NotTaken(sentence)
        self._enquiries.check_may_see(person, ref)  # a card of their own may be from before they lost the right
        return Reply(replace=Face(about=about or About(ref, None)), toast=sentence, is_refusal=True)
