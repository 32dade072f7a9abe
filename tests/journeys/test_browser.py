"""The whole journey in Chromium, against a real process that is killed and started again in the middle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .browser import Screen, Tryout

CONCERN = {
    "Record number": "10442",
    "Initials": "AB",
    "Team": "North",
    "Social worker": "amir",
    "Theme": "drift",
    "What is wrong": "The plan agreed on 12 January has not been carried out.",
    "Why it matters": "AB has asked twice when contact with a sister will begin.",
    "What is asked": "A date for the core group, and the updated care plan, before half-term.",
    "Where it arose": "review",
    "This is about": "yes",
}

BY_KEYBOARD = (
    "10442",
    "AB",
    "North",
    "Amir Haddad",
    "Significant drift",
    "It has drifted.",
    "AB waits.",
    "A date.",
    "Review",
)
"""The form from its top, field by field."""
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element.closest("#messages")) return "";
  return element.getAttribute("aria-label") || element.innerText || element.labels?.[0]?.innerText || "";
}"""
HAPPENINGS = (
    "The alert was sent",
    "No answer had come",
    "Sara Patel answered",
    "Helen Marsh answered",
    "The meeting was held",
)


@pytest.fixture
def tryout(tmp_path: Path) -> Iterator[Tryout]:
    tryout = Tryout(tmp_path)
    yield tryout
    tryout.kill()


@pytest.fixture
def screen(chromium: Browser, tryout: Tryout) -> Iterator[Screen]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    screen = Screen(context.new_page(), tryout)
    yield screen
    context.close()
    assert not screen.errors


def test_a_concern_goes_from_raised_to_resolved_and_a_killed_process_loses_nothing(
    screen: Screen, tryout: Tryout
) -> None:
    _raise(screen)
    screen.until("It is not settled yet")
    screen.picture("3-not-settled")
    screen.presses("Move up", "It is not settled yet", **{"Not consulted": "It cannot wait for the consultation."})
    screen.picture("4-who-is-told")
    screen.presses("Move it")
    screen.sees("Tom Reid is asked to answer")
    screen.until("No answer came")
    screen.picture("5-silence-at-stage-1")
    _killed_and_started_again(screen, tryout)
    screen.choose("Ines Okafor")
    screen.presses("Move up", "No answer came")
    screen.sees("Sara Patel is asked to answer")
    _answer_by_mail(screen)
    screen.choose("Ines Okafor")
    screen.sees("Sara Patel has answered")
    screen.presses("Not satisfied", "Sara Patel has answered", Why="No day is named for the core group.")
    screen.presses("Move it")
    _answer_on_the_card(screen)
    _killed_and_started_again(screen, tryout)
    screen.choose("Ines Okafor")
    screen.presses(
        "Not satisfied",
        "Helen Marsh has answered",
        **{"Why": "It was promised before.", "Dispute Resolution Meeting": "yes", "Assistant Director for": "yes"},
    )
    screen.picture("8-the-meeting-is-checked")
    screen.presses("Move it")
    _hold_the_meeting(screen, tryout)
    screen.choose("Ines Okafor")
    screen.presses("Satisfied", "The meeting was held", **{"What has changed": "AB sees her sister every Saturday."})
    screen.sees("Ines Okafor is satisfied")
    screen.picture("10-resolved")
    _every_date_is_in_the_log(screen, tryout)


def test_silence_moves_the_case_up_by_itself_and_a_killed_process_loses_nothing(screen: Screen, tryout: Tryout) -> None:
    _raise(screen, **{"Move it up by itself": "yes"})
    screen.until("The case has moved to Stage 1 by itself")
    _killed_and_started_again(screen, tryout)
    screen.choose("Ines Okafor")
    screen.until("The case has moved to Stage 2 by itself")
    screen.until("The case has moved to Stage 3 by itself")
    _killed_and_started_again(screen, tryout)
    screen.choose("Ines Okafor")
    screen.until("No answer came")
    log = tryout.log()
    assert log.count("began, as it was not settled") == 1, log
    assert log.count("began, as no answer came") == 2, log
    assert tryout.health()["ok"] is True


def _raise(screen: Screen, **more: str) -> None:
    screen.picture("0-a-new-world")
    screen.choose("Ines Okafor")
    screen.types("raise")
    screen.sees("Next you see who gets what")
    screen.presses("Next: who is told", **(CONCERN | more))
    screen.sees("Nothing has been sent yet")
    screen.picture("1-check-first")
    screen.presses("Send", "Nothing has been sent yet")
    screen.presses("Send now")
    screen.sees("are asked to settle it by Monday 16 March")
    screen.picture("2-sent")


def _killed_and_started_again(screen: Screen, tryout: Tryout) -> None:
    before, log = tryout.told(), tryout.log()
    screen.leave()
    tryout.start_again()
    screen.come_back()
    assert tryout.told() == before and tryout.log() == log
    assert tryout.health()["ok"] is True and tryout.health()["messages_waiting"] == 0


def _answer_by_mail(screen: Screen) -> None:
    screen.choose("Sara Patel")
    expect(screen.page.locator("#mails")).to_contain_text("Dispute Resolution, stage 2")
    screen.replies("stage 2", "A worker is allocated from Monday, and a core group is being arranged.")
    screen.picture("6-answered-by-mail")
    screen.sees("Your answer has been received")


def _answer_on_the_card(screen: Screen) -> None:
    screen.choose("Helen Marsh")
    screen.sees("Your answer is asked for")
    screen.picture("7-the-assistant-director-is-asked")
    screen.presses("Answer", **{"Your answer": "The plan will be updated by Friday."})
    screen.sees("Your answer has been received")


def _hold_the_meeting(screen: Screen, tryout: Tryout) -> None:
    screen.choose("Faisal Rahman")
    screen.sees("You are asked to call a meeting")
    screen.picture("9-the-chair-is-asked")
    screen.presses(
        "Record the meeting",
        **{"Held on": tryout.today(), "What": "Contact begins on Saturday.", "Who else": "Ines Okafor, Helen Marsh"},
    )


def _every_date_is_in_the_log(screen: Screen, tryout: Tryout) -> None:
    log = tryout.log()
    for happening in HAPPENINGS:
        line = next((row for row in log.splitlines() if happening in row), "")
        assert "2026" in line, f"{happening} is not in\n{log}"
    assert "Ines Okafor is satisfied" in log
    screen.page.locator("#log-open").click()
    expect(screen.page.locator("#log-drawer")).to_contain_text("The meeting was held")
    screen.picture("11-the-log")
    assert tryout.health()["ok"] is True


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_nothing_serious_stands_in_the_way_of_a_screen_reader(
    chromium: Browser, tryout: Tryout, colours: str, width: int
) -> None:
    """axe-core over the empty page, the form, the check, the answer form, an open mail and a new one."""
    wide = chromium.new_context(viewport={"width": 1440, "height": 900})
    _raise(Screen(wide.new_page(), tryout))
    wide.close()
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=colours)
    screen = Screen(context.new_page(), tryout)
    look = Look(screen, f"{colours}-{width}")
    look.at("people")
    look.to("chat", "Ines Okafor")
    screen.types("raise")
    screen.sees("Next you see who gets what")
    look.at("form")
    look.to("chat", "Tom Reid")
    screen.card("You are asked").get_by_role("button", name="Answer", exact=True).click()
    look.at("answer")
    look.to("mail", "Tom Reid")
    screen.page.locator("#mails button").first.click()
    look.at("mail")
    screen.page.get_by_role("button", name="New mail", exact=True).click()
    look.at("new mail")
    screen.page.locator("#log-open").click()
    look.at("log")
    context.close()
    assert not screen.errors and not look.found, "\n".join(look.found)


class Look:
    """Looks at the page as it stands: a picture, and what axe-core finds."""

    def __init__(self, screen: Screen, name: str) -> None:
        self._screen, self._name = screen, name
        self.found: list[str] = []

    def at(self, what: str) -> None:
        self._screen.picture(f"look-{self._name}-{what}")
        self.found += [f"{what}: {finding}" for finding in self._screen.findings()]
        width = self._screen.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if width > 0:
            self.found.append(f"{what}: the page is {width} pixels too wide")

    def to(self, pane: str, name: str) -> None:
        """Choose a person and a pane; on a narrow screen one pane is seen at a time."""
        tabs = self._screen.page.locator(".tabs")
        if tabs.is_visible():
            tabs.locator("[data-pane=people]").click()
        self._screen.page.locator("#people-list button", has_text=name).click()
        if tabs.is_visible():
            tabs.locator(f"[data-pane={pane}]").click()
        expect(self._screen.page.locator(f"#{pane}-who")).to_contain_text(name)


def test_a_concern_is_raised_by_keyboard_alone(screen: Screen) -> None:
    page = screen.page
    page.locator("#people-list button", has_text="Ines Okafor").focus()
    page.keyboard.press("Enter")
    page.locator("#words").focus()
    page.keyboard.type("raise")
    page.keyboard.press("Enter")
    screen.sees("Next you see who gets what")
    screen.card("Next you see who gets what").locator("input").first.focus()
    for words in BY_KEYBOARD:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    _tab_to(screen, "This is about a child’s plan")
    page.keyboard.press("Space")
    _tab_to(screen, "Next: who is told")
    page.keyboard.press("Enter")
    screen.sees("Nothing has been sent yet")
    _tab_to(screen, "Send")
    page.keyboard.press("Enter")
    screen.sees("will be sent at")
    _tab_to(screen, "Send now")
    page.keyboard.press("Enter")
    screen.sees("are asked to settle it by Monday 16 March")


def _tab_to(screen: Screen, words: str, most: int = 60) -> None:
    """With the Tab key, as far as the thing in the messages that says this."""
    for _ in range(most):
        focused = screen.page.evaluate(FOCUSED)
        if focused.strip().startswith(words):
            return
        screen.page.keyboard.press("Tab")
    raise AssertionError(f"“{words}” cannot be reached with the Tab key")
