"""What a person may do to one message: on both databases, and never to one that a worker has in hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.database import Database
from storage.outgoing import Channel, State
from storage.tending import HeldUp
from tests.storage.casebook import MONDAY, message, put
from tests.storage.test_outbox import LEASE, claim, ids, sent

MINUTE = timedelta(minutes=1)
BY_MAIL = (Channel.EMAIL, Channel.CALENDAR)


def needing(database: Database) -> list[tuple[str, State]]:
    with database.read() as reading:
        listed = reading.tending.needing(MONDAY, 10)
        assert reading.tending.count(MONDAY) == len(listed)
    return [(one.message.id, one.state) for one in listed]


def test_what_needs_a_person_is_listed_in_order_until_it_needs_none(database: Database) -> None:
    put(database, message("unseen"), message("dead"), message("waits"), message("seen"))
    unseen, dead, _, seen = claim(database)
    with database.write() as uow:
        uow.outbox.sent("unseen", unseen.attempt, "p1", MONDAY - MINUTE)
        uow.outbox.dead("dead", dead.attempt, "refused", MONDAY)
        uow.outbox.failed("waits", 1, "busy", MONDAY + MINUTE)
        uow.outbox.sent("seen", seen.attempt, "p2", MONDAY - MINUTE)
        uow.outbox.confirm(["p2"])
        uow.commit()
    assert needing(database) == [("unseen", State.SENT), ("dead", State.DEAD), ("waits", State.WAITING)]
    with database.write() as uow:
        assert uow.tending.seen("unseen", "by Olga") and not uow.tending.seen("dead", "by Olga")
        assert uow.tending.send_again("dead", replace(message("again")), "by Olga")
        assert not uow.tending.send_again("dead", message("twice"), "by Olga")
        assert uow.tending.take_back("waits", "by Olga") and not uow.tending.take_back("waits", "by Olga")
        uow.commit()
    assert needing(database) == [("again", State.WAITING)]


def test_what_a_worker_has_in_hand_is_left_to_it(database: Database) -> None:
    put(database, message("one"))
    [one] = claim(database)
    with database.write() as uow:
        assert not uow.tending.take_back("one", "by Olga") and not uow.tending.hurry("one", MONDAY)
        assert not uow.tending.send_again("one", message("two"), "by Olga")
    assert sent(database, one)


def test_a_message_is_found_by_the_beginning_of_its_id_and_hurried(database: Database) -> None:
    put(database, message("abc_1", at=MONDAY + MINUTE), message("abcd1"))
    with database.write() as uow:
        assert [one.message.id for one in uow.tending.beginning("abc_")] == ["abc_1"]
        assert len(uow.tending.beginning("abc")) == 2
        assert uow.tending.hurry("abc_1", MONDAY)
        uow.commit()
    assert ids(claim(database)) == ["abc_1", "abcd1"]


def test_mails_and_invitations_that_were_tried_in_vain_are_counted_from_the_first(database: Database) -> None:
    again = replace(message("tried again"), channel=Channel.CALENDAR)
    put(database, message("tried"), again)
    for one in claim(database):
        with database.write() as uow:
            uow.outbox.failed(one.message.id, one.attempt, f"{one.message.id}: refused", MONDAY + MINUTE)
            uow.commit()
    with database.read() as reading:
        assert reading.tending.held_up(MONDAY, BY_MAIL) is None
        assert reading.tending.held_up(MONDAY + MINUTE, BY_MAIL) == HeldUp(2, MONDAY, "tried again: refused")


def test_what_is_held_up_is_asked_for_by_channel(database: Database) -> None:
    put(database, message("mail"), replace(message("line of a thread"), channel=Channel.THREAD))
    with database.read() as reading:
        assert reading.tending.held_up(MONDAY + MINUTE, [Channel.THREAD]) == HeldUp(1, MONDAY, None)
        assert reading.tending.held_up(MONDAY + MINUTE, [Channel.TEAMS]) is None


def test_mails_that_nobody_has_tried_are_held_up_once_they_could_have_gone(database: Database) -> None:
    put(database, message("now"), message("in the morning", at=MONDAY + LEASE))
    claim(database, limit=1)
    with database.read() as reading:
        assert reading.tending.held_up(MONDAY, BY_MAIL) is None
        assert reading.tending.held_up(MONDAY + MINUTE, BY_MAIL) == HeldUp(1, MONDAY, None)
