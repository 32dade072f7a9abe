"""A message as an Adaptive Card: the band, the words, the facts, what can be done next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from microsoft_teams.cards import Action, CardElement, ExecuteAction, RichTextBlock, TextRun

from escalation.case import CaseRef, TrackId
from escalation.permissions import Step
from escalation.ways import tracks_that_take_up

from .as_typed import EXCERPT, EXCERPT_LINES
from .buttons import PRIMARY_BUTTONS, arranged, button
from .card_json import CARD_BYTES, JSON, Card, finished, size_of
from .check_card import who_gets_what
from .forms.step import open_button, payload, step_button
from .parts import band, facts_block, meter_words, paragraphs, run, section_block, text_line, unfolding
from .preview import Preview
from .step_titles import TITLES
from .telling import HistoryLine, Message, Telling, Tone, named_once
from .verbs import Verb
from .wording import counted, short_date


@dataclass(frozen=True, slots=True)
class Room:
    """How much of people's words a card shows: characters and typed lines of each text, texts, lines of history."""

    characters: int
    typed_lines: int
    texts: int
    lines: int


ROOMS = (
    Room(EXCERPT, EXCERPT_LINES, 30, 30),
    Room(EXCERPT // 2, EXCERPT_LINES // 2, 30, 30),
    Room(EXCERPT // 4, EXCERPT_LINES // 4, 30, 15),
    Room(EXCERPT // 10, EXCERPT_LINES // 10, 15, 8),
    Room(EXCERPT // 10, EXCERPT_LINES // 10, 8, 4),
    Room(EXCERPT // 15, 1, 4, 2),
)
LAST_RESORT = Room(EXCERPT // 15, 1, 1, 1)
"""A card with many people's words would be too heavy: it shows less, and says so."""
HISTORY = "history"
MORE = "more_steps"


def card_of(message: Message, telling: Telling, token: str, move: Preview | None = None) -> Card:
    """`token` is used once: a second press of any button of this card has no effect.

    With `move`, the card shows who gets what if the case moves up now, so that "Move up" is one press.
    """
    for room in ROOMS:
        drawn = _drawn(message, telling, token, move, room)
        if size_of(drawn) <= CARD_BYTES:
            return drawn
    return _drawn(message, telling, token, None, LAST_RESORT)


def _drawn(message: Message, telling: Telling, token: str, move: Preview | None, room: Room) -> Card:
    data = payload(telling, token)
    today = telling.situation.today
    reading = {**data, **_meant(telling)}
    body: list[CardElement] = [
        band(message.band, message.title, message.line, message.tone, message.meter),
        *paragraphs([message.lead]),
    ]
    for place, section in enumerate(named_once(message.sections[: room.texts])):
        body += section_block(section, reading, room.characters, place, room.typed_lines)
    body += paragraphs([_left_out(len(message.sections) - room.texts)], "quiet")
    body += facts_block(message.facts, room.characters, room.typed_lines)
    body += _history(message.history[-room.lines :], today)
    body += who_gets_what(move, "If it moves up now, this is who gets what") if move is not None else []
    body += paragraphs([message.if_nothing], "quiet")
    steps = _with_reading(message, telling)
    lead = _taking_up("Go on", tracks_that_take_up(telling.case, telling.situation.procedure), telling)
    in_sight = max(PRIMARY_BUTTONS - len(lead), 0)
    body += _more_steps(steps[in_sight:], telling, token)
    actions = arranged([*lead, *(step_button(step, telling, token) for step in steps[:in_sight])])
    if move is not None:
        actions = [_one_press(action, telling, token) for action in actions]
    return finished(body, actions, message.speak or spoken(message))


def _one_press(action: Action, telling: Telling, token: str) -> Action:
    if not isinstance(action, ExecuteAction) or action.verb != Step.MOVE_UP.value:
        return action
    at_once = button(TITLES[Step.MOVE_UP], Verb.MOVE_UP_NOW, payload(telling, token), action.style)
    at_once.mode = action.mode
    return at_once


def spoken(message: Message) -> str:
    """What a screen reader says first."""
    meter = ", ".join(meter_words(message.meter)) if message.meter is not None else ""
    return ". ".join(part.rstrip(".") for part in (message.title, message.line, message.lead, meter) if part)


def _meant(telling: Telling) -> Mapping[str, JSON]:
    """Which message "Read all" speaks of, so that the same words can be found again."""
    notice = telling.notice
    if notice is None:
        return {}
    about = {"notice_visit": notice.visit, "duty": notice.duty, "about": notice.about, "role": notice.role}
    set_ones = {key: value for key, value in about.items() if value is not None}
    return {"meaning": notice.meaning.value, "capacity": notice.capacity.value, **set_ones}


def _taking_up(words: str, tracks: Iterable[TrackId], telling: Telling) -> list[ExecuteAction]:
    """Where the case goes on, or may open another beside it, the raiser has the form for that in one press."""
    case, titles = telling.case, telling.situation.procedure.tracks
    if telling.to != case.raiser or not case.is_open or Step.UNDO in telling.steps:
        return []
    return [
        button(f"{words} under “{titles[track].title}”", Verb.TAKE_UP, {"case": case.ref, "track": track})
        for track in tracks
    ]


def _beside(telling: Telling) -> list[ExecuteAction]:
    procedure = telling.situation.procedure
    leads = tracks_that_take_up(telling.case, procedure)
    others = (track for track in procedure.tracks[telling.case.track].may_open if track not in leads)
    return _taking_up("Also raise", others, telling) if telling.notice is None else []


def _more_steps(steps: Sequence[Step], telling: Telling, token: str) -> list[CardElement]:
    """Everything beside the likeliest, in one place: a list of links that unfolds, and nothing under three dots."""
    more = [*(open_button(step, telling, token) for step in steps), *_beside(telling)]
    links = [RichTextBlock(inlines=[_link(action)], spacing="Small") for action in more]
    return unfolding(MORE, f"More steps ({len(more)})", [*links]) if more else []


def _link(action: ExecuteAction) -> TextRun:
    return TextRun(text=action.title or "", select_action=action)


def _with_reading(message: Message, telling: Telling) -> tuple[Step, ...]:
    """A message about a case leads to the case; the case card is already there."""
    if telling.notice is None:
        return tuple(step for step in message.steps if step is not Step.READ)
    missing = Step.READ in telling.steps and Step.READ not in message.steps
    return (*message.steps, Step.READ) if missing else message.steps


def _history(lines: Sequence[HistoryLine], today: date) -> list[CardElement]:
    told: list[CardElement] = [
        RichTextBlock(inlines=[run(f"{short_date(line.on, today)}  ", "strong"), run(line.what)], spacing="Small")
        for line in lines
    ]
    return unfolding(HISTORY, "What has happened so far", told) if told else []


def _left_out(texts: int) -> str:
    return f"{counted(texts, 'earlier text')} not shown here: the record has it all." if texts > 0 else ""


def plain_card(title: str, text: str, tone: Tone = Tone.CALM) -> Card:
    """A title and a few sentences, one on each line."""
    return finished([band("", title, "", tone, None), *paragraphs(text.split("\n"))], [], f"{title}. {text}")


def quiet_card(title: str, text: str, ref: CaseRef | None) -> Card:
    """What is left of a card that somebody has acted on: a record of what they did, and the way to the case."""
    body: list[CardElement] = [text_line(title, "strong"), *paragraphs(text.split("\n"), "quiet")]
    actions: list[Action] = [button("Open the case", Verb.SHOW_CASE, {"case": ref})] if ref is not None else []
    return finished(body, actions, f"{title}. {text}")
