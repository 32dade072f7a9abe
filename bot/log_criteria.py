"""What a typed log command asks for, in the terms of the log: stages, teams, themes and people found by their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from cards.log_table import LOG_ROWS
from cards.wording import full_date
from escalation.case import CategoryId, PersonId, StageId, TeamId
from escalation.people import Roster
from escalation.procedure import Procedure
from escalation.working_days import LONDON
from storage.reports import CaseFilter

from .command_kinds import LogQuery, Open
from .faces import NotTaken
from .finding import find_person

Id = TypeVar("Id", StageId, TeamId, CategoryId)


def criteria_of(
    asked: LogQuery, procedure: Procedure, roster: Roster, now: datetime, only: frozenset[PersonId] | None
) -> CaseFilter:
    """`only` keeps to cases in which one of these had a part. Raises NotTaken for a name that fits nothing."""
    criteria = CaseFilter(
        open=None if asked.open is None else asked.open is Open.YES,
        overdue_at=now if asked.overdue else None,
        stage=_needed(_stage(asked.stage, procedure), "stage", asked.stage) if asked.stage else None,
        team=_needed(_team(asked.team, roster), "team", asked.team) if asked.team else None,
        category=_needed(_category(asked.category, procedure), "theme", asked.category) if asked.category else None,
        raiser=find_person(asked.raiser, roster) if asked.raiser else None,
        raised_from=_midnight(asked.since) if asked.since else None,
        raised_before=_midnight(asked.until + timedelta(days=1)) if asked.until else None,
        text=asked.ref or "",
        involving=only,
        limit=LOG_ROWS,
    )
    for words in _joined(asked.texts, _names(procedure, roster)):
        criteria = _narrowed(criteria, words, procedure, roster)
    return criteria


def in_words(asked: LogQuery, criteria: CaseFilter, procedure: Procedure, roster: Roster) -> str:
    """How the command was read, so that an empty answer can be understood: "overdue, Stage 2, raised from 1 March"."""
    stages = {id: stage for track in procedure.tracks.values() for id, stage in track.stages.items()}
    parts = (
        "" if criteria.open is None else ("open" if criteria.open else "closed"),
        "overdue" if criteria.overdue_at else "",
        stages[criteria.stage].title if criteria.stage else "",
        f"team {criteria.team}" if criteria.team else "",
        procedure.categories[criteria.category].title if criteria.category else "",
        f"raised by {roster.people[criteria.raiser].name}" if criteria.raiser else "",
        f"raised from {full_date(asked.since)}" if asked.since else "",
        f"raised until {full_date(asked.until)}" if asked.until else "",
        f"with the words “{criteria.text}”" if criteria.text else "",
    )
    return ", ".join(part for part in parts if part)


def _joined(texts: tuple[str, ...], names: frozenset[str]) -> Iterator[str]:
    """Words that stand beside each other and are a name together: “Petra Lindqvist”."""
    rest = texts
    while rest:
        lengths = range(len(rest), 1, -1)
        many = next((n for n in lengths if " ".join(rest[:n]).casefold() in names), 1)
        yield " ".join(rest[:many])
        rest = rest[many:]


def _names(procedure: Procedure, roster: Roster) -> frozenset[str]:
    people = (person.name for person in roster.people.values())
    teams = (str(post.team) for post in roster.posts if post.team is not None)
    themes = (category.title for category in procedure.categories.values())
    stages = (stage.title for track in procedure.tracks.values() for stage in track.stages.values())
    return frozenset(name.casefold() for name in (*people, *teams, *themes, *stages))


def _narrowed(criteria: CaseFilter, words: str, procedure: Procedure, roster: Roster) -> CaseFilter:
    """A bare word may name a team, a stage, a theme or a person; else it is looked for in what people wrote."""
    if criteria.team is None and (team := _team(words, roster)):
        return replace(criteria, team=team)
    if criteria.stage is None and (stage := _stage(words, procedure)):
        return replace(criteria, stage=stage)
    if criteria.category is None and (category := _category_called(words, procedure)):
        return replace(criteria, category=category)
    people = [p.id for p in roster.people.values() if words.casefold() in (p.name.casefold(), p.id.casefold())]
    if criteria.raiser is None and len(people) == 1:
        return replace(criteria, raiser=people[0])
    return replace(criteria, text=f"{criteria.text} {words}".strip())


def _needed(found: Id | None, what: str, words: str) -> Id:
    if found is None:
        raise NotTaken(f"There is no {what} “{words}”. Leave it out to see more, or write “help log”.")
    return found


def _stage(words: str, procedure: Procedure) -> StageId | None:
    asked = words.casefold()
    for track in procedure.tracks.values():
        for id, stage in track.stages.items():
            if asked in (id, id.replace("_", " "), (stage.short or "").casefold(), stage.title.casefold()):
                return id
    return None


def _team(words: str, roster: Roster) -> TeamId | None:
    teams = {post.team for post in roster.posts if post.team is not None}
    return next((team for team in sorted(teams) if team.casefold() == words.casefold()), None)


def _category(words: str, procedure: Procedure) -> CategoryId | None:
    asked = words.casefold()
    part = (id for id, c in procedure.categories.items() if len(asked) > 3 and asked in c.title.casefold())
    return _category_called(words, procedure) or next(part, None)


def _category_called(words: str, procedure: Procedure) -> CategoryId | None:
    """By its whole name only: part of one is as likely to be something that people wrote."""
    asked = words.casefold()
    return next((id for id, c in procedure.categories.items() if asked in (id, c.title.casefold())), None)


def _midnight(day: date) -> datetime:
    """When a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
