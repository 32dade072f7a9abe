"""The history of a case on one page: what is asked, what came back, who was asked when. Nothing that names a child."""

from __future__ import annotations

from cards.history_page import CUT, SHORT, HistoryPage, history_page
from escalation.case import Words
from tests.cards.played import Played, at_stage_1, concern
from tests.cards.stories import STORIES, at_immediate_risk, judged_and_settled, met, silent_and_moved_up_by_hand
from tests.cards.test_mail import seen


def page_of(played: Played) -> HistoryPage:
    assert played.case is not None
    return history_page(played.case, played.situation, played.entries)


def test_the_page_says_who_was_asked_when_what_came_back_and_what_is_asked_now() -> None:
    text = page_of(silent_and_moved_up_by_hand()).text
    assert "Sara Patel is asked to answer by 21 April 2026" in text
    assert "30 March 2026: Stage 1: Tom Reid, Team Manager, was asked to answer by 8 April 2026." in text
    assert "8 April 2026: No answer had come at Stage 1 by 8 April 2026" in text
    assert "15 April 2026: Tom Reid answered at Stage 1, after the date." in text
    assert "Tom Reid answered at Stage 1 on 15 April 2026, after the date asked for\n" in text
    assert "It is done now." in text


def test_it_tells_of_every_case_and_names_children_by_initials_and_number_only() -> None:
    for story in STORIES:
        played = story()
        page = page_of(played)
        assert str(played.case.ref) in page.text if played.case else False
        assert "What has happened so far" in page.text
        assert "child AB, record 10442" in page.text or "children AB" in page.text


def test_both_parts_of_the_page_say_the_same() -> None:
    for story in STORIES:
        page = page_of(story())
        plain = " ".join(page.text.split())
        assert [line for line in seen(page.html) if line not in plain] == []


def test_it_speaks_to_nobody_in_particular() -> None:
    for story in STORIES:
        page = page_of(story())
        assert " you " not in page.text and "Your " not in page.text and "Reply" not in page.text


def test_long_words_are_shortened_and_the_page_says_so() -> None:
    page = page_of(at_stage_1(concerns=(concern(asked=Words("Week after week. " * 900)),)))
    assert page.text.count(CUT.strip()) == 1
    assert "Week after week. " * (SHORT // 17 + 2) not in page.text


def test_a_closed_case_says_how_it_ended_and_one_at_immediate_risk_says_so() -> None:
    assert page_of(judged_and_settled()).text.count("Ines Okafor closed it on") == 1
    assert "AB is at immediate risk." in page_of(at_immediate_risk()).text
    assert "What came of the Dispute Resolution Meeting" in page_of(met()).text


def test_a_meeting_is_told_of_once_and_by_the_day_on_which_it_is_to_be_held() -> None:
    text = page_of(met()).text
    assert "was asked to hold a meeting by 9 March 2026." in text
    assert text.count("5 March 2026: The meeting was held on 5 March 2026.") == 1
    assert "Faisal Rahman answered at" not in text and "Meeting to be held by" not in text
