"""A reply to a card that was mailed: one of its buttons, its lines filled in, or an answer in one's own words."""

from __future__ import annotations

from dataclasses import replace

from cards.answers import CHECKED_FIRST
from cards.by_mail.answered import Pressed, filled_with, pressed_by
from cards.by_mail.shown import Asks as Takes
from cards.by_mail.shown import Shown
from cards.replies.reading import Asks
from cards.step_titles import TITLES
from cards.verbs import Verb
from cards.wording import full_date, listed
from escalation.permissions import Step
from storage.mailed import MailedCard

from ...doors import About
from ...talk.faces import NotTaken
from ..arriving.setting_aside import set_aside
from ..sending.cards import shown_in
from .commanding import UNCLEAR, Commanding
from .turn import Turn

NOT_YET = (
    "Nothing is done yet. What you wrote stands in the form below: “{sends}” as the first line of a reply sends it. If "
    "it was not meant for this form, nothing more is needed."
)
SENT_AT_ONCE = frozenset({Step.ANSWER, *CHECKED_FIRST, Verb.RAISE, Verb.PRAISE, Verb.FILE_MAIL})
"""Forms that words without a name may send: an answer is what somebody writes, and the others are checked first."""


class Pressing:
    def __init__(self, turn: Turn, mailed: MailedCard) -> None:
        self._turn = turn
        self._mailed = mailed
        self._shown = shown_in(mailed)

    def taken(self) -> bool:
        turn, commanding = self._turn, Commanding(self._turn)
        pressed = pressed_by(self._shown, turn.written, turn.day)
        if pressed is None and commanding.taken_outright(self._mailed.ref):
            return True
        in_own_words = pressed is None
        pressed = pressed or self._in_own_words()
        if pressed is not None and in_own_words and not _is_sent_at_once(self._shown, pressed):
            self._fill_in(pressed)
        elif pressed is not None:
            self._press(pressed)
        elif not commanding.taken_of_a_case(self._mailed.ref):
            self._say_how()
        return True

    def _say_how(self) -> None:
        """A form, or what waits to be sent, comes once more. Words about a case are kept for a person."""
        turn, why = self._turn, UNCLEAR + how_to_answer(self._shown)
        if self._shown.sends is not None or any(press.verb == Verb.SEND_DRAFT for press in self._shown.presses):
            turn.answering.show_again(self._mailed, why)
        else:
            set_aside(turn.desk, turn.mail, turn.person, self._mailed.ref, why)

    def _press(self, pressed: Pressed) -> None:
        turn, mailed = self._turn, self._mailed
        about = About(mailed.ref, None) if mailed.is_case and mailed.ref is not None else None
        try:
            answer = turn.conversation.press(turn.person, pressed.press.verb, pressed.data, about)
        except NotTaken as refusal:
            turn.answering.show_again(mailed, str(refusal))
            return
        if pressed.press.verb == Verb.OPEN_FORM or pressed.left.strip():
            answer = turn.gone_on(answer, pressed.left)
        turn.answering.answer(answer)

    def _fill_in(self, pressed: Pressed) -> None:
        """The form once more with the words in it: "Sorry, wrong case" must not close one."""
        turn, verb = self._turn, pressed.press.verb
        try:
            filled_in = turn.conversation.again(turn.person, verb, pressed.data)
        except NotTaken as refusal:
            turn.answering.show_again(self._mailed, str(refusal))
            return
        turn.answering.answer(replace(filled_in, toast=filled_in.toast or NOT_YET.format(sends=pressed.press.title)))

    def _in_own_words(self) -> Pressed | None:
        """A form with one thing to say; or a case on which this person is asked for an answer."""
        turn, reply = self._turn, self._turn.reply
        if self._shown.sends is not None:
            return filled_with(self._shown, reply.text, turn.day)
        match reply.asks:
            case Asks.ANSWER:
                return self._opening(Step.ANSWER, reply.text)
            case Asks.MORE_TIME if reply.until is not None:
                return self._opening(Step.ASK_FURTHER_TIME, f"{full_date(reply.until)} {reply.reason}")
            case Asks.PASS_ON:
                return self._opening(Step.PASS_ON, reply.to)
            case _:
                return None

    def _opening(self, step: Step, words: str) -> Pressed | None:
        presses = {press.title: press for press in self._shown.presses}
        if not self._mailed.is_case or TITLES[Step.ANSWER] not in presses or TITLES[step] not in presses:
            return None
        press = presses[TITLES[step]]
        return Pressed(press, dict(press.data), words)


def how_to_answer(shown: Shown) -> str:
    titles = listed((f"“{press.title}”" for press in shown.presses), "or")
    return f"Reply with {titles} as the first line." if titles else "Write “help” to see what can be."


def _is_sent_at_once(shown: Shown, pressed: Pressed) -> bool:
    """Also where the one day that a form asks for was written: nobody does that by mistake."""
    if pressed.press is not shown.sends or pressed.press.verb in SENT_AT_ONCE:
        return True
    days = [box for box in shown.boxes if box.asks is Takes.DATE and box.required and not box.value]
    return len(days) == 1 and bool(pressed.data.get(days[0].id))
