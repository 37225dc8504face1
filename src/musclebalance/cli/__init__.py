"""The command ``musclebalance``.

Declare one with :func:`~.commands.command` above the function that does it, and list it in :func:`parser`.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from .. import __version__
from ..core.errors import MusclebalanceError

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
    from . import commands, demo, exporting, reading  # here, so that Ctrl-C while loading is quiet too

    every = (
        demo.demo,
        commands.new,
        commands.simulate,
        commands.compare,
        commands.trial,
        commands.fit,
        reading.read,
        commands.catalogue,
        commands.scoreboard,
        exporting.export,
        commands.app,
    )
    examples = ["examples:", *(f"  {command.example}" for command in every)]
    top = argparse.ArgumentParser(
        prog="musclebalance",
        description=commands.paragraphs(ABOUT),
        epilog="\n".join([*examples, "", commands.paragraphs(EXIT_CODES)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shown = f"musclebalance {__version__}"
    top.add_argument("--version", action="version", version=shown, help="show the version and exit")
    group = top.add_subparsers(metavar="COMMAND", required=True)
    for command in every:
        command.add_to(group)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; errors are one line each."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # one letter that cannot be shown stops no command
    try:
        options = parser().parse_args(arguments)
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
