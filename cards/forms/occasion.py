"""The form for a review or a conference, and the card with which a draft lands that follows from one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from escalation.case import Occasion, OccasionKind
from escalation.procedure import Procedure
from escalation.steps.must_raise import Wanted

from ..buttons import arranged, button
from ..card_json import Card, finished
from ..parts import band, paragraphs
from ..scene import in_text
from ..telling import Tone
from ..verbs import Verb
from ..wording import full_date
from .concern_fields import child_field
from .fields import Typed, fault_summary, inputs
from .occasion_fields import called, occasion_rows

TITLE = "A review or conference"
WHY = "Times that count from it, or back from it, follow its day. If it has been moved, say which day it was to be."


def occasion_form(
    procedure: Procedure, token: str, typed: Typed, kind: OccasionKind | None, known: Iterable[Occasion], today: date
) -> Card:
    """Sends the verb "review or conference". `known` are the child's, where the child is known already."""
    rows = [child_field(procedure), *occasion_rows(kind, known, today)]
    body = [
        band(procedure.title, TITLE, "", Tone.CALM, None),
        *fault_summary(typed.faults),
        *paragraphs([WHY], "quiet"),
        *inputs(rows, typed),
    ]
    actions = [button("Record it", Verb.OCCASION, {"token": token}, inputs="auto")]
    return finished(body, arranged(actions), TITLE)


def draft_words(initials: str, occasion: Occasion, procedure: Procedure, wanted: Wanted) -> str:
    """Title and text, as the mail has them."""
    stage = procedure.stage(wanted.track, wanted.at)
    track = procedure.tracks[wanted.track].title
    return (
        f"A draft is waiting for you: {procedure.words.raise_it}\n"
        f"The {called(occasion)} for {initials} is on {full_date(occasion.on)}. Under “{track}” the procedure asks for "
        f"a concern to be raised then, at {in_text(stage)}. Open the draft, "
        "complete it, see who gets what, and send it once the day has come. Nothing is sent by itself."
    )


def draft_reason(occasion: Occasion) -> str:
    """Why it starts at that stage, for the form."""
    return f"The procedure asks for it after the {called(occasion)}."


def draft_card(words: str, token: str) -> Card:
    """The same words with the way to the draft."""
    title, _, text = words.partition("\n")
    body = [band("", title, "", Tone.CALM, None), *paragraphs([text])]
    return finished(body, arranged([button("Open the draft", Verb.CHANGE_DRAFT, {"token": token})]), title)
