"""The form that a step opens: inside the card where it is short, else a card of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, ExecuteAction, ShowCardAction

from escalation.permissions import Step

from ..buttons import arranged, button
from ..card_json import JSON, Card, finished
from ..children import by_number
from ..parts import band, heading, paragraphs
from ..step_titles import TITLES, send_title
from ..telling import Telling, Tone
from ..verbs import Verb
from .fields import NOTHING_TYPED, Field, Rows, Typed, each, fault_summary, for_the_way, inputs
from .kept_words import fitted, kept_note
from .move_fields import stages_of
from .step_fields import ACTIONS_IN_A_FORM, action_rows, is_one_press, rows_for

FIELDS_INSIDE = 4


def payload(telling: Telling, token: str) -> Mapping[str, JSON]:
    """What every button of a case carries: which case, which visit was seen, and the one-use token."""
    visit = telling.case.visit
    return {
        "case": telling.case.ref,
        "visit": visit.number if visit is not None else 0,
        "token": token,
    }


def step_button(step: Step, telling: Telling, token: str) -> Action:
    """A short form inside the card; else one press, or a press that opens a form of its own."""
    rows = rows_for(step, telling)
    if step is not Step.READ and 0 < len(list(each(rows))) <= FIELDS_INSIDE:
        return _inside(step, rows, payload(telling, token))
    return open_button(step, telling, token)


def open_button(step: Step, telling: Telling, token: str) -> ExecuteAction:
    """Opens the form as a card of its own, or is the press itself where there is nothing to fill in."""
    data = payload(telling, token)
    if step is Step.READ:
        return button(TITLES[step], Verb.SHOW_CASE, data)
    if is_one_press(step, telling):
        return button(TITLES[step], step.value, data)
    return button(TITLES[step], Verb.OPEN_FORM, {**data, "step": step.value})


def _inside(step: Step, rows: Rows, data: Mapping[str, JSON]) -> ShowCardAction:
    send = button(send_title(step), step.value, data, "positive", "auto")
    body = inputs([_within(step, row) for row in rows])
    return ShowCardAction(title=TITLES[step], card=AdaptiveCard(body=body, actions=[send]))


def _within(step: Step, row: Field | tuple[Field, Field]) -> Field | tuple[Field, Field]:
    """Two forms inside one card may ask for the same thing, so that ids carry the step."""
    if isinstance(row, tuple):
        return (replace(row[0], id=f"{step.value}.{row[0].id}"), replace(row[1], id=f"{step.value}.{row[1].id}"))
    return replace(row, id=f"{step.value}.{row.id}")


def step_form(step: Step, telling: Telling, token: str, typed: Typed = NOTHING_TYPED) -> Card:
    """The form as a card of its own, with what had been typed and what could not be taken."""
    data = payload(telling, token)
    rows = for_the_way(own_card_rows(step, telling), typed.filled.get("to", ""))
    shown = fitted(typed, each(rows))
    actions = [
        button(send_title(step), step.value, {**data, **kept_note(shown)}, inputs="auto"),
        button("Back", Verb.SHOW_CASE, data),
    ]
    body = [_band(step, telling), *fault_summary(typed.faults), *_advice(step, telling)]
    return finished([*body, *inputs(rows, shown)], arranged(actions), f"{TITLES[step]}, {telling.case.ref}")


def own_card_rows(step: Step, telling: Telling) -> Rows:
    """A card of its own has room for several actions."""
    rows = rows_for(step, telling)
    if step not in (Step.ANSWER, Step.RECORD_SPOKEN_ANSWER, Step.AGREE_A_PLAN):
        return rows
    return [*rows, *(row for number in range(2, ACTIONS_IN_A_FORM + 1) for row in action_rows(number))]


def _band(step: Step, telling: Telling) -> CardElement:
    case = telling.case
    child = f" · {by_number(case)}" if case.has_child else ""
    stage = stages_of(telling)[case.visit.stage].title if case.visit is not None else ""
    return band(stage, TITLES[step], f"{case.ref}{child}", Tone.CALM, None)


def _advice(step: Step, telling: Telling) -> list[CardElement]:
    """The pack's own words at the moment they matter."""
    advice = telling.situation.procedure.advice
    match step:
        case Step.REFER_TO_CAFCASS:
            points = (f"• {point}" for point in advice.cafcass)
            return [heading("To consider"), *paragraphs(points), *paragraphs([advice.legal or ""], "quiet")]
        case Step.RECORD_REFERRAL:
            return paragraphs([advice.legal or "", advice.complaint or ""], "quiet")
        case Step.PUT_ON_RECORD:
            return paragraphs([advice.child or ""], "quiet")
        case Step.PARTLY_SATISFIED | Step.NOT_SATISFIED:
            return paragraphs([advice.obstacles or ""], "quiet")
        case _:
            return []
