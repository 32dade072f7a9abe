"""An answer that is too long is not read to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
from kiota_http.middleware import BaseMiddleware

from .errors import TooLarge

LONGEST = 4 * 1024 * 1024
"""Bytes: reading JSON of that length takes about 30 ms of the event loop."""


class Measured(BaseMiddleware):  # type: ignore[misc]  # the SDK is not typed here
    async def send(self, request: httpx.Request, transport: httpx.AsyncBaseTransport) -> httpx.Response:
        response: httpx.Response = await super().send(request, transport)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Counted(response.stream)
        return response


class _Counted(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Raises TooLarge."""
        length = 0
        async for part in self._stream:
            length += len(part)
            if length > LONGEST:
                raise TooLarge("Graph's answer is too long")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
