"""What waits in the outbox for longer than it may: nothing of it is lost, and nobody is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from storage.outgoing import Channel
from storage.unit_of_work import Reading

from ..casework import Desk

PATIENCE = timedelta(minutes=15)
NOT_TRIED = "It is not known why. Look in the log of the service whether the delivery runs."


def held_up(desk: Desk, reading: Reading, door: str, channels: Iterable[Channel]) -> Iterator[str]:
    """As while a permission is missing, or no worker takes what is to go through this door."""
    held = reading.tending.held_up(desk.clock.now() - PATIENCE, channels)
    if held is not None:
        messages = "a message waits" if held.number == 1 else f"{held.number} messages wait"
        yield f"{door}: {messages} since {held.since:%Y-%m-%d %H:%M} UTC. {held.reason or NOT_TRIED}"
