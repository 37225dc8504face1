"""The house in figures: lines by room, circles of imports, files that a user's first lines run through.

``python -m validation.house [FOLDER_OF_THE_PACKAGE]`` prints the table of `docs/decisions/0012-new-house.md`.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1] / "src" / "musclebalance"

#: What a user writes first: develop, prescribe, simulate, print, plot.
FIRST_LINES = """
import musclebalance as mb
desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=20)
recovery = mb.simulate(person, mb.Plan(mb.PIR(effort=0.20), per_week=3, weeks=2), desk, weeks=3)
print(recovery)
mb.plot.recovery(recovery)
"""
_WATCH = """
import pathlib, sys, threading
root, touched = str(pathlib.Path(sys.argv[1]).resolve()), set()
def importing(frame):
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(root):
            return True
        frame = frame.f_back
    return False
def watch(frame, event, arg):
    name = frame.f_code.co_filename
    if event == "call" and name.startswith(root) and name not in touched and not importing(frame):
        touched.add(name)
threading.setprofile(watch)
sys.setprofile(watch)
exec(sys.argv[2])
sys.setprofile(None)
sys.stderr.write("\\n" + "\\n".join(sorted(touched)))
"""


@dataclass(frozen=True)
class Module:
    """One source file: dotted name within the package, path, syntax tree."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, str(self.path))

    @property
    def room(self) -> str:
        """First name below the package, such as ``engine``; the file itself at the top."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "(top)"

    @property
    def lines(self) -> int:
        """All lines."""
        return self.text.count("\n")

    @property
    def docstrings(self) -> int:
        """Lines of docstrings."""
        return sum(_docstring(node) for node in ast.walk(self.tree))

    @property
    def code(self) -> int:
        """Lines that are neither blank nor a comment nor a docstring."""
        return self.code_of(self.tree)

    def code_of(self, node: ast.AST) -> int:
        """The same of one function or class, nested ones included."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", None)
        explained = {n for inner in ast.walk(node) if _docstring(inner) for n in _span(inner)}
        lines = enumerate(self.text.splitlines()[first - 1 : last], first)
        return sum(1 for n, line in lines if n not in explained and line.strip()[:1] not in ("", "#"))

    def imports(self, *, when_loaded: bool = False) -> Iterator[tuple[int, str]]:
        """Line and full dotted name of every import, lazy ones and those for type checkers included.

        With `when_loaded`, of those alone that run when the module is imported.
        """
        for node in _run_when_loaded(self.tree.body) if when_loaded else ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self.resolve(node)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def resolve(self, node: ast.ImportFrom) -> str:
        """Absolute name of the module that a ``from ... import`` statement names."""
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        package = parts if self.path.name == "__init__.py" else parts[:-1]
        base = package[: len(package) - node.level + 1]
        return ".".join(base + ([node.module] if node.module else []))


def _run_when_loaded(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run on import: no function bodies, nothing that is only for type checkers."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _run_when_loaded(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            for field in ("body", "orelse", "finalbody"):
                yield from _run_when_loaded(getattr(node, field, []))
            for handler in getattr(node, "handlers", []):
                yield from _run_when_loaded(handler.body)


def modules(package: Path = PACKAGE) -> list[Module]:
    """Every source file of the package, found anew."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        found.append(Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def arrows(house: list[Module]) -> dict[str, set[str]]:
    """Which module imports which, by dotted name; importing a name of a package leads to the package."""
    names = {module.name for module in house}
    found: dict[str, set[str]] = {}
    for module in house:
        targets = {full if full in names else full.rpartition(".")[0] for _, full in module.imports()}
        found[module.name] = (targets & names) - {module.name}
    return found


def circles(house: list[Module]) -> list[list[str]]:
    """Groups of files that import each other, `__init__` files left out (Tarjan's components)."""
    files = {module.name for module in house if module.path.name != "__init__.py"}
    edges = {name: targets & files for name, targets in arrows(house).items() if name in files}
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in sorted(edges[name]):
            if other not in order:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], order[other])
        if low[name] == order[name]:
            at = stack.index(name)
            group = sorted(stack[at:])
            del stack[at:]
            if len(group) > 1:
                found.append(group)

    for name in sorted(edges):
        if name not in order:
            visit(name)
    return found


def arrows_between_rooms(house: list[Module]) -> int:
    """Pairs of rooms of which one imports the other."""
    room = {module.name: module.room for module in house}
    pairs = {(room[a], room[b]) for a, targets in arrows(house).items() for b in targets}
    return sum(a != b and "(top)" not in (a, b) for a, b in pairs)


def touched(package: Path = PACKAGE) -> list[Path]:
    """Files of which some function runs when a user runs the first lines in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCH, str(package), FIRST_LINES],
        env={**os.environ, "PYTHONPATH": str(package.parent), "MPLBACKEND": "Agg"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = (line for line in done.stderr.splitlines() if line.startswith(str(package.resolve())))
    return [Path(line) for line in said]


def report(package: Path = PACKAGE) -> str:
    """The table in Markdown."""
    house = modules(package)
    rooms: dict[str, list[Module]] = {}
    for module in house:
        rooms.setdefault(module.room, []).append(module)
    rows = [_row(room, rooms[room]) for room in sorted(rooms)]
    files = touched(package)
    entries = [path for path in package.iterdir() if path.name != "__pycache__"]
    return "\n".join([
        "| room | files | lines | code | docstrings |",
        "|---|---|---|---|---|",
        *rows,
        _row("**all**", house),
        "",
        f"* entries at the top: {len(entries)}",
        f"* circles, imports for type checkers counted: {len(circles(house))}",
        f"* arrows between rooms: {arrows_between_rooms(house)}",
        f"* files that the first lines run through: {len(files)}, "
        f"{sum(not apart(path) for path in files)} without the laws and the engine",
    ])  # fmt: skip


def _row(name: str, some: list[Module]) -> str:
    sums = (sum(m.lines for m in some), sum(m.code for m in some), sum(m.docstrings for m in some))
    return f"| {name} | {len(some)} | {' | '.join(map(str, sums))} |"


def apart(path: Path) -> bool:
    """A law (a file each, the content of the model) or the engine, which is a library of its own."""
    return bool({"laws", "mechanisms", "engine"} & set(path.relative_to(PACKAGE).parts))


def _docstring(node: ast.AST) -> int:
    """Lines of the docstring of a module, class or function."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return 0
    return 0 if ast.get_docstring(node, clean=False) is None else len(_span(node))


def _span(node: Any) -> range:
    return range(node.body[0].lineno, node.body[0].end_lineno + 1)


if __name__ == "__main__":
    sys.stdout.write(report(*(Path(name) for name in sys.argv[1:2])) + "\n")
