"""A scenario as it is written: where it starts, who is there, and what happens step by step.

Field names are the scenario's keys with underscores for spaces. What each key means is told in its description,
which the published JSON Schema carries to editors.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from escalation.pack_values import Count, one_or_many, row_of_one

from .steps import (
    Absence,
    Acknowledged,
    ActionDone,
    ActionDropped,
    ActionNotDone,
    ActionVerified,
    AgreeTime,
    Answer,
    Ask,
    Cafcass,
    ChildStatusIs,
    Choose,
    Close,
    Confirmed,
    Contested,
    Correct,
    DoNotOpen,
    Entered,
    FillIn,
    Forewarn,
    HandOver,
    Look,
    MeetingCalled,
    MeetingHeld,
    MoveUp,
    NotSatisfied,
    OnRecord,
    OpenStage,
    Partly,
    PassOn,
    PlanAgreed,
    Praise,
    Raise,
    Referral,
    ReferralOutcome,
    RefuseTime,
    Reopen,
    ReviewOrConference,
    Satisfied,
    Say,
    SendNow,
    SentRound,
    SetDate,
    SpokenAnswer,
    Undo,
    Wait,
    Withdraw,
)
from .values import Pass, Start, Text, Written

SAMPLE = "sample"
"""The people that come with the product."""

Did = (
    Raise
    | Undo
    | SendNow
    | Answer
    | FillIn
    | SpokenAnswer
    | Correct
    | Satisfied
    | Partly
    | NotSatisfied
    | MoveUp
    | OpenStage
    | DoNotOpen
    | SetDate
    | ReviewOrConference
    | Wait
    | Choose
    | Ask
    | AgreeTime
    | RefuseTime
    | Forewarn
    | PassOn
    | Acknowledged
    | PlanAgreed
    | Contested
    | Confirmed
    | SentRound
    | Entered
    | MeetingCalled
    | MeetingHeld
    | ActionDone
    | ActionVerified
    | ActionNotDone
    | ActionDropped
    | Cafcass
    | Referral
    | ReferralOutcome
    | OnRecord
    | HandOver
    | Withdraw
    | Close
    | Reopen
    | ChildStatusIs
    | Praise
)
"""What a person does to a case."""


class Step(Written):
    """One thing that happens. Exactly one key says what; the others say how."""

    raise_it: Annotated[Raise | None, Field(alias="raise")] = Field(default=None, description="a concern is raised")
    undo: Undo | None = Field(default=None, description="a raise that is still held is taken back")
    send_now: SendNow | None = Field(default=None, description="a held raise is sent without waiting")
    answer: Answer | None = Field(default=None, description="somebody who was asked answers")
    fill_in: FillIn | None = Field(default=None, description="somebody fills in fields of the stage's form")
    spoken_answer: SpokenAnswer | None = Field(
        default=None, description="the raiser writes down an answer given by phone or in a meeting"
    )
    correct: Correct | None = Field(default=None, description="an answer that was written down is put right")
    satisfied: Satisfied | None = Field(default=None, description="the raiser is satisfied")
    partly: Partly | None = Field(default=None, description="part is settled; the same stage is asked about the rest")
    not_satisfied: NotSatisfied | None = Field(default=None, description="the answer does not settle it: one stage on")
    move_up: MoveUp | None = Field(default=None, description="one stage on, or to any stage with a reason")
    open_stage: OpenStage | None = Field(default=None, description="whoever opens or signs for the next stage agrees")
    do_not_open: DoNotOpen | None = Field(default=None, description="they will not: the step goes back to the raiser")
    set_date: SetDate | None = Field(default=None, description="the raiser says by when the stage is to be answered")
    review_or_conference: ReviewOrConference | None = Field(
        default=None, description="a review or conference of the child is recorded, or moved to another day"
    )
    wait: Wait | None = Field(default=None, description="the raiser leaves it until the next working morning")
    if_nobody_answers: Choose | None = Field(
        default=None, description="the raiser changes what happens if nobody answers"
    )
    further_time: Ask | None = Field(default=None, description="somebody who was asked asks for more time")
    agree_time: AgreeTime | None = Field(default=None, description="the raiser agrees to more time")
    refuse_time: RefuseTime | None = Field(default=None, description="the raiser does not agree to more time")
    forewarn: Forewarn | None = Field(default=None, description="somebody says that the answer will not come in time")
    pass_on: PassOn | None = Field(default=None, description='"not mine": a colleague is asked instead')
    acknowledged: Acknowledged | None = Field(default=None, description="somebody who was asked says that they have it")
    plan: PlanAgreed | None = Field(default=None, description="a plan is agreed, by those asked or with the raiser")
    contested: Contested | None = Field(default=None, description="somebody who was asked does not accept it")
    confirmed: Confirmed | None = Field(default=None, description="what was decided is confirmed")
    sent_round: SentRound | None = Field(default=None, description="minutes or a decision were sent round")
    entered: Entered | None = Field(default=None, description="whoever owes it has put it on the child's record")
    meeting_called: MeetingCalled | None = Field(default=None, description="a meeting is called")
    meeting_held: MeetingHeld | None = Field(default=None, description="a meeting was held, and what came of it")
    action_done: ActionDone | None = Field(default=None, description="an agreed action is said to be done")
    verified: ActionVerified | None = Field(default=None, description="the raiser confirms that an action was done")
    not_done: ActionNotDone | None = Field(default=None, description="an action was not done and is owed again")
    drop_action: ActionDropped | None = Field(default=None, description="an agreed action is not needed any more")
    cafcass: Cafcass | None = Field(default=None, description="the case is referred to Cafcass")
    referral: Referral | None = Field(default=None, description="legal advice, a complaint, an advocate, a court")
    referral_outcome: ReferralOutcome | None = Field(default=None, description="what came of a referral")
    on_record: OnRecord | None = Field(default=None, description="the present stage is put on the child's record")
    hand_over: HandOver | None = Field(default=None, description="what one person holds goes to another")
    withdraw: Withdraw | None = Field(default=None, description="the raiser takes the concern back")
    close: Close | None = Field(default=None, description="the raiser ends the case for another reason")
    reopen: Reopen | None = Field(default=None, description="a closed case begins again")
    child_is: ChildStatusIs | None = Field(default=None, description="the child's status has changed")
    praise: Praise | None = Field(default=None, description="good practice is praised")
    absence: Absence | None = Field(default=None, description="somebody is away, and who covers")
    say: Say | None = Field(default=None, description="somebody types a line to the bot")
    pass_: Annotated[Pass | None, Field(alias="pass")] = Field(
        default=None,
        description=(
            'time passes: "5 working days", "1 working day, to 10:30", "2 hours", "to 14:00", '
            '"to 2026-04-08 10:00"; "to the next deadline": to when something is next due, past reminders on the way'
        ),
    )
    check: Look | None = Field(default=None, description="how things have to stand now; if they do not, the play stops")
    case: Count | None = Field(
        default=None, description="which case is meant, in the order they were raised; the last one if left out"
    )
    refused: Literal[True] | Text | None = Field(
        default=None, description="the step has to be refused: true, or words that the refusal has to contain"
    )
    note: Text | None = Field(default=None, description="printed before the step, to say what it is there for")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Step:
        told = [name for name in _DOING if getattr(self, name) is not None]
        if len(told) != 1:
            names = " and ".join(map(_key, told)) or "nothing"
            raise ValueError(f"this step says {names}: write one thing in each step, such as `- pass: 2 hours`")
        return self

    @property
    def does(self) -> Did | Absence | Say | Look | None:
        """What is done; None where time passes."""
        doing = (getattr(self, name) for name in _DOING if name != "pass_")
        done: Did | Absence | Say | Look | None = next((one for one in doing if one is not None), None)
        return done

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """The keys of which each step has exactly one."""
        return tuple(map(_key, _DOING))


def _key(name: str) -> str:
    return Step.model_fields[name].alias or name


_BESIDE = ("case", "refused", "note")
_DOING = tuple(name for name in Step.model_fields if name not in _BESIDE)


class Scenario(Written):
    """A case, or several, played from beginning to end."""

    title: Text = Field(description="one line that says what happens")
    note: Text | None = Field(default=None, description="what it is meant to show, for whoever reads the file")
    procedure: Text = Field(description="the id of a procedure that comes with IRO Bot, or a file beside this one")
    starts: Start = Field(description='day and time at which it begins, in quotes: "2026-03-02 09:30"')
    people: Text = Field(default=SAMPLE, description=f'"{SAMPLE}", or a CSV file beside this one')
    steps: Annotated[tuple[Step, ...], row_of_one, one_or_many] = Field(
        min_length=1, description="what happens, in order"
    )


__all__ = ["SAMPLE", "Did", "Scenario", "Step"]
