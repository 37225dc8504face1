"""What is calibrated, and what was known before: sourced values and their bounds as prior distributions.

A sourced parameter (measured or derived) varies within its bounds, which are taken as two standard
deviations; an assumed one over a factor of two to three. Everything is written in standard normal
coordinates: ``u = 0`` is the median, the value is the truncated normal (or log-normal) quantile.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.parameters import Parameter
from ..model.model import Model

Array = NDArray[np.float64]

#: Spread of an assumed parameter: standard deviation of its logarithm.
ASSUMED = 0.7
#: Parameters of the model that trials of stretching and contraction can inform.
CALIBRATED = (
    "tolerance_fast_max",
    "tolerance_charge_time",
    "tolerance_contraction_weight",
    "tolerance_fast_time",
    "tolerance_slow_max",
    "tolerance_consolidation_rate",
    "tolerance_slow_time",
    "softening_max",
    "softening_rate",
    "softening_recovery_time",
    "relaxation_slow_share",
    "relaxation_slow_time",
    "tendon_compliance",
    "effort_half",
    "memory_stretch_rate",
    "memory_release_rate",
)


@dataclass(frozen=True, slots=True)
class Prior:
    """A truncated normal or log-normal prior."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    sigma: float
    log: bool
    basis: str = "assumed"

    def value(self, u: Array) -> Array:
        """Values [unit] at standard normal coordinates `u`."""
        from scipy import stats

        a, b = (self._map(x) - self._map(self.median) for x in (self.low, self.high))
        quantile = stats.truncnorm.ppf(stats.norm.cdf(u), a / self.sigma, b / self.sigma) * self.sigma
        found = quantile + self._map(self.median)
        return np.asarray(np.exp(found) if self.log else found, dtype=float)

    def coordinate(self, value: Array | float) -> Array:
        """Standard normal coordinate of a value [unit], the inverse of :meth:`value`."""
        from scipy import stats

        a, b = (self._map(x) - self._map(self.median) for x in (self.low, self.high))
        x = (np.log(value) if self.log else np.asarray(value)) - self._map(self.median)
        share = stats.truncnorm.cdf(np.asarray(x) / self.sigma, a / self.sigma, b / self.sigma)
        return np.asarray(stats.norm.ppf(np.clip(share, 1e-9, 1 - 1e-9)), dtype=float)

    def _map(self, value: float) -> float:
        return math.log(value) if self.log else value


#: How a study is observed, beyond the model: factors from the model's response to the measured one at joints
#: other than the knee, what controls gain by being measured again, how much studies differ, and what the
#: model misses whatever its parameters (range of motion; torque, stiffness, tolerance and strength).
OBSERVATION = (
    Prior("lever_hip", "-", 1.2, 0.4, 3.0, 0.35, True, "derived"),
    Prior("lever_ankle", "-", 1.0, 0.1, 3.0, 0.50, True, "assumed"),
    Prior("lever_shoulder", "-", 1.0, 0.2, 8.0, 0.80, True, "assumed"),
    Prior("lever_neck", "-", 1.0, 0.2, 8.0, 0.80, True, "assumed"),
    Prior("drift_programme", "deg", 1.5, -5.0, 8.0, 2.0, False, "assumed"),
    Prior("drift_session", "deg", 0.0, -4.0, 4.0, 1.0, False, "assumed"),
    Prior("drift_pain", "points", 1.0, -2.0, 4.0, 0.8, False, "assumed"),
    Prior("heterogeneity_programme", "-", 0.25, 0.05, 1.0, 0.50, True, "assumed"),
    Prior("heterogeneity_session", "-", 0.25, 0.05, 1.0, 0.50, True, "assumed"),
    Prior("discrepancy_range", "deg", 1.0, 0.1, 6.0, 0.70, True, "assumed"),
    Prior("discrepancy_tissue", "percent", 5.0, 0.5, 30.0, 0.70, True, "assumed"),
)


def priors(model: Model) -> tuple[Prior, ...]:
    """Priors of the calibrated parameters that a model has, then those of the observation."""
    own = model.parameters
    return (*(prior(own[name]) for name in CALIBRATED if name in own and _used(model, name)), *OBSERVATION)


def _used(model: Model, name: str) -> bool:
    """Whether a mechanism of the model itself owns the parameter or reads it."""
    kinds = ("muscle", "joint")
    return any(name in model.parameter_names(kind) for kind in kinds)  # type: ignore[arg-type]


def prior(parameter: Parameter) -> Prior:
    """Prior of one parameter from its value, bounds and basis."""
    value, low, high = parameter.value, parameter.low, parameter.high
    log = value > 0
    low = max(low, value / 20.0) if log else low
    if parameter.basis == "assumed":
        sigma = ASSUMED
    else:
        sigma = (math.log(high) - math.log(low)) / 4.0
    return Prior(parameter.name, parameter.unit, value, low, high, sigma, log, parameter.basis)


def values(entries: tuple[Prior, ...], u: Array) -> Mapping[str, Array]:
    """Values by name at standard normal coordinates of shape (..., k)."""
    return {one.name: one.value(u[..., j]) for j, one in enumerate(entries)}
