"""Raises a concern as a person does: types the command, fills in the card, sees who is told, and sends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cards.verbs import Verb
from escalation.actions import ConcernRaised, RaiseConcern
from escalation.case import PersonId

from ..talk.faces import NotTaken
from ..tryout.office import Office

Json = Mapping[str, object]
COMMAND = "raise"


def raise_by_card(office: Office, person: PersonId, action: RaiseConcern) -> None:
    """Raises NotTaken where the form or the sending is refused."""
    shown = office.says(person, COMMAND)
    form = shown[-1] if shown else None
    if form is None or form.card is None:
        raise NotTaken(form.text if form else "No form came")
    filled = {key: value for key, value in _filled(action) if value}
    checked = office.presses(person, form.id, Verb.RAISE, {**_carried(form.card, Verb.RAISE), **filled})
    card = checked.replace.card if checked.replace is not None else None
    sending = _carried(card, Verb.SEND_DRAFT)
    if not sending:
        raise NotTaken(f"The form was not taken: {card.get('speak', '') if card else checked.toast}")
    office.presses(person, form.id, Verb.SEND_DRAFT, sending)


def _filled(action: RaiseConcern) -> Iterator[tuple[str, str]]:
    """The fields of the form, by their ids."""
    child, spoken, gate, view = action.child, action.spoken, action.consulted, action.child_view
    first, *others = action.concerns
    yield from (("track", action.track), ("team", action.team), ("status", child.status))
    yield from (("record", child.record), ("initials", child.initials))
    yield from (("social_worker", action.social_worker or ""), ("named", first.named))
    yield from _concern(first, "")
    yield from (pair for second in others[:1] for pair in _concern(second, "_2"))
    yield from (("source", action.source), ("when_silent", action.when_silent or ""))
    yield from (("conference_on", _day(action.conference_on)), ("identified_on", _day(action.identified_on)))
    yield from (("review_on", _day(action.review_on)), ("which", action.which or ""), ("urgent", _tick(action.urgent)))
    for number, another in enumerate(action.more_children, 2):
        yield from ((f"record_{number}", another.record), (f"initials_{number}", another.initials))
        yield f"status_{number}", another.status
    yield from (("immediate_risk", _tick(action.immediate_risk)), ("earlier_concerns", _tick(action.earlier_concerns)))
    yield "spoken", "settled" if action.settled else "yes" if spoken else "no"
    if spoken is not None:
        yield from (("spoken_with", spoken.with_whom), ("spoken_on", _day(spoken.on)), ("spoken_said", spoken.said))
    if gate is not None:
        yield from (("consulted", gate.who or ""), ("consulted_on", _day(gate.on)))
        yield "passed_over_because", gate.passed_over_because
    yield from (("views", view.views), ("against_because", view.against_because), ("child_told", view.told))
    yield from (("child_not_told_because", view.not_told_because), ("difference", action.difference))
    yield from (("start_at", action.start_at or ""), ("skipping_because", action.skipping_because))
    yield from (("chair", action.chair or ""), ("asking", action.asking or ""))
    yield "answer_within", str(action.answer_within or "")
    yield "after", action.after or ""
    yield "not_a_complaint", _tick(action.not_a_complaint)


def _concern(concern: ConcernRaised, place: str) -> Iterator[tuple[str, str]]:
    yield from ((f"category{place}", concern.category), (f"what{place}", concern.what))
    yield from ((f"why{place}", concern.why_it_matters), (f"asked{place}", concern.asked))


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _tick(ticked: bool) -> str:
    return "true" if ticked else ""


def _carried(card: object, verb: Verb) -> dict[str, object]:
    """What the button with this verb sends by itself; nothing where the card has no such button."""
    return next((dict(data) for button in _objects(card) if (data := _sent_by(button, verb))), {})


def _sent_by(button: Json, verb: Verb) -> Json | None:
    data = button.get("data")
    return data if button.get("verb") == verb and isinstance(data, Mapping) else None


def _objects(inside: object) -> Iterator[Json]:
    """Every object of a card, however deep."""
    if isinstance(inside, Mapping):
        yield inside
        for value in inside.values():
            yield from _objects(value)
    elif isinstance(inside, list | tuple):
        for item in inside:
            yield from _objects(item)
