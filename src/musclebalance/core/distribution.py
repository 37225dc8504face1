"""How one number is distributed: between people, or in what is known of it before the data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from .arguments import public
from .errors import MusclebalanceError, check_range, unknown
from .parameters import Basis

Array = NDArray[np.float64]
Kind = Literal["factor", "log", "shift", "even", "share"]


@public
@dataclass(frozen=True, slots=True)
class Distribution:
    """Distribution of one number, written as a function of standard normal scores.

    Score 0 is the median; a correlation between numbers is a correlation of their scores.

    Parameters
    ----------
    size : float
        Coefficient of variation (``"factor"``), standard deviation of the logarithm (``"log"``) or standard
        deviation [unit] (``"shift"``).
    kind : {"factor", "log", "shift", "even", "share"}
        Log-normal (the first two), normal, uniform between `low` and `high`, or 1 with probability `middle`
        and else 0.
    middle : float, optional
        Median [unit]; halfway for ``"even"``. Without one the default of the parameter is the median.
    low, high : float
        Bounds [unit], at which the distribution is truncated.
    unit : str
    step : float
        Values are rounded to whole steps [unit]; 0 leaves them as they are.
    reach : float
        The distribution is also truncated this many standard deviations from its median; may be infinite.
    between_muscles : float
        Correlation of the agonist's and the antagonist's score where each muscle has its own value.
    basis : Basis
        What the distribution rests on.

    Raises
    ------
    UnknownNameError, OutOfRangeError

    Examples
    --------
    >>> import numpy as np
    >>> length_time = Distribution(0.2, middle=5, unit="d")
    >>> length_time.values(np.array([-1.0, 0.0, 1.0])).round(1).tolist()
    [4.1, 5.0, 6.1]
    """

    size: float = 0.0
    kind: Kind = "factor"
    middle: float | None = None
    low: float = -math.inf
    high: float = math.inf
    unit: str = "-"
    step: float = 0.0
    reach: float = 2.5
    between_muscles: float = 0.0
    basis: Basis = "assumed"

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise unknown("kind of distribution", self.kind, get_args(Kind))
        check_range("size of the distribution", self.size, 0.0, 1e6 if self.kind == "shift" else 3.0)
        check_range("correlation between muscles", self.between_muscles, -1.0, 1.0)
        if self.kind == "even":
            for what, end in (("low", self.low), ("high", self.high)):
                check_range(f"{what} end of the distribution", end, self.low, self.high, self.unit)
            object.__setattr__(self, "middle", 0.5 * (self.low + self.high))
        if self.kind == "share" or self.middle is not None:
            low, high = (0.0, 1.0) if self.kind == "share" else (self.low, self.high)
            check_range("middle of the distribution", self.middle, low, high, self.unit)  # type: ignore[arg-type]

    def values(self, scores: Array, about: Array | None = None) -> Array:
        """Values [unit] for standard normal scores.

        Parameters
        ----------
        scores : ndarray
        about : ndarray, optional
            Medians [unit] in place of `middle`, of the same shape as `scores`.

        Raises
        ------
        MusclebalanceError
            A log-normal number that is not positive, or no median.
        """
        from scipy.stats import norm, truncnorm

        if self.kind == "even":
            return self._rounded(self.low + (self.high - self.low) * norm.cdf(scores))
        middle = self._middle(np.shape(scores)) if about is None else about
        if self.kind == "share":
            return np.asarray(norm.cdf(scores) < middle, dtype=float)
        if self.size == 0.0:
            return self._rounded(np.clip(middle, self.low, self.high))
        centre, width, below, above = self._standard(middle)
        if math.isinf(self.reach):
            found = centre + width * truncnorm.ppf(norm.cdf(scores), below, above)
            return self._rounded(np.exp(found) if self._logarithmic else found)
        share = norm.cdf(below) + norm.cdf(scores) * (norm.cdf(above) - norm.cdf(below))
        found = centre + width * norm.ppf(share)
        return self._rounded(np.clip(np.exp(found) if self._logarithmic else found, self.low, self.high))

    def scores(self, values: Array) -> Array:
        """Standard normal scores of values [unit] strictly within the bounds: the inverse of :meth:`values`.

        Only log-normal and normal numbers that are not rounded have one.
        """
        from scipy.stats import norm, truncnorm

        if self.kind in ("even", "share") or self.step or not self.size:
            raise MusclebalanceError(f"a number of kind {self.kind!r} and step {self.step:g} has no scores.")
        centre, width, below, above = self._standard(self._middle(np.shape(values)))
        x = (np.log(values) if self._logarithmic else np.asarray(values)) - centre
        share = truncnorm.cdf(x / width, below, above)
        return np.asarray(norm.ppf(np.clip(share, 1e-9, 1 - 1e-9)), dtype=float)

    @property
    def _logarithmic(self) -> bool:
        return self.kind in ("factor", "log")

    def _middle(self, shape: tuple[int, ...]) -> Array:
        if self.middle is None:
            raise MusclebalanceError("the distribution has no middle; give middle=.")
        return np.full(shape, self.middle, dtype=float)

    def _standard(self, middle: Array) -> tuple[Array, float, Array, Array]:
        """Centre and width, logarithms where log-normal, and the truncation in standard deviations."""
        centre, ends, width = middle, np.array([self.low, self.high]), self.size
        if self._logarithmic:
            ends[0] = 0.0 if self.low == -math.inf else self.low
            if np.any(middle <= 0.0) or ends[0] < 0.0:
                raise MusclebalanceError(
                    "a log-normal distribution needs a positive parameter; use Distribution(size, 'shift')."
                )
            with np.errstate(divide="ignore"):
                centre, ends = np.log(middle), np.log(ends)
            width = math.sqrt(math.log1p(self.size**2)) if self.kind == "factor" else self.size
        below, above = (np.clip((end - centre) / width, -self.reach, self.reach) for end in ends)
        return centre, width, below, above

    def _rounded(self, values: Array) -> Array:
        if not self.step:
            return np.asarray(values)
        return np.asarray(np.clip(np.round(values / self.step) * self.step, self.low, self.high))
