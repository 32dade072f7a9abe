"""What each clock of a stage means, for the published schema: who owes what, and what stops it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic.config import JsonDict

CLOCK_MEANINGS: Mapping[str, str] = {
    "answer": "those asked answer, in words; any answer stops it, and the raiser judges the answer",
    "settle": "the matter is to be settled: a reply does not stop it, only that the raiser is satisfied",
    "acknowledge": "those asked say that they have it, before they answer",
    "agree a plan": "those asked say what will be done, by whom and by when",
    "convene": "the meeting is called: its day, hour and place are sent round; holding it is another clock",
    "hold": "the meeting takes place, and what came of it is written down",
    "contest": "the time in which whoever is asked may object to what was recommended or decided",
    "confirm": "somebody confirms in writing what was answered or decided, often by letter and counted from it",
    "put on the child's record": "the raiser puts the stage on the child's record",
    "distribute": "what came of a meeting is sent round to those who were there or are told",
}


def described_one_by_one(field: JsonDict) -> None:
    """In the published schema: each clock as a key of its own, so that an editor can say what it means."""
    clocks = field.pop("additionalProperties", {})
    assert isinstance(clocks, dict), "a mapping has one schema for its values"
    field.pop("propertyNames", None)
    field["properties"] = {key: {"description": said, **clocks} for key, said in CLOCK_MEANINGS.items()}
    field["additionalProperties"] = False
