"""What a new case begins with: its procedure, what is known of the child's reviews, and the case that it takes up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from escalation.actions import Close, GivePraise, RaiseConcern, Said, Via
from escalation.case import Case, Outcome, Words
from escalation.decide import decide
from escalation.decision import Decision, Situation
from escalation.errors import ActionRefused, DetailNeeded
from escalation.packs.reading import Pack
from escalation.ways import may_be_taken_up, tracks_that_take_up
from storage.unit_of_work import Reading

from .situations import Situations


@dataclass(frozen=True, slots=True)
class Beginning:
    """Ready to be decided; `action` knows the reviews and conferences of the children whom it is about."""

    action: RaiseConcern | GivePraise
    pack: Pack
    situation: Situation


def beginning(
    situations: Situations, reading: Reading, action: RaiseConcern | GivePraise, under: str | None
) -> Beginning:
    """Under the pack with the digest `under`, or the one that there is no choice about. Raises ActionRefused."""
    pack = _pack_for_new(situations, reading, action, under)
    _check_taken_up(situations, reading, action, pack)
    return Beginning(_with_occasions(reading, action), pack, situations.under(reading, pack))


def _pack_for_new(
    situations: Situations, reading: Reading, action: RaiseConcern | GivePraise, under: str | None
) -> Pack:
    """One that the child's team may work under. Raises DetailNeeded."""
    in_force, roster = situations.in_force(reading), reading.people.roster()
    raised_under = in_force.raised_under(action.said.by, roster, situations.today())
    pack = in_force.for_new_case(under, action.team, raised_under)
    if len(in_force.packs) > 1 and action.team not in in_force.teams_under(pack, roster):
        raise DetailNeeded("no_such_team")
    return pack


def _check_taken_up(situations: Situations, reading: Reading, action: RaiseConcern | GivePraise, under: Pack) -> None:
    """The case that a new one takes up is the raiser's own, and its pack leads or opens to the new track."""
    if not isinstance(action, RaiseConcern) or action.after is None:
        return
    stored = reading.cases.load(action.after)
    if stored is None or stored.case.pack.id != under.pin.id:
        raise DetailNeeded("no_earlier_case")
    procedure = situations.pack_of(reading, stored.case.pack).procedure
    if not may_be_taken_up(stored.case, action.track, action.said.by, procedure):
        raise DetailNeeded("no_earlier_case")


def _with_occasions(reading: Reading, action: RaiseConcern | GivePraise) -> RaiseConcern | GivePraise:
    if not isinstance(action, RaiseConcern):
        return action
    records = dict.fromkeys(child.record for child in (action.child, *action.more_children) if child.record)
    return replace(action, occasions=tuple(o for record in records for o in reading.occasions.of_child(record)))


def end_of_taken_up(situations: Situations, reading: Reading, case: Case) -> tuple[Decision, int] | None:
    """Once the new case is sent, the one it takes up ends, where the pack leads from there to here.

    The decision, and the version of that case which it was made for.
    """
    stored = reading.cases.load(case.after) if case.after is not None else None
    if stored is None or stored.case.closed is not None:
        return None
    situation = situations.of_case(reading, stored.case)
    if case.track not in tracks_that_take_up(stored.case, situation.procedure):
        return None
    close = Close(Said(case.raiser, Via.CLOCK), Outcome.SUPERSEDED, Words(f"Taken up as {case.ref}."))
    try:
        return decide(stored.case, close, situation), stored.version
    except ActionRefused:  # a raiser who has left: the supervisor sees to it
        return None
