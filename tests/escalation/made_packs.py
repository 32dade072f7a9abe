"""Procedures that nobody wrote: every key of a ladder, put together at random, as far as they can be meant."""

from __future__ import annotations

import json
from random import Random

from bot.world import calendar_of
from escalation.packs.faults import PackRefused
from escalation.packs.reading import Pack, read_pack
from escalation.working_days import WorkingCalendar
from tests.escalation.pack_texts import LIBRARY

Json = dict[str, object]
TRIES = 40
RAISERS = {"looked_after": ["iro"], "child_protection": ["cp_chair"], "child_in_need": ["iro", "cp_chair"]}
ASKED = (
    "social_worker",
    "team_manager",
    "service_manager",
    "assistant_director",
    "director",
    "head_of_service",
    "group_manager",
    "iro_manager",
)
TOLD = (*ASKED, "business_manager", "everyone asked before")
CHAIRS = ("ad_family_support", "qa_improvement_lead", "assistant_director", "head_of_service")
FORMALITIES = ("informal", "preformal", "formal", "final")
LIMITED = ("working days", "calendar days", "weeks", "hours")
SILENCES = ("ask the raiser", "ask the raiser", "move up", "move up", "tell the line manager")
ODD_SILENCES = ("nothing", "accept")
ORIGINS = ("raised", "case opened", "identified", "conference end")
ODD_ORIGINS = ("told", "review date", "conference date", "previous stage ended", "answered")
OTHERS = ("iro_manager", {"all of": ["raiser", "iro_manager"]}, {"any of": ["raiser", "group_manager"]})
REMINDERS = (
    "2 working days before",
    "1 working day before",
    "on the day",
    "1 working day after",
    "3 working days after",
)

OF_OCCASIONS: tuple[Json, ...] = (
    {"review conference": "third"},
    {"source": "review", "child is": "looked_after"},
    {"source": "conference", "earlier concerns": True},
)
"""What can be known when a review or conference is recorded."""


def made_pack(random: Random) -> Pack:
    """A pack without faults."""
    for _ in range(TRIES):
        try:
            return read_pack(json.dumps(_Maker(random).pack(), indent=1), "made.yaml", LIBRARY)
        except PackRefused:
            continue
    raise AssertionError(f"of {TRIES} packs made at random none can be read")


_calendars: dict[str, WorkingCalendar] = {}


def calendar_under(pack: Pack) -> WorkingCalendar:
    """The pack's own calendar; few differ, and each takes a while to build."""
    rules = pack.procedure.calendar.model_dump_json()
    if rules not in _calendars:
        _calendars[rules] = calendar_of(pack.procedure, None)
    return _calendars[rules]


class _Maker:
    """Draws one pack."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._quirks = random.choice((0.0, 0.3, 0.6, 1.0))  # how odd the pack is: the plain ones are played deeper

    def pack(self) -> Json:
        tracks = self._some(tuple(RAISERS), 1, 2)
        return {
            "id": "made",
            "version": "1",
            "extends": "defaults",
            "authority": "Made",
            "title": "Made at random",
            "reference": {"prefix": "LUT", "record number": "[0-9]{4,8}"},
            "words": {"case": "concern", "informal": "early talk", "formal": "dispute", "raise": "raise a concern"},
            "calendar": self._calendar(),
            "last resort": "business_manager",
            "supervisor": "iro_manager",
            "unless said": {"if silent": "ask the raiser", "reminders": self._some(REMINDERS, 0, 3)},
            "prompts": self._prompts(),
            "further time": self._further_time(),
            "roles": {role: self._role(role) for role in _all_roles()},
            "tracks": {track: self._track(track, tracks) for track in tracks},
            "categories": {"drift": {"title": "Drift"}, "visits": {"title": "Visits", **self._starts(tracks)}},
            "forms": {"paper": {"title": "Paper", "fields": [{"id": "asked", "title": "Asked", "type": "long text"}]}},
            "log": {"kept for": "business_manager", "columns": ["raised", "concluded"]},
        }

    def _calendar(self) -> Json:
        calendar: Json = {"day starts": "09:00", "day ends": "17:00"}
        if self._odds(0.2):
            calendar["day of issue"] = "counted"
        if self._odds(0.2):
            calendar["receipt until"] = self._one(("12:00", "15:30"))
        if self._odds(0.2):
            calendar["closed"] = ["2026-12-29 to 2026-12-31"]
        return calendar

    def _prompts(self) -> Json:
        return {
            "after an answer": f"{self._number(1, 5)} working days",
            "after a silence": "next morning",
            "then each working day": self._some(("raiser", "cover", "supervisor"), 1, 3),
        }

    def _further_time(self) -> Json:
        further: Json = {"asked by": self._one(("whoever is asked", "nobody")), "agreed by": "raiser"}
        if self._odds(0.3):
            further["at most"] = f"{self._number(1, 10)} working days"
        if self._odds(0.3):
            further["times"] = self._number(1, 2)
        if self._odds(0.2):
            further["moves the overall limit"] = True
        return further

    def _role(self, role: str) -> Json:
        found = {"social_worker": "named on the case", "team_manager": "by team"}.get(role, "by authority")
        written: Json = {"title": role.replace("_", " ").title(), "found": found}
        duty = () if role == "head_of_service" else ("duty:head_of_service",)
        covers = self._some(("nominated", "line manager", "next tier", *duty), 0, 2)
        return {**written, "cover": covers} if covers else written

    def _starts(self, tracks: list[str]) -> Json:
        return {"for": tracks[:1], "starts at": "stage_0"} if self._odds(0.2) else {}

    def _track(self, track: str, tracks: list[str]) -> Json:
        stages = [f"stage_{number}" for number in range(self._number(1, 6))]
        rungs: dict[str, Json] = {}
        for place, stage in enumerate(stages):
            rungs[stage] = self._stage(place, stages, rungs, [other for other in tracks if other != track])
        written: Json = {
            "title": track.replace("_", " ").capitalize(),
            "children": [track],
            "raised by": RAISERS[track],
            "starts at": self._starts_at(stages),
            "stages": rungs,
        }
        if track == "looked_after" and self._odds(0.7):
            written["cafcass"] = "at any time"
        if self._odds(0.7):
            written["overall limits"] = [self._limit(number, rungs) for number in range(self._number(1, 2))]
        if self._odds(0.25):
            late = {"if late": "the right to dissent ends"} if self._odds(0.4) else {}
            origin = self._one(("identified", "conference end", "review date") if self._odd(0.5) else ("identified",))
            written["raise within"] = {"within": self._length(LIMITED), "from": origin, **late}
        if self._odd(0.2):
            written["several children"] = True
        if self._odd(0.15):
            written["must be raised"] = [{"when": self._one(OF_OCCASIONS), "at": self._one(stages)}]
        return written

    def _starts_at(self, stages: list[str]) -> list[Json]:
        first = [{"stage": self._one(stages), "when": self._when()}] if self._odds(0.5) else []
        return [*first, {"stage": stages[0]}]

    def _when(self) -> Json:
        facts: tuple[Json, ...] = (
            {"immediate risk": True},
            {"source": self._one(("review", "conference", "audit"))},
            {"category": "drift"},
            {"earlier concerns": True},
            {"child is": "looked_after"},
        )
        odd: tuple[Json, ...] = ({"urgent": True}, {"review conference": "third"})
        return self._one((*facts, *odd)) if self._odd(0.5) else self._one(facts)

    def _limit(self, number: int, rungs: dict[str, Json]) -> Json:
        bands = [str(stage["formality"]) for stage in rungs.values()]
        covers = self._some(tuple(rungs), 1, len(rungs)) if self._odds(0.5) else [self._one(bands)]
        limit: Json = {"id": f"limit_{number}", "within": self._length(LIMITED), "covers": covers}
        if self._odds(0.4):
            limit["from"] = self._one(("raised", "case opened", "identified"))
        if self._odds(0.3):
            limit["if reached"] = "tell the raiser"
        return limit

    def _stage(self, place: int, stages: list[str], below: dict[str, Json], others: list[str]) -> Json:
        odd = {"notify": 2, "decision": 1, "advice": 1} if self._odd(1.0) and len(stages) > 1 else {}
        kind = self._weighted({"answer": 12, "meeting": 4, **odd})
        written: Json = {
            "title": f"Stage {place}",
            "formality": FORMALITIES[min(place, 2)] if self._odds(0.8) else self._one(FORMALITIES),
            "next": self._ways(place, stages, others),
        }
        if kind != "answer":
            written["kind"] = kind
        if kind == "meeting":
            written["meeting"] = self._meeting(stages[:place])
        elif kind in ("answer", "decision") or self._odds(0.5):
            written["asks"] = self._asks()
        if kind != "notify" and kind != "advice":
            written["clocks"] = self._clocks(kind, below, place + 1 < len(stages))
        self._add_people(written, below)
        return written

    def _add_people(self, written: Json, below: dict[str, Json]) -> None:
        written |= {key: self._some(TOLD, 1, 3) for key in ("tells", "copies") if self._odds(0.3)}
        written |= {key: True for key in ("optional", "final decision") if self._odds(0.1)}
        if self._odds(0.2):
            written["consult"] = self._consult()
        written |= {key: self._one(OTHERS) for key in ("opened by", "judged by") if self._odd(0.15)}
        asked = {str(below[stage]["asks"]): stage for stage in below if "asks" in below[stage]}
        barred = [stage for roles, stage in asked.items() if roles != str(written.get("asks"))]
        if barred and "asks" in written and self._odd(0.15):
            written["not asked"] = f"respondent of {self._one(barred)}"
        written |= {key: "paper" for key in ("form", "form on closing") if self._odd(0.15)}

    def _asks(self) -> object:
        odd = {"pair": 1, "unset": 1, "raiser": 1} if self._odd(0.5) else {}
        mode = self._weighted({"one": 8, "any of": 2, "all of": 2, **odd})
        if mode == "one":
            return self._one(ASKED)
        if mode in ("unset", "raiser"):
            return mode
        return {mode: self._some(ASKED, 2, 2 if mode == "pair" else 3)}

    def _consult(self) -> Json:
        consult: Json = {"who": self._one(("iro_manager", "raiser's line manager"))}
        if self._odds(0.5):
            consult["may be passed over"] = "urgent, told afterwards"
        if self._odd(0.5):
            consult["kind"] = self._one(("endorse", "confirm"))
        if self._odd(0.4):
            consult["when"] = self._one(({"skipping a stage": True}, {"immediate risk": True}))
        return consult

    def _meeting(self, before: list[str]) -> Json:
        meeting: Json = {"chair": {"one of": self._some(CHAIRS, 1, 3)}}
        if before and self._odds(0.3):
            meeting["not chaired by"] = f"respondent of {self._one(before)}"
        if self._odds(0.5):
            meeting["required"] = self._some((*ASKED, "raiser"), 1, 2)
        if self._odds(0.3):
            meeting["invited"] = self._some(ASKED, 1, 2)
        if self._odds(0.5):
            meeting["views of"] = self._one(("everyone present", ["raiser", "social_worker"]))
        return meeting

    def _clocks(self, kind: str, below: dict[str, Json], leads_on: bool) -> Json:
        keys = ["hold"] if kind == "meeting" else [self._one(("answer", "settle"))]
        if kind == "meeting" and self._odds(0.5):
            keys.append("convene")
        more = ("acknowledge", "agree a plan", "contest", "confirm", "put on the child's record", "distribute")
        keys += self._some(more, 1, 2) if self._odd(0.3) else []
        clocks = {key: self._clock(below, leads_on) for key in keys}
        for key in ("contest", "answer"):
            if isinstance(clock := clocks.get(key), dict) and self._odds(0.4 if key == "contest" else 0.03):
                clock["if late"] = "the right to dissent ends"
        return clocks

    def _clock(self, below: dict[str, Json], leads_on: bool) -> object:
        last = self._one_clock(below, leads_on)
        return [{**self._one_clock(below, leads_on), "when": self._when()}, last] if self._odds(0.15) else last

    def _one_clock(self, below: dict[str, Json], leads_on: bool) -> Json:
        clock: Json = {"within": self._within()}
        known = [f"{stage}.{key}" for stage, rung in below.items() for key in dict(rung.get("clocks", {}))]
        if self._odds(0.3):
            odd = (*ODD_ORIGINS, *known) if self._odd(0.6) else ()
            clock["from"] = self._one((*ORIGINS, *odd))
        if self._odds(0.6):
            silences = (*SILENCES, *ODD_SILENCES) if self._odd(0.5) else SILENCES
            clock["if silent"] = self._one(tuple(one for one in silences if leads_on or one != "move up"))
        if self._odds(0.2):
            clock["reminders"] = self._some(REMINDERS, 0, 3)
        if self._odds(0.2):
            clock["hardness"] = "target"
        if self._odds(0.2):
            clock["the raiser may shorten it"] = True
        return clock

    def _within(self) -> str:
        odd = {"none": 1} if self._odd(0.5) else {}
        how = self._weighted({"length": 16, "immediately": 1, "raiser": 3, "unset": 2, "counted": 1, **odd})
        if how == "length":
            return self._length((*LIMITED, "months"))
        if how == "counted":
            return "48 hours (counted as 2 working days)"
        if how == "raiser":
            return self._one(("set by the raiser", "set by the raiser (3 working days suggested, 10 at most)"))
        return how

    def _length(self, units: tuple[str, ...]) -> str:
        unit = self._one(("working days", "working days", *units))
        number = self._number(1, {"hours": 72, "weeks": 4, "months": 3}.get(unit, 20))
        return f"{number} {unit[:-1] if number == 1 else unit}"

    def _ways(self, place: int, stages: list[str], others: list[str]) -> Json:
        above = stages[place + 1 :]
        if not above:
            return {"not satisfied": {"track": others[0]}} if others and self._odds(0.2) else {}
        ways: Json = {"not satisfied": self._way(above, stages), "silent": self._way(above, above)}
        if self._odds(0.15):
            ways["partly"] = self._one(stages)
        if self._odds(0.15):
            ways["not done"] = self._one(stages)
        if self._odds(0.15):
            ways["decided"] = self._one(above)
        return ways

    def _way(self, above: list[str], rest: list[str]) -> object:
        if self._odds(0.75):
            return above[0]
        more = self._some((*dict.fromkeys((above[0], *rest)),), 1, 2)
        return more if above[0] in more else [above[0], more[0]]

    def _odd(self, odds: float) -> bool:
        return self._odds(odds * self._quirks)

    def _one(self, among: tuple[object, ...] | list[str]) -> object:
        return self._random.choice(among)

    def _some(self, among: tuple[str, ...], fewest: int, most: int) -> list[str]:
        return self._random.sample(among, min(len(among), self._number(fewest, most)))

    def _number(self, lowest: int, highest: int) -> int:
        return self._random.randint(lowest, highest)

    def _odds(self, odds: float) -> bool:
        return self._random.random() < odds

    def _weighted(self, weights: dict[str, int]) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]


def _all_roles() -> tuple[str, ...]:
    return tuple(dict.fromkeys(("iro", "cp_chair", *ASKED, *CHAIRS, "business_manager")))
