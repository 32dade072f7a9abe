"""Changes a pack's text the way a person with an editor does: one entry written anew, added, renamed or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One key with its value, or one item of a list, which has no key."""

    path: Path
    key: Node | None
    value: Node
    parent: Node

    @property
    def line(self) -> int:
        return int((self.key or self.value).start_mark.line) + 1

    @property
    def in_brackets(self) -> bool:
        """It stands between { } or [ ]."""
        return _in_brackets(self.parent)

    @property
    def last(self) -> str:
        return self.path[-1]


@lru_cache(maxsize=64)
def tree_of(text: str) -> Node:
    """Where everything stands. Raises YAMLError."""
    root = YAML(typ="safe", pure=True).compose(text)
    assert isinstance(root, Node)
    return root


@lru_cache(maxsize=64)
def entries(text: str) -> tuple[Entry, ...]:
    """Every entry, in the order of the lines; what is repeated with * only where it is written out."""
    seen: set[int] = set()
    found = [entry for entry in _below(tree_of(text), (), seen) if not _is_repeated(text, entry)]
    return tuple(sorted(found, key=lambda entry: (entry.value.start_mark.index, len(entry.path))))


def _below(node: Node, path: Path, seen: set[int] | None) -> Iterator[Entry]:
    if seen is not None and id(node) in seen:
        return
    if seen is not None:
        seen.add(id(node))
    for name, key, value in _inside(node):
        yield Entry((*path, name), key, value, node)
        yield from _below(value, (*path, name), seen)


def _inside(node: Node) -> Iterator[tuple[str, Node | None, Node]]:
    if isinstance(node, MappingNode):
        yield from ((str(key.value), key, value) for key, value in node.value)
    elif isinstance(node, SequenceNode):
        yield from ((f"item {number}", None, value) for number, value in enumerate(node.value, start=1))


def _is_repeated(text: str, entry: Entry) -> bool:
    after = entry.key.end_mark.index if entry.key is not None else None
    return after is not None and entry.value.start_mark.index < after


def entry_at(text: str, path: Path, line: int = 0) -> Entry:
    """The entry that `path` leads to; where a key stands twice, the one in `line`."""
    node, found = tree_of(text), None
    for depth, name in enumerate(path, start=1):
        same = [(key, value) for other, key, value in _inside(node) if other == name]
        assert same, f"nothing stands at {' > '.join(path[:depth])}"
        here = [one for one in same if (one[0] or one[1]).start_mark.line + 1 == line]
        key, value = (here or same)[0]
        found, node = Entry(path[:depth], key, value, node), value
    assert found is not None
    return found


def value_of(text: str, entry: Entry) -> str:
    """The value as it is written, without the remarks below it."""
    return text[entry.value.start_mark.index : _end(text, entry.value)]


def _end(text: str, node: Node) -> int:
    """A block ends, for the parser, where the next begins: step back over empty lines and remarks."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    written = text[start:end].rstrip()
    while "\n" in written and written.rpartition("\n")[2].lstrip().startswith("#"):
        written = written.rpartition("\n")[0].rstrip()
    return start + len(written)


def _end_of_entry(text: str, entry: Entry) -> int:
    """Where nothing is written, the parser sees the value where the next key begins."""
    nothing = entry.value.start_mark.index == entry.value.end_mark.index
    if entry.key is not None and nothing:
        return (
            int(text.index(":", entry.key.end_mark.index) + 1) if ":" in text[entry.key.end_mark.index :] else len(text)
        )
    return _end(text, entry.value)


def is_plain(text: str, entry: Entry) -> bool:
    """Nothing in it is repeated elsewhere or taken from elsewhere."""
    return not re.search(r"(^|[\s\[{,:])[&*]\w", value_of(text, entry)) and not _is_alias(text, entry)


def _is_alias(text: str, entry: Entry) -> bool:
    start = entry.key.end_mark.index if entry.key is not None else None
    return start is not None and text[start:].split("\n", 1)[0].lstrip(": ").startswith("*")


def written(text: str, entry: Entry, new: str) -> str:
    """The entry with another value."""
    if entry.key is None:
        return text[: entry.value.start_mark.index] + new + text[_end(text, entry.value) :]
    after_key = entry.key.end_mark.index
    if _is_alias(text, entry):
        alias = re.compile(r"\s*:\s*\*\w+").match(text, after_key)
        assert alias is not None
        return f"{text[:after_key]}: {new}{text[alias.end() :]}"
    end = _end_of_entry(text, entry)
    return f"{text[:after_key]}: {new}{text[end:]}"


def renamed(text: str, entry: Entry, new: str) -> str:
    assert entry.key is not None
    return text[: entry.key.start_mark.index] + new + text[entry.key.end_mark.index :]


def deleted(text: str, entry: Entry) -> str:
    start = (entry.key or entry.value).start_mark.index
    end = _end_of_entry(text, entry)
    if _is_alias(text, entry) and entry.key is not None:
        alias = re.compile(r"\s*:\s*\*\w+").match(text, entry.key.end_mark.index)
        end = alias.end() if alias else end
    if _in_brackets(entry.parent):
        return _without_comma(text[:start], text[end:])
    begin = text.rfind("\n", 0, start) + 1
    if entry.key is not None and text[begin:start].strip() == "-":  # the first key of an item: the hyphen stays
        following = re.compile(r"\s*").match(text, end)
        return text[:start] + text[following.end() if following else end :]
    rest = text.find("\n", end)
    return text[:begin] + text[rest + 1 if rest >= 0 else len(text) :]


def _in_brackets(node: Node) -> bool:
    return bool(getattr(node, "flow_style", False))


def _without_comma(before: str, after: str) -> str:
    if after.lstrip().startswith(","):
        return before + after.lstrip()[1:].lstrip()
    return re.sub(r",\s*$", "", before) + after


def added(text: str, path: Path, line: str) -> str:
    """`line`, a key with its value, at the end of the set of keys at `path`; at the end of the file for no path."""
    node = entry_at(text, path).value if path else tree_of(text)
    if path and not isinstance(node, MappingNode):
        return written(text, entry_at(text, path), f"{{{line}}}")
    if _in_brackets(node):
        close = node.end_mark.index - 1
        comma = ", " if node.value else ""
        return f"{text[:close]}{comma}{line}{text[close:]}"
    column, end = node.value[0][0].start_mark.column, _end(text, node)
    return f"{text[:end]}\n{' ' * column}{line}{text[end:]}"


def added_after(text: str, entry: Entry, item: str) -> str:
    """One more item of a list, after this one."""
    end = _end(text, entry.value)
    if _in_brackets(entry.parent):
        return f"{text[:end]}, {item}{text[end:]}"
    begin = text.rfind("\n", 0, entry.value.start_mark.index) + 1
    indent = re.match(r" *", text[begin:])
    return f"{text[:end]}\n{indent[0] if indent else ''}- {item}{text[end:]}"


def is_scalar(entry: Entry) -> bool:
    return isinstance(entry.value, ScalarNode)


def is_set(entry: Entry) -> bool:
    return isinstance(entry.value, MappingNode)


def is_list(entry: Entry) -> bool:
    return isinstance(entry.value, SequenceNode)
