"""The check that nobody is forgotten: red when it has to be, and naming references only."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.auditor import audit
from tests.office import TestOffice


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
