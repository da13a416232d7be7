"""Reads the project's own source: its files, their imports and their definitions."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app.py", "stacks", "lambdas", "policy_file", "cli", "samples", "local", "tests")
NOT_OURS = {"__pycache__", "node_modules", ".venv", ".build", ".local", "cdk.out"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file, by its dotted name: `lambdas.moderation.domain.content`."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    def imports(self, *, at_run_time: bool = False) -> Iterator[str]:
        """The dotted names of all modules that it imports, wherever in the file.

        At run time: without those that only the type checker reads.
        """
        nodes = _at_run_time(self.tree) if at_run_time else ast.walk(self.tree)
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{self.name} imports relatively"
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if inner in names() else str(node.module)

    def functions(self) -> Iterator[Function]:
        """All functions and methods, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def within(self, *packages: str) -> bool:
        """Whether it is one of these modules or lies in one of these packages."""
        return within(self.name, *packages)


def within(name: str, *packages: str) -> bool:
    """Whether that dotted name is one of these or lies in one of these."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the project."""
    return tuple(_read(path) for path in sorted(_files()))


@cache
def names() -> frozenset[str]:
    """The dotted names of every Python file and package of the project."""
    return frozenset(_name(path) for path in _files())


def lines_of(node: Function) -> int:
    """The lines of a function, from its `def` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def pins(path: Path) -> dict[str, str]:
    """Each package of a requirements file with its exact version."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    found = (line.partition("==") for line in lines if line)
    return {re.sub(r"\[.*", "", name).lower(): version for name, _, version in found}


@cache
def _files() -> tuple[Path, ...]:
    return tuple(
        path
        for room in ROOMS
        for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
        if not NOT_OURS & set(path.parts)
    )


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(name=_name(path), path=path, text=text, tree=ast.parse(text))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes, but not the body of an `if TYPE_CHECKING:`."""
    yield node
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    for child in ast.iter_child_nodes(node):
        yield from _at_run_time(child)
