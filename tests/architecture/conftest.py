"""What the architecture tests look at: the project's own files and modules, found anew on each run."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "musclebalance"


@dataclass(frozen=True)
class Module:
    """One source file of the package: dotted name, path, syntax tree."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))

    @property
    def layer(self) -> str:
        """First name below the package, e.g. ``engine``."""
        return [*self.name.split("."), ""][1]

    @property
    def private(self) -> bool:
        return any(part.startswith("_") and part != "__init__" for part in self.name.split("."))

    def imports(self, body: list[ast.stmt] | None = None) -> Iterator[tuple[int, str]]:
        """Line and full dotted name of every import in the file, or of those run when it is imported."""
        nodes = ast.walk(self.tree) if body is None else at_import(body)
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self.resolve(node)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def resolve(self, node: ast.ImportFrom) -> str:
        """Absolute name of the module an ``from ... import`` statement names."""
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        package = parts if self.path.name == "__init__.py" else parts[:-1]
        base = package[: len(package) - node.level + 1]
        return ".".join(base + ([node.module] if node.module else []))


def at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported: no function bodies, nothing only for type checkers."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from at_import(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            for field in ("body", "orelse", "finalbody"):
                yield from at_import(getattr(node, field, []))
            for handler in getattr(node, "handlers", []):
                yield from at_import(handler.body)


def tracked() -> list[Path]:
    """Files that are, or would be, committed; all files where there is no git checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        skip = {".venv", ".git", "__pycache__", "_build"}
        return [p for p in ROOT.rglob("*") if p.is_file() and not skip & set(p.parts)]
    return [ROOT / name for name in found if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    return tracked()


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = ("musclebalance", *path.relative_to(SOURCE).with_suffix("").parts)
        found.append(Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found
