"""Errors, times, and the time a tool needs for a wanted error."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

FLOOR = 1e-3


def error(found: np.ndarray, wanted: np.ndarray) -> float:
    """Largest |found - wanted| / (|wanted| + 1e-3) over all states and segment ends."""
    return float(np.max(np.abs(found - wanted) / (np.abs(wanted) + FLOOR)))


@dataclass
class Tool:
    """Something that solves the problem: `run(tol)` returns the states at every segment end."""

    name: str
    run: Callable[[float], np.ndarray]
    tolerances: Sequence[float]
    errors: dict[float, float] = field(default_factory=dict)
    times: dict[float, list[float]] = field(default_factory=dict)

    def prepare(self, wanted: np.ndarray) -> None:
        """Compile, and measure the error at every tolerance."""
        for tol in self.tolerances:
            self.errors[tol] = error(self.run(tol), wanted)

    def once(self) -> None:
        """Time every tolerance once: processor time, which leaves out waiting for a processor."""
        for tol in self.tolerances:
            begin = time.process_time()
            self.run(tol)
            self.times.setdefault(tol, []).append(time.process_time() - begin)

    def seconds(self, wanted: float) -> float:
        """Median time for an error, interpolated between tolerances (both logarithmic); NaN out of range."""
        points = sorted((np.log(self.errors[t]), np.log(np.median(self.times[t]))) for t in self.tolerances)
        x, y = np.array(points).T
        y = np.minimum.accumulate(y)  # a larger error never needs more time
        inside = x[0] - 0.2 <= np.log(wanted) <= x[-1] + 0.2
        return float(np.exp(np.interp(np.log(wanted), x, y))) if inside else float("nan")


def interleaved(tools: Sequence[Tool], rounds: int) -> None:
    """Time all tools in turn, several times."""
    for _ in range(rounds):
        for tool in tools:
            tool.once()
