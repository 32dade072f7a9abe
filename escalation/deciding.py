"""The workbench of one decision: owe, move and end duties, log, tell. It lives inside one call of `decide`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from .actions import Said, Via
from .case import Case, Duty, Named, PersonId, RoleId, Silence, Task
from .case_log import DutyEnded, DutyMoved, DutyOwed, Ended, Facts
from .decision import Decision, Entry, Situation
from .duties import next_wake, reminders_of
from .errors import ChoiceNeeded, DetailNeeded, NobodyToAsk
from .holders.naming import in_the_raisers_place, reachable
from .notices import Capacity, Meaning, Notice

_COUNTS_MOST: Mapping[Capacity, int] = {
    capacity: place
    for place, capacity in enumerate(
        (Capacity.ASKED, Capacity.RAISER, Capacity.SUPERVISOR, Capacity.COVERED, Capacity.TOLD, Capacity.COPIED)
    )
}


class Deciding:
    """Collects what happens. Every change of `case` is an entry, so replaying the entries gives the case."""

    def __init__(self, case: Case | None, situation: Situation, said: Said | None, happened: datetime) -> None:
        self._case = case
        self.situation = situation
        self.said = said
        self.happened = happened
        self.on_behalf_of: PersonId | None = None
        self._entries: list[Entry] = []
        self._notices: dict[tuple[PersonId, Meaning | None, int | None], Notice] = {}

    @property
    def case(self) -> Case:
        assert self._case is not None, "a case is drafted before anything else is done to it"
        return self._case

    @property
    def now(self) -> datetime:
        return self.situation.now

    @property
    def today(self) -> date:
        return self.situation.today

    @property
    def by(self) -> PersonId:
        assert self.said is not None, "only people are asked who they are"
        return self.said.by

    def log(self, facts: Facts, at: datetime | None = None) -> None:
        """`at` is for what did not happen when the rest of this decision did, such as a lapse found late."""
        by, via = (self.said.by, self.said.via) if self.said else (None, Via.CLOCK)
        happened = at or self.happened
        self._entries.append(Entry(happened, self.now, by, self.on_behalf_of, via, facts))
        self._case = facts.apply(self._case, happened)  # type: ignore[arg-type]

    def tell(
        self,
        people: Iterable[PersonId],
        meaning: Meaning,
        capacity: Capacity,
        *,
        role: RoleId | None = None,
        visit: int | None = None,
        duty: int | None = None,
        about: int | None = None,
    ) -> None:
        """`visit` is the one that the case is at, unless it says otherwise. Whoever has left is not told.

        Nobody is told twice of one event: what counts most for them stays. Agreed actions, and what is owed beside
        an answer, are told of one by one beside the event that they came with. A copy goes also
        to whoever hears that their own answer was read.
        """
        if visit is None and self.case.visit is not None:
            visit = self.case.visit.number
        for person in people:
            if not self.situation.roster.serves(person, self.today):
                continue
            notice = Notice(person, meaning, capacity, role, visit, duty, about)
            beside = about if meaning is Meaning.ACTION_OWED else duty if meaning is Meaning.STEP_OWED else None
            event = (person, meaning if beside else None, beside)
            told = self._notices.get(event)
            if told is not None and {told.meaning, meaning} == {Meaning.JUDGED, Meaning.STAGE_COPIED}:
                event, told = (person, meaning, None), None
            if told is None or _COUNTS_MOST[capacity] < _COUNTS_MOST[told.capacity]:
                self._notices[event] = notice

    def tell_raiser(self, meaning: Meaning, *, duty: int | None = None, about: int | None = None) -> None:
        """The raiser; whoever acts in the raiser's place, if the raiser has left the authority."""
        person = self.case.raiser
        if self.situation.roster.serves(person, self.today):
            self.tell([person], meaning, Capacity.RAISER, duty=duty, about=about)
        else:
            instead = in_the_raisers_place(self.case, self.situation.procedure, self.situation.roster, self.today)
            self.tell([instead], meaning, Capacity.SUPERVISOR, duty=duty, about=about)

    def reachable(self, duty: Duty) -> tuple[PersonId, ...]:
        """Those who owe it, and whoever covers one of them who has gone away since."""
        world = self.situation
        found = (reachable(named, self.case, world.procedure, world.roster, self.today) for named in duty.owed_by)
        return tuple(dict.fromkeys(person for people in found for person in people))

    def owe(
        self,
        task: Task,
        owed_by: tuple[Named, ...],
        due: datetime,
        if_silent: Silence,
        *,
        visit: int | None = None,
        clock: str | None = None,
        about: int | None = None,
        counted: bool = False,
    ) -> Duty:
        """Open a duty. The only place that does. `counted` is what is due after so many working days."""
        number, calendar = self.case.duties_ever + 1, self.situation.calendar
        first, last = calendar.counted_from(self.now), calendar.local_date(due)
        days = calendar.working_days_between(first, last) if counted else None
        bare = Duty(number, task, visit, owed_by, self.now, due, None, if_silent, clock, about, days=days)
        duty = replace(bare, wake=self.wake_after(bare))
        self.log(DutyOwed(duty))
        return duty

    def owe_raiser(
        self, task: Task, due: datetime, *, visit: int | None = None, clock: str | None = None, about: int | None = None
    ) -> Duty:
        """Something that the raiser owes: unanswered it comes back, then climbs."""
        raiser = Named(self.case.raiser, self.case.raiser_role)
        return self.owe(task, (raiser,), due, Silence.ASK_AGAIN, visit=visit, clock=clock, about=about)

    def wake_after(self, duty: Duty) -> datetime | None:
        """The next wake after now; one that is overdue already wakes at once. What has no time never wakes."""
        if not duty.has_time:
            return None
        wake = next_wake(duty, reminders_of(duty, self.case, self.situation), self.now, self.situation.calendar)
        return duty.due if wake is None and duty.lapsed is None else wake

    def move(self, duty: Duty) -> None:
        self.log(DutyMoved(duty))

    def end(self, duties: Iterable[Duty], ended: Ended) -> None:
        for duty in tuple(duties):
            self.log(DutyEnded(duty.number, ended))

    def open_duties(self, *tasks: Task, visit: int | None = None, about: int | None = None) -> tuple[Duty, ...]:
        return tuple(
            d
            for d in self.case.duties
            if d.task in tasks and (visit is None or d.visit == visit) and (about is None or d.about == about)
        )

    def tries(self, step: Callable[[], None]) -> bool:
        """Take a step that the register of people may not allow; says whether it was taken. If not, nothing was."""
        before = self._case, list(self._entries), dict(self._notices)
        try:
            step()
        except (NobodyToAsk, ChoiceNeeded, DetailNeeded):
            self._case, self._entries, self._notices = before
            return False
        return True

    @property
    def so_far(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def decision(self) -> Decision:
        if not self._entries:
            return Decision(self.case)
        return Decision(self.case, tuple(self._entries), tuple(self._notices.values()))
