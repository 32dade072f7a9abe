"""An office whose mail goes through Outlook: the real desk, outbox and delivery, and a Graph on this machine."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.auditor import audit
from bot.casework import Desk
from bot.mail.door import Sending
from bot.mail.outlook.mailbox import OutlookMailbox
from bot.mail.sending.composing import ROW_HEADER
from bot.mail.sending.pace import AT_ONCE, BATCH, LEASE, PATIENCE, MailPace
from bot.on_the_loop import OnTheLoop
from bot.outbox.delivery import Delivered, Delivery, Steps
from bot.outbox.handing_over import Group
from escalation.case import PersonId
from graph.mailbox import GraphMailbox
from storage.outgoing import Channel, Outgoing
from tests.graph.mailboxes import Mailboxes
from tests.graph.server import GraphServer, client_of, graph_server
from tests.mail.houses import OURS, ClockedTime
from tests.mail.steps import ProcessEnds
from tests.office import TestOffice

Ends = Callable[[str], bool]
"""Does the process end here? Asked before and after each step that is kept, and around each call."""


def never(where: str) -> bool:
    return False


class EndingSteps(Steps):
    def __init__(self, desk: Desk, group: Group, ends: Ends) -> None:
        super().__init__(desk, group)
        self._ends = ends

    def _keep(self, *step: Any) -> None:
        for when in ("before", "after"):
            if self._ends(f"{when} a step"):
                raise ProcessEnds
            if when == "before":
                super()._keep(*step)


class EndingDelivery(Delivery):
    ends: Ends = staticmethod(never)

    def sending(self, group: Group) -> Sending:
        return EndingSteps(self._desk, group, self.ends)

    def _settle(self, *given: Any) -> None:
        if self.ends("before it is settled"):
            raise ProcessEnds
        super()._settle(*given)


class EndingMailbox(GraphMailbox):
    ends: Ends = staticmethod(never)

    async def send_draft(self, id: str) -> None:
        await super().send_draft(id)
        if self.ends("once it was sent"):
            raise ProcessEnds

    async def create_draft(self, mime: bytes) -> Any:
        made = await super().create_draft(mime)
        if self.ends("once a draft was made"):
            raise ProcessEnds
        return made


@dataclass
class PostedOffice:
    """`ends` says where the process ends: what was in hand then is free again once its lease is over."""

    office: TestOffice
    server: GraphServer
    tenant: Mailboxes
    graph: EndingMailbox
    mailbox: OutlookMailbox
    ends: Ends = never

    @property
    def desk(self) -> Desk:
        return self.office.office.desk

    def fill(self, count: int, urgent: Callable[[int], bool] = lambda number: False, first: int = 0) -> list[str]:
        """Rows for everybody in turn, numbered from `first`."""
        people, now, rows = sorted(self.office.actors), self.desk.clock.now(), []
        for n in range(first, first + count):
            to, words = PersonId(people[n % len(people)]), f"Line {n:05}\nWords."
            rows.append(Outgoing(f"row-{n:05}", None, to, Channel.EMAIL, None, words, urgent(n), now, now))
        with self.desk.database.write() as uow:
            uow.outbox.put(rows)
            uow.commit()
        return [row.id for row in rows]

    async def deliver(self, at_once: int = AT_ONCE) -> Delivered:
        delivery = EndingDelivery(
            self.desk, None, self.mailbox, lease=LEASE, at_once=at_once, batch=BATCH, patience=PATIENCE,
            through=(Channel.EMAIL,),
        )  # fmt: skip
        delivery.ends = self.graph.ends = self.ends
        return await asyncio.to_thread(delivery.deliver)

    async def deliver_everything(self) -> int:
        """However often the process ends, and is started again, on the way. Returns how often it did."""
        ended, began = 0, self.desk.clock.now()
        while audit(self.desk).waiting:
            assert self.desk.clock.now() < began + timedelta(days=1), "it goes round and round"
            try:
                await self.deliver()
            except ProcessEnds:
                ended += 1
            self.pass_time(timedelta(minutes=2))
        return ended

    def pass_time(self, time: timedelta) -> None:
        self.office.office.played.clock.set(self.desk.clock.now() + time)

    def given_up(self) -> list[str]:
        """Why some never went out."""
        with self.desk.database.read() as reading:
            return [f"{dead.message.id}: {dead.reason}" for dead in reading.outbox.dead_letters()]

    @property
    def left(self) -> Counter[str]:
        """How often each row has left the mailbox."""
        return Counter(str(kept.message[ROW_HEADER]) for kept in self.tenant.sent)


@asynccontextmanager
async def posted(folder: Path) -> AsyncIterator[PostedOffice]:
    office = TestOffice(folder)
    office.keeps_messages()
    clock = office.office.played.clock
    tenant, time = Mailboxes(clock.now), ClockedTime(clock)
    async with graph_server(tenant) as server, client_of(server, time.now) as client:
        graph = EndingMailbox(client, OURS)
        mailbox = OutlookMailbox(graph, OnTheLoop(asyncio.get_running_loop()), clock, MailPace(time))
        yield PostedOffice(office, server, tenant, graph, mailbox)
        office.office.close()
