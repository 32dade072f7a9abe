"""What the log shows of a case, column by column, and the tracker of each stage's dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from escalation.case import Case, Outcome, ReferralKind, StageId, StageVisit, Verdict
from escalation.decision import Situation
from escalation.durations import Unit
from escalation.duties import after
from escalation.log_columns import LogColumn, Shown
from escalation.stages import Stage

from ..scene import Scene
from ..wording import DateStyle, listed, sentences

RESOLVED = (Outcome.RESOLVED, Outcome.SETTLED_IN_CONVERSATION)
FOLLOWED = (
    LogColumn(title="stage", shows=Shown.STAGE),
    LogColumn(title="answer due", shows=Shown.ANSWER_DUE),
)
"""What whoever follows open cases needs, whatever the pack shows."""
Cells = tuple[tuple[str, str], ...]


def log_cells(case: Case, situation: Situation) -> Cells:
    """Title and text of each column that the pack shows; then what an open case needs to be followed by."""
    s = Scene(case, situation, style=DateStyle.LETTER)
    columns = situation.procedure.log.columns
    shown = {column.shows for column in columns}
    more = [column for column in FOLLOWED if case.is_open and column.shows not in shown]
    return tuple(cell for column in (*columns, *more) for cell in _cells(s, column))


def tracker(s: Scene) -> Cells:
    """Every stage of the ladder: its expected time, when it began and when it ended."""
    stages = s.procedure.tracks[s.case.track].stages
    return tuple((stage.short or stage.title, _dates_of(s, name, stage)) for name, stage in stages.items())


def _cells(s: Scene, column: LogColumn) -> Iterator[tuple[str, str]]:
    if column.shows is Shown.EACH_STAGE:
        yield from tracker(s)
    elif column.shows is not Shown.REFERENCE:
        yield column.title, _TEXTS[column.shows](s)


def _dates_of(s: Scene, name: StageId, stage: Stage) -> str:
    visits = [visit for visit in s.case.visits if visit.stage == name]
    expected = _expected(stage)
    return sentences("; ".join(_from_to(s, visit) for visit in visits), f"(expected: {expected})" if expected else "")


def _expected(stage: Stage) -> str:
    """The time that the authority's own text names; none where it names none."""
    clocks = (clock for clocks in stage.clocks.values() for clock in clocks if clock.when is None)
    named = (clock.within for clock in clocks if "within" not in clock.assumed)
    return listed(str(within) for within in named if within.unit not in (Unit.UNSET, Unit.NONE))


def _from_to(s: Scene, visit: StageVisit) -> str:
    ended = visit.left or (s.case.closed.at if s.case.closed is not None else None)
    return f"{s.day(visit.entered)} to {s.day(ended)}" if ended else f"from {s.day(visit.entered)}"


def _stage_now(s: Scene) -> str:
    stage = s.stage_by_id(s.case.visit.stage if s.case.visit else s.case.start_at)
    return stage.title if stage is not None and s.case.is_open else ""


def _themes(s: Scene) -> str:
    known = s.procedure.categories
    return ", ".join(dict.fromkeys(known[c.category].title for c in s.case.concerns if c.category in known))


def _escalated(s: Scene) -> str:
    """Every move to another stage, with its date."""
    moves = [(v, w) for v, w in zip(s.case.visits, s.case.visits[1:], strict=False) if v.stage != w.stage]
    return ", ".join(f"{_short(s, to.stage)} on {s.day(to.entered)}" for _, to in moves)


def _copied_to(s: Scene) -> str:
    stages = (s.stage_by_id(visit.stage) for visit in s.case.visits)
    return listed(s.title(role) for stage in stages if stage is not None for role in stage.copies)


def _action_dates(s: Scene) -> str:
    return ", ".join(s.day(action.by) + (" (done)" if action.verified else "") for action in s.case.actions)


def _concluded(s: Scene) -> str:
    return f"{s.case.closed.outcome.value}, {s.day(s.case.closed.at)}" if s.case.closed is not None else ""


def _stage_resolved(s: Scene) -> str:
    closed = s.case.closed
    return _short(s, closed.stage) if closed is not None and closed.outcome in RESOLVED and closed.stage else ""


def _cafcass(s: Scene) -> str:
    return ", ".join(s.day(r.on) for r in s.case.referrals if r.kind is ReferralKind.CAFCASS)


def _short(s: Scene, name: StageId) -> str:
    stage = s.stage_by_id(name)
    return stage.short or stage.title if stage is not None else ""


def _due(s: Scene) -> datetime | None:
    return s.due(s.case.visit) if s.case.is_open and s.case.visit is not None else None


def _colour(s: Scene) -> str:
    """Red, amber or green, with what the authority means by it."""
    if not s.case.is_open:
        return ""
    colour = "red" if _is_red(s) else "amber" if _is_amber(s) else "green"
    meant = s.procedure.colours
    return f"{colour}: {getattr(meant, colour)}" if meant is not None else colour


def _is_red(s: Scene) -> bool:
    due = _due(s)
    return s.case.immediate_risk or (due is not None and s.is_past(due))


def _is_amber(s: Scene) -> bool:
    due, meant, now = _due(s), s.procedure.colours, s.situation.now
    if any(visit.verdict is Verdict.PARTLY for visit in s.case.visits):
        return True
    if due is None or meant is None or meant.amber_from is None:
        return False
    return after(meant.amber_from, now, s.situation.calendar) >= due


def _optional_day(s: Scene, day: date | datetime | None) -> str:
    return s.day(day) if day is not None else ""


_TEXTS: Mapping[Shown, Callable[[Scene], str]] = {
    Shown.RAISED: lambda s: _optional_day(s, s.case.raised),
    Shown.RAISED_BY: lambda s: s.raiser,
    Shown.TEAM: lambda s: s.case.team,
    Shown.CHILD: lambda s: f"{s.case.child.initials} {s.case.child.record}".strip(),
    Shown.THEMES: _themes,
    Shown.EARLIER_CONCERNS: lambda s: "yes" if s.case.earlier_concerns else "",
    Shown.STAGE: _stage_now,
    Shown.ANSWER_DUE: lambda s: _optional_day(s, _due(s)),
    Shown.COLOUR: _colour,
    Shown.ESCALATED: _escalated,
    Shown.COPIED_TO: _copied_to,
    Shown.ACTION_DATES: _action_dates,
    Shown.CAFCASS: _cafcass,
    Shown.CONCLUDED: _concluded,
    Shown.STAGE_RESOLVED: _stage_resolved,
    Shown.DIFFERENCE: lambda s: s.case.closed.difference if s.case.closed is not None else "",
    Shown.PRAISE: lambda s: "yes" if s.case.closed is not None and s.case.closed.outcome is Outcome.PRAISE else "",
}
