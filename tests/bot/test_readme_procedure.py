"""The procedure that the README begins with can be read as it stands there, and what it says of columns is true."""

from __future__ import annotations

import re

from bot.people.text import COLUMNS
from bot.procedures.packs import library
from escalation.packs.explaining.pack import explain_pack
from escalation.packs.reading import read_pack
from tests.sources import ROOT

README = (ROOT / "README.md").read_text("utf-8")
SECTION = README.partition("## Write your own procedure")[2].partition("\n## ")[0]


def test_the_procedure_of_the_readme_can_be_read_and_cases_opened_under_it() -> None:
    text = SECTION.partition("```yaml\n")[2].partition("```")[0]
    pack = read_pack(text, "fairshire.yaml", library())
    assert not pack.not_played
    assert "Stage 1, Head of Service" in explain_pack(pack)


def test_the_readme_names_every_column_of_the_people_file() -> None:
    assert [column for column in COLUMNS if not re.search(rf"^\| .*`{column}`", SECTION, re.MULTILINE)] == []
