"""What to do about a line that YAML cannot read: each likely repair is tried, and the one that reads is the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError

from .faults import Fault

Reads = Callable[[str, int], int | None]
"""How many faults a text has, read so far as YAML goes; None where it cannot be read, or the line's key is lost."""

_MOST_TRIED = 16
_LARGEST_TRIED = 60_000  # characters: each try reads the whole text

_SYNTAX = (
    ("'\\t'", "a tab stands where spaces belong", "Replace the tab by spaces"),
    (
        "mapping values are not allowed",
        "there is a colon where none can stand",
        "Put the text between quotes, or line the key up with the others",
    ),
    ("could not find expected ':'", "a key has no colon after it", "Write `key: value`"),
    (
        "expected ',' or",
        "a list or a set of keys is not closed",
        "Check for a missing comma, bracket or quote",
    ),
    (
        "<block end>",
        "this line is not indented like those around it",
        "Line it up with the keys it belongs to",
    ),
    ("quoted scalar", "a quote is opened and not closed", "Close it with the same kind of quote"),
    ("found duplicate anchor", "the same & name is given twice", "Rename one of them"),
    ("undefined", "something is repeated that is not there", "Check the names after & and *"),
)


@dataclass(frozen=True, slots=True)
class _Repair:
    """Line `line` written as `new`."""

    line: int
    new: str
    indented: bool = False
    mends: str = ""

    @property
    def remedy(self) -> str:
        spaces = len(self.new) - len(self.new.lstrip())
        if not self.indented:
            return f"Write line {self.line} as `{self.new.strip()}`"
        many = "no space" if not spaces else "1 space" if spaces == 1 else f"{spaces} spaces"
        return f"Begin line {self.line} with {many}"


def fault_of_syntax(error: MarkedYAMLError, text: str, file: str, reads: Reads) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    begun = error.context_mark.line + 1 if error.context_mark else line
    said = f"{error.context or ''} {error.problem or ''}"
    known = next((row for row in _SYNTAX if row[0] in said), None)
    _, problem, remedy = known or ("", "this line cannot be read", "Check its quotes, brackets, colons and indentation")
    repair = _repaired(text, (line, begun), reads)
    if repair is None:
        return Fault(file, line, "", problem, remedy)
    if repair.indented and known is not _SYNTAX[0]:
        problem = "this line is not indented like those around it"
    return Fault(file, repair.line, "", repair.mends or problem, repair.remedy)


def _repaired(text: str, near: tuple[int, int], reads: Reads) -> _Repair | None:
    """The first repair that leaves nothing to complain of, else the one that leaves least."""
    if len(text) > _LARGEST_TRIED:
        return None
    lines = text.split("\n")
    best: tuple[int, _Repair] | None = None
    for _, repair in zip(range(_MOST_TRIED), _each_once(_repairs(lines, near)), strict=False):
        left = reads("\n".join([*lines[: repair.line - 1], repair.new, *lines[repair.line :]]), repair.line)
        if left == 0:
            return repair
        if left is not None and (best is None or left < best[0]):
            best = left, repair
    return best[1] if best else None


def _each_once(repairs: Iterator[_Repair]) -> Iterator[_Repair]:
    seen = set[tuple[int, str]]()
    for repair in repairs:
        if (repair.line, repair.new) not in seen:
            seen.add((repair.line, repair.new))
            yield repair


def _repairs(lines: list[str], near: tuple[int, int]) -> Iterator[_Repair]:
    line, begun = near
    if line > len(lines) or not lines[line - 1].strip():
        line = next((n for n in range(min(line, len(lines)), 0, -1) if lines[n - 1].strip()), 1)
    if re.match(r" *[\t\u00a0]", lines[line - 1]):
        yield from _indented(lines, line)
    for number in _odd_quotes(lines, line):
        yield from _closed(lines[number - 1].rstrip(), number)
    for number in dict.fromkeys((begun, line, line - 1)):
        if 0 < number <= len(lines) and len(lines[number - 1]) <= _LONGEST_SHOWN:
            yield from _rewritten(lines[number - 1], number)
    for number in dict.fromkeys((line, line - 1)):
        if 0 < number <= len(lines) and lines[number - 1].strip():
            yield from _indented(lines, number)


_LONGEST_SHOWN = 200


def _indented(lines: list[str], number: int) -> Iterator[_Repair]:
    """The line as far in as its neighbours make likely."""
    bare = lines[number - 1].strip("\t \u00a0")
    above = next((line for line in reversed(lines[: number - 1]) if _says(line)), "")
    below = next((line for line in lines[number:] if _says(line)), "")
    likely = [_indent(above), _indent(below), _inside(above)]
    if bare.rstrip().endswith(":"):
        likely.insert(0, max(_indent(below) - 2, 0))
    elif above.rstrip().endswith(":"):
        likely.insert(0, _indent(below) if _indent(below) > _indent(above) else _inside(above))
    for spaces in (*likely, *range(max(likely), -1, -2)):
        if lines[number - 1] != " " * spaces + bare:
            yield _Repair(number, " " * spaces + bare, indented=True)


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    """How far in the key of a line stands, the hyphen of an item passed over."""
    hyphen = re.match(r" *(?:- +)?", line)
    return len(hyphen[0]) if hyphen else 0


def _inside(line: str) -> int:
    return _indent(line) + 2


_PAIRS = {"{": "}", "[": "]"}
_PLACES = re.compile(r"(?=, |[\]}]|$)")


def _rewritten(line: str, number: int) -> Iterator[_Repair]:
    """The line with the quote, bracket, comma or colon that is most often forgotten."""
    bare = line.rstrip()
    yield from _closed(bare, number)
    for new in (*_with_quotes(bare), *_with_brackets(bare), *_with_comma(bare), *_with_colon(bare)):
        yield _Repair(number, new)


def _closed(line: str, number: int) -> Iterator[_Repair]:
    said = "a quote is opened and not closed"
    return (_Repair(number, new, mends=said) for new in _with_closing_quote(line) if len(line) <= _LONGEST_SHOWN)


def _odd_quotes(lines: list[str], before: int) -> list[int]:
    """The lines above in which a quote may have been left open, the nearest first."""
    odd = [number for number in range(1, min(before, len(lines)) + 1) if lines[number - 1].count('"') % 2]
    return odd[:-4:-1]


def _with_closing_quote(line: str) -> Iterator[str]:
    for quote in "\"'":
        if line.count(quote) % 2:
            after = line.rfind(quote) + 1
            places = [found.start() for found in _PLACES.finditer(line, after)]
            yield from (line[:place] + quote + line[place:] for place in places[:4])


def _with_quotes(line: str) -> Iterator[str]:
    inner = re.search(r"(?<![\"'\w])(\w[\w ]*: )([^\"'{}\[\],]*: [^\"'{}\[\],]*)", line)
    if inner:
        yield f'{line[: inner.start(2)]}"{inner[2].rstrip()}"{line[inner.end(2) :]}'


def _with_brackets(line: str) -> Iterator[str]:
    plain = re.sub(r"\"[^\"]*\"|'[^']*'", lambda quoted: "x" * len(quoted[0]), line)
    opened: list[str] = []
    for at, sign in enumerate(plain):
        if sign in _PAIRS:
            opened.append(_PAIRS[sign])
        elif opened and sign == opened[-1]:
            opened.pop()
        elif sign in _PAIRS.values():
            if opened and sign in opened:  # one was left open inside
                yield line[:at] + opened[-1] + line[at:]
            yield line[:at] + line[at + 1 :]
            return
    if opened:
        yield line + "".join(reversed(opened))
        for found in [*re.finditer(r"(?=, \w[\w ]*: )", plain)][:3]:
            yield line[: found.start()] + opened[-1] + line[found.start() :]


def _with_comma(line: str) -> Iterator[str]:
    if "{" in line:
        for found in [*re.finditer(r"(?<=[\w\]}\"']) (?=\w+: )", line)][:3]:
            yield f"{line[: found.start()]}, {line[found.end() :]}"


def _with_colon(line: str) -> Iterator[str]:
    for found in [*re.finditer(r"(?<=\w)(?= |$)", line)][:4]:
        yield f"{line[: found.start()]}:{line[found.start() :]}"
