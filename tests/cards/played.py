"""Cases played through the real rules, so that what is told is told about something that can happen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cards.telling import Delivered, Telling
from escalation import actions as act
from escalation.case import (
    Case,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    ChildView,
    Consulted,
    PersonId,
    Source,
    Spoken,
    TrackId,
    Words,
)
from escalation.decide import decide
from escalation.decision import Entry, Situation
from escalation.notices import Meaning, Notice
from escalation.packs.reading import Pack
from escalation.people import Absence, Roster
from escalation.permissions import steps_open
from tests.ladders import everybody
from tests.people import AMIR, INES, NORTH, QUENTIN, TOM, at, calendar, luton, roster

ASKED = Words("A date for the core group, and the updated care plan shared with the placement, before the half-term.")
WHY = Words("The plan agreed on 12 January has not been carried out. AB has asked twice when contact will begin.")
LONG_AGO = date(2020, 1, 1)
WHAT = Words("Three decisions of the review are still open.")


@dataclass
class Played:
    """One case, its log, and everything that anybody was told, each with the moment at which it was told."""

    now: datetime
    absences: tuple[Absence, ...] = ()
    case: Case | None = None
    entries: tuple[Entry, ...] = ()
    told: list[tuple[Notice, Telling]] = field(default_factory=list)
    pack: Pack = field(default_factory=luton)
    gone: tuple[PersonId, ...] = ()

    @property
    def situation(self) -> Situation:
        people = roster(*self.absences) if self.pack is luton() else everybody(*self.absences)
        known = {id: replace(p, until=LONG_AGO) if id in self.gone else p for id, p in people.people.items()}
        people = Roster(known, people.posts, people.absences)
        return Situation(self.now, self.pack.procedure, calendar(), people)

    def does(self, action: act.Action) -> Played:
        decision = decide(self.case, action, self.situation, self.pack.pin)
        self.case = decision.case
        self.entries += decision.entries
        for notice in decision.notices:
            self.told.append((notice, self.telling(notice.to, notice)))
        return self

    def passes(self, until: datetime) -> Played:
        """Time goes by: every wake on the way is reached."""
        while self.case is not None and self.case.duties:
            due = [d for d in self.case.duties if d.wake is not None and d.wake <= until]
            if not due:
                break
            duty = min(due, key=lambda d: (d.wake, d.number))
            assert duty.wake is not None
            self.now = max(self.now, duty.wake + timedelta(seconds=1))
            before = self.case
            self.does(act.ReachDeadline(duty.number, duty.wake))
            if self.case is before:
                raise AssertionError(f"a wake that changes nothing: {duty}")
        self.now = until
        return self

    def telling(self, to: PersonId, notice: Notice | None = None) -> Telling:
        assert self.case is not None
        steps = steps_open(self.case, to, self.situation)
        return Telling(self.case, self.situation, to, notice, steps, self.entries, self._delivered(), "Luton")

    def last(self, meaning: Meaning, to: PersonId | None = None) -> Telling:
        found = [t for n, t in self.told if n.meaning is meaning and to in (None, n.to)]
        assert found, f"nobody was told {meaning}; told: {[n.meaning.value for n, _ in self.told]}"
        return found[-1]

    def _delivered(self) -> tuple[Delivered, ...]:
        return tuple(
            Delivered(n.to, channel, n.meaning, t.situation.now, "delivered")
            for n, t in self.told
            for channel in ("Teams", "email")
        )


def said(by: PersonId) -> act.Said:
    return act.Said(by, act.Via.TEAMS)


def concern(**changes: Words | CategoryId) -> act.ConcernRaised:
    given = act.ConcernRaised(CategoryId("review_decisions"), WHAT, WHY, ASKED)
    return replace(given, **changes)  # type: ignore[arg-type]


def a_raise(**changes: object) -> act.RaiseConcern:
    given = act.RaiseConcern(
        said(INES),
        CaseRef("LUT-26-0042"),
        TrackId("looked_after"),
        NORTH,
        Child("10442", "AB", ChildStatus.LOOKED_AFTER),
        (concern(),),
        Source.REVIEW,
        child_view=ChildView(views=Words("I want to know when I will see my sister.")),
        spoken=Spoken(Words("Tom Reid, by phone"), date(2026, 3, 27), Words("Tom said that the worker is off sick.")),
        social_worker=AMIR,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def at_stage_1(**changes: object) -> Played:
    """Raised at stage 1 on Monday 30 March 2026: the answer is due on Wednesday 8 April."""
    first = {"start_at": "stage_1", "skipping_because": Words("It cannot wait."), "consulted": Consulted(QUENTIN)}
    played = Played(at("2026-03-30"))
    return played.does(a_raise(**{**first, **changes})).does(act.SendNow(said(INES)))


def informally(**changes: object) -> Played:
    return Played(at("2026-03-02")).does(a_raise(spoken=None, **changes)).does(act.SendNow(said(INES)))


def answered(text: str = "The core group is on 14 April. I have shared the plan today.") -> Played:
    played = at_stage_1()
    played.now = at("2026-04-07", "14:14")
    return played.does(act.Respond(said(TOM), 1, Words(text)))
