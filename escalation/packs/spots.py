"""Walks a pack's tree by key, always knowing the way there: so every check can say where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .faults import Fault
from .tree import Branch, Leaf, Node, Place, Row


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in a pack. `node` is None where nothing stands: asking on from there finds nothing, and no error."""

    path: tuple[str, ...]
    node: Node | None
    place: Place

    def __getitem__(self, key: str) -> Spot:
        path = (*self.path, key)
        if isinstance(self.node, Branch) and key in self.node.entries:
            return Spot(path, self.node.entries[key], self.node.keys[key])
        return Spot(path, None, self.place)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.node, Branch) and key in self.node.entries

    @property
    def key(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.node.entries) if isinstance(self.node, Branch) else ()

    @property
    def text(self) -> str:
        """What is written here, if it is one word or sentence; else nothing."""
        return self.node.value if isinstance(self.node, Leaf) and isinstance(self.node.value, str) else ""

    @property
    def is_true(self) -> bool:
        return isinstance(self.node, Leaf) and self.node.value is True

    def entries(self) -> tuple[Spot, ...]:
        """Everything below a set of keys."""
        return tuple(self[key] for key in self.keys)

    def items(self) -> tuple[Spot, ...]:
        """The items of a list; anything else stands for a list of itself."""
        if isinstance(self.node, Row):
            listed = enumerate(self.node.items, start=1)
            return tuple(Spot((*self.path, f"item {number}"), node, node.place) for number, node in listed)
        return (self,) if self.node is not None else ()

    def words(self) -> tuple[Spot, ...]:
        """The words named here, alone or in a list."""
        return tuple(item for item in self.items() if item.text)

    def everywhere(self) -> Iterator[Spot]:
        """This spot and all below it."""
        yield self
        below = self.items() if isinstance(self.node, Row) else self.entries()
        for spot in below:
            yield from spot.everywhere()

    def fault(self, problem: str, remedy: str) -> Fault:
        return Fault(self.place.file, self.place.line, " > ".join(self.path), problem, remedy)


def top_of(tree: Branch) -> Spot:
    return Spot((), tree, tree.place)
