"""The try-out's door: the page, and the small JSON API behind it. Loopback only; anybody here may be anybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from escalation.case import CaseRef, PersonId
from storage.errors import TextRefused

from ..service.health import health_routes
from ..talk.faces import NotTaken
from .office import NotHere
from .stage import Stage
from .views import chat_lines, example_view, guide, log_view, mail_lines, path_view, state_view

PAGE = Path(str(files("bot.tryout"))) / "page"
RENDERER = PAGE / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "style-src-elem 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""A mail's own inlined styles need the two lenient words; scripts come from here and nowhere else."""
BODY_LIMIT = 512 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
UNREADABLE = "The order could not be read. Reload the page."
SAID = {
    405: "This address does not do that.",
    413: "That is too long: at most half a million characters at once.",
}
SERVED_AS = web.AppKey("served as", str)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Json = dict[str, object]


class TryoutApi:
    """One method for each address. The middle is synchronous: every handler crosses once, in a thread."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", _page("index.html")),
            web.get("/page/adaptivecards.js", self.renderer),
            web.get("/page/{file}", self.page_file),
            web.get("/api/state", self.state),
            web.get("/api/path", self.path),
            web.get("/api/log", self.log),
            web.get("/api/guide", self.guide),
            web.get("/api/people/{person}/chat", self.chat),
            web.post("/api/people/{person}/chat", self.say_or_press),
            web.get("/api/people/{person}/mail", self.mail),
            web.post("/api/people/{person}/mail", self.send_mail),
            web.post("/api/people/{person}/seen", self.seen),
            web.post("/api/clock", self.clock),
            web.post("/api/example", self.example),
            web.post("/api/procedure", self.procedure),
            web.post("/api/restart", self.restart),
        ]

    async def state(self, request: web.Request) -> web.Response:
        return await self._answer(lambda: state_view(self._stage))

    async def path(self, request: web.Request) -> web.Response:
        ref = CaseRef(request.query.get("case", ""))
        return await self._answer(lambda: path_view(self._stage.office, ref))

    async def log(self, request: web.Request) -> web.Response:
        ref = CaseRef(request.query.get("case", ""))
        return await self._answer(lambda: log_view(self._stage.office, ref or None))

    async def guide(self, request: web.Request) -> web.Response:
        return await self._answer(lambda: {"steps": guide(self._stage.office)})

    async def chat(self, request: web.Request) -> web.Response:
        person = self._person(request)
        return await self._answer(lambda: {"messages": chat_lines(self._stage.office, person)})

    async def say_or_press(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await _body(request)
        return await self._answer(lambda: self._say_or_press(person, body))

    async def mail(self, request: web.Request) -> web.Response:
        person = self._person(request)
        return await self._answer(lambda: {"mails": mail_lines(self._stage.office, person)})

    async def send_mail(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await _body(request)
        return await self._answer(lambda: self._send_mail(person, body))

    async def seen(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await _body(request)
        return await self._answer(lambda: self._seen(person, body))

    async def clock(self, request: web.Request) -> web.Response:
        body = await _body(request)
        return await self._answer(lambda: self._clock(_text(body, "step")))

    async def example(self, request: web.Request) -> web.Response:
        return await self._answer(lambda: example_view(self._stage.play_example()), beginning=True)

    async def procedure(self, request: web.Request) -> web.Response:
        body = await _body(request)
        return await self._answer(lambda: self._start_anew(_text(body, "id")), beginning=True)

    async def restart(self, request: web.Request) -> web.Response:
        return await self._answer(lambda: self._start_anew(self._stage.pack), beginning=True)

    async def page_file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["file"]
        if name not in {file.name for file in PAGE.iterdir() if file.is_file()}:
            raise web.HTTPNotFound(text="There is no such page here.")
        return web.FileResponse(PAGE / name)

    async def renderer(self, request: web.Request) -> web.StreamResponse:
        if not RENDERER.is_file():
            raise web.HTTPNotFound(text="Microsoft's card renderer is not installed. Run `make install`.")
        return web.FileResponse(RENDERER)

    async def _answer(self, work: Callable[[], Json], beginning: bool = False) -> web.Response:
        """`beginning`: the work itself starts the world anew, and waits for what others do in the old one."""
        try:
            return web.json_response(await asyncio.to_thread(work if beginning else lambda: self._in_play(work)))
        except NotTaken as refusal:
            return _refused(409, str(refusal))
        except NotHere as missing:
            return _refused(404, str(missing))
        except TextRefused:
            return _refused(409, "There is a character in this that cannot be looked for.")

    def _in_play(self, work: Callable[[], Json]) -> Json:
        with self._stage.turns.together():
            return work()

    def _person(self, request: web.Request) -> PersonId:
        person = PersonId(request.match_info["person"])
        if person not in self._stage.office.people.people:
            raise web.HTTPNotFound(text="There is no such person here.")
        return person

    def _say_or_press(self, person: PersonId, body: Mapping[str, object]) -> Json:
        office, toast, press = self._stage.office, "", body.get("press")
        if isinstance(press, Mapping):
            data = press.get("data")
            reply = office.presses(
                person, _text(press, "message"), _text(press, "verb"), data if isinstance(data, Mapping) else {}
            )
            toast = reply.toast
        else:
            office.says(person, _text(body, "text"))
        return {"messages": chat_lines(office, person), "toast": toast or None}

    def _send_mail(self, person: PersonId, body: Mapping[str, object]) -> Json:
        """An answer to a mail, or a new one to the bot."""
        office, text = self._stage.office, _text(body, "text")
        if "reply_to" in body:
            office.replies(person, _text(body, "reply_to"), text, quoting=False)
        else:
            office.writes(person, _text(body, "subject"), text)
        return {"mails": mail_lines(self._stage.office, person)}

    def _seen(self, person: PersonId, body: Mapping[str, object]) -> Json:
        played = self._stage.office.played
        if body.get("chat"):
            played.chats.mark_seen(person)
        if body.get("mail"):
            played.mailboxes.mark_seen(person)
        return {}

    def _clock(self, step: str) -> Json:
        office = self._stage.office
        match step:
            case "hour":
                office.pass_hours(1)
            case "working day":
                office.pass_working_days(1)
            case "event":
                office.to_next_event()
            case "deadline":
                office.to_next_deadline()
            case _:
                raise NotTaken('The clock steps by "hour", "working day", or to the next "event" or "deadline".')
        return state_view(self._stage)

    def _start_anew(self, pack: str) -> Json:
        self._stage.start_anew(pack)
        return self._in_play(lambda: state_view(self._stage))


def tryout_app(stage: Stage, host: str = "localhost") -> web.Application:
    app = web.Application(middlewares=[_guard], client_max_size=BODY_LIMIT)
    app[SERVED_AS] = host.lower()
    app.add_routes(TryoutApi(stage).routes())
    app.add_routes(health_routes(stage.health))
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Same origin only: a page elsewhere in the browser must not press anything here."""
    if not _is_asked_here(request) or (request.method == "POST" and not _is_from_here(request)):
        response: web.StreamResponse = _refused(403, "This address takes orders from its own page only.")
    else:
        response = await _handled(request, handler)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is said as the page understands it."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _refused(error.status, SAID.get(error.status, error.text or error.reason))


def _refused(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


def _is_asked_here(request: web.Request) -> bool:
    """By a name of this machine: another site's name that was made to lead here would be as good as a guest."""
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    return host in LOOPBACK or host == request.app[SERVED_AS]


def _is_from_here(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    is_json = request.content_type == "application/json"
    return is_json and (origin is None or origin.partition("://")[2] == request.host)


def _page(name: str) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / name)

    return serve


async def _body(request: web.Request) -> Mapping[str, object]:
    try:
        body = json.loads((await request.read()).decode("utf-8"))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text=UNREADABLE)
    return body


def _text(body: Mapping[str, object], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise NotTaken(UNREADABLE)
    return value
