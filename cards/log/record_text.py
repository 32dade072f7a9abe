"""Text for the child's record, ready to be copied: plain, whole, with every date, one stage at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from escalation.case import AgreedAction, Answer, Case, StageVisit, StepDone, Task, Told, Words
from escalation.case_log import FurtherTimeAgreed, Lapsed, StageEntered
from escalation.decision import Entry, Situation
from escalation.duties import ANSWERS

from ..children import on_record
from ..messages.filled_words import attendance_sections, filled_sections
from ..scene import Scene
from ..wording import DateStyle, capital
from .columns import tracker
from .words import OUTCOMES, STEPS_DONE, TOLD, VERDICTS


def record_text(case: Case, visit_number: int, situation: Situation, entries: Iterable[Entry]) -> str:
    """What happened at one stage, in complete words. A number that is no visit gives the case as a whole."""
    s = Scene(case, situation, style=DateStyle.LETTER, entries=tuple(entries))
    visit = next((v for v in case.visits if v.number == visit_number), None)
    parts = [
        _heading(s, visit),
        *_tracker(s, visit),
        *_concern(s),
        *(_stage(s, visit) if visit else ()),
        *_child(s),
        *_end(s, visit),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(s: Scene, visit: StageVisit | None) -> str:
    case = s.case
    stage = s.stage(visit)
    title = f"{s.procedure.authority}, {s.procedure.title}"
    lines = [title, f"{stage.title if stage else capital(s.procedure.words.case)}. Reference {case.ref}."]
    known = [on_record(child) for child in case.children if child.record]
    lines += [f"{'Child' if len(known) == 1 else 'Children'}: {'; '.join(known)}."] if known else []
    raised = f" on {s.day(case.raised)}" if case.raised else ""
    lines.append(f"Raised by {s.raiser}, {s.title(case.raiser_role)}{raised}.")
    return "\n".join(lines)


def _tracker(s: Scene, visit: StageVisit | None) -> Iterator[str]:
    """At the head of a record that grows with every stage."""
    stage = s.stage(visit)
    form = s.procedure.forms.get(stage.form) if stage is not None and stage.form else None
    if form is not None and form.one_document:
        yield "\n".join(["Tracker:", *(f"{title}: {dates or 'not reached'}" for title, dates in tracker(s))])


def _concern(s: Scene) -> Iterator[str]:
    for concern in s.case.concerns:
        category = s.procedure.categories.get(concern.category)
        mark = " (settled)" if concern.settled and len(s.case.concerns) > 1 else ""
        yield _part("Theme", Words(f"{category.title if category else concern.category}{mark}"))
        yield _part(category.must_name if category and category.must_name else "Named", concern.named)
        yield _part("What is wrong", concern.what)
        yield _part("What it means for the child", concern.why_it_matters)
        yield _part("What was asked for", concern.asked)
    spoken = s.case.spoken
    if spoken is not None:
        yield _part(f"Spoken on {s.day(spoken.on)}, with", Words(f"{spoken.with_whom}\n{spoken.said}".strip()))


def _stage(s: Scene, visit: StageVisit) -> Iterator[str]:
    due = s.first_due(visit)
    by = f" by {s.day(due)}" if due else ""
    yield f"On {s.day(visit.entered)} {s.were_asked(visit)}{by}.{_further_time(s, visit)}"
    yield _part("Why it came to this stage", _why(s, visit))
    if visit.meeting is not None and visit.meeting.held is not None:
        yield f"The meeting was held on {s.day(visit.meeting.held)}."
        yield from (_part(one.heading, Words(one.words)) for one in attendance_sections(s, visit.meeting))
    yield from (_answer(s, answer) for answer in visit.answers)
    yield from (_done(s, done) for done in visit.done)
    yield from (_part(one.heading, Words(one.words)) for one in filled_sections(s, visit, record_only=True))
    yield _silence(s, visit)
    yield from (_action(s, action) for action in s.case.actions if action.visit == visit.number)
    if visit.verdict is not None:
        yield f"{s.raiser} {VERDICTS[visit.verdict]}."


def _answer(s: Scene, answer: Answer) -> str:
    behalf = f" for {s.name(answer.on_behalf_of)}" if answer.on_behalf_of else ""
    late = ", after the date" if answer.late else ""
    if answer.assumed_from_silence:
        return f"No reply had come from {s.name(answer.by)}{behalf} by {s.day(answer.at)}, which counts as agreement."
    if answer.contests:
        heading = f"{s.name(answer.by)}{behalf} did not accept it, on {s.day(answer.at)}{late}. The reason"
        return _part(heading, answer.text)
    spoken = f" This was spoken, and written down by {s.raiser}." if answer.spoken else ""
    return _part(f"{s.name(answer.by)}{behalf} answered on {s.day(answer.at)}{late}.{spoken} The answer", answer.text)


def _done(s: Scene, done: StepDone) -> str:
    behalf = f" for {s.name(done.on_behalf_of)}" if done.on_behalf_of else ""
    late = ", after the date" if done.late else ""
    said = f"On {s.day(done.at)} {s.name(done.by)}{behalf} {STEPS_DONE[done.task]}{late}."
    heading = {Task.AGREE_A_PLAN: "The plan", Task.DISTRIBUTE: "Sent to"}.get(done.task, "What was said")
    return f"{said}\n{_part(heading, done.words)}".strip()


def _silence(s: Scene, visit: StageVisit) -> str:
    lapsed = [
        e.facts.duty
        for e in s.entries
        if isinstance(e.facts, Lapsed) and e.facts.duty.visit == visit.number and e.facts.duty.task in ANSWERS
    ]
    if not lapsed or visit.answers:
        return ""
    return f"No answer had come by {s.day(lapsed[-1].due)}."


def _action(s: Scene, action: AgreedAction) -> str:
    who = s.name(action.who) if action.who else ""
    doer = f"{who} ({action.who_words})" if who and action.who_words else who or action.who_words
    state = ""
    if action.verified:
        state = f" Confirmed as done on {s.day(action.verified)}."
    elif action.dropped_because:
        state = f" Dropped: {action.dropped_because}"
    elif action.done:
        state = f" Said to be done on {s.day(action.done)}."
    return f"Agreed: {action.what}\nWho: {doer}. By: {s.day(action.by)}.{state}"


def _child(s: Scene) -> Iterator[str]:
    view = s.case.child_view
    yield _part("The child’s views and wishes", view.views)
    yield _part("Why the concern goes against them", view.against_because)
    if view.told is not Told.NOT_YET:
        yield f"{TOLD[view.told]}."
    yield _part("Why not", view.not_told_because)


def _end(s: Scene, visit: StageVisit | None) -> Iterator[str]:
    end = s.case.closed
    if end is None or (visit is not None and visit is not s.case.visits[-1]):
        return
    yield f"On {s.day(end.at)} {s.name(end.by)} {OUTCOMES[end.outcome]}."
    yield _part("The reason", end.reason)
    yield _part("The difference made for the child", end.difference)


def _part(heading: str, words: Words) -> str:
    return f"{capital(heading)}:\n{words}" if words else ""


def _why(s: Scene, visit: StageVisit) -> Words:
    found = (e.facts for e in s.entries if isinstance(e.facts, StageEntered))
    return next((f.why for f in found if f.visit.number == visit.number), Words(""))


def _further_time(s: Scene, visit: StageVisit) -> str:
    agreed = [e.facts for e in s.entries if isinstance(e.facts, FurtherTimeAgreed) and e.facts.visit == visit.number]
    return f" Further time was agreed until {s.day(agreed[-1].due)}." if agreed else ""
