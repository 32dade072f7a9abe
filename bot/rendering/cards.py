"""A notice becomes a card or a mail, from the case as it is now: at sending, and each time a card is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cards.card import card_of, quiet_card
from cards.card_json import Card
from cards.case_list import case_list_card
from cards.digest import Digest, digest
from cards.mail import Mail, mail_of
from cards.messages.by_meaning import message
from cards.payloads.requests import ReadAll
from cards.preview import Preview
from cards.reading import read_all_card
from escalation.actions import EscalateTo, Said, Via
from escalation.case import PersonId
from escalation.decision import Decision
from escalation.errors import ActionRefused, NothingOwed
from escalation.notices import Meaning, Notice
from escalation.preview import preview
from storage.outgoing import Outgoing
from storage.unit_of_work import Reading

from ..casework import Desk
from .held import Held, held_of, telling_of, token_of
from .previews import previewed
from .still_asked import is_over
from .words import case_words, done_words


def card_for(held: Held, to: PersonId, notice: Notice | None, message_id: str) -> Card:
    """The card as it should stand now; one that asked for something which is over is a quiet record."""
    telling, said = held.said(to, notice)
    if notice is not None and is_over(notice, telling):
        return quiet_card(said.title, case_words(held, to), held.case.ref)
    move = _move_up(held, to, message_id) if notice is not None and notice.meaning is Meaning.NOBODY_ANSWERED else None
    return card_of(said, telling, token_of(message_id, held), move)


def _move_up(held: Held, to: PersonId, message_id: str) -> Preview | None:
    """Who would get what if the case moved up now; None where a choice or a reason is needed first."""
    visit = held.case.visit
    if visit is None:
        return None
    try:
        decision = preview(held.case, EscalateTo(Said(to, Via.TEAMS), visit.number), held.situation)
    except ActionRefused:
        return None
    return previewed(decision, held.situation, to, token_of(message_id, held), held.doors)


def mail_for(held: Held, notice: Notice, reply_token: str | None) -> Mail:
    telling, said = held.said(notice.to, notice)
    return mail_of(said, telling, reply_token)


def digest_for(desk: Desk, reading: Reading, messages: Iterable[Outgoing]) -> Digest:
    """Several things that wait for one person, as one card and one mail."""
    tellings = [telling_of(held_of(desk, reading, m.case), m.to, m.notice) for m in messages if m.case is not None]
    return digest(tellings)


def digest_card(made: Digest) -> Card:
    return case_list_card(made.title, made.rows, "")


def done_card(held: Held, person: PersonId, decision: Decision) -> Card:
    """What is left of a card that was acted on: what was done, and how the case stands."""
    return quiet_card(done_words(held, person, decision), case_words(held, person), held.case.ref)


def section_card(held: Held, person: PersonId, asked: ReadAll, data: Mapping[str, object]) -> Card:
    """The whole of a text that a card showed shortened. Raises NothingOwed where the card no longer says it."""
    sections = message(telling_of(held, person, asked.notice)).sections
    found = [s for place, s in enumerate(sections) if s.heading == asked.heading and asked.place in (place, 0)]
    if not found:
        raise NothingOwed("no_such_words")
    carried = {key: value for key, value in data.items() if isinstance(value, str | int)}
    return read_all_card(found[0], carried, asked.part)
