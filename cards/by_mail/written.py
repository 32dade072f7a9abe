"""A card as a mail: what it says, the lines to fill in, and with which words to answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..mail import COLOURS, Block, HowTo, Letter, Mail, Stands, foot_of, one_line, posted
from ..replies.reading import MARKER, code_line
from ..telling import Tone
from ..wording import listed
from .shown import Box, Fact, Grid, Look, Part, Press, Said, Shown
from .values import in_words, note_on

TONES = {"warning": Tone.WARNING, "attention": Tone.ATTENTION, "good": Tone.DONE}
STANDS = {Look.HEADING: Stands.HEADING, Look.WORDS: Stands.WORDS, Look.QUIET: Stands.QUIET}
FILL_IN = "How to fill it in"
HOW = "How to answer"
SHOWN_HOW = 3


def mail_of_card(
    shown: Shown, subject: str, authority: str, word: str, code: str, above: str = "", also: tuple[str, ...] = ()
) -> Mail:
    """`word` is the pack's for the process, `code` binds a reply to its reader, `above` is said before all else.

    `also` are first lines that are understood beside the card's own buttons.
    """
    tone = TONES.get(shown.tone, Tone.CALM)
    how = _how(shown, also)
    letter = Letter(
        subject=one_line(subject),
        authority=authority,
        step=word,
        colour=COLOURS[tone],
        title=shown.title,
        line=shown.line,
        lead=above,
        meter=" · ".join(part for part in (shown.small, shown.meter) if part),
        sections=(),
        facts=(),
        if_nothing="",
        how=how,
        history=(),
        foot=foot_of(authority),
        marker=MARKER if how is not None else "",
        code=code_line(code),
        blocks=tuple(map(block_of, shown.parts)),
    )
    return posted(letter, tone)


def block_of(part: Part) -> Block:
    match part:
        case Said():
            return Block(STANDS[part.look], part.text)
        case Fact():
            return Block(Stands.FACT, part.value, part.name)
        case Grid():
            return Block(Stands.GRID, rows=(part.columns, *part.rows))
        case Box():
            return Block(Stands.LINE, in_words(part), named(part), note_on(part))


def said_by(shown: Shown) -> str:
    """All that the mail says of the card's parts, in order."""
    blocks = map(block_of, shown.parts)
    return "\n".join(
        text for b in blocks for text in (_named(b), b.text, b.note, *(" | ".join(row) for row in b.rows)) if text
    )


def _named(block: Block) -> str:
    return f"{block.name}:" if block.stands is Stands.FACT else block.name


def named(box: Box) -> str:
    """A question has its own sign at the end."""
    return box.label if box.label.endswith("?") else f"{box.label}:"


def static_after(shown: Shown, box: Box) -> tuple[str, ...]:
    """What the mail says between this line and the next one to fill in: nobody has typed it."""
    place = shown.parts.index(box)
    following = list(_until_a_box(shown.parts[place + 1 :]))
    is_last = place + len(following) == len(shown.parts) - 1
    texts = (note_on(box), *(text for part in following for text in _texts(part)), *(_end(shown) if is_last else ()))
    return tuple(text for text in texts if text)


def _until_a_box(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Box):
            return
        yield part


def _texts(part: Part) -> tuple[str, ...]:
    block = block_of(part)
    return (f"{block.name}: {block.text}" if block.name else block.text, *(" | ".join(row) for row in block.rows))


def _end(shown: Shown) -> tuple[str, ...]:
    how = _how(shown)
    return (how.heading,) if how is not None else ()


def _how(shown: Shown, also: tuple[str, ...] = ()) -> HowTo | None:
    sends = shown.sends
    others = [press for press in shown.presses if press is not sends]
    if sends is not None:
        return HowTo(FILL_IN, _fill_in(shown, sends), tuple(_first_lines(shown)), _or(others))
    lines = tuple(dict.fromkeys((*also, *(press.title for press in others))))
    if not lines:
        return None
    one = "these words" if len(lines) == 1 else "one of these"
    return HowTo(HOW, f"Press reply, and write {one} as the first line:", lines)


def _fill_in(shown: Shown, sends: Press) -> str:
    last = f"If all of it is right as it stands above, write only “{sends.title}” as the first line."
    if _to_fill_in(shown):
        last = "These have yet to be filled in, ready to copy:"
    return (
        "Press reply, and write the lines that you fill in at the top, each behind its name. "
        "You can also write them into the lines above, where your mail quotes them. "
        "What you leave out stays as it is; a dash (-) empties a line. "
        f"{last}"
    )


def _first_lines(shown: Shown) -> Iterator[str]:
    """All that has yet to be filled in, to be copied; where nothing has, a few to show how it is written."""
    yield from (f"{named(box)} …" for box in _to_fill_in(shown) or shown.boxes[:SHOWN_HOW])


def _to_fill_in(shown: Shown) -> tuple[Box, ...]:
    return tuple(box for box in shown.boxes if box.required and in_words(box) in ("", "no"))


def _or(others: list[Press]) -> str:
    titles = listed((f"“{press.title}”" for press in others), "or")
    return f"Or write only {titles} as the first line." if titles else ""
