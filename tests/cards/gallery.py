"""One card of every kind, made from cases played through the real rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from cards.card import card_of, plain_card, quiet_card
from cards.card_json import Card
from cards.case_list import CaseRow, case_list_card
from cards.check_card import check_card
from cards.errors import FieldFault
from cards.forms.concern import raise_form
from cards.forms.concern_fields import RaiseForm
from cards.forms.fields import Typed
from cards.forms.occasion import draft_card, draft_words, occasion_form
from cards.forms.praise import PraiseRequest, praise_form
from cards.forms.step import step_form
from cards.help_card import CommandGroup, help_card
from cards.log.table import LogPage, log_table_card
from cards.messages.by_meaning import message
from cards.preview import Preview, preview_of
from cards.reading import read_all_card
from cards.telling import Section, Telling, Tone
from escalation import actions as act
from escalation.case import CaseRef, Consulted, Occasion, OccasionKind, StageId, TrackId, Which, Words
from escalation.notices import Meaning
from escalation.permissions import Step
from escalation.preview import preview
from escalation.steps.must_raise import Wanted
from tests.cards.gallery_of_stages import stage_cards
from tests.cards.played import Played, a_raise, answered, at_stage_1, said
from tests.ladders import pack
from tests.people import AMIR, BEA, INES, NORTH, QUENTIN, SARA, TOM, at, luton, situation

TOKEN = "k3J9-example"
BOTH = lambda _: ("Teams", "email")  # noqa: E731
LOOKED_AFTER, CHILD_PROTECTION = TrackId("looked_after"), TrackId("child_protection")


def told(telling: Telling) -> Card:
    return card_of(message(telling), telling, TOKEN)


@cache
def silent_stage_1() -> Telling:
    return at_stage_1().passes(at("2026-04-08", "17:05")).last(Meaning.NOBODY_ANSWERED)


@cache
def eventful() -> Telling:
    """A case in which every step has something to choose from."""
    played = at_stage_1()
    played.now = at("2026-04-01")
    played.does(act.AskFurtherTime(said(TOM), 1, date(2026, 4, 15), Words("The worker is off sick.")))
    played.does(act.ReferToCafcass(said(INES), Words("The plan has stood still for a year.")))
    agreed = (act.ActionProposed(Words("Hold the core group"), date(2026, 4, 14), who_words=Words("Amir Haddad")),)
    played.does(act.Respond(said(TOM), 1, Words("The core group is on 14 April."), agreed))
    return played.telling(INES)


@cache
def at_a_fork() -> Telling:
    """Silence at stage 3: the meeting or stage 4."""
    played = at_stage_1(start_at="stage_3")
    return played.passes(at("2026-04-08", "17:05")).last(Meaning.NOBODY_ANSWERED)


def raise_request(**changes: object) -> RaiseForm:
    given = RaiseForm(
        procedure=luton().procedure,
        tracks=(LOOKED_AFTER,),
        teams=((NORTH, "North"),),
        social_workers=((AMIR, "Amir Haddad"),),
        token=TOKEN,
        to_consult=((QUENTIN, "Quentin Moss"),),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


FILLED = {
    "record": "Alice Brown",
    "initials": "Alice",
    "category": "review_decisions",
    "what": "Three decisions of the review are still open.",
    "why": "AB has asked twice when contact with a sister will begin.",
    "asked": "A date for the core group.",
    "source": "review",
    "spoken": "yes",
    "spoken_with": "Tom Reid, by phone",
    "spoken_on": "2026-03-27",
}
FAULTS = (
    FieldFault("record", "Record number", "is not a record number of this authority", "Use the number."),
    FieldFault("spoken_said", "What was said", "is empty", "Say in a line what was said."),
)


def raise_preview() -> Preview:
    day = situation(at("2026-03-30"))
    start = {
        "start_at": StageId("stage_1"),
        "skipping_because": Words("It cannot wait."),
        "consulted": Consulted(QUENTIN),
    }
    decision = preview(None, a_raise(**start), day, luton().pin)
    return preview_of(decision, day, INES, BOTH, TOKEN, "Raise this alert?", "Raise")


def move_preview() -> Preview:
    seen = silent_stage_1()
    decision = preview(seen.case, act.EscalateTo(said(INES), 1), seen.situation)
    return preview_of(decision, seen.situation, INES, BOTH, TOKEN, "Move it to Stage 2, Service Manager?", "Move up")


LONG = Words("Everything that was agreed is still waiting, week after week. " * 60)


@cache
def gallery() -> Mapping[str, Card]:
    return dict(_cards())


def _cards() -> Iterator[tuple[str, Card]]:
    yield from _told_cards()
    yield from _forms()
    yield from _step_forms()
    yield from _lists()
    yield from _occasions()
    yield from stage_cards()


def _told_cards() -> Iterator[tuple[str, Card]]:
    asked = at_stage_1()
    yield "held", told(informally_held())
    yield "asked", told(asked.last(Meaning.ANSWER_ASKED))
    yield "case to raiser", told(asked.telling(INES))
    yield "case to business manager", told(asked.telling(BEA))
    yield "copied", told(asked.last(Meaning.STAGE_COPIED))
    yield "nobody answered", told(silent_stage_1())
    yield "nobody answered at a fork", told(at_a_fork())
    yield "nobody answered, one press", card_of(message(silent_stage_1()), silent_stage_1(), TOKEN, move_preview())
    came = answered()
    yield "answer came", told(came.last(Meaning.ANSWER_CAME))
    yield "case after answer", told(came.telling(INES))
    at_once = a_raise(immediate_risk=True, consulted=Consulted(QUENTIN))
    risk = Played(at("2026-03-30")).does(at_once)
    yield "immediate risk", told(risk.last(Meaning.ANSWER_ASKED))
    yield "long words", told(at_stage_1(concerns=(replace(a_raise().concerns[0], what=LONG, asked=LONG),)).telling(TOM))


def informally_held() -> Telling:
    return Played(at("2026-03-30")).does(a_raise()).last(Meaning.RAISE_HELD)


def _forms() -> Iterator[tuple[str, Card]]:
    yield "raise", raise_form(raise_request())
    yield "raise, two tracks", raise_form(raise_request(tracks=(LOOKED_AFTER, CHILD_PROTECTION)))
    yield "raise, again", raise_form(raise_request(filled=FILLED, faults=FAULTS))
    yield "check", check_card(raise_preview(), "0f")
    yield "check a move", check_card(move_preview(), "0f")
    people = ((AMIR, "Amir Haddad"), (TOM, "Tom Reid"), (SARA, "Sara Patel"))
    yield "praise", praise_form(PraiseRequest(luton().procedure, (LOOKED_AFTER,), ((NORTH, "North"),), people, TOKEN))


def _step_forms() -> Iterator[tuple[str, Card]]:
    for step in Step:
        if step is not Step.READ:
            yield f"form: {step.value}", step_form(step, eventful(), TOKEN)
    faults = (FieldFault("reason", "The reason", "is empty", "Say in a line why."),)
    again = Typed({"to": "stage_3", "reason": ""}, faults)
    yield "form: move up at a fork", step_form(Step.MOVE_UP, at_a_fork(), TOKEN)
    yield "form again", step_form(Step.ANOTHER_STAGE, silent_stage_1(), TOKEN, again)


def _occasions() -> Iterator[tuple[str, Card]]:
    """The form for a review or a conference, what a draft lands with, and a raise form that asks for everything."""
    procedure, today = pack("reviews").procedure, date(2026, 3, 2)
    third = Occasion(OccasionKind.CONFERENCE, date(2026, 3, 5), Which.THIRD, number=3)
    fault = FieldFault("initials", "Child’s initials", "are empty", "Write one to four capital letters.")
    again = Typed({"record": "10442", "occasion": "conference"}, (fault,))
    yield "form: review or conference", occasion_form(procedure, TOKEN, Typed({}), OccasionKind.REVIEW, (), today)
    yield "form: conference again", occasion_form(procedure, TOKEN, again, None, (third,), today)
    words = draft_words("AB", third, procedure, Wanted(LOOKED_AFTER, StageId("alert")))
    yield "draft waits", draft_card(words, TOKEN)
    form = RaiseForm(procedure, tuple(procedure.tracks), ((NORTH, "North"),), ((AMIR, "Amir Haddad"),), TOKEN)
    yield "form: raise with brothers and sisters", raise_form(form)


def _lists() -> Iterator[tuple[str, Card]]:
    rows = [
        CaseRow(
            CaseRef("LUT-26-0042"), "Your answer is asked for", "Wednesday 8 April", "Stage 1, child AB", Tone.CALM
        ),
        CaseRow(CaseRef("LUT-26-0031"), "No answer came", "1 working day past the date", "Stage 2", Tone.WARNING),
    ]
    yield "my cases", case_list_card("Two cases wait for you", rows, "Nothing waits for you.")
    yield "no cases", case_list_card("My cases", [], "Nothing waits for you.")
    columns = ("Case", "Raised", "Stage", "Concluded")
    page = LogPage("Overdue", columns, (("LUT-26-0042", "30 March 2026", "Stage 1", ""),) * 6, "log overdue", "c1", 30)
    yield "log", log_table_card(page)
    many = ("Case", "Raised", "Escalated", "Themes", "Concluded", "Stage resolved")
    row = ("LUT-26-0042", "30 March 2026", "8 April 2026", "Review decisions not carried out", "", "")
    yield "log, six columns", log_table_card(LogPage("Log", many, (row,) * 5))
    groups = (
        CommandGroup("Your cases", (("my cases", "what waits for you"), ("case LUT-26-0042", "one case"))),
        CommandGroup("A concern", (("raise", "raise an alert"), ("praise", "note good practice"))),
    )
    yield "help", help_card(groups, "Type one of these, or press a button.", "Raise an alert")
    yield "read all", read_all_card(Section("What is asked", LONG * 9, "Ines Okafor"), {"case": "LUT-26-0042"}, 2)
    yield "plain", plain_card("Nothing was sent", "The draft is gone.\nType raise to begin again.")
    yield (
        "quiet",
        quiet_card("You answered on Tuesday 7 April at 2:14pm", "Ines Okafor is reading it.", CaseRef("LUT-26-0042")),
    )
