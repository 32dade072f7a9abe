"""A whole office on one machine: people who type, press and reply, a clock that is stepped, and the real desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from threading import RLock
from uuid import uuid4

from cards.card_json import Card
from escalation.case import PersonId
from escalation.errors import EscalationError
from escalation.packs.reading import Pack
from escalation.procedure import Procedure
from escalation.working_days import BankHolidays, WorkingCalendar
from storage.database import Database, migrate, open_database
from storage.outgoing import Channel
from storage.unit_of_work import UnitOfWork

from ..auditor import Auditor
from ..casework import Desk
from ..doors import Chat
from ..mail.collect import collect
from ..mail.sending.confirming import confirm
from ..outbox.delivery import Delivery
from ..people.file import PeopleFile, read_people
from ..posting import CHAT_AND_MAIL
from ..procedures.packs import text_of
from ..talk.conversation import Conversation
from ..talk.faces import Face, NotTaken, Reply
from ..world import World
from .ahead import latest_cases, next_deadline
from .played import Journal, Letter, News, PlayedChats, PlayedClock, PlayedMailboxes, Shown

MOMENT = timedelta(seconds=1)
"""A duty is due at its time and late a moment after."""
JOURNAL, DATABASE = "played.jsonl", "iro-bot.db"
CHOSEN = "chosen"
"""Keeps the digest of the text that was chosen last."""
NO_LEASE = timedelta(0)
"""There is one worker here: what it had in hand when the process ended is taken up at once, in doubt."""


class NotHere(LookupError):
    """What was asked for is not in this played world. Says what."""


@dataclass(frozen=True, slots=True)
class Played:
    """The doors of a played world, over one journal."""

    clock: PlayedClock
    chats: PlayedChats
    mailboxes: PlayedMailboxes
    news: News


class Office:
    """The desk with everything around it played. `folder` None keeps nothing beyond the process."""

    def __init__(self, desk: Desk, pack: Pack, people: PeopleFile, played: Played) -> None:
        """`pack` is that of every team without one of its own."""
        self.lock = RLock()
        self.pack = pack
        self.played = played
        self.people = people
        self.desk = desk
        self.auditor = Auditor(desk)
        self.conversation = Conversation(self.desk)
        chats = played.chats if Channel.TEAMS in desk.doors else None
        self.delivery = Delivery(self.desk, chats, played.mailboxes, lease=NO_LEASE)
        self._afterwards: Callable[[], object] = lambda: None
        self.revision = 0
        self.is_closed = False

    def is_seen_by(self, chat: Chat, afterwards: Callable[[], object]) -> None:
        """Messages go to this chat from now on; `afterwards` is called when they have gone."""
        with self.lock:
            self.delivery = Delivery(self.desk, chat, self.played.mailboxes, lease=NO_LEASE)
            self._afterwards = afterwards

    # what people do

    def says(self, person: PersonId, text: str) -> tuple[Shown, ...]:
        """Type something to the bot. Gives the bot's lines."""
        with self.turn():
            self._show(Face(text=text), person, "me")
            return self._answer(person, self.conversation.hear(person, text))

    def presses(self, person: PersonId, message_id: str, verb: str, data: Mapping[str, object]) -> Reply:
        """Press a button of a card in one's chat. Gives what the bot answered; the card is replaced in place."""
        with self.turn():
            pressed = self.played.chats.get(message_id)
            about = pressed.about if pressed and pressed.person == person else None
            reply = self.conversation.press(person, verb, data, about)
            if pressed is not None and pressed.person == person and reply.replace is not None:
                self.played.chats.show(_in_its_place(pressed, reply.replace))
            self._answer(person, reply)
            return reply

    def replies(self, person: PersonId, letter_id: str, text: str, quoting: bool = True) -> Letter:
        """Answer a mail. The mail that is answered is quoted below, as Outlook does."""
        with self.turn():
            answered = self.played.mailboxes.get(letter_id)
            if answered is None or answered.person != person:
                raise NotHere("That mail is not in this mailbox.")
            now = self.played.clock.now()
            quoted = _quoted(answered, self.people.people[person].name) if quoting else ""
            address = self.people.people[person].email
            letter = Letter(
                str(uuid4()), person, True, now, address, _re(answered.subject), "", text + quoted,
                reply_to=answered.id, seen=True,
            )  # fmt: skip
            self.played.mailboxes.reply(letter)
            return letter

    def writes(self, person: PersonId, subject: str, text: str) -> Letter:
        """A new mail to the bot's own address."""
        with self.turn():
            now, address = self.played.clock.now(), self.people.people[person].email
            letter = Letter(str(uuid4()), person, True, now, address, subject, "", text, seen=True)
            self.played.mailboxes.reply(letter)
            return letter

    def card_now(self, shown: Shown) -> Card | None:
        """The card as it looks when the person looks at it."""
        if shown.about is None or shown.is_form:
            return shown.card
        try:
            return self.conversation.look(shown.person, shown.id, shown.about).card
        except EscalationError:  # a case that cannot be shown any more: the card stays as it was
            return shown.card

    # time

    @property
    def now(self) -> datetime:
        return self.played.clock.now()

    @property
    def procedure(self) -> Procedure:
        return self.pack.procedure

    @property
    def calendar(self) -> WorkingCalendar:
        return self.desk.world.calendar(self.pack)

    def tick(self) -> None:
        """What the metronome does: read the post, sweep what is due, send what waits, look for its copies."""
        with self.lock:
            collect(self.desk, self.played.mailboxes)
            self.desk.sweep()
            self.delivery.deliver()
            confirm(self.desk, self.played.mailboxes)
            self._afterwards()
            self.revision += 1

    def go_to(self, moment: datetime) -> None:
        """Step the clock, stopping at each deadline on the way, as time would."""
        with self.turn():
            while (wake := self.next_wake()) is not None and wake < moment:
                self.played.clock.set(wake + MOMENT)
                self.tick()
            self.played.clock.set(moment)

    def pass_hours(self, hours: int) -> None:
        self.go_to(self.now + timedelta(hours=hours))

    def pass_working_days(self, days: int) -> None:
        """To the same hour, that many working days on; before the day starts, to its start."""
        today = self.calendar.local_date(self.now)
        ahead = self.calendar.add_working_days(today, days)
        self.go_to(max(self._same_hour(ahead), self.calendar.day_starts(ahead)) + MOMENT)

    def to_next_event(self) -> None:
        """To when something happens of itself: a reminder, a deadline, the end of what is held."""
        wake = self.next_wake()
        if wake is not None:
            self.go_to(max(wake, self.now) + MOMENT)

    def to_next_deadline(self) -> None:
        """To when something is next due, past the reminders on the way."""
        with self.desk.database.read() as reading:
            found = next_deadline(latest_cases(reading), self.now)
        if found is not None:
            self.go_to(found.at + MOMENT)

    def next_wake(self) -> datetime | None:
        with self.desk.database.read() as reading:
            return reading.duties.next_wake()

    def _same_hour(self, day: date) -> datetime:
        start = self.calendar.day_starts(self.calendar.local_date(self.now))
        return self.calendar.day_starts(day) + (self.now - start)

    def close(self) -> None:
        """Nothing is done here any more, also by whoever waits for their turn."""
        with self.lock:
            self.is_closed = True
            self.desk.database.engine.dispose()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One at a time, and what comes of it at once. Whoever waited while the world was started anew is told so."""
        with self.lock:
            if self.is_closed:
                raise NotTaken("The world was started again meanwhile. Reload the page.")
            yield
            self.tick()

    # showing

    def _answer(self, person: PersonId, reply: Reply) -> tuple[Shown, ...]:
        return tuple(self._show(face, person, "bot") for face in reply.append)

    def _show(self, face: Face, person: PersonId, speaker: str) -> Shown:
        shown = Shown(
            str(uuid4()), person, "me" if speaker == "me" else "bot", self.now, face.text, face.card, face.about, True
        )
        self.played.chats.show(shown)
        return shown


def open_office(
    folder: Path | None,
    database_url: str,
    pack_name: str,
    people_csv: bytes,
    start: datetime,
    bank_holidays: BankHolidays | None = None,
    doors: frozenset[Channel] = CHAT_AND_MAIL,
) -> Office:
    """Open or start a played world, in which people are reached by these doors. Raises PackRefused, PeopleFileRefused,
    OSError."""
    world = World(bank_holidays)
    chosen = world.read(*text_of(pack_name))
    engine = open_database(database_url)
    migrate(engine)
    database, played = Database(engine), open_played(folder, start)
    desk = Desk(database, world, played.clock, doors=doors)
    with database.write() as uow:
        _begin_with(uow, world, chosen, start, folder)
        packs = desk.in_force(uow).packs
        people = read_people(people_csv, "people.csv", *(pack.procedure for pack in packs))
        if not uow.people.roster().people:  # later on, cover that was typed in is kept
            uow.people.replace_all(people.people.values(), people.posts, people.absences, start)
        uow.commit()
    desk.count_anew()
    office = Office(desk, packs[0], people, played)
    office.tick()
    return office


def _begin_with(uow: UnitOfWork, world: World, pack: Pack, at: datetime, folder: Path | None) -> None:
    """Under the chosen text when it is new here; else what teams were given since it was chosen stays."""
    chosen = folder / CHOSEN if folder is not None else None
    before = chosen.read_text(encoding="utf-8") if chosen is not None and chosen.exists() else None
    if before == pack.pin.digest and None in uow.procedures.assigned():
        return
    uow.procedures.keep(world.to_keep(pack), pack.pin, f"{pack.pin.id}.yaml", at)
    uow.procedures.assign(None, pack.pin.digest)
    if chosen is not None:
        chosen.write_text(pack.pin.digest, encoding="utf-8")


def sample_people(pack: str = "") -> bytes:
    """The small authority that the try-out, the rehearsals and the tests play in, in the posts of `pack`."""
    folder = files("bot.tryout")
    own = folder / "scenarios" / f"{pack}.csv"
    return (own if pack and own.is_file() else folder / "people.csv").read_bytes()


def open_played(folder: Path | None, start: datetime) -> Played:
    """The doors as the journal left them."""
    journal = Journal(folder / JOURNAL if folder is not None else None)
    clock, news = PlayedClock(journal, start), News()
    chats, mailboxes = PlayedChats(journal, news), PlayedMailboxes(journal, news, clock)
    for line in journal.lines():
        if line["kind"] == "clock":
            clock.recall(datetime.fromisoformat(str(line["at"])))
        chats.recall(line)
        mailboxes.recall(line)
    return Played(clock, chats, mailboxes, news)


def _in_its_place(pressed: Shown, face: Face) -> Shown:
    about = pressed.about if face.is_form else face.about
    return replace(pressed, text=face.text, card=face.card, about=about, is_form=face.is_form, seen=True)


def _re(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"RE: {subject}"


def _quoted(letter: Letter, reader: str) -> str:
    header = f"\n\n________________________________\nFrom: IRO Bot\nTo: {reader}\nSubject: {letter.subject}\n\n"
    return header + letter.text
