"""Reads back a pack that is only there to be extended: what it brings, what we assumed in it, what is left to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..faults import PackRefused
from ..reading import check_pack
from ..shared import brought_by, is_only_extended, left_to_say
from ..text import read_tree
from ..tree import Branch, Leaf, Node, Row
from .words import bullets, heading, wrap


def explain_shared(text: str, file: str, library: Mapping[str, str]) -> str | None:
    """None where `text` is a procedure of its own. Raises PackRefused."""
    tree, _ = read_tree(text, file)
    if tree is None or not is_only_extended(tree):
        return None
    faults = check_pack(text, file, library)
    if faults:
        raise PackRefused(faults)
    return "\n\n".join(_parts(tree)) + "\n"


def _parts(tree: Branch) -> Iterator[str]:
    name = _text(tree.entries["id"])
    yield heading(f"What a procedure takes over from {name}", "=")
    yield wrap(
        f"A procedure that says `extends: {name}` takes over every key below that it does not write itself. A key that "
        "it writes replaces the one here whole: nothing of the one here is left under it."
    )
    yield heading("What it brings")
    yield bullets(f"{key}: {_said(tree.entries[key])}" for key in brought_by(tree))
    yield heading("Assumed: no source text is behind these")
    yield bullets(_assumed(tree, ()))
    yield heading("What the procedure has to say itself")
    yield bullets(f"{key}: {said}" for key, said in left_to_say(tree).items())


def _text(node: Node | None) -> str:
    return str(node.value) if isinstance(node, Leaf) else ""


def _said(node: Node) -> str:
    """A value as it could be written in one line; reasons are read apart."""
    if isinstance(node, Branch):
        inside = (f"{key}: {_said(below)}" for key, below in node.entries.items() if key not in ("assumed", "note"))
        return f"{{{', '.join(inside)}}}"
    if isinstance(node, Row):
        return f"[{', '.join(_said(item) for item in node.items)}]"
    return _text(node)


def _assumed(node: Node, path: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(node, Branch):
        return
    reasons = node.entries.get("assumed")
    if isinstance(reasons, Branch):
        yield from (f"{', '.join((*path, key))}: {_text(why)}" for key, why in reasons.entries.items())
    for key, below in node.entries.items():
        if key != "assumed":
            yield from _assumed(below, (*path, key))
