"""Does what a remedy prints, and nothing else: all that it knows is the text as it stands and one fault.

Nothing here knows which mutant it mends or what stood there before. A remedy that no rule reads fails the test: then
the message says nothing that could be done as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from escalation.packs.faults import Fault

from .pack_edits import Entry, Path, added, added_after, deleted, entry_at, is_set, renamed, value_of, written

Found = re.Match[str]
Doing = Callable[[str, Fault, Found], str]


def follow(text: str, fault: Fault) -> str:
    """The text after one remedy."""
    for pattern, doing in DOINGS:
        found = re.match(pattern, fault.remedy)
        if found:
            return doing(text, fault, found)
    raise AssertionError(f"nobody can do this as it is printed: {fault}")


def path_of(fault: Fault) -> Path:
    return tuple(fault.key.split(" > ")) if fault.key else ()


def _wrong_word(fault: Fault) -> str:
    """What the problem quotes last: there is no role "leed"."""
    quoted = re.findall(r'"([^"]*)"', fault.problem)
    said = re.match(r"a key is a word, and (\S+) is not$", fault.problem)
    return str(said[1]) if said else quoted[-1] if quoted else ""


def _named(text: str, fault: Fault) -> Entry:
    """The entry that the fault means: at its key, or the one that its problem quotes below that."""
    path, word = path_of(fault), _wrong_word(fault)
    if word and (not path or path[-1] != word):
        inside = entry_at(text, path).value if path else None
        if path and inside is not None and is_set(entry_at(text, path)):
            return entry_at(text, (*path, word), fault.line)
    return entry_at(text, path, fault.line)


def _did_you_mean(text: str, fault: Fault, found: Found) -> str:
    wrong, right = _wrong_word(fault), found[1]
    if right.startswith("*"):
        return _in_line(text, fault.line, lambda line: re.sub(rf"{re.escape(wrong)}(?!\w)", right, line))
    entry = entry_at(text, path_of(fault), fault.line)
    if entry.last == wrong:
        return renamed(text, entry, right)
    value = value_of(text, entry)
    return written(text, entry, value.replace(wrong, right) if wrong in value else right)


def _in_line(text: str, number: int, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    lines[number - 1] = change(lines[number - 1])
    return "\n".join(lines)


def _begin_line(text: str, fault: Fault, found: Found) -> str:
    spaces = " " * (0 if found[2] == "no" else int(found[2]))
    return _in_line(text, int(found[1]), lambda line: spaces + line.strip())


def _write_line(text: str, fault: Fault, found: Found) -> str:
    return _in_line(text, int(found[1]), lambda line: line[: len(line) - len(line.lstrip())] + found[2])


def _write_below(text: str, fault: Fault, found: Found) -> str:
    for line in re.findall("`([^`]*)`", found[0]):
        key, _, value = line.partition(": ")
        text = written(text, entry_at(text, (*path_of(fault), key)), value)
    return text


def _write(text: str, fault: Fault, found: Found) -> str:
    new, entry = found[1], _named(text, fault)
    meant_the_key = entry.last == _wrong_word(fault) and entry.key is not None and "duplicate" not in fault.problem
    return renamed(text, entry, new.strip('"`')) if meant_the_key else written(text, entry, new.strip("`"))


def _put_between_quotes(text: str, fault: Fault, found: Found) -> str:
    return _in_line(text, fault.line, lambda line: line.replace(found[1], f'"{found[1]}"', 1))


def _add(text: str, fault: Fault, found: Found) -> str:
    if found[3]:
        return added_after(text, entry_at(text, path_of(fault)), found[1])
    return added(text, (found[2],) if found[2] else path_of(fault), found[1])


def _delete(text: str, fault: Fault, found: Found) -> str:
    return deleted(text, _named(text, fault))


def _delete_below(text: str, fault: Fault, found: Found) -> str:
    for key in re.findall("`([^`]*)`", found[0]):
        text = deleted(text, entry_at(text, (*path_of(fault), key)))
    return text


def _delete_word(text: str, fault: Fault, found: Found) -> str:
    return _in_line(text, fault.line, lambda line: line.replace(f"{found[1]} ", "", 1))


def _delete_character(text: str, fault: Fault, found: Found) -> str:
    return _in_line(text, fault.line, lambda line: line.replace(chr(int(found[1], 16)), ""))


def _delete_lines(text: str, *numbers: range) -> str:
    gone = {number for each in numbers for number in each}
    return "\n".join(line for number, line in enumerate(text.split("\n"), start=1) if number not in gone)


def _keep_upper(text: str, fault: Fault, found: Found) -> str:
    one, first, last = (int(number) for number in found.groups())
    return _delete_lines(text, range(one, one + 1), range(first, last + 1))


def _move_below(text: str, fault: Fault, found: Found) -> str:
    return "\n".join(text.split("\n")[: fault.line - 1]) + "\n"


def _begin_anew(text: str, fault: Fault, found: Found) -> str:
    return f"{found[1]}\n"


def _begin_with(text: str, fault: Fault, found: Found) -> str:
    return f"{found[1]}\n{text}"


def _no_hyphens(text: str, fault: Fault, found: Found) -> str:
    return re.sub(r"^-", " ", text, flags=re.MULTILINE)


SOMETHING = r"(`[^`]*`|\"[^\"]*\")"
DOINGS: tuple[tuple[str, Doing], ...] = (
    (r'Did you mean "([^"]*)"\?', _did_you_mean),
    (r"Begin line (\d+) with (no|\d+) spaces?", _begin_line),
    (r"Begin with `([^`]*)`", _begin_with),
    (r"Write line (\d+) as `(.*)`$", _write_line),
    (r"Write a space for each hyphen that a line begins with", _no_hyphens),
    (r"Write `[^`]*: [^`]*`(?: and `[^`]*`)? here", _write_below),
    (r'Put it between quotes: "(.*, .*)"$', _put_between_quotes),
    (rf'(?:Write|Put|Name|Give)[^`"]*{SOMETHING}', _write),
    (r"Add `([^`]*)`(?: under `([^`]*)`)?( after it)?", _add),
    (r"Delete what stands here. Begin with `([^`]*)`", _begin_anew),
    (r"Delete the word `([^`]*)`", _delete_word),
    (r"Delete the character U\+([0-9A-F]+)", _delete_character),
    (r"Delete this line", lambda text, fault, found: _delete_lines(text, range(fault.line, fault.line + 1))),
    (r"Delete `[^`]*`(?: and `[^`]*`)? here", _delete_below),
    (r"Delete (?:it|the key)", _delete),
    (r"To keep the upper version, delete line (\d+) and lines (\d+) to (\d+)", _keep_upper),
    (r"Move this line and everything below it", _move_below),
)
"""What a remedy may begin with, and what a person then does."""
