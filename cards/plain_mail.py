"""A mail that is about no message of a case: a title and a few sentences, in the same clothes as the others."""

from __future__ import annotations

from .mail import COLOURS, Letter, Mail, foot_of, one_line, posted
from .telling import Tone


def plain_mail(title: str, text: str, authority: str, word: str) -> Mail:
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
        how=None,
        history=(),
        foot=foot_of(authority),
    )
    return posted(letter, Tone.CALM)
