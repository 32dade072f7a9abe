"""A pack as a tree of mappings, lists and plain values, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A plain value. `written` is how it stands in the file: 2017.10 stays that, where the number would be 2017.1."""

    place: Place
    value: str | bool | int | float
    written: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping. `keys` holds the place of each key."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where a fault has been named already, so that nobody complains twice."""

    place: Place


Node = Leaf | Row | Branch | Unreadable
Data = str | bool | int | float | None | list["Data"] | dict[str, "Data"]


def data_of(node: Node) -> Data:
    """The plain values below `node`."""
    match node:
        case Leaf(value=value):
            return value
        case Row(items=items):
            return [data_of(item) for item in items]
        case Branch(entries=entries):
            return {key: data_of(value) for key, value in entries.items()}
    return None
