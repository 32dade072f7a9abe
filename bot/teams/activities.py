"""Activities between their JSON and botbuilder's models: read once, strictly; written without msrest.

msrest serialises through a table scan for each field, which is most of what a stock turn costs. Its models carry a
map from attribute to JSON key and type; that map is all that is used here.

MalformedActivity      what arrived is not an activity
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botbuilder import schema
from botbuilder.schema import Activity, ChannelAccount
from msrest.serialization import Model

from .outcomes import JsonObject

Reader = Callable[[object, str], object]
_PLAIN: Mapping[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}


class MalformedActivity(ValueError):
    """Says where, never what: the content may be a person's words."""


def parsed(body: bytes) -> JsonObject:
    """The JSON object in a request's body. Raises MalformedActivity."""
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise MalformedActivity("The request is not JSON") from error
    if not isinstance(found, dict):
        raise MalformedActivity("The request is not a JSON object")
    return found


def read_activity(given: JsonObject) -> Any:
    """botbuilder's Activity, which carries no types. Raises MalformedActivity.

    Four fields are needed before anybody can be answered: type, serviceUrl, channelId and the conversation's id.
    """
    activity = _model(Activity, given, "activity")
    conversation = activity.conversation and activity.conversation.id
    needed = (activity.type, activity.service_url, activity.channel_id, conversation)
    if not all(needed):
        names = ("type", "serviceUrl", "channelId", "conversation.id")
        missing = [name for name, value in zip(names, needed, strict=True) if not value]
        raise MalformedActivity(f"The activity lacks {', '.join(missing)}")
    return activity


def read_account(given: JsonObject) -> Any:
    """botbuilder's ChannelAccount. Raises MalformedActivity."""
    return _model(ChannelAccount, given, "member")


def as_json(value: object) -> Any:
    """What botbuilder's models hold, ready for `json.dumps`; a plain dict is taken to be ready already."""
    match value:
        case Model():
            return _told(value)
        case list() | tuple():
            return [as_json(one) for one in value]
        case datetime():
            return value.isoformat()
        case Exception():  # the stock handler's way of saying why an invoke went wrong
            code, message, *_ = (*map(str, value.args), "", "")
            return {"code": code, "message": message}
    return value


def _told(model: Any) -> dict[str, object]:
    keys = _keys(model.__class__)
    held = ((keys.get(name), value) for name, value in vars(model).items() if value is not None)
    return {**model.additional_properties, **{key: as_json(value) for key, value in held if key}}


@cache
def _keys(model: type) -> Mapping[str, str]:
    return {name: field["key"] for name, field in _attributes(model).items()}


@cache
def _fields(model: type) -> Mapping[str, tuple[str, Reader]]:
    """By JSON key, in Microsoft's spelling and in small letters: Teams writes tenantId where the model has tenantID."""
    fields = {field["key"]: (name, _reader(field["type"])) for name, field in _attributes(model).items()}
    return {**{key.lower(): field for key, field in fields.items()}, **fields}


def _attributes(model: Any) -> Mapping[str, Mapping[str, str]]:
    attributes: Mapping[str, Mapping[str, str]] = model._attribute_map
    return attributes


def _model(model: type, given: object, place: str) -> Any:
    if not isinstance(given, dict):
        raise _wrong(place)
    made, fields = model(), _fields(model)
    found: set[str] = set()
    for key, value in given.items():
        field = fields.get(key) or fields.get(key.lower())
        if field is not None and field[0] in found:  # written twice, in two spellings: the guard has seen only one
            raise _wrong(f"{place}.{key}")
        if value is None:
            continue
        if field is None:
            made.additional_properties[key] = value
        else:
            found.add(field[0])
            setattr(made, field[0], field[1](value, f"{place}.{key}"))
    return made


def _reader(kind: str) -> Reader:
    """For a type as msrest writes it: `str`, `[Attachment]`, `{object}`, `ChannelAccount`."""
    if kind == "object":
        return lambda value, place: value
    if kind == "iso-8601":
        return _moment
    if kind in _PLAIN:
        return _plain(_PLAIN[kind])
    if kind.startswith("["):
        return _list(_reader(kind[1:-1]))
    if kind.startswith("{"):  # left plain, whatever it maps to
        return _plain((dict,))
    return lambda value, place: _model(getattr(schema, kind), value, place)


def _plain(kinds: tuple[type, ...]) -> Reader:
    def read(value: object, place: str) -> object:
        # True is an int to Python, and never a number to us
        if type(value) not in kinds:
            raise _wrong(place)
        return value

    return read


def _list(reader: Reader) -> Reader:
    def read(value: object, place: str) -> object:
        if not isinstance(value, list):
            raise _wrong(place)
        return [reader(one, place) for one in value]

    return read


def _moment(value: object, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise _wrong(place) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _wrong(place: str) -> MalformedActivity:
    return MalformedActivity(f"{place[:120]} is not what it should be")


def _no_number(written: str) -> object:
    raise ValueError(f"{written} is not JSON")
