"""What is told, to whom and in which words, about cases that were played through the rules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from cards.log.words import log_sentence
from cards.messages.by_meaning import BUILDERS, message
from cards.preview import preview_of
from cards.telling import Message, Telling, Tone
from cards.wording import DateStyle
from escalation import actions as act
from escalation.case import CaseRef, PersonId, Words
from escalation.notices import Capacity, Meaning, Notice
from escalation.permissions import Step
from escalation.preview import preview
from tests.cards.played import Played, a_raise, answered, at_stage_1, informally, said
from tests.cards.stories import (
    SELDOM,
    STORIES,
    away,
    everything_told,
    judged_and_settled,
    met,
    praised,
    silent_and_moved_up_by_hand,
)
from tests.people import AMIR, BEA, FAISAL, INES, PETRA, QUENTIN, SARA, TOM, at, luton, situation

BLAME = re.compile(
    r"\b(fail\w*|neglect\w*|ignor\w*|overdue|unacceptable|must|should have|refus\w*|breach\w*|late again|fault|guilty|"
    r"blame\w*|complain\w*|demand\w*|please note|you did not|you have not)\b",
    re.IGNORECASE,
)


def ours(said: Message) -> str:
    """The bot's own words: without what people wrote."""
    headings = [section.heading for section in said.sections]
    facts = [f"{name} {value}" for name, value in said.facts]
    history = [line.what for line in said.history]
    frame = [said.band, said.title, said.line, said.subject, said.lead, said.if_nothing]
    return "\n".join([*frame, *headings, *facts, *history])


def of_meaning(meaning: Meaning) -> list[Telling]:
    found = [telling for notice, telling in everything_told() if notice.meaning is meaning]
    if found or meaning not in SELDOM:
        return found
    played = at_stage_1()
    return [played.telling(INES, Notice(INES, meaning, Capacity.RAISER, visit=1))]


@pytest.mark.parametrize("meaning", Meaning)
@pytest.mark.parametrize("style", DateStyle)
def test_there_are_words_for_every_meaning(meaning: Meaning, style: DateStyle) -> None:
    tellings = of_meaning(meaning)
    assert tellings, f"no story tells of {meaning}"
    for telling in tellings:
        said = message(telling, style)
        assert said.title and said.band and said.line
        assert len(said.title) < 120
        assert "None" not in ours(said) and "  " not in ours(said)
        assert set(said.steps) <= telling.steps


def test_no_meaning_is_left_without_a_builder() -> None:
    assert set(BUILDERS) == set(Meaning)


def test_the_bot_never_shouts_and_never_blames() -> None:
    for _, telling in everything_told():
        words = ours(message(telling))
        assert "!" not in words
        assert BLAME.findall(words) == [], words


def test_a_subject_says_nothing_about_the_child() -> None:
    for _, telling in everything_told():
        subject = message(telling).subject
        child = telling.case.child
        assert child.record not in subject
        assert not re.search(rf"\b{child.initials}\b", subject)
        assert telling.case.ref in subject
        words = telling.situation.procedure.words
        assert subject.startswith((words.informal, words.formal, "Good practice"))


@pytest.mark.parametrize("story", STORIES)
def test_everyone_on_a_case_can_be_shown_its_card(story: object) -> None:
    played = story()  # type: ignore[operator]
    for person in (INES, TOM, SARA, AMIR, BEA, QUENTIN, PETRA):
        said = message(played.telling(person))
        assert said.title and said.history
        assert "!" not in ours(said)


def test_the_manager_is_asked_as_the_picture_shows() -> None:
    said = message(at_stage_1().last(Meaning.ANSWER_ASKED))
    assert said.title == "Your answer is asked for by Wednesday 8 April"
    assert said.band == "Dispute Resolution · Stage 1, Team Manager"
    assert said.line == "LUT-26-0042 · child AB, record 10442 · raised by Ines Okafor, IRO"
    assert said.subject == "Dispute Resolution, stage 1: LUT-26-0042, answer by Wednesday 8 April"
    assert [section.heading for section in said.sections[:2]] == ["What is asked", "Why it matters for AB"]
    assert said.steps[:2] == (Step.ANSWER, Step.ASK_FURTHER_TIME)
    assert ("Not counted", "Good Friday (3 April) and Easter Monday (6 April)") in said.facts
    assert "Stage 2, Service Manager" in said.if_nothing


def asking_for_time() -> Played:
    played = at_stage_1()
    played.now = at("2026-04-01")
    return played.does(act.AskFurtherTime(said(TOM), 1, date(2026, 4, 17), Words("Until the worker is back.")))


def test_while_a_request_for_time_waits_every_card_says_so() -> None:
    played = asking_for_time()
    earlier = next(n for n, _ in played.told if n.meaning is Meaning.ANSWER_ASKED and n.to == TOM)
    opened = next(n for n, _ in played.told if n.meaning is Meaning.STAGE_OPENED)
    yours = "You asked for time until Friday 17 April. Ines Okafor decides."
    assert yours in message(played.telling(TOM, earlier)).lead and yours in message(played.telling(TOM)).lead
    theirs = "Tom Reid asked for time until Friday 17 April. You decide."
    assert theirs in message(played.telling(INES, opened)).lead and theirs in message(played.telling(INES)).lead
    played.does(act.RefuseFurtherTime(said(INES), 1, Words("AB has waited.")))
    for person, notice in ((TOM, earlier), (TOM, None), (INES, opened), (INES, None)):
        assert "asked for time" not in message(played.telling(person, notice)).lead


def test_what_told_of_a_stage_says_later_what_came_of_it() -> None:
    played = at_stage_1()
    opened = next(n for n, _ in played.told if n.meaning is Meaning.STAGE_OPENED)
    assert message(played.telling(INES, opened)).title == "Tom Reid is asked to answer by Wednesday 8 April"
    played.passes(at("2026-04-08", "17:30"))
    late = message(played.telling(INES, opened))
    assert (late.title, late.lead) == ("No answer came by Wednesday 8 April", "You decide what happens next.")
    came = answered()
    opened = next(n for n, _ in came.told if n.meaning is Meaning.STAGE_OPENED)
    told = message(came.telling(INES, opened))
    assert told.title == "Tom Reid answered on Tuesday 7 April" and "Does it settle the matter" in told.lead
    came.does(act.JudgeNotSatisfied(said(INES), 1, Words("No date.")))
    moved = message(came.telling(INES, opened))
    assert moved.title == "Tom Reid answered on Tuesday 7 April"
    assert moved.lead.startswith("The case is at Stage 2: Sara Patel is asked to answer by ")


def test_praise_is_called_so_in_the_subject_the_banner_and_the_receipt() -> None:
    played = praised()
    told = message(played.last(Meaning.PRAISE, AMIR))
    assert (told.subject, told.band) == ("Good practice: LUT-26-0043", "Good practice")
    assert played.case is not None
    said = [log_sentence(entry, played.case, played.situation) for entry in played.entries]
    assert list(filter(None, said)) == ["Ines Okafor noted good practice by Amir Haddad"], "it is noted once"


def test_a_copied_manager_gets_a_copy_of_the_praise() -> None:
    given = a_raise()
    words = Words("Amir took AB to see the new school twice.")
    praise = act.GivePraise(said(INES), CaseRef("LUT-26-0043"), given.track, given.team, given.child, (AMIR,), words)
    now = situation(at("2026-03-30"))
    shown = preview_of(preview(None, praise, now, luton().pin), now, INES, lambda _: ("email",), "t", "Check", "Send")
    gets = {recipient.name: recipient.gets for recipient in shown.recipients}
    assert (gets["Amir Haddad"], gets["Tom Reid"]) == ("given the praise", "a copy")


def test_the_informal_step_is_called_as_the_pack_calls_it() -> None:
    words = message(informally().last(Meaning.ANSWER_ASKED))
    assert words.subject == "Pre-Dispute Resolution: LUT-26-0042, answer by Monday 16 March"


def test_the_raiser_hears_that_nobody_answered_and_what_can_be_done() -> None:
    words = message(at_stage_1().passes(at("2026-04-08", "17:30")).last(Meaning.NOBODY_ANSWERED))
    assert words.title == "No answer came. What next?"
    assert words.line == "LUT-26-0042 · Stage 1 ended Wednesday 8 April at 5pm · 15 working days left of 20"
    assert "Tom Reid was told on 30 March by Teams (delivered) and email (delivered)." in words.lead
    assert "Reminders went out on 7 and 8 April." in words.lead
    moved = ("Stage 2, if moved today", "Sara Patel, Service Manager, answer due Wednesday 15 April")
    assert moved in words.facts
    assert words.steps[:2] == (Step.MOVE_UP, Step.WAIT)
    assert words.tone is Tone.WARNING
    assert words.if_nothing.startswith(
        "If you do nothing, this comes back on Thursday 9 April, then goes to your cover"
    )


def test_an_answer_stands_first_and_whole() -> None:
    text = "Line one\n" + "x" * 5000
    words = message(answered(text).last(Meaning.ANSWER_CAME))
    assert words.title == "Tom Reid has answered"
    assert words.sections[0].words == text
    assert words.steps[:2] == (Step.SATISFIED, Step.NOT_SATISFIED)


def test_a_late_answer_says_so_with_its_day_and_without_reproach() -> None:
    played = at_stage_1().passes(at("2026-04-09", "11:00"))
    played.does(act.Respond(said(TOM), 1, Words("It is done.")))
    words = message(played.last(Meaning.ANSWER_CAME))
    assert "It came after the date asked for, on Thursday 9 April." in words.lead


def test_a_step_that_is_not_open_is_not_offered() -> None:
    telling = replace(at_stage_1().last(Meaning.ANSWER_ASKED), steps=frozenset({Step.READ}))
    assert message(telling).steps == (Step.READ,)


def test_what_was_asked_for_and_is_over_says_that_nothing_more_is_needed() -> None:
    played = silent_and_moved_up_by_hand()
    notice = next(n for n, _ in played.told if n.meaning is Meaning.REMINDER and n.to == TOM)
    assert message(played.telling(TOM, notice)).title == "Nothing more is needed from you"


def test_whoever_is_asked_at_a_higher_stage_sees_what_came_before() -> None:
    played = judged_and_settled()
    asked = next(t for n, t in played.told if n.meaning is Meaning.ANSWER_ASKED and n.to == SARA)
    words = message(asked)
    assert any(section.heading.startswith("Tom Reid answered at Stage 1") for section in words.sections)
    assert any(section.words == "The plan does not name a date." for section in words.sections)
    assert words.history[-1].what.startswith("Stage 2: Sara Patel, Service Manager, was asked")


def test_the_cover_is_told_for_whom_and_the_holder_that_nothing_has_to_be_done() -> None:
    played = away()
    assert "because Tom Reid is away" in message(played.last(Meaning.ANSWER_ASKED)).lead
    assert "while you are away" in message(played.last(Meaning.STAGE_TOLD, TOM)).title


def test_only_the_raisers_side_sees_what_is_theirs() -> None:
    played = at_stage_1()
    for person, shown in ((INES, True), (TOM, False), (AMIR, False)):
        facts = dict(message(played.telling(person)).facts)
        assert ("If nobody answers" in facts) is shown


def test_the_chair_is_asked_to_call_a_meeting() -> None:
    words = message(met().last(Meaning.MEETING_TO_CONVENE, FAISAL))
    assert words.title == "You are asked to call a meeting by Tuesday 3 March"
    assert ("Has to be there", "Ines Okafor") in words.facts
    assert words.subject.endswith(", call the meeting by Tuesday 3 March")


def test_the_year_is_named_where_it_is_not_this_one() -> None:
    played = Played(at("2026-12-18"))
    played.does(a_raise(spoken=None)).does(act.SendNow(said(INES)))
    telling = played.last(Meaning.ANSWER_ASKED)
    assert message(telling).title.endswith("by Wednesday 6 January 2027")
    assert message(telling, DateStyle.LETTER).title.endswith("by 6 January 2027")


def test_every_entry_that_people_need_has_a_sentence_without_their_words() -> None:
    for story in STORIES:
        played = story()
        assert played.case is not None
        for entry in played.entries:
            sentence = log_sentence(entry, played.case, played.situation)
            if sentence is not None:
                assert sentence and "!" not in sentence and "None" not in sentence
                assert "core group" not in sentence


@pytest.mark.parametrize("person", [INES, TOM, PersonId("nobody")])
def test_somebody_who_is_not_listed_does_no_harm(person: PersonId) -> None:
    assert message(at_stage_1().telling(person)).title
