"""Where people are reached in a chat: whose account is whose, each one's chat with the bot, each case's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from escalation.case import CaseRef, PersonId

from .schema import accounts, case_threads, chats
from .upserts import put_row


@dataclass(frozen=True, slots=True)
class Account:
    """`object_id` is the directory's, `chat_id` the chat provider's own for the same person."""

    object_id: str
    person: PersonId
    chat_id: str


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """A person's own chat with the bot, and the address at which it is reached."""

    person: PersonId
    conversation: str
    service_url: str


@dataclass(frozen=True, slots=True)
class CaseThread:
    """`head` is the message that everything else in the thread answers."""

    ref: CaseRef
    conversation: str
    head: str
    service_url: str


class Chats:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def account(self, object_id: str) -> Account | None:
        row = self._connection.execute(_ACCOUNT, {"given": object_id}).first()
        return Account(row.object_id, PersonId(row.person), row.chat_id) if row else None

    def account_of(self, person: PersonId) -> Account | None:
        """The one that was seen last."""
        query = select(accounts).where(accounts.c.person == person).order_by(accounts.c.at.desc()).limit(1)
        row = self._connection.execute(query).first()
        return Account(row.object_id, PersonId(row.person), row.chat_id) if row else None

    def keep_account(self, account: Account, at: datetime) -> None:
        row = {"object_id": account.object_id, "person": account.person, "chat_id": account.chat_id, "at": at}
        put_row(self._connection, accounts, row)

    def unheard(self) -> tuple[Account, ...]:
        """Those that are known by name only: nobody has spoken from them yet."""
        rows = self._connection.execute(select(accounts).where(accounts.c.chat_id == ""))
        return tuple(Account(row.object_id, PersonId(row.person), row.chat_id) for row in rows)

    def forget_account(self, object_id: str) -> None:
        """Whoever uses it has to be recognised anew."""
        self._connection.execute(delete(accounts).where(accounts.c.object_id == object_id))

    def with_person(self, person: PersonId) -> ChatPlace | None:
        row = self._connection.execute(_WITH_PERSON, {"given": person}).first()
        return ChatPlace(PersonId(row.person), row.conversation, row.service_url) if row else None

    def keep(self, place: ChatPlace, at: datetime) -> None:
        row = {"person": place.person, "conversation": place.conversation, "service_url": place.service_url, "at": at}
        put_row(self._connection, chats, row)

    def forget_others_at(self, place: ChatPlace) -> None:
        """Whoever was thought to be in that chat before is not: it is with one person."""
        others = (chats.c.conversation == place.conversation, chats.c.person != place.person)
        self._connection.execute(delete(chats).where(*others))

    def forget(self, person: PersonId) -> None:
        """The person has taken the bot away, or blocked it."""
        self._connection.execute(delete(chats).where(chats.c.person == person))

    def any_service_url(self) -> str | None:
        """Where the provider was reached last; the same address serves a person who never spoke to the bot."""
        query = select(chats.c.service_url).order_by(chats.c.at.desc()).limit(1)
        return self._connection.execute(query).scalar()

    def thread_of(self, ref: CaseRef) -> CaseThread | None:
        row = self._connection.execute(select(case_threads).where(case_threads.c.ref == ref)).first()
        return CaseThread(CaseRef(row.ref), row.conversation, row.head, row.service_url) if row else None

    def case_of_thread(self, conversation: str) -> CaseRef | None:
        query = select(case_threads.c.ref).where(case_threads.c.conversation == conversation)
        ref = self._connection.execute(query).scalar()
        return CaseRef(ref) if ref is not None else None

    def keep_thread(self, thread: CaseThread, at: datetime) -> None:
        row = {
            "ref": thread.ref, "conversation": thread.conversation, "head": thread.head,
            "service_url": thread.service_url, "at": at,
        }  # fmt: skip
        put_row(self._connection, case_threads, row)


# Built once: they are asked about everything that comes in from a chat.
_ACCOUNT = select(accounts).where(accounts.c.object_id == bindparam("given"))
_WITH_PERSON = select(chats).where(chats.c.person == bindparam("given"))
