"""Random trouble on the way to Teams: whatever happens, each message is in the chat or in a mail, and twice at most."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

from bot.teams.calls import NOTE
from storage.outgoing import Channel, Outgoing, State
from tests.teams.connector_server import Behaviour, Received, Teams, answering, arriving_then, breaking_off
from tests.teams.reached import Reached, reached

FAULTY = 0.12
ENDS = 0.01
AGAIN = f"{NOTE}\n\n"


def messages() -> int:
    """2,000 in a soak, 200 else."""
    return 2_000 if settings.default.max_examples > 1_000 else 200


def trouble(random: Random, teams: Teams) -> Behaviour | None:
    if random.random() >= FAULTY:
        return None
    late = random.choice([answering(502), answering(504), breaking_off])
    return random.choice(
        [
            answering(429, Retry_After="1"), answering(412), answering(401), answering(429, Retry_After="60"),
            answering(502), breaking_off, arriving_then(teams, late), arriving_then(teams, late),
            answering(403, "MessageWritesBlocked"),
        ]
    )  # fmt: skip


def fill(council: Reached, random: Random) -> list[Outgoing]:
    people, now = sorted(council.office.actors), council.desk.clock.now()
    rows = [
        Outgoing(f"row {n:04}", None, random.choice(people), Channel.TEAMS, None, f"Line {n:04}.", False, now, now)
        for n in range(messages())
    ]
    with council.desk.database.write() as uow:
        uow.outbox.put(rows)
        uow.commit()
    return rows


@pytest.mark.soak
@pytest.mark.parametrize("at_once", [1, 16])
async def test_whatever_happens_each_message_arrives_and_twice_at_most(
    tmp_path: Path, at_once: int, request: pytest.FixtureRequest
) -> None:
    random = Random(f"{request.config.getoption('hypothesis_seed')}/{at_once}")
    async with reached(tmp_path) as council:
        rows = fill(council, random)
        council.at_once = at_once
        council.teams.faults = lambda received: trouble(random, council.teams) if _speaks(received) else None
        council.connector.chance = lambda: random.choice(["before", "after"]) if random.random() < ENDS else ""
        ended = await council.deliver_everything()
        shown = Counter(p.text for chat in council.teams.conversations.values() for p in chat)
        for row in rows:
            first, again = shown[f"{row.body}"], shown[f"{AGAIN}{row.body}"]
            assert first <= 1 and first + again <= 2, f"{row} was shown too often"
            mailed = [mail for mail in council.mails(row.to) if str(row.body) in mail.text + mail.subject]
            assert first + again + len(mailed) >= 1, f"{row} is lost"
            assert len(mailed) <= 1
        with council.desk.database.read() as reading:
            assert set(reading.outbox.counts()) <= {State.SENT, State.ELSEWHERE}
        assert council.is_well and (ended or messages() == 200)


def _speaks(received: Received) -> bool:
    return received.path.endswith("/activities")
