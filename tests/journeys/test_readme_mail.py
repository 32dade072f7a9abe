"""The mail with which the README raises a concern leads to its check at once, and from there to the people asked."""

from __future__ import annotations

from tests.office import TestOffice
from tests.sources import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_mail_of_the_readme_raises_a_concern(office: TestOffice) -> None:
    checked = office.ines.writes(README.partition("```text\n")[2].partition("```")[0])
    assert "\nCheck before you raise an alert\n" in checked, "nothing was missing"
    office.ines.answers("Send")
    assert office.case().child.initials == "AB" and office.case().team == "North"
    office.ines.expects_anything()
