"""A message as a mail: HTML with its CSS inlined, and a plain-text part that says everything the HTML says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

import css_inline
from jinja2 import Environment, StrictUndefined, Template

from escalation.permissions import Step

from .as_typed import typed_lines
from .by_mail.first_lines import first_lines
from .directions import unturned
from .messages.by_meaning import message as message_of
from .meter import in_words
from .replies.reading import MARKER, code_line
from .scene import Scene
from .telling import Message, Section, Telling, Tone, named_once
from .typesetting import typographic, unbroken
from .wording import DateStyle, full_date

COLOURS = {Tone.CALM: "#1f4e79", Tone.WARNING: "#7a4b00", Tone.ATTENTION: "#9b1c1c", Tone.DONE: "#2c5f3f"}
"""Behind white letters; the words say it too."""
HOW_TO_ANSWER = "How to answer"
IN_ONES_OWN_WORDS = frozenset({Step.ANSWER, Step.ASK_FURTHER_TIME, Step.PASS_ON, Step.READ})
"""What a reply says by itself, and what needs no words."""
PADDING = "\u2007\u200c" * 120
"""Fills what an inbox shows below the subject, so that nothing about the child is read there."""
LONGEST_RULE = 60
"""Characters of the line below a heading of the plain text: it must not be broken."""


class Importance(StrEnum):
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    html: str
    text: str
    importance: Importance = Importance.NORMAL


@dataclass(frozen=True, slots=True)
class HowTo:
    """What the reader can do, and with which words."""

    heading: str
    words: str
    examples: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of several in a digest."""

    ref: str
    title: str
    when: str
    line: str


class Stands(StrEnum):
    """How a block of a mail stands there."""

    HEADING = "heading"
    WORDS = "words"
    QUIET = "quiet"
    FACT = "fact"
    GRID = "grid"
    LINE = "line"  # to be filled in: its name, what stands there already, and a note on what may


@dataclass(frozen=True, slots=True)
class Block:
    """A part of what a card says, in the order of the card. `rows` are those of a grid, its titles first."""

    stands: Stands
    text: str = ""
    name: str = ""
    note: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that both parts of a mail say, in order. The templates only arrange it."""

    subject: str
    authority: str
    step: str
    colour: str
    title: str
    line: str
    lead: str
    meter: str
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...]
    if_nothing: str
    how: HowTo | None
    history: tuple[tuple[str, str], ...]
    foot: str
    marker: str = ""
    code: str = ""
    items: tuple[Item, ...] = ()
    blocks: tuple[Block, ...] = ()
    padding: str = PADDING


def mail_of(message: Message, telling: Telling, reply_token: str | None, above: str = "") -> Mail:
    """The mail for a message. Its dates are written out with the year: a mail may be read much later.

    `reply_token` binds a reply to its reader and stands at the foot of a mail that can be answered. `above` is said
    before the message itself.
    """
    said = message_of(telling, DateStyle.LETTER)
    scene = Scene.of(telling, DateStyle.LETTER)
    authority = telling.authority or telling.situation.procedure.authority
    can_answer = Step.ANSWER in said.steps
    how = how_to_answer(scene, said.steps, telling.chat) if can_answer else how_by_first_line(said.steps, telling.chat)
    letter = Letter(
        subject=one_line(message.subject),
        authority=authority,
        step=scene.word,
        colour=COLOURS[said.tone],
        title=said.title,
        line=said.line,
        lead=" ".join(part for part in (above, said.lead) if part),
        meter=in_words(said.meter) if said.meter else "",
        sections=tuple(named_below(said.sections)),
        facts=said.facts,
        if_nothing=said.if_nothing,
        how=how,
        history=tuple((full_date(line.on), line.what) for line in said.history),
        foot=foot_of(authority),
        marker=MARKER if how is not None else "",
        code=code_line(reply_token) if reply_token else "",
    )
    return posted(letter, said.tone)


def posted(letter: Letter, tone: Tone) -> Mail:
    letter = _in_one_hand(letter)
    html = _template("mail.html.j2").render(mail=letter)
    text = _tidy(_template("mail.txt.j2").render(mail=letter))
    return Mail(letter.subject, sendable(html), sendable(text), _importance(tone))


def how_to_answer(s: Scene, steps: tuple[Step, ...], chat: bool) -> HowTo:
    """Replying is enough. The examples are the words that are understood for certain."""
    examples: list[str] = []
    if Step.ASK_FURTHER_TIME in s.steps:
        due = s.due()
        later = s.situation.calendar.next_working_day(max(s.local(due), s.today) if due else s.today)
        examples.append(f"More time until {full_date(later)}: the reason")
    if Step.PASS_ON in s.steps:
        examples.append("Pass to: the name of a colleague")
    beside = [step for step in steps if step not in IN_ONES_OWN_WORDS]
    examples += first_lines(beside)
    more = " To ask for more time, or if this is for somebody else, begin with words like these:" if examples else ""
    if beside:
        more = " To do something else, write one of these as the first line:"
    return HowTo(
        HOW_TO_ANSWER,
        f"Press reply and write your answer at the top. It goes to the case as you wrote it.{more}",
        tuple(examples),
        "You can also answer from the card in Teams." if chat else "",
    )


def how_by_first_line(steps: tuple[Step, ...], chat: bool) -> HowTo | None:
    """What can be done besides answering, and with which words."""
    lines = tuple(first_lines(step for step in steps if step is not Step.READ))
    if not lines:
        return None
    also = " The card in Teams has the same." if chat else ""
    return HowTo(
        "What you can do",
        "Press reply, and write one of these as the first line:",
        lines,
        f"What you leave open is asked in a form, which comes by mail.{also}",
    )


def foot_of(authority: str) -> str:
    return (
        f"Sent by IRO Bot for {authority}. It counts the days and passes on people’s words as they were written; "
        "it decides nothing. This mail is about a child: forward it only to people who need it."
    )


def one_line(text: str) -> str:
    return " ".join(unturned(text).split())


def sendable(text: str) -> str:
    """What no mail can carry is shown as a replacement sign: NUL and other controls, halves of characters."""
    return _UNSENDABLE.sub("\ufffd", text)


_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _importance(tone: Tone) -> Importance:
    return Importance.HIGH if tone is Tone.ATTENTION else Importance.NORMAL


def named_below(sections: Iterable[Section]) -> Iterator[Section]:
    """Whose words they are: at the first of several, unless the heading says it."""
    for section in named_once(tuple(sections)):
        yield replace(section, by="") if section.by and section.by in section.heading else section


class AsTyped(str):
    """Somebody's own words: only here a sign may stay that turns the reading direction."""


def _as_typed(words: str) -> AsTyped:
    return AsTyped(words.replace("\r\n", "\n").replace("\r", "\n"))


def _typed_lines(words: str) -> list[AsTyped]:
    """Outlook keeps neither line ends nor several spaces in HTML."""
    return [AsTyped(line) for line in typed_lines(words)]


def _unless_typed(value: object) -> object:
    return value if isinstance(value, AsTyped) or not isinstance(value, str) else unturned(value)


def _in_one_hand(letter: Letter) -> Letter:
    """Titles and names that come from a procedure's file have our kind of apostrophe; what somebody wrote is left."""
    return replace(
        letter,
        step=typographic(letter.step),
        title=typographic(letter.title),
        sections=tuple(replace(one, heading=typographic(one.heading)) for one in letter.sections),
        facts=tuple((typographic(name), value) for name, value in letter.facts),
        blocks=tuple(_block_in_one_hand(one) for one in letter.blocks),
    )


def _block_in_one_hand(block: Block) -> Block:
    text = typographic(block.text) if block.stands is Stands.HEADING else block.text
    return replace(block, name=typographic(block.name), text=text, note=typographic(block.note))


def _ruled(heading: str) -> int:
    return min(len(heading), LONGEST_RULE)


def _tidy(text: str) -> str:
    return text.strip("\n") + "\n"


@cache
def _template(name: str) -> Template:
    """Read once. In HTML the statements are comments, so that the CSS can be inlined before anything is filled in."""
    source = (files("cards") / "templates" / name).read_text(encoding="utf-8")
    if name.endswith(".html.j2"):
        return _html().from_string(_inlined(source))
    return _text().from_string(source)


def _inlined(source: str) -> str:
    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return inliner.inline(source)


@cache
def _html() -> Environment:
    environment = Environment(
        block_start_string="<!--%",
        block_end_string="%-->",
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_unless_typed,
    )
    environment.filters.update(lines=str.splitlines, typed_lines=_typed_lines, unbroken=unbroken)
    return environment


@cache
def _text() -> Environment:
    environment = Environment(
        autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_unless_typed
    )
    environment.filters.update(as_typed=_as_typed, rule=_ruled)
    return environment
