"""`POST /api/messages`: where Teams brings what people type and press."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from .activities import MalformedActivity, parsed
from .adapter import TeamsAdapter, Turn
from .guard import NotAdmitted
from .outcomes import JsonObject
from .service_urls import ServiceUrlRefused

LARGEST = 262_144
"""Bytes. Teams sends messages of about 100 KB at most."""
WITHIN = 20.0
"""Seconds in which the whole of it has to be here: Teams itself gives up after 15."""

Check = Callable[[str | None, JsonObject], Awaitable[object]]
"""The guard: from the Authorization header and the activity to the caller; raises NotAdmitted."""


def messages_route(adapter: TeamsAdapter, check: Check, turn: Turn) -> web.RouteDef:
    async def messages(request: web.Request) -> web.Response:
        try:
            activity = parsed(await _body(request))
            caller = await check(request.headers.get("Authorization"), activity)
            answer = await adapter.process(activity, caller, turn)
        except MalformedActivity as refused:
            raise web.HTTPBadRequest(text=str(refused)) from refused
        except NotAdmitted as refused:
            return web.Response(status=refused.status, text=refused.sentence)
        except ServiceUrlRefused as refused:
            raise web.HTTPForbidden(text=str(refused)) from refused
        if answer is None:
            return web.Response()
        return web.Response(status=answer.status, body=_written(answer.body), content_type="application/json")

    return web.post("/api/messages", messages)


async def _body(request: web.Request) -> bytes:
    """Refuses before it reads what is not JSON or too large."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
    try:
        async with asyncio.timeout(WITHIN):
            body = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, ConnectionError):  # packed wrongly, or cut off
        raise MalformedActivity("The request cannot be read") from None
    if len(body) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
    return body


def _written(body: object) -> bytes | None:
    return None if body is None else json.dumps(body).encode()
