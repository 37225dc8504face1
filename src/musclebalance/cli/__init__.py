"""The command ``musclebalance``: a module for each group of commands, errors in one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .. import __version__
from ..core.errors import MusclebalanceError
from . import demonstration, looking, page, people, scenarios

EXAMPLES = """examples:
  musclebalance demo                      half a year at a desk, then 16 weeks with and without treatment
  musclebalance new mine.toml             write a commented scenario file to start from
  musclebalance simulate mine.toml        run it: one screen; --csv, --figure, --save keep more
  musclebalance compare mine.toml         the same programme under several explanations
  musclebalance trial mine.toml           a randomised trial of it with virtual people
  musclebalance fit mine.toml visits.csv  fit a person's own measurements
  musclebalance catalogue                 the muscle pairs, their sources and cautions
  musclebalance scoreboard                predictions against published trials, misses included
  musclebalance app                       the interactive page in your browser

exit codes: 0 done, 1 an error in what was asked, 2 a wrong command line, 130 interrupted
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line in one object."""
    top = argparse.ArgumentParser(
        prog="musclebalance",
        description="Opposing muscle pairs: how they get out of balance and what programmes do about it. "
        "A research and teaching model.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"musclebalance {__version__}",
        help="show the version and exit",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in (demonstration, scenarios, people, looking, page):
        group.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except MusclebalanceError as error:
        print(f"musclebalance: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has had enough: not an error of ours
        return 0
    except OSError as error:
        print(f"musclebalance: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("musclebalance: interrupted", file=sys.stderr)
        return 130
