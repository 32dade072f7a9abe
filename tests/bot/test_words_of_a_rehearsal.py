"""What a rehearsal says where a reader was misled: times that run through holidays, targets, copies, telling."""

from __future__ import annotations

from pathlib import Path

from bot.people.text import HEADER
from bot.rehearsal import rehearse_file
from tests.escalation.pack_texts import FAIR

ASKS = "        asks: {any of: [worker, lead]}\n"
PEOPLE = f"""\
{HEADER}
ines,Ines Okafor,ines@example.org,iro,,,,quentin,,,
amir,Amir Haddad,amir@example.org,worker,North,,,tom,,,
tom,Tom Reid,tom@example.org,lead,North,,,sara,,,
sara,Sara Patel,sara@example.org,head,,,,,,,
quentin,Quentin Moss,quentin@example.org,deputy,,,,,,,
bea,Bea Thornton,bea@example.org,office,,,,,,,
"""
RAISE = """\
title: A test
procedure: own.yaml
people: people.csv
starts: "2026-03-27 09:30"
steps:
  - raise: {by: ines, track: main, team: North, child: {record: "104422", initials: AB}, theme: drift,
            social worker: amir, what: No plan., why: AB waits., asked: A date.}
  - send now: {}
"""


def told(folder: Path, talk: str, steps: str = "", first: str = "        asks: lead\n") -> str:
    """The story under the small council's pack with another first stage, in one line."""
    start, end = FAIR.index("      talk:\n"), FAIR.index("      first:\n")
    above = FAIR[end:].replace("        asks: lead\n", first, 1)
    (folder / "own.yaml").write_text(FAIR[:start] + talk + above, "utf-8")
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    (folder / "scenario.yaml").write_text(RAISE + steps, "utf-8")
    lines: list[str] = []
    rehearse_file(folder / "scenario.yaml", False, lines.append)
    return " ".join("".join(lines).split())


def informal(clocks: str, title: str = "Talk", more: str = ASKS) -> str:
    return f"""\
      talk:
        title: {title}
        formality: informal
{more}        clocks: {{{clocks}}}
        next: {{not satisfied: first, silent: first}}
"""


def test_a_week_counts_every_day_so_no_holiday_is_said_not_to_count(tmp_path: Path) -> None:
    story = told(tmp_path, informal("answer: {within: 1 week}"))
    assert "due Friday 3 April, 5pm: the answer" in story
    days = told(tmp_path, informal("answer: {within: 5 working days}"))
    assert "due Tuesday 7 April, 5pm (5 working days): the answer" in days
    assert "Not counted: Good Friday, Friday 3 April" in days


def test_a_target_is_called_one(tmp_path: Path) -> None:
    story = told(tmp_path, informal("settle: {within: 2 working days, hardness: target}"))
    assert "due Tuesday 31 March, 5pm (2 working days, a target): settling the matter" in story


def test_silence_is_told_as_what_did_not_come(tmp_path: Path) -> None:
    up = "  - pass: to the next deadline\n  - move up: {}\n"
    assert "The first stage began, as it was not settled" in told(
        tmp_path, informal("settle: {within: 2 working days}"), up
    )
    assert "The first stage began, as no answer came" in told(
        tmp_path, informal("answer: {within: 2 working days}"), up
    )


def test_a_stage_without_a_short_title_is_told_by_its_number(tmp_path: Path) -> None:
    story = told(tmp_path, informal("answer: {within: 2 working days}", title="Step 0"))
    assert "Step 0 began" in story and "The step 0" not in story


def test_whoever_a_stage_only_tells_hears_what_it_is_about(tmp_path: Path) -> None:
    tells = "        kind: notify\n        tells: [lead]\n"
    story = told(tmp_path, informal("answer: {within: 2 working days}", more=tells))
    assert "tells Tom Reid (told as Team Lead), by email: For your information: this concern has been raised." in story
    assert "Tom Reid is told; nobody is asked for an answer" in story


def test_a_copy_goes_also_to_whoever_hears_that_their_answer_was_read(tmp_path: Path) -> None:
    steps = "  - answer: {by: tom, text: Next month.}\n  - not satisfied: {because: Too late.}\n"
    copies = "        asks: head\n        copies: [lead]\n"
    story = told(tmp_path, informal("answer: {within: 2 working days}"), steps, copies)
    assert "by email: Ines Okafor has read the answer and carries on" in story
    assert "tells Tom Reid (copied as Team Lead), by email: Copy: Sara Patel is asked to answer by" in story


def test_satisfied_says_what_the_case_still_waits_for(tmp_path: Path) -> None:
    agreed = '  - answer: {by: tom, text: Yes., actions: {what: A visit, by: "2026-04-20"}}\n'
    steps = f"{agreed}  - satisfied: {{difference: AB knows.}}\n"
    story = told(tmp_path, informal("answer: {within: 2 working days}"), steps)
    assert "Ines Okafor is satisfied with the answer at the talk; the case closes when what was" in story
