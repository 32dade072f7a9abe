"""Every slip that can be made in a pack is named with its line and key, and following the remedy mends it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from escalation.packs.reading import check_pack

from .pack_texts import FAIR, LIBRARY, fair_with

HERE = "#<"
"""Marks the line that the fault has to name."""


@dataclass(frozen=True)
class Slip:
    """`old` became `new`: the fault names `key` and `says` what is wrong and what to do, which `mended` did."""

    old: str
    new: str
    key: str
    says: str
    mended: str | None = None  # default: as it was
    at: str = HERE  # what stands in the line that the fault has to name, and nowhere else


TITLE = "authority: Fairshire\n"
TALK = "tracks > main > stages > talk"
FIRST = "tracks > main > stages > first"
MEETING = "tracks > main > stages > meeting"
TALK_ASKS = "        asks: {any of: [worker, lead]}\n"
TALK_CLOCK = "        clocks: {settle: {within: 10 working days}}\n"
TALK_NEXT = "        next: {not satisfied: first, silent: first}\n"
FIRST_CLOCK = "        clocks: {answer: {within: 5 working days, if silent: move up}}\n"
FIRST_NEXT = "        next: {not satisfied: meeting, silent: meeting}\n"
CHAIR = "        meeting: {chair: {one of: [head, deputy]}, not chaired by: respondent of first}\n"
HOLD = "        clocks: {hold: {within: 5 working days}}\n"
CAFCASS = "    cafcass: at any time\n"
STARTS = "      - {stage: first, when: {immediate risk: true}}\n      - {stage: talk}\n"
LAST_START = "      - {stage: talk}\n"
LIMIT = "      - {id: total, within: 20 working days, covers: [formal]}\n"
HOURS = '  day starts: "09:00"\n  day ends: "17:00"\n'
CLOSED = '  closed: ["2026-12-29 to 2026-12-31"]\n'
LEAD = "  lead: {title: Team Lead, found: by team, cover: [nominated, line manager]}\n"
RECORD = 'reference: {prefix: FS, record number: "[0-9]{6}"}\n'
FIELDS = "fields: [{id: what, title: What, type: text}]"
LOG = "log: {kept for: office, columns: [raised, concluded]}\n"


def clock(text: str) -> str:
    return f"        clocks: {{settle: {{within: {text}}}}} #<\n"


def record(pattern: str) -> str:
    return f"reference: {{prefix: FS, record number: '{pattern}'}} #<\n"


SETTLE = f"{TALK} > clocks > settle > within"
RECORD_KEY = "reference > record number"

SLIPS = {
    # what YAML would let pass
    "nothing written": Slip(TITLE, "authority: #<\n", "authority", "nothing is written here. Write a value"),
    "null": Slip(TITLE, "authority: null #<\n", "authority", "nothing is written here"),
    "tilde": Slip(TITLE, "authority: ~ #<\n", "authority", "nothing is written here"),
    "key twice": Slip(
        TITLE,
        TITLE + "authority: Elsewhere #<\n",
        "authority",
        "stands here twice, first in line 5. Delete it here, or in line 5",
    ),
    "key is a number": Slip(
        "  drift: {title: Drift, for: [main]}\n",
        "  drift: {title: Drift, for: [main]}\n  7: {title: Visits} #<\n",
        "categories",
        "a key is a word",
        "  drift: {title: Drift, for: [main]}\n  visits: {title: Visits}\n",
    ),
    "comma in a length": Slip(
        TALK_CLOCK,
        "        clocks: {settle: {within: set by the raiser (3 working days suggested, 10 at most)}} #<\n",
        SETTLE,
        'the comma ends the value here. Put it between quotes: "set by the raiser (3 working days suggested, 10 at',
        '        clocks: {settle: {within: "set by the raiser (3 working days suggested, 10 at most)"}}\n',
    ),
    "time without quotes": Slip(
        '  day starts: "09:00"\n',
        "  day starts: 9:00 #<\n",
        "calendar > day starts",
        'stands without quotes. Write "09:00"',
    ),
    "tag": Slip(TITLE, "authority: !!python/name:os.system Fairshire #<\n", "authority", "a pack has no tags such as"),
    "alias to nothing": Slip(
        TITLE,
        "authority: *name #<\n",
        "authority",
        "Write the value itself, or write `&name` before it",
        "authority: &name Fairshire\n",
    ),
    "alias to itself": Slip(TITLE, TITLE + "gaps: &a [*a] #<\n", "gaps > item 1", "or that it stands in itself"),
    "merge key": Slip(
        LEAD, "  lead: {title: Team Lead, found: by team, <<: {cover: []}} #<\n", "roles > lead", '"<<" is not part'
    ),
    "second document": Slip(LOG, f"{LOG}--- #<\nid: other\n", "", "a second document begins here"),
    "tab": Slip(TITLE, "\tauthority: Fairshire #<\n", "", "a tab stands where spaces belong. Begin line 5 with no"),
    "colon in a name": Slip(TITLE, "authority: Fairshire: the council #<\n", "", "a colon where none can stand"),
    "indentation": Slip(HOURS, '  day starts: "09:00"\n   day ends: "17:00" #<\n', "", "Begin line 11 with 2 spaces"),
    # shape
    "unknown key": Slip(
        TITLE, TITLE + "gap: [x] #<\n", "gap", 'there is no key "gap" here. Did you mean "gaps"?', TITLE + "gaps: [x]\n"
    ),
    "unknown key of a stage": Slip(
        TALK_ASKS,
        "        ask: {any of: [worker, lead]} #<\n" + TALK_ASKS,
        f"{TALK} > ask",
        'Delete it: "asks" stands here already',
    ),
    "underscore for a space": Slip(
        "    raised by: [iro]\n",
        "    raised by: [iro]\n    raised_by: [iro] #<\n",
        "tracks > main > raised_by",
        'Delete it: "raised by" stands here already',
    ),
    "missing key": Slip(
        "      talk:\n        title: Talk\n",
        "      talk: #<\n",
        TALK,
        '"title" is missing. Add `title: Talk` (as people see it)',
    ),
    "missing key of the pack": Slip(
        '# A small council\'s pack, for tests.\nid: fairshire\nversion: "1"\n',
        'version: "1" #<\n',
        "",
        '"id" is missing',
    ),
    "number for a word": Slip('version: "1"\n', "version: 2017 #<\n", "version", 'Put it between quotes: "2017"'),
    "empty text": Slip(TITLE, 'authority: "" #<\n', "authority", "it is empty"),
    "word for a truth": Slip(
        TALK_ASKS,
        TALK_ASKS + "        optional: yes #<\n",
        f"{TALK} > optional",
        "Write `true`: true or false",
        TALK_ASKS + "        optional: true\n",
    ),
    "word not among the known": Slip(
        "        title: Talk\n        formality: informal\n",
        "        title: Talk\n        formality: informel #<\n",
        f"{TALK} > formality",
        'Did you mean "informal"?',
    ),
    "unknown source": Slip(
        LAST_START,
        "      - {stage: talk, when: {source: meeting}} #<\n" + LAST_START,
        "tracks > main > starts at > item 2 > when > source",
        '"meeting" is not among the words for this. Write one of these words, such as `review`. Known here: audit',
        "      - {stage: talk, when: {source: audit}}\n" + LAST_START,
    ),
    "text for a set of keys": Slip(
        LOG, "log: office #<\n", "log", "Write it like `{kept for: office, columns: [raised, concluded]}`"
    ),
    "set of keys for text": Slip(
        TITLE, "authority: {name: Fairshire} #<\n", "authority", "it must be one word or sentence"
    ),
    "text for a list": Slip(
        "    raised by: [iro]\n", "    raised by: iro #<\n", "tracks > main > raised by", "square brackets"
    ),
    "empty list": Slip(
        "    raised by: [iro]\n", "    raised by: [] #<\n", "tracks > main > raised by", "Name at least one"
    ),
    "bare list of those asked": Slip(
        TALK_ASKS,
        "        asks: [worker, lead] #<\n",
        f"{TALK} > asks",
        "does not say whether one answer serves. Write `{any of: [worker, lead]}`",
    ),
    "unknown way of asking": Slip(
        TALK_ASKS, "        asks: {one of: [worker, lead]} #<\n", f"{TALK} > asks", "Write a role, {any of: [...]}"
    ),
    "pair of three": Slip(
        TALK_ASKS,
        "        asks: {pair: [worker, lead, head]} #<\n",
        f"{TALK} > asks",
        "a pair is two roles",
        "        asks: {pair: [worker, lead]}\n",
    ),
    "reference prefix": Slip(
        RECORD,
        'reference: {prefix: fs-, record number: "[0-9]{6}"} #<\n',
        "reference > prefix",
        "two to six capital letters",
    ),
    "kind of cover": Slip(
        LEAD,
        "  lead: {title: Team Lead, found: by team, cover: [nominee]} #<\n",
        "roles > lead > cover > item 1",
        "is no kind of cover",
    ),
    "clock key": Slip(
        FIRST_CLOCK,
        "        clocks: {reply: {within: 5 working days, if silent: move up}} #<\n",
        f"{FIRST} > clocks > reply",
        '"reply" is not among the words for this',
    ),
    # lengths and days
    "length": Slip(
        TALK_CLOCK, clock("10 days"), SETTLE, '"10 days" is not a length of time. Write it like "10 working days"'
    ),
    "length as a number": Slip(TALK_CLOCK, clock("10"), SETTLE, "a length of time is written in words"),
    "no time at all": Slip(TALK_CLOCK, clock("0 working days"), SETTLE, "is no time at all"),
    "suggests more than it allows": Slip(
        TALK_CLOCK,
        clock('"set by the raiser (9 working days suggested, 5 at most)"'),
        SETTLE,
        "suggests more than it allows",
        clock('"set by the raiser (5 working days suggested, 9 at most)"'),
    ),
    "reminder": Slip(
        TALK_CLOCK,
        "        clocks: {settle: {within: 10 working days, reminders: [the day before]}} #<\n",
        f"{TALK} > clocks > settle > reminders > item 1",
        '"the day before" is not a reminder',
        "        clocks: {settle: {within: 10 working days, reminders: [1 working day before]}}\n",
    ),
    "day that does not exist": Slip(
        CLOSED, '  closed: ["2026-02-30"] #<\n', "calendar > closed > item 1", "there is no day 2026-02-30"
    ),
    "closure that ends before it begins": Slip(
        CLOSED, '  closed: ["2026-12-31 to 2026-12-29"] #<\n', "calendar > closed > item 1", "ends before it begins"
    ),
    "day written the English way": Slip(
        CLOSED, '  closed: ["29/12/2026"] #<\n', "calendar > closed > item 1", "Write year, month and day"
    ),
    "day ends before it starts": Slip(
        HOURS,
        '  day starts: "17:00"\n  day ends: "09:00" #<\n',
        "calendar > day ends",
        'Write "23:00", or another time later than "17:00"',
    ),
    "time of day": Slip('  day ends: "17:00"\n', '  day ends: "5pm" #<\n', "calendar > day ends", 'Write "17:00"'),
    "receipt outside the day": Slip(
        HOURS, HOURS + '  receipt until: "19:00" #<\n', "calendar > receipt until", "outside the working day"
    ),
    "holding for weeks": Slip(
        TITLE,
        TITLE + "hold before sending: {for: 2 weeks, immediate risk: none} #<\n",
        "hold before sending > for",
        "Write it like `2 minutes`",
    ),
    # names
    "role of a stage": Slip(
        TALK_ASKS,
        "        asks: {any of: [worker, leed]} #<\n",
        f"{TALK} > asks > any of > item 2",
        'no role "leed". Did you mean "lead"?',
    ),
    "role told": Slip(
        "        tells: [worker, everyone asked before]\n",
        "        tells: [worker, everybody] #<\n",
        f"{FIRST} > tells > item 2",
        'no role "everybody"',
    ),
    "role that raises": Slip(
        "    raised by: [iro]\n",
        "    raised by: [irо] #<\n",
        "tracks > main > raised by > item 1",
        'Did you mean "iro"?',
    ),
    "role consulted": Slip(
        TALK_ASKS,
        TALK_ASKS + "        consult: {who: hed} #<\n",
        f"{TALK} > consult > who",
        'Did you mean "head"?',
        TALK_ASKS + "        consult: {who: head}\n",
    ),
    "role of last resort": Slip(
        "last resort: office\n", "last resort: officer #<\n", "last resort", 'Did you mean "office"?'
    ),
    "role of supervisor": Slip("supervisor: head\n", "supervisor: boss #<\n", "supervisor", 'no role "boss"'),
    "role that keeps the log": Slip(
        LOG, "log: {kept for: clerk, columns: [raised]} #<\n", "log > kept for", 'no role "clerk"'
    ),
    "role that covers": Slip(
        LEAD,
        "  lead: {title: Team Lead, found: by team, cover: [duty:desk]} #<\n",
        "roles > lead > cover > item 1",
        'no role "desk"',
    ),
    "role that covers for itself": Slip(
        LEAD,
        "  lead: {title: Team Lead, found: by team, cover: [duty:lead]} #<\n",
        "roles > lead > cover > item 1",
        "covers for itself",
    ),
    "chair": Slip(
        CHAIR,
        "        meeting: {chair: {one of: [chair]}} #<\n",
        f"{MEETING} > meeting > chair > one of > item 1",
        'no role "chair"',
    ),
    "stage next": Slip(
        TALK_NEXT,
        "        next: {not satisfied: second, silent: first} #<\n",
        f"{TALK} > next > not satisfied",
        'no stage "second"',
    ),
    "stage of a fork": Slip(
        TALK_NEXT,
        "        next: {not satisfied: [first, meting], silent: first} #<\n",
        f"{TALK} > next > not satisfied > item 2",
        'Did you mean "meeting"?',
    ),
    "stage to start at": Slip(
        LAST_START, "      - {stage: tall} #<\n", "tracks > main > starts at > item 2 > stage", 'Did you mean "talk"?'
    ),
    "stage of the respondent": Slip(
        CHAIR,
        "        meeting: {chair: {one of: [head, deputy]}, not chaired by: respondent of frist} #<\n",
        f"{MEETING} > meeting > not chaired by",
        'Did you mean "first"?',
    ),
    "respondent of nobody": Slip(
        CHAIR,
        "        meeting: {chair: {one of: [head, deputy]}, not chaired by: lead} #<\n",
        f"{MEETING} > meeting > not chaired by",
        "Delete it, or write `respondent of` and a stage",
    ),
    "track of a category": Slip(
        "  drift: {title: Drift, for: [main]}\n",
        "  drift: {title: Drift}\n  visits: {title: Visits, for: [mian]} #<\n",
        "categories > visits > for > item 1",
        'Did you mean "main"?',
    ),
    "category of a condition": Slip(
        LAST_START,
        "      - {stage: talk, when: {category: drifting}} #<\n" + LAST_START,
        "tracks > main > starts at > item 2 > when > category",
        'Did you mean "drift"?',
        "      - {stage: talk, when: {category: drift}}\n" + LAST_START,
    ),
    "form": Slip("        form: note\n", "        form: notes #<\n", f"{FIRST} > form", 'Did you mean "note"?'),
    "beginning of a clock": Slip(
        TALK_CLOCK,
        "        clocks: {settle: {within: 10 working days, from: conference}} #<\n",
        f"{TALK} > clocks > settle > from",
        "conference date",
    ),
    "beginning at a clock that is not there": Slip(
        TALK_CLOCK,
        "        clocks: {settle: {within: 10 working days, from: first.settle}} #<\n",
        f"{TALK} > clocks > settle > from",
        '"first" has no clock "settle". Did you mean "first.answer"?',
        "        clocks: {settle: {within: 10 working days, from: first.answer}}\n",
    ),
    "reader of a report": Slip(
        LOG,
        LOG + "reports: [{id: sheet, every: month, to: [panel]}] #<\n",
        "reports > item 1 > to > item 1",
        'no role "panel"',
        LOG + "reports: [{id: sheet, every: month, to: [head, raisers]}]\n",
    ),
    "assumed and not there": Slip(
        TALK_CLOCK,
        "        clocks: {settle: {within: 10 working days, assumed: {from: not said}}} #<\n",
        f"{TALK} > clocks > settle > assumed > from",
        '"from" is marked as assumed and is not written here',
        "        clocks: {settle: {within: 10 working days, assumed: {within: not said}}}\n",
    ),
    "pack to extend": Slip("extends: defaults\n", "extends: default #<\n", "extends", 'Did you mean "defaults"?'),
    # ladders
    "no last resort among the starts": Slip(
        STARTS,
        "      - {stage: talk, when: {urgent: true}} #<\n",
        "tracks > main > starts at > item 1",
        "could not start anywhere",
    ),
    "start that hides another": Slip(
        STARTS,
        "      - {stage: talk} #<\n      - {stage: first}\n",
        "tracks > main > starts at > item 1",
        "nothing below this entry is ever reached",
    ),
    "stage nobody reaches": Slip(
        "      meeting:\n",
        "      panel: #<\n        title: Panel\n        formality: formal\n        asks: deputy\n"
        "        clocks: {answer: {within: 5 working days}}\n      meeting:\n",
        "tracks > main > stages > panel",
        "no way leads to this stage",
    ),
    "ring": Slip(
        HOLD,
        HOLD + "        next: {not satisfied: first} #<\n",
        f"{MEETING} > next",
        "lead into each other without end: first, meeting",
    ),
    "silence in a ring": Slip(
        FIRST_NEXT,
        "        next: {not satisfied: meeting, silent: talk} #<\n",
        f"{FIRST} > next > silent",
        "again and again",
    ),
    "nobody asked": Slip("        asks: lead\n", "", FIRST, "nobody is asked here", at="      first:"),
    "nothing owed": Slip(
        "      talk:\n        title: Talk\n        formality: informal\n" + TALK_ASKS + TALK_CLOCK,
        "      talk: #<\n        title: Talk\n        formality: informal\n" + TALK_ASKS,
        TALK,
        "nobody would ever be chased",
    ),
    "meeting of which nothing is said": Slip(
        "      talk:\n        title: Talk\n",
        "      talk: #<\n        title: Talk\n        kind: meeting\n",
        TALK,
        "Add `meeting: {chair: {one of: [office]}}`",
    ),
    "meeting that asks others": Slip(
        CHAIR,
        "        asks: deputy #<\n" + CHAIR,
        f"{MEETING} > asks",
        "answered by its chair, so nobody would be asked here. Delete it, and name whoever has to come to the meeting",
    ),
    "meeting that is to answer": Slip(
        HOLD,
        "        clocks: {answer: {within: 5 working days}} #<\n",
        f"{MEETING} > clocks > answer",
        'nobody is asked at a meeting for an "answer". Write `hold` in its place',
    ),
    "meeting that is to answer and be held": Slip(
        HOLD,
        "        clocks: {hold: {within: 5 working days}, answer: {within: 5 working days}} #<\n",
        f"{MEETING} > clocks > answer",
        'nobody is asked at a meeting for an "answer". Delete it',
    ),
    "meeting that is not there": Slip(
        TALK_CLOCK,
        "        clocks: {hold: {within: 10 working days}} #<\n",
        f"{TALK} > clocks > hold",
        "there is no meeting to hold",
    ),
    "move up to nowhere": Slip(
        FIRST_NEXT,
        "        next: {not satisfied: meeting}\n",
        f"{FIRST} > clocks > answer > if silent",
        "there is nowhere to go",
        at="if silent: move up",
    ),
    "clock that never counts": Slip(
        TALK_CLOCK,
        "        clocks:\n          settle:\n            - {within: 2 hours} #<\n            - {within: 3 hours}\n",
        f"{TALK} > clocks > settle > item 1",
        "no clock below this one ever counts",
    ),
    "limit over nothing": Slip(
        LIMIT,
        "      - {id: total, within: 20 working days, covers: [final]} #<\n",
        "tracks > main > overall limits > item 1 > covers > item 1",
        "this covers nothing",
    ),
    "limit without a length": Slip(
        LIMIT,
        "      - {id: total, within: none, covers: [formal]} #<\n",
        "tracks > main > overall limits > item 1 > within",
        "Write it like `20 working days`",
    ),
    "chair who is always barred": Slip(
        CHAIR,
        "        meeting: {chair: {one of: [lead]}, not chaired by: respondent of first} #<\n",
        f"{MEETING} > meeting > not chaired by",
        "everybody who could be chair is barred",
    ),
    "Cafcass for another child": Slip(
        "    children: [looked_after]\n    raised by: [iro]\n    cafcass: at any time\n",
        "    children: [child_protection]\n    raised by: [iro]\n    cafcass: at any time #<\n",
        "tracks > main > cafcass",
        "only the case of a looked-after child",
    ),
    "fork with one way twice": Slip(
        TALK_NEXT,
        "        next: {not satisfied: [first, first], silent: first} #<\n",
        f"{TALK} > next > not satisfied > item 2",
        '"first" is named twice',
    ),
    # reviews and conferences
    "time for raising from what is not known then": Slip(
        CAFCASS,
        CAFCASS + "    raise within: {within: 5 working days, from: raised} #<\n",
        "tracks > main > raise within > from",
        "Write `identified`. Known here: identified, review date",
        CAFCASS + "    raise within: {within: 5 working days, from: review date}\n",
    ),
    "time for raising that somebody would have to set": Slip(
        CAFCASS,
        CAFCASS + "    raise within: {within: set by the raiser, from: identified} #<\n",
        "tracks > main > raise within > within",
        '"set by the raiser" cannot be used here',
    ),
    "draft that nothing brings about": Slip(
        CAFCASS,
        CAFCASS + "    must be raised: [{when: {child is: looked_after}, at: first}] #<\n",
        "tracks > main > must be raised > item 1 > when",
        "does not say what has to happen",
        CAFCASS + "    must be raised: [{when: {child is: looked_after, source: review}, at: first}]\n",
    ),
    "draft from what no review says": Slip(
        CAFCASS,
        CAFCASS + "    must be raised: [{when: {source: review, urgent: true}, at: first}] #<\n",
        "tracks > main > must be raised > item 1 > when > urgent",
        "which does not say this",
    ),
    "draft from what is no review": Slip(
        CAFCASS,
        CAFCASS + "    must be raised: [{when: {source: audit}, at: first}] #<\n",
        "tracks > main > must be raised > item 1 > when > source",
        "Write `review` or `conference`",
    ),
    "back from a review by the minute": Slip(
        TALK_CLOCK,
        "        clocks: {settle: {within: 5 minutes, due: before the review}} #<\n",
        SETTLE,
        '"5 minutes" cannot be used here',
        "        clocks: {settle: {within: 5 working days, due: before the review}}\n",
    ),
    # sense
    "record number that is no expression": Slip(RECORD, record("[0-9"), RECORD_KEY, "is not a regular expression"),
    "record number that runs away": Slip(RECORD, record("([0-9]+)+X"), RECORD_KEY, "could take for ever"),
    "record number that takes nothing": Slip(RECORD, record("[0-9]*"), RECORD_KEY, "takes nothing at all"),
    "record number that takes a name": Slip(RECORD, record("[A-Za-z ]{2,30}"), RECORD_KEY, "a child's name"),
    "choice without choices": Slip(
        FIELDS,
        "fields: [{id: what, title: What, type: choice}]",
        "forms > note > fields > item 1",
        "this field has no choices",
        "fields: [{id: what, title: What, type: choice, choices: [a, b]}]",
        at="type: choice",
    ),
    "key with a capital": Slip(
        LEAD, LEAD + "  Vice: {title: Vice, found: by team} #<\n", "roles > Vice", "Write `vice`: small letters"
    ),
    "title given twice": Slip(
        "  deputy: {title: Deputy Director,",
        "  deputy: {title: Team Lead,",
        "roles > deputy > title",
        "is given twice, first in line 18",
        at="  deputy:",
    ),
    "id given twice": Slip(
        LIMIT,
        LIMIT + LIMIT.rstrip() + " #<\n",
        "tracks > main > overall limits > item 2 > id",
        'the id "total" is given twice',
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named_with_its_line_and_key_and_what_to_do(slip: Slip) -> None:
    text = fair_with(slip.old, slip.new)
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if slip.at in line]
    faults = check_pack(text, "fair.yaml", LIBRARY)
    assert [(fault.file, fault.line, fault.key) for fault in faults] == [("fair.yaml", *lines, slip.key)], [
        *map(str, faults)
    ]
    assert slip.says in str(faults[0])


@pytest.mark.parametrize("slip", [slip for slip in SLIPS.values() if slip.mended], ids=str)
def test_following_the_remedy_mends_it(slip: Slip) -> None:
    assert slip.mended is not None
    assert check_pack(fair_with(slip.old, slip.mended), "fair.yaml", LIBRARY) == ()


def test_the_pack_in_which_the_slips_are_made_is_sound() -> None:
    assert check_pack(FAIR, "fair.yaml", LIBRARY) == ()
