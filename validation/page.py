"""What the generated pages share: tables in Markdown, and how a page is written from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table and an empty line after it; its head is written ``row | unit | source``."""
    names = head.split(" | ")
    lines = [names, ["---"] * len(names)]
    lines += [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n\n"


def main(markdown: Callable[[], str], module: str) -> None:
    """Write a page to the path given on the command line."""
    _given(module).write_text(markdown(), "utf-8")


def folder(pages: Callable[[], Mapping[str, str]], module: str) -> None:
    """Write pages to the folder given on the command line."""
    write(_given(module), pages())


def write(where: Path, pages: Mapping[str, str]) -> None:
    """Write pages by the names of their files; what else the folder held in Markdown is removed."""
    where.mkdir(parents=True, exist_ok=True)
    for old in where.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (where / name).write_text(text, "utf-8")


def _given(module: str) -> Path:
    if len(sys.argv) != 2:
        sys.exit(f"usage: python -m {module} PATH")
    return Path(sys.argv[1])
