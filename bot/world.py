"""All of the world that the rules may see, put together: the procedure, the calendar, the people, the moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from escalation.decision import Situation
from escalation.packs.reading import Pack, read_pack
from escalation.people import Roster
from escalation.procedure import Procedure
from escalation.working_days import (
    BankHolidays,
    DayHours,
    WorkingCalendar,
    build_calendar,
    read_govuk_bank_holidays,
)

from .config import Settings
from .procedures.in_force import InForce
from .procedures.packs import bundled, library, unbundled


class World:
    """Keeps what is dear to build: packs as read, one calendar for each. Everything in it is a value."""

    def __init__(
        self, bank_holidays: BankHolidays | None = None, shipped_texts: Mapping[str, str] | None = None
    ) -> None:
        """`shipped_texts` are those that come with this version of the product, by id."""
        self._library = library() if shipped_texts is None else shipped_texts
        self._bank_holidays = bank_holidays
        self._packs: dict[str, Pack] = {}
        self._calendars: dict[str, WorkingCalendar] = {}
        self._people: dict[str, tuple[Roster, Roster]] = {}

    def read(self, text: str, file: str) -> Pack:
        """The pack that `text` says, with what it extends as shipped. Raises PackRefused."""
        return self._known(read_pack(text, file, self._library))

    def to_keep(self, pack: Pack) -> str:
        """A pack that was read here, as it is kept."""
        return bundled(pack, self._library)

    def recall(self, kept: str, file: str) -> Pack:
        """A pack as it was kept with what it extended then."""
        text, extended = unbundled(kept)
        return self._known(read_pack(text, file, extended))

    def _known(self, pack: Pack) -> Pack:
        return self._packs.setdefault(pack.pin.digest, pack)

    def pack(self, digest: str) -> Pack | None:
        return self._packs.get(digest)

    def calendar(self, pack: Pack) -> WorkingCalendar:
        known = self._calendars.get(pack.pin.digest)
        if known is None:
            known = self._calendars[pack.pin.digest] = calendar_of(pack.procedure, self._bank_holidays)
        return known

    def people_under(self, pack: Pack, in_force: InForce, roster: Roster) -> Roster:
        """Looked at once for each change of the people."""
        known = self._people.get(pack.pin.digest)
        if known is None or known[0] is not roster:
            known = self._people[pack.pin.digest] = roster, in_force.people_under(pack, roster)
        return known[1]

    def situation(self, pack: Pack, roster: Roster, now: datetime) -> Situation:
        return Situation(now, pack.procedure, self.calendar(pack), roster)


def bank_holidays_of(settings: Settings) -> BankHolidays | None:
    """What the GOV.UK file says, if one is set. Raises BankHolidayFileFaulty, OSError."""
    if settings.bank_holidays is None:
        return None
    return read_govuk_bank_holidays(settings.bank_holidays.read_text(encoding="utf-8-sig", errors="replace"))


def calendar_of(procedure: Procedure, bank_holidays: BankHolidays | None) -> WorkingCalendar:
    """The working calendar as the pack says it, with the bank holidays of a file laid over those we know."""
    rules = procedure.calendar
    return build_calendar(
        closed=_days(rules.closures()),
        holidays_override=bank_holidays,
        hours=DayHours(rules.day_starts, rules.day_ends),
        receipt_until=rules.receipt_until,
        day_of_issue_counts=rules.day_of_issue == "counted",
    )


def _days(closures: Iterable[tuple[date, date]]) -> Iterator[date]:
    for first, last in closures:
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))
