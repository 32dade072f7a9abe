"""The fields that each step asks for, with the choices that this case offers. A step without fields is one press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation.case import Entered, Opening, Outcome, ReferralKind, Silence, StageVisit
from escalation.duties import awaited_on
from escalation.occasions import occasions_of
from escalation.permissions import Step
from escalation.steps.moving import along as along_the_way

from ..children import initials_of_all
from ..messages.date_words import only_beside
from ..messages.parts import LABELS
from ..telling import Telling
from .authority_fields import answer_rows, attendance_rows, closing_rows, fill_in_rows, minutes_rows, view_rows
from .fields import Field, Kind, Option, Rows
from .meeting_fields import free_time_options
from .move_fields import along, onward, stage_options, stages_of, ways_of
from .occasion_fields import occasion_rows
from .shared_fields import STATUSES, child_told, name_of, number_options, people_options, person_field

ACTIONS_IN_A_FORM = 3
LISTED_BYTES = 12 * 1024
"""What a list of people may weigh in a form that asks for little else."""
CALLED_OFF = (
    (Outcome.WITHDRAWN, "Withdrawn"),
    (Outcome.SUPERSEDED, "Overtaken by another case"),
    (Outcome.CHILD_LEFT, "The child has left"),
    (Outcome.TRANSFERRED, "Transferred to another authority"),
    (Outcome.WITH_CAFCASS, "With Cafcass, the local process ends"),
)
REFERRALS = (
    (ReferralKind.LEGAL_ADVICE, "Independent legal advice"),
    (ReferralKind.COMPLAINT, "Complaint"),
    (ReferralKind.ADVOCACY, "Advocacy"),
    (ReferralKind.COURT_APPLICATION, "Application to court"),
    (ReferralKind.OTHER_AGENCY, "Another agency"),
)


def rows_for(step: Step, telling: Telling) -> Rows:
    """The fields of `step` in order; none where pressing the button says it all."""
    found = _ROWS.get(step)
    return found(telling) if found is not None else ()


def is_one_press(step: Step, telling: Telling) -> bool:
    """Nothing to fill in. Only moving up depends on the case: at a fork, before a meeting, at a gate."""
    return step not in _ROWS or (step is Step.MOVE_UP and not _move_up(telling))


def why(label: str, remedy: str, required: bool = True) -> Field:
    return Field("reason", label, Kind.WORDS, required, remedy)


def on_day(label: str, remedy: str = "Choose the day.") -> Field:
    return Field("on", label, Kind.DATE, True, remedy)


def _visit(telling: Telling) -> StageVisit | None:
    return telling.case.visit


def action_rows(number: int) -> Rows:
    """What, who, by when."""
    title = "Action: what will be done" if number == 1 else f"Action {number}: what will be done"
    return (
        Field(f"action_{number}", title, Kind.LINE),
        (
            Field(f"action_who_{number}", "By whom", Kind.LINE),
            Field(f"action_by_{number}", "By when", Kind.DATE, remedy="Choose the day it will be done by."),
        ),
    )


def _answer(telling: Telling) -> Rows:
    text = Field("answer", "Your answer", Kind.WORDS, True, "Write what has been done or will be done.")
    return (text, *answer_rows(telling), *action_rows(1))


def _further_time(telling: Telling) -> Rows:
    return (
        Field("until", "Until when", Kind.DATE, True, "Choose the day by which you can answer."),
        why("Why more time is needed", "Say in a line why more time is needed."),
    )


def _pass_on(telling: Telling) -> Rows:
    options = people_options(telling, without={telling.to})
    to = Field("to", "Pass to", Kind.ONE_OF_MANY, True, "Choose the colleague who can answer.")
    return (person_field(to, options, LISTED_BYTES),)


def _forewarn(_: Telling) -> Rows:
    return (why("What stands in the way", "Say in a line what stands in the way."),)


def _correct(telling: Telling) -> Rows:
    visit = _visit(telling)
    spoken = [answer for answer in (visit.answers if visit else ()) if answer.spoken]
    text = str(spoken[-1].text) if spoken else ""
    return (Field("answer", "Your answer as it should read", Kind.WORDS, True, "Write your answer.", value=text),)


def _plan(_: Telling) -> Rows:
    text = Field("plan", "How it will be settled", Kind.WORDS, True, "Write what will be done, in a line or more.")
    return (text, *action_rows(1))


def _contest(_: Telling) -> Rows:
    return (why("Why you do not accept it", "Say why; it goes to whoever raised it."),)


def _confirm(_: Telling) -> Rows:
    return (Field("note", "Anything to add", Kind.WORDS),)


def _distribute(_: Telling) -> Rows:
    to = Field("sent_to", "Sent to", Kind.LINE, True, "Name who got it.")
    return (on_day("Sent on", "Choose the day it was sent."), to)


def _entered(_: Telling) -> Rows:
    return (on_day("On the child’s record since", "Choose the day it was put on the record."),)


def _convene(telling: Telling) -> Rows:
    free = free_time_options(telling)
    choice = Field("free", "Free for all who have to be there, by their calendars", Kind.ONE_OF, options=free)
    other = "Another day" if free else "Day"
    return (
        *((choice,) if free else ()),
        (
            Field("on", other, Kind.DATE, not free, "Choose the day of the meeting."),
            Field("time", "Time", Kind.TIME, not free, "Choose when the meeting begins."),
        ),
        Field("place", "Where", Kind.LINE, True, "Name the room, or say that it is in Teams."),
    )


def _record_meeting(telling: Telling) -> Rows:
    many = [row for number in range(1, ACTIONS_IN_A_FORM + 1) for row in action_rows(number)]
    grid, views = attendance_rows(telling), view_rows(telling)
    outcome = "What came of it" if views else "What came of it, and each person’s view"
    return (
        Field("held", "Held on", Kind.DATE, True, "Choose the day the meeting was held."),
        *grid,
        Field("present", "Who else was there", Kind.LINE)
        if grid
        else Field("present", "Who was there", Kind.WORDS, True, "Name who was there."),
        *(() if grid else (Field("apologies", "Who sent apologies", Kind.LINE),)),
        Field("outcome", outcome, Kind.WORDS, True, "Write what was decided."),
        *views,
        *minutes_rows(telling),
        *many,
    )


def _actions_open(telling: Telling) -> tuple[Option, ...]:
    return tuple(
        Option(str(action.number), f"{action.number}. {' '.join(action.what.split())}"[:100])
        for action in telling.case.actions
        if action.is_open
    )


def _which_action(telling: Telling) -> Field:
    """A list that opens, for in choices that stand in sight Markdown is active, and the actions are people's words."""
    options = _actions_open(telling)
    first = options[0].value if len(options) == 1 else ""
    return Field("agreed", "Which action", Kind.ONE_OF, True, "Choose the action.", options, first)


def _action_done(telling: Telling) -> Rows:
    return (_which_action(telling), on_day("Done on"))


def _verify(telling: Telling) -> Rows:
    return (_which_action(telling),)


def _not_done(telling: Telling) -> Rows:
    return (
        _which_action(telling),
        Field("by", "To be done by", Kind.DATE, True, "Choose the new day."),
        why("What is still to do", "Say what is still to do."),
    )


def _drop(telling: Telling) -> Rows:
    return (_which_action(telling), why("Why it is dropped", "Say why it is not needed any more."))


def _satisfied(telling: Telling) -> Rows:
    initials = initials_of_all(telling.case)
    label = f"What has changed for {initials}" if initials else "What has changed"
    return (
        Field("difference", label, Kind.WORDS, True, "Say in a line what has changed."),
        *closing_rows(telling),
        *child_told(required=False),
    )


def _partly(telling: Telling) -> Rows:
    concerns = [concern for concern in telling.case.concerns if not concern.settled]
    reason = why("What is still open", "Say what is still open.")
    if len(concerns) == 1:
        return (reason,)
    titles = telling.situation.procedure.categories
    options = tuple(
        Option(str(concern.number), f"{concern.number}. {titles[concern.category].title}") for concern in concerns
    )
    return (Field("settled", "Settled", Kind.SOME_OF, options=options), reason)


def _not_satisfied(telling: Telling) -> Rows:
    reason = why("Why this does not settle it", "Say what the answer leaves open.")
    return (reason, *along(telling, silent=False))


def _move_up(telling: Telling) -> Rows:
    fields = along(telling, silent=True)
    if _to_open_alone(telling):
        return (why("Why you open it alone", "Say in a line why you open it alone."), *fields)
    return tuple(fields) if _date_has_passed(telling) else (why("Why now", "Say why it cannot wait."), *fields)


def _to_open_alone(telling: Telling) -> bool:
    """Whoever opens the next stage was silent, or would not."""
    return bool(set(ways_of(telling, silent=True)) & set(telling.case.raiser_may_open))


def _date_has_passed(telling: Telling) -> bool:
    visit = _visit(telling)
    return visit is None or any(d.lapsed is not None for d in telling.case.duties if d.visit == visit.number)


def _another_stage(telling: Telling) -> Rows:
    stages = stages_of(telling)
    visit = _visit(telling)
    others = tuple(stage for stage in stages if visit is None or stage != visit.stage)
    hint = telling.situation.procedure.advice.skipping or ""
    to = Field("to", "Move to", Kind.ONE_OF, True, "Choose a stage.", stage_options(stages, others), hint=hint)
    reason = why("Why this stage", "Say why it goes to this stage.")
    ways = along_the_way(telling.case, telling.situation)
    openings = [Opening(to, Entered.NOT_SATISFIED if to in ways else Entered.BYPASS) for to in others]
    return (to, reason, *onward(telling, openings))


def _decline(_: Telling) -> Rows:
    return (why("Why it should not open", "Say in a line why it should not open."),)


def _set_date(telling: Telling) -> Rows:
    visit = _visit(telling)
    stage = stages_of(telling)[visit.stage] if visit is not None else None
    usual = "The meeting is held by" if stage is not None and stage.meeting is not None else "To be answered by"
    beside = only_beside(telling.case, visit) if visit is not None else None
    return (
        Field(
            "until",
            LABELS[beside] if beside is not None else usual,
            Kind.DATE,
            True,
            "Choose a day that is still to come.",
        ),
    )


def _when_silent(telling: Telling) -> Rows:
    options = (
        Option(Silence.ASK_THE_RAISER.value, "Ask me"),
        Option(Silence.MOVE_UP.value, "Move it up"),
    )
    now = telling.case.when_silent.value
    return (Field("when_silent", "If nobody answers in time", Kind.ONE_IN_SIGHT, True, "Choose one.", options, now),)


def _agree(telling: Telling) -> Rows:
    visit = _visit(telling)
    until = visit.asked_until.isoformat() if visit is not None and visit.asked_until else ""
    return (Field("until", "Agreed until", Kind.DATE, remedy="Choose the day.", value=until),)


def _refuse(_: Telling) -> Rows:
    return (why("Why not", "Say in a line why not.", required=False),)


def _spoken_answer(telling: Telling) -> Rows:
    visit = _visit(telling)
    asked = visit.asked if visit is not None else ()
    options = tuple(Option(named.person, name_of(telling, named.person)) for named in asked)
    first = options[0].value if len(options) == 1 else ""
    return (
        Field("by", "Who answered", Kind.ONE_OF, True, "Choose who answered.", options, first),
        on_day("Spoken on", "Choose the day you spoke."),
        Field("answer", "What was said", Kind.WORDS, True, "Write what the answer was."),
        *action_rows(1),
    )


def _on_record(telling: Telling) -> Rows:
    return (
        on_day("On the child’s record since", "Choose the day it was put on the record."),
        *child_told(required=True),
        Field("views", "What the child thinks of it", Kind.WORDS),
    )


def _cafcass(telling: Telling) -> Rows:
    return (
        Field("reason", "Why Cafcass", Kind.WORDS, True, "Say why you refer it to Cafcass."),
        Field("ends_here", "This ends the local process", Kind.TICK),
    )


def _referral(_: Telling) -> Rows:
    options = tuple(Option(kind.value, title) for kind, title in REFERRALS)
    return (
        Field("kind", "What", Kind.ONE_OF, True, "Choose what it is.", options),
        on_day("On"),
        why("Why", "Say in a line why."),
    )


def _referral_outcome(telling: Telling) -> Rows:
    titles: dict[ReferralKind, str] = {ReferralKind.CAFCASS: "Cafcass", **dict(REFERRALS)}
    waiting = [referral for referral in telling.case.referrals if referral.outcome_on is None]
    options = number_options((referral.number, titles[referral.kind]) for referral in waiting)
    first = options[0].value if len(options) == 1 else ""
    return (
        Field("referral", "Which", Kind.ONE_OF, True, "Choose which one.", options, first),
        on_day("On"),
        Field("outcome", "What came of it", Kind.WORDS, True, "Say in a line what came of it."),
    )


def _reassign(telling: Telling) -> Rows:
    case, visit = telling.case, _visit(telling)
    holders = dict.fromkeys([case.raiser, *(named.person for named in (visit.asked if visit else ()))])
    options = tuple(Option(person, name_of(telling, person)) for person in holders)
    to = Field("to", "To", Kind.ONE_OF_MANY, True, "Choose who takes it on.")
    return (
        Field("person", "From", Kind.ONE_OF, True, "Choose whose part is handed over.", options),
        person_field(to, people_options(telling), LISTED_BYTES),
        why("Why", "Say in a line why it is handed over."),
    )


def _close(telling: Telling) -> Rows:
    options = tuple(Option(outcome.value, title) for outcome, title in CALLED_OFF)
    return (
        Field("outcome", "How it ends", Kind.ONE_OF, True, "Choose how it ends.", options),
        why("Why", "Say in a line why it ends here."),
        Field("difference", "What has changed for the child", Kind.WORDS),
    )


def _reopen(telling: Telling) -> Rows:
    closed, stages = telling.case.closed, stages_of(telling)
    ended = str(closed.stage) if closed is not None and closed.stage is not None else ""
    return (
        why("Why it is opened again", "Say why it is opened again."),
        Field("to", "At", Kind.ONE_OF, options=stage_options(stages, stages), value=ended),
        *onward(telling, [Opening(stage, Entered.REOPENED) for stage in stages]),
    )


def _child_status(telling: Telling) -> Rows:
    case, options = telling.case, tuple(Option(value, title) for value, title in STATUSES.items())
    several = tuple(Option(child.record, f"{child.initials}, {child.record}") for child in case.children)
    which = (Field("record", "Which child", Kind.ONE_OF, True, "Choose the child.", several),)
    now = "" if case.more_children else case.child.status.value
    status = Field("status", "The child is", Kind.ONE_OF, True, "Choose one.", options, now)
    return (*(which if case.more_children else ()), status)


def _occasion(telling: Telling) -> Rows:
    today = telling.situation.today
    return occasion_rows(awaited_on(telling.case, telling.situation), occasions_of(telling.case), today)


_ROWS: Mapping[Step, Callable[[Telling], Rows]] = {
    Step.ANSWER: _answer,
    Step.FILL_IN: fill_in_rows,
    Step.ASK_FURTHER_TIME: _further_time,
    Step.PASS_ON: _pass_on,
    Step.FOREWARN: _forewarn,
    Step.CORRECT_ANSWER: _correct,
    Step.AGREE_A_PLAN: _plan,
    Step.CONTEST: _contest,
    Step.CONFIRM: _confirm,
    Step.DISTRIBUTE: _distribute,
    Step.ENTER_ON_RECORD: _entered,
    Step.CONVENE_MEETING: _convene,
    Step.RECORD_MEETING: _record_meeting,
    Step.ACTION_DONE: _action_done,
    Step.SATISFIED: _satisfied,
    Step.PARTLY_SATISFIED: _partly,
    Step.NOT_SATISFIED: _not_satisfied,
    Step.MOVE_UP: _move_up,
    Step.ANOTHER_STAGE: _another_stage,
    Step.DECLINE_TO_OPEN: _decline,
    Step.SET_DATE: _set_date,
    Step.CHOOSE_WHEN_SILENT: _when_silent,
    Step.AGREE_FURTHER_TIME: _agree,
    Step.REFUSE_FURTHER_TIME: _refuse,
    Step.RECORD_SPOKEN_ANSWER: _spoken_answer,
    Step.VERIFY_ACTION: _verify,
    Step.ACTION_NOT_DONE: _not_done,
    Step.DROP_ACTION: _drop,
    Step.PUT_ON_RECORD: _on_record,
    Step.REFER_TO_CAFCASS: _cafcass,
    Step.RECORD_REFERRAL: _referral,
    Step.RECORD_REFERRAL_OUTCOME: _referral_outcome,
    Step.REASSIGN: _reassign,
    Step.CLOSE: _close,
    Step.REOPEN: _reopen,
    Step.CHANGE_CHILD_STATUS: _child_status,
    Step.DATE_OCCASION: _occasion,
}
