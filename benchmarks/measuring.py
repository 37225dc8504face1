"""Errors, times, and the time a tool needs for a wanted error."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

FLOOR = 1e-3
TARGETS = (1e-4, 1e-6)
STEPS_PER_DECADE = 2
LOOSEST, TIGHTEST = 0.1, 1e-12  # tolerances that are tried at all
_BEGIN = time.perf_counter()


def error(found: np.ndarray, wanted: np.ndarray) -> float:
    """Largest |found - wanted| / (|wanted| + 1e-3) over all states and segment ends; inf for NaN."""
    largest = float(np.max(np.abs(found - wanted) / (np.abs(wanted) + FLOOR)))
    return largest if np.isfinite(largest) else float("inf")


def grid(step: int) -> float:
    """Tolerance number `step`: 1, 0.32, 0.1, 0.032, 0.01 ..."""
    return float(f"{10.0 ** (-step / STEPS_PER_DECADE):.1e}")


def nearest(tol: float) -> int:
    """Number of the tolerance on the grid that is nearest."""
    return round(-np.log10(tol) * STEPS_PER_DECADE)


@dataclass
class Tool:
    """Something that solves the problem.

    Attributes
    ----------
    run : callable
        What is timed, at a tolerance.
    check : callable
        Error reached at a tolerance, over all states and segment ends.
    guesses : sequence of float
        For each of `TARGETS`, a tolerance to begin the search with.
    people : int
        People that `run` solves.
    """

    name: str
    run: Callable[[float], object]
    check: Callable[[float], float]
    guesses: Sequence[float] = TARGETS
    people: int = 1
    errors: dict[float, float] = field(default_factory=dict)
    times: dict[float, list[float]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Find, for every target, two neighbouring tolerances whose errors lie on either side of it."""
        timed: set[int] = set()
        for target, guess in zip(TARGETS, self.guesses, strict=True):
            timed |= self._around(target, nearest(guess))
        for step in timed:
            self.times[grid(step)] = []

    def _around(self, target: float, step: int) -> set[int]:
        """The two neighbours; empty when no tolerance within the limits reaches or exceeds the target."""
        way = 1 if self._error(step) > target else -1
        while TIGHTEST <= grid(step + way) <= LOOSEST:
            step += way
            if (self._error(step) > target) != (way == 1):
                return {step, step - way}
        return set()

    def _error(self, step: int) -> float:
        tol = grid(step)
        if tol not in self.errors:
            self.errors[tol] = self.check(tol)
        return self.errors[tol]

    def once(self) -> None:
        """Time every tolerance once: processor time, which leaves out waiting for a processor."""
        for tol, found in self.times.items():
            begin = time.process_time()
            self.run(tol)
            found.append(time.process_time() - begin)

    def seconds(self, target: float) -> float | None:
        """Median time of one person for an error; None when it was not reached.

        Interpolated between measured errors, both logarithmic; never extrapolated. A tolerance that is more
        exact and faster than a looser one stands in for it.
        """
        points = sorted((np.log(self.errors[t]), np.log(np.median(found))) for t, found in self.times.items())
        x, y = np.array(points).reshape(-1, 2).T
        if not len(x) or not x[0] <= np.log(target) <= x[-1]:
            return None
        y = np.minimum.accumulate(y)
        return float(np.exp(np.interp(np.log(target), x, y))) / self.people

    def table(self) -> dict[str, object]:
        """Everything found, per person, ready for JSON."""
        timed = sorted(self.times, reverse=True)
        return {
            "people": self.people,
            "errors": {str(t): self.errors[t] for t in timed},
            "seconds": {str(t): float(np.median(self.times[t])) / self.people for t in timed},
            "at": {str(target): self.seconds(target) for target in TARGETS},
        }


def interleaved(tools: Sequence[Tool], rounds: int) -> None:
    """Time all tools in turn, several times."""
    for k in range(rounds):
        for tool in tools:
            tool.once()
        note(f"  round {k + 1} of {rounds}")


def best(run: Callable[[], object], times: int) -> float:
    """Shortest of several runs [s]."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)


def processor() -> str:
    """Model name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def note(text: str) -> None:
    """Say on stderr what is being measured."""
    processor = sum(os.times()[:4])
    print(f"bench: {_elapsed():5.0f} s, processor {processor:5.0f} s  {text}", file=sys.stderr, flush=True)


def _elapsed() -> float:
    return time.perf_counter() - _BEGIN
