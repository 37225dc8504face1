"""What is expected of the arms of one study: a mixture of normals, one for every draw of the parameters.

Models and baselines forecast alike, so that scores in closed form treat them alike. Arms that were seen
narrow the forecast of the others: draws under which they were likely count more, and what a study has in
common is learnt from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .observation import Observed, components, normal_log_density

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """Weights (draws,), means (draws, arms) and covariances (draws, arms, arms) of the printed changes."""

    weight: Array
    mean: Array
    covariance: Array

    @classmethod
    def even(cls, mean: Array, covariance: Array) -> Forecast:
        """From draws that count alike."""
        return cls(np.full(len(mean), 1.0 / len(mean)), mean, covariance)

    @classmethod
    def of(
        cls, data: Observed, raw: Array, observation: Mapping[str, Array], extra: Array | float
    ) -> Forecast:
        """Of the arms of one study, from responses (draws, arms) and what is observed of them."""
        share, mean, covariance = components(data, raw, observation, extra)
        arms = raw.shape[1]
        weight = share.reshape(-1) / len(raw)
        return cls(weight, mean.reshape(-1, arms), covariance.reshape(-1, arms, arms))

    def part(self, places: Sequence[int]) -> Forecast:
        """Of some of the arms."""
        return Forecast(self.weight, self.mean[:, places], self.covariance[:, places][:, :, places])

    def given(self, seen: Sequence[int], y: Array) -> Forecast:
        """Of the other arms, when those at the places `seen` printed `y`."""
        rest = np.setdiff1d(np.arange(self.mean.shape[1]), seen)
        among, across = (self.covariance[:, seen][:, :, others] for others in (seen, rest))
        residual = y - self.mean[:, seen]
        gain = np.linalg.solve(among, across).swapaxes(1, 2)
        mean = self.mean[:, rest] + (gain @ residual[..., None])[..., 0]
        left = self.covariance[:, rest][:, :, rest] - gain @ across
        with np.errstate(divide="ignore"):
            log_weight = np.log(self.weight) + normal_log_density(residual, among)
        # what counts less than a thousand-millionth counts nothing, and overflows no ratio
        weight = np.where(log_weight > log_weight.max() - 20.0, np.exp(log_weight - log_weight.max()), 0.0)
        return Forecast(weight / weight.sum(), mean, left)

    @property
    def expected(self) -> Array:
        """What is printed on average, of each arm."""
        return np.asarray(self.weight @ self.mean)

    @property
    def deviation(self) -> Array:
        """Standard deviation of each arm under each draw."""
        return np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))

    def share_below(self, y: Array) -> Array:
        """Probability of less than `y`, of each arm."""
        from scipy.special import ndtr

        return np.asarray(self.weight @ ndtr((y - self.mean) / self.deviation))

    def quantile(self, share: float) -> Array:
        """The value that is not reached with a probability, of each arm."""
        low, high = (
            pick(self.mean + side * 9.0 * self.deviation, axis=0)
            for side, pick in ((-1, np.min), (1, np.max))
        )
        for _ in range(48):
            middle = 0.5 * (low + high)
            below = self.share_below(middle) < share
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray(0.5 * (low + high))

    def log_density(self, y: Array) -> Array:
        """Log density of `y`, of each arm by itself."""
        z = (y - self.mean) / self.deviation
        return _log_mean(-0.5 * z**2 - np.log(self.deviation) - 0.5 * np.log(2.0 * np.pi), self.weight)

    def joint_log_density(self, y: Array) -> float:
        """Log density of `y`, of all arms together."""
        return float(_log_mean(normal_log_density(y - self.mean, self.covariance), self.weight))

    def crps(self, y: Array) -> Array:
        """Continuous ranked probability score of each arm [its unit] (Grimit et al. 2006)."""
        to_y = self.weight @ _distance(y - self.mean, self.deviation)
        between = np.empty(len(to_y))
        for arm, (mean, deviation) in enumerate(zip(self.mean.T, self.deviation.T, strict=True)):
            among = _distance(mean[:, None] - mean, np.hypot(deviation[:, None], deviation))
            between[arm] = self.weight @ among @ self.weight
        return np.asarray(to_y - 0.5 * between)


def _distance(mean: Array, deviation: Array) -> Array:
    """Mean absolute value of a normal number."""
    from scipy.special import ndtr

    z = mean / deviation
    density = np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
    return np.asarray(2.0 * deviation * density + mean * (2.0 * ndtr(z) - 1.0))


def _log_mean(log_value: Array, weight: Array) -> Array:
    """Logarithm of the weighted mean over draws."""
    from scipy.special import logsumexp

    return np.asarray(logsumexp(log_value.T, b=weight, axis=-1))
