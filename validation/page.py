"""What the generated pages share: tables in Markdown, and how a page is written from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A table and an empty line after it; its head is written ``row | unit | source``."""
    names = head.split(" | ")
    lines = [names, ["---"] * len(names)]
    lines += [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n\n"


def main(markdown: Callable[[], str], module: str) -> None:
    """Write a page to the path given on the command line."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: python -m {module} PATH")
    Path(sys.argv[1]).write_text(markdown(), "utf-8")
