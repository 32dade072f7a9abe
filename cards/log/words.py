"""A sentence for each kind of log entry: "Tom Reid answered at Stage 1". People's own words stay out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from escalation import case_log as log
from escalation.case import (
    Answer,
    Case,
    Duty,
    Entered,
    Named,
    Outcome,
    ReferralKind,
    Silence,
    StageId,
    StageVisit,
    Task,
    Told,
    Verdict,
)
from escalation.decision import Entry, Situation
from escalation.duties import RAISERS_TASKS, task_of

from ..forms.occasion_fields import called
from ..scene import Scene, in_text
from ..wording import DateStyle, capital, counted, listed, time_of_day, working_days

Kind = TypeVar("Kind")
Worded = Callable[[Scene, Entry], str]

NOBODY = "the clock"

TASKS = {
    Task.SEND: "the sending",
    Task.DECIDE_TO_SEND: "the decision whether to send it",
    Task.ANSWER: "the answer",
    Task.SETTLE: "settling the matter",
    Task.ACKNOWLEDGE: "an acknowledgement",
    Task.AGREE_A_PLAN: "agreeing a plan",
    Task.CONVENE: "calling the meeting",
    Task.HOLD: "the meeting",
    Task.CONTEST: "objecting",
    Task.CONFIRM: "confirming the decision",
    Task.DISTRIBUTE: "sending it round",
    Task.ENTER_ON_RECORD: "putting it on the child’s record",
    Task.SET_A_DATE: "setting a date",
    Task.OPEN: "opening the next stage",
    Task.JUDGE: "the decision on what came",
    Task.DECIDE_FURTHER_TIME: "the decision on further time",
    Task.ACT: "an agreed action",
    Task.VERIFY: "looking whether an action was done",
    Task.PUT_ON_RECORD: "putting it on the child’s record",
    Task.OVERALL_LIMIT: "the overall limit",
}
"""What is owed, as the object of "was reminded of" and "the time for ... has passed"."""

STEPS_DONE = {
    Task.ACKNOWLEDGE: "acknowledged it",
    Task.AGREE_A_PLAN: "wrote down the plan that was agreed",
    Task.CONFIRM: "confirmed the decision",
    Task.DISTRIBUTE: "sent it round",
    Task.ENTER_ON_RECORD: "put it on the child’s record",
}
ASKED_AGAIN = {
    Task.JUDGE: "decide what happens next",
    Task.DECIDE_FURTHER_TIME: "decide on further time",
    Task.VERIFY: "look whether an action was done",
    Task.PUT_ON_RECORD: "put it on the child’s record",
    Task.SET_A_DATE: "set a date",
    Task.DECIDE_TO_SEND: "decide whether to send it",
}
REFERRED = {
    ReferralKind.CAFCASS: "referred the case to Cafcass",
    ReferralKind.LEGAL_ADVICE: "noted that legal advice was taken",
    ReferralKind.COMPLAINT: "noted a complaint",
    ReferralKind.ADVOCACY: "noted that there is an advocate",
    ReferralKind.COURT_APPLICATION: "noted an application to court",
    ReferralKind.OTHER_AGENCY: "took it to another agency",
}
VERDICTS = {
    Verdict.SATISFIED: "is satisfied with the answer",
    Verdict.PARTLY: "finds part of it settled",
    Verdict.NOT_SATISFIED: "is not satisfied with the answer",
}
OUTCOMES = {
    Outcome.RESOLVED: "closed the case: resolved",
    Outcome.SETTLED_IN_CONVERSATION: "noted that it was settled in conversation",
    Outcome.WITHDRAWN: "withdrew the case",
    Outcome.SUPERSEDED: "closed the case: another takes its place",
    Outcome.CHILD_LEFT: "closed the case: the child is no longer with the authority",
    Outcome.TRANSFERRED: "closed the case: transferred",
    Outcome.WITH_CAFCASS: "closed the case here: it is with Cafcass",
    Outcome.UNDONE: "undid it before it was sent",
    Outcome.PRAISE: "noted good practice",
}
WHY = {
    Entered.RAISED: "",
    Entered.SILENCE: ", as no answer came",
    Entered.NOT_SATISFIED: ", as the answer did not settle it",
    Entered.NOT_SETTLED: ", as it was not settled",
    Entered.NOT_DONE: ", as what was agreed was not done",
    Entered.PARTLY_SATISFIED: ", about what is left",
    Entered.BYPASS: ", for a reason that was given",
    Entered.REOPENED: ", as it was reopened",
}
GATES = {"consult": "was consulted", "endorse": "signed", "confirm": "agreed"}
TOLD = {
    Told.TOLD: "The child was told",
    Told.NOT_YET: "The child has not been told yet",
    Told.NOT_APPROPRIATE: "Telling the child was not thought right",
}


def log_sentence(entry: Entry, case: Case, situation: Situation) -> str | None:
    """None for what only keeps the machinery going."""
    return sentence(entry, Scene(case, situation, style=DateStyle.LETTER))


def who(entry: Entry, case: Case, situation: Situation) -> str:
    """ "Grace Bello for Tom Reid", or "the clock"."""
    return _who(entry, Scene(case, situation, style=DateStyle.LETTER))


def sentence(entry: Entry, s: Scene) -> str | None:
    worded = _KINDS.get(type(entry.facts))
    return (worded(s, entry) or None) if worded else None


def _who(entry: Entry, s: Scene) -> str:
    if entry.by is None:
        return NOBODY
    behalf = f" for {s.name(entry.on_behalf_of)}" if entry.on_behalf_of else ""
    return f"{s.name(entry.by)}{behalf}"


def _by(entry: Entry, s: Scene, did: str) -> str:
    return f"{_who(entry, s)} {did}"


def _visit(s: Scene, number: int | None) -> StageVisit | None:
    return next((v for v in s.case.visits if v.number == number), None)


def _at(s: Scene, number: int | None) -> str:
    visit = _visit(s, number)
    return f" at {s.short(visit)}" if visit else ""


def _people(s: Scene, owed_by: tuple[Named, ...]) -> str:
    return listed(s.name(n.person) for n in owed_by)


def _drafted(s: Scene, entry: Entry, facts: log.Drafted) -> str:
    if s.is_praise:
        return ""  # the entry that names the people says it
    taken_up = f", which takes up {facts.case.after}" if facts.case.after else ""
    return _by(entry, s, f"wrote the {s.procedure.words.case}{taken_up}")


def _raised(s: Scene, entry: Entry, facts: log.Raised) -> str:
    return f"The {s.procedure.words.case} was sent"


def _raised_late(s: Scene, entry: Entry, facts: log.RaisedLate) -> str:
    return f"It was raised after the time for raising, which ended on {s.day(facts.due)}"


def _gate(s: Scene, entry: Entry, facts: log.GateConsulted) -> str:
    stage = in_text(s.stage_by_id(facts.stage))
    if facts.consulted.who is None:
        return f"Consulting before {stage} was passed over, for a reason that was given"
    on = f" on {s.day(facts.consulted.on)}" if facts.consulted.on else ""
    gate = s.stage_by_id(facts.stage)
    kind = gate.consult.kind if gate is not None and gate.consult is not None else "consult"
    return f"{s.name(facts.consulted.who)} {GATES[kind]}{on}, before {stage}"


def _entered(s: Scene, entry: Entry, facts: log.StageEntered) -> str:
    visit = facts.visit
    asked = listed(s.named(n) for n in visit.asked)
    verb = "was" if len(visit.asked) == 1 else "were"
    days = facts.days_left
    left = f"; {working_days(days)} left overall" if days is not None and days >= 0 else ""
    over = listed(in_text(s.stage_by_id(stage)) for stage in facts.passed_over)
    passed = f" ({over} passed over)" if over else ""
    began = capital(in_text(s.stage_by_id(visit.stage)))
    stage = s.stage_by_id(visit.stage)
    deed = "told" if stage is not None and stage.owes_no_answer else "asked"
    people = f": {asked}, {verb} {deed}" if visit.asked else ""
    return f"{began} began{_why(s, visit.reason, facts.from_stage)}{passed}{people}{_kept_out(s, facts)}{left}"


def _why(s: Scene, reason: Entered, left: StageId | None) -> str:
    """What silence means depends on what was asked for at the stage that was left."""
    stage = s.stage_by_id(left) if left is not None else None
    if reason is not Entered.SILENCE or stage is None:
        return WHY[reason]
    if stage.meeting is not None:
        return ", as the meeting was not held"
    return WHY[Entered.NOT_SETTLED if Task.SETTLE in stage.clocks else reason]


def _kept_out(s: Scene, facts: log.StageEntered) -> str:
    """Whom the procedure does not ask about what they answered themselves."""
    if not facts.not_asked:
        return ""
    return f" (not {listed((s.name(p) for p in facts.not_asked), 'or')}, who answered before)"


def _opening_asked(s: Scene, entry: Entry, facts: log.OpeningAsked) -> str:
    stage, why = capital(in_text(s.stage_by_id(facts.opening.to))), WHY[facts.opening.reason]
    return f"{stage} is to open{why}, once others agree"


def _opening_agreed(s: Scene, entry: Entry, facts: log.OpeningAgreed) -> str:
    return _by(entry, s, f"agreed that {in_text(s.stage_by_id(facts.stage))} opens")


def _opening_declined(s: Scene, entry: Entry, facts: log.OpeningDeclined) -> str:
    return _by(entry, s, f"decided not to open {in_text(s.stage_by_id(facts.stage))}, for a reason that was given")


def _opening_back(s: Scene, entry: Entry, facts: log.OpeningGivenBack) -> str:
    return f"Nothing was heard about {in_text(s.stage_by_id(facts.stage))}: the step is {s.the_raiser}’s again"


def _opening_taken_back(s: Scene, entry: Entry, facts: log.OpeningTakenBack) -> str:
    return f"{capital(in_text(s.stage_by_id(facts.stage)))} is not opened for now: the case stays where it is"


def _not_sent(s: Scene, entry: Entry, facts: log.NotSent) -> str:
    return f"It could not be sent, as nobody could be asked at {in_text(s.stage_by_id(facts.stage))}"


def _found_satisfied(s: Scene, entry: Entry, facts: log.FoundSatisfied) -> str:
    return f"{s.name(facts.person)} is satisfied{_at(s, facts.visit)}; others have still to say"


def _skipped(s: Scene, entry: Entry, facts: log.StageSkipped) -> str:
    stage = capital(in_text(s.stage_by_id(facts.stage)))
    return f"{stage} was left out, as {s.name(facts.person)} had been asked already in another role"


def _date_set(s: Scene, entry: Entry, facts: log.DateSet) -> str:
    return _by(entry, s, f"set the date{_at(s, facts.visit)}: {s.day(facts.due)}")


def _counted_anew(s: Scene, entry: Entry, facts: log.DaysCountedAnew) -> str:
    dates = listed(f"{TASKS[duty.task]}, {s.day(duty.due)}" for duty in facts.duties)
    return f"The days were counted anew, as bank holidays have changed. Due now: {dates}"


def _reminded(s: Scene, entry: Entry, facts: log.Reminded) -> str:
    verb = "was" if len(facts.people) == 1 else "were"
    people = listed(s.name(p) for p in facts.people)
    return f"{people} {verb} reminded of {TASKS[facts.duty.task]}, {_date(s, facts.duty)}"


def _date(s: Scene, duty: Duty) -> str:
    return f"due {s.day(duty.due)}"


def _lapsed(s: Scene, entry: Entry, facts: log.Lapsed) -> str | None:
    if facts.duty.task is Task.SEND or facts.duty.task in RAISERS_TASKS:  # the asking again that follows says it
        return None
    owed, due = _people(s, facts.duty.owed_by), s.day(facts.duty.due)
    if facts.duty.task is Task.ANSWER:
        return f"No answer had come{_at(s, facts.duty.visit)} by {due} (asked: {owed})"
    return f"The date for {TASKS[facts.duty.task]}{_at(s, facts.duty.visit)}, {due}, passed ({owed})"


def _asked_again(s: Scene, entry: Entry, facts: log.AskedAgain) -> str:
    """Whoever owed it from the first is asked again; those further up the ladder come to be asked."""
    again = " again" if facts.duty.owed_by[0].person == facts.person else ""
    return f"{s.name(facts.person)} was asked{again} to {ASKED_AGAIN.get(facts.duty.task, 'decide')}"


def _limit(s: Scene, entry: Entry, facts: log.LimitReached) -> str:
    start, due = s.local(facts.duty.started), s.local(facts.duty.due)
    of = s.situation.calendar.working_days_between(start, due)
    return f"The overall time of {working_days(of)} ended on {s.day(due)}"


def _responded(s: Scene, entry: Entry, facts: log.Responded) -> str:
    answer = facts.answer
    behalf = f" for {s.name(answer.on_behalf_of)}" if answer.on_behalf_of else ""
    late = ", after the date" if answer.late else ""
    spoken = f", spoken, written down by {s.name(entry.by)}" if answer.spoken else _filed(s, entry, answer)
    if answer.assumed_from_silence:
        return f"{s.name(answer.by)}{behalf} did not reply{_at(s, facts.visit)}, which counts as agreement"
    if answer.contests:
        return f"{s.name(answer.by)}{behalf} did not accept what was asked{_at(s, facts.visit)}{late}"
    return f"{s.name(answer.by)}{behalf} answered{_at(s, facts.visit)}{late}{spoken}"


def _filed(s: Scene, entry: Entry, answer: Answer) -> str:
    """By mail, in words that only a person could file."""
    is_filed = entry.by is not None and entry.by != answer.by and not answer.assumed_from_silence
    return f", filed from a mail by {s.name(entry.by)}" if is_filed else ""


def _step_taken(s: Scene, entry: Entry, facts: log.StepTaken) -> str:
    late = ", after the date" if facts.done.late else ""
    return _by(entry, s, f"{STEPS_DONE[facts.done.task]}{_at(s, facts.visit)}{late}")


def _right_ended(s: Scene, entry: Entry, facts: log.RightEnded) -> str:
    return f"The time for contesting it{_at(s, facts.visit)} was over. The concern stays open"


def _clock_began(s: Scene, entry: Entry, facts: log.ClockBegan) -> str:
    return f"The time for {TASKS[task_of(facts.clock)]}{_at(s, facts.visit)} began"


def _decision(s: Scene, entry: Entry, facts: log.DecisionMade) -> str:
    return f"The authority’s last word was given{_at(s, facts.visit)}"


def _corrected(s: Scene, entry: Entry, facts: log.AnswerCorrected) -> str:
    return f"{s.name(facts.by)} put right the answer that was written down{_at(s, facts.visit)}"


def _judged(s: Scene, entry: Entry, facts: log.Judged) -> str:
    visit = _visit(s, facts.visit)
    came = visit is not None and any(answer.at <= entry.happened for answer in visit.answers)
    said = VERDICTS[facts.verdict] if came else VERDICTS[facts.verdict].removesuffix(" with the answer")
    return _by(entry, s, f"{said}{_at(s, facts.visit)}{_settled(s, facts.settled)}")


def _settled(s: Scene, numbers: tuple[int, ...]) -> str:
    """Which of several concerns, by theme."""
    themes = dict.fromkeys(c.category for c in s.case.concerns if c.number in numbers)
    known = s.procedure.categories
    return f" ({'; '.join(known[theme].title for theme in themes if theme in known)})" if themes else ""


def _waited(s: Scene, entry: Entry, facts: log.Waited) -> str:
    return _by(entry, s, f"decided to wait{_at(s, facts.duty.visit)}")


def _chosen(s: Scene, entry: Entry, facts: log.WhenSilentChosen) -> str:
    chosen = "moves up by itself" if facts.when_silent is Silence.MOVE_UP else "asks first"
    return _by(entry, s, f"chose that the case {chosen} if nobody answers")


def _time_asked(s: Scene, entry: Entry, facts: log.FurtherTimeAsked) -> str:
    return _by(entry, s, f"asked for time until {s.day(facts.until)}")


def _time_agreed(s: Scene, entry: Entry, facts: log.FurtherTimeAgreed) -> str:
    beyond = ", beyond the overall limit" if facts.beyond_limit else ""
    return _by(entry, s, f"agreed to further time until {s.day(facts.due)}{beyond}")


def _limit_put_off(s: Scene, entry: Entry, facts: log.LimitPutOff) -> str:
    return f"The overall limit moved with it, to {s.day(facts.duty.due)}"


def _time_refused(s: Scene, entry: Entry, facts: log.FurtherTimeRefused) -> str:
    return _by(entry, s, "did not agree to further time")


def _misdirected(s: Scene, entry: Entry, facts: log.Misdirected) -> str:
    stopped = f"{counted(facts.stopped, 'message')} stopped" if facts.stopped else ""
    gone = f"{counted(facts.gone, 'message')} had gone out" if facts.gone else ""
    what = listed([part for part in (stopped, gone) if part]) or "nothing had gone out"
    return _by(entry, s, f"said that what was written about the case was not for {s.name(facts.to)} ({what})")


def _forewarned(s: Scene, entry: Entry, facts: log.Forewarned) -> str:
    return _by(entry, s, f"said that the answer will not come in time{_at(s, facts.visit)}")


def _convened(s: Scene, entry: Entry, facts: log.MeetingConvened) -> str:
    return _by(entry, s, f"called a meeting for {s.day(facts.at)}, {time_of_day(facts.at)}")


def _held(s: Scene, entry: Entry, facts: log.MeetingHeld) -> str:
    on = f" on {s.day(facts.meeting.held)}" if facts.meeting.held else ""
    return f"The meeting was held{on}"


def _form(s: Scene, entry: Entry, facts: log.FormFilled) -> str:
    known = s.procedure.forms.get(facts.form)
    return _by(entry, s, f"filled in “{known.title if known else facts.form}”{_at(s, facts.visit)}")


def _agreed(s: Scene, entry: Entry, facts: log.ActionAgreed) -> str:
    doer = f" with {s.name(facts.action.who)}" if facts.action.who else ""
    return f"Action {facts.action.number} was agreed{doer}, to be done by {s.day(facts.action.by)}"


def _done(s: Scene, entry: Entry, facts: log.ActionReportedDone) -> str:
    return _by(entry, s, f"said that action {facts.action} was done on {s.day(facts.on)}")


def _verified(s: Scene, entry: Entry, facts: log.ActionVerified) -> str:
    return _by(entry, s, f"confirmed that action {facts.action} was done")


def _redated(s: Scene, entry: Entry, facts: log.ActionRedated) -> str:
    return _by(entry, s, f"asked for action {facts.action} again, by {s.day(facts.by)}")


def _dropped(s: Scene, entry: Entry, facts: log.ActionDropped) -> str:
    return _by(entry, s, f"dropped action {facts.action}, for a reason that was given")


def _referred(s: Scene, entry: Entry, facts: log.Referred) -> str:
    return _by(entry, s, f"{REFERRED[facts.referral.kind]} on {s.day(facts.referral.on)}")


def _referral_outcome(s: Scene, entry: Entry, facts: log.ReferralOutcomeRecorded) -> str:
    return _by(entry, s, f"noted what came of referral {facts.referral} on {s.day(facts.on)}")


def _on_record(s: Scene, entry: Entry, facts: log.PutOnRecord) -> str:
    visit = _visit(s, facts.visit)
    what = s.short(visit) if visit else "it"
    return _by(entry, s, f"put {what} on the child’s record on {s.day(facts.on)}")


def _child_told(s: Scene, entry: Entry, facts: log.ChildTold) -> str:
    return TOLD[facts.view.told]


def _handed(s: Scene, entry: Entry, facts: log.HandedOver) -> str:
    what = "the stage" if facts.visit is not None else "the case"
    return f"{s.name(facts.to)} took over {what} from {s.name(facts.person)}"


def _covered(s: Scene, entry: Entry, facts: log.CoverAsked) -> str:
    return f"{s.name(facts.to)} was asked, as {s.name(facts.person)} is away"


def _status(s: Scene, entry: Entry, facts: log.ChildStatusChanged) -> str:
    child = next((c.initials for c in s.case.more_children if c.record == facts.record), "")
    whose = f"{child or s.case.child.initials}’s" if s.case.more_children else "the child’s"
    return _by(entry, s, f"changed {whose} status to {facts.status.replace('_', ' ')}")


def _occasion(s: Scene, entry: Entry, facts: log.OccasionDated) -> str:
    what, day, ends = called(facts.occasion), s.day(facts.occasion.on), facts.occasion.ends
    at = f", ending at {time_of_day(s.situation.calendar.moment(facts.occasion.on, ends))}" if ends is not None else ""
    if facts.before is None or facts.before.on == facts.occasion.on:
        return _by(entry, s, f"recorded the {what} on {day}{at}")
    return _by(entry, s, f"moved the {what} from {s.day(facts.before.on)} to {day}{at}")


def _praised(s: Scene, entry: Entry, facts: log.Praised) -> str:
    return _by(entry, s, f"noted {s.procedure.words.praise} by {listed(s.name(p) for p in facts.people)}")


def _closed(s: Scene, entry: Entry, facts: log.CaseClosed) -> str:
    return "" if facts.outcome is Outcome.PRAISE else f"{s.name(facts.by)} {OUTCOMES[facts.outcome]}"


def _reopened(s: Scene, entry: Entry, facts: log.Reopened) -> str:
    return _by(entry, s, "reopened the case, with new limits")


def _for(kind: type[Kind], worded: Callable[[Scene, Entry, Kind], str | None]) -> tuple[type, Worded]:
    """One kind of entry and its words. The facts are known to be of that kind, as it is the key."""

    def word(s: Scene, entry: Entry) -> str:
        assert isinstance(entry.facts, kind), "the kind is the key"
        return worded(s, entry, entry.facts) or ""

    return kind, word


_KINDS: Mapping[type, Worded] = dict(
    (
        _for(log.Drafted, _drafted),
        _for(log.Raised, _raised),
        _for(log.RaisedLate, _raised_late),
        _for(log.GateConsulted, _gate),
        _for(log.OpeningAsked, _opening_asked),
        _for(log.OpeningAgreed, _opening_agreed),
        _for(log.OpeningDeclined, _opening_declined),
        _for(log.OpeningGivenBack, _opening_back),
        _for(log.OpeningTakenBack, _opening_taken_back),
        _for(log.NotSent, _not_sent),
        _for(log.FoundSatisfied, _found_satisfied),
        _for(log.StageEntered, _entered),
        _for(log.StageSkipped, _skipped),
        _for(log.DateSet, _date_set),
        _for(log.DaysCountedAnew, _counted_anew),
        _for(log.Reminded, _reminded),
        _for(log.Lapsed, _lapsed),
        _for(log.AskedAgain, _asked_again),
        _for(log.LimitReached, _limit),
        _for(log.Responded, _responded),
        _for(log.StepTaken, _step_taken),
        _for(log.RightEnded, _right_ended),
        _for(log.ClockBegan, _clock_began),
        _for(log.DecisionMade, _decision),
        _for(log.AnswerCorrected, _corrected),
        _for(log.Judged, _judged),
        _for(log.Waited, _waited),
        _for(log.WhenSilentChosen, _chosen),
        _for(log.FurtherTimeAsked, _time_asked),
        _for(log.FurtherTimeAgreed, _time_agreed),
        _for(log.LimitPutOff, _limit_put_off),
        _for(log.FurtherTimeRefused, _time_refused),
        _for(log.Forewarned, _forewarned),
        _for(log.Misdirected, _misdirected),
        _for(log.MeetingConvened, _convened),
        _for(log.MeetingHeld, _held),
        _for(log.FormFilled, _form),
        _for(log.ActionAgreed, _agreed),
        _for(log.ActionReportedDone, _done),
        _for(log.ActionVerified, _verified),
        _for(log.ActionRedated, _redated),
        _for(log.ActionDropped, _dropped),
        _for(log.Referred, _referred),
        _for(log.ReferralOutcomeRecorded, _referral_outcome),
        _for(log.PutOnRecord, _on_record),
        _for(log.ChildTold, _child_told),
        _for(log.HandedOver, _handed),
        _for(log.CoverAsked, _covered),
        _for(log.ChildStatusChanged, _status),
        _for(log.OccasionDated, _occasion),
        _for(log.Praised, _praised),
        _for(log.CaseClosed, _closed),
        _for(log.Reopened, _reopened),
    )
)
"""DutyOwed, DutyEnded, DutyMoved and ClockStopped are left out: the entries beside them say what they mean."""
