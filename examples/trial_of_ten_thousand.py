"""A randomised trial of four arms in ten thousand virtual people, here or on a cluster.

    python examples/trial_of_ten_thousand.py                      # threads of this machine
    python examples/trial_of_ten_thousand.py --people 1000
    python examples/trial_of_ten_thousand.py --cluster tcp://...  # a Dask scheduler; the numbers are the
    same bits

With `--checkpoint FOLDER` every block of people is written when it is done, and a run that was stopped goes
on from there.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from typing import Any

import musclebalance as mb

WEEKS = 12
#: Tolerance of a step: ranges of motion are then off by less than 0.001 deg, a goniometer errs by 1.5 deg.
TOL = 1e-2


def arms() -> dict[str, mb.Plan | None]:
    """Three programmes of twelve weeks at home, and none."""
    pir, stretch = mb.PIR(effort=0.20), mb.StaticStretch()
    return {
        "PIR 3 a week": mb.Plan(pir, per_week=3, weeks=WEEKS, where="home", adherence=0.8),
        "PIR 5 a week": mb.Plan(pir, per_week=5, weeks=WEEKS, where="home", adherence=0.7),
        "stretch 3 a week": mb.Plan(stretch, per_week=3, weeks=WEEKS, where="home", adherence=0.8),
        "none": None,
    }


def run(
    people: int, executor: Any = None, checkpoint: str | None = None, progress: bool = True
) -> tuple[mb.Trial, dict[str, float]]:
    """The trial, and the seconds that developing the people and following them took."""
    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=people, seed=1)
    begin = time.perf_counter()
    start = cohort.develop(tol=TOL, executor=executor, checkpoint=checkpoint, progress=progress)
    middle = time.perf_counter()
    trial = mb.trial(
        start, arms(), mb.Lifestyle.reduced(), weeks=WEEKS, seed=1, dropout=0.15, tol=TOL, executor=executor,
        checkpoint=checkpoint, progress=progress,
    )  # fmt: skip
    return trial, {"develop": middle - begin, "trial": time.perf_counter() - middle}


def main(arguments: list[str] | None = None) -> mb.Trial:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--cluster", help="address of a Dask scheduler")
    parser.add_argument("--checkpoint", help="folder in which blocks are kept")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        executor = None
        if options.cluster:
            from distributed import Client

            executor = stack.enter_context(Client(options.cluster)).get_executor()
        trial, seconds = run(options.people, executor, options.checkpoint)
    print(trial)
    print(f"developing {seconds['develop']:.0f} s, trial {seconds['trial']:.0f} s")
    return trial


if __name__ == "__main__":
    main()
