"""Smooth surfaces stand in for the model while it is calibrated.

The model is run once at some hundred designed points; after that, every step of the sampler costs a matrix
product. Each arm gets a Gaussian process with a linear trend over the parameters, its length scales set by
how strongly the arm answers to each parameter (a quadratic fitted first) and chosen by leaving points out.
What it misses there is added to the error of the arm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Length scales (factor on the sensitivities) and noise (share of the variance) that are tried.
SCALES, NOISES = (0.15, 0.3, 0.6, 0.9), (1e-3, 1e-2)
#: Coordinates beyond this many standard deviations are read at it.
EDGE = 3.0


@dataclass(frozen=True)
class Emulator:
    """Surfaces of all arms over the same standard normal coordinates."""

    points: Array
    weights: Array
    trend: Array
    alpha: Array
    lack: Array
    doses: Array
    explained: Array

    def __call__(self, u: Array) -> Array:
        """Predictions (m, arms) at coordinates (m, k)."""
        u = np.clip(u, -EDGE, EDGE)
        found = self.trend[0] + u @ self.trend[1:]
        for arm, weight in enumerate(self.weights):
            if weight.any():
                found[:, arm] += _kernel(u * weight, self.points * weight) @ self.alpha[:, arm]
        return np.asarray(found)


def design(k: int, points: int, seed: int = 0) -> Array:
    """Scrambled Sobol points as standard normal coordinates, (points, k); a power of two spreads best."""
    from scipy import stats

    share = stats.qmc.Sobol(k, rng=np.random.default_rng(seed)).random(points)
    return np.asarray(stats.norm.ppf(np.clip(share, 1e-4, 1 - 1e-4)), dtype=float)


def fit(u: Array, raw: Array, variant: NDArray[np.int64]) -> Emulator:
    """Fit the surfaces."""
    u = np.clip(u, -EDGE, EDGE)
    groups = np.eye(variant.max() + 1)[variant][:, 1:]
    groups = groups - groups.mean(axis=0)
    parts = [_fit_arm(u, np.where(np.isfinite(y), y, np.nanmedian(y)), groups) for y in raw]
    weights, trend, alpha, lack, doses, explained = (np.array(column) for column in zip(*parts, strict=True))
    return Emulator(u, weights, trend.T, alpha.T, lack, doses, explained)


def _fit_arm(u: Array, y: Array, groups: Array) -> tuple[Array, Array, Array, float, float, float]:
    """Weights, trend, alpha, lack, dose spread and explained share of one arm."""
    n, k = u.shape
    size = float(y.std())
    basis = np.hstack([np.ones((n, 1)), u, groups])
    if size < 1e-9 or k == 0:
        level = np.zeros(1 + k)
        level[0] = float(y.mean())
        return np.zeros(k), level, np.zeros(n), 0.0, 0.0, 1.0
    sensitivity = _sensitivity(u, y / size, groups)
    best: tuple[float, Array, Array] | None = None
    for scale in SCALES:
        kernel = _kernel(u * sensitivity * scale, u * sensitivity * scale)
        for noise in NOISES:
            solved = _solve(kernel + noise * np.eye(n), basis, y / size)
            if best is None or solved[2] < best[0]:
                best = (solved[2], np.concatenate([solved[0], solved[1]]), sensitivity * scale)
    assert best is not None
    error, found, weight = best
    beta, alpha = size * found[: basis.shape[1]], size * found[basis.shape[1] :]
    effects = np.concatenate([[0.0], beta[1 + k :]])
    return weight, beta[: 1 + k], alpha, size * error, float(effects.std()), 1.0 - error**2


def _solve(covariance: Array, basis: Array, y: Array) -> tuple[Array, Array, float]:
    """Trend, kernel weights and error at points left out (Dubrule 1983) of a Gaussian process."""
    inverse = np.linalg.inv(covariance)
    inner = np.linalg.inv(basis.T @ inverse @ basis)
    beta = inner @ (basis.T @ (inverse @ y))
    projected = inverse - inverse @ basis @ inner @ basis.T @ inverse
    alpha = projected @ y
    left_out = alpha / np.diag(projected)
    return beta, alpha, float(np.sqrt(np.mean(left_out**2)))


def _kernel(a: Array, b: Array) -> Array:
    """Squared exponential kernel between scaled points (m, k) and (n, k)."""
    distance = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * (a @ b.T)
    return np.asarray(np.exp(-0.5 * np.maximum(distance, 0.0)))


def _sensitivity(u: Array, y: Array, groups: Array) -> Array:
    """How strongly an arm answers to each parameter, largest 1: size of its terms in a ridge quadratic."""
    k = u.shape[1]
    first, second = np.triu_indices(k)
    terms = np.hstack([np.ones((len(u), 1)), u, u[:, first] * u[:, second], groups])
    shrunk = np.ones(terms.shape[1])
    shrunk[0] = 1e-6
    weights = np.linalg.solve(terms.T @ terms + 10.0 * np.diag(shrunk), terms.T @ y)
    quadratic = weights[1 + k : 1 + k + len(first)]
    size = [
        np.hypot(weights[1 + j], np.sqrt((quadratic[(first == j) | (second == j)] ** 2).sum()))
        for j in range(k)
    ]
    return np.asarray(np.array(size) / max(size), dtype=float)
