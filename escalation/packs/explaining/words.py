"""Plain English for the small parts of a pack: lists, roles, lengths of time, conditions."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from ...case import ChildStatus, RoleId, Source
from ...durations import Unit, Within
from ...procedure import Procedure
from ...stages import ANY_CHILD, RESPONDENT_OF, AskMode, Asks, Track, When

WIDTH = 100
_SOURCES = {
    Source.REVIEW: "it arose at a review",
    Source.CONFERENCE: "it arose at a conference",
    Source.MONITORING: "it arose while a case was followed",
    Source.EVENT: "it arose from an event",
    Source.CHILD_ASKED: "the child asked for it",
    Source.AUDIT: "it arose from an audit",
}
_CHILDREN = {
    ChildStatus.LOOKED_AFTER: "looked-after children",
    ChildStatus.CHILD_PROTECTION: "children with a child protection plan",
    ChildStatus.CHILD_IN_NEED: "children in need",
    ChildStatus.CARE_LEAVER: "care leavers",
    ChildStatus.OTHER: "other children",
    ChildStatus.NONE: "concerns about no child in particular",
}
_ORIGINS = {
    "raised": "the day it is sent",
    "case opened": "the opening of the case",
    "identified": "the day it was noticed",
    "told": "when they are told",
    "review date": "the day of the review",
    "conference date": "the day of the conference",
    "conference end": "the end of the conference",
    "previous stage ended": "the end of the stage before",
    "answered": "the answer",
}


def listed(words: Iterable[str], last: str = "and") -> str:
    """a, b and c"""
    *others, end = list(words) or [""]
    return f"{', '.join(others)} {last} {end}" if others else end


def role(procedure: Procedure, name: RoleId | str) -> str:
    """A role as people know it; words such as "everyone asked before" stand for themselves."""
    known = procedure.roles.get(RoleId(name))
    if known is not None:
        return f"the {known.title}"
    return f"the {name}" if name.startswith("raiser") else name


def roles(procedure: Procedure, names: Iterable[RoleId | str], last: str = "and") -> str:
    return listed((role(procedure, name) for name in names), last)


def asked(procedure: Procedure, asks: Asks) -> str:
    match asks.mode:
        case AskMode.UNSET:
            return "whoever the raiser names, because the text does not say"
        case AskMode.PAIR:
            return f"{roles(procedure, asks.roles)}, one from each organisation"
        case AskMode.ALL if len(asks.roles) > 1:
            return f"{roles(procedure, asks.roles)}, each of them"
        case _ if len(asks.roles) > 1:
            return f"{roles(procedure, asks.roles, 'or')}; one answer is enough"
    return roles(procedure, asks.roles)


def raiser(procedure: Procedure, track: Track) -> str:
    """What the raiser of a track is called, for the middle of a sentence."""
    if len(track.raised_by) != 1:
        return "the raiser"
    name = track.raised_by[0]
    known = procedure.roles[name]
    return f"the {procedure.words.raiser.get(name) or known.short or known.title}"


def children(statuses: Iterable[ChildStatus]) -> str:
    said = tuple(statuses)
    if not set(ANY_CHILD) <= set(said):
        return listed(_CHILDREN[status] for status in said)
    return listed(["any child", *(_CHILDREN[status] for status in said if status not in ANY_CHILD)])


def within(length: Within) -> str:
    match length.unit:
        case Unit.IMMEDIATELY:
            return "immediately"
        case Unit.NONE:
            return "with no time limit"
        case Unit.UNSET:
            return "by a day that whoever opens it sets, because the text does not say"
        case Unit.SET_BY_THE_RAISER:
            return f"within the time {length}"
    return f"within {length}"


def counted_from(origin: str) -> str:
    """From when a clock runs; nothing where it runs from the opening of its stage."""
    if origin in ("stage opened", "first covered stage opened"):
        return ""
    return f", counted from {_ORIGINS.get(origin, origin)}"


def condition(procedure: Procedure, when: When) -> str:
    """The facts that all have to hold."""
    facts: list[str] = []
    if when.source is not None:
        facts.append(_SOURCES[when.source])
    if when.category is not None:
        titles = (f'"{procedure.categories[name].title}"' for name in when.category)
        facts.append(f"the category is {listed(titles, 'or')}")
    if when.review_conference is not None:
        facts.append(f"it is the {when.review_conference} review conference")
    if when.child_is is not None:
        facts.append(f"the child's status is {str(when.child_is).replace('_', ' ')}")
    for fact, words in (
        (when.immediate_risk, "the child is {}at immediate risk"),
        (when.urgent, "it is {}urgent"),
        (when.earlier_concerns, "concerns were {}raised before"),
        (when.skipping_a_stage, "a stage is {}passed over"),
    ):
        if fact is not None:
            facts.append(words.format("" if fact else "not "))
    return listed(facts)


def respondent(track: Track, barred: str) -> str:
    name = barred.removeprefix(RESPONDENT_OF)
    stage = next((stage for key, stage in track.stages.items() if key == name), None)
    return f"whoever answered at {stage.title if stage else name}"


def heading(text: str, line: str = "-") -> str:
    return f"{text}\n{line * len(text)}"


def wrap(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def bullets(lines: Iterable[str], indent: str = "") -> str:
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=f"{indent}* ",
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
