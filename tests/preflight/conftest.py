"""The settings of a service, and none that this machine has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.tryout.office import sample_people


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name in [name for name in os.environ if name.startswith("IRO_BOT_")]:
        monkeypatch.delenv(name)
    people = tmp_path / "people.csv"
    people.write_bytes(sample_people())
    database = f"sqlite:///{tmp_path / 'served.db'}"
    return {"IRO_BOT_DATABASE_URL": database, "IRO_BOT_PEOPLE": str(people), "IRO_BOT_PACK": "luton"}
