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

import musclebalance as mb
from musclebalance.engine.work import workers

ROOT = Path(__file__).resolve().parents[1]
ARMS = runpy.run_path(str(ROOT / "examples" / "trial_of_ten_thousand.py"))["arms"]

STAGES = ("set-points and healthy life", "development", "trial, tol 1e-3", "trial, tol 1e-4")


def measure(people: int, developed: int) -> dict[str, tuple[float, float]]:
    """Processor and wall seconds of each stage: `developed` people, and a trial of `people` made of them."""
    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=developed, seed=1)
    cohort[:16].develop(days=1, progress=False)  # compile
    found = {}
    begin = _now()
    cohort.develop(days=0, tol=1e-3, progress=False)
    found[STAGES[0]] = _since(begin)
    begin = _now()
    start = cohort.develop(tol=1e-3, progress=False)
    both = _since(begin)
    found[STAGES[1]] = tuple(b - h for b, h in zip(both, found[STAGES[0]], strict=True))
    if people > developed:
        start = replace(start[np.arange(people) % developed], numbers=np.arange(people))
    for stage, tol in zip(STAGES[2:], (1e-3, 1e-4), strict=True):
        begin = _now()
        mb.trial(
            start,
            ARMS(),
            mb.Lifestyle.reduced(),
            weeks=12,
            seed=1,
            dropout=0.15,
            tol=tol,
            progress=False,
        )
        found[stage] = _since(begin)
    return found


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def _since(begin: tuple[float, float]) -> tuple[float, float]:
    processor, wall = _now()
    return processor - begin[0], wall - begin[1]


def write(found: dict[str, tuple[float, float]], people: int, developed: int, path: Path) -> None:
    """The table as a page."""
    counts = dict(zip(STAGES, (developed, developed, people, people), strict=True))
    lines = [
        "# Benchmark of a trial",
        "",
        f"Written by `python benchmarks/people.py --people {people} --developed {developed}` on "
        f"{workers()} processors "
        f"({platform.machine()}), Python {platform.python_version()}.",
        "",
        "Four arms (PIR 3 or 5 times a week, stretching 3 times a week, none), 12 weeks, own adherence, own",
        "parameters and drop-out. Wall seconds depend on what else the machine does, processor seconds less.",
        "The last two columns are scaled to 10000 people. People that were not developed one by one are the",
        "developed ones again, with numbers (adherence, drop-out, measurement error) of their own.",
        "",
        "| stage | people | processor [s] | wall [s] | 10000 people, processor [s] | the same, wall [s] |",
        "|---|---|---|---|---|---|",
    ]
    for stage, (processor, wall) in found.items():
        scale = 10_000 / counts[stage]
        lines.append(
            f"| {stage} | {counts[stage]} | {processor:.1f} | {wall:.1f} | {scale * processor:.0f} "
            f"| {scale * wall:.0f} |"
        )
    together = [sum(10_000 / counts[s] * found[s][k] for s in STAGES[:3]) for k in (0, 1)]
    lines.append(
        f"| **trial with everything before it, tol 1e-3** | | | | {together[0]:.0f} | {together[1]:.0f} |"
    )
    lines += [
        "",
        "Development is 60 to 540 days of everybody's own desk life, the trial 84 days.",
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
