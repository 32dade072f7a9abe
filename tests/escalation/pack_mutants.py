"""Every kind of slip in a procedure file: how it is made, and what its message has to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .pack_breaking import (
    Breaking,
    alias_misspelt,
    as_a_list,
    assumed_and_gone,
    bare_list_of_those_asked,
    beside,
    clock_moves_up_to_nowhere,
    colon_in_a_title,
    comma_without_quotes,
    extends_itself,
    gone,
    hidden,
    is_clock,
    is_stage,
    is_stage_key,
    keyed,
    meeting_in_place_of_an_answer,
    meeting_that_asks_others,
    merge_key,
    merged,
    misspelt_key,
    misspelt_role,
    no_comma,
    no_start,
    nobody_asked,
    not_a_meeting,
    nothing_owed,
    number_as_key,
    on_top,
    one_space_more,
    open_bracket,
    open_quote,
    parted,
    ring,
    role_missing,
    role_written_large,
    same_limit_twice,
    same_title_twice,
    silence_in_a_ring,
    silent_word,
    stage_nobody_reaches,
    start_that_hides_another,
    tab,
    twice,
    unless_said_without_silence,
    value,
    way_misspelt,
    way_to_nowhere,
    within,
)
from .pack_edits import added


@dataclass(frozen=True)
class Kind:
    """`breaks` makes the mutant of a text, or none where the pack has nothing to break so; `says` is in its message.

    `faults`: one slip, one message, unless the slip really is several. `elsewhere`: the message stands at another line
    than the slip, where the mending is done.
    """

    breaks: Breaking
    says: str
    faults: int = 1
    elsewhere: bool = False


def first_item(listed: str) -> str:
    """What stands first in a list, without the list."""
    return re.split(r"[,\]\n]", listed.lstrip("[- \n"))[0].strip()


TITLES = within("roles", "tracks", "categories", "forms", keys=("title",))
LISTS = keyed("raised by", "tells", "copies", "columns", "children", "sources", "gaps")
FORM_FLAGS = within("forms", keys=("required", "on record", "one document"))
LENGTHS = within("clocks", "overall limits", keys=("within",))
RECORD = keyed("record number")
FLAGS = within("tracks", keys=("praise", "optional", "attendance", "final decision"))

KINDS: dict[str, Kind] = {
    # the file
    "a tab for spaces": Kind(tab, "a tab stands where spaces belong"),
    "one space too many": Kind(one_space_more, "not indented like those around it"),
    "a colon in a title": Kind(colon_in_a_title, "a colon where none can stand"),
    "a quote left open": Kind(open_quote, "a quote is opened and not closed"),
    "a bracket left open": Kind(open_bracket, "is not closed"),
    "a comma left out": Kind(no_comma, ""),
    "two versions merged": Kind(merged, "two versions of the file"),
    "a hidden character": Kind(hidden("\u200b"), "a hidden character stands here"),
    "a bell": Kind(hidden("\x07"), "a hidden character stands here"),
    "a character that turns the text": Kind(hidden("\u202e"), "turns the direction"),
    "a list at the top": Kind(as_a_list, "this is a list"),
    "another document below": Kind(lambda text, random: f"{text}---\nid: another\n", "a second document begins here"),
    "parted in two": Kind(parted, "a second document begins here"),
    "a tag": Kind(value(TITLES, lambda title: f"!council {title}"), "no tags"),
    "a tag that runs code": Kind(value(TITLES, lambda title: f"!!python/name:os.system {title}"), "no tags"),
    "an alias misspelt": Kind(alias_misspelt, "repeats something that is not there"),
    "a merge key": Kind(merge_key, "is not part of YAML 1.2"),
    # values
    "a key twice": Kind(twice, "stands here twice"),
    "null": Kind(value(TITLES, "null"), "nothing is written here"),
    "nothing under a key that may go": Kind(
        value(keyed("short", "note", "examples", "copies"), ""), "nothing is written"
    ),
    "nothing under a key that may not": Kind(
        value(keyed("formality", "found", "kept for", "raised by", "prefix", "supervisor"), "~"), "nothing is written"
    ),
    "a number for a key": Kind(number_as_key, "a key is a word, and"),
    "a number for text": Kind(value(keyed("version"), "2017.10"), "2017.10 is read as a number"),
    "a huge number": Kind(value(TITLES, "1.0e999"), "1.0e999 is read as a number"),
    "a truth for text": Kind(value(TITLES, "true"), "true is read as a number or a truth"),
    "a comma without quotes": Kind(comma_without_quotes, "the comma ends the value here"),
    "a list for text": Kind(value(TITLES, "[one, two]"), "it must be one word or sentence"),
    "a set of keys for text": Kind(value(TITLES, "{name: one}"), "it must be one word or sentence"),
    "text for a list": Kind(value(LISTS, first_item), "it is not a list"),
    "text for a set of keys": Kind(
        value(keyed("log", "words", "reference", "advice", "further time"), "something"), "it must be a set of keys"
    ),
    "a word for a truth": Kind(value(lambda e: FLAGS(e) or FORM_FLAGS(e), "yes"), "it is neither true nor false"),
    "empty text": Kind(value(TITLES, '""'), "it is empty"),
    "an empty list": Kind(value(keyed("raised by", "children", "columns"), "[]"), "it has no entries"),
    "a limit over nothing": Kind(value(keyed("covers"), "[]"), "this limit covers nothing"),
    # keys
    "an unknown key": Kind(beside(is_stage, "colour: red"), 'there is no key "colour" here'),
    "a key misspelt": Kind(misspelt_key, "there is no key"),
    "a key left out": Kind(
        gone(keyed("formality", "found", "prefix", "kept for", "children")), "is missing", elsewhere=True
    ),
    "no title": Kind(gone(lambda e: TITLES(e) and e.path[0] != "forms"), '"title" is missing', elsewhere=True),
    "a meeting without a chair": Kind(gone(keyed("chair")), '"chair" is missing', elsewhere=True),
    "no pack extended": Kind(gone(keyed("extends")), "are missing", elsewhere=True),
    # lengths and days
    "days of no kind": Kind(value(LENGTHS, "10 days"), '"10 days" is not a length of time'),
    "a length as a number": Kind(value(LENGTHS, "10"), "a length of time is written in words"),
    "no length at all": Kind(value(LENGTHS, "0 working days"), "is no time at all"),
    "a length in words": Kind(value(LENGTHS, "within two weeks"), "is not a length of time"),
    "a limit without a length": Kind(value(within("overall limits", keys=("within",)), "unset"), "cannot be used here"),
    "a day that does not exist": Kind(on_top('in force from: "2026-02-30"'), "there is no day"),
    "a day the English way": Kind(on_top("in force from: 29/12/2026"), "is not a day"),
    "a closure that ends before it begins": Kind(
        on_top('calendar: {day starts: "09:00", day ends: "17:00", closed: ["2026-12-31 to 2026-12-29"]}'),
        "ends before it begins",
    ),
    "a time without quotes": Kind(on_top('calendar: {day starts: 9:00, day ends: "17:00"}'), "without quotes"),
    "a time as people say it": Kind(on_top('calendar: {day starts: "09:00", day ends: 5pm}'), "not a time of day"),
    "a day that ends before it starts": Kind(
        on_top('calendar: {day starts: "17:00", day ends: "09:00"}'), "ends before it starts"
    ),
    "a reminder of no kind": Kind(
        on_top("unless said: {if silent: ask the raiser, reminders: [the day before]}"), "is not a reminder"
    ),
    # words and names
    "an unknown word for silence": Kind(value(silent_word, "shout"), '"shout" is not among the words'),
    "a word for silence misspelt": Kind(
        value(silent_word, "ask the rasier"), '"ask the rasier" is not among the words'
    ),
    "silence nowhere stated": Kind(unless_said_without_silence, '"if silent" is missing'),
    "an unknown formality": Kind(value(keyed("formality"), "casual"), '"casual" is not among the words'),
    "an unknown way of finding": Kind(value(keyed("found"), "by chance"), '"by chance" is not among the words'),
    "an unknown clock": Kind(
        beside(keyed("clocks"), "reply: {within: 5 working days}"), '"reply" is not among the words'
    ),
    "an unknown beginning": Kind(
        lambda text, random: beside(
            lambda e: is_clock(e) and "from" not in [k.value for k, _ in e.value.value], "from: sunrise"
        )(text, random),
        'there is no beginning "sunrise"',
    ),
    "a role misspelt": Kind(misspelt_role, "there is no role"),
    "a role nobody has heard of": Kind(
        value(keyed("supervisor", "last resort"), "night_watch"), 'no role "night_watch"'
    ),
    "a role left out": Kind(role_missing, "there is no role", elsewhere=True),
    "a role with capitals": Kind(role_written_large, "is not a key"),
    "a form left out": Kind(
        value(lambda e: is_stage_key(e) and e.last == "form", "letter"), 'there is no form "letter"'
    ),
    "a category for no track": Kind(
        lambda text, random: added(text, ("categories",), "weather: {title: The weather, for: [garden]}"),
        'there is no track "garden"',
    ),
    "a cover of no kind": Kind(
        value(lambda e: e.path[0] == "roles" and "cover" in e.path[:-1], "nominee"), "kind of cover"
    ),
    "assumed and not there": Kind(assumed_and_gone, "is marked as assumed and is not written here"),
    "a bare list of those asked": Kind(bare_list_of_those_asked, "does not say whether one answer serves"),
    "an id twice": Kind(same_limit_twice, "is given twice"),
    "a title twice": Kind(same_title_twice, "is given twice"),
    # ladders
    "a way to nowhere": Kind(way_to_nowhere, 'there is no stage "panel_of_elders"'),
    "a way misspelt": Kind(way_misspelt, "there is no stage"),
    "a ring nobody leaves": Kind(ring, "lead into each other without end"),
    "silence in a ring": Kind(silence_in_a_ring, "again and again"),
    "a stage nobody reaches": Kind(stage_nobody_reaches, "no way leads to this stage"),
    "no start without a condition": Kind(no_start, "could not start anywhere"),
    "a start that hides another": Kind(start_that_hides_another, "nothing below this entry is ever reached"),
    "nothing owed": Kind(nothing_owed, "nobody would ever be chased", elsewhere=True),
    "nobody asked": Kind(nobody_asked, "nobody is asked", elsewhere=True),
    "a meeting of which nothing is said": Kind(
        not_a_meeting, "this is a meeting and says nothing of it", elsewhere=True
    ),
    "a meeting that asks others": Kind(meeting_that_asks_others, "answered by its chair"),
    "a meeting in place of an answer": Kind(meeting_in_place_of_an_answer, "answered by its chair", elsewhere=True),
    "moving up to nowhere": Kind(clock_moves_up_to_nowhere, "there is nowhere to go"),
    "a limit over stages there are none of": Kind(value(keyed("covers"), "[final]"), "this covers nothing"),
    # sense
    "a prefix in small letters": Kind(value(keyed("prefix"), "swk-"), "cannot begin a reference"),
    "a record number that is no expression": Kind(value(RECORD, "'[0-9'"), "not a regular expression"),
    "a record number that runs away": Kind(value(RECORD, "'([0-9]+)+X'"), "could take for ever"),
    "a record number that takes a name": Kind(value(RECORD, "'[A-Za-z ]{2,30}'"), "a child's name"),
    # one pack under another
    "extends itself": Kind(extends_itself, "a pack cannot extend itself"),
    "extends what is not there": Kind(value(keyed("extends"), "ground_rules"), 'no pack "ground_rules" to extend'),
}
