"""A meeting of a case as an invitation: who is invited, when, where, and what it says. The case is as it is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from cards.history_page import history_page
from cards.mail import one_line
from cards.scene import Scene
from cards.wording import DateStyle
from escalation.case import StageVisit
from escalation.case_log import MeetingConvened
from escalation.decision import Entry
from escalation.errors import NothingOwed
from escalation.permissions import may_see

from ..rendering.held import Held
from .changing import guests, is_off, visit_of
from .door import Invitation

LENGTH = timedelta(hours=1)


def invitation(held: Held, number: int, id: str, event: str | None, now: datetime) -> Invitation:
    """To the meeting of the visit with this number. Raises NothingOwed where there is none."""
    visit = visit_of(held.case, number)
    if visit is None or visit.meeting is None:
        raise NothingOwed("no_meeting_owed")
    off, start = is_off(held.case, visit), visit.meeting.at
    html, text = _page(held, visit)
    return Invitation(
        id=id,
        meeting=meeting_id(held, number),
        change=changes(held, number) + off,
        subject=one_line(_subject(held, visit)),
        html=html,
        text=text,
        place=one_line(str(visit.meeting.place)),
        start=start,
        end=start + LENGTH,
        guests=tuple(guests(held.case, visit, held.situation)),
        at=now,
        is_off=off,
        event=event,
    )


def meeting_id(held: Held, number: int) -> str:
    """From what the log says of its first calling, so that whoever sends about it comes to the same."""
    first = _called(held.entries, number)[0]
    return str(uuid5(NAMESPACE_URL, f"{held.case.ref}/{number}/{first.recorded.isoformat()}"))


def is_called(held: Held, number: int) -> bool:
    return bool(_called(held.entries, number))


def changes(held: Held, number: int) -> int:
    """How often it was moved."""
    return len(_called(held.entries, number)) - 1


def _called(entries: Iterable[Entry], number: int) -> list[Entry]:
    return [e for e in entries if isinstance(e.facts, MeetingConvened) and e.facts.visit == number]


def _subject(held: Held, visit: StageVisit) -> str:
    scene = Scene(held.case, held.situation, style=DateStyle.LETTER, entries=held.entries)
    return f"{scene.short(visit)}: {held.case.ref}"


def _page(held: Held, visit: StageVisit) -> tuple[str, str]:
    """The history on one page, where everybody who is invited may see the case; else nothing of it."""
    everybody = (guest.person for guest in guests(held.case, visit, held.situation))
    if all(may_see(held.case, person, held.situation) for person in everybody):
        page = history_page(held.case, held.situation, held.entries)
        return page.html, page.text
    plain = f"A meeting about {held.case.ref}. You are told what it is about by whoever chairs it."
    return f"<p>{plain}</p>", plain
