"""What a concern must say before it is drafted, and where it starts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from ..actions import GivePraise, RaiseConcern
from ..case import Case, Child, ChildStatus, Occasion, OccasionKind, RoleId, Silence, Source, Spoken, StageId, TeamId
from ..deciding import Deciding
from ..decision import Situation
from ..durations import Unit
from ..duties import Facts, after, facts_of, holds, row_of
from ..errors import DetailNeeded, NoSuchStage, NotYours, ReasonNeeded, TooLate
from ..holders.on_the_case import holders_on_the_case, to_be_named
from ..initials import initials_of
from ..occasions import BEFORE, began, counted_back, kind_for, known_as, occasion_for, occasions_of, which_conference
from ..procedure import Clock, Procedure, Track
from ..working_days import WorkingCalendar


def track_for(procedure: Procedure, action: RaiseConcern | GivePraise) -> Track:
    track = procedure.tracks.get(action.track)
    if track is None:
        raise DetailNeeded("no_such_track", tracks=", ".join(t.title for t in procedure.tracks.values()))
    return track


def raising_role(d: Deciding, track: Track) -> RoleId:
    held = d.situation.roster.roles_of(d.by, d.today)
    role = next((r for r in track.raised_by if r in held), None)
    if role is None:
        titles = ", ".join(d.situation.procedure.roles[r].title for r in track.raised_by)
        raise NotYours("may_not_raise", roles=titles)
    return role


def check_child(procedure: Procedure, track: Track, child: Child) -> None:
    """Record number and initials only: a name must never get in."""
    if child.status not in track.children:
        raise DetailNeeded("child_not_on_this_track", track=track.title)
    if child.status is ChildStatus.NONE and not child.record and not child.initials:
        return
    if not re.fullmatch(procedure.reference.record_number, child.record):
        raise DetailNeeded("record_number", pattern=procedure.reference.record_number)
    if initials_of(child.initials) != child.initials:
        raise DetailNeeded("initials")


def check_children(procedure: Procedure, track: Track, children: tuple[Child, ...]) -> None:
    """Brothers and sisters together only where the track allows it, each once."""
    for child in children:
        check_child(procedure, track, child)
    if len(children) == 1:
        return
    if not track.several_children:
        raise DetailNeeded("one_child_here", track=track.title)
    if not all(child.record for child in children) or len({child.record for child in children}) < len(children):
        raise DetailNeeded("each_child_once")


def check_concerns(procedure: Procedure, action: RaiseConcern) -> None:
    if not action.concerns:
        raise DetailNeeded("no_concern")
    allowed = procedure.categories_for(action.track)
    for concern in action.concerns:
        if concern.category not in allowed:
            raise DetailNeeded("no_such_category")
        category = allowed[concern.category]
        if category.must_name and not concern.named:
            raise DetailNeeded("must_name", what=category.must_name, category=category.title)
        if not (concern.what and concern.asked and concern.why_it_matters):
            raise DetailNeeded("concern_incomplete")


def check_details(d: Deciding, action: RaiseConcern) -> None:
    exclusion = d.situation.procedure.advice.exclusion
    if exclusion and not action.not_a_complaint:  # without one there is nothing to tick
        raise DetailNeeded("not_this_process", text=exclusion)
    if action.when_silent not in (None, Silence.ASK_THE_RAISER, Silence.MOVE_UP):
        raise DetailNeeded("ask_or_move_up")
    check_team(d, action.team)
    who = action.consulted.who if action.consulted is not None else None
    if who is not None and not d.situation.roster.serves(who, d.today):
        raise DetailNeeded("no_such_person")
    if action.chair is not None and action.chair not in d.situation.procedure.roles:
        raise DetailNeeded("no_such_person")
    if action.social_worker is not None and not d.situation.roster.serves(action.social_worker, d.today):
        raise DetailNeeded("no_such_person")
    if action.settled:
        _check_settled(action.spoken)
    else:
        _check_named(d, action)
    _check_dates(d, action)


def _check_named(d: Deciding, action: RaiseConcern) -> None:
    """Nobody may be asked in silence for somebody who is to be named: a stage would have nobody else to ask."""
    procedure, roster = d.situation.procedure, d.situation.roster
    for role in to_be_named(procedure.tracks[action.track], procedure):
        if not holders_on_the_case(role, procedure, roster, action.team, d.today, action.social_worker):
            raise DetailNeeded("name_on_the_case", who=procedure.roles[role].title)


def check_team(d: Deciding, team: TeamId) -> None:
    """A team is one that posts are held in: nothing else that was typed gets in under its name."""
    if team not in {post.team for post in d.situation.roster.posts}:
        raise DetailNeeded("no_such_team")


def _check_settled(spoken: Spoken | None) -> None:
    if spoken is None or not (spoken.with_whom and spoken.said):
        raise DetailNeeded("settled_needs_conversation")


def _check_dates(d: Deciding, action: RaiseConcern) -> None:
    if action.source is Source.CONFERENCE and action.conference_on is None:
        raise DetailNeeded("conference_date")
    if action.which is not None and action.conference_on is None:
        raise DetailNeeded("conference_date")
    dates = (action.conference_on, action.review_on, action.identified_on, action.spoken.on if action.spoken else None)
    if any(day is not None and day > d.today for day in dates):
        raise DetailNeeded("date_ahead")


def check_in_time(d: Deciding, track: Track, action: RaiseConcern) -> None:
    """Late is allowed, unless the pack says that the right ends. Raises DetailNeeded where the day is not known."""
    clock, facts, occasions = track.raise_within, facts_raised(action, d.today), occasions_raised(action)
    if clock is None or not _has_an_end(clock) or not holds(clock.when, facts):
        return
    kind = kind_for(clock)
    if kind is None and action.identified_on is None:
        raise DetailNeeded("identified_date")
    if kind is not None and clock.due not in BEFORE and occasion_for(clock, occasions, d.today) is None:
        raise DetailNeeded(f"{kind}_date")
    due = _raised_by(clock, occasions, action.identified_on, d.today, d.situation.calendar)
    if clock.if_late is not None and due is not None and d.happened > due:
        raise TooLate("raise_too_late", within=str(clock.within))


def late_since(case: Case, situation: Situation) -> datetime | None:
    """When the time for raising ended, if the concern was written after it."""
    clock, calendar = situation.procedure.tracks[case.track].raise_within, situation.calendar
    if clock is None or not _has_an_end(clock) or not holds(clock.when, facts_of(case)):
        return None
    due = _raised_by(clock, occasions_of(case), case.identified_on, calendar.local_date(case.drafted), calendar)
    return due if due is not None and case.drafted > due else None


def _has_an_end(clock: Clock) -> bool:
    """Where the text says no time, or says that there is none, nobody raises late."""
    return clock.within.unit not in (Unit.NONE, Unit.UNSET)


def _raised_by(
    clock: Clock, occasions: tuple[Occasion, ...], identified: date | None, today: date, calendar: WorkingCalendar
) -> datetime | None:
    """None where the day is not known. Before a review or conference there is no time to keep until one is planned."""
    if kind_for(clock) is None:
        return after(clock.within, calendar.day_ends(identified), calendar) if identified is not None else None
    occasion = occasion_for(clock, occasions, today)
    if occasion is None:
        return None
    if clock.due in BEFORE:
        return counted_back(clock.within, occasion.on, calendar)
    return after(clock.within, began(clock, occasion, calendar), calendar)


def facts_raised(action: RaiseConcern, today: date) -> Facts:
    return Facts(
        action.source,
        frozenset(c.category for c in action.concerns),
        action.immediate_risk,
        action.earlier_concerns,
        frozenset(child.status for child in (action.child, *action.more_children)),
        bool(action.skipping_because),
        action.urgent or action.immediate_risk,
        row_of(which_conference(occasions_raised(action), today)),
    )


def occasions_raised(action: RaiseConcern) -> tuple[Occasion, ...]:
    """What the register knows of the child's reviews and conferences, with those that the raiser names laid over."""
    named = (
        (OccasionKind.REVIEW, action.review_on, None, Source.REVIEW),
        (OccasionKind.CONFERENCE, action.conference_on, action.which, Source.CONFERENCE),
    )
    found = list(action.occasions)
    for kind, on, which, source in named:
        if on is None:
            continue
        known = known_as(Occasion(kind, on), found) or Occasion(kind, on)
        found = [occasion for occasion in found if occasion != known]
        found.append(replace(known, which=which or known.which, arose=action.source is source))
    return tuple(sorted(found, key=lambda occasion: (occasion.on, occasion.kind, occasion.number)))


def start_of(procedure: Procedure, track: Track, action: RaiseConcern, facts: Facts) -> StageId:
    """Where it starts: the pack's first entry that holds, or the raiser's choice with a reason."""
    usual = default_start(procedure, track, facts)
    if action.start_at is None or action.start_at == usual:
        return usual
    if action.start_at not in track.stages:
        raise NoSuchStage("no_such_stage", stage=action.start_at)
    if not action.skipping_because:
        raise ReasonNeeded("reason_for_jump", stage=track.stages[action.start_at].title)
    return action.start_at


def default_start(procedure: Procedure, track: Track, facts: Facts) -> StageId:
    """The category's own stage where it has one, else the first of `starts at` whose condition holds."""
    by_category = (procedure.categories[c].starts_at for c in sorted(facts.categories) if c in procedure.categories)  # type: ignore[index]
    chosen = next((stage for stage in by_category if stage in track.stages), None)
    return chosen or next(entry.stage for entry in track.starts_at if holds(entry.when, facts))
