"""The courses of a load: what each generated case is about, and when and how its people act on what they owe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from escalation import actions as do
from escalation.case import (
    Case,
    CaseRef,
    CategoryId,
    Child,
    Consulted,
    Duty,
    Outcome,
    RoleId,
    Silence,
    Source,
    Spoken,
    StageId,
    StageVisit,
    Task,
    Told,
    TrackId,
    Verdict,
    Words,
)
from escalation.decision import Situation
from escalation.permissions import Step, steps_open
from escalation.procedure import Procedure
from escalation.working_days import WorkingCalendar

from .council import Council

NO_REF = CaseRef("")
WHAT = (
    "The plan agreed at the last review has not been carried out. There is no date for the planning meeting.",
    "Visits have been missed three times since September, and the record does not say why. The school has asked twice.",
    "The placement plan is missing. The carers do not know what has been agreed about contact, health and school, and "
    "they have asked for it in writing.\n\nI have raised it in supervision and at the midway review.",
)
WHY = (
    "The child has waited ten months to know where home will be.",
    "The child has nobody from the authority to talk to, and says so.",
    "Nobody can tell the child what happens next, and sleep and school have both become worse since the summer.",
)
ASKED = (
    "A date for the meeting, and the assessments commissioned.",
    "A visit this week, and a plan of visits until the next review.",
    "The plan in writing to the carers and to me, and a named person who keeps it up to date.",
)
ANSWER = (
    "The meeting is on the 14th and the assessments were commissioned today.",
    "We have had two vacancies in the team. A worker is allocated from Monday and will visit that week; "
    "I shall look at the record myself at the end of the month.",
    "I do not agree that the plan is missing. It was sent in May and is attached to the record.\n\nI accept "
    "that it needs to be brought up to date and have asked for this.",
)
REASON = ("It does not give a date.", "The child's own question has not been answered.", "This was promised before.")
DIFFERENCE = ("The child knows the plan and has a date.", "Visits happen and the child says they help.")
SPOKEN = 0.25
AT_RISK = 0.05
BY_MAIL = 0.4
PROMISES = 0.1
SHORT_BREAK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Planned:
    """Somebody means to act on a duty at a time. `by_mail`: as a reply to the mail that asked."""

    at: datetime
    ref: CaseRef
    duty: int
    how: str
    by_mail: bool = False


class Courses:
    """Draws everything from one seed: the same seed plays the same year."""

    def __init__(self, seed: int, procedure: Procedure, council: Council, calendar: WorkingCalendar) -> None:
        self._random = Random(seed)
        self._procedure = procedure
        self._council = council
        self._calendar = calendar
        self._raisers = {
            id: council.holders(track.raised_by) for id, track in procedure.tracks.items() if track.raised_by
        }

    # raising

    def raising_times(self, cases: int, first: date, last: date) -> list[datetime]:
        """Moments in working hours, in order."""
        return sorted(self.moment(first, last) for _ in range(cases))

    def concern(self, place: int, now: datetime) -> do.RaiseConcern:
        chance = self._random
        track = chance.choice(list(self._raisers))
        team = chance.choice(self._council.teams)
        spoken = chance.random() < SPOKEN
        today = self._calendar.local_date(now)
        themes = list(self._procedure.categories_for(track))
        return do.RaiseConcern(
            said=do.Said(chance.choice(self._raisers[track]), do.Via.TEAMS),
            ref=NO_REF,
            track=track,
            team=team,
            child=self._child(place, track),
            concerns=tuple(self._concern(theme) for theme in chance.sample(themes, chance.choice((1, 1, 1, 2)))),
            source=chance.choice([source for source in Source if source is not Source.CONFERENCE]),
            when_silent=chance.choice((None, Silence.ASK_THE_RAISER, Silence.MOVE_UP)),
            immediate_risk=chance.random() < AT_RISK,
            identified_on=today if self._procedure.tracks[track].raise_within else None,
            spoken=Spoken(Words("the team manager"), today, Words(chance.choice(ANSWER))) if spoken else None,
            consulted=Consulted(self._council.holders((self._procedure.supervisor,))[0], today),
            social_worker=chance.choice(self._council.workers[team]) if self._council.workers[team] else None,
        )

    def _child(self, place: int, track: TrackId) -> Child:
        initials = "".join(self._random.choices("ABCDEFGHJKLMNPRSTW", k=2))
        return Child(f"{10_000 + place}", initials, self._procedure.tracks[track].children[0])

    def _concern(self, theme: CategoryId) -> do.ConcernRaised:
        named = Words("the health service") if self._procedure.categories[theme].must_name else Words("")
        kind = self._random.randrange(len(WHAT))
        return do.ConcernRaised(theme, Words(WHAT[kind]), Words(WHY[kind]), Words(ASKED[kind]), named)

    # planning

    def plan(self, case: Case, duty: Duty, now: datetime) -> Planned | None:
        """When and how a new duty will be met; None leaves it to silence."""
        how = self._weighed(PLANS.get(duty.task, {"": 1}))
        if not how:
            return None
        late = how == "late"
        start = duty.due if late else now
        end = self._calendar.day_ends(self._calendar.next_working_day(self._calendar.local_date(duty.due)))
        at = self._between(start, end if late else duty.due)
        return Planned(at, case.ref, duty.number, how, self._random.random() < BY_MAIL)

    def plan_again(self, case: Case, duty: Duty, now: datetime) -> Planned | None:
        """The raiser's side was asked again: most act the same day."""
        if self._random.random() < SILENT_AGAIN:
            return None
        how = self._weighed(PLANS[duty.task]) or next(iter(PLANS[duty.task]))
        return Planned(now + SHORT_BREAK * self._random.randrange(1, 20), case.ref, duty.number, how)

    # acting

    def action(self, case: Case, duty: Duty, planned: Planned, situation: Situation) -> do.HumanAction | None:
        """The action that meets the duty as planned; None where it is not open to that person now."""
        person = duty.owed_by[0].person
        by, visit = do.Said(person, do.Via.TEAMS), case.visits[(duty.visit or 1) - 1] if case.visits else None
        match duty.task:
            case Task.JUDGE if visit is not None:
                return self._judge(case, visit, by, situation)
            case Task.ACT | Task.VERIFY:
                return self._agreed(duty, by, situation)
            case Task.OPEN:
                return do.OpenStage(by, visit.number if visit is not None else 0)
            case Task.DECIDE_TO_SEND:
                return do.SendNow(by)
            case Task.SET_A_DATE if visit is not None:
                return do.SetDate(by, visit.number, self._soon(situation))
            case Task.PUT_ON_RECORD if visit is not None:
                return do.ConfirmOnRecord(by, visit.number, self._today(situation), Told.TOLD)
            case Task.DISTRIBUTE if visit is not None:
                return do.Distribute(by, visit.number, self._today(situation), Words("Everybody who was asked"))
            case Task.ENTER_ON_RECORD if visit is not None:
                return do.EnterOnRecord(by, visit.number, self._today(situation))
            case _ if visit is not None and visit.left is None:
                return self._asked(duty, visit, by, planned, situation)
            case _:
                return None

    def _asked(
        self, duty: Duty, visit: StageVisit, by: do.Said, planned: Planned, situation: Situation
    ) -> do.HumanAction | None:
        today, calendar = self._today(situation), self._calendar
        reason = Words(self._random.choice(REASON))
        match duty.task:
            case Task.ANSWER | Task.SETTLE:
                return self._answer(visit, by, planned.how, situation)
            case Task.DECIDE_FURTHER_TIME if planned.how == "agree":
                return do.AgreeFurtherTime(by, visit.number) if visit.asked_until else None
            case Task.DECIDE_FURTHER_TIME:
                return do.RefuseFurtherTime(by, visit.number, reason)
            case Task.ACKNOWLEDGE:
                return do.Acknowledge(by, visit.number)
            case Task.AGREE_A_PLAN:
                return do.AgreePlan(by, visit.number, Words(self._random.choice(ANSWER)))
            case Task.CONFIRM:
                return do.Confirm(by, visit.number)
            case Task.CONTEST:
                return do.Contest(by, visit.number, reason)
            case Task.CONVENE:
                at = calendar.day_starts(calendar.next_working_day(today))
                return do.ConveneMeeting(by, visit.number, at, Words("Room 3"))
            case Task.HOLD:
                present = Words("Everyone who was asked")
                actions = self._promises(situation)
                return do.RecordMeeting(by, visit.number, today, Words(self._random.choice(ANSWER)), present,
                                        actions=actions)  # fmt: skip
            case _:
                return None

    def _answer(self, visit: StageVisit, by: do.Said, how: str, situation: Situation) -> do.HumanAction | None:
        reason = Words(self._random.choice(REASON))
        if how == "more time":
            until = self._soon(situation)
            return do.AskFurtherTime(by, visit.number, until, reason) if visit.asked_until is None else None
        if how == "forewarn":
            return do.Forewarn(by, visit.number, reason)
        text = Words(self._random.choice(ANSWER))
        return do.Respond(by, visit.number, text, self._promises(situation) if self._random.random() < PROMISES else ())

    def _soon(self, situation: Situation) -> date:
        return self._calendar.add_working_days(self._today(situation), self._random.randrange(2, 8))

    def _promises(self, situation: Situation) -> tuple[do.ActionProposed, ...]:
        by = self._calendar.add_working_days(self._today(situation), self._random.randrange(2, 12))
        return (do.ActionProposed(Words(self._random.choice(ASKED)), by),)

    def _agreed(self, duty: Duty, by: do.Said, situation: Situation) -> do.HumanAction:
        number = duty.about or 1
        if duty.task is Task.ACT:
            return do.ActionDone(by, number, self._today(situation))
        return do.VerifyAction(by, number)

    def _judge(self, case: Case, visit: StageVisit, by: do.Said, situation: Situation) -> do.HumanAction | None:
        if visit.left is not None:
            return None
        open_to = steps_open(case, by.by, situation)
        unread = visit.answers and visit.verdict is not Verdict.SATISFIED
        how = self._weighed(AFTER_AN_ANSWER if unread else AFTER_A_SILENCE)
        reason = Words(self._random.choice(REASON))
        if how == "satisfied" and Step.SATISFIED in open_to:
            return do.JudgeSatisfied(by, visit.number, Words(self._random.choice(DIFFERENCE)), Told.TOLD)
        if how == "partly" and Step.PARTLY_SATISFIED in open_to and len(case.concerns) > 1:
            return do.JudgePartly(by, visit.number, reason, (1,))
        if how == "wait" and Step.WAIT in open_to:
            return do.Wait(by, visit.number)
        return self._move(case, visit, by, reason, bool(unread), situation)

    def _move(
        self, case: Case, visit: StageVisit, by: do.Said, reason: Words, unread: bool, situation: Situation
    ) -> do.HumanAction | None:
        stage = situation.procedure.stage(case.track, visit.stage)
        ways = stage.next.not_satisfied if unread else stage.next.silent
        if not ways:
            return self._end(case, by, reason, situation)
        to = self._random.choice(ways)
        chair = self._chair(case, to, situation)
        consulted = Consulted(self._council.holders((situation.procedure.supervisor,))[0], self._today(situation))
        if unread:
            return do.JudgeNotSatisfied(by, visit.number, reason, to, chair, consulted)
        return do.EscalateTo(by, visit.number, to, reason, chair, consulted)

    def _end(self, case: Case, by: do.Said, reason: Words, situation: Situation) -> do.HumanAction:
        """No way on: to Cafcass where that is open, else the raiser withdraws."""
        if Step.REFER_TO_CAFCASS in steps_open(case, by.by, situation):
            return do.ReferToCafcass(by, reason, ends_here=True)
        return do.Close(by, Outcome.WITHDRAWN, reason)

    def _chair(self, case: Case, to: StageId, situation: Situation) -> RoleId | None:
        meeting = situation.procedure.stage(case.track, to).meeting
        return meeting.chair.one_of[0] if meeting is not None else None

    def _today(self, situation: Situation) -> date:
        return situation.today

    # chance

    def _weighed(self, weights: dict[str, int]) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def moment(self, first: date, last: date) -> datetime:
        """A time of a working day from `first` to `last`."""
        days = self._calendar.working_days_between(first, last)
        day = self._calendar.add_working_days(first, self._random.randrange(days) + 1)
        starts, ends = self._calendar.day_starts(day), self._calendar.day_ends(day)
        return starts + (ends - starts) * self._random.random()

    def _between(self, start: datetime, end: datetime) -> datetime:
        """A working moment after `start` and before `end`, as far as there is one."""
        at = self._calendar.next_working_moment(start + (end - start) * self._random.random())
        return max(at, start + SHORT_BREAK)


PLANS: dict[Task, dict[str, int]] = {
    Task.ANSWER: {"answer": 72, "late": 6, "more time": 4, "forewarn": 3, "": 15},
    Task.SETTLE: {"answer": 90, "late": 2, "more time": 3, "": 5},
    Task.ACKNOWLEDGE: {"acknowledge": 9, "": 1},
    Task.AGREE_A_PLAN: {"plan": 8, "": 2},
    Task.CONTEST: {"contest": 1, "": 9},
    Task.CONFIRM: {"confirm": 9, "": 1},
    Task.DISTRIBUTE: {"send": 9, "": 1},
    Task.ENTER_ON_RECORD: {"enter": 9, "late": 1},
    Task.DECIDE_FURTHER_TIME: {"agree": 6, "refuse": 2, "": 2},
    Task.SET_A_DATE: {"set": 9, "": 1},
    Task.OPEN: {"open": 9, "": 1},
    Task.DECIDE_TO_SEND: {"send": 9, "": 1},
    Task.JUDGE: {"judge": 95, "": 5},
    Task.CONVENE: {"convene": 9, "": 1},
    Task.HOLD: {"hold": 9, "": 1},
    Task.ACT: {"done": 8, "late": 1, "": 1},
    Task.VERIFY: {"verify": 9, "": 1},
    Task.PUT_ON_RECORD: {"record": 95, "": 5},
}
"""How often in so many a duty is met in which way. Nothing means silence. Most concerns are settled informally."""
AFTER_AN_ANSWER = {"satisfied": 90, "partly": 1, "wait": 1, "move": 8}
AFTER_A_SILENCE = {"move": 85, "wait": 15}
SILENT_AGAIN = 0.2
