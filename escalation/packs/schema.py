"""The JSON Schema of packs, for editors: it completes keys and says what each one means while a pack is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema

from ..procedure import Procedure
from .reading import ONLY_EXTENDED
from .shared import left_to_say, shared_packs

_ALWAYS = ("id", "version")


class _Untitled(GenerateJsonSchema):
    """Keys are their own titles."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def pack_schema(library: Mapping[str, str]) -> str:
    """The schema as it stands in procedures/procedure.schema.json. `library` holds the packs that may be extended."""
    schema = Procedure.model_json_schema(by_alias=True, schema_generator=_Untitled)
    required = schema["required"]
    schema["properties"][ONLY_EXTENDED] = {
        "const": True,
        "description": "this pack is only there to be extended by others, and may leave out what they bring",
    }
    schema["required"] = list(_ALWAYS)
    alone = {"not": {"anyOf": [{"required": ["extends"]}, {"required": [ONLY_EXTENDED]}]}}
    schema["allOf"] = [{"if": alone, "then": _needed(required)}]
    for name, tree in shared_packs(library).items():
        extends = {"properties": {"extends": {"const": name}}, "required": ["extends"]}
        schema["allOf"].append({"if": extends, "then": _needed(left_to_say(tree))})
    whole: JsonValue = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "A procedure of IRO Bot",
    }
    return json.dumps(_without_nulls(whole), indent=2, ensure_ascii=False) + "\n"


def _needed(keys: Iterable[str]) -> JsonValue:
    return {"required": [key for key in keys if key not in _ALWAYS]}


def _without_nulls(value: JsonValue) -> JsonValue:
    """A pack may leave a key out and never writes nothing beside it."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item != {"type": "null"}]
    if not isinstance(value, dict):
        return value
    kept = {key: _without_nulls(item) for key, item in value.items() if key != "default" or item}
    choices = kept.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1 and isinstance(choices[0], dict):
        return {**{key: item for key, item in kept.items() if key != "anyOf"}, **choices[0]}
    return kept
