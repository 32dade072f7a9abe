"""Stages that are judged and opened by others beside the raiser, each at their own desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.tryout.office import sample_people
from escalation.case import Case, CaseRef, Task
from tests.escalation.pack_texts import EVERY_STAGE
from tests.office import CONCERN, TestOffice
from tests.on_cards import filled_in, words_of

REF = CaseRef("EVS-26-0001")
ELSEWHERE = (b"cp_chair", b"divisional_director")
SHARED = {key: text for key, text in CONCERN.items() if key != "not_a_complaint"} | {"track": "shared"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TestOffice]:
    """Tom Reid has answered at the first stage; the IRO and Olga Nowak judge it together."""
    file = tmp_path / "every_stage.yaml"
    file.write_text(EVERY_STAGE, "utf-8")
    lines = sample_people().splitlines(keepends=True)
    people = b"".join(line for line in lines if not any(post in line for post in ELSEWHERE))
    office = TestOffice(tmp_path / "played", pack=str(file), people=people)
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **SHARED)
    office.ines.presses("Send")
    office.ines.presses("Send now")
    office.tom.presses("Answer", answer="The core group is on Friday.")
    yield office
    office.office.close()


def case(office: TestOffice) -> Case:
    return office.case(REF)


def test_whoever_judges_beside_the_raiser_can_say_so_on_the_card_that_asks_them(office: TestOffice) -> None:
    card = words_of(office.olga.now(office.olga.chat[-1]))
    assert "Your view of the answer is asked for" in card and "The core group is on Friday." in card
    assert {"Satisfied", "Not satisfied"} <= set(office.olga.buttons)
    office.olga.presses("Satisfied", difference="AB will see a sister.")
    assert case(office).visits[0].satisfied == ("olga",) and case(office).is_open
    assert "Satisfied" not in office.olga.buttons
    office.ines.presses("Satisfied", difference="AB will see a sister.")
    assert not case(office).is_open


def test_the_case_says_who_decides_where_that_is_not_the_raiser_alone(office: TestOffice) -> None:
    assert "Ines Okafor and Olga Nowak decide" in office.tom.says(f"case {REF}")
    assert "Ines Okafor and you decide" in office.olga.says(f"case {REF}")
    office.ines.presses("Satisfied", difference="AB will see a sister.")
    assert "Olga Nowak decides" in office.ines.says(f"case {REF}")


def asks_for_the_second_stage(office: TestOffice) -> None:
    check = office.ines.presses("Not satisfied", reason="It names no date.", to="opened")
    assert "Check before others are asked to agree" in check and "last stage" not in check
    office.ines.presses("Ask them")


def test_a_stage_is_opened_by_those_asked_and_once_only_through_a_restart(office: TestOffice) -> None:
    asks_for_the_second_stage(office)
    assert [n.person for d in case(office).duties if d.task is Task.OPEN for n in d.owed_by] == ["quentin"]
    agree = office.quentin.finds("Agree, open it")
    press = filled_in(agree, {})
    for other in (office.tom, office.olga, office.bea, office.ines, office.sara):
        other.sends("", str(agree.action["verb"]), press)
    assert len(case(office).visits) == 1
    office.restart()
    for _ in range(2):
        office.quentin.sends(agree.line.id, str(agree.action["verb"]), press)
    assert [v.stage for v in case(office).visits] == ["first", "opened"]


def test_a_reply_to_whether_a_stage_opens_is_no_answer_to_the_concern(office: TestOffice) -> None:
    asks_for_the_second_stage(office)
    office.quentin.replies("Yes, please go ahead.", "opening by")
    assert "said with a first line of its own" in office.quentin.mails[0].text
    office.until("2026-03-03", "10:00")
    office.quentin.replies("Yes.", "opening by")
    assert "said with a first line of its own" in office.quentin.mails[0].text
    assert len(case(office).visits[0].answers) == 1 and case(office).waiting is not None
