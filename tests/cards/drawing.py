"""Cards drawn by Microsoft's renderer in a real browser, as Teams draws them in a chat: 450 and 360 pixels wide."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, Page

from cards.card_json import Card
from tests.sources import ROOT

PAGE = ROOT / "bot" / "tryout" / "page"
LIBRARY = PAGE / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
BACK = {"light": "#ffffff", "dark": "#292929"}
WHOLE = "box-sizing:border-box;border:0;border-radius:0;overflow:visible"
"""Dressed as on the page, but with nothing that would hide what is too wide."""
_DRAW = """([source, config]) => {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(config);
  window.pressed = [];
  card.onExecuteAction = (action) => {
    if (action.getJsonTypeName() === "Action.Execute") window.pressed.push({ verb: action.verb, data: action.data });
  };
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(source, context);
  const drawn = card.render();
  document.getElementById("card").replaceChildren(drawn);
  return context.eventCount;
}"""


def page_for(chromium: Browser, width: int, theme: str) -> Page:
    """An empty page with the renderer and the theme's host config; `draw` puts a card on it."""
    page = chromium.new_page(viewport={"width": width, "height": 800}, device_scale_factor=1.5)
    page.set_content(
        f"<html lang='en-GB' style='color-scheme:{theme}'>"
        f"<body style='margin:0;background:{BACK[theme]};font-family:sans-serif'>"
        f"<div id='card' class='card' style='width:{width}px;{WHOLE}'></div></body></html>"
    )
    page.add_script_tag(path=str(LIBRARY))
    page.add_style_tag(path=str(PAGE / "cards.css"))
    page.evaluate(f"window.config = {(PAGE / f'teams-{theme}.json').read_text(encoding='utf-8')}")
    return page


def draw(page: Page, card: Card) -> int:
    """The number of events that drawing gave."""
    events: int = page.evaluate(f"(source) => ({_DRAW})([source, window.config])", json.loads(json.dumps(card)))
    return events


def picture(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.locator("#card").screenshot(path=str(path))
