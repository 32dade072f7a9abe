"""What goes out, written from the cases as one reading of the database shows them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from cards.card_json import Card
from cards.forms.occasion import draft_card
from cards.mail import Mail, one_line
from cards.plain_mail import GO_ON, plain_mail
from cards.thread_card import thread_head, thread_subject
from escalation.case import CaseRef, PersonId
from escalation.notices import Meaning
from escalation.people import Person
from escalation.procedure import Procedure
from storage.cases import people_on
from storage.mailed import MailedCard
from storage.outgoing import Channel, Claimed, Outgoing
from storage.unit_of_work import Reading

from ..casework import Desk
from ..doors import About, ChatMessage, Refused, ThreadMessage
from ..mail.door import CalendarPart, OutgoingMail
from ..mail.kept import ASIDE_CARD
from ..mail.sending.cards import SAID, card_mail, case_mail, mailed_card
from ..meetings.changing import visit_of
from ..meetings.door import Invitation
from ..meetings.inviting import invitation
from ..meetings.letters import calendar_part
from ..rendering.cards import card_for, digest_card, digest_for, mail_for
from ..rendering.held import Held, held_of
from ..talk.set_aside import card_of_mail, open_cases_of

logger = logging.getLogger(__name__)
OF_MEETING = frozenset({Meaning.MEETING_CONVENED, Meaning.MEETING_CALLED_OFF})
Group = tuple[Claimed, ...]
"""One message; or several that become one digest."""
Run = tuple[Group, ...]
"""What follows each other about one case."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A message that cannot be written, and why: an operator has to look at it."""

    why: str


Ready = ChatMessage | OutgoingMail | ThreadMessage | Invitation | Unwritten


def written(desk: Desk, run: Run) -> list[Ready]:
    """All messages of a run, from the case as it is now. A defect in one does not keep the others."""
    with desk.database.read() as reading:
        writing = Writing(desk, reading)
        return [_ready(writing, group) for group in run]


def _ready(writing: Writing, group: Group) -> Ready:
    try:
        match group[0].message.channel:
            case Channel.TEAMS:
                return writing.chat_message(group)
            case Channel.EMAIL:
                return writing.mail(group)
            case Channel.THREAD:
                return writing.thread_message(group)
            case Channel.CALENDAR:
                return writing.invitation(group)
    except Refused as trouble:
        return Unwritten(str(trouble))
    except Exception as trouble:  # noqa: BLE001 - as the docstring above says
        logger.error("%s could not be written: %s", group[0].message.case, type(trouble).__name__)
        return Unwritten(type(trouble).__name__)


class Writing:
    """Lives as long as one reading: a case that several messages are about is read once."""

    def __init__(self, desk: Desk, reading: Reading) -> None:
        self._desk = desk
        self._reading = reading
        self._held: dict[CaseRef, Held] = {}

    def chat_message(self, group: Group) -> ChatMessage:
        said = self._chat_message(group)
        return replace(said, again=True) if group[0].doubts else said

    def _chat_message(self, group: Group) -> ChatMessage:
        row, now = group[0].message, self._desk.clock.now()
        if len(group) > 1:
            digest = digest_for(self._desk, self._reading, (c.message for c in group))
            return ChatMessage(
                row.id, row.to, now, "", digest_card(digest), holds=_ids(group), summary=digest.mail.subject
            )
        own = self._card_of(row, row.body) if row.body is not None else None
        if own is not None:
            return ChatMessage(row.id, row.to, now, "", own, summary=self._summary(row, row.body or ""))
        if row.case is None or row.body is not None:
            return ChatMessage(row.id, row.to, now, row.body or "", None)
        held = self._case(row.case)
        card, subject = card_for(held, row.to, row.notice, row.id), held.said(row.to, row.notice)[1].subject
        return ChatMessage(row.id, row.to, now, "", card, About(row.case, row.notice), summary=one_line(subject))

    def _card_of(self, row: Outgoing, words: str) -> Card | None:
        """Of a message that is no notice about a case: with what can be done about it, where anything can."""
        kept = self._reading.drafts.get(row.id)
        if kept is None:
            return None
        if kept.kind != ASIDE_CARD:
            return draft_card(words, row.id)
        return card_of_mail(self._reading, kept.answers, open_cases_of(self._desk, self._reading, row.to))

    def _summary(self, row: Outgoing, words: str) -> str:
        """The title, as the subject of the mail has it: the text below may speak of a child."""
        title, _, _ = words.partition("\n")
        return one_line(f"{self._procedure(row.case, row.to).words.formal}: {title}")

    def thread_message(self, group: Group) -> ThreadMessage:
        """A row without words begins the thread."""
        [row], now = group, self._desk.clock.now()
        assert row.message.case is not None, "a thread is about a case"
        held = self._case(row.message.case)
        subject = thread_subject(held.case, held.situation, held.entries)
        line = ThreadMessage(row.message.id, held.case.ref, now, row.message.body or "", summary=subject)
        if row.message.body is None:
            head = thread_head(held.case, held.situation, held.entries)
            line = replace(line, head=head, people=tuple(sorted(people_on(held.case))))
        return replace(line, again=row.doubts > 0)

    def invitation(self, group: Group) -> Invitation:
        [row] = group
        ref, number = row.message.case, int(row.message.body or 0)
        assert ref is not None, "a meeting is about a case"
        event = self._reading.outbox.event_of(ref, number)
        return invitation(self._case(ref), number, row.message.id, event, self._desk.clock.now())

    def mail(self, group: Group) -> OutgoingMail:
        """Raises Refused where nobody can be reached."""
        row, now = group[0].message, self._desk.clock.now()
        person = self._reading.people.roster().people.get(row.to)
        if person is None or not person.email:
            raise Refused("no address is known")
        mail = self._mail(group)
        ready = OutgoingMail(
            row.id, row.to, person.email, mail.subject, mail.html, mail.text, now, row.urgent, row.id, _ids(group)
        )
        if len(group) > 1:
            return ready
        asked_by = self._reading.mailed.answers(row.id)
        if row.case is None:
            return replace(ready, follows=asked_by)
        before = self._reading.outbox.mailed(row.case, row.to)
        calendar = self._calendar(row.case, row, person)
        return replace(ready, thread=str(row.case), follows=(*before, *asked_by), calendar=calendar)

    def _calendar(self, ref: CaseRef, row: Outgoing, person: Person) -> CalendarPart | None:
        """With a mail about a meeting, for whoever is invited to it, where no calendar of ours invites them."""
        inviting, notice = self._desk.inviting, row.notice
        if inviting is None or inviting.through is not Channel.EMAIL:
            return None
        if notice is None or notice.meaning not in OF_MEETING:
            return None
        held = self._case(ref)
        visit = visit_of(held.case, notice.visit)
        if visit is None or visit.meeting is None or visit.meeting.held is not None:
            return None
        invited = invitation(held, visit.number, row.id, None, self._desk.clock.now())
        is_guest = any(guest.person == person.id for guest in invited.guests)
        return calendar_part(invited, inviting.ours, person.email) if is_guest else None

    def _mail(self, group: Group) -> Mail:
        row = group[0].message
        mailed = mailed_card(self._reading, row)
        if mailed is not None:
            return self._of_card(mailed, row.body or SAID)
        if len(group) > 1:
            return digest_for(self._desk, self._reading, (c.message for c in group)).mail
        if row.case is not None and row.notice is not None:
            return mail_for(self._case(row.case), row.notice, row.id)  # who has the mail, and nobody else, can quote it
        title, _, text = (row.body or "").partition("\n")
        procedure = self._procedure(row.case, row.to)
        how = GO_ON if title == SAID else None
        return plain_mail(title, text, procedure.authority, procedure.words.formal, how)

    def _of_card(self, mailed: MailedCard, body: str) -> Mail:
        if mailed.is_case and mailed.ref is not None:
            return case_mail(self._case(mailed.ref), mailed)
        held = self._case(mailed.ref) if mailed.ref is not None else None
        return card_mail(mailed, self._procedure(mailed.ref, mailed.person), held, body.partition("\n")[0])

    def _procedure(self, ref: CaseRef | None, to: PersonId) -> Procedure:
        """In whose name a mail is sent that says no more than its own words."""
        if ref is not None:
            return self._case(ref).situation.procedure
        return self._desk.pack_of_person(self._reading, to).procedure

    def _case(self, ref: CaseRef) -> Held:
        held = self._held.get(ref)
        if held is None:
            held = self._held[ref] = held_of(self._desk, self._reading, ref)
        return held


def _ids(group: Group) -> tuple[str, ...]:
    return tuple(row.message.id for row in group)
