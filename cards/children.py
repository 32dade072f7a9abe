"""Whom a case is about, as cards and letters name them: by initials and record number, never by name."""

from __future__ import annotations

from escalation.case import Case, Child

from .wording import listed

NO_CHILD = "those concerned"


def initials_of_all(case: Case) -> str:
    """ "AB", "AB and CD"; nothing where no child is concerned."""
    return listed(child.initials for child in case.children if child.initials)


def child_or_children(case: Case) -> str:
    """Within a sentence."""
    return initials_of_all(case) or ("the child" if case.has_child else NO_CHILD)


def by_number(case: Case) -> str:
    """ "child AB, record 10442", "children AB, record 10442, and CD, record 10443"."""
    known = [f"{child.initials}, record {child.record}" for child in case.children if child.record]
    if len(known) < 2:
        return f"child {known[0]}" if known else ""
    return f"children {', '.join(known[:-1])}, and {known[-1]}"


def on_record(child: Child) -> str:
    """ "AB, record number 10442"."""
    return f"{child.initials}, record number {child.record}"
