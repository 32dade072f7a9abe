"""SMTP submission (RFC 6409): a mail to its person, and in the same transaction a copy to our own mailbox.

One transaction is accepted as a whole or not at all: where the copy is, the mail was accepted.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ...doors import Refused, TryLater, UnknownAnew, Unreachable
from ...settings.mail import Security
from .connecting import TIMEOUT, Account, Cause, NotUsable, not_usable, why_not
from .deadline import Deadline

TOO_LARGE = 552
LONGEST = 120
"""Seconds for a mail with everything that is said around it."""
_LINE = re.compile(rb"(?m)^\.")
_UNKNOWN_THERE = re.compile(rb"\b5\.1\.\d+\b")
Answer = tuple[int, bytes]


class _Ending(smtplib.SMTP):
    """Its constructor reads the greeting already."""

    def __init__(self, deadline: Deadline, *where: Any, **how: Any) -> None:
        self._deadline = deadline
        super().__init__(*where, **how)

    def getreply(self) -> Answer:
        if self.sock is not None:
            self._deadline.watch(self.sock)
        return super().getreply()


class _EndingTls(_Ending, smtplib.SMTP_SSL): ...


class Submission:
    """One connection for each mail. May be used from several threads."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def submit(self, mail: bytes, ours: str, to: str, before: Callable[[], None]) -> None:
        """`before` keeps that it may go out from now on. Raises DoorTrouble; Unknown where nobody can say any more."""
        with self._connected() as smtp:
            _ours(smtp.mail(ours, [f"size={len(mail)}"] if smtp.has_extn("size") else []))
            _theirs(smtp.rcpt(to))
            _ours(smtp.rcpt(ours))
            before()
            _ours(smtp.docmd("DATA"), expected=354)
            _of_the_mail(_handed_over(smtp, mail))

    def check(self) -> None:
        """Is the account taken? Raises TryLater."""
        with self._connected() as smtp:
            _ours(smtp.noop())

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Raises TryLater for whatever goes wrong before the mail itself is handed over."""
        with Deadline(LONGEST) as deadline, self._until(deadline) as smtp:
            yield smtp

    @contextmanager
    def _until(self, deadline: Deadline) -> Iterator[smtplib.SMTP]:
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._greeted(deadline)
            yield smtp
        except smtplib.SMTPAuthenticationError as trouble:
            why = f"the mail server did not take our name and password: {trouble.smtp_code}"
            raise NotUsable(why, Cause.LOGIN) from None
        except OSError as trouble:
            raise not_usable("the mail server", trouble) from None
        finally:
            if smtp is not None:
                _say_goodbye(smtp)

    def _greeted(self, deadline: Deadline) -> smtplib.SMTP:
        server, believed = self._account.server, self._account.believed
        if server.security is Security.TLS:
            smtp: smtplib.SMTP = _EndingTls(deadline, server.host, server.port, timeout=TIMEOUT, context=believed)
        else:
            smtp = _Ending(deadline, server.host, server.port, timeout=TIMEOUT)
        try:
            if server.security is Security.STARTTLS:
                smtp.starttls(context=believed)
            smtp.ehlo_or_helo_if_needed()
            if self._account.password:
                smtp.login(self._account.user, self._account.password)
        except OSError:
            smtp.close()
            raise
        return smtp


def _handed_over(smtp: smtplib.SMTP, mail: bytes) -> Answer:
    """From the first byte to the answer nobody knows. Raises UnknownAnew."""
    try:
        smtp.send(_LINE.sub(b"..", mail.removesuffix(b"\r\n")) + b"\r\n.\r\n")
        return smtp.getreply()
    except OSError as trouble:
        raise UnknownAnew(f"the connection ended before the mail server had answered: {why_not(trouble)}") from None


def _ours(answer: Answer, expected: int = 250) -> None:
    """What it says of us holds for every mail: none is given up for it."""
    code, _ = answer
    if code == TOO_LARGE:
        raise Refused(f"the mail server refused it as too large: {code}")
    if code not in (expected, 251, 252):
        raise TryLater(f"the mail server did not let us send: {code}")


def _theirs(answer: Answer) -> None:
    code, _ = answer
    if 500 <= code < 600:
        raise Unreachable(f"the mail server refused the address: {code}")
    if code not in (250, 251, 252):
        raise TryLater(f"the mail server put the address off: {code}")


def _of_the_mail(answer: Answer) -> None:
    code, said = answer
    if 500 <= code < 600:
        kind = Unreachable if _UNKNOWN_THERE.search(said) else Refused
        raise kind(f"the mail server refused it: {code}")
    if 400 <= code < 500:
        raise TryLater(f"the mail server put it off: {code}")
    if not 200 <= code < 300:  # no answer that there can be here: it may have taken it
        raise UnknownAnew(f"the mail server's answer cannot be understood: {code}")


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    """What was answered is answered, however the connection ends."""
    try:
        smtp.quit()
    except OSError:
        smtp.close()
