"""Marks such as A1, by which a pack's notes refer to each other: read aloud they become the words they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_MARK = r"[A-Z][0-9]{1,2}"
_LEADING = re.compile(rf"(?:^|(?<=[.;] )){_MARK}(?:(?:, | and ){_MARK})*: ")
_EXPLAINED = re.compile(rf"(?:^|(?<=[.;] ))({_MARK}): (.+?)(?=[.;] {_MARK}: |$)", re.DOTALL)
_SEE_ALSO = re.compile(rf"[;,.] see {_MARK}(?: as well)?")
_BARE = re.compile(rf"\b{_MARK}\b")


def meanings_of(remarks: Iterable[str]) -> Mapping[str, str]:
    """What each mark stands for: the first remark that begins with it."""
    found: dict[str, str] = {}
    for remark in remarks:
        for mark, words in _EXPLAINED.findall(" ".join(remark.split())):
            found.setdefault(mark, words.rstrip("."))
    return found


def is_marked(remark: str) -> bool:
    """It settles a place where the text is silent or can be read in two ways."""
    return _LEADING.match(remark) is not None or _BARE.fullmatch(remark.strip()) is not None


def without_marks(remark: str, meanings: Mapping[str, str]) -> str:
    """The remark in words: a mark that leads is left out, one that stands for itself is spelt out."""
    said = _SEE_ALSO.sub("", " ".join(remark.split()))
    said = _LEADING.sub("", said)
    said = _BARE.sub(lambda mark: meanings.get(mark[0], mark[0]), said)
    return re.sub(r"(?<=[.] )[a-z]", lambda letter: letter[0].upper(), said)
