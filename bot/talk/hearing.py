"""What the bot does with each typed command. Names and stages come as typed and are found here."""

from __future__ import annotations

from collections.abc import Mapping

from cards.help_card import CommandGroup, help_card
from cards.verbs import Verb
from cards.wording import capital
from escalation.actions import HumanAction, PassOn, UndoRaise
from escalation.case import Case, CaseRef, PersonId, StageId
from escalation.errors import ActionRefused
from escalation.packs.reading import Pack
from escalation.permissions import Step

from ..casework import Desk
from ..commands.kinds import (
    EndCover,
    Escalate,
    FurtherTime,
    Help,
    LogQuery,
    MailsAside,
    Misunderstood,
    MyCases,
    PassTo,
    Praise,
    Raise,
    RecordOccasion,
    Resolve,
    RespondTo,
    SetCover,
    ShowCase,
    TakeStep,
    Undo,
    WrongPerson,
)
from ..commands.reading import help_lines, read_command
from ..commands.sayings import Audience
from ..enquiries import Enquiries
from ..rendering.cards import done_card
from ..rendering.held import held_of
from ..rendering.words import refused
from .covering import end_absence, note_absence
from .drafting import Drafting
from .faces import Face, NotTaken, Reply, Voice, in_chat
from .finding import find_person, find_stage
from .keeping import Keeping
from .misdirected import MisdirectedTalk
from .occasions import OccasionTalk
from .set_aside import AsideTalk

OPENS: dict[type, Step] = {
    RespondTo: Step.ANSWER,
    Resolve: Step.SATISFIED,
    FurtherTime: Step.ASK_FURTHER_TIME,
    Undo: Step.UNDO,
    PassTo: Step.PASS_ON,
}
"""The step that each command about a case is for."""
Heard = (
    Raise | Praise | MyCases | ShowCase | LogQuery | SetCover | EndCover | RecordOccasion | Help
    | RespondTo | Escalate | Resolve | FurtherTime | PassTo | TakeStep | Undo
)  # fmt: skip
A_REFERENCE = "(its reference)"
"""Stands in an example of somebody who has no case that could be named."""
SENT_ALREADY = "It has been sent and cannot be undone; you can withdraw it: write “withdraw” and its reference."


class Hearing:
    def __init__(
        self, desk: Desk, drafting: Drafting, keeping: Keeping, enquiries: Enquiries, voice: Voice = in_chat
    ) -> None:
        self._desk = desk
        self._voice = voice
        self._drafting = drafting
        self._keeping = keeping
        self._enquiries = enquiries
        self._misdirected = MisdirectedTalk(desk, enquiries, voice)
        self._aside = AsideTalk(desk)

    def hear(self, person: PersonId, text: str, case: CaseRef | None = None) -> Reply:
        """`case` is what is talked of where the line was typed. Raises NotTaken with the sentence to say."""
        command = read_command(text, self._desk.today(), case)
        if isinstance(command, Misunderstood):
            return Reply((Face(command.hint),))
        if isinstance(command, WrongPerson):
            return Reply((self._misdirected.hear(person, command),))
        if isinstance(command, MailsAside):
            return Reply((self._aside.oldest(person),))
        return Reply((self._answer(person, command),))

    def _answer(self, person: PersonId, command: Heard) -> Face:
        match command:
            case Raise():
                return self._keeping.begin(person, Verb.RAISE)
            case Praise():
                return self._keeping.begin(person, Verb.PRAISE)
            case MyCases():
                return self._enquiries.my_cases(person)
            case ShowCase():
                return self._enquiries.case(person, command.ref)
            case LogQuery():
                return self._enquiries.log(person, command)
            case SetCover():
                return note_absence(self._desk, person, command)
            case EndCover():
                return end_absence(self._desk, person, command)
            case RecordOccasion():
                return OccasionTalk(self._desk, self._voice).hear(person, command)
            case Help():
                return self.help(person, command)
            case _:
                return self._about_a_case(person, command)

    def _about_a_case(
        self,
        person: PersonId,
        command: RespondTo | Escalate | Resolve | FurtherTime | PassTo | TakeStep | Undo,
    ) -> Face:
        """Raises NotTaken with the sentence to say."""
        step = command.step if isinstance(command, TakeStep) else OPENS.get(type(command), Step.MOVE_UP)
        case = self._the_case(person, command.ref, step)
        try:
            return self._on(person, case, step, command)
        except ActionRefused as refusal:
            raise NotTaken(refused(self._desk, refusal, case.ref, person)) from None

    def _on(
        self,
        person: PersonId,
        case: Case,
        step: Step,
        command: RespondTo | Escalate | Resolve | FurtherTime | PassTo | TakeStep | Undo,
    ) -> Face:
        match command:
            case Undo():
                return self._do(person, case, UndoRaise(self._voice(person)))
            case PassTo():
                with self._desk.database.read() as reading:
                    to = find_person(command.name, reading.people.roster())
                visit = case.visit.number if case.visit else 0
                return self._do(person, case, PassOn(self._voice(person), visit, to))
            case Escalate():
                return self._move(person, case, command)
            case RespondTo():
                filled = {"answer": command.text}
            case Resolve():
                filled = {"difference": command.difference}
            case FurtherTime():
                until = command.until.isoformat() if command.until else ""
                filled = {"until": until, "reason": command.because}
            case TakeStep():
                filled = {"reason": command.because}
        return self._step_form(person, case.ref, step, filled)

    def _step_form(self, person: PersonId, ref: CaseRef, step: Step, filled: Mapping[str, str]) -> Face:
        """What is typed now counts more than what was kept."""
        if not any(filled.values()):
            filled = self._keeping.kept(person, step.value, ref)
        return self._drafting.step_form(person, ref, step, filled)

    def _move(self, person: PersonId, case: Case, command: Escalate) -> Face:
        """The form for a move; a stage that is not the next one is a jump and has its own form."""
        to = self._stage(case, command.to) if command.to else None
        step = Step.ANOTHER_STAGE if to is not None else _way_on(case)
        filled = {"to": to or "", "reason": command.because}
        return self._step_form(person, case.ref, step, filled)

    def _stage(self, case: Case, words: str) -> StageId:
        with self._desk.database.read() as reading:
            procedure = self._desk.pack_of(reading, case.pack).procedure
        return find_stage(words, procedure, case.track)

    def _the_case(self, person: PersonId, ref: CaseRef | None, step: Step) -> Case:
        """The case that was named, or the only one on which this person can take the step."""
        if ref is not None:
            return self._enquiries.load(person, ref)
        possible = self._enquiries.cases_open_to(person, step)
        if not possible and step is Step.UNDO and self._enquiries.cases_open_to(person, Step.CLOSE):
            raise NotTaken(SENT_ALREADY)
        if not possible:
            raise NotTaken("None of your cases is waiting for that. “my cases” shows what is.")
        if len(possible) > 1:
            refs = ", ".join(case.ref for case in possible)
            raise NotTaken(f"Which case do you mean? Write the command with one of these: {refs}.")
        return possible[0]

    def _do(self, person: PersonId, case: Case, action: HumanAction) -> Face:
        performed = self._desk.perform(action, case.ref)
        with self._desk.database.read() as reading:
            return Face(card=done_card(held_of(self._desk, reading, case.ref), person, performed.decision))

    def help(self, person: PersonId, command: Help, welcome: str = "") -> Face:
        """What this person can type. With `welcome`, the first words that the bot says to them."""
        with self._desk.database.read() as reading:
            in_force, roster = self._desk.in_force(reading), reading.people.roster()
            raised_under = in_force.raised_under(person, roster, self._desk.today())
            procedure = self._desk.pack_of_person(reading, person).procedure
        roles = roster.roles_of(person, self._desk.today())
        keeps = bool(roles & {procedure.log.kept_for, procedure.supervisor})
        audience = Audience.RAISER if raised_under else Audience.LOG_KEEPER if keeps else Audience.MANAGER
        lines = help_lines(audience, self._enquiries.newest_open_of(person) or A_REFERENCE, command.topic)
        group = CommandGroup("For you", tuple((line.example, line.does) for line in lines))
        may_raise = _raise_words(raised_under)
        if not welcome:
            return Face(card=help_card([group], may_raise=may_raise))
        lead = welcome.format(authority=procedure.authority)
        return Face(card=help_card([group], lead, may_raise, title="IRO Bot"))


def _raise_words(raised_under: tuple[Pack, ...]) -> str:
    """The words of the procedure, or plain ones for somebody who works under several that say it differently."""
    words = {pack.procedure.words.raise_it for pack in raised_under}
    return capital(words.pop() if len(words) == 1 else "raise a concern") if words else ""


def _way_on(case: Case) -> Step:
    visit = case.visit
    return Step.NOT_SATISFIED if visit is not None and visit.answers else Step.MOVE_UP
