"""The card of a mail that was set aside: in every size that mails come in."""

from cards.card_json import CARD_BYTES, size_of
from cards.forms.set_aside import AsideMail, Filing, aside_card, filing_card, mail_words_card, size_in_words
from escalation.case import CaseRef
from tests.cards.validity import schema_fault
from tests.people import at

REF = CaseRef("LUT-26-0001")


def _mail(**changes: object) -> AsideMail:
    given = {
        "id": "m1@example.org", "address": "tom@example.org", "vouched": True, "subject": "RE: your question",
        "arrived": at("2026-03-02"), "text": "Could we have longer?", "attached": (), "why": "It was not clear.",
    }  # fmt: skip
    return AsideMail(**(given | changes))  # type: ignore[arg-type]


HUGE = _mail(
    text="\U0001f600" * 400_000,
    subject="s" * 50_000,
    attached=tuple((f"{n}" + "x" * 5_000, 10**9) for n in range(500)),
    why="w" * 200,
)


def test_however_large_the_mail_its_card_can_be_sent() -> None:
    filing = Filing("token", REF, "Tom Reid", "Stage 1", at("2026-03-02"), HUGE.text)
    for card in (aside_card(_mail()), aside_card(HUGE), filing_card(filing), mail_words_card(HUGE, 10**5)):
        assert size_of(card) <= CARD_BYTES and schema_fault(card) is None


def test_a_mail_without_a_word_says_where_it_lies() -> None:
    assert "The mail itself lies in the mailbox" in str(aside_card(_mail(text=" ", subject="", address="")))


def test_sizes_are_said_as_people_say_them() -> None:
    assert [size_in_words(size) for size in (0, 340_000, 999_400, 2_140_000)] == ["1 KB", "340 KB", "999 KB", "2.1 MB"]
