"""What the bot answers where somebody sees to a mail that was set aside: what would be filed, and what was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import uuid4

from cards.card import plain_card, quiet_card
from cards.card_json import Card
from cards.errors import AnswerUnreadable, FieldFault
from cards.forms.fields import Typed
from cards.forms.labels import label_of
from cards.forms.set_aside import AsideMail, Filing, aside_card, filing_card, mail_words_card
from cards.payloads.requests import AboutMail, ChangeFiling, CheckFiling, FileMail, LeaveMail, ReadMail
from cards.wording import listed
from escalation.actions import FileAnswer, Said, Via
from escalation.case import Case, CaseRef, PersonId, StageVisit, Words
from escalation.packs.reading import Pack
from escalation.people import Roster
from escalation.permissions import asked_in, holder_for
from storage.drafts import Draft
from storage.unit_of_work import Reading

from ..casework import Desk
from ..mail.kept import FILED, LEFT, SET_ASIDE, KeptMail, read_kept
from .faces import Face, NotTaken, Reply

FILING = "filing a mail"
FEW = 8
"""Open cases that are named where somebody has to say which one a mail is about."""
GONE = "This mail is not kept any more. Whoever set up IRO Bot can find it in the mailbox."
NOT_YOURS = "Only whoever keeps the log can see to a mail that was set aside."


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the keeper chose, kept until the second press."""

    mail: str
    ref: CaseRef
    whose: PersonId
    words: Words


class AsideTalk:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, person: PersonId, asked: AboutMail) -> Reply:
        """Raises NotTaken, AnswerUnreadable, ActionRefused."""
        match asked:
            case CheckFiling():
                return Reply(replace=self._check(person, Chosen(asked.mail, asked.ref, asked.whose, asked.words)))
            case FileMail():
                return Reply(replace=self._file(person, self._chosen(person, asked.token)))
            case ChangeFiling():
                return Reply(replace=self._change(person, self._chosen(person, asked.token)))
            case LeaveMail():
                return Reply(replace=self._leave(person, asked.mail))
            case ReadMail():
                shown = self._shown(person, self._open(person, asked.mail))
                return Reply((Face(card=mail_words_card(shown, asked.part)),))

    def oldest(self, person: PersonId) -> Face:
        """The mail that has waited longest, of those that this person may see to; and how many follow."""
        with self._desk.database.read() as reading:
            waiting = [
                draft
                for draft in reading.drafts.of_kind(SET_ASIDE)
                if self._may(reading, person, draft, reading.inbox.case_of(draft.token))
            ]
        if not waiting:
            raise NotTaken("No mail that was set aside waits for you.")
        more = f"It is the oldest of {len(waiting)}." if len(waiting) > 1 else ""
        return Face(more, aside_card(self._shown(person, read_kept(waiting[0].answers))))

    def form(self, person: PersonId, mail: str, typed: Typed) -> Face:
        """The mail, with what was typed into its form. Raises NotTaken."""
        return Face(card=aside_card(self._shown(person, self._open(person, mail)), typed))

    def _check(self, person: PersonId, chosen: Chosen) -> Face:
        kept = self._open(person, chosen.mail)
        action, case = self._action(person, kept, chosen)
        _, situation = self._desk.preview(action, chosen.ref)
        token = str(uuid4())
        with self._desk.database.write() as uow:
            answers = json.dumps({"mail": chosen.mail, "about_case": chosen.ref, "whose": chosen.whose,
                                  "words": chosen.words})  # fmt: skip
            uow.drafts.put(token, person, FILING, answers, self._desk.clock.now())
            uow.commit()
        visit = next(visit for visit in case.visits if visit.number == action.visit)
        stage = situation.procedure.stage(case.track, visit.stage).title
        name = situation.roster.people[chosen.whose].name
        return Face(card=filing_card(Filing(token, chosen.ref, name, stage, kept.arrived, action.text)), is_form=True)

    def _file(self, person: PersonId, chosen: Chosen) -> Face:
        """Once, however often it is pressed: by this person or by another."""
        kept = self._open(person, chosen.mail)
        action, _ = self._action(person, kept, chosen)
        performed = self._desk.perform(action, chosen.ref, once=f"filed mail {chosen.mail}")
        self._settle(person, chosen.mail, FILED, performed.case.ref)
        text = "It counts from when it arrived, and its writer is thanked."
        return Face(card=quiet_card("The mail is filed", text, performed.case.ref))

    def _change(self, person: PersonId, chosen: Chosen) -> Face:
        kept = self._open(person, chosen.mail)
        name = self._name(chosen.whose)
        typed = {"about_case": chosen.ref, "whose": name, "words": chosen.words}
        return Face(card=aside_card(self._shown(person, kept), Typed(typed)), is_form=True)

    def _leave(self, person: PersonId, mail: str) -> Face:
        kept = self._open(person, mail)
        self._settle(person, mail, LEFT, kept.ref)
        text = "Nothing was filed, and its writer hears nothing more of it. The mail itself stays in the mailbox."
        return Face(card=plain_card("It needs nothing", text))

    def _settle(self, person: PersonId, mail: str, kind: str, ref: CaseRef | None) -> None:
        """It stays beside the case, and goes when the words of the case go."""
        key = f"mail {mail}"
        with self._desk.database.write() as uow:
            draft = uow.drafts.get(key)
            if draft is not None:
                uow.drafts.put(key, person, kind, draft.answers, self._desk.clock.now())
            if ref is not None:
                uow.inbox.remember_case(key, ref)
            uow.commit()

    def _open(self, person: PersonId, mail: str) -> KeptMail:
        """A mail that still waits, for who may see to it. Raises NotTaken, saying what became of it."""
        with self._desk.database.read() as reading:
            draft = reading.drafts.get(f"mail {mail}")
            ref = reading.inbox.case_of(f"mail {mail}")
            if draft is None or draft.kind not in (SET_ASIDE, FILED, LEFT):
                raise NotTaken(GONE)
            if not self._may(reading, person, draft, ref):
                raise NotTaken(NOT_YOURS)
        if draft.kind != SET_ASIDE:
            raise NotTaken(f"{self._name(draft.person)} has seen to this mail already. Nothing was done twice.")
        return read_kept(draft.answers)

    def _may(self, reading: Reading, person: PersonId, draft: Draft, ref: CaseRef | None) -> bool:
        """Whoever was asked, and everybody else who keeps the log under that procedure."""
        roster, today = reading.people.roster(), self._desk.today()
        if not roster.serves(person, today):
            return False
        kept_for = {pack.procedure.log.kept_for for pack in self._packs(reading, draft.person, ref, roster)}
        return person == draft.person or not kept_for.isdisjoint(roster.roles_of(person, today))

    def _packs(self, reading: Reading, keeper: PersonId, ref: CaseRef | None, roster: Roster) -> tuple[Pack, ...]:
        stored = reading.cases.load(ref) if ref is not None else None
        if stored is not None:
            return (self._desk.pack_of(reading, stored.case.pack),)
        return self._desk.in_force(reading).own(keeper, roster, self._desk.today())

    def _action(self, person: PersonId, kept: KeptMail, chosen: Chosen) -> tuple[FileAnswer, Case]:
        """Raises AnswerUnreadable for a case that there is not, and where there are no words."""
        with self._desk.database.read() as reading:
            stored = reading.cases.load(chosen.ref)
            if stored is None:
                raise _fault("about_case", "is the reference of no case")
            roster = reading.people.roster()
        words = Words(chosen.words.strip() or kept.words.strip())
        if not words:
            raise _fault("words", "is empty, and nothing can be read in the mail itself")
        visit = self._visit(stored.case, chosen.whose, kept, roster)
        return FileAnswer(Said(person, Via.EMAIL, kept.arrived), visit, chosen.whose, words), stored.case

    def _visit(self, case: Case, whose: PersonId, kept: KeptMail, roster: Roster) -> int:
        """The last stage that had asked them when the mail arrived; else the last one that did; else where it is."""
        asked = [visit for visit in case.visits if self._was_asked(visit, whose, roster)]
        before = [visit for visit in asked if visit.entered <= kept.arrived]
        return next((found[-1].number for found in (before, asked, case.visits) if found), 0)

    def _was_asked(self, visit: StageVisit, whose: PersonId, roster: Roster) -> bool:
        return asked_in(visit, whose) or holder_for(whose, visit, roster, self._desk.today()) is not None

    def _chosen(self, person: PersonId, token: str) -> Chosen:
        with self._desk.database.read() as reading:
            draft = reading.drafts.get(token)
        if draft is None or draft.person != person or draft.kind != FILING:
            raise NotTaken(GONE)
        chosen = json.loads(draft.answers)
        return Chosen(chosen["mail"], CaseRef(chosen["about_case"]), PersonId(chosen["whose"]), Words(chosen["words"]))

    def _shown(self, person: PersonId, kept: KeptMail) -> AsideMail:
        whose = self._name(kept.sender) if kept.sender is not None else ""
        with self._desk.database.read() as reading:
            return shown_aside(kept, whose, open_cases_of(self._desk, reading, person))

    def _name(self, person: PersonId) -> str:
        with self._desk.database.read() as reading:
            known = reading.people.roster().people.get(person)
        return known.name if known is not None else person


def card_of_mail(reading: Reading, key: str, cases: tuple[str, ...] = ()) -> Card | None:
    """For whoever is asked to see to it, with their open cases; None once that has been done."""
    draft = reading.drafts.get(key)
    if draft is None or draft.kind != SET_ASIDE:
        return None
    kept, people = read_kept(draft.answers), reading.people.roster().people
    known = people.get(kept.sender) if kept.sender is not None else None
    return aside_card(shown_aside(kept, known.name if known is not None else "", cases))


def open_cases_of(desk: Desk, reading: Reading, keeper: PersonId) -> tuple[str, ...]:
    """ "LUT-26-0001, which asks Tom Reid", of the procedures whose log they keep; none where there are many."""
    if reading.cases.count_open() > FEW:
        return ()
    roster = reading.people.roster()
    roles = roster.roles_of(keeper, desk.today())
    cases = (stored.case for stored in map(reading.cases.load, reading.cases.open_refs()) if stored is not None)
    kept = (case for case in cases if desk.pack_of(reading, case.pack).procedure.log.kept_for in roles)
    return tuple(_and_whom_it_asks(case, roster) for case in kept)


def _and_whom_it_asks(case: Case, roster: Roster) -> str:
    asked = [named.person for named in case.visit.asked] if case.visit is not None else []
    names = listed(roster.people[one].name for one in asked if one in roster.people)
    return f"{case.ref}, which asks {names}" if names else str(case.ref)


def shown_aside(kept: KeptMail, whose: str, cases: tuple[str, ...] = ()) -> AsideMail:
    attached = tuple((one.name, one.size) for one in kept.attachments)
    return AsideMail(
        kept.id, kept.from_address, kept.vouched, kept.subject, kept.arrived, kept.shown, attached, kept.why,
        kept.ref, whose, cases,
    )  # fmt: skip


def _fault(field: str, problem: str) -> AnswerUnreadable:
    label, remedy = label_of(field)
    return AnswerUnreadable(FieldFault(field, label, problem, remedy))
