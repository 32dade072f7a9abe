"""A pack's text as a tree in which every key and value knows its line. YAML 1.2, and less than YAML allows.

Nothing is built from the text but mappings, lists and plain values, and no more of those than a pack can need:
size, depth and the spread of aliases are counted while reading, so that a hostile file is refused at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .faults import Fault
from .pack_tree import Branch, Leaf, Node, Place, Row, Unreadable

LARGEST_TEXT = 1_000_000
MOST_LINES = 20_000
LONGEST_LINE = 5_000
MOST_VALUES = 20_000
DEEPEST = 24

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that turn the direction of what follows
_EMPTY = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")


def read_tree(text: str, file: str) -> tuple[Branch | None, tuple[Fault, ...]]:
    """The tree of `text`, as far as it can be read, and everything that cannot."""
    too_much = _before_reading(text, file)
    if too_much:
        return None, too_much
    reading = _Reading(file)
    try:
        root = reading.document(text)
    except _Stop as stop:
        return None, (*reading.faults, stop.fault)
    except MarkedYAMLError as error:
        return None, (*reading.faults, _not_yaml(error, file))
    except (YAMLError, ValueError, OverflowError):
        return None, (*reading.faults, Fault(file, 1, "", "this is not a text file in YAML", _SAVE_AS_TEXT))
    if isinstance(root, Branch):
        return root, tuple(reading.faults)
    if root is None or isinstance(root, Unreadable):
        return None, (Fault(file, 1, "", "the file says nothing", "Begin with a line such as `id: my_council`"),)
    return None, (Fault(file, 1, "", "a pack is made of keys and values", "Begin with `id: my_council`"),)


_SAVE_AS_TEXT = "Save it as plain text in UTF-8, without control characters"


def _before_reading(text: str, file: str) -> tuple[Fault, ...]:
    if len(text) > LARGEST_TEXT:
        size = f"the file has {len(text):,} characters, and a pack has at most {LARGEST_TEXT:,}"
        return (Fault(file, 1, "", size, "Check that this is the right file"),)
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        size = f"the file has {len(lines):,} lines, and a pack has at most {MOST_LINES:,}"
        return (Fault(file, 1, "", size, "Check that this is the right file"),)
    long = next((number for number, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE), None)
    if long is not None:
        problem = f"this line has more than {LONGEST_LINE:,} characters"
        return (Fault(file, long, "", problem, "Break it up: no key of a pack needs so many"),)
    turning = _TURNING.search(text)
    if turning:
        line = text.count("\n", 0, turning.start()) + 1
        problem = "a hidden character turns the direction of the text, so it does not read as it is"
        return (Fault(file, line, "", problem, "Delete the line and type it again"),)
    return ()


class _Stop(Exception):
    """Reading cannot go on."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Reading:
    """One pass over the events of one text."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._values = 0
        self._depth = 0
        self._documents = 0
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._events: Iterator[Event] = iter(())
        self._path: list[str] = []

    def document(self, text: str) -> Node | None:
        """The only document. Raises _Stop, YAMLError."""
        # pure: the C reader knows YAML 1.1 only, in which `on` is a truth and 17:00 a number
        self._events = iter(YAML(typ="safe", pure=True).parse(text))
        root: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise self._stop(
                        event, "a second document begins here", "Keep one pack in one file: delete this line"
                    )
            elif isinstance(event, NodeEvent):
                root = self._node(event)
        return root

    def _place(self, event: Event) -> Place:
        return Place(self.file, event.start_mark.line + 1)

    def _fault(self, place: Place, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, place.line, " > ".join(self._path), problem, remedy))

    def _stop(self, event: Event, problem: str, remedy: str) -> _Stop:
        return _Stop(Fault(self.file, event.start_mark.line + 1, " > ".join(self._path), problem, remedy))

    def _node(self, event: NodeEvent) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        before = self._values
        self._count(event, 1)
        if self._depth >= DEEPEST:
            raise self._stop(
                event,
                f"this is nested deeper than {DEEPEST} levels",
                "No pack needs that: check the brackets",
            )
        tag = _tag(event)
        if tag is not None:
            self._fault(
                self._place(event),
                f'a pack has no tags such as "{tag}"',
                "Delete the word that begins with !",
            )
        self._depth += 1
        node = self._value(event)
        self._depth -= 1
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, self._values - before)
        return node

    def _count(self, event: Event, more: int) -> None:
        self._values += more
        if self._values > MOST_VALUES:
            problem = f"with this line the pack holds more than {MOST_VALUES:,} values, repeated ones counted"
            raise self._stop(event, problem, "No procedure needs that: check what is repeated with *")

    def _alias(self, event: AliasEvent) -> Node:
        known = self._anchors.get(event.anchor)
        if known is None:
            problem = f'"*{event.anchor}" repeats something that is not there, or that it stands in itself'
            self._fault(
                self._place(event),
                problem,
                f"Write `&{event.anchor}` before the value to repeat, higher up in the file",
            )
            return Unreadable(self._place(event))
        node, size = known
        self._count(event, size)
        return node

    def _value(self, event: NodeEvent) -> Node:
        if isinstance(event, SequenceStartEvent):
            return self._row(event)
        if isinstance(event, MappingStartEvent):
            return self._branch(event)
        assert isinstance(event, ScalarEvent)
        return self._leaf(event)

    def _row(self, start: SequenceStartEvent) -> Row:
        items: list[Node] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            assert isinstance(event, NodeEvent)
            self._path.append(f"item {len(items) + 1}")
            items.append(self._node(event))
            self._path.pop()
        return Row(self._place(start), tuple(items))

    def _branch(self, start: MappingStartEvent) -> Branch:
        branch = Branch(self._place(start))
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            assert isinstance(event, NodeEvent)
            self._entry(branch, event)
        return branch

    def _entry(self, branch: Branch, event: NodeEvent) -> None:
        place = self._place(event)
        key = self._key(event)
        self._path.append(key if key is not None else "?")
        follows = next(self._events)
        assert isinstance(follows, NodeEvent)
        value = self._nothing(branch, key, place) if event_is_empty(follows) else self._node(follows)
        if key in branch.entries:
            problem = f'"{key}" stands here twice, first in line {branch.keys[key].line}'
            self._fault(place, problem, "Keep one of them")
        elif key is not None:
            branch.entries[key] = value
            branch.keys[key] = place
        self._path.pop()

    def _nothing(self, branch: Branch, key: str | None, place: Place) -> Unreadable:
        """A key without a value. Often it is the rest of the value before it, which a comma has cut off."""
        before = next(reversed(branch.entries), None)
        cut = branch.entries[before] if before is not None else None
        if before is not None and isinstance(cut, Leaf) and "(" in str(cut.value) and ")" not in str(cut.value):
            self._path[-1] = before
            branch.entries[before] = Unreadable(cut.place)
            self._fault(place, "the comma ends the value here", f'Put it between quotes: "{cut.value}, {key}"')
        else:
            self._fault(place, "nothing is written here", "Write a value, or delete the key")
        return Unreadable(place)

    def _key(self, event: NodeEvent) -> str | None:
        """The key as text, or None where a fault has been named."""
        node = self._node(event) if not isinstance(event, ScalarEvent) else None
        value = _scalar(event) if isinstance(event, ScalarEvent) else None
        if isinstance(value, str) and value == "<<":
            self._fault(
                self._place(event),
                '"<<" is not part of YAML 1.2',
                "Repeat a whole value with *, or write the keys out",
            )
            return None
        if isinstance(value, str):
            return value
        problem = "a key is a word, and this one is empty" if event_is_empty(event) else "a key is a word"
        if node is not None:
            problem = "a key is a word, not a list or another set of keys"
        self._fault(self._place(event), problem, 'Write a word, between quotes if it looks like a number: "2"')
        return None

    def _leaf(self, event: ScalarEvent) -> Node:
        place = self._place(event)
        value = _scalar(event)
        if value is None:
            self._fault(place, "nothing is written here", "Write a value, or delete the item")
            return Unreadable(place)
        if event.style is None and isinstance(value, str) and _TIME.fullmatch(value):
            self._fault(place, f"the time {value} stands without quotes", f'Write "{value.zfill(5)}"')
            return Unreadable(place)
        return Leaf(place, value)


def _tag(event: NodeEvent) -> str | None:
    """A tag other than that of text."""
    tag = getattr(event, "tag", None)
    return None if tag is None or str(tag).endswith(":str") else str(tag).replace("tag:yaml.org,2002:", "!!")


def event_is_empty(event: NodeEvent) -> bool:
    return isinstance(event, ScalarEvent) and event.style is None and event.value in _EMPTY


def _scalar(event: ScalarEvent) -> str | bool | int | float | None:
    """A plain value under the rules of YAML 1.2; None where nothing is written."""
    text = str(event.value)
    if event.style is not None or (event.tag is not None and event.tag.endswith(":str")):
        return text
    if text in _EMPTY:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


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


def _not_yaml(error: MarkedYAMLError, file: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    said = f"{error.context or ''} {error.problem or ''}"
    for sign, problem, remedy in _SYNTAX:
        if sign in said:
            return Fault(file, line, "", problem, remedy)
    return Fault(file, line, "", "this line cannot be read", "Check its quotes, brackets, colons and indentation")
