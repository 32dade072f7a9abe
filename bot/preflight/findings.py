"""What a check found: there, missing with what mends it, or not to be found out like this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    MISSING = "missing"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` names the thing, `saw` says in a sentence what was seen of it; `mend` are lines to read or to run."""

    what: str
    state: State
    saw: str = ""
    mend: tuple[str, ...] = ()


def there(what: str, saw: str = "") -> Finding:
    return Finding(what, State.OK, saw)


def missing(what: str, saw: str, *mend: str) -> Finding:
    return Finding(what, State.MISSING, saw, mend)


def not_checked(what: str, why: str) -> Finding:
    return Finding(what, State.NOT_CHECKED, why)
