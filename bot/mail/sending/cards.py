"""Cards that go out as mails: written when they are sent, answered by whoever has them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cards.by_mail.first_lines import first_lines
from cards.by_mail.from_card import shown_on
from cards.by_mail.shown import Shown
from cards.by_mail.written import mail_of_card
from cards.card_json import JSON, Card
from cards.mail import Mail, mail_of
from cards.verbs import Verb
from escalation.case import CaseRef, PersonId
from escalation.permissions import Step
from escalation.procedure import Procedure
from storage.mailed import MailedCard
from storage.outgoing import Outgoing
from storage.unit_of_work import Reading

from ...rendering.held import Held
from ...talk.set_aside import card_of_mail
from ..kept import ASIDE_CARD

SAID = "About your mail"
NEXT = 4
DRAFTS = frozenset({Verb.SEND_DRAFT.value, Verb.CHANGE_DRAFT.value})


def card_mail(mailed: MailedCard, procedure: Procedure, held: Held | None, title: str) -> Mail:
    """`held` is the case that the card is about, where it is about one; `title` what is said of it in an inbox."""
    shown, word = shown_in(mailed), procedure.words.formal
    subject = f"{word}: {subject_of(shown, mailed.ref) if title == SAID else title}"
    also = _next_lines(held, mailed.person) if held is not None and _leads_to_the_case(shown) else ()
    return mail_of_card(shown, subject, procedure.authority, word, mailed.message_id, mailed.above, also)


def _leads_to_the_case(shown: Shown) -> bool:
    """A record of what was done, with nothing of its own to press."""
    return all(press.verb == Verb.SHOW_CASE for press in shown.presses)


def _next_lines(held: Held, person: PersonId) -> tuple[str, ...]:
    """What somebody is likely to do next on the case."""
    _, said = held.said(person, None)
    return tuple(first_lines(step for step in said.steps if step is not Step.READ))[:NEXT]


def case_mail(held: Held, mailed: MailedCard) -> Mail:
    """A case, written out whole."""
    telling, said = held.said(mailed.person, None)
    return mail_of(said, telling, mailed.message_id, mailed.above)


def mailed_card(reading: Reading, row: Outgoing) -> MailedCard | None:
    """The card that goes, or went, out with this message, where one does."""
    if row.notice is not None:
        return None
    mailed, kept = reading.mailed.get(row.id), reading.drafts.get(row.id)
    if mailed is not None or kept is None or kept.kind != ASIDE_CARD:
        return mailed
    card = card_of_mail(reading, kept.answers)
    return MailedCard(row.id, kept.person, None, written_card(card)) if card is not None else None


def shown_in(mailed: MailedCard) -> Shown:
    card: Card = json.loads(mailed.card)
    return shown_on(card)


def written_card(card: Card) -> str:
    return json.dumps(card, ensure_ascii=False)


def subject_of(shown: Shown, ref: CaseRef | None) -> str:
    """Nothing about the child: what a form is for, which case, and no more."""
    is_form = shown.sends is not None or any(press.verb in DRAFTS for press in shown.presses)
    title = shown.title.rstrip(".?") if is_form else ""
    return ", ".join(part for part in (ref or "", title) if part) or "what you asked for"


def case_on(shown: Shown) -> CaseRef | None:
    """The one case that its buttons are about."""
    refs = {_ref(press.data) for press in shown.presses} - {""}
    return CaseRef(refs.pop()) if len(refs) == 1 else None


def _ref(data: Mapping[str, JSON]) -> str:
    ref = data.get("case")
    return ref if isinstance(ref, str) else ""
