"""Messages go out in order, each by one worker at a time, and doubt is never settled by sending again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from escalation.case import CaseRef
from escalation.notices import Capacity, Meaning, Notice
from storage.database import Database
from storage.outgoing import Channel, Claimed, Outgoing, State
from tests.people import SARA, TOM
from tests.storage.casebook import FIRST, MONDAY, at_once, message, put, sent_case

LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)


def claim(database: Database, now: datetime = MONDAY, limit: int = 100, worker: str = "one") -> tuple[Claimed, ...]:
    with database.write() as uow:
        claimed = uow.outbox.claim(now, worker, limit, LEASE)
        uow.commit()
    return claimed


def ids(claimed: tuple[Claimed, ...]) -> list[str]:
    return [one.message.id for one in claimed]


def sent(database: Database, one: Claimed, now: datetime = MONDAY) -> bool:
    with database.write() as uow:
        done = uow.outbox.sent(one.message.id, one.attempt, "provider-1", now)
        uow.commit()
    return done


def test_a_message_comes_back_as_it_was_put(database: Database) -> None:
    sent_case(database)
    notice = Notice(TOM, Meaning.ANSWER_ASKED, Capacity.ASKED, visit=1, duty=2)
    about = Outgoing("one", FIRST, TOM, Channel.TEAMS, notice, None, False, MONDAY, MONDAY)
    put(database, about, message("two"))
    assert claim(database) == (Claimed(about, 1, False), Claimed(message("two"), 1, False))


def test_urgent_goes_first_and_then_in_order(database: Database) -> None:
    put(database, message("a"), message("b"), message("c", urgent=True), message("d", urgent=True))
    assert ids(claim(database, limit=3)) == ["c", "d", "a"]
    assert ids(claim(database)) == ["b"]


def test_a_message_waits_for_its_time(database: Database) -> None:
    put(database, message("later", at=MONDAY + MINUTE))
    assert claim(database) == ()
    assert ids(claim(database, MONDAY + MINUTE)) == ["later"]


def test_what_was_sent_is_not_handed_out_again(database: Database) -> None:
    put(database, message("one"))
    (one,) = claim(database)
    assert sent(database, one)
    assert claim(database, MONDAY + timedelta(hours=9)) == ()
    with database.read() as reading:
        assert reading.outbox.counts() == {State.SENT: 1}
        assert reading.outbox.waiting() == 0


def test_workers_at_the_same_time_never_get_the_same_row(another: Callable[[], Database]) -> None:
    put(another(), *(message(f"m{number:03d}") for number in range(200)))

    def work(own: Database) -> list[str]:
        taken: list[str] = []
        while some := claim(own, limit=7):
            taken.extend(ids(some))
        return taken

    databases = [another() for _ in range(4)]
    shares = at_once(*(lambda own=own: work(own) for own in databases))
    taken = [one for share in shares for one in share]
    assert sorted(taken) == [f"m{number:03d}" for number in range(200)]


def test_a_lease_that_ran_out_hands_the_row_to_another_in_doubt(database: Database) -> None:
    put(database, message("one"))
    (first,) = claim(database, worker="one")
    assert claim(database, MONDAY + LEASE - MINUTE, worker="two") == ()
    (second,) = claim(database, MONDAY + LEASE, worker="two")
    assert (second.attempt, second.in_doubt) == (2, True)
    assert not sent(database, first), "the first worker has lost the row and must not settle it"
    assert sent(database, second)


def test_what_certainly_failed_is_tried_again_at_its_time(database: Database) -> None:
    put(database, message("one"))
    (first,) = claim(database)
    with database.write() as uow:
        assert uow.outbox.failed("one", first.attempt, "busy", MONDAY + MINUTE)
        uow.commit()
    assert claim(database) == ()
    (again,) = claim(database, MONDAY + MINUTE)
    assert (again.attempt, again.in_doubt) == (2, False)


def test_an_unknown_outcome_comes_again_in_doubt(database: Database) -> None:
    put(database, message("one"))
    (first,) = claim(database)
    with database.write() as uow:
        assert uow.outbox.unknown("one", first.attempt, "timed out", MONDAY + MINUTE)
        uow.commit()
    with database.read() as reading:
        assert reading.outbox.counts() == {State.UNKNOWN: 1}
        assert reading.outbox.waiting() == 1
    assert claim(database) == ()
    (again,) = claim(database, MONDAY + MINUTE)
    assert again.in_doubt


def test_a_doubt_lasts_however_later_attempts_end(database: Database) -> None:
    put(database, message("one"))
    claim(database)
    (second,) = claim(database, MONDAY + LEASE)
    with database.write() as uow:
        assert uow.outbox.failed("one", second.attempt, "busy", MONDAY + LEASE)
        uow.commit()
    (third,) = claim(database, MONDAY + LEASE)
    assert (third.attempt, third.in_doubt) == (3, True)


def test_what_was_being_posted_when_its_worker_ended_may_have_been_shown(database: Database) -> None:
    put(database, message("begun"), message("only claimed"))
    begun, other = claim(database)
    with database.write() as uow:
        assert uow.outbox.begin([begun])
        uow.commit()
    doubts = {one.message.id: one.doubts for one in claim(database, MONDAY + LEASE, worker="two")}
    assert doubts == {"begun": 1, "only claimed": 0}
    with database.write() as uow:
        assert not uow.outbox.begin([other]), "it is the other worker's now"
    assert {one.doubts for one in claim(database, MONDAY + 2 * LEASE)} == {0, 1}, "claiming alone shows nothing"


def test_what_is_being_posted_can_be_settled_in_every_way(database: Database) -> None:
    put(database, message("a"), message("b"))
    a, b = claim(database)
    with database.write() as uow:
        assert uow.outbox.begin([a, b])
        assert uow.outbox.elsewhere("a", a.attempt, "blocked", MONDAY)
        uow.outbox.sent_all([(b, "provider-1", None)], MONDAY)
        uow.commit()
    with database.read() as reading:
        assert reading.outbox.counts() == {State.ELSEWHERE: 1, State.SENT: 1}
        assert reading.outbox.waiting() == 0 and reading.outbox.dead_letters() == ()


def test_the_same_for_another_door_is_known(database: Database) -> None:
    sent_case(database)
    notice = Notice(TOM, Meaning.ANSWER_ASKED, Capacity.ASKED, visit=1, duty=2)
    shown = Outgoing("one", FIRST, TOM, Channel.TEAMS, notice, None, False, MONDAY, MONDAY)
    line = Outgoing("two", None, TOM, Channel.TEAMS, None, "Good morning.", False, MONDAY, MONDAY)
    put(database, shown, line, replace(shown, id="three", channel=Channel.EMAIL))
    with database.read() as reading:
        assert reading.outbox.goes_also(shown, Channel.EMAIL)
        assert not reading.outbox.goes_also(line, Channel.EMAIL)
        others = (
            replace(shown, to=SARA),
            replace(shown, created=MONDAY + MINUTE),
            replace(shown, notice=replace(notice, visit=2)),
            replace(shown, notice=None, body="Good morning."),
        )
        assert not any(reading.outbox.goes_also(other, Channel.EMAIL) for other in others)


def test_what_can_never_go_out_is_put_aside_with_its_reason(database: Database) -> None:
    put(database, message("one"))
    (first,) = claim(database)
    with database.write() as uow:
        assert uow.outbox.dead("one", first.attempt, "no such address")
        assert not uow.outbox.dead("one", first.attempt, "twice")
        uow.commit()
    assert claim(database, MONDAY + timedelta(hours=9)) == ()
    with database.read() as reading:
        (dead,) = reading.outbox.dead_letters()
        assert (dead.message.id, dead.state, dead.reason) == ("one", State.DEAD, "no such address")


def test_a_claim_that_is_not_committed_leaves_the_row_free(database: Database) -> None:
    put(database, message("one"))
    with database.write() as uow:
        assert ids(uow.outbox.claim(MONDAY, "one", 10, LEASE)) == ["one"]
    assert ids(claim(database)) == ["one"]


def test_undoing_a_case_takes_back_what_still_waits(database: Database) -> None:
    sent_case(database)
    sent_case(database, CaseRef("LUT-26-0002"))
    put(database, message("a", case=FIRST), message("b", case=FIRST), message("c", case=CaseRef("LUT-26-0002")))
    claim(database, limit=1)
    with database.write() as uow:
        assert uow.outbox.cancel_unsent(FIRST) == 1
        uow.commit()
    assert ids(claim(database)) == ["c"]
    with database.read() as reading:
        states = [(delivery.message.id, delivery.state) for delivery in reading.outbox.of_case(FIRST)]
    assert states == [("a", State.CLAIMED), ("b", State.CANCELLED)]


def test_a_case_knows_what_was_delivered_and_when(database: Database) -> None:
    sent_case(database)
    put(database, message("a", case=FIRST))
    (one,) = claim(database)
    sent(database, one, MONDAY + MINUTE)
    with database.read() as reading:
        (delivery,) = reading.outbox.of_case(FIRST)
    assert (delivery.state, delivery.settled_at, delivery.provider_id) == (State.SENT, MONDAY + MINUTE, "provider-1")


def test_a_message_is_found_by_its_id(database: Database) -> None:
    put(database, message("one"))
    with database.read() as reading:
        found = reading.outbox.find("one")
        assert found is not None
        assert (found.message, found.state) == (message("one"), State.WAITING)
        assert reading.outbox.find("two") is None


def test_the_oldest_unsent_message_can_be_asked_for(database: Database) -> None:
    with database.read() as reading:
        assert reading.outbox.oldest_unsent() is None
    put(database, message("b", at=MONDAY + MINUTE), message("a"))
    with database.read() as reading:
        assert reading.outbox.oldest_unsent() == MONDAY


def test_a_message_cannot_be_put_twice(database: Database) -> None:
    put(database, message("one"))
    with pytest.raises(IntegrityError):
        put(database, message("one"))


def mails(*ids: str) -> tuple[Outgoing, ...]:
    return tuple(replace(message(id), channel=Channel.EMAIL) for id in ids)


def test_a_worker_looks_after_its_own_doors(database: Database) -> None:
    put(database, replace(message("chat"), channel=Channel.TEAMS), *mails("mail"))
    with database.write() as uow:
        taken = uow.outbox.claim(MONDAY, "mail", 10, LEASE, through=(Channel.EMAIL,))
        uow.commit()
    assert ids(taken) == ["mail"] and ids(claim(database)) == ["chat"]


def test_whoever_comes_after_a_crash_finds_the_draft_and_since_when_there_is_doubt(database: Database) -> None:
    put(database, *mails("one"))
    rows = claim(database)
    with database.write() as uow:
        assert uow.outbox.drafting(rows) and uow.outbox.drafted(rows, "draft-1", "one@example.org")
        assert uow.outbox.counts() == {State.DRAFTED: 1}
        uow.commit()
    (again,) = claim(database, MONDAY + LEASE)
    assert (again.draft, again.provider_id, again.in_doubt) == ("draft-1", "one@example.org", True)
    (later,) = claim(database, MONDAY + 2 * LEASE)
    assert later.since == again.since == MONDAY + LEASE, "the doubt began with the first"


@pytest.mark.parametrize("ended", ["in doubt", "without a result"])
def test_what_is_handed_over_once_more_is_in_doubt_anew(database: Database, ended: str) -> None:
    put(database, *mails("one"))
    claim(database)
    (asked,) = claim(database, MONDAY + LEASE)
    with database.write() as uow:
        assert uow.outbox.begin([asked])
        if ended == "in doubt":
            assert uow.outbox.unknown("one", asked.attempt, "timed out", MONDAY + LEASE)
        uow.commit()
    (after,) = claim(database, MONDAY + 2 * LEASE)
    assert (asked.since, after.since) == (MONDAY + LEASE, MONDAY + 2 * LEASE)


def test_a_draft_that_certainly_has_not_gone_is_forgotten_as_another_is_made(database: Database) -> None:
    put(database, *mails("one"))
    with database.write() as uow:
        [first] = uow.outbox.claim(MONDAY, "one", 10, LEASE)
        assert uow.outbox.drafting([first]) and uow.outbox.drafted([first], "draft-1", "one@example.org")
        assert uow.outbox.failed("one", first.attempt, "busy", MONDAY)
        [second] = uow.outbox.claim(MONDAY, "one", 10, LEASE)
        assert (second.draft, second.in_doubt) == ("draft-1", False)
        assert uow.outbox.drafting([second])
        uow.commit()
    (third,) = claim(database, MONDAY + LEASE)
    assert (third.draft, third.provider_id, third.in_doubt) == (None, None, True)


def test_no_step_is_kept_of_what_another_worker_has_by_now(database: Database) -> None:
    put(database, *mails("one"))
    lost, mine = claim(database), claim(database, MONDAY + LEASE)
    with database.write() as uow:
        assert (
            not uow.outbox.drafting(lost)
            and not uow.outbox.drafted(lost, "draft-1", "x")
            and not uow.outbox.begin(lost)
        )
        assert uow.outbox.drafting(mine) and uow.outbox.begin(mine)
        assert not uow.outbox.begin(mine), "it is being sent already"


def test_a_mail_is_found_by_what_it_went_out_as_confirmed_and_may_bounce(database: Database) -> None:
    put(database, *mails("a", "b"))
    a, b = claim(database)
    with database.write() as uow:
        uow.outbox.sent_all([(a, "a@example.org", "talk"), (b, "b@example.org", None)], MONDAY)
        assert [found.message.id for found in uow.outbox.gone_as(["a@example.org", "else"])] == ["a"]
        assert [found.message.id for found in uow.outbox.in_conversation("talk", a.message.to)] == ["a"]
        assert uow.outbox.confirm(["a@example.org"]) == 1
        assert [found.message.id for found in uow.outbox.unconfirmed(MONDAY + MINUTE)] == ["b"]
        assert uow.outbox.unconfirmed(MONDAY) == ()
        assert uow.outbox.bounced("a", "no such address", MONDAY) and not uow.outbox.bounced("a", "no such", MONDAY)
        assert uow.outbox.counts() == {State.BOUNCED: 1, State.SENT: 1}


def test_a_mail_says_what_its_reader_has_had_about_the_case(database: Database) -> None:
    sent_case(database)
    about = [replace(mail, case=FIRST) for mail in mails("a", "b", "c")]
    put(database, about[0], about[1], replace(about[2], to=SARA))
    rows = claim(database)
    with database.write() as uow:
        uow.outbox.sent_all([(row, f"{row.message.id}@example.org", None) for row in rows], MONDAY)
        assert uow.outbox.mailed(FIRST, SARA) == ("c@example.org",)
        uow.commit()


@pytest.mark.parametrize("ended", ["on its way", "unknown", "waits in doubt", "given up in doubt"])
def test_what_comes_back_before_it_is_known_to_have_gone_came_back_all_the_same(database: Database, ended: str) -> None:
    put(database, *mails("a"))
    [one] = claim(database)
    with database.write() as uow:
        assert uow.outbox.drafting([one]) and uow.outbox.drafted([one], "draft", "a@example.org")
        assert uow.outbox.begin([one])
        uow.commit()
    if ended != "on its way":
        with database.write() as uow:
            uow.outbox.unknown("a", one.attempt, "no answer", MONDAY)
            uow.commit()
    if "doubt" in ended:
        [one] = claim(database)
        with database.write() as uow:
            if ended == "waits in doubt":
                uow.outbox.failed("a", one.attempt, "cannot be asked", MONDAY)
            else:
                uow.outbox.dead("a", one.attempt, "nobody can say", MONDAY)
            uow.commit()
    with database.write() as uow:
        assert uow.outbox.bounced("a", "no such address", MONDAY)
        uow.commit()
    assert not sent(database, one), "whoever was sending it does not settle it any more"
    assert claim(database, MONDAY + LEASE) == ()
    with database.read() as reading:
        assert reading.outbox.counts() == {State.BOUNCED: 1}
        assert reading.outbox.waiting() == 0


def test_what_certainly_has_not_gone_cannot_come_back(database: Database) -> None:
    put(database, *mails("a"))
    claim(database)
    with database.write() as uow:
        assert not uow.outbox.bounced("a", "no such address", MONDAY)
