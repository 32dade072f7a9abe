"""What a typed log command asks for, in the terms of the log: stages, teams, themes and people found by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from cards.log.table import LOG_ROWS
from cards.wording import full_date
from escalation.case import CategoryId, PersonId, StageId, TeamId
from escalation.packs.reading import Pack
from escalation.people import Roster
from escalation.working_days import LONDON
from storage.reports import CaseFilter

from ..commands.kinds import LogQuery, Open
from ..talk.faces import NotTaken
from ..talk.finding import find_person
from .log_rows import name_of

Found = TypeVar("Found", TeamId, frozenset[tuple[str, StageId]], frozenset[tuple[str, CategoryId]])


def criteria_of(
    asked: LogQuery, packs: Sequence[Pack], roster: Roster, now: datetime, only: frozenset[PersonId] | None
) -> CaseFilter:
    """`only` keeps to cases in which one of these had a part. Raises NotTaken for a name that fits nothing.

    `packs` are all under which there are cases: a name of a stage or theme is looked for in every one of them.
    """
    criteria = CaseFilter(
        open=None if asked.open is None else asked.open is Open.YES,
        overdue_at=now if asked.overdue else None,
        stages=_needed(_stages(asked.stage, packs), "stage", asked.stage) if asked.stage else None,
        team=_needed(_team(asked.team, roster), "team", asked.team) if asked.team else None,
        categories=_needed(_categories(asked.category, packs), "theme", asked.category) if asked.category else None,
        raiser=find_person(asked.raiser, roster) if asked.raiser else None,
        raised_from=_midnight(asked.since) if asked.since else None,
        raised_before=_midnight(asked.until + timedelta(days=1)) if asked.until else None,
        text=asked.ref or "",
        involving=only,
        limit=LOG_ROWS,
    )
    for words in _joined(asked.texts, _names(packs, roster)):
        criteria = _narrowed(criteria, words, packs, roster)
    return criteria


def in_words(asked: LogQuery, criteria: CaseFilter, packs: Sequence[Pack], roster: Roster) -> str:
    """How the command was read, so that an empty answer can be understood: "overdue, Stage 2, raised from 1 March"."""
    parts = (
        "" if criteria.open is None else ("open" if criteria.open else "closed"),
        "overdue" if criteria.overdue_at else "",
        _either(name_of(pack.procedure) for pack in packs if criteria.packs and pack.pin.digest in criteria.packs),
        _either(title for place, title in _stage_titles(packs) if place in (criteria.stages or ())),
        f"team {criteria.team}" if criteria.team else "",
        _either(title for place, title in _theme_titles(packs) if place in (criteria.categories or ())),
        f"raised by {roster.people[criteria.raiser].name}" if criteria.raiser else "",
        f"raised from {full_date(asked.since)}" if asked.since else "",
        f"raised until {full_date(asked.until)}" if asked.until else "",
        f"with the words “{criteria.text}”" if criteria.text else "",
    )
    return ", ".join(part for part in parts if part)


def _either(titles: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(titles))


def _joined(texts: tuple[str, ...], names: frozenset[str]) -> Iterator[str]:
    """Words that stand beside each other and are a name together: “Petra Lindqvist”."""
    rest = texts
    while rest:
        lengths = range(len(rest), 1, -1)
        many = next((n for n in lengths if " ".join(rest[:n]).casefold() in names), 1)
        yield " ".join(rest[:many])
        rest = rest[many:]


def _names(packs: Sequence[Pack], roster: Roster) -> frozenset[str]:
    people = (person.name for person in roster.people.values())
    teams = (str(post.team) for post in roster.posts if post.team is not None)
    titles = (title for _, title in (*_stage_titles(packs), *_theme_titles(packs)))
    procedures = (name for pack in packs for name in _called(pack))
    return frozenset(name.casefold() for name in (*people, *teams, *titles, *procedures))


def _narrowed(criteria: CaseFilter, words: str, packs: Sequence[Pack], roster: Roster) -> CaseFilter:
    """A bare word may name a procedure, team, stage, theme or person; else it is looked for in what people wrote."""
    if criteria.packs is None and (named := _procedures(words, packs)):
        return replace(criteria, packs=named)
    if criteria.team is None and (team := _team(words, roster)):
        return replace(criteria, team=team)
    if criteria.stages is None and (stages := _stages(words, packs)):
        return replace(criteria, stages=stages)
    if criteria.categories is None and (themes := _categories_called(words, packs)):
        return replace(criteria, categories=themes)
    people = [p.id for p in roster.people.values() if words.casefold() in (p.name.casefold(), p.id.casefold())]
    if criteria.raiser is None and len(people) == 1:
        return replace(criteria, raiser=people[0])
    return replace(criteria, text=f"{criteria.text} {words}".strip())


def _needed(found: Found | None, what: str, words: str) -> Found:
    if not found:
        raise NotTaken(f"There is no {what} “{words}”. Leave it out to see more, or write “help log”.")
    return found


def _procedures(words: str, packs: Sequence[Pack]) -> frozenset[str]:
    """All versions of it. Where there is one procedure only, its name is no condition."""
    if len({pack.pin.id for pack in packs}) < 2:
        return frozenset()
    return frozenset(p.pin.digest for p in packs if words.casefold() in map(str.casefold, _called(p)))


def _called(pack: Pack) -> tuple[str, ...]:
    return (pack.pin.id, pack.pin.id.replace("_", " "), pack.procedure.authority, pack.procedure.title)


def _stages(words: str, packs: Sequence[Pack]) -> frozenset[tuple[str, StageId]]:
    asked = words.casefold()
    return frozenset(
        (pack.pin.digest, id)
        for pack in packs
        for track in pack.procedure.tracks.values()
        for id, stage in track.stages.items()
        if asked in (id, id.replace("_", " "), (stage.short or "").casefold(), stage.title.casefold())
    )


def _stage_titles(packs: Sequence[Pack]) -> Iterator[tuple[tuple[str, StageId], str]]:
    for pack in packs:
        for track in pack.procedure.tracks.values():
            yield from (((pack.pin.digest, id), stage.title) for id, stage in track.stages.items())


def _theme_titles(packs: Sequence[Pack]) -> Iterator[tuple[tuple[str, CategoryId], str]]:
    for pack in packs:
        yield from (((pack.pin.digest, id), theme.title) for id, theme in pack.procedure.categories.items())


def _team(words: str, roster: Roster) -> TeamId | None:
    teams = {post.team for post in roster.posts if post.team is not None}
    return next((team for team in sorted(teams) if team.casefold() == words.casefold()), None)


def _categories(words: str, packs: Sequence[Pack]) -> frozenset[tuple[str, CategoryId]]:
    """By their whole name; where a pack has no such, its first that holds the words."""
    asked = words.casefold()
    found = {place[0]: place for place in _categories_called(words, packs)}
    for place, title in _theme_titles(packs) if len(asked) > 3 else ():
        if asked in title.casefold():
            found.setdefault(place[0], place)
    return frozenset(found.values())


def _categories_called(words: str, packs: Sequence[Pack]) -> frozenset[tuple[str, CategoryId]]:
    """By its whole name only: part of one is as likely to be something that people wrote."""
    asked = words.casefold()
    return frozenset(place for place, title in _theme_titles(packs) if asked in (place[1], title.casefold()))


def _midnight(day: date) -> datetime:
    """When a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
