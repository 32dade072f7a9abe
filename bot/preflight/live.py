"""A test mail to the person who runs it, and what Exchange does with it that only a real tenant shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from graph.client import GraphClient, path
from graph.errors import GraphTrouble
from graph.mailbox import MARK, GraphMailbox, Item

from ..doors import DoorTrouble
from ..mail.sending.composing import composed
from .findings import Finding, missing, not_checked, there
from .trial_mail import SUBJECT, trial_mail

SENDS, COPY = "a test mail goes out", "its copy is seen among the sent items"
IDS, FOUND = "what becomes of its ids as it is sent", "it is found by our mark"
THREAD, REPLY = "the next mail joins its conversation", "a reply made by Exchange joins it"
BETWEEN, LONGEST = 2.0, 300.0
ONLY_ID = {"$select": "id"}


@dataclass(frozen=True, slots=True)
class Live:
    """`wait` lets that many seconds pass."""

    client: GraphClient
    ours: str
    to: str
    now: datetime
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def all(self) -> AsyncIterator[Finding]:
        first: Item | None = None
        try:
            first = await self._sent(SUBJECT, ())
            yield there(SENDS, f"to {self.to}")
            copy, lag = await self._copy_of(first)
            if copy is None:
                yield missing(COPY, f"not within {LONGEST:.0f} seconds", "Look among our sent items and drafts.")
                return
            yield there(COPY, f"after {lag:.0f} seconds")
            yield there(IDS, _ids(first, copy))
            yield await self._marked(first, copy)
            yield await self._thread(copy)
            yield await self._reply(copy)
        except (GraphTrouble, DoorTrouble) as trouble:
            yield missing(COPY if first else SENDS, str(trouble), "Mend what is missing above, and run it again.")

    async def _sent(self, subject: str, follows: tuple[str, ...]) -> Item:
        mailbox, mail = GraphMailbox(self.client, self.ours), trial_mail(self.to, self.now, subject, follows)
        draft = await mailbox.create_draft(bytes(composed(mail, self.ours, self._message_id())))
        await mailbox.mark(draft)
        await mailbox.send_draft(draft.id)
        return draft

    async def _copy_of(self, draft: Item) -> tuple[Item | None, float]:
        mailbox, waited = GraphMailbox(self.client, self.ours), 0.0
        while waited <= LONGEST:
            sent = [item for item in await mailbox.find(draft.message_id) if not item.is_draft]
            if sent:
                return sent[0], waited
            await self.wait(BETWEEN)
            waited += BETWEEN
        return None, waited

    async def _marked(self, draft: Item, copy: Item) -> Finding:
        condition = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq '{draft.message_id}')"
        found = await self.client.get(path("users", self.ours, "messages"), {"$filter": condition, **ONLY_ID})
        ids = [row.get("id") for row in found.get("value", []) if isinstance(row, dict)]
        return there(FOUND, "its copy carries it" if copy.id in ids else "its copy does not carry it")

    async def _thread(self, copy: Item) -> Finding:
        """Under another subject, as each stage of a case has."""
        second = await self._sent(f"{SUBJECT}, the second", (copy.message_id,))
        joined, _ = await self._copy_of(second)
        if joined is None:
            return not_checked(THREAD, "the copy of the second mail was not seen")
        same = joined.conversation == copy.conversation
        return there(THREAD, "by what it follows, under another subject" if same else "it begins one of its own")

    async def _reply(self, copy: Item) -> Finding:
        made = await self.client.post(path("users", self.ours, "messages", copy.id, "createReply"), {})
        id, conversation = made.get("id"), made.get("conversationId")
        if isinstance(id, str):
            await GraphMailbox(self.client, self.ours).discard(id)
        return there(REPLY, "yes" if conversation == copy.conversation else "no")

    def _message_id(self) -> str:
        return f"{uuid4().hex}@{self.ours.rpartition('@')[2]}"


def _ids(draft: Item, copy: Item) -> str:
    graphs = "Graph's id stayed" if draft.id == copy.id else "Graph's id changed"
    own = "our Message-ID stayed" if draft.message_id == copy.message_id else "our Message-ID changed"
    return f"{graphs}, {own}"
