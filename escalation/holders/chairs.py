"""Who may chair a meeting: a choice of posts, without whoever gave the disputed answer while another can."""

from __future__ import annotations

from ..case import PersonId, RoleId
from ..deciding import Deciding
from ..errors import ChoiceNeeded, NotYours
from ..procedure import Stage
from .asking import respondents
from .naming import holders_of, name


def chairs_allowed(d: Deciding, stage: Stage) -> tuple[RoleId, ...]:
    """The posts that may chair; all of them where every one would be barred."""
    if stage.meeting is None:
        return ()
    posts = stage.meeting.chair.one_of
    barred = respondents(d.case, stage.meeting.not_chaired_by)
    return tuple(post for post in posts if barred.isdisjoint(_would_chair(d, post))) or posts


def choose_chair(d: Deciding, stage: Stage, chair: RoleId | None) -> RoleId | None:
    """The post that will chair. Raises ChoiceNeeded where two could, NotYours for one that may not."""
    allowed = chairs_allowed(d, stage)
    if not allowed:
        return None
    titles = ", ".join(d.situation.procedure.roles[post].title for post in allowed)
    if chair is None and len(allowed) > 1:
        raise ChoiceNeeded("choose_chair", posts=titles)
    if chair is not None and chair not in allowed:
        raise NotYours("may_not_chair", posts=titles)
    return chair or allowed[0]


def _would_chair(d: Deciding, post: RoleId) -> frozenset[PersonId]:
    """The holders, and whoever would be asked in their place today."""
    procedure, roster = d.situation.procedure, d.situation.roster
    named = name(post, procedure, roster, d.case.team, d.today, d.case.social_worker, never=d.case.raiser)
    return frozenset(n.person for n in named).union(holders_of(post, d.case, procedure, roster, d.today))
