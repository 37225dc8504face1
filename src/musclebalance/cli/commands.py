"""The commands, and how one is declared.

A command is a function of the parsed options. Its declaration says everything about its command line, and
what reads each option: numbers, names and files to be written are checked before any work begins.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import sys
import textwrap
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.errors import EngineError, FileError, MusclebalanceError, number
from ..core.sheet import plain
from ..core.writing import whole_file, write_text
from .checks import Asked, asked_of, check_folder, check_installed, check_writable, in_range, seed

if TYPE_CHECKING:
    from pandas import DataFrame

WIDTH = 79
TABLES = (".csv",)
RESULTS = (".npz", ".nc")
FIGURES = (".png", ".svg", ".pdf")
LONGEST_TRIAL = 520  # [weeks]


class Option(NamedTuple):
    """One argument of a command, and what reads it, or refuses it, before any work."""

    name: str
    how: dict[str, Any]
    read: Callable[[str], Any] | None = None


def option(name: str, text: str, default: Any = None, **how: Any) -> Option:
    """An argument, or an option if its name begins with dashes; a default is shown."""
    if default is None:
        return Option(name, {"help": text, **how})
    return Option(name, {"help": f"{text} (default: %(default)s)", "default": default, **how})


def checked(given: Option, read: Callable[[str], Any]) -> Option:
    """An option with what reads it."""
    return given._replace(read=read)


def flag(name: str, text: str) -> Option:
    """An option that is there or not."""
    return Option(name, {"help": text, "action": "store_true"})


def output(name: str, endings: tuple[str, ...], text: str, **how: Any) -> Option:
    """A file to be written."""

    def read(given: str) -> str:
        check_writable(given, endings)
        return given

    return Option(name, {"help": text, "metavar": "FILE", **how}, read)


def folder(given: str) -> str:
    """A folder to be written to."""
    check_folder(given)
    return given


def hypothesis(given: str) -> str:
    """The name of a hypothesis."""
    from ..model import hypotheses

    hypotheses.get(given)
    return given


SCENARIO = option("file", "scenario file (.toml or .json)")
WITH_PLAN = option("file", "scenario file with a plan (.toml or .json)")
TOLERANCE = checked(option("--tol", "error tolerance", 1e-4), in_range("tol", 1e-10, 1e-2))
SEED = checked(option("--seed", "seed (default: the file's)"), seed)
HYPOTHESIS = checked(option("--model", "hypothesis", "combined"), hypothesis)
OTHER_HYPOTHESIS = checked(option("--model", "hypothesis (default: the file's)"), hypothesis)
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
        """Read what is asked for, refuse what cannot be done, then do the work."""
        for one in self.options:
            name = one.name.lstrip("-").replace("-", "_")
            if one.read is not None and getattr(options, name) is not None:
                setattr(options, name, one.read(getattr(options, name)))
        self.work(options)


def command(text: str, example: str, *options: Option) -> Callable[[Callable[[Namespace], None]], Command]:
    """Make a command of the function below, under the function's name."""

    def declared(work: Callable[[Namespace], None]) -> Command:
        return Command(work, work.__name__, text, f"musclebalance {work.__name__}{example}", options)

    return declared


def paragraphs(text: str) -> str:
    """Text wrapped for a terminal."""
    return textwrap.fill(text, WIDTH)


def progress(line: str) -> None:
    """Say what is being worked on, apart from what is printed as the result."""
    print(f"... {line}", file=sys.stderr)


def say(found: Any, data: Callable[[], Any] | None = None) -> None:
    """Print what was found as text, or its plain data as JSON."""
    print(fitted(str(found)) if data is None else json.dumps(data(), indent=2))


def fitted(text: str) -> str:
    """Text whose long lines go on below, where they are shown in a terminal that is narrower."""
    return narrowed(text, shutil.get_terminal_size().columns) if sys.stdout.isatty() else text


def narrowed(text: str, width: int) -> str:
    """Text in lines of at most `width` characters; what goes on stands a little further in."""
    lines: list[str] = []
    for line in text.splitlines():
        inset = " " * min(len(line) - len(line.lstrip()) + 4, width // 2)
        lines += textwrap.wrap(line, width, subsequent_indent=inset) if len(line) > width else [line]
    return "\n".join(lines)


def write_table(path: str, frame: DataFrame, **how: Any) -> None:
    """Write a table, whole or not at all; no text becomes a formula, and lines within end in one way."""
    texts = {str(name): frame[name].map(_plain) for name in frame.select_dtypes(exclude="number")}
    safe = frame.assign(**texts).rename(index=_plain, columns=_plain)
    with whole_file(path) as beside:
        safe.to_csv(beside, **how)


def _plain(value: Any) -> Any:
    return plain("\n".join(re.split("\r\n?", value))) if isinstance(value, str) else value


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


def save_figure(path: str | Path, draw: Callable[[Any], Any]) -> None:
    """Write the figure that `draw` makes with ``musclebalance.plot``, in the project's style."""
    import matplotlib.pyplot as plt

    from .. import plot

    with plot.style():
        figure = draw(plot)[0].figure
        with whole_file(path) as beside:
            figure.savefig(beside, format=Path(path).suffix[1:].lower())
        plt.close(figure)


@command(
    "write a commented scenario file to start from, or the file of a muscle pair of your own",
    " mine.toml --pair-file my_pair.toml",
    output("file", (".toml",), "name of the new file, ending in .toml", nargs="?"),
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
        if path.exists() and not options.force:
            raise FileError(str(path), "exists already; choose another name or add --force.")
    name = pair(options.pair).name
    if options.pair_file:
        write_text(options.pair_file, template())
        print(f"written: {options.pair_file}; look at it with: musclebalance catalogue {options.pair_file}")
    if options.file:
        path, own = Path(options.file), options.pair_file or options.pair
        if own.lower().endswith(".toml"):
            name = Path(relpath(own, path.parent)).as_posix()
        text = files("musclebalance.cli").joinpath("scenario.toml").read_text(encoding="utf-8")
        write_text(path, text.format(name=path.name, pair=name))
        print(f"written: {path}; run it with: musclebalance simulate {path}")


@command(
    "run a scenario file and print a summary of it",
    " mine.toml --csv course.csv --figure course.png",
    SCENARIO,
    OTHER_HYPOTHESIS,
    SEED,
    AS_JSON,
    output("--csv", TABLES, "write the trajectories as a table"),
    output("--save", RESULTS, "write the result as .npz (to continue from) or .nc (NetCDF)"),
    output("--figure", FIGURES, "write the recovery curves (.png, .svg, .pdf)"),
    TOLERANCE,
)
def simulate(options: Namespace) -> None:
    """Simulate a scenario, write what was asked for and print one screen."""
    from ..result import Result, save
    from ..simulation import simulate_scenario

    scenario = asked_of(options).scenario

    def run() -> Result:
        return simulate_scenario(scenario, tol=options.tol, progress=progress)

    def show(result: object) -> None:
        if not isinstance(result, Result):  # stopped before the first day: there is nothing to read
            return
        if options.csv:
            write_table(options.csv, result.to_frame(), float_format="%.6g")
        if options.save:
            save(result, options.save)
        say(result, result.summary if options.json else None)
        if options.figure:
            save_figure(options.figure, lambda plot: plot.recovery(result))

    show_even_if_stopped(run, show)


@command(
    "run a scenario's programme under several hypotheses of how treatment works",
    " mine.toml --models combined,sensory,mechanical",
    WITH_PLAN,
    option(
        "--models", "hypotheses, separated by commas (default: the file's, then all but core)",
        metavar="NAMES",
    ),
    SEED,
    output("--csv", TABLES, "write the table of predictions"),
    TOLERANCE,
)  # fmt: skip
def compare(options: Namespace) -> None:
    """Compare hypotheses on a scenario's programme."""
    from ..inference import compare
    from ..inference.comparison import DEFAULT, FOLLOW_UP_WEEKS

    asked = asked_of(options)
    scenario, plan = asked.scenario, asked.plan("a comparison")
    why = f"a comparison reads {FOLLOW_UP_WEEKS} weeks after the programme"
    asked.check_weeks(plan.days / 7 + FOLLOW_UP_WEEKS, why)
    models = (scenario.model, *DEFAULT) if options.models is None else _names(options.models)
    found = compare(
        asked.pair,
        plan,
        scenario.lifestyle,
        models=[hypothesis(name) for name in dict.fromkeys(models)],
        cause=scenario.lifestyle_before or scenario.lifestyle,
        days=scenario.develop_days,
        parameters=scenario.parameters,
        events=scenario.events,
        first_weekday=scenario.first_weekday,
        seed=scenario.seed,
        tol=options.tol,
        progress=progress,
    )
    if options.csv:
        write_table(options.csv, found.to_frame())
    say(found)


def _names(text: str) -> list[str]:
    """Names separated by commas, at least one."""
    found = [name.strip() for name in text.split(",")]
    if not all(found):
        raise MusclebalanceError(f"--models {text!r} has an empty name; write for example combined,sensory.")
    return found


@command(
    "randomise virtual people to a scenario's programme or no treatment",
    " mine.toml --people 60 --outcome rom_agonist --week 8",
    WITH_PLAN,
    checked(
        option("--people", "people in all arms together", 60),
        in_range("people in all arms", 4, 1_000_000, whole=True),  # fewer than two in an arm have no spread
    ),
    option("--outcome", "what is analysed", "rom_agonist"),
    option("--week", "when it is analysed (default: at the end)"),
    checked(option("--dropout", "share of people lost by the end", 0.0), in_range("drop-out", 0.0, 0.9)),
    flag("--power", "also print the power against the number of people"),
    OTHER_HYPOTHESIS,
    SEED,
    output("--csv", TABLES, "write what was measured, one row per person and visit"),
    TOLERANCE,
    checked(
        option("--checkpoint", "keep finished work here, to resume by the same command", metavar="FOLDER"),
        folder,
    ),
)
def trial(options: Namespace) -> None:
    """Sample a cohort, let it live as the scenario says, randomise, follow, analyse."""
    from ..population import Cohort, Trial, power, trial
    from ..result.variables import catalogue_of, find

    asked = asked_of(options)
    scenario, plan = asked.scenario, asked.plan("a trial")
    weeks = asked.length(LONGEST_TRIAL, "a trial")
    find(asked.model, options.outcome)
    usual = (name for name in ("rom_agonist", "pain", "imbalance") if name in catalogue_of(asked.model))
    week = None if options.week is None else in_range("week", 1 / 7, weeks, "weeks")(options.week)
    if options.power:
        check_installed("statsmodels", "--power")
    cohort = Cohort.sample(
        asked.pair, n=options.people, seed=scenario.seed, model=scenario.model, parameters=scenario.parameters
    )

    def run() -> Trial:
        progress(f"{options.people} people in two arms")
        return trial(
            cohort,
            {"programme": plan, "no treatment": None},
            scenario.lifestyle,
            weeks=weeks,
            seed=scenario.seed,
            outcomes=tuple(dict.fromkeys((options.outcome, *usual))),
            tol=options.tol,
            checkpoint=options.checkpoint,
            visits=None if week is None else tuple(sorted({week, weeks})),
            dropout=options.dropout,
            before=scenario.lifestyle_before or scenario.lifestyle,
            before_days=scenario.develop_days,
            events=scenario.events,
            first_weekday=scenario.first_weekday,
        )

    def show(found: object) -> None:
        if options.csv and isinstance(found, Trial):
            write_table(options.csv, found.to_frame(), index=False)
        say(found)  # a trial, or, stopped before it began, the people who had developed
        if options.power and isinstance(found, Trial) and not found.stopped:
            say(power(found, options.outcome, week=week))

    show_even_if_stopped(run, show)


@command(
    "fit a person's own measurements, given the programme and life of a scenario",
    " mine.toml visits.csv",
    option("file", "scenario file: pair, life and programme from the first visit on"),
    option("visits", "measurements: date or day, measurement, muscle, value, unit (CSV)"),
    flag("--quick", "least squares only, no posterior samples"),
    OTHER_HYPOTHESIS,
    SEED,
    TOLERANCE,
)
def fit(options: Namespace) -> None:
    """Fit one person and print what is identified and what is not."""
    from ..inference import fit, read_visits

    asked = asked_of(options)
    scenario = asked.scenario
    if scenario.events:
        asked.refuse("events", "a fit knows no events; leave them out, or use simulate.")
    if scenario.first_weekday != "Mon":
        asked.refuse("first_weekday", "a fit counts the first visit as a Monday; leave it out.")
    if not options.quick:
        check_installed("emcee", "a fit without --quick")
    people = read_visits(options.visits, asked.pair, scenario.model)
    last = max(float(one.days.max()) for one in people.values())
    asked.check_weeks(math.ceil(last) / 7, f"the last visit is on day {number(last)}")
    say(
        fit(
            options.visits,
            asked.pair,
            scenario.plan,
            lifestyle=scenario.lifestyle,
            free=free_about(asked),
            before=(scenario.lifestyle_before or "same") if scenario.develop_days else "healthy",
            model=scenario.model,
            parameters=scenario.parameters,
            sampler="none" if options.quick else "emulated",
            seed=scenario.seed,
            tol=options.tol,
        )
    )


def free_about(asked: Asked) -> dict[str, Any]:
    """What is fitted: the usual numbers, the length of the past about that of the file."""
    from ..core.distribution import Distribution
    from ..inference.problem import USUAL
    from ..inference.subject import CHRONICITY
    from ..simulation.healthy import complete_parameters

    known, days = complete_parameters(asked.pair, asked.model), float(asked.scenario.develop_days)
    free: dict[str, Any] = {name: None for name in USUAL if name in known}
    if days:
        past = Distribution(0.6, "factor", days, min(20.0, days / 2), max(720.0, 4 * days), "d")
        free = {CHRONICITY: past, **free}
    return free


@command(
    "show the muscle pairs with their sources, assumptions and cautions",
    " hamstrings-quadriceps",
    option("pair", "show this pair in full", nargs="?"),
)
def catalogue(options: Namespace) -> None:
    """Print all pairs, or one."""
    from ..pairs import catalogue, pair

    say(catalogue() if options.pair is None else pair(options.pair))


@command(
    "compare predictions with published trials, misses included",
    " my_trials.csv --json",
    option("table", "your own trials, one row a result (CSV)", nargs="?"),
    output("--template", TABLES, "write a table of trials to start from, with what its columns mean"),
    HYPOTHESIS,
    AS_JSON,
    output("--csv", TABLES, "write one row per arm"),
)
def scoreboard(options: Namespace) -> None:
    """Predict the published trials, or the user's own, and print how each was understood and how well."""
    from ..evidence import scoreboard, template

    if options.template:
        if options.table:
            raise FileError(options.template, "--template needs no table; leave one of the two out.")
        template(options.template)
        print(f"written: {options.template}; score it with: musclebalance scoreboard {options.template}")
        return
    if options.csv and options.table and Path(options.csv).absolute() == Path(options.table).absolute():
        raise FileError(options.csv, "holds your trials; give --csv another name.")
    found = scoreboard(options.table, model=options.model)
    if options.csv:
        write_table(options.csv, found.to_frame())
    say("\n\n".join(filter(None, (found.report, str(found)))), found.to_json if options.json else None)


@command(
    "open the interactive page: a pair, a day, a programme in words, sliders, curves",
    " --export page.html",
    checked(
        option("--port", "port on this machine (default: a free one)"),
        in_range("port", 0, 65_535, whole=True),
    ),
    flag("--no-browser", "do not open a browser"),
    output("--export", (".html", ".htm"), "write the page as one HTML file instead of serving it"),
)
def app(options: Namespace) -> None:
    """Serve the page until interrupted, or write it."""
    from ..app import export, serve

    if options.export:
        print(f"written: {export(options.export, progress=progress)}")
    else:
        serve(options.port or 0, open_browser=not options.no_browser)
