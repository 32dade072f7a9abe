"""Who may do and see what on a case: one table, asked through the doors."""

import pytest

from cards.payloads.by_step import FORMS
from escalation.case import CaseRef
from escalation.permissions import Step
from tests.office import TestOffice

REF = "LUT-26-0001"
NO_SUCH_CASE = f"There is no case {REF} that you can see"

PEOPLE = {
    "raiser": "ines",
    "asked": "tom",
    "delegate": "mina",
    "cover": "grace",
    "raiser's cover": "petra",
    "social worker": "amir",
    "line manager": "sara",
    "supervisor": "quentin",
    "business manager": "bea",
    "reads all": "helen",
    "outsider": "wen",
    "another chair": "colin",
    "no post here": "vic",
}
RAISER, ASKED, KEEPERS = {"raiser"}, {"asked"}, {"line manager", "supervisor", "business manager"}
MAY = {
    Step.ANSWER: ASKED,
    Step.ASK_FURTHER_TIME: ASKED,
    Step.PASS_ON: ASKED,
    Step.FOREWARN: ASKED,
    Step.SATISFIED: RAISER,
    Step.MOVE_UP: RAISER,
    Step.ANOTHER_STAGE: RAISER,
    Step.CHOOSE_WHEN_SILENT: RAISER,
    Step.RECORD_SPOKEN_ANSWER: RAISER,
    Step.PUT_ON_RECORD: RAISER,
    Step.REFER_TO_CAFCASS: RAISER,
    Step.RECORD_REFERRAL: RAISER,
    Step.CLOSE: RAISER,
    Step.REASSIGN: KEEPERS,
    Step.CHANGE_CHILD_STATUS: RAISER | KEEPERS - {"line manager"},
}
"""Who may take each step at stage 1 while the team manager is asked. Nobody else may, whatever they send."""
SEES = set(PEOPLE) - {"delegate", "cover", "raiser's cover", "outsider", "another chair", "no post here"}
FIELDS = {
    "answer": "A date is set.", "until": "2026-03-11", "reason": "It has to be so.", "to": "grace",
    "difference": "AB has a plan.", "when_silent": "move up", "by": "tom", "on": "2026-03-02",
    "child_told": "told", "kind": "legal advice", "outcome": "withdrawn", "person": "tom", "status": "child_protection",
}  # fmt: skip
CASES = [(step, role) for step in MAY for role in PEOPLE]


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> TestOffice:
    """Tom Reid is asked at stage 1."""
    office = TestOffice(tmp_path_factory.mktemp("rights"))
    office.ines.raises(start_at="stage_1", skipping_because="Urgent", passed_over_because="Urgent")
    return office


@pytest.mark.parametrize("step", MAY, ids=lambda step: step.value)
def test_a_step_is_open_to_those_whose_it_is_and_to_nobody_else(office: TestOffice, step: Step) -> None:
    """Everybody sends the payload of the step's form; those who may not go first, so that the case is as it was."""
    before = _entries(office)
    for role in PEOPLE.keys() - MAY[step]:
        answer = _sends(office, PEOPLE[role], step)
        assert _entries(office) == before, f"{role} could {step.value}: {answer}"
        assert (NO_SUCH_CASE in answer) == (role not in SEES), f"{role} was told: {answer}"
    for role in sorted(MAY[step])[:1]:
        answer = _sends(office, PEOPLE[role], step)
        assert _entries(office) > before or "Nothing has been sent yet" in answer, f"{role}: {answer}"


@pytest.mark.parametrize("role", PEOPLE)
def test_a_case_is_shown_to_those_who_have_a_part_in_it(office: TestOffice, role: str) -> None:
    for line in (REF, f"case {REF}", f"respond {REF}", f"escalate {REF}", f"withdraw {REF}"):
        answer = office.actors[PEOPLE[role]].says(line)
        assert (NO_SUCH_CASE in answer) == (role not in SEES), f"{line}: {answer}"
        assert role in SEES or ("10442" not in answer and "Tom Reid" not in answer)


@pytest.mark.parametrize("role", PEOPLE)
def test_its_words_are_read_by_those_who_see_it(office: TestOffice, role: str) -> None:
    data = {"case": REF, "visit": 1, "token": "t", "heading": "What is asked", "place": 0, "part": 1}
    answer = office.actors[PEOPLE[role]].sends("", "read all", data)
    assert ("A date for the core group" in answer) == (role in SEES), answer
    form = office.actors[PEOPLE[role]].sends("", "open form", {"case": REF, "visit": 1, "token": "t", "step": "answer"})
    assert role in SEES or NO_SUCH_CASE in form


def test_cover_and_delegate_act_while_the_holder_is_away(office: TestOffice) -> None:
    office.bea.says("cover Tom Reid with Grace Bello from 2 March to 10 March")
    assert "Grace Bello for Tom Reid answered" in _sends(office, "grace", Step.ANSWER)


def test_a_delegate_answers_for_the_director(office: TestOffice) -> None:
    office.ines.presses("Move to another stage", to="stage_4", reason="It is urgent.")
    office.ines.presses("Move it")
    assert "Mina Castell for Dana Whitfield answered" in _sends(office, "mina", Step.ANSWER, visit=2)


def test_nobody_who_was_asked_can_settle_close_or_undo(office: TestOffice) -> None:
    office.tom.presses("Answer", answer="A date is set.")
    for step in (Step.SATISFIED, Step.NOT_SATISFIED, Step.PARTLY_SATISFIED, Step.CLOSE, Step.WAIT, Step.UNDO):
        for person in ("tom", "sara", "quentin", "bea", "amir"):
            before = _entries(office)
            _sends(office, person, step)
            assert _entries(office) == before, f"{person} could {step.value}"


def test_somebody_who_is_not_on_the_list_is_told_so_and_nothing_else(office: TestOffice) -> None:
    office.office.people.people.pop("zed", None)  # type: ignore[call-overload]
    reply = office.office.conversation.hear("zed", REF)  # type: ignore[arg-type]
    assert "not on this authority’s list" in reply.append[0].text


def test_who_one_is_never_comes_from_the_card(office: TestOffice) -> None:
    before = _entries(office)
    data = {"case": REF, "visit": 1, "token": "t", "answer": "A date is set.", "by": "tom", "said": {"by": "tom"}}
    office.wen.sends("", "answer", data)
    office.amir.sends("", "answer", data)
    assert _entries(office) == before


def _sends(office: TestOffice, person: str, step: Step, visit: int = 1) -> str:
    wanted = {name: FIELDS[name] for name, field in FORMS[step].model_fields.items() if name in FIELDS}
    if step is Step.ANOTHER_STAGE:
        wanted["to"] = "stage_2"
    if step is Step.REASSIGN:
        wanted["to"] = "ruth"
    if step in (Step.MOVE_UP, Step.SATISFIED, Step.NOT_SATISFIED, Step.AGREE_FURTHER_TIME):
        wanted.pop("to", None)
    data = {"case": REF, "visit": visit, "token": f"{person}-{step.name}", **wanted}
    return office.actors[person].sends("", step.value, data)


def _entries(office: TestOffice) -> int:
    with office.office.desk.database.read() as reading:
        return len(reading.log.entries(CaseRef(REF)))
