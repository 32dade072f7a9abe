"""What the raiser sees before anything is sent: who gets what, when it is due, which days were not counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from microsoft_teams.cards import (
    CardElement,
    ColumnDefinition,
    RichTextBlock,
    Table,
    TableCell,
    TableRow,
    TextRun,
)

from escalation.working_days import LONDON

from .as_typed import excerpt
from .buttons import arranged, button
from .card_json import Card, finished
from .parts import band, facts_block, heading, paragraphs, run, text_line
from .preview import Preview, Recipient
from .telling import Tone
from .verbs import Verb
from .wording import days_left, listed, time_of_day, weekday_date

WIDTHS = (5, 4, 3)
SHOWN, SHOWN_LINES, MORE = 3_000, 60, 60
"""Of what was written, characters and lines; and the characters in which it is said that there is more."""


def check_card(preview: Preview, checked: str, written: Sequence[tuple[str, str]] = (), before: str = "") -> Card:
    """Sends "send draft", "change draft" or "discard draft" with the draft's token.

    `checked` tells what is checked here from what the draft may hold or lead to later. `written` are the names of lines
    and what was written there, where that cannot be seen above; `before` is said first.
    """
    data = {"token": preview.token}
    actions = [
        button(preview.send, Verb.SEND_DRAFT, {**data, "checked": checked}),
        button("Change", Verb.CHANGE_DRAFT, data),
        button("Discard", Verb.DISCARD_DRAFT, data),
    ]
    body: list[CardElement] = [
        band("Nothing has been sent yet", preview.title, preview.line, Tone.CALM, None),
        *paragraphs([before]),
        *who_gets_what(preview),
        *facts_block(dates(preview)),
        *paragraphs(preview.notes),
        *([heading("What you wrote")] if written else []),
        *facts_block([(name, _shortened(words)) for name, words in written], SHOWN + MORE, SHOWN_LINES + 2),
    ]
    return finished(body, arranged(actions), f"{preview.title}. Nothing has been sent yet. {spoken_dates(preview)}")


def _shortened(words: str) -> str:
    shown = excerpt(words, SHOWN, SHOWN_LINES)
    return words if shown == words else f"{shown.rstrip()}\n… and {len(words) - len(shown):,} characters more."


def who_gets_what(preview: Preview, title: str = "Who gets what") -> list[CardElement]:
    if not preview.recipients:
        return [text_line("Nobody else is told.")]
    header = TableRow(cells=[_cell(text_line(title, "strong")) for title in ("Who", "What", "By")])
    rows = [header, *(_row(recipient) for recipient in preview.recipients)]
    columns = [ColumnDefinition(width=width) for width in WIDTHS]
    table = Table(columns=columns, rows=rows, show_grid_lines=False)
    return [heading(title), table]


def _row(recipient: Recipient) -> TableRow:
    name = [TextRun(text=run(recipient.name).text)]
    if recipient.role:
        name.append(run(f", {recipient.role}", "quiet"))
    who = RichTextBlock(inlines=[*name])
    return TableRow(cells=[_cell(who), _cell(text_line(recipient.gets)), _cell(text_line(recipient.by))])


def _cell(item: CardElement) -> TableCell:
    return TableCell(items=[item])


def dates(preview: Preview) -> list[tuple[str, str]]:
    """When it is due, which days were left out on the way there, and the overall limit."""
    facts: list[tuple[str, str]] = []
    if preview.due is not None:
        when = f"{preview.due_what} by {_day(preview.due, preview)}, {time_of_day(preview.due)}"
        facts.append(("Due", when))
        facts.append(("Not counted", _left_out(preview)))
    if preview.limit is not None:
        left = f", {days_left(preview.days_left)}" if preview.days_left is not None else ""
        facts.append(("Overall limit", f"{_day(preview.limit, preview)}{left}"))
    return facts


def _day(at: datetime, preview: Preview) -> str:
    return weekday_date(at.astimezone(LONDON).date(), preview.today)


def _left_out(preview: Preview) -> str:
    named = listed(f"{weekday_date(day, preview.today)} ({name})" for day, name in preview.not_counted)
    return f"Weekends, and {named}" if named else "Weekends. No bank holiday falls in this time."


def spoken_dates(preview: Preview) -> str:
    people = listed(f"{recipient.name} is {recipient.gets}" for recipient in preview.recipients[:5])
    return ". ".join([people, *(f"{title}: {value}" for title, value in dates(preview))])
