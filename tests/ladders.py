"""The other procedures that come with the product, and the cast in the posts that they name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from escalation.case import PersonId, RoleId
from escalation.packs.reading import Pack, read_pack
from escalation.people import Absence, Post, Roster
from tests.people import DANA, FAISAL, GRACE, NORTH, OLGA, QUENTIN, SARA, TOM, roster

OWN = Path(__file__).parent / "escalation" / "packs"
_POSTS: dict[PersonId, tuple[str, ...]] = {
    GRACE: ("practice_manager", "practice_supervisor"),
    TOM: ("social_work_manager",),
    SARA: ("group_manager", "practice_group_lead"),
    OLGA: ("advanced_practitioner",),
    FAISAL: ("head_of_service",),
    DANA: ("executive_director", "assistant_executive_director"),
    QUENTIN: ("safeguarding_unit_manager", "iro_team_manager", "iro_group_manager"),
}
_OF_THE_TEAM = {GRACE, TOM, SARA, OLGA}


@cache
def pack(name: str) -> Pack:
    """A pack that comes with the product, or one of the tests' own."""
    packs = files("escalation") / "procedures"
    library = {known: (packs / f"{known}.yaml").read_text(encoding="utf-8") for known in ("defaults", "luton")}
    own = OWN / f"{name}.yaml"
    text = (own if own.is_file() else packs / f"{name}.yaml").read_text(encoding="utf-8")
    return read_pack(text, f"{name}.yaml", library)


def everybody(*absences: Absence) -> Roster:
    """The cast of the tests, in the posts of every procedure."""
    known = roster(*absences)
    more = (
        Post(person, RoleId(role), NORTH if person in _OF_THE_TEAM else None)
        for person, roles in _POSTS.items()
        for role in roles
    )
    return Roster(known.people, (*known.posts, *more), known.absences)
