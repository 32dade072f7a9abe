"""Whether what a pack names is there: roles, stages, tracks, categories, forms, and the keys it marks as assumed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from .faults import Fault, did_you_mean
from .pack_spots import Spot
from .stages import (
    EVERYONE_ASKED_BEFORE,
    FIRST_COVERED,
    ORIGINS,
    RAISER,
    RAISERS_LINE_MANAGER,
    RESPONDENT_OF,
    Formality,
)

OUTCOMES = ("not satisfied", "silent", "partly", "decided", "not done")
_MANY_READERS = ("raisers", "operational managers")
_LIMIT_ORIGINS = (FIRST_COVERED, "raised", "case opened", "identified")


def faults_of_names(top: Spot) -> Iterator[Fault]:
    """Every name that stands for nothing. Without any roles there is nothing to compare with."""
    yield from _of_what_is_assumed(top)
    if not top["roles"].keys:
        return
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
            yield spot.fault(f'there is no {what} "{spot.text}"', did_you_mean(spot.text, known))


def _of_the_pack(top: Spot) -> Iterator[Fault]:
    roles = top["roles"].keys
    for key in ("last resort", "supervisor", "information governance"):
        yield from unknown(top[key].words(), roles, "role")
    yield from unknown(top["log"]["kept for"].words(), roles, "role")
    for word in top["words"]["raiser"].entries():
        if word.key not in roles:
            yield word.fault(f'there is no role "{word.key}"', did_you_mean(word.key, roles))
    for role in top["roles"].entries():
        yield from _of_cover(role, roles)
    for report in top["reports"].items():
        yield from unknown(report["to"].words(), (*roles, *_MANY_READERS), "role")


def _of_cover(role: Spot, roles: tuple[str, ...]) -> Iterator[Fault]:
    for cover in role["cover"].words():
        kind, _, post = cover.text.partition(":")
        if kind == "duty" and post == role.key:
            yield cover.fault("the role covers for itself", "Name another post after duty:")
        elif kind == "duty" and post and post not in roles:
            yield cover.fault(f'there is no role "{post}"', did_you_mean(post, roles))


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
    if way.text:
        yield from unknown([way], stages, "stage")
    yield from unknown(way["stage"].words(), stages, "stage")
    yield from unknown(way["track"].words(), top["tracks"].keys, "track")
    yield from _of_when(way["when"], top)


def _of_a_clock(clock: Spot, track: Spot, top: Spot) -> Iterator[Fault]:
    yield from unknown(clock["owed by"].words(), (*top["roles"].keys, RAISER), "role")
    yield from _of_when(clock["when"], top)
    for origin in clock["from"].words():
        stage, dot, key = origin.text.partition(".")
        if not dot:
            yield from unknown([origin], ORIGINS, "beginning")
        elif stage not in track["stages"].keys:
            yield origin.fault(f'there is no stage "{stage}"', did_you_mean(stage, track["stages"].keys))
        elif key not in track["stages"][stage]["clocks"]:
            yield origin.fault(
                f'"{stage}" has no clock "{key}"', did_you_mean(key, track["stages"][stage]["clocks"].keys)
            )


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
            yield spot.fault(f'there is no stage "{stage}"', did_you_mean(stage, stages))


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
                others = [key for key in spot.keys if key not in ("assumed", "note")]
                yield reason.fault(problem, did_you_mean(reason.key, others))
