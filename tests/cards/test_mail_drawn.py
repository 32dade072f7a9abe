"""Every shape of mail in Chromium, at the width of a telephone and of a desk: whole, large enough, for everybody.

Pictures are left in tests/pictures/mails for whoever wants to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from cards.mail import Mail
from tests.cards.mail_gallery import mails, one_of_each_shape
from tests.conftest import do_without, is_soak
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


def keep_picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    page.screenshot(path=str(PICTURES / f"{file}-{width}.png"), full_page=True)
