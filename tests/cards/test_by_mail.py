"""Every card goes out as a mail, and every form comes back filled, however people write in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from textwrap import fill

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.by_mail.answered import Pressed, Written, filled_with, pressed_by
from cards.by_mail.from_card import shown_on
from cards.by_mail.shown import Asks, Box, Shown
from cards.by_mail.values import from_words, in_words
from cards.by_mail.written import mail_of_card, named
from cards.mail import Mail
from cards.replies.html import text_of_html
from cards.replies.reading import halves, read_reply
from cards.typesetting import typographic
from cards.wording import full_date
from tests.cards.gallery import gallery

DAY = date(2026, 4, 1)
FORMS = sorted(name for name, card in gallery().items() if shown_on(card).sends is not None)
WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\x00\u2026>*_|"), min_size=1)
APOSTROPHE = "&#39;"
QUOTING = "\n\n________________________________\nFrom: IRO Bot\nTo: Ines Okafor\nSubject: Dispute Resolution\n\n"


def _empty(name: str) -> dict[str, Box]:
    """The lines of a form in which nothing stands yet."""
    boxes = shown_on(gallery()[name]).boxes
    return {
        box.id: box for box in boxes if not in_words(box) and (box.choices or box.asks not in (Asks.ONE, Asks.SOME))
    }


def _mailed(shown: Shown) -> Mail:
    return mail_of_card(shown, "Dispute Resolution: a form", "Luton", "Dispute Resolution", "code-1234")


def _read(shown: Shown, mail_text: str) -> Pressed | None:
    """As it comes back through the mailbox."""
    reply = read_reply(mail_text, DAY, (), "Re: Dispute Resolution: a form")
    return pressed_by(shown, Written(reply.text, *halves(mail_text)), DAY)


def _plain(words: str) -> str:
    return " ".join(words.split())


@st.composite
def _written_in(draw: st.DrawFn, box: Box, labels: tuple[str, ...]) -> tuple[str, str]:
    """Something to write into a box, and what its card's client would send for it."""
    match box.asks:
        case Asks.DATE:
            day = DAY + timedelta(days=draw(st.integers(-170, 170)))
            return draw(st.sampled_from((full_date(day), day.isoformat(), f"{day:%d/%m/%Y}"))), day.isoformat()
        case Asks.TIME:
            return "2.30pm", "14:30"
        case Asks.NUMBER:
            return "3", "3"
        case Asks.TICK:
            return draw(st.sampled_from((("Yes", "true"), ("no", "false"), ("x", "true"))))
        case Asks.ONE:
            place = draw(st.integers(0, len(box.choices) - 1))
            choice = box.choices[place]
            return draw(st.sampled_from((choice.title, choice.title.upper(), str(place + 1)))), choice.value
        case Asks.SOME:
            first, last = box.choices[0], box.choices[-1]
            both = {first.value: first.title, last.value: last.title}
            return "; ".join(both.values()), ",".join(both)
        case _:
            words = draw(WORDS.map(_plain).filter(lambda text: _is_nobodys_label(text, labels)))
            return words, words


def _is_nobodys_label(words: str, labels: tuple[str, ...]) -> bool:
    plain = words.strip(" -–—:=.").casefold()
    return len(re.sub(r"\W", "", words)) > 3 and not any(plain.startswith(label.casefold()) for label in labels)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_form_comes_back_as_it_was_filled_in(name: str, data: st.DataObject) -> None:
    shown = shown_on(gallery()[name])
    labels = tuple(box.label for box in shown.boxes)
    fillable = [box for box in shown.boxes if box.asks not in (Asks.ONE, Asks.SOME) or box.choices]
    written = {box.id: data.draw(_written_in(box, labels), label=box.label) for box in fillable}
    lines = [data.draw(_line(box, written[box.id][0])) for box in fillable]
    above = "\n".join(lines)
    pressed = _read(shown, f"{above}{QUOTING}{_mailed(shown).text}")
    assert pressed is not None and pressed.press == shown.sends
    for box in fillable:
        assert _plain(str(pressed.data.get(box.id, ""))) == written[box.id][1], box.label


@st.composite
def _line(draw: st.DrawFn, box: Box, words: str) -> str:
    label = named(box)
    return draw(
        st.sampled_from(
            (
                f"{label} {words}",
                f"*{label}* {words}",
                f"  {label.upper()}   {words}",
                f"{label}\n{words}",
                f"- {label}{words}",
            )
        )
    )


EMPTY_FORMS = sorted(name for name in FORMS if _empty(name))


@pytest.mark.parametrize("name", EMPTY_FORMS)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_what_is_written_into_the_quoted_lines_counts_and_the_rest_stays(name: str, data: st.DataObject) -> None:
    shown = shown_on(gallery()[name])
    labels = tuple(box.label for box in shown.boxes)
    written = {id: data.draw(_written_in(box, labels), label=box.label) for id, box in _empty(name).items()}
    mail = _mailed(shown)
    quoted = "\n".join(_into(line, shown, written) for line in mail.text.split("\n"))
    as_text = QUOTING + data.draw(st.sampled_from((quoted, re.sub("^", "> ", quoted, flags=re.MULTILINE))))
    html = mail.html
    for id, box in _empty(name).items():
        name_in_html = f"<b>{escape(named(box), quote=False).replace(chr(39), APOSTROPHE)}</b> "
        html = html.replace(name_in_html, name_in_html + escape(written[id][0]), 1)
    for text in (as_text, f"<html><body><div>From: IRO Bot<br>Subject: a form</div>{html}</body></html>"):
        pressed = _read(shown, text)
        assert pressed is not None and pressed.press == shown.sends
        for box in shown.boxes:
            expected = written[box.id][1] if box.id in written else _plain(box.value)
            assert _plain(str(pressed.data.get(box.id, ""))) == expected, box.label


def _into(line: str, shown: Shown, written: dict[str, tuple[str, str]]) -> str:
    found = next((box for box in shown.boxes if box.id in written and line == f"{named(box)} "), None)
    return f"{line}{written[found.id][0]}" if found is not None else line


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_comes_back_as_it_was_sent_presses_nothing(name: str) -> None:
    shown = shown_on(gallery()[name])
    mail = _mailed(shown)
    for text in (QUOTING + mail.text, re.sub("^", "> ", mail.text, flags=re.MULTILINE), mail.html):
        assert _read(shown, text) is None
    wrapped = "\n".join(fill(line, 60) for line in mail.text.split("\n"))
    assert _read(shown, QUOTING + wrapped) is None


@pytest.mark.parametrize("name", sorted(gallery()))
def test_every_card_goes_out_whole_and_each_of_its_buttons_by_its_title(name: str) -> None:
    shown = shown_on(gallery()[name])
    mail = _mailed(shown)
    html = " ".join(text_of_html(mail.html).split())
    titles = (shown.title, *(choice.title for box in shown.boxes for choice in box.choices[:3]))
    for part in map(typographic, titles):
        assert " ".join(part.split()) in " ".join(mail.text.split())
        assert " ".join(part.split()) in html.replace("\u00a0", " ")
    for press in shown.presses:
        for line in (press.title, press.title.lower(), f"Yes, {press.title} please", f"{press.title}."):
            pressed = _read(shown, f"Hi,\n\n{line}{QUOTING}{mail.text}")
            assert pressed is not None and pressed.press == press, line


def test_only_what_was_offered_can_be_pressed() -> None:
    shown = shown_on(gallery()["check"])
    quoted = QUOTING + _mailed(shown).text
    for words in (
        "Send now",
        "verb: send draft",
        "Close",
        "I would rather not send this yet.",
        "",
        '{"verb": "raise"}',
    ):
        assert _read(shown, words + quoted) is None


def test_markup_and_the_names_of_other_lines_inside_a_text_stay_part_of_it() -> None:
    shown = shown_on(gallery()["raise"])
    words = (
        "<b>Nothing</b> moves; What is asked: to be heard.\n\n{{DATE(2026-01-01)}} [a](http://b)\nWhat is wrong: again"
    )
    pressed = _read(shown, f"What is asked: A date\nWhat is wrong: {words}{QUOTING}{_mailed(shown).text}")
    assert pressed is not None and pressed.data["what"] == words and pressed.data["asked"] == "A date"
    again = mail_of_card(_with(shown, "what", words), "a form", "Luton", "Dispute Resolution", "code-1234")
    assert "<b>Nothing" not in again.html and "&lt;b&gt;Nothing&lt;/b&gt;" in again.html
    assert words in again.text


def test_a_dash_empties_a_line_and_an_empty_one_leaves_it() -> None:
    shown = _with(shown_on(gallery()["raise"]), "spoken_with", "Tom Reid")
    emptied = _read(shown, f"With whom you spoke: -\nTeam: {QUOTING}{_mailed(shown).text}")
    assert emptied is not None and "spoken_with" not in emptied.data
    kept = _read(shown, f"With whom you spoke:\nWhat is wrong: Nothing moves.{QUOTING}{_mailed(shown).text}")
    assert kept is not None and kept.data["spoken_with"] == "Tom Reid" and kept.data["what"] == "Nothing moves."


def test_words_without_a_name_go_where_a_form_has_one_thing_to_say() -> None:
    shown = shown_on(gallery()["form: forewarn"])
    pressed = filled_with(shown, "The worker is off sick.", DAY)
    assert pressed is not None and pressed.data["reason"] == "The worker is off sick."
    dated = filled_with(shown_on(gallery()["form: ask further time"]), "until 8 April because of the panel", DAY)
    assert dated is not None and (dated.data["until"], dated.data["reason"]) == ("2026-04-08", "of the panel")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("27 March", "2026-03-27"),
        ("8 April", "2026-04-08"),
        ("today", "2026-04-01"),
        ("27 March 2025", "2025-03-27"),
        ("the day after the panel", "the day after the panel"),
        ("31 April", "31 April"),
    ],
)
def test_a_day_without_a_year_is_the_nearest_and_what_is_no_day_stays_as_written(words: str, day: str) -> None:
    assert from_words(Box("on", "On", Asks.DATE), words, DAY) == day


def _with(shown: Shown, id: str, value: str) -> Shown:
    parts = (replace(p, value=value) if isinstance(p, Box) and p.id == id else p for p in shown.parts)
    return replace(shown, parts=tuple(parts))
