"""Search over whole steps by SciPy's differential evolution; every programme is evaluated once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import check_range

Array = NDArray[np.float64]
Levels = NDArray[np.int64]

#: Generations without anything new that end a run, and runs that end the search.
PATIENCE, RESTARTS = 5, 10


@dataclass(eq=False)
class Archive:
    """Everything that has been evaluated, so that nothing is evaluated twice."""

    evaluate: Callable[[Levels], Array]  # results (sets, results) of levels (sets, choices)
    budget: int  # sets that may be evaluated in all
    found: dict[tuple[int, ...], Array] = field(default_factory=dict)

    def __call__(self, levels: Levels) -> Array:
        """Results (sets, results); sets beyond the budget are NaN."""
        keys = [tuple(int(v) for v in row) for row in levels]
        fresh = [key for key in dict.fromkeys(keys) if key not in self.found]
        fresh = fresh[: max(0, self.budget - len(self.found))]
        if fresh:
            self.found.update(zip(fresh, np.asarray(self.evaluate(np.array(fresh)), float), strict=True))
        width = len(next(iter(self.found.values()))) if self.found else 1
        return np.array([self.found.get(key, np.full(width, np.nan)) for key in keys])

    @property
    def spent(self) -> bool:
        """Whether the budget is used up."""
        return len(self.found) >= self.budget


def minimise(
    archive: Archive, levels: Levels, cost: Callable[[Array], Array], *, seed: int = 0, population: int = 12
) -> tuple[tuple[int, ...], float]:
    """Levels and cost of the cheapest set found until the archive's budget is used up.

    `levels` (choices,) says how many each choice has, `cost` costs (sets,) of results (sets, results); a
    generation of `population` sets is one call of the archive.
    """
    check_range("population", population, 5, 10_000)
    if np.prod(levels, dtype=float) <= archive.budget:  # small enough to try everything
        every = np.stack(np.unravel_index(np.arange(int(np.prod(levels))), tuple(levels)), axis=1)
        for first in range(0, len(every), population):
            archive(every[first : first + population])
    else:
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(91,)))
        fruitless = 0
        while not archive.spent and fruitless < RESTARTS:
            before = len(archive.found)
            _evolve(archive, levels, cost, rng, population)
            fruitless = fruitless + 1 if len(archive.found) == before else 0
    values = cost(np.array(list(archive.found.values())))
    values = np.where(np.isnan(values), np.inf, values)
    best = int(np.argmin(values))
    return list(archive.found)[best], float(values[best])


class _Failed(Exception):
    """Carries an error through SciPy, which hides a ValueError of the function it minimises."""


def _evolve(
    archive: Archive, levels: Levels, cost: Callable[[Array], Array], rng: np.random.Generator,
    population: int,
) -> None:  # fmt: skip
    """One run of differential evolution from a new population, until it finds nothing new."""
    from scipy.optimize import differential_evolution
    from scipy.stats import qmc

    moving = np.flatnonzero(levels > 1)
    stale = 0

    def costs(points: Any) -> Any:
        nonlocal stale
        rows = np.zeros((points.shape[1], len(levels)), dtype=np.int64)
        rows[:, moving] = np.clip(np.round(points.T), 0, levels[moving] - 1).astype(np.int64)
        before = len(archive.found)
        try:
            found = cost(archive(rows))
        except (TypeError, ValueError) as problem:
            raise _Failed from problem
        stale = stale + 1 if len(archive.found) == before else 0
        return np.where(np.isnan(found), np.inf, found)

    def done(*_: Any, **__: Any) -> Any:
        return archive.spent or stale >= PATIENCE

    start = np.floor(qmc.LatinHypercube(len(moving), rng=rng).random(population) * levels[moving])
    bounds: Any = [(0.0, float(k) - 1.0) for k in levels[moving]]
    try:
        differential_evolution(
            costs, bounds, integrality=np.ones(len(moving), dtype=bool), init=start, vectorized=True,
            updating="deferred", polish=False, rng=rng, maxiter=10_000, tol=0.0, atol=0.0, recombination=0.8,
            mutation=(0.4, 0.9), callback=done,
        )  # fmt: skip
    except _Failed as failed:
        raise failed.__cause__ or failed from None


def non_dominated(points: Array) -> NDArray[np.intp]:
    """Positions of the points (sets, goals), all to be small, that no other beats in every goal."""
    kept: list[int] = []
    for k in np.lexsort(points.T[::-1]).tolist():
        if not np.any(np.isnan(points[k])) and not any(np.all(points[j] <= points[k]) for j in kept):
            kept.append(k)
    return np.array(kept, dtype=np.intp)
