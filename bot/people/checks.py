"""What the people file says as a whole: roles and people that it names, posts held twice, posts nobody holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import islice

from cards.wording import listed
from escalation.case import PersonId, RoleId, TeamId
from escalation.packs.faults import Fault
from escalation.people import Person, Post
from escalation.procedure import Found, Procedure

from ..spoken_dates import shortened
from .rows import PersonRow, PostRow
from .text import MOST_FAULTS

MOST_LISTED = 20


def faults_of_posts(people: Iterable[PersonRow], procedures: Sequence[Procedure], file: str) -> tuple[Fault, ...]:
    """`procedures` are all that teams work under; a role has to be one of at least one of them."""
    everybody = tuple(people)
    rows = sorted((row for each in everybody for row in each.posts), key=lambda row: row.line)
    wrong = (fault for row in rows for fault in _faults_of_post(row, procedures, file))
    faults = list(islice(wrong, MOST_FAULTS))  # each looks for the nearest word, which takes its time
    faults += [fault for each in everybody for fault in _held_twice(each, file)]
    faults += _spelt_twice(rows, file)
    held = {row.post.role for row in rows}
    resorts = {p.last_resort: p for p in procedures if p.last_resort not in held}
    faults += [_no_last_resort(procedure, file) for procedure in resorts.values() if everybody]
    return tuple(faults)


def _faults_of_post(row: PostRow, procedures: Sequence[Procedure], file: str) -> Iterator[Fault]:
    known = [procedure for procedure in procedures if row.post.role in procedure.roles]
    roles = [procedure.roles[row.post.role] for procedure in known]
    if not roles:
        nowhere = "the procedure has no role" if len(procedures) == 1 else "none of the procedures has a role"
        problem = f'{nowhere} "{shortened(row.post.role)}"'
        yield Fault(file, row.line, "role", problem, _nearest_role(row.post.role, procedures))
    elif not any(_may_have_a_row(row.post.role, procedure) for procedure in known):
        problem = f"{roles[0].title} is outside the authority: nobody here holds it"
        yield Fault(file, row.line, "role", problem, "Leave the role empty")
    elif row.post.team and len(procedures) == 1 and roles[0].found is Found.BY_AUTHORITY:
        problem = f"{roles[0].title} is there for the whole authority, and the row names a team"
        yield Fault(file, row.line, "team", problem, "Leave the team empty")


def _may_have_a_row(role: RoleId, procedure: Procedure) -> bool:
    """A post outside the authority is nobody's here, unless raisers are there: they have to be known."""
    raises = any(role in track.raised_by for track in procedure.tracks.values())
    return raises or procedure.roles[role].found is not Found.OUTSIDE


def _nearest_role(written: RoleId, procedures: Sequence[Procedure]) -> str:
    roles = {key: role for procedure in procedures for key, role in procedure.roles.items()}
    titles = {role.title.lower(): key for procedure in procedures for key, role in procedure.roles.items()}
    shorts = {role.short.lower(): key for key, role in roles.items() if role.short}
    words = {**{str(key): key for key in roles}, **titles, **shorts}
    near = get_close_matches(written, words, n=1) or get_close_matches(written.replace("_", " "), words, n=1)
    if near:
        return f'Perhaps "{words[near[0]]}" is meant; somebody without a post has an empty role'
    return f"Known roles: {', '.join(sorted(roles))}; somebody without a post has an empty role"


def _held_twice(person: PersonRow, file: str) -> Iterator[Fault]:
    """By first day, each beside the one before it that ends last."""
    before: dict[tuple[RoleId, TeamId | None], PostRow] = {}
    for row in sorted(person.posts, key=lambda row: (row.post.since or date.min, row.line)):
        key = (row.post.role, row.post.team)
        earlier = before.get(key)
        if earlier and (row.post.since or date.min) <= _end(earlier.post):
            problem = f"line {earlier.line} has the same post of the same person at the same time"
            yield Fault(file, row.line, "role", problem, "Keep one of the two rows")
        if earlier is None or _end(row.post) > _end(earlier.post):
            before[key] = row


def _end(post: Post) -> date:
    return post.until or date.max


def _spelt_twice(rows: Iterable[PostRow], file: str) -> Iterator[Fault]:
    """One team in two spellings would be two teams."""
    first: dict[str, PostRow] = {}
    for row in rows:
        if row.post.team is None:
            continue
        before = first.setdefault(row.post.team.casefold(), row)
        if before.post.team != row.post.team:
            problem = f'"{shortened(row.post.team)}" is "{shortened(str(before.post.team))}" in line {before.line}'
            yield Fault(file, row.line, "team", problem, "Write a team the same way everywhere")


def _no_last_resort(procedure: Procedure, file: str) -> Fault:
    title = procedure.roles[procedure.last_resort].title
    problem = f"nobody holds {procedure.last_resort} ({title}), who is asked when nobody else can be found"
    return Fault(file, 1, "", problem, "Add a row for whoever does this")


def faults_of_links(people: Iterable[PersonRow], file: str) -> tuple[Fault, ...]:
    everybody = tuple(people)
    known = {str(each.person.id): each.person for each in everybody}
    words = _words_for(known)
    unknown = (fault for each in everybody for fault in _unknown_people(each, words, file))
    return (*islice(unknown, MOST_FAULTS), *_said_twice(everybody, file))


def _unknown_people(row: PersonRow, words: Mapping[str, PersonId], file: str) -> Iterator[Fault]:
    person = row.person
    named = [("line manager", person.line_manager), ("cover", person.cover)]
    named += [("answers for", other) for other in sorted(person.answers_for)]
    for column, other in named:
        line = row.line_of(column)
        if other == person.id:
            yield Fault(file, line, column, f"{person.id} stands here for themselves", "Name somebody else, or nobody")
        elif other is not None and words.get(other) != other:
            problem = f'nobody in the file is "{shortened(other)}"'
            yield Fault(file, line, column, problem, _nearest_person(other, words))


def _words_for(known: Mapping[str, Person]) -> Mapping[str, PersonId]:
    """People by id, name and e-mail: lists from elsewhere often name managers otherwise."""
    words = {person.name.lower(): person.id for person in known.values()}
    words |= {person.email.lower(): person.id for person in known.values()}
    return words | {key: person.id for key, person in known.items()}


def _nearest_person(written: str, words: Mapping[str, PersonId]) -> str:
    near = [written] if written in words else get_close_matches(written, words, n=1)
    if near:
        return f'Perhaps "{words[near[0]]}" is meant'
    return "Write the id that the person has in the first column, or add a row for them"


def _said_twice(people: Iterable[PersonRow], file: str) -> Iterator[Fault]:
    """Mail and Teams tell who is speaking, so an address and an account belong to one person."""
    first: dict[tuple[str, str], PersonRow] = {}
    for each in people:
        for column, what, said in (("email", "address", each.person.email), ("account", "account", each.account)):
            before = first.setdefault((column, said.lower()), each) if said else each
            if before is not each:
                problem = f"{before.person.name} in line {before.line} has the same {what}"
                yield Fault(file, each.line_of(column), column, problem, f"Give everybody an {what} of their own")


def remarks_on(people: Iterable[PersonRow], procedures: Sequence[Procedure], file: str) -> tuple[Fault, ...]:
    """What is allowed and worth a look."""
    everybody = tuple(people)
    vacant = dict.fromkeys(fault for procedure in procedures for fault in _vacant(everybody, procedure, file))
    return (*vacant, *_rings(everybody, file))


def _vacant(people: Iterable[PersonRow], procedure: Procedure, file: str) -> Iterator[Fault]:
    held = {row.post.role for each in people for row in each.posts}
    vacant = sorted(key for key in procedure.roles if key not in held and _may_have_a_row(key, procedure))
    if vacant:
        resort = procedure.roles[procedure.last_resort].title
        remedy = f"What they are asked goes to the {resort}. Add a row for each if somebody does this"
        yield Fault(file, 1, "", f"nobody holds {listed(vacant)}", remedy)


def _rings(people: Iterable[PersonRow], file: str) -> Iterator[Fault]:
    """Line managers in a ring: nobody waits for ever, yet somebody should be at the top."""
    managers = {each.person.id: each.person.line_manager for each in people}
    lines = {each.person.id: each.line_of("line manager") for each in people}
    seen: set[PersonId] = set()
    for start in managers:
        way: list[PersonId] = []
        at: PersonId | None = start
        while at is not None and at in managers and at not in seen:
            seen.add(at)
            way.append(at)
            at = managers[at]
        if at in way:
            ring = way[way.index(at) :]
            shown = " > ".join([*ring[:MOST_LISTED], ring[0]])
            problem = f"these are each other's line managers in a ring: {shown}"
            yield Fault(file, lines[ring[0]], "line manager", problem, "Leave it empty for whoever is at the top")
