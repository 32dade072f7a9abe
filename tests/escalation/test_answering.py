"""Answers: in time and late, by those asked and those who stand in for them, spoken and put right."""

from __future__ import annotations

from datetime import date

import pytest

from escalation import actions as act
from escalation.case import PersonId, Task, Words
from escalation.case_log import AnswerCorrected, Forewarned, Responded
from escalation.errors import ActionRefused, CaseIsClosed, DetailNeeded, NothingOwed, NotYours, StageHasMoved
from escalation.notices import Capacity, Meaning
from tests.escalation.story import (
    Story,
    at_stage,
    concern,
    escalate,
    moving_up,
    not_satisfied,
    promised,
    said,
    satisfied,
    words,
)
from tests.people import AMIR, BEA, DANA, GRACE, HELEN, INES, MINA, OUTSIDER, QUENTIN, SARA, TOM, at

ENTERED = date(2026, 3, 2)


def spoken(story: Story, on: str, by: PersonId = TOM, text: str = "By Friday.") -> act.RecordSpokenAnswer:
    return act.RecordSpokenAnswer(said(INES), story.visit.number, by, date.fromisoformat(on), Words(text))


def test_an_answer_goes_to_the_raiser_who_has_two_working_days() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.answer(TOM)
    assert {n.to: (n.meaning, n.capacity) for n in story.told} == {
        INES: (Meaning.ANSWER_CAME, Capacity.RAISER),
        TOM: (Meaning.ANSWER_THANKED, Capacity.ASKED),
    }
    assert not story.owes(Task.ANSWER)
    assert story.duty(Task.JUDGE).due == at("2026-03-09", "17:00")


@pytest.mark.parametrize(
    ("arrived", "late"), [("16:59:00", False), ("17:00:00", False), ("17:00:01", True), ("17:01:00", True)]
)
@pytest.mark.parametrize(("raised", "due"), [("2026-03-02", "2026-03-09"), ("2026-03-26", "2026-04-02")])
def test_an_answer_is_late_by_when_it_arrived(raised: str, due: str, arrived: str, late: bool) -> None:
    story = Story.of(at_stage("stage_1"), raised).on(due, "17:00")
    story.now = at(due, "17:30")
    story.answer(TOM, happened=at(due, arrived))
    assert [a.late for a in story.visit.answers] == [late]


def test_a_late_answer_still_counts_and_gives_the_raiser_the_full_time() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-11", "12:00")
    story.answer(TOM)
    assert story.visit.answers[0].late
    assert [d.due for d in story.case.duties if d.task is Task.JUDGE] == [at("2026-03-13", "17:00")]


def test_an_answer_from_the_future_is_an_answer_of_now() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, happened=at("2026-03-09"))
    assert story.visit.answers[0].at == story.now


def test_a_reply_does_not_end_the_informal_step() -> None:
    story = Story.of(concern()).on("2026-03-04")
    story.answer(AMIR)
    assert story.owes(Task.SETTLE) and story.owes(Task.JUDGE)


def test_the_first_answer_serves_where_any_may_answer_and_a_second_is_heard_too() -> None:
    story = Story.of(concern())
    story.answer(AMIR)
    story.on("2026-03-03").answer(TOM)
    assert [a.by for a in story.visit.answers] == [AMIR, TOM]
    assert len([d for d in story.case.duties if d.task is Task.JUDGE]) == 1


def test_an_answer_to_a_stage_that_was_left_is_recorded_and_moves_nothing() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-10", "12:00")
    duties = story.case.duties
    story.does(act.Respond(said(TOM), 1, words("Sorry, here it is.")))
    assert story.case.visits[0].answers[0].late
    assert (story.stage, story.case.duties) == ("stage_2", duties)
    assert {n.to: n.meaning for n in story.told} == {
        TOM: Meaning.ANSWER_THANKED,
        INES: Meaning.LATE_ANSWER_TO_EARLIER_STAGE,
        SARA: Meaning.LATE_ANSWER_TO_EARLIER_STAGE,
    }


def test_an_action_offered_after_the_stage_was_left_is_not_lost() -> None:
    story = Story.of(moving_up(at_stage("stage_1"))).on("2026-03-10", "12:00")
    story.does(act.Respond(said(TOM), 1, words("Here."), (promised("Visit AB", "2026-03-20"),)))
    assert [a.what for a in story.case.actions] == ["Visit AB"]


def test_an_answer_after_the_end_is_recorded() -> None:
    story = Story.of(at_stage("stage_1"))
    story.does(satisfied(story))
    story.does(act.Respond(said(TOM), 1, words("Thank you.")))
    assert len(story.visit.answers) == 1 and story.case.duties == ()
    with pytest.raises(CaseIsClosed):
        story.does(act.Respond(said(TOM), 1, words("More."), (promised("Visit AB", "2026-03-20"),)))


def test_whoever_was_not_asked_does_not_answer() -> None:
    story = Story.of(moving_up(at_stage("stage_1")))
    for person in (SARA, INES, BEA, OUTSIDER, QUENTIN, GRACE):
        with pytest.raises(NotYours):
            story.does(act.Respond(said(person), 1, words("As I see it ...")))
    story.on("2026-03-10", "12:00")
    with pytest.raises(StageHasMoved):
        story.does(act.Respond(said(HELEN), 1, words("As I see it ...")))  # told nothing yet, sees every case
    with pytest.raises(StageHasMoved):
        story.does(act.Respond(said(TOM), 7, words("As I see it ...")))


def test_an_answer_needs_words() -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(ActionRefused, match="answer_needs_words"):
        story.does(act.Respond(said(TOM), 1, words("")))


def test_a_directors_assistant_answers_on_the_directors_behalf() -> None:
    story = Story.of(at_stage("stage_4"))
    story.answer(MINA)
    answer = story.visit.answers[0]
    assert (answer.by, answer.on_behalf_of) == (MINA, DANA)
    (entry,) = story.logged(Responded)
    assert (entry.by, entry.on_behalf_of) == (MINA, DANA)
    assert not story.owes(Task.ANSWER)


def test_what_a_delegate_does_later_is_for_whoever_is_asked_then() -> None:
    story = Story.of(at_stage("stage_3"))
    story.does(escalate(story, to="stage_4", reason="AB cannot wait."))
    story.does(act.Forewarn(said(MINA), 2, words("The director is abroad.")))
    assert story.entries[-1].on_behalf_of == DANA


def test_a_spoken_answer_goes_to_whoever_gave_it_to_put_right() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.does(spoken(story, "2026-03-04"))
    answer = story.visit.answers[0]
    assert (answer.by, answer.spoken, answer.late, answer.at) == (TOM, True, False, at("2026-03-04", "17:00"))
    assert story.meanings_for(TOM) == [Meaning.SPOKEN_ANSWER_RECORDED]
    story.does(act.CorrectAnswer(said(TOM), 1, words("By Monday, I said.")))
    assert story.visit.answers[0].text == "By Monday, I said."
    assert len(story.logged(AnswerCorrected)) == 1
    assert story.who_was_told(Meaning.ANSWER_CAME) == [INES]


def test_only_the_newest_spoken_answer_is_put_right() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.does(spoken(story, "2026-03-03", text="On Tuesday."))
    story.does(spoken(story, "2026-03-05", text="On Thursday."))
    story.answer(TOM)
    story.does(act.CorrectAnswer(said(TOM), 1, words("On Friday.")))
    assert [a.text for a in story.visit.answers] == ["On Tuesday.", "On Friday.", "A plan is made."]


@pytest.mark.parametrize(("on", "late"), [("2026-03-09", False), ("2026-03-10", True)])
def test_a_spoken_answer_of_the_due_day_is_in_time(on: str, late: bool) -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-10", "12:00")
    story.does(spoken(story, on))
    assert story.visit.answers[0].late is late


@pytest.mark.parametrize(
    ("on", "by", "text", "key"),
    [
        ("2026-03-06", TOM, "Yes.", "date_ahead"),
        ("2026-03-01", TOM, "Yes.", "before_the_stage"),
        ("2026-03-05", TOM, "", "answer_needs_words"),
        ("2026-03-05", SARA, "Yes.", "not_asked_here"),
        ("2026-03-05", PersonId("nobody"), "Yes.", "not_asked_here"),
    ],
)
def test_a_spoken_answer_has_its_day_and_is_of_somebody_who_was_asked(
    on: str, by: PersonId, text: str, key: str
) -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    with pytest.raises(ActionRefused, match=key):
        story.does(spoken(story, on, by, text))


def test_only_a_spoken_answer_of_ones_own_can_be_put_right() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.answer(TOM)
    with pytest.raises(NothingOwed):
        story.does(act.CorrectAnswer(said(TOM), 1, words("No.")))


def test_a_warning_is_told_to_the_raiser_and_to_the_responders_own_manager() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-05")
    story.does(act.Forewarn(said(TOM), 1, words("Two of us are ill.")))
    assert {n.to: n.capacity for n in story.told} == {INES: Capacity.RAISER, SARA: Capacity.TOLD}
    assert len(story.logged(Forewarned)) == 1
    assert story.due() == date(2026, 3, 9)
    with pytest.raises(ActionRefused, match="forewarn_needs_reason"):
        story.does(act.Forewarn(said(TOM), 1, words("")))
    story.answer(TOM)
    with pytest.raises(NothingOwed):
        story.does(act.Forewarn(said(TOM), 1, words("Later.")))


def test_an_answer_after_the_raiser_was_satisfied_asks_for_no_new_judgement() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM, promised("Visit AB", "2026-03-20"))
    story.does(satisfied(story))
    story.answer(TOM)
    assert not story.owes(Task.JUDGE)
    assert len(story.visit.answers) == 2


def test_an_overtaken_card_is_told_so() -> None:
    story = Story.of(at_stage("stage_1"))
    story.answer(TOM)
    story.does(not_satisfied(story))
    for overtaken in (
        act.AskFurtherTime(said(TOM), 1, date(2026, 3, 20), words("Please.")),
        act.Forewarn(said(TOM), 1, words("Late.")),
        act.PassOn(said(TOM), 1, GRACE),
        act.JudgeSatisfied(said(INES), 1, words("Good.")),
        act.Wait(said(INES), 1),
    ):
        with pytest.raises(StageHasMoved):
            story.does(overtaken)
    with pytest.raises(NotYours):
        story.does(act.JudgeSatisfied(said(TOM), 1, words("Good.")))


def filed(story: Story, by: PersonId = BEA, of: PersonId = TOM, arrived: str = "2026-03-09") -> act.FileAnswer:
    happened = at(arrived, "16:00")
    return act.FileAnswer(said(by, act.Via.EMAIL, happened), story.visit.number, of, words("It is booked."))


def test_a_mail_that_the_keeper_of_the_log_files_is_its_writers_answer_from_when_it_arrived() -> None:
    story = Story.of(at_stage("stage_1")).on("2026-03-10", "12:00")
    story.does(filed(story))
    [answer] = story.visit.answers
    assert (answer.by, answer.on_behalf_of, answer.at, answer.late) == (TOM, None, at("2026-03-09", "16:00"), False)
    [entry] = [entry for entry in story.entries if isinstance(entry.facts, Responded)]
    assert entry.by == BEA and entry.on_behalf_of is None, "the log says who filed it"
    assert {TOM: Meaning.ANSWER_THANKED, INES: Meaning.ANSWER_CAME}.items() <= {
        n.to: n.meaning for n in story.told
    }.items()


@pytest.mark.parametrize("by", [INES, TOM, QUENTIN, AMIR, DANA])
def test_nobody_but_the_keeper_of_the_log_files_a_mail(by: PersonId) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(NotYours, match="may_not_file"):
        story.does(filed(story, by))


@pytest.mark.parametrize("of", [INES, DANA, BEA, OUTSIDER])
def test_a_mail_of_somebody_who_was_not_asked_is_filed_as_nobodys_answer(of: PersonId) -> None:
    story = Story.of(at_stage("stage_1"))
    with pytest.raises(DetailNeeded, match="not_asked_here"):
        story.does(filed(story, of=of))
