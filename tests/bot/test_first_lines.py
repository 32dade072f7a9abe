"""What a mail offers to be written as the first line is understood, and means that very step."""

from datetime import date

import pytest

from bot.commands.kinds import ShowCase, TakeStep
from bot.commands.reading import OF_A_CASE, is_said_outright, read_command
from bot.talk.hearing import OPENS
from cards.by_mail.first_lines import WORDS, first_lines
from cards.step_titles import TITLES
from escalation.case import CaseRef
from escalation.permissions import Step

TODAY, REF = date(2026, 3, 2), CaseRef("LUT-26-0001")


@pytest.mark.parametrize("step", Step)
def test_the_first_line_of_each_step_stands_for_that_step(step: Step) -> None:
    words = WORDS[step]
    for line in (words, words.upper(), f"{words}.", f"{words}: because it matters"):
        assert is_said_outright(line), line
    command = read_command(words, TODAY, REF)
    assert _step_of(command) is step and getattr(command, "ref", None) == REF
    [offered] = first_lines([step])
    assert offered.partition(":")[0] == words


@pytest.mark.parametrize("step", Step)
def test_what_stands_on_a_button_is_never_taken_for_another_step(step: Step) -> None:
    meant = _step_of(read_command(TITLES[step], TODAY, REF))
    assert meant in (step, None) or (step is Step.CLOSE and meant is Step.SATISFIED)


@pytest.mark.parametrize(
    "line", ["All of this is settled now", "Agreed by everybody on Monday", "Cancel the visit please", "Hello"]
)
def test_a_sentence_is_no_command_outright(line: str) -> None:
    assert not is_said_outright(line)


def _step_of(command: object) -> Step | None:
    if isinstance(command, ShowCase):
        return Step.READ
    if not isinstance(command, OF_A_CASE):
        return None
    return command.step if isinstance(command, TakeStep) else OPENS.get(type(command), Step.MOVE_UP)
