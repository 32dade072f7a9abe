"""The pieces of a card: headings, lines, the band at the top, people's words, facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from microsoft_teams.cards import (
    CardElement,
    Column,
    ColumnSet,
    Container,
    ContainerStyle,
    RichTextBlock,
    Spacing,
    TargetElement,
    TextBlock,
    TextRun,
    ToggleVisibilityAction,
)

from .as_typed import EXCERPT, EXCERPT_LINES, excerpt, inert, lines_of
from .buttons import button
from .card_json import JSON
from .directions import unturned
from .telling import Meter, Section, Tone
from .verbs import Verb
from .wording import counted

BAND_STYLES: Mapping[Tone, ContainerStyle] = {
    Tone.CALM: "emphasis",
    Tone.WARNING: "warning",
    Tone.ATTENTION: "attention",
    Tone.DONE: "good",
}
TextLook = Literal["plain", "quiet", "strong"]


def heading(text: str) -> TextBlock:
    return TextBlock(text=inert(text), weight="Bolder", wrap=True, style="heading", spacing="Medium")


def text_line(text: str, look: TextLook = "plain", spacing: Spacing | None = None) -> RichTextBlock:
    """A paragraph that may hold names: a text run, in which no Markdown is active."""
    return RichTextBlock(inlines=[run(text, look)], spacing=spacing)


def run(text: str, look: TextLook = "plain") -> TextRun:
    shown = inert(text)
    if look == "quiet":
        return TextRun(text=shown, is_subtle=True, size="Small")
    return TextRun(text=shown, weight="Bolder" if look == "strong" else None)


def band(small: str, title: str, line: str, tone: Tone, meter: Meter | None) -> Container:
    """The header: which procedure and stage, the one thing, the reference; to the right the meter."""
    words: list[CardElement] = []
    if small:
        words.append(TextBlock(text=inert(small), size="Small", is_subtle=True, wrap=True))
    words.append(
        TextBlock(text=inert(title), weight="Bolder", size="Large", wrap=True, style="heading", spacing="Small")
    )
    if line:
        words.append(text_line(line, spacing="Small"))
    columns = [Column(width="stretch", items=words), *_meter_column(meter)]
    return Container(style=BAND_STYLES[tone], bleed=True, items=[ColumnSet(columns=columns)])


def meter_words(meter: Meter) -> tuple[str, ...]:
    """ "day 3 of 5", or "2 days over" once that time has passed; "day 7 of 20 overall", "1 day over the 20 overall"."""
    stage, overall = _day_of(meter.stage_day, meter.stage_of), _day_of(meter.overall_day, meter.overall_of)
    if overall.endswith("over"):
        overall = f"{overall} the {meter.overall_of}"
    return tuple(part for part in (stage, f"{overall} overall" if overall else "") if part)


def _day_of(day: int | None, of: int | None) -> str:
    if day is None:
        return ""
    if of is None:
        return f"day {day}"
    return f"day {day} of {of}" if day <= of else f"{counted(day - of, 'day', 'days')} over"


def _broken(words: str) -> Iterator[str]:
    """ "day 7 of 20" above "overall", "1 day over" above "the 20 overall": else a narrow screen has no room."""
    found = re.fullmatch(r"(.+?) ((?:the \d+ )?overall)", words)
    yield from found.groups() if found is not None else (words,)


def _meter_column(meter: Meter | None) -> list[Column]:
    words = meter_words(meter) if meter is not None else ()
    if not words:
        return []
    first, *others = [line for part in words[:1] for line in _broken(part)] + list(words[1:])
    shown: list[CardElement] = [TextBlock(text=first, weight="Bolder", horizontal_alignment="Right", wrap=True)]
    shown += [
        TextBlock(text=other, size="Small", is_subtle=True, horizontal_alignment="Right", spacing="None", wrap=True)
        for other in others
    ]
    return [Column(width="auto", vertical_content_alignment="Center", items=shown)]


def words_block(words: str, at_most: int = EXCERPT, lines: int = EXCERPT_LINES) -> list[CardElement]:
    """Somebody's words, one paragraph for each line they typed."""
    return lines_block(lines_of(excerpt(words, at_most, lines)))


def lines_block(lines: Iterable[str]) -> list[CardElement]:
    return [
        RichTextBlock(inlines=[TextRun(text=line or "\u00a0")], spacing="None" if place else "Small")
        for place, line in enumerate(lines)
    ]


def section_block(
    section: Section,
    data: Mapping[str, JSON],
    at_most: int = EXCERPT,
    place: int = 0,
    lines: int = EXCERPT_LINES,
) -> list[CardElement]:
    """A heading, whose words they are, the words, and "Read all" where there are more."""
    drawn: list[CardElement] = [heading(section.heading)]
    if section.by:
        drawn.append(text_line(section.by, "quiet", spacing="None"))
    drawn += words_block(section.words, at_most, lines)
    if excerpt(section.words, at_most, lines) != section.words:
        drawn.append(_read_all(section, {**data, "heading": section.heading, "place": place, "part": 1}))
    return drawn


def _read_all(section: Section, data: Mapping[str, JSON]) -> RichTextBlock:
    action = button("Read all", Verb.READ_ALL, data)
    action.tooltip = f"Read all: {inert(section.heading)}"
    link = TextRun(text="Read all", select_action=action)
    length = f" ({len(section.words):,} characters)"
    return RichTextBlock(inlines=[TextRun(text="… "), link, run(length, "quiet")], spacing="None")


def facts_block(
    facts: Sequence[tuple[str, str]], at_most: int = EXCERPT, lines: int = EXCERPT_LINES
) -> list[CardElement]:
    """Titles and values side by side. Not a FactSet: there Markdown would be active, and a value may hold names."""
    shown = ((title, excerpt(unturned(value), at_most, lines)) for title, value in facts)
    return [_fact(title, value, place) for place, (title, value) in enumerate(shown)]


def _fact(title: str, value: str, place: int) -> ColumnSet:
    return ColumnSet(
        spacing="Small" if place else "Medium",
        columns=[
            Column(width="100px", items=[text_line(title, "strong")]),
            Column(width="stretch", items=list(lines_block(lines_of(value)))),
        ],
    )


def paragraphs(texts: Iterable[str], look: TextLook = "plain") -> list[CardElement]:
    return [text_line(text, look) for text in texts if text]


def unfolding(id: str, title: str, items: list[CardElement], folded: str = "folded") -> list[CardElement]:
    """A line that shows or hides what stands below it; `folded` is "folded" or "open"."""
    target = TargetElement(element_id=id)
    action = ToggleVisibilityAction(title=title, target_elements=[target], tooltip=f"Show or hide: {title}")
    link = TextRun(text=f"+ {title}", select_action=action)
    held = Container(id=id, items=items, is_visible=False if folded == "folded" else None, spacing="Small")
    return [RichTextBlock(inlines=[link], spacing="Medium"), held]
