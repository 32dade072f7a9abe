"""Every shape of mail in Chromium, at the width of a telephone and of a desk: whole, large enough, for everybody.

Pictures are left in tests/pictures/mails for whoever wants to look.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from cards.digest import digest
from cards.mail import Mail
from cards.plain_mail import plain_mail
from escalation.actions import EscalateTo
from escalation.case import Words
from escalation.notices import Meaning
from tests.cards.mail_gallery import mails, one_of_each_shape, spoofed, written
from tests.cards.played import at_stage_1, concern, said
from tests.cards.reading_order import SPOOFED, TURNING, out_of_order
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path, do_without, is_soak
from tests.people import INES, at
from tests.sources import ROOT

PICTURES = ROOT / "tests/pictures/mails"
AXE = ROOT / "bot/tryout/page/node_modules/axe-core/axe.min.js"
SERIOUS = ("serious", "critical")
SMALLEST = 13
"""Pixels of the smallest letters."""
PICTURED = 12
"""Of so many mails, one picture is kept to look at, and of those whose words are odd."""
WHATS_WRONG = """(smallest) => {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) faults.push(`as wide as ${page.scrollWidth}`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || holder.closest(".hidden, [aria-hidden=true]")) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < smallest) faults.push(`${size}px: ${text.data.trim().slice(0, 40)}`);
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = holder.closest("td, th").getBoundingClientRect();
    for (const line of range.getClientRects()) {
      const inside = line.left >= box.left - 1 && line.right <= box.right + 1 && line.top >= box.top - 1
        && line.bottom <= box.bottom + 1 && line.left >= 0 && line.right <= innerWidth + 1;
      if (!inside) faults.push(`cut off: ${text.data.trim().slice(0, 40)}`);
    }
  }
  return [...new Set(faults)].slice(0, 5);
}"""

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: letters against what they stand on."""
PLACES_OF_TEXT = """() => {
  const places = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || text.parentElement.closest("[aria-hidden=true]")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const { x, y, width, height } = range.getClientRects()[0];
    places.push({ x, y: y + scrollY, width, height, text: text.data.trim().slice(0, 40) });
  }
  return places;
}"""
CONTRASTS = """async ([shown, places]) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${shown}`;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(picture, 0, 0);
  const linear = (part) => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  return places.map(({ x, y, width, height }) => {
    const { data } = drawing.getImageData(x, y, Math.max(1, width), Math.max(1, height));
    const counted = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
      counted.set(colour, (counted.get(colour) || 0) + 1);
    }
    const [[behind]] = [...counted].sort((one, other) => other[1] - one[1]);
    const back = light(behind.split(",").map(Number));
    return Math.max(...[...counted.keys()].map((colour) => ratio(light(colour.split(",").map(Number)), back)));
  });
}"""
"""The strongest contrast of any letter's pixel with the colour that most pixels of its line have."""


@cache
def looked_at() -> Mapping[str, Mail]:
    """All of them in `make soak`, else one of each shape."""
    return mails() if is_soak() else one_of_each_shape(mails())


@pytest.fixture(params=[360, 1000], ids="{} pixels".format)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page(viewport={"width": request.param, "height": 700})
    yield opened
    opened.close()


@pytest.mark.soak
def test_every_mail_is_drawn_whole_and_in_letters_that_can_be_read(page: Page) -> None:
    asked_elsewhere: list[str] = []
    page.on("request", lambda request: asked_elsewhere.append(request.url))
    for number, (name, mail) in enumerate(looked_at().items()):
        page.set_content(mail.html)
        assert page.evaluate(WHATS_WRONG, SMALLEST) == [], name
        if number % PICTURED == 0 or name.startswith("words"):
            keep_picture(page, name)
    assert asked_elsewhere == []


@pytest.mark.soak
def test_no_mail_has_a_serious_finding_of_axe(page: Page) -> None:
    """At both widths: on a telephone the cells of a table stand below each other."""
    if not AXE.is_file():
        do_without("axe-core is not installed", "`make test` installs it.")
    source = AXE.read_text(encoding="utf-8")
    for name, mail in looked_at().items():
        page.set_content(mail.html)
        page.evaluate(source)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
        serious = [f"{one['id']}: {one['nodes'][0]['target']}" for one in found if one["impact"] in SERIOUS]
        assert serious == [], name


@pytest.mark.soak
def test_every_mail_stays_readable_where_a_client_makes_it_dark(dark: Page) -> None:
    """Outlook darkens light mails by itself; Chromium's forced dark theme stands in for it here."""
    for number, (name, mail) in enumerate(looked_at().items()):
        if name.startswith("words: two thousand") or (number % PICTURED and not is_soak()):
            continue
        dark.set_content(mail.html)
        places = dark.evaluate(PLACES_OF_TEXT)
        shown = b64encode(dark.screenshot(full_page=True)).decode()
        ratios = dark.evaluate(CONTRASTS, [shown, places])
        faint = [place["text"] for place, ratio in zip(places, ratios, strict=True) if ratio < LEAST_CONTRAST]
        assert len(places) > 3 and faint == [], name
        if number % PICTURED == 0:
            dark.set_content(mail.html)
            keep_picture(dark, f"{name} dark")


@pytest.fixture
def dark(chromium: Browser) -> Iterator[Page]:
    """A browser of its own, as the theme is chosen when it starts."""
    arguments = [*CHROMIUM_ARGUMENTS, "--blink-settings=forceDarkModeEnabled=true"]
    browser = chromium.browser_type.launch(executable_path=chromium_path(), args=arguments)
    opened = browser.new_page(viewport={"width": 700, "height": 700})
    yield opened
    browser.close()


def keep_picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    page.screenshot(path=str(PICTURES / f"{file}-{width}.png"), full_page=True)


def test_nothing_that_somebody_typed_or_is_called_turns_round_what_a_mail_says(page: Page) -> None:
    typed = concern(what=Words(SPOOFED), why_it_matters=Words(SPOOFED), asked=Words(SPOOFED))
    played = at_stage_1(concerns=(typed,)).passes(at("2026-04-14")).does(EscalateTo(said(INES), 1))
    telling = spoofed(played.last(Meaning.ANSWER_ASKED), SPOOFED.partition("\n")[0])
    said_aside = f"A mail from \u202egro.elpmaxe@mot\u202c was set aside\nIt came from {SPOOFED}."
    mails = (
        written(telling),
        plain_mail(said_aside, said_aside, SPOOFED, "Dispute Resolution"),
        digest([telling]).mail,
    )
    for mail in mails:
        page.set_content(mail.html)
        assert page.locator("h1").inner_text().strip()
        assert out_of_order(page, [SPOOFED]) == []
        assert not set(TURNING) & set(mail.subject)


def test_a_mail_that_is_turned_round_would_be_found(page: Page) -> None:
    page.set_content(f"<p>{SPOOFED} has answered.</p><p><span>\u202e</span><span>Nothing is asked of you.</span></p>")
    found = out_of_order(page, [])
    assert "out of order: Nothing is asked of you." in found and found[0].startswith("turned: Before")
