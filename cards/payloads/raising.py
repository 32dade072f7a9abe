"""What the forms for a concern and for praise send, and the actions they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from escalation.actions import ConcernRaised, GivePraise, RaiseConcern, Said
from escalation.case import (
    NO_WORDS,
    CaseRef,
    CategoryId,
    Child,
    ChildStatus,
    ChildView,
    PersonId,
    RoleId,
    Silence,
    Source,
    Spoken,
    StageId,
    TeamId,
    Told,
    TrackId,
    Which,
)
from escalation.initials import CAPITALS_AT_MOST, initials_of
from escalation.procedure import Procedure, Track

from .requests import NO_REF
from .shapes import FieldsUnfit, MaybeLine, MaybeTold, Payload, consultation, needs_reason
from .values import BlankIsNone, Chosen, Day, GivenLine, GivenText, Line, LineWords, Number, Text, Tick, Unfit

PACKS_CHOICE = "pack"
NOT_SPOKEN, SPOKEN, SETTLED = "no", "yes", "settled"
INITIALS_AT_MOST = CAPITALS_AT_MOST
OTHERS = (2, 3, 4)
"""Brothers and sisters, by the number behind the names of their fields."""
MaybeWhich = Annotated[Which | None, BlankIsNone]
_NAME = re.compile(r"[^\W\d_]{3,}")
"""Three letters in a row: more than initials have between their stops, and no part of a mistyped number."""
NO_NAME = "A full name cannot be stored here: use the number from the case system and one to four initials."


class ChildForm(Payload):
    """Track, child and team, as both forms ask for them."""

    track: GivenLine
    team: GivenLine
    record: Line = ""
    initials: Line = ""
    status: Line = ""

    def child(self, procedure: Procedure, problems: dict[str, Unfit]) -> Child:
        track = procedure.tracks[TrackId(self.track)]
        status = self._status(track, problems)
        record, initials = self.record.strip(), self.initials.strip()
        if status is ChildStatus.NONE and not record and not initials:
            return Child("", "", status)
        return Child(record, check_child_named(record, initials, procedure, problems), status)

    def _status(self, track: Track, problems: dict[str, Unfit]) -> ChildStatus:
        if not self.status and len(track.children) == 1:
            return track.children[0]
        if self.status not in track.children:
            problems["status"] = Unfit("does not fit what the concern is about" if self.status else "is empty")
            return track.children[0]
        return ChildStatus(self.status)


def check_child_named(
    record: str, initials: str, procedure: Procedure, problems: dict[str, Unfit], number: str = ""
) -> str:
    """The initials as they are kept. `number` is behind the names of the fields of another child: "_2"."""
    record, initials = record.strip(), initials.strip()
    if not re.fullmatch(procedure.reference.record_number, record):
        problems[f"record{number}"] = _unfit(record, "is empty", "is not a record number of this authority")
    kept = initials_of(initials)
    if kept is None:
        problems[f"initials{number}"] = _unfit_initials(initials)
    return kept or ""


def _unfit(text: str, empty: str, wrong: str) -> Unfit:
    """Only what looks like a name is told that names are not kept."""
    return Unfit(wrong if text else empty, NO_NAME if _NAME.search(text) else "")


def _unfit_initials(typed: str) -> Unfit:
    """Small letters may be a name, so they are not made large by us."""
    if typed.isalpha() and initials_of(typed.upper()) is not None and not _NAME.search(typed):
        return Unfit("are not in capitals", "Write them in capitals, one to four letters.")
    return _unfit(typed, "are empty", "are not one to four letters in capitals")


class ConcernForm(ChildForm):
    social_worker: MaybeLine = None
    category: GivenLine
    named: LineWords = NO_WORDS
    what: GivenText
    why: GivenText
    asked: GivenText
    category_2: Line = ""
    what_2: Text = NO_WORDS
    why_2: Text = NO_WORDS
    asked_2: Text = NO_WORDS
    source: Source
    conference_on: Day = None
    review_on: Day = None
    which: MaybeWhich = None
    urgent: Tick = False
    record_2: Line = ""
    initials_2: Line = ""
    status_2: Line = ""
    record_3: Line = ""
    initials_3: Line = ""
    status_3: Line = ""
    record_4: Line = ""
    initials_4: Line = ""
    status_4: Line = ""
    identified_on: Day = None
    immediate_risk: Tick = False
    earlier_concerns: Tick = False
    spoken: Line = NOT_SPOKEN
    spoken_with: LineWords = NO_WORDS
    spoken_on: Day = None
    spoken_said: Text = NO_WORDS
    difference: Text = NO_WORDS
    views: Text = NO_WORDS
    against_because: Text = NO_WORDS
    child_told: MaybeTold = None
    child_not_told_because: LineWords = NO_WORDS
    when_silent: Line = ""
    start_at: Line = PACKS_CHOICE
    skipping_because: Text = NO_WORDS
    consulted: MaybeLine = None
    consulted_on: Day = None
    passed_over_because: LineWords = NO_WORDS
    chair: MaybeLine = None
    answer_within: Number = None
    asking: MaybeLine = None
    not_a_complaint: Tick = False
    after: Line = ""

    def action(self, said: Said, procedure: Procedure) -> RaiseConcern:
        """Everything that does not fit is told at once."""
        problems = self._problems(procedure)
        if "track" in problems:
            raise FieldsUnfit(**problems)
        child = self.child(procedure, problems)
        others = tuple(self._others(procedure, problems))
        if problems:
            raise FieldsUnfit(**problems)
        return replace(self._concern(said, child), more_children=others)

    def _others(self, procedure: Procedure, problems: dict[str, Unfit]) -> Iterator[Child]:
        """Brothers and sisters; a row that is left empty is none."""
        track = procedure.tracks[TrackId(self.track)]
        for number in OTHERS:
            record, initials, status = (
                getattr(self, f"{id}_{number}").strip() for id in ("record", "initials", "status")
            )
            if not (record or initials):
                continue
            if not track.several_children:
                problems[f"record_{number}"] = Unfit("is not needed: here a concern is about one child")
                continue
            kept = check_child_named(record, initials, procedure, problems, f"_{number}")
            if status and status not in track.children:
                problems[f"status_{number}"] = Unfit("does not fit what the concern is about")
                continue
            as_the_first = self.status if self.status in track.children else track.children[0]
            yield Child(record, kept, ChildStatus(status or as_the_first))

    def _problems(self, procedure: Procedure) -> dict[str, Unfit]:
        if self.track not in procedure.tracks:
            return {"track": Unfit("is none of the choices")}
        return {
            **self._theme_problems(procedure),
            **self._start_problems(procedure),
            **self._spoken_problems(),
            **self._child_problems(),
        }

    def _theme_problems(self, procedure: Procedure) -> dict[str, Unfit]:
        open_ones = procedure.categories_for(TrackId(self.track))
        problems: dict[str, Unfit] = {}
        if self.category not in open_ones:
            problems["category"] = Unfit("does not belong to what the concern is about")
        elif (name := open_ones[CategoryId(self.category)].must_name) and not self.named.strip():
            problems["named"] = Unfit("is empty", f"This theme has to name: {name}.")
        if self._has_second():
            if self.category_2 not in open_ones:
                problems["category_2"] = Unfit("does not fit" if self.category_2 else "is empty")
            problems |= {id: Unfit("is empty") for id in ("what_2", "asked_2") if not getattr(self, id).strip()}
        return problems

    def _has_second(self) -> bool:
        return bool(self.category_2 or self.what_2.strip() or self.asked_2.strip() or self.why_2.strip())

    def _start_problems(self, procedure: Procedure) -> dict[str, Unfit]:
        problems: dict[str, Unfit] = {}
        if self.start_at not in (PACKS_CHOICE, "", *procedure.tracks[TrackId(self.track)].stages):
            problems["start_at"] = Unfit("is no stage here")
        if self.when_silent not in ("", Silence.ASK_THE_RAISER, Silence.MOVE_UP):
            problems["when_silent"] = Unfit("is none of the choices")
        if self.source is Source.CONFERENCE and self.conference_on is None:
            problems["conference_on"] = Unfit("is empty")
        if procedure.advice.exclusion and not self.not_a_complaint:
            problems["not_a_complaint"] = Unfit("is not confirmed")
        if bool(self.consulted) != (self.consulted_on is not None):
            problems["consulted" if not self.consulted else "consulted_on"] = Unfit("is empty")
        return problems

    def _spoken_problems(self) -> dict[str, Unfit]:
        if self.spoken not in (NOT_SPOKEN, SPOKEN, SETTLED):
            return {"spoken": Unfit("is none of the choices")}
        if self.spoken == NOT_SPOKEN:
            return {}
        empty = {
            "spoken_with": not self.spoken_with.strip(),
            "spoken_on": self.spoken_on is None,
            "spoken_said": not self.spoken_said.strip(),
            "difference": self.spoken == SETTLED and not self.difference.strip(),
        }
        return {id: Unfit("is empty") for id, is_empty in empty.items() if is_empty}

    def _child_problems(self) -> dict[str, Unfit]:
        try:
            needs_reason(self.child_told, self.child_not_told_because)
        except FieldsUnfit as unfit:
            return dict(unfit.problems)
        return {}

    def _concern(self, said: Said, child: Child) -> RaiseConcern:
        return RaiseConcern(
            said=said,
            ref=NO_REF,
            track=TrackId(self.track),
            team=TeamId(self.team),
            child=child,
            concerns=self._concerns(),
            source=self.source,
            when_silent=Silence(self.when_silent) if self.when_silent else None,
            child_view=self._child_view(),
            immediate_risk=self.immediate_risk,
            earlier_concerns=self.earlier_concerns,
            conference_on=self.conference_on,
            review_on=self.review_on,
            which=self.which if self.conference_on is not None else None,
            urgent=self.urgent,
            identified_on=self.identified_on,
            spoken=self._conversation(),
            settled=self.spoken == SETTLED,
            difference=self.difference if self.spoken == SETTLED else NO_WORDS,
            consulted=consultation(self.consulted, self.consulted_on, self.passed_over_because),
            start_at=None if self.start_at in (PACKS_CHOICE, "") else StageId(self.start_at),
            skipping_because=self.skipping_because,
            social_worker=PersonId(self.social_worker) if self.social_worker else None,
            chair=RoleId(self.chair) if self.chair else None,
            answer_within=self.answer_within,
            asking=PersonId(self.asking) if self.asking else None,
            not_a_complaint=self.not_a_complaint,
            after=CaseRef(self.after.strip().upper()) if self.after.strip() else None,
        )

    def _concerns(self) -> tuple[ConcernRaised, ...]:
        first = ConcernRaised(CategoryId(self.category), self.what, self.why, self.asked, self.named)
        if not self._has_second():
            return (first,)
        why = self.why_2 if self.why_2.strip() else self.why
        return (first, ConcernRaised(CategoryId(self.category_2), self.what_2, why, self.asked_2))

    def _child_view(self) -> ChildView:
        told = self.child_told or Told.NOT_YET
        return ChildView(self.views, self.against_because, told, self.child_not_told_because)

    def _conversation(self) -> Spoken | None:
        if self.spoken == NOT_SPOKEN or self.spoken_on is None:
            return None
        return Spoken(self.spoken_with, self.spoken_on, self.spoken_said)


class PraiseForm(ChildForm):
    people: Chosen = ()
    people_2: MaybeLine = None
    people_3: MaybeLine = None
    text: GivenText

    def action(self, said: Said, procedure: Procedure) -> GivePraise:
        problems: dict[str, Unfit] = {}
        if self.track not in procedure.tracks:
            raise FieldsUnfit(track=Unfit("is none of the choices"))
        chosen = dict.fromkeys((*self.people, *filter(None, (self.people_2, self.people_3))))
        if not chosen:
            problems["people"] = Unfit("is empty")
        child = self._child_or_none(procedure, problems)
        if problems:
            raise FieldsUnfit(**problems)
        people = tuple(PersonId(person) for person in chosen)
        return GivePraise(said, NO_REF, TrackId(self.track), TeamId(self.team), child, people, self.text)

    def _child_or_none(self, procedure: Procedure, problems: dict[str, Unfit]) -> Child:
        """Praise need not be about one child."""
        if self.record.strip() or self.initials.strip():
            return self.child(procedure, problems)
        return Child("", "", ChildStatus.NONE)
