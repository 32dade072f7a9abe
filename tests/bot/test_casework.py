"""The desk: whatever goes wrong with one case or one moment, the others and the next one go on."""

from dataclasses import replace

import pytest
from sqlalchemy import QueuePool, event

from bot.auditor import audit
from bot.casework.sweeping import POSTPONED
from escalation.actions import Said, SendNow, Via, Wait
from escalation.case import CaseRef, PersonId
from escalation.errors import ActionRefused, NothingOwed
from storage.cases import CaseStore
from storage.errors import CaseHasChanged
from tests.office import TestOffice

FIRST, SECOND = CaseRef("LUT-26-0001"), CaseRef("LUT-26-0002")
AT_STAGE_1 = {"start_at": "stage_1", "skipping_because": "Urgent", "passed_over_because": "Urgent"}


def test_a_case_that_fails_in_the_sweep_is_put_off_and_the_others_go_on(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office.ines.raises(**AT_STAGE_1)
    office.ines.raises(**AT_STAGE_1)
    load = CaseStore.load

    def failing(store: CaseStore, ref: CaseRef) -> object:
        stored = load(store, ref)
        if ref == FIRST and stored is not None:
            return replace(stored, case=replace(stored.case, track="none"))
        return stored

    with monkeypatch.context() as broken:
        broken.setattr(CaseStore, "load", failing)
        office.office.played.clock.set(office.office.calendar.day_starts(office.office.now.date().replace(day=10)))
        swept = office.office.desk.sweep()
    assert swept.postponed and swept.lapses
    assert "LUT-26-0001" in caplog.text and "10442" not in caplog.text
    assert _is_late(office, SECOND) and not _is_late(office, FIRST)
    office.office.played.clock.set(office.office.now + POSTPONED)
    office.office.tick()
    assert _is_late(office, FIRST), "the case that failed comes again"
    assert audit(office.office.desk).ok


def test_an_action_is_decided_afresh_when_another_changed_the_case_meanwhile(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.ines.raises()
    hold, tries = CaseStore.hold, []

    def changed_once(store: CaseStore, ref: CaseRef, expected: int) -> object:
        tries.append(ref)
        if len(tries) == 1:
            raise CaseHasChanged("somebody was faster")
        return hold(store, ref, expected)

    monkeypatch.setattr(CaseStore, "hold", changed_once)
    office.tom.presses("Answer", answer="The core group is on Friday.")
    assert office.ines.received("Tom Reid has answered")
    visit = office.case().visit
    assert visit is not None and len(visit.answers) == 1


def test_a_case_that_never_holds_still_is_left_to_the_next_sweep(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.ines.raises(**AT_STAGE_1)
    office.ines.raises(**AT_STAGE_1)
    hold, tries = CaseStore.hold, []

    def always_changed(store: CaseStore, ref: CaseRef, expected: int) -> object:
        if ref == SECOND:
            return hold(store, ref, expected)
        tries.append(ref)
        if len(tries) > 100:
            pytest.fail("the sweep goes round and round")
        raise CaseHasChanged("somebody was faster")

    with monkeypatch.context() as restless:
        restless.setattr(CaseStore, "hold", always_changed)
        office.office.played.clock.set(office.office.calendar.day_starts(office.office.now.date().replace(day=10)))
        office.office.desk.sweep()
    assert _is_late(office, SECOND) and not _is_late(office, FIRST)
    office.office.tick()
    assert _is_late(office, FIRST), "the next sweep takes it up, without waiting"


def test_nothing_that_is_typed_or_pressed_holds_two_connections_at_once(office: TestOffice) -> None:
    pool, in_hand = office.office.desk.database.engine.pool, []
    assert isinstance(pool, QueuePool)
    event.listen(pool, "checkout", lambda *_: in_hand.append(pool.checkedout()))
    office.ines.raises()
    office.tom.presses("Answer", answer="The core group is on Friday.")
    for person in (office.ines, office.tom, office.bea):
        for typed in ("my cases", "log", "log overdue", FIRST, "help", "cover Tom Reid with Grace Bello tomorrow"):
            person.says(typed)
    audit(office.office.desk)
    assert in_hand and max(in_hand) == 1


def test_a_refused_action_leaves_no_trace(office: TestOffice) -> None:
    office.ines.raises()
    before = _entries(office)
    with pytest.raises(ActionRefused):
        office.office.desk.perform(Wait(Said(PersonId("tom"), Via.TEAMS), 1), FIRST, once="a press")
    assert _entries(office) == before
    with office.office.desk.database.read() as reading:
        assert not reading.inbox.seen("a press"), "it may be pressed again once it is allowed"


def test_there_is_no_acting_on_a_case_that_is_not_there(office: TestOffice) -> None:
    with pytest.raises(NothingOwed):
        office.office.desk.perform(SendNow(Said(PersonId("ines"), Via.TEAMS)), CaseRef("LUT-26-0404"))


def _is_late(office: TestOffice, ref: CaseRef) -> bool:
    return any(duty.lapsed for duty in office.case(ref).duties if duty.visit == 1)


def _entries(office: TestOffice) -> int:
    with office.office.desk.database.read() as reading:
        return len(reading.log.entries(FIRST))
