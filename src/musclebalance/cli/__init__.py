"""The command ``musclebalance``.

To add one, declare it with :func:`~.commands.command` above the function that does it, and list it here.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from .. import __version__
from ..core.errors import MusclebalanceError
from . import commands, demo
from .commands import Command, paragraphs

COMMANDS: tuple[Command, ...] = (
    demo.demo,
    commands.new,
    commands.simulate,
    commands.compare,
    commands.trial,
    commands.fit,
    commands.catalogue,
    commands.scoreboard,
    commands.app,
)
ABOUT = (
    "Opposing muscle pairs: how they get out of balance and what programmes do about it. "
    "A research and teaching model."
)
EXIT_CODES = (
    "exit codes: 0 done, 1 something asked for is wrong, 2 wrong command line, 130 interrupted. "
    "For the options of a command: musclebalance COMMAND --help"
)


def parser() -> argparse.ArgumentParser:
    """The whole command line in one object."""
    examples = ["examples:", *(f"  {command.example}" for command in COMMANDS)]
    top = argparse.ArgumentParser(
        prog="musclebalance",
        description=paragraphs(ABOUT),
        epilog="\n".join([*examples, "", paragraphs(EXIT_CODES)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shown = f"musclebalance {__version__}"
    top.add_argument("--version", action="version", version=shown, help="show the version and exit")
    group = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(group)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; errors are one line each."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # one letter that cannot be shown stops no command
    options = parser().parse_args(arguments)
    try:
        options.command(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return 0
    except MusclebalanceError as error:
        print(f"musclebalance: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has had enough: not an error of ours
        return 0
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"musclebalance: {where}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("musclebalance: interrupted", file=sys.stderr)
        return 130
