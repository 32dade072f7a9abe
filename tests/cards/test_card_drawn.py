"""Cards drawn by Microsoft's renderer in Chromium: nothing is cut off, words are seen as typed, forms send them.

Pictures are left in tests/pictures/cards for whoever wants to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cards.as_typed import UNSEEN
from cards.card import plain_card
from cards.card_json import Card
from cards.reading import read_all_card
from cards.telling import Section
from escalation.actions import EscalateTo
from escalation.case import Words
from escalation.notices import Meaning
from tests.cards.drawing import LIBRARY, draw, page_for, picture
from tests.cards.gallery import gallery, told
from tests.cards.mail_gallery import spoofed
from tests.cards.played import at_stage_1, concern, said
from tests.cards.reading_order import SPOOFED, out_of_order
from tests.cards.test_card import HOSTILE, with_words
from tests.conftest import do_without
from tests.people import INES, at
from tests.sources import ROOT

STARS_ALONE = """() => [...document.querySelectorAll("#card *")]
  .filter((node) => !node.children.length && node.textContent.trim() === "*")
  .filter((node) => node.previousSibling && node.offsetParent)
  .filter((star) => {
    const words = document.createRange();
    words.selectNodeContents(star.previousSibling);
    const lines = [...words.getClientRects()];
    const inked = [...star.getClientRects()].at(-1);
    return inked.top >= lines.at(-1).bottom - 2;
  })
  .map((star) => star.parentElement.textContent)"""

PICTURES = ROOT / "tests" / "pictures" / "cards"
PICTURED = ("asked", "nobody answered, one press", "raise", "raise, again", "check", "case after answer", "my cases")


@pytest.fixture(params=[(450, "light"), (450, "dark"), (360, "light"), (360, "dark")], ids=lambda p: f"{p[0]} {p[1]}")
def place(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[tuple[Page, str]]:
    width, theme = request.param
    yield from at_width(chromium, width, theme)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    yield from (found for found, _ in at_width(chromium, 450, "light"))


def at_width(chromium: Browser, width: int, theme: str) -> Iterator[tuple[Page, str]]:
    if not LIBRARY.is_file():
        do_without("The card renderer is not installed", "`make test` installs it.")
    opened = page_for(chromium, width, theme)
    yield opened, f"{width}-{theme}"
    opened.close()


def test_every_card_is_drawn_whole_at_the_widths_of_teams(place: tuple[Page, str]) -> None:
    page, where = place
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name, card in gallery().items():
        draw(page, card)
        width, room = page.evaluate("[document.body.scrollWidth, window.innerWidth]")
        assert width <= room, name
        assert page.locator("#card").inner_text().strip(), name
        if name in PICTURED:
            picture(page, PICTURES / f"{name.replace(' ', '-').replace(',', '')}-{where}.png")
    assert complaints == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_words_are_seen_exactly_as_typed_and_do_nothing(page: Page, typed: str) -> None:
    cards: list[Card] = [told(with_words(typed)), read_all_card(Section("What is asked", typed, "Ines"), {})]
    for card in cards:
        draw(page, card)
        seen = page.locator("#card").evaluate("node => node.innerText").replace(UNSEEN, "").replace("\u00a0", " ")
        for line in typed.replace("\r\n", "\n").split("\n"):
            assert line.replace("\t", "    ").rstrip() in seen
        assert page.locator("#card script, #card img, #card b, #card a[href*='example.org']").count() == 0
        assert "2017" not in seen or "2017-02-14T06:00:00Z" in seen


def test_nothing_that_somebody_typed_or_is_called_turns_round_what_a_card_says(page: Page) -> None:
    typed = concern(what=Words(SPOOFED), why_it_matters=Words(SPOOFED), asked=Words(SPOOFED))
    played = at_stage_1(concerns=(typed,)).passes(at("2026-04-14")).does(EscalateTo(said(INES), 1))
    for seen in (played.last(Meaning.ANSWER_ASKED), played.telling(INES)):
        draw(page, told(spoofed(seen, SPOOFED.partition("\n")[0])))
        assert out_of_order(page, [SPOOFED]) == []
    draw(page, plain_card(SPOOFED, f"{SPOOFED} has taken over."))
    assert out_of_order(page, []) == []


def test_a_form_inside_a_card_waits_for_what_is_required_and_sends_what_was_typed(page: Page) -> None:
    draw(page, gallery()["asked"])
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="Send answer").click()
    assert page.evaluate("window.pressed") == []
    assert page.get_by_text("Write what has been done or will be done.").is_visible()
    page.get_by_role("textbox", name="Your answer (required)").fill("Done.\nAll of it.")
    page.get_by_role("button", name="Send answer").click()
    [pressed] = page.evaluate("window.pressed")
    assert pressed["verb"] == "answer"
    assert pressed["data"]["answer.answer"] == "Done.\nAll of it." and pressed["data"]["case"] == "LUT-26-0042"


def test_a_full_name_is_stopped_in_the_form_with_the_reason(page: Page) -> None:
    draw(page, gallery()["raise"])
    page.get_by_role("textbox", name="Record number (required)").fill("Alice Brown")
    page.get_by_role("button", name="Next: who is told").click()
    assert page.evaluate("window.pressed") == []
    assert page.get_by_text("Write the number from the case system, not a name.").count() == 1


def test_an_empty_child_field_is_not_called_a_name(page: Page) -> None:
    draw(page, gallery()["raise"])
    before = page.locator("#card").inner_text().count("full name")
    page.get_by_role("button", name="Next: who is told").click()
    assert page.locator("#card").inner_text().count("full name") == before
    assert page.get_by_text("Write one to four capital letters.").count() == 1


def test_two_fields_side_by_side_stay_level_whatever_is_wrong_with_one(place: tuple[Page, str]) -> None:
    page, _ = place
    draw(page, gallery()["raise"])
    for typed in ("", "10442"):
        page.get_by_role("textbox", name="Record number (required)").fill(typed)
        page.get_by_role("button", name="Next: who is told").click()
        pair = ("Record number", "Child’s initials")
        boxes = [page.get_by_label(re.compile(f"^{label}")).first.bounding_box() for label in pair]
        tops = [box["y"] for box in boxes if box is not None]
        assert len(tops) == 2 and abs(tops[0] - tops[1]) < 4, typed


def test_the_star_of_a_required_field_never_stands_alone_on_a_line(place: tuple[Page, str]) -> None:
    page, _ = place
    with_fields = {name: card for name, card in gallery().items() if "Input." in str(card)}
    assert len(with_fields) > 50
    for name, card in with_fields.items():
        draw(page, card)
        assert page.evaluate(STARS_ALONE) == [], name


def test_what_is_seldom_needed_unfolds(page: Page) -> None:
    draw(page, gallery()["raise"])
    second = page.get_by_role("textbox", name="What is wrong, second concern")
    assert not second.is_visible()
    page.get_by_text("+ A second concern").click()
    assert second.is_visible()


def test_a_step_for_which_there_is_no_button_unfolds_and_can_be_pressed(page: Page) -> None:
    draw(page, gallery()["case to raiser"])
    page.get_by_text("+ More steps").click()
    page.get_by_text("Close", exact=True).click()
    [pressed] = page.evaluate("window.pressed")
    assert (pressed["verb"], pressed["data"]["step"]) == ("open form", "close")


def test_reading_all_is_a_press(page: Page) -> None:
    draw(page, gallery()["long words"])
    page.get_by_text("Read all", exact=True).first.click()
    [pressed] = page.evaluate("window.pressed")
    assert pressed["verb"] == "read all" and pressed["data"]["heading"] == "What is asked"
