"""The procedure files that come with the product, and those a deployment adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from escalation.packs.faults import Fault, PackRefused
from escalation.packs.file_bytes import MOST_BYTES, text_in
from escalation.packs.reading import Pack

SHIPPED = "escalation"
EXTENDED = "defaults"
"""The pack that the others extend; it is no procedure by itself."""


@cache
def library() -> Mapping[str, str]:
    """The texts of all shipped packs, by id."""
    folder = files(SHIPPED) / "procedures"
    return {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }


def shipped() -> Mapping[str, str]:
    """The procedures a person can choose."""
    return {name: text for name, text in sorted(library().items()) if name != EXTENDED}


def bundled(pack: Pack, known: Mapping[str, str]) -> str:
    """A pack's text with the texts that it extends, so that a case opened under it can be read after any upgrade."""
    texts = {id: text for id, text in known.items() if text in pack.extends}
    return json.dumps({"text": pack.text, "library": texts}, ensure_ascii=False)


def unbundled(kept: str) -> tuple[str, Mapping[str, str]]:
    """The text and its library, as `bundled` kept them."""
    both = json.loads(kept)
    return both["text"], both["library"]


def text_of(name_or_file: str) -> tuple[str, str]:
    """The text and the file name of a shipped pack's id, or of a file. Raises OSError, or PackRefused for no text."""
    if name_or_file in library():
        return library()[name_or_file], f"{name_or_file}.yaml"
    path = Path(name_or_file)
    with path.open("rb") as file:
        text = text_in(file.read(MOST_BYTES + 1), path.name, "pack")
    if isinstance(text, Fault):
        raise PackRefused((text,))
    return text, path.name
