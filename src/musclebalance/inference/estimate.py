"""Bounded least squares from several starts, and samples of the posterior by emcee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

#: Prior scores are searched within these bounds.
BOUND = 4.0
STEP = 0.05
#: Steps of each walker before samples are kept.
WARM_UP = 300


@dataclass(frozen=True, eq=False)
class Estimate:
    """Most probable scores."""

    scores: Array
    covariance: Array
    cost: float
    agreeing: int
    starts: int


def residuals(predict: Function, values: Array, sd: Array) -> Function:
    """Residuals (sets, measurements + free) of scores (sets, free): the data's, then the prior's."""
    return lambda scores: np.concatenate([(predict(scores) - values) / sd, scores], axis=1)


def least_squares(find: Function, starts: Array, *, most: int = 40) -> Estimate:
    """Bounded least squares by SciPy from each start; derivatives by differences in one call."""
    from scipy.optimize import least_squares as solve

    free = starts.shape[1]
    shift = STEP * np.eye(free)

    def slope(scores: Array) -> Array:
        around = find(np.concatenate([scores + shift, scores - shift]))
        return np.asarray((around[:free] - around[free:]).T / (2.0 * STEP))

    def one(scores: Array) -> Array:
        return np.asarray(find(scores[None])[0])

    inside = np.clip(starts, -0.99 * BOUND, 0.99 * BOUND)
    found: list[Any] = [
        solve(one, start, jac=slope, bounds=(-BOUND, BOUND), max_nfev=most) for start in inside
    ]
    best = min(found, key=lambda end: end.cost)
    near = sum(end.cost - best.cost < 0.5 for end in found)
    covariance = np.linalg.inv(best.jac.T @ best.jac)
    return Estimate(best.x, covariance, float(best.cost), near, len(found))


def sample(find: Function, estimate: Estimate, *, draws: int, seed: int) -> tuple[Array, float]:
    """Posterior samples (walkers, draws, free) by the affine-invariant ensemble of emcee, and their worth."""
    try:
        import emcee
    except ImportError:
        raise MusclebalanceError("sampling needs emcee: pip install 'musclebalance[bayes]'.") from None
    free = len(estimate.scores)
    count = max(24, 8 * free)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(81,)))
    start = rng.multivariate_normal(estimate.scores, estimate.covariance, size=count)

    def log_probability(scores: Array) -> Array:
        inside = np.all(np.abs(scores) <= BOUND, axis=1)
        value = -0.5 * np.sum(find(np.clip(scores, -BOUND, BOUND)) ** 2, axis=1)
        return np.where(inside, value, -np.inf)

    sampler = emcee.EnsembleSampler(count, free, log_probability, vectorize=True)
    sampler.random_state = np.random.RandomState(seed % 2**32).get_state()
    state = sampler.run_mcmc(np.clip(start, -0.99 * BOUND, 0.99 * BOUND), WARM_UP)
    sampler.reset()
    sampler.run_mcmc(state, draws)
    chain = np.swapaxes(sampler.get_chain(), 0, 1)
    time = sampler.get_autocorr_time(quiet=True, tol=0)
    return chain, float(count * draws / np.nanmax(time))
