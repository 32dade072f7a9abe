"""`message(telling)`: one builder for each meaning, and the case card. Here it is chosen; the words stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from escalation.case import Case, PersonId, Task
from escalation.decision import Entry, Situation
from escalation.duties import BESIDE
from escalation.notices import Meaning
from escalation.permissions import Step

from ..log.history import history
from ..log.record_text import record_text
from ..scene import Scene
from ..telling import HistoryLine, Message, Telling
from ..wording import DateStyle
from . import beside_the_answer as beside
from . import of_drafts as drafts
from . import of_opening as opening
from . import of_progress as progress
from . import to_asked as asked
from . import to_raiser as raiser
from . import to_told as told
from .case_card import case_card, state


def message(telling: Telling, style: DateStyle = DateStyle.CARD) -> Message:
    """What to say for `telling.notice`, or the case card when there is none; as `telling.to` may see it.

    The dates of a card name the weekday; those of a mail or a document the year.
    """
    scene = Scene.of(telling, style)
    said = _built(scene)
    return replace(said, steps=said.steps or _reading(scene), history=_history(scene))


def how_it_stands(case: Case, situation: Situation, to: PersonId, entries: tuple[Entry, ...]) -> tuple[str, str]:
    """Title and lead of the case card, without all that stands below them."""
    return state(Scene(case, situation, to, entries=entries))


def _built(s: Scene) -> Message:
    if s.notice is None:
        return case_card(s)
    if s.notice.meaning in CHASES and s.duty is not None and s.duty.task in BESIDE:
        return beside.step_owed(s)
    if s.notice.meaning is Meaning.REMINDER and s.duty is not None and s.duty.task in OWN_TASKS:
        return OWN_TASKS[s.duty.task](s)
    return BUILDERS[s.notice.meaning](s)


def _reading(s: Scene) -> tuple[Step, ...]:
    return (Step.READ,) if Step.READ in s.steps else ()


def _history(s: Scene) -> tuple[HistoryLine, ...]:
    """From the second stage on: who was told, when, and what came back."""
    return history(s) if len(s.case.visits) > 1 or s.notice is None else ()


def _put_on_record(s: Scene) -> Message:
    number = s.visit.number if s.visit else 0
    return progress.put_on_record(s, record_text(s.case, number, s.situation, s.entries))


OWN_TASKS: Mapping[Task, Callable[[Scene], Message]] = {
    Task.JUDGE: raiser.your_view_awaited,
    Task.VERIFY: progress.action_overdue,
    Task.PUT_ON_RECORD: _put_on_record,
    Task.DECIDE_FURTHER_TIME: progress.further_time_asked,
    Task.SET_A_DATE: raiser.date_awaited,
    Task.OPEN: opening.to_open,
}
"""What a reminder says to those who owe a decision, not an answer."""

CHASES = (Meaning.REMINDER, Meaning.ANSWER_OVERDUE)
BUILDERS: Mapping[Meaning, Callable[[Scene], Message]] = {
    Meaning.RAISE_HELD: drafts.raise_held,
    Meaning.RAISE_UNDONE: raiser.raise_undone,
    Meaning.STAGE_OPENED: raiser.stage_opened,
    Meaning.ANSWER_CAME: raiser.answer_came,
    Meaning.LATE_ANSWER_TO_EARLIER_STAGE: raiser.late_answer_to_earlier_stage,
    Meaning.NOBODY_ANSWERED: raiser.nobody_answered,
    Meaning.MOVED_UP_BY_ITSELF: raiser.moved_up_by_itself,
    Meaning.YOUR_VIEW_AWAITED: raiser.your_view_awaited,
    Meaning.DATE_AWAITED: raiser.date_awaited,
    Meaning.CHILD_STATUS_CHANGED: raiser.child_status_changed,
    Meaning.OCCASION_DATED: raiser.occasion_dated,
    Meaning.OPENING_AWAITED: opening.opening_awaited,
    Meaning.NOT_OPENED: opening.not_opened,
    Meaning.OTHERS_JUDGE: opening.others_judge,
    Meaning.STEP_TAKEN: beside.step_taken,
    Meaning.STEP_NOT_TAKEN: beside.step_not_taken,
    Meaning.ACCEPTED_BY_SILENCE: beside.accepted_by_silence,
    Meaning.FURTHER_TIME_ASKED: progress.further_time_asked,
    Meaning.FOREWARNED: progress.forewarned,
    Meaning.MEETING_RECORDED: progress.meeting_recorded,
    Meaning.ACTION_SAID_DONE: progress.action_said_done,
    Meaning.ACTION_OVERDUE: progress.action_overdue,
    Meaning.PUT_ON_RECORD: _put_on_record,
    Meaning.LIMIT_REACHED: progress.limit_reached,
    Meaning.PASSED_ON: progress.passed_on,
    Meaning.COVER_ASKED: progress.cover_asked,
    Meaning.ANSWER_ASKED: asked.answer_asked,
    Meaning.DATE_SET: asked.date_set,
    Meaning.TO_OPEN: opening.to_open,
    Meaning.DAYS_COUNTED_ANEW: beside.days_counted_anew,
    Meaning.STEP_OWED: beside.step_owed,
    Meaning.REMINDER: asked.reminder,
    Meaning.ANSWER_OVERDUE: asked.answer_overdue,
    Meaning.ANSWER_THANKED: asked.answer_thanked,
    Meaning.SPOKEN_ANSWER_RECORDED: asked.spoken_answer_recorded,
    Meaning.FURTHER_TIME_AGREED: asked.further_time_agreed,
    Meaning.FURTHER_TIME_REFUSED: asked.further_time_refused,
    Meaning.MEETING_TO_CONVENE: asked.meeting_to_convene,
    Meaning.MEETING_CONVENED: asked.meeting_convened,
    Meaning.MEETING_CALLED_OFF: told.meeting_called_off,
    Meaning.ACTION_OWED: asked.action_owed,
    Meaning.HANDED_TO_YOU: asked.handed_to_you,
    Meaning.NO_LONGER_ASKED: asked.no_longer_asked,
    Meaning.STAGE_TOLD: told.stage_told,
    Meaning.STAGE_COPIED: told.stage_copied,
    Meaning.PASSED_OVER: told.passed_over,
    Meaning.TEAM_SILENT: told.team_silent,
    Meaning.JUDGED: told.judged,
    Meaning.CLOSED: told.closed,
    Meaning.REOPENED: told.reopened,
    Meaning.CAFCASS: told.cafcass,
    Meaning.SETTLED: told.settled,
    Meaning.PRAISE: told.praise,
    Meaning.CONSULTED_AFTER: told.consulted_after,
}
