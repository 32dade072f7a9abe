"""The line across the try-out page: a case's stages as stops, its duties as ticks, its overall limit as the end."""

from __future__ import annotations

from cards.meter import meter_of
from cards.wording import full_date, short_date, time_of_day, weekday_date, working_days
from escalation.case import Case, Duty, StageId, Task
from escalation.decision import Situation
from escalation.duties import RAISERS_TASKS
from escalation.procedure import Stage

WHAT = {
    Task.SEND: "Goes out, unless undone by",
    Task.SET_A_DATE: "Date set by",
    Task.OPEN: "Opened by",
    Task.DECIDE_TO_SEND: "Sent, or not, by",
    Task.ANSWER: "Answer from",
    Task.SETTLE: "Settling, with",
    Task.CONVENE: "Meeting called by",
    Task.HOLD: "Meeting held by",
    Task.ACKNOWLEDGE: "Acknowledged by",
    Task.AGREE_A_PLAN: "Plan agreed by",
    Task.CONTEST: "Can be contested by",
    Task.CONFIRM: "Confirmed by",
    Task.DISTRIBUTE: "Sent round by",
    Task.ENTER_ON_RECORD: "Put on record by",
    Task.JUDGE: "Decision of",
    Task.DECIDE_FURTHER_TIME: "Further time, decided by",
    Task.ACT: "Agreed action of",
    Task.VERIFY: "Action checked by",
    Task.PUT_ON_RECORD: "On the child’s record, by",
}
"""How each duty is named on the line, before the name of whoever owes it."""
Json = dict[str, object]


def path_of(case: Case, situation: Situation) -> Json:
    """What `GET /api/path` answers."""
    track = situation.procedure.tracks[case.track]
    return {
        "ref": case.ref,
        "title": f"{case.ref} · {track.title}",
        "stops": [_stop(id, stage, case, situation) for id, stage in track.stages.items()],
        "ticks": [_tick(duty, situation) for duty in _in_order(case) if duty.task in WHAT and duty.has_time],
        "limit": _limit(case, situation),
        "closed_words": _closed(case, situation),
    }


def _stop(id: StageId, stage: Stage, case: Case, situation: Situation) -> Json:
    visits = [visit for visit in case.visits if visit.stage == id]
    today = situation.today
    entered = short_date(situation.calendar.local_date(visits[-1].entered), today) if visits else None
    return {
        "title": stage.title,
        "state": _state(id, case, situation),
        "entered_words": entered,
        "due_words": _due(id, case, situation),
    }


def _state(id: StageId, case: Case, situation: Situation) -> str:
    visit = case.visit
    if visit is not None and visit.stage == id and case.is_open:
        return "now"
    if any(v.stage == id for v in case.visits):
        return "done"
    order = situation.procedure.tracks[case.track].order
    if visit is not None and order(id) < order(visit.stage):
        return "skipped"
    return "ahead" if case.closed is None else "unreached"


def _due(id: StageId, case: Case, situation: Situation) -> str | None:
    visit = case.visit
    if visit is None or visit.stage != id or not case.is_open:
        return None
    owed = [d for d in case.duties if d.visit == visit.number and d.task not in RAISERS_TASKS and d.owed_by]
    today = situation.today
    due = min((d.due for d in owed if d.task is not Task.ACT), default=None)
    return f"answer by {short_date(situation.calendar.local_date(due), today)}" if due else None


def _in_order(case: Case) -> list[Duty]:
    """One tick stands for all that is still to be put on the child's record: the oldest of it."""
    ordered = sorted(case.duties, key=lambda duty: (duty.due, duty.number))
    notes = [duty for duty in ordered if duty.task is Task.PUT_ON_RECORD]
    return [duty for duty in ordered if duty not in notes[1:]]


def _tick(duty: Duty, situation: Situation) -> Json:
    today = situation.today
    who = ", ".join(situation.roster.people[n.person].name for n in duty.owed_by if n.person in situation.roster.people)
    day = weekday_date(situation.calendar.local_date(duty.due), today)
    return {
        "title": f"{WHAT[duty.task]} {who}",
        "when_words": f"{day}, {time_of_day(duty.due)}",
        "state": "late" if duty.due < situation.now else "ahead",
    }


def _limit(case: Case, situation: Situation) -> Json | None:
    limit = min((d for d in case.duties if d.task is Task.OVERALL_LIMIT), key=lambda d: d.due, default=None)
    meter = meter_of(case, situation)
    if limit is None or meter is None or meter.overall_of is None:
        return None
    end = full_date(situation.calendar.local_date(limit.due))
    day, of = meter.overall_day or 0, meter.overall_of
    if limit.due >= situation.now:
        return {"words": f"day {day} of {of} overall, ends {end}", "when_words": f"ends {end}", "day": day, "of": of}
    ended = f"ended {end}, {working_days(day - of)} over" if day > of else f"ended {end}"
    return {"words": f"the overall limit {ended}", "when_words": ended, "day": day, "of": of}


def _closed(case: Case, situation: Situation) -> str | None:
    if case.closed is None:
        return None
    words = case.closed.outcome.value
    return f"{words[0].upper()}{words[1:]} on {full_date(situation.calendar.local_date(case.closed.at))}"
