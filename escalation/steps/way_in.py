"""The one way into a stage, for a raise, a move, a jump and a reopening: its gate, whoever opens it, then the visit.

Until everybody whose part it is has spoken, the case stays what it was: a draft, at its stage, or closed.
"""

from __future__ import annotations

from dataclasses import replace

from ..case import Consulted, Entered, Opening, StageId, Words
from ..case_log import Raised, RaisedLate, Reopened
from ..deciding import Deciding
from ..holders.asking import who_is_asked
from ..holders.chairs import chairs_allowed, choose_chair
from ..holders.openers import agreed_already, ask_to_open, facts_at, still_to_agree
from ..notices import Meaning
from .agreed import owe_again
from .clocks_owed import check_answer_within
from .closing import tell_all_who_heard
from .gates import asks_who_was_consulted, check_gate, pass_gate, tell_consulted_after
from .raise_checks import late_since
from .visits import enter_stage, stage_of


def check_way_in(d: Deciding, opening: Opening, consulted: Consulted | None) -> Opening:
    """The opening with its chair settled. Raises where the time, the gate, the chair or whom to ask is not."""
    stage = stage_of(d, opening.to)
    check_answer_within(d, opening.to, opening.answer_within)
    check_gate(d, stage, opening, consulted)
    settled = replace(opening, chair=choose_chair(d, stage, opening.chair))
    who_is_asked(d.case, d.situation, settled.to, settled.chair, settled.asking)
    return settled


def go_in(d: Deciding, opening: Opening, consulted: Consulted | None) -> None:
    """Past the gate, with what was said there; at once, or when those whose part it is have agreed."""
    stage = stage_of(d, opening.to)
    tell_after = pass_gate(d, opening.to, stage, consulted, facts_at(d.case, opening))
    agreed = agreed_already(d, opening, stage, consulted)
    _open_or_ask(d, replace(opening, agreed=agreed, tell_after=tell_after))


def go_along(d: Deciding, target: StageId, reason: Entered, why: Words) -> None:
    """Where the pack leads without anybody's choice: whoever opens, signs or agrees is asked there all the same."""
    stage = stage_of(d, target)
    opening = Opening(target, reason, why, chair=next(iter(chairs_allowed(d, stage)), None))
    tell_after = asks_who_was_consulted(d.case, d.situation, opening)
    who_is_asked(d.case, d.situation, target, opening.chair)
    agreed = agreed_already(d, opening, stage, consulted=None)
    _open_or_ask(d, replace(opening, agreed=agreed, tell_after=tell_after))


def arrive(d: Deciding, opening: Opening) -> None:
    """Nobody is left to agree: the stage opens as it was asked for, and a draft is sent, a closed case open again."""
    stage = stage_of(d, opening.to)
    allowed = chairs_allowed(d, stage)
    chair = opening.chair if opening.chair in allowed else next(iter(allowed), None)
    asked = who_is_asked(d.case, d.situation, opening.to, chair, opening.asking)
    if opening.tell_after and stage.consult is not None:
        tell_consulted_after(d, stage.consult.who)
    if opening.reason is Entered.RAISED:
        _begin(d)
    if opening.reason is Entered.REOPENED:
        d.log(Reopened(opening.why), at=d.now)
    enter_stage(d, opening.to, opening.reason, opening.why, chair, asked, opening.answer_within)
    if opening.reason is Entered.REOPENED:
        owe_again(d)
        tell_all_who_heard(d, Meaning.REOPENED)


def mark_if_late(d: Deciding) -> None:
    due = late_since(d.case, d.situation)
    if due is not None:
        d.log(RaisedLate(due), at=d.now)


def _open_or_ask(d: Deciding, opening: Opening) -> None:
    """At immediate risk a concern goes out at once: whoever would have been asked first is told afterwards."""
    groups = still_to_agree(d, opening)
    if groups and not (opening.reason is Entered.RAISED and d.case.immediate_risk):
        ask_to_open(d, opening, groups)
        return
    for role in dict.fromkeys(role for group in groups for role in group):
        tell_consulted_after(d, role)
    arrive(d, opening)


def _begin(d: Deciding) -> None:
    """The sending: the concern is raised now."""
    d.log(Raised(), at=d.now)
    mark_if_late(d)
