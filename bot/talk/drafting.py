"""Forms that are filled in but not yet acted on: kept as drafts, checked with who gets what, sent once, or dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from cards.answers import pressed_on, read_answer, typed_into
from cards.card import quiet_card
from cards.check_card import check_card
from cards.forms.choose_procedure import choose_procedure_card
from cards.forms.concern import raise_form
from cards.forms.concern_fields import RaiseForm
from cards.forms.fields import Typed
from cards.forms.kept_words import put_back
from cards.forms.praise import PraiseRequest, praise_form
from cards.forms.step import step_form
from cards.payloads.requests import CardRequest, CheckFirst, SendDraft, TakeUp
from cards.verbs import Verb
from escalation.actions import HumanAction, Via
from escalation.case import CaseRef, PersonId
from escalation.errors import CaseIsClosed, NotYours
from escalation.holders.on_the_case import roles_on_the_case
from escalation.permissions import MAY, Step, standing
from escalation.procedure import Procedure
from storage.unit_of_work import Reading

from ..casework import Desk
from ..rendering.cards import done_card
from ..rendering.held import held_after, held_of, telling_of
from ..rendering.previews import previewed
from ..rendering.words import case_words
from .checking import Check, written_in
from .faces import Face, NotTaken, Voice, in_chat
from .finding import with_doers, with_people
from .naming import chairs, holders_to_name, roles_consulted, who_can_be_asked
from .new_case import new_case_for
from .taking_up import taking_up

DROPPED = "This form was sent or dropped before. Nothing more was done. Type the command again to start anew."
OTHERWISE = "Since you looked at it, who is told or a day has changed. Please look once more: nothing has been sent."


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person filled in: the verb of its form and what the form sent."""

    token: str
    person: PersonId
    verb: str
    data: Mapping[str, object]

    @property
    def ref(self) -> CaseRef | None:
        return pressed_on(self.data).ref or None

    @property
    def digest(self) -> str:
        """The same for the same words."""
        return sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def under(self) -> str | None:
        """The digest of the procedure that its form was of."""
        return pressed_on(self.data).procedure or None


class Drafting:
    def __init__(self, desk: Desk, voice: Voice = in_chat) -> None:
        self._desk = desk
        self._voice = voice

    def raise_form(
        self, person: PersonId, token: str | None = None, typed: Typed | None = None, under: str | None = None
    ) -> Face:
        """The form for a concern, once it is clear under which procedure. Raises NotTaken for who may not raise one."""
        typed = typed or Typed({})
        new = new_case_for(self._desk, person, under)
        if new.pack is None:
            return Face(card=choose_procedure_card(new.choices, Verb.RAISE, token or str(uuid4())))
        situation = new.situation
        form = RaiseForm(
            situation.procedure,
            new.tracks,
            new.teams,
            holders_to_name(situation, roles_on_the_case(situation.procedure), person),
            token or str(uuid4()),
            holders_to_name(situation, roles_consulted(situation.procedure), person),
            typed.filled,
            typed.faults,
            chairs(situation),
            who_can_be_asked(situation, person),
            new.pack.pin.digest,
        )
        return Face(card=raise_form(form))

    def praise_form(
        self, person: PersonId, token: str | None = None, typed: Typed | None = None, under: str | None = None
    ) -> Face:
        typed = typed or Typed({})
        new = new_case_for(self._desk, person, under)
        if new.pack is None:
            return Face(card=choose_procedure_card(new.choices, Verb.PRAISE, token or str(uuid4())))
        situation = new.situation
        everyone = sorted((p.name, p.id) for p in situation.roster.people.values() if p.id != person)
        form = PraiseRequest(
            situation.procedure,
            new.tracks,
            new.teams,
            tuple((id, name) for name, id in everyone),
            token or str(uuid4()),
            typed.filled,
            typed.faults,
            new.pack.pin.digest,
        )
        return Face(card=praise_form(form))

    def take_up(self, person: PersonId, asked: TakeUp) -> Face:
        """The form for a case that goes on under another track, with what it says. Raises DetailNeeded."""
        filled, under = taking_up(self._desk, person, asked.ref, asked.track)
        return self.again(person, Verb.RAISE, str(uuid4()), Typed(filled), under)

    def again(self, person: PersonId, verb: str, token: str, typed: Typed, under: str | None) -> Face:
        """The form with everything that was typed."""
        token = token or str(uuid4())
        self._keep(Draft(token, person, verb, {**typed.filled, "token": token, "procedure": under or ""}))
        form = self.raise_form if verb == Verb.RAISE else self.praise_form
        return form(person, token, typed, under)

    def keep(self, person: PersonId, verb: str, token: str, data: Mapping[str, object]) -> None:
        """Keep what a step's form sent, so that words too long to be shown again are not lost."""
        if token:
            self._keep(Draft(token, person, verb, data))

    def check(self, person: PersonId, verb: str, action: HumanAction, data: Mapping[str, object]) -> Face:
        """Before anything is sent: exactly who gets what, when it is due, which bank holidays were counted."""
        on = pressed_on(data)
        token = on.token or str(uuid4())
        if (sent := self._sent_before(person, token)) is not None:
            return sent
        draft = Draft(token, person, verb, {**data, "token": token})
        check = self._checked(draft, action)
        self._keep(draft)
        return self._to_check(draft, check)

    def send(self, person: PersonId, asked: SendDraft) -> Face:
        """Do what was checked, once; a second press shows what came of the first.

        Other words are checked first, and so are the same ones where other people would get them, or by other days.
        """
        token = asked.token
        if (sent := self._sent_before(person, token)) is not None:
            return sent
        draft = self._mine(person, token)
        action = self._action(draft)
        check = self._checked(draft, action)
        if asked.checked != check.mark:
            return self._to_check(draft, check, OTHERWISE if check.is_of_the_same_words(asked.checked) else "")
        ended = (token, kept_under(person, draft.verb, draft.ref))
        performed = self._desk.perform(action, draft.ref, _key(person, token), draft.under, ended)
        with self._desk.database.read() as reading:
            held = held_after(self._desk, reading, performed.case)
        return Face(card=done_card(held, person, performed.decision))

    def change(self, person: PersonId, token: str) -> Face:
        """Back to the form."""
        if (sent := self._sent_before(person, token)) is not None:
            return sent
        return self._form_of(self._mine(person, token))

    def _form_of(self, draft: Draft) -> Face:
        person, token = draft.person, draft.token
        typed = Typed(typed_into(draft.verb, draft.data))
        if draft.verb == Verb.RAISE:
            return self.raise_form(person, token, typed, draft.under)
        if draft.verb == Verb.PRAISE:
            return self.praise_form(person, token, typed, draft.under)
        ref = draft.ref
        assert ref is not None, "a step's draft is about a case"
        with self._desk.database.read() as reading:
            telling = telling_of(held_of(self._desk, reading, ref), person, None)
        return Face(card=step_form(Step(draft.verb), telling, token, typed), is_form=True)

    def discard(self, person: PersonId, token: str) -> Face:
        if (sent := self._sent_before(person, token)) is not None:
            return sent
        draft = self._mine(person, token)
        with self._desk.database.write() as uow:
            uow.drafts.finish(token)
            uow.drafts.finish(kept_under(person, draft.verb, draft.ref))
            uow.commit()
        return Face(card=quiet_card("Nothing was sent", "You dropped this form.", None))

    def step_form(self, person: PersonId, ref: CaseRef, step: Step, filled: Mapping[str, str]) -> Face:
        """The form of a step, with what was typed. Raises NotYours, CaseIsClosed, NotTaken where it is not open."""
        with self._desk.database.read() as reading:
            held = held_of(self._desk, reading, ref)
        telling = telling_of(held, person, None)
        if held.case.closed is not None and step not in (*telling.steps, Step.REOPEN):
            raise CaseIsClosed("case_is_closed")
        if standing(held.case, person, held.situation).isdisjoint(MAY[step]):
            raise NotYours(f"may_not_{step.name.lower()}")
        if step not in telling.steps:
            raise NotTaken(f"That is not possible on {ref} now. Write “{ref}” to see the case and what you can do.")
        typed, token = Typed({field: text for field, text in filled.items() if text}), str(uuid4())
        if typed.filled:
            self.keep(person, step.value, token, typed.filled)
        return Face(card=step_form(step, telling, token, typed))

    def with_kept_words(self, reading: Reading, person: PersonId, data: Mapping[str, object]) -> Mapping[str, object]:
        """What was sent, with the long texts that the form left out because they are with the draft."""
        token = pressed_on(data).token
        draft = _find(reading, person, token) if token else None
        return put_back(data, typed_into(draft.verb, draft.data)) if draft is not None else data

    def read(self, person: PersonId, verb: str, data: Mapping[str, object]) -> HumanAction | CardRequest:
        """What a press or a form asks for, with the people whom it names. Raises AnswerUnreadable."""
        on = pressed_on(data)
        with self._desk.database.read() as reading:
            procedure = self._procedure_for(reading, person, on.ref or None, on.procedure or None)
            roster = reading.people.roster()
        asked = read_answer(verb, with_people(verb, data, roster), self._voice(person), procedure)
        return with_doers(asked, roster)

    def _procedure_for(self, reading: Reading, person: PersonId, ref: CaseRef | None, under: str | None) -> Procedure:
        """The case's own procedure; for a new concern the one chosen. Raises DetailNeeded for an amended one."""
        stored = reading.cases.load(ref) if ref else None
        if stored is not None:
            return self._desk.pack_of(reading, stored.case.pack).procedure
        in_force, roster = self._desk.in_force(reading), reading.people.roster()
        if under is not None:
            return in_force.still(under, in_force.raised_under(person, roster, self._desk.today())).procedure
        return self._desk.pack_of_person(reading, person).procedure

    def case_of(self, reading: Reading, person: PersonId, data: Mapping[str, object]) -> CaseRef | None:
        """The case that a press is about, by itself or by its draft."""
        on = pressed_on(data)
        draft = _find(reading, person, on.token) if on.token and not on.ref else None
        return on.ref or (draft.ref if draft is not None else None) or None

    def _sent_before(self, person: PersonId, token: str) -> Face | None:
        """What stands in the place of a form that was sent already, however often it is pressed again."""
        with self._desk.database.read() as reading:
            if not reading.inbox.seen(_key(person, token)):
                return None
            ref = reading.inbox.case_of(_key(person, token))
            assert ref is not None, "what was sent is about a case"
            held = held_of(self._desk, reading, ref)
            return Face(card=quiet_card("This was sent already", case_words(held, person), ref))

    def _checked(self, draft: Draft, action: HumanAction) -> Check:
        decision, situation = self._desk.preview(action, draft.ref, draft.under)
        return Check(draft.digest, previewed(decision, situation, draft.person, draft.token, self._desk.doors))

    def _to_check(self, draft: Draft, check: Check, before: str = "") -> Face:
        """By mail with the words that were written: there the form does not stand above it."""
        is_mailed = self._voice(draft.person).via is Via.EMAIL
        form = self._form_of(draft).card if is_mailed else None
        written = written_in(form, typed_into(draft.verb, draft.data)) if form is not None else ()
        return Face(card=check_card(check.preview, check.mark, written, before), is_form=True)

    def _action(self, draft: Draft) -> HumanAction:
        asked = self.read(draft.person, draft.verb, draft.data)
        if not isinstance(asked, CheckFirst):
            raise NotTaken(DROPPED)
        return asked.action

    def begun(self, person: PersonId, token: str) -> Mapping[str, str]:
        """What a draft that waits under this token says, by field."""
        with self._desk.database.read() as reading:
            draft = _find(reading, person, token) if token else None
        return typed_into(draft.verb, draft.data) if draft is not None else {}

    def _keep(self, draft: Draft) -> None:
        """Raises NotTaken for the token of somebody else."""
        with self._desk.database.write() as uow:
            before = uow.drafts.get(draft.token)
            if before is not None and before.person != draft.person:
                raise NotTaken(DROPPED)
            uow.drafts.put(draft.token, draft.person, draft.verb, json.dumps(draft.data), self._desk.clock.now())
            uow.commit()

    def _mine(self, person: PersonId, token: str) -> Draft:
        with self._desk.database.read() as reading:
            draft = _find(reading, person, token)
        if draft is None:
            raise NotTaken(DROPPED)
        return draft


def _find(reading: Reading, person: PersonId, token: str) -> Draft | None:
    kept = reading.drafts.get(token)
    if kept is None or kept.person != person:
        return None
    return Draft(token, person, kept.kind, json.loads(kept.answers))


def _key(person: PersonId, token: str) -> str:
    """Under which the sending of a draft is known to have happened."""
    return f"draft {person} {token}"


def kept_under(person: PersonId, verb: str, ref: CaseRef | None) -> str:
    """Where somebody's half-filled form waits, one of each kind for each case."""
    return f"kept {person} {verb} {ref or ''}".rstrip()
