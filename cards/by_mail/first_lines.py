"""With which first line of a reply each step is taken, for mails about a case. `bot/commands` understands each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from escalation.permissions import Step

from ..step_titles import TITLES

WORDS: Mapping[Step, str] = {
    **TITLES,
    Step.ASK_FURTHER_TIME: "More time",
    Step.PASS_ON: "Pass on",
    Step.AGREE_FURTHER_TIME: "Agree to more time",
    Step.REFUSE_FURTHER_TIME: "Refuse more time",
    Step.CLOSE: "Withdraw",
    Step.DATE_OCCASION: "Review date",
}
"""What stands on the button, unless that means something else where it is typed."""
BEHIND: Mapping[Step, str] = {
    Step.ANSWER: "your answer",
    Step.ASK_FURTHER_TIME: "until which day, and the reason",
    Step.PASS_ON: "the name of a colleague",
    Step.FOREWARN: "what stands in the way",
    Step.CORRECT_ANSWER: "your answer as it should read",
    Step.AGREE_A_PLAN: "how it will be settled",
    Step.CONTEST: "why",
    Step.SATISFIED: "what has changed for the child",
    Step.NOT_SATISFIED: "the reason",
    Step.DECLINE_TO_OPEN: "why",
    Step.REFUSE_FURTHER_TIME: "the reason",
    Step.SET_DATE: "the day",
    Step.REFER_TO_CAFCASS: "the reason",
    Step.REOPEN: "why",
}
"""What is written behind a colon, so that no form has to be filled in."""


def first_lines(steps: Iterable[Step]) -> Iterator[str]:
    """As they stand in a mail, in the order of the steps."""
    for step in steps:
        yield f"{WORDS[step]}: {BEHIND[step]}" if step in BEHIND else WORDS[step]
