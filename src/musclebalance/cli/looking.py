"""``musclebalance catalogue`` and ``scoreboard``: look at what the library holds."""

from __future__ import annotations

import argparse
from typing import Any

from .common import command


def add(commands: Any) -> None:
    """Declare the commands."""
    catalogue = command(
        commands,
        "catalogue",
        "the muscle pairs with sources, assumptions and cautions",
        "musclebalance catalogue hamstrings-quadriceps",
    )
    catalogue.add_argument("pair", nargs="?", help="one pair in full")
    catalogue.set_defaults(run=show_catalogue)


def show_catalogue(options: argparse.Namespace) -> int:
    """Print all pairs, or one."""
    from ..pairs import catalogue, pair

    print(pair(options.pair) if options.pair else catalogue())
    return 0
