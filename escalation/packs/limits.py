"""What is looked at before a pack is read: its size, and characters and lines that no pack can hold."""

from __future__ import annotations

import re

from .faults import Fault

LARGEST_TEXT = 1_000_000
MOST_LINES = 20_000
LONGEST_LINE = 5_000

SAVE_AS_TEXT = "Save it as plain text in UTF-8, without control characters"
_NO_TEXT = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_HIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that turn the direction of what follows
_MANY = 20  # hidden characters: no slip of the keyboard
_BEGINS, _MIDDLE, _ENDS = (re.compile(rf"^{mark}{{7}}(?: .*)?$") for mark in "<=>")


def faults_before_reading(text: str, file: str, noun: str) -> tuple[Fault, ...]:
    """What keeps a text from being read at all. `text` may begin with a byte order mark."""
    return _too_much(text, file, noun) or _hidden(text.removeprefix("\ufeff"), file) or _merged(text, file)


def too_large(size: int, file: str, noun: str, unit: str = "characters") -> Fault:
    problem = f"the file has {size:,} {unit}, and a {noun} has at most {LARGEST_TEXT:,}"
    return Fault(file, 1, "", problem, "Check that this is the right file")


def _too_much(text: str, file: str, noun: str) -> tuple[Fault, ...]:
    if len(text) > LARGEST_TEXT:
        return (too_large(len(text), file, noun),)
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        size = f"the file has {len(lines):,} lines, and a {noun} has at most {MOST_LINES:,}"
        return (Fault(file, 1, "", size, "Check that this is the right file"),)
    long = next((number for number, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE), None)
    if long is None:
        return ()
    problem = f"this line has more than {LONGEST_LINE:,} characters"
    return (Fault(file, long, "", problem, f"Break it up: no key of a {noun} needs so many"),)


def _hidden(text: str, file: str) -> tuple[Fault, ...]:
    none = _NO_TEXT.search(text)
    hidden = [*_HIDDEN.finditer(text)]
    if none or len(hidden) > _MANY:
        at = none.start() if none else hidden[0].start()
        return (Fault(file, _line(text, at), "", "this is not a text file in YAML", SAVE_AS_TEXT),)
    said = "a hidden character stands here, which nobody sees and which changes what is read"
    turned = "a hidden character turns the direction of the text, so it does not read as it is"
    found = [*((one, said) for one in hidden), *((one, turned) for one in _TURNING.finditer(text))]
    faults = [
        Fault(file, _line(text, one.start()), "", why, f"Delete the character U+{ord(one[0]):04X} in this line")
        for one, why in found[:_MANY]
    ]
    return tuple(dict.fromkeys(sorted(faults, key=lambda fault: fault.line)))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _merged(text: str, file: str) -> tuple[Fault, ...]:
    """Two versions of the file that somebody's tool has put together, one after the other."""
    marks = [
        (number, kind)
        for number, line in enumerate(text.splitlines(), start=1)
        for kind in (_BEGINS, _MIDDLE, _ENDS)
        if kind.match(line)
    ]
    kinds, numbers = [kind for _, kind in marks], [number for number, _ in marks]
    if _BEGINS not in kinds and _ENDS not in kinds:
        return ()
    if kinds != [_BEGINS, _MIDDLE, _ENDS] * (len(kinds) // 3):
        problem = "this line was left by a merge of two versions"
        return tuple(Fault(file, number, "", problem, "Delete this line") for number in numbers)
    return tuple(_versions(file, *numbers[at : at + 3]) for at in range(0, len(numbers), 3))


def _versions(file: str, begins: int, middle: int, ends: int) -> Fault:
    problem = "two versions of the file have been merged here, and both are left in it"
    upper = f"delete line {begins} and lines {middle} to {ends}"
    lower = f"delete lines {begins} to {middle} and line {ends}"
    return Fault(file, begins, "", problem, f"To keep the upper version, {upper}; to keep the lower one, {lower}")
