"""The steps of one mail, kept as the outbox keeps them, and a process that ends wherever it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.mail.door import Left


class ProcessEnds(BaseException):
    """As a kill: nothing of ours catches it."""


@dataclass
class KeptSteps:
    """`ends_at` names the step after which the process ends, once."""

    left: Left = field(default_factory=Left)
    ends_at: str = ""
    taken: list[str] = field(default_factory=list)

    def drafting(self) -> None:
        self.left = Left()
        self._taken("drafting")

    def drafted(self, draft: str, message_id: str) -> None:
        self.left = Left(draft, message_id)
        self._taken("drafted")

    def sending(self) -> None:
        self._taken("sending")

    def found_again(self) -> KeptSteps:
        """By whoever comes after: it ended without a result."""
        return KeptSteps(replace(self.left, in_doubt=True))

    def _taken(self, step: str) -> None:
        self.taken.append(step)
        if self.ends_at == step:
            raise ProcessEnds(step)
