"""The JSON Schema that editors use: committed as it is, agreeing with the reader, with every key described."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from escalation.packs.schema import pack_schema
from escalation.stages import CLOCK_KEYS

from .pack_texts import FAIR, LIBRARY, LUTON, PROCEDURES
from .test_pack_quirks import QUIRKS, QUIRKY_PACKS

SCHEMA = json.loads(pack_schema(LIBRARY))
QUIRKY = {name: (QUIRKS / f"{name}.yaml").read_text("utf-8") for name in QUIRKY_PACKS}
TEXTS = {"luton": LUTON, "defaults": LIBRARY["defaults"], "fair": FAIR, **QUIRKY}


def complaints(text: str) -> list[str]:
    pack = YAML(typ="safe", pure=True).load(text)
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(pack)]


def test_the_committed_schema_is_current() -> None:
    committed = (PROCEDURES / "procedure.schema.json").read_text("utf-8")
    assert committed == pack_schema(LIBRARY), "iro-bot schema procedure > escalation/procedures/procedure.schema.json"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", TEXTS)
def test_every_pack_that_can_be_read_is_valid(name: str) -> None:
    assert complaints(TEXTS[name]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("supervisor: head", "supervisr: head"),
        ("within: 10 working days", "within: 10 days"),
        ("formality: informal", "formality: casual"),
        ("asks: lead\n", "asks: [lead]\n"),
        ("authority: Fairshire", "authority:"),
        ('"09:00"', '"9 am"'),
        ("clocks: {settle:", "clocks: {setle:"),
    ],
)
def test_a_slip_shows_in_the_editor(old: str, new: str) -> None:
    assert complaints(FAIR.replace(old, new))


def test_a_pack_that_extends_no_other_has_to_say_everything() -> None:
    assert any(
        "'prompts' is a required property" in said for said in complaints(FAIR.replace("extends: defaults\n", ""))
    )


@pytest.mark.parametrize("key", ["authority", "roles", "log", "last resort"])
def test_what_the_defaults_do_not_bring_shows_as_missing_in_the_editor(key: str) -> None:
    pack = YAML(typ="safe", pure=True).load(FAIR)
    del pack[key]
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(pack)] == [f"'{key}' is a required property"]


def test_every_clock_says_what_it_is() -> None:
    clocks = SCHEMA["$defs"]["Stage"]["properties"]["clocks"]["properties"]
    assert set(clocks) == set(CLOCK_KEYS)
    assert len({clock["description"] for clock in clocks.values()}) == len(CLOCK_KEYS)


def undescribed() -> Iterator[str]:
    for name, part in [("the pack", SCHEMA), *SCHEMA["$defs"].items()]:
        for key, said in part.get("properties", {}).items():
            if not (said.get("description") or "$ref" in said):
                yield f"{name}: {key}"


def test_every_key_is_described() -> None:
    assert [*undescribed()] == []
