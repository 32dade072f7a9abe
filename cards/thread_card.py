"""A case in the authority's own channel: the head of its thread, and a line for each move. Nobody is named there.

Whoever is in the channel reads it, so that it shows no more than the pack's `channel` allows: the reference, the stage
and the dates. No child, no names, nobody's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from microsoft_teams.cards import Action

from escalation import case_log as log
from escalation.case import Case, StageVisit, Task
from escalation.decision import Entry, Situation
from escalation.permissions import Step

from .buttons import PRIMARY_BUTTONS, arranged, button
from .card_json import Card, finished
from .forms.step import open_button
from .mail import one_line
from .messages.by_meaning import message
from .parts import band, facts_block
from .scene import Scene, in_text
from .telling import Telling, Tone
from .verbs import Verb
from .wording import capital, lower_first, sentences

Kind = TypeVar("Kind")
Worded = Callable[[Scene, object], str]


def thread_head(case: Case, situation: Situation, entries: tuple[Entry, ...] = ()) -> Card:
    """The message that a thread begins with, as the case stands now: also what anybody may see who happens to look."""
    return _head(Scene(case, situation, entries=entries), [])


def own_head(telling: Telling, token: str) -> Card:
    """The same as one person on the case has it: no more is shown, and what they can do is beside it."""
    steps = [step for step in message(telling).steps if step in telling.steps and step is not Step.READ]
    s = Scene(telling.case, telling.situation, telling.to, entries=telling.entries)
    return _head(s, [open_button(step, telling, token) for step in steps[: PRIMARY_BUTTONS - 1]])


def _head(s: Scene, steps: list[Action]) -> Card:
    title, facts, case = _word(s), tuple(_facts(s)), s.case
    tone = Tone.CALM if case.is_open else Tone.DONE
    body = [band("", title, case.ref if _shows(s, "reference") else "", tone, None), *facts_block(facts)]
    spoken = sentences(f"{title}.", *(f"{name}: {value}." for name, value in facts))
    return finished(body, arranged([*steps, button("Open the case", Verb.SHOW_CASE, {"case": case.ref})]), spoken)


def thread_line(case: Case, situation: Situation, entries: tuple[Entry, ...]) -> str:
    """What these entries have moved; empty where that is nothing for a channel."""
    s = Scene(case, situation, entries=entries)
    found = (_KINDS[type(entry.facts)](s, entry.facts) for entry in entries if type(entry.facts) in _KINDS)
    return sentences(*dict.fromkeys(found))


def thread_subject(case: Case, situation: Situation, entries: tuple[Entry, ...] = ()) -> str:
    """For the notification, as the subject of a mail has it: the word, the reference, the date."""
    s = Scene(case, situation, entries=entries)
    ref = f": {case.ref}" if _shows(s, "reference") else ""
    due = s.due() if case.is_open and _shows(s, "dates") else None
    return one_line(f"{_word(s)}{ref}{f', {s.wanted} by {s.day(due)}' if due is not None else ''}")


def thread_dates(case: Case, situation: Situation) -> str:
    """In one line, for a list to choose from."""
    return ", ".join(f"{name.lower()} {value}" for name, value in _facts(Scene(case, situation)))


def _shows(s: Scene, what: str) -> bool:
    return what in s.procedure.channel.shows


def _word(s: Scene) -> str:
    """The pack's own word: "Pre-Dispute Resolution", "Dispute Resolution, stage 1"."""
    return s.word if _shows(s, "stage") else s.procedure.words.formal


def _facts(s: Scene) -> Iterator[tuple[str, str]]:
    stage, due, case = s.stage(), s.due(), s.case
    if stage is not None and _shows(s, "stage"):
        yield "Stage", stage.title
    if not _shows(s, "dates"):
        return
    if case.raised is not None:
        yield "Raised on", s.day(case.raised)
    if case.closed is not None:
        yield "Closed on", s.day(case.closed.at)
        return
    if due is not None:
        yield s.due_label, s.day(due)
    if s.visit is not None and s.visit.meeting is not None and s.visit.meeting.held is None:
        yield "Meeting", s.moment(s.visit.meeting.at)
    if s.limit is not None:
        yield "Overall time ends on", s.day(s.limit.due)


def _entered(s: Scene, facts: log.StageEntered) -> str:
    began = f"{capital(in_text(s.stage_by_id(facts.visit.stage)))} began." if _shows(s, "stage") else "It moved on."
    return sentences(began, _asked_by(s, facts.visit))


def _asked_by(s: Scene, visit: StageVisit | None = None) -> str:
    due = s.due(visit) if _shows(s, "dates") else None
    return f"{s.due_label} {s.day(due)}." if due is not None else ""


def _now_asked_by(s: Scene, facts: log.DateSet | log.DaysCountedAnew) -> str:
    asked = _asked_by(s)
    return f"The date is set: {lower_first(asked)}" if asked else "The date is set."


def _more_time(s: Scene, facts: log.FurtherTimeAgreed) -> str:
    return sentences("More time was agreed.", _asked_by(s))


def _answered(s: Scene, facts: log.Responded) -> str:
    return "No reply came, which counts as agreement." if facts.answer.assumed_from_silence else "Answered."


def _lapsed(s: Scene, facts: log.Lapsed) -> str:
    if facts.duty.task not in (Task.ANSWER, Task.SETTLE, Task.HOLD) or not _shows(s, "dates"):
        return ""
    return f"{s.what_did_not_come} by {s.day(facts.duty.due)}."


def _meeting_called(s: Scene, facts: log.MeetingConvened) -> str:
    return f"A meeting was called{f': {s.moment(facts.at)}' if _shows(s, 'dates') else ''}."


def _meeting_held(s: Scene, facts: log.MeetingHeld) -> str:
    held = facts.meeting.held
    return f"The meeting was held{f' on {s.day(held)}' if held and _shows(s, 'dates') else ''}."


def _limit(s: Scene, facts: log.LimitReached) -> str:
    return f"The overall time ended on {s.day(facts.duty.due)}." if _shows(s, "dates") else ""


def _closed(s: Scene, facts: log.CaseClosed) -> str:
    return "Closed."


def _reopened(s: Scene, facts: log.Reopened) -> str:
    return "Reopened."


def _for(kind: type[Kind], worded: Callable[[Scene, Kind], str]) -> tuple[type, Worded]:
    """One kind of entry and its words. The facts are known to be of that kind, as it is the key."""

    def word(s: Scene, facts: object) -> str:
        assert isinstance(facts, kind), "the kind is the key"
        return worded(s, facts)

    return kind, word


_KINDS: Mapping[type, Worded] = dict(
    (
        _for(log.StageEntered, _entered),
        _for(log.DateSet, _now_asked_by),
        _for(log.DaysCountedAnew, _now_asked_by),
        _for(log.FurtherTimeAgreed, _more_time),
        _for(log.Responded, _answered),
        _for(log.Lapsed, _lapsed),
        _for(log.MeetingConvened, _meeting_called),
        _for(log.MeetingHeld, _meeting_held),
        _for(log.LimitReached, _limit),
        _for(log.CaseClosed, _closed),
        _for(log.Reopened, _reopened),
    )
)
"""The moves that a channel hears of. What was decided, by whom and why, is said to those on the case."""
