"""How long one core takes to refuse a broken pack: each kind of slip, and files that are made to take for ever."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from time import process_time

from bot.procedures.packs import library
from escalation.packs.file_bytes import MOST_BYTES, text_in
from escalation.packs.reading import check_pack
from tests.escalation.pack_mutants import KINDS
from tests.escalation.test_pack_mutants import PACKS, SEED, mutant

MOST_SECONDS = 1.0


def main() -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; the slowest of five packs"
    )
    print("the slowest of five packs for each kind of slip; files made to take for ever")
    figures = {**dict(slips()), **dict(attacks())}
    for name, seconds in sorted(figures.items(), key=lambda figure: -figure[1]):
        print(f"{name:<44}{seconds * 1000:>8.0f} ms{': TOO SLOW' if seconds > MOST_SECONDS else ''}")
    print(f"{len(figures)} kinds, each refused in {max(figures.values()):.2f} s at most (of {MOST_SECONDS:.0f} s)")
    sys.exit(any(seconds > MOST_SECONDS for seconds in figures.values()))


def slips() -> Iterator[tuple[str, float]]:
    for kind in KINDS:
        texts = filter(None, (mutant(kind, pack, SEED) for pack in PACKS))
        yield kind, max(map(refusing, texts))


def attacks() -> Iterator[tuple[str, float]]:
    luton = PACKS["luton"]
    levels = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 30)]
    roles = "".join(f"  role_{n}: {{title: Role {n}, found: by chance}}\n" for n in range(600))
    bombs = {
        "aliases that multiply": "\n".join(["b0: &b0 [lol]", *levels]),
        "aliases that multiply under a stage": luton + "\n".join(["b0: &b0 {a: lol}", *levels]),
        "brackets without end": "a: " + "[" * 4_000,
        "keys in keys without end": "{a: " * 1_000,
        "hyphens without end": "- " * 2_000,
        "a million letters": "a" * 1_000_001,
        "a line too many": "a: 1\n" * 20_001,
        "as many keys as may be": luton + "".join(f"key_{n}: 1\n" for n in range(3_000)),
        "as many roles as may be": luton.replace("roles:\n", f"roles:\n{roles}"),
        "a ring of four hundred stages": ring(400),
        "a record number that runs away": luton.replace("[0-9]{4,8}", "(a+)+" * 10),
        "a record number of groups in groups": luton.replace("[0-9]{4,8}", "(" * 200 + "a" + ")" * 200),
        "a quote left open at the top": luton.replace('version: "2017-09"', 'version: "2017-09'),
        "a tab in every line": luton.replace("\n  ", "\n\t"),
    }
    for name, text in bombs.items():
        yield name, refusing(text)
    for name, content in (("50 MB", b"a: 1\n" * 10_000_000), ("50 MB of zeros", bytes(50_000_000))):
        yield name, reading(content)


def ring(many: int) -> str:
    """A track whose stages lead into each other."""
    ways = "".join(
        f"      s{n}: {{title: S{n}, formality: formal, asks: a, next: {{silent: s{(n + 1) % many}}}}}\n"
        for n in range(many)
    )
    return f"id: x\nroles:\n  a: {{title: A}}\ntracks:\n  t:\n    stages:\n{ways}    starts at: [{{stage: s0}}]\n"


def refusing(text: str) -> float:
    start = process_time()
    faults = check_pack(text, "council.yaml", library())
    taken = process_time() - start
    assert faults
    return taken


def reading(content: bytes) -> float:
    start = process_time()
    text = text_in(content[: MOST_BYTES + 1], "council.yaml", "pack")
    assert not isinstance(text, str)
    return process_time() - start


if __name__ == "__main__":
    main()
