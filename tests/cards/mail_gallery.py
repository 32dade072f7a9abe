"""Every shape of mail that the product sends: all meanings and procedures, digests, plain mails, odd and long words."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.procedures.packs import shipped
from bot.rehearsal.playing import Player
from bot.rehearsal.reading import read_scenario_file
from bot.rehearsal.running import open_for
from cards.by_mail.from_card import shown_on
from cards.by_mail.written import mail_of_card
from cards.digest import digest
from cards.history_page import history_page
from cards.mail import Mail, mail_of
from cards.messages.by_meaning import message
from cards.plain_mail import plain_mail
from cards.telling import Telling
from escalation.case import CategoryId, PersonId, Words
from escalation.notices import Meaning
from tests.cards.gallery import gallery
from tests.cards.played import Played, a_raise, answered, at_stage_1, concern
from tests.cards.stories import (
    STORIES,
    everything_told,
    further_time,
    met,
    silent_and_moved_up_by_hand,
    without_a_date,
)
from tests.people import INES
from tests.sources import ROOT

SCENARIOS = ROOT / "bot/tryout/scenarios"
TOKEN = "tk_12345678"
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)> <b>bold</b> <style>td{display:none}</style>",
    "markdown": "# not a heading\n* not a list\n[a](http://example.org) **stars** `code`",
    "templates": "{{DATE(2017-02-14T06:00:00Z, SHORT)}} {% raw %} {{ mail.subject }} <!--% if x %--> --> <![endif]-->",
    "right to left": "הילדה שאלה פעמיים מתי יתחיל הקשר.\nمتى يبدأ الاتصال بأختي؟\nIn English again, with 3 dates.",
    "overrides": "Before \u202e reversed, never closed\nnext line \u2066\u202b open\u2069\u2069\u202c\u202c twice",
    "signs": "🙂 👩‍👧‍👦 日本語 ​zero width   three spaces\n\n\n\tand a tab\n    and an indented line",
    "entities": "A &amp; B &lt;b&gt; \"quoted\" 'single' &nbsp; &#8238;",
    "one long word": "AnExtraordinarilyLongWordThatNobodyCouldBreak" * 40,
    "a long address": "https://example.org/" + "a/very/long/path/" * 30,
    "controls": "a\x00b\ud800c\x1bd\x07e\r\nf\rg\u2028h\u2029i",
}
LONG = Words("Everything that was agreed is still waiting, week after week. " * 323)
"""20,000 characters."""


@cache
def mails() -> Mapping[str, Mail]:
    return dict(_mails())


def _mails() -> Iterator[tuple[str, Mail]]:
    yield from _everything_told()
    yield from _digests()
    yield from _plain_words()
    yield from _odd_words()
    yield from _history_pages()
    yield from _cards_by_mail()
    for procedure in shipped():
        yield from mails_of(procedure).items()


def one_of_each_shape(found: Mapping[str, Mail]) -> dict[str, Mail]:
    """Without those that are made of the same parts as another, and about as long; odd words are all of them here."""
    return {name: mail for mail, name in {_shape(name, mail): (mail, name) for name, mail in found.items()}.values()}


def _shape(name: str, mail: Mail) -> Hashable:
    parts = frozenset(re.findall(r'class="\w+"|bgcolor="[^"]+"', mail.html))
    return parts, len(mail.text) // 3_000, name if name.startswith(("words", "plain", "digest")) else ""


def written(telling: Telling) -> Mail:
    return mail_of(message(telling), telling, TOKEN)


def _everything_told() -> Iterator[tuple[str, Mail]]:
    """One for every meaning, capacity, procedure and kind of duty."""
    for notice, telling in everything_told():
        known = telling.case.duties if telling.case else ()
        task = next((d.task.value for d in known if d.number == notice.duty), "")
        words = (telling.situation.procedure.id, notice.meaning.value, f"to {notice.capacity.value}", task)
        yield f"told: {' '.join(filter(None, words))}", written(telling)
    for case in (at_stage_1(), answered(), met()):
        yield f"the case itself, {case.told[-1][0].meaning.value}", written(case.telling(INES))


def _digests() -> Iterator[tuple[str, Mail]]:
    asked, silent = at_stage_1().last(Meaning.ANSWER_ASKED), silent_and_moved_up_by_hand().last(Meaning.NOBODY_ANSWERED)
    open_ended = without_a_date().last(Meaning.DATE_AWAITED)
    yield "digest of two", digest([silent, asked]).mail
    yield "digest of one", digest([asked]).mail
    yield "digest of twelve", digest([silent, asked, open_ended] * 4).mail


def _plain_words() -> Iterator[tuple[str, Mail]]:
    """Mails that are about no message: what was set aside, what an operator or a sender has to know."""
    kept = "Nothing is lost: your mail is kept for a colleague to read."
    words = {
        "to its sender": ("Your mail about LUT-26-0042 was not filed", f"It was not clear what is meant. {kept}"),
        "to whoever files it": (
            "A mail about LUT-26-0042 was set aside",
            "\u202eelpmaxe\u202c@example.org wrote a mail that could not be filed.\nIt does not answer a mail of ours.",
        ),
        "nothing but a title": ("The days were counted anew", ""),
        "a long title": ("What has to be known " * 12, "One line.\n\nAnother, after an empty one."),
        "odd words": (HOSTILE["one long word"][:90], "\n".join(HOSTILE.values())),
    }
    for name, (title, text) in words.items():
        yield f"plain: {name}", plain_mail(title, text, "Fairshire", "Dispute Resolution")


def _odd_words() -> Iterator[tuple[str, Mail]]:
    for name, words in HOSTILE.items():
        yield f"words: {name}", _with_words(Words(words))
    yield "words: 20,000 characters", _with_words(LONG)
    yield "words: two thousand lines", _with_words(Words("\n".join(str(line) for line in range(2_000))))
    yield "words: as few as can be", _with_words(Words("."))


def _with_words(words: Words) -> Mail:
    """In every place where somebody's words stand."""
    said = concern(what=words, why_it_matters=words, asked=words, category=CategoryId("review_decisions"))
    spoken = a_raise().spoken
    assert spoken is not None
    spoken = replace(spoken, with_whom=words, said=words)
    return written(at_stage_1(concerns=(said,), spoken=spoken).last(Meaning.ANSWER_ASKED))


def _history_pages() -> Iterator[tuple[str, Mail]]:
    for story in (silent_and_moved_up_by_hand, met, further_time, *STORIES[:1]):
        yield f"history page: {story.__name__}", page_of(story())


def _cards_by_mail() -> Iterator[tuple[str, Mail]]:
    """What somebody has who never opens Teams: every card and form of the product."""
    for name, card in gallery().items():
        subject = "Dispute Resolution: what you asked for"
        yield f"by mail: {name}", mail_of_card(shown_on(card), subject, "Luton", "Dispute Resolution", TOKEN)


def page_of(played: Played) -> Mail:
    assert played.case is not None
    page = history_page(played.case, played.situation, played.entries)
    return Mail("", page.html, page.text)


@cache
def mails_of(procedure: str) -> Mapping[str, Mail]:
    """Everything that goes by mail while the whole ladder of a procedure is played."""
    script = read_scenario_file(SCENARIOS / f"{procedure}.yaml")
    found: dict[str, Mail] = {}
    with TemporaryDirectory() as folder:
        office = open_for(script, Path(folder))
        for _ in Player(office, script).play():
            pass
        for person in office.people.people:
            for letter in office.played.mailboxes.of(PersonId(person)):
                if not letter.mine:
                    name = f"{procedure}: {letter.subject} ({len(found):03d})"
                    found[name] = Mail(letter.subject, letter.html, letter.text)
        office.close()
    return found


def spoofed(telling: Telling, words: str) -> Telling:
    """The same, with everybody called by a name that ends in these words."""
    roster = telling.situation.roster
    people = {id: replace(person, name=f"{person.name} {words}") for id, person in roster.people.items()}
    return replace(telling, situation=replace(telling.situation, roster=replace(roster, people=people)))
