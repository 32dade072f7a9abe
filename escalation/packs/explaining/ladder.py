"""Reads one ladder of a pack in plain English: its stages, who is asked, the times and the ways on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...durations import Unit
from ...procedure import Procedure
from ...stages import Clock, OtherWay, OverallLimit, Stage, Track
from .words import (
    asked,
    bullets,
    children,
    condition,
    counted_from,
    heading,
    listed,
    raiser,
    respondent,
    role,
    roles,
    sentence,
    within,
)

_OWED = {
    "answer": "An answer is asked for",
    "settle": "It is to be settled",
    "acknowledge": "It is to be acknowledged",
    "agree a plan": "A plan is to be agreed",
    "convene": "The meeting is to be called",
    "hold": "The meeting is to be held",
    "contest": "It can be contested",
    "confirm": "What came of it is to be confirmed in writing",
    "put on the child's record": "It is to be on the child's record",
    "distribute": "What came of it is to be sent round",
}
_FROM = {"answer": " from"}
"""Something is asked for from somebody; everything else is to be done by them."""
_SILENT = {
    "ask the raiser": "{raiser} is asked what to do",
    "move up": "it moves up by itself",
    "accept": "what is asked stands as agreed, and the concern stays open",
    "tell the line manager": "the line manager is told, and nothing else happens",
    "nothing": "nothing follows by itself, and {raiser} keeps it in hand",
}


def silence(if_silent: str, who: str) -> str:
    return _SILENT[if_silent].format(raiser=who)


def explain_track(procedure: Procedure, track: Track) -> Iterator[str]:
    who = raiser(procedure, track)
    cafcass = (
        f"{who} may refer a looked-after child's case to Cafcass at any time; that stops nothing"
        if track.cafcass == "at any time"
        else "a referral to Cafcass is not offered"
    )
    lines = [
        f"For {children(track.children)}; raised by {roles(procedure, track.raised_by, 'or')}",
        cafcass,
        *(_limit(limit, track) for limit in track.overall_limits),
        _start(procedure, track),
    ]
    if track.several_children:
        lines.append("One concern may be about brothers and sisters together")
    if track.raise_within:
        lines.append(f"It is to be raised {_length(procedure, track, track.raise_within)}")
    for draft in track.must_be_raised:
        at = track.stages[draft.at].title
        lines.append(
            f"If {condition(procedure, draft.when)}, it has to be raised at {at}: whoever records it gets a draft"
        )
    yield heading(f"Track: {track.title}")
    yield bullets(sentence(line) for line in lines)
    for number, stage in enumerate(track.stages.values(), start=1):
        twin = _twin(procedure, track, number - 1)
        if twin:
            yield f'{number}. {stage.title}: as on the track "{twin}"'
            continue
        formality = "" if str(stage.formality) in stage.title.lower() else f" ({stage.formality})"
        body = bullets((sentence(line) for line in _stage(procedure, track, stage)), "   ")
        yield f"{number}. {stage.title}{formality}\n{body}"


def _twin(procedure: Procedure, track: Track, index: int) -> str:
    """The title of an earlier track that has the very same stage."""
    name, stage = list(track.stages.items())[index]
    for other in procedure.tracks.values():
        if other is track:
            return ""
        if other.stages.get(name) == stage and _titles(other, stage) == _titles(track, stage):
            return other.title
    return ""


def _titles(track: Track, stage: Stage) -> list[str]:
    ways = (*stage.next.not_satisfied, *stage.next.silent)
    return [track.stages[name].title for name in ways]


def _limit(limit: OverallLimit, track: Track) -> str:
    covered = [track.stages[name].title for name in track.stages if name in limit.covers]
    covered += [f"all {name} stages" for name in limit.covers if name not in track.stages]
    since = counted_from(limit.counted_from) or ", counted from the opening of the first of them"
    told = "everyone on the case is told" if limit.if_reached == "tell everyone on the case" else "the raiser is told"
    return f"{listed(covered)} together take no more than {limit.within}{since}. When that is reached {told}"


def _start(procedure: Procedure, track: Track) -> str:
    said = [
        f"at {track.stages[start.stage].title} if {condition(procedure, start.when)}"
        for start in track.starts_at
        if start.when
    ]
    last = f"at {track.stages[track.starts_at[-1].stage].title}"
    return f"A concern starts {'; '.join(said)}; otherwise {last}" if said else f"A concern starts {last}"


def _stage(procedure: Procedure, track: Track, stage: Stage) -> Iterator[str]:
    yield from _people(procedure, track, stage)
    for form, when in ((stage.form, ""), (stage.form_on_closing, ", filled in when it ends here")):
        if form is not None:
            needed = [field.title for field in procedure.forms[form].fields if field.required]
            has_to = f"; it has to say: {listed(needed)}" if needed else ""
            yield f'form: "{procedure.forms[form].title}"{when}{has_to}'
    for key, clocks in stage.clocks.items():
        yield from _clocks(procedure, track, stage, key, clocks)
    if stage.judged_by:
        yield f"judged by {asked(procedure, stage.judged_by)}"
    if stage.final_decision:
        yield "what is decided here is the authority's last word; the raiser may still go further"
    yield from _ways(procedure, track, stage)


def _people(procedure: Procedure, track: Track, stage: Stage) -> Iterator[str]:
    if stage.optional:
        yield "it may be left out"
    if stage.consult:
        yield _consult(procedure, stage)
    if stage.opened_by:
        who = raiser(procedure, track)
        yield (
            f"opened by {asked(procedure, stage.opened_by)}, also where silence moves the case up; if they say nothing "
            f"for a working day, {who} may open it"
        )
    if stage.asks:
        yield f"asked: {asked(procedure, stage.asks)}"
    if stage.not_asked:
        yield f"not asked: {respondent(track, stage.not_asked)}"
    yield from _meeting(procedure, track, stage)
    if stage.tells:
        yield f"told: {roles(procedure, stage.tells)}"
    if stage.copies:
        yield f"a copy goes to {roles(procedure, stage.copies)}"


def _consult(procedure: Procedure, stage: Stage) -> str:
    consult = stage.consult
    assert consult is not None
    verb = {"consult": "is consulted", "endorse": "has to sign", "confirm": "has to agree"}[consult.kind]
    only = f" if {condition(procedure, consult.when)}" if consult.when else ""
    over = (
        f'; this may be passed over with a reason ("{consult.may_be_passed_over}")'
        if consult.may_be_passed_over
        else "; this cannot be passed over"
    )
    return f"before it opens {role(procedure, consult.who)} {verb}{only}{over}"


def _meeting(procedure: Procedure, track: Track, stage: Stage) -> Iterator[str]:
    meeting = stage.meeting
    if meeting is None:
        return
    barred = f", but not {respondent(track, meeting.not_chaired_by)}" if meeting.not_chaired_by else ""
    place = f" within {meeting.held_within}" if meeting.held_within else ""
    yield f"a meeting{place}, chaired by {roles(procedure, meeting.chair.one_of, 'or')}{barred}"
    for names, said in ((meeting.required, "to be there"), (meeting.invited, "invited")):
        if names:
            yield f"{said}: {roles(procedure, names)}"
    if meeting.views_of:
        views = meeting.views_of if isinstance(meeting.views_of, str) else roles(procedure, meeting.views_of)
        yield f"the view of {views} is noted"


def _clocks(procedure: Procedure, track: Track, stage: Stage, key: str, clocks: tuple[Clock, ...]) -> Iterator[str]:
    lengths = [_length(procedure, track, clock) for clock in clocks]
    if stage.owes_no_answer:
        said = "; otherwise ".join(lengths)
        yield f"nobody owes an answer here: {raiser(procedure, track)} says {said} whether it is settled"
        return
    owed = _OWED[key]
    by = f"{_FROM.get(key, ' by')} {role(procedure, clocks[0].owed_by)}" if clocks[0].owed_by else ""
    stops = ". A reply does not stop this clock, only being satisfied does" if key == "settle" else ""
    yield f"{owed}{by} {'; otherwise '.join(lengths)}{stops}"
    who = raiser(procedure, track)
    timed = [clock for clock in clocks if clock.within.unit is not Unit.NONE]
    meanings = dict.fromkeys(silence(str(procedure.silence_of(clock)), who) for clock in timed)
    yield from (f"if that time passes in silence {listed(meanings, 'or')}" for _ in timed[:1])
    own = dict.fromkeys(tuple(map(str, clock.reminders)) for clock in timed if clock.reminders is not None)
    yield from (f"reminders of it go out {listed(said)}" if said else "no reminders of it go out" for said in own)


def _length(procedure: Procedure, track: Track, clock: Clock) -> str:
    said = within(clock.within) + _since(track, clock.counted_from)
    if clock.due:
        said = f"{clock.within} {clock.due}"
    if clock.when:
        said += f", if {condition(procedure, clock.when)}"
    if clock.hardness == "target":
        said += ", as a target"
    if clock.the_raiser_may_shorten_it:
        said += ", or by an earlier day that the raiser sets"
    return said + (f" (if late, {clock.if_late})" if clock.if_late else "")


def _since(track: Track, origin: str) -> str:
    name, dot, clock = origin.partition(".")
    stage = next((stage for key, stage in track.stages.items() if key == name), None)
    if not dot or stage is None:
        return counted_from(origin)
    return f', counted from when "{clock}" at {stage.title} is done or its time is over'


def _ways(procedure: Procedure, track: Track, stage: Stage) -> Iterator[str]:
    ways = stage.next
    unsatisfied, silent = _fork(track, ways.not_satisfied), _fork(track, ways.silent)
    if unsatisfied and unsatisfied == silent:
        yield f"not satisfied, or no answer: {unsatisfied}"
    else:
        yield from (f"not satisfied: {unsatisfied}" for _ in filter(None, [unsatisfied]))
        yield from (f"no answer: {silent}" for _ in filter(None, [silent]))
    for outcome, onward in (("partly", ways.partly), ("decided", ways.decided), ("not done", ways.not_done)):
        if onward:
            yield f"{outcome}: {track.stages[onward].title}"
    yield from (_other_way(procedure, track, way) for way in ways.other_ways)
    if not (unsatisfied or silent or ways.other_ways):
        yield "no stage lies beyond this one"


def _fork(track: Track, stages: Iterable[str]) -> str:
    titles = [stage.title for key, stage in track.stages.items() if key in stages]
    return f"the raiser chooses between {listed(titles)}" if len(titles) > 1 else listed(titles)


def _other_way(procedure: Procedure, track: Track, way: OtherWay) -> str:
    to = track.stages[way.stage].title if way.stage else ""
    other = f'the track "{procedure.tracks[way.track].title}"' if way.track else ""
    only = f", if {condition(procedure, way.when)}" if way.when else ""
    return f"{'no answer' if way.outcome == 'silent' else way.outcome}: {listed(filter(None, (to, other)))}{only}"
