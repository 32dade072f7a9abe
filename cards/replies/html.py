"""The text of a mail that came as HTML only: its lines as a reader sees them, what was quoted marked."""

from __future__ import annotations

import re
from html import unescape

_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|div|p|meta|table|span|br|font)\b", re.IGNORECASE
)
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>"
    r"|<(?P<end_2>/?)(?P<tag_2>[a-z][a-z0-9]*)[^<>]*>|<[!?][^<>]*>|</[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
"""No tag reaches beyond the next "<", so that unclosed ones cost no more than their length."""
_BLOCKS = frozenset(
    "address blockquote div dl h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split()  # noqa: SIM905
)
_SILENT = frozenset(["head", "script", "style", "title", "template"])


def looks_like_html(text: str) -> bool:
    return _HTML.match(text[:2000]) is not None


def text_of_html(html: str) -> str:
    reader = _Reader()
    place = 0
    for found in _MARKUP.finditer(html):
        reader.reads_words(html[place : found.start()])
        tag = (found["tag"] or found["tag_2"] or "").lower()
        if found["end"] or found["end_2"]:
            reader.ends(tag)
        else:
            reader.begins(tag)
        place = found.end()
    reader.reads_words(html[place:])
    return reader.text()


class _Reader:
    """Collects the lines. Unclosed and unknown tags do no harm."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._silent = 0
        self._quoted = 0

    def begins(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._end_line(always=True)
        elif tag in _BLOCKS:
            self._end_line()
            self._quoted += tag == "blockquote"

    def ends(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "p":
                self._end_line(always=True)
            self._quoted = max(0, self._quoted - (tag == "blockquote"))

    def reads_words(self, words: str) -> None:
        if words and not self._silent:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", unescape(words)))

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _end_line(self, *, always: bool = False) -> None:
        said = "".join(self._line).replace("\xa0", " ").strip()
        self._line = []
        if said or always:
            self._lines.append(f"> {said}" if self._quoted else said)
