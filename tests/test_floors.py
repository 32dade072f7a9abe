"""Who may import whom: the floors of the house, and the one room of each third-party library."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.sources import PACKAGES, ROOT, Module, calls, module, modules

# A package of ours may import these packages of ours, besides itself.
FLOORS: dict[str, tuple[str, ...]] = {
    "escalation": (),
    "cards": ("escalation",),
    "storage": ("escalation",),
    "graph": (),
    "bot": ("escalation", "cards", "storage", "graph"),
}

# A library may be imported in these rooms only; one that is not listed may be imported nowhere.
ROOMS: dict[str, tuple[str, ...]] = {
    "pydantic": ("escalation", "cards", "bot.config", "bot.rehearsal"),
    # pydantic's own types for its faults are importable from nowhere else
    "pydantic_core": ("escalation", "bot.config", "bot.rehearsal"),
    "ruamel.yaml": ("escalation", "bot.config", "bot.rehearsal"),
    "holidays": ("escalation",),
    "microsoft_teams.cards": ("cards",),
    "jinja2": ("cards",),
    "css_inline": ("cards",),
    "mailparser_reply": ("cards",),
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "psycopg": ("storage",),
    "aiohttp": ("bot.service", "bot.teams", "bot.mail.opening", "bot.mail.outlook", "bot.tryout"),
    # aiohttp's own addresses, for ids that are already quoted
    "yarl": ("bot.teams",),
    "botbuilder": ("bot.teams",),
    "botframework": ("bot.teams",),
    "jwt": ("bot.teams", "graph"),
    "msal": ("graph",),
    "msrest": ("bot.teams",),
    "msgraph": ("graph",),
    "msgraph_core": ("graph",),
    # what the SDK is made of: its client, its transport and its errors
    "kiota_abstractions": ("graph",),
    "kiota_http": ("graph",),
    "kiota_serialization_json": ("graph",),
    "httpx": ("graph",),
    "imapclient": ("bot.mail.servers",),
    "icalendar": ("bot.meetings",),
    "apscheduler": ("bot.timers",),
    "typer": ("bot.cli",),
    "rich": ("bot.cli",),
    # of the standard library, what opens a door of its own
    "sqlite3": ("storage",),
    "smtplib": ("bot.mail.servers",),
    "imaplib": ("bot.mail.servers",),
}

# What stands in one of these packages may import these rooms and files of it, besides its own: they all stand above it.
WITHIN: dict[str, dict[str, tuple[str, ...]]] = {
    "bot.mail": {
        "door": (),
        "kept": ("door",),
        "parsing": ("door",),
        "sending": ("door", "kept"),
        "arriving": ("door", "kept", "parsing", "sending"),
        "hearing": ("door", "sending", "arriving"),
        "outlook": ("door", "parsing", "sending"),
        "servers": ("door", "parsing", "sending"),
        "misdirected": ("sending", "arriving"),
        "collect": ("door", "parsing", "arriving", "hearing"),
        "opening": ("door", "sending", "arriving", "outlook", "collect"),
    },
    "bot.procedures": {
        "packs": (),
        "signing": ("packs",),
        "assigning": ("packs",),
        "in_force": (),
    },
    "bot.casework": {
        "trying": (),
        "situations": (),
        "beginning": ("situations",),
        "deciding": ("situations", "beginning"),
        "sweeping": ("trying", "deciding"),
        "desk": ("trying", "situations", "beginning", "deciding", "sweeping"),
    },
    "bot.rendering": {
        "held": (),
        "still_asked": ("held",),
        "previews": ("held",),
        "words": ("held",),
        "cards": ("held", "still_asked", "previews", "words"),
    },
    "bot.enquiries": {
        "log_rows": (),
        "log_criteria": ("log_rows",),
        "asking": ("log_rows", "log_criteria"),
    },
    "bot.service": {
        "health": (),
        "opening_desk": (),
        "serving": ("health", "opening_desk"),
    },
    "bot.outbox": {
        "writing": (),
        "handing_over": ("writing",),
        "settling": ("handing_over",),
        "grouping": ("writing",),
        "delivery": ("writing", "handing_over", "settling", "grouping"),
        "held_up": (),
        "tending": (),
    },
}

# The rules have no I/O, no clock, no async and no chance.
CLOSED_TO_THE_RULES = frozenset(
    [
        "asyncio",
        "concurrent",
        "http",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    ]
)

# Plain functions live here; a door crosses once, with asyncio.to_thread.
SYNCHRONOUS = ("escalation", "cards", "storage", "bot.casework", "bot.enquiries")


def imported(found: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every name this file imports, as a full dotted name, wherever in the file the import stands."""
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = origin(found, node)
            yield from ((node, f"{start}.{alias.name}") for alias in node.names)
    for call in calls(found.tree):
        if ast.unparse(call.func).endswith(("import_module", "__import__")):
            yield call, literal(call)


def origin(found: Module, node: ast.ImportFrom) -> str:
    """The module named after `from`, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    parts = found.name.split(".")
    own_package = parts if found.path.endswith("/__init__.py") else parts[:-1]
    kept = own_package[: len(own_package) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def literal(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else "a name that only running it tells"


def fault(found: Module, name: str) -> str | None:
    """Why this file may not import that name, or None."""
    top = name.partition(".")[0]
    if top in PACKAGES or top == "tests":
        allowed = (found.package, *FLOORS[found.package])
        return None if top in allowed else f"{found.package} may not import {top}"
    room = next((rooms for library, rooms in ROOMS.items() if f"{name}.".startswith(f"{library}.")), None)
    if room is not None:
        inside = any(found.stands_in(one) for one in room)
        return None if inside else f"{name} belongs in {', '.join(room)}"
    if top not in sys.stdlib_module_names:
        return f"{name} has no room in this house"
    if found.package == "escalation" and top in CLOSED_TO_THE_RULES:
        return f"the rules may not use {top}"
    return None


def faults(found: Module) -> list[str]:
    told = ((node, fault(found, name)) for node, name in imported(found))
    return [f"{found.at(node)}: {why}" for node, why in told if why]


def faults_within(package: str, found: Module) -> list[str]:
    """What this file takes from a room of the package that its own may not take from."""
    own = room_in(package, found.name)
    taken = ((node, room_in(package, name)) for node, name in imported(found) if own)
    allowed = ("", own, *WITHIN[package].get(own, ()))
    return [f"{found.at(node)}: {own} may not import {room}" for node, room in taken if room not in allowed]


def room_in(package: str, name: str) -> str:
    """ "servers" for bot.mail.servers.smtp; empty for what is not in the package."""
    _, _, inside = f"{name}.".partition(f"{package}.")
    return inside.partition(".")[0]


def coroutines(found: Module) -> list[str]:
    if not any(found.stands_in(room) for room in SYNCHRONOUS):
        return []
    nodes = (node for node in ast.walk(found.tree) if isinstance(node, ast.AsyncFunctionDef))
    return [f"{found.at(node)}: async def {node.name}: only the doors are async" for node in nodes]


def test_every_import_stays_on_its_floor_and_in_its_room() -> None:
    assert [line for found in modules(*PACKAGES) for line in faults(found)] == []


def test_imports_within_a_package_of_rooms_go_one_way() -> None:
    assert [line for package in WITHIN for found in modules("bot") for line in faults_within(package, found)] == []


def test_a_room_takes_only_from_what_stands_above_it() -> None:
    for rooms in WITHIN.values():
        order = list(rooms)
        assert all(order.index(taken) < order.index(room) for room, allowed in rooms.items() for taken in allowed)


def test_only_the_doors_are_async() -> None:
    assert [line for found in modules(*PACKAGES) for line in coroutines(found)] == []


def test_every_package_at_the_top_has_a_floor() -> None:
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(FLOORS) == set(PACKAGES)


@pytest.mark.parametrize(
    ("path", "source", "why"),
    [
        ("escalation/decide.py", "from storage.cases import find", "may not import storage"),
        ("escalation/decide.py", "import cards.mail", "may not import cards"),
        ("escalation/decide.py", "def late():\n    import bot", "may not import bot"),
        ("escalation/decide.py", "import sqlalchemy as db", "sqlalchemy belongs in storage"),
        ("escalation/decide.py", "import asyncio", "the rules may not use asyncio"),
        ("escalation/decide.py", "from time import time", "the rules may not use time"),
        ("escalation/decide.py", "from .. import storage", "storage"),
        ("escalation/decide.py", "__import__('bot')", "may not import bot"),
        ("cards/mail.py", "from storage import reports", "cards may not import storage"),
        ("cards/mail.py", "import bot.casework", "cards may not import bot"),
        ("cards/mail.py", "import requests", "requests has no room"),
        ("storage/cases.py", "from cards import mail", "storage may not import cards"),
        ("storage/cases.py", "from pydantic import BaseModel", "pydantic.BaseModel belongs in"),
        ("storage/cases.py", "from tests.people import ines", "storage may not import tests"),
        ("bot/casework/desk.py", "from sqlalchemy.engine import Engine", "belongs in storage"),
        (
            "bot/casework/desk.py",
            "import aiohttp.web",
            "belongs in bot.service, bot.teams, bot.mail.opening, bot.mail.outlook, bot.tryout",
        ),
        ("bot/service/health.py", "from botbuilder.core import TurnContext", "belongs in bot.teams"),
        ("bot/mail/collect.py", "import msal", "msal belongs in graph"),
        ("bot/casework/desk.py", "import importlib\nimportlib.import_module('rich')", "rich belongs in bot.cli"),
        ("bot/casework/desk.py", "import importlib\nimportlib.import_module(name)", "has no room"),
        ("bot/timers_of_sand.py", "import apscheduler", "belongs in bot.timers"),
        ("bot/outbox/delivery.py", "import smtplib", "belongs in bot.mail"),
        ("bot/service/health.py", "import jwt", "jwt belongs in bot.teams"),
        ("bot/service/health.py", "import ruamel.yaml", "belongs in escalation, bot.config, bot.rehearsal"),
    ],
)
def test_an_import_that_leaves_its_floor_or_room_is_caught(path: str, source: str, why: str) -> None:
    assert [line for line in faults(module(path, source)) if why in line]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("escalation/decide.py", "from datetime import datetime\nfrom escalation.case import Case"),
        ("escalation/__init__.py", "from .case import Case"),
        ("escalation/procedure.py", "from pydantic import BaseModel\nfrom ruamel.yaml import YAML"),
        ("cards/mail.py", "import jinja2\nimport css_inline\nfrom escalation.case import Case"),
        ("cards/log/table.py", "from microsoft_teams.cards import AdaptiveCard"),
        ("storage/migrations/env.py", "from alembic import context\nfrom sqlalchemy import pool"),
        ("bot/tryout/server.py", "from aiohttp import web\nfrom ..casework import Desk"),
        ("bot/cli/serving.py", "import typer\nfrom rich.table import Table\nimport storage, cards, escalation"),
    ],
)
def test_an_import_that_keeps_to_its_floor_and_room_is_left_alone(path: str, source: str) -> None:
    assert faults(module(path, source)) == []


@pytest.mark.parametrize(
    ("path", "source", "why"),
    [
        ("bot/mail/parsing/mime.py", "from ..arriving.received import key_of", "parsing may not import arriving"),
        ("bot/mail/outlook/post.py", "from bot.mail.opening import MailDoor", "outlook may not import opening"),
        ("bot/mail/door.py", "from . import collect", "door may not import collect"),
        ("bot/mail/attic.py", "from .door import Mailbox", "attic may not import door"),
        ("bot/casework/deciding.py", "from .desk import Desk", "deciding may not import desk"),
        ("bot/rendering/held.py", "from .cards import card_for", "held may not import cards"),
        ("bot/outbox/writing.py", "from .delivery import Delivery", "writing may not import delivery"),
    ],
)
def test_an_import_from_a_room_that_stands_below_is_caught(path: str, source: str, why: str) -> None:
    assert [line for package in WITHIN for line in faults_within(package, module(path, source)) if why in line]


def test_an_async_function_away_from_the_doors_is_caught() -> None:
    assert coroutines(module("bot/casework/desk.py", "async def perform(): ..."))
    assert coroutines(module("bot/service/health.py", "async def messages(): ...")) == []
