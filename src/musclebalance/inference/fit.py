"""Fit a person's measurements.

A surrogate (a polynomial through simulated parameter sets drawn from the prior) is searched from several
starts; the best is improved by bounded least squares on the model itself; emcee samples the posterior on a
second surrogate made around it, whose error at sets left out counts as further measurement error.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..lifestyle import Lifestyle
from ..pairs import Pair
from ..treatment import Plan
from .estimate import Estimate, least_squares, residuals, sample
from .free import Free
from .problem import Problem, Setting
from .surrogate import Surrogate, polynomial_fit, sets_needed
from .visits import Visits, read_visits

if TYPE_CHECKING:
    import pandas as pd

    from .forecast import Forecast

Array = NDArray[np.float64]
SAMPLERS = ("emulated", "exact", "none")


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted person.

    Parameters
    ----------
    problem : Problem
    visits : Visits
    estimate : Estimate
        Most probable scores, found with the model itself.
    chains : ndarray (chains, draws, free)
        Posterior samples of the prior scores.
    effective : float
        Smallest effective number of samples.
    surrogate : Surrogate or None
        What stood in for the model while sampling.
    seed : int

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0], "measurement": "rom_agonist", "value": [18.0]})
    >>> setting = {"lifestyle": life, "before": "healthy", "sampler": "none"}
    >>> found = mb.fit(seen, pair, None, free=["tolerance_slow_max"], **setting)
    >>> found.table.loc["tolerance_slow_max", "verdict"]
    'not identified'
    """

    problem: Problem
    visits: Visits
    estimate: Estimate
    chains: Array
    effective: float
    surrogate: Surrogate | None
    seed: int

    @property
    def scores(self) -> Array:
        """Posterior samples (samples, free) as prior scores."""
        return np.asarray(self.chains.reshape(-1, self.chains.shape[-1]))

    @cached_property
    def samples(self) -> Array:
        """Posterior samples (samples, free) in the units of the parameters."""
        return self.problem.values(self.scores)

    def draws(self, count: int) -> Array:
        """Evenly thinned posterior scores (count, free)."""
        scores = self.chains.swapaxes(0, 1).reshape(-1, self.chains.shape[-1])
        thinned: Array = scores[np.linspace(0, len(scores) - 1, count).astype(int)]
        return thinned

    @cached_property
    def table(self) -> pd.DataFrame:
        """Per fitted number: estimate, median, 95 % interval, unit, contraction and verdict."""
        from .identify import table

        return table(self)

    @property
    def parameters(self) -> dict[str, float]:
        """Most probable values, ``chronicity`` included."""
        found = self.problem.values(self.estimate.scores[None])[0]
        return dict(zip(self.problem.free, found.tolist(), strict=True))

    def fitted(self) -> pd.DataFrame:
        """Measured beside fitted values."""
        import pandas as pd

        found = self.problem.predicted(self.problem.outputs(self.estimate.scores[None]), self.visits)[0]
        v = self.visits
        columns = {"day": v.days, "variable": v.names, "measured": v.values, "sd": v.sd, "fitted": found}
        return pd.DataFrame(columns).assign(residual=(v.values - found) / v.sd)

    def forecast(
        self, plan: Plan | None, lifestyle: Lifestyle | None = None, *, weeks: float = 12, people: int = 64,
        names: Sequence[str] | None = None, from_day: int | None = None,
    ) -> Forecast:  # fmt: skip
        """What a plan would do to this person from the last visit on, with bands; see :mod:`.forecast`."""
        from .forecast import forecast

        return forecast(self, plan, lifestyle, weeks=weeks, people=people, names=names, from_day=from_day)

    def next_measurement(self, weeks: float = 8, people: int = 64) -> pd.DataFrame:
        """Which next measurement would tell most, best first; see :func:`.identify.next_measurement`."""
        from .identify import next_measurement

        return next_measurement(self, weeks, people)

    def to_arviz(self) -> Any:
        """Posterior in the units of the parameters for ArviZ; needs the extra ``bayes``.

        Returns
        -------
        arviz.InferenceData, or from ArviZ 1 on xarray.DataTree
            Group ``posterior`` with one variable per number, dimensions chain and draw.
        """
        try:
            with warnings.catch_warnings():  # ArviZ announces its next version once a day
                warnings.filterwarnings("ignore", r"\s*ArviZ is undergoing", FutureWarning)
                import arviz
        except ImportError:
            raise MusclebalanceError("ArviZ is not installed: pip install 'musclebalance[bayes]'.") from None
        values = self.problem.values(self.chains)
        posterior = {n: values[..., k] for k, n in enumerate(self.problem.free)}
        if int(arviz.__version__.partition(".")[0]) < 1:
            return arviz.from_dict(posterior=posterior)
        return arviz.from_dict({"posterior": posterior})

    def report(self) -> str:
        """What was fitted, how well, and what the data cannot tell."""
        from .identify import report

        return report(self)

    def __str__(self) -> str:
        return self.report()

    __repr__ = __str__


def fit(
    visits: pd.DataFrame | str | Path | Visits,
    pair: Pair,
    plan: Plan | None,
    *,
    lifestyle: Lifestyle,
    free: Free | None = None,
    starts: int = 4,
    sampler: str = "emulated",
    draws: int = 1000,
    seed: int = 0,
    **setting: Any,
) -> Fit:
    """Fit the model to one person's measurements.

    Parameters
    ----------
    visits : path, DataFrame or Visits
        See :func:`musclebalance.inference.read_visits`. Day 0 is the first visit.
    pair : Pair
    plan : Plan or None
        What is done from day 0 on.
    lifestyle : Lifestyle
        Life from day 0 on.
    free : sequence of str, or mapping of str to Distribution, optional
        What is fitted; default chronicity and the rates of response. A mapping gives the priors: a
        :class:`musclebalance.Distribution`, the ends (low, high) of an even one, or None for the usual one.
    starts : int
        Starts of the least squares.
    sampler : {"emulated", "exact", "none"}
        ``"exact"`` simulates every sample: hours; ``"none"`` takes the normal approximation at the estimate.
    draws : int
        Steps of each walker.
    seed : int
    **setting
        ``before``, ``model``, ``parameters``, ``errors``, ``relative``, ``tol``, ``executor``, ``progress``,
        ``checkpoint``: see :class:`musclebalance.inference.Setting`.

    Returns
    -------
    Fit

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0, 7], "measurement": "rom_agonist", "value": [18.0, 19.0]})
    >>> setting = {"lifestyle": life, "before": "healthy", "sampler": "none"}
    >>> list(mb.fit(seen, pair, None, free=["tolerance_slow_max"], **setting).parameters)
    ['tolerance_slow_max']
    """
    if sampler not in SAMPLERS:
        raise unknown("sampler", sampler, SAMPLERS)
    check_range("starts", starts, 1, 100)
    chosen = Setting.of(setting)
    seen = visits if isinstance(visits, Visits) else _single(visits, pair, chosen)
    problem = problem_of([seen], pair, plan, lifestyle, free, chosen, seed)
    scores, outputs = design(problem, seed)
    return fitted(problem, seen, scores, outputs, starts, sampler, draws, seed)


def _single(visits: Any, pair: Pair, setting: Setting) -> Visits:
    found = read_visits(visits, pair, setting.chosen, errors=setting.errors, relative=setting.relative)
    if len(found) > 1:
        raise MusclebalanceError(f"measurements of {len(found)} people; use fit_people() for several.")
    return next(iter(found.values()))


def problem_of(
    seen: Sequence[Visits], pair: Pair, plan: Plan | None, lifestyle: Lifestyle,
    free: Free | None, setting: Setting, seed: int,
) -> Problem:  # fmt: skip
    """The circumstances of one or several people with the same plan and life."""
    days = np.unique(np.concatenate([[0], *(one.days for one in seen)]))
    names = tuple(dict.fromkeys(name for one in seen for name in one.names))
    return setting.problem(pair, plan, lifestyle, free, names, days, seed)


def design(problem: Problem, seed: int) -> tuple[Array, Array]:
    """Scores (sets, free) spread over the prior, and the outputs (sets, columns) simulated for them."""
    from scipy.stats import norm, qmc

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(82,)))
    free = len(problem.free)
    points = qmc.LatinHypercube(free, rng=rng, optimization="random-cd").random(sets_needed(free))
    scores = 1.3 * norm.ppf(np.clip(points, 1e-3, 1 - 1e-3))
    return scores, problem.outputs(scores)


def fitted(
    problem: Problem,
    seen: Visits,
    scores: Array,
    outputs: Array,
    starts: int,
    sampler: str,
    draws: int,
    seed: int,
) -> Fit:
    """Estimate and posterior from a design that has been simulated."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(83,)))
    first = polynomial_fit(scores, problem.predicted(outputs, seen))
    wide = residuals(first, seen.values, np.hypot(seen.sd, first.error))
    guess = least_squares(
        wide,
        np.concatenate([np.zeros((1, scores.shape[1])), rng.standard_normal((starts - 1, scores.shape[1]))]),
    )

    def exact(sets: Array) -> Array:
        return problem.predicted(problem.outputs(sets), seen)

    true = residuals(exact, seen.values, seen.sd)
    found = replace(
        least_squares(true, guess.scores[None], most=6), agreeing=guess.agreeing, starts=guess.starts
    )
    if sampler == "none":
        chains = rng.multivariate_normal(found.scores, found.covariance, size=(4, draws))
        return Fit(problem, seen, found, chains, float(4 * draws), None, seed)
    if sampler == "exact":
        chains, effective = sample(true, found, draws=draws, seed=seed)
        return Fit(problem, seen, found, chains, effective, None, seed)
    wide_enough = 1.7 * found.covariance + 0.1 * np.eye(scores.shape[1])  # posteriors may be thin and curved
    around = rng.multivariate_normal(found.scores, wide_enough, size=len(scores))
    around = np.clip(around, -4.0, 4.0)
    second = polynomial_fit(around, exact(around))
    local = residuals(second, seen.values, np.hypot(seen.sd, second.error))
    chains, effective = sample(local, found, draws=draws, seed=seed)
    return Fit(problem, seen, found, chains, effective, second, seed)
