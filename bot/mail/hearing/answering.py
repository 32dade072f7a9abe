"""What the bot answers to a mail goes out as a mail: through the outbox, and once for each mail that came in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from escalation.case import CaseRef, PersonId
from storage.mailed import MailedCard
from storage.outgoing import Channel, Outgoing

from ...casework import Desk
from ...talk.conversation import Conversation
from ...talk.faces import Face, Reply
from ..arriving.received import key_of
from ..arriving.setting_aside import set_aside_unanswered
from ..arriving.turns import takes_an_answer
from ..door import IncomingMail
from ..sending.cards import SAID, case_on, shown_in, written_card

DAY = timedelta(days=1)
ANSWERABLE = 60 * DAY
"""How long a reply to a card that was mailed still finds it."""
TOO_OFTEN = "So many mails came from there within an hour that it was not answered, in case a machine writes them."


class Answering:
    """Answers one mail of one person."""

    def __init__(self, desk: Desk, conversation: Conversation, person: PersonId, mail: IncomingMail) -> None:
        self._desk = desk
        self._conversation = conversation
        self._person = person
        self._mail = mail
        self._id = str(uuid4())

    def answer(self, reply: Reply, beside: str = "") -> None:
        """`beside` is said first. What the reply says in passing is said too."""
        faces = [face for face in (reply.replace, *reply.append) if face is not None]
        shown = next((face for face in faces if face.card is not None or face.about is not None), None)
        said = " ".join(part for part in (beside, reply.toast, *_texts(faces)) if part)
        if shown is None:
            self._put(None, said)
        else:
            self._put(self._mailed(shown, said), said)

    def show_again(self, mailed: MailedCard, why: str) -> None:
        """The card that was answered, so that it can be answered once more."""
        again = MailedCard(self._id, self._person, mailed.ref, mailed.card, why, mailed.is_case, self._message_id())
        self._put(again, why)

    def _mailed(self, face: Face, above: str) -> MailedCard:
        if face.about is not None and not face.is_form:
            looked_at = self._conversation.look(self._person, self._id, face.about)
            assert looked_at.card is not None, "a look always draws a card"
            card, ref = looked_at.card, face.about.case
            return MailedCard(self._id, self._person, ref, written_card(card), above, True, self._message_id())
        assert face.card is not None, "asked for only where there is one"
        mailed = MailedCard(self._id, self._person, None, written_card(face.card), above, False, self._message_id())
        return _about_its_case(mailed)

    def _message_id(self) -> str | None:
        """So that the answer stands below what was written. What is no Message-ID helps nobody."""
        return self._mail.id if "@" in self._mail.id else None

    def _put(self, mailed: MailedCard | None, said: str) -> None:
        now, ref = self._desk.clock.now(), mailed.ref if mailed is not None else None
        body = f"{SAID}\n{said}" if mailed is None else SAID
        if not self._is_answered(now):
            set_aside_unanswered(self._desk, self._mail, self._person, TOO_OFTEN)
            return
        with self._desk.database.write() as uow:
            if not uow.inbox.first_time(key_of(self._mail), now, ref):
                return
            uow.outbox.put([Outgoing(self._id, ref, self._person, Channel.EMAIL, None, body, False, now, now)])
            if mailed is not None:
                uow.mailed.put(mailed, now)
            uow.mailed.forget(now - ANSWERABLE)
            uow.commit()

    def _is_answered(self, now: datetime) -> bool:
        """Two machines must not write to each other for ever."""
        with self._desk.database.write() as uow:
            is_answered = takes_an_answer(uow, self._person, self._mail.text, self._mail.id, now)
            uow.commit()
        return is_answered


def _texts(faces: list[Face]) -> Iterator[str]:
    yield from (face.text for face in faces if face.text and face.card is None)


def _about_its_case(mailed: MailedCard) -> MailedCard:
    ref: CaseRef | None = case_on(shown_in(mailed))
    return MailedCard(mailed.message_id, mailed.person, ref, mailed.card, mailed.above, False, mailed.answers)
