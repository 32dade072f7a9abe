"""Which door each notice goes through."""

import pytest

from bot.posting import channels_of
from escalation.case import PersonId
from escalation.notices import Capacity, Meaning, Notice
from storage.outgoing import Channel

BOTH, MAIL, CHAT = {Channel.TEAMS, Channel.EMAIL}, {Channel.EMAIL}, {Channel.TEAMS}


@pytest.mark.parametrize(
    ("meaning", "capacity", "doors"),
    [
        (Meaning.ANSWER_ASKED, Capacity.ASKED, BOTH),
        (Meaning.REMINDER, Capacity.ASKED, BOTH),
        (Meaning.NOBODY_ANSWERED, Capacity.RAISER, BOTH),
        (Meaning.YOUR_VIEW_AWAITED, Capacity.SUPERVISOR, BOTH),
        (Meaning.STAGE_TOLD, Capacity.TOLD, MAIL),
        (Meaning.STAGE_COPIED, Capacity.COPIED, MAIL),
        (Meaning.STAGE_TOLD, Capacity.COVERED, MAIL),
        (Meaning.RAISE_HELD, Capacity.RAISER, CHAT),
        (Meaning.RAISE_UNDONE, Capacity.RAISER, CHAT),
        (Meaning.ANSWER_THANKED, Capacity.ASKED, CHAT),
        (Meaning.PRAISE, Capacity.TOLD, BOTH),
    ],
)
def test_whoever_is_asked_is_reached_twice_and_whoever_is_told_has_a_mail(
    meaning: Meaning, capacity: Capacity, doors: set[Channel]
) -> None:
    assert set(channels_of(Notice(PersonId("tom"), meaning, capacity))) == doors


@pytest.mark.parametrize("meaning", Meaning)
@pytest.mark.parametrize("capacity", [Capacity.RAISER, Capacity.ASKED, Capacity.SUPERVISOR])
def test_no_notice_to_somebody_who_acts_goes_nowhere(meaning: Meaning, capacity: Capacity) -> None:
    assert set(channels_of(Notice(PersonId("tom"), meaning, capacity)))


@pytest.mark.parametrize("meaning", Meaning)
@pytest.mark.parametrize("capacity", Capacity)
def test_where_there_is_no_chat_everything_goes_by_mail(meaning: Meaning, capacity: Capacity) -> None:
    notice = Notice(PersonId("tom"), meaning, capacity)
    assert list(channels_of(notice, frozenset({Channel.EMAIL}))) == [Channel.EMAIL]
