"""All that is checked, in the order in which it would be mended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from graph.network import trusted

from ..clock import Clock
from ..config import Mode, Settings, read_settings
from ..mail.outlook.post import OutlookPost
from ..mail.servers.post_office import PostOffice
from ..settings.mail import OutlookSettings, PostOfficeSettings
from ..settings.reading import SettingsWrong
from .at_home import at_home
from .clocks import CLOCK, clock_beside
from .findings import Finding, missing, not_checked, there
from .in_graph import Probes
from .in_teams import in_teams
from .live import Live
from .live_meeting import LiveMeeting
from .live_server import sent_by_server, vouched_for_by_server
from .on_servers import SERVERS, not_usable

SETTINGS = "the settings"


async def preflight(
    environ: Mapping[str, str], clock: Clock, not_ours: str = "", live_to: str = ""
) -> AsyncIterator[Finding]:
    """`not_ours` is a mailbox that must be refused; `live_to`, where it is set, gets a test mail."""
    try:
        settings = read_settings(environ, Mode.SERVE)
    except SettingsWrong as wrong:
        for fault in wrong.faults:
            yield missing(SETTINGS, fault)
        yield not_checked("everything else", "it needs the settings")
        return
    yield there(SETTINGS, "all that is needed is set")
    async for finding in _of_settings(settings, clock, not_ours, live_to):
        yield finding


async def _of_settings(settings: Settings, clock: Clock, not_ours: str, live_to: str) -> AsyncIterator[Finding]:
    for finding in await asyncio.to_thread(lambda: tuple(at_home(settings, clock))):
        yield finding
    if settings.teams is None:
        yield not_checked("Teams", "IRO_BOT_TEAMS is off")
    else:
        async for finding in in_teams(settings.teams, clock, trusted(settings.authority)):
            yield finding
    match settings.mail:
        case OutlookSettings():
            async for finding in _in_outlook(settings.mail, settings, clock, not_ours, live_to):
                yield finding
        case PostOfficeSettings():
            async for finding in _on_servers(settings.mail, settings, clock, live_to):
                yield finding
        case None:
            yield not_checked("mail", "IRO_BOT_MAIL is off")


async def _in_outlook(
    mail: OutlookSettings, settings: Settings, clock: Clock, not_ours: str, live_to: str
) -> AsyncIterator[Finding]:
    post = OutlookPost(mail, clock, settings.authority)
    try:
        yield await clock_beside(mail.graph_url, trusted(settings.authority), clock)
        groups = tuple(one.id for one in mail.groups)
        probes = Probes(post.client, mail.registration, mail.address, mail.login_host, groups)
        async for finding in probes.all(not_ours, clock.now()):
            yield finding
        if live_to:
            async for finding in Live(post.client, mail.address, live_to, clock.now()).all():
                yield finding
            for finding in await LiveMeeting(post.client, mail.address, clock.now()).all():
                yield finding
    finally:
        await post.close()
    if mail.notifications:
        yield not_checked("Microsoft reaches our address", "the service asks for it every minute, and logs a refusal")


async def _on_servers(
    mail: PostOfficeSettings, settings: Settings, clock: Clock, live_to: str
) -> AsyncIterator[Finding]:
    """SMTP and IMAP, each with our name and password."""
    post_office = PostOffice(mail, clock, settings.authority)
    yield not_checked(CLOCK, "a mail server says no time that can be relied on")
    found = await asyncio.to_thread(lambda: tuple(not_usable(post_office, mail)))
    for finding in found:
        yield finding
    if not found:
        yield there(SERVERS, "SMTP and IMAP take our name and password")
    if live_to and not found:
        async for finding in sent_by_server(post_office, live_to, clock.now()):
            yield finding
        yield await vouched_for_by_server(post_office, mail.address)
