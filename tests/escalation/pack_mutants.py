"""Sound packs with one thing broken: the kinds of fault, each with how it is made and what its message has to say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .pack_edits import (
    Entry,
    added,
    added_after,
    deleted,
    entries,
    entry_at,
    is_plain,
    is_scalar,
    is_set,
    renamed,
    value_of,
    written,
)

Breaking = Callable[[str, Random], str | None]


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


def choose(text: str, random: Random, fits: Callable[[Entry], bool]) -> Entry | None:
    """One of the entries that fit, with nothing in it that is repeated elsewhere."""
    fitting = [
        entry for entry in entries(text) if "assumed" not in entry.path and fits(entry) and is_plain(text, entry)
    ]
    return random.choice(fitting) if fitting else None


def keyed(*keys: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.key is not None and entry.last in keys


def within(*part: str, keys: tuple[str, ...] = ()) -> Callable[[Entry], bool]:
    """Entries somewhere below the key `part`."""
    return lambda e: any(word in e.path[:-1] for word in part) and (not keys or e.last in keys)


def value(fits: Callable[[Entry], bool], new: str | Callable[[str], str]) -> Breaking:
    """Another value for one of the entries that fit."""

    def breaks(text: str, random: Random) -> str | None:
        entry = choose(text, random, fits)
        if entry is None:
            return None
        return written(text, entry, new if isinstance(new, str) else new(value_of(text, entry)))

    return breaks


def gone(fits: Callable[[Entry], bool]) -> Breaking:
    def breaks(text: str, random: Random) -> str | None:
        entry = choose(text, random, fits)
        return deleted(text, entry) if entry else None

    return breaks


def beside(fits: Callable[[Entry], bool], line: str) -> Breaking:
    """One more key in one of the sets that fit."""

    def breaks(text: str, random: Random) -> str | None:
        entry = choose(text, random, lambda entry: is_set(entry) and fits(entry))
        return added(text, entry.path, line) if entry else None

    return breaks


def on_top(line: str) -> Breaking:
    """A key of the pack itself, written anew if it is there."""

    def breaks(text: str, random: Random) -> str:
        key, _, new = line.partition(": ")
        if any(entry.path == (key,) for entry in entries(text)):
            return written(text, entry_at(text, (key,)), new)
        return f"{text}{line}\n"

    return breaks


def stages_of(text: str) -> dict[str, list[str]]:
    """The stages of each track, from the lowest."""
    found: dict[str, list[str]] = {}
    for entry in entries(text):
        if len(entry.path) == 4 and entry.path[0] == "tracks" and entry.path[2] == "stages":
            found.setdefault(entry.path[1], []).append(entry.path[3])
    return found


def is_stage(entry: Entry) -> bool:
    return len(entry.path) == 4 and entry.path[::2] == ("tracks", "stages") and is_set(entry)


def is_way(entry: Entry) -> bool:
    return len(entry.path) == 6 and entry.path[4] == "next" and entry.last == "not satisfied" and is_scalar(entry)


def misspelt(word: str) -> str:
    """Two letters change places, as fingers do."""
    at = next(at for at in range(len(word) // 2, len(word) - 1) if word[at] != word[at + 1])
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


# the text of the file


def a_line(text: str, random: Random, fits: Callable[[list[str], int], bool]) -> int | None:
    lines = text.split("\n")
    fitting = [number for number in range(1, len(lines) - 2) if fits(lines, number)]
    return random.choice(fitting) if fitting else None


def in_line(text: str, number: int, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    lines[number] = change(lines[number])
    return "\n".join(lines)


def _plain_key(lines: list[str], number: int) -> bool:
    """A key between two neighbours that stand as far in as it."""
    indents = {len(line) - len(line.lstrip()) for line in lines[number - 1 : number + 2]}
    plain = all(re.match(r" +[a-z][\w ]*: [^>|&*]", line) for line in lines[number - 1 : number + 2])
    return len(indents) == 1 and plain


def tab(text: str, random: Random) -> str | None:
    number = a_line(text, random, _plain_key)
    return None if number is None else in_line(text, number, lambda line: "\t" + line.lstrip())


def one_space_more(text: str, random: Random) -> str | None:
    number = a_line(text, random, _plain_key)
    return None if number is None else in_line(text, number, lambda line: " " + line)


def colon_in_a_title(text: str, random: Random) -> str | None:
    fits = re.compile(r"\s+(- )?title: [A-Z][\w ]+$")
    number = a_line(text, random, lambda lines, at: bool(fits.match(lines[at])))
    return None if number is None else in_line(text, number, lambda line: f"{line}: new")


def open_quote(text: str, random: Random) -> str | None:
    fits = re.compile(r'^\s*[\w ]+: "[^"]*"$')
    number = a_line(text, random, lambda lines, at: bool(fits.match(lines[at])))
    return None if number is None else in_line(text, number, lambda line: line[:-1])


def open_bracket(text: str, random: Random) -> str | None:
    fits = re.compile(r"^\s*[\w ]+: (\{[^{}]*\}|\[[^\[\]]*\])$")
    number = a_line(text, random, lambda lines, at: bool(fits.match(lines[at])))
    return None if number is None else in_line(text, number, lambda line: line[:-1])


def no_comma(text: str, random: Random) -> str | None:
    fits = re.compile(r"^\s*[\w ]+: \{[^{}\"]*, \w+: [^{}]*\}$")
    number = a_line(text, random, lambda lines, at: bool(fits.match(lines[at])))
    return None if number is None else in_line(text, number, lambda line: re.sub(r", (\w+:)", r" \1", line, count=1))


def merged(text: str, random: Random) -> str | None:
    number = a_line(text, random, lambda lines, at: bool(re.match(r" +title: \w", lines[at])))
    both = "<<<<<<< HEAD\n{0}\n=======\n{0} (new)\n>>>>>>> draft"
    return None if number is None else in_line(text, number, lambda line: both.format(line))


def hidden(character: str) -> Breaking:
    def breaks(text: str, random: Random) -> str | None:
        number = a_line(text, random, lambda lines, at: bool(re.match(r" +asks: \w+$|[a-z ]+: \w+$", lines[at])))
        return None if number is None else in_line(text, number, lambda line: line[:-2] + character + line[-2:])

    return breaks


def as_a_list(text: str, random: Random) -> str:
    """The whole pack as the only item of a list."""
    lines = [f"  {line}" if line else line for line in text.split("\n")]
    first = next(number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    return "\n".join([*lines[:first], f"- {lines[first].lstrip()}", *lines[first + 1 :]])


def parted(text: str, random: Random) -> str | None:
    number = a_line(text, random, lambda lines, at: bool(re.match(r"(roles|log|forms|advice|categories):$", lines[at])))
    return None if number is None else in_line(text, number, lambda line: f"---\n{line}")


def alias_misspelt(text: str, random: Random) -> str | None:
    aliases = [*re.finditer(r"(?<=[ \[])\*(\w{4,})", text)]
    if not aliases:
        return None
    one = random.choice(aliases)
    return f"{text[: one.start(1)]}{misspelt(one[1])}{text[one.end(1) :]}"


# what is read


def twice(text: str, random: Random) -> str | None:
    fits = keyed("title", "short", "formality", "found", "asks", "children", "raised by")
    entry = choose(text, random, lambda entry: fits(entry) and entry.path[0] != "forms" and not entry.in_brackets)
    return added(text, entry.path[:-1], f"{entry.last}: {value_of(text, entry)}") if entry else None


def number_as_key(text: str, random: Random) -> str:
    return added(text, ("categories",), f"{random.randint(2, 99)}: {{title: Something else}}")


def merge_key(text: str, random: Random) -> str | None:
    role = choose(text, random, lambda entry: entry.path[:1] == ("roles",) and len(entry.path) == 2)
    return added(text, role.path, "<<: {short: Post}") if role else None


def misspelt_key(text: str, random: Random) -> str | None:
    entry = choose(
        text, random, keyed("formality", "clocks", "found", "cafcass", "children", "asks", "meeting", "next")
    )
    return renamed(text, entry, misspelt(entry.last)) if entry else None


def misspelt_role(text: str, random: Random) -> str | None:
    entry = choose(text, random, lambda entry: entry.last in ("asks", "last resort", "supervisor", "kept for")
                   and is_scalar(entry))  # fmt: skip
    return written(text, entry, misspelt(value_of(text, entry))) if entry else None


def role_missing(text: str, random: Random) -> str | None:
    """A role that two places name at least."""
    roles = [entry for entry in entries(text) if len(entry.path) == 2 and entry.path[0] == "roles"]
    roles = [entry for entry in roles if len(re.findall(rf"[:,\[] *{entry.last}\b", text)) > 2
             and not re.search(r"&\w", value_of(text, entry))]  # fmt: skip
    return deleted(text, random.choice(roles)) if roles else None


def role_written_large(text: str, random: Random) -> str | None:
    role = choose(text, random, lambda entry: len(entry.path) == 2 and entry.path[0] == "roles")
    return renamed(text, role, role.last.title()) if role else None


def way_to_nowhere(text: str, random: Random) -> str | None:
    return value(is_way, "panel_of_elders")(text, random)


def way_misspelt(text: str, random: Random) -> str | None:
    return value(is_way, lambda stage: stage + "s")(text, random)


def ring(text: str, random: Random) -> str | None:
    """The last stage leads back to the first."""
    track, stages = random.choice([*stages_of(text).items()][:1])
    last, way = ("tracks", track, "stages", stages[-1]), f"{{not satisfied: {stages[0]}}}"
    if any(entry.path == (*last, "next") for entry in entries(text)):
        return written(text, entry_at(text, (*last, "next")), way)
    return added(text, last, f"next: {way}")


def silence_in_a_ring(text: str, random: Random) -> str | None:
    entry = choose(text, random, lambda e: len(e.path) == 6 and e.path[4:] == ("next", "silent") and is_scalar(e))
    return written(text, entry, entry.path[3]) if entry else None


def stage_nobody_reaches(text: str, random: Random) -> str:
    track = random.choice([*stages_of(text)])
    stage = "{title: Panel, formality: formal, asks: iro, clocks: {answer: {within: 5 working days}}}"
    where = entry_at(text, ("tracks", track, "stages"))
    return added(text, where.path, f"panel: {stage}")


def no_start(text: str, random: Random) -> str | None:
    """Every way to start has a condition."""
    starts = [e for e in entries(text) if e.path[2:3] == ("starts at",) and len(e.path) == 4]
    bare = [e for e in starts if "when" not in value_of(text, e)]
    entry = random.choice(bare)
    return added(text, entry.path, "when: {immediate risk: true}")


def start_that_hides_another(text: str, random: Random) -> str | None:
    starts = [e for e in entries(text) if e.path[2:3] == ("starts at",) and len(e.path) == 4]
    entry = random.choice([e for e in starts if "when" not in value_of(text, e)])
    stage = value_of(text, entry_at(text, (*entry.path, "stage")))
    return written(added_after(text, entry, f"{{stage: {stage}}}"), entry, f"{{stage: {stage}, note: usually}}")


def same_limit_twice(text: str, random: Random) -> str | None:
    ids = [
        e for e in entries(text) if e.last == "id" and len(e.path) > 2 and e.path[-3] in ("overall limits", "fields")
    ]
    two = [(a, b) for a in ids for b in ids if a.path[:-2] == b.path[:-2] and a.path < b.path]
    if not two:
        return None
    first, second = random.choice(two)
    return written(text, second, value_of(text, first))


def comma_without_quotes(text: str, random: Random) -> str | None:
    fits = lambda e: e.last == "title" and e.in_brackets and value_of(text, e)[0] != '"'  # noqa: E731
    return value(fits, lambda title: f"{title}, and more")(text, random)


def same_title_twice(text: str, random: Random) -> str | None:
    titles = [e for e in entries(text) if e.last == "title" and len(e.path) == 3 and e.path[0] == "roles"]
    first, second = sorted(random.sample(titles, 2), key=lambda entry: entry.line)
    title = value_of(text, first)
    return written(text, second, title if title.startswith('"') else f'"{title}"')


def assumed_and_gone(text: str, random: Random) -> str | None:
    """A word under `assumed` for a key that is not there."""
    marks = [e for e in entries(text) if e.last == "assumed" and is_set(e) and is_plain(text, e)]
    return added(text, random.choice(marks).path, "weather: the text does not say") if marks else None


def bare_list_of_those_asked(text: str, random: Random) -> str | None:
    return value(lambda e: e.last == "asks" and is_stage_key(e) and is_scalar(e), lambda role: f"[{role}, iro]")(
        text, random
    )


def is_stage_key(entry: Entry) -> bool:
    return len(entry.path) == 5 and entry.path[2] == "stages"


def is_clock(entry: Entry) -> bool:
    return is_set(entry) and any(key.value == "within" for key, _ in entry.value.value) and "clocks" in entry.path


def silent_word(entry: Entry) -> bool:
    return entry.last == "if silent" and "clocks" in entry.path


def unless_said_without_silence(text: str, random: Random) -> str:
    return f"{text}unless said: {{reminders: [on the day]}}\n"


def clock_moves_up_to_nowhere(text: str, random: Random) -> str | None:
    """Only where the stage has no `silent`: the last ones."""
    lasts = [("tracks", track, "stages", stages[-1]) for track, stages in stages_of(text).items()]
    return value(lambda e: silent_word(e) and e.path[:4] in lasts, "move up")(text, random)


def nothing_owed(text: str, random: Random) -> str | None:
    return gone(lambda e: is_stage_key(e) and e.last == "clocks")(text, random)


def nobody_asked(text: str, random: Random) -> str | None:
    return gone(lambda e: is_stage_key(e) and e.last == "asks")(text, random)


def not_a_meeting(text: str, random: Random) -> str | None:
    entry = choose(text, random, lambda e: is_stage_key(e) and e.last == "asks" and is_scalar(e))
    return added(text, entry.path[:-1], "kind: meeting") if entry else None


def extends_itself(text: str, random: Random) -> str:
    own = value_of(text, entry_at(text, ("id",)))
    return written(text, entry_at(text, ("extends",)), own)


def first_item(listed: str) -> str:
    """What stands first in a list, without the list."""
    return re.split(r"[,\]\n]", listed.lstrip("[- \n"))[0].strip()


TITLES = within("roles", "tracks", "categories", "forms", keys=("title",))
LISTS = keyed("raised by", "tells", "copies", "covers", "columns", "children", "sources", "gaps")
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
