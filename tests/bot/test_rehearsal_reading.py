"""A scenario that cannot be played says everything that is wrong with it: line, key, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rehearsal import ScenarioRefused
from bot.rehearsal.reading import Script, read_scenario, read_scenario_file

RAISE = """\
  - raise:
      by: ines
      track: looked_after
      team: North
      child: {record: "10442", initials: AB}
      theme: drift
      what: The plan has not been started.
      why: AB is waiting.
      asked: A date.
"""
FAIR = f"""\
title: A test
procedure: luton
starts: "2026-03-02 09:30"
steps:
{RAISE}\
  - pass: 5 working days
"""


def read(text: str, folder: Path = Path()) -> Script:
    return read_scenario(text, "test.yaml", folder)


def faults(text: str, folder: Path = Path()) -> list[str]:
    with pytest.raises(ScenarioRefused) as refused:
        read(text, folder)
    return [str(fault) for fault in refused.value.faults]


def test_a_scenario_knows_the_line_of_each_step() -> None:
    script = read(FAIR)
    assert [script.line_of(place) for place in (0, 1)] == [5, 14]
    assert script.scenario.starts.isoformat() == "2026-03-02T09:30:00+00:00"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: A test\n", "", 'test.yaml, line 1: "title" is missing. Add "title": one line that says what happens.'),
        ("theme: drift", "tehme: drift", 'line 10, steps > item 1 > raise > tehme: there is no key "tehme" here. Did '),
        ("pass: 5 working", "passs: 5 working", 'line 14, steps > item 2 > passs: there is no key "passs" here. Did '),
        ("5 working days", "5 day", 'line 14, steps > item 2 > pass: "5 day" does not say how time passes. Write "5 '),
        ("5 working days", "0 hours", '"0 hours" is no time at all. Write a number from 1 up.'),
        ("pass: 5 working days", "{pass: 1 hour, wait: {}}", "line 14, steps > item 2: this step says wait and pass."),
        ("- pass: 5 working days", "- note: hello", "line 14, steps > item 2: this step says nothing. Write one thing"),
        ('"2026-03-02 09:30"', "tomorrow", 'line 3, starts: "tomorrow" is not a date and time. Write it like "2026-'),
        ('"2026-03-02 09:30"', '"2026-02-30 09:30"', "line 3, starts: there is no day 2026-02-30. Write a day that"),
        (
            '"10442"',
            "10442",
            "child > record: 10442 is read as a number or a truth, and text belongs here. Put it betw",
        ),
        ("by: ines", "by: inse", "line 6, steps > item 1 > raise > by: Nobody here is called “inse”."),
        ("looked_after", "adoption", "track: There is no track “adoption” here. Known here: child_protection, loo"),
        ("team: North", "team: Nroth", 'team: There is no team “Nroth” here. Did you mean "North"?'),
        ("theme: drift", "theme: drfit", 'theme: There is no theme “drfit” here. Did you mean "drift"?'),
        ("procedure: luton", "procedure: lutton", 'line 2, procedure: there is no procedure "lutton". Name a file '),
        ("steps:", "people: nobody.csv\nsteps:", 'line 4, people: there is no file "nobody.csv" beside this one. '),
        ("title: A test", "title: A test\ntitle: Again", 'line 2, title: "title" stands here twice, first in line 1'),
        ("title: A test", "title:\t[", "line 1"),
    ],
)
def test_each_slip_is_named_with_its_line_and_its_remedy(old: str, new: str, said: str) -> None:
    assert old in FAIR
    assert any(said in fault for fault in faults(FAIR.replace(old, new)))


def test_all_slips_are_named_at_once() -> None:
    wrong = FAIR.replace("by: ines", "by: inse").replace("theme: drift", "theme: drfit").replace("North", "Nroth")
    assert [fault.split(":")[0] for fault in faults(wrong)] == [
        "test.yaml, line 6, steps > item 1 > raise > by",
        "test.yaml, line 8, steps > item 1 > raise > team",
        "test.yaml, line 10, steps > item 1 > raise > theme",
    ]


def test_the_reader_speaks_of_scenarios_not_of_packs() -> None:
    said = " ".join([*faults(""), *faults("- a list"), *faults(FAIR + "---\n"), *faults(FAIR.replace("North", "!x"))])
    assert "pack" not in said
    assert "title:" in said


def test_a_file_that_is_no_text_is_refused_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "picture.yaml"
    file.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ScenarioRefused, match="this is not a text file"):
        read_scenario_file(file)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ScenarioRefused, match=r"nothing.yaml, line 1: the file cannot be opened .* Check its name"):
        read_scenario_file(tmp_path / "nothing.yaml")


def test_people_and_procedure_may_stand_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "us.csv").write_text(
        "person,name,email,role,team,line manager\n"
        "ines,Ines Okafor,ines@example.org,iro,,bea\n"
        "tom,Tom Reid,tom@example.org,team_manager,North,bea\n"
        "bea,Bea Thornton,bea@example.org,business_manager,,\n"
    )
    script = read(FAIR.replace("steps:", "people: us.csv\nsteps:"), tmp_path)
    assert set(script.people.people) == {"ines", "tom", "bea"}


def test_a_fault_in_the_people_file_is_named_in_that_file(tmp_path: Path) -> None:
    (tmp_path / "us.csv").write_text("person,name,email,role,team\nines,Ines Okafor,ines@example.org,iroo,\n")
    said = faults(FAIR.replace("steps:", "people: us.csv\nsteps:"), tmp_path)
    assert any(fault.startswith("us.csv, line 2") for fault in said)


@pytest.mark.parametrize("track", ["looked_after", "Looked-after child", "looked after child"])
def test_a_name_may_be_written_as_it_is_said(track: str) -> None:
    assert read(FAIR.replace("looked_after", track))
