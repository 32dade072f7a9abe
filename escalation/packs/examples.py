"""What could stand under a key: an example of each that a pack must have, so that a message can print it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from ..procedure import Procedure
from .keys import bare, below, model_at
from .tree import Branch, Leaf

Step = str | int
_ROLE, _STAGE = "<role>", "<stage>"
_CLOCKS = "{answer: {within: 5 working days}}"
_FIRST_STAGE = f"{{title: First stage, formality: formal, asks: {_ROLE}, clocks: {_CLOCKS}}}"
_EXAMPLES = {
    "Procedure.id": "my_council",
    "Procedure.version": '"1"',
    "Procedure.authority": "My Council",
    "Procedure.title": "Dispute resolution",
    "Procedure.extends": "defaults",
    "Procedure.reference": '{prefix: REF, record number: "[0-9]{4,8}"}',
    "Procedure.words": "{case: concern, informal: Informal steps, formal: Formal steps, raise: raise a concern}",
    "Procedure.calendar": '{day starts: "09:00", day ends: "17:00"}',
    "Procedure.hold before sending": "{for: 2 minutes, immediate risk: none}",
    "Procedure.reopen within": "6 months",
    "Procedure.prompts": (
        "{after an answer: 2 working days, after a silence: next morning, then each working day: [raiser, supervisor]}"
    ),
    "Procedure.follow up": (
        "{put on record within: 5 working days, verify within: 5 working days, "
        "decide further time within: 1 working day}"
    ),
    "Procedure.unless said": "{if silent: ask the raiser, reminders: [on the day]}",
    "Procedure.roles": (
        "{iro: {title: Independent Reviewing Officer, short: IRO, found: by authority}, "
        "team_manager: {title: Team Manager, found: by team}}"
    ),
    "Procedure.tracks": (
        f"{{looked_after: {{title: Looked-after child, children: [looked_after], raised by: [{_ROLE}], "
        f"starts at: [{{stage: first}}], stages: {{first: {_FIRST_STAGE}}}}}}}"
    ),
    "Procedure.categories": "{other: {title: Other}}",
    "Procedure.channel": "{shows: [reference, stage, dates]}",
    "Procedure.further time": "{asked by: whoever is asked, agreed by: raiser}",
    "Procedure.log": f"{{kept for: {_ROLE}, columns: [raised, concluded]}}",
    "Reference.prefix": "REF",
    "Reference.record number": '"[0-9]{4,8}"',
    "Terms.case": "concern",
    "Terms.informal": "Informal steps",
    "Terms.formal": "Formal steps",
    "Terms.raise": "raise a concern",
    "CalendarRules.day starts": '"09:00"',
    "CalendarRules.day ends": '"17:00"',
    "CalendarRules.closed": '["2026-12-29 to 2026-12-31"]',
    "Holding.for": "2 minutes",
    "Holding.immediate risk": "none",
    "Prompts.after an answer": "2 working days",
    "Prompts.then each working day": "[raiser, supervisor]",
    "Follow.decide further time within": "1 working day",
    "UnlessSaid.reminders": "[on the day]",
    "Clock.reminders": "[on the day]",
    "Log.columns": "[raised, concluded]",
    "Stage.asks": _ROLE,
    "Stage.clocks": _CLOCKS,
    "Stage.formality": "formal",
    "Stage.next": f"{{not satisfied: {_STAGE}, silent: {_STAGE}}}",
    "Track.children": "[looked_after]",
    "Track.starts at": f"[{{stage: {_STAGE}}}]",
    "Track.stages": f"{{first: {_FIRST_STAGE}}}",
    "OverallLimit.within": "20 working days",
    "OverallLimit.covers": "[formal]",
    "MeetingRules.chair": f"{{one of: [{_ROLE}]}}",
    "MeetingRules.views of": "everyone present",
    "Stage.meeting": f"{{chair: {{one of: [{_ROLE}]}}}}",
    "FormField.type": "text",
    "Form.fields": "[{id: what, title: What it is about, type: long text}]",
    "Category.title": "Other",
}
"""By the part of the pack and its key. What is not here follows from the kind of value."""
_NAMES_ROLES = ("last resort", "supervisor", "information governance", "kept for", "who", "raised by", "one of", "to")
_NAMES_STAGES = ("stage", "at")


def example(steps: Sequence[Step], tree: Branch) -> str:
    """A value for the key that `steps` lead to, in the words of this pack."""
    text = _example(steps)
    return text.replace(_ROLE, usual_role(tree)).replace(_STAGE, _first_stage(steps, tree))


def usual_role(tree: Branch) -> str:
    """A post of this pack that there is one of, so that somebody is found for it anywhere."""
    roles = tree.entries.get("roles")
    if not isinstance(roles, Branch) or not roles.entries:
        return "team_manager"
    once = [name for name, role in roles.entries.items() if isinstance(role, Branch) and _found_once(role)]
    return (once or list(roles.entries))[-1]


def _found_once(role: Branch) -> bool:
    found = role.entries.get("found")
    return isinstance(found, Leaf) and found.value == "by authority"


def _first_stage(steps: Sequence[Step], tree: Branch) -> str:
    node: object = tree
    for step in (*steps[:2], "stages"):
        node = node.entries.get(str(step)) if isinstance(node, Branch) else None
    return next(iter(node.entries), "first") if isinstance(node, Branch) else "first"


def _example(steps: Sequence[Step]) -> str:
    model, key = model_at(steps[:-1]), str(steps[-1])
    known = _EXAMPLES.get(f"{model.__name__}.{key}") if model else None
    if known:
        return known
    kind = below(model, key) if model else below(_kind_at(steps[:-1]), key)
    if key == "title":
        return _title(steps)
    if key in _NAMES_ROLES or key in _NAMES_STAGES:
        name = _STAGE if key in _NAMES_STAGES else _ROLE
        return f"[{name}]" if get_origin(bare(kind)) is tuple else name
    return _of_kind(kind, steps)


def _kind_at(steps: Sequence[Step]) -> Any:
    kind: Any = Procedure
    for step in steps:
        kind = below(bare(kind), step)
    return bare(kind)


def _of_kind(kind: Any, steps: Sequence[Step]) -> str:
    kind = bare(kind)
    name = getattr(kind, "__name__", "")
    if get_origin(kind) is tuple:
        inner = bare(get_args(kind)[0])
        return f"[{_of_kind(inner, steps)}]"
    if get_origin(kind) is Literal:
        return str(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _of_part(kind, steps)
    if members := getattr(kind, "__members__", None):
        return str(next(iter(members.values())).value)
    plain = {"bool": "true", "int": "2", "Within": "5 working days", "time": '"09:00"', "date": '"2026-12-29"'}
    return plain.get(name, "Other")


def _of_part(model: type[BaseModel], steps: Sequence[Step]) -> str:
    """All that such a part must have."""
    if model.__name__ == "Stage":
        return _FIRST_STAGE.replace("First stage", _title((*steps, "title")))
    if model.__name__ == "Reminder":
        return "on the day"
    keys = [info.alias or name for name, info in model.model_fields.items() if info.is_required()]
    return f"{{{', '.join(f'{key}: {_example((*steps, key))}' for key in keys)}}}"


def _title(steps: Sequence[Step]) -> str:
    named = [step for step in steps[:-1] if isinstance(step, str)]
    words = named[-1].replace("_", " ").strip() if named else ""
    return words[:1].upper() + words[1:] or "Other"
