"""How large the engine is: its lines, and how long its functions are. `make size` prints it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.sources import Module, modules


@dataclass(frozen=True)
class Function:
    """`lines` from `def` to its last, without the docstring."""

    place: str
    name: str
    lines: int


@dataclass(frozen=True)
class Size:
    files: int
    lines: int
    functions: tuple[Function, ...]

    @property
    def median(self) -> float:
        return median(function.lines for function in self.functions)

    @property
    def longest(self) -> tuple[Function, ...]:
        return tuple(sorted(self.functions, key=lambda function: -function.lines))


def size_of(*folders: str) -> Size:
    found = tuple(modules(*folders))
    functions = tuple(function for each in found for function in functions_of(each))
    return Size(len(found), sum(len(each.source.splitlines()) for each in found), functions)


def functions_of(found: Module) -> Iterator[Function]:
    for node in ast.walk(found.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            end = node.end_lineno or node.lineno
            yield Function(found.at(node), node.name, end - node.lineno + 1 - _docstring(node))


def _docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    said = node.body[0]
    return (said.end_lineno or said.lineno) - said.lineno + 1


def report(*folders: str) -> Iterator[str]:
    for folder in folders:
        size = size_of(folder)
        yield (
            f"{folder}: {size.lines} lines in {size.files} files, {len(size.functions)} functions, "
            f"median {size.median:g} lines, longest {size.longest[0].lines}"
        )
    yield "The longest functions of the engine:"
    yield from (f"  {each.lines:>3}  {each.place}  {each.name}" for each in size_of("escalation").longest[:8])


if __name__ == "__main__":
    print(*report("escalation", "cards", "storage", "bot"), sep="\n")
