"""One reading of the environment: every value in its kind, every fault kept until all have been read.

SettingsWrong      carries one sentence for each thing to mend, none of which repeats a secret
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

PREFIX = "IRO_BOT_"
HIGHEST_PORT = 65_535
LONGEST_SECRET = 4_096

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
Choice = TypeVar("Choice", bound=StrEnum)


class SettingsWrong(Exception):
    """`faults` names everything there is to mend; `gaps` are those of them that nobody has set yet."""

    def __init__(self, faults: tuple[str, ...], gaps: frozenset[str] = frozenset()) -> None:
        self.faults, self.gaps = faults, gaps
        super().__init__("\n".join(faults))


class Reading:
    """Gathers the faults as it goes. What is not set is empty; names are without their prefix."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.asked: set[str] = set()
        self.faults: list[str] = []
        self.gaps: set[str] = set()

    def text(self, name: str, otherwise: str = "") -> str:
        self.asked.add(PREFIX + name)
        return self.environ.get(PREFIX + name, "").strip() or otherwise

    def secret(self, name: str) -> str:
        """From NAME, or from the file that NAME_FILE names; a secret is never repeated in a fault."""
        value, file = self.text(name), self.text(f"{name}_FILE")
        variable = PREFIX + name
        if value and file:
            self.faults.append(f"{variable} and {variable}_FILE are both set. Keep one of them.")
        return value if value or not file else self._secret_in(file, variable)

    def _secret_in(self, file: str, variable: str) -> str:
        try:
            content = Path(file).read_bytes()[: LONGEST_SECRET + 1].decode("utf-8").strip()
        except (OSError, ValueError):
            self.faults.append(
                f"{variable}_FILE names {file}, which cannot be read. Check the path and who may read the file."
            )
            return ""
        if not content or len(content) >= LONGEST_SECRET:
            what = "is empty" if not content else "is too long for a secret"
            self.faults.append(f"{variable}_FILE names {file}, which {what}. Write the value into it and nothing else.")
            return ""
        return content

    def port(self, name: str, otherwise: int) -> int:
        """0 lets the machine choose a free one."""
        written = self.text(name, str(otherwise))
        if written.isascii() and written.isdigit() and len(written) <= len(str(HIGHEST_PORT)):
            port = int(written)
            if port <= HIGHEST_PORT:
                return port
        self.faults.append(
            f'{PREFIX}{name} is "{written}". Write a whole number up to {HIGHEST_PORT}, for example {otherwise}.'
        )
        return otherwise

    def file(self, name: str, what: str, is_needed: bool) -> Path | None:
        written = self.text(name)
        if not written:
            if is_needed:
                self.missing(name, what)
            return None
        path = Path(written)
        if not is_file(path):
            self.faults.append(f"{PREFIX}{name} names {written}, and there is no such file. It is to name {what}.")
        return path

    def is_on(self, name: str) -> bool:
        written = self.text(name, "off").lower()
        if written not in ("on", "off"):
            self.faults.append(f'{PREFIX}{name} is "{written}". Write on or off.')
        return written == "on"

    def one_of(self, name: str, otherwise: Choice) -> Choice:
        written, kind = self.text(name, otherwise).lower(), type(otherwise)
        *most, last = (one.value for one in kind)
        if written in (*most, last):
            return kind(written)
        self.faults.append(f'{PREFIX}{name} is "{written}". Write {", ".join(most)} or {last}.')
        return otherwise

    def guid(self, name: str, what: str, is_needed: bool) -> str:
        written = self.text(name).lower()
        if not written and is_needed:
            self.missing(name, f"the id of {what}, a GUID")
        if written and not _GUID.fullmatch(written):
            self.faults.append(
                f"{PREFIX}{name} is no GUID. It is the id of {what}, as in 12345678-90ab-cdef-1234-567890abcdef."
            )
        return written

    def address(self, name: str, what: str, is_needed: bool) -> str:
        written = self.text(name)
        if not written and is_needed:
            self.missing(name, what)
        if written and not _ADDRESS.fullmatch(written):
            self.faults.append(f"{PREFIX}{name} is no mail address. It is {what}, as in iro.bot@council.gov.uk.")
        return written

    def missing(self, name: str, what: str) -> None:
        self.gap(f"{PREFIX}{name} is not set. It names {what}.")

    def gap(self, said: str) -> None:
        """A fault that is none of what is set, but that something is not."""
        self.faults.append(said)
        self.gaps.add(said)

    def look_for_slips(self) -> None:
        """A name that nearly is one of ours was meant to be it."""
        for name in sorted(set(self.environ) - self.asked):
            near = get_close_matches(name, sorted(self.asked), n=1, cutoff=0.85)
            if name.startswith(PREFIX) and near:
                self.faults.append(f"{name} means nothing here. Perhaps {near[0]} is meant.")


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
