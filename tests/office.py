"""The harness of the journeys: people who type, press and reply in a played office; a message nobody expected fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.tryout.office import Office, open_office, sample_people
from bot.tryout.played import Letter, Shown
from escalation.case import Case, CaseRef, PersonId

from .people import at

Card = Mapping[str, Any]
MONDAY = at("2026-03-02", "09:30")


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
        """Press a button by its title on the newest card that has it (or whose words hold `card`), with inputs filled."""
        shown, action, prefix = self._find(title, card)
        data = {**inputs_of(action, shown), **_data_of(action)}
        data |= {f"{prefix}{name}": value for name, value in typed.items()}
        before = {line.id for line in self.chat}
        reply = self.office.presses(self.id, shown.id, str(action.get("verb")), data)
        self.expected |= {line.id for line in self.chat if line.id not in before and line.about is None}
        self.expected.add(shown.id)
        faces = [f for f in (reply.replace, *reply.append) if f is not None]
        return " ".join([reply.toast, *(words_of_card(f.card) if f.card else f.text for f in faces)])

    def replies(self, text: str, subject: str = "") -> None:
        """Answer the newest mail (whose subject holds `subject`) by pressing reply."""
        mail = next(m for m in self.mails if subject in m.subject)
        self.office.replies(self.id, mail.id, text)

    def received(self, words: str) -> bool:
        """Did a card or mail with these words arrive? Everything that holds them counts as expected."""
        cards = [line.id for line in self.chat if words in words_of(self._now(line))]
        mails = [mail.id for mail in self.mails if words in mail.subject or words in mail.text]
        self.expected |= {*cards, *mails}
        return bool(cards or mails)

    def expects_anything(self) -> None:
        """For people whose messages this journey is not about."""
        self.expected |= {line.id for line in self.chat} | {mail.id for mail in self.mails}

    @property
    def chat(self) -> tuple[Shown, ...]:
        return self.office.played.chats.of(self.id)

    @property
    def mails(self) -> tuple[Letter, ...]:
        return tuple(m for m in self.office.played.mailboxes.of(self.id) if not m.mine)

    def unexpected(self) -> Iterator[str]:
        for line in self.chat:
            if line.speaker == "bot" and line.id not in self.expected:
                yield f"{self.id} had an unexpected card: {words_of(self._now(line))[:200]}"
        for mail in self.mails:
            if mail.id not in self.expected:
                yield f"{self.id} had an unexpected mail: {mail.subject}"

    def _now(self, line: Shown) -> Shown:
        return Shown(line.id, line.person, line.speaker, line.at, line.text, self.office.card_now(line), line.about)

    def _find(self, title: str, card: str | None) -> tuple[Shown, Card, str]:
        for line in reversed(self.chat):
            now = self._now(line)
            if now.card is None or (card is not None and card not in words_of(now)):
                continue
            for action in actions_of(now.card):
                if action.get("title") == title and action.get("verb"):
                    verb = f"{action['verb']}."
                    inside = any(i.startswith(verb) for i in input_ids(now.card))
                    return now, action, verb if inside else ""
        seen = [a.get("title") for line in self.chat for a in actions_of(self._now(line).card or {})]
        raise AssertionError(f"{self.id} has no card with a button “{title}”; buttons: {seen}")


class TestOffice:
    """A played office and its people: `office.ines`, `office.tom`, ..."""

    __test__ = False

    def __init__(self, folder: Path, start: datetime = MONDAY, pack: str = "luton") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.pack = folder, pack
        self.office = open_office(folder, f"sqlite:///{folder / 'iro-bot.db'}", pack, sample_people(), start)
        self.actors = {id: Actor(self.office, id) for id in self.office.people.people}

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.actors[PersonId(name)]
        except KeyError:
            raise AttributeError(name) from None

    def restart(self) -> None:
        """As after a crash: nothing is carried over but what is on disk."""
        self.office.close()
        url = f"sqlite:///{self.folder / 'iro-bot.db'}"
        self.office = open_office(self.folder, url, self.pack, sample_people(), MONDAY)
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

    def assert_all_expected(self) -> None:
        surprises = [words for actor in self.actors.values() for words in actor.unexpected()]
        assert not surprises, "\n".join(surprises)


def words_of(line: Shown) -> str:
    return f"{line.text} {words_of_card(line.card) if line.card else ''}".strip()


def words_of_card(card: Card) -> str:
    """Every text of a card, in order, as it is read."""
    return " ".join(_texts(card)).replace("\u2060", "").replace("\u200b", "")


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key in ("text", "title", "value", "label"):
            if isinstance(part.get(key), str):
                yield part[key]
        yield from (t for key, inner in part.items() if key not in ("fallback", "data") for t in _texts(inner))
    elif isinstance(part, list | tuple):
        yield from (t for inner in part for t in _texts(inner))


def actions_of(card: Any) -> Iterator[Card]:
    """Every action of a card, also of the cards inside it and of selectable text."""
    if isinstance(card, Mapping):
        if str(card.get("type", "")).startswith("Action."):
            yield card
        yield from (a for key, inner in card.items() if key not in ("fallback", "data") for a in actions_of(inner))
    elif isinstance(card, list | tuple):
        yield from (a for inner in card for a in actions_of(inner))


def inputs_of(action: Card, shown: Shown) -> dict[str, str]:
    """What a client sends with a press: each input's value as it stands, of the whole card."""
    if action.get("associatedInputs") == "none":
        return {}
    return {i["id"]: str(i["value"]) for i in _inputs(shown.card) if i.get("value") not in (None, "")}


def input_ids(card: Any) -> list[str]:
    return [i["id"] for i in _inputs(card)]


def _inputs(part: Any) -> Iterator[Card]:
    if isinstance(part, Mapping):
        if str(part.get("type", "")).startswith("Input."):
            yield part
        yield from (i for inner in part.values() for i in _inputs(inner))
    elif isinstance(part, list | tuple):
        yield from (i for inner in part for i in _inputs(inner))


def _data_of(action: Card) -> dict[str, Any]:
    data = action.get("data")
    return dict(data) if isinstance(data, Mapping) else {}
