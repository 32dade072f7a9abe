"""What the try-out page is told, as JSON: people and time, a chat, a mailbox, the log, the case's path."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cards.log.words import log_sentence, who
from cards.wording import full_date, time_of_day, weekday_date
from escalation.case import Case, CaseRef, PersonId, RoleId
from escalation.decision import Situation
from escalation.people import Person
from escalation.working_days import LONDON
from storage.unit_of_work import Reading

from ..procedures.packs import shipped
from ..world import World
from .ahead import Found, deadline_words, event_words, latest_cases, next_deadline, next_event
from .guiding import STEPS, Progress
from .office import NotHere, Office
from .path import path_of
from .played import Letter, Shown
from .stage import Example, Stage

Json = dict[str, object]
LATEST = 20
"""How many announcements are kept."""


def state_view(stage: Stage) -> Json:
    office = stage.office
    procedure, pin = office.procedure, office.pack.pin
    with office.desk.database.read() as reading:
        signed = reading.procedures.signed_off(pin.digest)
        choices = [_choice(reading, id, text, pin.id) for id, text in shipped().items()]
        cases = latest_cases(reading)
        ahead = _ahead(office, reading, cases)
    return {
        "revision": office.revision,
        "procedures": choices,
        "procedure": {
            "id": pin.id,
            "authority": procedure.authority,
            "title": procedure.title,
            "version": pin.version,
            "draft": signed is None,
        },
        "now": office.now.isoformat(),
        "now_words": f"{_long_day(office)}, {time_of_day(office.now)}",
        **ahead,
        "people": [_person(office, person) for person in office.people.people.values()],
        "cases": [_case(case, office) for case in cases],
        "example": example_view(stage.example),
        "announcements": [
            {"id": number, "text": f"{office.people.people[person].name} {what}", "person": person}
            for number, person, what in office.played.news.items[-LATEST:]
        ],
    }


def ahead_view(office: Office, reading: Reading) -> Json:
    """What comes next, in words; None for what does not come."""
    return _ahead(office, reading, latest_cases(reading))


def _ahead(office: Office, reading: Reading, cases: list[Case]) -> Json:
    def said(found: Found | None, words: Callable[[Found, Situation], str]) -> str | None:
        return words(found, office.desk.situation_of(reading, found.case)) if found else None

    return {
        "next_event_words": said(next_event(cases), event_words),
        "next_deadline_words": said(next_deadline(cases, office.now), deadline_words),
    }


def example_view(example: Example) -> Json:
    return {
        "running": example.running,
        "can_play": not example.running,
        "step_words": example.words or None,
        "person": example.person,
    }


def path_view(office: Office, ref: CaseRef) -> Json:
    """Raises NotHere."""
    with office.desk.database.read() as reading:
        stored = reading.cases.load(ref)
        if stored is None:
            raise NotHere("There is no such case.")
        return path_of(stored.case, office.desk.situation_of(reading, stored.case))


def chat_lines(office: Office, person: PersonId) -> list[Json]:
    return [_chat_line(office, shown) for shown in office.played.chats.of(person)]


def mail_lines(office: Office, person: PersonId) -> list[Json]:
    return [_mail_line(office, letter) for letter in office.played.mailboxes.of(person)]


def log_view(office: Office, ref: CaseRef | None) -> Json:
    """Oldest first."""
    rows: list[list[str]] = []
    with office.desk.database.read() as reading:
        for case in reversed(latest_cases(reading)):
            if ref in (None, case.ref):
                rows += _log_rows(reading, case, office.desk.situation_of(reading, case))
    return {"columns": ["When", "Case", "What", "Who"], "rows": rows}


def _log_rows(reading: Reading, case: Case, situation: Situation) -> list[list[str]]:
    rows = []
    for entry in reading.log.entries(case.ref):
        said = log_sentence(entry, case, situation)
        if said:
            at = f"{full_date(situation.calendar.local_date(entry.happened))}, {time_of_day(entry.happened)}"
            rows.append([at, str(case.ref), said, who(entry, case, situation)])
    return rows


def _choice(reading: Reading, id: str, text: str, chosen: str) -> Json:
    title, digest = _named(id, text)
    return {"id": id, "title": title, "draft": reading.procedures.signed_off(digest) is None, "chosen": id == chosen}


@cache
def _named(id: str, text: str) -> tuple[str, str]:
    """A pack's title and digest, read once: the page asks for all of them again and again."""
    pack = World().read(text, f"{id}.yaml")
    return f"{pack.procedure.authority}: {pack.procedure.title}", pack.pin.digest


def _long_day(office: Office) -> str:
    local = office.now.astimezone(LONDON).date()
    return f"{local:%A} {full_date(local)}"


def _person(office: Office, person: Person) -> Json:
    today = office.calendar.local_date(office.now)
    posts = [p for p in office.people.posts if p.person == person.id and p.held_on(today)]
    titles = dict.fromkeys(office.procedure.roles[p.role].title for p in posts if p.role in office.procedure.roles)
    with office.desk.database.read() as reading:
        absence = reading.people.roster().absence_of(person.id, today)
    chats = sum(1 for s in office.played.chats.of(person.id) if s.speaker == "bot" and not s.seen)
    mails = sum(1 for m in office.played.mailboxes.of(person.id) if not m.mine and not m.seen)
    return {
        "id": person.id,
        "name": person.name,
        "role": ", ".join(titles) or "No post under this procedure",
        "team": next((str(p.team) for p in posts if p.team is not None), None),
        "new_chats": chats,
        "new_mails": mails,
        "away": f"until {full_date(absence.until)}" if absence else None,
        "may_raise": not _raising_roles(office).isdisjoint(p.role for p in posts),
    }


def _case(case: Case, office: Office) -> Json:
    stage = office.procedure.tracks[case.track].stages[case.visit.stage].title if case.visit else "Not sent yet"
    return {"ref": case.ref, "title": f"{case.ref} · {stage}", "open": case.is_open, "sent": case.raised is not None}


def _chat_line(office: Office, shown: Shown) -> Json:
    at = office.calendar.local_date(shown.at)
    today = office.calendar.local_date(office.now)
    return {
        "id": shown.id,
        "from": shown.speaker,
        "at_words": f"{time_of_day(shown.at)}, {weekday_date(at, today)}",
        "text": shown.text or None,
        "card": office.card_now(shown),
        "new": not shown.seen,
    }


def _mail_line(office: Office, letter: Letter) -> Json:
    at = office.calendar.local_date(letter.at)
    desk = f"{office.procedure.authority} IRO Bot"
    person = office.people.people[letter.person].name
    return {
        "id": letter.id,
        "from": person if letter.mine else desk,
        "to": desk if letter.mine else person,
        "cc": "",
        "subject": letter.subject,
        "at_words": f"{time_of_day(letter.at)}, {full_date(at)}",
        "html": letter.html,
        "text": letter.text,
        "new": not letter.seen,
        "mine": letter.mine,
        "importance": "high" if letter.urgent else "normal",
    }


def guide(office: Office) -> list[Json]:
    """The guided first case: which steps are done is read off the latest case and off what has been looked at."""
    with office.desk.database.read() as reading:
        case = next(iter(latest_cases(reading, 1)), None)
    raiser = case.raiser if case is not None else _who_may_raise(office)
    read = frozenset(person for person in office.people.people if _is_up_to_date(office, person))
    progress = Progress(raiser, case, read)
    return [
        {
            "title": step.title,
            "text": step.text,
            "done": step.is_done(progress),
            "person": step.person(progress),
            "type": step.type,
        }
        for step in STEPS
    ]


def _who_may_raise(office: Office) -> PersonId | None:
    raising = _raising_roles(office)
    return next((post.person for post in office.people.posts if post.role in raising), None)


def _raising_roles(office: Office) -> set[RoleId]:
    return {role for track in office.procedure.tracks.values() for role in track.raised_by}


def _is_up_to_date(office: Office, person: PersonId) -> bool:
    chats, mails = office.played.chats.of(person), office.played.mailboxes.of(person)
    return bool(chats or mails) and all(shown.seen for shown in chats if shown.speaker == "bot")
