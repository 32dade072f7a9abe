"""Two procedures in one deployment: South works under one, every other team under another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.auditor import audit
from bot.procedures.assigning import assign
from bot.procedures.packs import text_of
from bot.world import World
from tests.office import CONCERN, MONDAY, Actor, TestOffice

PEOPLE = Path(__file__).with_name("two_procedures.csv").read_bytes()
LUTON, KNOWSLEY = (
    "Luton: Safeguarding alerts and dispute resolution",
    "Knowsley: Outcome Resolution for IROs and CP Chairs",
)
IN_SOUTH = {
    "record": "20442",
    "initials": "EF",
    "social_worker": "wen",
    "category": "permanence",
    "what": "EF has no permanence plan at the second review.",
    "why": "EF has been with four carers in a year.",
    "asked": "A permanence plan that names the placement.",
    "source": "review",
    "answer_within": "6",
}
IN_NORTH = {key: text for key, text in CONCERN.items() if key != "team"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    url = f"sqlite:///{tmp_path / 'iro-bot.db'}"
    assign(url, World().read(*text_of("knowsley")), ("South",), MONDAY, drafts_too=True)
    office = TestOffice(tmp_path, people=PEOPLE)
    yield office
    office.nothing_else()
    office.office.close()


def raise_in_north(office: TestOffice) -> None:
    office.petra.says("raise")
    office.petra.presses("Next: who is told", **IN_NORTH)
    office.petra.presses("Send")
    office.petra.presses("Send now")


def raise_in_south(office: TestOffice) -> None:
    office.sol.says("raise")
    office.sol.presses("Next: who is told", **IN_SOUTH)
    office.sol.presses("Send")
    office.sol.presses("Send now")


def raise_in_both(office: TestOffice) -> None:
    raise_in_north(office)
    raise_in_south(office)
    for actor in office.actors.values():
        actor.expects_anything()


def test_the_raisers_team_decides_the_procedure(office: TestOffice) -> None:
    raise_in_both(office)
    assert office.case("LUT-26-0001").pack.id == "luton"
    assert office.case("KNO-26-0001").pack.id == "knowsley"
    assert office.tom.received("Pre-Dispute Resolution: LUT-26-0001")
    assert office.ruth.received("Informal Outcome Resolution: KNO-26-0001")
    assert not office.ruth.received("LUT-26-0001") and not office.tom.received("KNO-26-0001")


def test_an_iro_who_works_under_both_chooses(office: TestOffice) -> None:
    assert "Which procedure?" in office.ines.says("raise")
    assert office.ines.buttons == [LUTON, KNOWSLEY]
    assert office.ines.sees("For children of North.") and office.ines.sees("For children of South.")
    assert "Raise an alert" in office.ines.presses(LUTON)
    office.ines.presses("Next: who is told", **IN_NORTH)
    office.ines.presses("Discard")
    office.ines.says("raise")
    office.ines.presses(KNOWSLEY)
    office.ines.presses("Next: who is told", **IN_SOUTH)
    assert "LUT" not in office.ines.presses("Send")
    assert office.case("KNO-26-0001").team == "South"
    office.ines.says("undo KNO-26-0001")
    assert office.ines.received("Undone: nothing was sent")


def test_the_procedure_stays_chosen_when_the_form_comes_back(office: TestOffice) -> None:
    """A fault, a change of mind: no second question, and the words of the procedure stay."""
    office.ines.says("raise")
    office.ines.presses(KNOWSLEY)
    assert "Start an outcome resolution" in office.ines.presses("Next: who is told", **IN_SOUTH | {"initials": "Emma"})
    office.ines.presses("Next: who is told", initials="EF", answer_within="6")
    assert "Start an outcome resolution" in office.ines.presses("Change")
    office.ines.presses("Next: who is told", answer_within="6")
    office.ines.presses("Discard")


def test_nobody_raises_under_another_teams_procedure(office: TestOffice) -> None:
    """What a card says is not believed: the digest of the other procedure is sent with a form of one's own."""
    office.ines.says("raise")
    other = next(a for a in _buttons(office.ines) if a["title"] == KNOWSLEY)["data"]["procedure"]
    office.petra.says("raise")
    found = office.petra.finds("Next: who is told")
    before = office.petra.chat[-1].id
    office.petra.sends(found.line.id, "raise", {**found.action["data"], "procedure": other, **IN_NORTH})
    assert before and not office.petra.sees("Start an outcome resolution")
    office.ines.presses(KNOWSLEY)
    office.ines.presses("Discard")


def test_help_and_refusals_are_in_the_words_of_ones_own_procedure(office: TestOffice) -> None:
    assert "case (its reference)" in office.petra.says("help") and "Raise an alert" in office.petra.buttons
    assert "case (its reference)" in office.sol.says("help") and "Start an outcome resolution" in office.sol.buttons
    assert "Raise a concern" in (office.ines.says("help"), *office.ines.buttons)
    assert "Child Protection Chair" in office.ruth.says("raise")
    assert "IRO/CP Chair Team Manager" in office.ruth.says("cover Tom Reid with Sara Patel from 1 April to 2 April")
    assert "Safeguarding Business Manager" in office.tom.says(
        "cover Ruth Evans with Sara Patel from 1 April to 2 April"
    )


def test_the_log_shows_each_case_in_the_words_of_its_own_procedure(office: TestOffice) -> None:
    raise_in_both(office)
    log = " ".join(office.gia.says("log").split())
    assert "Stage: Informal resolution" in log and "Stage: Informal Outcome Resolution" in log
    assert f"Procedure: {LUTON}" in log and f"Procedure: {KNOWSLEY}" in log
    assert "Started: 2 March 2026" in log and "Themes: Significant drift in permanence planning" in log


def test_the_keeper_of_one_log_does_not_read_the_other(office: TestOffice) -> None:
    """Both posts are for the whole authority; the team they name says under which procedure."""
    raise_in_both(office)
    bea, kim = office.bea.says("log"), office.kim.says("log")
    assert "LUT-26-0001" in bea and "KNO-26-0001" not in bea
    assert "KNO-26-0001" in kim and "LUT-26-0001" not in kim
    assert "no case KNO-26-0001" in office.bea.says("KNO-26-0001")
    assert "EF" in office.kim.says("KNO-26-0001")


def test_filters_of_the_log_find_stages_themes_and_procedures_of_both(office: TestOffice) -> None:
    raise_in_both(office)
    for asked, found in (
        ("log informal", {"LUT-26-0001", "KNO-26-0001"}),
        ('log "Informal Outcome Resolution"', {"KNO-26-0001"}),
        ("log category permanence", {"LUT-26-0001", "KNO-26-0001"}),
        ("log Knowsley", {"KNO-26-0001"}),
        ("log Luton team North", {"LUT-26-0001"}),
        ("log team South", {"KNO-26-0001"}),
    ):
        answer = office.gia.says(asked)
        assert {ref for ref in ("LUT-26-0001", "KNO-26-0001") if ref in answer} == found, asked


def test_one_morning_digest_holds_what_waits_under_both(office: TestOffice) -> None:
    one_worker = IN_SOUTH | {"social_worker": "amir", "answer_within": "10"}
    for procedure, concern in ((LUTON, IN_NORTH), (KNOWSLEY, one_worker)):
        office.ines.says("raise")
        office.ines.presses(procedure)
        office.ines.presses("Next: who is told", **concern)
        office.ines.presses("Send")
        office.ines.presses("Send now")
    office.until("2026-03-13", "10:00")
    (digest,) = [mail for mail in office.amir.mails if "LUT-26-0001" in mail.text and "KNO-26-0001" in mail.text]
    assert digest.subject.startswith("Dispute Resolution and Formal Outcome Resolution: 2 things wait for you")
    assert "Luton and Knowsley" in digest.text
    for actor in office.actors.values():
        actor.expects_anything()
    assert "LUT-26-0001" in office.ines.says("my cases")


def test_each_case_is_swept_by_its_own_clocks(office: TestOffice) -> None:
    """Ten working days for one, the six that were set for the other."""
    raise_in_both(office)
    office.until("2026-03-10", "17:05")
    assert office.sol.received("KNO-26-0001") and not office.petra.received("Nobody")
    office.until("2026-03-16", "17:05")
    assert office.petra.received("LUT-26-0001")
    for actor in office.actors.values():
        actor.expects_anything()
    assert audit(office.office.desk).ok


def _buttons(actor: Actor) -> list[dict[str, object]]:
    newest = actor.now(actor.chat[-1])
    assert newest.card is not None
    return newest.card["actions"]  # type: ignore[no-any-return]
