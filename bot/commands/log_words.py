"""Which cases of the log a typed line asks for: "overdue North stage 2 since 1 March", in any order."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from cards.wording import full_date

from ..spoken_dates import DateCannotBe, SpokenDay, on_or_after, on_or_before
from .dates import find_asked, find_whole, nearest_date_word, need_asked
from .kinds import LogQuery, Open
from .words import Line, Unclear

_GAP = re.compile(r"[\s,;.?]+")
_NUMBERS = ("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FILLER = re.compile(
    r"(?:and|the|all|cases?|alerts?|concerns?|entries|of|for|me|show|that|which|are|were|is|with|at|still|raised"
    r"|everything|please|what|what's|is)(?!\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"([^"]*)"?')
_FLAG = re.compile(r"(?P<flag>overdue|late|open|closed|concluded|finished|resolved)(?!\w)", re.IGNORECASE)
_STAGE = re.compile(r"stage\s+(?:[0-9]+|[a-z]+)(?!\w)|informal(?!\w)", re.IGNORECASE)
_PAGE = re.compile(r"page\s+[0-9]+(?!\w)", re.IGNORECASE)
_VALUE = re.compile(
    r"(?P<key>team|category|theme|about|iro|chair|raiser|raised\s+by|by)\s*[:=]?(?:\s+|(?=\"))", re.IGNORECASE
)
_SINCE = re.compile(r"(?P<which>since|from|after)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"(?P<which>to|until|till|before|up\s+to)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"between\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|-)\s*", re.IGNORECASE)
_SPACE = re.compile(r"\s*")
_ON = re.compile(r"on\s+(?=\w)", re.IGNORECASE)
_IN = re.compile(r"in\s+(?=[\w\"])", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;\"]+")
_KEYWORD = re.compile(
    r"(?:overdue|late|open|closed|concluded|finished|resolved|stage|informal|page|team|category|theme|about|iro|chair"
    r"|raiser|raised|by|since|from|after|to|until|till|before|between|on|in|and|this\s+(?:week|month|year)"
    r"|last\s+(?:week|month|year)|today|yesterday)(?!\w)",
    re.IGNORECASE,
)


def read_log(line: Line, today: date) -> LogQuery:
    """Raises DateCannotBe and Unclear. A word that says nothing by itself is looked for as text."""
    return _LogReading(line, today).read()


class _LogReading:
    """One reading of a line: goes from left to right and keeps what it has found."""

    def __init__(self, line: Line, today: date) -> None:
        self.line = line
        self.today = today
        self.at = 0
        self.query = LogQuery()
        self.since: SpokenDay | None = None
        self.until: SpokenDay | None = None
        self.texts: list[str] = []

    def read(self) -> LogQuery:
        takers = (self.gap, self.value, self.flag, self.numbered, self.period, self.one_day, self.text)
        while self.at < len(self.line.plain):
            if not any(take() for take in takers):
                self.at += 1
        return replace(self.dated(), texts=tuple(filter(None, self.texts)))

    def found(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands here; then the place is behind it."""
        found = pattern.match(self.line.plain, self.at)
        if found:
            self.at = found.end()
        return found

    def gap(self) -> bool:
        return (self.found(_GAP) or self.found(_FILLER)) is not None

    def text(self) -> bool:
        if quoted := self.found(_QUOTED):
            self.texts.append(self.line.part(*quoted.span(1)).words)
        elif word := self.found(_WORD):
            self.texts.append(self.line.part(*word.span()).words)
        else:
            return False
        return True

    def flag(self) -> bool:
        found = self.found(_FLAG)
        match found["flag"].lower() if found else None:
            case None:
                return False
            case "overdue" | "late":
                self.query = replace(self.query, overdue=True)
            case "open":
                self.query = replace(self.query, open=Open.YES)
            case _:
                self.query = replace(self.query, open=Open.NO)
        return True

    def numbered(self) -> bool:
        if stage := self.found(_STAGE):
            self.query = replace(self.query, stage=_in_digits(stage[0]))
        elif self.found(_PAGE):
            raise Unclear("The log has no page numbers: “Next rows” under it shows what follows")
        else:
            return False
        return True

    def value(self) -> bool:
        found = self.found(_VALUE)
        if found is None:
            return False
        value = self.name() or None
        match found["key"].lower():
            case "team":
                self.query = replace(self.query, team=value)
            case "category" | "theme" | "about":
                self.query = replace(self.query, category=value)
            case _:
                self.query = replace(self.query, raiser=value)
        return True

    def name(self) -> str:
        """In quotes, or up to the next word that means something here."""
        if quoted := self.found(_QUOTED):
            return self.line.part(*quoted.span(1)).words
        start = self.at
        while not _KEYWORD.match(self.line.plain, self.at) and self.found(_WORD):
            self.found(_SPACE)
        return self.line.part(start, self.at).words

    def period(self) -> bool:
        plain, today = self.line.plain, self.today
        if whole := find_whole(plain, self.at, today):
            self.since, self.until, self.at = whole.since, whole.until, whole.end
        elif found := self.found(_SINCE):
            first, last, self.at = need_asked(plain, self.at, today)
            is_after = found["which"].lower() == "after"
            self.since = on_or_before(last, today) + timedelta(days=1) if is_after else first
        elif found := self.found(_UNTIL):
            first, last, self.at = need_asked(plain, self.at, today)
            is_before = found["which"].lower() == "before"
            self.until = on_or_before(first, today) - timedelta(days=1) if is_before else last
        elif self.found(_BETWEEN):
            self.since, _, self.at = need_asked(plain, self.at, today)
            self.found(_AND)
            _, self.until, self.at = need_asked(plain, self.at, today)
        else:
            return False
        return True

    def one_day(self) -> bool:
        """ "on 8 April", "in March", "in 2025"; "in North" is a team."""
        is_in = self.found(_IN) is not None
        if not is_in:
            self.found(_ON)
        if asked := find_asked(self.line.plain, self.at, self.today):
            self.since, self.until, self.at = asked
        elif is_in:
            team = self.name()
            if meant := nearest_date_word(team):
                raise DateCannotBe(f"“{team}” is no month; perhaps {meant} is meant")
            self.query = replace(self.query, team=team or None)
        return bool(asked) or is_in

    def dated(self) -> LogQuery:
        """What was named without its year lies in the past, the end of a period behind its start."""
        since = on_or_before(self.since, self.today) if self.since else None
        until = None
        if self.until:
            until = on_or_after(self.until, since) if since else on_or_before(self.until, self.today)
        if since and until and until < since:
            raise DateCannotBe(f"{full_date(until)} is before {full_date(since)}")
        return replace(self.query, since=since, until=until)


def _in_digits(stage: str) -> str:
    """ "Stage two" is "stage 2"."""
    return " ".join(str(_NUMBERS.index(word)) if word in _NUMBERS else word for word in stage.lower().split())
