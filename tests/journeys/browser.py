"""The try-out as a person meets it: a real process, a real browser, buttons by their words."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, expect

PICTURES = Path(__file__).parents[1] / "pictures" / "journeys"
AXE = Path(__file__).parents[2] / "bot" / "tryout" / "page" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 200
"""How often a starting process is asked whether it answers, twenty times a second."""
SERIOUS = ("serious", "critical")


class Tryout:
    """`iro-bot tryout` in a process of its own, over a folder that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = _free_port()
        self._process = self._start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/"

    def kill(self) -> None:
        """As the power fails: nothing is closed or written any more."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def start_again(self) -> None:
        self.kill()
        self._process = self._start()

    def told(self) -> dict[str, list[str]]:
        """Every card and mail that anybody has, by person."""
        people = [person["id"] for person in self._ask("state")["people"]]
        return {
            person: [m["id"] for m in self._ask(f"people/{person}/chat")["messages"]]
            + [f"{m['id']} {m['subject']}" for m in self._ask(f"people/{person}/mail")["mails"]]
            for person in people
        }

    def today(self) -> str:
        return str(self._ask("state")["now"])[:10]

    def log(self) -> str:
        return "\n".join(" | ".join(row) for row in self._ask("log")["rows"])

    def health(self) -> Mapping[str, object]:
        with urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
            healthy: Mapping[str, object] = json.load(answer)
        return healthy

    def _ask(self, what: str) -> dict[str, list[dict[str, str]]]:
        with urlopen(f"http://127.0.0.1:{self.port}/api/{what}") as answer:
            asked: dict[str, list[dict[str, str]]] = json.load(answer)
        return asked

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", "tryout"],
            env={**os.environ, "IRO_BOT_FOLDER": str(self._folder), "IRO_BOT_PORT": str(self.port)},
            cwd=Path(__file__).parents[2],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(PATIENCE):
            try:
                self._process = process
                self._ask("guide")
                return process
            except (URLError, ConnectionError):
                assert process.poll() is None, "the try-out ended before it answered"
                Event().wait(0.05)
        raise AssertionError("the try-out does not answer")


class Screen:
    """The page, with one person chosen."""

    def __init__(self, page: Page, tryout: Tryout) -> None:
        self.page, self._tryout = page, tryout
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        page.goto(tryout.url)
        expect(page.locator("#people-list li")).not_to_have_count(0)

    def leave(self) -> None:
        self.page.goto("about:blank")

    def come_back(self) -> None:
        self.page.goto(self._tryout.url)
        expect(self.page.locator("#people-list li")).not_to_have_count(0)

    def choose(self, name: str) -> None:
        self.page.locator("#people-list button", has_text=name).click()
        expect(self.page.locator("#chat-who")).to_contain_text(name)

    def types(self, text: str) -> None:
        with self.page.expect_response(re.compile("/api/people/[a-z]+/chat$")):
            self.page.locator("#words").fill(text)
            self.page.locator("#words").press("Enter")

    def card(self, words: str) -> Locator:
        """The newest message that holds these words."""
        return self.page.locator("#messages > li", has_text=words).last

    def sees(self, words: str) -> None:
        expect(self.card(words)).to_be_visible()

    def presses(self, title: str, words: str = "", **typed: str) -> None:
        """A button of the newest card that has it (and these words); a form that it opens is filled and sent."""
        card = self._card_with(title, words)
        button = card.get_by_role("button", name=title, exact=True).last
        if typed and not labelled(card, next(iter(typed))).is_visible():
            button.click()
            expect(labelled(card, next(iter(typed)))).to_be_visible()
            inner = card.locator(".ac-adaptiveCard .ac-adaptiveCard .ac-pushButton:visible")
            button = inner.first if inner.count() else card.locator(".ac-pushButton:visible").first
        for label, value in typed.items():
            fill(labelled(card, label), value)
        self._send(button)

    def replies(self, subject: str, text: str) -> None:
        self.page.locator("#mails button", has_text=subject).first.click()
        self.page.locator("#reading").get_by_role("button", name="Reply").click()
        self.page.locator("#reading textarea").fill(text)
        with self.page.expect_response(re.compile("/api/people/[a-z]+/mail$")):
            self.page.locator("#reading").get_by_role("button", name="Send reply").click()

    def steps(self, step: str) -> None:
        """Returns once the chat has been read anew, which the page does when the clock has moved."""
        with self.page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/chat")):
            self.page.locator(f"[data-step='{step}']").click()

    def until(self, words: str, most: int = 12) -> None:
        """To the next event, again and again, until these words stand in the chat."""
        for _ in range(most):
            self.steps("event")
            self.page.wait_for_load_state("networkidle")
            if self.card(words).count():
                return
        raise AssertionError(f"“{words}” did not come")

    def picture(self, name: str, whole: bool = False) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=whole)

    def findings(self) -> list[str]:
        """What axe-core holds to be serious, with the elements."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
        ]

    def _card_with(self, title: str, words: str) -> Locator:
        button = self.page.get_by_role("button", name=title, exact=True)
        card = self.page.locator("#messages > li", has_text=words).filter(has=button).last
        expect(card).to_be_visible()
        return self.page.locator(f'#messages > [data-key="{card.get_attribute("data-key")}"]')

    def _send(self, button: Locator) -> None:
        with self.page.expect_response(re.compile("/api/people/[a-z]+/chat$")):
            button.click()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)


def labelled(card: Locator, label: str) -> Locator:
    boxes = card.locator("input, textarea, select").and_(card.get_by_label(re.compile(re.escape(label), re.IGNORECASE)))
    return boxes.locator("visible=true").first


def fill(box: Locator, value: str) -> None:
    """Whatever kind of input it is."""
    kind = box.evaluate("(element) => element.type || element.tagName.toLowerCase()")
    if kind == "select-one":
        box.select_option(value)
    elif kind in ("checkbox", "radio"):
        box.check()
    else:
        box.fill(value)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
