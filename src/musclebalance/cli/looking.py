"""``musclebalance catalogue`` and ``scoreboard``: look at what the library holds and how well it predicts."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .common import command, writable


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

    board = command(
        commands,
        "scoreboard",
        "predictions against published trials, misses included",
        "musclebalance scoreboard my_trials.csv --json",
    )
    board.add_argument(
        "table", nargs="?", help="your own trials in the columns of evidence table 'typed_arms' (CSV)"
    )
    board.add_argument("--model", default="combined", help="calibrated hypothesis (default: %(default)s)")
    board.add_argument("--json", action="store_true", help="print totals and rows as JSON")
    board.add_argument("--csv", metavar="FILE", help="write one row per arm")
    board.set_defaults(run=show_scoreboard)


def show_catalogue(options: argparse.Namespace) -> int:
    """Print all pairs, or one."""
    from ..pairs import catalogue, pair

    print(pair(options.pair) if options.pair else catalogue())
    return 0


def show_scoreboard(options: argparse.Namespace) -> int:
    """Predict the published trials, or the user's own, and print how well."""
    from ..evidence import scoreboard

    writable(options.csv)
    found = scoreboard(options.table, model=options.model)
    print(json.dumps(found.to_json(), indent=2) if options.json else found)
    if options.csv:
        found.to_frame().to_csv(options.csv)
    return 0
