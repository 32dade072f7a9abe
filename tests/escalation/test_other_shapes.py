"""What other packs can ask of the rules: the same ladder with one thing said otherwise."""

from __future__ import annotations

from importlib.resources import files
from io import StringIO

import pytest
from ruamel.yaml import YAML

from escalation import actions as act
from escalation.case import Silence, Task
from escalation.case_log import LimitReached
from escalation.errors import ActionRefused
from escalation.notices import Meaning
from escalation.packs.reading import Pack, read_pack
from escalation.people import Absence
from tests.escalation.story import (
    URGENT,
    Story,
    at_stage,
    concern,
    moving_up,
    not_satisfied,
    said,
    satisfied,
    words,
)
from tests.people import AMIR, DANA, FAISAL, HELEN, INES, SARA, TOM, at, roster

PACKS = files("escalation") / "procedures"
STAGES = "tracks > looked_after > stages"


def pack_with(changes: dict[str, object]) -> Pack:
    """The pack that comes with the product, with each of these keys given another value; None takes the key out."""
    yaml = YAML()
    yaml.width = 1000
    tree = yaml.load((PACKS / "luton.yaml").read_text(encoding="utf-8"))
    for path, value in changes.items():
        *above, key = path.split(" > ")
        part = tree
        for step in above:
            part = part[step]
        part[key] = value
        if value is None:
            del part[key]
    text = StringIO()
    yaml.dump(tree, text)
    library = {"defaults": (PACKS / "defaults.yaml").read_text(encoding="utf-8")}
    return read_pack(text.getvalue(), "changed.yaml", library)


def story_under(changes: dict[str, object], raised: act.RaiseConcern, *absences: Absence) -> Story:
    story = Story(at("2026-03-02"), roster(*absences), pack=pack_with(changes))
    story.does(raised)
    if story.duty_or_none(Task.SEND) is not None:
        story.does(act.SendNow(raised.said))
    return story


ALL_MUST_ANSWER: dict[str, object] = {
    f"{STAGES} > informal > asks": {"all of": ["social_worker", "team_manager"]},
    f"{STAGES} > informal > clocks": {"answer": {"within": "10 working days"}},
}


def test_where_all_must_answer_each_owes_an_answer_and_the_last_one_opens_the_judgement() -> None:
    story = story_under(ALL_MUST_ANSWER, concern())
    assert [[n.person for n in d.owed_by] for d in story.case.duties if d.task is Task.ANSWER] == [[AMIR], [TOM]]
    story.answer(AMIR)
    assert story.owes(Task.ANSWER) and not story.owes(Task.JUDGE)
    story.answer(TOM)
    assert not story.owes(Task.ANSWER) and story.owes(Task.JUDGE)


def test_where_all_must_answer_one_silence_is_asked_about_once_and_a_reply_is_not_passed_over() -> None:
    raised = moving_up(concern(consulted=URGENT))
    one_replied = story_under(ALL_MUST_ANSWER, raised)
    one_replied.answer(AMIR)
    one_replied.on("2026-03-16", "17:01")
    assert one_replied.stage == "informal"
    assert len([d for d in one_replied.case.duties if d.task is Task.JUDGE]) == 1
    silent = story_under(ALL_MUST_ANSWER, raised).on("2026-03-17")
    assert [v.stage for v in silent.case.visits] == ["informal", "stage_1"]


def test_the_duty_post_covers_where_the_pack_says_so() -> None:
    away = Absence(TOM, at("2026-03-01").date(), at("2026-03-09").date())
    story = story_under({"roles > team_manager > cover": ["duty:director"]}, at_stage("stage_1"), away)
    assert [(n.person, n.covering) for n in story.visit.asked] == [(DANA, TOM)]


def test_a_hard_gate_cannot_be_passed_over() -> None:
    hard: dict[str, object] = {f"{STAGES} > stage_1 > consult": {"who": "iro_manager"}}
    with pytest.raises(ActionRefused, match="consult_cannot_be_passed_over"):
        story_under(hard, at_stage("stage_1", consulted=URGENT))
    assert story_under(hard, at_stage("stage_1")).stage == "stage_1"


def test_a_limit_may_be_told_to_the_raiser_alone() -> None:
    limit = {"id": "twenty_days", "within": "20 working days", "covers": ["formal"], "if reached": "tell the raiser"}
    story = story_under({"tracks > looked_after > overall limits": [limit]}, at_stage("stage_1"))
    story.on("2026-03-30", "17:00").on("2026-03-30", "17:01")
    assert story.who_was_told(Meaning.LIMIT_REACHED) == [INES] and len(story.logged(LimitReached)) == 1


def test_a_clock_may_have_reminders_of_its_own() -> None:
    clock = {"within": "5 working days", "reminders": ["2 working days before"]}
    story = story_under({f"{STAGES} > stage_1 > clocks": {"answer": clock}}, at_stage("stage_1"))
    assert story.on("2026-03-05", "12:00").who_was_told(Meaning.REMINDER) == [TOM]
    assert story.on("2026-03-09", "16:00").who_was_told(Meaning.REMINDER) == []


def test_a_fork_for_dissatisfaction_alone_lets_silence_go_its_one_way() -> None:
    ways: dict[str, object] = {
        f"{STAGES} > stage_3 > next": {"not satisfied": ["meeting", "stage_4"], "silent": "stage_4"}
    }
    assert story_under(ways, moving_up(at_stage("stage_3"))).on("2026-03-10").stage == "stage_4"
    answered = story_under(ways, at_stage("stage_3"))
    with pytest.raises(ActionRefused, match="reason_for_jump"):
        answered.does(act.EscalateTo(said(INES), 1, act.StageId("meeting"), chair=act.RoleId("ad_family_support")))
    answered.answer(HELEN)
    answered.does(not_satisfied(answered, to="meeting", chair="ad_family_support"))
    assert answered.stage == "meeting"


def test_silence_may_move_up_into_a_meeting_with_the_first_post_that_may_chair() -> None:
    ways: dict[str, object] = {f"{STAGES} > stage_3 > next": {"not satisfied": "meeting", "silent": "meeting"}}
    story = story_under(ways, moving_up(at_stage("stage_3"))).on("2026-03-10")
    assert (story.stage, [n.person for n in story.visit.asked]) == ("meeting", [FAISAL])


def test_further_time_may_be_shut() -> None:
    story = story_under({"further time": {"asked by": "nobody", "agreed by": "raiser"}}, at_stage("stage_1"))
    with pytest.raises(ActionRefused, match="no_answer_owed"):
        story.does(act.AskFurtherTime(said(TOM), 1, at("2026-03-20").date(), words("Please.")))


@pytest.mark.parametrize(
    ("within", "day", "open_again"),
    [("2 weeks", "2026-03-16", True), ("2 weeks", "2026-03-17", False), ("none", "2027-03-01", True)],
)
def test_the_time_to_reopen_stands_in_the_pack(within: str, day: str, open_again: bool) -> None:
    story = story_under({"reopen within": within}, at_stage("stage_1"))
    story.does(satisfied(story))
    again = act.Reopen(said(INES), words("It began again."))
    story.on(day)
    if open_again:
        story.does(again)
        assert story.case.is_open
    else:
        with pytest.raises(ActionRefused, match="reopen_too_late"):
            story.does(again)


def test_a_pack_may_move_up_unless_the_raiser_says_otherwise() -> None:
    changes: dict[str, object] = {
        "unless said": {"if silent": "move up", "reminders": ["on the day"]},
        f"{STAGES} > stage_1 > clocks > answer > if silent": None,
    }
    story = story_under(changes, at_stage("stage_1"))
    assert story.case.when_silent is Silence.MOVE_UP
    assert [n.person for n in story.on("2026-03-10").visit.asked] == [SARA]


def test_what_a_clock_says_of_silence_holds_unless_the_raiser_chose_otherwise() -> None:
    moves: dict[str, object] = {f"{STAGES} > stage_1 > clocks > answer > if silent": "move up"}
    assert story_under(moves, at_stage("stage_1")).on("2026-03-10").stage == "stage_2"
    asks: dict[str, object] = {"unless said": {"if silent": "move up", "reminders": ["on the day"]}}
    assert story_under(asks, at_stage("stage_1")).on("2026-03-10").stage == "stage_1"
    assert story_under({}, moving_up(at_stage("stage_1"))).on("2026-03-10").stage == "stage_2"


def test_partly_satisfied_may_lead_to_another_stage() -> None:
    ways: dict[str, object] = {
        f"{STAGES} > stage_1 > next": {"not satisfied": "stage_2", "silent": "stage_2", "partly": "informal"}
    }
    story = story_under(ways, at_stage("stage_1"))
    story.answer(TOM)
    story.does(act.JudgePartly(said(INES), 1, words("Half of it.")))
    assert story.stage == "informal"
