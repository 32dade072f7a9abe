"""The text of a mail that came as HTML only: its lines as a reader sees them, what was quoted marked."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|div|p|meta|table|span|br|font)\b", re.IGNORECASE
)
_BLOCKS = frozenset(
    "address blockquote div dl h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split()  # noqa: SIM905
)
_SILENT = frozenset(["head", "script", "style", "title", "template"])


def looks_like_html(text: str) -> bool:
    return _HTML.match(text[:2000]) is not None


def text_of_html(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects the lines. Unclosed and unknown tags do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._end_line(always=True)
        elif tag in _BLOCKS:
            self._end_line()
            self._quoted += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "p":
                self._end_line(always=True)
            self._quoted = max(0, self._quoted - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _end_line(self, *, always: bool = False) -> None:
        said = "".join(self._line).replace("\xa0", " ").strip()
        self._line = []
        if said or always:
            self._lines.append(f"> {said}" if self._quoted else said)
