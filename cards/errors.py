"""What can go wrong with what people fill in.

CardsError
└── AnswerUnreadable      a press or a form that does not say, whole and plain, what is meant: nothing was done
"""

from __future__ import annotations

from dataclasses import dataclass


class CardsError(Exception):
    """Root of this package's errors."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """`field` is the input's id, or empty where the card as a whole is meant. Nothing a person typed stands here."""

    field: str
    label: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.label} {self.problem}. {self.remedy}" if self.problem else f"{self.label}: {self.remedy}"


class AnswerUnreadable(CardsError):
    """`faults` has at least one entry, in the order of the form."""

    def __init__(self, *faults: FieldFault) -> None:
        self.faults = faults
        super().__init__(" ".join(f"{fault.field or 'card'}: {fault.problem}." for fault in faults))
