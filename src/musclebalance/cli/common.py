"""What the commands share."""

from __future__ import annotations

import argparse
import sys
from typing import Any


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
