"""The command ``musclebalance``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from .errors import MusclebalanceError

EXAMPLES = """examples:
  musclebalance demo                    summary on the screen, CSV and figure in ./musclebalance-demo
  musclebalance demo --json             the summary as JSON, nothing written
  musclebalance demo --seed 7 --out my  another draw of adherence, files in ./my
"""


def parser() -> argparse.ArgumentParser:
    """The command line in one object."""
    top = argparse.ArgumentParser(
        prog="musclebalance",
        description="Opposing muscle pairs: how they get out of balance and what programmes do about it. "
        "A research and teaching model.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    demo = commands.add_parser(
        "demo",
        help="half a year at a desk, then 16 weeks with and without treatment",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
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
    demo.add_argument(
        "--tol", type=float, default=1e-4, help="error tolerance of the integration (default: %(default)s)"
    )
    demo.set_defaults(run=_demo)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0 done, 1 an error in what was asked, 130 interrupted."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except MusclebalanceError as error:
        print(f"musclebalance: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("musclebalance: interrupted", file=sys.stderr)
        return 130


def _demo(options: argparse.Namespace) -> int:
    from . import demo
    from .report import study_text

    def progress(line: str) -> None:
        print(f"... {line}", file=sys.stderr)

    found = demo.run(options.seed, options.tol, progress)
    if options.json:
        print(json.dumps(found.summary(), indent=2))
        return 0
    print(study_text(found))
    for path in demo.write(found, options.out, figure=not options.no_figure):
        print(f"written: {path}")
    return 0
