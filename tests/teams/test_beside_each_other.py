"""Several at the same moment: nobody waits for another without need, and nobody hears what is not so."""

from __future__ import annotations

import pytest

from storage.database import Database, open_database
from tests.teams.whole import Whole

LOOKS: dict[str, dict[str, object]] = {
    "show cases": {},
    "read all": {"case": "LUT-26-0001", "visit": 1, "heading": "What is asked"},
}


@pytest.mark.parametrize("verb", LOOKS)
async def test_whoever_only_looks_waits_for_nobody_who_writes(whole: Whole, verb: str) -> None:
    await whole.raised()
    before = len(whole.teams.chats["a:tom"])
    elsewhere = open_database(str(whole.desk.database.engine.url))
    with Database(elsewhere).write():
        _, body = await whole.door.post(whole.tom.execute("m1", verb, {"verb": verb, **LOOKS[verb]}))
    elsewhere.dispose()
    assert body["value"] == "You find it below."
    assert len(whole.teams.chats["a:tom"]) == before + 1
