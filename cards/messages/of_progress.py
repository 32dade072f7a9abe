"""What is said to the raiser beside the answer itself: further time, meetings, actions, the limit, the record."""

from __future__ import annotations

from escalation.case import AgreedAction, StageVisit, Task, Words
from escalation.case_log import CoverAsked, Forewarned, FurtherTimeAsked, HandedOver
from escalation.notices import Capacity
from escalation.permissions import Step

from ..scene import Scene
from ..telling import Message, Section, Tone
from ..wording import capital, sentences, working_days
from .filled_words import attendance_sections, filled_sections
from .parts import (
    action_section,
    action_sections,
    answer_sections,
    at_risk,
    concern_sections,
    due_fact,
    limit_fact,
    people_facts,
    say,
    subject_date,
    tone_of,
    until,
)
from .to_raiser import JUDGING, WATCHING, stage_opened, view_by, why_you
from .way_on import (
    comes_back,
    if_moved_today,
)

AGAIN = "If you do nothing, you are asked again."


def further_time_asked(s: Scene) -> Message:
    visit = s.visit
    if visit is None or visit.asked_until is None:
        return stage_opened(s)
    asked = [e for e in s.entries if isinstance(e.facts, FurtherTimeAsked) and e.facts.visit == visit.number]
    who = s.name(asked[-1].by) if asked and asked[-1].by else s.asked(visit)
    reason = asked[-1].facts.reason if asked and isinstance(asked[-1].facts, FurtherTimeAsked) else Words("")
    due = s.due()
    stays = f"If you do nothing, the date stays {s.day(due)}." if due else ""
    return say(
        s, f"{who} asks for time until {s.day(visit.asked_until)}", sentences(_due_now(s), _beyond(s, visit)),
        f"time asked for until {subject_date(s, s.situation.calendar.day_ends(visit.asked_until))}",
        tone=tone_of(s), sections=(Section("The reason", reason, who),),
        facts=(due_fact(s), limit_fact(s)), if_nothing=stays,
        steps=(Step.AGREE_FURTHER_TIME, Step.REFUSE_FURTHER_TIME, Step.MOVE_UP, Step.READ),
    )  # fmt: skip


def forewarned(s: Scene) -> Message:
    warned = [e for e in s.entries if isinstance(e.facts, Forewarned)]
    who = s.name(warned[-1].by) if warned else s.asked()
    reason = warned[-1].facts.reason if warned and isinstance(warned[-1].facts, Forewarned) else Words("")
    due = s.due()
    told = "You are told as their manager; nothing is asked of you." if _capacity(s) is Capacity.TOLD else ""
    by = f" by {s.day(due)}" if due else " in time"
    return say(
        s, f"{who} expects that the answer will not come{by}", sentences(told, _due_now(s)),
        f"an answer may not come by {subject_date(s, due)}" if due else "an answer may not come in time",
        sections=(Section("The reason", reason, who), *(concern_sections(s) if told else ())),
        facts=(due_fact(s), limit_fact(s), *(if_moved_today(s) if s.is_raisers_side else ())),
        steps=(Step.RECORD_SPOKEN_ANSWER, Step.MOVE_UP, Step.ANOTHER_STAGE, Step.READ),
    )  # fmt: skip


def meeting_recorded(s: Scene) -> Message:
    visit = s.visit
    meeting = visit.meeting if visit else None
    if visit is None or meeting is None or meeting.held is None:
        return stage_opened(s)
    for_raiser = s.is_raisers_side
    return say(
        s, f"The meeting was held on {s.day(meeting.held)}",
        sentences(at_risk(s), f"{s.asked(visit)} was in the chair.", view_by(s) if for_raiser else ""),
        "the meeting has been recorded", tone=tone_of(s),
        sections=(
            Section("What came of it", meeting.outcome, s.asked(visit)), *action_sections(s, only_open=True),
            *attendance_sections(s, meeting), *filled_sections(s, visit),
        ),
        facts=(*(if_moved_today(s) if for_raiser else ()), limit_fact(s)),
        if_nothing=comes_back(s) if for_raiser else f"{s.raiser} decides whether this settles the matter.",
        steps=JUDGING,
    )  # fmt: skip


def action_said_done(s: Scene) -> Message:
    action = _action(s)
    if action is None:
        return stage_opened(s)
    who = s.name(action.who)
    when = f"on {s.day(action.done)}" if action.done else ""
    return say(
        s, f"{who} says that an agreed action is done", f"It was done {when}. Has it been done for {s.child}?",
        "an action is said to be done", sections=(action_section(s, action),), facts=(limit_fact(s),),
        if_nothing=AGAIN, steps=(Step.VERIFY_ACTION, Step.ACTION_NOT_DONE, Step.DROP_ACTION, Step.READ),
    )  # fmt: skip


def action_overdue(s: Scene) -> Message:
    action = _action(s)
    if action is None:
        return stage_opened(s)
    if action.done is not None:
        return action_said_done(s)
    passed = s.days_to(action.by) < 0 or (s.duty is not None and s.duty.lapsed is not None)
    title = "An agreed action has reached its date" if passed else "Has the agreed action been done?"
    return say(
        s, title, sentences(f"It was agreed for {s.day(action.by)}. Has it been done?", why_you(s)),
        "has an agreed action been done?", tone=tone_of(s, past=passed), sections=(action_section(s, action),),
        facts=(limit_fact(s),), if_nothing=AGAIN,
        steps=(Step.VERIFY_ACTION, Step.ACTION_NOT_DONE, Step.DROP_ACTION, Step.MOVE_UP, Step.READ),
    )  # fmt: skip


def limit_reached(s: Scene) -> Message:
    limit = s.limit
    if limit is None:
        return stage_opened(s)
    of = s.situation.calendar.working_days_between(s.local(limit.started), s.local(limit.due))
    nothing = "Nothing stops, and nobody loses the right to answer."
    look = "You can carry on, go to another stage, or refer." if s.is_raisers_side else ""
    here = s.case.visit
    return say(
        s, f"The overall time of {working_days(of)} has ended",
        sentences(f"It ended on {s.day(limit.due)}.", nothing, look),
        f"{working_days(of)} ended on {subject_date(s, limit.due)}", tone=tone_of(s, past=True),
        sections=(*concern_sections(s), *answer_sections(s)),
        facts=(("Where it is", f"{capital(s.short(here))}, since {s.day(here.entered)}" if here else ""),),
        steps=(Step.MOVE_UP, Step.ANOTHER_STAGE, Step.REFER_TO_CAFCASS, Step.SATISFIED, Step.READ),
    )  # fmt: skip


def passed_on(s: Scene) -> Message:
    handed = [e.facts for e in s.entries if isinstance(e.facts, HandedOver)]
    if not handed:
        return stage_opened(s)
    last, due = handed[-1], s.due()
    date = f" The date stays {s.day(due)}." if due else ""
    return say(
        s, f"{s.name(last.to)} now answers for {s.name(last.person)}",
        f"It was passed on; the time runs on.{date}", "passed on to a colleague",
        sections=(Section("The reason", last.reason),), facts=(*people_facts(s)[:1], due_fact(s), limit_fact(s)),
        steps=WATCHING,
    )  # fmt: skip


def cover_asked(s: Scene) -> Message:
    """To the raiser, of one who has gone away since they were asked."""
    asked = [e.facts for e in s.entries if isinstance(e.facts, CoverAsked)]
    if not asked or s.visit is None or s.visit.left is not None:
        return stage_opened(s)
    last, due = asked[-1], s.due()
    date = f"The date stays {s.day(due)}." if due else ""
    either = f"{s.name(last.person)} can answer too, when back in time."
    return say(
        s, f"{s.name(last.to)} is asked, as {s.name(last.person)} is away", sentences(date, either),
        "a colleague is asked meanwhile",
        facts=(*people_facts(s)[:1], due_fact(s), limit_fact(s)), steps=WATCHING,
    )  # fmt: skip


def put_on_record(s: Scene, text: str) -> Message:
    """`text` is ready to be copied into the child's record."""
    done = {r.visit for r in s.case.on_record}
    visit = s.visit
    if visit is None or visit.number in done:
        return say(s, "It is on the child’s record", "", "on the record", tone=Tone.DONE, steps=(Step.READ,))
    duty = s.open_duty(Task.PUT_ON_RECORD, visit=visit.number)
    by = f" by {s.day(duty.due)}" if duty is not None and not s.is_past(duty.due) else ""
    return say(
        s, f"Is {s.short(visit)} on {s.child}’s record?",
        f"It is to be put there{by}. The text below is ready to copy.",
        f"{capital(s.short(visit))} for the child’s record", if_nothing=AGAIN,
        sections=(Section("Text for the record", Words(text.strip())),),
        steps=(Step.PUT_ON_RECORD, Step.READ),
    )  # fmt: skip


def _due_now(s: Scene) -> str:
    due = s.due()
    return capital(until(s, due)) if due else ""


def _beyond(s: Scene, visit: StageVisit) -> str:
    """Where further time does not move the overall limit, the raiser sees by how much it would pass it."""
    if s.limit is None or visit.asked_until is None:
        return ""
    if s.procedure.further_time.moves_the_overall_limit:
        return "The overall limit moves with it."
    over = s.situation.calendar.working_days_between(s.local(s.limit.due), visit.asked_until)
    if over > 0:
        return f"That is {working_days(over)} beyond the overall limit, which does not move."
    return "That is within the overall limit."


def _action(s: Scene) -> AgreedAction | None:
    number = (s.notice.about if s.notice else None) or (s.duty.about if s.duty else None)
    return next((a for a in s.case.actions if a.number == number), None)


def _capacity(s: Scene) -> Capacity | None:
    return s.notice.capacity if s.notice else None
