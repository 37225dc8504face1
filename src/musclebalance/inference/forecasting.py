"""What comes next for a fitted person: courses with bands, and the measurement that would tell most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import check_range, unknown
from ..population.measuring import error_of
from ..result.variables import catalogue_of
from .fitting import Fit
from .problem import Lives, Plans, simulated

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: What may be measured next.
CANDIDATES = (
    "rom_agonist", "rom_antagonist", "resting_angle", "pain", "strength_torque_agonist",
    "strength_torque_antagonist",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Forecast:
    """Courses of posterior draws."""

    days: NDArray[np.int64]
    courses: dict[str, Array]  # variable -> (draws, days)
    seed: int

    def band(self, name: str, level: float = 0.9, measured: bool = False) -> pd.DataFrame:
        """Median and band of a variable over days, of its true values or of what would be measured."""
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
        columns = {"median": middle, "low": low, "high": high}
        return pd.DataFrame(columns, pd.Index(self.days, name="day"))


@public
def forecast(
    fit: Fit, plan: Plans, lifestyle: Lives | None = None, *, weeks: float = 12, people: int = 64,
    names: Sequence[str] | None = None, from_day: int | None = None,
) -> Forecast:  # fmt: skip
    """What a plan would do to a fitted person from the last visit on, with bands.

    Parameters
    ----------
    fit : Fit
    plan : Plan or None
    lifestyle : Lifestyle, optional
        Default the life of the fit. Of a body plan and life also by side or pair.
    weeks, people
        Length, 1/7 to 520 weeks; posterior draws that are simulated.
    names, from_day
        Variables, default those measured and the imbalance; day on which the plan begins, default that of the
        last visit.

    Returns
    -------
    Forecast
        ``forecast.band("rom_agonist", level=0.9)`` has the median and the band over days.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0], "measurement": "pain", "value": [1.0]})
    >>> found = mb.fit(seen, pair, None, lifestyle=life, free=["pain_half"], sampler="none")
    >>> mb.forecast(found, None, weeks=1, people=4).band("pain").index.tolist()
    [0, 7]
    """
    problem = fit.problem
    start = int(fit.visits.days.max()) if from_day is None else from_day
    check_range("day from which to forecast", start, 0, 36_500, "d")
    length = round(7 * check_range("weeks to forecast", weeks, 1 / 7, 520, "weeks"))
    check_range("people", people, 1, 10**6)
    scores, life = fit.draws(people), lifestyle or problem.lifestyle
    problem.subject.check_given("forecast()", plan, life)
    usual = (*problem.names, *problem.subject.everywhere("imbalance"))
    chosen = tuple(dict.fromkeys(usual if names is None else names))
    for name in chosen:
        problem.subject.variable(name)
    now = problem.people(scores) if start == 0 else problem.courses(scores, [], last=start).final
    at = np.unique([*range(0, length + 1, 7), length])
    courses = simulated(now, plan, life, days=length, store=at, seed=fit.seed, **problem.running)
    return Forecast(start + at, {name: courses.values(name) for name in chosen}, fit.seed)


@public
def next_measurement(fit: Fit, weeks: float = 8, people: int = 64) -> pd.DataFrame:
    """Which further measurement would narrow the fitted numbers most.

    Parameters
    ----------
    fit : Fit
    weeks, people
        Weeks within which it would be made; posterior draws that are simulated.

    Returns
    -------
    DataFrame
        Columns ``variable``, ``day`` and ``contraction`` (mean over the fitted numbers of the share by which
        their standard deviation would shrink), best first.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0], "measurement": "pain", "value": [1.0]})
    >>> found = mb.fit(seen, pair, None, lifestyle=life, free=["pain_half"], sampler="none")
    >>> mb.next_measurement(found, weeks=1, people=4).columns.tolist()
    ['variable', 'day', 'contraction']
    """
    import pandas as pd

    days = int(fit.visits.days.max()) + 7 * np.arange(1, int(weeks) + 1, max(1, int(weeks) // 4))
    check_range("people", people, 2, 10**6)
    scores = fit.draws(people)
    courses, centred = fit.problem.courses(scores, days), scores - scores.mean(axis=0)
    known, rows = catalogue_of(fit.problem.model), []
    subject = fit.problem.subject
    for name in (n for one in CANDIDATES if one in known for n in subject.everywhere(one)):
        error, values = error_of(name, {}), courses.values(name)
        for day, column in zip(days, values.T, strict=True):
            seen = column - column.mean()
            noise = np.hypot(error.sd, error.cv * column.mean())
            cov = seen @ centred / (people - 1)
            share = np.clip(cov**2 / (centred.var(axis=0, ddof=1) * (seen.var(ddof=1) + noise**2)), 0.0, 1.0)
            rows.append((name, int(day), float(np.mean(1 - np.sqrt(1 - share)))))
    table = pd.DataFrame(rows, columns=["variable", "day", "contraction"])
    return table.sort_values("contraction", ascending=False, ignore_index=True)
