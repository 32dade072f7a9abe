"""A procedure is amended: new cases follow it, open ones keep theirs, through restarts and upgrades."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.auditor import audit
from bot.casework import Desk
from bot.procedures.assigning import NotAssigned, assign, assignments
from bot.procedures.packs import library, shipped
from bot.procedures.signing import keep_sign_off
from bot.world import World
from escalation.packs.reading import Pack
from tests.office import CONCERN, MONDAY, TestOffice
from tests.people import at
from tests.storage.conftest import kind, postgresql_url, sqlite_file, url  # noqa: F401 - fixtures

AMENDED = (
    shipped()["luton"]
    .replace('version: "2017-09"', 'version: "2026-04"')
    .replace("            - within: 10 working days", "            - within: 4 working days")
    .replace("title: Informal resolution", "title: Early talk")
    .replace("drift:", "delay:")
)
FIRST, SECOND = "LUT-26-0001", "LUT-26-0002"
NEW = {**CONCERN, "category": "delay"}


@pytest.fixture
def office(tmp_path: Path, url: str) -> Iterator[TestOffice]:  # noqa: F811 - the fixture
    office = TestOffice(tmp_path / "played", url=url)
    yield office
    office.nothing_else()
    office.office.close()


def amended() -> Pack:
    return World().read(AMENDED, "luton.yaml")


def amend(office: TestOffice) -> None:
    """Sign it off and assign it, as another process does while the service runs."""
    keep_sign_off(office.url, amended(), "Dana Whitfield", office.office.now)
    assign(office.url, amended(), (), office.office.now, drafts_too=False)


def everything_is_expected(office: TestOffice) -> None:
    for actor in office.actors.values():
        actor.expects_anything()


def test_new_cases_follow_the_amended_text_and_open_ones_keep_theirs(office: TestOffice) -> None:
    office.ines.raises()
    amend(office)
    office.ines.raises(category="delay")
    assert office.case(FIRST).pack.version == "2017-09" and office.case(SECOND).pack == amended().pin
    assert office.tom.received(f"Pre-Dispute Resolution: {FIRST}, answer by Monday 16 March")
    assert office.tom.received(f"Pre-Dispute Resolution: {SECOND}, answer by Friday 6 March")
    everything_is_expected(office)


def test_both_go_on_after_a_restart_each_in_its_own_words_and_time(office: TestOffice) -> None:
    office.ines.raises()
    amend(office)
    office.ines.raises(category="delay")
    office.restart()
    office.ines.raises(category="delay")
    assert office.case("LUT-26-0003").pack == amended().pin
    office.until("2026-03-06", "17:05")
    assert office.ines.received(f"{SECOND}, it was not settled") and not office.ines.received(
        f"{FIRST}, it was not settled"
    )
    office.until("2026-03-16", "17:05")
    assert office.ines.received(f"{FIRST}, it was not settled")
    log = " ".join(office.bea.says("log").split())
    assert "Stage: Informal resolution" in log
    assert log.count("Stage: Early talk") == 2 and "Procedure:" not in log
    assert FIRST in office.bea.says('log "Informal resolution"')
    assert {SECOND} == {ref for ref in (FIRST, SECOND) if ref in office.bea.says('log "Early talk"')}
    everything_is_expected(office)
    assert audit(office.office.desk).ok


def test_an_upgrade_that_brings_other_defaults_changes_no_case_and_no_assignment(office: TestOffice) -> None:
    """The text that comes with the product, and what it extends, are other ones after an upgrade."""
    office.ines.raises()
    amend(office)
    office.ines.raises(category="delay")
    everything_is_expected(office)
    old = office.office.desk
    texts = {id: text.replace("  for: 2 minutes", "  for: 9 minutes") for id, text in library().items()}
    texts = {id: text.replace("10 working days", "15 working days") for id, text in texts.items()}
    upgraded = Desk(old.database, World(shipped_texts=texts), old.clock)
    assert upgraded.world.read(texts["luton"], "luton.yaml").pin.digest not in {
        office.case(FIRST).pack.digest,
        office.case(SECOND).pack.digest,
    }
    with old.database.read() as reading:
        for ref in (FIRST, SECOND):
            before, after = (desk.situation_of(reading, office.case(ref)) for desk in (old, upgraded))
            assert after.procedure == before.procedure
            assert upgraded.pack_of(reading, office.case(ref).pack).pin == office.case(ref).pack
            assert str(after.procedure.hold_before_sending.held_for) == "2 minutes"
        (in_force,) = upgraded.in_force(reading).packs
        assert (in_force.pin, in_force.procedure) == (amended().pin, amended().procedure)
    office.office.played.clock.set(at("2026-03-06", "17:00") + timedelta(minutes=1))
    assert upgraded.sweep().lapses and not upgraded.sweep().postponed
    office.office.played.clock.set(at("2026-03-16", "17:00") + timedelta(minutes=1))
    assert upgraded.sweep().lapses
    assert audit(upgraded).ok
    office.office.tick()
    everything_is_expected(office)


def test_a_form_that_was_open_meanwhile_comes_back_with_what_was_typed(office: TestOffice) -> None:
    office.ines.says("raise")
    amend(office)
    answer = office.ines.presses("Next: who is told", **CONCERN)
    assert "was amended since you began" in answer and CONCERN["what"] in answer
    assert "Early talk" in office.ines.presses("Next: who is told", category="delay")
    office.ines.presses("Send")
    assert office.case(FIRST).pack == amended().pin
    office.ines.says("undo")
    everything_is_expected(office)


def test_what_was_checked_before_is_not_sent_under_another_text(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    amend(office)
    assert "was amended since you began, and nothing was sent" in office.ines.presses("Send")
    office.ines.presses("Change")
    assert "Friday 6 March" in office.ines.presses("Next: who is told", category="delay")
    office.ines.presses("Discard")
    assert audit(office.office.desk).open_cases == 0


def test_a_draft_is_not_assigned_where_people_are_served(office: TestOffice) -> None:
    with pytest.raises(NotAssigned, match="nobody has signed off this very text"):
        assign(office.url, amended(), ("North",), MONDAY, drafts_too=False)
    with pytest.raises(NotAssigned, match="Perhaps “North” is meant"):
        assign(office.url, amended(), ("Nroth",), MONDAY, drafts_too=True)
    assert len(assignments(office.url)) == 1
    assign(office.url, amended(), ("north",), MONDAY, drafts_too=True)
    assert assignments(office.url)[1].startswith("North: luton 2026-04, a draft, digest ")
    office.ines.says("help")
