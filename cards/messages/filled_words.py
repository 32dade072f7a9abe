"""What was filled in on the authority's forms, and a meeting's attendance and views, as sections of a message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from escalation.case import FilledIn, Meeting, PersonId, RoleId, StageVisit, There
from escalation.form_fields import fields_of, still_to_fill_in
from escalation.permissions import fields_for
from escalation.procedure import FormField

from ..scene import Scene
from ..telling import Section
from ..wording import listed

SAYS = {There.PRESENT: "present", There.APOLOGIES: "sent apologies", There.ABSENT: "not there"}


def filled_sections(s: Scene, visit: StageVisit | None, record_only: bool = False) -> Iterator[Section]:
    """The fields of a visit that were filled in, in the order of the form; a form that grows, from the first stage."""
    if visit is None:
        return
    for field in _fields(s, visit):
        for one in _filled(s, visit, field):
            if field.on_record or not record_only:
                of = f", {s.name(one.person)}" if one.person is not None else ""
                yield Section(f"{field.title}{of}", _words(s, field, one), s.name(one.by))


def attendance_sections(s: Scene, meeting: Meeting) -> Iterator[Section]:
    """Who was there of those expected, who else, and each participant's view."""
    grid = [
        f"{s.name(one.person)}, {s.title(RoleId(one.role))}{' (had to be there)' if one.required else ''}: "
        f"{SAYS[one.there]}"
        for one in meeting.attendance
    ]
    yield Section("Attendance", "\n".join(grid))
    yield Section("Also present" if grid else "Present", meeting.present)
    yield Section("Apologies", meeting.apologies)
    yield from (Section(f"View of {s.name(view.person)}", view.words) for view in meeting.views)


def to_fill_in(s: Scene) -> tuple[str, str]:
    """What has to be filled in at the present visit and is not yet."""
    visit = s.visit
    missing = still_to_fill_in(s.case, visit, s.procedure) if visit is not None and s.case.is_open else ()
    return ("Still to fill in", listed(field.title for field in missing))


def yours_to_fill_in(s: Scene) -> str:
    """What the reader has to fill in now, as a sentence; what only an answer or the end asks for comes then."""
    visit = s.visit
    if visit is None or s.to is None or not s.case.is_open:
        return ""
    mine = fields_for(visit, s.case, s.to, s.situation)
    missing = [f for f in still_to_fill_in(s.case, visit, s.procedure) if f in mine and f.at in (None, "opening")]
    return f"Please fill in on the form of this stage: {listed(f.title for f in missing)}." if missing else ""


def _fields(s: Scene, visit: StageVisit) -> tuple[FormField, ...]:
    return tuple(field for _, field in fields_of(visit, s.case, s.procedure))


def _filled(s: Scene, visit: StageVisit, field: FormField) -> Iterator[FilledIn]:
    yield from (one for one in s.case.filled if one.visit == visit.number and one.field == field.id)


def _words(s: Scene, field: FormField, one: FilledIn) -> str:
    if field.type == "person":
        return s.name(PersonId(one.words))
    if field.type == "date":
        return _day(s, one.words)
    return {"yes": "Yes", "no": "No"}.get(one.words, one.words) if field.type == "yes or no" else one.words


def _day(s: Scene, typed: str) -> str:
    """As it is shown elsewhere; as it was kept, where that is no day."""
    try:
        return s.day(date.fromisoformat(typed))
    except ValueError:
        return typed
