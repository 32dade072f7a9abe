"""The door to Microsoft Teams, as the environment describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .reading import PREFIX, Reading
from .registration import TEAMS, Registration, read_registration

_CHANNEL = re.compile(r"19:[A-Za-z0-9_.-]+@thread\.(tacv2|skype)")


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """`channel` is the channel in which each case has a thread."""

    registration: Registration
    channel: str = ""


def read_teams(reading: Reading) -> TeamsSettings | None:
    """None where the door is closed. One that is open needs everything: nobody may come in unchecked."""
    is_on = reading.is_on("TEAMS")
    is_open = is_on or reading.text("TEAMS", "off").lower() != "off"  # a slip, told by itself: what it needs is, too
    settings = TeamsSettings(read_registration(reading, TEAMS, is_open), channel=reading.text("TEAMS_CHANNEL"))
    if is_open and settings.channel and not _CHANNEL.fullmatch(settings.channel):
        reading.faults.append(
            f"{PREFIX}TEAMS_CHANNEL is no channel's id. It begins with 19: and ends with @thread.tacv2."
        )
    return settings if is_on else None
