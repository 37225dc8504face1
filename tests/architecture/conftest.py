"""What the architecture tests look at: the project's own files and modules, found anew on each run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from validation import house

ROOT = Path(__file__).parents[2]


def tracked() -> list[Path]:
    """Files that are, or would be, committed; all files where there is no git checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        skip = {".venv", ".git", "__pycache__", "_build", ".hypothesis", "PKG-INFO", ".pytest_cache"}
        caches = {".mypy_cache", ".ruff_cache", ".import_linter_cache"}
        inside = ((p, set(p.relative_to(ROOT).parts)) for p in ROOT.rglob("*") if p.is_file())
        return [p for p, parts in inside if not (skip | caches) & parts]
    return [ROOT / name for name in found if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    return tracked()


@pytest.fixture(scope="session")
def modules() -> list[house.Module]:
    return house.modules()
