"""The process ends at any moment, and nothing is lost or sent twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.auditor import audit
from bot.doors import Chat, ChatMessage, Unknown
from bot.mail.door import OutgoingMail, Sending
from bot.outbox.handing_over import Doors
from bot.tryout.played import PlayedChats
from escalation.case import CaseRef, Outcome
from storage.unit_of_work import Reading
from tests.office import CONCERN, TestOffice, title_of


def test_a_journey_goes_on_after_a_restart_at_every_step(office: TestOffice) -> None:
    """The same journey, with a restart after every step, tells the same people the same things."""
    whole, broken = TestOffice(office.folder / "whole"), office
    for journey, between in ((whole, _nothing), (broken, _restart)):
        _journey(journey, between)
    assert _told(broken) == _told(whole)
    assert broken.case().closed is not None and broken.case().closed.outcome is Outcome.RESOLVED
    assert audit(broken.office.desk).ok
    whole.office.close()
    for actor in broken.actors.values():
        actor.expects_anything()


def test_what_a_door_took_before_the_end_is_not_sent_again(office: TestOffice) -> None:
    """The process ends after handing over and before settling: the door is asked, and has it."""
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    delivery = office.office.delivery
    delivery.doors = replace(delivery.doors, chat=EndsAfter(office.office.played.chats))
    with pytest.raises(KeyboardInterrupt):
        office.ines.presses("Send now")
    office.restart()
    messages = _messages(office)
    assert messages and max(messages.values()) == 1, messages
    assert office.tom.received("by Monday 16 March") and office.amir.received("by Monday 16 March")
    assert audit(office.office.desk).waiting == 0
    for actor in office.actors.values():
        actor.expects_anything()


def test_an_unknown_outcome_is_asked_about_and_never_sent_again_blindly(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    office.ines.presses("Send")
    real = office.office.played.chats
    delivery = office.office.delivery
    delivery.doors = replace(delivery.doors, chat=LosesTheReply(real))
    office.ines.presses("Send now")
    delivery.doors = replace(delivery.doors, chat=real)
    office.pass_hours(1)
    assert max(_messages(office).values()) == 1
    assert audit(office.office.desk).waiting == 0
    for actor in office.actors.values():
        actor.expects_anything()


def test_a_process_that_is_killed_between_any_two_steps_loses_nothing(tmp_path: Path) -> None:
    """Each step runs in a process of its own, which ends by SIGKILL without closing anything."""
    for step in range(len(STEPS)):
        _in_a_process(f"play({step})", tmp_path)
    office = TestOffice(tmp_path)
    assert office.case().closed is not None and office.case().closed.outcome is Outcome.RESOLVED
    assert audit(office.office.desk).ok
    assert max(_messages(office).values()) == 1
    office.office.close()


def test_a_process_that_is_killed_in_the_middle_of_sending_sends_nothing_twice(tmp_path: Path) -> None:
    """Each process dies as soon as a door has taken one message, before that is kept."""
    for step in range(3):
        _in_a_process(f"play({step})", tmp_path)
    _in_a_process("die_while_sending()", tmp_path)
    for _ in range(3):
        _in_a_process("die_while_sending(tick=True)", tmp_path, may_end=True)
    office = TestOffice(tmp_path)
    assert office.tom.received("by Monday 16 March") and office.amir.received("by Monday 16 March")
    assert max(_messages(office).values()) == 1 and audit(office.office.desk).waiting == 0
    office.office.close()


def die_while_sending(tick: bool = False) -> None:
    office = TestOffice(Path(sys.argv[1]))
    delivery, played = office.office.delivery, office.office.played
    delivery.doors = Doors(Dies(played.chats), Dies(played.mailboxes))
    office.office.tick() if tick else office.ines.presses("Send now")


class Dies:
    """A door whose process ends once it has taken a message."""

    def __init__(self, door: Any) -> None:
        self._door = door

    def __getattr__(self, name: str) -> Any:
        return getattr(self._door, name)

    def post(self, message: ChatMessage) -> None:
        self._door.post(message)
        os.kill(os.getpid(), signal.SIGKILL)

    def send(self, mail: OutgoingMail, sending: Sending) -> None:
        self._door.send(mail, sending)
        os.kill(os.getpid(), signal.SIGKILL)


def _in_a_process(call: str, folder: Path, may_end: bool = False) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"from tests.journeys.test_restarts import *; {call}", str(folder)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL or (may_end and done.returncode == 0), done.stderr


def play(step: int) -> None:
    """One step of the journey, and the end of the process."""
    STEPS[step](TestOffice(Path(sys.argv[1])))
    os.kill(os.getpid(), signal.SIGKILL)


def _journey(office: TestOffice, between: object) -> None:
    for step in STEPS:
        step(office)
        between(office)  # type: ignore[operator]


STEPS = (
    lambda office: office.ines.says("raise"),
    lambda office: office.ines.presses("Next: who is told", **CONCERN),
    lambda office: office.ines.presses("Send"),
    lambda office: office.until("2026-03-13", "11:00"),
    lambda office: office.until("2026-03-16", "17:05"),
    lambda office: office.ines.presses("Move up", consulted="quentin", consulted_on="2026-03-16"),
    lambda office: office.ines.presses("Move it"),
    lambda office: office.tom.replies("The core group is on Friday."),
    lambda office: office.ines.presses("Not satisfied", reason="That was said before."),
    lambda office: office.ines.presses("Move it"),
    lambda office: office.sara.presses("Answer", answer="It was on Friday."),
    lambda office: office.ines.presses("Satisfied", difference="AB has a plan."),
)


def _nothing(office: TestOffice) -> None:
    pass


def _restart(office: TestOffice) -> None:
    office.restart()


class EndsAfter:
    """A chat in the process that ends once it has taken a message."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def post(self, message: ChatMessage) -> None:
        self._chat.post(message)
        raise KeyboardInterrupt

    def has(self, message_id: str) -> bool:
        return self._chat.has(message_id)


class LosesTheReply:
    """A chat that takes a message and cannot say so."""

    def __init__(self, chat: PlayedChats) -> None:
        self._chat = chat

    def post(self, message: ChatMessage) -> None:
        self._chat.post(message)
        raise Unknown("the connection broke")

    def has(self, message_id: str) -> bool:
        return self._chat.has(message_id)


def _told(office: TestOffice) -> Counter[tuple[str, str]]:
    """Who was mailed what, and how many cards each was sent."""
    mails = Counter((actor.id, title_of(mail)) for actor in office.actors.values() for mail in actor.mails)
    cards = Counter((actor.id, str(line.about)) for actor in office.actors.values() for line in actor.chat)
    return mails + cards


def _messages(office: TestOffice) -> Counter[str]:
    """How often each message of the outbox reached anybody, by the journal of the doors."""
    sent = Counter[str]()
    journal = (office.folder / "played.jsonl").read_text(encoding="utf-8")
    with office.office.desk.database.read() as reading:
        ids = _ids(reading)
    for id in ids:
        sent[id] = sum(f'"id": "{id}"' in line and '"mail"' in line[:20] for line in journal.splitlines())
        sent[id] += any(f'"id": "{id}"' in line and '"chat"' in line[:20] for line in journal.splitlines())
    return sent


def _ids(reading: Reading) -> list[str]:
    return [delivery.message.id for delivery in reading.outbox.of_case(CaseRef("LUT-26-0001"))]
