"""Lines for the person at the terminal, beside what a program prints."""

from __future__ import annotations

import sys


def say(text: str, end: str = "\n") -> None:
    """Write to the standard error stream at once; a program without a terminal may have none."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}{end}")
        sys.stderr.flush()
