"""A quadratic in the parameters stands in for the model while it is calibrated.

The model is run once at a few hundred designed points; after that, every step of the sampler costs a matrix
product. How well the quadratic stands in is measured at points left out, and what it misses is added to the
error of each arm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Emulator:
    """Quadratic surfaces of all arms over the same standard normal coordinates.

    Parameters
    ----------
    coefficients : ndarray (features, arms)
    lack : ndarray (arms,)
        Root mean square of what the surface misses at points left out, unknown doses aside.
    doses : ndarray (arms,)
        Standard deviation between the sets of unknown doses.
    explained : ndarray (arms,)
        Share of the variance of points left out that is explained.
    """

    coefficients: Array
    lack: Array
    doses: Array
    explained: Array

    def __call__(self, u: Array) -> Array:
        """Predictions (..., arms) at coordinates (..., k)."""
        return np.asarray(features(u) @ self.coefficients)


def features(u: Array) -> Array:
    """Constant, linear and quadratic terms of coordinates (..., k)."""
    k = u.shape[-1]
    first, second = np.triu_indices(k)
    u = np.clip(u, -3.0, 3.0)
    return np.concatenate([np.ones((*u.shape[:-1], 1)), u, u[..., first] * u[..., second]], axis=-1)


def design(k: int, points: int, seed: int = 0) -> Array:
    """Scrambled Sobol points as standard normal coordinates, shape (points, k)."""
    from scipy import stats

    share = stats.qmc.Sobol(k, rng=np.random.default_rng(seed)).random(points)
    return np.asarray(stats.norm.ppf(np.clip(share, 1e-4, 1 - 1e-4)), dtype=float)


def fit(u: Array, raw: Array, variant: NDArray[np.int64]) -> Emulator:
    """Fit the surfaces by ridge regression, its strength chosen by leaving points out.

    Parameters
    ----------
    u : ndarray (points, k)
    raw : ndarray (arms, points)
        Predictions of the model; points where one is missing are left out for that arm.
    variant : ndarray of int (points,)
        Which set of unknown doses a point had: its effect is taken out first.

    Returns
    -------
    Emulator
    """
    terms = features(u)
    groups = np.eye(variant.max() + 1)[variant][:, 1:]
    groups = groups - groups.mean(axis=0)
    whole = np.hstack([terms, groups])
    best = [_ridge(whole[ok], y[ok], terms.shape[1]) for y, ok in ((y, np.isfinite(y)) for y in raw)]
    weights, lack, explained = (np.array([entry[i] for entry in best]) for i in range(3))
    effects = weights[:, terms.shape[1] :]
    levels = np.hstack([np.zeros((len(effects), 1)), effects])
    return Emulator(weights[:, : terms.shape[1]].T, lack, levels.std(axis=1), explained)


def _ridge(terms: Array, y: Array, plain: int) -> tuple[Array, float, float]:
    """Weights, error at points left out, explained share; the constant and the groups are not shrunk."""
    shrunk = np.ones(terms.shape[1])
    shrunk[0] = shrunk[plain:] = 1e-6
    best: tuple[Array, float, float] | None = None
    for strength in (0.1, 1.0, 10.0, 100.0):
        inverse = np.linalg.inv(terms.T @ terms + strength * np.diag(shrunk))
        weights = inverse @ (terms.T @ y)
        leverage = np.einsum("ij,jk,ik->i", terms, inverse, terms)
        left_out = (y - terms @ weights) / np.maximum(1.0 - leverage, 0.05)
        error = float(np.sqrt(np.mean(left_out**2)))
        if best is None or error < best[1]:
            best = (weights, error, 1.0 - error**2 / max(float(y.var()), 1e-12))
    assert best is not None
    return best
