"""What the cards about a mail that was set aside send."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from escalation.case import CaseRef, PersonId, Words

from .requests import CheckFiling
from .shapes import Payload
from .values import GivenLine, GivenNumber, Text


class MailAsked(Payload):
    """`mail` is the id that it is kept under."""

    mail: GivenLine
    part: Annotated[GivenNumber, Field(ge=1)] = 1


class FilingForm(Payload):
    """`words` are empty where the whole of what was written is filed."""

    mail: GivenLine
    about_case: GivenLine
    whose: GivenLine
    words: Text = Words("")

    def request(self) -> CheckFiling:
        ref = CaseRef(self.about_case.strip().upper())
        return CheckFiling(self.mail, ref, PersonId(self.whose), self.words)
