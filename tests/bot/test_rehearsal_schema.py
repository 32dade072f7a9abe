"""The JSON Schema of scenarios: committed as it is, agreeing with the reader, with every key described."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from bot.rehearsal import scenario_schema
from tests.sources import ROOT

from .test_rehearsal_reading import FAIR

SCHEMA = json.loads(scenario_schema())
SCENARIOS = [*sorted((ROOT / "bot/tryout/scenarios").glob("*.yaml")), ROOT / "bot/tryout/example.yaml"]


def complaints(text: str) -> list[str]:
    return [e.message for e in Draft202012Validator(SCHEMA).iter_errors(YAML(typ="safe", pure=True).load(text))]


def test_the_committed_schema_is_current() -> None:
    committed = (ROOT / "bot/rehearsal/scenario.schema.json").read_text("utf-8")
    assert committed == scenario_schema(), "run: iro-bot schema scenario > bot/rehearsal/scenario.schema.json"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_every_scenario_that_comes_with_us_is_valid_and_names_the_schema(file: Path) -> None:
    text = file.read_text("utf-8")
    assert complaints(text) == []
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / named).resolve() == ROOT / "bot/rehearsal/scenario.schema.json"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("theme: drift", "tehme: drift"),
        ("5 working days", "5 days or so"),
        ('"2026-03-02 09:30"', "tomorrow"),
        ("- pass: 5 working days", "- {pass: 1 hour, wait: {}}"),
        ("- pass: 5 working days", "- note: nothing happens"),
        ('"10442"', "10442"),
        ("title: A test\n", ""),
    ],
)
def test_a_slip_shows_in_the_editor(old: str, new: str) -> None:
    assert complaints(FAIR) == []
    assert complaints(FAIR.replace(old, new))


def undescribed() -> Iterator[str]:
    for name, part in [("the scenario", SCHEMA), *SCHEMA["$defs"].items()]:
        for key, said in part.get("properties", {}).items():
            if not said.get("description"):
                yield f"{name}: {key}"


def test_every_key_is_described() -> None:
    assert [*undescribed()] == []
