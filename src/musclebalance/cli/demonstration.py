"""``musclebalance demo``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .common import command, kept, progress


def add(commands: Any) -> None:
    """Declare the command."""
    demo = command(
        commands,
        "demo",
        "half a year at a desk, then 16 weeks with and without treatment and cause",
        "musclebalance demo --seed 7 --out my-folder",
    )
    demo.add_argument("--json", action="store_true", help="print the summary as JSON and write no files")
    demo.add_argument(
        "--out",
        default="musclebalance-demo",
        metavar="FOLDER",
        help="where CSV and figure go (default: %(default)s)",
    )
    demo.add_argument("--no-figure", action="store_true", help="write the CSV only")
    demo.add_argument("--seed", type=int, default=0, help="seed of adherence at home (default: %(default)s)")
    demo.add_argument("--tol", type=float, default=1e-4, help="error tolerance (default: %(default)s)")
    demo.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the demonstration, print its report and write its files."""
    from ..simulation import Study
    from . import demo
    from .report import study_text

    def show(found: object) -> None:
        if not isinstance(found, Study):
            print(found)  # stopped while the imbalance developed
        elif options.json:
            print(json.dumps(found.summary(), indent=2))
        else:
            print(study_text(found))
            for path in demo.write(found, options.out, figure=not options.no_figure and not found.stopped):
                print(f"written: {path}")

    return kept(lambda: demo.run(options.seed, options.tol, progress), show)
