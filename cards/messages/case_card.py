"""The case card: where the case is, who is asked for what by when, and everything that this person can do."""

from __future__ import annotations

from escalation.case import ReferralKind, Task, Verdict
from escalation.duties import awaited_on
from escalation.holders.judges import who_judges
from escalation.permissions import Step

from ..forms.occasion_fields import called
from ..scene import Scene, in_text
from ..telling import Message, Section, Tone
from ..wording import capital, listed, sentences, time_of_day
from .beside_the_answer import done_sections
from .filled_words import attendance_sections, filled_sections, to_fill_in
from .of_opening import asked_of_you, awaited, waits_for
from .parts import (
    action_sections,
    answer_section,
    at_risk,
    concern_facts,
    due_fact,
    limit_fact,
    not_counted_fact,
    offered,
    owed_beside,
    people_facts,
    say,
    time_asked,
    tone_of,
    until,
    whole_concern,
)
from .to_asked import where_it_is
from .to_raiser import silence_fact
from .to_told import ENDINGS
from .way_on import (
    comes_back,
    fits_another_track,
    if_moved_today,
    if_silent,
)

REFERRALS = {
    ReferralKind.CAFCASS: "Referred to Cafcass",
    ReferralKind.LEGAL_ADVICE: "Legal advice",
    ReferralKind.COMPLAINT: "Complaint",
    ReferralKind.ADVOCACY: "Advocacy",
    ReferralKind.COURT_APPLICATION: "Application to court",
    ReferralKind.OTHER_AGENCY: "Another agency",
}
USUAL_ORDER = (
    Step.UNDO, Step.SEND_NOW, Step.ANSWER, Step.FILL_IN, Step.ACKNOWLEDGE, Step.AGREE_A_PLAN, Step.CONTEST,
    Step.CONFIRM, Step.ENTER_ON_RECORD, Step.DISTRIBUTE, Step.SATISFIED, Step.NOT_SATISFIED, Step.PARTLY_SATISFIED,
    Step.MOVE_UP, Step.OPEN_STAGE, Step.DECLINE_TO_OPEN,
    Step.SET_DATE, Step.WAIT, Step.AGREE_FURTHER_TIME, Step.REFUSE_FURTHER_TIME, Step.CONVENE_MEETING,
    Step.RECORD_MEETING, Step.ASK_FURTHER_TIME, Step.PASS_ON, Step.FOREWARN, Step.CORRECT_ANSWER, Step.ACTION_DONE,
    Step.VERIFY_ACTION, Step.ACTION_NOT_DONE, Step.DROP_ACTION, Step.RECORD_SPOKEN_ANSWER, Step.PUT_ON_RECORD,
    Step.CHOOSE_WHEN_SILENT, Step.ANOTHER_STAGE, Step.REFER_TO_CAFCASS, Step.RECORD_REFERRAL,
    Step.RECORD_REFERRAL_OUTCOME, Step.REOPEN, Step.CLOSE, Step.REASSIGN, Step.CHANGE_CHILD_STATUS,
    Step.DATE_OCCASION, Step.READ,
)  # fmt: skip
BEFORE_THE_DATE = (
    Step.SET_DATE, Step.DATE_OCCASION, Step.RECORD_SPOKEN_ANSWER, Step.CHOOSE_WHEN_SILENT, Step.REFER_TO_CAFCASS,
)  # fmt: skip
"""What the raiser is likelier to want while an answer is awaited than to settle or move."""
AFTER_SILENCE = (Step.MOVE_UP, Step.WAIT, Step.RECORD_SPOKEN_ANSWER)


def case_card(s: Scene) -> Message:
    title, lead = state(s)
    due = s.due()
    past = due is not None and s.is_past(due) and s.case.is_open
    return say(
        s, title, lead,
        "how it stands now",
        tone=tone_of(s, past=past) if s.case.is_open else Tone.DONE,
        sections=_sections(s),
        facts=(
            *people_facts(s), due_fact(s) if s.case.is_open else ("", ""), *concern_facts(s), limit_fact(s),
            *(owed_beside(s) if s.case.is_open else ()), *_own_facts(s), to_fill_in(s), not_counted_fact(s),
            *_occasion_facts(s), *_referral_facts(s),
        ),
        if_nothing=_if_nothing(s), steps=_steps(s),
    )  # fmt: skip


def state(s: Scene) -> tuple[str, str]:
    """The one thing to know or do, and when, with what is out of the ordinary."""
    (title, lead), (asked, by_when) = _state(s), asked_of_you(s)
    risk = at_risk(s) if s.case.is_open else ""
    return asked or title, sentences(risk, by_when, lead, waits_for(s.case.waiting, s), fits_another_track(s))


def _state(s: Scene) -> tuple[str, str]:
    """The one thing to know, and when."""
    case, visit = s.case, s.visit
    if case.closed is not None:
        return ENDINGS[case.closed.outcome], f"{s.name(case.closed.by)} closed it on {s.day(case.closed.at)}."
    held = s.open_duty(Task.SEND)
    if held is not None:
        return f"Not sent yet: it goes out at {time_of_day(held.due)}", "Until then it can be undone."
    if visit is None:
        decides = f"{capital(s.you_or(case.raiser))} {_decide(s)} whether it is sent."
        return "Not sent yet", decides if s.open_duty(Task.DECIDE_TO_SEND) is not None else ""
    judge, due = s.open_duty(Task.JUDGE, visit=visit.number), s.due(visit)
    if visit.answers and s.open_duty(Task.ANSWER, visit=visit.number) is None:
        return _answered(s), f"The decision is expected by {s.day(judge.due)}." if judge else ""
    if judge is not None and due is not None and s.is_past(due):
        decides = f"{capital(s.you_or(case.raiser))} {_decide(s)} what happens next."
        return f"No answer came by {s.day(due)}", sentences(time_asked(s), decides)
    if due is None:
        return capital(where_it_is(s)).rstrip("."), f"The decision is expected by {s.day(judge.due)}." if judge else ""
    return f"{s.are_asked(visit)} by {s.day(due)}", sentences(time_asked(s), until(s, due))


def _answered(s: Scene) -> str:
    visit = s.visit
    came = _came(s)
    if s.case.waiting is not None:
        return f"{came}, and {in_text(s.stage_by_id(s.case.waiting.to))} waits for {awaited(s)}"
    if visit is not None and visit.verdict is Verdict.NOT_SATISFIED:
        return f"{came}, and it is not settled: {s.you_or(s.case.raiser)} {_decide(s)} what comes next"
    return f"{came}: {'the agreed actions are awaited' if _awaits_actions(s) else _who_decides(s)}"


def _came(s: Scene) -> str:
    visit = s.visit
    if visit is not None and visit.meeting is not None and visit.meeting.held is not None:
        return f"{capital(s.short(visit))} was held"
    who = tuple(dict.fromkeys(a.by for a in (visit.answers if visit else ())))
    return f"{listed(map(s.name, who))} {'has' if len(who) == 1 else 'have'} answered"


def _who_decides(s: Scene) -> str:
    """The raiser, or whoever the procedure has judge beside or instead, and has not said yet."""
    said = s.visit.satisfied if s.visit is not None else ()
    judges = [n.person for n in who_judges(s.case, s.situation) if n.person not in said] or [s.case.raiser]
    several = len(judges) > 1 or s.to in judges
    return f"{listed(map(s.you_or, judges))} {'decide' if several else 'decides'}"


def _awaits_actions(s: Scene) -> bool:
    return s.open_duty(Task.JUDGE) is None and any(a.is_open for a in s.case.actions)


def _decide(s: Scene) -> str:
    return "decide" if s.to == s.case.raiser else "decides"


def _sections(s: Scene) -> tuple[Section, ...]:
    case = s.case
    answers = tuple(answer_section(s, a, v) for v in reversed(case.visits) for a in v.answers)
    ended = (Section(f"The difference made for {s.child}", case.closed.difference),) if case.closed else ()
    reason = (Section("The reason", case.closed.reason),) if case.closed else ()
    meeting = s.case.visit.meeting if s.case.visit is not None else None
    there = attendance_sections(s, meeting) if meeting is not None and meeting.held is not None else ()
    filled = filled_sections(s, s.case.visit)
    return (*ended, *reason, *answers, *there, *filled, *done_sections(s), *action_sections(s), *whole_concern(s))


def _own_facts(s: Scene) -> tuple[tuple[str, str], ...]:
    """What is for the raiser's side only."""
    if not s.is_raisers_side or not s.case.is_open or s.visit is None:
        return ()
    return (*if_moved_today(s), *((silence_fact(s),) if not s.visit.answers else ()))


def _occasion_facts(s: Scene) -> tuple[tuple[str, str], ...]:
    """Reviews and conferences still to come, and what is waited for."""
    awaited = awaited_on(s.case, s.situation) if s.case.is_open else None
    waits = ((f"The {awaited}", "its day is not known here yet"),) if awaited is not None else ()
    ahead = (o for o in s.case.occasions if o.on >= s.today and s.case.is_open)
    return (*waits, *((f"The {called(o)}", s.day(o.on)) for o in ahead))


def _referral_facts(s: Scene) -> tuple[tuple[str, str], ...]:
    return tuple((REFERRALS[r.kind], s.day(r.on)) for r in s.case.referrals)


def _if_nothing(s: Scene) -> str:
    if not s.case.is_open or s.visit is None:
        return ""
    judge = s.open_duty(Task.JUDGE)
    if judge is not None:
        return comes_back(s) if any(n.person == s.to for n in judge.owed_by) else ""
    return if_silent(s) if s.due() and not s.visit.answers else ""


def _steps(s: Scene) -> tuple[Step, ...]:
    """The likeliest first: while an answer is awaited nothing has to be decided, after silence the way on has."""
    if s.visit is None or s.visit.answers or Step.ANSWER in s.steps:
        return offered(s, *USUAL_ORDER)
    first = offered(s, *(BEFORE_THE_DATE if s.open_duty(Task.JUDGE) is None else AFTER_SILENCE))
    return first + tuple(step for step in offered(s, *USUAL_ORDER) if step not in first)
