"""A polynomial that stands in for the simulation while a posterior is explored, and knows how wrong it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def terms(scores: Array) -> Array:
    """Polynomial terms (sets, terms) of scores (sets, free): all to degree two, and single cubes."""
    count = scores.shape[1]
    columns = [np.ones(len(scores)), *scores.T]
    columns += [scores[:, i] * scores[:, j] for i, j in combinations_with_replacement(range(count), 2)]
    columns += [scores[:, i] ** 3 for i in range(count)]
    return np.stack(columns, axis=1)


@dataclass(frozen=True, eq=False)
class Emulator:
    """Outputs as polynomials of whitened scores."""

    centre: Array
    root: Array
    coefficients: Array
    error: Array

    def __call__(self, scores: Array) -> Array:
        """Outputs (sets, outputs) for scores (sets, free)."""
        return np.asarray(terms(_white(scores, self.centre, self.root)) @ self.coefficients)

    @classmethod
    def of(cls, scores: Array, outputs: Array) -> Emulator:
        """Least squares through simulated sets, lightly ridged, with its leave-one-out error."""
        centre = scores.mean(axis=0)
        cov = np.atleast_2d(np.cov(scores.T)) + 1e-9 * np.eye(scores.shape[1])
        root = np.asarray(np.linalg.cholesky(cov), dtype=float)
        design = terms(_white(scores, centre, root))
        ridge = 1e-6 * len(design) * np.eye(design.shape[1])
        inverse = np.linalg.inv(design.T @ design + ridge)
        coefficients = inverse @ design.T @ outputs
        leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
        left_out = (outputs - design @ coefficients) / np.clip(1.0 - leverage, 0.05, None)[:, None]
        return cls(centre, root, coefficients, np.sqrt(np.mean(left_out**2, axis=0)))


def sets_needed(free: int) -> int:
    """Simulated sets for an emulator: three for each coefficient."""
    return int(3 * terms(np.zeros((1, free))).shape[1])


def _white(scores: Array, centre: Array, root: Array) -> Array:
    return np.asarray(np.linalg.solve(root, (scores - centre).T).T, dtype=float)
