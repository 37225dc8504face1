"""The commands, and how one is declared.

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
from importlib.resources import files
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.errors import EngineError, FileError, UnknownNameError, check_range

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


@command(
    "write a commented scenario file to start from, or the file of a muscle pair of your own",
    " mine.toml --pair-file my_pair.toml",
    option("file", "name of the new file, ending in .toml", nargs="?"),
    option("--pair", "muscle pair", "hip-flexors-gluteus-maximus"),
    output("--pair-file", (".toml",), "write a commented file of a pair, which the scenario then uses"),
    flag("--force", "replace the file if it exists"),
)
def new(options: Namespace) -> None:
    """Write a commented scenario that runs as it stands, or the file of a pair, or both."""
    from ..pairs import pair, template

    wanted = [name for name in (options.file, options.pair_file) if name is not None]
    if not wanted:
        raise FileError("new", "needs the name of a scenario file, or --pair-file FILE for that of a pair.")
    for path in map(Path, wanted):
        if path.suffix != ".toml":
            raise FileError(str(path), "a scenario with comments ends in '.toml'.")
        if path.exists() and not options.force:
            raise FileError(str(path), "exists already; choose another name or add --force.")
    name = pair(options.pair).name
    if options.pair_file:
        Path(options.pair_file).write_text(template(), encoding="utf-8")
        print(f"written: {options.pair_file}; look at it with: musclebalance catalogue {options.pair_file}")
    if options.file:
        path, own = Path(options.file), options.pair_file or options.pair
        if own.lower().endswith(".toml"):
            name = Path(relpath(own, path.parent)).as_posix()
        text = files("musclebalance.cli").joinpath("scenario.toml").read_text(encoding="utf-8")
        path.write_text(text.format(name=path.name, pair=name), encoding="utf-8")
        print(f"written: {path}; run it with: musclebalance simulate {path}")


@command(
    "run a scenario file and print a summary of it",
    " mine.toml --csv course.csv --figure course.png",
    SCENARIO,
    HYPOTHESIS,
    AS_JSON,
    output("--csv", TABLES, "write the trajectories as a table"),
    output("--save", RESULTS, "write the result as .npz (to continue from) or .nc (NetCDF)"),
    output("--figure", FIGURES, "write the recovery curves (.png, .svg, .pdf)"),
    TOLERANCE,
)
def simulate(options: Namespace) -> None:
    """Simulate a scenario, print one screen and write what was asked for."""
    from ..result import Result, save
    from ..simulation import simulate_scenario

    scenario = load_scenario(options.file)

    def run() -> Result:
        return simulate_scenario(scenario, model=options.model, tol=options.tol, progress=progress)

    def show(result: object) -> None:
        if not isinstance(result, Result):  # stopped before the first day: there is nothing to read
            return
        say(result, result.summary if options.json else None)
        if options.csv:
            result.to_frame().to_csv(options.csv, float_format="%.6g")
        if options.save:
            save(result, options.save)
        if options.figure:
            save_figure(options.figure, lambda plot: plot.recovery(result))

    show_even_if_stopped(run, show)


@command(
    "run a scenario's programme under several hypotheses of how treatment works",
    " mine.toml --models combined,sensory,mechanical",
    WITH_PLAN,
    option("--models", "hypotheses, separated by commas (default: all but core)", metavar="NAMES"),
    output("--csv", TABLES, "write the table of predictions"),
)
def compare(options: Namespace) -> None:
    """Compare hypotheses on a scenario's programme."""
    from ..inference import compare
    from ..inference.comparison import DEFAULT
    from ..pairs import pair

    scenario, plan = load_scenario_with_plan(options.file, "a comparison")
    models = tuple(name.strip() for name in (options.models or "").split(",") if name.strip())
    found = compare(
        pair(scenario.pair),
        plan,
        scenario.lifestyle,
        models=models or DEFAULT,
        cause=scenario.lifestyle_before,
        days=scenario.develop_days or 180,
        seed=scenario.seed,
        progress=progress,
    )
    say(found)
    if options.csv:
        found.to_frame().to_csv(options.csv)


@command(
    "randomise virtual people to a scenario's programme or no treatment",
    " mine.toml --people 60 --outcome rom_agonist --week 8",
    WITH_PLAN,
    option("--people", "people in all arms together", 60),
    option("--outcome", "what is analysed", "rom_agonist"),
    option("--week", "when it is analysed (default: at the end)", type=float),
    option("--dropout", "share of people lost by the end", 0.0),
    flag("--power", "also print the power against the number of people"),
    output("--csv", TABLES, "write what was measured, one row per person and visit"),
    TOLERANCE,
    option("--checkpoint", "keep finished work here, so that the same command can resume", metavar="FOLDER"),
)
def trial(options: Namespace) -> None:
    """Sample a cohort, randomise, follow, analyse."""
    from ..pairs import pair
    from ..population import Cohort, Trial, power, trial

    check_range("people in all arms", options.people, 4, 1e6)  # fewer than two in an arm have no spread
    scenario, plan = load_scenario_with_plan(options.file, "a trial")
    covariates = {"chronicity": float(scenario.develop_days)} if scenario.develop_days else {}
    cohort = Cohort.sample(pair(scenario.pair), n=options.people, seed=scenario.seed, covariates=covariates)
    progress(f"{options.people} people in two arms")

    week = options.week

    def run() -> Trial:
        return trial(
            cohort,
            {"programme": plan, "no treatment": None},
            scenario.lifestyle,
            weeks=scenario.weeks or plan.weeks,
            seed=scenario.seed,
            outcomes=tuple(dict.fromkeys((options.outcome, "rom_agonist", "pain", "imbalance"))),
            tol=options.tol,
            checkpoint=options.checkpoint,
            visits=None if week is None else tuple(sorted({week, scenario.weeks or week})),
            dropout=options.dropout,
        )

    def show(found: object) -> None:
        say(found)  # a trial, or, stopped before it began, the people who had developed
        if not isinstance(found, Trial):
            return
        if options.power and not found.stopped:
            say(power(found, options.outcome, week=week))
        if options.csv:
            found.to_frame().to_csv(options.csv, index=False)

    show_even_if_stopped(run, show)


@command(
    "fit a person's own measurements, given the programme and life of a scenario",
    " mine.toml visits.csv",
    option("file", "scenario file: pair, life and programme from the first visit on"),
    option("visits", "measurements: date or day, measurement, muscle, value, unit (CSV)"),
    flag("--quick", "least squares only, no posterior samples"),
)
def fit(options: Namespace) -> None:
    """Fit one person and print what is identified and what is not."""
    from ..inference import fit
    from ..pairs import pair

    scenario = load_scenario(options.file)
    found = fit(
        options.visits,
        pair(scenario.pair),
        scenario.plan,
        lifestyle=scenario.lifestyle,
        sampler="none" if options.quick else "emulated",
        seed=scenario.seed,
        before=scenario.lifestyle_before or "same",
    )
    say(found)


@command(
    "show the muscle pairs with their sources, assumptions and cautions",
    " hamstrings-quadriceps",
    option("pair", "show this pair in full", nargs="?"),
)
def catalogue(options: Namespace) -> None:
    """Print all pairs, or one."""
    from ..pairs import catalogue, pair

    say(pair(options.pair) if options.pair else catalogue())


@command(
    "compare predictions with published trials, misses included",
    " my_trials.csv --json",
    option("table", "your own trials, in the columns of evidence table 'typed_arms' (CSV)", nargs="?"),
    HYPOTHESIS,
    AS_JSON,
    output("--csv", TABLES, "write one row per arm"),
)
def scoreboard(options: Namespace) -> None:
    """Predict the published trials, or the user's own, and print how well."""
    from ..evidence import scoreboard

    found = scoreboard(options.table, model=options.model)
    say(found, found.to_json if options.json else None)
    if options.csv:
        found.to_frame().to_csv(options.csv)


@command(
    "open the interactive page: a pair, a day, a programme in words, sliders, curves",
    " --export page.html",
    option("--port", "port on this machine (default: a free one)", type=int),
    flag("--no-browser", "do not open a browser"),
    option("--export", "write the page as one HTML file instead of serving it", metavar="FILE"),
)
def app(options: Namespace) -> None:
    """Serve the page until interrupted, or write it."""
    from ..app import export, serve

    if options.export:
        print(f"written: {export(options.export, progress=progress)}")
    else:
        serve(options.port or 0, open_browser=not options.no_browser)
