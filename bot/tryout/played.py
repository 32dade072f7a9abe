"""The played world: chats, mailboxes and a clock that live in one journal on disk, so that a restart loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Literal

from cards.card_json import Card
from escalation.case import CaseRef, PersonId
from escalation.record import read_notice, write_notice

from ..doors import About, ChatMessage
from ..mail.door import Arrived, IncomingMail, OutgoingMail, Posted, Sending

Speaker = Literal["bot", "me"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a person's chat. `about` is set where the card is drawn afresh when looked at."""

    id: str
    person: PersonId
    speaker: Speaker
    at: datetime
    text: str
    card: Card | None = None
    about: About | None = None
    seen: bool = False
    holds: tuple[str, ...] = ()
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in a person's mailbox. `reply_to` is set on what the person wrote."""

    id: str
    person: PersonId
    mine: bool
    at: datetime
    address: str
    subject: str
    html: str
    text: str
    urgent: bool = False
    reply_to: str | None = None
    seen: bool = False
    holds: tuple[str, ...] = ()


@dataclass
class Journal:
    """Appends each happening as a line of JSON. Without a path it remembers nothing beyond the process."""

    path: Path | None
    lock: RLock = field(default_factory=RLock)

    def append(self, kind: str, body: dict[str, object]) -> None:
        if self.path is None:
            return
        line = json.dumps({"kind": kind, **body}, ensure_ascii=False)
        with self.lock, self.path.open("a", encoding="utf-8", errors="surrogatepass") as file:
            file.write(line + "\n")

    def lines(self) -> Iterator[dict[str, object]]:
        """What was written before. A last line that the end of the process cut short is dropped."""
        if self.path is None or not self.path.exists():
            return
        whole = self.path.read_bytes()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            self.path.write_bytes(whole[:end])
        for line in whole[:end].decode("utf-8", "surrogatepass").split("\n"):
            if line:
                yield json.loads(line)


class PlayedClock:
    """Stands still until it is stepped."""

    def __init__(self, journal: Journal, start: datetime) -> None:
        self._journal = journal
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = max(moment, self._now)
        self._journal.append("clock", {"at": self._now.isoformat()})

    def recall(self, moment: datetime) -> None:
        self._now = moment


class News:
    """What has arrived, in order, so that the page can say it where it happens."""

    def __init__(self) -> None:
        self.items: list[tuple[int, PersonId, str]] = []

    def add(self, person: PersonId, what: str) -> None:
        self.items.append((len(self.items) + 1, person, what))


class PlayedChats:
    """Everybody's chat with the bot. Posting the same message twice shows it once."""

    def __init__(self, journal: Journal, news: News) -> None:
        self._journal = journal
        self._news = news
        self._shown: dict[str, Shown] = {}
        self._held: set[str] = set()

    def post(self, message: ChatMessage) -> None:
        if not self.has(message.id):
            self._news.add(message.to, "has a new card")
            shown = Shown(message.id, message.to, "bot", message.at, message.text, message.card, message.about)
            self.show(replace(shown, holds=message.holds))

    def has(self, message_id: str) -> bool:
        return message_id in self._shown or message_id in self._held

    def show(self, shown: Shown) -> None:
        """Add a line, or put another in its place."""
        self._remember(shown)
        self._journal.append("chat", _chat_line(shown))

    def of(self, person: PersonId) -> tuple[Shown, ...]:
        return tuple(shown for shown in list(self._shown.values()) if shown.person == person)

    def get(self, message_id: str) -> Shown | None:
        return self._shown.get(message_id)

    def mark_seen(self, person: PersonId) -> None:
        for shown in self.of(person):
            if not shown.seen:
                self._shown[shown.id] = replace(shown, seen=True)
        self._journal.append("chat seen", {"person": person})

    def recall(self, line: dict[str, object]) -> None:
        if line["kind"] == "chat":
            self._remember(_chat_of(line))
        elif line["kind"] == "chat seen":
            for shown in self.of(PersonId(str(line["person"]))):
                self._shown[shown.id] = replace(shown, seen=True)

    def _remember(self, shown: Shown) -> None:
        self._shown[shown.id] = shown
        self._held.update(shown.holds)


class PlayedMailboxes:
    """Everybody's mailbox, and the desk's own, in which replies arrive."""

    def __init__(self, journal: Journal, news: News, clock: PlayedClock) -> None:
        self._journal = journal
        self._news = news
        self._clock = clock
        self._letters: dict[str, Letter] = {}
        self._held: set[str] = set()

    def send(self, mail: OutgoingMail, sending: Sending) -> Posted:
        if not self.has(mail.id):
            self._news.add(mail.to, "has a new mail")
            self._keep(
                Letter(
                    mail.id,
                    mail.to,
                    False,
                    mail.at,
                    mail.address,
                    mail.subject,
                    mail.html,
                    mail.text,
                    mail.urgent,
                    holds=mail.holds,
                )
            )
        return Posted(mail.id)

    def has(self, message_id: str) -> bool:
        return message_id in self._letters or message_id in self._held

    def reply(self, letter: Letter) -> None:
        """What a person wrote to the desk."""
        self._keep(letter)

    def arrived(self, cursor: str | None) -> Arrived:
        """The cursor counts what people have written."""
        written = [letter for letter in list(self._letters.values()) if letter.mine]
        mails = tuple(_incoming(letter) for letter in written[int(cursor or 0) :])
        return Arrived(mails, str(len(written)), self._clock.now())

    def gone_out(self, since: datetime) -> frozenset[str]:
        return frozenset(letter.id for letter in list(self._letters.values()) if not letter.mine and letter.at >= since)

    def of(self, person: PersonId) -> tuple[Letter, ...]:
        """Newest first."""
        return tuple(reversed([letter for letter in list(self._letters.values()) if letter.person == person]))

    def get(self, letter_id: str) -> Letter | None:
        return self._letters.get(letter_id)

    def mark_seen(self, person: PersonId) -> None:
        for letter in self.of(person):
            if not letter.seen:
                self._letters[letter.id] = replace(letter, seen=True)
        self._journal.append("mail seen", {"person": person})

    def recall(self, line: dict[str, object]) -> None:
        if line["kind"] == "mail":
            self._remember(_letter_of(line))
        elif line["kind"] == "mail seen":
            for letter in self.of(PersonId(str(line["person"]))):
                self._letters[letter.id] = replace(letter, seen=True)

    def _remember(self, letter: Letter) -> None:
        self._letters[letter.id] = letter
        self._held.update(letter.holds)

    def _keep(self, letter: Letter) -> None:
        self._remember(letter)
        self._journal.append("mail", _letter_line(letter))


def _chat_line(shown: Shown) -> dict[str, object]:
    about: dict[str, object] | None = None
    if shown.about is not None:
        notice = write_notice(shown.about.notice).decode() if shown.about.notice else None
        about = {"case": shown.about.case, "notice": notice}
    return {
        "id": shown.id, "person": shown.person, "speaker": shown.speaker, "at": shown.at.isoformat(),
        "text": shown.text, "card": shown.card, "about": about, "holds": shown.holds,
        "is_form": shown.is_form,
    }  # fmt: skip


def _chat_of(line: dict[str, object]) -> Shown:
    held, about = line["about"], None
    if isinstance(held, dict):
        about = About(CaseRef(held["case"]), read_notice(held["notice"]) if held["notice"] else None)
    card = line["card"]
    return Shown(
        str(line["id"]),
        PersonId(str(line["person"])),
        "me" if line["speaker"] == "me" else "bot",
        datetime.fromisoformat(str(line["at"])),
        str(line["text"]),
        card if isinstance(card, dict) else None,
        about,
        holds=_strings(line["holds"]),
        is_form=bool(line.get("is_form")),
    )


def _incoming(letter: Letter) -> IncomingMail:
    answers = (letter.reply_to,) if letter.reply_to else ()
    return IncomingMail(letter.id, letter.address, True, answers, letter.subject, letter.text, letter.at)


def _letter_line(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id, "person": letter.person, "mine": letter.mine, "at": letter.at.isoformat(),
        "address": letter.address, "subject": letter.subject, "html": letter.html, "text": letter.text,
        "urgent": letter.urgent, "reply_to": letter.reply_to, "holds": letter.holds,
    }  # fmt: skip


def _letter_of(line: dict[str, object]) -> Letter:
    reply_to = line["reply_to"]
    return Letter(
        str(line["id"]),
        PersonId(str(line["person"])),
        bool(line["mine"]),
        datetime.fromisoformat(str(line["at"])),
        str(line["address"]),
        str(line["subject"]),
        str(line["html"]),
        str(line["text"]),
        bool(line["urgent"]),
        str(reply_to) if reply_to is not None else None,
        holds=_strings(line["holds"]),
    )


def _strings(held: object) -> tuple[str, ...]:
    return tuple(str(one) for one in held) if isinstance(held, list) else ()
