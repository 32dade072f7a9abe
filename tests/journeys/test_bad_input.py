"""Hostile and awkward words: shown as typed wherever they stand, never active; what cannot be taken is said."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from html import unescape

import pytest

from cards.card_json import Card
from escalation.case import CaseRef
from tests.office import CONCERN, TestOffice
from tests.on_cards import actions_of, words_of

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)> & <b>bold</b> &lt;i&gt;",
    "markdown": "**bold** _it_ [link](https://evil.example) # heading\n- item\n1. one `code` ![i](x) ~~no~~",
    "card template": "{{DATE(2017-02-14T06:00:00Z, SHORT)}} ${title} {{TIME(2017-02-14T06:00:00Z)}} {{#if x}}",
    "jinja": "{{ 7*7 }} {% raw %} {# comment #} {{ self.__init__ }}",
    "right to left": "مرحبا בדיקה \u202eevil\u202c end",
    "emoji": "👩🏽\u200d👧🏽 🏳️\u200d🌈 é e\u0301 ﷽",
    "sheet": '=cmd|"/C calc"!A0 +1 -1 @SUM(A1) ;DROP TABLE cases; -- \' " \\',
    "letters": "ℌ𝔢𝔩𝔩𝔬 ﬁ ß İ ı 漢字 हिन्दी ไทย ﷺ",
    "lines": "one\r\ntwo\n\n\n\nthree\tfour   five",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_words_appear_exactly_as_typed_and_are_never_active(office: TestOffice, words: str) -> None:
    office.ines.raises(what=words, why=words, asked=words)
    office.tom.replies(f"Our answer. {words}") if "\n" not in words else office.tom.presses("Answer", answer=words)
    for actor in (office.ines, office.tom, office.amir, office.bea):
        _expect_as_typed(actor.mails, words)
        for line in actor.chat:
            card = actor.now(line).card
            if card is not None and line.about is not None and line.about.notice is not None:
                _expect_inert(card)
        actor.expects_anything()
    shown = office.ines.presses("Open the case")
    assert _flat(words) in _flat(shown), "on the card"
    assert words in _logged(office), "in the log"
    office.ines.presses("Satisfied", difference=words)
    assert _flat(words) in _flat(office.ines.says("LUT-26-0001"))
    for actor in office.actors.values():
        actor.expects_anything()


def test_long_words_are_short_on_the_card_and_whole_in_mail_and_log(office: TestOffice) -> None:
    long = "The plan has drifted. " * 300 + "This is the end."
    office.ines.raises(what=long)
    card = words_of(office.tom.now(office.tom.chat[0]))
    assert "This is the end." not in card
    assert "This is the end." in office.tom.mails[0].text and "This is the end." in office.tom.mails[0].html
    assert long in _logged(office)
    read = office.tom.presses("Read all")
    while "This is the end." not in read:
        read = office.tom.presses("Next part") if "Next part" in office.tom.buttons else pytest.fail("it is not there")
    for actor in office.actors.values():
        actor.expects_anything()


@pytest.mark.parametrize(
    ("record", "initials"),
    [
        ("Anna Brown", "AB"),
        ("10442", "Anna Brown"),
        ("10442 Anna", "AB"),
        ("10442", "Anna"[:4] + "a"),
        ("", "AB"),
        ("10442", ""),
        ("10442; DROP", "AB"),
    ],
)
def test_the_childs_name_is_refused_with_the_reason_and_everything_typed_is_kept(
    office: TestOffice, record: str, initials: str
) -> None:
    """A client that does not look at the pattern sends it all the same."""
    office.ines.says("raise")
    found = office.ines.finds("Next: who is told")
    data = {**CONCERN, "record": record, "initials": initials, "track": "looked_after", "when_silent": "ask the raiser"}
    answer = office.ines.sends(found.line.id, "raise", {"token": "t", "spoken": "no", **data})
    assert "another look" in answer and "Nothing has been sent yet" not in answer
    assert CONCERN["what"] in answer and CONCERN["why"] in answer
    with office.office.desk.database.read() as reading:
        assert not reading.cases.open_refs()


@pytest.mark.parametrize("verb", ["answer", "satisfied", "raise", "read all", "open form", "show log", "nonsense", ""])
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"case": "LUT-26-0001", "visit": "one", "token": "t"},
        {"case": "LUT-26-0001", "visit": 10**30, "token": "t"},
        {"case": "LUT-26-0001", "visit": 1, "token": "t", "unknown": "x"},
        {"case": "LUT-26-0001", "visit": 1, "token": "t" * 5000},
        {"case": "LUT-26-0001", "visit": 1, "token": "t", "answer": {"a": "b"}, "step": ["x"], "on": "yesterday"},
        {"case": "'; DROP TABLE cases; --", "visit": 1, "token": "t"},
    ],
)
def test_a_malformed_press_says_so_and_does_nothing(office: TestOffice, verb: str, data: dict[str, object]) -> None:
    office.ines.raises()
    before = _entries(office)
    for person in (office.tom, office.ines):
        answer = person.sends("", verb, data)
        assert answer and _entries(office) == before, answer
    for actor in office.actors.values():
        actor.expects_anything()


@pytest.mark.parametrize(
    "line",
    ["", " ", "?", "answer", "LUT-26-", "respond LUT-99-9999 x", "escalate to the moon", "pass to", "cover",
     "cover Tom with Tom", "away from 10 March to 1 March with Grace Bello", "further time until 31 February",
     "log since", "<b>raise</b>", "raise " * 500, "log " + "x " * 500, "{{raise}}", "ＲＡＩＳＥ", "\u202eesiar"],
)  # fmt: skip
def test_a_command_that_is_not_understood_is_answered_with_what_to_do(office: TestOffice, line: str) -> None:
    office.ines.raises()
    before = _entries(office)
    assert len(office.tom.says(line)) > 15
    assert _entries(office) == before
    for actor in office.actors.values():
        actor.expects_anything()


def _expect_as_typed(mails: object, words: str) -> None:
    for mail in mails:  # type: ignore[attr-defined]
        assert _flat(words) in _flat(mail.text), mail.text
        visible = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|head)[^>]*>.*?</\1>", "", mail.html, flags=re.S)))
        assert _flat(words) in _flat(visible), visible
        tags = re.findall(r"<\s*(script|img|iframe|b|i)\b", mail.html)
        assert not tags, tags
        assert "10442" not in mail.subject and "AB" not in mail.subject.split(":")[0]


def _expect_inert(card: Card) -> None:
    """People's words stand in runs of text, which no client reads as Markdown, and no `{{` is left whole."""
    shown = str(card)
    assert "{{DATE" not in shown and "{{TIME" not in shown
    for block in _text_blocks(card):
        assert not re.search(r"\*\*bold|\]\(https|<script", block), block
    assert all(str(action.get("type")) != "Action.OpenUrl" for action in actions_of(card))


def _text_blocks(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [str(part["text"])] if part.get("type") == "TextBlock" else []
        return own + [text for inner in part.values() for text in _text_blocks(inner)]
    if isinstance(part, list | tuple):
        return [text for inner in part for text in _text_blocks(inner)]
    return []


def _flat(words: str) -> str:
    """Without what cards and mails may add to break lines and templates."""
    return re.sub(r"[\s\u2060\u200b\u2068\u2069\xa0]+", "", words)


def _logged(office: TestOffice) -> set[str]:
    """Every text that the log keeps, as it was kept."""
    with office.office.desk.database.read() as reading:
        entries = reading.log.entries(CaseRef("LUT-26-0001"))
    return {text for entry in entries for text in _texts(asdict(entry))}


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield str(part)
    elif isinstance(part, dict):
        yield from (text for inner in part.values() for text in _texts(inner))
    elif isinstance(part, list | tuple):
        yield from (text for inner in part for text in _texts(inner))


def _entries(office: TestOffice) -> int:
    with office.office.desk.database.read() as reading:
        return len(reading.log.entries(CaseRef("LUT-26-0001")))
