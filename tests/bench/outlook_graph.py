"""A Graph in a process of its own, so that what it costs is not counted: it forgets a mail as soon as it is sent."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from tests.graph.mailboxes import Kept, Mailboxes
from tests.graph.server import GraphServer, graph_server


class Forgetful(Mailboxes):
    def _go_out(self, user: str, kept: Kept, recipient: str) -> None:
        del self.of(user)[kept.id]

    async def search(self, request: web.Request) -> web.Response:
        return web.json_response({"value": []})


class Lenient(GraphServer):
    """Any token will do, and nothing is kept of what was asked."""

    async def _answered(self, request: web.Request, answer: object, received: object) -> web.StreamResponse:
        self.received.clear()
        return await answer(request)  # type: ignore[operator, no-any-return]


async def main() -> None:
    async with graph_server(Forgetful(), server=Lenient()) as server:
        print(server.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
