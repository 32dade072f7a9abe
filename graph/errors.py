"""What can go wrong between us and Graph or Entra, and what it means for the request.

GraphTrouble            `why` is for an operator: statuses and codes, never the service's own sentences
├── NotYet              not accepted: the same request may be made again, `after` the seconds that were asked for
│   └── NotGranted      no token: the credential was refused, and a person has to mend it
├── InDoubt             it may have been accepted: ask before anything is done again
└── Refused             never going to be accepted as it is
    ├── NotAllowed      403, or an address that our token must not go to: a permission is missing
    ├── NotThere        404
    ├── Expired         410: a delta link that has to be begun anew
    └── TooLarge        the answer is longer than what is read

Codes: https://learn.microsoft.com/graph/errors
"""

from __future__ import annotations


class GraphTrouble(Exception):
    """`status` is 0 where there was no answer; `code` is Graph's own word for it, where it gave one.

    `after`: the seconds that the service asks to be left alone, or None.
    """

    may_be_tried_again = False
    may_have_been_accepted = False

    def __init__(self, why: str, *, status: int = 0, code: str = "", after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.code = code
        self.after = after


class NotYet(GraphTrouble):
    may_be_tried_again = True


class NotGranted(NotYet): ...


class InDoubt(GraphTrouble):
    may_have_been_accepted = True


class Refused(GraphTrouble): ...


class NotAllowed(Refused): ...


class NotThere(Refused): ...


class Expired(Refused): ...


class TooLarge(Refused): ...
