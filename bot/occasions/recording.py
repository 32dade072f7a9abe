"""Reviews and conferences as somebody records them: into the register, to the child's open cases, and what must follow.

The register takes a record number and initials. One transaction holds all that follows from one line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from cards.forms.occasion import draft_card, draft_reason, draft_words
from cards.verbs import Verb
from escalation.actions import DateOccasion, Said
from escalation.case import Case, CaseRef, Occasion, OccasionKind, PersonId, Source
from escalation.decide import decide
from escalation.decision import Decision, Situation
from escalation.errors import DetailNeeded, NotYours
from escalation.initials import initials_of
from escalation.occasions import known_as
from escalation.packs.reading import Pack
from escalation.permissions import may_record_occasions
from escalation.steps.dating import check_occasion
from escalation.steps.must_raise import Wanted, wanted_after
from storage.mailed import MailedCard
from storage.occasions import Recorded
from storage.outgoing import Channel, Outgoing
from storage.unit_of_work import Reading, UnitOfWork

from ..procedures.in_force import InForce


@dataclass(frozen=True, slots=True)
class ToRecord:
    """What somebody says of a review or conference. `raiser` gets what has to be raised, if not whoever says it."""

    said: Said
    record: str
    initials: str
    occasion: Occasion
    instead_of: date | None = None
    raiser: PersonId | None = None
    skip: CaseRef | None = None  # the case it is said on, which is told by itself


@dataclass(frozen=True, slots=True)
class Kept:
    """`before` is what was known; `cases` the open ones that follow it; `drafts` how many went to `drafts_to`."""

    occasion: Occasion
    before: Occasion | None
    cases: tuple[CaseRef, ...]
    drafts: int = 0
    drafts_to: PersonId | None = None
    decisions: tuple[Decision, ...] = ()

    @property
    def is_news(self) -> bool:
        return self.before is None or replace(self.before, number=0) != replace(self.occasion, number=0)


class SituationsOf(Protocol):
    """What is needed of the desk's."""

    def pack_of_person(self, reading: Reading, person: PersonId) -> Pack: ...

    def in_force(self, reading: Reading) -> InForce: ...

    def of_case(self, reading: Reading, case: Case) -> Situation: ...

    def under(self, reading: Reading, pack: Pack) -> Situation: ...


class Recording:
    """Works within one transaction of the desk. `keep` keeps a decision about a case that was at that version."""

    def __init__(
        self,
        situations: SituationsOf,
        uow: UnitOfWork,
        by: PersonId,
        new_id: Callable[[], str],
        keep: Callable[[Decision, int], None],
    ) -> None:
        self._situations = situations
        self._uow = uow
        self._new_id = new_id
        self._keep = keep
        self._pack = situations.pack_of_person(uow, by)
        self._situation = situations.under(uow, self._pack)

    def record(self, asked: ToRecord) -> Kept:
        """Said twice it is kept once. Raises ActionRefused."""
        check_to_record(asked, self._situation)
        self._uow.occasions.hold(asked.record)
        before = self._before(asked)
        occasion = _laid_over(asked.occasion, before)
        if occasion == before:
            return Kept(occasion, before, ())
        now = self._situation.now
        occasion = self._uow.occasions.put(Recorded(asked.record, asked.initials, occasion, asked.said.by, now))
        decisions = tuple(self._tell_cases(asked, occasion))
        kept = Kept(occasion, before, tuple(decision.case.ref for decision in decisions), decisions=decisions)
        return self._with_drafts(asked, kept)

    def _before(self, asked: ToRecord) -> Occasion | None:
        known = self._uow.occasions.of_child(asked.record)
        day = asked.instead_of or asked.occasion.on
        return known_as(replace(asked.occasion, on=day, number=0), known)

    def _tell_cases(self, asked: ToRecord, occasion: Occasion) -> list[Decision]:
        """Those under a procedure in which whoever says it has no part are left as they are."""
        found: list[Decision] = []
        action = DateOccasion(asked.said, occasion, asked.instead_of)
        for ref in self._uow.cases.open_of_child(asked.record):
            stored = self._uow.cases.load(ref) if ref != asked.skip else None
            if stored is None:
                continue
            try:
                decision = decide(stored.case, action, self._situations.of_case(self._uow, stored.case))
            except NotYours:
                continue
            if decision.entries:
                self._keep(decision, stored.version)
                found.append(decision)
        return found

    def _with_drafts(self, asked: ToRecord, kept: Kept) -> Kept:
        """What has to be raised is asked for once, however often the day is moved."""
        now, earlier = self._situation.now, self._uow.cases.raised_before(asked.record)
        people = [asked.raiser, asked.said.by, *(decision.case.raiser for decision in kept.decisions)]
        candidates = tuple(dict.fromkeys(person for person in people if person is not None))
        to, made = None, 0
        for pack in self._packs_of(candidates):
            for wanted in wanted_after(kept.occasion, pack.procedure, earlier):
                key = f"must be raised {kept.occasion.number} {pack.pin.id} {wanted.track} {wanted.at}"
                if self._uow.inbox.first_time(key, now):
                    to, made = self._drafter(candidates, pack, wanted), made + 1
                    self._drop(to, asked, pack, wanted, kept.occasion)
        return replace(kept, drafts=made, drafts_to=to)

    def _drop(self, to: PersonId, asked: ToRecord, pack: Pack, wanted: Wanted, occasion: Occasion) -> None:
        """Into their drafts, with a card that says so and a mail."""
        token, now = self._new_id(), self._situation.now
        words = draft_words(asked.initials, occasion, pack.procedure, wanted)
        filled = _filled(asked, wanted, occasion) | {"token": token, "procedure": pack.pin.digest}
        self._uow.drafts.put(token, to, Verb.RAISE, json.dumps(filled), now)
        chat = Outgoing(token, None, to, Channel.TEAMS, None, words, False, now, now)
        mail = replace(chat, id=self._new_id(), channel=Channel.EMAIL)
        self._uow.outbox.put([chat, mail])
        self._uow.mailed.put(MailedCard(mail.id, to, None, json.dumps(draft_card(words, token))), now)

    def _packs_of(self, candidates: tuple[PersonId, ...]) -> tuple[Pack, ...]:
        """The procedures under which they raise; else that of whoever says it."""
        in_force, roster = self._situations.in_force(self._uow), self._situation.roster
        under = (in_force.raised_under(person, roster, self._day()) for person in candidates)
        return tuple({pack.pin.digest: pack for packs in under for pack in packs}.values()) or (self._pack,)

    def _drafter(self, candidates: tuple[PersonId, ...], pack: Pack, wanted: Wanted) -> PersonId:
        """Whoever is named, says it, or has raised for the child; else whoever supervises those who raise."""
        roster, day = self._situation.roster, self._day()
        raising = pack.procedure.tracks[wanted.track].raised_by
        own = (person for person in candidates if not roster.roles_of(person, day).isdisjoint(raising))
        return (*own, *roster.holders(pack.procedure.supervisor, None, day), candidates[-1])[0]

    def _day(self) -> date:
        return self._situation.calendar.local_date(self._situation.now)


def check_to_record(asked: ToRecord, situation: Situation) -> None:
    """Record number and initials only, by whoever may. Raises ActionRefused."""
    if not may_record_occasions(asked.said.by, situation):
        raise NotYours("may_not_date_occasion")
    pattern = situation.procedure.reference.record_number
    if not re.fullmatch(pattern, asked.record):
        raise DetailNeeded("record_number", pattern=pattern)
    if initials_of(asked.initials) != asked.initials:
        raise DetailNeeded("initials")
    check_occasion(asked.occasion)
    situation.calendar.is_working_day(asked.occasion.on)  # raises where the calendar does not reach


def _laid_over(said: Occasion, before: Occasion | None) -> Occasion:
    """What is not said again stays: its place in the row, and its end where the day is the same."""
    if before is None:
        return said
    ends = said.ends or (before.ends if before.on == said.on else None)
    return replace(said, number=before.number, which=said.which or before.which, ends=ends)


def _filled(asked: ToRecord, wanted: Wanted, occasion: Occasion) -> dict[str, str]:
    is_review = occasion.kind is OccasionKind.REVIEW
    return {
        "track": wanted.track,
        "record": asked.record,
        "initials": asked.initials,
        "source": (Source.REVIEW if is_review else Source.CONFERENCE).value,
        "review_on" if is_review else "conference_on": occasion.on.isoformat(),
        "which": occasion.which.value if occasion.which is not None else "",
        "start_at": wanted.at,
        "skipping_because": draft_reason(occasion) if wanted.starts_elsewhere else "",
    }
