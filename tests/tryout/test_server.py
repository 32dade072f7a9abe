"""The try-out's small API: whatever it is sent, a clear sentence comes back and nothing is half-done."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.talk.faces import NotTaken
from bot.tryout.office import sample_people
from bot.tryout.run import FIRST_MORNING
from bot.tryout.server import tryout_app
from bot.tryout.stage import Stage
from escalation.case import PersonId
from tests.office import CONCERN
from tests.on_cards import data_to_send

JSON = {"Content-Type": "application/json"}


class Page:
    """The page's side of the API."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, object]:
        return asyncio.run(self._ask(method, path, body, headers))

    def get(self, path: str) -> tuple[int, object]:
        return self.ask("GET", path)

    def post(self, path: str, body: object) -> tuple[int, object]:
        return self.ask("POST", path, body)

    async def _ask(self, method: str, path: str, body: object, headers: dict[str, str] | None) -> tuple[int, object]:
        async with TestClient(TestServer(tryout_app(self.stage))) as client:
            data = body if isinstance(body, str | bytes) or body is None else json.dumps(body)
            sent = {**(JSON if body is not None else {}), **(headers or {})}
            async with client.request(method, path, data=data, headers=sent) as answer:
                text = await answer.text(errors="replace")
                try:
                    return answer.status, json.loads(text)
                except ValueError:
                    return answer.status, text


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    stage = Stage(tmp_path, "luton", sample_people(), FIRST_MORNING, lambda office, say: say("x", None))
    yield Page(stage)
    stage.office.close()


def test_the_page_finds_the_world_as_it_is(page: Page) -> None:
    status, state = page.get("/api/state")
    assert status == 200 and isinstance(state, dict)
    assert state["now_words"] == "Monday 2 March 2026, 9am"
    assert {"ines", "tom", "bea"} <= {person["id"] for person in state["people"]}
    assert state["procedure"]["draft"] is True
    may_raise = {person["id"] for person in state["people"] if person["may_raise"]}
    assert {"ines", "petra", "colin"} <= may_raise and not {"tom", "amir", "bea"} & may_raise


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"text"', b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": ' + b"9" * 10_000 + b"}", b"NaN"],
)
@pytest.mark.parametrize("path", ["/api/people/ines/chat", "/api/people/ines/mail", "/api/clock", "/api/procedure"])
def test_a_body_that_is_no_order_is_refused_with_a_sentence(page: Page, path: str, body: bytes) -> None:
    status, said = page.post(path, body)
    assert status in (400, 409) and isinstance(said, dict) and said["error"].endswith("page.")
    assert page.stage.office.revision == 1, "nothing has happened"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/people/ines/chat", {"text": 3}, 409),
        ("/api/people/ines/chat", {"press": "x"}, 409),
        ("/api/people/ines/chat", {"press": {}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "no such verb", "data": {}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "answer", "data": {"case": 7}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "answer", "data": {"answer": ["x"]}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "answer", "data": {"token": {"a": 1}}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "show log", "data": {"asked": 5}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "read all", "data": {"part": -1}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "send draft", "data": {"token": "x"}}}, 409),
        ("/api/people/ines/chat", {"press": {"message": "none", "verb": "undo", "data": {"case": "X\x00"}}}, 409),
        ("/api/people/ines/mail", {"reply_to": "none", "text": "x"}, 404),
        ("/api/people/ines/mail", {"reply_to": "none"}, 409),
        ("/api/people/ines/mail", {"text": "help"}, 409),
        ("/api/people/ines/mail", {"subject": 3, "text": "help"}, 409),
        ("/api/people/nobody/chat", {"text": "raise"}, 404),
        ("/api/people/..%2f..%2fetc/chat", {"text": "raise"}, 404),
        ("/api/clock", {"step": "century"}, 409),
        ("/api/clock", {"step": 1}, 409),
        ("/api/procedure", {"id": "nowhere"}, 409),
        ("/api/procedure", {"id": "/etc/passwd"}, 409),
        ("/api/procedure", {"id": "defaults"}, 409),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_and_changes_nothing(
    page: Page, path: str, body: object, status: int
) -> None:
    office = page.stage.office
    answered, said = page.post(path, body)
    assert answered == status and isinstance(said, dict) and len(str(said["error"])) > 10, said
    assert page.stage.office is office and not office.played.chats.of("ines")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["\ud800", "a\x00b", "\u202e", "x" * 200_000, "", " ", "\n\n", "raise\x00", "🦊" * 3000]
)
def test_whatever_is_typed_is_answered_in_the_chat(page: Page, text: str) -> None:
    status, said = page.post("/api/people/ines/chat", {"text": text})
    assert status == 200 and isinstance(said, dict) and said["messages"][-1]["from"] == "bot"


def test_too_much_is_refused(page: Page) -> None:
    status, said = page.post("/api/people/ines/chat", {"text": "x" * 600_000})
    assert status == 413 and "too long" in str(said)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Host": "evil.example"},
        {"Host": "evil.example:3978"},
        {"Host": "["},
    ],
)
def test_a_page_elsewhere_cannot_give_orders(page: Page, headers: dict[str, str]) -> None:
    status, said = page.ask("POST", "/api/people/ines/chat", {"text": "raise"}, headers)
    assert status == 403, said
    assert not page.stage.office.played.chats.of("ines")  # type: ignore[arg-type]


def test_another_sites_name_that_leads_here_reads_nothing(page: Page) -> None:
    status, said = page.ask("GET", "/api/state", None, {"Host": "evil.example"})
    assert status == 403 and "people" not in str(said)


@pytest.mark.parametrize(
    "file",
    [
        "..%2fserver.py",
        "%2e%2e%2fserver.py",
        "..%5cserver.py",
        "node_modules",
        "x%00.js",
        "x" * 4000,
        ".",
        "%2fetc%2fpasswd",
    ],
)
def test_nothing_but_the_page_can_be_read(page: Page, file: str) -> None:
    status, said = page.get(f"/page/{file}")
    assert status in (400, 404) and "import" not in str(said)


def test_a_concern_is_raised_answered_and_seen_through_the_api(page: Page) -> None:
    _, said = page.post("/api/people/ines/chat", {"text": "raise"})
    assert isinstance(said, dict)
    form = said["messages"][-1]
    data = {**CONCERN, "track": "looked_after", "spoken": "no", "when_silent": "ask the raiser", "token": "form-1"}
    press = {"press": {"message": form["id"], "verb": "raise", "data": data}}
    _, said = page.post("/api/people/ines/chat", press)
    assert isinstance(said, dict) and "Nothing has been sent yet" in json.dumps(said), said
    press["press"] = {"message": form["id"], "verb": "send draft", "data": data_to_send(said["messages"])}
    for _ in range(2):
        page.post("/api/people/ines/chat", press)
    status, path = page.get("/api/path?case=LUT-26-0001")
    assert status == 200 and isinstance(path, dict) and path["stops"][0]["title"] == "Informal resolution"
    page.post("/api/clock", {"step": "hour"})
    _, mail = page.get("/api/people/tom/mail")
    assert isinstance(mail, dict) and "answer by Monday 16 March" in mail["mails"][0]["subject"]
    page.post("/api/people/tom/mail", {"reply_to": mail["mails"][0]["id"], "text": "A date is set."})
    _, log = page.get("/api/log?case=LUT-26-0001")
    assert "Tom Reid answered" in json.dumps(log)
    for ref, refused in (("LUT-26-0404", 404), ("", 404), ("%00", 409)):
        assert page.get(f"/api/path?case={ref}")[0] == refused


def test_a_new_mail_to_the_bot_is_answered_by_mail(page: Page) -> None:
    status, said = page.post("/api/people/ines/mail", {"subject": "A question", "text": "help"})
    assert status == 200 and isinstance(said, dict)
    answer, sent = said["mails"][:2]
    assert (sent["mine"], sent["subject"], sent["text"]) == (True, "A question", "help")
    assert not answer["mine"] and "raise" in answer["text"]


def test_starting_anew_leaves_nothing_of_the_old_world(page: Page) -> None:
    page.post("/api/people/ines/chat", {"text": "help"})
    status, state = page.post("/api/restart", {})
    assert status == 200 and isinstance(state, dict) and not state["cases"]
    _, said = page.get("/api/people/ines/chat")
    assert said == {"messages": []}


def test_whoever_waits_for_a_turn_while_the_world_starts_anew_is_told_and_leaves_no_trace(page: Page) -> None:
    old, came = page.stage.office, []
    waiting = Event()

    def speak() -> None:
        waiting.set()
        try:
            old.says(PersonId("ines"), "my cases")
        except NotTaken as refusal:
            came.append(str(refusal))

    with old.lock:
        speaker = Thread(target=speak)
        speaker.start()
        waiting.wait()
        page.stage.start_anew("luton")
    speaker.join()
    assert came == ["The world was started again meanwhile. Reload the page."]
    assert page.get("/api/people/ines/chat") == (200, {"messages": []})


def test_orders_and_looks_in_flight_while_the_world_starts_anew_are_done_or_refused_in_words(page: Page) -> None:
    async def all_at_once() -> list[tuple[int, object]]:
        async with TestClient(TestServer(tryout_app(page.stage))) as client:

            async def ask(method: str, path: str, body: object) -> tuple[int, object]:
                data = json.dumps(body) if body is not None else None
                async with client.request(method, path, data=data, headers=JSON if data else {}) as answer:
                    return answer.status, json.loads(await answer.text())

            chat = "/api/people/ines/chat"
            looks = [("GET", path, None) for path in (chat, "/api/state", "/api/log", "/api/guide", "/healthz")]
            orders = [("POST", chat, {"text": "raise"}), ("POST", "/api/clock", {"step": "hour"})]
            asked = [*orders, *looks, ("POST", "/api/restart", {}), *orders, *looks] * 3
            return await asyncio.gather(*(ask(*one) for one in asked))

    came = asyncio.run(all_at_once())
    assert {status for status, _ in came} <= {200, 409}
    refused = {said["error"] for status, said in came if status == 409 and isinstance(said, dict)}
    assert refused <= {"The world was started again meanwhile. Reload the page."}
    assert page.get("/healthz")[0] == 200
    page.post("/api/restart", {})
    assert page.get("/api/people/ines/chat") == (200, {"messages": []})


def test_health_says_that_nobody_is_forgotten(page: Page) -> None:
    status, said = page.get("/healthz")
    assert status == 200 and isinstance(said, dict) and said["ok"] is True
