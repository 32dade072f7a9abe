"""Who is away and who answers meanwhile: noted by a command, told to those concerned, ended early by another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import uuid4

from cards.card import plain_card
from cards.wording import full_date
from escalation.case import PersonId
from escalation.people import Absence, Roster, Source
from escalation.procedure import Right
from storage.outgoing import Channel, Outgoing
from storage.unit_of_work import UnitOfWork

from ..casework import Desk
from ..commands.kinds import EndCover, SetCover
from ..enquiries import rights_under
from .faces import Face, NotTaken
from .finding import find_person

CHAT_AND_MAIL = (Channel.TEAMS, Channel.EMAIL)
MAIL = (Channel.EMAIL,)
Letter = tuple[PersonId, tuple[Channel, ...], str]
"""To whom, by which doors, and what: a title, and below it the text."""


def note_absence(desk: Desk, person: PersonId, command: SetCover) -> Face:
    """One's own, a team member's, or anybody's where one keeps the list. Raises NotTaken."""
    with desk.database.write() as uow:
        roster = uow.people.roster()
        who = find_person(command.who, roster) if command.who else person
        cover = find_person(command.cover, roster) if command.cover else None
        _check_may(desk, uow, roster, person, who)
        if cover == who:
            raise NotTaken("Nobody can cover for themselves. Name a colleague.")
        absence = Absence(who, command.since, command.until, cover, Source.SAID)
        if absence in roster.absences:  # said before, or the same mail again after a crash: nobody hears it twice
            return Face(card=plain_card("Cover is noted", _away(roster, absence)))
        before = [a for a in roster.absences if a.person == who and _overlap(a, absence)]
        uow.people.add_absence(absence)
        _tell(desk, uow, _news_of_absence(roster, person, absence, before))
        uow.commit()
    return Face(card=plain_card("Cover is noted", _away(roster, absence)))


def end_absence(desk: Desk, person: PersonId, command: EndCover) -> Face:
    """Somebody is back: what they are asked from then on comes to them again. Raises NotTaken."""
    with desk.database.write() as uow:
        roster = uow.people.roster()
        who = find_person(command.who, roster) if command.who else person
        _check_may(desk, uow, roster, person, who)
        ended = uow.people.end_absence(who, command.back)
        if ended is None:
            raise NotTaken(f"No absence of {roster.people[who].name} is noted, so there is nothing to end.")
        if ended.source is Source.FOUND:
            uow.absence_checks.contradict(who, desk.clock.now())
        back = command.back if ended.since < command.back else None
        _tell(desk, uow, _news_of_return(roster, person, ended, back))
        uow.commit()
    return Face(card=plain_card("Cover has ended", _ended(roster, ended, back)))


def _check_may(desk: Desk, uow: UnitOfWork, roster: Roster, person: PersonId, who: PersonId) -> None:
    if person == who or roster.line_manager(who) == person:
        return
    if not _keeps_people(desk, uow, person):
        procedure = desk.pack_of_person(uow, person).procedure
        keeper = procedure.roles[procedure.log.kept_for].title
        raise NotTaken(
            f"You can name cover for yourself and for people you manage. The {keeper} can do it for everybody."
        )


def _keeps_people(desk: Desk, uow: UnitOfWork, person: PersonId) -> bool:
    """Under any of the procedures that they work under."""
    own = desk.in_force(uow).own(person, uow.people.roster(), desk.today())
    return any(Right.KEEP_PEOPLE in rights_under(desk, uow, person, pack) for pack in own)


def _overlap(one: Absence, other: Absence) -> bool:
    return one.since <= other.until and other.since <= one.until


def _tell(desk: Desk, uow: UnitOfWork, letters: Iterable[Letter]) -> None:
    now = desk.clock.now()
    uow.outbox.put(
        Outgoing(str(uuid4()), None, to, channel, None, text, False, now, now)
        for to, channels, text in letters
        for channel in channels
    )


def _news_of_absence(roster: Roster, by: PersonId, absence: Absence, before: Iterable[Absence]) -> Iterator[Letter]:
    """Whoever covers, whoever covered until now, and the person away where somebody else noted it."""
    cover, name, speaker = _cover(roster, absence), _name(roster, absence.person), _name(roster, by)
    if cover is not None and cover != by:
        cannot = f"If you cannot, please tell {speaker}, so that somebody else can be named."
        yield (
            cover,
            CHAT_AND_MAIL,
            f"You answer for {name} {_days(absence)}\n{speaker} named you. "
            f"What {name} would be asked in that time comes to you. {cannot} Thank you.",
        )
    for other in dict.fromkeys(_cover(roster, one) for one in before):
        if other is not None and other not in (cover, by):
            yield other, MAIL, f"The cover for {name} has changed\n{_away(roster, absence)} Thank you for your help."
    if by != absence.person:
        yield (
            absence.person,
            MAIL,
            f"Your absence is noted\n{speaker} noted that you are away {_days(absence)}.{_meanwhile(roster, absence)} "
            "If that is not right, write “back” to IRO Bot.",
        )


def _news_of_return(roster: Roster, by: PersonId, ended: Absence, back: date | None) -> Iterator[Letter]:
    cover, name = _cover(roster, ended), _name(roster, ended.person)
    if cover is not None and cover != by:
        yield cover, CHAT_AND_MAIL, f"You need not answer for {name} any more\n{_return(name, ended, back)} {THANKS}"
    if by != ended.person:
        speaker = _name(roster, by)
        yield (
            ended.person,
            MAIL,
            f"Your absence is taken off the list\n{speaker} noted it. {_return(name, ended, back)} "
            "If you are away after all, write “away until” and the last day to IRO Bot.",
        )


THANKS = "Anything that you were asked meanwhile stays with you until you answer it or pass it on. Thank you."


def _return(name: str, ended: Absence, back: date | None) -> str:
    """`back` None: the absence had not begun."""
    if back is None:
        return f"{name} is not away {_days(ended)}, as was planned."
    return f"{name} is back on {full_date(back)}, and is asked again from that day on."


def _ended(roster: Roster, ended: Absence, back: date | None) -> str:
    cover = _cover(roster, ended)
    told = f" {_name(roster, cover)} is told." if cover is not None else ""
    return f"{_return(_name(roster, ended.person), ended, back)}{told}"


def _away(roster: Roster, absence: Absence) -> str:
    return f"{_name(roster, absence.person)} is away {_days(absence)}.{_meanwhile(roster, absence)}"


def _meanwhile(roster: Roster, absence: Absence) -> str:
    cover = _cover(roster, absence)
    return f" {_name(roster, cover)} answers meanwhile." if cover is not None else ""


def _cover(roster: Roster, absence: Absence) -> PersonId | None:
    """Who was named, else who always covers; nobody who is not on the list any more."""
    cover = absence.cover or roster.people[absence.person].cover
    return cover if cover in roster.people else None


def _days(absence: Absence) -> str:
    if absence.since == absence.until:
        return f"on {full_date(absence.since)}"
    return f"from {full_date(absence.since)} to {full_date(absence.until)}"


def _name(roster: Roster, person: PersonId) -> str:
    return roster.people[person].name
