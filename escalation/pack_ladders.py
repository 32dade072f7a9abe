"""Whether a pack's ladders can be climbed: where they start, that each stage is reached and left, who is chased."""

from __future__ import annotations

from collections.abc import Iterator

from .faults import Fault
from .pack_names import OUTCOMES, asked
from .pack_spots import Spot
from .stages import RESPONDENT_OF, Formality

_MEETING_CLOCKS = ("convene", "hold")
Ways = dict[str, tuple[str, ...]]
_TRACK = "track "  # before the name of another track, among the names of stages
_ASKING = ("answer", "decision", "meeting")  # kinds of stage in which somebody owes something


def faults_of_ladders(top: Spot) -> Iterator[Fault]:
    """Everything that would strand a case."""
    for track in top["tracks"].entries():
        yield from _of_the_start(track)
        yield from _of_the_ways(track, top)
        yield from _of_limits(track)
        yield from _of_the_child(track, top)
        for stage in track["stages"].entries():
            yield from _of_a_stage(stage)
            yield from _of_silence(stage)
            yield from _of_the_chair(stage, track)


def _of_the_start(track: Spot) -> Iterator[Fault]:
    entries = track["starts at"].items()
    for entry in entries[:-1]:
        if entry["stage"].text and "when" not in entry:
            yield entry.fault("nothing below this entry is ever reached", "Give it a `when`, or move it to the end")
    if entries and "when" in entries[-1]:
        remedy = "Add a last entry without `when`, such as {stage: informal}"
        yield entries[-1].fault("a concern to which no entry applies could not start anywhere", remedy)


def _of_the_ways(track: Spot, top: Spot) -> Iterator[Fault]:
    stages = track["stages"].keys
    onwards = {stage: _ways(track["stages"][stage], OUTCOMES) for stage in stages}
    climbing = {stage: _ways(track["stages"][stage], ("not satisfied", "silent")) for stage in stages}
    starts = {word.text for entry in track["starts at"].items() for word in entry["stage"].words()}
    starts |= {word.text for draft in track["must be raised"].items() for word in draft["at"].words()}
    named = starts.union(*onwards.values())
    starts |= {category["starts at"].text for category in top["categories"].entries()}
    if any(name not in stages and not name.startswith(_TRACK) for name in named):
        return  # a name is wrong: what it leads to cannot be told
    reached = _reached(starts & set(stages), onwards)
    for stage in stages if starts & set(stages) else ():
        spot = track["stages"][stage]
        if stage not in reached and not spot["optional"].is_true:
            remedy = (
                "Name it under `next` of another stage or under `starts at`, mark it `optional: true`, or delete it"
            )
            yield spot.fault("no way leads to this stage", remedy)
    yield from _of_rings(track, climbing)


def _ways(stage: Spot, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """The stages that `next` leads to. Another track ends this ladder, so it counts as a way out."""
    found: list[str] = []
    for outcome in outcomes:
        for way in stage["next"][outcome].items():
            found += [word.text for word in (*way.words(), *way["stage"].words())]
            found += [_TRACK + way["track"].text] if way["track"].text else []
    return tuple(found)


def _reached(starts: set[str], onwards: Ways) -> set[str]:
    reached, ahead = set[str](), list(starts)
    while ahead:
        stage = ahead.pop()
        if stage not in reached:
            reached.add(stage)
            ahead += onwards.get(stage, ())
    return reached


def _of_rings(track: Spot, climbing: Ways) -> Iterator[Fault]:
    stuck = _without_end(climbing)
    if stuck:
        ring = _ring(stuck, climbing)
        problem = f"these stages lead into each other without end: {', '.join(ring)}"
        remedy = "Let one of them lead on to a stage that has no `not satisfied` and no `silent`"
        yield track["stages"][ring[-1]]["next"].fault(problem, remedy)  # the highest: it is the one that leads back
        return
    silent = {stage: _ways(track["stages"][stage], ("silent",)) for stage in climbing}
    round_and_round = _peeled(silent)
    if round_and_round:
        spot = track["stages"][_ring(round_and_round, silent)[-1]]["next"]["silent"]
        yield spot.fault("silence would lead back to this stage again and again", "Let silence lead upwards only")


def _without_end(ways: Ways) -> list[str]:
    """The stages from which no stage can be reached that nothing lies beyond."""
    before: dict[str, set[str]] = {}
    for stage, onwards in ways.items():
        for onward in onwards:
            before.setdefault(onward, set()).add(stage)
    ends = {stage for stage, onwards in ways.items() if not onwards} | (set(before) - set(ways))
    ending = _reached(ends, {stage: tuple(earlier) for stage, earlier in before.items()})
    return [stage for stage in ways if stage not in ending]


def _peeled(ways: Ways) -> list[str]:
    """What is left after taking away, again and again, every stage that nothing left lies beyond."""
    before: dict[str, list[str]] = {}
    beyond = {stage: sum(onward in ways for onward in onwards) for stage, onwards in ways.items()}
    for stage, onwards in ways.items():
        for onward in onwards:
            before.setdefault(onward, []).append(stage)
    bare = [stage for stage, count in beyond.items() if not count]
    while bare:
        for earlier in before.get(bare.pop(), ()):
            beyond[earlier] -= 1
            bare += [earlier] if not beyond[earlier] else []
    return [stage for stage, count in beyond.items() if count]


def _ring(among: list[str], ways: Ways) -> list[str]:
    """A ring that all who follow the first way end in, in the order of the ladder."""
    inside, stage = set(among), among[0]
    walked: dict[str, int] = {}
    while stage not in walked:
        walked[stage] = len(walked)
        stage = next(onward for onward in ways[stage] if onward in inside)
    members = {name for name, step in walked.items() if step >= walked[stage]}
    return [name for name in ways if name in members]


def _of_limits(track: Spot) -> Iterator[Fault]:
    stages = track["stages"]
    bands = {stage["formality"].text for stage in stages.entries()}
    for limit in track["overall limits"].items():
        for word in limit["covers"].words():
            if word.text in set(Formality) and word.text not in bands:
                yield word.fault(
                    f"no stage of this track is {word.text}, so this covers nothing", "Name what it covers"
                )


def _of_the_child(track: Spot, top: Spot) -> Iterator[Fault]:
    children = {word.text for word in track["children"].words()}
    if track["cafcass"].text == "at any time" and not children & {"looked_after", "any child"}:
        problem = "only the case of a looked-after child can be referred to Cafcass"
        yield track["cafcass"].fault(problem, "Write `cafcass: hidden`, or add looked_after to `children`")
    categories = top["categories"].entries()
    if categories and not any("for" not in c or track.key in {w.text for w in c["for"].words()} for c in categories):
        yield track.fault("no category can be chosen on this track", f"Name {track.key} under `for` of a category")


def _of_a_stage(stage: Spot) -> Iterator[Fault]:
    if not stage.keys:
        return
    kind = stage["kind"].text or "answer"
    if kind == "meeting" and "meeting" not in stage:
        yield stage.fault("this is a meeting and says nothing of it", "Add `meeting:` with its chair")
    elif kind in _ASKING and "asks" not in stage and "meeting" not in stage:
        yield stage.fault("nobody is asked here", "Add `asks:` with a role, or `meeting:`, or `kind: advice`")
    if kind in _ASKING and not stage["clocks"].keys:
        remedy = (
            "Add `clocks:`, such as {answer: {within: 5 working days}}; where the text is silent write `within: unset`"
        )
        yield stage.fault("nothing is owed here, so nobody would ever be chased", remedy)
    for clocks in stage["clocks"].entries():
        if clocks.key in _MEETING_CLOCKS and "meeting" not in stage:
            yield clocks.fault(f"there is no meeting to {clocks.key}", "Add `meeting:` with its chair, or delete this")
        if clocks.key == "answer" and "meeting" in stage and "asks" not in stage:
            yield clocks.fault("nobody is asked for this answer", "Add `asks:` with a role")
        yield from _of_clocks(clocks)
    for way in stage["next"].entries():
        yield from _twice(way)
    for mode in stage["asks"].entries():
        yield from _twice(mode)


def _of_clocks(clocks: Spot) -> Iterator[Fault]:
    for clock in clocks.items()[:-1]:
        if clock.keys and "when" not in clock:
            yield clock.fault("no clock below this one ever counts", "Give it a `when`, or move it to the end")


def _twice(listed: Spot) -> Iterator[Fault]:
    seen = set[str]()
    for word in listed.words():
        if word.text in seen:
            yield word.fault(f'"{word.text}" is named twice', "Delete one of them")
        seen.add(word.text)


def _of_silence(stage: Spot) -> Iterator[Fault]:
    for clocks in stage["clocks"].entries():
        for clock in clocks.items():
            if clock["if silent"].text == "move up" and "silent" not in stage["next"]:
                remedy = "Add `silent:` with a stage under `next`, or write `if silent: ask the raiser`"
                yield clock["if silent"].fault("silence is to move the case up, and there is nowhere to go", remedy)


def _of_the_chair(stage: Spot, track: Spot) -> Iterator[Fault]:
    for key, spot in (("chair", stage["meeting"]["not chaired by"]), ("asked", stage["not asked"])):
        barred = spot.text.removeprefix(RESPONDENT_OF)
        other = track["stages"][barred]
        if not spot.text.startswith(RESPONDENT_OF) or not other.keys:
            continue
        if barred == stage.key:
            yield spot.fault("a stage cannot bar whoever answers in it", "Name an earlier stage")
        roles = {
            word.text
            for word in (stage["meeting"]["chair"]["one of"].words() if key == "chair" else asked(stage["asks"]))
        }
        if roles and roles <= {word.text for word in asked(other["asks"])}:
            yield spot.fault(f"everybody who could be {key} is barred", "Name another role beside them")
