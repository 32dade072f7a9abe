"""Clocks that wait for something to happen, and the rule that somebody always has an open case in hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..case import Case, Duty, StageVisit, Verdict
from ..case_log import ClockBegan, ClockStopped, DutyEnded, DutyOwed, Ended, Lapsed
from ..deciding import Deciding
from ..duties import CARRIES_ON, UNWATCHED, after, clocks_of, due_of, event_moment, is_event
from ..holders.judges import who_judges
from ..notices import Capacity, Meaning
from ..occasions import BEFORE_THE_MEETING
from .clocks_owed import owe_from
from .prompting import owe_judgement
from .visits import stage_of, track_of


def follow_the_clocks(d: Deciding, before: Case | None) -> None:
    """After whatever was done: clocks that counted on it begin, and the case stays in somebody's hand."""
    if d.case.closed is not None or d.case.raised is None or d.case.visit is None:
        return
    _note_what_stopped(d, before)
    if not _awaits_actions(d):
        _begin_what_waited(d, d.case.visit)
        _follow_the_meeting(d, before)
        _keep_in_hand(d)


def _note_what_stopped(d: Deciding, before: Case | None) -> None:
    """Only clocks from which others are counted: that a thing was done is in the log anyway."""
    counted = {c.counted_from for s in track_of(d).stages.values() for cs in s.clocks.values() for c in cs}
    if not any("." in origin for origin in counted):
        return
    for duty in _stopped_now(d, before):
        visit = d.case.visits[duty.visit - 1] if duty.visit is not None else None
        if visit is None or duty.clock is None or f"{visit.stage}.{duty.clock}" not in counted:
            continue
        if not any(s.clock == duty.clock for s in visit.stopped):
            d.log(ClockStopped(visit.number, duty.clock), at=duty.lapsed)


def _stopped_now(d: Deciding, before: Case | None) -> Iterator[Duty]:
    known = {duty.number: duty for duty in (before.duties if before is not None else ())}
    for entry in d.so_far:
        match entry.facts:
            case DutyOwed(duty):
                known[duty.number] = duty
            case DutyEnded(number, Ended.MET) if number in known:
                yield known[number]
            case Lapsed(duty):
                yield duty


def _begin_what_waited(d: Deciding, visit: StageVisit) -> None:
    stage = stage_of(d, visit.stage)
    for key, clock in clocks_of(stage, d.case):
        if not is_event(clock) or key in visit.begun:
            continue
        moment = event_moment(clock, d.case, visit)
        if moment is not None:
            d.log(ClockBegan(visit.number, key))
            owe_from(d, stage, visit, key, clock, None, moment)


def _follow_the_meeting(d: Deciding, before: Case | None) -> None:
    """A meeting that is called for another time takes with it what is owed before it."""
    visit, was = d.case.visit, before.visit if before is not None else None
    if visit is None or was is None or was.number != visit.number or was.meeting is None or visit.meeting is None:
        return
    if was.meeting.at == visit.meeting.at or visit.meeting.held is not None:
        return
    clocks = dict(clocks_of(stage_of(d, visit.stage), d.case))
    for duty in d.case.duties:
        clock = clocks.get(duty.clock or "") if duty.visit == visit.number else None
        if clock is None or clock.due != BEFORE_THE_MEETING:
            continue
        due = due_of(clock, d.case, d.now, d.situation.calendar, start=visit.meeting.at)
        if due is not None and due != duty.due:
            moved = replace(duty, due=due, lapsed=None)
            d.move(replace(moved, wake=d.wake_after(moved)))
            d.tell((n.person for n in duty.owed_by), Meaning.STEP_OWED, Capacity.ASKED, duty=duty.number)


def _keep_in_hand(d: Deciding) -> None:
    """Where a time is over and nothing follows from it, or there is none, the raiser is asked how it stands."""
    visit = d.case.visit
    at_hand = (duty for duty in d.case.duties if duty.task in CARRIES_ON and duty.task not in UNWATCHED)
    if visit is None or any(duty.wake is not None and duty.owed_by for duty in at_hand):
        return
    due = after(d.situation.procedure.prompts.after_an_answer, d.now, d.situation.calendar)
    owe_judgement(d, who_judges(d.case, d.situation), due)


def _awaits_actions(d: Deciding) -> bool:
    return d.case.visit is not None and d.case.visit.verdict is Verdict.SATISFIED
