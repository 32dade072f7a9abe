"""Cards as people get them: valid, light, readable, and showing people's words exactly as typed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from cards.as_typed import EXCERPT, UNSEEN, excerpt, inert
from cards.buttons import PRIMARY_BUTTONS
from cards.card import card_of
from cards.card_json import CARD_BYTES, JSON, Card, size_of
from cards.case_list import CaseRow, case_list_card
from cards.check_card import check_card
from cards.forms.concern import raise_form
from cards.forms.fields import Typed
from cards.forms.praise import PraiseRequest, praise_form
from cards.forms.refused_fields import marked
from cards.forms.step import step_form
from cards.log.table import LOG_ROWS, LogPage, log_table_card
from cards.messages.by_meaning import message
from cards.preview import Recipient
from cards.reading import parts_of, read_all_card
from cards.step_titles import TITLES
from cards.telling import HistoryLine, Section, Telling
from escalation.case import CaseRef, PersonId, Words
from escalation.errors import DetailNeeded
from escalation.initials import initials_of
from escalation.notices import Meaning
from escalation.people import Person, Roster
from escalation.permissions import Step
from tests.cards.gallery import (
    FAULTS,
    FILLED,
    LOOKED_AFTER,
    TOKEN,
    eventful,
    gallery,
    move_preview,
    raise_preview,
    raise_request,
    silent_stage_1,
    told,
)
from tests.cards.played import at_stage_1, concern
from tests.cards.validity import parser_events, schema_fault
from tests.people import NORTH, TOM, luton

EMOJI = "👩‍👧 " * 12_500
LONGEST = ("x" * 50_000, "Wörter und Sätze. " * 2_800, EMOJI, "\n" * 50_000, "مرحبا " * 8_000, "{{" * 25_000)


def parts(part: JSON) -> Iterator[Mapping[str, JSON]]:
    if isinstance(part, Mapping):
        yield part
        for value in part.values():
            yield from parts(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from parts(item)


def of_kind(card: Card, *kinds: str) -> list[Mapping[str, JSON]]:
    return [part for part in parts(card) if part.get("type") in kinds]


def shown_text(card: Card) -> str:
    """Every text of the card, one on a line, as the eye reads it."""
    texts = (str(part["text"]) for part in of_kind(card, "TextRun", "TextBlock") if part.get("text"))
    return "\n".join(texts).replace(UNSEEN, "").replace("\u00a0", " ")


def with_words(words: str) -> Telling:
    said = concern(what=Words(words), asked=Words(words), why_it_matters=Words(words))
    return at_stage_1(concerns=(said, said)).last(Meaning.ANSWER_ASKED, TOM)


@pytest.mark.parametrize("name", sorted(gallery()))
def test_a_card_keeps_to_the_official_schema_and_to_its_weight(name: str) -> None:
    card = gallery()[name]
    assert schema_fault(card) is None
    assert size_of(card) < CARD_BYTES
    assert (card["version"], card["lang"]) == ("1.5", "en") and card["speak"]


def test_the_renderers_parser_has_nothing_to_remark(node_command: str) -> None:
    remarks = {name: events for name, events in parser_events(gallery(), node_command).items() if events}
    assert remarks == {}


def test_the_judges_see_what_is_wrong(node_command: str) -> None:
    wrong: Card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Input.Text", "isRequired": True}]}
    assert schema_fault({**wrong, "body": [{"type": "TextBlock", "txt": "a"}]}) is not None
    assert parser_events({"wrong": wrong}, node_command)["wrong"]


@pytest.mark.parametrize("name", sorted(gallery()))
def test_every_button_says_the_same_to_a_client_that_knows_less(name: str) -> None:
    for action in of_kind(gallery()[name], "Action.Execute"):
        lesser = action["fallback"]
        assert isinstance(lesser, Mapping) and isinstance(action["data"], Mapping)
        assert lesser["type"] == "Action.Submit" and lesser["data"] == action["data"]
        assert action["data"]["verb"] == action["verb"]
        assert [lesser.get(key) for key in ("title", "mode", "style")] == [
            action.get(key) for key in ("title", "mode", "style")
        ]


@pytest.mark.parametrize("name", sorted(gallery()))
def test_two_buttons_stand_in_sight_and_the_rest_under_the_dots(name: str) -> None:
    actions = gallery()[name].get("actions", [])
    assert isinstance(actions, list)
    modes = [action.get("mode") for action in actions if isinstance(action, Mapping)]
    assert len(modes) <= 5
    assert modes[:PRIMARY_BUTTONS] == [None] * min(len(modes), PRIMARY_BUTTONS)
    assert set(modes[PRIMARY_BUTTONS:]) <= {"secondary"}


def test_a_card_hides_its_other_steps_in_one_place_only() -> None:
    for telling in (eventful(), silent_stage_1(), at_stage_1().telling(TOM)):
        card, steps = told(telling), message(telling).steps
        assert "secondary" not in {part.get("mode") for part in parts(card)}, "nothing under three dots"
        listed = [part for part in of_kind(card, "Container") if part.get("id") == "more_steps"]
        links = {part["title"] for part in of_kind(listed[0], "Action.Execute")}
        rest = [step for step in steps if step is not Step.READ][PRIMARY_BUTTONS:]
        assert {TITLES[step] for step in rest} <= links


@pytest.mark.parametrize("name", sorted(gallery()))
def test_inputs_are_labelled_and_say_in_words_that_they_are_required(name: str) -> None:
    kinds = ("Input.Text", "Input.Date", "Input.Time", "Input.Number", "Input.ChoiceSet", "Input.Toggle")
    inputs = of_kind(gallery()[name], *kinds)
    assert len({part["id"] for part in inputs}) == len(inputs)
    for part in inputs:
        assert part.get("label") or part.get("title")
        if part.get("isRequired"):
            assert "(required)" in str(part["label"]) and part["errorMessage"]


@pytest.mark.parametrize("step", sorted(set(Step) - {Step.READ}))
def test_every_step_has_a_button_and_a_form_that_leads_back(step: Step) -> None:
    card = step_form(step, eventful(), TOKEN)
    titles = [action["title"] for action in of_kind(card, "Action.Execute")]
    assert titles[-1] == "Back" and TITLES[step] in shown_text(card)


def test_no_button_of_the_case_is_lost() -> None:
    telling = at_stage_1().telling(TOM)
    said = message(telling)
    titles = {str(action["title"]) for action in of_kind(told(telling), "Action.Execute", "Action.ShowCard")}
    assert {TITLES[step] for step in said.steps if step is not Step.READ} <= titles


# people's words

HOSTILE = (
    "<script>alert(1)</script> <b>bold</b> &amp; &",
    "**bold** _it_ [here](http://example.org) ![x](http://example.org/x.png)",
    "{{DATE(2017-02-14T06:00:00Z, SHORT)}} {{{TIME(2017-02-14T06:00:00Z)}}} ${name} {x}",
    "ابدأ هنا \u202e olleh \u2067 אבג",
    "👩‍👧‍👦 🇬🇧 é é ﷽ ‎‏",
    "first\n\n  second,  two  spaces\n\ttab\r\nlast ",
    "= 1 + 1",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_words_are_in_text_runs_and_read_as_typed(typed: str) -> None:
    card = told(with_words(typed))
    runs = [str(part["text"]).replace(UNSEEN, "").replace("\u00a0", " ") for part in of_kind(card, "TextRun")]
    lines = [line.replace("\t", "    ") for line in typed.replace("\r\n", "\n").split("\n") if line]
    assert all(line in runs for line in lines)
    blocks = " ".join(str(part["text"]) for part in of_kind(card, "TextBlock"))
    assert not any(line in blocks for line in lines)
    assert "{{" not in json.dumps(card, ensure_ascii=False)


@pytest.mark.parametrize("typed", LONGEST, ids=lambda text: repr(text[:4]))
def test_long_words_are_shortened_and_can_be_read_whole(typed: str) -> None:
    card = told(with_words(typed))
    assert size_of(card) < CARD_BYTES
    reading = [action for action in of_kind(card, "Action.Execute") if action["verb"] == "read all"]
    assert len(reading) == 6
    shown = parts_of(typed)
    assert "".join(shown) == typed
    for part in range(1, min(len(shown), 12) + 1):
        card = read_all_card(Section("What is asked", typed, "Ines"), {"case": "LUT-26-0042"}, part)
        assert size_of(card) < CARD_BYTES and "{{" not in json.dumps(card, ensure_ascii=False)


def test_a_case_with_everything_in_it_still_fits() -> None:
    telling = eventful()
    many = tuple(Section(f"{n}. Tom Reid answered at Stage {n} on 7 April", EMOJI, "Tom Reid") for n in range(40))
    lines = tuple(HistoryLine(date(2026, 4, 1), "Tom Reid, Team Manager, was asked to answer. " * 2) for _ in range(60))
    said = replace(message(telling), sections=many, history=lines)
    card = card_of(said, telling, TOKEN)
    assert size_of(card) < CARD_BYTES
    assert "earlier texts not shown here" in shown_text(card)


@pytest.mark.parametrize("words", ["ab\n" * 300, "\n" * 600, "🙂\n" * 900], ids=["letters", "empty", "pictures"])
@pytest.mark.parametrize("fields", [3, 7, 40])
def test_many_short_lines_still_fit(words: str, fields: int) -> None:
    telling = eventful()
    many = tuple(Section(f"Field {n}", words, f"Person {n}") for n in range(fields))
    said = replace(message(telling), sections=many, facts=tuple((f"Fact {n}", words) for n in range(7)))
    card = card_of(said, telling, TOKEN)
    assert size_of(card) <= CARD_BYTES
    assert "Read all" in shown_text(card)


def test_a_text_of_six_hundred_characters_is_shown_in_full() -> None:
    assert excerpt("x" * EXCERPT) == "x" * EXCERPT
    assert excerpt("one two " * 100) == ("one two " * 75).rstrip()
    assert "Read all" not in shown_text(told(with_words("x" * EXCERPT)))


def test_what_is_broken_looks_the_same() -> None:
    assert inert("{{DATE(x)}} {a} [b](c)").replace(UNSEEN, "") == "{{DATE(x)}} {a} [b](c)"
    assert "{{" not in inert("{{{{") and "](" not in inert("[b](c)")


@pytest.mark.parametrize("step", [Step.ACTION_DONE, Step.VERIFY_ACTION])
def test_agreed_actions_stand_in_a_list_in_which_nothing_typed_is_active(step: Step) -> None:
    asked = next(
        part for part in of_kind(step_form(step, eventful(), TOKEN), "Input.ChoiceSet") if part["id"] == "agreed"
    )
    assert asked["style"] == "compact"


# forms


def test_a_form_that_comes_back_holds_everything_and_opens_what_is_wrong() -> None:
    card = raise_form(raise_request(filled=FILLED, faults=FAULTS))
    values = {part["id"]: part.get("value") for part in parts(card) if "id" in part}
    assert {field: values[field] for field in FILLED} == FILLED
    assert "2 things need another look" in shown_text(card) and "everything you typed is still here" in shown_text(card)
    folded = {part["id"]: part.get("isVisible") for part in of_kind(card, "Container") if "id" in part}
    assert folded["spoken_part"] is None and folded["more_part"] is False


def test_what_is_too_long_to_show_again_is_kept_and_said_so() -> None:
    card = raise_form(raise_request(filled={**FILLED, "what": "x" * 50_000, "why": EMOJI}, faults=FAULTS))
    assert size_of(card) < CARD_BYTES
    assert "What is wrong: what you wrote (50,000 characters) is kept." in shown_text(card)
    again = of_kind(card, "Action.Execute")[0]["data"]
    assert isinstance(again, Mapping) and again["kept"] == "what,why"
    long = step_form(Step.NOT_SATISFIED, eventful(), TOKEN, Typed({"reason": EMOJI}))
    assert size_of(long) < CARD_BYTES and "is kept" in shown_text(long)


ANY_INITIALS = [
    "", "A", "AB", "ABCD", "ABCDE", " AB ", "ÉO", "ЖД", "אב", "王小", "ＡＢ", "a", "ab", "Ab", "Alice", "A.B.", "A B",
    "A1", "12", "×", "é", "ß", "ªº", "<b>", "-", "Þ", "þ", "ÅÄÖØ",
]  # fmt: skip


@pytest.mark.parametrize("typed", ANY_INITIALS)
def test_the_form_takes_the_initials_that_are_taken_when_it_is_sent(typed: str) -> None:
    """In the letters of western Europe; in other scripts the form lets through what only the sending can tell apart."""
    shown = next(part for part in parts(raise_form(raise_request())) if part.get("id") == "initials")
    assert bool(re.search(str(shown["regex"]), typed)) is (initials_of(typed) is not None)


@pytest.mark.parametrize(
    "typed", ["10442", " 10442 ", "", "Alice", "104", "104428888", "10442 Alice", "A10442", "10442\n10443", "=10442"]
)
def test_the_form_takes_the_record_numbers_that_are_taken_when_it_is_sent(typed: str) -> None:
    shown = next(part for part in parts(raise_form(raise_request())) if part.get("id") == "record")
    taken = re.fullmatch(luton().procedure.reference.record_number, typed.strip()) is not None
    assert bool(re.search(str(shown["regex"]), typed)) is taken


def test_the_form_offers_what_the_procedure_does_with_silence() -> None:
    card = raise_form(raise_request())
    asked = next(part for part in of_kind(card, "Input.ChoiceSet") if part["id"] == "when_silent")
    assert asked["value"] == "ask the raiser"
    assert "Ask me (as the procedure has it)" in json.dumps(asked)


def test_a_refusal_of_the_rules_marks_its_field() -> None:
    fault = marked(DetailNeeded("consult_first", who="x"), "Quentin Moss is to be consulted first.")
    card = raise_form(raise_request(faults=(fault,)))
    assert fault.field == "consulted" and "Quentin Moss is to be consulted first." in shown_text(card)
    folded = {part["id"]: part.get("isVisible") for part in of_kind(card, "Container") if "id" in part}
    assert folded["more_part"] is None


# who gets what


def test_before_sending_one_sees_who_gets_what_when_it_is_due_and_what_was_not_counted() -> None:
    shown = shown_text(check_card(raise_preview(), "0f"))
    for expected in (
        "Nothing has been sent yet",
        "Tom Reid\n, Team Manager\nasked to answer\nTeams and email",
        "Bea Thornton\n, Safeguarding Business Manager\na copy",
        "An answer by Wednesday 8 April, 5pm",
        "Friday 3 April (Good Friday) and Monday 6 April (Easter Monday)",
        "Wednesday 29 April, 20 working days left",
    ):
        assert expected in shown
    assert "Ines Okafor" not in shown


def test_the_card_of_a_silence_can_be_one_press() -> None:
    telling = silent_stage_1()
    verbs = [action["verb"] for action in of_kind(told(telling), "Action.Execute")]
    assert "move up" in verbs and "move up now" not in verbs
    at_once = card_of(message(telling), telling, TOKEN, move_preview())
    verbs = [action["verb"] for action in of_kind(at_once, "Action.Execute")]
    assert "move up now" in verbs and "move up" not in verbs
    assert "Sara Patel\n, Service Manager\nasked to answer" in shown_text(at_once)


FORTY = tuple((PersonId(f"person{n}"), f"Alexandra Featherstonehaugh-Smith {n}") for n in range(40))


def test_forty_people_fit_into_every_card_that_lists_people() -> None:
    role = "Head of Service, Strategic Safeguarding, Quality Assurance and Practice Improvement"
    recipients = tuple(Recipient(name, role, "told", "Teams and email") for _, name in FORTY)
    preview = replace(raise_preview(), recipients=recipients)
    crowd = Roster({id: Person(id, name, "a@example.org") for id, name in FORTY})
    telling = replace(eventful(), situation=replace(eventful().situation, roster=crowd))
    praise = PraiseRequest(luton().procedure, (LOOKED_AFTER,), ((NORTH, "North"),), FORTY, TOKEN)
    rows = [CaseRow(CaseRef(f"LUT-26-{n:04}"), "Your answer is asked for", "Wednesday 8 April") for n in range(40)]
    log = LogPage("Log", ("Case", "A", "B", "C", "D"), (("LUT-26-0042", *["x" * 500] * 4),) * LOG_ROWS)
    cards = (
        check_card(preview, "0f"),
        step_form(Step.PASS_ON, telling, TOKEN),
        step_form(Step.REASSIGN, telling, TOKEN),
        raise_form(raise_request(social_workers=FORTY, to_consult=FORTY)),
        praise_form(praise),
        case_list_card("My cases", rows, ""),
        log_table_card(log),
    )
    for card in cards:
        assert size_of(card) < CARD_BYTES
        assert schema_fault(card) is None


def test_a_list_says_what_it_leaves_out() -> None:
    rows = [CaseRow(CaseRef(f"LUT-26-{n:04}"), "Your answer is asked for") for n in range(18)]
    assert "3 more cases not shown here." in shown_text(case_list_card("My cases", rows, ""))
    assert "Nothing was found" in shown_text(log_table_card(LogPage("Overdue", ("Case",), ())))
