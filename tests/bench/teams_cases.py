"""The office behind the whole bot: a database in a file, and cases at stage 1 whose manager has the card in Teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count

from bot.casework import Desk
from bot.clock import WallClock
from bot.people.file import read_people
from bot.procedures.packs import text_of
from bot.rendering.cards import card_for
from bot.rendering.held import Held, token_of
from bot.tryout.office import sample_people
from bot.world import World
from escalation.actions import RaiseConcern
from escalation.case import CaseRef, Consulted
from escalation.decision import Decision, Situation
from storage.chats import Account, ChatPlace
from storage.database import Database, migrate, open_database
from storage.shown_cards import ShownCard
from storage.unit_of_work import UnitOfWork
from tests.escalation.story import at_stage
from tests.people import QUENTIN, TOM
from tests.teams.client import action_in, filled

CHAT, ACCOUNT, OBJECT_ID = "a:tom", "29:tom", "aad-tom"
FORM = "Answer"
TOGETHER = 500
"""Cases raised in one transaction."""
TYPED = {"answer": "The core group meets on Monday. Amir sees AB before then and tells you what was said."}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for its manager's answer: the message with the card, and what the card sends."""

    message: str
    ref: CaseRef
    data: Mapping[str, object]


def desk_on(database: str) -> Desk:
    engine = open_database(database)
    migrate(engine)
    return Desk(Database(engine), World(), WallClock())


def furnish(desk: Desk, service_url: str) -> None:
    """Luton's procedure and its sample people; the manager's chat is known."""
    now, pack = desk.clock.now(), desk.world.read(*text_of("luton"))
    people = read_people(sample_people(), "people.csv", pack.procedure)
    with desk.database.write() as uow:
        uow.procedures.keep(desk.world.to_keep(pack), pack.pin, "luton.yaml", now)
        uow.procedures.assign(None, pack.pin.digest)
        uow.people.replace_all(people.people.values(), people.posts, people.absences, now)
        uow.chats.keep_account(Account(OBJECT_ID, TOM, ACCOUNT), now)
        uow.chats.keep(ChatPlace(TOM, CHAT, service_url), now)
        uow.commit()


class Raising:
    """Many cases like one that the rules decided on, each kept as the desk keeps it, with its card in the chat."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._numbers = count(1)
        self._first: Mapping[str, object] | None = None  # what the first card sends; others differ in case and token

    def cases(self, many: int) -> list[Waiting]:
        decided, situation = self._desk.preview(_urgent(self._desk), None)
        found: list[Waiting] = []
        while len(found) < many:
            with self._desk.database.write() as uow:
                found += [self._raised(uow, decided, situation) for _ in range(min(many - len(found), TOGETHER))]
                uow.commit()
        return found

    def answered(self, pressed: Iterable[Waiting]) -> int:
        """How many of them have their answer."""
        with self._desk.database.read() as reading:
            found = (reading.cases.load(waiting.ref) for waiting in pressed)
            return sum(bool(one and one.case.visit and one.case.visit.answers) for one in found)

    def _raised(self, uow: UnitOfWork, decided: Decision, situation: Situation) -> Waiting:
        prefix, number = situation.procedure.reference.prefix, next(self._numbers)
        ref = uow.cases.next_reference(prefix, situation.today.year)
        decision = replace(decided, case=replace(decided.case, ref=ref))
        uow.record(decision, None)
        self._desk.put_outgoing(uow, decision)
        notice = next(notice for notice in decision.notices if notice.to == TOM)
        card = ShownCard(CHAT, f"m{number}", TOM, ref, notice, f"id-{number}", "", situation.now)
        uow.cards.put(card)
        return self._waiting(card, Held(decision.case, situation, decision.entries))

    def _waiting(self, card: ShownCard, held: Held) -> Waiting:
        if self._first is None:
            drawn = card_for(held, TOM, card.notice, card.message_id)
            form = action_in(drawn, FORM)["card"]
            self._first = filled(drawn, form["actions"][0], (form, drawn), TYPED)
        data = {**self._first, "case": card.ref, "token": token_of(card.message_id, held)}
        return Waiting(card.activity, card.ref, data)


def _urgent(desk: Desk) -> RaiseConcern:
    """At immediate risk nothing waits for the two minutes in which a concern can be taken back."""
    return at_stage("stage_1", immediate_risk=True, consulted=Consulted(QUENTIN, desk.today()))
