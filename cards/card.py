"""A message as an Adaptive Card: the band, the words, the facts, what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from microsoft_teams.cards import (
    Action,
    CardElement,
    Container,
    RichTextBlock,
    TargetElement,
    TextRun,
    ToggleVisibilityAction,
)

from escalation.case import CaseRef
from escalation.permissions import Step

from .as_typed import EXCERPT
from .buttons import PRIMARY_BUTTONS, arranged, button
from .card_json import CARD_BYTES, JSON, Card, finished, size_of
from .parts import band, facts_block, meter_words, paragraphs, section_block, text_line
from .step_forms import open_button, payload, step_button
from .telling import HistoryLine, Message, Telling, Tone
from .verbs import Verb
from .wording import short_date

SHORTER = (EXCERPT, EXCERPT // 2, EXCERPT // 4, EXCERPT // 10)
"""Where a card with many people's words would be too heavy, each shows less before "Read all"."""
HISTORY = "history"
HISTORY_LINES = 30


def card_of(message: Message, telling: Telling, token: str) -> Card:
    """`token` is used once: a second press of any button of this card has no effect."""
    drawn = _drawn(message, telling, token, SHORTER[0])
    for length in SHORTER[1:]:
        if size_of(drawn) <= CARD_BYTES:
            break
        drawn = _drawn(message, telling, token, length)
    return drawn


def _drawn(message: Message, telling: Telling, token: str, length: int) -> Card:
    data = payload(telling, token)
    today = telling.situation.calendar.local_date(telling.situation.now)
    reading = {**data, **_meant(telling)}
    body: list[CardElement] = [
        band(message.band, message.title, message.line, message.tone, message.meter),
        *paragraphs([message.lead]),
    ]
    for place, section in enumerate(message.sections):
        body += section_block(section, reading, length, place)
    body += facts_block(message.facts)
    body += _history(message.history, today)
    body += paragraphs([message.if_nothing], "quiet")
    return finished(body, _actions(message, telling, token), message.speak or spoken(message))


def spoken(message: Message) -> str:
    """What a screen reader says first."""
    meter = ", ".join(meter_words(message.meter)) if message.meter is not None else ""
    return ". ".join(part.rstrip(".") for part in (message.title, message.line, message.lead, meter) if part)


def _meant(telling: Telling) -> Mapping[str, JSON]:
    """Which message "Read all" speaks of, so that the same words can be found again."""
    notice = telling.notice
    if notice is None:
        return {}
    about = {"notice_visit": notice.visit, "duty": notice.duty, "about": notice.about, "role": notice.role}
    set_ones = {key: value for key, value in about.items() if value is not None}
    return {"meaning": notice.meaning.value, "capacity": notice.capacity.value, **set_ones}


def _actions(message: Message, telling: Telling, token: str) -> list[Action]:
    steps = _with_reading(message, telling)
    first = [step_button(step, telling, token) for step in steps[:PRIMARY_BUTTONS]]
    others = [open_button(step, telling, token) for step in steps[PRIMARY_BUTTONS:]]
    return arranged([*first, *others])


def _with_reading(message: Message, telling: Telling) -> tuple[Step, ...]:
    """A message about a case leads to the case; the case card is already there."""
    if telling.notice is None:
        return tuple(step for step in message.steps if step is not Step.READ)
    missing = Step.READ in telling.steps and Step.READ not in message.steps
    return (*message.steps, Step.READ) if missing else message.steps


def _history(lines: Sequence[HistoryLine], today: date) -> list[CardElement]:
    """Folded away until it is asked for."""
    if not lines:
        return []
    target = TargetElement(element_id=HISTORY)
    link = TextRun(
        text="Show or hide what has happened so far",
        select_action=ToggleVisibilityAction(title="What has happened so far", target_elements=[target]),
    )
    told = [(short_date(line.on, today), line.what) for line in lines[-HISTORY_LINES:]]
    return [
        RichTextBlock(inlines=[link], spacing="Medium"),
        Container(id=HISTORY, is_visible=False, items=facts_block(told)),
    ]


def plain_card(title: str, text: str, tone: Tone = Tone.CALM) -> Card:
    """A title and a few sentences, one on each line."""
    return finished([band("", title, "", tone, None), *paragraphs(text.split("\n"))], [], f"{title}. {text}")


def quiet_card(title: str, text: str, ref: CaseRef | None) -> Card:
    """What is left of a card that somebody has acted on: a record of what they did, and the way to the case."""
    body: list[CardElement] = [text_line(title, "strong"), *paragraphs(text.split("\n"), "quiet")]
    actions: list[Action] = [button("Open the case", Verb.SHOW_CASE, {"case": ref})] if ref is not None else []
    return finished(body, actions, f"{title}. {text}")
