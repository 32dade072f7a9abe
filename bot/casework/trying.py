"""Once more, where somebody else was first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from storage.errors import TryAgain

TRIES = 3
"""How often an action is decided afresh, or a duty taken up in one sweep, when the case would not hold still."""
Done = TypeVar("Done")


def tried(work: Callable[[], Done], where: type[TryAgain] = TryAgain) -> Done:
    """Anew `where` that was raised. Raises TryAgain where it would not hold still."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except where:
            continue
    return work()
