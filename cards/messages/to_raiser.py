"""What is said to the raiser, and to whoever decides in their place: what came, what did not, what can be done next."""

from __future__ import annotations

from dataclasses import replace

from escalation.case import Duty, Entered, Silence, StageVisit, Task
from escalation.case_log import ChildStatusChanged, DutyOwed, OccasionDated, Reminded
from escalation.holders.judges import judges
from escalation.notices import Meaning
from escalation.permissions import Step

from ..forms.occasion_fields import called
from ..forms.shared_fields import STATUSES
from ..scene import Scene, in_text
from ..telling import Message, Tone
from ..wording import SEPARATOR, capital, days_left, listed, lower_first, sentences, time_of_day, working_days
from .date_words import by_when, why_no_date
from .delivery_words import how_it_was_told
from .filled_words import yours_to_fill_in
from .parts import (
    action_sections,
    answer_sections,
    at_risk,
    concern_sections,
    due_fact,
    limit_fact,
    not_counted_fact,
    people_facts,
    say,
    subject_date,
    theme_fact,
    time_asked,
    tone_of,
    until,
)
from .to_asked import where_it_is
from .way_on import (
    comes_back,
    fits_another_track,
    goes_on_elsewhere,
    if_moved_today,
    next_stages,
    silence_of_its_own,
    ways_on,
)

JUDGING = (
    Step.SATISFIED, Step.NOT_SATISFIED, Step.PARTLY_SATISFIED, Step.WAIT, Step.FILL_IN, Step.RECORD_SPOKEN_ANSWER,
    Step.ANOTHER_STAGE, Step.REFER_TO_CAFCASS, Step.CLOSE, Step.READ,
)  # fmt: skip
AFTER_SILENCE = (
    Step.MOVE_UP, Step.WAIT, Step.RECORD_SPOKEN_ANSWER, Step.AGREE_FURTHER_TIME, Step.SATISFIED, Step.ANOTHER_STAGE,
    Step.REFER_TO_CAFCASS, Step.CLOSE, Step.READ,
)  # fmt: skip
NO_DATE_YET = (
    Step.DATE_OCCASION, Step.SET_DATE, Step.RECORD_SPOKEN_ANSWER, Step.SATISFIED, Step.MOVE_UP, Step.ANOTHER_STAGE,
    Step.REFER_TO_CAFCASS, Step.CLOSE, Step.READ,
)  # fmt: skip
WATCHING = (
    Step.FILL_IN, Step.RECORD_SPOKEN_ANSWER, Step.CHOOSE_WHEN_SILENT, Step.SATISFIED, Step.ANOTHER_STAGE,
    Step.REFER_TO_CAFCASS, Step.CLOSE, Step.READ,
)  # fmt: skip


def raise_undone(s: Scene) -> Message:
    lead = f"Nothing was sent, and {_told_of_a_draft(s)}. The log shows that {s.case.ref} was undone."
    return say(s, "Undone: nothing was sent", lead, "undone, nothing was sent", tone=Tone.DONE, steps=(Step.READ,))


def _told_of_a_draft(s: Scene) -> str:
    """Whoever opens or signs for its first stage was asked before it was sent."""
    opening = (e.facts.duty for e in s.entries if isinstance(e.facts, DutyOwed) and e.facts.duty.task is Task.OPEN)
    asked = listed(s.name(person) for person in dict.fromkeys(n.person for duty in opening for n in duty.owed_by))
    return f"nobody was told but {asked}, who had been asked first" if asked else "nobody was told"


def stage_opened(s: Scene) -> Message:
    visit, due = s.visit, s.due()
    if visit is None:
        return raise_undone(s)
    if not _is_awaited(s, visit) or (due is not None and s.is_past(due)):
        return _stage_since(s, visit)
    if due is None:
        return _no_date_yet(s, visit)
    about = f"{s.wanted} by {subject_date(s, due)}"
    return say(
        s, f"{s.are_asked(visit)} by {s.day(due)}",
        sentences(_how_entered(s, visit), yours_to_fill_in(s), time_asked(s), until(s, due)),
        about, tone=tone_of(s, past=s.is_past(due)),
        sections=(*action_sections(s, only_open=True), *concern_sections(s)),
        facts=(*people_facts(s), due_fact(s), not_counted_fact(s), limit_fact(s), theme_fact(s), silence_fact(s)),
        if_nothing=_if_silent_for_raiser(s), steps=WATCHING,
    )  # fmt: skip


def _is_awaited(s: Scene, visit: StageVisit) -> bool:
    """Is the answer, settlement or meeting of this visit still to come?"""
    if not s.case.is_open or visit.left is not None:
        return False
    if visit.meeting is not None and visit.meeting.held is not None:
        return False
    return not visit.answers or s.open_duty(Task.ANSWER, visit=visit.number) is not None


def _stage_since(s: Scene, visit: StageVisit) -> Message:
    """What has come of a stage: for a card that told of its beginning and is looked at later."""
    title = (_what_came(s, visit) or f"{s.short(visit)} is over").rstrip(".")
    return say(
        s, capital(title), sentences(time_asked(s), _now(s, visit)), "how it stands now",
        tone=tone_of(s) if s.case.is_open else Tone.DONE, sections=answer_sections(s, visit),
        facts=(theme_fact(s), limit_fact(s)), steps=(Step.READ,),
    )  # fmt: skip


def _now(s: Scene, visit: StageVisit) -> str:
    """What a stage that has had its answer, or its date, waits for."""
    if s.open_duty(Task.JUDGE, visit=visit.number) is not None:
        return view_by(s) if visit.answers or visit.meeting else "You decide what happens next."
    if s.case.is_open and visit.left is None and any(a.is_open for a in s.case.actions):
        return "The agreed actions are awaited."
    return capital(where_it_is(s))


def date_awaited(s: Scene) -> Message:
    """The procedure leaves the date to whoever opened the stage: here it is asked for."""
    visit = s.visit
    if visit is None or s.open_duty(Task.SET_A_DATE, visit=visit.number) is None:
        return stage_opened(s)
    return _no_date_yet(s, visit)


def _no_date_yet(s: Scene, visit: StageVisit) -> Message:
    awaited = s.open_duty(Task.SET_A_DATE, visit=visit.number) is not None
    why = why_no_date(s) if awaited else _no_time(s)
    news = "" if s.notice is not None and s.notice.meaning is Meaning.DATE_AWAITED else _how_entered(s, visit)
    return say(
        s, by_when(s, visit) if awaited else capital(s.are_asked(visit)),
        sentences(at_risk(s), why_you(s), news, why),
        "a date is asked for" if awaited else "how it stands", tone=tone_of(s),
        sections=(*answer_sections(s), *concern_sections(s)),
        facts=(*people_facts(s), limit_fact(s), theme_fact(s)),
        if_nothing=comes_back(s) if awaited or s.only_told else "", steps=NO_DATE_YET,
    )  # fmt: skip


def child_status_changed(s: Scene) -> Message:
    """Somebody else noted it: Cafcass may be open now or no more, and another track may fit."""
    changed = [e.facts for e in s.entries if isinstance(e.facts, ChildStatusChanged)]
    if not changed:
        return stage_opened(s)
    offered_now = Step.REFER_TO_CAFCASS in s.steps
    cafcass = "A referral to Cafcass is open to you." if offered_now else "A referral to Cafcass is not open now."
    status = STATUSES[changed[-1].status].lower()
    return say(
        s, f"A child’s status has changed: {status}", sentences(cafcass, fits_another_track(s)),
        "a child’s status has changed", tone=tone_of(s), facts=(*people_facts(s), due_fact(s), limit_fact(s)),
        steps=(Step.CHANGE_CHILD_STATUS, *WATCHING),
    )  # fmt: skip


def occasion_dated(s: Scene) -> Message:
    """Somebody else recorded or moved a review or conference that the case knows of."""
    dated = [e.facts for e in s.entries if isinstance(e.facts, OccasionDated)]
    if not dated or s.visit is None:
        return stage_opened(s)
    last, due = dated[-1], s.due()
    when = f"The {called(last.occasion)} is on {s.day(last.occasion.on)}"
    moved = last.before is not None and last.before.on != last.occasion.on
    before = f"It was to be on {s.day(last.before.on)}." if moved and last.before is not None else ""
    by = f"{capital(s.are_asked(s.visit))} by {s.day(due)}." if due is not None and _is_awaited(s, s.visit) else ""
    return say(
        s, f"{when}{' now' if moved else ''}", sentences(before, by), f"the {last.occasion.kind} has a new day",
        tone=tone_of(s), facts=(*people_facts(s), due_fact(s), limit_fact(s)), steps=WATCHING,
    )  # fmt: skip


def _no_time(s: Scene) -> str:
    if s.only_told:
        return f"No answer is owed here. {view_by(s)}"
    return "The procedure names no time here. You are asked how it stands, and you can set a day."


def moved_up_by_itself(s: Scene) -> Message:
    visit, due = s.visit, s.due()
    if visit is None or due is None or s.is_past(due) or not _is_awaited(s, visit):
        return stage_opened(s)
    before = [v for v in s.case.visits if v.number < visit.number]
    silent = f"No answer came at {s.short(before[-1])}. " if before else ""
    return say(
        s, f"The case has moved to {s.short(visit)} by itself",
        f"{silent}You had chosen that. {s.are_asked(visit)} by {s.day(due)}.",
        f"moved to {s.short(visit)}, {s.wanted} by {subject_date(s, due)}", tone=tone_of(s),
        facts=(*people_facts(s), due_fact(s), not_counted_fact(s), limit_fact(s), silence_fact(s)),
        if_nothing=_if_silent_for_raiser(s), steps=WATCHING,
    )  # fmt: skip


def answer_came(s: Scene) -> Message:
    visit = s.visit
    answers = visit.answers if visit else ()
    if visit is None or not answers:
        return stage_opened(s)
    last = answers[-1]
    late = f"It came after the date asked for, on {s.day(last.at)}." if last.late else ""
    pending = _still_owed(s, visit)
    did = "does not accept what is asked" if last.contests else "has answered"
    return say(
        s, f"{s.name(last.by)} {did}", sentences(at_risk(s), late, pending, view_by(s), goes_on_elsewhere(s)),
        "an answer has come", tone=tone_of(s),
        sections=(*answer_sections(s), *action_sections(s, only_open=True), *concern_sections(s)),
        facts=(theme_fact(s), *if_moved_today(s), limit_fact(s)),
        if_nothing=comes_back(s), steps=JUDGING,
    )  # fmt: skip


def late_answer_to_earlier_stage(s: Scene) -> Message:
    number = s.notice.about if s.notice else None
    visit = next((v for v in s.case.visits if v.number == number), None)
    if visit is None or not visit.answers:
        return answer_came(s)
    here = s.case.visit
    now = f"The case is at {s.short(here)} now, and nothing has moved." if here and s.case.is_open else ""
    settle = "If it settles the matter, you can say so." if s.to == s.case.raiser and s.case.is_open else ""
    return say(
        s,
        f"{s.name(visit.answers[-1].by)} has answered {s.short(visit)}",
        sentences(now, settle),
        f"an answer to {s.short(visit)} has come",
        sections=answer_sections(s, visit),
        facts=(theme_fact(s), limit_fact(s)),
        steps=JUDGING,
    )


def nobody_answered(s: Scene) -> Message:
    visit, due = s.visit, s.due()
    if visit is None or due is None:
        return stage_opened(s)
    settles = s.open_duty(Task.SETTLE, visit=visit.number) is not None
    title = "It is not settled yet. What next?" if settles else "No answer came. What next?"
    meeting = s.open_duty(Task.HOLD, visit=visit.number) is not None
    title = "The meeting has not been recorded. What next?" if meeting else title
    counts = "An answer that comes later still counts."
    message = say(
        s, title, sentences(at_risk(s), how_it_was_told(s, visit), _reminded(s, visit), counts, goes_on_elsewhere(s)),
        f"{lower_first(s.what_did_not_come)}, your decision is asked for", tone=tone_of(s, past=True),
        sections=(*answer_sections(s), *concern_sections(s)),
        facts=(*if_moved_today(s), limit_fact(s)),
        if_nothing=comes_back(s), steps=AFTER_SILENCE,
    )  # fmt: skip
    return _with_line(message, f"{s.case.ref}{SEPARATOR}{_ended(s, visit)}{_left(s)}")


def your_view_awaited(s: Scene) -> Message:
    visit = s.visit
    if visit is None or not s.case.is_open:
        return stage_opened(s)
    judge = s.open_duty(Task.JUDGE, visit=visit.number)
    mine = s.to is not None and judges(s.case, s.to, s.situation)
    whose = "Your" if s.to == s.case.raiser or mine else f"{s.raiser}’s"
    what = "view of the answer" if visit.answers else "decision"
    by = f" by {s.day(judge.due)}" if judge is not None and not s.is_past(judge.due) else ""
    title = f"{whose} {what} is asked for{by}"
    return say(
        s, title, sentences(at_risk(s), why_you(s), _what_came(s, visit), goes_on_elsewhere(s)),
        "a decision is asked for", tone=tone_of(s, past=not by),
        sections=(*answer_sections(s), *action_sections(s, only_open=True), *concern_sections(s)),
        facts=(theme_fact(s), *if_moved_today(s), limit_fact(s)),
        if_nothing=comes_back(s), steps=JUDGING if visit.answers else AFTER_SILENCE,
    )  # fmt: skip


def silence_fact(s: Scene) -> tuple[str, str]:
    if (own := silence_of_its_own(s)) is not None:
        return ("If nobody answers", capital(own))
    if not ways_on(s):
        return ("If nobody answers", "")
    by_itself = s.case.when_silent is Silence.MOVE_UP and len(ways_on(s)) == 1
    return ("If nobody answers", "The case moves up by itself" if by_itself else "You are asked")


def _if_silent_for_raiser(s: Scene) -> str:
    if (own := silence_of_its_own(s)) is not None:
        return f"{s.if_not}, {own}"
    if s.case.when_silent is Silence.MOVE_UP and len(ways_on(s)) == 1:
        return f"{s.if_not}, the case moves to {next_stages(s)} by itself, and you are told."
    onward = f" You can then move it to {next_stages(s)}, or wait." if ways_on(s) else ""
    return f"{s.if_not}, you are asked what to do.{onward}"


def _how_entered(s: Scene, visit: StageVisit) -> str:
    match visit.reason:
        case Entered.RAISED:
            whose = "Your" if s.to == s.case.raiser else "The"
            return f"{whose} {s.procedure.words.case} has been sent."
        case Entered.REOPENED:
            return "The case is open again, with new limits."
        case Entered.PARTLY_SATISFIED:
            return "The same stage is asked again about what is left."
        case _:
            return f"The case is at {s.short(visit)} now."


def view_by(s: Scene) -> str:
    judge = s.open_duty(Task.JUDGE)
    by = f" Your view is asked for by {s.day(judge.due)}." if judge is not None and not s.is_past(judge.due) else ""
    return f"Does it settle the matter for {s.child}?{by}"


def _still_owed(s: Scene, visit: StageVisit) -> str:
    """Where all are asked, who has still to answer."""
    owed = [n for d in s.case.duties if d.visit == visit.number and d.task is Task.ANSWER for n in d.owed_by]
    have = "has" if len(owed) == 1 else "have"
    return f"{listed(s.name(n.person) for n in owed)} {have} still to answer." if owed else ""


def _reminded(s: Scene, visit: StageVisit) -> str:
    days = [s.local(e.happened) for e in s.entries if isinstance(e.facts, Reminded) and _of(e.facts.duty, visit)]
    return f"Reminders went out on {s.plain_days(days)}." if days else ""


def _of(duty: Duty, visit: StageVisit) -> bool:
    return duty.visit == visit.number and duty.task in (Task.ANSWER, Task.SETTLE, Task.HOLD, Task.CONVENE)


def _ended(s: Scene, visit: StageVisit) -> str:
    due = s.due(visit)
    return capital(f"{s.short(visit)} ended {s.day(due)} at {time_of_day(due)}" if due else s.short(visit))


def _left(s: Scene) -> str:
    if s.limit is None:
        return ""
    of = s.situation.calendar.working_days_between(s.local(s.limit.started), s.local(s.limit.due))
    left = s.days_to(s.limit.due)
    return f"{SEPARATOR}{days_left(left)} of {of}" if left > 0 else f"{SEPARATOR}the {working_days(of)} have ended"


def _with_line(message: Message, line: str) -> Message:
    return replace(message, line=line)


def why_you(s: Scene) -> str:
    if s.to == s.case.raiser:
        return ""
    if s.to is not None and judges(s.case, s.to, s.situation):
        return f"The procedure has you judge the answer, with or for {s.raiser}."
    away = s.situation.roster.is_away(s.case.raiser, s.today)
    return f"You are asked because {s.raiser} {'is away' if away else 'has not decided yet'}."


def _what_came(s: Scene, visit: StageVisit) -> str:
    if visit.meeting is not None and visit.meeting.held is not None:
        return f"The meeting was held on {s.day(visit.meeting.held)}."
    if visit.answers:
        return f"{listed(s.name(a.by) for a in visit.answers)} answered on {s.day(visit.answers[-1].at)}."
    due = s.due(visit)
    if due and s.is_past(due):
        return f"{s.what_did_not_come} by {s.day(due)}."
    wanted = listed((in_text(s.stage_by_id(stage)) for stage in s.case.raiser_may_open), "or")
    return f"Whether it moves to {wanted} has still to be decided." if wanted else ""
