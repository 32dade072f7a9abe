"""Our mailbox over IMAP (RFC 3501): what is new in it, and the copies of what we have sent. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from ...settings.mail import Security
from .connecting import TIMEOUT, Account, Cause, NotUsable, not_usable
from .deadline import Deadline
from .imap_ending import EndingClient

INBOX = "INBOX"
SENT = "Sent"
AT_ONCE = 200
LONGEST = 600
"""Seconds that a mailbox is open: one reading may hold many large mails."""
_HEAD, _WHOLE, _DATE, _SIZE = b"BODY[HEADER]", b"BODY[]", b"INTERNALDATE", b"RFC822.SIZE"


@dataclass(frozen=True, slots=True)
class Lying:
    """A mail in the inbox: `head` are its header lines, `size` that of all of it, in bytes."""

    uid: int
    arrived: datetime
    size: int
    head: bytes


class Opened:
    """A mailbox as long as it is open. Every call may raise IMAPClientError or OSError."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    def inbox(self) -> str:
        """Look at the inbox. Returns what its numbers hold under (UIDVALIDITY)."""
        return str(self._client.select_folder(INBOX)[b"UIDVALIDITY"])

    def after(self, last: int) -> list[int]:
        """The numbers of what came after that one, in order. `*` names the last mail, however old it is."""
        return sorted(uid for uid in self._client.search(["UID", f"{last + 1}:*"]) if uid > last)

    def dates(self, uids: Sequence[int]) -> list[datetime]:
        return [found[_DATE].astimezone(UTC) for found in self._fetched(uids, [_DATE])]

    def heads(self, uids: Sequence[int]) -> list[Lying]:
        """What was moved away meanwhile is left out."""
        found = self._client.fetch(uids, [_DATE, _SIZE, "BODY.PEEK[HEADER]"]) if uids else {}
        lying = ((uid, found[uid]) for uid in uids if _DATE in found.get(uid, ()))
        return [Lying(uid, one[_DATE].astimezone(UTC), one[_SIZE], one.get(_HEAD) or b"") for uid, one in lying]

    def whole(self, uid: int) -> bytes | None:
        """None where the mailbox has it and cannot show it, or it was moved away meanwhile."""
        try:
            raw = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(_WHOLE)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return None
        return raw if isinstance(raw, bytes) else None

    def put_away(self, uids: Sequence[int]) -> None:
        """Into the folder of what was sent. Where there can be none, they stay, and are known as copies there."""
        sent = self._sent() or self._made() if uids and self._client.has_capability("MOVE") else None
        if sent is not None:
            self._client.move(uids, sent)

    def copies(self, criteria: Sequence[object]) -> Iterator[tuple[datetime, bytes]]:
        """When they arrived and their headers, of those in the inbox and among what was sent. Nothing is changed."""
        for folder in filter(None, (INBOX, self._sent())):
            self._client.select_folder(folder, readonly=True)
            uids = self._client.search(list(criteria))
            for start in range(0, len(uids), AT_ONCE):
                for found in self._fetched(uids[start : start + AT_ONCE], [_DATE, "BODY.PEEK[HEADER]"]):
                    yield found[_DATE].astimezone(UTC), found.get(_HEAD) or b""

    def _sent(self) -> str | None:
        """The folder of what was sent, where there is one."""
        named = self._client.find_special_folder(b"\\Sent")
        ours = self._within(SENT)
        return named or (ours if self._client.folder_exists(ours) else None)

    def _made(self) -> str | None:
        try:
            self._client.create_folder(self._within(SENT))
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return None
        return self._within(SENT)

    def _within(self, name: str) -> str:
        """Some servers keep all folders beneath the inbox (RFC 2342)."""
        personal = self._client.namespace().personal if self._client.has_capability("NAMESPACE") else ()
        return f"{personal[0][0] if personal else ''}{name}"

    def _fetched(self, uids: Sequence[int], what: Sequence[object]) -> list[dict[bytes, Any]]:
        found = self._client.fetch(uids, list(what)) if uids else {}
        return [one for one in found.values() if _DATE in one]


def by_id(message_id: str) -> list[object]:
    return ["HEADER", "Message-ID", message_id]


def since(moment: datetime) -> list[object]:
    """IMAP knows days only, and those of the server's own zone."""
    return ["SINCE", (moment - timedelta(days=1)).date()]


@contextmanager
def opened(account: Account) -> Iterator[Opened]:
    """Raises TryLater for whatever goes wrong while it is open."""
    with Deadline(LONGEST) as deadline, _until(deadline, account) as client:
        yield Opened(client)


@contextmanager
def _until(deadline: Deadline, account: Account) -> Iterator[IMAPClient]:
    client: IMAPClient | None = None
    try:
        client = _connected(account, deadline)
        yield client
    except LoginError:
        raise NotUsable("the mailbox did not take our name and password", Cause.LOGIN) from None
    except OSError as trouble:
        raise not_usable("the mailbox", trouble) from None
    except IMAPClientError as trouble:
        raise NotUsable(f"the mailbox could not be used: {type(trouble).__name__}", Cause.CONNECTION) from None
    finally:
        if client is not None:
            _say_goodbye(client)


def _connected(account: Account, deadline: Deadline) -> IMAPClient:
    server, believed = account.server, account.believed
    is_tls = server.security is Security.TLS
    tls = {"ssl": is_tls, "ssl_context": believed if is_tls else None}
    client = EndingClient(deadline, server.host, server.port, timeout=TIMEOUT, **tls)
    client.normalise_times = False  # aware, not in this machine's zone
    try:
        if server.security is Security.STARTTLS:
            client.starttls(believed)
        client.login(account.user, account.password)
    except (IMAPClientError, OSError):
        client.shutdown()
        raise
    return client


def _say_goodbye(client: IMAPClient) -> None:
    try:
        client.logout()
    except (IMAPClientError, OSError):
        client.shutdown()
