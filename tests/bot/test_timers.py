"""The metronome keeps time whatever one beat meets, and says what failed without anybody's words."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Barrier, Event

import pytest

from bot.doors import TryLater
from bot.timers import metronome, surviving


def test_a_beat_that_fails_is_logged_by_kind_and_the_next_one_still_comes(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []

    def beat() -> None:
        calls.append(len(calls))
        if len(calls) == 1:
            raise ValueError("AB has asked twice")

    with caplog.at_level(logging.ERROR):
        call = surviving("sweep", beat)
        call()
        call()

    assert calls == [0, 1]
    assert [record.getMessage() for record in caplog.records] == ["sweep failed: ValueError"]


def test_what_a_door_says_of_its_trouble_is_logged_as_it_says_it(caplog: pytest.LogCaptureFixture) -> None:
    def beat() -> None:
        raise TryLater("the mailbox could not be used: nothing answers at its port")

    surviving("collect", beat)()
    said = ["collect failed: the mailbox could not be used: nothing answers at its port"]
    assert [record.getMessage() for record in caplog.records] == said


def test_every_beat_has_its_pace_and_never_overlaps_itself() -> None:
    timers = metronome({"sweep": (lambda: None, timedelta(seconds=30)), "audit": (lambda: None, timedelta(minutes=15))})
    timers.start(paused=True)
    jobs = {job.id: job for job in timers.get_jobs()}
    timers.shutdown()

    assert {name: job.trigger.interval for name, job in jobs.items()} == {
        "sweep": timedelta(seconds=30),
        "audit": timedelta(minutes=15),
    }
    assert all(job.max_instances == 1 and job.coalesce for job in jobs.values())


def test_a_beat_that_takes_long_keeps_no_other_from_its_turn(caplog: pytest.LogCaptureFixture) -> None:
    together, met = Barrier(13), Event()

    def waits_for_all() -> None:
        together.wait(20)
        met.set()

    timers = metronome({f"beat {number}": (waits_for_all, timedelta(milliseconds=20)) for number in range(13)})
    timers.start()
    assert met.wait(20), "all of them are at work at the same time"
    together.abort()
    timers.shutdown()
    assert not [record for record in caplog.records if record.name.startswith("apscheduler")]
