"""The check that nobody is forgotten: red when it has to be, and naming references only."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.auditor import audit
from storage.cases import CaseStore
from tests.office import TestOffice


def test_a_well_kept_office_is_well(office: TestOffice) -> None:
    office.ines.raises()
    health = audit(office.office.desk)
    assert health.ok and health.open_cases == 1 and health.waiting == 0


def test_an_open_case_that_nobody_owes_anything_on_is_found(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.ines.raises()
    load = CaseStore.load

    def forgotten(store: CaseStore, ref: object) -> object:
        stored = load(store, ref)  # type: ignore[arg-type]
        return replace(stored, case=replace(stored.case, duties=())) if stored else None

    monkeypatch.setattr(CaseStore, "load", forgotten)
    troubles = audit(office.office.desk).troubles
    assert troubles == ("LUT-26-0001: nobody owes anything by any date",)


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
