"""How people differ: spreads of parameters, covariates and what covariates do to parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown

Array = NDArray[np.float64]

#: Draws lie within this many standard deviations of the middle, and within the bounds of the parameter.
REACH = 2.5


@dataclass(frozen=True, slots=True)
class Spread:
    """Spread of a parameter between people.

    Parameters
    ----------
    size : float
        Coefficient of variation for ``"factor"`` (log-normal about the default, its median); standard
        deviation in
        the unit of the parameter for ``"shift"`` (normal about the default).
    kind : {"factor", "shift"}
    between_muscles : float
        Correlation of the agonist's and the antagonist's value where each muscle has its own.
    source : tuple of str
        Keys of :mod:`musclebalance.core.sources`; empty means assumed.

    Raises
    ------
    OutOfRangeError, UnknownNameError

    Examples
    --------
    >>> Spread(0.2).kind
    'factor'
    """

    size: float
    kind: Literal["factor", "shift"] = "factor"
    between_muscles: float = 0.0
    source: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in ("factor", "shift"):
            raise unknown("kind of spread", self.kind, ("factor", "shift"))
        check_range("size of the spread", self.size, 0.0, 3.0 if self.kind == "factor" else 1e6)
        check_range("correlation between muscles", self.between_muscles, -1.0, 1.0)

    def values(self, score: Array, middle: Array, low: float, high: float) -> Array:
        """Values (people,) for normal scores about `middle` (people,), truncated without rejection."""
        from scipy.stats import norm

        if self.size == 0.0:
            return np.asarray(np.clip(middle, low, high))
        factor = self.kind == "factor"
        if factor and (np.any(middle <= 0.0) or low < 0.0):
            raise MusclebalanceError(
                "a spread by factors needs a positive parameter; use Spread(size, 'shift')."
            )
        with np.errstate(divide="ignore"):
            centre, ends = (
                (np.log(middle), np.log([low, high])) if factor else (middle, np.array([low, high]))
            )
        width = np.sqrt(np.log1p(self.size**2)) if factor else self.size
        below, above = (np.clip((end - centre) / width, -REACH, REACH) for end in ends)
        share = norm.cdf(below) + norm.cdf(score) * (norm.cdf(above) - norm.cdf(below))
        found = centre + width * norm.ppf(share)
        return np.asarray(np.clip(np.exp(found) if factor else found, low, high))


@dataclass(frozen=True, slots=True)
class Covariate:
    """Something known of a person besides the parameters.

    Parameters
    ----------
    middle, sd : float
        Mean and standard deviation of a normal distribution truncated to the bounds [unit]. With
        ``kind="share"``
        `middle` is the probability of 1, else 0; with ``"factor"`` the median, and `sd` the coefficient of
        variation
        of a log-normal distribution.
    low, high : float
        Bounds [unit].
    unit : str
    kind : {"shift", "factor", "share"}
    step : float
        Values are rounded to whole steps; 0 leaves them.
    effects : mapping of str to float
        Parameter -> relative change per unit of the covariate above its middle (compounded: ``exp(effect *
        difference)``).
    meaning : str
        One line.

    Examples
    --------
    >>> Covariate(40.0, 12.0, 20.0, 70.0, "y").unit
    'y'
    """

    middle: float
    sd: float
    low: float
    high: float
    unit: str = "-"
    kind: Literal["shift", "factor", "share"] = "shift"
    step: float = 0.0
    effects: Mapping[str, float] = field(default_factory=dict)
    meaning: str = ""

    def __post_init__(self) -> None:
        if self.kind not in ("shift", "factor", "share"):
            raise unknown("kind of covariate", self.kind, ("shift", "factor", "share"))
        check_range("middle of the covariate", self.middle, self.low, self.high, self.unit)

    def values(self, score: Array) -> Array:
        """Values (people,) for standard normal scores."""
        from scipy.stats import norm

        if self.kind == "share":
            return np.asarray(norm.cdf(score) < self.middle, dtype=float)
        middle = np.full(len(score), self.middle)
        found = Spread(self.sd, self.kind).values(score, middle, self.low, self.high)
        return (
            np.asarray(np.clip(np.round(found / self.step) * self.step, self.low, self.high))
            if self.step
            else found
        )


#: Spreads between people unless given otherwise. No published spreads of these model parameters were found:
#: they are
#: assumed, wide where the parameter is a rate of adaptation.
SPREADS: Mapping[str, Spread] = {
    "max_isometric_force": Spread(0.25, between_muscles=0.8),
    "passive_strain": Spread(0.15, between_muscles=0.5),
    "end_range_torque": Spread(0.20, between_muscles=0.5),
    "tone_weight": Spread(0.25, between_muscles=0.5),
    "joint_stiffness": Spread(0.20),
    "length_time": Spread(0.20),
    "growth_weight": Spread(0.15),
    "memory_rate": Spread(0.30),
    "memory_release_rate": Spread(0.30),
    "memory_stretch_rate": Spread(0.30),
    "tolerance_consolidation_rate": Spread(0.35),
    "tolerance_slow_time": Spread(0.25),
    "stress_half": Spread(0.30),
    "neural_training_rate": Spread(0.30),
    "size_training_rate": Spread(0.30),
    "fatigue_rate": Spread(0.30),
    "pain_half": Spread(0.30),
}

#: Covariates unless given otherwise; distributions and effects are assumed.
COVARIATES: Mapping[str, Covariate] = {
    "age": Covariate(
        40.0,
        12.0,
        20.0,
        70.0,
        "y",
        effects={"max_isometric_force": -0.005, "neural_training_rate": -0.005},
        meaning="age",
    ),
    "female": Covariate(
        0.5,
        0.0,
        0.0,
        1.0,
        kind="share",
        effects={"max_isometric_force": -0.36, "joint_stiffness": -0.15},
        meaning="1 woman, 0 man",
    ),
    "desk_hours": Covariate(
        8.0, 1.5, 2.0, 12.0, "h", step=0.5, meaning="desk hours of the life that caused the imbalance"
    ),
    "stress": Covariate(0.6, 0.15, 0.0, 1.0, step=0.1, meaning="stress at the desk"),
    "chronicity": Covariate(
        180.0, 0.4, 60.0, 540.0, "d", "factor", step=7.0, meaning="days that life has been lived"
    ),
    "asymmetry": Covariate(
        0.0,
        0.2,
        -0.6,
        0.6,
        effects={"agonist.tone_weight": 0.5, "antagonist.tone_weight": -0.5},
        meaning="log ratio added to the tone weights, agonist over antagonist",
    ),
}
