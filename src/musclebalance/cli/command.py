"""How a command is declared, and what commands share.

A command is a function of the parsed options. Its declaration says everything about its command line,
including the files it writes, which are checked before any work begins.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.errors import EngineError, FileError, UnknownNameError

if TYPE_CHECKING:
    from ..simulation import Scenario
    from ..treatment import Plan

WIDTH = 79
TABLES = (".csv",)
RESULTS = (".npz", ".nc")
FIGURES = (".png", ".svg", ".pdf")


class Option(NamedTuple):
    """One argument of a command; `endings` of the file it names, where it is one to be written."""

    name: str
    how: dict[str, Any]
    endings: tuple[str, ...] = ()


def option(name: str, text: str, default: Any = None, **how: Any) -> Option:
    """An argument, or an option if its name begins with dashes; a default is checked for and shown."""
    if default is None:
        return Option(name, {"help": text, **how})
    kind = {} if isinstance(default, str) else {"type": type(default)}
    return Option(name, {"help": f"{text} (default: %(default)s)", "default": default, **kind, **how})


def flag(name: str, text: str) -> Option:
    """An option that is there or not."""
    return Option(name, {"help": text, "action": "store_true"})


def output(name: str, endings: tuple[str, ...], text: str) -> Option:
    """A file to be written."""
    return Option(name, {"help": text, "metavar": "FILE"}, endings)


SCENARIO = option("file", "scenario file (.toml or .json)")
WITH_PLAN = option("file", "scenario file with a plan (.toml or .json)")
TOLERANCE = option("--tol", "error tolerance", 1e-4)
HYPOTHESIS = option("--model", "hypothesis", "combined")
AS_JSON = flag("--json", "print the summary as JSON")


@dataclass(frozen=True)
class Command:
    """A command of the command line."""

    work: Callable[[Namespace], None]
    name: str
    text: str
    example: str
    options: tuple[Option, ...] = field(repr=False)

    def add_to(self, commands: Any) -> None:
        """Declare it to argparse."""
        parser = commands.add_parser(
            self.name,
            help=self.text,
            description=paragraphs(f"{self.text[0].upper()}{self.text[1:]}."),
            epilog=f"example:\n  {self.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for one in self.options:
            parser.add_argument(one.name, **one.how)
        parser.set_defaults(command=self)

    def __call__(self, options: Namespace) -> None:
        """Refuse files that cannot be written, then do the work."""
        for one in self.options:
            if one.endings:
                check_writable(getattr(options, one.name.lstrip("-").replace("-", "_")), one.endings)
        self.work(options)


def command(text: str, example: str, *options: Option) -> Callable[[Callable[[Namespace], None]], Command]:
    """Make a command of the function below, under the function's name."""

    def declared(work: Callable[[Namespace], None]) -> Command:
        return Command(work, work.__name__, text, f"musclebalance {work.__name__}{example}", options)

    return declared


def paragraphs(text: str) -> str:
    """Text wrapped for a terminal."""
    return textwrap.fill(text, WIDTH)


def check_writable(name: str | None, endings: tuple[str, ...]) -> None:
    """Refuse a file that cannot be written."""
    if name is None:
        return
    path = Path(name)
    if path.suffix.lower() not in endings:
        raise FileError(name, f"no known kind of file; end the name in {' or '.join(endings)}.")
    if path.is_dir():
        raise FileError(name, "is a folder; give the name of a file.")
    if not path.absolute().parent.is_dir():
        raise FileError(name, "its folder does not exist; make it first.")


def progress(line: str) -> None:
    """Say what is being worked on, apart from what is printed as the result."""
    print(f"... {line}", file=sys.stderr)


def say(found: Any, data: Callable[[], Any] | None = None) -> None:
    """Print what was found as text, or its plain data as JSON."""
    print(found if data is None else json.dumps(data(), indent=2))


def show_even_if_stopped(work: Callable[[], Any], show: Callable[[Any], None]) -> None:
    """Show what the work finds; if it stops on the way, show the part that was reached, and say so."""
    try:
        found = work()
    except (EngineError, KeyboardInterrupt) as stop:
        partial = getattr(stop, "partial", None)
        if partial is not None:
            progress("stopped; what is printed and written now is partial")
            show(partial)
        raise
    show(found)


def load_scenario(name: str) -> Scenario:
    """The scenario in a file; an unknown muscle pair is an error that names its line."""
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


def load_scenario_with_plan(name: str, what: str) -> tuple[Scenario, Plan]:
    """The scenario in a file and the programme that `what` needs."""
    scenario = load_scenario(name)
    if scenario.plan is None:
        raise FileError(name, f"has no plan; {what} needs a programme ([[plan]]).")
    return scenario, scenario.plan


def save_figure(path: str | Path, draw: Callable[[Any], Any]) -> None:
    """Write the figure that `draw` makes with ``musclebalance.plot``, in the project's style."""
    import matplotlib.pyplot as plt

    from .. import plot

    with plot.style():
        figure = draw(plot)[0].figure
        figure.savefig(path)
        plt.close(figure)
