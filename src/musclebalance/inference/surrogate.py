"""Surfaces that stand in for the simulation, each knowing how wrong it is where it was not told.

A polynomial is cheap and good near a single answer; a Gaussian process (a trend, and what a kernel adds)
follows a whole prior. Both report their error at simulated sets that were left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Length scales (factor on the sensitivities) and noise (share of the variance) a Gaussian process tries.
SCALES, NOISES = (0.15, 0.3, 0.6, 0.9), (1e-3, 1e-2)
EDGE = 3.0  # scores beyond this a Gaussian process reads as if they were at it


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Outputs as functions of scores; `error` (outputs,) is the root mean square error at sets left out."""

    error: Array
    offset: Array  # (outputs,)
    slopes: Array  # (terms, outputs): of the polynomial in whitened scores, or of the scores themselves
    whitening: tuple[Array, Array] | None = None  # centre and Cholesky root of a polynomial's scores
    kernel: tuple[Array, Array, Array] | None = None  # points, inverse length scales by output, weights
    between_groups: Array | float = 0.0  # (outputs,): standard deviation between groups of sets
    explained: Array | None = None  # (outputs,): share of the variance at sets left out, of a process

    def __call__(self, scores: Array) -> Array:
        """Outputs (sets, outputs) for scores (sets, free)."""
        if self.whitening is not None:
            return np.asarray(self.offset + polynomial(_white(scores, *self.whitening)) @ self.slopes)
        scores = np.clip(scores, -EDGE, EDGE)
        found = self.offset + scores @ self.slopes
        if self.kernel is not None:
            points, scales, weights = self.kernel
            for k in np.flatnonzero(scales.any(axis=1)):
                found[:, k] += _kernel(scores * scales[k], points * scales[k]) @ weights[:, k]
        return np.asarray(found)


def polynomial_fit(scores: Array, outputs: Array) -> Surrogate:
    """Least squares through simulated sets, lightly ridged: terms to degree two and single cubes."""
    centre = scores.mean(axis=0)
    cov = np.atleast_2d(np.cov(scores.T)) + 1e-9 * np.eye(scores.shape[1])
    root = np.asarray(np.linalg.cholesky(cov), dtype=float)
    design = polynomial(_white(scores, centre, root))
    inverse = np.linalg.inv(design.T @ design + 1e-6 * len(design) * np.eye(design.shape[1]))
    slopes = inverse @ design.T @ outputs
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    left_out = (outputs - design @ slopes) / np.clip(1.0 - leverage, 0.05, None)[:, None]
    error = np.sqrt(np.mean(left_out**2, axis=0))
    return Surrogate(error, np.zeros(len(error)), slopes, (centre, root))


def gaussian_process_fit(scores: Array, outputs: Array, groups: NDArray[np.int64]) -> Surrogate:
    """One Gaussian process with a linear trend for each output.

    Length scales follow how strongly the output answers to each score (a quadratic fitted first) and are
    chosen by leaving sets out. What differs between `groups` (sets,) of sets is taken out. An output that is
    not finite counts as the median of the others.
    """
    scores = np.clip(scores, -EDGE, EDGE)
    effects = np.eye(groups.max() + 1)[groups][:, 1:]
    effects = effects - effects.mean(axis=0)
    whole = (np.where(np.isfinite(y), y, np.nanmedian(y)) for y in outputs.T)
    parts = [_process(scores, y, effects) for y in whole]
    scales, trend, weights, error, between, explained = (np.array(one) for one in zip(*parts, strict=True))
    return Surrogate(error, trend.T[0], trend.T[1:], None, (scores, scales, weights.T), between, explained)


def polynomial(scores: Array) -> Array:
    """Polynomial terms (sets, terms) of scores (sets, free): all to degree two, and single cubes."""
    first, second = np.triu_indices(scores.shape[1])
    return np.hstack([np.ones((len(scores), 1)), scores, scores[:, first] * scores[:, second], scores**3])


def sets_needed(free: int) -> int:
    """Simulated sets for a polynomial: three for each coefficient."""
    return int(3 * polynomial(np.zeros((1, free))).shape[1])


def _white(scores: Array, centre: Array, root: Array) -> Array:
    return np.asarray(np.linalg.solve(root, (scores - centre).T).T, dtype=float)


def _process(u: Array, y: Array, effects: Array) -> tuple[Array, Array, Array, float, float, float]:
    """Inverse length scales, trend, weights, error, spread between groups, explained share of an output."""
    n, k = u.shape
    size = float(y.std())
    basis = np.hstack([np.ones((n, 1)), u, effects])
    if size < 1e-9 or k == 0:
        return np.zeros(k), np.concatenate([[y.mean()], np.zeros(k)]), np.zeros(n), 0.0, 0.0, 1.0
    sensitivity = _sensitivity(u, y / size, effects)
    tried = []
    for scale in SCALES:
        kernel = _kernel(u * sensitivity * scale, u * sensitivity * scale)
        tried += [(*_solve(kernel + noise * np.eye(n), basis, y / size), scale) for noise in NOISES]
    error, beta, alpha, scale = min(tried, key=lambda one: one[0])
    trend, of_groups = np.split(size * beta, [1 + k])
    between = float(np.concatenate([[0.0], of_groups]).std())
    return sensitivity * scale, trend, size * alpha, size * error, between, 1.0 - error**2


def _solve(covariance: Array, basis: Array, y: Array) -> tuple[float, Array, Array]:
    """Error at sets left out (Dubrule 1983), trend and kernel weights of a Gaussian process."""
    inverse = np.linalg.inv(covariance)
    inner = np.linalg.inv(basis.T @ inverse @ basis)
    beta = inner @ (basis.T @ (inverse @ y))
    projected = inverse - inverse @ basis @ inner @ basis.T @ inverse
    alpha = projected @ y
    left_out = alpha / np.diag(projected)
    return float(np.sqrt(np.mean(left_out**2))), beta, alpha


def _kernel(a: Array, b: Array) -> Array:
    """Squared exponential kernel between scaled points (m, k) and (n, k)."""
    distance = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * (a @ b.T)
    return np.asarray(np.exp(-0.5 * np.maximum(distance, 0.0)))


def _sensitivity(u: Array, y: Array, effects: Array) -> Array:
    """How strongly an output answers to each score, largest 1: size of its terms in a ridge quadratic."""
    k = u.shape[1]
    first, second = np.triu_indices(k)
    terms = np.hstack([np.ones((len(u), 1)), u, u[:, first] * u[:, second], effects])
    shrunk = 10.0 * np.diag([1e-6, *np.ones(terms.shape[1] - 1)])
    weights = np.linalg.solve(terms.T @ terms + shrunk, terms.T @ y)
    linear, quadratic = weights[1 : 1 + k], weights[1 + k : 1 + k + len(first)] ** 2
    curved = [np.sqrt(quadratic[(first == j) | (second == j)].sum()) for j in range(k)]
    size = np.hypot(linear, curved)
    return np.asarray(size / size.max(), dtype=float)
