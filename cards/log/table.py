"""The log as a table: rows as the business manager asked for them, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import (
    Action,
    CardElement,
    ColumnDefinition,
    Container,
    RichTextBlock,
    Table,
    TableCell,
    TableRow,
    TextRun,
)

from ..as_typed import excerpt
from ..buttons import arranged, button
from ..card_json import Card, finished
from ..parts import band, run, text_line
from ..telling import Tone
from ..verbs import Verb
from ..wording import counted

LOG_ROWS = 20
"""Rows in one card."""
CELL = 90
COLUMNS_SIDE_BY_SIDE = 3


@dataclass(frozen=True, slots=True)
class LogPage:
    """`asked` is the command that was typed; `after` is where the next rows begin, empty on the last page."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    asked: str = ""
    after: str = ""
    found: int | None = None


def log_table_card(page: LogPage) -> Card:
    """The first column is what a row is known by, usually the reference."""
    rows = page.rows[:LOG_ROWS]
    found = page.found if page.found is not None else len(page.rows)
    line = f"{counted(found, 'row')} found" if rows else "Nothing was found. Fewer conditions find more."
    body: list[CardElement] = [band("", page.title, line, Tone.CALM, None)]
    if rows:
        body += (
            _table(page.columns, rows) if len(page.columns) <= COLUMNS_SIDE_BY_SIDE else _stacked(page.columns, rows)
        )
    data = {"asked": page.asked, "after": page.after}
    actions: list[Action] = [button("Next rows", Verb.SHOW_LOG, data)] if page.after else []
    return finished(body, arranged(actions), f"{page.title}. {line}.")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[CardElement]:
    header = TableRow(cells=[_cell(text_line(column, "strong")) for column in columns])
    lines = [TableRow(cells=[_cell(text_line(excerpt(cell, CELL))) for cell in row]) for row in rows]
    widths = [ColumnDefinition(width=1) for _ in columns]
    return [Table(columns=widths, rows=[header, *lines], show_grid_lines=True)]


def _cell(item: CardElement) -> TableCell:
    return TableCell(items=[item])


def _stacked(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[CardElement]:
    """Many columns do not fit side by side: each row becomes a small block of its own."""
    return [_block(columns, row) for row in rows]


def _block(columns: Sequence[str], row: Sequence[str]) -> Container:
    first = RichTextBlock(inlines=[TextRun(text=run(row[0]).text, weight="Bolder")])
    rest = [(column, excerpt(cell, CELL)) for column, cell in zip(columns[1:], row[1:], strict=False) if cell]
    words = [part for column, cell in rest for part in (run(f"{column}: ", "quiet"), run(f"{cell}   "))]
    items: list[CardElement] = [first, RichTextBlock(inlines=[*words], spacing="None")] if words else [first]
    return Container(items=items, separator=True, spacing="Small")
