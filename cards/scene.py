"""A case as one person sees it now: names, titles, dates and times in words. What the sentences are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from escalation.case import Case, Duty, Entered, Named, Outcome, PersonId, RoleId, StageId, StageVisit, Task
from escalation.case_log import DutyMoved, DutyOwed, HandedOver
from escalation.decision import Entry, Situation
from escalation.duties import is_target
from escalation.holders.judges import judges
from escalation.holders.naming import holders_of
from escalation.notices import Capacity, Notice
from escalation.permissions import Step
from escalation.procedure import Formality, Procedure, Stage
from escalation.stages import EVERYONE_ASKED_BEFORE
from escalation.steps.stage_news import told_of_themes

from .children import by_number, child_or_children
from .meter import CLOCKED, stage_clock
from .telling import Delivered, Telling
from .wording import (
    SEPARATOR,
    DateStyle,
    capital,
    full_date,
    in_style,
    listed,
    lower_first,
    short_date,
    short_dates,
    time_of_day,
)

DEEDS = {"decision": "decide", "advice": "give advice", "recommendation": "answer the recommendation"}
"""What is asked at the kinds of stage that ask for something else than an answer."""
WANTED = {"decision": "decision", "advice": "advice"}
NOT_LISTED = "somebody who is no longer listed"


@dataclass(frozen=True)
class Scene:
    """`to` None is nobody in particular: the log, the record."""

    case: Case
    situation: Situation
    to: PersonId | None = None
    style: DateStyle = DateStyle.CARD
    notice: Notice | None = None
    steps: frozenset[Step] = frozenset()
    entries: tuple[Entry, ...] = ()
    delivered: tuple[Delivered, ...] = ()

    @classmethod
    def of(cls, t: Telling, style: DateStyle) -> Scene:
        return cls(t.case, t.situation, t.to, style, t.notice, t.steps, t.entries, t.delivered)

    @property
    def procedure(self) -> Procedure:
        return self.situation.procedure

    @cached_property
    def today(self) -> date:
        return self.situation.today

    @cached_property
    def visit(self) -> StageVisit | None:
        """The visit the notice is about, else the one the case is at."""
        number = self.notice.visit if self.notice else None
        return next((v for v in self.case.visits if v.number == number), self.case.visit)

    @cached_property
    def is_raisers_side(self) -> bool:
        """The raiser, whoever covers for them, or the supervisor: they decide what happens next."""
        capacity = self.notice.capacity if self.notice else None
        owes = any(d.task is Task.JUDGE and any(n.person == self.to for n in d.owed_by) for d in self.case.duties)
        if self.to is not None and judges(self.case, self.to, self.situation):
            return True
        return self.to == self.case.raiser or capacity in (Capacity.RAISER, Capacity.SUPERVISOR) or owes

    # people

    def name(self, person: PersonId | None) -> str:
        known = self.situation.roster.people.get(person) if person is not None else None
        return known.name if known else NOT_LISTED

    def you_or(self, person: PersonId) -> str:
        return "you" if person == self.to else self.name(person)

    def title(self, role: RoleId) -> str:
        known = self.procedure.roles.get(role)
        return known.title if known else role

    def short_title(self, role: RoleId) -> str:
        known = self.procedure.roles.get(role)
        return self.procedure.words.raiser.get(role) or (known.short or known.title if known else role)

    def named(self, named: Named) -> str:
        """ "Tom Reid, Team Manager", or "Grace Bello for Tom Reid, Team Manager"."""
        holder = self.in_whose_place(named)
        place = f" for {self.name(holder)}" if holder else ""
        return f"{self.name(named.person)}{place}, {self.title(named.role)}"

    def in_whose_place(self, named: Named) -> PersonId | None:
        """The holder of the role, where another answers: while they are away, or because they have passed it on."""
        if named.covering or named.role in self.situation.roster.roles_of(named.person, self.today):
            return named.covering
        handed = {e.facts.to: e.facts.person for e in self.entries if isinstance(e.facts, HandedOver)}
        found = handed.get(named.person)
        while found in handed:  # passed on more than once
            found = handed.pop(found)
        return found if found != named.person else None

    def asked(self, visit: StageVisit | None = None) -> str:
        visit = visit or self.visit
        return listed(self.name(n.person) for n in visit.asked) if visit else ""

    @property
    def everyone_asked(self) -> tuple[PersonId, ...]:
        """Whoever was asked at any stage, and the raiser."""
        return tuple(dict.fromkeys([*(n.person for v in self.case.visits for n in v.asked), self.case.raiser]))

    @cached_property
    def raiser(self) -> str:
        return self.name(self.case.raiser)

    @cached_property
    def the_raiser(self) -> str:
        """ "the IRO"."""
        return f"the {self.short_title(self.case.raiser_role)}"

    @cached_property
    def child(self) -> str:
        return child_or_children(self.case)

    # stages

    def stage(self, visit: StageVisit | None = None) -> Stage | None:
        visit = visit or self.visit
        return self.stage_by_id(visit.stage if visit else self.case.start_at)

    def stage_by_id(self, stage: StageId | None) -> Stage | None:
        return self.procedure.tracks[self.case.track].stages.get(stage) if stage else None

    def short(self, visit: StageVisit | None = None) -> str:
        """ "Stage 1", "the informal resolution", "the Dispute Resolution Meeting"."""
        return in_text(self.stage(visit))

    def are_asked(self, visit: StageVisit) -> str:
        """ "Tom Reid is asked to answer"; a meeting is held, an informal matter settled."""
        if not visit.asked:
            return self._only_tells(visit)
        verb = "is" if len(visit.asked) == 1 else "are"
        return f"{self.asked(visit)} {verb} {'told' if self.only_told else f'asked to {self._deed(visit)}'}"

    def _only_tells(self, visit: StageVisit) -> str:
        told = listed(map(self.name, (p for p in self.told(visit) if p != self.to)))
        if not told:
            return "nobody is asked for an answer"
        return f"{told} {'is' if len(self.told(visit)) == 1 else 'are'} told; nobody is asked for an answer"

    def were_asked(self, visit: StageVisit) -> str:
        """ "Tom Reid, Team Manager, was asked to answer"."""
        asked = listed(self.named(n) for n in visit.asked)
        return f"{asked}, {'was' if len(visit.asked) == 1 else 'were'} asked to {self._deed(visit)}"

    @property
    def only_told(self) -> bool:
        """Those whom the stage names are told, and owe no answer."""
        stage = self.stage()
        return stage is not None and stage.owes_no_answer

    def _deed(self, visit: StageVisit | None) -> str:
        stage = self.stage(visit)
        if stage is not None and stage.meeting is not None:
            return "hold a meeting"
        if stage is not None and Task.SETTLE in stage.clocks and Task.ANSWER not in stage.clocks:
            return "settle it"  # where an answer is owed, too, it comes first and has its own date
        return DEEDS.get(stage.kind, "answer") if stage is not None else "answer"

    @cached_property
    def wanted(self) -> str:
        """What subjects call that which is due."""
        stage = self.stage()
        if stage is None or stage.meeting is not None:
            return "meeting" if stage is not None else "answer"
        return WANTED.get(stage.kind, "answer")

    @cached_property
    def due_label(self) -> str:
        labels = {"hold a meeting": "Meeting to be held by", "settle it": "To be settled by"}
        return labels.get(self._deed(self.visit), f"{capital(self.wanted)} asked for by")

    @cached_property
    def what_did_not_come(self) -> str:
        """ "No answer came", of a date that has passed."""
        words = {
            "hold a meeting": "The meeting was not held",
            "settle it": "It was not settled",
            "decide": "No decision came",
        }
        return words.get(self._deed(self.visit), "No answer came")

    @cached_property
    def if_not(self) -> str:
        """The condition of what happens next."""
        match self._deed(self.visit):
            case "hold a meeting":
                return "If the meeting is not held by then"
            case "settle it":
                return "If it is not settled by then"
            case _:
                return "If no answer comes by then"

    @property
    def is_praise(self) -> bool:
        return self.case.closed is not None and self.case.closed.outcome is Outcome.PRAISE

    @cached_property
    def word(self) -> str:
        """The pack's word for the step, as subjects and mail bands have it: "Dispute Resolution, stage 1"."""
        stage, words = self.stage(), self.procedure.words
        if self.is_praise:
            return capital(words.praise)
        if stage is None:
            return words.formal
        if stage.formality is Formality.INFORMAL:
            return words.informal
        return f"{words.formal}, {lower_first(short_of(stage))}"

    @cached_property
    def band(self) -> str:
        """ "Dispute Resolution · Stage 1, Team Manager"."""
        stage, words = self.stage(), self.procedure.words
        if self.is_praise:
            return capital(words.praise)
        if stage is None:
            return words.formal
        word = words.informal if stage.formality is Formality.INFORMAL else words.formal
        return stage.title if stage.title.startswith(word) else f"{word}{SEPARATOR}{stage.title}"

    @cached_property
    def line(self) -> str:
        """ "LUT-26-0042 · child AB, record 10442 · raised by Ines Okafor, IRO"."""
        about = by_number(self.case)
        verb = "noted" if self.is_praise else "raised"
        raised = f"{verb} by {self.raiser}, {self.short_title(self.case.raiser_role)}"
        return SEPARATOR.join(part for part in (self.case.ref, about, raised) if part)

    # times

    def day(self, day: date | datetime) -> str:
        """ "Wednesday 8 April" on a card, "8 April 2026" in a letter."""
        return in_style(self.local(day), self.today, self.style)

    def plain_day(self, day: date | datetime) -> str:
        """Without the weekday: for a day beside another."""
        local = self.local(day)
        return full_date(local) if self.style is DateStyle.LETTER else short_date(local, self.today)

    def plain_days(self, days: Iterable[date]) -> str:
        return listed(map(full_date, days)) if self.style is DateStyle.LETTER else short_dates(days, self.today)

    def moment(self, at: datetime) -> str:
        """ "5pm on Wednesday 8 April"; "5pm today"."""
        local = self.local(at)
        when = "today" if local == self.today and self.style is DateStyle.CARD else f"on {self.day(local)}"
        return f"{time_of_day(at)} {when}"

    def local(self, day: date | datetime) -> date:
        return self.situation.calendar.local_date(day) if isinstance(day, datetime) else day

    def days_to(self, at: date | datetime) -> int:
        """Working days from today; negative once it is past."""
        day, calendar = self.local(at), self.situation.calendar
        if day >= self.today:
            return calendar.working_days_between(self.today, day)
        return -calendar.working_days_between(day, self.today)

    def is_past(self, at: datetime) -> bool:
        return self.situation.now > at

    # duties

    @cached_property
    def duty(self) -> Duty | None:
        """The duty the notice is about."""
        number = self.notice.duty if self.notice else None
        return next((d for d in self.case.duties if d.number == number), None)

    def open_duty(self, *tasks: Task, visit: int | None = None) -> Duty | None:
        duties = (d for d in self.case.duties if d.task in tasks and visit in (None, d.visit))
        return next(duties, None)

    def due(self, visit: StageVisit | None = None) -> datetime | None:
        """When the visit's answer, settlement or meeting is or was due."""
        visit = visit or self.visit
        if visit is None:
            return None
        clock = stage_clock(self.case, visit.number)
        if clock is not None:
            return clock.due
        return visit.further_time[-1] if visit.further_time else self._due_in_log(visit.number)

    @cached_property
    def is_target(self) -> bool:
        """Is the visit's time aimed at, rather than a limit?"""
        clock = stage_clock(self.case, self.visit.number) if self.visit is not None else None
        return clock is not None and is_target(clock, self.case, self.procedure)

    def first_due(self, visit: StageVisit) -> datetime | None:
        """The date that was given when the visit began: of a meeting, that by which it is to be held."""
        owed = (e.facts.duty for e in self.entries if isinstance(e.facts, DutyOwed))
        timed = (d for d in owed if d.visit == visit.number and d.task in CLOCKED and d.has_time)
        first = min(timed, key=lambda d: CLOCKED.index(d.task), default=None)
        return first.due if first is not None else None

    def _due_in_log(self, visit: int) -> datetime | None:
        owed = (e.facts.duty for e in reversed(self.entries) if isinstance(e.facts, DutyOwed | DutyMoved))
        return next((d.due for d in owed if d.visit == visit and d.task in CLOCKED and d.has_time), None)

    @cached_property
    def limit(self) -> Duty | None:
        """The one that ends first."""
        limits = (d for d in self.case.duties if d.task is Task.OVERALL_LIMIT)
        return min(limits, key=lambda d: d.due, default=None)

    # who else hears of it

    def told(self, visit: StageVisit | None = None) -> tuple[PersonId, ...]:
        stage = self.stage(visit)
        at = visit or self.visit
        raised = at is not None and at.reason is Entered.RAISED
        words = (*stage.tells, *(told_of_themes(self.case, self.procedure) if raised else ())) if stage else ()
        return tuple(dict.fromkeys(self._people(words, visit)))

    def copied(self, visit: StageVisit | None = None) -> tuple[PersonId, ...]:
        stage = self.stage(visit)
        return tuple(self._people(stage.copies, visit)) if stage else ()

    def _people(self, words: Iterable[RoleId], visit: StageVisit | None) -> Iterator[PersonId]:
        at = visit or self.visit
        known = {n.person for n in at.asked} if at else set()
        for word in words:
            yield from (p for p in self._meant(word, at) if p not in known)

    def _meant(self, word: RoleId, at: StageVisit | None) -> Iterable[PersonId]:
        if word == EVERYONE_ASKED_BEFORE:
            return (n.person for v in self.case.visits if at and v.number < at.number for n in v.asked)
        return holders_of(word, self.case, self.procedure, self.situation.roster, self.today)


def in_text(stage: Stage | None) -> str:
    """A stage within a sentence: by its number where it has one, else by its title."""
    if stage is None:
        return "the first stage"
    if stage.short and any(sign.isdigit() for sign in stage.short):
        return stage.short
    named, rest = stage.title.partition(",")[0], stage.title[1:]
    if any(sign.isdigit() for sign in named):
        return named
    return f"the {lower_first(stage.title) if rest == rest.lower() else stage.title}"


def with_title(stage: Stage) -> str:
    """The whole title within a sentence: "Stage 2, Service Manager", "the second stage"."""
    if any(sign.isdigit() for sign in stage.title):
        return stage.title
    named = in_text(stage)
    return f"{named}, {stage.title}" if named == stage.short else named


def short_of(stage: Stage | None) -> str:
    return (stage.short or stage.title) if stage else "The first stage"
