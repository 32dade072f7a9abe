"""Plays a scenario on a played office, step by step, and tells what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from cards.wording import full_date
from escalation.actions import GivePraise, RaiseConcern
from escalation.case import Case, CaseRef, PersonId
from escalation.errors import ActionRefused
from escalation.notices import Meaning
from escalation.packs.faults import Fault
from escalation.people import Absence
from escalation.working_days import LONDON
from storage.reports import CaseFilter

from ..rendering.held import held_of
from ..rendering.words import refused
from ..talk.faces import NotTaken
from ..tryout.office import MOMENT, Office
from . import steps as said
from .acting import Acting
from .checking import faults_of_check
from .naming import Naming
from .pressing import raise_by_card
from .reading import ScenarioRefused, Script
from .scenario import Did, Step
from .timeline import Ending, Moment, Opening
from .values import Passing
from .watching import Watching, how_it_stands

ASKING = frozenset(
    {
        Meaning.ANSWER_ASKED,
        Meaning.DATE_SET,
        Meaning.REMINDER,
        Meaning.ANSWER_OVERDUE,
        Meaning.HANDED_TO_YOU,
        Meaning.MEETING_TO_CONVENE,
    }
)
"""What a reply by mail can answer."""
TRIES = 10_000
"""More deadlines than these within one step mean that time stands still."""


class RehearsalStopped(ScenarioRefused):
    """A step was refused, or a check did not hold. What was played until then has been told."""


@dataclass
class Player:
    """One scenario on one office."""

    office: Office
    script: Script
    _refs: list[CaseRef] = field(default_factory=list)
    _step: int = 0

    def __post_init__(self) -> None:
        self._watching = Watching(self.office)
        self._naming = Naming(self.office.procedure, self.office.people.roster(), self.office.people.teams)

    def opening(self) -> Opening:
        procedure, pin = self.office.procedure, self.office.pack.pin
        with self.office.desk.database.read() as reading:
            draft = reading.procedures.signed_off(pin.digest) is None
        words = f"{procedure.authority}: {procedure.title}, version {pin.version}"
        return Opening(self.script.scenario.title, words, draft, self.office.now, self.script.scenario.note or "")

    def play(self) -> Iterator[Moment]:
        """Everything that happens, in order. Raises RehearsalStopped."""
        for place in range(len(self.script.scenario.steps)):
            yield from self.play_step(place)

    def play_step(self, place: int) -> Iterator[Moment]:
        """One step of the scenario, by its place. Raises RehearsalStopped."""
        step, self._step = self.script.scenario.steps[place], place
        yield from self._marked(step, self._play(step))

    def ending(self, stopped: str = "") -> Ending:
        with self.office.desk.database.read() as reading:
            cases = tuple(how_it_stands(held_of(self.office.desk, reading, ref)) for ref in self._refs)
        return Ending(self.office.now, cases, self._watching.count, stopped)

    def _marked(self, step: Step, moments: Iterator[Moment]) -> Iterator[Moment]:
        """The first moment of a step carries its line and note."""
        line, note = self.script.line_of(self._step), step.note or ""
        for moment in moments:
            yield replace(moment, line=line, note=note)
            note = ""

    def _play(self, step: Step) -> Iterator[Moment]:
        try:
            if step.refused is not None:
                yield self._refuse(step)
            else:
                yield from self._do(step)
        except (NotTaken, LookupError) as trouble:
            raise self._stopped(str(trouble), "Change the step, or write `refused: true` with it") from None

    def _do(self, step: Step) -> Iterator[Moment]:
        match step.does:
            case None:
                assert step.pass_ is not None, "a step without a doing lets time pass"
                yield from self._pass(step.pass_)
            case said.Look() as wanted:
                yield self._check(wanted, step)
            case said.Say() as line:
                yield from self._say(line)
            case said.Absence() as away:
                yield self._go_away(away)
            case done:
                self._act(done, step)
                yield from self._look()

    def _refuse(self, step: Step) -> Moment:
        """The step has to be refused."""
        done = step.does
        if done is None or isinstance(done, said.Look | said.Say | said.Absence):
            raise self._stopped("time, checks and absences cannot be refused", "Delete `refused`")
        try:
            self._act(done, step)
        except NotTaken as refusal:
            words = str(refusal)
        else:
            raise self._stopped("this step was to be refused, and it was done", "Delete `refused`, or change the step")
        if isinstance(step.refused, str) and step.refused.casefold() not in words.casefold():
            raise self._stopped(f"it was refused in other words: {words}", "Write words that stand in that sentence")
        return Moment(self.office.now, self._ref(step), refused=words)

    # what people do

    def _act(self, done: Did, step: Step) -> None:
        """Raises NotTaken with the sentence that the person would read."""
        case = self._case(step)
        acting = self._acting(case)
        if isinstance(done, said.Answer | said.Ask | said.PassOn) and done.by_mail:
            self._reply(acting.who(done), _mailed(done, self), step)
            return
        action = acting.action(done)
        if isinstance(done, said.Raise) and done.by_card and isinstance(action, RaiseConcern):
            raise_by_card(self.office, acting.who(done), action)
            self._find_new_cases()
            return
        try:
            performed = self.office.desk.perform(action, case.ref if case else None)
        except ActionRefused as refusal:
            ref = case.ref if case and not isinstance(action, RaiseConcern | GivePraise) else None
            raise NotTaken(refused(self.office.desk, refusal, ref, acting.who(done))) from None
        if performed.case.ref not in self._refs:
            self._refs.append(performed.case.ref)
        self.office.tick()

    def _reply(self, person: PersonId, text: str, step: Step) -> None:
        """Answer the newest mail that asks this person. Raises NotTaken where it was set aside."""
        letter = self._letter_asking(person, self._ref(step))
        before = {mail.id for mail in self.office.played.mailboxes.of(person)}
        self.office.replies(person, letter, text)
        for mail in self.office.played.mailboxes.of(person):
            if mail.id not in before and not mail.mine and self._is_plain(mail.id):
                raise NotTaken(" ".join(mail.text.split()))

    def _letter_asking(self, person: PersonId, ref: CaseRef | None) -> str:
        with self.office.desk.database.read() as reading:
            for letter in self.office.played.mailboxes.of(person):
                sent = reading.outbox.find(letter.id)
                notice = sent.message.notice if sent is not None and sent.message.case == ref else None
                if notice is not None and notice.meaning in ASKING:
                    return letter.id
        name = self.office.people.people[person].name
        raise NotTaken(f"{name} has had no mail that asks for an answer")

    def _is_plain(self, id: str) -> bool:
        with self.office.desk.database.read() as reading:
            sent = reading.outbox.find(id)
        return sent is not None and sent.message.notice is None

    def _say(self, line: said.Say) -> Iterator[Moment]:
        person = self._naming.person(line.by)
        shown = self.office.says(person, line.text)
        answers = tuple(filter(None, (one.text or _spoken(one.card) for one in shown)))
        if line.answers and not any(line.answers.casefold() in answer.casefold() for answer in answers):
            raise self._stopped(f"the bot answered: {' '.join(answers)}", "Change `answers`")
        self._find_new_cases()
        name = self.office.people.people[person].name
        yield Moment(self.office.now, happened=(f"{name} writes “{line.text}”",), answered=answers)
        yield from self._look()

    def _go_away(self, away: said.Absence) -> Moment:
        now, calendar = self.office.now, self.office.calendar
        person = self._naming.person(away.who)
        cover = self._naming.person(away.cover) if away.cover else None
        since, until = away.since.day(now, calendar), away.until.day(now, calendar)
        if until < since:
            raise NotTaken("The last day away is before the first")
        with self.office.desk.database.write() as uow:
            uow.people.add_absence(Absence(person, since, until, cover))
            uow.commit()
        people = self.office.people.people
        covered = f", covered by {people[cover].name}" if cover else ""
        words = f"{people[person].name} is away from {full_date(since)} to {full_date(until)}{covered}"
        return Moment(now, happened=(words,))

    # time

    def _pass(self, passing: Passing) -> Iterator[Moment]:
        target = self._target(passing)
        if target < self.office.now:
            raise NotTaken(f"That is in the past: it is {self.office.now.astimezone(LONDON):%d %B %Y, %H:%M} now")
        yield from self._go_to(target)

    def _target(self, passing: Passing) -> datetime:
        now, calendar = self.office.now, self.office.calendar
        if passing.by is not None:
            return now + passing.by
        if passing.to is not None:
            return passing.to.moment(now, calendar)
        if passing.working_days:
            local = now.astimezone(LONDON)
            day = calendar.add_working_days(local.date(), passing.working_days)
            clock = passing.clock or local.time().replace(second=0, microsecond=0)
            return max(datetime.combine(day, clock, LONDON), calendar.day_starts(day)) + MOMENT
        return self._next_deadline() + MOMENT

    def _next_deadline(self) -> datetime:
        """When something is next due, whoever owes it. A reminder on the way is no deadline."""
        now, cases = self.office.now, filter(None, map(self._load, self._refs))
        dues = [duty.due for case in cases for duty in case.duties if duty.due > now and duty.wake is not None]
        if not dues:
            raise NotTaken("Nothing is due any more")
        return min(dues)

    def _go_to(self, moment: datetime) -> Iterator[Moment]:
        """Stops at each deadline on the way, so that each is told at its own time."""
        for _ in range(TRIES):
            wake = self.office.next_wake()
            if wake is None or wake + MOMENT >= moment:
                break
            self.office.go_to(max(wake, self.office.now) + MOMENT)
            yield from self._look()
        self.office.go_to(moment)
        yield from self._look()

    # looking

    def _look(self) -> Iterator[Moment]:
        yield from self._watching.look(self._refs)

    def _check(self, wanted: said.Look, step: Step) -> Moment:
        case = self._case(step)
        if case is None:
            raise NotTaken("There is no case to check yet")
        told, self._watching.told = frozenset(self._watching.told), set()
        with self.office.desk.database.read() as reading:
            situation = self.office.desk.situation_of(reading, case)
        faults, held = faults_of_check(wanted, case, situation, told, self._naming)
        if faults:
            raise self._stopped("; ".join(faults), "Change the check, or the steps before it")
        return Moment(self.office.now, case.ref, checked=held)

    def _acting(self, case: Case | None) -> Acting:
        office = self.office
        with office.desk.database.read() as reading:
            situation = office.desk.situation_under(reading, office.pack)
        return Acting(self._naming, situation, case)

    def _ref(self, step: Step) -> CaseRef | None:
        if step.case is None:
            return self._refs[-1] if self._refs else None
        if step.case > len(self._refs):
            raise NotTaken(f"Only {len(self._refs)} cases have been raised so far")
        return self._refs[step.case - 1]

    def _case(self, step: Step) -> Case | None:
        ref = self._ref(step)
        if ref is None:
            return None
        return self._load(ref)

    def _load(self, ref: CaseRef) -> Case | None:
        with self.office.desk.database.read() as reading:
            stored = reading.cases.load(ref)
        return stored.case if stored is not None else None

    def _find_new_cases(self) -> None:
        with self.office.desk.database.read() as reading:
            rows = reading.reports.cases(CaseFilter())
        self._refs += [row.ref for row in reversed(rows) if row.ref not in self._refs]

    def _stopped(self, problem: str, remedy: str) -> RehearsalStopped:
        line = self.script.line_of(self._step)
        return RehearsalStopped(
            [Fault(self.script.file, line, f"step {self._step + 1}", problem.rstrip("."), remedy.rstrip("."))]
        )


def _mailed(done: said.Answer | said.Ask | said.PassOn, player: Player) -> str:
    """A reply in the words that the mails give as examples."""
    match done:
        case said.Answer():
            return done.text
        case said.Ask():
            until = done.until.day(player.office.now, player.office.calendar)
            return f"More time until {full_date(until)}: {done.because}"
        case said.PassOn():
            return f"Pass to: {done.to}"


def _spoken(card: object) -> str:
    """What a card says in one line."""
    return str(card.get("speak", "")) if isinstance(card, dict) else ""
