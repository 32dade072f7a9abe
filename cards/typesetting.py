"""How our own words are set in a mail: a date stays on one line, and an apostrophe is of one kind."""

from __future__ import annotations

import re

from .wording import MONTHS

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])|(?<=s)'(?=\s)")
_DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b(?: \d{{4}})?")


def typographic(text: str) -> str:
    """ "the child’s record"."""
    return _APOSTROPHE.sub("’", text)


def unbroken(text: str) -> str:
    return _DATE.sub(lambda found: found[0].replace(" ", "\u00a0"), text)
