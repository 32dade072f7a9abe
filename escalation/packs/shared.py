"""What a pack that is only there to be extended brings, and what it leaves to each procedure to say."""

from __future__ import annotations

from collections.abc import Mapping

from ..procedure import Procedure
from .reading import NOT_TAKEN_OVER, ONLY_EXTENDED
from .text import read_tree
from .tree import Branch, Leaf


def is_only_extended(tree: Branch) -> bool:
    mark = tree.entries.get(ONLY_EXTENDED)
    return isinstance(mark, Leaf) and mark.value is True


def brought_by(tree: Branch) -> tuple[str, ...]:
    """The keys that another pack takes over from this one."""
    return tuple(key for key in tree.entries if key not in NOT_TAKEN_OVER)


def left_to_say(tree: Branch) -> Mapping[str, str]:
    """The keys that every procedure needs and this pack does not bring, with what they are."""
    brought = brought_by(tree)
    fields = ((info.alias or name, info) for name, info in Procedure.model_fields.items())
    return {key: info.description or "" for key, info in fields if info.is_required() and key not in brought}


def shared_packs(library: Mapping[str, str]) -> Mapping[str, Branch]:
    """Those that are only there to be extended, by id."""
    read = {name: read_tree(text, f"{name}.yaml")[0] for name, text in library.items()}
    return {name: tree for name, tree in read.items() if tree is not None and is_only_extended(tree)}
