"""Posts that are held by being in a group of the directory, beside those that the people file gives."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from escalation.case import PersonId, RoleId, TeamId
from escalation.people import Post, Roster
from storage.unit_of_work import UnitOfWork

from ..doors import Refused
from ..settings.mail import GroupOfRole
from .directory import Directory, Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Group:
    """What its members hold; None where that could not be read, so that it stays as it was."""

    key: str
    posts: tuple[Post, ...] | None


def read_groups(
    directory: Directory, groups: Iterable[GroupOfRole], known: Mapping[str, PersonId], roster: Roster
) -> tuple[Group, ...]:
    """Of people in the register: a group says which post, the people file who is who. Raises TryLater."""
    return tuple(_read(directory, group, known, roster) for group in groups)


def _read(directory: Directory, group: GroupOfRole, known: Mapping[str, PersonId], roster: Roster) -> Group:
    key = f"{group.id} {group.role} {group.team or ''}".strip()
    try:
        members = directory.members(group.id)
    except Refused as trouble:
        logger.error("the members of the group for %s could not be read: %s", group.role, trouble)
        return Group(key, None)
    people = tuple(dict.fromkeys(_people(members, known, roster)))
    if strangers := len(members) - len(people):
        logger.info("%d in the group for %s are not in the list of people", strangers, group.role)
    team = TeamId(group.team) if group.team is not None else None
    return Group(key, tuple(Post(person, RoleId(group.role), team) for person in people))


def _people(members: Iterable[Entry], known: Mapping[str, PersonId], roster: Roster) -> Iterator[PersonId]:
    for entry in members:
        person = known.get(entry.object_id) or roster.person_with_address(entry.address)
        if person is not None and entry.is_open:
            yield person


def keep_groups(uow: UnitOfWork, groups: Iterable[Group]) -> None:
    """What somebody holds by the file already, or by another group, is not held twice."""
    groups = tuple(groups)
    uow.people.keep_groups(group.key for group in groups)
    for group in groups:
        if group.posts is not None:
            uow.people.put_group(group.key, ())
            held = {(post.person, post.role, post.team) for post in uow.people.roster().posts}
            uow.people.put_group(group.key, [p for p in group.posts if (p.person, p.role, p.team) not in held])
