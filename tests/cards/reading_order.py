"""Does what a page says itself stand in the order in which it was written, whatever somebody typed or is called?"""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SPOOFED = "Before \u202e reversed, never closed\nnext \u2066\u202b open\u2069\u2069\u202c\u202c\u202c twice"
"""Opens what it does not close, and closes what it did not open."""
_OUT_OF_ORDER = """([typed, turning]) => {
  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, words = text.data.trim();
    if (!words || typed.includes(words) || !text.parentElement.offsetParent) continue;
    if ([...turning].some((sign) => words.includes(sign))) faults.push(`turned: ${words.slice(0, 60)}`);
    const range = document.createRange();
    let before = null;
    for (let at = 0; at < text.data.length; at += 1) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.width) continue;
      if (before && Math.abs(box.top - before.top) < 4 && box.left < before.left) {
        faults.push(`out of order: ${words.slice(0, 60)}`);
        break;
      }
      before = box;
    }
  }
  return faults;
}"""


def out_of_order(page: Page, typed: Iterable[str]) -> list[str]:
    """What is not read from left to right, of all that is seen and is not one of the lines that were `typed`."""
    lines = [line.strip() for words in typed for line in words.replace("\u00a0", " ").split("\n")]
    found: list[str] = page.evaluate(_OUT_OF_ORDER, [lines, TURNING])
    return found
