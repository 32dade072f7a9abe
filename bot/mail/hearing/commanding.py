"""The first line of a mail, or the subject of a new one, as a command that could be typed in a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cards.by_mail.first_lines import BEHIND, WORDS
from cards.by_mail.labelled import names_a_field
from cards.replies.signatures import is_greeting
from escalation.case import CaseRef
from escalation.permissions import Step

from ...commands.kinds import Command, LogQuery, Misunderstood, Raise, ShowCase, TakeStep, Undo, WrongPerson
from ...commands.reading import OF_A_CASE, is_said_outright, read_command
from ...talk.faces import Face, NotTaken
from ...talk.faces import Reply as Answer
from ...talk.hearing import OPENS
from ..arriving.setting_aside import set_aside
from .forwarding import forwarded_words, is_forwarded, may_raise
from .turn import Turn

UNCLEAR = "It was not clear what is meant. "
NEAREST = "Did you mean “{nearest}”? Write it as the first line, or “help” to see what can be written."
HELP = "Write what you want to do as the first line; “help” as the first line shows what can be written."
BESIDE_AN_ANSWER = re.compile(r"(?:log|my|help|case|raise|praise|open the case)\b|[A-Z]{2,6}-\d", re.IGNORECASE)
"""With these a line begins that is no answer to anything."""
OFFERED = frozenset(WORDS[step].casefold() for step in BEHIND if step not in (Step.ANSWER, Step.ASK_FURTHER_TIME))
"""An answer is one by itself, and more time is asked for with its day."""
_RE = re.compile(r"\A(?:\s*(?:re|aw|antw)\s*:)+\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that may be a command, and what was written below it."""

    line: str
    below: str = ""

    @property
    def is_outright(self) -> bool:
        """The words of a command; what is written behind a colon is what it is to say."""
        return is_said_outright(self.line)

    @property
    def is_alone(self) -> bool:
        return self.is_outright and not self.line.partition(":")[2].strip()

    @property
    def is_as_offered(self) -> bool:
        """As our mails give it, with what it says behind a colon."""
        return self.line.partition(":")[0].strip().casefold() in OFFERED


class Commanding:
    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def taken(self) -> bool:
        """What is not understood is kept for a person, with the nearest command. What names a case has ways of its own,
        and so has a mail that was forwarded, or answers nobody knows what."""
        turn = self._turn
        is_new = not turn.mail.answers and not turn.answered
        if is_forwarded(turn.mail) or not (is_new or turn.answered):
            return self._raised_from_forwarded() or self.taken_outright(turn.ref)
        for typed in self._typed(is_new):
            command = self._read(typed, turn.ref)
            if not isinstance(command, Misunderstood) and (is_new or _is_meant(command, typed)):
                self._do(typed, command, turn.ref)
                return True
        nearest = self._nearest(is_new)
        if turn.answered and nearest is None:
            return False
        why = UNCLEAR + (NEAREST.format(nearest=nearest) if nearest is not None else HELP)
        set_aside(turn.desk, turn.mail, turn.person, turn.ref, why, turn.answered)
        return True

    def taken_beside_an_answer(self) -> bool:
        """Where an answer is asked for, only what cannot be one."""
        for typed in self._typed(is_new=False):
            if not (typed.is_alone or typed.is_as_offered):
                continue
            command = self._read(typed, self._turn.ref)
            if not isinstance(command, Misunderstood) and self._is_no_answer(typed, command):
                self._do(typed, command, self._turn.ref)
                return True
        return False

    def taken_outright(self, ref: CaseRef | None) -> bool:
        """Only where the first line is nothing but a command."""
        for typed in self._typed(is_new=False):
            command = self._read(typed, ref) if typed.is_outright else None
            if command is not None and not isinstance(command, Misunderstood):
                self._do(typed, command, ref)
                return True
        return False

    def _raised_from_forwarded(self) -> bool:
        """What was written already fills in the form for a concern, unless the first line says something else."""
        turn, words = self._turn, forwarded_words(self._turn.mail)
        if not words or turn.answered or not may_raise(turn.desk, turn.person):
            return False
        said = (self._read(typed, None) for typed in self._typed(is_new=False) if typed.is_outright)
        if not isinstance(next((one for one in said if not isinstance(one, Misunderstood)), Raise()), Raise):
            return False
        turn.answering.answer(Answer((turn.conversation.raise_about(turn.person, words),)))
        return True

    def taken_of_a_case(self, ref: CaseRef | None) -> bool:
        """As far as it is a command about a case, said with more words."""
        for typed in self._typed(is_new=False):
            command = self._read(typed, ref)
            if isinstance(command, OF_A_CASE) and _is_meant(command, typed):
                self._do(typed, command, ref)
                return True
        return False

    def _typed(self, is_new: bool) -> Iterator[Typed]:
        """The line to try first comes first. What fills in a field of a form is no command, however it begins."""
        first, subject = _first_line(self._turn.reply.text), self._subject(is_new)
        if subject is not None and self._says_it_all(subject):
            yield subject
            subject = None
        if first is not None and not names_a_field(first.line):
            yield first
        if subject is not None:
            yield subject

    def _subject(self, is_new: bool) -> Typed | None:
        subject = _RE.sub("", self._turn.mail.subject).strip()
        return Typed(subject, self._turn.reply.text.strip()) if is_new and subject else None

    def _says_it_all(self, subject: Typed) -> bool:
        """A command by itself. One that only names a case says what the first line is about."""
        return subject.is_alone and not isinstance(self._read(subject, None), (ShowCase, Misunderstood))

    def _read(self, typed: Typed, ref: CaseRef | None) -> Command | Misunderstood:
        return read_command(typed.line, self._turn.desk.today(), ref)

    def _do(self, typed: Typed, command: Command, ref: CaseRef | None) -> None:
        turn = self._turn
        if isinstance(command, Raise):
            answer = self._raise("\n".join(part for part in (command.about, typed.below) if part))
        elif isinstance(command, OF_A_CASE) and not isinstance(command, WrongPerson) and typed.is_outright:
            head, _, behind = typed.line.partition(":")
            left = "\n".join(part for part in (behind.strip(), typed.below) if part)
            answer = turn.gone_on(turn.conversation.hear(turn.person, head, ref), left)
        else:
            answer = turn.conversation.hear(turn.person, typed.line, ref)
        turn.answering.answer(answer)

    def _raise(self, about: str) -> Answer:
        """The form: what was written below is what is wrong, unless it names lines of the form."""
        turn = self._turn
        empty = turn.conversation.hear(turn.person, "raise")
        if not about.strip():
            return empty
        if turn.names_lines(empty, about):
            return turn.gone_on(empty, about)
        try:
            return Answer((turn.conversation.raise_about(turn.person, about),))
        except NotTaken as refusal:
            return Answer((Face(str(refusal)),))

    def _is_no_answer(self, typed: Typed, command: Command) -> bool:
        step = _step_of(command)
        if step is not None:
            return step in self._turn.steps_open(_ref_of(command) or self._turn.ref)
        return BESIDE_AN_ANSWER.match(typed.line) is not None and (not typed.below or isinstance(command, Raise))

    def _nearest(self, is_new: bool) -> str | None:
        found = (self._read(typed, self._turn.ref) for typed in self._typed(is_new))
        return next((one.nearest for one in found if isinstance(one, Misunderstood) and one.nearest), None)


def _first_line(text: str) -> Typed | None:
    """The first one that is no greeting, and what stands below it."""
    lines = text.strip("\n").split("\n")
    at = next((n for n, line in enumerate(lines) if line.strip() and not is_greeting(line)), None)
    if at is not None:
        return Typed(lines[at].strip(), "\n".join(lines[at + 1 :]).strip())
    return Typed(text.strip()) if text.strip() else None


def _is_meant(command: Command | Misunderstood, typed: Typed) -> bool:
    """In a reply, a sentence that happens to begin with "all" or "cancel" is no command."""
    if isinstance(command, Undo) or (isinstance(command, LogQuery) and command.texts):
        return typed.is_outright
    return not isinstance(command, Misunderstood)


def is_a_command(subject: str, today: date) -> bool:
    """The whole subject, which a machine would not write: it adds a colon and what it answers, or names no day."""
    return ":" not in subject and not isinstance(read_command(subject.strip(), today, None), Misunderstood)


def _ref_of(command: Command) -> CaseRef | None:
    return command.ref if isinstance(command, OF_A_CASE) else None


def _step_of(command: Command) -> Step | None:
    if not isinstance(command, OF_A_CASE):
        return None
    return command.step if isinstance(command, TakeStep) else OPENS.get(type(command), Step.MOVE_UP)
