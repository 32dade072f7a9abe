"""After any history, what the sweep wakes by and what people are shown is what the case itself says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Table, select

from escalation.actions import Action
from escalation.case import Case, PersonId
from escalation.decision import Decision
from storage.cases import people_on
from storage.database import Database, open_database
from storage.schema import case_people, duties, duty_holders
from tests.conftest import is_soak
from tests.escalation.games import Game, play_out
from tests.escalation.pack_texts import every_stage
from tests.escalation.test_random_play import LADDERS
from tests.ladders import pack

Rows = set[tuple[object, ...]]


@dataclass
class KeptGame(Game):
    """Each decision is kept, by itself or in a whole, now and then at the second attempt, and looked at afterwards."""

    database: Database | None = None
    version: int | None = None
    people_seen: set[PersonId] = field(default_factory=set)

    def _do(self, action: Action, *, offered: bool = False) -> None:
        before = len(self.entries)
        super()._do(action, offered=offered)
        if self.case is None or len(self.entries) == before:
            return
        assert self.database is not None
        self._keep(self.database, Decision(self.case, tuple(self.entries[before:])))
        self.people_seen |= people_on(self.case)
        self._check(self.database, self.case)

    def _keep(self, database: Database, decision: Decision) -> None:
        is_one = self.random.random() < 0.3
        with database.as_one() if is_one else nullcontext():
            if self.random.random() < 0.2:
                self._give_up(database, decision)
            with database.write() as uow:
                for duty in decision.case.duties if self.random.random() < 0.3 else ():
                    uow.duties.postpone(decision.case.ref, duty.number, self.now + timedelta(minutes=15), "ValueError")
                self.version = uow.record(decision, self.version)
                uow.commit()

    def _give_up(self, database: Database, decision: Decision) -> None:
        """Everything is written, and nothing of it kept."""
        with database.write() as uow:
            uow.record(decision, self.version)

    def _check(self, database: Database, case: Case) -> None:
        with database.read() as reading:
            stored = reading.cases.load(case.ref)
            assert stored is not None and stored.case == case
        assert rows(database, duties, "number", *KEPT, ended=None) == {
            (one.number, str(one.task), one.visit, one.started, one.due, one.wake, one.lapsed) for one in case.duties
        }
        assert rows(database, duty_holders, "number", "person", "role", "covering") == {
            (one.number, named.person, named.role, named.covering) for one in case.duties for named in one.owed_by
        }
        assert rows(database, case_people, "person") == {(person,) for person in self.people_seen}


KEPT = ("task", "visit", "started", "due", "wake", "lapsed")


def rows(database: Database, table: Table, *names: str, **where: object) -> Rows:
    with database.engine.connect() as connection:
        asked = select(*(table.c[name] for name in names)).filter_by(**where)
        return {tuple(row) for row in connection.execute(asked)}


@contextmanager
def fresh(sqlite_file: Path, folder: Path) -> Iterator[Database]:
    file = shutil.copy(sqlite_file, folder / "game.db")
    engine = open_database(f"sqlite:///{file}")
    yield Database(engine)
    engine.dispose()


@pytest.mark.soak
@pytest.mark.parametrize("ladder", LADDERS)
def test_duties_their_holders_and_the_people_of_a_case_are_those_that_the_case_names(
    ladder: str, sqlite_file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    random = Random(f"{request.config.getoption('hypothesis_seed')}/{ladder}")
    played = every_stage() if ladder == "every_stage" else pack(ladder)
    for _ in range(500 if is_soak() else 3):
        with fresh(sqlite_file, tmp_path) as database:
            play_out(KeptGame(random, pack=played, database=database))
