"""What Microsoft lets us do in our mailbox, and nowhere else: found out by asking, because a token does not show it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import uuid4

from graph.client import GraphClient, path
from graph.errors import GraphTrouble, NotAllowed, NotGranted, NotThere, Refused
from graph.mailbox import GraphMailbox, Item

from ..settings.registration import Registration
from .findings import Finding, missing, not_checked, there, wrong
from .mending import of_credential, of_directory, of_groups, of_mailbox, of_role, of_scope

TOKEN, INBOX, DRAFTS = "the credential for Outlook", "our mailbox can be read", "mail can be written there"
SENDING, CALENDAR, AWAY = "mail can be sent from there", "our calendar can be used", "who is away can be asked"
DIRECTORY, GROUPS = "people can be looked up", "the groups that hold posts can be read"
SCOPE = "no other mailbox can be read"
ADDRESSES = "From this machine has to be reached, over https: {graph}, {login}. Behind a proxy, set HTTPS_PROXY."


@dataclass(frozen=True, slots=True)
class Probes:
    """Each changes nothing that stays: the one draft that is made goes again."""

    client: GraphClient
    bot: Registration
    ours: str
    login_host: str
    groups: tuple[str, ...] = ()

    async def all(self, not_ours: str, day: datetime) -> AsyncIterator[Finding]:
        """`day` is a moment of today. What depends on something missing is not asked."""
        credential = await self._credential()
        yield credential
        if credential.mend:
            return
        inbox = await self._asked(INBOX, "Mail.ReadWrite", self.client.get(self._at("mailFolders", "inbox"), ONLY_ID))
        yield inbox
        if not inbox.mend:
            async for finding in self._sending():
                yield finding
            yield await self._asked(CALENDAR, "Calendars.ReadWrite", self.client.get(self._at("calendar"), ONLY_ID))
            yield await self._away(day)
        yield await self._directory()
        if self.groups:
            yield await self._groups()
        yield await self._scope(not_ours)

    async def _credential(self) -> Finding:
        try:
            await self.client.warm_up()
        except NotGranted as trouble:
            return wrong(TOKEN, trouble.why, *of_credential(trouble.why, self.bot))
        except GraphTrouble as trouble:
            return wrong(TOKEN, trouble.why, ADDRESSES.format(graph=self.client.url, login=self.login_host))
        return there(TOKEN, "Entra takes it")

    async def _asked(self, what: str, role: str, call: Coroutine[Any, Any, object]) -> Finding:
        try:
            await call
        except NotAllowed as trouble:
            return missing(what, trouble.why, *of_role(role, self.bot, self.ours))
        except NotThere as trouble:
            return missing(what, trouble.why, *of_mailbox(self.ours))
        except GraphTrouble as trouble:
            return wrong(what, trouble.why, "Run this again in a few minutes; if it stays, ask Microsoft's support.")
        return there(what)

    async def _sending(self) -> AsyncIterator[Finding]:
        """A draft for nobody: Exchange refuses to send it, and with which words depends on whether we may send."""
        made: list[Item] = []

        async def make() -> None:
            made.append(await self._mailbox.create_draft(_for_nobody(self.ours)))

        yield await self._asked(DRAFTS, "Mail.ReadWrite", make())
        if not made:
            yield not_checked(SENDING, "no draft could be made")
            return
        yield await self._asked(SENDING, "Mail.Send", self._sent_to_nobody(made[0]))
        await self._discard(made[0])

    async def _sent_to_nobody(self, draft: Item) -> None:
        try:
            await self._mailbox.send_draft(draft.id)
        except Refused as trouble:
            if trouble.status != 400:  # 400: it may be sent, and has no recipient
                raise

    async def _discard(self, draft: Item) -> None:
        try:
            await self._mailbox.discard(draft.id)
        except GraphTrouble:  # it stays among the drafts, and is for nobody
            return

    async def _away(self, day: datetime) -> Finding:
        asked = {"EmailAddresses": [self.ours], "MailTipsOptions": "automaticReplies"}
        tips = await self._asked(
            AWAY, "Mail.ReadWrite", self.client.post(self._at("getMailTips"), asked, changes=False)
        )
        if tips.mend:
            return tips
        moments = {"startTime": _utc(day), "endTime": _utc(day + timedelta(hours=1))}
        free = self.client.post(
            self._at("calendar", "getSchedule"), {"schedules": [self.ours], **moments}, changes=False
        )
        return await self._asked(AWAY, "Calendars.ReadWrite", free)

    async def _directory(self) -> Finding:
        try:
            await self.client.get(path("users", self.ours), ONLY_ID)
        except NotAllowed as trouble:
            return missing(DIRECTORY, trouble.why, *of_directory(self.bot))
        except GraphTrouble as trouble:
            return wrong(DIRECTORY, trouble.why, "Run this again in a few minutes.")
        return there(DIRECTORY)

    async def _groups(self) -> Finding:
        """Those of the settings, by id."""
        for group in self.groups:
            try:
                await self.client.get(path("groups", group, "members", "microsoft.graph.user"), ONLY_ID)
            except NotAllowed as trouble:
                return missing(GROUPS, trouble.why, *of_groups(self.bot))
            except NotThere as trouble:
                mend = f"IRO_BOT_GROUPS names {group}: compare it with the group's Object ID in Entra."
                return wrong(GROUPS, trouble.why, mend)
            except GraphTrouble as trouble:
                return wrong(GROUPS, trouble.why, "Run this again in a few minutes.")
        return there(GROUPS)

    async def _scope(self, not_ours: str) -> Finding:
        if not not_ours:
            return not_checked(SCOPE, "name a mailbox that must be refused: --not-ours ADDRESS")
        try:
            await self.client.get(path("users", not_ours, "mailFolders", "inbox"), ONLY_ID)
        except NotAllowed:
            return there(SCOPE, "the one that you named is refused")
        except NotThere:
            return not_checked(SCOPE, "the address that you named has no mailbox: name a colleague's")
        except GraphTrouble as trouble:
            return not_checked(SCOPE, trouble.why)
        return wrong(SCOPE, "the one that you named can be read", *of_scope(self.bot))

    @property
    def _mailbox(self) -> GraphMailbox:
        return GraphMailbox(self.client, self.ours)

    def _at(self, *parts: str) -> str:
        return path("users", self.ours, *parts)


ONLY_ID = {"$select": "id"}


def _for_nobody(ours: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = ours, "IRO Bot looks whether it may write"
    message["Message-ID"] = f"<{uuid4().hex}@{ours.rpartition('@')[2]}>"
    message.set_content("This is for nobody, and can be deleted.")
    return bytes(message)


def _utc(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
