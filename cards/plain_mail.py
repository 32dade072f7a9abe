"""A mail that is about no message of a case: a title and a few sentences, in the same clothes as the others."""

from __future__ import annotations

from .mail import COLOURS, HOW_TO_ANSWER, HowTo, Letter, Mail, foot_of, one_line, posted
from .replies.reading import MARKER
from .telling import Tone

GO_ON = HowTo(
    HOW_TO_ANSWER,
    "Press reply, and write what you want to do as the first line, for example one of these:",
    ("My cases", "Help"),
)
"""For an answer to somebody who wrote a command: they can write the next one."""


def plain_mail(title: str, text: str, authority: str, word: str, how: HowTo | None = None) -> Mail:
    """`word` is the pack's word for the process, as it stands in the band and before the subject."""
    letter = Letter(
        subject=one_line(f"{word}: {title}"),
        authority=authority,
        step=word,
        colour=COLOURS[Tone.CALM],
        title=title,
        line="",
        lead=text,
        meter="",
        sections=(),
        facts=(),
        if_nothing="",
        how=how,
        history=(),
        foot=foot_of(authority),
        marker=MARKER if how is not None else "",
    )
    return posted(letter, Tone.CALM)
