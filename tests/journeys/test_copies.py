"""Whoever a procedure has told or sent a copy has it by mail: when a concern is raised, at each stage, at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.procedures.packs import shipped
from bot.rehearsal.playing import Player
from bot.rehearsal.reading import read_scenario_file
from bot.rehearsal.running import open_for
from bot.tryout.office import Office
from escalation.case import Case, CaseRef, Outcome, PersonId, RoleId
from escalation.decision import Situation
from escalation.holders.naming import holders_of
from escalation.notices import Meaning, Notice
from escalation.stages import EVERYONE_ASKED_BEFORE
from storage.outgoing import Channel
from tests.office import CONCERN, TestOffice
from tests.sources import ROOT

SCENARIOS = ROOT / "bot/tryout/scenarios"
STAGE_NEWS = {
    Meaning.STAGE_COPIED, Meaning.STAGE_TOLD, Meaning.ANSWER_ASKED, Meaning.MEETING_TO_CONVENE, Meaning.STAGE_OPENED,
    Meaning.MOVED_UP_BY_ITSELF, Meaning.CONSULTED_AFTER,
}  # fmt: skip
"""Nobody is told twice of one event: who hears that their own answer was read hears in it where the case is now."""
ENDS = {Outcome.SETTLED_IN_CONVERSATION: Meaning.SETTLED, Outcome.PRAISE: Meaning.PRAISE}
REF = re.compile(r"[A-Z]+-\d\d-\d{4}")


@cache
def copies(procedure: str) -> dict[str, bool]:
    """Every copy that the played ladder owed, and whether it went by mail."""
    script = read_scenario_file(SCENARIOS / f"{procedure}.yaml")
    with TemporaryDirectory() as folder:
        office = open_for(script, Path(folder))
        for _ in Player(office, script).play():
            pass
        letters = (letter for person in office.people.people for letter in office.played.mailboxes.of(PersonId(person)))
        refs = sorted({ref for letter in letters for ref in REF.findall(letter.subject)})
        found = {f"{ref}: {what}": had for ref in refs for what, had in _copies_of(office, CaseRef(ref))}
        office.close()
    return found


def _copies_of(office: Office, ref: CaseRef) -> Iterator[tuple[str, bool]]:
    with office.desk.database.read() as reading:
        stored = reading.cases.load(ref)
        assert stored is not None
        situation = office.desk.situation_of(reading, stored.case)
        mailed = [went.notice for went in reading.outbox.went_out(ref) if went.channel is Channel.EMAIL]
    yield from _of_stages(stored.case, situation, mailed)
    yield from _of_the_end(stored.case, situation, mailed)


def _of_stages(case: Case, situation: Situation, mailed: list[Notice]) -> Iterator[tuple[str, bool]]:
    for visit in case.visits:
        stage = situation.procedure.tracks[case.track].stages[visit.stage]
        had = {n.to for n in mailed if n.visit == visit.number and n.meaning in STAGE_NEWS}
        had |= {n.to for n in mailed if n.about == visit.number - 1 and n.meaning is Meaning.JUDGED}
        for role in (*stage.tells, *stage.copies):
            for person in _holders(role, case, situation) - {case.raiser}:
                yield f"{role} at {visit.stage} ({visit.number}): {person}", person in had


def _of_the_end(case: Case, situation: Situation, mailed: list[Notice]) -> Iterator[tuple[str, bool]]:
    if case.closed is None or case.closed.outcome is Outcome.UNDONE:
        return
    stages = situation.procedure.tracks[case.track].stages
    had = {n.to for n in mailed if n.meaning is ENDS.get(case.closed.outcome, Meaning.CLOSED)}
    copied = {role for visit in case.visits for role in stages[visit.stage].copies}
    for role in {situation.procedure.log.kept_for, *copied}:
        for person in _holders(role, case, situation) - {case.raiser}:
            yield f"{role} at the end: {person}", person in had


def _holders(role: RoleId, case: Case, situation: Situation) -> set[PersonId]:
    if role == EVERYONE_ASKED_BEFORE:
        return set()
    return set(holders_of(role, case, situation.procedure, situation.roster, situation.today))


@pytest.mark.parametrize("procedure", shipped())
def test_every_copy_that_a_procedure_asks_for_goes_by_mail(procedure: str) -> None:
    found = copies(procedure)
    assert len(found) >= 4
    assert [what for what, had in found.items() if not had] == []


def test_the_business_manager_has_a_copy_of_what_settled_it(office: TestOffice) -> None:
    """Luton: a copy of the final resolution, when the concern is raised and when it is concluded."""
    office.ines.raises()
    assert office.bea.received("copy, answer by Monday 16 March")
    office.tom.replies("A date is set for 14 April.")
    office.ines.presses("Satisfied", difference="AB knows when she sees her sister.")
    assert office.bea.received("Pre-Dispute Resolution: LUT-26-0001, resolved")
    end = office.bea.mails[0].text
    assert "A date is set for 14 April." in end and "AB knows when she sees her sister." in end
    for person in (office.ines, office.tom, office.amir):
        person.expects_anything()


def test_what_ends_at_immediate_risk_is_important_until_it_is_over(office: TestOffice) -> None:
    office.ines.says("raise")
    office.ines.presses("Next: who is told", **(CONCERN | {"immediate_risk": "true", "passed_over_because": "No time"}))
    office.ines.presses("Send")
    assert [mail.urgent for mail in office.bea.mails] == [True]
    office.tom.replies("She is with her aunt tonight.")
    office.ines.presses("Satisfied", difference="AB is safe.")
    assert [mail.urgent for mail in office.bea.mails] == [False, True]
    for person in (office.ines, office.tom, office.amir, office.bea, office.quentin):
        person.expects_anything()
