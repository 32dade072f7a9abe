"""How a Graph misbehaves: before it has done what it was asked, or after."""

from __future__ import annotations

from aiohttp import web

from .server import Answer, Fault, GraphServer, refusal


def answering(status: int, code: str = "", **headers: str) -> Fault:
    """Refused before anything was done. `Retry_After="30"` becomes a header."""

    async def behave(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
        return refusal(status, code, **headers)

    return behave


def after(fault: Fault) -> Fault:
    """It is done, and only then something goes wrong."""

    async def behave(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
        await answer(request)
        return await fault(server, request, answer)

    return behave


async def breaking_off(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def dawdling(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
    """Nothing comes until the test is over."""
    await server.closing.wait()
    return web.Response()


async def dripping(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
    """It is done; then the answer begins and does not end."""
    done = await answer(request)
    response = web.StreamResponse(status=done.status, headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"id": ')
    await server.closing.wait()
    return response


async def cut_short(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
    """It is done; the answer is half a JSON object."""
    done = await answer(request)
    body = bytes(done.body) if isinstance(done, web.Response) and isinstance(done.body, bytes) else b""
    return web.Response(status=done.status, body=body[: len(body) // 2], content_type="application/json")


async def ending_the_token(server: GraphServer, request: web.Request, answer: Answer) -> web.StreamResponse:
    """From now on the next one is let in."""
    server.token = f"token-{int(server.token.removeprefix('token-')) + 1}"
    return refusal(401, "InvalidAuthenticationToken")
