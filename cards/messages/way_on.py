"""Where a case can go from here, who would be asked there and by when, and what happens if nothing is done."""

from __future__ import annotations

from datetime import datetime

from escalation.case import NO_END, Named, Silence, StageId, Task
from escalation.duties import clocks_of, due_of
from escalation.errors import NobodyToAsk
from escalation.holders.naming import name_any
from escalation.stages import RAISER, AskMode, Clock, Stage
from escalation.ways import tracks_for_status, tracks_on
from escalation.ways import ways_on as pack_ways_on

from ..scene import Scene, short_of, with_title
from ..wording import listed

Facts = tuple[tuple[str, str], ...]


def ways_on(s: Scene) -> tuple[StageId, ...]:
    return pack_ways_on(s.case, s.procedure)


def next_stages(s: Scene) -> str:
    """ "Stage 2, Service Manager" or "the meeting"; or both ways of a fork."""
    return listed((with_title(stage) for way in ways_on(s) if (stage := s.stage_by_id(way))), "or")


def goes_on_elsewhere(s: Scene) -> str:
    """Where the pack leads to another track: a new case there takes this one up."""
    titles = listed((f"“{s.procedure.tracks[track].title}”" for track in tracks_on(s.case, s.procedure)), "or")
    return f"It can go on under {titles}. {s.case.ref} closes when that is sent." if titles else ""


def fits_another_track(s: Scene) -> str:
    """The child's status has changed since, so that another track is for it now."""
    titles = listed((f"“{s.procedure.tracks[track].title}”" for track in tracks_for_status(s.case, s.procedure)), "or")
    if not titles or not s.case.is_open or not s.is_raisers_side:
        return ""
    words = s.procedure.words
    return (
        f"The child’s status has changed: {titles} is for it now. You can finish here, or {words.raise_it} there and "
        f"name {s.case.ref}, which closes then."
    )


def if_moved_today(s: Scene) -> Facts:
    """Who would be asked at the next stage, and by when, if the case moved on today."""
    facts = []
    for way in ways_on(s):
        stage = s.stage_by_id(way)
        if stage is not None:
            facts.append((f"{short_of(stage)}, if moved today", _would_be(s, way, stage)))
    return tuple(facts)


def _would_be(s: Scene, way: StageId, stage: Stage) -> str:
    clocks = [clock for key, clock in clocks_of(stage, s.case) if key in ("answer", "settle", "hold")]
    due = _due_if(s, clocks[0]) if clocks else None
    who = would_ask(s, stage)
    if due is None:
        return who
    what = "to be held by" if stage.meeting else "answer due"
    return f"{who}, {what} {s.day(due)}"


def _due_if(s: Scene, clock: Clock) -> datetime | None:
    try:
        due = due_of(clock, s.case, s.situation.now, s.situation.calendar)
        return None if due == NO_END else due
    except ValueError:  # a time that somebody has yet to set
        return None


def would_ask(s: Scene, stage: Stage) -> str:
    """ "Sara Patel, Service Manager"."""
    roles = stage.asks.roles if stage.asks else (stage.meeting.chair.one_of if stage.meeting else ())
    found: list[Named] = []
    any_of = stage.asks is not None and stage.asks.mode is AskMode.ANY
    if RAISER in roles:
        found.append(Named(s.case.raiser, s.case.raiser_role))
    others = tuple(role for role in roles if role != RAISER)
    for group in [others] if any_of and others else [(role,) for role in others]:
        try:
            found += name_any(group, s.procedure, s.situation.roster, s.case.team, s.today, s.case.social_worker)
        except NobodyToAsk:
            continue
    named = listed((s.named(n) for n in found), "or" if stage.meeting else "and") or listed(map(s.title, roles))
    left_open = stage.asks is not None and stage.asks.mode is AskMode.UNSET
    return "whoever is named" if left_open else named


def if_silent(s: Scene) -> str:
    """What happens if nobody answers, as those who are asked and told read it."""
    if (own := silence_of_its_own(s)) is not None:
        return f"{s.if_not}, {own}"
    if not ways_on(s):
        return f"{s.if_not}, {s.raiser} decides what happens next."
    if s.case.when_silent is Silence.MOVE_UP and len(ways_on(s)) == 1:
        return f"{s.if_not}, the case moves to {next_stages(s)}."
    return f"{s.if_not}, {s.raiser} decides whether the case moves to {next_stages(s)}."


def silence_of_its_own(s: Scene) -> str | None:
    """What the pack says of silence here, where the raiser has no choice in it."""
    owed = s.open_duty(Task.ANSWER, Task.SETTLE, visit=s.visit.number if s.visit else None)
    match owed.if_silent if owed is not None else None:
        case Silence.ACCEPT:
            return "that counts as agreement to what is asked. The concern itself stays open."
        case Silence.TELL_THE_LINE_MANAGER:
            return "the line manager is told."
        case Silence.NOTHING:
            return "nothing follows by itself."
        case _:
            return None


def comes_back(s: Scene) -> str:
    """The raiser's own silence: it comes back, then climbs."""
    never = "It is never closed by waiting."
    if s.to != s.case.raiser:
        return f"If you do nothing, this comes back each working morning. {never}"
    supervisor = next(iter(s.situation.roster.holders(s.procedure.supervisor, s.case.team, s.today)), None)
    climbs = f"goes to your cover and to {s.name(supervisor)}" if supervisor else "goes to your cover"
    judge = s.open_duty(Task.JUDGE)
    if judge is None or s.is_past(judge.due):
        return f"If you do nothing, this comes back on the next working morning, then {climbs}. {never}"
    return f"If you do nothing, this comes back on {s.day(judge.due)}, then {climbs}. {never}"
