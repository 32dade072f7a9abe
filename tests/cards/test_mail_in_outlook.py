"""No mail uses what Outlook for Windows refuses, by the tables of caniemail.com, nor what it only half supports.

Word draws these mails there: no padding outside table cells, no widths but those of tables, no white space kept.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cards.mail_gallery import mails, one_of_each_shape
from tests.conftest import do_without, is_soak
from tests.sources import ROOT

TABLES = ROOT / "bot/tryout/page/node_modules/caniemail/dist/index.js"
ASKS = Path(__file__).with_name("outlook_refuses.mjs")
HARMLESS = {
    "@media": "only narrows the tables on a telephone, which Outlook for Windows never is",
    "color-scheme meta tag": "asks other clients to keep to the light colours; Outlook has its own way for the dark",
    "table-layout": "says what Outlook does with every table anyway",
}
"""What it does not know, and why nobody misses it there."""


@dataclass(frozen=True, slots=True)
class Element:
    tag: str
    attributes: Mapping[str, str]
    style: Mapping[str, str]
    inside: tuple[str, ...]


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found.append(Element(tag, given, style_of(given.get("style", "")), tuple(self._open)))
        if tag not in ("meta", "br", "img", "hr", "link"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]


def style_of(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def elements_of(html: str) -> list[Element]:
    reader = Elements()
    reader.feed(html)
    return reader.found


CELLS = ("td", "th")
TABULAR = ("table", *CELLS)


def only_on(*tags: str, naught: tuple[str, ...] = ()) -> Callable[[Element, str], bool]:
    return lambda element, value: element.tag in tags or value in naught


def on_cells_at_most_8px(element: Element, value: str) -> bool:
    return element.tag in CELLS and int(re.findall(r"(\d+)px", value)[0]) <= 8


def not_negative_nor_auto(element: Element, value: str) -> bool:
    return (
        "-" not in value and "auto" not in value and element.tag != "span" and (element.tag != "body" or value == "0")
    )


def line_height_said_to_be_exact(element: Element, value: str) -> bool:
    return value.endswith("px") and element.style.get("mso-line-height-rule") == "exactly"


Rule = Callable[[Element, str], bool]
HALF_SUPPORTED: Mapping[str, Rule] = {
    "padding": only_on(*CELLS),
    "border": on_cells_at_most_8px,
    "border-top": on_cells_at_most_8px,
    "border-left": on_cells_at_most_8px,
    "width": only_on(*TABULAR),
    "max-width": only_on("table"),
    "margin": not_negative_nor_auto,
    "display": lambda element, value: value == "none" and element.tag == "div",
    "font-size": lambda element, value: value.endswith("px"),
    "line-height": line_height_said_to_be_exact,
    "font-weight": lambda element, value: value in ("normal", "bold", "600", "700"),
    "text-align": lambda element, value: value in ("left", "center", "right"),
    "background": lambda element, value: False,  # background-color is drawn everywhere
    "white-space": lambda element, value: False,
}
"""Properties that it draws under a condition, with the condition."""
KNOWN = {
    "<style> element", "background", "border", "dir attribute", "display", "display:none", "font-size", "font-weight",
    "line-height", "margin", "max-width", "padding", "text-align", "width attribute", "width property",
}  # fmt: skip
"""What caniemail says is half supported, and is looked after above: none of our mails has a picture or a link."""


@cache
def looked_at() -> Mapping[str, str]:
    found = mails() if is_soak() else one_of_each_shape(mails())
    return {name: mail.html for name, mail in found.items()}


@cache
def remarks(node: str) -> Mapping[str, list[list[str]]]:
    if not TABLES.is_file():
        do_without("What mail clients support is not installed", "`make test` installs it.")
    asked = [node, str(ASKS), str(TABLES)]
    told = subprocess.run(asked, input=json.dumps(looked_at()), capture_output=True, text=True, check=True)
    found: Mapping[str, list[list[str]]] = json.loads(told.stdout)
    return found


@pytest.mark.soak
def test_no_mail_uses_what_outlook_for_windows_does_not_support(node_command: str) -> None:
    found = remarks(node_command)
    assert len(found) > 20
    refused = {name: {title for word, title in said if word == "none"} for name, said in found.items()}
    assert {name: titles - HARMLESS.keys() for name, titles in refused.items() if titles - HARMLESS.keys()} == {}


@pytest.mark.soak
def test_what_outlook_for_windows_half_supports_is_known_and_used_as_it_draws_it(node_command: str) -> None:
    halves = {title for said in remarks(node_command).values() for word, title in said if word == "partly"}
    assert halves - KNOWN == set()
    for name, html in looked_at().items():
        assert list(misuses(html)) == [], name


def misuses(html: str) -> Iterator[str]:
    for element in elements_of(html):
        for property, value in element.style.items():
            rule = HALF_SUPPORTED.get(property)
            if rule is not None and not rule(element, value):
                yield f"{property}: {value} on <{element.tag}>"
        if element.tag in ("img", "a", "svg", "video", "form", "input", "script"):
            yield f"<{element.tag}>"
        if "dir" in element.attributes and element.tag not in ("div", "p"):
            yield f"dir on <{element.tag}>"


def test_what_a_class_means_stands_at_each_element_itself() -> None:
    """A forwarded mail loses the sheet of styles at its top; a class that is filled in late would never be inlined."""
    for name, html in looked_at().items():
        assert [
            element for element in elements_of(html) if "class" in element.attributes and not element.style
        ] == [], name


def test_the_cells_of_a_row_have_the_same_padding_above_and_below() -> None:
    """Outlook for Windows gives all of them the largest."""
    for name, html in looked_at().items():
        assert list(uneven_rows(html)) == [], name


def uneven_rows(html: str) -> Iterator[str]:
    row: set[tuple[str, str]] = set()
    for element in elements_of(html):
        if element.tag == "tr":
            row = set()
        elif element.tag in CELLS:
            row.add(above_and_below(element.style.get("padding", "0")))
            if len(row) > 1:
                yield str(row)


def above_and_below(padding: str) -> tuple[str, str]:
    sides = padding.split()
    return sides[0], sides[2] if len(sides) > 2 else sides[0]


@pytest.mark.parametrize(
    ("property", "tag"), [("padding: 4px", "div"), ("border-left: 4px solid red", "p"), ("max-width: 9px", "div")]
)
def test_a_misuse_is_found(property: str, tag: str) -> None:
    assert list(misuses(f'<table><tr><td><{tag} style="{property}">x</{tag}></td></tr></table>')) != []
