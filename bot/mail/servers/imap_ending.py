"""An IMAP client whose connection has a deadline from its greeting on, which the constructor reads already."""

from __future__ import annotations

from typing import Any

from imapclient import IMAPClient
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from .deadline import Deadline


class EndingClient(IMAPClient):  # type: ignore[misc]
    def __init__(self, deadline: Deadline, host: str, port: int, **how: Any) -> None:
        self._deadline = deadline
        super().__init__(host, port, **how)

    def _create_IMAP4(self) -> _Ending | _EndingTls:
        """There is no other way to the connection before the greeting has been read."""
        seconds = self._timeout.connect
        if self.ssl:
            return _EndingTls(self._deadline, self.host, self.port, self.ssl_context, seconds)
        return _Ending(self._deadline, self.host, self.port, seconds)


class _Ending(IMAP4WithTimeout):  # type: ignore[misc]
    def __init__(self, deadline: Deadline, *where: Any) -> None:
        self._deadline = deadline
        super().__init__(*where)

    def open(self, *where: Any, **how: Any) -> None:
        super().open(*where, **how)
        self._deadline.watch(self.sock)


class _EndingTls(IMAP4_TLS):  # type: ignore[misc]
    def __init__(self, deadline: Deadline, *where: Any) -> None:
        self._deadline = deadline
        super().__init__(*where)

    def open(self, *where: Any, **how: Any) -> None:
        super().open(*where, **how)
        self._deadline.watch(self.sock)
