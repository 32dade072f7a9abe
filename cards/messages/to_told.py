"""What is said to those who are told or copied: nothing is asked of them, and they hear it in time."""

from __future__ import annotations

from datetime import datetime

from escalation.case import Closed, Consulted, Outcome, ReferralKind, StageVisit, Verdict, Words
from escalation.case_log import GateConsulted, Judged, Praised
from escalation.notices import Capacity
from escalation.permissions import Step

from ..scene import Scene
from ..telling import Message, Section, Tone
from ..wording import capital, listed, lower_first, sentences
from .parts import (
    action_sections,
    answer_sections,
    at_risk,
    child_sections,
    concern_facts,
    concern_sections,
    due_fact,
    earlier_answers,
    limit_fact,
    not_counted_fact,
    people_facts,
    say,
    spoken_section,
    subject_date,
    theme_fact,
    theme_of,
    tone_of,
    whole_concern,
    why_entered,
)
from .to_asked import where_it_is
from .way_on import (
    if_silent,
)

READING = (Step.READ,)
ENDINGS = {
    Outcome.RESOLVED: "Resolved",
    Outcome.SETTLED_IN_CONVERSATION: "Settled in conversation",
    Outcome.WITHDRAWN: "Withdrawn",
    Outcome.SUPERSEDED: "Closed: another case takes its place",
    Outcome.CHILD_LEFT: "Closed: the child is no longer with the authority",
    Outcome.TRANSFERRED: "Closed: transferred",
    Outcome.WITH_CAFCASS: "Closed here: it is with Cafcass",
    Outcome.UNDONE: "Undone: nothing was sent",
    Outcome.PRAISE: "Good practice noted",
}
"""How a case ended, as a title."""


def stage_told(s: Scene) -> Message:
    visit, due = s.visit, s.due()
    if visit is None or visit.left is not None or not s.case.is_open:
        return as_it_is(s)
    if s.notice is not None and s.notice.capacity is Capacity.COVERED:
        return _covered(s, visit)
    return say(
        s, f"For your information: {_what_there_is(s, visit, due)}",
        sentences(at_risk(s), "Nothing is asked of you.", _your_part(s)),
        f"for information{_until(s, due)}", tone=tone_of(s),
        sections=(*concern_sections(s), *earlier_answers(s), *child_sections(s)),
        facts=(*people_facts(s), due_fact(s), theme_fact(s), limit_fact(s)),
        if_nothing=if_silent(s) if due else "", steps=READING,
    )  # fmt: skip


def _what_there_is(s: Scene, visit: StageVisit, due: datetime | None) -> str:
    """Where a stage only tells, what is told of is the matter itself."""
    if visit.asked:
        return f"{s.are_asked(visit)}{_by(s, due)}"
    this = f"this {s.procedure.words.case}"
    return f"{this} is not settled, and has come to {s.short(visit)}" if visit.number > 1 else f"{this} has been raised"


def stage_copied(s: Scene) -> Message:
    """What went to those asked, whole, and marked as a copy."""
    visit, due = s.visit, s.due()
    if visit is None or visit.left is not None or not s.case.is_open:
        return as_it_is(s)
    return say(
        s, f"Copy: {s.are_asked(visit)}{_by(s, due)}",
        sentences(at_risk(s), "This is a copy. Nothing is asked of you."),
        f"copy{_until(s, due)}", tone=tone_of(s),
        sections=(*concern_sections(s), *earlier_answers(s), *child_sections(s), *spoken_section(s)),
        facts=(*people_facts(s), due_fact(s), *concern_facts(s), limit_fact(s), not_counted_fact(s)),
        if_nothing=if_silent(s) if due else "", steps=READING,
    )  # fmt: skip


def _by(s: Scene, due: datetime | None) -> str:
    return f" by {s.day(due)}" if due is not None else ""


def _until(s: Scene, due: datetime | None) -> str:
    return f", {s.wanted} by {subject_date(s, due)}" if due is not None else ""


def _covered(s: Scene, visit: StageVisit) -> Message:
    due = s.due(visit)
    cover = listed(s.name(n.person) for n in visit.asked if n.covering == s.to)
    by = f" by {s.day(due)}" if due else ""
    return say(
        s, f"{cover} is asked to answer{by} while you are away",
        "You can answer yourself if you are back in time. Nothing has to be done meanwhile.",
        f"answer by {subject_date(s, due)}" if due else "for information",
        sections=concern_sections(s), facts=(*people_facts(s), due_fact(s)), steps=(Step.READ, Step.ANSWER),
    )  # fmt: skip


def meeting_called_off(s: Scene) -> Message:
    """`s.visit` is the one that the notice is about, which the case has left."""
    if s.visit is None or s.visit.meeting is None:
        return as_it_is(s)
    return say(
        s, f"The meeting on {s.day(s.visit.meeting.at)} does not take place", capital(where_it_is(s)),
        "the meeting does not take place", steps=READING,
    )  # fmt: skip


def _your_part(s: Scene) -> str:
    if s.to == s.case.social_worker:
        return "You are told because you are the child’s social worker."
    before = any(n.person == s.to for v in s.case.visits if s.visit and v.number < s.visit.number for n in v.asked)
    if before:
        return "You are told because you were asked before."
    role = s.notice.role if s.notice else None
    return f"You are told as {s.title(role)}." if role else ""


def passed_over(s: Scene) -> Message:
    visit, due = s.visit, s.due()
    if visit is None:
        return as_it_is(s)
    role = s.notice.role if s.notice else None
    stage = f" for the {s.title(role)}" if role else ""
    by = f" {s.are_asked(visit)} by {s.day(due)}." if due and visit.left is None else ""
    return say(
        s, f"For your information: this case has gone to {s.short(visit)} without the step{stage}",
        sentences(f"{s.raiser} has chosen this, as the procedure allows.{by}", "Nothing is asked of you."),
        f"for information, now at {lower_first(s.short(visit))}", tone=tone_of(s),
        sections=(Section("The reason", why_entered(s, visit), s.raiser), *concern_sections(s)),
        facts=(*people_facts(s)[:1], theme_fact(s), limit_fact(s)), steps=READING,
    )  # fmt: skip


def team_silent(s: Scene) -> Message:
    """A line manager hears that a date has passed. It may well have a good reason."""
    visit, duty = s.visit, s.duty
    if visit is None or duty is None:
        return as_it_is(s)
    who = listed(s.name(n.person) for n in duty.owed_by)
    return say(
        s, f"A date of {who}’s has passed: {s.day(duty.due)}",
        f"{who} was asked at {s.short(visit)}. You are told as their manager: perhaps something stands in the way.",
        f"a date has passed, {subject_date(s, duty.due)}", tone=tone_of(s, past=True),
        sections=concern_sections(s), facts=(*people_facts(s)[:1], theme_fact(s), limit_fact(s)), steps=READING,
    )  # fmt: skip


def judged(s: Scene) -> Message:
    number = s.notice.about if s.notice else None
    visit = next((v for v in s.case.visits if v.number == number), s.visit)
    found = [(e.facts.reason, e.by) for e in s.entries if isinstance(e.facts, Judged) and _is_of(e.facts, visit)]
    reason, by = found[-1] if found else (Words(""), None)
    judge = s.name(by or s.case.raiser)
    title, then = _verdict(s, judge, visit)
    return say(
        s, title, sentences(then, capital(where_it_is(s)) if _moved_from(s, visit) else ""),
        "your answer has been read", tone=tone_of(s),
        sections=(
            Section("The reason", reason, judge), *action_sections(s, only_open=True), *answer_sections(s, visit),
        ),
        facts=(theme_fact(s), limit_fact(s)), steps=(Step.ACTION_DONE, Step.READ),
    )  # fmt: skip


def _moved_from(s: Scene, visit: StageVisit | None) -> bool:
    return visit is not None and visit.left is not None


def _is_of(judged: Judged, visit: StageVisit | None) -> bool:
    return visit is not None and judged.visit == visit.number


def _verdict(s: Scene, judge: str, visit: StageVisit | None) -> tuple[str, str]:
    if visit is None or visit.verdict is None:
        return f"{judge} has read the answer", ""
    match visit.verdict:
        case Verdict.SATISFIED:
            return f"{judge} is satisfied with the answer", "The case is closed when the agreed actions are done."
        case Verdict.PARTLY:
            settled = [theme_of(s, concern) for concern in s.case.concerns if concern.settled]
            done = f"Settled: {'; '.join(settled)}." if settled else ""
            return f"{judge} finds part of it settled", sentences(done, "The same stage is asked about the rest.")
        case Verdict.NOT_SATISFIED:
            return f"{judge} has read the answer and carries on", "It does not settle the matter for the child yet."


def closed(s: Scene) -> Message:
    end = s.case.closed
    if end is None:
        return as_it_is(s)
    return say(
        s, ENDINGS[end.outcome], sentences(f"{s.name(end.by)} closed it on {s.day(end.at)}.", _thanks(s, end)),
        lower_first(ENDINGS[end.outcome]), tone=Tone.DONE,
        sections=(
            Section(f"The difference made for {s.child}", end.difference, s.name(end.by)),
            Section("The reason", end.reason, s.name(end.by)),
            *answer_sections(s), *action_sections(s), *(concern_sections(s) if not end.difference else ()),
        ),
        facts=(
            theme_fact(s), ("Ended at", capital(s.short()) if end.stage else ""),
            ("Raised", s.day(s.case.raised or end.at)),
        ),
        steps=(Step.PUT_ON_RECORD, Step.REOPEN, Step.READ),
    )  # fmt: skip


def _thanks(s: Scene, end: Closed) -> str:
    asked = any(a.by == s.to for v in s.case.visits for a in v.answers)
    thanks = "Thank you for your part in it." if asked and end.outcome is Outcome.RESOLVED else ""
    return sentences(thanks, "" if s.to == s.case.raiser else "Nothing more is asked of you.")


def reopened(s: Scene) -> Message:
    visit = s.visit
    why = why_entered(s, visit) if visit else Words("")
    return say(
        s, "The case is open again", capital(where_it_is(s)), "reopened", tone=tone_of(s),
        sections=(Section("The reason", why, s.raiser), *concern_sections(s)),
        facts=(*people_facts(s), due_fact(s), limit_fact(s)), steps=READING,
    )  # fmt: skip


def cafcass(s: Scene) -> Message:
    referrals = [r for r in s.case.referrals if r.kind is ReferralKind.CAFCASS]
    if not referrals:
        return as_it_is(s)
    last = referrals[-1]
    beside = "The steps here go on beside it: no date changes." if s.case.is_open else "The steps here have ended."
    return say(
        s, f"{s.name(last.by)} has referred this to Cafcass", sentences(f"The date is {s.day(last.on)}.", beside),
        "referred to Cafcass", tone=tone_of(s),
        sections=(Section("The reason", last.why, s.name(last.by)), *concern_sections(s)),
        facts=(theme_fact(s), limit_fact(s)), steps=(Step.RECORD_REFERRAL_OUTCOME, Step.READ),
    )  # fmt: skip


def settled(s: Scene) -> Message:
    end = s.case.closed
    difference = end.difference if end else Words("")
    return say(
        s, "Settled in conversation", f"{s.raiser} has noted it for the log. Nothing is asked of you.",
        "settled in conversation", tone=Tone.DONE,
        sections=(Section(f"The difference made for {s.child}", difference, s.raiser), *whole_concern(s)),
        facts=concern_facts(s), steps=READING,
    )  # fmt: skip


def praise(s: Scene) -> Message:
    found = [e.facts for e in s.entries if isinstance(e.facts, Praised)]
    people = found[-1].people if found else ()
    text = found[-1].text if found else Words("")
    whom = "you" if s.to in people and len(people) == 1 else listed(s.name(p) for p in people)
    praised = capital(s.procedure.words.praise)
    title = f"{praised}: {s.raiser} thanks {whom}" if people else praised
    return say(
        s, title, "Nothing is asked of you. It is kept in the log beside the concerns.", "",
        tone=Tone.DONE, sections=(Section("What was seen", text, s.raiser),), steps=READING,
    )  # fmt: skip


def consulted_after(s: Scene) -> Message:
    passed = [e.facts.consulted for e in s.entries if isinstance(e.facts, GateConsulted)]
    done = passed[-1] if passed else s.case.consulted or Consulted()
    visit, due = s.visit, s.due()
    now = f"{s.are_asked(visit)} by {s.day(due)}." if visit and due else ""
    stage = s.short(visit)
    return say(
        s, f"For your information: {s.raiser} has gone to {stage} before speaking to you",
        sentences("The procedure allows it, and asks that you are told afterwards.", now),
        f"for information, now at {lower_first(stage)}", tone=tone_of(s),
        sections=(Section("The reason", done.passed_over_because, s.raiser), *concern_sections(s)),
        facts=(*people_facts(s)[:1], theme_fact(s), limit_fact(s)), steps=READING,
    )  # fmt: skip


def as_it_is(s: Scene) -> Message:
    """When what was to be told has been overtaken: where the case is now."""
    return say(
        s, f"{s.case.ref}: {where_it_is(s).rstrip('.')}", "This is how it stands now. Nothing is asked of you.",
        "how it stands now", tone=Tone.CALM if s.case.is_open else Tone.DONE,
        sections=concern_sections(s), facts=(*people_facts(s)[:1], theme_fact(s), limit_fact(s)), steps=READING,
    )  # fmt: skip
