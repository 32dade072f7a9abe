"""A case told as a story: somebody does something, time passes, somebody is told. For the tests of the rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from escalation import actions as act
from escalation.case import (
    Case,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    Consulted,
    Duty,
    PersonId,
    RoleId,
    Silence,
    Source,
    StageId,
    StageVisit,
    Task,
    TrackId,
    Words,
)
from escalation.case_log import Facts
from escalation.decide import decide
from escalation.decision import Decision, Entry, Situation
from escalation.notices import Meaning, Notice
from escalation.packs.reading import Pack
from escalation.people import Absence, Person, Post, Roster
from escalation.working_days import WorkingCalendar
from tests.ladders import everybody
from tests.people import AMIR, COLIN, INES, NORTH, QUENTIN, at, calendar, luton, roster

MONDAY = "2026-03-02"
SECOND = timedelta(seconds=1)
CONCERN = act.ConcernRaised(
    CategoryId("drift"), Words("The plan has not moved since May."), Words("AB waits for a home."), Words("A plan.")
)
NO_VISITS = act.ConcernRaised(
    CategoryId("visits"), Words("No visit since June."), Words("AB is not seen."), Words("A visit this week.")
)
CONSULTED = Consulted(QUENTIN, date(2026, 3, 2))
URGENT = Consulted(passed_over_because=Words("urgent, told afterwards"))
TRIED = Words("We spoke twice and it was not settled.")


def said(by: PersonId, via: act.Via = act.Via.TEAMS, happened: datetime | None = None) -> act.Said:
    return act.Said(by, via, happened)


def words(text: str) -> Words:
    return Words(text)


def concern(by: PersonId = INES, **changes: object) -> act.RaiseConcern:
    """An IRO's concern about a looked-after child, raised informally."""
    raised = act.RaiseConcern(
        said(by),
        CaseRef("LUT-26-0001"),
        TrackId("looked_after"),
        NORTH,
        Child("10442", "AB", ChildStatus.LOOKED_AFTER),
        (CONCERN,),
        Source.REVIEW,
        social_worker=AMIR,
    )
    return replace(raised, **changes)  # type: ignore[arg-type]


def conference_concern(**changes: object) -> act.RaiseConcern:
    """A chair's concern about a child with a child protection plan, raised informally."""
    plan_not_done = replace(CONCERN, category=CategoryId("plan_not_carried_out"))
    raised = concern(
        COLIN,
        track=TrackId("child_protection"),
        child=Child("20881", "CD", ChildStatus.CHILD_PROTECTION),
        concerns=(plan_not_done,),
    )
    return replace(raised, **changes)  # type: ignore[arg-type]


def at_stage(stage: str, **changes: object) -> act.RaiseConcern:
    """Raised at a formal stage, with the line manager consulted."""
    chair = RoleId("qa_improvement_lead") if stage == "meeting" else None
    start = concern(start_at=StageId(stage), skipping_because=TRIED, consulted=CONSULTED, chair=chair)
    return replace(start, **changes)  # type: ignore[arg-type]


@dataclass
class Story:
    """What has been so far. `told` holds the notices of the last thing that happened, or of the time that passed."""

    now: datetime
    people: Roster = field(default_factory=roster)
    entries: list[Entry] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    pack: Pack = field(default_factory=luton)
    calendar: WorkingCalendar = field(default_factory=calendar)
    _case: Case | None = None

    @classmethod
    def of(cls, raised: act.RaiseConcern, day: str = MONDAY, clock: str = "10:00", *absences: Absence) -> Story:
        """Raised, and sent without waiting for the two minutes in which it could be undone."""
        return cls(at(day, clock), roster(*absences)).begins(raised)

    @classmethod
    def under(cls, pack: Pack, raised: act.RaiseConcern, day: str = MONDAY, clock: str = "10:00") -> Story:
        """The same under another procedure than Luton's."""
        return cls(at(day, clock), everybody(), pack=pack).begins(raised)

    def begins(self, raised: act.RaiseConcern) -> Story:
        self.does(raised)
        if self.duty_or_none(Task.SEND) is not None:
            self.does(act.SendNow(raised.said))
        return self

    @property
    def case(self) -> Case:
        assert self._case is not None
        return self._case

    @property
    def visit(self) -> StageVisit:
        assert self.case.visit is not None
        return self.case.visit

    @property
    def stage(self) -> str:
        return self.visit.stage

    @property
    def situation(self) -> Situation:
        return Situation(self.now, self.pack.procedure, self.calendar, self.people)

    @property
    def today(self) -> date:
        return calendar().local_date(self.now)

    def does(self, action: act.HumanAction) -> Decision:
        """Raises what `decide` raises; nothing has happened then."""
        decision = decide(self._case, action, self.situation, self.pack.pin)
        self._keep(decision)
        self.told = list(decision.notices)
        return decision

    def on(self, day: str, clock: str = "10:00") -> Story:
        """Time passes until then, and whatever falls due on the way happens a second after its time."""
        self.told = []
        until = at(day, clock)
        while (due := self._next_due(until)) is not None:
            wake, number = due
            self.now = max(self.now, wake + SECOND)
            self._wake(number, wake)
        self.now = until
        return self

    def late_sweep(self, day: str, clock: str = "10:00") -> Story:
        """Nothing is swept until then; then everything at once."""
        self.told, self.now = [], at(day, clock)
        while (due := self._next_due(self.now)) is not None:
            self._wake(due[1], due[0])
        return self

    def _next_due(self, until: datetime) -> tuple[datetime, int] | None:
        due = [(d.wake, d.number) for d in self.case.duties if d.wake is not None and d.wake < until]
        return min(due, default=None)

    def _wake(self, number: int, wake: datetime) -> None:
        decision = decide(self.case, act.ReachDeadline(number, wake), self.situation)
        assert decision.entries, f"the wake-up at {wake} changes nothing"
        self._keep(decision)
        self.told += decision.notices

    def _keep(self, decision: Decision) -> None:
        self._case = decision.case
        self.entries += decision.entries

    def answer(self, by: PersonId, *actions: act.ActionProposed, happened: datetime | None = None) -> Decision:
        return self.does(act.Respond(said(by, happened=happened), self.visit.number, Words("A plan is made."), actions))

    def duty_or_none(self, *tasks: Task) -> Duty | None:
        return next((d for d in self.case.duties if d.task in tasks), None)

    def duty(self, *tasks: Task) -> Duty:
        found = self.duty_or_none(*tasks)
        assert found is not None, f"no {tasks} is owed"
        return found

    def owes(self, task: Task) -> bool:
        return self.duty_or_none(task) is not None

    def due(self, *tasks: Task) -> date:
        """The London day on which the answer, or another duty, is due."""
        return calendar().local_date(self.duty(*(tasks or (Task.ANSWER, Task.SETTLE, Task.HOLD))).due)

    def who_was_told(self, *meanings: Meaning) -> list[PersonId]:
        return [n.to for n in self.told if n.meaning in meanings]

    def meanings_for(self, person: PersonId) -> list[Meaning]:
        return [n.meaning for n in self.told if n.to == person]

    def logged(self, kind: type[Facts]) -> list[Entry]:
        return [e for e in self.entries if isinstance(e.facts, kind)]

    def is_away(self, person: PersonId, since: str, until: str, cover: PersonId | None = None) -> None:
        away = Absence(person, date.fromisoformat(since), date.fromisoformat(until), cover)
        self.people = Roster(self.people.people, self.people.posts, (*self.people.absences, away))

    def leaves(self, person: PersonId) -> None:
        """Yesterday was their last day."""
        left = replace(self.people.people[person], until=self.today - timedelta(days=1))
        self.people = Roster({**self.people.people, person: left}, self.people.posts, self.people.absences)

    def takes(self, person: PersonId, role: str) -> None:
        """They hold that post from now on, beside their own."""
        posts = tuple(replace(p, person=person) if p.role == role else p for p in self.people.posts)
        self.people = Roster(self.people.people, posts, self.people.absences)

    def joins(self, person: Person, *posts: Post) -> None:
        self.people = Roster(
            {**self.people.people, person.id: person}, (*self.people.posts, *posts), self.people.absences
        )


def satisfied(story: Story, by: PersonId = INES) -> act.JudgeSatisfied:
    return act.JudgeSatisfied(said(by), story.visit.number, Words("AB is visited every week."))


def not_satisfied(story: Story, by: PersonId = INES, to: str | None = None, **more: object) -> act.JudgeNotSatisfied:
    judged = act.JudgeNotSatisfied(
        said(by), story.visit.number, Words("It names no date."), StageId(to) if to else None, consulted=CONSULTED
    )
    return replace(judged, **more)  # type: ignore[arg-type]


def escalate(
    story: Story, by: PersonId = INES, to: str | None = None, reason: str = "", **more: object
) -> act.EscalateTo:
    moved = act.EscalateTo(
        said(by), story.visit.number, StageId(to) if to else None, Words(reason), consulted=CONSULTED
    )
    return replace(moved, **more)  # type: ignore[arg-type]


def promised(what: str, by: str, who: PersonId | None = None) -> act.ActionProposed:
    return act.ActionProposed(Words(what), date.fromisoformat(by), who)


def moving_up(raised: act.RaiseConcern) -> act.RaiseConcern:
    return replace(raised, when_silent=Silence.MOVE_UP)
