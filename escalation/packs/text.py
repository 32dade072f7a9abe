"""A pack's text as a tree in which every key and value knows its line. YAML 1.2, and less than YAML allows.

Nothing is built from the text but mappings, lists and plain values, and no more of those than a pack can need:
size, depth and the spread of aliases are counted while reading, so that a hostile file is refused at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

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
from .limits import SAVE_AS_TEXT, faults_before_reading
from .syntax import fault_of_syntax
from .tree import Branch, Leaf, Node, Place, Row, Unreadable

MOST_VALUES = 5_000
_MANY = 200
DEEPEST = 24

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_EMPTY = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")


@dataclass(frozen=True, slots=True)
class KindOfFile:
    """What messages call the file, and the line that one begins with."""

    noun: str
    first_key: str


PACK = KindOfFile("pack", "id: my_council")


def read_tree(text: str, file: str, kind: KindOfFile = PACK) -> tuple[Branch | None, tuple[Fault, ...]]:
    """The tree of `text`, as far as it can be read, and everything that cannot."""
    too_much = faults_before_reading(text, file, kind.noun)
    if too_much:
        return None, too_much
    text = text.replace("\r\n", "\n")
    reading = _Reading(file, text, kind)
    try:
        root = reading.document()
    except _Stop as stop:
        return None, (*reading.faults, stop.fault)
    except MarkedYAMLError as error:
        return None, (*reading.faults, fault_of_syntax(error, text, file, _reads))
    except (YAMLError, ValueError, OverflowError):
        return None, (*reading.faults, Fault(file, 1, "", "this is not a text file in YAML", SAVE_AS_TEXT))
    if isinstance(root, Branch):
        return root, tuple(reading.faults)
    return None, (_no_keys(root, file, kind),)


def _reads(text: str, line: int) -> int | None:
    """How many faults are left in a repaired text; None where it cannot be read, or the repaired line lost its key."""
    reading = _Reading("", text, PACK)
    try:
        reading.document()
    except (_Stop, YAMLError, ValueError, OverflowError):
        return None
    has_key = re.match(r" *(- +)?[\w\"'][\w' \"]*:( |$)", text.split("\n")[line - 1])
    return None if has_key and line not in reading.key_lines else len(reading.faults)


def _no_keys(root: Node | None, file: str, kind: KindOfFile) -> Fault:
    begin = f"Begin with `{kind.first_key}`"
    if root is None or isinstance(root, Unreadable):
        return Fault(file, 1, "", "the file says nothing", f"{begin}, the first key of every {kind.noun}")
    problem = f"a {kind.noun} is made of keys and values"
    if isinstance(root, Row) and all(isinstance(item, Branch) for item in root.items):
        remedy = "Write a space for each hyphen that a line begins with: this is a list"
        return Fault(file, root.place.line, "", f"{problem}, and this is a list", remedy)
    return Fault(file, root.place.line, "", problem, f"Delete what stands here. {begin}")


class _Stop(Exception):
    """Reading cannot go on."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Reading:
    """One pass over the events of one text."""

    def __init__(self, file: str, text: str, kind: KindOfFile) -> None:
        self.file = file
        self._noun = kind.noun
        self._first = kind.first_key.partition(":")[0]
        self.key_lines: set[int] = set()
        self._text = text
        self.faults: list[Fault] = []
        self._values = 0
        self._depth = 0
        self._documents = 0
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._events: Iterator[Event] = iter(())
        self._path: list[str] = []

    def document(self) -> Node | None:
        """The only document. Raises _Stop, YAMLError."""
        # pure: the C reader knows YAML 1.1 only, in which `on` is a truth and 17:00 a number
        self._events = iter(YAML(typ="safe", pure=True).parse(self._text))
        root: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise self._stop(event, "a second document begins here", self._parted(event))
            elif isinstance(event, NodeEvent):
                root = self._node(event)
        return root

    def _parted(self, event: Event) -> str:
        """What to do about a line that parts the file in two."""
        below = self._text.split("\n")[event.start_mark.line :]
        if any(re.match(f"{self._first} *:", line) for line in below):
            return f"Move this line and everything below it to a file of its own: one file holds one {self._noun}"
        return f"Delete this line: one file holds one {self._noun}"

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
                f"No {self._noun} needs that: check the brackets",
            )
        tag = _tag(event)
        if tag is not None:
            self._fault(
                self._place(event),
                f'a {self._noun} has no tags such as "{tag}"',
                f"Delete the word `{_as_written(event)}`",
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
            problem = f"with this line the {self._noun} holds more than {MOST_VALUES:,} values, repeated ones counted"
            raise self._stop(event, problem, f"No {self._noun} needs that: check what is repeated with *")

    def _alias(self, event: AliasEvent) -> Node:
        known = self._anchors.get(event.anchor)
        if known is None:
            problem = f'"*{event.anchor}" repeats something that is not there, or that it stands in itself'
            otherwise = f"Write the value itself, or write `&{event.anchor}` before it where it stands, higher up"
            self._fault(self._place(event), problem, _nearest_anchor(event.anchor, self._anchors, otherwise))
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
        value = (
            self._nothing(branch, key, place, event.end_mark.index) if event_is_empty(follows) else self._node(follows)
        )
        self.key_lines.add(place.line)
        if key in branch.entries:
            problem = f'"{key}" stands here twice, first in line {branch.keys[key].line}'
            self._fault(place, problem, f"Delete it here, or in line {branch.keys[key].line}")
        elif key is not None:
            branch.entries[key] = value
            branch.keys[key] = place
        self._path.pop()

    def _nothing(self, branch: Branch, key: str | None, place: Place, key_ends: int) -> Unreadable:
        """A key without a value. Often it is the rest of the value before it, which a comma has cut off."""
        before = next(reversed(branch.entries), None)
        cut = branch.entries[before] if before is not None else None
        no_colon = not self._text[key_ends:].lstrip().startswith(":")
        if before is not None and isinstance(cut, Leaf) and no_colon:
            self._path[-1] = before
            branch.entries[before] = Unreadable(cut.place)
            self._fault(place, "the comma ends the value here", f'Put it between quotes: "{cut.written}, {key}"')
        else:
            self._fault(place, "nothing is written here", NOTHING_HERE)
        return Unreadable(place)

    def _key(self, event: NodeEvent) -> str | None:
        """The key as text, or None where a fault has been named."""
        node = self._node(event) if not isinstance(event, ScalarEvent) else None
        value = _scalar(event) if isinstance(event, ScalarEvent) else None
        if isinstance(value, str) and value == "<<":
            self._fault(
                self._place(event),
                '"<<" is not part of YAML 1.2',
                "Delete it, and write out the keys that it stood for",
            )
            return None
        if isinstance(value, str):
            return value
        problem = f"a key is a word, and {value} is not"
        if event_is_empty(event):
            problem = "a key is a word, and this one is empty"
        if node is not None:
            problem = "a key is a word, not a list or another set of keys"
        self._fault(self._place(event), problem, _a_word_instead(event))
        return None

    def _leaf(self, event: ScalarEvent) -> Node:
        place = self._place(event)
        value = _scalar(event)
        if value is None:
            self._fault(place, "nothing is written here", "Delete it, or write a value")
            return Unreadable(place)
        if event.style is None and isinstance(value, str) and _TIME.fullmatch(value):
            self._fault(place, f"the time {value} stands without quotes", f'Write "{value.zfill(5)}"')
            return Unreadable(place)
        return Leaf(place, value, str(event.value))


NOTHING_HERE = "Delete the key, or write a value"
"""The remedy for a key without a value; where the pack needs the key, it is told what to write."""


def _a_word_instead(event: NodeEvent) -> str:
    if not isinstance(event, ScalarEvent) or event_is_empty(event):
        return "Delete it, or write a word before the colon"
    return f"Write a word instead, such as `key_{re.sub('[^a-z0-9]+', '_', str(event.value).lower()).strip('_')}`"


def _nearest_anchor(name: str, anchors: Iterable[str], otherwise: str) -> str:
    near = get_close_matches(name, [*anchors][:_MANY], n=1, cutoff=0.5)
    return f'Did you mean "*{near[0]}"?' if near else otherwise


def _as_written(event: NodeEvent) -> str:
    """A tag as it stands in the file."""
    tag = str(getattr(event, "tag", ""))
    own = tag.removeprefix("tag:yaml.org,2002:")
    return f"!!{own}" if own != tag else tag


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
