"""The example on the try-out page: a whole case in under a minute, a sentence before each step."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bot.tryout.example import AT_THE_END, play_example
from bot.tryout.office import Office, open_office, sample_people
from bot.tryout.stage import PAUSE
from tests.people import at

A_MINUTE = 60
FOR_THE_STEPS = 15
"""Seconds that the steps themselves may take on a slow machine."""


def office(folder: Path, people: bytes) -> Office:
    return open_office(None, f"sqlite:///{folder}/test.db", "luton", people, at("2026-03-02", "09:00"))


def test_the_example_plays_a_case_to_its_end_in_under_a_minute(tmp_path: Path) -> None:
    played, said = office(tmp_path, sample_people()), list[str]()
    play_example(played, said.append)
    assert said[-1] == AT_THE_END
    assert len(said) * PAUSE + FOR_THE_STEPS < A_MINUTE
    with played.desk.database.read() as reading:
        assert reading.cases.open_refs() == ()
        assert reading.outbox.waiting() == 0
        assert reading.outbox.dead_letters() == ()


def test_the_example_can_be_stopped_between_two_steps(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def say(words: str) -> None:
        raise Stopped

    played = office(tmp_path, sample_people())
    with suppress(Stopped):
        play_example(played, say)
    with played.desk.database.read() as reading:
        assert reading.cases.open_refs() == ()


def test_with_other_people_the_example_says_why_it_cannot_be_played(tmp_path: Path) -> None:
    others = sample_people().replace(b"Tom Reid", b"Tim Rush").replace(b"tom,", b"tim,").replace(b",tom", b",tim")
    said: list[str] = []
    play_example(office(tmp_path, others), said.append)
    assert len(said) == 1
    assert "Nobody here is called “tom”" in said[0]
