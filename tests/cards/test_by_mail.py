"""Every card goes out as a mail, and every form comes back filled, however people write in it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.by_mail.answered import Pressed, Written, pressed_by
from cards.by_mail.from_card import shown_on
from cards.by_mail.shown import Asks, Box, Shown
from cards.by_mail.written import mail_of_card, named
from cards.mail import Mail
from cards.replies.reading import halves, read_reply
from cards.wording import full_date
from tests.cards.gallery import gallery

DAY = date(2026, 4, 1)
FORMS = sorted(name for name, card in gallery().items() if shown_on(card).sends is not None)
WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\x00\u2026>*_|"), min_size=1)
QUOTING = "\n\n________________________________\nFrom: IRO Bot\nTo: Ines Okafor\nSubject: Dispute Resolution\n\n"


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
