"""Two judges of a card: the official 1.5 schema, and the parser of Microsoft's own renderer."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from cards.card_json import Card
from tests.sources import ROOT

SCHEMA = ROOT / "tests" / "schemas" / "adaptive-card-1.5.json"
RENDERER = ROOT / "bot" / "tryout" / "page" / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.js"
PARSER = Path(__file__).with_name("parse_cards.cjs")


@cache
def _schema() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_fault(card: Card) -> str | None:
    """What the official schema finds wrong, or None. What Teams adds to 1.5 is judged as what stands in for it."""
    error = best_match(_schema().iter_errors(_without_additions(json.loads(json.dumps(card)))))
    return f"{error.json_path}: {error.message[:300]}" if error is not None else None


def _without_additions(part: object) -> object:
    """A list that is searched by typing is a plain list to a client that does not know it; a key is nothing to it."""
    if isinstance(part, list):
        return [_without_additions(item) for item in part]
    if isinstance(part, dict):
        return {
            key: "compact" if (key, value) == ("style", "filtered") else _without_additions(value)
            for key, value in part.items()
            if not (key == "key" and str(part.get("type", "")).startswith("Input."))
        }
    return part


def parser_events(cards: Mapping[str, Card], node: str) -> Mapping[str, list[str]]:
    """What the renderer's parser remarks about each card, by the card's name."""
    told = subprocess.run(
        [node, str(PARSER), str(RENDERER)], input=json.dumps(cards), capture_output=True, text=True, check=True
    )
    found: Mapping[str, list[str]] = json.loads(told.stdout)
    return found
