"""Both doors in one service: each sends its own, what one cannot take goes through the other, copies are looked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.doors import TryLater, Unreachable
from bot.mail.opening import MailDoor
from bot.mail.sending.confirming import confirm
from storage.outgoing import Channel, State
from tests.mail.waiting import PlayedPost, answers, states, tom_replies, waiting_in
from tests.office import TestOffice
from tests.people import at


def test_with_mail_alone_what_would_be_shown_in_a_chat_is_mailed(office: TestOffice, post: PlayedPost) -> None:
    desk = waiting_in(office)
    MailDoor(desk, post).delivery.deliver()
    assert states(desk) <= {State.SENT, State.ELSEWHERE}
    assert office.tom.received("You are asked to help settle this")
    assert office.tom.mails and not office.tom.chat


def test_with_both_doors_each_sends_its_own(office: TestOffice, post: PlayedPost) -> None:
    desk = waiting_in(office)
    MailDoor(desk, post, chat=office.office.played.chats).delivery.deliver()
    assert not office.tom.chat, "the chat's own worker shows it"
    with desk.database.read() as reading:
        waiting = {one.message.channel for one in reading.outbox.of_case(office.case().ref) if one.state == "waiting"}
    assert waiting == {Channel.TEAMS}


def test_a_mail_that_cannot_reach_its_person_is_shown_in_the_chat(office: TestOffice, post: PlayedPost) -> None:
    desk = waiting_in(office)
    door = MailDoor(desk, Refusing(post.mailbox_behind), chat=office.office.played.chats)
    door.delivery.deliver()
    with desk.database.read() as reading:
        dead = reading.outbox.dead_letters()
        told = [one for one in reading.outbox.of_case(office.case().ref) if one.message.channel is Channel.TEAMS]
    assert not dead and told


class Refusing(PlayedPost):
    """A mail server that does not know these people."""

    def send(self, mail: object, sending: object) -> object:  # type: ignore[override]
        raise Unreachable("no such mailbox")


def test_a_mail_whose_copy_is_seen_is_confirmed(office: TestOffice, post: PlayedPost) -> None:
    desk = waiting_in(office)
    door = MailDoor(desk, post)
    door.delivery.deliver()
    assert confirm(desk, post.mailbox) > 0
    office.office.played.clock.set(desk.clock.now() + timedelta(minutes=16))
    assert State.CONFIRMED in states(desk) and not [*door.troubles()]


@pytest.mark.parametrize(("minutes", "named"), [(14, False), (15, False), (16, True)])
def test_a_mail_whose_copy_is_not_seen_is_named_after_a_quarter_of_an_hour(
    office: TestOffice, post: PlayedPost, minutes: int, named: bool
) -> None:
    desk, post.shows_copies = waiting_in(office), False
    door = MailDoor(desk, post)
    door.delivery.deliver()
    assert confirm(desk, post.mailbox) == 0
    office.office.played.clock.set(desk.clock.now() + timedelta(minutes=minutes))
    told = [*door.troubles()]
    assert bool(told) is named
    assert not named or "LUT-26-0001: no copy of a mail is seen among what was sent" in told[0]


def test_a_mailbox_that_is_never_asked_in_vain(office: TestOffice, post: PlayedPost) -> None:
    post.mailbox_behind = Deaf()  # type: ignore[assignment]
    assert confirm(office.office.desk, post.mailbox) == 0


class Deaf:
    def gone_out(self, since: object) -> object:
        raise AssertionError("nothing waits for its copy")


@pytest.mark.parametrize(("minutes", "named"), [(4, False), (5, True)])
def test_a_mailbox_that_cannot_be_read_is_named_once_it_does_not_pass(
    office: TestOffice, post: PlayedPost, minutes: int, named: bool
) -> None:
    door = MailDoor(office.office.desk, post)
    post.trouble = TryLater("Microsoft Graph does not answer")
    for _ in range(2):
        with pytest.raises(TryLater):
            door.collect()
        office.office.played.clock.set(office.office.desk.clock.now() + timedelta(minutes=minutes) / 2)
    said = "Mail: our mailbox could not be read. Microsoft Graph does not answer"
    assert [*door.troubles()] == ([said] if named else [])
    post.trouble = None
    door.collect()
    assert [*door.troubles()] == []


@pytest.mark.parametrize(("minutes", "named"), [(15, False), (16, True)])
def test_mails_that_are_kept_from_going_are_named_with_the_reason(
    office: TestOffice, post: PlayedPost, minutes: int, named: bool
) -> None:
    desk, begun = waiting_in(office), office.office.desk.clock.now()
    door = MailDoor(desk, Closed(post.mailbox_behind))
    office.office.played.clock.set(begun + timedelta(minutes=minutes))
    door.delivery.deliver()
    told = [*door.troubles()]
    assert bool(told) is named and all(
        "messages wait since 2026-03-02 09:30 UTC. Graph answered 403" in s for s in told
    )


def test_mails_that_nobody_delivers_are_named_too(office: TestOffice, post: PlayedPost) -> None:
    desk, begun = waiting_in(office), office.office.desk.clock.now()
    door = MailDoor(desk, post)
    office.office.played.clock.set(begun + timedelta(minutes=15))
    assert [*door.troubles()] == []
    office.office.played.clock.set(begun + timedelta(minutes=16))
    [told] = door.troubles()
    assert "messages wait since 2026-03-02 09:30 UTC. It is not known why" in told


@pytest.mark.parametrize(("until", "named"), [("2026-03-03 17:00:00", False), ("2026-03-03 17:00:01", True)])
def test_mails_that_wait_for_a_person_past_the_next_working_day_are_named_by_number_and_age(
    office: TestOffice, post: PlayedPost, until: str, named: bool
) -> None:
    office.ines.raises()
    for words in ("Flurble", "Which of them?"):
        office.ines.writes(words)
    office.office.played.clock.set(at(*until.split()))
    told = [said for said in MailDoor(office.office.desk, post).troubles() if "set aside" in said]
    said = "Mail: 2 mails that were set aside wait for a person to file or leave, the oldest since 2026-03-02 09:30 UTC"
    assert told == ([said] if named else [])


class Closed(PlayedPost):
    """A mailbox in which we may not write yet."""

    def send(self, mail: object, sending: object) -> object:  # type: ignore[override]
        raise TryLater("Graph answered 403")


def test_a_reply_is_read_by_the_beat(office: TestOffice, post: PlayedPost) -> None:
    desk = waiting_in(office)
    door = MailDoor(desk, post)
    door.delivery.deliver()
    tom_replies(office, "The core group is on 20 March.")
    door.collect()
    assert answers(office) == ["The core group is on 20 March."]
