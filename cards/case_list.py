"""A list of cases with what waits in each: my cases, the morning digest, what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, CardElement, Container, RichTextBlock, TextRun

from escalation.case import CaseRef

from .buttons import arranged, button
from .card_json import Card, finished
from .parts import band, run, text_line
from .telling import Tone
from .verbs import Verb
from .wording import counted

CASES_IN_A_CARD = 15


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: what waits ("Your answer is asked for"), when ("by Wednesday 8 April, 3 working days left")."""

    ref: CaseRef
    title: str
    when: str = ""
    line: str = ""
    tone: Tone = Tone.CALM


def case_list_card(title: str, rows: Sequence[CaseRow], nothing: str, after: str = "") -> Card:
    """`nothing` is said where there are no rows; `after` asks for the next ones, where the caller has more."""
    shown = rows[:CASES_IN_A_CARD]
    body: list[CardElement] = [band("", title, "" if rows else nothing, Tone.CALM, None)]
    for row in shown:
        body.append(_row(row))
    left_out = len(rows) - len(shown)
    if left_out:
        body.append(text_line(f"{counted(left_out, 'more case')} not shown here.", "quiet"))
    actions: list[Action] = [button("Show more", Verb.SHOW_CASES, {"after": after})] if after else []
    return finished(
        body, arranged(actions), f"{title}. {counted(len(rows), 'case')}." if rows else f"{title}. {nothing}"
    )


def _row(row: CaseRow) -> Container:
    """The reference opens the case; what has passed its date is said in words and marked."""
    opening = button("Open", Verb.SHOW_CASE, {"case": row.ref})
    opening.tooltip = f"Open {row.ref}"
    link = RichTextBlock(inlines=[TextRun(text=row.ref, weight="Bolder", select_action=opening)])
    items: list[CardElement] = [link, text_line(row.title, spacing="None")]
    if row.when:
        items.append(_when(row))
    if row.line:
        items.append(text_line(row.line, "quiet", spacing="None"))
    return Container(items=items, separator=True, spacing="Medium")


def _when(row: CaseRow) -> RichTextBlock:
    shown = run(row.when, "strong" if row.tone is not Tone.CALM else "plain")
    if row.tone in (Tone.WARNING, Tone.ATTENTION):
        shown.color = "Attention"
    return RichTextBlock(inlines=[shown], spacing="None")
