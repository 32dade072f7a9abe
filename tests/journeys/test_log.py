"""The log as the business manager asks for it, and as everybody else may."""

import pytest

from tests.office import CONCERN, TestOffice

STAGE_1 = {"start_at": "stage_1", "skipping_because": "It was raised before.", "passed_over_because": "Urgent"}
FIRST, SECOND, THIRD = "LUT-26-0001", "LUT-26-0002", "LUT-26-0003"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> TestOffice:
    """Three cases: one informal and late, one at stage 1 of another team, one resolved."""
    office = TestOffice(tmp_path_factory.mktemp("log"))
    office.ines.raises()
    office.ines.raises(record="10443", team="South", social_worker="wen")
    office.wen.presses("Answer", answer="The health assessment is booked.")
    office.ines.presses("Satisfied", difference="CD is seen by a doctor.")
    office.until("2026-03-16", "17:30")
    office.petra.raises(
        **STAGE_1, track="looked_after", record="10444", team="East", category="visits", what="Nobody came."
    )
    return office


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("log", {FIRST, SECOND, THIRD}),
        ("log overdue", {FIRST}),
        ("overdue", {FIRST}),
        ("log open", {FIRST, THIRD}),
        ("log closed", {SECOND}),
        ("log stage 1", {THIRD}),
        ("log informal", {FIRST, SECOND}),
        ("log team South", {SECOND}),
        ("log East", {THIRD}),
        ("log drift", {FIRST, SECOND}),
        ("log category visits", {THIRD}),
        ("log Petra Lindqvist", {THIRD}),
        ("log since 10 March", {THIRD}),
        ("log until 3 March", {FIRST, SECOND}),
        ('log "health assessment"', {SECOND}),
        ('log "nobody came"', {THIRD}),
        ("log open drift team North", {FIRST}),
        ('log "never written"', set()),
        ('log "%"', set()),
    ],
)
def test_the_business_manager_finds_cases_by(office: TestOffice, line: str, found: set[str]) -> None:
    answer = office.bea.says(line)
    assert {ref for ref in (FIRST, SECOND, THIRD) if ref in answer} == found, answer


def test_everybody_else_sees_the_cases_they_have_a_part_in(office: TestOffice) -> None:
    seen = {id: {ref for ref in (FIRST, SECOND, THIRD) if ref in office.actors[id].says("log")} for id in office.actors}
    assert seen["bea"] == seen["quentin"] == seen["helen"] == {FIRST, SECOND, THIRD}, "who may read all"
    assert seen["ines"] == {FIRST, SECOND} and seen["petra"] == {THIRD}
    assert seen["tom"] == {FIRST} and seen["amir"] == {FIRST, THIRD}
    assert seen["wen"] == {SECOND} and seen["grace"] == {THIRD}
    assert seen["colin"] == seen["vic"] == set()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("log team Nowhere", "There is no team “Nowhere”"),
        ("log stage 9", "There is no stage “"),
        ("log since 31 February", "31 February"),
        ("log category nonsense", "There is no theme “nonsense”"),
    ],
)
def test_a_name_that_fits_nothing_is_said(office: TestOffice, line: str, answer: str) -> None:
    assert answer in office.bea.says(line)


def test_a_long_log_goes_on_by_pages(tmp_path_factory: pytest.TempPathFactory) -> None:
    office = TestOffice(tmp_path_factory.mktemp("pages"))
    for number in range(23):
        office.ines.raises(**(CONCERN | {"record": str(20000 + number)}))
    answer, seen = office.bea.says("log"), set[str]()
    refs = {f"LUT-26-{number:04}" for number in range(1, 24)}
    seen |= {ref for ref in refs if ref in answer}
    while "Next rows" in office.bea.buttons:
        answer = office.bea.presses("Next rows")
        assert not seen & {ref for ref in refs if ref in answer}
        seen |= {ref for ref in refs if ref in answer}
    assert seen == refs
