"""The short history of a case: who was told, when, and what came back. The log has the rest."""

from __future__ import annotations

from escalation import case_log as log
from escalation.case import Task
from escalation.duties import BESIDE

from ..scene import Scene
from ..telling import HistoryLine
from ..wording import capital
from .words import sentence

SHOWN = (
    log.Raised, log.GateConsulted, log.StageEntered, log.StageSkipped, log.Lapsed, log.Responded, log.AnswerCorrected,
    log.StepTaken, log.RightEnded,
    log.Judged, log.FurtherTimeAgreed, log.FurtherTimeRefused, log.MeetingConvened, log.MeetingHeld, log.ActionAgreed,
    log.ActionVerified, log.LimitReached, log.Referred, log.HandedOver, log.CaseClosed, log.Reopened, log.Praised,
    log.OccasionDated, log.ChildStatusChanged, log.CoverAsked, log.Misdirected,
)  # fmt: skip
SILENCES = (Task.ANSWER, Task.SETTLE, Task.CONVENE, Task.HOLD, Task.ACT, *BESIDE)
"""Whose passing is part of the story; the raiser's own reminders are not."""


def history(s: Scene) -> tuple[HistoryLine, ...]:
    lines: list[HistoryLine] = []
    held = {entry.happened for entry in s.entries if isinstance(entry.facts, log.MeetingHeld)}
    for entry in s.entries:
        if not isinstance(entry.facts, SHOWN):
            continue
        if isinstance(entry.facts, log.Lapsed) and entry.facts.duty.task not in SILENCES:
            continue
        if isinstance(entry.facts, log.Responded) and entry.happened in held:
            continue  # what came of a meeting is kept as an answer; the line before says that it was held
        said = _stage(s, entry.facts) if isinstance(entry.facts, log.StageEntered) else sentence(entry, s)
        if said:
            lines.append(HistoryLine(s.local(entry.happened), f"{said}."))
    return tuple(lines)


def _stage(s: Scene, facts: log.StageEntered) -> str:
    visit = facts.visit
    due = s.first_due(visit)
    by = f" by {s.plain_day(due)}" if due else ""
    return f"{capital(s.short(visit))}: {s.were_asked(visit)}{by}"
