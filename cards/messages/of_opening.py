"""What is said where a stage waits for others: to those who open, sign or agree, and to the raiser."""

from __future__ import annotations

from escalation.case import Entered, Opening, Task
from escalation.case_log import OpeningDeclined, OpeningGivenBack
from escalation.permissions import Step
from escalation.stages import Stage

from ..scene import Scene, in_text
from ..telling import Message, Section
from ..wording import capital, listed, sentences
from .parts import (
    answer_sections,
    at_risk,
    concern_facts,
    concern_sections,
    earlier_answers,
    limit_fact,
    people_facts,
    say,
    subject_date,
    tone_of,
    until,
)
from .to_asked import no_longer_asked
from .to_raiser import AFTER_SILENCE, JUDGING, stage_opened
from .to_told import closed
from .way_on import comes_back, if_moved_today

GOES_ON = "The rest of the case goes on meanwhile."
MEANWHILE = {
    Entered.RAISED: "Nobody else has been told yet.",
    Entered.REOPENED: "The case stays closed meanwhile.",
}
OPENING = (Step.OPEN_STAGE, Step.DECLINE_TO_OPEN, Step.READ)
AWAITING = (
    Step.READ, Step.UNDO, Step.ANOTHER_STAGE, Step.SATISFIED, Step.REFER_TO_CAFCASS, Step.REOPEN, Step.CLOSE,
)  # fmt: skip
SAID_ALREADY = (Step.READ, Step.NOT_SATISFIED, Step.PARTLY_SATISFIED, Step.ANOTHER_STAGE, Step.CLOSE)
"""For one who is satisfied and may yet think otherwise."""


def to_open(s: Scene) -> Message:
    """To whoever opens, signs or agrees."""
    opening, duty = s.case.waiting, s.open_duty(Task.OPEN)
    stage = s.stage_by_id(opening.to) if opening is not None else None
    if opening is None or duty is None or stage is None:
        return no_longer_asked(s)
    return say(
        s, f"{_asked_for(s, stage)} by {s.day(duty.due)}",
        sentences(at_risk(s), f"{s.raiser} asks {_to_do(s, opening, stage)}.", until(s, duty.due)),
        f"{_wanted(s, stage)} by {subject_date(s, duty.due)}", tone=tone_of(s),
        sections=(Section("Why", opening.why, s.raiser), *concern_sections(s), *earlier_answers(s)),
        facts=(*concern_facts(s), limit_fact(s)),
        if_nothing=f"If nothing is heard by then, {s.raiser} can open it alone.", steps=OPENING,
    )  # fmt: skip


def opening_awaited(s: Scene) -> Message:
    """To the raiser: who has to speak first, and until when."""
    opening, duty = s.case.waiting, s.open_duty(Task.OPEN)
    if opening is None or duty is None:
        return _opening_since(s)
    who = awaited(s)
    return say(
        s, f"{capital(in_text(s.stage_by_id(opening.to)))} waits for {who}",
        sentences(at_risk(s), f"Their word is asked for by {s.day(duty.due)}.", MEANWHILE.get(opening.reason, GOES_ON)),
        f"waits for {who}", tone=tone_of(s),
        sections=concern_sections(s), facts=(*people_facts(s), limit_fact(s)),
        if_nothing="If nothing is heard by then, the step is yours again.",
        steps=AWAITING,
    )  # fmt: skip


def _opening_since(s: Scene) -> Message:
    """It opened, or the step is the raiser's again, or the case has ended."""
    if s.open_duty(Task.DECIDE_TO_SEND) is not None:
        return not_opened(s)
    return stage_opened(s) if s.case.is_open or s.visit is None else closed(s)


def awaited(s: Scene) -> str:
    """Whose word a stage waits for."""
    owing = (n.person for d in s.case.duties if d.task is Task.OPEN for n in d.owed_by)
    return listed((s.name(person) for person in dict.fromkeys(owing)), "or")


def not_opened(s: Scene) -> Message:
    """The step is the raiser's again, after silence or a reason against it."""
    back = [e for e in s.entries if isinstance(e.facts, OpeningDeclined | OpeningGivenBack)]
    if not back or not s.case.raiser_may_open:
        return _not_sent(s) if s.open_duty(Task.DECIDE_TO_SEND) is not None else opening_awaited(s)
    last, facts = back[-1], back[-1].facts
    stage = in_text(s.stage_by_id(s.case.raiser_may_open[-1]))
    declined = isinstance(facts, OpeningDeclined)
    who = s.name(last.by) if declined else "nobody"
    title = f"{who} decided not to open {stage}" if declined else f"Nothing was heard about {stage}"
    reason = (Section("The reason", facts.reason, who),) if isinstance(facts, OpeningDeclined) else ()
    return say(
        s, title, sentences(at_risk(s), f"The step is yours{_again(s)}: {_yours(s)}."),
        f"the step is yours{_again(s)}", tone=tone_of(s),
        sections=(*reason, *answer_sections(s), *concern_sections(s)), facts=(*if_moved_today(s), limit_fact(s)),
        if_nothing=comes_back(s) if s.case.is_open else "If you do nothing, the case stays closed.", steps=_steps(s),
    )  # fmt: skip


def _not_sent(s: Scene) -> Message:
    """To the raiser: the register of people has changed since, and sending it again by the clock would help nobody."""
    stage = in_text(s.stage_by_id(s.case.start_at))
    who = f"{s.name(s.case.asking)} could not" if s.case.asking is not None else "nobody could"
    return say(
        s, "It could not be sent",
        sentences(
            at_risk(s), f"{capital(who)} be asked at {stage}, so nothing has gone out.",
            f"You can {_take_back(s, 'take it back and raise it anew, or ')}send it once there is somebody to ask.",
        ),
        "it could not be sent", tone=tone_of(s),
        sections=concern_sections(s), facts=concern_facts(s), if_nothing=comes_back(s),
        steps=(Step.UNDO, Step.SEND_NOW, Step.READ),
    )  # fmt: skip


def _again(s: Scene) -> str:
    """It was the raiser's before, and is somebody else's only after the raiser's silence."""
    return " again" if s.to == s.case.raiser else ""


def _take_back(s: Scene, words: str) -> str:
    return words if Step.UNDO in s.steps else ""


def _yours(s: Scene) -> str:
    if s.case.raised is None:
        return f"you can send it all the same{_take_back(s, ', or take it back')}"
    if not s.case.is_open:
        return "you can open the case there all the same, or elsewhere"
    return "you can go there, or elsewhere, with a reason"


def _steps(s: Scene) -> tuple[Step, ...]:
    if s.case.raised is None:
        return (Step.SEND_NOW, Step.UNDO, Step.READ)
    if not s.case.is_open:
        return (Step.REOPEN, Step.READ)
    return JUDGING if s.visit is not None and s.visit.answers else AFTER_SILENCE


def others_judge(s: Scene) -> Message:
    """To the raiser, where one of several judges is satisfied."""
    judge = s.open_duty(Task.JUDGE)
    if judge is None or s.visit is None:
        return stage_opened(s)
    others = [n.person for n in judge.owed_by if n.person not in s.visit.satisfied]
    satisfied = listed(s.you_or(person) for person in s.visit.satisfied)
    verb = "are" if len(s.visit.satisfied) > 1 or s.to in s.visit.satisfied else "is"
    have = "have" if len(others) > 1 or s.to in others else "has"
    who, what = ("All of them judge", "The other views are") if len(others) > 1 else ("Both judge", "The other view is")
    by = "" if s.is_past(judge.due) else f" {what} asked for by {s.day(judge.due)}."
    return say(
        s, f"{capital(satisfied)} {verb} satisfied; {listed(map(s.you_or, others))} {have} still to say",
        f"{who} the answer here.{by}",
        "another view is still asked for", tone=tone_of(s), sections=answer_sections(s), facts=(limit_fact(s),),
        steps=SAID_ALREADY if s.to in s.visit.satisfied else JUDGING,
    )  # fmt: skip


def asked_of_you(s: Scene) -> tuple[str, str]:
    """The one thing to know, and by when, for whoever a stage waits for, unless an answer is asked of them too."""
    opening = s.case.waiting
    stage = s.stage_by_id(opening.to) if opening is not None else None
    owed = [d for d in s.case.duties if d.task is Task.OPEN and any(s.to in (n.person, n.covering) for n in d.owed_by)]
    if s.to is None or stage is None or not owed or Step.ANSWER in s.steps:
        return "", ""
    return _asked_for(s, stage), f"Your word is asked for by {s.day(owed[0].due)}."


def _to_do(s: Scene, opening: Opening, stage: Stage) -> str:
    match opening.reason:
        case Entered.RAISED:
            return f"for {in_text(stage)} to open with this {s.procedure.words.case}"
        case Entered.REOPENED:
            return f"for the case to be opened again at {in_text(stage)}"
        case _:
            return f"for the case to move to {in_text(stage)}"


def _asked_for(s: Scene, stage: Stage) -> str:
    words = {"opening": f"You are asked to open {in_text(stage)}", "signature": "Your signature is asked for"}
    return words.get(_wanted(s, stage), "Your agreement is asked for")


def _wanted(s: Scene, stage: Stage) -> str:
    """What is theirs to give, by the post in which they are asked: a reminder asks for the same as the first time."""
    asked = (n for d in s.case.duties if d.task is Task.OPEN for n in d.owed_by)
    roles = {n.role for n in asked if s.to in (n.person, n.covering)}
    if stage.consult is None or stage.consult.kind == "consult" or stage.consult.who not in roles:
        return "opening"
    return "signature" if stage.consult.kind == "endorse" else "agreement"


def waits_for(opening: Opening | None, s: Scene) -> str:
    """Where the case is to go once others have spoken, for the case card."""
    if opening is None:
        return ""
    stage = in_text(s.stage_by_id(opening.to))
    if opening.reason is Entered.RAISED:
        return f"{capital(stage)} waits for {awaited(s)}."
    verb = "open again at" if opening.reason is Entered.REOPENED else "move to"
    return f"It is to {verb} {stage}, once {awaited(s)} has agreed."
