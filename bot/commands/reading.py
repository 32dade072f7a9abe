"""What people type, as commands: forgiving of how it is written, and never a guess at what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from escalation.case import CaseRef

from ..spoken_dates import DateCannotBe, shortened
from .dates import WRITE_IT
from .kinds import (
    Command,
    EndCover,
    Escalate,
    FurtherTime,
    Help,
    Misunderstood,
    PassTo,
    Resolve,
    RespondTo,
    SetCover,
    ShowCase,
    TakeStep,
    Undo,
    WrongPerson,
)
from .readers import Said, read_away, read_back
from .sayings import SAYINGS, Audience, Saying
from .words import Line, Unclear, find_reference, line_of

EXAMPLE_REF = CaseRef("ABC-26-0001")
LIKE_ENOUGH = 0.75
SEVERAL_WORDS_LIKE_ENOUGH = 0.85  # long phrases share letters by chance
WORDS_COMPARED = 3
_POLITE = re.compile(
    r"(?:(?:please|pls|can you|could you|would you|can i|may i|i want to|i need to|i would like to|i'd like to|let me"
    r"|hi|hello|hey|good morning|good afternoon|thanks|thank you|ok|okay|show me|show|give me|view|see|go to)"
    r"(?!\w)[\s,.!:]*)*",
    re.IGNORECASE,
)
_SOMEBODY_AWAY = re.compile(r"\s+(?:is|will be)\s+(?:away|on leave)(?!\w)", re.IGNORECASE)
_SOMEBODY_BACK = re.compile(r"\s+(?:is|will be)\s+back(?!\w)", re.IGNORECASE)
_END = re.compile(r"[\s?.!]*$")
_QUESTION_WORDS = frozenset({"what", "who", "where", "when", "why", "which", "how"})
_SILENT = " ?.!,:;-"
_YES_OR_NO = frozenset({"yes", "no", "y", "n", "confirm", "submit"})
_PRESS = "Press a button on the card above, so that it is clear what you mean"
_ASK_HELP = "Write “help” to see what you can write"
OF_A_CASE = (RespondTo, Escalate, Resolve, FurtherTime, PassTo, TakeStep, Undo, WrongPerson)


@dataclass(frozen=True, slots=True)
class HelpLine:
    command: str
    does: str
    example: str


def help_lines(audience: Audience, ref: str = EXAMPLE_REF, topic: str | None = None) -> tuple[HelpLine, ...]:
    """What such a person may write, or with a topic the commands it stands for, whoever usually writes them.

    `ref` stands in the examples where a case is named.
    """
    asked = [s for s in SAYINGS if topic and _is_about(s, topic.lower())]
    shown = asked or [saying for saying in SAYINGS if audience in saying.shown_to]
    return tuple(HelpLine(s.begins[0], s.does, s.example.format(ref=ref)) for s in shown)


def _is_about(saying: Saying, topic: str) -> bool:
    return topic in saying.begins or any(topic.startswith(f"{begin} ") for begin in saying.begins)


def read_command(text: str, today: date, about: CaseRef | None = None) -> Command | Misunderstood:
    """What was typed, as a command. Nothing is looked up: names, stages and references are as typed.

    `about` is the case that is talked of where this was typed: a command about a case need not name it.
    """
    line = line_of(text)
    ref, rest = find_reference(line)
    rest = rest.after(_POLITE).part(0)
    if _END.match(rest.plain):
        shown = ref or about
        return ShowCase(shown) if shown else Help()
    try:
        return _read_about(rest, ref, today, about) or _misunderstood(line, rest, ref, today)
    except Unclear as unclear:
        return Misunderstood(line.words, None, f"{unclear}.")
    except DateCannotBe as wrong:
        return Misunderstood(line.words, None, f"{_capital(str(wrong))}. {WRITE_IT}.")


def is_said_outright(text: str) -> bool:
    """Is it the words of a command and nothing else, or those and a colon, or a reference alone?"""
    ref, rest = find_reference(line_of(text))
    if not rest.plain.strip(_SILENT):
        return ref is not None
    found = _beginning(rest)
    if found is None:
        return False
    _, end = found
    return not rest.plain[end:].strip(_SILENT) or rest.plain[:end].rstrip().endswith(":")


def _read_about(rest: Line, ref: CaseRef | None, today: date, about: CaseRef | None) -> Command | None:
    """What names no case keeps its own meaning ("raise", "my cases"), unless without one it has none ("case")."""
    if ref is not None or about is None:
        return _read(rest, ref, today)
    try:
        command = _read(rest, None, today)
    except Unclear:
        return _read(rest, about, today)
    return replace(command, ref=about) if isinstance(command, OF_A_CASE) else command


def _read(rest: Line, ref: CaseRef | None, today: date) -> Command | None:
    if found := _beginning(rest):
        saying, end = found
        behind = rest.part(end)
        said = behind if behind.plain.strip(_SILENT) else behind.part(0, 0)
        return saying.read(Said(ref, said, rest, today))
    return _somebody_away(rest, today)


def _beginning(rest: Line) -> tuple[Saying, int] | None:
    """The saying with the longest beginning that stands here, and where the rest begins."""
    ends = [(end, saying) for saying in SAYINGS for begin in saying.begins if (end := _end_of(begin, rest.plain))]
    return max(((saying, end) for end, saying in ends), key=lambda found: found[1], default=None)


def _end_of(begin: str, plain: str) -> int:
    found = _PATTERNS[begin].match(plain)
    return found.end() if found else 0


def _pattern(begin: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, begin.split()))
    return re.compile(words + (r"(?!\w)[\s,.:!]*" if begin[-1].isalnum() else r"[\s,.:!]*"), re.IGNORECASE)


_PATTERNS = {begin: _pattern(begin) for saying in SAYINGS for begin in saying.begins}


def _somebody_away(rest: Line, today: date) -> Command | None:
    """ "Tom Reid is away until Friday, cover Grace Bello"; "Tom Reid is back"."""
    if (found := _SOMEBODY_BACK.search(rest.plain)) and (who := rest.part(0, found.start()).words):
        back = read_back(Said(None, rest.part(found.end()), rest, today))
        return replace(back, who=who) if isinstance(back, EndCover) and back.who is None else None
    found = _SOMEBODY_AWAY.search(rest.plain)
    if found is None or not (who := rest.part(0, found.start()).words):
        return None
    away = read_away(Said(None, rest.part(found.end()), rest, today))
    return SetCover(who, away.cover, away.since, away.until) if isinstance(away, SetCover) else away


def _misunderstood(line: Line, rest: Line, ref: CaseRef | None, today: date) -> Misunderstood:
    if rest.plain.strip(" .!?").lower() in _YES_OR_NO:
        return Misunderstood(line.words, None, f"{_PRESS}.")
    nearest = next((near for near in _slips(rest, ref) if _is_command(near, today)), None)
    if nearest:
        return Misunderstood(line.words, nearest, f"Did you mean “{shortened(nearest)}”? {_ASK_HELP}.")
    if ref:
        return Misunderstood(
            line.words,
            str(ref),
            f"Write “{ref}” to see the case, or a command before it, for example “respond {ref}”. {_ASK_HELP}.",
        )
    return Misunderstood(
        line.words, None, f"“{shortened(line.words)}” is not something that can be done here. {_ASK_HELP}."
    )


def _slips(rest: Line, ref: CaseRef | None) -> Iterator[str]:
    """The line with its first words put right, nearest first."""
    words = rest.plain.split(maxsplit=WORDS_COMPARED)[:WORDS_COMPARED]
    if words[0].lower() in _QUESTION_WORDS:
        return
    heads = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    likely = [(_likeness(head, begin), head, begin) for head in heads for begin in _PATTERNS]
    for likeness, head, begin in sorted(likely, key=lambda each: (-each[0], -len(each[1]), each[2])):
        if likeness >= (SEVERAL_WORDS_LIKE_ENOUGH if " " in head else LIKE_ENOUGH):
            rest_of_it = " ".join(rest.words.split()[len(head.split()) :])
            yield " ".join(part for part in (begin, ref, rest_of_it) if part)


def _likeness(head: str, begin: str) -> float:
    if abs(len(head) - len(begin)) > len(begin):
        return 0.0
    return SequenceMatcher(None, head.lower(), begin, autojunk=False).ratio()


def _is_command(text: str, today: date) -> bool:
    return not isinstance(read_command(text, today), Misunderstood)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
