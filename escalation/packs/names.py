"""Whether what a pack names is there: roles, stages, tracks, categories, forms, and the keys it marks as assumed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from itertools import islice

from ..stages import (
    EVERYONE_ASKED_BEFORE,
    FIRST_COVERED,
    ORIGINS,
    RAISER,
    RAISERS_LINE_MANAGER,
    RESPONDENT_OF,
    Formality,
)
from .faults import MOST_FAULTS, Fault, did_you_mean
from .shape import slug
from .spots import Spot

OUTCOMES = ("not satisfied", "silent", "partly", "decided", "not done")
_MANY_READERS = ("raisers", "operational managers")
_LIMIT_ORIGINS = (FIRST_COVERED, "raised", "case opened", "identified")


def faults_of_names(top: Spot) -> Iterator[Fault]:
    """Every name that stands for nothing. Without any roles there is nothing to compare with."""
    yield from _of_what_is_assumed(top)
    if top["roles"].keys:
        yield from _roles_gathered(_of_all_names(top), top)


def _roles_gathered(faults: Iterable[Fault], top: Spot) -> Iterator[Fault]:
    """A role that several lines name is missing rather than misspelt: said once, where the roles stand."""
    lines: dict[str, set[int]] = {}
    found = list(islice(faults, MOST_FAULTS))
    misnamed = {slug(key) for key in top["roles"].keys if slug(key) != key}
    for fault in found:
        lines.setdefault(fault.problem, set()).add(fault.line)
    for fault in found:
        role = fault.problem.removeprefix(_NO_ROLE).rstrip('"')
        if fault.problem.startswith("there is no") and fault.problem.split('"')[1] in misnamed:
            continue  # it is there, and its key is wrong
        if fault.problem.rstrip('"') == role or len(lines[fault.problem]) == 1:
            yield fault
        elif lines[fault.problem]:
            named = f"{fault.problem}, which {_in_lines(lines[fault.problem])} name"
            lines[fault.problem] = set()  # said
            remedy = _role_to_add(role) or f"Write one of these there, such as `{top['roles'].keys[0]}`"
            yield top["roles"].fault(named, remedy)


_NO_ROLE = 'there is no role "'


def _in_lines(numbers: Iterable[int]) -> str:
    *others, last = map(str, sorted(numbers))
    return f"lines {', '.join(others)} and {last}"


def _role_to_add(role: str) -> str:
    if slug(role) != role:
        return ""
    return f"Add `{role}: {{title: {role.replace('_', ' ').capitalize()}, found: by authority}}` under `roles`"


def _of_all_names(top: Spot) -> Iterator[Fault]:
    yield from _of_the_pack(top)
    for track in top["tracks"].entries():
        yield from _of_a_track(track, top)
        for stage in track["stages"].entries():
            yield from _of_a_stage(stage, track, top)
    yield from _of_the_rest(top)


def unknown(spots: Iterable[Spot], known: Collection[str], what: str) -> Iterator[Fault]:
    """A fault for each word that is not among the known ones."""
    for spot in spots:
        if spot.text not in known:
            first = next(iter(known), "")
            otherwise = _role_to_add(spot.text) if what == "role" else ""
            otherwise = otherwise or (f"Write one of those that are known here, such as `{first}`" if first else "")
            yield spot.fault(f'there is no {what} "{spot.text}"', did_you_mean(spot.text, known, otherwise))


def _of_the_pack(top: Spot) -> Iterator[Fault]:
    roles = top["roles"].keys
    for key in ("last resort", "supervisor", "information governance"):
        yield from unknown(top[key].words(), roles, "role")
    yield from unknown(top["log"]["kept for"].words(), roles, "role")
    for word in top["words"]["raiser"].entries():
        if word.key not in roles:
            yield word.fault(f'there is no role "{word.key}"', did_you_mean(word.key, roles, "Delete it"))
    for role in top["roles"].entries():
        yield from _of_cover(role, roles)
    for report in top["reports"].items():
        yield from unknown(report["to"].words(), (*roles, *_MANY_READERS), "role")


def _of_cover(role: Spot, roles: tuple[str, ...]) -> Iterator[Fault]:
    for cover in role["cover"].words():
        kind, _, post = cover.text.partition(":")
        if kind == "duty" and post == role.key:
            yield cover.fault("the role covers for itself", "Delete it, or name another post after duty:")
        elif kind == "duty" and post and post not in roles:
            yield cover.fault(f'there is no role "{post}"', did_you_mean(post, roles, _role_to_add(post)))


def _of_a_track(track: Spot, top: Spot) -> Iterator[Fault]:
    roles, stages = top["roles"].keys, track["stages"].keys
    yield from unknown(track["raised by"].words(), roles, "role")
    yield from unknown(track["may open"].words(), top["tracks"].keys, "track")
    yield from _of_a_clock(track["raise within"], track, top)
    for entry in track["starts at"].items():
        yield from unknown(entry["stage"].words(), stages, "stage")
        yield from _of_when(entry["when"], top)
    for draft in track["must be raised"].items():
        yield from unknown(draft["at"].words(), stages, "stage")
        yield from _of_when(draft["when"], top)
    covered = (*stages, *Formality)
    for limit in track["overall limits"].items():
        yield from unknown(limit["covers"].words(), covered, "stage or formality")
        yield from unknown(limit["from"].words(), _LIMIT_ORIGINS, "beginning")


def _of_a_stage(stage: Spot, track: Spot, top: Spot) -> Iterator[Fault]:
    roles, stages = top["roles"].keys, track["stages"].keys
    yield from unknown(asked(stage["asks"]), (*roles, RAISER, "unset"), "role")
    for key in ("opened by", "judged by"):
        yield from unknown(asked(stage[key]), (*roles, RAISER, RAISERS_LINE_MANAGER, "unset"), "role")
    for key in ("tells", "copies"):
        told = (*roles, EVERYONE_ASKED_BEFORE, RAISERS_LINE_MANAGER)
        yield from unknown(stage[key].words(), told, "role")
    yield from unknown(stage["consult"]["who"].words(), (*roles, RAISERS_LINE_MANAGER), "role")
    yield from _of_when(stage["consult"]["when"], top)
    for key in ("form", "form on closing"):
        yield from unknown(stage[key].words(), top["forms"].keys, "form")
    for clocks in stage["clocks"].entries():
        for clock in clocks.items():
            yield from _of_a_clock(clock, track, top)
    yield from _of_a_meeting(stage["meeting"], stages, roles)
    yield from _of_a_respondent(stage["not asked"], stages)
    for outcome in OUTCOMES:
        for way in stage["next"][outcome].items():
            yield from _of_a_way(way, stages, top)


def asked(spot: Spot) -> tuple[Spot, ...]:
    """The roles named in `asks`, however they are written."""
    if spot.keys:
        return tuple(word for mode in spot.entries() for word in mode.words())
    return spot.words()


def _of_a_way(way: Spot, stages: tuple[str, ...], top: Spot) -> Iterator[Fault]:
    for word in (*((way,) if way.text else ()), *way["stage"].words()):
        if word.text not in stages:
            yield word.fault(f'there is no stage "{word.text}"', _stage_instead(word, stages))
    yield from unknown(way["track"].words(), top["tracks"].keys, "track")
    yield from _of_when(way["when"], top)


def _stage_instead(word: Spot, stages: tuple[str, ...]) -> str:
    """Where `next` leads nowhere: the next stage up, unless another is spelt more like it."""
    here = word.path[3]  # tracks, the track, stages, the stage
    up = next(iter(stages[stages.index(here) + 1 :]), "") if here in stages else ""
    near = get_close_matches(word.text, stages, n=1, cutoff=0.6)
    if up and (not near or get_close_matches(word.text, [up], cutoff=0.6)):
        return f"Write `{up}`, the next stage up. Known here: {', '.join(sorted(stages))}"
    return did_you_mean(word.text, stages, "Delete it: no stage lies above this one")


def _of_a_clock(clock: Spot, track: Spot, top: Spot) -> Iterator[Fault]:
    yield from unknown(clock["owed by"].words(), (*top["roles"].keys, RAISER), "role")
    yield from _of_when(clock["when"], top)
    for origin in clock["from"].words():
        stage, dot, key = origin.text.partition(".")
        if not dot:
            yield from unknown([origin], ORIGINS, "beginning")
        elif stage not in track["stages"].keys:
            yield origin.fault(f'there is no stage "{stage}"', did_you_mean(stage, track["stages"].keys, "Delete it"))
        elif key not in track["stages"][stage]["clocks"]:
            clocks = [f"{stage}.{clock}" for clock in track["stages"][stage]["clocks"].keys]
            remedy = did_you_mean(origin.text, clocks, "Delete it")
            yield origin.fault(f'"{stage}" has no clock "{key}"', remedy)


def _of_when(when: Spot, top: Spot) -> Iterator[Fault]:
    yield from unknown(when["category"].words(), top["categories"].keys, "category")


def _of_a_meeting(meeting: Spot, stages: tuple[str, ...], roles: tuple[str, ...]) -> Iterator[Fault]:
    yield from unknown(meeting["chair"]["one of"].words(), roles, "role")
    yield from _of_a_respondent(meeting["not chaired by"], stages)
    for key in ("required", "invited"):
        yield from unknown(meeting[key].words(), (*roles, RAISER), "role")
    yield from unknown(meeting["views of"].words(), (*roles, RAISER, "everyone present"), "role")


def _of_a_respondent(spot: Spot, stages: tuple[str, ...]) -> Iterator[Fault]:
    if spot.text.startswith(RESPONDENT_OF):
        stage = spot.text.removeprefix(RESPONDENT_OF)
        if stage not in stages:
            yield spot.fault(f'there is no stage "{stage}"', did_you_mean(stage, stages, "Delete it"))


def _of_the_rest(top: Spot) -> Iterator[Fault]:
    roles, tracks, categories = top["roles"].keys, top["tracks"].keys, top["categories"].keys
    stages = {stage for track in top["tracks"].entries() for stage in track["stages"].keys}
    for category in top["categories"].entries():
        yield from unknown(category["for"].words(), tracks, "track")
        yield from unknown(category["starts at"].words(), stages, "stage")
        yield from unknown(category["tells"].words(), roles, "role")
    for form in top["forms"].entries():
        for field in form["fields"].items():
            yield from unknown(field["required for"].words(), categories, "category")
            yield from unknown(field["stages"].words(), stages, "stage")
    for event in top["events"].entries():
        yield from unknown(event["tell"].words(), (*roles, RAISER), "role")
    for side in top["side workflows"].entries():
        yield from unknown(side["asks"].words(), (*roles, RAISER, RAISERS_LINE_MANAGER), "role")
        yield from unknown(side["then"].words(), {*roles, *stages}, "role or stage")
        yield from unknown(side["from"].words(), ORIGINS, "beginning")


def _of_what_is_assumed(top: Spot) -> Iterator[Fault]:
    for spot in top.everywhere():
        for reason in spot["assumed"].entries():
            if reason.key not in spot:
                problem = f'"{reason.key}" is marked as assumed and is not written here'
                others = [key for key in spot.keys if key not in (*spot["assumed"].keys, "assumed", "note")]
                yield reason.fault(problem, did_you_mean(reason.key, others, "Delete it, or write the key too"))
