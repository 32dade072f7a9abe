"""How people were told: "Tom Reid was told on 30 March by Teams (delivered) and email (delivered)."."""

from __future__ import annotations

from escalation.case import PersonId, StageVisit
from escalation.notices import Meaning

from ..scene import Scene
from ..telling import Delivered
from ..wording import listed

ASKING = frozenset({Meaning.ANSWER_ASKED, Meaning.MEETING_TO_CONVENE, Meaning.HANDED_TO_YOU})


def how_it_was_told(s: Scene, visit: StageVisit) -> str:
    """One sentence for each person asked; without a trace of delivery, the day of asking."""
    return " ".join(_told(s, visit, n.person) for n in visit.asked)


def _told(s: Scene, visit: StageVisit, person: PersonId) -> str:
    went = [d for d in s.delivered if d.to == person and d.meaning in ASKING and d.at >= visit.entered]
    if not went:
        return f"{s.name(person)} was asked on {s.plain_day(visit.entered)}."
    channels = dict.fromkeys(_channel(d) for d in went)
    return f"{s.name(person)} was told on {s.plain_day(went[0].at)} by {listed(channels)}."


def _channel(d: Delivered) -> str:
    return f"{d.channel} ({d.state})" if d.state else d.channel
