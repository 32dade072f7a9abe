"""A scenario is played through a procedure and told as a story; what is refused stops it, with the reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.rehearsal import RehearsalStopped, rehearse_file
from bot.rehearsal.scenario import Step
from tests.escalation.pack_texts import EVERY_STAGE
from tests.sources import ROOT

SCENARIOS = [*sorted((ROOT / "bot/tryout/scenarios").glob("*.yaml")), ROOT / "bot/tryout/example.yaml"]
OF_STRANGERS = sorted((ROOT / "tests/strangers").glob("*-scenario.yaml"))
HEAD = """\
title: A test
procedure: luton
starts: "2026-03-02 09:30"
steps:
  - raise:
      by: ines
      track: looked_after
      team: North
      child: {record: "10442", initials: AB}
      theme: drift
      social worker: amir
      what: The plan has not been started.
      why: AB is waiting.
      asked: A date.
      if nobody answers: ask me
      consulted: {who: quentin}
  - send now: {}
"""


SHARED = """\
title: Shared with others
procedure: every_stage.yaml
people: people.csv
starts: "2026-03-02 09:30"
steps:
  - raise: {by: ines, track: Looked-after child, team: North, child: {record: "10442", initials: AB}, theme: drift,
            social worker: amir, what: No plan yet., why: AB is waiting., asked: A date.}
  - send now: {}
  - fill in: {fields: {field: since, says: "2026-02-20"}}
  - answer: {by: tom, text: We spoke., fields: [{field: seen, says: "yes"}, {field: how, says: by phone}]}
  - withdraw: {because: It goes on with others.}
  - raise: {by: ines, track: "Looked-after child, with others", team: North, child: {record: "10443", initials: CD},
            theme: drift, social worker: amir, what: No plan yet., why: CD is waiting., asked: A date.}
  - send now: {}
  - answer: {text: It is planned.}
  - not satisfied: {by: olga, because: It names no date., to: Second stage}
  - do not open: {because: The first stage is not over.}
  - move up: {to: Third stage, because: It cannot wait.}
  - open stage: {}
  - move up: {to: Meeting of all, because: It cannot wait., chair: Director}
  - meeting held:
      outcome: CD moves in April.
      attendance:
        - {who: dana, was: present}
        - {who: ines, was: present}
        - {who: tom, was: sent apologies}
      views: [{who: ines, says: It is late.}]
      fields: [{field: minutes, says: All agreed.}, {field: wishes, says: A date., who: tom}]
  - satisfied: {difference: CD has a date., fields: {field: learned, says: To ask earlier.}}
  - check: {open: false}
"""
"""Every kind of stage: others open, sign and judge, and forms are filled in."""
EVERY_CLOCK = Path(__file__).parent / "scenarios" / "every_clock.yaml"
REVIEWS = ROOT / "tests/escalation/packs/reviews/scenario.yaml"
REST = """\
  - if nobody answers: {choose: move it up}
  - pass on: {by: tom, to: grace, by mail: true}
  - pass on: {by: grace, to: Tom Reid}
  - forewarn: {by: tom, because: The file is with the court.}
  - further time: {by: tom, until: "2026-03-20", because: The file is with the court.}
  - refuse time: {because: AB has waited long enough.}
  - answer: {by: tom, text: It is begun., actions: {what: Send the plan, by: in 2 working days}}
  - drop action: {because: The plan came today.}
  - partly: {because: There is no date yet.}
  - referral: {kind: complaint, why: AB complained.}
  - pass: 1 working day
  - referral outcome: {outcome: Upheld.}
  - child is: {status: looked_after}
  - hand over: {by: quentin, person: ines, to: petra, because: Ines is on leave.}
  - withdraw: {because: AB has moved.}
  - reopen: {because: AB moved back.}
  - close: {outcome: transferred, because: AB lives elsewhere now.}
  - check: {open: false, outcome: transferred}
"""
"""The kinds of steps that the sample scenarios have no use for."""


def told(folder: Path, steps: str, as_json: bool = False) -> str:
    """What is printed for a concern that was sent, and these steps after it."""
    file = folder / "test.yaml"
    file.write_text(HEAD + steps, "utf-8")
    lines: list[str] = []
    rehearse_file(file, as_json, lines.append)
    return "".join(lines)


def stopped(folder: Path, steps: str) -> tuple[str, str]:
    """What was printed until it stopped, and why it stopped."""
    file = folder / "test.yaml"
    file.write_text(HEAD + steps, "utf-8")
    lines: list[str] = []
    with pytest.raises(RehearsalStopped) as stop:
        rehearse_file(file, False, lines.append)
    return "".join(lines), str(stop.value)


def flowing(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_every_scenario_that_comes_with_us_plays_to_its_end(file: Path) -> None:
    lines: list[str] = []
    rehearse_file(file, False, lines.append)
    assert "At the end" in lines[-1]
    assert "It stopped here" not in lines[-1]


def test_every_kind_of_step_can_be_played(tmp_path: Path) -> None:
    assert "LUT-26-0001 is closed: transferred." in told(tmp_path, REST)
    scenarios = (*SCENARIOS, *OF_STRANGERS, EVERY_CLOCK, REVIEWS)
    texts = [HEAD + REST, SHARED, *(file.read_text("utf-8") for file in scenarios)]
    used = {key for text in texts for step in YAML(typ="safe", pure=True).load(text)["steps"] for key in step}
    assert used >= set(Step.kinds())


def test_stages_that_others_open_sign_and_judge_are_played_with_their_forms(tmp_path: Path) -> None:
    (tmp_path / "every_stage.yaml").write_text(EVERY_STAGE, "utf-8")
    (tmp_path / "shared.yaml").write_text(SHARED, "utf-8")
    sample = (ROOT / "bot/tryout/people.csv").read_text("utf-8").splitlines(keepends=True)
    elsewhere = ("cp_chair", "divisional_director")
    people = [line for line in sample if not any(post in line for post in elsewhere)]
    (tmp_path / "people.csv").write_text("".join(people), "utf-8")
    lines: list[str] = []
    rehearse_file(tmp_path / "shared.yaml", False, lines.append)
    story = flowing("".join(lines))
    assert "Quentin Moss decided not to open the second stage, for a reason that was given" in story
    assert "Olga Nowak signed on 2 March 2026, before the third stage" in story
    assert "EVS-26-0002 is closed: resolved." in story


def test_what_is_owed_beside_an_answer_is_played_and_told() -> None:
    lines: list[str] = []
    rehearse_file(EVERY_CLOCK, False, lines.append)
    story = flowing("".join(lines))
    for said_so in (
        "Tom Reid acknowledged it at the plan.",
        "Tom Reid wrote down the plan that was agreed at the plan.",
        "The time for confirming the decision at the plan began.",
        "Please confirm what was decided by Wednesday 4 March.",
        "Amir Haddad put it on the child’s record at the plan.",
        "Please send round what was decided by Monday 9 March.",
        "Sara Patel did not accept what was asked at the review.",
        "Tom Reid did not reply at the review, which counts as agreement.",
    ):
        assert said_so in story
    assert "The date is set: your answer" not in story, "a day for sending round is no day for an answer"


def test_the_timeline_says_who_is_told_what_when_by_which_channel_and_why(tmp_path: Path) -> None:
    story = flowing(told(tmp_path, "  - pass: 1 hour\n"))
    assert "Monday 2 March 2026" in story
    assert "tells Bea Thornton (copied as Safeguarding Business Manager), by email: Copy: " in story
    assert "tells Tom Reid (asked as Team Manager), by Teams and email: " in story
    assert "tells Ines Okafor (raised it), by Teams: " in story


def test_the_timeline_says_what_is_due_when_and_which_bank_holidays_were_not_counted(tmp_path: Path) -> None:
    story = flowing(told(tmp_path, "  - pass: to 2026-03-30 10:00\n  - move up: {}\n"))
    assert "due Monday 16 March, 5pm (10 working days): settling the matter, from Amir Haddad or Tom Reid" in story
    assert "Not counted: Good Friday, Friday 3 April and Easter Monday, Monday 6 April" in story


def test_each_deadline_on_the_way_is_told_at_its_own_time(tmp_path: Path) -> None:
    story = told(tmp_path, "  - pass: to 2026-03-17 12:00\n")
    assert "Friday 13 March 2026" in story  # the reminder
    assert "5pm      The date for settling the matter" in story
    assert "Tuesday 17 March 2026" in story  # the raiser is asked again next morning


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_whoever_reads_only_the_beginning_meets_no_trace_of_it(form: list[str]) -> None:
    """As `iro-bot rehearse FILE | head` does: the reading end is closed while the story is still told."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "rehearse", *form, str(SCENARIOS[0])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as telling:
        assert telling.stdout is not None and telling.stderr is not None
        telling.stdout.close()
        assert telling.stderr.read() == b""


def test_the_next_deadline_is_when_something_is_due_and_not_a_reminder(tmp_path: Path) -> None:
    story = told(tmp_path, "  - pass: to the next deadline\n  - pass: to the next deadline\n")
    assert "5pm      The date for settling the matter" in story
    assert "Tuesday 17 March 2026" not in story


def test_machines_read_the_same_timeline(tmp_path: Path) -> None:
    whole = json.loads(told(tmp_path, "  - pass: 1 hour\n", as_json=True))
    assert whole["title"] == "A test"
    asked = [t for m in whole["timeline"] for t in m["told"] if t["why"] == "asked as Team Manager"]
    assert asked[0]["who"] == "Tom Reid"
    assert asked[0]["channels"] == ["Teams", "email"]
    assert asked[0]["by_when"] == "2026-03-16T17:00:00+00:00"
    assert [m["line"] for m in whole["timeline"]] == sorted(m["line"] for m in whole["timeline"])
    assert whole["end"]["cases"][0].startswith("LUT-26-0001 is open, at Informal resolution.")


def test_a_refused_step_stops_the_play_with_the_sentence_that_the_person_would_read(tmp_path: Path) -> None:
    story, why = stopped(tmp_path, "  - not satisfied: {because: No answer.}\n")
    assert why.startswith("test.yaml, line 18, step 3: ")
    assert "no answer" in why.lower()
    assert "The alert was sent." in story
    assert "It stopped here." in story


def test_a_step_that_has_to_be_refused_says_why_it_was(tmp_path: Path) -> None:
    step = "  - move up: {to: Stage 3}\n    refused: "
    assert "Refused: Going to “Stage 3, Assistant Director” passes over" in flowing(told(tmp_path, step + "true\n"))
    assert "it was refused in other words" in stopped(tmp_path, step + "because of the moon\n")[1]


def test_a_step_that_should_have_been_refused_stops_the_play(tmp_path: Path) -> None:
    assert "was to be refused, and it was done" in stopped(tmp_path, "  - on record: {}\n    refused: true\n")[1]


@pytest.mark.parametrize(
    ("check", "instead"),
    [
        ("stage: Stage 2", "it is at Informal resolution"),
        ("open: false", "LUT-26-0001 is open"),
        ("told: sara", "Sara Patel was told nothing since the check before"),
        ("not told: tom", "Tom Reid was told something since the check before"),
        ('due: "2026-03-17"', "it has to be answered by 16 March 2026"),
        ("owed by: helen", "Helen Marsh owes nothing"),
        ("outcome: resolved", "how it ended: not ended"),
        ("limit: today", "there is no overall time"),
    ],
)
def test_a_check_that_does_not_hold_says_what_is_the_case_instead(tmp_path: Path, check: str, instead: str) -> None:
    assert instead in stopped(tmp_path, f"  - check: {{{check}}}\n")[1]


def test_an_answer_by_mail_goes_through_the_mailbox(tmp_path: Path) -> None:
    story = told(tmp_path, '  - answer: {by: tom, by mail: true, text: "The meeting is on 12 March."}\n')
    assert "Tom Reid answered at the informal resolution." in story


def test_a_reply_that_is_set_aside_stops_the_play_with_what_the_sender_reads(tmp_path: Path) -> None:
    why = stopped(tmp_path, "  - answer: {by: tom, by mail: true, text: Can I have more time?}\n")[1]
    assert "was not filed" in why or "set aside" in why


def test_nobody_can_answer_a_mail_that_they_have_not_had(tmp_path: Path) -> None:
    why = stopped(tmp_path, "  - answer: {by: sara, by mail: true, text: Yes.}\n")[1]
    assert "Sara Patel has had no mail that asks for an answer" in why


def test_time_does_not_go_back(tmp_path: Path) -> None:
    assert "That is in the past" in stopped(tmp_path, "  - pass: to 2026-03-01 10:00\n")[1]


def test_what_somebody_types_is_answered(tmp_path: Path) -> None:
    story = told(tmp_path, "  - say: {by: ines, text: my cases, answers: my cases}\n")
    assert "Ines Okafor writes “my cases”" in story
    assert "the bot answered" in stopped(tmp_path, "  - say: {by: ines, text: help, answers: the weather}\n")[1]
