"""Why something was not done: what the case is now, and what this person can do. One sentence or two, by key."""

from __future__ import annotations

from collections.abc import Mapping

from escalation.case import Case, PersonId, Task
from escalation.decision import Situation
from escalation.errors import ActionRefused
from escalation.permissions import Step, steps_open

from .messages.of_opening import waits_for
from .refusal_sentences import SENTENCES
from .scene import Scene
from .wording import capital, listed, sentences, time_of_day

STATE_HELPS = frozenset(
    [
        "stage_has_moved", "no_such_visit", "no_answer_owed", "no_time_asked", "time_asked_already",
        "nothing_to_wait_for", "no_date_to_set", "no_meeting_owed", "case_is_closed", "not_closed", "nothing_held",
        "no_answer_to_judge", "may_not_answer", "not_sent_yet",
        "no_such_step_owed", "nothing_to_contest", "right_to_dissent_ended",
    ]
)  # fmt: skip
"""Refusals after which it helps to know how the case stands."""

DEEDS: Mapping[Step, str] = {
    Step.UNDO: "undo it",
    Step.SEND_NOW: "send it",
    Step.FILL_IN: "fill in the form",
    Step.ASK_FURTHER_TIME: "ask for further time",
    Step.PASS_ON: "pass it on",
    Step.FOREWARN: "say that the date will not be met",
    Step.CORRECT_ANSWER: "put the answer right",
    Step.ACKNOWLEDGE: "acknowledge it",
    Step.AGREE_A_PLAN: "agree a plan",
    Step.CONTEST: "contest it",
    Step.CONFIRM: "confirm it",
    Step.DISTRIBUTE: "say that it was sent round",
    Step.ENTER_ON_RECORD: "say that it is on the record",
    Step.CONVENE_MEETING: "call the meeting",
    Step.RECORD_MEETING: "record the meeting",
    Step.ACTION_DONE: "say that the action is done",
    Step.SATISFIED: "settle it",
    Step.PARTLY_SATISFIED: "settle part of it",
    Step.NOT_SATISFIED: "decide on the answer",
    Step.MOVE_UP: "move it",
    Step.ANOTHER_STAGE: "move it",
    Step.OPEN_STAGE: "open the stage",
    Step.DECLINE_TO_OPEN: "say that it should not open",
    Step.SET_DATE: "set the date",
    Step.WAIT: "decide to wait",
    Step.CHOOSE_WHEN_SILENT: "choose what silence means",
    Step.AGREE_FURTHER_TIME: "agree to further time",
    Step.REFUSE_FURTHER_TIME: "decide on further time",
    Step.RECORD_SPOKEN_ANSWER: "write down a spoken answer",
    Step.VERIFY_ACTION: "confirm the action",
    Step.ACTION_NOT_DONE: "ask for the action again",
    Step.DROP_ACTION: "drop the action",
    Step.PUT_ON_RECORD: "say that it is on the child’s record",
    Step.REFER_TO_CAFCASS: "refer it to Cafcass",
    Step.RECORD_REFERRAL: "note a referral",
    Step.RECORD_REFERRAL_OUTCOME: "note what came of a referral",
    Step.REASSIGN: "hand it over",
    Step.CLOSE: "close it",
    Step.REOPEN: "open it again",
    Step.CHANGE_CHILD_STATUS: "change the child’s status",
    Step.DATE_OCCASION: "give the day of a review or conference",
    Step.READ: "read it",
}
RAISERS = frozenset(
    [
        Step.UNDO, Step.SEND_NOW, Step.SATISFIED, Step.PARTLY_SATISFIED, Step.NOT_SATISFIED, Step.MOVE_UP,
        Step.ANOTHER_STAGE, Step.SET_DATE, Step.WAIT, Step.CHOOSE_WHEN_SILENT, Step.AGREE_FURTHER_TIME,
        Step.REFUSE_FURTHER_TIME, Step.RECORD_SPOKEN_ANSWER, Step.VERIFY_ACTION, Step.ACTION_NOT_DONE, Step.DROP_ACTION,
        Step.PUT_ON_RECORD, Step.REFER_TO_CAFCASS, Step.RECORD_REFERRAL, Step.RECORD_REFERRAL_OUTCOME, Step.CLOSE,
        Step.REOPEN,
    ]
)  # fmt: skip
"""Steps that are the raiser's, so that a refusal can name who can take them."""


def refusal(error: ActionRefused, case: Case | None, situation: Situation, viewer: PersonId) -> str:
    """What to tell the person whose action was refused."""
    s = Scene(case, situation, viewer) if case is not None else None
    said = _said(error, s, situation)
    state = how_it_stands(s) if s is not None and _state_helps(error) else ""
    return sentences(said, state)


def how_it_stands(s: Scene) -> str:
    """The case now, and whether anything is asked of this person: "Sara Patel answered this at 2:14pm. ..."."""
    if s.case.closed is not None:
        end = s.case.closed
        reopens = Step.REOPEN in steps_open(s.case, s.to, s.situation) if s.to is not None else False
        rest = f"You can open it again: write “reopen {s.case.ref}”." if reopens else _yours(s)
        return f"{s.name(end.by)} closed it on {s.day(end.at)}. {rest}"
    visit = s.visit
    if visit is None:
        return sentences(waits_for(s.case.waiting, s), _draft_is_yours(s))
    if visit.answers and s.open_duty(Task.ANSWER, visit=visit.number) is None:
        return sentences(_answered(s), _yours(s))
    due = s.due(visit)
    by = f" by {s.day(due)}" if due is not None and not s.is_past(due) else ""
    asked = f"you are asked{by}." if s.to in {n.person for n in visit.asked} else f"{s.are_asked(visit)}{by}."
    return sentences(f"It is at {s.short(visit)}: {asked}", _yours(s))


def _answered(s: Scene) -> str:
    visit = s.visit
    assert visit is not None and visit.answers, "asked for where an answer has come"
    last = visit.answers[-1]
    when = f"at {time_of_day(last.at)}" if s.local(last.at) == s.today else f"on {s.day(last.at)}"
    reading = "" if s.to == s.case.raiser else f" {capital(s.the_raiser)} is reading it."
    return f"{s.name(last.by)} answered this {when}.{reading}"


def _draft_is_yours(s: Scene) -> str:
    """What this person can do with what was written and not sent."""
    open_to = steps_open(s.case, s.to, s.situation) if s.to is not None else frozenset()
    deeds = [
        DEEDS[step] for step in (Step.UNDO, Step.SEND_NOW, Step.OPEN_STAGE, Step.DECLINE_TO_OPEN) if step in open_to
    ]
    return f"You can {listed(deeds, 'or')}." if deeds else "Nothing is needed from you."


def _yours(s: Scene) -> str:
    """Whether anything is asked of this person."""
    mine = [d for d in s.case.duties if any(n.person == s.to for n in d.owed_by) and d.task is not Task.OVERALL_LIMIT]
    if not mine:
        return "Nothing more is needed from you."
    return "Open the case to see what is asked of you."


def _state_helps(error: ActionRefused) -> bool:
    return error.key in STATE_HELPS


def _said(error: ActionRefused, s: Scene | None, situation: Situation) -> str:
    if error.key in SENTENCES:
        return SENTENCES[error.key].format_map(_facts(error, s)).strip()
    if error.key.startswith("may_not_"):
        return _may_not(error.key.removeprefix("may_not_"), s)
    return "This cannot be done here. Open the case to see what can."


def _facts(error: ActionRefused, s: Scene | None) -> _Named:
    """Stages named by their key are shown by their title."""
    facts = dict(error.facts)
    if s is not None and "stages" in facts:
        stages = (s.stage_by_id(key) for key in facts["stages"].split(", "))  # type: ignore[arg-type]
        facts["stages"] = listed((stage.title if stage else "" for stage in stages), "or") or facts["stages"]
    return _Named(facts)


class _Named(dict[str, str]):
    """A fact that was not given leaves its place empty: a refusal is told in any case."""

    def __missing__(self, key: str) -> str:
        return ""


def _may_not(name: str, s: Scene | None) -> str:
    step = next((step for step in Step if step.name.lower() == name), None)
    if step is None or s is None:
        return "This is not yours to do here."
    if step in RAISERS:
        return f"Only {s.the_raiser} can {DEEDS[step]}: {s.raiser}."
    if s.visit is not None and step is not Step.REASSIGN:
        return f"Only the person who is asked can {DEEDS[step]}: {s.asked()}."
    return f"You cannot {DEEDS[step]} here. A manager of the person can."
