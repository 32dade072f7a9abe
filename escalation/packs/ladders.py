"""Whether a pack's ladders can be climbed: where they start, that each stage is reached and left, who is chased."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..case import ChildStatus
from ..stages import RESPONDENT_OF, Formality
from .examples import usual_role
from .faults import Fault
from .names import OUTCOMES, asked
from .spots import Spot
from .tree import Branch, Row

_MEETING_CLOCKS = ("convene", "hold")
Ways = dict[str, tuple[str, ...]]
_TRACK = "track "  # before the name of another track, among the names of stages
_ASKING = ("answer", "decision", "meeting")  # kinds of stage in which somebody owes something


def faults_of_ladders(top: Spot, misspelt: Callable[[Spot], bool]) -> Iterator[Fault]:
    """Everything that would strand a case, but on tracks in which a key is `misspelt`."""
    looked_at = set[int]()
    for track in top["tracks"].entries():
        if misspelt(track):
            continue  # what a slip in a key hides cannot be judged
        yield from _of_the_start(track)
        yield from _of_the_ways(track, top)
        yield from _of_limits(track)
        yield from _of_the_child(track, top)
        for stage in track["stages"].entries():
            if id(stage.node) not in looked_at:  # what is repeated with * has one line to mend
                yield from _of_a_stage(stage, top)
                yield from _of_a_meeting(stage)
                yield from _of_silence(stage)
            looked_at.add(id(stage.node))
            yield from _of_the_chair(stage, track)
            yield from _of_the_rest(stage, track)


def _of_the_start(track: Spot) -> Iterator[Fault]:
    entries = track["starts at"].items()
    for entry in entries[:-1]:
        if entry["stage"].text and "when" not in entry:
            yield entry.fault("nothing below this entry is ever reached", "Delete it, or give it a `when`")
    if entries and all("when" in entry for entry in entries):
        remedy = f"Add `{{stage: {_usual_start(track)}}}` after it, as a last entry without `when`"
        yield entries[-1].fault("a concern to which no entry applies could not start anywhere", remedy)


def _usual_start(track: Spot) -> str:
    """The lowest stage that no other leads to, else the lowest."""
    stages = track["stages"]
    led_to = {name for stage in stages.entries() for name in _ways(stage, OUTCOMES)}
    led_to |= {word.text for entry in track["starts at"].items() for word in entry["stage"].words()}
    bare = [stage for stage in stages.keys if stage not in led_to]
    return (bare or [*stages.keys, ""])[0]


def _of_the_ways(track: Spot, top: Spot) -> Iterator[Fault]:
    stages = track["stages"].keys
    onwards = {stage: _ways(track["stages"][stage], OUTCOMES) for stage in stages}
    climbing = {stage: _ways(track["stages"][stage], ("not satisfied", "silent")) for stage in stages}
    starts = {word.text for entry in track["starts at"].items() for word in entry["stage"].words()}
    starts |= {word.text for draft in track["must be raised"].items() for word in draft["at"].words()}
    named = starts.union(*onwards.values())
    starts |= {category["starts at"].text for category in top["categories"].entries()}
    cannot_be_read = any(not isinstance(spot.node, Branch) for spot in track["stages"].entries())
    if cannot_be_read or any(name not in stages and not name.startswith(_TRACK) for name in named):
        return  # a stage or a name is wrong: what it leads to cannot be told
    rings = [*_of_rings(track, climbing)]
    yield from rings
    if rings:
        return  # what a ring keeps cases from may be reached when it is opened
    reached = _reached(starts & set(stages), onwards)
    for stage in stages if starts & set(stages) else ():
        spot = track["stages"][stage]
        if stage not in reached and not spot["optional"].is_true:
            remedy = (
                "Add `optional: true` if it is only ever chosen; else name it under `next` of another stage, "
                "or under `starts at`"
            )
            yield spot.fault("no way leads to this stage", remedy)


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
        highest = track["stages"][ring[-1]]["next"]  # it is the one that leads back
        back = [way for way in ("not satisfied", "silent") if set(_texts(highest[way])) & set(ring)]
        yield highest.fault(problem, _instead_of(back, ring[-1], ring, tuple(climbing)))
        return
    silent = {stage: _ways(track["stages"][stage], ("silent",)) for stage in climbing}
    round_and_round = _peeled(silent)
    if round_and_round:
        ring = _ring(round_and_round, silent)
        spot = track["stages"][ring[-1]]["next"]
        problem = "silence would lead back to this stage again and again"
        above = _above(ring[-1], ring, tuple(climbing))
        remedy = f"Write `{above}`: silence leads upwards only" if above else "Delete it: silence leads upwards only"
        yield spot["silent"].fault(problem, remedy)


def _texts(outcome: Spot) -> tuple[str, ...]:
    return tuple(word.text for way in outcome.items() for word in (*way.words(), *way["stage"].words()))


def _above(stage: str, ring: list[str], stages: tuple[str, ...]) -> str:
    """The next stage up that is not in the ring."""
    return next((name for name in stages[stages.index(stage) + 1 :] if name not in ring), "")


def _instead_of(outcomes: list[str], stage: str, ring: list[str], stages: tuple[str, ...]) -> str:
    """Lets the highest stage of a ring lead on to the next one above, or end the ladder."""
    above = _above(stage, ring, stages)
    if not above:
        return f"Delete {' and '.join(f'`{outcome}`' for outcome in outcomes)} here: no stage lies above this one"
    lines = " and ".join(f"`{outcome}: {above}`" for outcome in outcomes)
    return f"Write {lines} here, so that it leads upwards"


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
                used = [str(name) for name in Formality if name in bands]
                remedy = f"Write what it covers, such as `{used[-1]}`" if used else "Name the stages that it covers"
                yield word.fault(f"no stage of this track is {word.text}, so this covers nothing", remedy)
        if isinstance(limit["covers"].node, Row) and not limit["covers"].items():
            yield limit["covers"].fault(
                "this limit covers nothing", f"Write what it covers: `[{', '.join(sorted(bands))}]`"
            )


def _of_the_child(track: Spot, top: Spot) -> Iterator[Fault]:
    children = {word.text for word in track["children"].words()}
    known = children and children <= {*ChildStatus, "any child"}
    if track["cafcass"].text == "at any time" and known and not children & {"looked_after", "any child"}:
        problem = "only the case of a looked-after child can be referred to Cafcass"
        yield track["cafcass"].fault(problem, "Write `hidden`, or add looked_after to `children`")
    categories = top["categories"].entries()
    if categories and not any("for" not in c or track.key in {w.text for w in c["for"].words()} for c in categories):
        yield track.fault("no category can be chosen on this track", _category_for(track))


def _category_for(track: Spot) -> str:
    return f"Add `other_{track.key}: {{title: Other, for: [{track.key}]}}` under `categories`"


def _a_role(top: Spot) -> str:
    return usual_role(top.node) if isinstance(top.node, Branch) else ""


def _add_meeting(top: Spot) -> str:
    return f"Add `meeting: {{chair: {{one of: [{_a_role(top)}]}}}}`"


def _of_a_stage(stage: Spot, top: Spot) -> Iterator[Fault]:
    if not stage.keys:
        return
    kind = stage["kind"].text or "answer"
    owed = "hold" if "meeting" in stage and "asks" not in stage else "answer"
    if kind == "meeting" and "meeting" not in stage:
        instead = ", and take `asks` out: its chair answers" if "asks" in stage else ""
        yield stage.fault("this is a meeting and says nothing of it", _add_meeting(top) + instead)
    elif kind in _ASKING and "asks" not in stage and "meeting" not in stage:
        yield stage.fault("nobody is asked here", f"Add `asks: {_a_role(top)}`, or `meeting:`, or `kind: advice`")
    if kind in _ASKING and not stage["clocks"].keys:
        remedy = f"Add `clocks: {{{owed}: {{within: 5 working days}}}}`; where the text is silent write `within: unset`"
        yield stage.fault("nothing is owed here, so nobody would ever be chased", remedy)
    for clocks in stage["clocks"].entries():
        if clocks.key in _MEETING_CLOCKS and "meeting" not in stage:
            yield clocks.fault(f"there is no meeting to {clocks.key}", "Delete it, or add `meeting:` with its chair")
        yield from _of_clocks(clocks)
    for way in stage["next"].entries():
        yield from _twice(way)
    for mode in stage["asks"].entries():
        yield from _twice(mode)


def _of_a_meeting(stage: Spot) -> Iterator[Fault]:
    """Its chair is asked, and nobody else: whoever else is named under `asks` would never hear of it."""
    if "meeting" not in stage:
        return
    if "asks" in stage:
        remedy = "Delete it, and name whoever has to come to the meeting under its `required`"
        yield stage["asks"].fault("a meeting's stage is answered by its chair, so nobody would be asked here", remedy)
    elif "answer" in stage["clocks"]:
        remedy = "Delete it" if "hold" in stage["clocks"] else "Write `hold` in its place"
        yield stage["clocks"]["answer"].fault('nobody is asked at a meeting for an "answer"', remedy)


def _of_clocks(clocks: Spot) -> Iterator[Fault]:
    for clock in clocks.items()[:-1]:
        if clock.keys and "when" not in clock:
            yield clock.fault("no clock below this one ever counts", "Delete it, or give it a `when`")


def _twice(listed: Spot) -> Iterator[Fault]:
    seen = set[str]()
    for word in listed.words():
        if word.text in seen:
            yield word.fault(f'"{word.text}" is named twice', "Delete it")
        seen.add(word.text)


def _of_silence(stage: Spot) -> Iterator[Fault]:
    for clocks in stage["clocks"].entries():
        for clock in clocks.items():
            if clock["if silent"].text == "move up" and "silent" not in stage["next"]:
                remedy = "Write `ask the raiser`, or add `silent:` with a stage under `next`"
                yield clock["if silent"].fault("silence is to move the case up, and there is nowhere to go", remedy)


def _of_the_rest(stage: Spot, track: Spot) -> Iterator[Fault]:
    way = stage["next"]["partly"]
    if way.text and way.text != stage.key and track["stages"][way.text]["asks"].text == "unset":
        remedy = "Name a stage that asks a role, or delete it: the same stage then comes again"
        yield way.fault("nobody would be asked there, as it is open who answers", remedy)


def _of_the_chair(stage: Spot, track: Spot) -> Iterator[Fault]:
    for key, spot in (("chair", stage["meeting"]["not chaired by"]), ("asked", stage["not asked"])):
        barred = spot.text.removeprefix(RESPONDENT_OF)
        other = track["stages"][barred]
        if not spot.text.startswith(RESPONDENT_OF) or not other.keys:
            continue
        if barred == stage.key:
            yield spot.fault("a stage cannot bar whoever answers in it", "Delete it, or name an earlier stage")
        roles = {
            word.text
            for word in (stage["meeting"]["chair"]["one of"].words() if key == "chair" else asked(stage["asks"]))
        }
        if roles and roles <= {word.text for word in asked(other["asks"])}:
            yield spot.fault(f"everybody who could be {key} is barred", "Delete it, or name another role beside them")
