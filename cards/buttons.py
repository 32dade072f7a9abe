"""Buttons that carry a payload: Action.Execute, and the same as Action.Submit for a client that lacks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from microsoft_teams.cards import (
    Action,
    ActionMode,
    ActionStyle,
    ExecuteAction,
    ShowCardAction,
    SubmitAction,
)

from .card_json import JSON

PRIMARY_BUTTONS = 2
"""A row of more is cut off at Teams' usual width; the others stand under the three dots."""

Inputs = Literal["auto", "none"]


def button(
    title: str,
    verb: str,
    data: Mapping[str, JSON],
    style: ActionStyle | None = None,
    inputs: Inputs = "none",
) -> ExecuteAction:
    """`inputs` says whether what was filled in goes along (and has to be valid)."""
    sent = {**data, "verb": verb}
    associated: Inputs | None = None if inputs == "auto" else inputs
    return ExecuteAction(
        title=title,
        verb=verb,
        data=sent,
        style=style,
        associated_inputs=associated,
        fallback=SubmitAction(title=title, data=sent, style=style, associated_inputs=associated),
    )


def arranged(actions: Sequence[Action]) -> list[Action]:
    """The first two stay in sight, the first of them stands out."""
    for place, action in enumerate(actions):
        if isinstance(action, ExecuteAction | ShowCardAction):
            _place(action, "primary" if place < PRIMARY_BUTTONS else "secondary")
            if place == 0:
                _stand_out(action)
    return list(actions)


def _place(action: ExecuteAction | ShowCardAction, mode: ActionMode) -> None:
    if mode == "secondary":
        action.mode = mode
        if isinstance(action.fallback, SubmitAction):
            action.fallback.mode = mode


def _stand_out(action: ExecuteAction | ShowCardAction) -> None:
    action.style = "positive"
    if isinstance(action.fallback, SubmitAction):
        action.fallback.style = "positive"
