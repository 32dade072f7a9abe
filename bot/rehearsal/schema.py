"""The JSON Schema of scenarios, for editors: it completes keys and says what each one means."""

from __future__ import annotations

import json

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema

from .scenario import Scenario, Step


class _Untitled(GenerateJsonSchema):
    """Keys are their own titles."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def scenario_schema() -> str:
    """The schema as it stands in bot/scenario.schema.json."""
    schema = Scenario.model_json_schema(by_alias=True, schema_generator=_Untitled)
    schema["$defs"]["Step"]["oneOf"] = [{"required": [key]} for key in Step.kinds()]
    whole: JsonValue = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "A scenario of IRO Bot",
    }
    return json.dumps(_without_nulls(whole), indent=2, ensure_ascii=False) + "\n"


def _without_nulls(value: JsonValue) -> JsonValue:
    """A scenario may leave a key out and never writes nothing beside it."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item != {"type": "null"}]
    if not isinstance(value, dict):
        return value
    kept = {key: _without_nulls(item) for key, item in value.items() if key != "default" or isinstance(item, str)}
    choices = kept.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1 and isinstance(choices[0], dict):
        return {**{key: item for key, item in kept.items() if key != "anyOf"}, **choices[0]}
    return kept
