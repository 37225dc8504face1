"""Seconds that a trial of four arms takes, written to docs/benchmarks-people.md.

python benchmarks/people.py                 # 10000 people, as the figure is meant
python benchmarks/people.py --people 1000   # scaled to 10000 in the table
python benchmarks/people.py --developed 1000   # 1000 developed people, repeated with numbers of their own
"""

from __future__ import annotations

import argparse
import platform
import runpy
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import processor

import musclebalance as mb
from musclebalance.engine.executor import workers

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = runpy.run_path(str(ROOT / "examples" / "trial_of_ten_thousand.py"))
ARMS, TOL = EXAMPLE["arms"], EXAMPLE["TOL"]
DEFAULT, FEW = 1e-4, 1000  # tolerance when none is given, and people who show what it costs
STAGES = (
    "set-points and healthy life",
    "development",
    f"trial, tol {TOL:g}",
    f"trial, tol {DEFAULT:g}, scaled",
)


def measure(people: int, developed: int) -> list[tuple[int, float, float]]:
    """People, processor and wall seconds of each stage: `developed` people, and a trial of `people`."""
    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=developed, seed=1)
    cohort[:16].develop(days=1, progress=False)  # compile
    found = []
    begin = _now()
    cohort.develop(days=0, tol=TOL, progress=False)
    found.append((developed, *_since(begin)))
    begin = _now()
    start = cohort.develop(tol=TOL, progress=False)
    both = _since(begin)
    found.append((developed, *(b - h for b, h in zip(both, found[0][1:], strict=True))))
    if people > developed:
        start = replace(start[np.arange(people) % developed], numbers=np.arange(people))
    for tol, some in ((TOL, start), (DEFAULT, start[:FEW])):
        begin = _now()
        life = mb.Lifestyle.reduced()
        mb.trial(some, ARMS(), life, weeks=12, seed=1, dropout=0.15, tol=tol, progress=False)
        found.append((len(some), *_since(begin)))
    return found


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def _since(begin: tuple[float, float]) -> tuple[float, float]:
    processor, wall = _now()
    return processor - begin[0], wall - begin[1]


def write(found: list[tuple[int, float, float]], people: int, developed: int, path: Path) -> None:
    """The table as a page."""
    lines = [
        "# Benchmark of a trial",
        "",
        f"Written by `python benchmarks/people.py --people {people} --developed {developed}` on "
        f"{workers()} processors",
        f"({processor()}), Python {platform.python_version()}.",
        "",
        "Four arms (PIR 3 or 5 times a week, stretching 3 times a week, none), 12 weeks, own adherence, own",
        "parameters and drop-out. Wall seconds depend on what else the machine does, processor seconds less.",
        "The last two columns are scaled to 10000 people. People that were not developed one by one are the",
        "developed ones again, with numbers (adherence, drop-out, measurement error) of their own.",
        "",
        "| stage | people | processor [s] | wall [s] | 10000 people, processor [s] | the same, wall [s] |",
        "|---|---|---|---|---|---|",
    ]
    scaled = [(10_000 / count * spent, 10_000 / count * wall) for count, spent, wall in found]
    for stage, (count, spent, wall), (more, longer) in zip(STAGES, found, scaled, strict=True):
        lines.append(f"| {stage} | {count} | {spent:.1f} | {wall:.1f} | {more:.0f} | {longer:.0f} |")
    together = np.sum(scaled[:3], axis=0)
    lines += [
        f"| **trial and everything before it** | | | | {together[0]:.0f} | {together[1]:.0f} |",
        "",
        "Development is 60 to 540 days of everybody's own desk life, the trial 84 days. The trial is meant",
        "to take four minutes at most on two processors.",
        "",
        'On an NVIDIA card (`executor="gpu"`) nothing has been measured yet:',
        "`python3 dev.py bench --gpu` does it.",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--developed", type=int, help="people developed one by one; default all")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "benchmarks-people.md")
    options = parser.parse_args()
    developed = min(options.developed or options.people, options.people)
    write(measure(options.people, developed), options.people, developed, options.to)
    print(options.to.read_text("utf-8"))


if __name__ == "__main__":
    main()
