"""What is said of that which is owed beside an answer: a plan, an acknowledgement, sending round, the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from escalation.case import Answer, Duty, Named, Silence, StepDone, Task
from escalation.permissions import STEPS_BESIDE, Step

from ..scene import Scene
from ..telling import Message, Section, Tone
from ..wording import listed, sentences
from .parts import (
    action_sections,
    answer_sections,
    at_risk,
    concern_facts,
    concern_sections,
    earlier_answers,
    limit_fact,
    owed_beside,
    say,
    subject_date,
    theme_fact,
    tone_of,
    until,
)
from .to_raiser import AFTER_SILENCE, JUDGING, WATCHING, answer_came, view_by
from .way_on import comes_back, if_moved_today

DEEDS: Mapping[Task, str] = {
    Task.ACKNOWLEDGE: "say that you have it",
    Task.AGREE_A_PLAN: "agree how it will be settled",
    Task.CONTEST: "say if you do not accept this",
    Task.CONFIRM: "confirm what was decided",
    Task.DISTRIBUTE: "send round what was decided",
    Task.ENTER_ON_RECORD: "put this on the child’s record",
    Task.CONVENE: "call the meeting",
    Task.HOLD: "hold the meeting",
}
"""What somebody is asked to do, with "by Wednesday 8 April" behind it."""
DONE: Mapping[Task, str] = {
    Task.ACKNOWLEDGE: "has acknowledged it",
    Task.AGREE_A_PLAN: "has agreed how it will be settled",
    Task.CONFIRM: "has confirmed what was decided",
    Task.DISTRIBUTE: "has sent it round",
    Task.ENTER_ON_RECORD: "has put it on the child’s record",
}
NEWS: Mapping[Task, str] = {
    Task.ACKNOWLEDGE: "it has been acknowledged",
    Task.AGREE_A_PLAN: "a plan has been agreed",
    Task.CONFIRM: "the decision has been confirmed",
    Task.DISTRIBUTE: "it has been sent round",
    Task.ENTER_ON_RECORD: "it is on the child’s record",
}
"""The same for a subject, which names nobody."""
NOT_DONE: Mapping[Task, str] = {
    Task.ACKNOWLEDGE: "It has not been acknowledged yet",
    Task.AGREE_A_PLAN: "No plan has been agreed yet",
    Task.CONTEST: "Nobody has objected in time",
    Task.CONFIRM: "The decision has not been confirmed yet",
    Task.DISTRIBUTE: "It has not been sent round yet",
    Task.ENTER_ON_RECORD: "It is not on the child’s record yet",
}
STEPS: Mapping[Task, Step] = {
    **STEPS_BESIDE,
    Task.CONVENE: Step.CONVENE_MEETING,
    Task.HOLD: Step.RECORD_MEETING,
}


def step_owed(s: Scene) -> Message:
    """Asked for, reminded of, or overdue: courteous each time."""
    duty = s.duty
    if duty is None or duty.task not in DEEDS or not s.case.is_open:
        return _nothing_more(s)
    past = duty.has_time and s.is_past(duty.due)
    by = f" by {s.day(duty.due)}" if duty.has_time and not past else ""
    still = "It would still help if you could " if past else "Please "
    when = until(s, duty.due) if duty.has_time else "The procedure names no time for it."
    return say(
        s, f"{still}{DEEDS[duty.task]}{by}", sentences(at_risk(s), when, _why_you(s, duty), _right(s, duty)),
        f"{DEEDS[duty.task]}{f' by {subject_date(s, duty.due)}' if by else ''}",
        tone=tone_of(s, past=past),
        sections=(*concern_sections(s), *earlier_answers(s), *answer_sections(s)),
        facts=(*owed_beside(s), *concern_facts(s), limit_fact(s)),
        steps=(STEPS[duty.task], Step.PASS_ON, Step.FOREWARN, Step.READ),
    )  # fmt: skip


def _why_you(s: Scene, duty: Duty) -> str:
    mine = next((n for n in duty.owed_by if n.person == s.to), None)
    if mine is None:
        return ""
    if mine.covering is not None:
        return f"You are asked because {s.name(mine.covering)} is away."
    holder = s.in_whose_place(mine)
    return f"You are asked {f'for {s.name(holder)},' if holder else 'as'} {s.title(mine.role)}."


def _right(s: Scene, duty: Duty) -> str:
    if duty.if_silent is not Silence.ACCEPT:
        return ""
    return "If you say nothing, that is taken as agreement to what is asked. The concern itself stays open."


def step_taken(s: Scene) -> Message:
    done = s.visit.done[-1:] if s.visit else ()
    if not done or s.visit is None:
        return answer_came(s)
    last = done[0]
    late = f"It came after the time asked for, at {s.moment(last.at)}." if last.late else ""
    return say(
        s, f"{s.name(last.by)} {DONE.get(last.task, 'has done what was owed')}", sentences(at_risk(s), late),
        NEWS.get(last.task, "what was owed is done"), tone=tone_of(s),
        sections=(*done_sections(s), *action_sections(s, only_open=True), *answer_sections(s)),
        facts=(*owed_beside(s), theme_fact(s), limit_fact(s)), steps=WATCHING if s.is_raisers_side else (Step.READ,),
    )  # fmt: skip


def done_sections(s: Scene) -> Iterator[Section]:
    """What was written when something beside the answer was done."""
    for done in s.visit.done if s.visit else ():
        yield Section(done_words(s, done), done.words, s.name(done.by))


def done_words(s: Scene, done: StepDone) -> str:
    """ "Tom Reid has sent it round, 3 March"; to whom, or the plan, stands below it."""
    behalf = f" for {s.name(done.on_behalf_of)}" if done.on_behalf_of else ""
    late = ", after the date" if done.late else ""
    return f"{s.name(done.by)}{behalf} {DONE[done.task]}, {s.plain_day(done.at)}{late}"


def step_not_taken(s: Scene) -> Message:
    """A date beside the answer has passed. Nothing has moved by it."""
    duty = s.duty
    if duty is None or duty.task not in NOT_DONE:
        return answer_came(s)
    asked = s.open_duty(Task.JUDGE, visit=duty.visit) is not None
    who = _people(s, duty.owed_by)
    was, hears = ("was", "hears") if len(duty.owed_by) == 1 else ("were", "hear")
    return say(
        s, NOT_DONE[duty.task],
        sentences(at_risk(s), f"{who} {was} asked by {s.day(duty.due)}, and {hears} of it too."),
        f"a date has passed, {subject_date(s, duty.due)}", tone=tone_of(s, past=True),
        sections=(*answer_sections(s), *concern_sections(s)),
        facts=(*owed_beside(s), *if_moved_today(s), limit_fact(s)),
        if_nothing=comes_back(s) if asked else "", steps=AFTER_SILENCE,
    )  # fmt: skip


def accepted_by_silence(s: Scene) -> Message:
    assumed = [a for a in (s.visit.answers if s.visit else ()) if a.assumed_from_silence]
    if not assumed:
        return answer_came(s)
    if not s.is_raisers_side:
        return _accepted_by_you(s, assumed[-1])
    return say(
        s, "No reply came: that counts as agreement",
        sentences(
            at_risk(s), f"{s.name(assumed[-1].by)} had until {s.day(assumed[-1].at)}.",
            "Under the procedure, what you asked for now stands as agreed. The concern stays open.", view_by(s),
        ),
        "no reply came, which counts as agreement", tone=tone_of(s),
        sections=concern_sections(s), facts=(theme_fact(s), *if_moved_today(s), limit_fact(s)),
        if_nothing=comes_back(s), steps=JUDGING,
    )  # fmt: skip


def _accepted_by_you(s: Scene, assumed: Answer) -> Message:
    return say(
        s, "What was asked for now stands as agreed",
        sentences(
            f"The date was {s.day(assumed.at)}. Under the procedure, no reply by then counts as agreement.",
            "You can still answer: it is shown with its day.",
        ),
        "what was asked for stands as agreed", tone=Tone.WARNING, sections=concern_sections(s),
        facts=(*concern_facts(s), limit_fact(s)), steps=(Step.ANSWER, Step.READ),
    )  # fmt: skip


def days_counted_anew(s: Scene) -> Message:
    """Bank holidays have changed: there is more time, and nobody has to do anything."""
    due = s.due()
    dates = sentences(until(s, due) if due is not None else "", "Nothing else has changed.")
    return say(
        s, f"There is more time: {s.due_label.lower()} {s.day(due)}" if due is not None else "Dates have moved",
        sentences("The days were counted anew, as bank holidays have changed.", dates),
        f"{s.wanted} by {subject_date(s, due)}" if due is not None else "dates have moved", tone=tone_of(s),
        facts=(*owed_beside(s), theme_fact(s), limit_fact(s)), steps=(Step.READ,),
    )  # fmt: skip


def _nothing_more(s: Scene) -> Message:
    return say(
        s, "Nothing more is needed from you", "This is done, or the case has moved on.",
        "nothing more is needed from you", tone=Tone.DONE, steps=(Step.READ,),
    )  # fmt: skip


def _people(s: Scene, owed_by: tuple[Named, ...]) -> str:
    return listed(s.name(n.person) for n in owed_by)
