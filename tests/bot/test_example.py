"""The example on the try-out page: a whole case in under a minute, a sentence before each step."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bot.tryout.example import AT_THE_END, play_example
from bot.tryout.office import Office, open_office, sample_people
from bot.tryout.stage import PAUSE
from escalation.case import PersonId
from tests.people import at

A_MINUTE = 60
FOR_THE_STEPS = 15
"""Seconds that the steps themselves may take on a slow machine."""


def office(folder: Path, people: bytes) -> Office:
    return open_office(None, f"sqlite:///{folder}/test.db", "luton", people, at("2026-03-02", "09:00"))


def test_the_example_plays_a_case_to_its_end_in_under_a_minute(tmp_path: Path) -> None:
    played, said = office(tmp_path, sample_people()), list[tuple[str, PersonId | None]]()
    play_example(played, lambda words, person: said.append((words, person)))
    assert said[-1] == (AT_THE_END, "ines")
    assert len(said) * PAUSE + FOR_THE_STEPS < A_MINUTE
    with played.desk.database.read() as reading:
        assert reading.cases.open_refs() == ()
        assert reading.outbox.waiting() == 0
        assert reading.outbox.dead_letters() == ()


def test_the_screen_shows_whom_the_sentence_is_about_and_what_they_have_got_or_done(tmp_path: Path) -> None:
    played, shown = office(tmp_path, sample_people()), list[tuple[str, str]]()
    things = dict.fromkeys(played.people.people, 0)

    def look(words: str, person: PersonId | None) -> None:
        """Called before each step: what stood on the screen of the one before has come by now."""
        if shown:
            before = PersonId(shown[-1][0])
            now = _things_of(played, before)
            assert now != things[before], f"nothing came of “{shown[-1][1]}” for {before}"
        things.update({one: _things_of(played, one) for one in played.people.people})
        assert person is not None, words
        shown.append((person, words))

    play_example(played, look)
    assert {"ines", "tom", "sara", "helen", "olga"} <= {person for person, _ in shown}
    assert not {"quentin", "bea", "dana"} & {person for person, _ in shown}, "who only gets copies is not shown"


def _things_of(played: Office, person: PersonId) -> int:
    """How many cards as they look now, and mails."""
    cards = [str(played.card_now(shown)) for shown in played.played.chats.of(person)]
    return hash((tuple(cards), len(played.played.mailboxes.of(person))))


def test_the_example_can_be_stopped_between_two_steps(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def say(words: str, person: PersonId | None) -> None:
        raise Stopped

    played = office(tmp_path, sample_people())
    with suppress(Stopped):
        play_example(played, say)
    with played.desk.database.read() as reading:
        assert reading.cases.open_refs() == ()


def test_with_other_people_the_example_says_why_it_cannot_be_played(tmp_path: Path) -> None:
    others = sample_people().replace(b"Tom Reid", b"Tim Rush").replace(b"tom,", b"tim,").replace(b",tom", b",tim")
    said: list[str] = []
    play_example(office(tmp_path, others), lambda words, person: said.append(words))
    assert len(said) == 1
    assert "Nobody here is called “tom”" in said[0]
