"""What is wrong with a pack: where it stands, what it is, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ..errors import EscalationError

MOST_SHOWN = 50
"""Further faults are counted only: mending these comes first."""
MOST_FAULTS = 200
"""More are not looked for: each is compared with the words that are known, which takes its time."""
_MANY = 200  # comparing a word with more than these takes too long


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `key` is the way to it, as in "tracks > looked_after > title"; empty: the whole file.

    A remedy begins with something that can be done as it is printed, at the line and key that the fault names:
    Write `x`, Delete it, Add `key: value`, Did you mean "x"? What else would serve comes after.
    """

    file: str
    line: int
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" + (f", {self.key}" if self.key else "")
        end = "" if self.remedy.endswith("?") else "."
        return f"{place}: {self.problem}. {self.remedy}{end}"


class PackRefused(EscalationError):
    """A pack that cannot be read. `faults` names everything there is to mend, in the order of its lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        more = len(faults) - MOST_SHOWN
        said = [str(fault) for fault in faults[:MOST_SHOWN]]
        super().__init__("\n".join([*said, f"... and {more} more."] if more > 0 else said))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy: the nearest known word, else what to do instead, and all words where they are few."""
    words = sorted(set(known))
    if not words:
        return otherwise or "There is nothing it could name yet: add it first"
    listed = f"Known here: {', '.join(words)}" if len(words) <= 12 else ""
    near = get_close_matches(word, words, n=1, cutoff=0.6) if len(words) <= _MANY and len(word) <= _MANY else []
    if near:
        return f'Did you mean "{near[0]}"? {listed}'.rstrip()
    said = [part for part in (otherwise, listed) if part]
    return ". ".join(said) or f"Write one of the {len(words)} that the pack lists, such as `{words[0]}`"


def one_of(word: str, words: Iterable[str]) -> str:
    """A remedy where one of a few words belongs; the first is the usual one."""
    known = list(words)
    return did_you_mean(word, known, f"Write one of these words, such as `{known[0]}`")
