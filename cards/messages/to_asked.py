"""What is said to the people who are asked: for an answer, a meeting, an action. Courteous, and never in blame."""

from __future__ import annotations

from datetime import datetime

from escalation.case import AgreedAction, RoleId, Task
from escalation.case_log import FurtherTimeRefused
from escalation.permissions import Step
from escalation.procedure import Formality

from ..meter import CLOCKED
from ..scene import Scene
from ..telling import Message, Section, Tone
from ..wording import capital, listed, sentences, time_of_day
from .parts import (
    Facts,
    action_section,
    action_sections,
    answer_section,
    at_risk,
    child_sections,
    concern_facts,
    concern_sections,
    due_fact,
    earlier_answers,
    limit_fact,
    names,
    not_counted_fact,
    owed_beside,
    people_facts,
    say,
    spoken_section,
    subject_date,
    time_asked,
    tone_of,
    until,
    whole_concern,
)
from .way_on import (
    if_silent,
)

ANSWERING = (
    Step.ANSWER, Step.ACKNOWLEDGE, Step.AGREE_A_PLAN, Step.CONTEST, Step.CONFIRM, Step.ASK_FURTHER_TIME, Step.PASS_ON,
    Step.FOREWARN, Step.READ,
)  # fmt: skip
MEETING = (
    Step.CONVENE_MEETING, Step.RECORD_MEETING, Step.ASK_FURTHER_TIME, Step.PASS_ON, Step.FOREWARN, Step.READ,
)  # fmt: skip
RECORDING = (Step.RECORD_MEETING, Step.CONVENE_MEETING, Step.ASK_FURTHER_TIME, Step.FOREWARN, Step.READ)
DOING = (Step.ACTION_DONE, Step.READ)


def answer_asked(s: Scene) -> Message:
    due = s.due()
    if not _is_owed(s):
        return no_longer_asked(s)
    if due is None:
        return _without_a_date(s)
    return _asking(s, f"{_what(s)} by {s.day(due)}", f"{s.wanted} by {subject_date(s, due)}", due)


def _without_a_date(s: Scene) -> Message:
    awaited = s.open_duty(Task.SET_A_DATE, visit=s.visit.number if s.visit else None) is not None
    follows = f"{s.raiser} will set the date. You can answer before." if awaited else "No time is set for the answer."
    told = "No answer is owed. If something is left to do, you can answer and say what will be done."
    title, about = ("For you to know", "for you to know") if s.only_told else (_what(s), "your answer is asked for")
    return say(
        s, title, sentences(at_risk(s), told if s.only_told else follows, _for_whom(s)), about, tone=tone_of(s),
        sections=(*concern_sections(s), *earlier_answers(s), *child_sections(s), *spoken_section(s)),
        facts=_asked_facts(s), steps=ANSWERING,
    )  # fmt: skip


def date_set(s: Scene) -> Message:
    """The date that was left open when the stage began; nothing more for one who has answered before it was set."""
    due = s.due()
    if due is None or not _is_owed(s) or s.open_duty(*CLOCKED) is None:
        return no_longer_asked(s)
    if s.open_duty(Task.CONVENE, Task.HOLD, visit=s.visit.number if s.visit else None):
        return meeting_to_convene(s)
    title = f"The date is set: {_small(_what(s))} by {s.day(due)}"
    return _asking(s, title, f"{s.wanted} by {subject_date(s, due)}", due)


def reminder(s: Scene) -> Message:
    """A date is near. What it is the date of depends on the duty."""
    match s.duty.task if s.duty else None:
        case Task.ACT:
            return action_owed(s)
        case Task.CONVENE | Task.HOLD:
            return meeting_to_convene(s)
    due = s.due()
    if due is None or not _is_owed(s):
        return no_longer_asked(s)
    when = "today" if s.local(due) == s.today else f"by {s.day(due)}"
    return _asking(s, f"A reminder: {_small(_what(s))} {when}", f"{s.wanted} by {subject_date(s, due)}", due)


def answer_overdue(s: Scene) -> Message:
    if s.duty is not None and s.duty.task is Task.ACT:
        return action_owed(s)
    if s.duty is not None and s.duty.task in (Task.CONVENE, Task.HOLD):
        return meeting_to_convene(s)
    due = s.due()
    if due is None or not _is_owed(s):
        return no_longer_asked(s)
    still = "An answer that settles it" if _settles(s) else "Your answer"
    return _asking(s, f"{still} is still welcome", f"answer was asked for by {subject_date(s, due)}", due)


def handed_to_you(s: Scene) -> Message:
    if s.case.raiser == s.to:
        return _case_handed_over(s)
    due = s.due()
    if due is None or not _is_owed(s):
        return _case_handed_over(s)
    if s.open_duty(Task.CONVENE, Task.HOLD, visit=s.visit.number if s.visit else None):
        return meeting_to_convene(s)
    return _asking(
        s, f"This is with you now: {_small(_what(s))} by {s.day(due)}", f"{s.wanted} by {subject_date(s, due)}", due
    )


def _asking(s: Scene, title: str, about: str, due: datetime) -> Message:
    past = s.is_past(due)
    welcome = "An answer after the date counts, and is shown with its day." if past else ""
    return say(
        s, title, sentences(at_risk(s), time_asked(s), until(s, due), _for_whom(s), welcome), about,
        tone=tone_of(s, past=past),
        sections=(*concern_sections(s), *earlier_answers(s), *child_sections(s), *spoken_section(s)),
        facts=_asked_facts(s),
        if_nothing=_overdue_next(s) if past else if_silent(s),
        steps=ANSWERING,
    )  # fmt: skip


def _asked_facts(s: Scene) -> Facts:
    asked, told, copied = people_facts(s)
    with_others = (asked,) if s.visit is not None and len(s.visit.asked) > 1 else ()
    return (
        due_fact(s),
        *concern_facts(s),
        *with_others,
        *owed_beside(s),
        told,
        copied,
        limit_fact(s),
        not_counted_fact(s),
    )


def _overdue_next(s: Scene) -> str:
    return f"{s.raiser} has been told that the date has passed, and decides what happens next."


def _for_whom(s: Scene) -> str:
    """Whom a cover answers for."""
    mine = [n for n in s.visit.asked if n.person == s.to] if s.visit else []
    covering = mine[0].covering if mine else None
    if covering is not None:
        return f"You are asked because {s.name(covering)} is away."
    stage = s.stage()
    informal = stage is not None and stage.formality is Formality.INFORMAL
    return "This is the informal step: a conversation is often the quickest way." if informal else ""


def _what(s: Scene) -> str:
    return "You are asked to help settle this" if _settles(s) else f"Your {s.wanted} is asked for"


def _settles(s: Scene) -> bool:
    if s.visit is None:
        return False
    stage, no_date_yet = s.stage(), s.open_duty(Task.SET_A_DATE, visit=s.visit.number)
    will_settle = no_date_yet is not None and stage is not None and Task.SETTLE in stage.clocks
    return will_settle or s.open_duty(Task.SETTLE, visit=s.visit.number) is not None


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _is_owed(s: Scene) -> bool:
    return s.case.is_open and s.visit is not None and s.visit.left is None


def answer_thanked(s: Scene) -> Message:
    answers = [a for a in (s.visit.answers if s.visit else ()) if a.by == s.to]
    judge = s.open_duty(Task.JUDGE)
    by = f" The reply is expected by {s.day(judge.due)}." if judge is not None and not s.is_past(judge.due) else ""
    reading = f"{s.raiser} is reading it. Nothing more is needed from you now.{by}"
    return say(
        s,
        "Thank you. Your answer has been received",
        reading if _is_owed(s) else capital(where_it_is(s)),
        "your answer has been received",
        tone=Tone.DONE,
        sections=(*(answer_section(s, a) for a in answers[-1:]), *action_sections(s, only_open=True)),
        steps=(Step.ACTION_DONE, Step.READ),
    )


def spoken_answer_recorded(s: Scene) -> Message:
    answers = [a for a in (s.visit.answers if s.visit else ()) if a.by == s.to and a.spoken]
    return say(
        s,
        "Is this what you said?",
        f"{s.raiser} has written down the answer you gave. If something is not right, you can put it right.",
        "an answer you gave was written down",
        sections=(answer_section(s, a) for a in answers[-1:]),
        if_nothing="If you do nothing, it stands as it is written.",
        steps=(Step.CORRECT_ANSWER, Step.READ),
    )


def further_time_agreed(s: Scene) -> Message:
    due = s.due()
    if due is None or not _is_owed(s):
        return no_longer_asked(s)
    return say(
        s,
        f"You have until {s.day(due)}",
        sentences(f"{s.raiser} has agreed to further time.", until(s, due), _and_the_limit(s)),
        f"{s.wanted} by {subject_date(s, due)}",
        facts=(due_fact(s), limit_fact(s)),
        if_nothing=if_silent(s),
        steps=MEETING if _is_meeting(s) else ANSWERING,
    )


def _and_the_limit(s: Scene) -> str:
    if s.limit is None:
        return ""
    moves = s.procedure.further_time.moves_the_overall_limit
    return "The overall limit moves with it." if moves else "The overall limit does not move."


def _is_meeting(s: Scene) -> bool:
    return s.open_duty(Task.HOLD, visit=s.visit.number if s.visit else None) is not None


def further_time_refused(s: Scene) -> Message:
    due = s.due()
    if due is None or not _is_owed(s):
        return no_longer_asked(s)
    refused = [e.facts for e in s.entries if isinstance(e.facts, FurtherTimeRefused)]
    return say(
        s,
        f"The date stays {s.day(due)}",
        sentences(f"{s.raiser} could not agree to further time.", until(s, due)),
        f"{s.wanted} by {subject_date(s, due)}",
        tone=tone_of(s, past=s.is_past(due)),
        sections=(Section("The reason", f.reason, s.raiser) for f in refused[-1:]),
        facts=(due_fact(s), limit_fact(s)),
        if_nothing=if_silent(s),
        steps=MEETING if _is_meeting(s) else ANSWERING,
    )


def meeting_to_convene(s: Scene) -> Message:
    visit = s.visit
    if visit is None or not _is_owed(s):
        return no_longer_asked(s)
    convene = s.open_duty(Task.CONVENE, visit=visit.number)
    hold = s.open_duty(Task.HOLD, visit=visit.number)
    duty = convene or hold
    if duty is None:
        return _meeting_without_a_date(s) if s.open_duty(Task.SET_A_DATE, visit=visit.number) else no_longer_asked(s)
    verb = "call" if convene else "hold"
    held = f"It is to be held by {s.day(hold.due)}." if hold and convene else ""
    return say(
        s,
        f"You are asked to {verb} a meeting by {s.day(duty.due)}",
        sentences(at_risk(s), "You are asked to chair it.", until(s, duty.due), held),
        f"{verb} the meeting by {subject_date(s, duty.due)}",
        tone=tone_of(s, past=s.is_past(duty.due)),
        sections=(*_place(s), *concern_sections(s), *earlier_answers(s), *child_sections(s)),
        facts=(*_meeting_facts(s), *concern_facts(s), *people_facts(s)[1:], limit_fact(s)),
        if_nothing=f"If the meeting is not held by then, {s.raiser} decides what happens next.",
        steps=MEETING if convene else RECORDING,
    )


def _meeting_without_a_date(s: Scene) -> Message:
    follows = f"{s.raiser} will say by when. You can call it before, which sets the date."
    return say(
        s, "You are asked to hold a meeting", sentences(at_risk(s), "You are asked to chair it.", follows),
        "you are asked to hold a meeting", tone=tone_of(s),
        sections=(*concern_sections(s), *earlier_answers(s), *child_sections(s)),
        facts=(*_meeting_facts(s), *concern_facts(s), *people_facts(s)[1:], limit_fact(s)), steps=MEETING,
    )  # fmt: skip


def _place(s: Scene) -> tuple[Section, ...]:
    meeting = s.visit.meeting if s.visit else None
    return (Section("Where", meeting.place),) if meeting else ()


def _meeting_facts(s: Scene) -> Facts:
    stage, meeting = s.stage(), s.visit.meeting if s.visit else None
    called = ("Called for", f"{s.day(meeting.at)}, {time_of_day(meeting.at)}") if meeting else ("Called for", "")
    if stage is None or stage.meeting is None:
        return (called,)
    wanted = [s.raiser if word == "raiser" else s.title(RoleId(word)) for word in stage.meeting.required]
    return (called, ("Has to be there", listed(wanted)))


def meeting_convened(s: Scene) -> Message:
    meeting, visit = (s.visit.meeting, s.visit) if s.visit else (None, None)
    if meeting is None or visit is None:
        return no_longer_asked(s)
    return say(
        s,
        f"There is a meeting on {s.day(meeting.at)} at {time_of_day(meeting.at)}",
        f"{s.asked(visit)} has called it and will chair.",
        f"meeting on {subject_date(s, meeting.at)}",
        sections=(*_place(s), *whole_concern(s)),
        facts=(("Asked to be there", names(s, s.everyone_asked)),),
        steps=(Step.RECORD_MEETING, Step.READ),
    )


def action_owed(s: Scene) -> Message:
    action = _action(s)
    if action is None or not action.is_open or action.done:
        return no_longer_asked(s)
    passed = s.days_to(action.by) < 0
    title = "An agreed action is still to be done" if passed else f"An action is agreed for you by {s.day(action.by)}"
    when = f"It was agreed for {s.day(action.by)}." if passed else f"It is to be done by {s.day(action.by)}."
    silent = f"If it is not done by then, {s.raiser} is told and decides what happens next."
    return say(
        s,
        title,
        sentences(when, "Say so when it is done, and the matter can be closed."),
        f"action by {subject_date(s, s.situation.calendar.day_ends(action.by))}",
        tone=Tone.WARNING if passed else Tone.CALM,
        sections=(action_section(s, action), *concern_sections(s)),
        if_nothing="" if passed else silent,
        steps=DOING,
    )


def _action(s: Scene) -> AgreedAction | None:
    number = (s.notice.about if s.notice else None) or (s.duty.about if s.duty else None)
    return next((a for a in s.case.actions if a.number == number), None)


def no_longer_asked(s: Scene) -> Message:
    """Asked for something that is settled, passed on or moved on meanwhile."""
    return say(
        s,
        "Nothing more is needed from you",
        capital(where_it_is(s)),
        "nothing more is needed from you",
        tone=Tone.DONE,
        steps=(Step.READ,),
    )


def where_it_is(s: Scene) -> str:
    """Where the case is now, in a sentence."""
    case = s.case
    if case.closed is not None:
        return f"the case was closed on {s.day(case.closed.at)}."
    visit = case.visit
    if visit is None:
        return "the case has not been sent yet."
    due = s.due(visit)
    if visit.answers and s.open_duty(Task.ANSWER, visit=visit.number) is None:
        return f"{listed(s.name(a.by) for a in visit.answers)} has answered, and {s.raiser} is reading it."
    when = f" by {s.day(due)}" if due is not None and not s.is_past(due) else ""
    return f"the case is at {s.short(visit)}: {s.are_asked(visit)}{when}."


def _case_handed_over(s: Scene) -> Message:
    return say(
        s,
        f"{s.case.ref} is with you now",
        sentences("It was handed over to you.", capital(where_it_is(s))),
        "handed over to you",
        sections=(*concern_sections(s), *earlier_answers(s)),
        facts=(*concern_facts(s), *people_facts(s), limit_fact(s)),
        steps=(Step.SATISFIED, Step.NOT_SATISFIED, Step.MOVE_UP, Step.WAIT, *ANSWERING),
    )
