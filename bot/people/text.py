"""A CSV file as text: what it is written in, its columns, and its rows by line. First the people file's."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO

from escalation.packs.faults import Fault

COLUMNS = (
    "person", "name", "email", "role", "team", "from", "until", "line manager", "cover", "answers for", "away",
    "account",
)  # fmt: skip
NEEDED = ("person", "name", "email", "role")
LARGEST = 5_000_000  # bytes; ten thousand people take about one million
MOST_FAULTS = 200

_EXCEL = 'In Excel choose File, Save As, and the type "CSV UTF-8 (comma delimited)"'
_STARTS = {b"PK\x03\x04": "an Excel workbook", b"\xd0\xcf\x11\xe0": "an old Excel workbook", b"%PDF": "a PDF"}
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file lists, the columns that are known, and those that have to be there."""

    lists: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]

    @property
    def header(self) -> str:
        return ",".join(self.columns)


PEOPLE = Layout("people", COLUMNS, NEEDED)
HEADER = PEOPLE.header


class TextRefused(Exception):
    """There is no table to read rows from."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where it begins. Every column is there, empty where nothing was written."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_table(content: str | bytes, file: str, layout: Layout = PEOPLE) -> Table:
    """Raises TextRefused where the file is none that rows could be read from."""
    if len(content) > LARGEST:
        problem = f"the file is larger than {LARGEST // 1_000_000} megabytes, which no list of {layout.lists} is"
        raise TextRefused(Fault(file, 1, "", problem, "Check that it is the right file"))
    text = content if isinstance(content, str) else _decoded(content, file)
    lines = _lines(text.removeprefix("\ufeff"), file)
    line, header = next(lines, (1, []))
    if not header:
        raise TextRefused(Fault(file, 1, "", "the file is empty", f"Its first line is to be {layout.header}"))
    if not _names_columns(header, layout):
        raise TextRefused(_without_columns(text, line, file, layout))
    columns = _columns(header, line, file, layout)
    empty = dict.fromkeys(layout.columns, "")
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in lines:
        if any(cells[len(columns) :]):
            faults.append(_too_long(file, line, len(cells), len(columns)))
        rows.append(Row(line, empty | dict(zip(columns, cells, strict=False))))
    return Table(file, tuple(rows), tuple(faults))


def _decoded(content: bytes, file: str) -> str:
    """UTF-8, or Windows-1252 as Excel's plain "CSV" still writes it."""
    for start, what in _STARTS.items():
        if content.startswith(start):
            raise TextRefused(Fault(file, 1, "", f"this is {what}, not a CSV file", _EXCEL))
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise TextRefused(Fault(file, line, "", "there are letters here that cannot be read", _EXCEL))


def _lines(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, trimmed, each with the line on which it begins."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TextRefused(Fault(file, line, "", "this is not text", _EXCEL))
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [" ".join(cell.split()) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            problem = (
                "from here on the file cannot be read: a quotation mark is opened and not closed, or stands in a cell"
            )
            raise TextRefused(Fault(file, line, "", problem, "Close it, or take it out")) from None
        if any(cells):
            yield line, cells


def _column(cell: str) -> str:
    return cell.lower().replace("_", " ")


def _names_columns(header: Sequence[str], layout: Layout) -> bool:
    return any(_column(cell) in layout.columns for cell in header)


def _without_columns(text: str, line: int, file: str, layout: Layout) -> Fault:
    first = text.lstrip().partition("\n")[0]
    for sign, called in _OTHER_SEPARATORS.items():
        if sign in first:
            return Fault(file, line, "", f"the columns are separated by {called}, not by commas", _EXCEL)
    return Fault(file, line, "", "the first line does not name the columns", f"Write {layout.header} above it")


def _columns(header: Sequence[str], line: int, file: str, layout: Layout) -> list[str]:
    names = [_column(cell) for cell in header]
    while not names[-1]:  # empty columns at the end are Excel's
        names.pop()
    if faults := tuple(_faults_of_columns(names, line, file, layout)):
        raise TextRefused(*faults)
    return names


def _faults_of_columns(names: Sequence[str], line: int, file: str, layout: Layout) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        if not name:
            yield Fault(file, line, "", "a column between others has no name", "Name it, or take it out")
        elif name not in layout.columns:
            near = get_close_matches(name, layout.columns, n=1)
            remedy = f'Perhaps "{near[0]}" is meant' if near else f"Known columns: {', '.join(layout.columns)}"
            yield Fault(file, line, name, "there is no such column", remedy)
        elif times > 1:
            yield Fault(file, line, name, f"the column stands {times} times", "Keep one of them")
    for name in layout.needed:
        if name not in names:
            yield Fault(file, line, name, "the column is missing", f"The first line is to be {layout.header}")


def _too_long(file: str, line: int, cells: int, columns: int) -> Fault:
    problem = f"the row has {cells} cells, and there are {columns} columns"
    return Fault(file, line, "", problem, "Put a text that holds a comma in quotation marks, or take a comma out")
