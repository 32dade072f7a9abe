"""Who speaks: the directory's id in the checked activity, matched once with somebody on the authority's list.

Never a display name, never anything in a card's payload. Whoever is not on the list is refused in a sentence; the
technical log has the directory's id and the reason, and no name.

Roster of a conversation: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from escalation.case import PersonId
from escalation.people import Roster
from storage.chats import Account, ChatPlace
from storage.errors import Entangled
from storage.unit_of_work import Reading

from ..casework import Desk, tried
from ..doors import DoorTrouble, Refused
from .arrivals import Arrived
from .outcomes import JsonObject
from .together import Together

logger = logging.getLogger(__name__)
Done = TypeVar("Done")

UNKNOWN = (
    "You are not on this authority’s list of people, so nothing can be shown or done here. "
    "Whoever keeps the list can add you."
)
GUEST = "This bot serves the authority’s own staff. Guests and other organisations are reached by mail instead."
NO_ACCOUNT = (
    "Teams does not say which account this comes from, so nothing can be shown or done. Sign in with your work account."
)
NOT_NOW = "Teams cannot say just now who you are, so nothing was done. Please try again in a minute."
NO_CHAT_YET = "We have not met yet: open a chat with IRO Bot in Teams, write “help” there, and then try this again."
GUEST_ADDRESS = "#ext#"
OWN_STAFF = frozenset({"", "user", "member"})
"""`userRole` of somebody in their own tenant; a guest, somebody anonymous or a bot has another."""


class NotRecognised(Exception):
    """`sentence` is for the person, `why` for the technical log; neither says who it is."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(why)
        self.sentence = sentence
        self.why = why


class Members(Protocol):
    async def member(self, service_url: str, conversation: str, member: str) -> JsonObject: ...


class Speakers:
    def __init__(self, desk: Desk, members: Members) -> None:
        self._desk = desk
        self._members = members
        self._asking = Together()

    async def serve(self, who: Arrived, work: Callable[[PersonId], Done], *, as_one: bool = False) -> Done:
        """`work`, over the database and in a thread, for whoever speaks; also notes where their own chat is.

        `as_one`: to know them and to work is one transaction, done anew where it and another waited for each other.
        Raises NotRecognised, and what `work` raises.
        """
        try:
            _check_sender(who)
            for_known = self._for_known_as_one if as_one else self._for_known
            if (done := await asyncio.to_thread(for_known, who, work)) is None:
                person = await self._asking.once((who.object_id, who.conversation), lambda: self._introduced(who))
                done = (await asyncio.to_thread(work, person),)
            return done[0]
        except NotRecognised as refused:
            logger.info("somebody was refused: %s, object id %s", refused.why, who.object_id or "none")
            raise

    def _for_known(self, who: Arrived, work: Callable[[PersonId], Done]) -> tuple[Done] | None:
        person = self._known(who)
        return (work(person),) if person is not None else None

    def _for_known_as_one(self, who: Arrived, work: Callable[[PersonId], Done]) -> tuple[Done] | None:
        def all_of_it() -> tuple[Done] | None:
            with self._desk.database.as_one():
                return self._for_known(who, work)

        return tried(all_of_it, Entangled)

    async def forget(self, who: Arrived) -> None:
        """The bot was taken out of this person's chat."""
        await asyncio.to_thread(self._forget, who)

    def _known(self, who: Arrived) -> PersonId | None:
        """None for an account that has not spoken before, or whose person is not on the list under that id any more."""
        with self._desk.database.read() as reading:
            account, roster = reading.chats.account(who.object_id), reading.people.roster()
            if account is None or not account.chat_id or account.person not in roster.people:
                return None
            self._check_serves(account.person, roster)
            is_news = account.chat_id != who.sender or _has_moved(reading, who, account.person)
        if is_news:
            self._keep(who, account.person)
        return account.person

    async def _introduced(self, who: Arrived) -> PersonId:
        """Asked of Teams; or known by now, where somebody asked while this turn was on its way here."""
        if (known := await asyncio.to_thread(self._known, who)) is not None:
            return known
        try:
            member = await self._members.member(who.service_url, who.conversation, who.sender)
        except Refused as trouble:
            raise NotRecognised(NO_CHAT_YET, f"no roster here ({type(trouble).__name__})") from None
        except DoorTrouble as trouble:
            raise NotRecognised(NOT_NOW, f"no answer from the roster ({type(trouble).__name__})") from None
        _check_member(who, member)
        return await asyncio.to_thread(self._matched, who, member)

    def _matched(self, who: Arrived, member: JsonObject) -> PersonId:
        """By address; by what the people file says of the account only where the address is nobody's."""
        with self._desk.database.read() as reading:
            roster, named = reading.people.roster(), reading.chats.account(who.object_id)
        addresses = {_folded(member, name) for name in ("email", "userPrincipalName", "mail")} - {""}
        found = [person.id for person in roster.people.values() if person.email.strip().casefold() in addresses]
        if not found and named is not None and named.person in roster.people:
            found = [named.person]
        if len(found) != 1:
            raise NotRecognised(UNKNOWN, "nobody on the list" if not found else "several on the list")
        self._check_serves(found[0], roster)
        self._keep(who, found[0])
        return found[0]

    def _check_serves(self, person: PersonId, roster: Roster) -> None:
        if not roster.serves(person, self._desk.today()):
            raise NotRecognised(UNKNOWN, "has left")

    def _keep(self, who: Arrived, person: PersonId) -> None:
        now = self._desk.clock.now()
        with self._desk.database.write() as uow:
            uow.chats.keep_account(Account(who.object_id, person, who.sender), now)
            if who.is_personal:
                place = ChatPlace(person, who.conversation, who.service_url)
                uow.chats.keep(place, now)
                uow.chats.forget_others_at(place)
            uow.commit()

    def _forget(self, who: Arrived) -> None:
        with self._desk.database.write() as uow:
            account = uow.chats.account(who.object_id)
            place = uow.chats.with_person(account.person) if account is not None else None
            if account is not None and place is not None and place.conversation == who.conversation:
                uow.chats.forget(account.person)
                uow.commit()


def _has_moved(reading: Reading, who: Arrived, person: PersonId) -> bool:
    return who.is_personal and reading.chats.with_person(person) != ChatPlace(person, who.conversation, who.service_url)


def _check_sender(who: Arrived) -> None:
    if who.is_bot:
        raise NotRecognised(GUEST, "a bot")
    if not who.object_id or not who.sender:
        raise NotRecognised(NO_ACCOUNT, "no object id")
    if who.sender_tenant not in ("", who.tenant):
        raise NotRecognised(GUEST, "another tenant")


def _check_member(who: Arrived, member: JsonObject) -> None:
    """Teams' own word about an account that is new here."""
    if (_folded(member, "aadObjectId") or _folded(member, "objectId")) != who.object_id.casefold():
        raise NotRecognised(NO_ACCOUNT, "the roster names another account")
    if _folded(member, "tenantId") not in ("", who.tenant.casefold()):
        raise NotRecognised(GUEST, "another tenant")
    if _folded(member, "userRole") not in OWN_STAFF or GUEST_ADDRESS in _folded(member, "userPrincipalName"):
        raise NotRecognised(GUEST, "a guest")


def _folded(member: JsonObject, name: str) -> str:
    value = member.get(name)
    return value.strip().casefold() if isinstance(value, str) else ""
