"""The same thing twice, by two at once, or far too late: one effect, and the current card for everybody else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bot.talk.conversation import Conversation
from bot.talk.faces import NotTaken, Reply
from cards.verbs import Verb
from escalation.case import CaseRef, PersonId
from tests.office import CONCERN, TestOffice
from tests.on_cards import filled_in


def test_two_submits_of_one_form_make_one_case(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    send = office.ines.finds("Send")
    first = office.ines.sends(send.line.id, Verb.SEND_DRAFT, filled_in(send, {}))
    second = office.ines.sends(send.line.id, Verb.SEND_DRAFT, filled_in(send, {}))
    assert "wrote the alert" in first and "This was sent already" in second
    assert _cases(office) == {"LUT-26-0001"}
    assert office.ines.received("will be sent at 9:32am")


def test_two_submits_at_the_very_same_time_make_one_case(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    data = filled_in(office.ines.finds("Send"), {})
    _at_once(office, 4, lambda desk: desk.press(PersonId("ines"), Verb.SEND_DRAFT, data, None))
    assert _cases(office) == {"LUT-26-0001"}
    office.ines.expects_anything()


def test_a_form_that_was_sent_cannot_be_changed_or_dropped_any_more(office: TestOffice) -> None:
    office.ines.says("raise")
    form = office.ines.finds("Next: who is told")
    office.ines.presses("Next: who is told", **CONCERN)
    data = filled_in(office.ines.finds("Send"), {})
    office.ines.presses("Send")
    for verb in (Verb.CHANGE_DRAFT, Verb.DISCARD_DRAFT, Verb.SEND_DRAFT):
        assert "This was sent already" in office.ines.sends(form.line.id, verb, data)
    assert "This was sent already" in office.ines.sends(form.line.id, Verb.RAISE, filled_in(form, CONCERN))
    assert _cases(office) == {"LUT-26-0001"}
    office.ines.expects_anything()


def test_only_the_words_that_a_check_has_shown_are_sent(office: TestOffice) -> None:
    """A form that was checked again with other words is open twice: the older check sends none of the newer ones."""
    office.ines.says("raise")
    form = office.ines.finds("Next: who is told")
    office.ines.presses("Next: who is told", **CONCERN)
    older = office.ines.finds("Send")
    data = filled_in(older, {})
    newer = {**CONCERN, "what": "The plan names the wrong school."}
    office.ines.sends(form.line.id, Verb.RAISE, filled_in(form, newer))
    office.ines.sends(older.line.id, Verb.SEND_DRAFT, data)
    assert _cases(office) == set(), "what was checked is not what would be sent: it is checked first"
    assert "wrote the alert" in office.ines.presses("Send")
    office.ines.expects_anything()


def test_somebody_elses_form_cannot_be_sent_dropped_or_read(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **CONCERN)
    data = filled_in(office.ines.finds("Send"), {})
    for verb in (Verb.CHANGE_DRAFT, Verb.DISCARD_DRAFT, Verb.SEND_DRAFT):
        answer = office.petra.sends("", verb, data)
        assert "sent or dropped before" in answer and "10442" not in answer
    assert "wrote the alert" in office.ines.presses("Send")
    office.ines.expects_anything()


def test_a_card_pressed_twice_answers_once(office: TestOffice) -> None:
    office.ines.raises()
    answer = office.tom.finds("Answer")
    data = filled_in(answer, {"answer": "The core group is on Friday."})
    for _ in range(3):
        office.tom.sends(answer.line.id, str(answer.action["verb"]), data)
    assert len(_answers(office)) == 1
    _expect_anything(office)


def test_the_same_token_in_another_persons_press_uses_nothing_up(office: TestOffice) -> None:
    """Whoever sends somebody else's token has their own effect, and leaves the other one's press its own."""
    office.ines.raises()
    answer = office.tom.finds("Answer")
    data = filled_in(answer, {"answer": "The core group is on Friday."})
    for person in (office.sara, office.amir, office.tom):
        person.sends("", str(answer.action["verb"]), data)
    assert [answer.by for visit in office.case().visits for answer in visit.answers] == ["amir", "tom"]
    _expect_anything(office)


def test_a_card_pressed_twice_at_the_very_same_time_answers_once(office: TestOffice) -> None:
    office.ines.raises()
    answer = office.tom.finds("Answer")
    data = filled_in(answer, {"answer": "The core group is on Friday."})
    _at_once(office, 4, lambda desk: desk.press(PersonId("tom"), str(answer.action["verb"]), data, answer.line.about))
    assert len(_answers(office)) == 1
    _expect_anything(office)


def test_two_people_who_press_at_once_have_each_their_effect_or_the_current_card(office: TestOffice) -> None:
    """The raiser moves the case up in the moment in which the team manager answers: nothing of it is lost."""
    office.ines.raises()
    office.until("2026-03-16", "17:05")
    answer, up = office.tom.finds("Answer"), office.ines.finds("Move up")
    words = filled_in(answer, {"answer": "The core group is on Friday."})
    moved = filled_in(up, {"passed_over_because": "It cannot wait."})
    turns = iter(
        (
            lambda desk: desk.press(PersonId("tom"), str(answer.action["verb"]), words, answer.line.about),
            lambda desk: desk.press(PersonId("ines"), str(up.action["verb"]), moved, up.line.about),
        )
    )
    _at_once(office, 2, lambda desk: next(turns)(desk))
    assert len(_answers(office)) == 1
    _expect_anything(office)


def test_whoever_comes_second_sees_that_the_first_has_answered(office: TestOffice) -> None:
    office.ines.raises(start_at="stage_1", skipping_because="Urgent", passed_over_because="Urgent")
    card = office.ines.finds("Record a spoken answer")
    office.ines.presses("Open the case")
    office.tom.presses("Answer", answer="The core group is on Friday.")
    office.ines.presses("Satisfied", difference="AB knows the day.")
    late = {"by": "tom", "on": "2026-03-02", "answer": "He said Friday."}
    data = {"case": "LUT-26-0001", "visit": 1, "token": "late", **late}
    answer = office.ines.sends(card.line.id, "record spoken answer", data)
    assert "Ines Okafor closed it" in answer
    assert len(_answers(office)) == 1
    _expect_anything(office)


def test_a_card_pressed_six_months_late_changes_nothing_and_becomes_the_current_one(office: TestOffice) -> None:
    office.ines.raises()
    more = office.tom.finds("Ask for more time")
    data = filled_in(more, {"until": "2026-03-20", "reason": "The panel."})
    office.tom.presses("Answer", answer="The core group is on Friday.")
    office.ines.presses("Satisfied", difference="AB knows the day.")
    before = _entries(office)
    office.until("2026-09-02")
    _expect_anything(office)
    answer = office.tom.sends(more.line.id, str(more.action["verb"]), data)
    assert "closed it on Monday 2 March" in answer
    assert "Answer" not in office.tom.buttons
    assert _entries(office) == before


def test_a_mail_that_is_read_twice_is_one_answer(office: TestOffice) -> None:
    office.ines.raises()
    office.tom.replies("The core group is on Friday.")
    for _ in range(3):
        office.office.tick()
    assert len(_answers(office)) == 1
    _expect_anything(office)


def test_a_second_mail_after_the_first_is_a_second_answer(office: TestOffice) -> None:
    office.ines.raises()
    office.tom.replies("The core group is on Friday.", subject="answer by")
    office.tom.replies("I meant Thursday.", subject="answer by")
    assert [str(answer.text) for answer in _answers(office)] == ["The core group is on Friday.", "I meant Thursday."]
    _expect_anything(office)


def _at_once(office: TestOffice, times: int, press: Callable[[Conversation], Reply]) -> None:
    """Several workers of the service at the same moment, each over its own door."""
    start = Barrier(times)

    def one() -> str:
        desk = Conversation(office.office.desk)
        start.wait()
        try:
            return press(desk).toast
        except NotTaken as refusal:
            return str(refusal)

    with ThreadPoolExecutor(times) as pool:
        for done in [pool.submit(one) for _ in range(times)]:
            done.result()
    office.office.tick()


def _cases(office: TestOffice) -> set[CaseRef]:
    with office.office.desk.database.read() as reading:
        return set(reading.cases.open_refs())


def _entries(office: TestOffice) -> int:
    with office.office.desk.database.read() as reading:
        return len(reading.log.entries(CaseRef("LUT-26-0001")))


def _answers(office: TestOffice) -> list[object]:
    return [answer for visit in office.case().visits for answer in visit.answers]


def _expect_anything(office: TestOffice) -> None:
    for actor in office.actors.values():
        actor.expects_anything()
