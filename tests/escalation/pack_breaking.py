"""How a sound pack is broken in one place: each way takes its text and a seed, and gives the text of the mutant."""

from __future__ import annotations

import re
from collections.abc import Callable
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


def owes_an_answer(entry: Entry) -> bool:
    """Its stage is none of those that only tell."""
    return not any(key.value == "kind" and value.value == "notify" for key, value in entry.parent.value)


def nothing_owed(text: str, random: Random) -> str | None:
    return gone(lambda e: is_stage_key(e) and e.last == "clocks" and owes_an_answer(e))(text, random)


def nobody_asked(text: str, random: Random) -> str | None:
    return gone(lambda e: is_stage_key(e) and e.last == "asks" and owes_an_answer(e))(text, random)


def not_a_meeting(text: str, random: Random) -> str | None:
    kinds = {e.path[:-1] for e in entries(text) if e.last == "kind"}
    asks = (is_stage_key, keyed("asks"), is_scalar, lambda e: e.path[:-1] not in kinds)
    entry = choose(text, random, lambda e: all(fits(e) for fits in asks))
    return added(text, entry.path[:-1], "kind: meeting") if entry else None


def a_role(text: str, random: Random) -> str:
    return random.choice([entry.last for entry in entries(text) if len(entry.path) == 2 and entry.path[0] == "roles"])


def meeting_that_asks_others(text: str, random: Random) -> str | None:
    """Beside the chair, others are named who would not be asked."""
    meeting = choose(text, random, lambda e: is_stage_key(e) and e.last == "meeting")
    return added(text, meeting.path[:-1], f"asks: {a_role(text, random)}") if meeting else None


def meeting_in_place_of_an_answer(text: str, random: Random) -> str | None:
    """A stage that is turned into a meeting by adding it, with nothing taken out."""
    asked = choose(text, random, lambda e: is_stage_key(e) and e.last == "asks" and owes_an_answer(e))
    meeting = f"meeting: {{chair: {{one of: [{a_role(text, random)}]}}}}"
    return added(text, asked.path[:-1], meeting) if asked else None


def extends_itself(text: str, random: Random) -> str:
    own = value_of(text, entry_at(text, ("id",)))
    return written(text, entry_at(text, ("extends",)), own)
