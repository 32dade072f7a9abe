"""All that is checked, in the order in which it would be mended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping

from graph.network import trusted

from ..clock import Clock
from ..config import Mode, Settings, read_settings
from ..mail.outlook.post import OutlookPost
from ..mail.servers.post_office import PostOffice
from ..service.serving import NO_DOOR
from ..settings.mail import OutlookSettings, PostOfficeSettings
from ..settings.reading import SettingsWrong
from .at_home import at_home
from .clocks import CLOCK, clock_beside
from .findings import Finding, missing, not_checked, there, wrong
from .in_force import no_such_procedure
from .in_graph import SCOPE, Probes
from .in_teams import in_teams
from .live import Live
from .live_meeting import LiveMeeting
from .live_server import SENDS, sent_by_server, vouched_for_by_server
from .on_servers import SERVERS, not_usable

SETTINGS, DOORS = "the settings", "a way to people"


async def preflight(
    environ: Mapping[str, str], clock: Clock, not_ours: str = "", live_to: str = ""
) -> AsyncIterator[Finding]:
    """`not_ours` is a mailbox that must be refused; `live_to`, where it is set, gets a test mail."""
    try:
        settings = read_settings(environ, Mode.SERVE)
    except SettingsWrong as wrong_ones:
        for fault in wrong_ones.faults:
            yield missing(SETTINGS, fault) if fault in wrong_ones.gaps else wrong(SETTINGS, fault)
        if not any("IRO_BOT_PACK" in fault for fault in wrong_ones.faults):
            for finding in no_such_procedure(environ.get("IRO_BOT_PACK", "").strip()):
                yield finding
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
    for finding in _beside_the_mail(settings, not_ours, live_to):
        yield finding


def _beside_the_mail(settings: Settings, not_ours: str, live_to: str) -> Iterator[Finding]:
    """What was asked for and needs another mailbox than there is; and is there any way to people at all?"""
    if not_ours and not isinstance(settings.mail, OutlookSettings):
        yield not_checked(SCOPE, "--not-ours asks a mailbox in Outlook, and IRO_BOT_MAIL is not outlook")
    if settings.mail is None and live_to:
        yield not_checked(SENDS, "--live sends it from the mailbox, and IRO_BOT_MAIL is off")
    if settings.teams is None and settings.mail is None:
        yield missing(
            DOORS, NO_DOOR, "Set IRO_BOT_TEAMS=on, IRO_BOT_MAIL=outlook or IRO_BOT_MAIL=smtp, as README says."
        )


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
