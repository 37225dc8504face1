"""``musclebalance trial`` and ``fit``: virtual people and one person's own data, from a scenario file."""

from __future__ import annotations

import argparse
from typing import Any

from ..core.errors import FileError, check_range
from .common import command, kept, progress, scenario_of, writable

#: Two in each arm: with fewer there is no spread to judge a difference by.
FEWEST = 4


def add(commands: Any) -> None:
    """Declare the commands."""
    trial = command(
        commands,
        "trial",
        "randomise virtual people to a scenario's programme or no treatment",
        "musclebalance trial mine.toml --people 60 --outcome rom_agonist --week 8",
    )
    trial.add_argument("file", help="scenario file with a plan")
    trial.add_argument("--people", type=int, default=60, help="people in all arms (default: %(default)s)")
    trial.add_argument("--outcome", default="rom_agonist", help="what is analysed (default: %(default)s)")
    trial.add_argument("--week", type=float, help="when (default: the end)")
    trial.add_argument("--dropout", type=float, default=0.0, help="share lost by the end (default: 0)")
    trial.add_argument("--power", action="store_true", help="also the power against the number of people")
    trial.add_argument("--csv", metavar="FILE", help="write what was measured, a row per person and visit")
    trial.add_argument("--tol", type=float, default=1e-4, help="error tolerance (default: %(default)s)")
    trial.add_argument(
        "--checkpoint",
        metavar="FOLDER",
        help="keep blocks of people there; the same command goes on from them",
    )
    trial.set_defaults(run=run_trial)

    fit = command(
        commands,
        "fit",
        "fit a person's own measurements, under the programme and life of a scenario",
        "musclebalance fit mine.toml visits.csv",
    )
    fit.add_argument("file", help="scenario file: pair, life and programme from the first visit on")
    fit.add_argument("visits", help="measurements: date or day, measurement, muscle, value, unit (CSV)")
    fit.add_argument("--quick", action="store_true", help="least squares only, no posterior samples")
    fit.set_defaults(run=run_fit)


def _visits(week: float | None, weeks: float | None) -> tuple[float, ...] | None:
    """Weeks of measurement: the one that is asked about and the last; None for the usual ones."""
    return None if week is None else tuple(sorted({week, weeks or week}))


def run_trial(options: argparse.Namespace) -> int:
    """Sample a cohort, randomise, follow, analyse."""
    from ..pairs import pair
    from ..population import Cohort, Trial, power, trial

    writable(options.csv)
    check_range("people in all arms", options.people, FEWEST, 1e6)
    scenario = scenario_of(options.file)
    plan = scenario.plan
    if plan is None:
        raise FileError(options.file, "has no plan; a trial needs a programme ([[plan]]).")
    covariates = {"chronicity": float(scenario.develop_days)} if scenario.develop_days else {}
    cohort = Cohort.sample(pair(scenario.pair), n=options.people, seed=scenario.seed, covariates=covariates)
    progress(f"{options.people} people in two arms")

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
            visits=_visits(options.week, scenario.weeks),
            dropout=options.dropout,
        )

    def show(found: object) -> None:
        print(found)  # a trial, or, stopped before it began, the people who had developed
        if not isinstance(found, Trial):
            return
        if options.power and not found.stopped:
            print(power(found, options.outcome, week=options.week))
        if options.csv:
            found.to_frame().to_csv(options.csv, index=False)

    return kept(run, show)


def run_fit(options: argparse.Namespace) -> int:
    """Fit one person and print what is identified and what is not."""
    from ..inference import fit
    from ..pairs import pair

    scenario = scenario_of(options.file)
    found = fit(
        options.visits,
        pair(scenario.pair),
        scenario.plan,
        lifestyle=scenario.lifestyle,
        sampler="none" if options.quick else "emulated",
        seed=scenario.seed,
        before=scenario.lifestyle_before or "same",
    )
    print(found)
    return 0
