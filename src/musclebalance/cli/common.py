"""What the commands share."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import EngineError, FileError, UnknownNameError

if TYPE_CHECKING:
    from ..simulation import Scenario

TABLES = (".csv",)
RESULTS = (".npz", ".nc")
FIGURES = (".png", ".svg", ".pdf")


def command(commands: Any, name: str, text: str, example: str) -> argparse.ArgumentParser:
    """A sub-command with its example below its help."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def progress(line: str) -> None:
    """Tell what is being worked on, apart from what is printed as the result."""
    print(f"... {line}", file=sys.stderr)


def kept(work: Callable[[], Any], show: Callable[[Any], None]) -> int:
    """Show what the work finds; when it stops on the way, show the part that was reached, and say so."""
    try:
        found = work()
    except (EngineError, KeyboardInterrupt) as stop:
        partial = getattr(stop, "partial", None)
        if partial is not None:
            progress("stopped; what is printed and written now is partial")
            show(partial)
        raise
    show(found)
    return 0


def writable(name: str | None, endings: tuple[str, ...] = TABLES) -> None:
    """Refuse a file that cannot be written before anything is simulated."""
    if name is None:
        return
    path = Path(name)
    if path.suffix.lower() not in endings:
        raise FileError(name, f"no known kind of file; end the name in {' or '.join(endings)}.")
    if path.is_dir():
        raise FileError(name, "is a folder; give the name of a file.")
    if not path.absolute().parent.is_dir():
        raise FileError(name, "its folder does not exist; make it first.")


def scenario_of(name: str) -> Scenario:
    """The scenario in a file, of a muscle pair that is known."""
    from ..pairs import pair
    from ..simulation import Scenario

    scenario = Scenario.load(name)
    try:
        pair(scenario.pair)
    except UnknownNameError as error:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        at = (k for k, line in enumerate(lines, 1) if re.match(r"\s*\"?pair\"?\s*[=:]", line))
        raise FileError(name, f"pair: {error}", next(at, None)) from None
    return scenario
