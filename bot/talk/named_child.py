"""A child who is named at the beginning of what somebody writes: "AB, 10442. There is no plan"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_INITIALS = r"(?:[A-Z]{2,4}|[A-Z](?:\.[A-Z]){1,3}\.?)"
_RECORD = r"(?:record\s+)?(?:number\s+|no\.?\s+)?(?P<record>(?!(?:19|20)\d\d\b)[A-Za-z]{0,3}\d{4,12})\b"
"""A year is no record number."""
_BETWEEN = r"\s*[,;(/–-]?\s*"
_NAMED = tuple(
    re.compile(rf"\A\s*{both}\)?(?P<end>\s*[.,:;–-]+\s+|\s*\n\s*|\s*\Z)?")
    for both in (
        rf"(?:child\s+)?(?P<initials>{_INITIALS}){_BETWEEN}{_RECORD}",
        rf"{_RECORD}{_BETWEEN}(?P<initials>{_INITIALS})(?![\w’'])",
    )
)


def about_a_child(words: str) -> Mapping[str, str]:
    """The fields of the form for a concern that these words fill in.

    Where a sentence goes on with the child, as in "AB 10442 has no plan", it stays whole.
    """
    for pattern in _NAMED:
        found = pattern.match(words)
        if found is not None:
            what = words[found.end() :] if found["end"] is not None else words
            return {"record": found["record"], "initials": found["initials"], "what": what.strip()}
    return {"what": words}
