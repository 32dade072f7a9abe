"""The fields of the form for a concern, group by group, as the pack and the raiser's rights have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from escalation.case import ChildStatus, OccasionKind, PersonId, RoleId, Silence, Source, TeamId, TrackId
from escalation.duties import raiser_sets
from escalation.holders.on_the_case import roles_on_the_case, to_be_named
from escalation.occasions import kind_for
from escalation.procedure import Category, Procedure
from escalation.stages import AskMode, Stage, Track, all_clocks, all_conditions

from ..errors import FieldFault
from ..payloads.raising import INITIALS_AT_MOST, NOT_SPOKEN, OTHERS, PACKS_CHOICE, SETTLED, SPOKEN
from .fields import Field, Kind, Option, Rows
from .labels import label_of
from .move_fields import time_to_set
from .occasion_fields import which_field
from .shared_fields import STATUSES, child_told, person_field, post_and_holder

SOURCES: Mapping[Source, str] = {
    Source.REVIEW: "Review",
    Source.CONFERENCE: "Conference",
    Source.MONITORING: "Monitoring between reviews",
    Source.EVENT: "An event",
    Source.CHILD_ASKED: "The child asked",
    Source.AUDIT: "Audit",
}
HAVE_SPOKEN = (
    Option(NOT_SPOKEN, "Not yet"),
    Option(SPOKEN, "Yes, it is not settled"),
    Option(SETTLED, "Yes, and it is settled: close it at once"),
)
BY_NUMBER = "The child, by the number in the case system and initials. A full name cannot be stored here."


CAPITALS = r"A-Z\u00C0-\u00D6\u00D8-\u00DE\u0100-\uFFFF"
"""As every client can say it: western Europe's; a letter of another script is let through, to be judged here."""


@dataclass(frozen=True, slots=True)
class RaiseForm:
    """What this person may raise. `filled` and `faults` show the form again after a fault or a change of mind."""

    procedure: Procedure
    tracks: tuple[TrackId, ...]
    teams: tuple[tuple[TeamId, str], ...]
    social_workers: tuple[tuple[PersonId, str], ...]
    token: str
    to_consult: tuple[tuple[PersonId, str], ...] = ()
    filled: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[FieldFault, ...] = ()
    chairs: Mapping[RoleId, str] = field(default_factory=dict)  # who holds each post that may chair
    people: tuple[tuple[PersonId, str], ...] = ()  # who can be asked where the procedure leaves it open
    digest: str = ""  # of the procedure's pack, to be sent along

    @property
    def shown_tracks(self) -> tuple[Track, ...]:
        return tuple(self.procedure.tracks[track] for track in self.tracks)


def labelled(id: str, kind: Kind, required: bool = False, options: Sequence[Option] = (), value: str = "") -> Field:
    label, remedy = label_of(id)
    return Field(id, label, kind, required, remedy, tuple(options), value)


def child_rows(procedure: Procedure, tracks: Sequence[TrackId]) -> Rows:
    """Which track, and which child: never by name."""
    rows: list[Field | tuple[Field, Field]] = []
    if len(tracks) > 1:
        options = [Option(track, procedure.tracks[track].title) for track in tracks]
        rows.append(labelled("track", Kind.ONE_IN_SIGHT, True, options))
    rows.append(_child_or_none(procedure, tracks))
    statuses = dict.fromkeys(status for track in tracks for status in procedure.tracks[track].children)
    if any(len(procedure.tracks[track].children) > 1 for track in tracks):
        options = [Option(status, STATUSES[status]) for status in statuses]
        rows.append(labelled("status", Kind.ONE_OF, True, options))
    return rows


def _child_or_none(procedure: Procedure, tracks: Sequence[TrackId]) -> tuple[Field, Field]:
    """Where a concern can be about no child in particular, the form lets both be left empty."""
    record, initials = child_field(procedure)
    if all(ChildStatus.NONE not in procedure.tracks[track].children for track in tracks):
        return record, initials
    hint = f"{BY_NUMBER} Leave both empty if no child is concerned."
    return replace(record, required=False, hint=hint), replace(initials, required=False)


def child_field(procedure: Procedure) -> tuple[Field, Field]:
    """Record number and initials, side by side."""
    record = labelled("record", Kind.LINE, True)
    initials = labelled("initials", Kind.LINE, True)
    number = rf"^\s*(?:{procedure.reference.record_number})\s*$"
    return (
        replace(record, pattern=number, remedy=f"{record.remedy[:-1]}, not a name.", hint=BY_NUMBER),
        replace(initials, pattern=rf"^\s*[{CAPITALS}]{{1,{INITIALS_AT_MOST}}}\s*$"),
    )


def needed_rows(form: RaiseForm) -> Rows:
    """What every concern needs, in the order one would tell it."""
    where = labelled("source", Kind.ONE_OF, True, [Option(source, title) for source, title in SOURCES.items()])
    conference = Field("conference_on", "Its day, if a conference", Kind.DATE)
    return [
        *child_rows(form.procedure, form.tracks),
        *team_rows(form.teams),
        *_on_the_case(form),
        labelled("category", Kind.ONE_OF, True, list(_themes(form))),
        *_named(form),
        labelled("what", Kind.WORDS, True),
        labelled("why", Kind.WORDS, True),
        labelled("asked", Kind.WORDS, True),
        where,
        conference,
        *_occasions(form),
        *_noticed(form, needed=True),
        labelled("immediate_risk", Kind.TICK),
        *_urgent(form),
        labelled("spoken", Kind.ONE_OF, False, HAVE_SPOKEN, NOT_SPOKEN),
    ]


def _on_the_case(form: RaiseForm) -> Rows:
    """Whoever is named on the case, by the procedure's own titles; needed where a stage has nobody else to ask."""
    on_case = roles_on_the_case(form.procedure)
    titles = [role.title for key, role in form.procedure.roles.items() if key in on_case]
    if not titles:
        return []
    workers = [Option(person, name) for person, name in form.social_workers]
    needed = all(to_be_named(track, form.procedure) for track in form.shown_tracks)
    kind = Kind.ONE_OF_MANY if len(workers) > 8 else Kind.ONE_OF
    asked, whom = labelled("social_worker", kind, needed), " or ".join(titles)
    if whom.lower() != asked.label.lower():
        asked = replace(asked, label=whom, remedy=f"Choose the {whom}.")
    return [person_field(asked, workers)]


def team_rows(teams: Sequence[tuple[TeamId, str]]) -> Rows:
    """No question where there is one team only: the form carries it."""
    return [labelled("team", Kind.ONE_OF, True, [Option(*team) for team in teams])] if len(teams) > 1 else []


def carried(tracks: Sequence[TrackId], teams: Sequence[tuple[TeamId, str]], digest: str) -> dict[str, str]:
    """What there is no choice about goes with the button."""
    procedure = {"procedure": digest} if digest else {}
    single_track = {"track": tracks[0]} if len(tracks) == 1 else {}
    single_team = {"team": teams[0][0]} if len(teams) == 1 else {}
    return {**procedure, **single_track, **single_team}


def _themes(form: RaiseForm) -> Iterator[Option]:
    """Each theme once; one that is not for every track offered says which it is for."""
    for id, category in form.procedure.categories.items():
        open_in = [track for track in form.tracks if not category.tracks or track in category.tracks]
        if open_in:
            only = len(open_in) < len(form.tracks)
            titles = " and ".join(form.procedure.tracks[track].title for track in open_in)
            yield Option(id, f"{titles}: {category.title}" if only else category.title)


def _named(form: RaiseForm) -> Rows:
    """Where a theme has to name something, e.g. the agency."""
    asking = [category for category in _categories(form) if category.must_name]
    if not asking:
        return []
    what = " or ".join(dict.fromkeys(category.must_name or "" for category in asking))
    return [Field("named", f"Name the {what} (for: {'; '.join(c.title for c in asking)})", Kind.LINE)]


def _categories(form: RaiseForm) -> list[Category]:
    found = {id: c for track in form.tracks for id, c in form.procedure.categories_for(track).items()}
    return list(found.values())


def spoken_rows() -> Rows:
    return [
        (labelled("spoken_with", Kind.LINE), labelled("spoken_on", Kind.DATE)),
        labelled("spoken_said", Kind.WORDS),
        Field("difference", "If it is settled: what has changed for the child", Kind.WORDS),
    ]


def second_rows(form: RaiseForm) -> Rows:
    return [
        labelled("category_2", Kind.ONE_OF, False, list(_themes(form))),
        labelled("what_2", Kind.WORDS),
        labelled("why_2", Kind.WORDS),
        labelled("asked_2", Kind.WORDS),
    ]


def view_rows(form: RaiseForm) -> Rows:
    views = labelled("views", Kind.WORDS)
    return [
        replace(views, hint=form.procedure.advice.child or ""),
        labelled("against_because", Kind.WORDS),
        *child_told(required=False),
    ]


def choice_rows(form: RaiseForm) -> Rows:
    """Where it starts, who was consulted, and what else is seldom needed."""
    rows: list[Field | tuple[Field, Field]] = [*_start(form)]
    if form.to_consult:
        options = [Option(person, name) for person, name in form.to_consult]
        who = replace(person_field(labelled("consulted", Kind.ONE_OF), options), hint=_gate_words(form))
        rows.append((who, labelled("consulted_on", Kind.DATE)))
        rows.append(labelled("passed_over_because", Kind.LINE))
    rows += [*_chair(form), *_asking(form), *_shorter(form)]
    rows += [*_noticed(form, needed=False), labelled("earlier_concerns", Kind.TICK), *_after(form)]
    return rows


def _occasions(form: RaiseForm) -> Rows:
    """The day of the review, and which conference it was, where something counts from it or hangs on it."""
    clocks = [clock for track in form.shown_tracks for clock in all_clocks(track)]
    asked = [labelled("review_on", Kind.DATE)] if any(kind_for(c) is OccasionKind.REVIEW for c in clocks) else []
    conditions = [when for track in form.shown_tracks for when in all_conditions(track)]
    needs_which = any(when.review_conference is not None for when in conditions)
    return [*asked, *([which_field()] if needs_which else [])]


def _urgent(form: RaiseForm) -> Rows:
    """Asked where the procedure treats what is urgent differently from what is an immediate risk."""
    conditions = (when for track in form.shown_tracks for when in all_conditions(track))
    return [labelled("urgent", Kind.TICK)] if any(when.urgent is not None for when in conditions) else []


def more_children_rows(form: RaiseForm) -> Rows:
    """Brothers and sisters, where one of the tracks takes them together."""
    tracks = [track for track in form.shown_tracks if track.several_children]
    statuses = dict.fromkeys(status for track in tracks for status in track.children)
    options = [Option(status, STATUSES[status]) for status in statuses]
    rows: list[Field | tuple[Field, Field]] = []
    for number in OTHERS if tracks else ():
        record, initials = child_field(form.procedure)
        rows.append((_of_another(record, number), _of_another(initials, number)))
        rows += [labelled(f"status_{number}", Kind.ONE_OF, False, options)] if len(options) > 1 else []
    return rows


def _of_another(field: Field, number: int) -> Field:
    label, remedy = label_of(f"{field.id}_{number}")
    return replace(field, id=f"{field.id}_{number}", label=label, remedy=remedy, required=False, hint="")


def _after(form: RaiseForm) -> Rows:
    """Where a case of one track can go on under another, as the pack has it or as a child's status changes."""
    tracks = form.shown_tracks
    leads = any(way.track for track in tracks for stage in track.stages.values() for way in stage.next.other_ways)
    opens = leads or len(tracks) > 1 or any(track.may_open for track in tracks)
    return [labelled("after", Kind.LINE)] if opens else []


def _noticed(form: RaiseForm, needed: bool) -> Rows:
    """Asked of everybody where the time for raising is counted from it; else among what is seldom needed."""
    counts = [t.raise_within is not None and t.raise_within.counted_from == "identified" for t in form.shown_tracks]
    return [labelled("identified_on", Kind.DATE, all(counts))] if any(counts) is needed else []


def _gate_words(form: RaiseForm) -> str:
    """Before which stage somebody is to be consulted, and who."""
    gates = {
        f"Before {stage.title}: {_post(form, stage.consult.who)} is consulted."
        for track in form.shown_tracks
        for stage in track.stages.values()
        if stage.consult is not None
    }
    return " ".join([*sorted(gates), _either(form)]).strip()


def _either(form: RaiseForm) -> str:
    """Where a gate may be passed over, one of two fields is needed, and neither by itself."""
    gates = [stage.consult for track in form.shown_tracks for stage in track.stages.values() if stage.consult]
    if not any(gate.may_be_passed_over for gate in gates):
        return ""
    return "One of these two is needed then: who was consulted and when, or why nobody was."


def _post(form: RaiseForm, role: RoleId) -> str:
    known = form.procedure.roles.get(role)
    return known.title if known is not None else "your line manager"


def _start(form: RaiseForm) -> Rows:
    stages = {id: stage for track in form.shown_tracks for id, stage in track.stages.items()}
    first = Option(PACKS_CHOICE, f"As the procedure has it: {' or '.join(_usual_starts(form))}")
    options = [first, *(Option(id, stage.title) for id, stage in stages.items())]
    start = labelled("start_at", Kind.ONE_OF, False, options, PACKS_CHOICE)
    hinted = replace(start, hint=form.procedure.advice.skipping or "")
    return [hinted, Field("skipping_because", "If it starts elsewhere: why", Kind.WORDS)]


def first_stage(track: Track) -> Stage:
    """Where a concern starts when nothing else holds."""
    return track.stages[track.starts_at[-1].stage]


def _usual_starts(form: RaiseForm) -> list[str]:
    return list(dict.fromkeys(first_stage(track).title for track in form.shown_tracks))


def _chair(form: RaiseForm) -> Rows:
    posts: dict[RoleId, str] = {}
    for track in form.shown_tracks:
        for stage in track.stages.values():
            for post in stage.meeting.chair.one_of if stage.meeting is not None else ():
                posts[post] = post_and_holder(form.procedure.roles[post].title, form.chairs.get(post, ""))
    options = [Option(post, title) for post, title in posts.items()]
    return (
        [Field("chair", "If it starts at a meeting: who chairs", Kind.ONE_OF, options=tuple(options))] if posts else []
    )


def _asking(form: RaiseForm) -> Rows:
    stages = [stage for track in form.shown_tracks for stage in track.stages.values()]
    open_ones = [s.title for s in stages if s.asks is not None and s.asks.mode is AskMode.UNSET]
    if not open_ones:
        return []
    options = tuple(Option(person, name) for person, name in form.people)
    label = f"If it starts at {' or '.join(dict.fromkeys(open_ones))}: who is asked"
    return [person_field(Field("asking", label, Kind.ONE_OF_MANY), options)]


def _shorter(form: RaiseForm) -> Rows:
    stages = [stage for track in form.shown_tracks for stage in track.stages.values()]
    if to_set := time_to_set(stages, always=all(map(_leaves_time_open, stages))):
        return to_set
    clocks = [c for t in form.shown_tracks for row in first_stage(t).clocks.values() for c in row]
    if not any(clock.the_raiser_may_shorten_it for clock in clocks):
        return []
    return [Field("answer_within", "A shorter time to settle it, in working days", Kind.NUMBER)]


def _leaves_time_open(stage: Stage) -> bool:
    return any(raiser_sets(clock) for row in stage.clocks.values() for clock in row)


def last_rows(form: RaiseForm) -> Rows:
    """Asked of everybody, just before the button."""
    default = packs_silence(form)
    said = {Silence.ASK_THE_RAISER: "Ask me", Silence.MOVE_UP: "Move it up by itself"}
    options = [
        Option(silence, f"{title} (as the procedure has it)" if silence is default else title)
        for silence, title in said.items()
    ]
    rows: list[Field] = [labelled("when_silent", Kind.ONE_IN_SIGHT, True, options, default)]
    if form.procedure.advice.exclusion:
        tick = labelled("not_a_complaint", Kind.TICK, True)
        sentence = "This is about a child’s plan, and not a complaint about a colleague."
        rows.append(replace(tick, beside=sentence, hint=form.procedure.advice.exclusion))
    return rows


def packs_silence(form: RaiseForm) -> Silence:
    """What the pack does with silence, if it is one of the two that can be chosen."""
    silence = Silence(form.procedure.unless_said.if_silent)
    return silence if silence is Silence.MOVE_UP else Silence.ASK_THE_RAISER
