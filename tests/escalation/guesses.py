"""What people might do next on a case: mostly plausible for the steps they are offered, now and then not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from escalation import actions as act
from escalation.case import (
    NO_WORDS,
    Attended,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    ChildView,
    Consulted,
    Occasion,
    OccasionKind,
    Outcome,
    PersonId,
    ReferralKind,
    RoleId,
    Silence,
    Source,
    Spoken,
    StageId,
    There,
    Told,
    TrackId,
    ViewNoted,
    Which,
    Words,
)
from escalation.packs.reading import Pack
from escalation.permissions import Step
from escalation.stages import Track
from tests.people import AMIR, COLIN, INES, NORTH, PETRA, QUENTIN, calendar, luton, roster

CAST = tuple(roster().people)
WORDS = ("It was late.", "Nobody came. {{DATE(2026-01-01)}} <b>", "שלום", "")


@dataclass
class Guess:
    """Draws the arguments of actions. Mostly they make sense."""

    random: Random
    now: datetime
    pack: Pack = field(default_factory=luton)
    visits: int = 0
    open_actions: tuple[int, ...] = ()

    def sensible(self, odds: float = 0.9) -> bool:
        return self.random.random() < odds

    def words(self) -> Words:
        return Words(self.random.choice(WORDS[:3]) if self.sensible(0.95) else "")

    def day(self, earliest: int, latest: int) -> date:
        """A day so many days from today; hardly ever one that no calendar knows."""
        if not self.sensible(0.97):
            return self.random.choice((date(1, 1, 1), date(1999, 12, 31), date(2150, 1, 1), date(9999, 12, 31)))
        spread = (earliest, latest) if self.sensible() else (-30, 400)
        return calendar().local_date(self.now) + timedelta(days=self.random.randint(*spread))

    def seen(self) -> int:
        return self.visits if self.sensible() else self.random.randint(0, self.visits + 1)

    def action(self) -> int:
        return self.random.choice(self.open_actions) if self.open_actions and self.sensible() else 7

    def person(self) -> PersonId:
        return self.random.choice((*CAST, PersonId("nobody")))

    def asking(self) -> PersonId | None:
        """Who is named where the pack leaves it open; mostly somebody."""
        return self.person() if self.sensible(0.8) else None

    def way(self) -> StageId | None:
        """Mostly along the pack's way."""
        return None if self.sensible(0.4) else self.stage()

    def stage(self) -> StageId | None:
        """Of any track of the pack, or none that there is."""
        known = dict.fromkeys(s for track in self.pack.procedure.tracks.values() for s in track.stages)
        return self.random.choice((None, *known, StageId("stage_9")))

    def days(self) -> int | None:
        """A time that the raiser sets, where it is theirs to set."""
        return self.random.choice((None, None, None, 3, 12, 0, 10**7)) if self.sensible(0.5) else None

    def chair(self) -> RoleId | None:
        tracks = self.pack.procedure.tracks.values()
        chairs = dict.fromkeys(
            post for t in tracks for s in t.stages.values() if s.meeting for post in s.meeting.chair.one_of
        )
        return self.random.choice((None, *chairs, *(() if self.sensible() else (RoleId("director"),))))

    def consulted(self) -> Consulted | None:
        return self.random.choice(
            (
                Consulted(QUENTIN, calendar().local_date(self.now)),
                Consulted(passed_over_because=Words("urgent, told afterwards")),
                Consulted(self.person(), self.day(-3, 0)),
                Consulted(),
                None,
            )
        )

    def proposed(self) -> tuple[act.ActionProposed, ...]:
        def one() -> act.ActionProposed:
            who = self.person() if self.random.random() < 0.4 else None
            return act.ActionProposed(self.words(), self.day(0, 12), who)

        return tuple(one() for _ in range(self.random.choice((0, 0, 0, 1, 2))))

    def occasion(self) -> Occasion:
        """Held or still to come, in the register or not."""
        kind = self.random.choice(list(OccasionKind))
        which = self.random.choice((None, *Which)) if kind is OccasionKind.CONFERENCE or not self.sensible() else None
        ends = self.random.choice((None, None, time(15, 30)))
        return Occasion(kind, self.day(-20, 40), which, ends, self.random.choice((0, 1, 2)))

    def brothers_and_sisters(self, track: Track) -> tuple[Child, ...]:
        """Mostly where the track allows it."""
        if track.several_children is not self.sensible(0.97) or self.random.random() < 0.5:
            return ()
        return (Child(self.random.choice(("10443", "10443", "10442")), "CD", self.random.choice(track.children)),)

    def filled(self) -> tuple[act.Filled, ...]:
        """Some field or other of the pack's forms, with words that mostly fit."""
        fields = [field for form in self.pack.procedure.forms.values() for field in form.fields]
        if not fields or not self.sensible(0.5):
            return ()
        field = self.random.choice(fields)
        fits = {"date": "2026-03-02", "yes or no": "yes", "person": "tom", "choice": next(iter(field.choices), "")}
        words = Words(fits.get(field.type, self.words())) if self.sensible() else self.words()
        person = self.person() if field.filled_by == "everyone present" else None
        return (act.Filled(field.id, words, person),)

    def attended(self) -> tuple[Attended, ...]:
        there = list(There)
        if self.sensible(0.6):
            return ()
        odds = 0.8
        return tuple(
            Attended(p, RoleId(""), False, There.PRESENT if self.sensible(odds) else self.random.choice(there))
            for p in CAST
        )

    def views(self) -> tuple[ViewNoted, ...]:
        return (ViewNoted(self.person(), self.words()),) if self.sensible(0.3) else ()

    def child(self, status: ChildStatus) -> Child:
        if self.sensible(0.97):
            return Child("10442", "AB", status)
        if status is ChildStatus.NONE:
            return Child("", "", status)
        return self.random.choice(
            (Child("Ann Bright", "AB", status), Child("10442", "Annie", status), Child("", "", status))
        )


def raise_concern(g: Guess) -> act.RaiseConcern:
    r = g.random
    track = r.choice(list(g.pack.procedure.tracks))
    rules = g.pack.procedure.tracks[track]
    raisers = (INES, PETRA) if "iro" in rules.raised_by else (COLIN, PETRA)
    raiser = r.choice(raisers) if g.sensible(0.97) else g.person()
    status = r.choice(rules.children)
    source = r.choice(list(Source))
    settled = r.random() < 0.05
    return act.RaiseConcern(
        _said(g, raiser),
        CaseRef("LUT-26-0001"),
        track,
        NORTH,
        g.child(status),
        tuple(_concern(g, track) for _ in range(r.choice((1, 1, 2)))),
        source,
        when_silent=r.choice((None, Silence.ASK_THE_RAISER, Silence.MOVE_UP, Silence.MOVE_UP)),
        child_view=r.choice((ChildView(), ChildView(g.words(), g.words(), Told.TOLD))),
        immediate_risk=r.random() < 0.2,
        earlier_concerns=r.random() < 0.2,
        conference_on=g.day(-4, 0) if source is Source.CONFERENCE or r.random() < 0.1 else None,
        identified_on=g.day(-9, 0) if r.random() < 0.2 or rules.raise_within else None,
        spoken=Spoken(g.words(), g.day(-5, 0), g.words()) if settled or r.random() < 0.3 else None,
        settled=settled,
        difference=g.words() if settled else NO_WORDS,
        consulted=g.consulted(),
        asking=r.choice((None, g.person())),
        start_at=g.stage() if r.random() < 0.3 else None,
        skipping_because=g.words() if r.random() < 0.8 else NO_WORDS,
        social_worker=r.choice((AMIR, AMIR, None)) if g.sensible() else g.person(),
        chair=g.chair(),
        answer_within=r.choice((None, None, None, 3, 0, 10**7)),
        urgent=r.random() < 0.2,
        more_children=g.brothers_and_sisters(rules),
        review_on=g.day(-12, 0) if source is Source.REVIEW and g.sensible() else None,
        which=r.choice((None, *Which)) if source is Source.CONFERENCE else None,
        occasions=tuple(g.occasion() for _ in range(r.choice((0, 0, 1, 2)))),
    )


def give_praise(g: Guess) -> act.GivePraise:
    track = g.random.choice(list(g.pack.procedure.tracks))
    rules = g.pack.procedure.tracks[track]
    raiser = g.random.choice((INES, PETRA) if "iro" in rules.raised_by else (COLIN, PETRA))
    people = tuple(g.person() for _ in range(g.random.choice((1, 2))))
    child = g.child(g.random.choice(rules.children))
    return act.GivePraise(_said(g, raiser), CaseRef("LUT-26-0001"), track, NORTH, child, people, g.words())


def _concern(g: Guess, track: TrackId) -> act.ConcernRaised:
    categories = sorted(g.pack.procedure.categories_for(track)) if g.sensible(0.97) else ["weather"]
    return act.ConcernRaised(CategoryId(g.random.choice(categories)), g.words(), g.words(), g.words(), g.words())


def _said(g: Guess, by: PersonId) -> act.Said:
    """Mails are read some time after they came."""
    earlier = g.now - timedelta(minutes=g.random.choice((0, 0, 0, 5, 90)))
    return act.Said(by, g.random.choice((act.Via.TEAMS, act.Via.EMAIL)), g.random.choice((None, earlier)))


def action_for(step: Step, by: PersonId, g: Guess) -> act.HumanAction:
    return _BUILDERS[step](g, _said(g, by))


def _told(g: Guess) -> Told:
    return g.random.choice(list(Told))


_BUILDERS: Mapping[Step, Callable[[Guess, act.Said], act.HumanAction]] = {
    Step.UNDO: lambda g, said: act.UndoRaise(said),
    Step.SEND_NOW: lambda g, said: act.SendNow(said),
    Step.ANSWER: lambda g, said: act.Respond(said, g.seen(), g.words(), g.proposed(), g.filled()),
    Step.FILL_IN: lambda g, said: act.FillIn(said, g.seen(), g.filled()),
    Step.RECORD_SPOKEN_ANSWER: lambda g, said: act.RecordSpokenAnswer(
        said, g.seen(), g.person(), g.day(-2, 0), g.words(), g.proposed()
    ),
    Step.CORRECT_ANSWER: lambda g, said: act.CorrectAnswer(said, g.seen(), g.words()),
    Step.ACKNOWLEDGE: lambda g, said: act.Acknowledge(said, g.seen(), g.words()),
    Step.AGREE_A_PLAN: lambda g, said: act.AgreePlan(said, g.seen(), g.words(), g.proposed()),
    Step.CONTEST: lambda g, said: act.Contest(said, g.seen(), g.words()),
    Step.CONFIRM: lambda g, said: act.Confirm(said, g.seen(), g.words()),
    Step.DISTRIBUTE: lambda g, said: act.Distribute(said, g.seen(), g.day(-1, 0), g.words()),
    Step.ENTER_ON_RECORD: lambda g, said: act.EnterOnRecord(said, g.seen(), g.day(-1, 0)),
    Step.SATISFIED: lambda g, said: act.JudgeSatisfied(
        said, g.seen(), g.words(), g.random.choice((None, _told(g))), g.words(), g.filled()
    ),
    Step.PARTLY_SATISFIED: lambda g, said: act.JudgePartly(
        said, g.seen(), g.words(), g.random.choice(((), (1,), (1, 2), (7,)))
    ),
    Step.NOT_SATISFIED: lambda g, said: act.JudgeNotSatisfied(
        said, g.seen(), g.words(), g.way(), g.chair(), g.consulted(), g.days(), g.asking()
    ),
    Step.MOVE_UP: lambda g, said: act.EscalateTo(
        said, g.seen(), g.way(), g.words(), g.chair(), g.consulted(), g.days(), g.asking()
    ),
    Step.ANOTHER_STAGE: lambda g, said: act.EscalateTo(
        said, g.seen(), g.stage(), g.words(), g.chair(), g.consulted(), g.days(), g.asking()
    ),
    Step.OPEN_STAGE: lambda g, said: act.OpenStage(said, g.seen()),
    Step.DECLINE_TO_OPEN: lambda g, said: act.DeclineToOpen(said, g.seen(), g.words()),
    Step.SET_DATE: lambda g, said: act.SetDate(said, g.seen(), g.day(0, 20)),
    Step.WAIT: lambda g, said: act.Wait(said, g.seen()),
    Step.CHOOSE_WHEN_SILENT: lambda g, said: act.ChooseWhenSilent(said, g.random.choice(list(Silence)[:3])),
    Step.ASK_FURTHER_TIME: lambda g, said: act.AskFurtherTime(said, g.seen(), g.day(0, 20), g.words()),
    Step.AGREE_FURTHER_TIME: lambda g, said: act.AgreeFurtherTime(
        said, g.seen(), g.random.choice((None, None, g.day(0, 20)))
    ),
    Step.REFUSE_FURTHER_TIME: lambda g, said: act.RefuseFurtherTime(said, g.seen(), g.words()),
    Step.FOREWARN: lambda g, said: act.Forewarn(said, g.seen(), g.words()),
    Step.CONVENE_MEETING: lambda g, said: act.ConveneMeeting(
        said, g.seen(), g.now + timedelta(days=g.random.choice((1, 3, 8, -1))), g.words()
    ),
    Step.RECORD_MEETING: lambda g, said: act.RecordMeeting(
        said, g.seen(), g.day(-1, 0), g.words(), g.words(), g.words(), g.proposed(), g.attended(), g.views(), g.filled()
    ),
    Step.ACTION_DONE: lambda g, said: act.ActionDone(said, g.action(), g.day(-3, 0)),
    Step.VERIFY_ACTION: lambda g, said: act.VerifyAction(said, g.action()),
    Step.ACTION_NOT_DONE: lambda g, said: act.ActionNotDone(said, g.action(), g.day(0, 9), g.words()),
    Step.DROP_ACTION: lambda g, said: act.DropAction(said, g.action(), g.words()),
    Step.REFER_TO_CAFCASS: lambda g, said: act.ReferToCafcass(said, g.words(), g.random.random() < 0.2),
    Step.RECORD_REFERRAL: lambda g, said: act.RecordReferral(
        said, g.random.choice(list(ReferralKind)), g.day(-4, 0), g.words()
    ),
    Step.RECORD_REFERRAL_OUTCOME: lambda g, said: act.RecordReferralOutcome(
        said, g.random.randint(0, 3), g.day(-1, 0), g.words()
    ),
    Step.PUT_ON_RECORD: lambda g, said: act.ConfirmOnRecord(
        said, g.seen(), g.day(-2, 0), _told(g), g.words(), g.words()
    ),
    Step.PASS_ON: lambda g, said: act.PassOn(said, g.seen(), g.person()),
    Step.REASSIGN: lambda g, said: act.Reassign(said, g.person(), g.person(), g.words()),
    Step.CLOSE: lambda g, said: act.Close(said, g.random.choice(list(Outcome)), g.words(), g.words()),
    Step.REOPEN: lambda g, said: act.Reopen(
        said, g.words(), g.random.choice((None, g.stage())), g.chair(), g.asking(), g.consulted(), g.days()
    ),
    Step.CHANGE_CHILD_STATUS: lambda g, said: act.ChangeChildStatus(
        said, g.random.choice(list(ChildStatus)), g.random.choice(("", "10442", "10443"))
    ),
    Step.DATE_OCCASION: lambda g, said: act.DateOccasion(said, g.occasion(), g.random.choice((None, g.day(0, 20)))),
}
"""How a person would take each step. `read` changes nothing and has no action."""
STEPS = tuple(_BUILDERS)
OFTEN = frozenset(
    {
        Step.ANSWER,
        Step.SATISFIED,
        Step.NOT_SATISFIED,
        Step.PARTLY_SATISFIED,
        Step.CONVENE_MEETING,
        Step.RECORD_MEETING,
        Step.AGREE_FURTHER_TIME,
        Step.ACTION_DONE,
        Step.VERIFY_ACTION,
        Step.DROP_ACTION,
        Step.ACTION_NOT_DONE,
        Step.CORRECT_ANSWER,
        Step.SET_DATE,
        Step.DATE_OCCASION,
        Step.OPEN_STAGE,
        Step.ACKNOWLEDGE,
        Step.AGREE_A_PLAN,
        Step.CONTEST,
        Step.CONFIRM,
        Step.DISTRIBUTE,
        Step.ENTER_ON_RECORD,
    }
)
"""What moves a case on: without a preference for it most games would never leave their first stage."""
