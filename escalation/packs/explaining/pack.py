"""Reads a pack back in plain English, so that whoever signs it off can hear what it says, assumes and leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from ...durations import Unit, Within
from ...occasions import kind_for
from ...procedure import Cover, Found, Procedure
from ..reading import Pack
from .ladder import explain_track, silence
from .sign_off import explain_for_sign_off
from .words import bullets, counted_from, heading, listed, role, roles, sentence, within, wrap

_FOUND = {Found.BY_TEAM: "team by team", Found.BY_AUTHORITY: "once for the authority"}

_COVER = {
    Cover.NOMINATED: "the nominated cover",
    Cover.LINE_MANAGER: "the line manager",
    Cover.NEXT_TIER: "the next tier",
}


def explain_pack(pack: Pack) -> str:
    """The whole pack as text to read aloud, ending with what is assumed, missing and not acted on yet."""
    procedure = pack.procedure
    parts = [
        heading(f"{procedure.authority}: {procedure.title}", "="),
        *_about(pack),
        *_words(procedure),
        *_posts(procedure),
        *_time(procedure),
        *(part for track in procedure.tracks.values() for part in explain_track(procedure, track)),
        *_categories(procedure),
        *_beside(procedure),
        *_advice(procedure),
        *explain_for_sign_off(pack),
    ]
    return "\n\n".join(parts) + "\n"


def _about(pack: Pack) -> Iterator[str]:
    procedure = pack.procedure
    since = f", in force from {_day(procedure)}" if procedure.in_force_from else ""
    yield wrap(f"Pack {procedure.id}, version {procedure.version}{since}.")
    yield f"SHA-256 {pack.pin.digest}"
    if procedure.sources:
        yield "It follows:\n" + bullets(procedure.sources)


def _day(procedure: Procedure) -> str:
    day = procedure.in_force_from
    return f"{day.day} {day:%B %Y}" if day else ""


def _words(procedure: Procedure) -> Iterator[str]:
    words = procedure.words
    yield heading("Words")
    yield wrap(
        f'A case is called "{words.case}"; one says "{words.raise_it}". The informal steps are "{words.informal}", '
        f'the formal ones "{words.formal}". A case that is settled is "{words.resolved}", good work is '
        f'"{words.praise}". References begin with {procedure.reference.prefix}.'
    )


def _posts(procedure: Procedure) -> Iterator[str]:
    yield heading("Posts")
    lines = []
    for post in procedure.roles.values():
        covers = listed((_cover(procedure, cover) for cover in post.cover), "or")
        cover = f"; when away, {covers} answers" if post.cover else ""
        may = f"; may {listed(post.may)}" if post.may else ""
        lines.append(f"{post.title}: found {_FOUND.get(post.found, post.found)}{cover}{may}")
    lines.append(f"If nobody else can be found, {role(procedure, procedure.last_resort)} is told")
    lines.append(f"If the raiser stays silent, {role(procedure, procedure.supervisor)} is told")
    yield bullets(lines)


def _cover(procedure: Procedure, cover: str) -> str:
    kind, _, post = cover.partition(":")
    return role(procedure, post) if kind == "duty" else _COVER[Cover(kind)]


def _time(procedure: Procedure) -> Iterator[str]:
    calendar, prompts, follow = procedure.calendar, procedure.prompts, procedure.follow_up
    first = "is not counted: it is day 0" if calendar.day_of_issue == "not counted" else "is day 1"
    day = "day 0" if calendar.day_of_issue == "not counted" else "day 1"
    said = [
        f"Working days are Monday to Friday without the bank holidays of {calendar.holidays.title()}, "
        f"from {calendar.day_starts:%H:%M} to {calendar.day_ends:%H:%M}. The day something is sent {first}",
        f"A stage that silence opens when the working day ends has that very day as {day}, though it may be read only "
        "on the next working morning",
        *_through_weekends(procedure),
    ]
    if calendar.receipt_until:
        said.append(f"What is raised after {calendar.receipt_until:%H:%M} counts from the next working day")
    if calendar.closed:
        said.append(f"The authority is also closed on {listed(calendar.closed)}")
    hold = procedure.hold_before_sending
    risk = "at once" if str(hold.immediate_risk) == "none" else f"after {hold.immediate_risk}"
    held = "at once" if str(hold.held_for) == "none" else f"after {hold.held_for}, and can be undone until then"
    said += [
        f"What is raised is sent {held}; at immediate risk it is sent {risk}",
        f"After an answer the raiser has {prompts.after_an_answer} to say whether it satisfies, after a silence until "
        f"the next morning. Then, one working day after the other, are asked: {listed(prompts.then_each_working_day)}",
        _unless_said(procedure),
        f"Each stage is put on the child's record within {follow.put_on_record_within}. Whether an agreed action was "
        f"done is checked within {follow.verify_within} of its day",
        _further_time(procedure),
        f"A closed case can be opened again within {procedure.reopen_within}",
        *_occasions(procedure),
    ]
    yield heading("Time")
    yield bullets(sentence(line) for line in said)


_EVERY_DAY = (Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS)


def _through_weekends(procedure: Procedure) -> Iterator[str]:
    """What is not counted in working days, where a stage has such a time."""
    stages = (stage for track in procedure.tracks.values() for stage in track.stages.values())
    lengths = [clock.within for stage in stages for clocks in stage.clocks.values() for clock in clocks]
    lengths += [limit.within for track in procedure.tracks.values() for limit in track.overall_limits]
    if days := dict.fromkeys(f'"{length}"' for length in lengths if length.unit in _EVERY_DAY):
        yield f"In {listed(days)} every day counts: the last may be a weekend or a holiday, and is not put off"
    if hours := dict.fromkeys(f'"{length}"' for length in lengths if _runs_on(length)):
        yield f"In {listed(hours)} every hour counts, at night, at weekends and on holidays too"


def _runs_on(length: Within) -> bool:
    return length.unit is Unit.HOURS and length.counted_as is None


def _unless_said(procedure: Procedure) -> str:
    said = procedure.unless_said
    reminders = f"Reminders go out {listed(map(str, said.reminders))}" if said.reminders else "No reminders go out"
    return f"{reminders}. Unless a stage says otherwise, when nobody answers {silence(said.if_silent, 'the raiser')}"


def _occasions(procedure: Procedure) -> Iterator[str]:
    stages = (stage for track in procedure.tracks.values() for stage in track.stages.values())
    if any(kind_for(clock) for stage in stages for row in stage.clocks.values() for clock in row):
        yield "What counts from a review or conference waits for its day: until it is recorded, the raiser owes a date"


def _further_time(procedure: Procedure) -> str:
    further = procedure.further_time
    if further.asked_by == "nobody":
        return "Further time is not given"
    most = f", at most {further.at_most} at once" if further.at_most else ""
    times = f", up to {further.times} times in a stage" if further.times else ""
    moves = "moves overall limits too" if further.moves_the_overall_limit else "never moves an overall limit"
    decided = procedure.follow_up.decide_further_time_within
    return (
        f"Whoever is asked may ask for further time{most}{times}; the raiser decides within {decided}. "
        f"Agreed time {moves}"
    )


def _categories(procedure: Procedure) -> Iterator[str]:
    yield heading("Categories")
    for key, track in procedure.tracks.items():
        lines = []
        for category in procedure.categories_for(key).values():
            examples = f" ({', '.join(category.examples)})" if category.examples else ""
            must = f"; the {category.must_name} has to be named" if category.must_name else ""
            at = f"; starts at {track.stages[category.starts_at].title}" if category.starts_at else ""
            lines.append(f"{category.title}{examples}{must}{at}")
        yield f"{track.title}:\n{bullets(lines)}"


def _columns(procedure: Procedure) -> str:
    return listed(
        column.title if column.title == column.shows else f"{column.title} ({column.shows})"
        for column in procedure.log.columns
    )


def _beside(procedure: Procedure) -> Iterator[str]:
    yield heading("Log, reports and what runs beside")
    lines = [f"the log is kept for {role(procedure, procedure.log.kept_for)} and shows {_columns(procedure)}"]
    for report in procedure.reports:
        charts = f", with charts of {listed(report.charts)}" if report.charts else ""
        lines.append(f"every {report.every}, {report.title or report.id} goes to {roles(procedure, report.to)}{charts}")
    for event in procedure.events.values():
        tell = f": {role(procedure, event.tell)} is told" if event.tell else ""
        lines.append(f"{event.title}{f' ({event.threshold})' if event.threshold else ''}{tell}")
    for side in procedure.side_workflows.values():
        who = f" by {role(procedure, side.asks)}" if side.asks else ""
        then = f"; if that does not settle it, {role(procedure, side.then)}" if side.then else ""
        since = "" if side.within.unit is Unit.UNSET else counted_from(side.counted_from)
        lines.append(f"{side.title}:{who} {within(side.within)}{since}{then}")
    yield bullets(sentence(line) for line in lines)


def _advice(procedure: Procedure) -> Iterator[str]:
    advice = procedure.advice
    said = [
        ("Not for this process", advice.exclusion),
        ("Obstacles", advice.obstacles),
        ("Passing over a stage", advice.skipping),
        ("Legal advice", advice.legal),
        ("The child", advice.child),
        ("Complaints", advice.complaint),
        ("Praise", advice.praise),
    ]
    lines = [f"{what}: {words.strip()}" for what, words in said if words]
    if lines:
        yield heading("Advice shown when it matters")
        yield bullets(lines)
    if advice.cafcass:
        yield "Asked before a referral to Cafcass:\n" + bullets(advice.cafcass)
