"""One morning digest for a person with several things waiting: the nearest date first, as a list and as a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from escalation.case import Task

from .case_list import CaseRow
from .mail import COLOURS, HowTo, Item, Letter, Mail, foot_of, posted
from .messages.by_meaning import message
from .scene import Scene
from .telling import Telling, Tone
from .wording import DateStyle, counted, days_left, listed

NO_DATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Digest:
    """`rows` go into the list card; `mail` says the same."""

    title: str
    rows: tuple[CaseRow, ...]
    speak: str
    mail: Mail


def digest(tellings: Sequence[Telling]) -> Digest:
    """All that waits for one person on one morning. `tellings` are not empty, and to the same person."""
    by_date = sorted(tellings, key=lambda t: _due(t) or NO_DATE)
    rows = tuple(_row(t, DateStyle.CARD) for t in by_date)
    title = f"{counted(len(rows), 'thing waits', 'things wait')} for you"
    return Digest(title, rows, f"{title}. {'. '.join(row.title for row in rows)}.", _mail(title, by_date))


def _row(t: Telling, style: DateStyle) -> CaseRow:
    said = message(t, style)
    return CaseRow(t.case.ref, said.title, _when(t, style), said.line, said.tone)


def _when(t: Telling, style: DateStyle) -> str:
    due = _due(t)
    if due is None:
        return ""
    s = Scene.of(t, style)
    return f"{s.day(due)}, {days_left(s.days_to(due))}"


def _due(t: Telling) -> datetime | None:
    """The date of what this person owes here: what the notice is about, else their decision, else the nearest."""
    s = Scene.of(t, DateStyle.CARD)
    own = [d for d in t.case.duties if any(n.person == t.to for n in d.owed_by)]
    if s.duty is not None and s.duty in own:
        return s.duty.due
    decision = next((d.due for d in own if d.task is Task.JUDGE), None)
    return decision or min((d.due for d in own), default=None) or s.due()


def _mail(title: str, tellings: Sequence[Telling]) -> Mail:
    authority = listed(dict.fromkeys(t.authority or t.situation.procedure.authority for t in tellings))
    rows = [_row(t, DateStyle.LETTER) for t in tellings]
    step = " and ".join(dict.fromkeys(t.situation.procedure.words.formal for t in tellings))
    letter = Letter(
        subject=f"{step}: {title}, {', '.join(_refs(rows))}",
        authority=authority,
        step=step,
        colour=COLOURS[_tone(rows)],
        title=title,
        line="The nearest date comes first.",
        lead="",
        meter="",
        sections=(),
        facts=(),
        if_nothing="",
        how=HowTo("What you can do", _what_to_do(any(t.chat for t in tellings))),
        history=(),
        foot=foot_of(authority),
        items=tuple(Item(row.ref, row.title, row.when, row.line) for row in rows),
    )
    return posted(letter, _tone(rows))


def _what_to_do(chat: bool) -> str:
    also = " The cards in Teams have the same." if chat else ""
    return (
        "Reply to the mail of each case; or write to this mailbox with a case’s reference as the first line, and the "
        f"case comes with all that you can do.{also}"
    )


def _tone(rows: Sequence[CaseRow]) -> Tone:
    tones = {row.tone for row in rows}
    return next((tone for tone in (Tone.ATTENTION, Tone.WARNING) if tone in tones), Tone.CALM)


_REFS_IN_SUBJECT = 3


def _refs(rows: Sequence[CaseRow]) -> list[str]:
    refs = list(dict.fromkeys(str(row.ref) for row in rows))
    return refs[:_REFS_IN_SUBJECT] + (["and more"] if len(refs) > _REFS_IN_SUBJECT else [])
