"""Calibration on the `calibrate` rows: a dated, frozen set of values with uncertainties and correlations.

The ensemble sampler emcee draws from the posterior: sourced values and their bounds are the prior, the
printed changes of the calibrate rows the data. Nothing of a held-out study is read.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..inference.surrogate import Surrogate, gaussian_process_fit
from ..model.model import Model
from .dataset import VERSION
from .frozen import Calibration, foundation
from .observation import Observed, log_likelihood, observed
from .predicting import raw_predictions
from .priors import OBSERVATION, Priors, priors, values
from .published import Arm, calibration_arms
from .replay import VARIANTS

Array = NDArray[np.float64]

#: Designed model runs per protocol, walkers and steps of the sampler (the first half is dropped).
POINTS, WALKERS, STEPS = 64, 80, 1200
#: The designed points reach this many prior standard deviations further than the prior.
REACH = 1.2
#: Joint draws kept in the frozen set.
KEPT = 256
#: A parameter is informed when its posterior standard deviation is below this share of the prior's.
INFORMED = 0.8


@dataclass(frozen=True)
class Trained:
    """A model run at designed points on the calibrate rows."""

    model: str
    arms: tuple[Arm, ...]
    priors: Priors
    data: Observed
    surrogate: Surrogate

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coordinates."""
        return tuple(self.priors)

    def log_likelihood(self, u: Array, data: Observed | None = None, by_study: bool = False) -> Array:
        """Log-likelihood at standard normal coordinates (draws, k)."""
        k = len(self.priors) - len(OBSERVATION)
        seen = values(OBSERVATION, u[:, k:])
        extra = np.hypot(self.surrogate.error, self.surrogate.between_groups)
        return log_likelihood(data or self.data, self.surrogate(u[:, :k]), seen, extra, by_study)


def design(k: int, points: int, seed: int = 0) -> Array:
    """Scrambled Sobol points as standard normal coordinates, (points, k); a power of two spreads best."""
    from scipy import stats

    share = stats.qmc.Sobol(k, rng=np.random.default_rng(seed)).random(points)
    return np.asarray(stats.norm.ppf(np.clip(share, 1e-4, 1 - 1e-4)), dtype=float)


def train(
    model: Model,
    arms: Sequence[Arm] | None = None,
    points: int = POINTS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    steps: int = STEPS // 3,
) -> Trained:
    """Run the model at designed points and fit the surfaces that stand in for it."""
    arms = calibration_arms() if arms is None else list(arms)
    held = [arm.id for arm in arms if arm.use == "validate"]
    if held:
        raise MusclebalanceError(
            f"rows {', '.join(held)} are held out for validation and are not calibrated on."
        )
    entries = priors(model)
    own = {name: entry for name, entry in entries.items() if name not in OBSERVATION}

    def run(u: Array) -> Array:
        # a model without calibrated parameters still has draws: a name that no model reads
        drawn = values(own, u) or {"nothing": np.zeros(len(u))}
        return raw_predictions(arms, drawn, model, seed, progress)

    def fitted(u: Array, raw: Array) -> Trained:
        surfaces = gaussian_process_fit(u, raw.T, np.arange(len(u)) % VARIANTS)
        return Trained(model.name, tuple(arms), entries, observed(arms), surfaces)

    first = design(len(own), points, seed) * REACH if own else np.zeros((points, 0))
    raw = run(first)
    made = fitted(first, raw)
    if not own:
        return made
    near = posterior(made, seed, steps=steps)[:, : len(own)]
    root = np.linalg.cholesky(np.cov(near.T) + 1e-6 * np.eye(len(own)))
    second = near.mean(axis=0) + 1.3 * design(len(own), points, seed + 1) @ root.T
    second = np.clip(second, -3.0, 3.0)
    return fitted(np.vstack([first, second]), np.hstack([raw, run(second)]))


def posterior(
    trained: Trained,
    seed: int = 0,
    walkers: int = WALKERS,
    steps: int = STEPS,
    without: int | None = None,
    y: Array | None = None,
    thin: int = 10,
) -> Array:
    """Draws from the posterior as standard normal coordinates, shape (draws, k)."""
    import emcee

    data = trained.data if y is None else replace(trained.data, y=y)

    def log_posterior(u: Array) -> Array:
        found = trained.log_likelihood(u, data, by_study=True)
        if without is not None:
            found = np.delete(found, without, axis=1)
        density = found.sum(axis=1) - 0.5 * (u**2).sum(axis=1)
        return np.where(np.isfinite(density) & (np.abs(u).max(axis=1) < 4.0), density, -np.inf)

    rng = np.random.default_rng(seed)
    k = len(trained.priors)
    start = 0.5 * rng.standard_normal((walkers, k))
    moves = [
        (emcee.moves.DEMove(), 0.8),
        (emcee.moves.DESnookerMove(), 0.1),
        (emcee.moves.StretchMove(), 0.1),
    ]
    sampler = emcee.EnsembleSampler(walkers, k, log_posterior, vectorize=True, moves=moves)
    sampler.random_state = np.random.RandomState(seed).get_state()
    sampler.run_mcmc(start, steps, progress=False)
    return np.asarray(sampler.get_chain(discard=steps // 2, thin=thin, flat=True), dtype=float)


def summary(trained: Trained, u: Array) -> list[dict[str, Any]]:
    """Per parameter: prior and posterior median, 95 % interval, and whether the data inform it."""
    table = []
    for j, (name, prior) in enumerate(trained.priors.items()):
        low, median, high = (float(x) for x in prior.values(np.quantile(u[:, j], [0.025, 0.5, 0.975])))
        shrinkage, shift = float(u[:, j].std()), float(u[:, j].mean())
        known = {"name": name, "unit": prior.unit, "basis": prior.basis, "prior": prior.middle}
        found = {"value": median, "low": low, "high": high, "shrinkage": shrinkage, "shift": shift}
        table.append({**known, **found, "informed": shrinkage < INFORMED or abs(shift) > 1.0})
    return table


def calibrate(
    model: Model, seed: int = 0, points: int = POINTS, progress: Callable[[int, int], None] | None = None
) -> tuple[Trained, Array, Calibration]:
    """Train, sample and freeze one model."""
    trained = train(model, points=points, seed=seed, progress=progress)
    u = posterior(trained, seed)
    kept = u[np.random.default_rng(seed).permutation(len(u))[:KEPT]]
    settings = {"seed": seed, "points": points, "walkers": WALKERS, "steps": STEPS}
    today, table = datetime.date.today().isoformat(), tuple(summary(trained, u))
    made = (model.name, today, VERSION, len(trained.arms), foundation(model.name), settings, table)
    return trained, u, Calibration(*made, values(trained.priors, kept))
