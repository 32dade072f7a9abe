"""A case as anybody may see it who happens to look: its reference, where it stands, and dates. No child, no names."""

from __future__ import annotations

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from escalation.case import Case, Duty, Task
from escalation.decision import Situation

from .card_json import Card, finished
from .meter import stage_clock
from .parts import band, facts_block
from .telling import Tone
from .wording import weekday_date


def onlooker_card(case: Case, situation: Situation) -> Card:
    facts = tuple(dates(case, situation))
    body: list[CardElement] = [
        band(situation.procedure.title, str(case.ref), where_it_stands(case, situation), Tone.CALM, None),
        *facts_block(facts),
    ]
    spoken = (f"{case.ref}", where_it_stands(case, situation), *(f"{title}: {day}" for title, day in facts))
    return finished(body, [], ". ".join(spoken))


def where_it_stands(case: Case, situation: Situation) -> str:
    """The stage by its title; how it ended is for those who may see the case."""
    if case.closed is not None:
        return "Closed"
    if case.visit is None or case.raised is None:
        return "Not sent yet"
    return situation.procedure.tracks[case.track].stages[case.visit.stage].title


def dates(case: Case, situation: Situation) -> Iterator[tuple[str, str]]:
    calendar, today = situation.calendar, situation.today
    if case.raised is not None:
        yield "Raised", weekday_date(calendar.local_date(case.raised), today)
    if case.closed is not None:
        yield "Closed", weekday_date(calendar.local_date(case.closed.at), today)
        return
    clock = stage_clock(case, case.visit.number) if case.visit is not None else None
    for title, duty in (("Answer due", clock), ("Overall limit", _limit(case))):
        if duty is not None:
            yield title, weekday_date(calendar.local_date(duty.due), today)


def _limit(case: Case) -> Duty | None:
    return min((d for d in case.duties if d.task is Task.OVERALL_LIMIT), key=lambda d: d.due, default=None)
