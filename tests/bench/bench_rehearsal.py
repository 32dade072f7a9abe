"""How long a year of generated cases takes on a SQLite file: every card and mail rendered, every chain verified."""

import os
import sys

from bot.procedures.packs import text_of
from bot.rehearsal.load import Load, rehearse_load
from bot.world import World
from tests.bench.bench_working_days import machine

CASES = 2_000
TARGET = 60
PACK = "luton"


def main() -> None:
    cases = int(os.environ.get("CASES", CASES))
    print(f"{machine()}; {cases:,} cases under {PACK}; target for {CASES:,}: under {TARGET} s")
    figures = rehearse_load(Load(cases, World().read(*text_of(PACK))), show)
    print(file=sys.stderr)
    for line in figures.lines():
        print(line)
    taken = figures.seconds + figures.verifying
    print(
        f"{taken / figures.cases * 1000:.1f} ms a case, {taken / (figures.cards + figures.mails) * 1000:.2f} a message"
    )


def show(part: float, words: str) -> None:
    print(f"\r{part:4.0%} {words:<40}", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
