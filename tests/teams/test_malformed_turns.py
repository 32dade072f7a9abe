"""Whatever arrives behind a good token: no 5xx, nothing happens, nobody learns anything.

Some in every run, ten thousand in `make soak`: activities of the right shape with wrong parts, and bytes that were
damaged on their way.
"""

from __future__ import annotations

import asyncio
import copy
import json
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.payloads.by_step import WITH_A_FORM
from cards.verbs import Verb
from tests.teams.client import CHANNEL, Client
from tests.teams.whole import Whole, whole_in

IN_ONE_GO = 25
"""Activities in each game: opening an office takes longer than they do."""
GAMES = 400 if settings.get_current_profile_name() == "soak" else 20
"""Ten thousand activities in `make soak`, five hundred else."""
NAMES = (
    "adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction",
    "composeExtension/query", "composeExtension/selectItem", "signin/verifyState", "config/fetch", "fileConsent/invoke",
    "application/search", "", "nonsense",
)  # fmt: skip
TYPES = (
    "message", "invoke", "conversationUpdate", "installationUpdate", "event", "messageUpdate", "messageDelete",
    "messageReaction", "typing", "endOfConversation", "command", "nonsense", "",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, "", " ", "x", "\ud800", "\x00", "x" * 5_000, [], [[]], [None], {}, {"a": {"b": []}},
    "<at>IRO Bot</at>", "../../admin", "LUT-26-0001", "29:tom", "{{DATE(x)}}", {"type": "AdaptiveCard"},
)  # fmt: skip


def a_press(random: Random, tom: Client) -> dict[str, Any]:
    """Of every verb, with the keys that payloads have and values that they must not have."""
    keys = ("case", "visit", "token", "step", "heading", "place", "answer", "answer.answer", "form", "window", "kept",
            "procedure", "track", "asked", "after", "chat_card", "msteams", "verb")  # fmt: skip
    data: Any = {key: random.choice(ODD) for key in random.sample(keys, random.randrange(len(keys)))}
    verb: Any = random.choice([*WITH_A_FORM, *Verb, "look", "nonsense", random.choice(ODD)])
    name = random.choice(NAMES)
    action = {"type": random.choice(["Action.Execute", "Action.Submit", None]), "verb": verb, "data": data}
    value: Any = {"action": action, "trigger": random.choice(["manual", "automatic", None])}
    if not name.startswith("adaptive"):
        value = {"data": {**data, "verb": verb}, "commandId": random.choice(["raise", "find", *ODD]),
                 "parameters": random.choice([[{"name": "words", "value": random.choice(ODD)}], *ODD]),
                 "ref": random.choice(ODD), "messagePayload": {"body": {"content": random.choice(ODD)}}}  # fmt: skip
    where = random.choice(["", "", CHANNEL])
    return tom.activity(where, type="invoke", name=name, value=value, replyToId=random.choice(["m4", "m9", "..", ""]))


def damaged(random: Random, whole: dict[str, Any]) -> dict[str, Any]:
    """Some of its parts, at any depth, are something else or missing."""
    made = copy.deepcopy(whole)
    for _ in range(random.randrange(1, 4)):
        place: Any = made
        while isinstance(place, dict) and place:
            key = random.choice(sorted(place))
            if isinstance(place[key], dict) and place[key] and random.random() < 0.7:
                place = place[key]
                continue
            if random.random() < 0.2:
                del place[key]
            else:
                place[key] = copy.deepcopy(random.choice(ODD))  # or the next damage is done to it too
            break
    return made


def malformed(random: Random, whole: Whole) -> bytes:
    tom = whole.tom
    match random.randrange(5):
        case 0:
            given = a_press(random, tom)
        case 1:
            given = damaged(random, a_press(random, tom))
        case 2:
            given = damaged(random, tom.activity(text=random.choice(["my cases", "LUT-26-0001"])))
        case 3:
            given = damaged(random, tom.activity(type=random.choice(TYPES), name=random.choice(NAMES), value={}))
        case _:
            body = bytearray(json.dumps(a_press(random, tom)).encode())
            for _ in range(random.randrange(1, 6)):
                body[random.randrange(len(body))] = random.randrange(256)
            return bytes(body)
    return json.dumps(given).encode()


async def play(random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with whole_in(Path(folder)) as whole:
            await whole.raised()
            before = whole.state()
            for _ in range(IN_ONE_GO):
                whole.time.seconds += 60  # nobody is told to wait
                body = malformed(random, whole)
                status, told = await whole.door.post(None, body)
                assert status < 500, (status, body)
                assert "Traceback" not in str(told)
            assert whole.state() == before
            assert "AB" not in whole.teams.words_in(CHANNEL)


@pytest.mark.soak
@settings(max_examples=GAMES)
@given(st.integers(0, 2**32))
def test_whatever_arrives_is_answered_and_nothing_happens(seed: int) -> None:
    """A port and ids differ from run to run, so that nothing else than the seed is drawn."""
    asyncio.run(play(Random(seed)))
