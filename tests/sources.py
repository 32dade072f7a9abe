"""The project's own Python files, as the tests of the house read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "cards", "escalation", "graph", "storage")


@dataclass(frozen=True)
class Module:
    """One source file: `path` from the project's root, `name` as Python imports it."""

    path: str
    name: str
    source: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    def stands_in(self, room: str) -> bool:
        """A room is a module, or a package with everything in it."""
        return self.name == room or self.name.startswith(room + ".")

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def module(path: str, source: str) -> Module:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(path, name, source, ast.parse(source, path))


def modules(*folders: str) -> Iterator[Module]:
    """Every Python file below these folders, tracked or not; what npm brought is not ours."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            path = file.relative_to(ROOT)
            if "node_modules" not in path.parts:
                yield module(path.as_posix(), file.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
