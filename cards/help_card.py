"""What one can write to the bot, by what one wants to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, CardElement

from .buttons import arranged, button
from .card_json import Card, finished
from .parts import band, heading, paragraphs, text_line
from .telling import Tone
from .verbs import Verb


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """ "Your cases": ("my cases", "what waits for you"), ..."""

    title: str
    commands: tuple[tuple[str, str], ...]


def help_card(
    groups: Sequence[CommandGroup], lead: str = "", may_raise: str = "", title: str = "What you can write"
) -> Card:
    """The commands this person has a use for. `may_raise` is the pack's word for raising, empty where they may not."""
    body: list[CardElement] = [
        band("", title, "", Tone.CALM, None),
        *paragraphs([lead]),
    ]
    for group in groups:
        body += [heading(group.title), *(line for command in group.commands for line in _command(*command))]
    first: list[Action] = [button(may_raise, Verb.RAISE, {})] if may_raise else []
    return finished(body, arranged([*first, button("My cases", Verb.SHOW_CASES, {})]), f"{title}. {lead}".strip(". "))


def _command(example: str, does: str) -> list[CardElement]:
    """Below each other: side by side, the longer examples stand in a column of a word or two."""
    return [text_line(example, "strong", "Medium"), text_line(does, spacing="None")]
