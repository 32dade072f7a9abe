"""Sentences that a card is answered with: above what it shows, or with the words that could not be sent."""

from __future__ import annotations

from collections.abc import Iterable

from microsoft_teams.cards import CardElement, Container

from .card_json import Card, finished
from .parts import band, heading, text_line, words_block
from .telling import Tone


def said_above(card: Card, sentence: str) -> Card:
    """The card, under a sentence about what has just been pressed on it."""
    note = Container(style="accent", bleed=True, items=[text_line(sentence)])
    body = card.get("body")
    below = list(body) if isinstance(body, list | tuple) else []
    return {**card, "body": [note.model_dump(by_alias=True, exclude_none=True), *below]}


def not_sent_card(sentence: str, typed: Iterable[tuple[str, str]], title: str = "This was not sent") -> Card:
    """Why a form was not taken, and what had been typed into it, by label, so that it can be copied."""
    body: list[CardElement] = [band("", title, sentence, Tone.WARNING, None)]
    for label, words in typed:
        body += [heading(label), *words_block(words, len(words), len(words))]
    return finished(body, [], f"{title}. {sentence}")
