"""What those can say whose part it is that a stage opens. The power to go on stays the raiser's, as it is in law.

Whoever is silent for a working day, or will not, gives the step back.
"""

from __future__ import annotations

from ..actions import DeclineToOpen, OpenStage
from ..case import Consulted, Duty, Opening, Task
from ..case_log import Ended, GateConsulted, OpeningAgreed, OpeningDeclined, OpeningGivenBack
from ..deciding import Deciding
from ..errors import NothingOwed, ReasonNeeded, StageHasMoved
from ..holders.openers import ask_to_open, still_to_agree
from ..notices import Meaning
from ..permissions import stands_in
from .prompting import judge_after_a_silence
from .visits import stage_of
from .way_in import arrive


def open_stage(d: Deciding, action: OpenStage) -> None:
    """Once nobody is left to agree, it opens as it was asked for. What is known now may make it somebody else's too."""
    _still_as_seen(d, action.visit)
    opening = _agree(d)
    left = still_to_agree(d, opening)
    if not left:
        arrive(d, opening)
    elif not d.open_duties(Task.OPEN):
        ask_to_open(d, opening, left)


def decline_to_open(d: Deciding, action: DeclineToOpen) -> None:
    _still_as_seen(d, action.visit)
    opening, _ = _waiting(d), _mine(d)
    if not action.reason:
        raise ReasonNeeded("reason_for_declining")
    d.end(d.open_duties(Task.OPEN), Ended.MET)
    d.log(OpeningDeclined(opening.to, action.reason))
    _back_to_the_raiser(d)


def give_back(d: Deciding) -> None:
    """They were silent for a working day."""
    opening = _waiting(d)
    d.end(d.open_duties(Task.OPEN), Ended.NO_LONGER_NEEDED)
    d.log(OpeningGivenBack(opening.to))
    _back_to_the_raiser(d)


def _still_as_seen(d: Deciding, number: int) -> None:
    """The case has come no further than the card or mail says; 0 is the draft. Raises StageHasMoved."""
    if number != (d.case.visit.number if d.case.visit is not None else 0):
        raise StageHasMoved("stage_has_moved")


def _agree(d: Deciding) -> Opening:
    """What this person's posts had to say is said; a signature before the stage is kept like a consultation."""
    to, duties = _waiting(d).to, _mine(d)
    roles = tuple(dict.fromkeys(n.role for duty in duties for n in duty.owed_by))
    d.end(duties, Ended.MET)
    d.log(OpeningAgreed(to, roles))
    gate = stage_of(d, to).consult
    if gate is not None and gate.kind != "consult" and gate.who in roles:
        d.log(GateConsulted(to, Consulted(d.by, d.today)))
    return _waiting(d)


def _back_to_the_raiser(d: Deciding) -> None:
    """To judge it, or to send a draft or not. A case that was to be reopened stays closed until they ask again."""
    if d.case.raised is None:
        d.owe_raiser(Task.DECIDE_TO_SEND, d.situation.calendar.next_morning(d.now))
    elif d.case.closed is None:
        judge_after_a_silence(d)
    d.tell_raiser(Meaning.NOT_OPENED)


def _waiting(d: Deciding) -> Opening:
    if d.case.waiting is None:
        raise NothingOwed("nothing_to_open")
    return d.case.waiting


def _mine(d: Deciding) -> tuple[Duty, ...]:
    """The openings that this person owes, or somebody for whom they stand in."""
    roster, asked = d.situation.roster, d.open_duties(Task.OPEN)
    people = {duty.number: [(n.person, n.covering) for n in duty.owed_by] for duty in asked}
    mine = tuple(
        duty
        for duty in asked
        if any(d.by in pair or stands_in(d.by, pair[0], roster, d.today) for pair in people[duty.number])
    )
    if not mine:
        raise NothingOwed("nothing_to_open")
    return mine
