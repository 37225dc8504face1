"""What comes next for a fitted person, with bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import check_range, unknown
from ..lifestyle import Lifestyle
from ..population.measuring import error_of
from ..simulation import simulate
from ..treatment import Plan

if TYPE_CHECKING:
    import pandas as pd

    from .fit import Fit

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Courses of posterior draws."""

    days: NDArray[np.int64]
    courses: dict[str, Array]
    seed: int

    def band(self, name: str, level: float = 0.9, measured: bool = False) -> pd.DataFrame:
        """Median and band of a variable over days."""
        import pandas as pd

        if name not in self.courses:
            raise unknown("variable in this forecast", name, self.courses)
        check_range("level of the band", level, 0.01, 0.999)
        values = self.courses[name]
        if measured:
            rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(84,)))
            many = np.repeat(values, 50, axis=0)
            values = error_of(name, {}).read(many, rng.standard_normal(many.shape))
        low, middle, high = np.quantile(values, ((1 - level) / 2, 0.5, (1 + level) / 2), axis=0)
        return pd.DataFrame(
            {"median": middle, "low": low, "high": high}, index=pd.Index(self.days, name="day")
        )


def forecast(
    fit: Fit, plan: Plan | None, lifestyle: Lifestyle | None, *, weeks: float, people: int,
    names: Sequence[str] | None, from_day: int | None,
) -> Forecast:  # fmt: skip
    """Simulate posterior draws under a plan."""
    problem = fit.problem
    start = int(fit.visits.days.max()) if from_day is None else from_day
    check_range("day from which to forecast", start, 0, 36_500, "d")
    length = round(7 * check_range("weeks to forecast", weeks, 1 / 7, 520, "weeks"))
    scores = fit.draws(people)
    now = problem.people(scores) if start == 0 else problem.courses(scores, [], last=start).final
    at = np.unique([*range(0, length + 1, 7), length])
    courses = simulate(
        now,
        plan,
        lifestyle or problem.lifestyle,
        days=length,
        store=at,
        seed=fit.seed,
        tol=problem.tol,
        **problem.options,
    )
    chosen = tuple(names) if names is not None else tuple(dict.fromkeys((*problem.names, "imbalance")))
    return Forecast(start + at, {name: courses.values(name) for name in chosen}, fit.seed)
