"""One game: a case of random people doing random things, and what must hold after every step whatever they do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from escalation import actions as act
from escalation import case_log as log
from escalation.case import Case, ChildStatus, Outcome, PersonId, RoleId, Task, Verdict, Words
from escalation.decide import decide, is_watched
from escalation.decision import Decision, Entry, Situation
from escalation.duties import BESIDE, CARRIES_ON
from escalation.errors import ActionRefused, CafcassNotOpen, NothingOwed, NotYours
from escalation.form_fields import fields_at_closing
from escalation.holders.judges import who_judges
from escalation.notices import Meaning
from escalation.packs.reading import Pack
from escalation.people import Absence, Person, Post, Roster
from escalation.permissions import Step, standing, steps_open
from escalation.record import join_words, kind_of, part_words, read_case, read_facts, write_case, write_facts
from escalation.replay import replay
from escalation.stages import RAISER
from escalation.working_days import WorkingCalendar
from tests.escalation.guesses import CAST, OFTEN, STEPS, Guess, action_for, give_praise, raise_concern
from tests.ladders import everybody
from tests.people import AMIR, DANA, HELEN, INES, SARA, TOM, at, calendar, luton

MAY_LEAVE = (INES, AMIR, TOM, SARA, HELEN, DANA)
TURNS = 30
ACTS = 10
SPINNING = 60
"""More wake-ups than a case can have at one moment: a sweep that needs more goes round in circles."""
MOVE_FREELY = frozenset({Task.JUDGE, Task.PUT_ON_RECORD, Task.VERIFY, Task.DECIDE_FURTHER_TIME, Task.SET_A_DATE})
WITHOUT_A_RAISER = frozenset({Outcome.UNDONE, Outcome.PRAISE, Outcome.SETTLED_IN_CONVERSATION})


@dataclass
class Game:
    """The case, its log, the played world and the story so far."""

    random: Random
    now: datetime = field(default_factory=lambda: at("2026-03-02"))
    people: Roster = field(default_factory=everybody)
    pack: Pack = field(default_factory=luton)
    calendar: WorkingCalendar = field(default_factory=calendar)
    case: Case | None = None
    entries: list[Entry] = field(default_factory=list)
    story: list[str] = field(default_factory=list)

    @property
    def situation(self) -> Situation:
        return Situation(self.now, self.pack.procedure, self.calendar, self.people)

    def begin(self) -> None:
        """Anywhere in the year: before Christmas, before Easter, at a weekend, at night, over a clock change."""
        self.now += timedelta(days=self.random.randrange(365), minutes=self.random.randrange(0, 1440, 30))
        for _ in range(20):
            if self.case is None:
                self._do(give_praise(self._guess()) if self.random.random() < 0.02 else raise_concern(self._guess()))

    def step(self) -> None:
        if self.case is None:
            return
        what = self.random.random()
        if what < 0.5:
            self._somebody_acts()
        elif what < 0.88:
            self._time_passes()
        else:
            self._the_world_changes()

    def _guess(self) -> Guess:
        if self.case is None:
            return Guess(self.random, self.now, self.pack)
        still_open = tuple(a.number for a in self.case.actions if a.is_open)
        return Guess(self.random, self.now, self.pack, len(self.case.visits), still_open)

    def _somebody_acts(self) -> None:
        assert self.case is not None
        by = self.random.choice((self.random.choice(CAST), self.case.raiser, *self._asked()))
        offered = [step for step in sorted(steps_open(self.case, by, self.situation)) if step is not Step.READ]
        likely = [step for step in offered if step in OFTEN] or offered
        if offered and self.random.random() < 0.9:
            chosen = self.random.choice(self.random.choice((offered, likely)))
            self._do(action_for(chosen, by, self._guess()), offered=True)
        else:
            self._do(action_for(self.random.choice(STEPS), by, self._guess()))

    def _asked(self) -> tuple[PersonId, ...]:
        visit = self.case.visit if self.case else None
        owing = (n.person for d in self.case.duties for n in d.owed_by) if self.case else ()
        return (*(n.person for n in (visit.asked if visit else ())), *dict.fromkeys(owing))

    def _time_passes(self) -> None:
        wake = self._next_wake()
        how = self.random.random()
        if wake is not None and how < 0.7:
            self.now = max(self.now, wake + timedelta(seconds=self.random.choice((0, 1, 1, 1, 40))))
        elif how < 0.9:
            self.now += timedelta(hours=self.random.choice((1, 5, 17)))
        else:
            self.now += timedelta(days=self.random.choice((2, 6, 15)))
        self.sweep()

    def _next_wake(self) -> datetime | None:
        assert self.case is not None
        return min((d.wake for d in self.case.duties if d.wake is not None), default=None)

    def sweep(self) -> None:
        """Everything that was due before now, in the order of the sweep."""
        for _ in range(SPINNING):
            due = self._due()
            if not due:
                return
            wake, number = min(due)
            before = self.case
            self._do(act.ReachDeadline(number, wake))
            assert self.case is not before, f"a wake-up that is due changes nothing: {number} at {wake}"
        raise AssertionError("a wake-up spins")

    def _due(self) -> list[tuple[datetime, int]]:
        assert self.case is not None
        return [(d.wake, d.number) for d in self.case.duties if d.wake is not None and d.wake < self.now]

    def _the_world_changes(self) -> None:
        person, today = self.random.choice(CAST), calendar().local_date(self.now)
        what = self.random.random()
        if what < 0.6:
            until = today + timedelta(days=self.random.choice((0, 3, 20)))
            away = Absence(person, today, until, self.random.choice((None, self.random.choice(CAST))))
            self.people = Roster(self.people.people, self.people.posts, (*self.people.absences, away))
            if self.random.random() < 0.5:  # found in their calendar
                self._do(act.CoverAbsence(person))
        elif what < 0.75:
            self.people = Roster(self.people.people, self.people.posts)
        elif what < 0.8:
            self._a_holiday_is_declared()
            return
        elif person in MAY_LEAVE:
            left = replace(self.people.people[person], until=today - timedelta(days=1))
            self.people = Roster({**self.people.people, person: left}, self.people.posts, self.people.absences)
        else:
            self._takes_another_post_too(person)
        self.story.append(f"{self.now:%a %d %b %H:%M} the world: {person} {what:.2f}")

    def _a_holiday_is_declared(self) -> None:
        """As in 2022, days before: every working day that was counted on it is counted again."""
        day = self.calendar.local_date(self.now) + timedelta(days=self.random.randint(1, 9))
        if self.calendar.is_working_day(day):
            self.calendar = closed_on(day, self.calendar)
            self._do(act.CountAnew())

    def _takes_another_post_too(self, person: PersonId) -> None:
        """A vacancy is held by somebody who has a post already."""
        vacant = self.random.choice(self.people.posts)
        posts = tuple(replace(p, person=person) if p is vacant else p for p in self.people.posts)
        if person not in (INES,) and vacant.role not in ("iro", "cp_chair", "business_manager"):
            self.people = Roster(self.people.people, posts, self.people.absences)

    def _do(self, action: act.Action, *, offered: bool = False) -> None:
        before = self.case
        self.story.append(f"{self.now:%a %d %b %H:%M} {action}")
        try:
            decision = decide(before, action, self.situation, self.pack.pin)
        except ActionRefused as refused:
            self.story[-1] += f" -> {refused}"
            assert not isinstance(action, act.ReachDeadline), f"the clock was refused: {refused}"
            not_theirs = isinstance(refused, CafcassNotOpen | NotYours) and refused.key not in BY_ARGUMENT
            assert not (offered and not_theirs), f"offered and refused: {refused}"
            return
        self.case = decision.case
        self.entries.extend(decision.entries)
        check(before, action, decision, self.situation, self.entries)


def closed_on(day: date, known: WorkingCalendar) -> WorkingCalendar:
    """The same table with one working day fewer; to build it anew takes too long for a game."""
    place = day.toordinal() - known._first + 1
    before = (*known._before[:place], *(count - 1 for count in known._before[place:]))
    worked = tuple(worked for worked in known._worked if worked != day)
    return replace(known, _worked=worked, _before=before, _skipped=tuple(sorted((*known._skipped, (day, "holiday")))))


BY_ARGUMENT = {"others_judge", "opens_another_stage", "may_not_chair", "may_not_reassign", "may_not_answer"}
"""What depends on the arguments of an offered step: which chair, whom to hand over from, which visit."""


def check(before: Case | None, action: act.Action, decision: Decision, world: Situation, entries: list[Entry]) -> None:
    """What must hold whatever happened."""
    case = decision.case
    assert replay(entries) == case
    assert read_case(write_case(case)) == case
    for entry in decision.entries:
        check_entry(entry, world, case)
    check_watched(case, world)
    check_clocks_kept(before, decision, world)
    check_notices(decision, world)
    check_closing(before, action, case)
    check_nobody_answers_themselves(case, world)
    check_cafcass(case, world)
    check_can_be_ended(case, world)


def check_entry(entry: Entry, world: Situation, case: Case) -> None:
    kind = kind_of(entry.facts)
    assert read_facts(kind, write_facts(entry.facts)) == entry.facts
    bare, words = part_words(entry.facts)
    assert join_words(bare, words) == entry.facts
    assert join_words(read_facts(kind, write_facts(bare)), words) == entry.facts
    assert entry.happened <= entry.recorded
    if isinstance(entry.facts, log.StageEntered):
        limited = world.procedure.tracks[case.track].limits_over(entry.facts.visit.stage)
        assert not limited or entry.facts.days_left is not None, "a limited stage shows what is left overall"


def check_watched(case: Case, world: Situation) -> None:
    to_open = any(d.task is Task.OPEN for d in case.duties)
    assert to_open == (case.waiting is not None), (
        "a stage waits for those who are asked to open it, and for nobody else"
    )
    if case.closed is not None:
        assert all(d.task is Task.OPEN and d.owed_by and d.wake is not None for d in case.duties)
        return
    watched = [d for d in case.duties if is_watched(d)]
    assert watched and all(d.owed_by for d in watched)
    assert all(d.task not in (Task.OVERALL_LIMIT, Task.PUT_ON_RECORD) for d in watched)
    numbers = [d.number for d in case.duties]
    assert len(set(numbers)) == len(numbers) and max(numbers) <= case.duties_ever
    awaits_actions = case.visit is not None and case.visit.verdict is Verdict.SATISFIED
    if case.raised is not None and not awaits_actions:
        at_hand = {d.task for d in watched}
        assert at_hand & CARRIES_ON, f"nothing moves it on: {at_hand}"


def check_clocks_kept(before: Case | None, decision: Decision, world: Situation) -> None:
    """What is due moves by agreed further time, and an overall limit by that only where the pack says so.

    A review or conference that is moved takes with it what is counted from it.
    """
    if before is None:
        return
    movable = {Task.ANSWER, Task.SETTLE, Task.HOLD}
    if world.procedure.further_time.moves_the_overall_limit:
        movable.add(Task.OVERALL_LIMIT)
    agreed = any(isinstance(e.facts, log.FurtherTimeAgreed) for e in decision.entries)
    if any(isinstance(e.facts, log.OccasionDated | log.DaysCountedAnew) for e in decision.entries):
        return
    called = any(isinstance(e.facts, log.MeetingConvened) for e in decision.entries)
    old = {d.number: d for d in before.duties}
    for duty in decision.case.duties:
        was = old.get(duty.number)
        if was is not None and duty.due != was.due and duty.task not in MOVE_FREELY:
            with_the_meeting = called and duty.task in BESIDE
            assert (agreed and duty.task in movable) or not was.has_time or with_the_meeting


def check_notices(decision: Decision, world: Situation) -> None:
    """Nobody is told twice of one event, nobody who has left is told, and no chase goes to nobody."""
    today = world.calendar.local_date(world.now)
    each = {Meaning.ACTION_OWED, Meaning.STEP_OWED}
    events = [(n.to, (n.meaning, n.about, n.duty) if n.meaning in each else None) for n in decision.notices]
    judged = {n.to for n in decision.notices if n.meaning is Meaning.JUDGED}
    for copy in (n for n in decision.notices if n.meaning is Meaning.STAGE_COPIED and n.to in judged):
        events.remove((copy.to, None))  # whoever hears that their answer was read is copied in beside it
    assert len(set(events)) == len(events)
    assert all(world.roster.serves(n.to, today) for n in decision.notices)
    chases = [e for e in decision.entries if isinstance(e.facts, log.Reminded | log.AskedAgain | log.LimitReached)]
    assert not chases or decision.notices


def check_closing(before: Case | None, action: act.Action, case: Case) -> None:
    if case.closed is None or (before is not None and before.closed is not None):
        return
    assert not isinstance(action, act.ReachDeadline), "the clock closed a case"
    assert not isinstance(action, act.UndoRaise) or case.closed.by == case.raiser
    if case.closed.outcome not in WITHOUT_A_RAISER:
        asked = {p for v in case.visits for n in v.asked for p in (n.person, n.covering)} - {case.raiser}
        assert case.closed.by not in asked, "somebody who was asked closed it"
        if isinstance(action, act.Close | act.ReferToCafcass):
            assert case.closed.by == case.raiser


def check_nobody_answers_themselves(case: Case, world: Situation) -> None:
    if case.visit is not None and case.visit.left is None and not asks_the_raiser(case, world):
        assert case.raiser not in {n.person for n in case.visit.asked}


def asks_the_raiser(case: Case, world: Situation) -> bool:
    stage = world.procedure.stage(case.track, case.visit.stage) if case.visit is not None else None
    return stage is not None and stage.asks is not None and RAISER in stage.asks.roles


def check_cafcass(case: Case, world: Situation) -> None:
    """Never refused to the IRO of a looked-after child, once it was sent; never open for another child."""
    if not standing(case, case.raiser, world) or case.raised is None:
        return
    action = act.ReferToCafcass(act.Said(case.raiser, act.Via.TEAMS), Words("the plan drifts"))
    offered = world.procedure.tracks[case.track].cafcass == "at any time"
    looked_after = offered and any(child.status is ChildStatus.LOOKED_AFTER for child in case.children)
    try:
        decide(case, action, world)
    except CafcassNotOpen:
        assert not looked_after
    else:
        assert looked_after


def check_can_be_ended(case: Case, world: Situation) -> None:
    """Whatever is owed, the raiser can withdraw what was sent and undo what was not."""
    if case.closed is not None or not standing(case, case.raiser, world):
        return
    said = act.Said(case.raiser, act.Via.TEAMS)
    withdrawn = act.Close(said, Outcome.WITHDRAWN, Words("AB has moved."))
    assert decide(case, act.UndoRaise(said) if case.raised is None else withdrawn, world).case.closed is not None


def resolve(game: Game) -> int:
    """Bring the case to a good end by permitted acts alone, as a raiser would. Returns how many it took."""
    case, acts = game.case, 0
    if case is None or case.closed is not None:
        return 0
    if not game.situation.roster.serves(case.raiser, calendar().local_date(game.now)):
        acts += _hand_to_another_raiser(game)
    for action in _to_the_end(game.case or case, game.situation):
        if game.case is not None and game.case.closed is None:
            with suppress(NotYours, NothingOwed):  # the others judge, or have still to
                game.case = decide(game.case, action, game.situation).case
                acts += 1
    return acts + _let_the_others_judge(game)


def _let_the_others_judge(game: Game) -> int:
    """Where others judge beside the raiser, each says that they are satisfied."""
    acts = 0
    while game.case is not None and game.case.closed is None and game.case.visit is not None:
        visit, before = game.case.visit, acts
        for judge in who_judges(game.case, game.situation):
            satisfied = act.JudgeSatisfied(act.Said(judge.person, act.Via.TEAMS), visit.number, Words("It is done."))
            with suppress(ActionRefused):
                game.case, acts = decide(game.case, satisfied, game.situation).case, acts + 1
        assert acts > before, "no judge can settle it"
    return acts


def _hand_to_another_raiser(game: Game) -> int:
    """The authority appoints another IRO, and the supervisor, or whoever stands in, hands the case over."""
    case, new = game.case, PersonId("nora")
    assert case is not None
    people = {**game.people.people, new: Person(new, "Nora Quist", "nora@example.org")}
    posts = (*game.people.posts, Post(new, RoleId("iro")), Post(new, RoleId("cp_chair")))
    game.people = Roster(people, posts, game.people.absences)
    for by in CAST:
        with suppress(ActionRefused):
            hand_over = act.Reassign(act.Said(by, act.Via.TEAMS), case.raiser, new, Words("has left"))
            game.case = decide(case, hand_over, game.situation).case
            return 1
    raise AssertionError("the raiser has left and nobody can hand the case over")


CLOSING = {"yes or no": "yes", "date": "2026-03-02", "person": "tom"}


def _to_the_end(case: Case, world: Situation) -> list[act.HumanAction]:
    said = act.Said(case.raiser, act.Via.TEAMS)
    if case.raised is None:
        return [act.UndoRaise(said)]
    actions: list[act.HumanAction] = [act.VerifyAction(said, a.number) for a in case.actions if a.is_open]
    visit = case.visit
    assert visit is not None
    closing = fields_at_closing(visit, case, world.procedure)
    filled = tuple(act.Filled(field.id, Words(CLOSING.get(field.type, "All is well."))) for field in closing)
    satisfied = act.JudgeSatisfied(said, visit.number, Words("The child is visited every week."), filled=filled)
    return actions if visit.verdict is Verdict.SATISFIED else [*actions, satisfied]


def play_out(game: Game) -> None:
    """So many turns, each checked as it is taken; from wherever they lead, few acts bring the case to its end."""
    game.begin()
    for _ in range(TURNS):
        game.step()
    still_open = sum(a.is_open for a in game.case.actions) if game.case else 0
    assert resolve(game) <= max(ACTS, still_open + 2)
