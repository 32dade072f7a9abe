"""The desk as the settings have it: its database, people and procedures; or why the service must not start."""

from __future__ import annotations

import logging
from datetime import datetime

from escalation.case import TeamId
from escalation.packs.reading import Pack
from storage.chats import Account
from storage.database import Database, migrate, open_database
from storage.outgoing import Channel
from storage.unit_of_work import Reading, UnitOfWork

from ..casework import Desk
from ..clock import WallClock
from ..config import Settings
from ..meetings.door import Inviting
from ..people.file import PeopleFile, read_people
from ..people.noted import with_noted
from ..posting import CHAT_AND_MAIL
from ..procedures.packs import shipped, text_of
from ..settings.mail import MailSettings, OutlookSettings, PostOfficeSettings
from ..world import World, bank_holidays_of

logger = logging.getLogger(__name__)
NO_PROCEDURE = 'No team has a procedure yet. Set IRO_BOT_PACK, or run "iro-bot assign-pack".'


class ServiceRefused(Exception):
    """The service must not start like this. Says why and what to do."""


def open_desk(settings: Settings) -> Desk:
    """Raises ServiceRefused where a team's procedure is a draft, PackRefused."""
    engine = open_database(settings.database_url)
    migrate(engine)
    threads = settings.teams is not None and bool(settings.teams.channel)
    desk = Desk(
        Database(engine),
        World(bank_holidays_of(settings)),
        WallClock(),
        threads=threads,
        reads_mail=settings.mail is not None,
        governance=settings.governance,
        inviting=_inviting(settings.mail),
        doors=_doors_of(settings),
    )
    if settings.pack is not None:
        _begin_with(desk, desk.world.read(*text_named(str(settings.pack))))
    packs = _checked(desk)
    assert settings.people is not None, "a service is told where its people are"
    procedures = (pack.procedure for pack in packs)
    people = read_people(settings.people.read_bytes(), settings.people.name, *procedures)
    with desk.database.write() as uow:
        absences = with_noted(people.absences, uow.people.roster(), people.people)
        uow.people.replace_all(people.people.values(), people.posts, absences, desk.clock.now())
        _keep_accounts(uow, people, desk.clock.now())
        uow.commit()
    _check_governance(desk)
    _report_teams(desk, people.teams)
    return desk


def _doors_of(settings: Settings) -> frozenset[Channel]:
    """Where none is opened yet, what waits is written for both."""
    named = {Channel.TEAMS: settings.teams, Channel.EMAIL: settings.mail}
    return frozenset(door for door, opened in named.items() if opened is not None) or CHAT_AND_MAIL


def _check_governance(desk: Desk) -> None:
    with desk.database.read() as reading:
        if desk.governance and reading.people.roster().person_with_address(desk.governance) is None:
            raise ServiceRefused(
                "IRO_BOT_GOVERNANCE is the address of nobody in the list of people. Add whoever is told when "
                "information goes astray to the list, or take the setting out: then it is whoever keeps the log."
            )


def _inviting(mail: MailSettings | None) -> Inviting | None:
    """From the mailbox's own calendar where it has one, else with the mails about a meeting."""
    match mail:
        case OutlookSettings():
            return Inviting(Channel.CALENDAR, mail.address)
        case PostOfficeSettings():
            return Inviting(Channel.EMAIL, mail.address)
        case None:
            return None


def _keep_accounts(uow: UnitOfWork, people: PeopleFile, now: datetime) -> None:
    """Whom Teams can be asked for before they have written there themselves. What the file has taken back goes."""
    for account in uow.chats.unheard():
        if people.accounts.get(account.person) != account.object_id:
            uow.chats.forget_account(account.object_id)
            if uow.chats.account_of(account.person) is None:
                uow.chats.forget(account.person)
    for person, object_id in people.accounts.items():
        known = uow.chats.account(object_id)
        if known is None or known.person not in people.people:  # else it was recognised since
            uow.chats.keep_account(Account(object_id, person, ""), now)


def text_named(pack: str) -> tuple[str, str]:
    """The text and the file name of what IRO_BOT_PACK names. Raises ServiceRefused, OSError, PackRefused."""
    try:
        return text_of(pack)
    except FileNotFoundError:
        known = ", ".join(shipped())
        raise ServiceRefused(
            f"IRO_BOT_PACK names {pack}, and there is no such procedure or file. Those that come with IRO Bot: {known}."
        ) from None


def _begin_with(desk: Desk, pack: Pack) -> None:
    """The procedure that the settings name is the first one; from then on it is amended by `iro-bot assign-pack`."""
    _check_signed(desk.database, pack)
    with desk.database.write() as uow:
        if refused := not_in_force(desk, uow, pack):
            raise ServiceRefused(refused)
        if uow.procedures.assigned().get(None) is None:
            uow.procedures.assign(None, pack.pin.digest)
            uow.commit()


def not_in_force(desk: Desk, reading: Reading, pack: Pack) -> str:
    """Why the service must not start with this as what the settings name; empty where it may."""
    now = reading.procedures.assigned().get(None)
    if now is None or now == pack.pin.digest:
        return ""
    pin = desk.recalled(reading, now).pin
    return (
        f"IRO_BOT_PACK names {pack.pin.id} {pack.pin.version}, and new cases run under another text here: "
        f"{pin.id} {pin.version}, digest {pin.digest[:12]}. To keep that one, take IRO_BOT_PACK out. To amend "
        f'it, run "iro-bot assign-pack" with what IRO_BOT_PACK names; open cases keep theirs.'
    )


def _checked(desk: Desk) -> tuple[Pack, ...]:
    """Every procedure that a team works under, each signed off."""
    with desk.database.read() as reading:
        packs = desk.in_force(reading).packs
    if not packs:
        raise ServiceRefused(NO_PROCEDURE)
    for pack in packs:
        _check_signed(desk.database, pack)
    return packs


def _report_teams(desk: Desk, teams: tuple[TeamId, ...]) -> None:
    with desk.database.read() as reading:
        unknown = sorted(set(desk.in_force(reading).of_teams) - set(teams))
    for team in unknown:
        logger.warning("the team %s has a procedure, and nobody in the list of people is in it", team)


def _check_signed(database: Database, pack: Pack) -> None:
    with database.read() as reading:
        if reading.procedures.signed_off(pack.pin.digest) is None:
            raise ServiceRefused(
                f"{pack.pin.id} {pack.pin.version} is a draft: nobody has signed off this very text. "
                'Read it with "iro-bot explain-pack PACK", then sign it off with "iro-bot sign-off PACK --by NAME", '
                "with the same IRO_BOT_DATABASE_URL as here. PACK is its file, or its id if it comes with IRO Bot."
            )
