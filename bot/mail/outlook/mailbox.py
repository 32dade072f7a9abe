"""Our mailbox in Outlook: a mail is a draft that is made, sent and looked for, and never made anew once it may have
gone. What was asked of it, and what it answers, is in bot/mail/door.py.

Each draft has a Message-ID of its own. An answer that is lost can leave a draft behind that nobody knows: it is never
sent, because what is looked for is one draft and its copy, not the mail.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from graph.errors import GraphTrouble, InDoubt, NotAllowed, NotThere, NotYet, Refused
from graph.mailbox import GraphMailbox, Item

from ... import doors
from ...clock import Clock
from ...doors import TryLater, Unknown, UnknownAnew, Unreachable
from ...on_the_loop import OnTheLoop
from ..door import Arrived, Left, OutgoingMail, Posted, Sending
from ..sending.composing import composed
from ..sending.pace import MailPace
from .inbox import OutlookInbox

Answer = TypeVar("Answer")
NO_SUCH_PERSON = frozenset({"ErrorInvalidRecipients", "ErrorInvalidSmtpAddress", "ErrorInvalidEmailAddress"})
NOT_NOW = frozenset({403, 404})
"""While a draft is made: a permission or the mailbox itself is missing. What waits is kept until that is mended."""


class OutlookMailbox:
    """A `Mailbox`. One for the process; its calls block, from any thread but the event loop's."""

    def __init__(
        self,
        mailbox: GraphMailbox,
        loop: OnTheLoop,
        clock: Clock,
        pace: MailPace | None = None,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._mailbox = mailbox
        self._loop = loop
        self._pace = pace or MailPace()
        self._new_id = new_id
        self._inbox = OutlookInbox(mailbox, loop, clock)
        self._domain = mailbox.address.rpartition("@")[2]

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        left = sending.left
        if left.in_doubt and left.draft is not None and left.message_id is not None:
            return self._settled(left.draft, left.message_id, sending)
        message_id = f"{self._new_id()}@{self._domain}"
        mime = bytes(composed(mail, self._mailbox.address, message_id))
        self._made(self._pace.turn())
        sending.drafting()
        item = self._drafted(mime, message_id, left)
        sending.drafted(item.id, item.message_id)
        self._made(self._mailbox.mark(item))
        sending.sending()
        return self._sent(item)

    def arrived(self, cursor: str | None) -> Arrived:
        return self._inbox.arrived(cursor)

    def gone_out(self, since: datetime) -> frozenset[str]:
        return self._made(self._mailbox.sent_since(since))

    def _drafted(self, mime: bytes, message_id: str, left: Left) -> Item:
        """A new one: what an earlier attempt left says what was true then, and certainly has not gone."""
        if left.draft is not None:
            self._discarded(left.draft)
        try:
            return self._loop.run(self._mailbox.create_draft(mime))
        except (InDoubt, Unknown) as trouble:
            self._tidied(message_id)
            raise TryLater(str(trouble)) from trouble
        except GraphTrouble as trouble:
            raise _not_drafted(trouble) from trouble

    def _tidied(self, message_id: str) -> None:
        """A draft whose making was not answered for lies there, and a person could take it for something to send."""
        try:
            found = self._loop.run(self._mailbox.find(message_id))
        except (GraphTrouble, Unknown, TryLater):  # it stays, and is never sent by us
            return
        for item in found:
            if item.is_draft:
                self._discarded(item.id)

    def _discarded(self, draft: str) -> None:
        try:
            self._loop.run(self._mailbox.discard(draft))
        except (GraphTrouble, Unknown, TryLater):  # it stays among the drafts, and is never sent by us
            return

    def _sent(self, item: Item) -> Posted:
        """For the first time. Raises DoorTrouble."""
        try:
            self._loop.run(self._mailbox.send_draft(item.id))
        except NotThere as trouble:  # under that id: it was moved, or has gone after all
            return self._sent_or_moved(item, trouble)
        except Unknown as trouble:
            raise UnknownAnew(str(trouble)) from trouble
        except GraphTrouble as trouble:
            raise _refused(trouble) from trouble
        return Posted(item.message_id, item.conversation)

    def _settled(self, draft: str, message_id: str, sending: Sending) -> Posted:
        """It may have gone out: the mailbox is asked. Raises DoorTrouble."""
        item = self._there(draft, message_id)
        if not item.is_draft:
            return Posted(item.message_id, item.conversation)
        self._asked(self._pace.turn())
        self._asked(self._mailbox.mark(item))
        sending.sending()
        return self._sent_again(item)

    def _sent_or_moved(self, drafted: Item, trouble: NotThere) -> Posted:
        """Raises UnknownAnew."""
        try:
            item = self._there(drafted.id, drafted.message_id)
            return self._sent_again(item) if item.is_draft else Posted(item.message_id, item.conversation)
        except (TryLater, Unknown):
            raise UnknownAnew(trouble.why) from trouble

    def _there(self, draft: str, message_id: str) -> Item:
        """Its sent copy, else the draft itself. Raises Unknown where neither is to be seen, and TryLater."""
        item = self._asked(self._mailbox.item(draft))
        if item is not None and item.message_id == message_id:
            return item
        found = self._asked(self._mailbox.find(message_id))
        if not found:
            raise Unknown("neither its draft nor a sent copy is to be seen yet")
        return min(found, key=lambda item: item.is_draft)

    def _sent_again(self, item: Item) -> Posted:
        """Whatever it says, an earlier attempt may have succeeded. Raises TryLater and Unknown."""
        try:
            self._loop.run(self._mailbox.send_draft(item.id))
        except NotYet as trouble:
            raise TryLater(trouble.why, trouble.after) from trouble
        except (InDoubt, NotThere) as trouble:  # or moved since it was found: it is looked for again
            raise UnknownAnew(trouble.why) from trouble
        except GraphTrouble as trouble:
            raise Unknown(trouble.why) from trouble
        except Unknown as trouble:
            raise UnknownAnew(str(trouble)) from trouble
        return Posted(item.message_id, item.conversation)

    def _asked(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        """Before a mail is handed over again. The doubt stays as it is, whatever happens. Raises TryLater."""
        try:
            return self._loop.run(question)
        except GraphTrouble as trouble:
            raise TryLater(trouble.why, trouble.after) from trouble
        except Unknown as trouble:
            raise TryLater(str(trouble)) from trouble

    def _made(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        """What comes before sending: nothing has gone out yet, whatever happens. Raises TryLater and Refused."""
        try:
            return self._loop.run(call)
        except Unknown as trouble:
            raise TryLater(str(trouble)) from trouble
        except GraphTrouble as trouble:
            raise _not_drafted(trouble) from trouble


def _not_drafted(trouble: GraphTrouble) -> doors.DoorTrouble:
    if isinstance(trouble, Refused) and trouble.status not in NOT_NOW:
        return _refused(trouble)
    return TryLater(trouble.why, trouble.after)


def _refused(trouble: GraphTrouble) -> doors.DoorTrouble:
    """What came of sending a draft for the first time, or of making one."""
    match trouble:
        case InDoubt():
            return UnknownAnew(trouble.why)
        case NotYet() | NotAllowed():
            return TryLater(trouble.why, trouble.after)
        case _ if trouble.code in NO_SUCH_PERSON:
            return Unreachable(trouble.why)
        case _:
            return doors.Refused(trouble.why)
