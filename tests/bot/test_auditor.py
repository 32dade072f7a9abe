"""The check that nobody is forgotten: red when it has to be, and naming references only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.auditor import AUDIT_EVERY, Auditor, audit
from storage.outgoing import Channel, Outgoing
from tests.office import TestOffice
from tests.people import INES


def test_a_well_kept_office_is_well(office: TestOffice) -> None:
    office.ines.raises()
    health = audit(office.office.desk)
    assert health.ok and health.open_cases == 1 and health.waiting == 0


TAMPERED = {
    "nobody owes anything by any date": "update cases set body = json_set(body, '$.duties', json('[]'))",
    "the rows that the sweep wakes by are not those of the case": "update duties set wake = null",
    "the case is not what its log says": "update cases set body = replace(body, '10442', '10443')",
    "it cannot be read": "update cases set body = '{'",
}


@pytest.mark.parametrize("trouble", TAMPERED)
def test_what_is_wrong_with_a_case_is_found_and_named(office: TestOffice, trouble: str) -> None:
    office.ines.raises()
    with office.office.desk.database.engine.begin() as connection:
        connection.execute(text(TAMPERED[trouble]))
    assert f"LUT-26-0001: {trouble}" in audit(office.office.desk).troubles


def test_a_sweep_that_has_stopped_is_found(office: TestOffice) -> None:
    office.ines.raises()
    office.office.played.clock.set(office.office.now + timedelta(days=60))
    assert any("was due to wake at" in trouble for trouble in audit(office.office.desk).troubles)


def test_a_log_that_was_changed_behind_our_back_is_found(office: TestOffice) -> None:
    office.ines.raises()
    with office.office.desk.database.engine.begin() as connection:
        for trigger in (
            connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars().all()
        ):
            connection.execute(text(f'drop trigger "{trigger}"'))
        connection.execute(text("update log set by = 'zed' where number = 2"))
    health = audit(office.office.desk)
    assert not health.ok and "LUT-26-0001: its log does not verify from entry 2 on" in health.troubles
    assert "10442" not in str(health.as_json())


@pytest.mark.parametrize(
    "change",
    [
        "update duties set wake = null",
        "update duties set ended = due",
        "delete from duty_holders",
        "update duties set task = 'overall limit'",
    ],
)
def test_a_case_that_nobody_watches_shows_at_once_however_fresh_the_last_audit(office: TestOffice, change: str) -> None:
    office.ines.raises()
    auditor = Auditor(office.office.desk)
    assert auditor.health().ok
    with office.office.desk.database.engine.begin() as connection:
        connection.execute(text(change))
    assert auditor.health().troubles == ("LUT-26-0001: nobody owes anything by any date",)


def test_asking_again_costs_the_same_for_one_case_and_for_many(office: TestOffice) -> None:
    auditor = Auditor(office.office.desk)
    office.ines.raises()
    assert auditor.health().open_cases == 1
    cost_of_one = _queries(office, auditor)
    for number in range(5):
        office.ines.raises(record=f"1044{number}")
    assert auditor.health().open_cases == 6
    assert _queries(office, auditor) == cost_of_one < 12


def _queries(office: TestOffice, auditor: Auditor) -> int:
    """How many questions the database is asked for one answer about a healthy office."""
    engine, asked = office.office.desk.database.engine, list[object]()
    note = lambda *said: asked.append(said)  # noqa: E731
    event.listen(engine, "before_cursor_execute", note)
    assert auditor.health().ok
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_every_case_is_looked_at_anew_when_the_last_look_has_grown_old_and_health_says_when_it_was(
    office: TestOffice,
) -> None:
    office.ines.raises()
    office.office.desk.sweep()
    auditor, first = Auditor(office.office.desk), office.office.now
    assert auditor.health().audited == first
    with office.office.desk.database.engine.begin() as connection:
        connection.execute(text(TAMPERED["the case is not what its log says"]))
    office.office.played.clock.set(first + AUDIT_EVERY - timedelta(seconds=1))
    assert auditor.health().ok and auditor.health().audited == first
    office.office.played.clock.set(first + AUDIT_EVERY)
    assert auditor.health().troubles == ("LUT-26-0001: the case is not what its log says",)
    assert auditor.health().as_json()["every_case_audited_at"] == (first + AUDIT_EVERY).isoformat(timespec="seconds")


def test_what_is_seen_at_a_glance_passes_as_soon_as_it_is_mended(office: TestOffice) -> None:
    desk = office.office.desk
    auditor = Auditor(desk)
    dead = Outgoing(
        "dead", None, INES, Channel.EMAIL, None, "Good morning.", False, office.office.now, office.office.now
    )
    with desk.database.write() as uow:
        uow.outbox.put([dead])
        [claimed] = uow.outbox.claim(office.office.now, "one", 1, timedelta(minutes=2))
        uow.outbox.dead("dead", claimed.attempt, "refused")
        uow.commit()
    assert not auditor.audit().ok
    with desk.database.write() as uow:
        assert uow.tending.seen("dead", "by Olga") or uow.tending.send_again(
            "dead", replace(dead, id="again"), "by Olga"
        )
        uow.commit()
    assert auditor.health().ok
