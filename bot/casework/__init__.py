"""Casework: an action comes to the desk, the rules decide what follows, and all of it is kept in one transaction."""

from .desk import NEVER, Desk
from .trying import tried

__all__ = ["NEVER", "Desk", "tried"]
