"""Who must be told what, without wording: the rules' half of every card and mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .case import PersonId, RoleId


class Meaning(StrEnum):
    """What a message is about. cards/ has one builder for each."""

    # to the raiser
    RAISE_HELD = "raise held"
    RAISE_UNDONE = "raise undone"
    STAGE_OPENED = "stage opened"
    ANSWER_CAME = "answer came"
    LATE_ANSWER_TO_EARLIER_STAGE = "late answer to an earlier stage"
    NOBODY_ANSWERED = "nobody answered"  # the one-press choices
    MOVED_UP_BY_ITSELF = "moved up by itself"
    YOUR_VIEW_AWAITED = "your view awaited"  # the raiser's own silence: raiser, then cover, then supervisor
    OPENING_AWAITED = "opening awaited"  # others open, sign or agree to the next stage
    NOT_OPENED = "not opened"  # they were silent, would not, or were not found: the step is the raiser's again
    OTHERS_JUDGE = "others judge"  # one of several judges is satisfied, the others have still to say
    DATE_AWAITED = "date awaited"  # the raiser has yet to say by when
    STEP_TAKEN = "step taken"  # acknowledged, a plan agreed, confirmed, sent round, on record
    STEP_NOT_TAKEN = "step not taken"
    ACCEPTED_BY_SILENCE = "accepted by silence"
    FURTHER_TIME_ASKED = "further time asked"
    FOREWARNED = "forewarned"
    MEETING_RECORDED = "meeting recorded"
    ACTION_SAID_DONE = "action said done"
    ACTION_OVERDUE = "action overdue"
    PUT_ON_RECORD = "put on record"
    LIMIT_REACHED = "overall limit reached"
    PASSED_ON = "passed on"
    COVER_ASKED = "cover asked"  # somebody who was asked has gone away
    # to the person asked
    ANSWER_ASKED = "answer asked"
    DATE_SET = "date set"
    CHILD_STATUS_CHANGED = "child status changed"
    DAYS_COUNTED_ANEW = "days counted anew"
    OCCASION_DATED = "review or conference dated"
    TO_OPEN = "to open"
    STEP_OWED = "step owed"  # something beside the answer
    REMINDER = "reminder"
    ANSWER_OVERDUE = "answer overdue"
    ANSWER_THANKED = "answer thanked"
    SPOKEN_ANSWER_RECORDED = "spoken answer recorded"
    FURTHER_TIME_AGREED = "further time agreed"
    FURTHER_TIME_REFUSED = "further time refused"
    MEETING_TO_CONVENE = "meeting to convene"
    MEETING_CONVENED = "meeting convened"
    MEETING_CALLED_OFF = "meeting called off"  # called, and the case has moved on before it
    ACTION_OWED = "action owed"
    HANDED_TO_YOU = "handed to you"
    NO_LONGER_ASKED = "no longer asked"
    # to those who are told or copied
    STAGE_TOLD = "stage told"
    STAGE_COPIED = "stage copied"
    PASSED_OVER = "passed over"  # courtesy to those a jump leaves out
    TEAM_SILENT = "team silent"  # a line manager is told that a duty lapsed
    JUDGED = "judged"
    CLOSED = "closed"
    REOPENED = "reopened"
    CAFCASS = "cafcass"
    SETTLED = "settled in conversation"
    PRAISE = "praise"
    CONSULTED_AFTER = "consultation passed over"


class Capacity(StrEnum):
    """Why this person is told."""

    RAISER = "raiser"
    ASKED = "asked"
    COVERED = "covered"  # the holder who is away: told, not asked
    TOLD = "told"
    COPIED = "copied"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell `to` this. `duty` and `visit` say which; delivery renders it from the case as it is when sent."""

    to: PersonId
    meaning: Meaning
    capacity: Capacity
    role: RoleId | None = None
    visit: int | None = None
    duty: int | None = None
    about: int | None = None
