"""The workbench of one decision: owe, move and end duties, log, tell. It lives inside one call of `decide`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from .actions import Said, Via
from .case import Case, Duty, Named, PersonId, RoleId, Silence, Task
from .case_log import DutyEnded, DutyMoved, DutyOwed, Ended, Facts
from .decision import Decision, Entry, Situation
from .duties import next_wake, reminders_of
from .notices import Capacity, Meaning, Notice


class Deciding:
    """Collects what happens. Every change of `case` is an entry, so replaying the entries gives the case."""

    def __init__(self, case: Case | None, situation: Situation, said: Said | None, happened: datetime) -> None:
        self._before = case
        self._case = case
        self.situation = situation
        self.said = said
        self.happened = happened
        self.on_behalf_of: PersonId | None = None
        self._entries: list[Entry] = []
        self._notices: list[Notice] = []

    @property
    def case(self) -> Case:
        assert self._case is not None, "a case is drafted before anything else is done to it"
        return self._case

    @property
    def now(self) -> datetime:
        return self.situation.now

    @property
    def today(self) -> date:
        return self.situation.calendar.local_date(self.situation.now)

    @property
    def by(self) -> PersonId:
        assert self.said is not None, "only people are asked who they are"
        return self.said.by

    def log(self, facts: Facts) -> None:
        by, via = (self.said.by, self.said.via) if self.said else (None, Via.CLOCK)
        self._entries.append(Entry(self.happened, self.now, by, self.on_behalf_of, via, facts))
        self._case = facts.apply(self._case, self.happened)  # type: ignore[arg-type]

    def tell(
        self,
        people: Iterable[PersonId],
        meaning: Meaning,
        capacity: Capacity,
        *,
        role: RoleId | None = None,
        duty: int | None = None,
        about: int | None = None,
    ) -> None:
        visit = self.case.visit.number if self.case.visit else None
        for person in dict.fromkeys(people):
            notice = Notice(person, meaning, capacity, role, visit, duty, about)
            if not any(n.to == person and n.meaning == meaning and n.about == about for n in self._notices):
                self._notices.append(notice)

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
    ) -> Duty:
        """Open a duty. The only place that does."""
        number = self.case.duties_ever + 1
        bare = Duty(number, task, visit, owed_by, self.happened, due, None, if_silent, clock, about)
        duty = replace(bare, wake=self.wake_after(bare, self.now))
        self.log(DutyOwed(duty))
        return duty

    def wake_after(self, duty: Duty, moment: datetime) -> datetime | None:
        """The next wake after `moment`; one that is overdue already wakes at once."""
        wake = next_wake(duty, reminders_of(duty, self.case, self.situation), moment, self.situation.calendar)
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

    def decision(self) -> Decision:
        if not self._entries:
            return Decision(self.case)
        return Decision(self.case, tuple(self._entries), tuple(self._notices))
