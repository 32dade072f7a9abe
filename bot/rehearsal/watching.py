"""Watches a played office: after each step, what has been logged, what is owed, and who was told by which channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cards.log.words import TASKS, log_sentence
from cards.messages.by_meaning import message
from cards.wording import listed
from escalation.case import Case, CaseRef, Duty, PersonId, Task, Verdict
from escalation.case_log import DutyMoved, DutyOwed, Judged, Waited
from escalation.decision import Entry, Situation
from escalation.duties import counts_working_days, is_target
from escalation.notices import Capacity, Meaning, Notice
from escalation.permissions import Standing, standing
from storage.outgoing import GONE_OUT, Outgoing
from storage.unit_of_work import Reading

from ..rendering.held import CHANNEL_NAMES, Held, held_of, telling_of
from ..tryout.office import Office
from .timeline import Moment, Owed, Told

WITH_A_DATE = frozenset(
    {
        Meaning.ANSWER_ASKED,
        Meaning.REMINDER,
        Meaning.ANSWER_OVERDUE,
        Meaning.HANDED_TO_YOU,
        Meaning.MEETING_TO_CONVENE,
        Meaning.ACTION_OWED,
        Meaning.FURTHER_TIME_AGREED,
        Meaning.FURTHER_TIME_REFUSED,
    }
)
"""What asks for something by a date."""


@dataclass
class Watching:
    """Remembers what has been seen, so that each look tells only what is new."""

    office: Office
    _entries: dict[CaseRef, int] = field(default_factory=dict)
    _dues: dict[tuple[CaseRef, int], datetime] = field(default_factory=dict)
    _messages: set[str] = field(default_factory=set)
    told: set[PersonId] = field(default_factory=set)

    def look(self, refs: Iterable[CaseRef]) -> tuple[Moment, ...]:
        """One moment for each case on which something is new, and one for messages on no case."""
        with self.office.desk.database.read() as reading:
            moments = [self._on_case(reading, ref) for ref in dict.fromkeys(refs)]
            moments.append(Moment(self.office.now, told=tuple(self._on_no_case(reading))))
        return tuple(moment for moment in moments if not moment.is_empty)

    def _on_case(self, reading: Reading, ref: CaseRef) -> Moment:
        held = held_of(self.office.desk, reading, ref)
        seen = self._entries.get(ref, 0)
        new = held.entries[seen:]
        self._entries[ref] = len(held.entries)
        sent = [d.message for d in reading.outbox.of_case(ref) if d.state in GONE_OUT and self._is_new(d.message)]
        return Moment(
            self.office.now,
            ref,
            tuple(_sentences(new, held.case, held.situation)),
            tuple(self._owed(new, held.case, held.situation)),
            (*_told(sent, held), *(_plain(self.office, m) for m in sent if m.notice is None)),
        )

    def _on_no_case(self, reading: Reading) -> Iterator[Told]:
        """What has arrived in mailboxes that is not about a case. What the bot answers to a line is no message."""
        for person in self.office.people.people:
            for letter in reversed(self.office.played.mailboxes.of(person)):
                sent = reading.outbox.find(letter.id)
                if sent is not None and sent.message.case is None and self._is_new(sent.message):
                    yield _plain(self.office, sent.message)

    def _is_new(self, sent: Outgoing) -> bool:
        if sent.id in self._messages:
            return False
        self._messages.add(sent.id)
        self.told.add(sent.to)
        return True

    @property
    def count(self) -> int:
        """How many messages have gone out."""
        return len(self._messages)

    def _owed(self, entries: Iterable[Entry], case: Case, situation: Situation) -> Iterator[Owed]:
        """What these entries opened, or moved to another date, and is still owed."""
        still = {duty.number: duty for duty in case.duties}
        touched = {e.facts.duty.number for e in entries if isinstance(e.facts, DutyOwed | DutyMoved | Waited)}
        for number in sorted(touched & still.keys()):
            before = self._dues.get((case.ref, number))
            self._dues[case.ref, number] = still[number].due
            if before != still[number].due:
                yield _owing(still[number], case, situation, moved=before is not None)


def _sentences(entries: Iterable[Entry], case: Case, situation: Situation) -> Iterator[str]:
    for entry in entries:
        said = log_sentence(entry, case, situation)
        if said:
            yield said + _what_it_waits_for(entry, case)


def _what_it_waits_for(entry: Entry, case: Case) -> str:
    """Being satisfied closes a case, unless something that was agreed has still to be done."""
    settled = isinstance(entry.facts, Judged) and entry.facts.verdict is Verdict.SATISFIED
    if not settled or not case.is_open or not any(action.is_open for action in case.actions):
        return ""
    return "; the case closes when what was agreed is done"


def _owing(duty: Duty, case: Case, situation: Situation, *, moved: bool) -> Owed:
    procedure, calendar, people = situation.procedure, situation.calendar, situation.roster.people
    today, day = situation.today, calendar.local_date(duty.due)
    who = tuple(people[named.person].name for named in duty.owed_by if named.person in people)
    counts = day > today and duty.task is not Task.SEND and counts_working_days(duty, case, procedure)
    days = calendar.working_days_between(today, day) if counts else 0
    skipped = calendar.bank_holidays_between(today, day) if counts else ()
    return Owed(TASKS[duty.task], who, duty.due, days, skipped, moved, is_target(duty, case, procedure))


def _told(messages: Iterable[Outgoing], held: Held) -> Iterator[Told]:
    """One for each person and notice, with all the channels it came through."""
    channels: dict[tuple[PersonId, Notice], list[str]] = {}
    for sent in messages:
        if sent.notice is not None:
            channels.setdefault((sent.to, sent.notice), []).append(CHANNEL_NAMES[sent.channel])
    for (to, notice), ways in channels.items():
        says = message(telling_of(held, to, notice)).title
        yield Told(_name(held, to), tuple(dict.fromkeys(ways)), says, why_told(held, notice), _by_when(held, notice))


def _by_when(held: Held, notice: Notice) -> datetime | None:
    """When somebody who is asked has to have done it."""
    if notice.meaning not in WITH_A_DATE:
        return None
    about = [duty.due for duty in held.case.duties if duty.number == notice.duty]
    own = [duty.due for duty in held.case.duties if any(named.person == notice.to for named in duty.owed_by)]
    return min(about or own, default=None)


def _plain(office: Office, sent: Outgoing) -> Told:
    person = office.people.people.get(sent.to)
    first = (sent.body or "").partition("\n")[0]
    return Told(person.name if person else sent.to, (CHANNEL_NAMES[sent.channel],), first, "")


def why_told(held: Held, notice: Notice) -> str:
    """ "asked as Team Manager", "copied as Safeguarding Business Manager", "asked before"."""
    roles = held.situation.procedure.roles
    post = f" as {roles[notice.role].title}" if notice.role in roles else ""
    match notice.capacity:
        case Capacity.RAISER:
            return "raised it" if notice.to == held.case.raiser else "covers for whoever raised it"
        case Capacity.ASKED:
            return f"asked{post or _post_of(held, notice.to)}"
        case Capacity.COVERED:
            return "is away and covered"
        case Capacity.SUPERVISOR:
            return "looks after the raiser's side"
        case Capacity.COPIED:
            return f"copied{post}"
        case _:
            return f"told{post or _part_of(held, notice.to)}"


def _post_of(held: Held, person: PersonId) -> str:
    named = next((n for v in reversed(held.case.visits) for n in v.asked if n.person == person), None)
    post = held.situation.procedure.roles.get(named.role) if named is not None else None
    return f" as {post.title}" if post is not None else ""


PARTS = (Standing.ASKED_BEFORE, Standing.SOCIAL_WORKER, Standing.SUPERVISOR, Standing.LINE_MANAGER)


def _part_of(held: Held, person: PersonId) -> str:
    found = standing(held.case, person, held.situation)
    words = {
        Standing.ASKED_BEFORE: ", was asked before",
        Standing.SOCIAL_WORKER: " as social worker",
        Standing.SUPERVISOR: " as supervisor",
        Standing.LINE_MANAGER: ", manages somebody asked",
    }
    return next((words[part] for part in PARTS if part in found), "")


def _name(held: Held, person: PersonId) -> str:
    known = held.situation.roster.people.get(person)
    return known.name if known is not None else str(person)


def how_it_stands(held: Held) -> str:
    """A sentence for the end: closed how, or where it is and who owes what."""
    case = held.case
    if case.closed is not None:
        return f"{case.ref} is closed: {case.closed.outcome.value}."
    stage = held.situation.procedure.tracks[case.track].stages[case.visit.stage].title if case.visit else "not sent yet"
    owing = [_owing(duty, case, held.situation, moved=False) for duty in case.duties if duty.owed_by]
    waits = listed(f"{owed.what} from {listed(owed.who, 'or')}" for owed in owing)
    return f"{case.ref} is open, at {stage}. Waiting for {waits}."
