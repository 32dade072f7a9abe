"""A step of a scenario as the action it stands for, with names looked up and days counted from now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from escalation import actions as do
from escalation.case import (
    NO_VIEW,
    NO_WORDS,
    Attended,
    Case,
    CaseRef,
    Child,
    ChildStatus,
    ChildView,
    Consulted,
    Occasion,
    Outcome,
    PersonId,
    RoleId,
    Silence,
    Spoken,
    StageId,
    Task,
    TrackId,
    ViewNoted,
    Words,
)
from escalation.decision import Situation

from ..talk.faces import NotTaken
from . import steps as said
from .naming import Naming
from .scenario import Did
from .values import DayWords

NO_REF = CaseRef("")
SILENCE = {said.ASK_ME: Silence.ASK_THE_RAISER, said.MOVE_IT_UP: Silence.MOVE_UP}
BY_THOSE_ASKED = (
    said.Answer,
    said.Ask,
    said.Forewarn,
    said.PassOn,
    said.MeetingCalled,
    said.MeetingHeld,
    said.Acknowledged,
    said.PlanAgreed,
    said.Contested,
    said.Confirmed,
    said.SentRound,
)


@dataclass(frozen=True)
class Acting:
    """Turns steps into actions on `case` (None before it is raised), as things stand in `situation`."""

    naming: Naming
    situation: Situation
    case: Case | None

    def who(self, step: Did) -> PersonId:
        """Whoever the step names; else the person whose turn it is. Raises NotTaken."""
        if step.by is not None:
            return self.naming.person(step.by)
        if isinstance(step, BY_THOSE_ASKED):
            asked = self._case.visit.asked if self._case.visit else ()
            if not asked:
                raise NotTaken("Nobody is asked yet. Say who does it: by.")
            return asked[0].person
        if isinstance(step, said.ActionDone):
            return self._doer(step.action)
        return self._opener() if isinstance(step, said.OpenStage | said.DoNotOpen) else self._case.raiser

    def action(self, step: Did) -> do.HumanAction:
        """Raises NotTaken where the step names something that is not there."""
        by = do.Said(self.who(step), do.Via.TEAMS)
        if isinstance(step, said.Raise):
            return self._raise(step, by)
        if isinstance(step, said.Praise):
            return self._praise(step, by)
        return self._beside_an_answer(step, by, self._visit)

    def _on_a_case(self, step: Did, by: do.Said, visit: int) -> do.HumanAction:
        match step:
            case said.Undo() | said.SendNow():
                return do.UndoRaise(by) if isinstance(step, said.Undo) else do.SendNow(by)
            case said.Answer():
                actions, filled = self._actions(step.actions), self._filled(step.fields)
                return do.Respond(by, self._visit_at(step.at), Words(step.text), actions, filled)
            case said.SpokenAnswer():
                person, on = self.naming.person(step.said_by), self._day(step.on)
                actions = self._actions(step.actions)
                return do.RecordSpokenAnswer(by, visit, person, on, Words(step.text), actions)
            case said.Ask():
                return do.AskFurtherTime(by, visit, self._day(step.until), Words(step.because))
            case said.PassOn():
                return do.PassOn(by, visit, self.naming.person(step.to))
            case said.MeetingCalled() | said.MeetingHeld():
                return self._meeting(step, by, visit)
            case said.Wait() | said.SetDate() | said.OpenStage() | said.DoNotOpen() | said.ReviewOrConference():
                return self._in_time(step, by, visit)
            case said.Correct() | said.FillIn():
                return self._beside(step, by, visit)
            case said.ActionDone() | said.ActionVerified() | said.ActionNotDone() | said.ActionDropped():
                return self._agreed(step, by)
            case _:
                return self._of_the_raiser(step, by, visit)

    def _beside(self, step: said.Correct | said.FillIn, by: do.Said, visit: int) -> do.HumanAction:
        if isinstance(step, said.FillIn):
            return do.FillIn(by, visit, self._filled(step.fields))
        return do.CorrectAnswer(by, visit, Words(step.text))

    def _beside_an_answer(self, step: Did, by: do.Said, visit: int) -> do.HumanAction:
        match step:
            case said.Acknowledged():
                return do.Acknowledge(by, visit)
            case said.PlanAgreed():
                return do.AgreePlan(by, visit, Words(step.text), self._actions(step.actions))
            case said.Contested():
                return do.Contest(by, visit, Words(step.because))
            case said.Confirmed():
                return do.Confirm(by, visit, _words(step.text))
            case said.SentRound():
                return do.Distribute(by, visit, self._day(step.on), Words(step.to))
            case said.Entered():
                return do.EnterOnRecord(by, visit, self._day(step.on))
            case _:
                return self._on_a_case(step, by, visit)

    def _of_the_raiser(self, step: Did, by: do.Said, visit: int) -> do.HumanAction:
        match step:
            case said.Satisfied():
                because = _words(step.child_not_told_because)
                filled = self._filled(step.fields)
                return do.JudgeSatisfied(by, visit, Words(step.difference), step.child_told, because, filled)
            case said.Partly():
                return do.JudgePartly(by, visit, Words(step.because), step.settled)
            case said.NotSatisfied():
                to, chair = self._stage(step.to), self._role(step.chair)
                consulted = self._consulted(step.consulted)
                within, asking = step.answer_within, self._person(step.asking)
                return do.JudgeNotSatisfied(by, visit, Words(step.because), to, chair, consulted, within, asking)
            case said.MoveUp():
                to, chair = self._stage(step.to), self._role(step.chair)
                consulted, because = self._consulted(step.consulted), _words(step.because)
                within, asking = step.answer_within, self._person(step.asking)
                return do.EscalateTo(by, visit, to, because, chair, consulted, within, asking)
            case said.Forewarn():
                return do.Forewarn(by, visit, Words(step.because))
            case said.Choose():
                return do.ChooseWhenSilent(by, SILENCE[step.choose])
            case said.AgreeTime():
                return do.AgreeFurtherTime(by, visit, self._day(step.until) if step.until else None)
            case said.RefuseTime():
                return do.RefuseFurtherTime(by, visit, _words(step.because))
            case _:
                return self._beside_the_ladder(step, by)

    def _beside_the_ladder(self, step: Did, by: do.Said) -> do.HumanAction:
        match step:
            case said.Cafcass():
                return do.ReferToCafcass(by, Words(step.why), step.ends_here)
            case said.Referral():
                return do.RecordReferral(by, step.kind, self._day(step.on), Words(step.why))
            case said.ReferralOutcome():
                return do.RecordReferralOutcome(by, step.referral, self._day(step.on), Words(step.outcome))
            case said.OnRecord():
                because, views = _words(step.child_not_told_because), _words(step.views)
                visit, on = self._visit_at(step.stage), self._day(step.on)
                return do.ConfirmOnRecord(by, visit, on, step.child_told, because, views)
            case said.HandOver():
                person, to = self.naming.person(step.person), self.naming.person(step.to)
                return do.Reassign(by, person, to, Words(step.because))
            case said.Withdraw():
                return do.Close(by, Outcome.WITHDRAWN, Words(step.because))
            case said.Close():
                return do.Close(by, Outcome(step.outcome), Words(step.because), _words(step.difference))
            case said.Reopen():
                at, chair, asking = self._stage(step.at), self._role(step.chair), self._person(step.asking)
                consulted, within = self._consulted(step.consulted), step.answer_within
                return do.Reopen(by, Words(step.because), at, chair, asking, consulted, within)
            case said.ChildStatusIs():
                return do.ChangeChildStatus(by, step.status)
        raise AssertionError(f"{type(step).__name__} has no action")

    def _in_time(
        self,
        step: said.Wait | said.SetDate | said.OpenStage | said.DoNotOpen | said.ReviewOrConference,
        by: do.Said,
        visit: int,
    ) -> do.HumanAction:
        match step:
            case said.SetDate():
                return do.SetDate(by, visit, self._day(step.until))
            case said.OpenStage():
                return do.OpenStage(by, visit)
            case said.DoNotOpen():
                return do.DeclineToOpen(by, visit, Words(step.because))
            case said.ReviewOrConference():
                occasion = Occasion(step.what, self._day(step.on), step.which)
                return do.DateOccasion(by, occasion, self._day(step.instead_of) if step.instead_of else None)
            case said.Wait():
                return do.Wait(by, visit)

    def _meeting(self, step: said.MeetingCalled | said.MeetingHeld, by: do.Said, visit: int) -> do.HumanAction:
        if isinstance(step, said.MeetingCalled):
            at = step.at.moment(self.situation.now, self.situation.calendar)
            return do.ConveneMeeting(by, visit, at, Words(step.place))
        return do.RecordMeeting(
            by,
            visit,
            self._day(step.on),
            Words(step.outcome),
            _words(step.present),
            _words(step.apologies),
            self._actions(step.actions),
            tuple(Attended(self.naming.person(one.who), RoleId(""), False, one.was) for one in step.attendance),
            tuple(ViewNoted(self.naming.person(one.who), Words(one.says)) for one in step.views),
            self._filled(step.fields),
        )

    def _agreed(
        self,
        step: said.ActionDone | said.ActionVerified | said.ActionNotDone | said.ActionDropped,
        by: do.Said,
    ) -> do.HumanAction:
        match step:
            case said.ActionDone():
                return do.ActionDone(by, step.action, self._day(step.on))
            case said.ActionVerified():
                return do.VerifyAction(by, step.action)
            case said.ActionNotDone():
                return do.ActionNotDone(by, step.action, self._day(step.until), Words(step.because))
            case said.ActionDropped():
                return do.DropAction(by, step.action, Words(step.because))

    def _raise(self, step: said.Raise, by: do.Said) -> do.RaiseConcern:
        track = self.naming.track(step.track)
        spoken = step.spoken
        return do.RaiseConcern(
            said=by,
            ref=NO_REF,
            track=track,
            team=self.naming.team(step.team),
            child=self._child(step.child, track),
            concerns=tuple(self._concern(one) for one in (step, *step.and_also)),
            source=step.source,
            when_silent=SILENCE[step.if_nobody_answers] if step.if_nobody_answers else None,
            child_view=_view(step.childs_view),
            immediate_risk=step.immediate_risk,
            earlier_concerns=step.earlier_concerns,
            conference_on=self._day(step.conference_on) if step.conference_on else None,
            review_on=self._day(step.review_on) if step.review_on else None,
            which=step.which,
            more_children=tuple(self._child(child, track) for child in step.and_children),
            urgent=step.urgent,
            identified_on=self._day(step.identified_on) if step.identified_on else None,
            spoken=Spoken(Words(spoken.with_whom), self._day(spoken.on), Words(spoken.said)) if spoken else None,
            settled=spoken is not None and spoken.settled is not None,
            difference=_words(spoken.settled if spoken else None),
            consulted=self._consulted(step.consulted),
            start_at=self.naming.stage(step.start_at, track) if step.start_at else None,
            skipping_because=_words(step.because),
            social_worker=self.naming.person(step.social_worker) if step.social_worker else None,
            chair=self._role(step.chair),
            answer_within=step.answer_within,
            asking=self._person(step.asking),
            after=CaseRef(step.after) if step.after else None,
        )

    def _praise(self, step: said.Praise, by: do.Said) -> do.GivePraise:
        track, team = self.naming.track(step.track), self.naming.team(step.team)
        child = self._child(step.child, track) if step.child else Child("", "", ChildStatus.NONE)
        people = tuple(self.naming.person(one) for one in step.people)
        return do.GivePraise(by, NO_REF, track, team, child, people, Words(step.text))

    def _concern(self, one: said.ConcernWritten) -> do.ConcernRaised:
        named = _words(one.names)
        return do.ConcernRaised(self.naming.theme(one.theme), Words(one.what), Words(one.why), Words(one.asked), named)

    def _child(self, child: said.ChildWritten, track: TrackId) -> Child:
        status = child.status or self.situation.procedure.tracks[track].children[0]
        return Child(child.record, child.initials, status)

    def _consulted(self, gate: said.ConsultedFirst | None) -> Consulted | None:
        if gate is None:
            return None
        if gate.who is None:
            return Consulted(passed_over_because=_words(gate.passed_over_because))
        return Consulted(self.naming.person(gate.who), self._day(gate.on))

    def _filled(self, written: tuple[said.FieldWritten, ...]) -> tuple[do.Filled, ...]:
        return tuple(do.Filled(one.field, Words(one.says), self._person(one.who)) for one in written)

    def _actions(self, written: tuple[said.ActionWritten, ...]) -> tuple[do.ActionProposed, ...]:
        return tuple(
            do.ActionProposed(Words(a.what), self._day(a.by), self.naming.person(a.who) if a.who else None)
            for a in written
        )

    @property
    def _case(self) -> Case:
        if self.case is None:
            raise NotTaken("Nothing has been raised yet, so there is no case to do this on.")
        return self.case

    @property
    def _visit(self) -> int:
        visit = self._case.visit
        return visit.number if visit is not None else 0

    def _visit_at(self, stage: str | None) -> int:
        """The newest visit of a stage; the present one where none is named."""
        if stage is None:
            return self._visit
        wanted = self._stage(stage)
        visits = [visit.number for visit in self._case.visits if visit.stage == wanted]
        if not visits:
            raise NotTaken(f"The case has not been at “{stage}”.")
        return visits[-1]

    def _stage(self, words: str | None) -> StageId | None:
        return self.naming.stage(words, self._case.track) if words else None

    def _role(self, words: str | None) -> RoleId | None:
        return self.naming.role(words) if words else None

    def _person(self, words: str | None) -> PersonId | None:
        return self.naming.person(words) if words else None

    def _opener(self) -> PersonId:
        owed = [named.person for duty in self._case.duties if duty.task is Task.OPEN for named in duty.owed_by]
        if not owed:
            raise NotTaken("Nobody is asked to open a stage now.")
        return owed[0]

    def _doer(self, number: int) -> PersonId:
        doer = next((action.who for action in self._case.actions if action.number == number), None)
        return doer or self._case.raiser

    def _day(self, words: DayWords) -> date:
        return words.day(self.situation.now, self.situation.calendar)


def _words(text: str | None) -> Words:
    return Words(text) if text else NO_WORDS


def _view(view: said.ChildSays | None) -> ChildView:
    if view is None:
        return NO_VIEW
    return ChildView(_words(view.views), _words(view.against_because), view.told, _words(view.not_told_because))
