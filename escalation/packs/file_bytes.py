"""The bytes of a file as text, or what is wrong with them: too many, another encoding, no text at all."""

from __future__ import annotations

from .faults import Fault
from .limits import LARGEST_TEXT, too_large

MOST_BYTES = 4 * LARGEST_TEXT
"""No text that may be read has more, whatever its letters."""

_AGAIN = "Save it again with the encoding UTF-8"


def text_in(content: bytes, file: str, noun: str) -> str | Fault:
    """The text without its byte order mark. `content` may be cut off after MOST_BYTES + 1."""
    if len(content) > MOST_BYTES:
        return too_large(len(content), file, noun, "bytes or more")
    if _is_utf_16(content):
        return Fault(file, 1, "", f"this was saved as UTF-16, and a {noun} is UTF-8", _AGAIN)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return _not_utf_8(content, wrong.start, file, noun)


def _is_utf_16(content: bytes) -> bool:
    """It begins like UTF-16, and most of its letters are ours: pictures may begin so too."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    letters = content.decode("utf-16", errors="replace")
    return 2 * sum(" " <= letter <= "~" for letter in letters) > len(letters)


def _not_utf_8(content: bytes, at: int, file: str, noun: str) -> Fault:
    line = content.count(b"\n", 0, at) + 1
    if b"\x00" in content:
        remedy = f"Name the YAML file that the {noun} is written in"
        return Fault(file, line, "", "this is not a text file: it holds bytes that are no letters", remedy)
    letter = content[at : at + 1].decode("cp1252", errors="replace")
    before = content[:at].rpartition(b"\n")[2].decode("utf-8", errors="replace").strip()[-20:]
    where = f' after "{before}"' if before else ""
    problem = f'the letter{where} is not UTF-8: it seems to be "{letter}" in the encoding Windows-1252'
    return Fault(file, line, "", problem, _AGAIN)
