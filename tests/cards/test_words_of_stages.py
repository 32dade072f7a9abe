"""What a stage asks beside an answer is told in words that fit each case: of what, of whom, and by when."""

from __future__ import annotations

import re

import pytest

from cards.forms.fields import each
from cards.forms.step_fields import rows_for
from cards.messages.by_meaning import message
from cards.parts import band, meter_words
from cards.refusals import refusal
from cards.telling import Meter, Telling, Tone
from escalation import actions as act
from escalation.case import StageId, Words
from escalation.errors import CaseIsClosed, NothingOwed
from escalation.notices import Meaning
from escalation.permissions import Step, steps_open
from tests.cards.gallery_of_stages import (
    LINE,
    as_it_is_now,
    at_meeting,
    beside,
    contested,
    filled,
    recorded,
    shared,
    talking,
    waiting_to_be_raised,
    waiting_to_be_reopened,
)
from tests.cards.played import said
from tests.cards.stories import everything_told, shared_with_others
from tests.cards.test_messages import ours
from tests.escalation.story import at_stage
from tests.escalation.test_other_shapes import STAGES, story_under
from tests.people import INES, OLGA, PETRA, QUENTIN, SARA, TOM, at


def test_a_date_that_is_missing_beside_the_answer_is_asked_for_as_what_it_is() -> None:
    asked = message(beside().passes(at("2026-03-03", "12:00")).last(Meaning.DATE_AWAITED))
    assert asked.title == "By when should it be sent round?"
    [field] = each(rows_for(Step.SET_DATE, beside().telling(INES)))
    assert field.label == "To be sent round by"


def test_where_an_answer_and_a_settlement_are_owed_the_date_is_that_of_what_is_asked_for() -> None:
    clocks = {"answer": {"within": "5 working days"}, "settle": {"within": "10 working days"}}
    story = story_under({f"{STAGES} > stage_1 > clocks": clocks}, at_stage("stage_1"))
    told = Telling(story.case, story.situation, TOM, None, steps_open(story.case, TOM, story.situation))
    assert "asked to answer by Monday 9 March" in message(told).title


def test_only_the_raiser_reads_that_it_is_theirs() -> None:
    for notice, telling in everything_told():
        lead = message(telling).lead
        if notice.to != telling.case.raiser:
            assert not re.search(r"\bYour (alert|concern|escalation) has been sent\b", lead), lead


def test_a_time_in_hours_is_told_with_its_hour() -> None:
    facts = dict(message(beside().telling(TOM)).facts)
    assert facts["To be acknowledged by"] == "Monday 2 March, 11am"
    assert facts["Plan to be agreed by"] == "Wednesday 4 March"


def test_what_comes_later_on_the_same_day_is_told_with_its_hour() -> None:
    played = beside().passes(at("2026-03-02", "14:00")).does(act.Acknowledge(said(TOM), 1))
    told = message(played.last(Meaning.STEP_TAKEN))
    assert told.lead == "It came after the time asked for, at 2pm today."
    assert told.subject.endswith(": LUT-26-0042, it has been acknowledged")


def test_where_the_case_goes_is_said_as_in_a_sentence() -> None:
    assert message(talking().telling(INES)).if_nothing.endswith("moves to Stage 1, Both managers.")
    assert message(shared("first").telling(INES)).if_nothing.endswith("the second stage or the third stage.")
    assert message(contested().telling(INES)).if_nothing.endswith("moves to the meeting.")


def test_a_reminder_asks_for_the_same_as_the_first_time() -> None:
    titles = [
        message(telling).title
        for notice, telling in shared_with_others().told
        if notice.to == OLGA and notice.visit == 2 and notice.meaning in (Meaning.TO_OPEN, Meaning.REMINDER)
    ]
    assert set(titles) == {"Your signature is asked for by Tuesday 3 March"}, titles


def test_one_who_is_satisfied_is_not_asked_first_whether_they_are() -> None:
    told = message(shared_with_others().last(Meaning.OTHERS_JUDGE))
    assert told.title == "You are satisfied; Olga Nowak has still to say"
    assert told.steps[0] is Step.READ and Step.SATISFIED not in told.steps


def test_whoever_decides_after_a_silence_about_opening_reads_what_about() -> None:
    told = message(shared_with_others().last(Meaning.YOUR_VIEW_AWAITED, INES))
    assert told.lead == "Whether it moves to the third stage has still to be decided."


def test_a_draft_that_others_will_not_open_is_not_told_of_as_undone() -> None:
    played = waiting_to_be_raised().does(act.DeclineToOpen(said(QUENTIN), 0, LINE))
    told = message(as_it_is_now(played, Meaning.OPENING_AWAITED))
    assert told.title == "Quentin Moss decided not to open the second stage"


def test_an_undone_draft_says_who_had_been_asked_about_it() -> None:
    told = message(waiting_to_be_raised().does(act.UndoRaise(said(INES))).last(Meaning.RAISE_UNDONE))
    assert "nobody was told but Quentin Moss, who had been asked first" in told.lead


def test_one_who_cannot_take_a_draft_back_is_not_offered_to() -> None:
    played = waiting_to_be_raised().does(act.DeclineToOpen(said(QUENTIN), 0, LINE)).passes(at("2026-03-09", "09:30"))
    told = message(played.last(Meaning.NOT_OPENED, QUENTIN))
    assert told.lead == "The step is yours: you can send it all the same."


def test_whoever_is_asked_to_open_reads_that_first_on_the_case() -> None:
    asked = "You are asked to open the second stage"
    for played in (waiting_to_be_raised(), waiting_to_be_reopened()):
        told = message(played.telling(QUENTIN))
        assert (told.title, "by Tuesday 3 March" in told.lead) == (asked, True)
    answered = shared("first").does(act.Respond(said(TOM), 1, LINE))
    moving = answered.does(act.JudgeNotSatisfied(said(INES), 1, LINE, StageId("opened")))
    assert message(moving.telling(QUENTIN)).title == asked
    assert message(moving.telling(INES)).title == "Tom Reid has answered, and the second stage waits for Quentin Moss"


def test_a_refusal_about_a_draft_names_what_is_this_persons_to_do() -> None:
    played, refused = waiting_to_be_raised(), NothingOwed("not_sent_yet")
    waits = "It has not been sent yet. The second stage waits for Quentin Moss."
    for person, can in ((INES, "undo it"), (QUENTIN, "open the stage or say that it should not open")):
        assert refusal(refused, played.case, played.situation, person) == f"{waits} You can {can}."
    closed = waiting_to_be_reopened()
    told = refusal(CaseIsClosed("case_is_closed"), closed.case, closed.situation, QUENTIN)
    assert told.endswith("Open the case to see what is asked of you.")
    with pytest.raises(NothingOwed, match="not_sent_yet"):
        played.does(act.SendNow(said(INES)))


def test_an_objection_is_not_called_an_answer() -> None:
    played = contested().does(act.Contest(said(SARA), 1, LINE))
    assert message(played.last(Meaning.ANSWER_CAME)).title == "Sara Patel does not accept what is asked"


def test_a_meeting_that_was_held_is_no_answer_of_its_chair() -> None:
    told = message(recorded(LINE).telling(INES))
    assert told.title == "The meeting of all was held: you decide"
    headings = [section.heading for section in told.sections]
    assert headings[:2] == ["What came of the meeting of all, held on 2 March", "Attendance"]


def test_a_day_on_a_form_is_told_as_every_other_day() -> None:
    sections = {section.heading: section.words for section in message(filled(LINE).telling(INES)).sections}
    assert sections["Known since"] == "Friday 20 February"


def test_the_one_who_is_asked_is_called_you_in_a_refusal() -> None:
    played = beside()
    told = refusal(NothingOwed("no_such_step_owed"), played.case, played.situation, TOM)
    assert "It is at the plan: you are asked by Monday 9 March." in told
    assert "Tom Reid is asked" in refusal(NothingOwed("no_such_step_owed"), played.case, played.situation, PETRA)


def test_a_date_for_sending_round_is_no_news_for_one_who_has_answered() -> None:
    played = beside().does(act.Respond(said(TOM), 1, Words("It is done.")))
    played.now = at("2026-03-02", "15:00")
    played.does(act.SetDate(said(INES), 1, at("2026-03-12").date()))
    told = [message(t) for n, t in played.told if n.meaning is Meaning.DATE_SET and n.to == TOM]
    assert all(words.title.startswith(("Nothing more", "This")) for words in told), [words.title for words in told]


def test_the_stage_after_a_meeting_is_asked_for_by_name() -> None:
    rows = {field.id: field for field in each(rows_for(Step.RECORD_MEETING, at_meeting().telling(INES)))}
    assert rows["there:tom"].label == "Was Tom Reid there? (has to be)"
    assert StageId("met") == at_meeting().case.visit.stage  # type: ignore[union-attr]


def test_past_its_date_a_stage_is_not_on_a_day_that_it_does_not_have() -> None:
    assert meter_words(Meter(7, 3, 7, 20)) == ("4 days over", "day 7 of 20 overall")
    assert meter_words(Meter(21, 5, 21, 20)) == ("16 days over", "1 day over the 20 overall")
    assert meter_words(Meter(3, 3, None, None)) == ("day 3 of 3",)


def test_the_subject_says_what_did_not_come() -> None:
    silent = talking().passes(at("2026-03-05", "17:30"))
    subject = message(silent.last(Meaning.NOBODY_ANSWERED)).subject
    assert subject == "Conversation: LUT-26-0042, it was not settled, your decision is asked for"


def test_the_meter_is_no_wider_than_its_days() -> None:
    drawn = str(band("", "A title", "", Tone.WARNING, Meter(None, None, 7, 20)).model_dump())
    assert "'day 7 of 20'" in drawn and "'overall'" in drawn
    drawn = str(band("", "A title", "", Tone.WARNING, Meter(14, 10, 7, 20)).model_dump())
    assert "'4 days over'" in drawn and "'day 7 of 20 overall'" in drawn
    drawn = str(band("", "A title", "", Tone.WARNING, Meter(None, None, 21, 20)).model_dump())
    assert "'1 day over'" in drawn and "'the 20 overall'" in drawn


INTERNAL = re.compile(r"\b(clock|dut(y|ies)|visit|pack|laps\w+|raiser|[a-z]+_[a-z_]+)\b|\b1 working days\b|\.\.", re.I)


def test_no_word_of_the_workshop_is_shown_to_anybody() -> None:
    for _, telling in everything_told():
        said_of_it = ours(message(telling))
        assert INTERNAL.search(said_of_it) is None, said_of_it
