"""``musclebalance new``, ``simulate`` and ``compare``: work with scenario files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import FileError
from .common import FIGURES, RESULTS, command, kept, progress, scenario_of, writable

if TYPE_CHECKING:
    from ..result import Result

COMMENTED = """# A scenario of musclebalance: who, what life, what programme.
# Run it with: musclebalance simulate {name}
# Every line may be changed or left out, except pair and lifestyle; a typo is refused with the nearest name.
title = "Hip flexors after half a year at a desk"
pair = "{pair}"                # musclebalance catalogue lists all pairs
develop_days = 180             # days of the life before, in which the imbalance develops [d]
weeks = 16                     # length of the simulation [weeks]
seed = 0                       # of adherence

[lifestyle_before]             # the life that brought it about
kind = "office"
hours = 8                      # at the desk [h a day]
stress = 0.6                   # emotional stress while there, 0 to 1

[lifestyle]                    # the life during the programme: healthy, reduced, or office as above
kind = "reduced"

[sessions.pir]                 # a session in words, one step a line
words = [
  "stretch to barrier",
  "repeat 5 times:",
  "  contract at 20 %MVC for 7 s",
  "  release for 3 s",
  "  stretch for 20 s",
]

[[plan]]                       # one table for each phase
session = "pir"
per_week = 3
weeks = 4
where = "clinic"

[[plan]]
session = "pir"
per_week = 5
weeks = 8
where = "home"
adherence = 0.8                # probability that a session is done
"""


def add(commands: Any) -> None:
    """Declare the commands."""
    new = command(
        commands, "new", "write a commented scenario file to start from", "musclebalance new mine.toml"
    )
    new.add_argument("file", help="name of the new file, ending in .toml")
    new.add_argument(
        "--pair", default="hip-flexors-gluteus-maximus", help="muscle pair (default: %(default)s)"
    )
    new.add_argument("--force", action="store_true", help="replace the file if it exists")
    new.set_defaults(run=write_new)

    simulate = command(
        commands,
        "simulate",
        "run a scenario file",
        "musclebalance simulate mine.toml --csv course.csv --figure course.png",
    )
    simulate.add_argument("file", help="scenario file (.toml or .json)")
    simulate.add_argument("--model", default="combined", help="hypothesis (default: %(default)s)")
    simulate.add_argument("--json", action="store_true", help="print the summary as JSON")
    simulate.add_argument("--csv", metavar="FILE", help="write the trajectories as a table")
    simulate.add_argument(
        "--save", metavar="FILE", help="write the result as .npz (to go on) or .nc (NetCDF)"
    )
    simulate.add_argument("--figure", metavar="FILE", help="write the recovery curves (.png, .svg, .pdf)")
    simulate.add_argument("--tol", type=float, default=1e-4, help="error tolerance (default: %(default)s)")
    simulate.set_defaults(run=run_simulate)

    compare = command(
        commands,
        "compare",
        "run a scenario's programme under several explanations",
        "musclebalance compare mine.toml --models combined,sensory,mechanical",
    )
    compare.add_argument("file", help="scenario file with a plan")
    compare.add_argument(
        "--models", default="", metavar="NAMES", help="hypotheses separated by commas (default: all)"
    )
    compare.add_argument("--csv", metavar="FILE", help="write the table of predictions")
    compare.set_defaults(run=run_compare)


def write_new(options: argparse.Namespace) -> int:
    """Write a commented scenario that runs as it stands."""
    from ..pairs import pair

    path = Path(options.file)
    if path.suffix != ".toml":
        raise FileError(str(path), "a scenario with comments ends in '.toml'.")
    if path.exists() and not options.force:
        raise FileError(str(path), "exists already; choose another name or add --force.")
    path.write_text(COMMENTED.format(name=path.name, pair=pair(options.pair).name), encoding="utf-8")
    print(f"written: {path}; run it with: musclebalance simulate {path}")
    return 0


def run_simulate(options: argparse.Namespace) -> int:
    """Simulate a scenario; print one screen; keep what was asked for."""
    from ..result import Result, save
    from ..simulation import simulate_scenario

    writable(options.csv)
    writable(options.save, RESULTS)
    writable(options.figure, FIGURES)
    scenario = scenario_of(options.file)

    def show(result: object) -> None:
        if not isinstance(result, Result):  # stopped before the first day: there is nothing to read
            return
        print(json.dumps(result.summary(), indent=2) if options.json else result)
        if options.csv:
            result.to_frame().to_csv(options.csv, float_format="%.6g")
        if options.save:
            save(result, options.save)
        if options.figure:
            _draw(result, options.figure)

    return kept(
        lambda: simulate_scenario(scenario, model=options.model, tol=options.tol, progress=progress), show
    )


def run_compare(options: argparse.Namespace) -> int:
    """Compare hypotheses on a scenario's programme."""
    from ..inference import compare
    from ..inference.comparison import DEFAULT
    from ..pairs import pair

    writable(options.csv)
    scenario = scenario_of(options.file)
    if scenario.plan is None:
        raise FileError(options.file, "has no plan; a comparison needs a programme ([[plan]]).")
    models = tuple(name.strip() for name in options.models.split(",") if name.strip()) or DEFAULT
    found = compare(
        pair(scenario.pair),
        scenario.plan,
        scenario.lifestyle,
        models=models,
        cause=scenario.lifestyle_before,
        days=scenario.develop_days or 180,
        seed=scenario.seed,
        progress=progress,
    )
    print(found)
    if options.csv:
        found.to_frame().to_csv(options.csv)
    return 0


def _draw(result: Result, path: str) -> None:
    import matplotlib.pyplot as plt

    from .. import plot

    with plot.style():
        axes = plot.recovery(result)
        figure: Any = axes.flat[0].figure  # type: ignore[attr-defined]
        figure.savefig(path)
        plt.close(figure)
