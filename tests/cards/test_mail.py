"""Mails: both parts say the same, people's words are whole and harmless, nothing about the child in the subject."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cards.digest import digest
from cards.mail import Importance, Mail, mail_of
from cards.messages.by_meaning import message
from cards.replies.reading import MARKER, Asks, code_in, read_reply
from cards.telling import Telling
from escalation.case import Words
from escalation.notices import Meaning
from tests.cards.mail_gallery import mails
from tests.cards.played import answered, at_stage_1, concern
from tests.cards.stories import at_immediate_risk, everything_told, silent_and_moved_up_by_hand
from tests.people import INES, TOM, at

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "# not a heading\n* not a list\n[a](http://example.org)",
    "{{DATE(2017-02-14T06:00:00Z, SHORT)}} {% raw %} {{ mail.subject }} <!--% if x %-->",
    "הילדה שאלה פעמיים\u202e reversed \u202c متى يبدأ الاتصال",
    "🙂 日本語 ​zero width   three spaces\n\n\n\tand a tab",
    "A &amp; B &lt;b&gt; \"quoted\" 'single'",
    "x" * 50_000,
]


class Visible(HTMLParser):
    """The text a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tags: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in ("style", "title") or ("aria-hidden", "true") in attrs:
            self._hidden += 1
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title") or (tag == "div" and self._hidden):
            self._hidden -= 1
        self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def seen(html: str) -> list[str]:
    reader = Visible()
    reader.feed(html)
    return [" ".join(line.split()) for line in "".join(reader.parts).split("\n") if line.strip()]


def mail(telling: Telling, token: str | None = "tk_12345678") -> Mail:
    return mail_of(message(telling), telling, token)


def test_the_plain_text_says_everything_that_the_html_says() -> None:
    for _, telling in everything_told():
        sent = mail(telling)
        plain = " ".join(sent.text.split())
        missing = [line for line in seen(sent.html) if line not in plain]
        assert missing == []


def test_both_parts_of_every_mail_say_the_same_words_in_the_same_order() -> None:
    for name, sent in mails().items():
        assert words_in(sent.text) == words_in(" ".join(seen(sent.html))), name


def words_in(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_plain_text_reads_well_on_its_own() -> None:
    """Paragraphs are not broken by us: whoever reads it breaks them, at the width of a telephone or a desk."""
    text = mail(silent_and_moved_up_by_hand().last(Meaning.ANSWER_ASKED)).text
    assert text.startswith(
        f"{MARKER}\n\nLuton · Dispute Resolution, stage 2\n\nYour answer is asked for by 21 April 2026\n==="
    )
    assert "What is asked\n-------------\nInes Okafor:\nA date for the core group" in text
    assert "\nAnswer asked for by: 21 April 2026, 5pm\n" in text


def test_the_plain_text_has_no_gaps_and_no_rule_that_a_telephone_would_break() -> None:
    for name, sent in mails().items():
        rules = [line for line in sent.text.split("\n") if line and set(line) in ({"-"}, {"="})]
        assert max(map(len, rules)) <= 60, name
        assert "\n\n\n" not in sent.text or name.startswith(("words", "plain: odd")), name


def test_nothing_of_the_templates_is_left_in_a_mail() -> None:
    for _, telling in everything_told():
        sent = mail(telling)
        assert not re.search(r"\{\{|%\}|<!--|StrictUndefined", sent.html)
        assert "\n\n\n" not in sent.text


def test_a_subject_is_one_line_about_the_stage_the_reference_and_the_date() -> None:
    assert mail(at_stage_1().last(Meaning.ANSWER_ASKED)).subject == (
        "Dispute Resolution, stage 1: LUT-26-0042, answer by Wednesday 8 April"
    )
    for _, telling in everything_told():
        subject = mail(telling).subject
        assert "AB" not in subject and "10442" not in subject and "\n" not in subject


def test_what_an_inbox_shows_below_the_subject_is_not_about_the_child() -> None:
    html = mail(at_stage_1().last(Meaning.ANSWER_ASKED)).html
    preview = re.sub(r"<[^>]*>", "", html[html.index("<body") :])[:250]
    assert "LUT-26-0042" in preview
    assert "AB" not in preview and "10442" not in preview


def test_dates_in_a_mail_carry_the_year() -> None:
    text = mail(at_stage_1().last(Meaning.ANSWER_ASKED)).text
    assert "Your answer is asked for by 8 April 2026" in text
    assert "Wednesday" not in text


@pytest.mark.parametrize("words", HOSTILE)
def test_peoples_words_appear_exactly_as_typed_and_are_never_active(words: str) -> None:
    sent = mail(at_stage_1(concerns=(concern(asked=Words(words)),)).last(Meaning.ANSWER_ASKED))
    assert words in sent.text
    reader = Visible()
    reader.feed(sent.html)
    assert words.replace("\t", "    ") in "".join(reader.parts).replace("\u00a0", " ")
    assert not {"script", "img", "a", "iframe", "b"} & set(reader.tags)


def test_words_of_any_direction_keep_to_themselves() -> None:
    html = mail(at_stage_1(concerns=(concern(asked=Words("שלום")),)).last(Meaning.ANSWER_ASKED)).html
    assert re.search(r'<div[^>]*dir="auto"[^>]*unicode-bidi: plaintext[^>]*>שלום</div>', html)


def test_what_no_mail_can_carry_is_shown_as_a_sign() -> None:
    sent = mail(at_stage_1(concerns=(concern(asked=Words("a\x00b\ud800c\x1bd")),)).last(Meaning.ANSWER_ASKED))
    assert "a\ufffdb\ufffdc\ufffdd" in sent.text
    sent.html.encode("utf-8")
    sent.text.encode("utf-8")


def test_a_mail_that_asks_says_how_to_answer_and_its_reply_is_understood() -> None:
    sent = mail(at_stage_1().last(Meaning.ANSWER_ASKED))
    assert sent.text.startswith(MARKER)
    example = next(line.strip() for line in sent.text.split("\n") if line.strip().startswith("More time until"))
    quoted = "\n".join(f"> {line}" for line in sent.text.split("\n"))
    asked = read_reply(f"{example}\n\nOn Mon, 30 Mar 2026 at 10:02, IRO Bot <bot@example.org> wrote:\n\n{quoted}")
    assert asked.asks is Asks.MORE_TIME and asked.until is not None
    assert code_in(quoted) == "tk_12345678"
    assert read_reply(f"Pass to: Grace Bello\n\n{quoted}").asks is Asks.PASS_ON


def test_an_answer_in_a_quoted_html_mail_is_found() -> None:
    sent = mail(at_stage_1().last(Meaning.ANSWER_ASKED))
    body = sent.html.partition("<body")[2].partition(">")[2]
    wrote = "<div>On 30 Mar, IRO Bot wrote:</div>"
    html = f"<html><body><div>It is on 14 April.</div>{wrote}<blockquote>{body}</blockquote>"
    assert read_reply(html).text == "It is on 14 April."


def test_a_mail_that_asks_for_nothing_has_no_line_to_write_above() -> None:
    assert MARKER not in mail(at_stage_1().last(Meaning.STAGE_COPIED)).text
    assert MARKER in mail(answered().last(Meaning.ANSWER_CAME)).text


def test_a_mail_says_with_which_first_lines_to_go_on_and_speaks_of_a_chat_only_where_there_is_one() -> None:
    came = answered().last(Meaning.ANSWER_CAME)
    with_chat, alone = mail(came).text, mail(replace(came, chat=False)).text
    for line in ("  Satisfied: what has changed for the child\n", "  Not satisfied: the reason\n"):
        assert line in with_chat and line in alone
    assert "Teams" in with_chat and "Teams" not in alone
    asked = at_stage_1().last(Meaning.ANSWER_ASKED)
    assert "Teams" in mail(asked).text and "Teams" not in mail(replace(asked, chat=False)).text


def test_the_history_stands_in_mails_from_the_second_stage_on() -> None:
    assert "What has happened so far" not in mail(at_stage_1().last(Meaning.ANSWER_ASKED)).text
    second = silent_and_moved_up_by_hand().last(Meaning.ANSWER_ASKED)
    assert "What has happened so far" in mail(second).text
    assert "8 April 2026: No answer had come at Stage 1 by 8 April 2026" in mail(second).text


def test_immediate_risk_is_said_in_words_and_sent_with_importance() -> None:
    sent = mail(at_immediate_risk().last(Meaning.ANSWER_ASKED))
    assert sent.importance is Importance.HIGH
    assert "AB is at immediate risk." in sent.text
    assert mail(at_stage_1().last(Meaning.ANSWER_ASKED)).importance is Importance.NORMAL


def test_a_digest_lists_the_nearest_date_first_and_names_no_child_in_its_subject() -> None:
    first, second = at_stage_1().last(Meaning.ANSWER_ASKED), silent_and_moved_up_by_hand().last(Meaning.NOBODY_ANSWERED)
    morning = digest([second, first])
    assert morning.title == "2 things wait for you"
    assert [row.title for row in morning.rows] == [
        "Your answer is asked for by Wednesday 8 April",
        "No answer came. What next?",
    ]
    assert "1. Your answer is asked for by 8 April 2026" in morning.mail.text
    assert "AB" not in morning.mail.subject
    plain = " ".join(morning.mail.text.split())
    assert [line for line in seen(morning.mail.html) if line not in plain] == []


@pytest.mark.parametrize("person", [INES, TOM])
def test_the_case_itself_can_be_mailed(person: str) -> None:
    played = at_stage_1().passes(at("2026-04-02"))
    telling = played.telling(INES if person == INES else TOM)
    assert mail(telling, None).text.count("What is asked") == 1
