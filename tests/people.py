"""The cast of the tests: who is who in a small authority, as values for tests of the rules."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from escalation.case import PersonId, RoleId, TeamId
from escalation.decision import Situation
from escalation.packs.reading import Pack, read_pack
from escalation.people import Absence, Person, Post, Roster
from escalation.working_days import DayHours, WorkingCalendar, build_calendar

NORTH = TeamId("North")
INES, PETRA, COLIN = PersonId("ines"), PersonId("petra"), PersonId("colin")
AMIR, TOM, GRACE, SARA, HELEN, DANA = (PersonId(p) for p in ("amir", "tom", "grace", "sara", "helen", "dana"))
FAISAL, OLGA, MINA, QUENTIN, BEA = (PersonId(p) for p in ("faisal", "olga", "mina", "quentin", "bea"))
OUTSIDER = PersonId("zed")

_PEOPLE = {
    INES: Person(INES, "Ines Okafor", "ines@example.org", QUENTIN, cover=PETRA),
    PETRA: Person(PETRA, "Petra Lindqvist", "petra@example.org", QUENTIN, cover=INES),
    COLIN: Person(COLIN, "Colin Mbeki", "colin@example.org", QUENTIN, cover=PETRA),
    AMIR: Person(AMIR, "Amir Haddad", "amir@example.org", TOM),
    TOM: Person(TOM, "Tom Reid", "tom@example.org", SARA, cover=GRACE),
    GRACE: Person(GRACE, "Grace Bello", "grace@example.org", SARA, cover=TOM),
    SARA: Person(SARA, "Sara Patel", "sara@example.org", HELEN),
    HELEN: Person(HELEN, "Helen Marsh", "helen@example.org", DANA),
    DANA: Person(DANA, "Dana Whitfield", "dana@example.org", cover=HELEN),
    FAISAL: Person(FAISAL, "Faisal Rahman", "faisal@example.org", DANA),
    OLGA: Person(OLGA, "Olga Nowak", "olga@example.org", DANA),
    MINA: Person(MINA, "Mina Castell", "mina@example.org", DANA, answers_for=frozenset({DANA})),
    QUENTIN: Person(QUENTIN, "Quentin Moss", "quentin@example.org", OLGA),
    BEA: Person(BEA, "Bea Thornton", "bea@example.org", QUENTIN),
    OUTSIDER: Person(OUTSIDER, "Zed Hartley", "zed@example.org"),
}
_POSTS = (
    *(Post(p, RoleId("iro")) for p in (INES, PETRA)),
    *(Post(p, RoleId("cp_chair")) for p in (COLIN, PETRA)),
    Post(AMIR, RoleId("social_worker"), NORTH),
    Post(TOM, RoleId("team_manager"), NORTH),
    Post(GRACE, RoleId("team_manager"), TeamId("East")),
    Post(SARA, RoleId("service_manager")),
    Post(HELEN, RoleId("assistant_director")),
    Post(DANA, RoleId("director")),
    Post(FAISAL, RoleId("ad_family_support")),
    Post(OLGA, RoleId("qa_improvement_lead")),
    Post(QUENTIN, RoleId("iro_manager")),
    Post(BEA, RoleId("business_manager")),
)


def roster(*absences: Absence) -> Roster:
    """The cast in post, with whoever is away."""
    return Roster(_PEOPLE, _POSTS, absences)


@cache
def luton() -> Pack:
    """The pack that comes with the product."""
    packs = files("escalation") / "procedures"
    library = {"defaults": (packs / "defaults.yaml").read_text(encoding="utf-8")}
    return read_pack((packs / "luton.yaml").read_text(encoding="utf-8"), "luton.yaml", library)


@cache
def calendar() -> WorkingCalendar:
    return build_calendar(hours=DayHours(time(9), time(17)))


def at(day: str, clock: str = "10:00") -> datetime:
    """A London moment: at("2026-03-02", "17:00")."""
    local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=ZoneInfo("Europe/London"))
    return local.astimezone(ZoneInfo("UTC"))


def situation(now: datetime, *absences: Absence) -> Situation:
    return Situation(now, luton().procedure, calendar(), roster(*absences))
