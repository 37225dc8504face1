"""The commands: scenario files, virtual people, a person's own data, what the library holds, the page."""

from __future__ import annotations

from argparse import Namespace
from importlib.resources import files
from os.path import relpath
from pathlib import Path

from ..core.errors import FileError, check_range
from .command import (
    AS_JSON,
    FIGURES,
    HYPOTHESIS,
    RESULTS,
    SCENARIO,
    TABLES,
    TOLERANCE,
    WITH_PLAN,
    command,
    flag,
    load_scenario,
    load_scenario_with_plan,
    option,
    output,
    progress,
    save_figure,
    say,
    show_even_if_stopped,
)


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
    option(
        "--checkpoint",
        "keep finished work here, so that the same command can resume",
        metavar="FOLDER",
    ),
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
