"""What messages have in common: the frame, people's words under their headings, the facts, the reach of a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from escalation.case import (
    AgreedAction,
    Answer,
    Concern,
    Duty,
    Entered,
    PersonId,
    Source,
    StageVisit,
    Task,
    Words,
)
from escalation.case_log import FurtherTimeAsked, StageEntered
from escalation.duties import BESIDE, counts_working_days
from escalation.occasions import occasions_of
from escalation.permissions import Step

from ..forms.occasion_fields import WHICH
from ..meter import in_words, meter_of, stage_clock
from ..scene import Scene
from ..telling import Message, Section, Tone
from ..wording import capital, days_left, listed, sentences, time_of_day, weekday_date, working_days

Facts = tuple[tuple[str, str], ...]

LABELS: Mapping[Task, str] = {
    Task.ACKNOWLEDGE: "To be acknowledged by",
    Task.AGREE_A_PLAN: "Plan to be agreed by",
    Task.CONTEST: "Can be contested until",
    Task.CONFIRM: "To be confirmed by",
    Task.DISTRIBUTE: "To be sent round by",
    Task.ENTER_ON_RECORD: "On the child’s record by",
}
"""What is owed beside an answer, as a fact of the case."""
SOURCES = {
    Source.REVIEW: "A review",
    Source.CONFERENCE: "A conference",
    Source.MONITORING: "Monitoring between reviews",
    Source.EVENT: "An event",
    Source.CHILD_ASKED: "The child asked",
    Source.AUDIT: "An audit",
}


def say(
    s: Scene,
    title: str,
    lead: str,
    about: str,
    *,
    tone: Tone = Tone.CALM,
    sections: Iterable[Section] = (),
    facts: Facts = (),
    if_nothing: str = "",
    steps: Iterable[Step] = (),
) -> Message:
    """Put the frame around it. `about`, if anything, ends the subject, which says nothing about the child."""
    shown = meter_of(s.case, s.situation)
    return Message(
        band=s.band,
        title=title,
        line=s.line,
        subject=f"{s.word}: {s.case.ref}{', ' if about else ''}{about}",
        lead=lead,
        tone=tone,
        meter=shown,
        sections=tuple(section for section in sections if section.words),
        facts=tuple(fact for fact in facts if fact[1]),
        if_nothing=if_nothing,
        steps=offered(s, *steps),
        speak=sentences(f"{title}.", lead, in_words(shown) if shown else ""),
    )


def offered(s: Scene, *steps: Step) -> tuple[Step, ...]:
    return tuple(step for step in steps if step in s.steps)


def subject_date(s: Scene, at: datetime) -> str:
    """A subject names the weekday in every channel."""
    return weekday_date(s.local(at), s.today)


# people's words


def concern_sections(s: Scene) -> Iterator[Section]:
    """What is asked, why it matters, what is wrong; each concern by its theme where there are several."""
    several = len(s.case.concerns) > 1
    for concern in sorted(s.case.concerns, key=lambda concern: concern.settled):  # what is still asked comes first
        theme = f" ({theme_of(s, concern)}{', settled' if concern.settled else ''})" if several else ""
        verb = "was" if concern.settled or not s.case.is_open else "is"
        yield Section(f"What {verb} asked{theme}", concern.asked, s.raiser)
        yield Section(f"Why it matters for {s.child}{theme}", concern.why_it_matters, s.raiser)
        yield Section(f"What the concern is{theme}", concern.what, s.raiser)
        if concern.named:
            yield Section(capital(_must_name(s, concern)), concern.named, s.raiser)


def child_sections(s: Scene) -> Iterator[Section]:
    view = s.case.child_view
    yield Section(f"{capital(s.child)}’s views and wishes", view.views, s.raiser)
    yield Section("Why the concern goes against them", view.against_because, s.raiser)


def spoken_section(s: Scene) -> Iterator[Section]:
    if s.case.spoken is not None:
        spoken = s.case.spoken
        said = f"{spoken.with_whom}\n{spoken.said}" if spoken.said else spoken.with_whom
        yield Section(f"Spoken on {s.plain_day(spoken.on)}, with", Words(said), s.raiser)


def whole_concern(s: Scene) -> Iterator[Section]:
    yield from concern_sections(s)
    yield from child_sections(s)
    yield from spoken_section(s)


def answer_section(s: Scene, answer: Answer, visit: StageVisit | None = None) -> Section:
    where = f" at {s.short(visit)}" if visit else ""
    at_meeting = visit or s.visit
    if at_meeting is not None and at_meeting.meeting is not None and at_meeting.meeting.held is not None:
        heading = f"What came of {s.short(at_meeting)}, held on {s.plain_day(at_meeting.meeting.held)}"
        return Section(heading, answer.text, s.name(answer.by))
    late = ", after the date asked for" if answer.late else ""
    behalf = f" for {s.name(answer.on_behalf_of)}" if answer.on_behalf_of else ""
    spoken = f", spoken, written down by {s.raiser}" if answer.spoken else ""
    if answer.assumed_from_silence:
        said = Words("No reply came. Under the procedure that counts as agreement to what was asked.")
        return Section(f"{s.name(answer.by)}{behalf}{where}, by {s.plain_day(answer.at)}", said)
    did = "did not accept it" if answer.contests else "answered"
    heading = f"{s.name(answer.by)}{behalf} {did}{where} on {s.plain_day(answer.at)}{late}{spoken}"
    return Section(heading, answer.text, s.name(answer.by))


def answer_sections(s: Scene, visit: StageVisit | None = None) -> Iterator[Section]:
    visit = visit or s.visit
    yield from (answer_section(s, answer) for answer in (visit.answers if visit else ()))


def earlier_answers(s: Scene) -> Iterator[Section]:
    """What came back at the stages before this one, and why that did not settle it."""
    here = s.visit
    for visit in s.case.visits:
        if here is not None and visit.number < here.number:
            yield from (answer_section(s, answer, visit) for answer in visit.answers)
    if here is not None:
        yield Section(_why_heading(s, here), why_entered(s, here), s.raiser)


def why_entered(s: Scene, visit: StageVisit) -> Words:
    """The reason that was given for the move to this visit."""
    found = (e.facts for e in s.entries if isinstance(e.facts, StageEntered))
    return next((f.why for f in found if f.visit.number == visit.number), Words(""))


def _why_heading(s: Scene, visit: StageVisit) -> str:
    match visit.reason:
        case Entered.NOT_SATISFIED:
            return "Why this did not settle it"
        case Entered.PARTLY_SATISFIED:
            return "What is still to be settled"
        case Entered.RAISED:
            return f"Why it starts at {s.short(visit)}"
        case Entered.NOT_DONE:
            return "What was not done"
        case Entered.REOPENED:
            return "Why it was reopened"
        case _:
            return f"Why it has come to {s.short(visit)}"


def action_section(s: Scene, action: AgreedAction) -> Section:
    who = s.name(action.who) if action.who else ""
    parts = (f"Agreed for {s.day(action.by)}", who, _state_of(s, action))
    words = f"{action.what}\n({action.who_words})" if action.who_words else action.what
    return Section(", ".join(part for part in parts if part), Words(words))


def action_sections(s: Scene, *, only_open: bool = False) -> Iterator[Section]:
    yield from (action_section(s, a) for a in s.case.actions if a.is_open or not only_open)


def _state_of(s: Scene, action: AgreedAction) -> str:
    if action.dropped_because:
        return "dropped"
    if action.verified:
        return f"confirmed on {s.plain_day(action.verified)}"
    return f"said to be done on {s.plain_day(action.done)}" if action.done else ""


# facts


def theme_of(s: Scene, concern: Concern) -> str:
    known = s.procedure.categories.get(concern.category)
    return known.title if known else concern.category


def _must_name(s: Scene, concern: Concern) -> str:
    known = s.procedure.categories.get(concern.category)
    return (known.must_name if known else None) or "Named"


def theme_fact(s: Scene) -> tuple[str, str]:
    partly = 0 < sum(concern.settled for concern in s.case.concerns) < len(s.case.concerns)
    marks = (f"{theme_of(s, c)}{' (settled)' if c.settled and partly else ''}" for c in s.case.concerns)
    themes = dict.fromkeys(marks)
    return ("Themes" if len(themes) > 1 else "Theme", "; ".join(themes))


def source_fact(s: Scene) -> tuple[str, str]:
    source = SOURCES[s.case.source]
    arose = next((occasion for occasion in occasions_of(s.case) if occasion.arose), None)
    if arose is not None:
        source = f"{WHICH.get(arose.which, source) if arose.which else source} on {s.plain_day(arose.on)}"
    return ("Arose from", source)


def people_facts(s: Scene) -> Facts:
    visit = s.visit
    asked = "; ".join(s.named(n) for n in visit.asked) if visit else ""
    return (
        ("Asked", asked),
        ("Also told", listed(s.name(p) for p in s.told())),
        ("Copied to", listed(s.name(p) for p in s.copied())),
    )


def due_fact(s: Scene) -> tuple[str, str]:
    due = s.due()
    aimed = " (a target)" if due is not None and s.is_target else ""
    return (s.due_label, f"{s.day(due)}, {time_of_day(due)}{aimed}" if due else "")


def not_counted_fact(s: Scene) -> tuple[str, str]:
    """The bank holidays and closures that the date was counted around."""
    due, visit = s.due(), s.visit
    if due is None or visit is None:
        return ("Not counted", "")
    clock, calendar = stage_clock(s.case, visit.number), s.situation.calendar
    if clock is not None and not counts_working_days(clock, s.case, s.procedure):
        return ("Not counted", "")
    skipped = calendar.bank_holidays_between(s.local(visit.entered), s.local(due))
    return ("Not counted", listed(f"{name} ({s.plain_day(day)})" for day, name in skipped))


def limit_fact(s: Scene) -> tuple[str, str]:
    limit = s.limit
    if limit is None:
        return ("Overall limit", "")
    of = s.situation.calendar.working_days_between(s.local(limit.started), s.local(limit.due))
    if s.is_past(limit.due):
        return ("Overall limit", f"{working_days(of)}, ended on {s.day(limit.due)}")
    return ("Overall limit", f"{working_days(of)}, until {s.day(limit.due)}: {days_left(s.days_to(limit.due))}")


def owed_beside(s: Scene) -> Facts:
    """Beside the answer: what is owed by when, and by whom where that is somebody else."""
    return tuple(dict.fromkeys(_fact(s, duty) for duty in _open_here(s)))


def _open_here(s: Scene) -> Iterator[Duty]:
    number = s.visit.number if s.visit else None
    return (d for d in s.case.duties if d.task in BESIDE and d.visit == number)


def _fact(s: Scene, duty: Duty) -> tuple[str, str]:
    day = _day_and_hour(s, duty.due) if duty.has_time else "no time is set"
    asked = {n.person for n in s.visit.asked} if s.visit else set()
    others = (
        ""
        if asked.issuperset(n.person for n in duty.owed_by)
        else f" ({listed(s.name(n.person) for n in duty.owed_by)})"
    )
    return (LABELS[duty.task], f"{day}{others}")


def _day_and_hour(s: Scene, due: datetime) -> str:
    """The hour only where it is not the end of the day."""
    end = s.situation.calendar.day_ends(s.local(due))
    return s.day(due) if due >= end else f"{s.day(due)}, {time_of_day(due)}"


def concern_facts(s: Scene) -> Facts:
    return (theme_fact(s), source_fact(s))


# what a date means


def until(s: Scene, due: datetime) -> str:
    """ "There are 3 working days left, until 5pm on Wednesday 8 April."."""
    left = s.days_to(due)
    if s.is_past(due):
        return f"The date was {s.day(due)}, {time_of_day(due)}."
    if left <= 0:
        return f"Today is the last day, until {time_of_day(due)}."
    verb = "is" if left == 1 else "are"
    return f"There {verb} {working_days(left)} left, until {time_of_day(due)} on {s.day(due)}."


def time_asked(s: Scene) -> str:
    """ "You asked for time until Friday 20 March. Ines Okafor decides.", while that is not decided yet."""
    visit = s.visit
    if visit is None or visit.asked_until is None:
        return ""
    waiting = s.open_duty(Task.DECIDE_FURTHER_TIME, visit=visit.number)
    if waiting is None:
        return ""
    asked = [e.by for e in s.entries if isinstance(e.facts, FurtherTimeAsked) and e.facts.visit == visit.number]
    who = s.you_or(asked[-1]) if asked and asked[-1] else s.asked(visit)
    mine = any(n.person == s.to for n in waiting.owed_by)
    decides = "You decide" if mine else f"{s.raiser} decides"
    return f"{capital(who)} asked for time until {s.day(visit.asked_until)}. {decides}."


def at_risk(s: Scene) -> str:
    verb = "is" if len(s.case.children) == 1 and s.case.has_child else "are"
    return f"{capital(s.child)} {verb} at immediate risk." if s.case.immediate_risk else ""


def tone_of(s: Scene, *, past: bool = False) -> Tone:
    if s.case.immediate_risk and s.case.is_open:
        return Tone.ATTENTION
    return Tone.WARNING if past else Tone.CALM


def names(s: Scene, people: Iterable[PersonId]) -> str:
    return listed(s.name(p) for p in people)
