"""The card with which a concern is raised: what is always needed first, what is seldom needed folded away."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from ..buttons import arranged, button
from ..card_json import Card, finished
from ..parts import band, unfolding
from ..telling import Tone
from ..verbs import Verb
from ..wording import capital
from .concern_fields import (
    RaiseForm,
    carried,
    choice_rows,
    last_rows,
    more_children_rows,
    needed_rows,
    second_rows,
    spoken_rows,
    view_rows,
)
from .fields import Typed, each, fault_summary, inputs
from .kept_words import fitted, kept_note


def raise_form(form: RaiseForm) -> Card:
    """Sends the verb "raise"; nothing is sent to anybody before the check card has been seen."""
    folded = (
        ("spoken_part", "What was said, if you have spoken", spoken_rows()),
        ("child_part", "The child’s views, and whether they have been told", view_rows(form)),
        ("children_part", "Brothers and sisters whom it is about too", more_children_rows(form)),
        ("second_part", "A second concern", second_rows(form)),
        ("more_part", "Where it starts, who was consulted, other dates", choice_rows(form)),
    )
    needed, last = needed_rows(form), last_rows(form)
    everything = [field for rows in (needed, *(part[2] for part in folded), last) for field in each(rows)]
    typed = fitted(Typed(form.filled, form.faults), everything)
    body: list[CardElement] = [_band(form), *fault_summary(form.faults), *inputs(needed, typed)]
    for id, title, rows in (part for part in folded if part[2]):
        body += unfolding(id, title, inputs(rows, typed), "open" if typed.touches(rows) else "folded")
    body += inputs(last, typed)
    data = {"token": form.token, **carried(form.tracks, form.teams, form.digest), **kept_note(typed)}
    actions = [
        button("Next: who is told", Verb.RAISE, data, inputs="auto"),
        button("Discard", Verb.DISCARD_DRAFT, {"token": form.token}),
    ]
    return finished(body, arranged(actions), f"{_title(form)}. Nothing is sent before you have seen who gets what.")


def _title(form: RaiseForm) -> str:
    return capital(form.procedure.words.raise_it)


def _band(form: RaiseForm) -> CardElement:
    return band(
        form.procedure.title, _title(form), "Next you see who gets what. Nothing is sent before.", Tone.CALM, None
    )
