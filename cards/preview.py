"""Who gets what if this is done, and by when: worked out from a decision that has not been kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from escalation.case import Case, Duty, PersonId, Task
from escalation.case_log import Drafted, RaisedLate, StageEntered
from escalation.decision import Decision, Situation
from escalation.notices import Capacity, Meaning, Notice

from .children import by_number
from .meter import stage_clock
from .scene import Scene
from .wording import listed

GETS: Mapping[Capacity, str] = {
    Capacity.RAISER: "told",
    Capacity.COVERED: "told, while a colleague covers",
    Capacity.TOLD: "told",
    Capacity.COPIED: "a copy",
    Capacity.SUPERVISOR: "told, as the raiser’s manager",
}
ASKED_TO: Mapping[Task, str] = {
    Task.ANSWER: "asked to answer",
    Task.SETTLE: "asked to settle it",
    Task.ACKNOWLEDGE: "asked to acknowledge it",
    Task.CONVENE: "asked to call the meeting",
    Task.HOLD: "asked to hold the meeting",
    Task.CONFIRM: "asked to confirm",
    Task.OPEN: "asked to agree first",
    Task.AGREE_A_PLAN: "asked to agree a plan",
    Task.CONTEST: "may contest it",
    Task.DISTRIBUTE: "asked to send it round",
    Task.ENTER_ON_RECORD: "asked to put it on the child’s record",
}
COURTESY: Mapping[Meaning, str] = {
    Meaning.PASSED_OVER: "told that the case passes them over",
    Meaning.CONSULTED_AFTER: "told that the consultation was passed over",
    Meaning.NO_LONGER_ASKED: "told that nothing more is asked",
    Meaning.PRAISE: "given the praise",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """ "Tom Reid", "Team Manager", "asked to answer", "Teams and email"."""

    name: str
    role: str
    gets: str
    by: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen. `due` is the stage's time, `not_counted` the days left out on the way to it, by name."""

    token: str
    title: str
    line: str
    send: str
    today: date
    recipients: tuple[Recipient, ...]
    due: datetime | None = None
    due_what: str = "An answer"
    not_counted: tuple[tuple[date, str], ...] = ()
    limit: datetime | None = None
    days_left: int | None = None
    notes: tuple[str, ...] = ()


Channels = Callable[[Notice], Iterable[str]]
"""The channels by which delivery would send a notice: "Teams", "email"."""


def preview_of(
    decision: Decision,
    situation: Situation,
    by: PersonId,
    channels: Channels,
    token: str,
    title: str,
    send: str,
    notes: tuple[str, ...] = (),
) -> Preview:
    """`decision` is what the rules answered and nobody has kept; `by` sees it and is left out of it."""
    scene = Scene(decision.case, situation, by)
    asks = any(isinstance(entry.facts, StageEntered | Drafted) for entry in decision.entries)
    clock = stage_clock(decision.case, scene.visit.number) if asks and scene.visit is not None else None
    limit = scene.limit
    return Preview(
        token=token,
        title=title,
        line=_line(scene),
        send=send,
        today=scene.today,
        recipients=recipients(decision, scene, by, channels),
        due=clock.due if clock is not None else None,
        due_what=DUE_WHAT.get(clock.task, "An answer") if clock is not None else "An answer",
        not_counted=_not_counted(clock, situation),
        limit=limit.due if limit is not None else None,
        days_left=scene.days_to(limit.due) if limit is not None else None,
        notes=(*notes, *_late_words(decision, scene)),
    )


DUE_WHAT: Mapping[Task, str] = {
    Task.SETTLE: "It is to be settled",
    Task.CONVENE: "The meeting is to be called",
    Task.HOLD: "The meeting is to be held",
}


def _late_words(decision: Decision, scene: Scene) -> tuple[str, ...]:
    late = (entry.facts.due for entry in decision.entries if isinstance(entry.facts, RaisedLate))
    ended = "The time for raising it ended on"
    return tuple(f"{ended} {scene.day(due)}. It can be raised all the same, and the log says so." for due in late)


def _line(scene: Scene) -> str:
    about = by_number(scene.case)
    return " · ".join(part for part in (scene.band, scene.case.ref, about) if part)


def recipients(decision: Decision, scene: Scene, by: PersonId, channels: Channels) -> tuple[Recipient, ...]:
    """One line a person, those asked first, however many messages each gets."""
    found: dict[PersonId, list[Notice]] = {}
    for notice in decision.notices:
        if notice.to != by:
            found.setdefault(notice.to, []).append(notice)
    people = sorted(found, key=lambda person: min(_order(notice) for notice in found[person]))
    return tuple(_recipient(person, found[person], decision.case, scene, channels) for person in people)


def _recipient(person: PersonId, notices: list[Notice], case: Case, scene: Scene, channels: Channels) -> Recipient:
    gets = listed(_gets(notice, case) for notice in notices)
    by = listed(channel for notice in notices for channel in channels(notice))
    return Recipient(scene.name(person), _role(person, notices, scene), gets, by)


def _role(person: PersonId, notices: list[Notice], scene: Scene) -> str:
    """The role in which they are told, else a post they hold."""
    told_as = [notice.role for notice in notices if notice.role is not None]
    held = sorted(scene.situation.roster.roles_of(person, scene.today) & scene.procedure.roles.keys())
    return next((scene.title(role) for role in (*told_as, *held)), "")


def _order(notice: Notice) -> int:
    return list(Capacity).index(notice.capacity) if notice.capacity is not Capacity.ASKED else -1


def _gets(notice: Notice, case: Case) -> str:
    if notice.meaning in COURTESY and notice.capacity is not Capacity.COPIED:
        return COURTESY[notice.meaning]
    if notice.capacity is not Capacity.ASKED:
        return GETS[notice.capacity]
    duty = next((duty for duty in case.duties if duty.number == notice.duty), None)
    duty = duty or (stage_clock(case, case.visit.number) if case.visit is not None else None)
    return ASKED_TO.get(duty.task, "asked") if duty is not None else "asked"


def _not_counted(clock: Duty | None, situation: Situation) -> tuple[tuple[date, str], ...]:
    if clock is None:
        return ()
    calendar = situation.calendar
    start = calendar.counted_from(clock.started)
    return calendar.bank_holidays_between(start, calendar.local_date(clock.due))
