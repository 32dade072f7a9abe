"""Which procedure a new concern is raised under, asked of somebody who works under more than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, CardElement, Container, RichTextBlock, TextRun

from ..buttons import arranged, button
from ..card_json import Card, finished
from ..parts import band, text_line
from ..telling import Tone
from ..verbs import Verb
from ..wording import listed

LEAD = "You work under more than one. The child’s team decides which of them it is."


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure by its digest, with the teams whose children it is for, as they are called."""

    digest: str
    title: str
    teams: tuple[str, ...]


def choose_procedure_card(choices: Sequence[Choice], verb: Verb, token: str) -> Card:
    """Sends `verb`, with the digest of what was chosen."""
    buttons: list[Action] = [
        button(choice.title, verb, {"token": token, "procedure": choice.digest}) for choice in choices
    ]
    body: list[CardElement] = [band("", "Which procedure?", LEAD, Tone.CALM, None), *map(_line, choices)]
    return finished(body, arranged(buttons), f"Which procedure? {listed(choice.title for choice in choices)}.")


def _line(choice: Choice) -> Container:
    title = RichTextBlock(inlines=[TextRun(text=choice.title, weight="Bolder")])
    teams = f"For children of {listed(choice.teams)}." if choice.teams else ""
    return Container(items=[title, *([text_line(teams, "quiet", "None")] if teams else [])], separator=True)
