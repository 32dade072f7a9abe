"""The harness of the journeys: people who type, press and reply in a played office; a message nobody expected fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.posting import CHAT_AND_MAIL
from bot.talk.faces import Face, NotTaken
from bot.tryout.office import Office, open_office, sample_people
from bot.tryout.played import Letter, Shown
from cards.verbs import Verb
from escalation.case import Case, CaseRef, PersonId
from storage.outgoing import Channel, Delivery

from .on_cards import Found, actions_of, buttons_of, data_of, filled_in, to_send, words_of, words_of_card
from .people import at

MONDAY = at("2026-03-02", "09:30")
CONCERN = {
    "record": "10442",
    "initials": "AB",
    "team": "North",
    "social_worker": "amir",
    "category": "drift",
    "what": "The plan agreed on 12 January has not been carried out.",
    "why": "AB has asked twice when contact with a sister will begin.",
    "asked": "A date for the core group, and the updated care plan.",
    "source": "review",
    "not_a_complaint": "true",
}
"""A raise form as most journeys fill it in."""


@dataclass
class Actor:
    """One person at their desk. What arrives has to be expected with `received`, or the test fails at its end."""

    office: Office
    id: PersonId
    expected: set[str] = field(default_factory=set)

    def says(self, text: str) -> str:
        """Type to the bot; gives what the bot's answer says."""
        shown = self.office.says(self.id, text)
        self.expected |= {line.id for line in shown}
        return " ".join(words_of(line) for line in shown)

    def presses(self, title: str, card: str | None = None, **typed: str) -> str:
        """Press a button by its title on the newest card that has it (or whose words hold `card`), with inputs filled.

        With inputs, the title of a form fills that form and sends it, whether it opens inside the card or in its
        place. Gives what was answered.
        """
        found = self.finds(title, card)
        if typed and found.action.get("verb") == Verb.OPEN_FORM:
            self.sends(found.line.id, Verb.OPEN_FORM, data_of(found.action))
            found = self._first_button(found.line)
        return self.sends(found.line.id, str(found.action.get("verb")), filled_in(found, typed))

    def sends(self, message_id: str, verb: str, data: Mapping[str, object]) -> str:
        """A press as it comes over the wire, whatever is in it."""
        before = {line.id for line in self.chat}
        self.expected.add(message_id)
        try:
            reply = self.office.presses(self.id, message_id, verb, data)
        except NotTaken as refusal:
            return str(refusal)
        self.expected |= {line.id for line in self.chat if line.id not in before and not _was_delivered(line)}
        return " ".join([reply.toast, *(self._words(face) for face in (reply.replace, *reply.append) if face)]).strip()

    def raises(self, **changes: str) -> str:
        """Raise a concern to the end, as most journeys begin: the form, who is told, Send, Send now."""
        self.says("raise")
        self.presses("Next: who is told", **(CONCERN | changes))
        self.presses("Send")
        return self.presses("Send now")

    def replies(self, text: str, subject: str = "") -> None:
        """Answer the newest mail (whose subject holds `subject`) by pressing reply."""
        mail = next(m for m in self.mails if subject in m.subject)
        self.office.replies(self.id, mail.id, text)

    def writes(self, text: str, subject: str = "") -> str:
        """A new mail to the bot; gives what its answer says."""
        before = {mail.id for mail in self.mails}
        self.office.writes(self.id, subject, text)
        return self._answered_since(before)

    def answers(self, text: str, subject: str = "") -> str:
        """Press reply on the newest mail (whose subject holds `subject`); gives what the bot's answer says."""
        before = {mail.id for mail in self.mails}
        self.replies(text, subject)
        return self._answered_since(before)

    def _answered_since(self, before: set[str]) -> str:
        """What came as an answer to what was just written: it belongs to no notice of a case."""
        with self.office.desk.database.read() as reading:
            new = [mail for mail in self.mails if mail.id not in before]
            found = [mail for mail in new if _is_an_answer(reading.outbox.find(mail.id))]
        self.expected |= {mail.id for mail in found}
        return "\n".join(mail.text for mail in found)

    def received(self, words: str) -> bool:
        """Did a card or mail with these words arrive? Everything that holds them counts as expected."""
        cards = [line.id for line in self.chat if words in words_of(self.now(line))]
        mails = [mail.id for mail in self.mails if words in mail.subject or words in mail.text]
        self.expected |= {*cards, *mails}
        return bool(cards or mails)

    def expects_anything(self) -> None:
        """For people whose messages this journey is not about."""
        self.expected |= {line.id for line in self.chat} | {mail.id for mail in self.mails}

    def sees(self, words: str) -> bool:
        """Do these words stand on a card of this person's chat, as it looks now?"""
        return any(words in words_of(self.now(line)) for line in self.chat)

    @property
    def buttons(self) -> list[str]:
        """What can be pressed on the newest card, by title."""
        newest = next((self.now(line) for line in reversed(self.chat) if self.now(line).card), None)
        return [str(action.get("title")) for action in actions_of(newest.card)] if newest else []

    @property
    def chat(self) -> tuple[Shown, ...]:
        return self.office.played.chats.of(self.id)

    @property
    def mails(self) -> tuple[Letter, ...]:
        """Newest first."""
        return tuple(m for m in self.office.played.mailboxes.of(self.id) if not m.mine)

    def unexpected(self) -> Iterator[str]:
        for line in self.chat:
            if line.speaker == "bot" and line.id not in self.expected:
                yield f"{self.id} had an unexpected card: {words_of(self.now(line))[:200]}"
        for mail in self.mails:
            if mail.id not in self.expected:
                yield f"{self.id} had an unexpected mail: {mail.subject} | {title_of(mail)}"

    def now(self, line: Shown) -> Shown:
        """A line as it looks when it is looked at now."""
        return replace(line, card=self.office.card_now(line))

    def finds(self, title: str, card: str | None = None) -> Found:
        """A button by its title, on the newest card that has it. Fails with the titles there are."""
        seen: list[str] = []
        for line in reversed(self.chat):
            now = self.now(line)
            if now.card is None or (card is not None and card not in words_of(now)):
                continue
            for action, cards in buttons_of(now.card, ()):
                seen.append(str(action.get("title")))
                if action.get("title") == title:
                    return to_send(Found(now, action, cards))
        raise AssertionError(f"{self.id} has no card with a button “{title}”; buttons: {seen}")

    def _first_button(self, line: Shown) -> Found:
        """Of the card that has taken this one's place."""
        now = self.now(next(shown for shown in self.chat if shown.id == line.id))
        assert now.card is not None
        action, cards = next(buttons_of(now.card["actions"], (now.card,)))
        return Found(now, action, cards)

    def _words(self, face: Face) -> str:
        if face.about is not None and face.card is None:
            return words_of_card(self.office.conversation.look(self.id, "", face.about).card or {})
        return words_of_card(face.card) if face.card else face.text


class Undelivered:
    """In the place of the delivery, where the test looks at what waits or delivers it itself."""

    def deliver(self) -> None: ...


class TestOffice:
    """A played office and its people: `office.ines`, `office.tom`, ..."""

    __test__ = False

    def __init__(
        self,
        folder: Path,
        start: datetime = MONDAY,
        pack: str = "luton",
        people: bytes = b"",
        url: str = "",
        doors: frozenset[Channel] = CHAT_AND_MAIL,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.pack, self.people = folder, pack, people or sample_people()
        self.url = url or f"sqlite:///{folder / 'iro-bot.db'}"
        self.doors = doors
        self.office = open_office(folder, self.url, pack, self.people, start, doors=doors)
        self.actors = {id: Actor(self.office, id) for id in self.office.people.people}

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.actors[PersonId(name)]
        except KeyError:
            raise AttributeError(name) from None

    def keeps_messages(self) -> None:
        """Nothing is delivered from here on: the rows wait in the outbox for the test."""
        self.office.delivery = Undelivered()  # type: ignore[assignment]

    def restart(self) -> None:
        """As after a crash: nothing is carried over but what is on disk."""
        self.office.close()
        self.office = open_office(self.folder, self.url, self.pack, self.people, MONDAY, doors=self.doors)
        for actor in self.actors.values():
            actor.office = self.office

    def pass_working_days(self, days: int) -> None:
        self.office.pass_working_days(days)

    def pass_hours(self, hours: int) -> None:
        self.office.pass_hours(hours)

    def case(self, ref: str = "LUT-26-0001") -> Case:
        with self.office.desk.database.read() as reading:
            stored = reading.cases.load(CaseRef(ref))
        assert stored is not None, f"there is no case {ref}"
        return stored.case

    def to_next_event(self) -> None:
        self.office.to_next_event()

    def to_next_deadline(self) -> None:
        self.office.to_next_deadline()

    def until(self, day: str, clock: str = "10:00") -> None:
        """Let time pass to a London moment, stopping at every deadline on the way."""
        self.office.go_to(at(day, clock))

    def nothing_else(self) -> None:
        """Fails on any message that nobody named so far."""
        surprises = [words for actor in self.actors.values() for words in actor.unexpected()]
        assert not surprises, "\n".join(surprises)


def _is_an_answer(row: Delivery | None) -> bool:
    return row is not None and row.message.notice is None


def _was_delivered(line: Shown) -> bool:
    """Sent by the desk of itself, unlike what it answers to a press."""
    return line.about is not None and line.about.notice is not None


def title_of(mail: Letter) -> str:
    """The line of a mail that says the one thing its reader should know: it stands over a double rule."""
    lines = mail.text.split("\n")
    ruled = (n for n, line in enumerate(lines) if line.startswith("===") and n)
    return next((lines[n - 1] for n in ruled), lines[0])
