"""The history of a case on about one page, to put into the invitation to a meeting or to take into the room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from escalation.case import Case
from escalation.decision import Entry, Situation

from .as_typed import excerpt
from .log.history import history
from .mail import COLOURS, Letter, Mail, foot_of, named_below, posted
from .messages.case_card import state
from .messages.parts import (
    Facts,
    action_sections,
    answer_section,
    concern_facts,
    concern_sections,
    due_fact,
    limit_fact,
    people_facts,
    tone_of,
)
from .meter import in_words, meter_of
from .scene import Scene
from .telling import Section, Tone
from .wording import DateStyle, capital, full_date

SHORT = 400
"""Characters of each text that a page of a meeting has room for."""
SHORT_LINES = 8
CUT = " … (shortened: the case has the whole text)"


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """`html` is a whole document, `text` says the same. Both name children by record number and initials only."""

    html: str
    text: str


def history_page(case: Case, situation: Situation, entries: tuple[Entry, ...], authority: str = "") -> HistoryPage:
    """What is asked, what came back, where it stands, and who was asked when.

    It speaks to nobody in particular. Whoever gets it must be one who may see the case, as `may_see` says.
    """
    s = Scene(case, situation, style=DateStyle.LETTER, entries=entries)
    page: Mail = posted(_letter(s, authority or situation.procedure.authority), _tone(s))
    return HistoryPage(page.html, page.text)


def _letter(s: Scene, authority: str) -> Letter:
    title, lead = state(s)
    meter = meter_of(s.case, s.situation)
    return Letter(
        subject=f"{s.word}: {s.case.ref}, the history of the case",
        authority=authority,
        step=s.word,
        colour=COLOURS[_tone(s)],
        title=capital(title),
        line=s.line,
        lead=lead,
        meter=in_words(meter) if meter else "",
        sections=tuple(_short(section) for section in named_below(_sections(s))),
        facts=_facts(s),
        if_nothing="",
        how=None,
        history=tuple((full_date(line.on), line.what) for line in history(s)),
        foot=foot_of(authority),
    )


def _sections(s: Scene) -> Iterator[Section]:
    """What is asked first, then what came back, the latest first: the page is read in a meeting about it."""
    yield from (section for section in concern_sections(s) if section.words)
    for visit in reversed(s.case.visits):
        yield from (answer_section(s, answer, visit) for answer in reversed(visit.answers))
    yield from action_sections(s)


def _facts(s: Scene) -> Facts:
    is_awaited = s.case.is_open and s.visit is not None and not s.visit.answers
    due = due_fact(s) if is_awaited else ("", "")
    return tuple(fact for fact in (*people_facts(s)[:1], due, *concern_facts(s), limit_fact(s)) if fact[1])


def _short(section: Section) -> Section:
    kept = excerpt(section.words, SHORT, SHORT_LINES)
    return section if kept == section.words else replace(section, words=kept.rstrip() + CUT)


def _tone(s: Scene) -> Tone:
    return tone_of(s) if s.case.is_open else Tone.DONE
