"""What a check found: there, to come by itself, missing or wrong with what mends it, or not to be found out so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """MISSING is what nobody has given yet, WRONG what is given and will not do. Both are to be mended."""

    OK = "ok"
    NOT_YET = "not yet"
    MISSING = "missing"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` names the thing, `saw` says in a sentence what was seen of it; `mend` are lines to read or to run."""

    what: str
    state: State
    saw: str = ""
    mend: tuple[str, ...] = ()

    @property
    def is_to_mend(self) -> bool:
        return self.state in (State.MISSING, State.WRONG)


def there(what: str, saw: str = "") -> Finding:
    return Finding(what, State.OK, saw)


def not_yet(what: str, saw: str) -> Finding:
    """The service sees to it itself."""
    return Finding(what, State.NOT_YET, saw)


def missing(what: str, saw: str, *mend: str) -> Finding:
    return Finding(what, State.MISSING, saw, mend)


def wrong(what: str, saw: str, *mend: str) -> Finding:
    return Finding(what, State.WRONG, saw, mend)


def not_checked(what: str, why: str) -> Finding:
    return Finding(what, State.NOT_CHECKED, why)
