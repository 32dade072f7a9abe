"""A mail that only a person can file: what it says, and the two presses with which it is filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from microsoft_teams.cards import CardElement

from escalation.case import CaseRef
from escalation.working_days import LONDON

from ..as_typed import excerpt, lines_of
from ..buttons import arranged, button
from ..card_json import JSON, Card, finished
from ..parts import band, facts_block, heading, lines_block, paragraphs, words_block
from ..reading import LINE_ENDS, parts_of
from ..telling import Tone
from ..verbs import Verb
from ..wording import full_date, listed, time_of_day
from .fields import Field, Kind, Rows, Typed, fault_summary, inputs
from .labels import LABELS

TITLE = "A mail was set aside"
SHOWN = 3_000
SHOWN_LINES = 60
SUBJECT_AT_MOST = 200
NAMED_AT_MOST = 10
"""Attachments that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class AsideMail:
    """`attached` are names and sizes in bytes; `whose` the writer's name, where it is known; `cases` are open ones to
    which it may belong, with whom each asks."""

    id: str
    address: str
    vouched: bool
    subject: str
    arrived: datetime
    text: str
    attached: tuple[tuple[str, int], ...]
    why: str
    ref: CaseRef | None = None
    whose: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed: whose answer to what, and whether it came in time as far as that is known."""

    token: str
    ref: CaseRef
    whose: str
    stage: str
    arrived: datetime
    words: str


def aside_card(mail: AsideMail, typed: Typed | None = None) -> Card:
    """Sends "file mail", "mail needs nothing" or "read mail"."""
    typed = typed or Typed({})
    data: dict[str, JSON] = {"mail": mail.id}
    body: list[CardElement] = [
        band("It could not be filed", TITLE, f"{_who(mail)}. {mail.why}", Tone.CALM, None),
        *fault_summary(typed.faults),
        *facts_block(tuple(_facts(mail))),
        heading("What it says"),
        *_words(mail),
        *_where_nothing_is_answered(mail),
        heading("Whose answer is it?"),
        *paragraphs([f"Open cases: {'; '.join(mail.cases)}."] if mail.cases and mail.ref is None else []),
        *inputs(_rows(mail), typed),
    ]
    actions = [
        button("Next: check", Verb.FILE_MAIL, data, inputs="auto"),
        button("It needs nothing", Verb.LEAVE_MAIL, data),
        *([button("Read all", Verb.READ_MAIL, {**data, "part": 1})] if _is_long(mail) else []),
    ]
    return finished(body, arranged(actions), f"{TITLE}. {_who(mail)}.")


def filing_card(filing: Filing) -> Card:
    """The second press: "file mail now", or back with "change mail"."""
    title = f"File it as {filing.whose}’s answer to {filing.ref}?"
    facts = (
        ("Answers", filing.stage),
        ("Counts from", f"{_moment(filing.arrived)}, when it arrived"),
        ("On the log", "filed by you from a mail"),
    )
    body: list[CardElement] = [
        band("Nothing has been filed yet", title, "", Tone.CALM, None),
        *facts_block(facts),
        heading("The words"),
        *words_block(filing.words, SHOWN, SHOWN_LINES),
        *paragraphs([f"… and {len(filing.words) - SHOWN:,} characters more."] if len(filing.words) > SHOWN else []),
    ]
    data = {"token": filing.token}
    actions = [button("File it", Verb.FILE_MAIL_NOW, data), button("Change", Verb.CHANGE_FILING, data)]
    return finished(body, arranged(actions), f"{title} Nothing has been filed yet.")


def mail_words_card(mail: AsideMail, part: int) -> Card:
    """The whole of it, in parts where one card cannot hold it."""
    parts = parts_of(mail.text)
    at = min(part, len(parts))
    where = f"Part {at} of {len(parts)}"
    following = [button("Next part", Verb.READ_MAIL, {"mail": mail.id, "part": at + 1})] if at < len(parts) else []
    words = lines_block(lines_of(parts[at - 1].rstrip(LINE_ENDS)))
    return finished([band(where, TITLE, _who(mail), Tone.CALM, None), *words], arranged(following), where)


def size_in_words(size: int) -> str:
    """Bytes as people say them: "340 KB", "2.1 MB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000)):,} KB"
    return f"{size / 1_000_000:.1f} MB"


def _who(mail: AsideMail) -> str:
    about = f" about {mail.ref}" if mail.ref is not None else ""
    return f"{mail.whose or 'Somebody'} wrote{about}"


def _facts(mail: AsideMail) -> Iterator[tuple[str, str]]:
    who = "Our mail system says that it comes from there." if mail.vouched else (
        "Nobody vouches that it comes from there: the address can be made up. Ask them before you file it."
    )  # fmt: skip
    yield "From", f"{mail.address or 'no address'}. {who}"
    yield "Subject", excerpt(mail.subject, SUBJECT_AT_MOST) or "none"
    yield "Arrived", _moment(mail.arrived)
    if mail.attached:
        named = [f"{excerpt(name, 80)} ({size_in_words(size)})" for name, size in mail.attached[:NAMED_AT_MOST]]
        more = len(mail.attached) - len(named)
        yield "Attached", f"{listed([*named, *([f'{more} more'] if more else [])])}. It stays in the mailbox."


def _words(mail: AsideMail) -> list[CardElement]:
    if not mail.text.strip():
        return paragraphs(["Nothing that can be shown. The mail itself lies in the mailbox."], "quiet")
    more = ["It goes on: press “Read all”."] if _is_long(mail) else []
    return [*words_block(mail.text, SHOWN, SHOWN_LINES), *paragraphs(more, "quiet")]


def _where_nothing_is_answered(mail: AsideMail) -> list[CardElement]:
    """What is to be done with a concern that begins here."""
    if mail.ref is not None:
        return []
    who = mail.whose or "its writer"
    how = (
        "Then it answers nothing and cannot be filed. "
        f"Ask {who} to write “raise” to IRO Bot from their own address at work, with the words above. "
        "Or raise it yourself, if you may: write “raise”, and the words below it. "
        "“It needs nothing” then puts this mail away."
    )
    return [heading("Is it a new concern?"), *paragraphs([how])]


def _is_long(mail: AsideMail) -> bool:
    return excerpt(mail.text, SHOWN, SHOWN_LINES) != mail.text


def _rows(mail: AsideMail) -> Rows:
    label, remedy = LABELS["words"]
    case_label, case_remedy = LABELS["about_case"]
    whose_label, whose_remedy = LABELS["whose"]
    return (
        Field("about_case", case_label, Kind.LINE, True, case_remedy, value=mail.ref or ""),
        Field("whose", whose_label, Kind.LINE, True, whose_remedy, value=mail.whose),
        Field("words", f"{label}, if not all of it", Kind.WORDS, remedy=remedy),
    )


def _moment(at: datetime) -> str:
    return f"{full_date(at.astimezone(LONDON).date())}, {time_of_day(at)}"
