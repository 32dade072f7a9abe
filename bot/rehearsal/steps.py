"""What each kind of step says: the keys a practitioner writes, with what they mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from escalation.case import ChildStatus, OccasionKind, ReferralKind, Source, There, Told, Which
from escalation.pack_values import Count, Flag, one_or_many, row_of_one

from .values import (
    Day,
    DayWords,
    Moment,
    PersonName,
    RoleName,
    StageName,
    TeamName,
    Text,
    ThemeName,
    TrackName,
    Written,
)

ASK_ME, MOVE_IT_UP = "ask me", "move it up"
WhenSilent = Literal["ask me", "move it up"]
BY = "who does it: id, e-mail, full name, or a first or last name that is nobody else's"
RAISER = "who does it; the raiser if left out"
ASKED = "who does it; the person who is asked now if left out"
OPENER = "who does it; whoever is asked to open the stage if left out"
TIME_TO_SET = "working days, where the time of the stage is the raiser's to set"
WHO_IS_ASKED = "who is asked, where the procedure leaves that to whoever opens the stage"
TODAY = DayWords()


class ChildWritten(Written):
    record: Text = Field(description='number in the case system, in quotes: "10442"')
    initials: Text = Field(description="one to four letters")
    status: ChildStatus | None = Field(default=None, description="left out where the track is for one status only")


class ChildSays(Written):
    views: Text | None = Field(default=None, description="the child's views and wishes")
    against_because: Text | None = Field(default=None, description="why the concern goes against them, where it does")
    told: Told = Field(default=Told.NOT_YET, description="whether the child has been told")
    not_told_because: Text | None = Field(default=None, description="why not")


class ConcernWritten(Written):
    theme: ThemeName = Field(description="key or title of a category of the procedure")
    names: Text | None = Field(default=None, description="what the category has to name, such as an agency")
    what: Text = Field(description="what is wrong")
    why: Text = Field(description="why it matters for this child")
    asked: Text = Field(description="what is asked for")


class Conversation(Written):
    with_whom: Annotated[Text, Field(alias="with")] = Field(description="with whom it was, in words")
    on: Day = Field(default=TODAY, description="when it was")
    said: Text = Field(description="what was said")
    settled: Text | None = Field(
        default=None, description="the difference made, where the conversation settled it: the case is closed at once"
    )


class ConsultedFirst(Written):
    who: PersonName | None = Field(default=None, description="who was consulted")
    on: Day = Field(default=TODAY, description="when")
    passed_over_because: Text | None = Field(default=None, description="why nobody was consulted")


class Raise(ConcernWritten):
    by: PersonName = Field(description=BY)
    track: TrackName = Field(description="key or title of a track of the procedure")
    team: TeamName = Field(description="the child's team, as in the people file")
    child: ChildWritten = Field(description="record number and initials, never a name")
    and_also: Annotated[tuple[ConcernWritten, ...], row_of_one, one_or_many] = Field(
        default=(), description="more concerns about the same child"
    )
    source: Source = Field(default=Source.MONITORING, description="where it arose")
    conference_on: Day | None = Field(default=None, description="the day of the conference it arose at")
    review_on: Day | None = Field(default=None, description="the day of the review it arose at")
    which: Which | None = Field(default=None, description="which conference in a row that was")
    and_children: Annotated[tuple[ChildWritten, ...], row_of_one, one_or_many] = Field(
        default=(), description="brothers and sisters whom it is about too, where the track takes them together"
    )
    urgent: Flag = Field(default=False, description="it is urgent, without immediate risk")
    identified_on: Day | None = Field(default=None, description="the day it was noticed")
    social_worker: PersonName | None = Field(
        default=None,
        description="whoever is named on the case: the child's social worker, or the pack's own such role",
    )
    immediate_risk: Flag = Field(default=False, description="sent at once; stages may be passed over")
    earlier_concerns: Flag = Field(default=False, description="it was raised before")
    if_nobody_answers: WhenSilent | None = Field(default=None, description="the procedure's own choice if left out")
    spoken: Conversation | None = Field(default=None, description="a conversation that came first, or settled it")
    consulted: ConsultedFirst | None = Field(default=None, description="the consultation before a formal stage")
    start_at: StageName | None = Field(default=None, description="another stage than the procedure's; needs because")
    because: Text | None = Field(default=None, description="why it starts there")
    chair: RoleName | None = Field(default=None, description="who chairs, where it starts at a meeting")
    asking: PersonName | None = Field(default=None, description=WHO_IS_ASKED)
    answer_within: Count | None = Field(
        default=None, description="working days, where the raiser may set or shorten the first time"
    )
    after: Text | None = Field(default=None, description="reference of the case that this one takes up")
    by_card: Flag = Field(default=False, description="by typing raise and filling in the card, as people do")
    childs_view: Annotated[ChildSays | None, Field(alias="child's view")] = Field(
        default=None, description="what the child wants and knows"
    )


class Undo(Written):
    by: PersonName | None = Field(default=None, description=RAISER)


class SendNow(Written):
    by: PersonName | None = Field(default=None, description=RAISER)


class ActionWritten(Written):
    what: Text = Field(description="what will be done")
    by: Day = Field(description="by when")
    who: PersonName | None = Field(default=None, description="who does it; whoever promises it if left out")


Actions = Annotated[tuple[ActionWritten, ...], row_of_one, one_or_many]


class FieldWritten(Written):
    field: Text = Field(description="the id of a field of the stage's form")
    says: Text = Field(description="what is filled in")
    who: PersonName | None = Field(default=None, description="whose view it is, where everyone present is asked")


Fields = Annotated[tuple[FieldWritten, ...], row_of_one, one_or_many]
OF_THE_FORM = "what is filled in on the stage's form"


class FillIn(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    fields: Fields = Field(description=OF_THE_FORM)


class Answer(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    text: Text = Field(description="the answer, in the person's words")
    by_mail: Flag = Field(default=False, description="as a reply to the newest mail that asked them")
    actions: Actions = Field(default=(), description="what is promised")
    at: StageName | None = Field(default=None, description="an earlier stage, where the answer is late; else this one")
    fields: Fields = Field(default=(), description=OF_THE_FORM)


class SpokenAnswer(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    said_by: PersonName = Field(description="whose answer it is")
    on: Day = Field(default=TODAY, description="when it was said")
    text: Text = Field(description="what was said")
    actions: Actions = Field(default=(), description="what was promised")


class Correct(Written):
    by: PersonName = Field(description=BY)
    text: Text = Field(description="the answer as it should read")


class Satisfied(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    difference: Text = Field(description="what changed for the child")
    child_told: Told | None = Field(default=None, description="whether the child has been told")
    child_not_told_because: Text | None = Field(default=None, description="why not")
    fields: Fields = Field(default=(), description=OF_THE_FORM)


class Partly(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    because: Text = Field(description="what is left")
    settled: Annotated[tuple[Count, ...], row_of_one, one_or_many] = Field(
        default=(), description="the numbers of the concerns that are settled"
    )


class NotSatisfied(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    because: Text = Field(description="why the answer does not settle it")
    to: StageName | None = Field(default=None, description="the next stage, where there are two ways on")
    chair: RoleName | None = Field(default=None, description="who chairs, where two posts could")
    consulted: ConsultedFirst | None = Field(default=None, description="the consultation before the next stage")
    answer_within: Count | None = Field(default=None, description=TIME_TO_SET)
    asking: PersonName | None = Field(default=None, description=WHO_IS_ASKED)


class MoveUp(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    to: StageName | None = Field(default=None, description="another stage than the next; needs because")
    because: Text | None = Field(default=None, description="why, where the time is not over or a stage is passed over")
    chair: RoleName | None = Field(default=None, description="who chairs, where two posts could")
    consulted: ConsultedFirst | None = Field(default=None, description="the consultation before the next stage")
    answer_within: Count | None = Field(default=None, description=TIME_TO_SET)
    asking: PersonName | None = Field(default=None, description=WHO_IS_ASKED)


class OpenStage(Written):
    by: PersonName | None = Field(default=None, description=OPENER)


class DoNotOpen(Written):
    by: PersonName | None = Field(default=None, description=OPENER)
    because: Text = Field(description="why not")


class SetDate(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    until: Day = Field(description="the day by which it is to be answered, settled or held")


class ReviewOrConference(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    what: OccasionKind = Field(description="what takes place")
    on: Day = Field(description="its day")
    which: Which | None = Field(default=None, description="which conference in a row")
    instead_of: Day | None = Field(default=None, description="the day it was to be, where it is moved")


class Wait(Written):
    by: PersonName | None = Field(default=None, description=RAISER)


class Choose(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    choose: WhenSilent = Field(description="ask me, or move it up")


class Ask(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    until: Day = Field(description="the day that is asked for")
    because: Text = Field(description="why")
    by_mail: Flag = Field(default=False, description="as a reply to the newest mail that asked them")


class AgreeTime(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    until: Day | None = Field(default=None, description="the day that was asked for, if left out")


class RefuseTime(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    because: Text | None = Field(default=None, description="why")


class Forewarn(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    because: Text = Field(description="why it will not come in time")


class PassOn(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    to: PersonName = Field(description="who is asked instead")
    by_mail: Flag = Field(default=False, description="as a reply to the newest mail that asked them")


class Acknowledged(Written):
    by: PersonName | None = Field(default=None, description=ASKED)


class PlanAgreed(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    text: Text = Field(description="how it will be settled")
    actions: Actions = Field(default=(), description="what was agreed")


class Contested(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    because: Text = Field(description="why it is not accepted")


class Confirmed(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    text: Text | None = Field(default=None, description="anything to add")


class SentRound(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    on: Day = Field(default=TODAY, description="when it was sent")
    to: Text = Field(description="who got it, in words")


class Entered(Written):
    by: PersonName = Field(description="whoever owes it at the stage")
    on: Day = Field(default=TODAY, description="when it was put on the child's record")


class MeetingCalled(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    at: Moment = Field(description='when it will be: "2026-04-08 10:00", "in 2 working days at 10:00"')
    place: Text = Field(description="where")


class CameWritten(Written):
    who: PersonName = Field(description="somebody who was expected")
    was: There = Field(description="whether they came")


class ViewWritten(Written):
    who: PersonName = Field(description="a participant")
    says: Text = Field(description="their view")


class MeetingHeld(Written):
    by: PersonName | None = Field(default=None, description=ASKED)
    on: Day = Field(default=TODAY, description="when it was held")
    outcome: Text = Field(description="what came of it")
    present: Text | None = Field(default=None, description="who was there, in words: all, or those beside the expected")
    attendance: Annotated[tuple[CameWritten, ...], row_of_one, one_or_many] = Field(
        default=(), description="of everybody expected, whether they came"
    )
    views: Annotated[tuple[ViewWritten, ...], row_of_one, one_or_many] = Field(
        default=(), description="the view of each participant"
    )
    fields: Fields = Field(default=(), description=OF_THE_FORM)
    apologies: Text | None = Field(default=None, description="who could not come, in words")
    actions: Actions = Field(default=(), description="what was agreed")


class ActionDone(Written):
    by: PersonName | None = Field(default=None, description="who says so; whoever does the action if left out")
    action: Count = Field(default=1, description="number of the agreed action")
    on: Day = Field(default=TODAY, description="when it was done")


class ActionVerified(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    action: Count = Field(default=1, description="number of the agreed action")


class ActionNotDone(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    action: Count = Field(default=1, description="number of the agreed action")
    until: Day = Field(description="the new date")
    because: Text = Field(description="what is missing")


class ActionDropped(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    action: Count = Field(default=1, description="number of the agreed action")
    because: Text = Field(description="why it is not needed")


class Cafcass(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    why: Text = Field(description="what is put to Cafcass")
    ends_here: Flag = Field(default=False, description="the local steps end with it")


class Referral(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    kind: ReferralKind = Field(description="which way it takes beside the stages")
    on: Day = Field(default=TODAY, description="when")
    why: Text = Field(description="why")


class ReferralOutcome(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    referral: Count = Field(default=1, description="number of the referral")
    on: Day = Field(default=TODAY, description="when it was known")
    outcome: Text = Field(description="what came of it")


class OnRecord(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    stage: StageName | None = Field(default=None, description="an earlier stage; else the present one")
    on: Day = Field(default=TODAY, description="when")
    child_told: Told = Field(default=Told.TOLD, description="whether the child has been told")
    child_not_told_because: Text | None = Field(default=None, description="why not")
    views: Text | None = Field(default=None, description="what the child wants now")


class HandOver(Written):
    by: PersonName = Field(description=BY)
    person: PersonName = Field(description="who holds it now")
    to: PersonName = Field(description="who holds it from now on")
    because: Text = Field(description="why")


class Withdraw(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    because: Text = Field(description="why")


class Close(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    outcome: Literal["superseded", "child left", "transferred"] = Field(description="how it ends")
    because: Text = Field(description="why")
    difference: Text | None = Field(default=None, description="what changed for the child")


class Reopen(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    because: Text = Field(description="why")
    at: StageName | None = Field(default=None, description="another stage than the one it ended at")
    chair: RoleName | None = Field(default=None, description="who chairs, where it reopens at a meeting")
    consulted: ConsultedFirst | None = Field(default=None, description="the consultation before that stage")
    answer_within: Count | None = Field(default=None, description=TIME_TO_SET)
    asking: PersonName | None = Field(default=None, description=WHO_IS_ASKED)


class ChildStatusIs(Written):
    by: PersonName | None = Field(default=None, description=RAISER)
    status: ChildStatus = Field(description="what the child is now")


class Praise(Written):
    by: PersonName = Field(description=BY)
    track: TrackName = Field(description="key or title of a track of the procedure")
    team: TeamName = Field(description="the team, as in the people file")
    child: ChildWritten | None = Field(default=None, description="where it is about one child")
    people: Annotated[tuple[PersonName, ...], row_of_one, one_or_many] = Field(
        min_length=1, description="who is praised"
    )
    text: Text = Field(description="what was good")


class Absence(Written):
    who: PersonName = Field(description="who is away")
    since: Annotated[Day, Field(alias="from")] = Field(default=TODAY, description="first day away")
    until: Day = Field(description="last day away")
    cover: PersonName | None = Field(default=None, description="who answers meanwhile")


class Say(Written):
    by: PersonName = Field(description=BY)
    text: Text = Field(description="what is typed")
    answers: Text | None = Field(default=None, description="words that have to stand in what the bot answers")


class Look(Written):
    """Everything that is named has to be so."""

    open: Flag | None = Field(default=None, description="whether the case is open")
    stage: StageName | None = Field(default=None, description="the stage it is at, or ended at")
    outcome: Text | None = Field(default=None, description='how it ended, such as "resolved"')
    told: Annotated[tuple[PersonName, ...], row_of_one, one_or_many] = Field(
        default=(), description="who has had a message since the check before"
    )
    not_told: Annotated[tuple[PersonName, ...], row_of_one, one_or_many] = Field(
        default=(), description="who has had none since the check before"
    )
    owed_by: Annotated[tuple[PersonName, ...], row_of_one, one_or_many] = Field(
        default=(), description="who owes something now"
    )
    due: Day | None = Field(default=None, description="the day on which the present stage has to be answered")
    limit: Day | None = Field(default=None, description="the day on which the overall time ends")
