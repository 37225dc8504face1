"""What is calibrated, and what was known before: sourced values and their bounds as prior distributions.

A sourced parameter (measured or derived) varies within its bounds, which are taken as two standard
deviations; an assumed one over a factor of two to three. Everything is written in standard normal
coordinates: ``u = 0`` is the median, the value is the truncated normal (or log-normal) quantile.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..core.distribution import Distribution, Kind
from ..core.parameters import Basis, Parameter
from ..model.model import Model

Array = NDArray[np.float64]
Priors = Mapping[str, Distribution]

#: Spread of an assumed parameter: standard deviation of its logarithm.
ASSUMED = 0.7
#: Parameters of the model that trials of stretching and contraction can inform.
CALIBRATED = (
    "tolerance_fast_max", "tolerance_charge_time", "tolerance_contraction_weight", "tolerance_fast_time",
    "tolerance_slow_max", "tolerance_consolidation_rate", "tolerance_slow_time", "softening_max",
    "softening_rate", "softening_recovery_time", "relaxation_slow_share", "relaxation_slow_time",
    "tendon_compliance", "effort_half", "memory_stretch_rate", "memory_release_rate",
)  # fmt: skip


def _prior(
    kind: Kind, unit: str, median: float, low: float, high: float, size: float, basis: Basis = "assumed"
) -> Distribution:
    return Distribution(size, kind, median, low, high, unit, reach=math.inf, basis=basis)


#: How a study is observed, beyond the model: factors from the model's response to the measured one at joints
#: other than the knee, what controls gain by being measured again, how much studies differ, and what the
#: model misses whatever its parameters (range of motion; torque, stiffness, tolerance and strength).
OBSERVATION: Priors = {
    "lever_hip": _prior("log", "-", 1.2, 0.4, 3.0, 0.35, "derived"),
    "lever_ankle": _prior("log", "-", 1.0, 0.1, 3.0, 0.50),
    "lever_shoulder": _prior("log", "-", 1.0, 0.2, 8.0, 0.80),
    "lever_neck": _prior("log", "-", 1.0, 0.2, 8.0, 0.80),
    "drift_programme": _prior("shift", "deg", 1.5, -5.0, 8.0, 2.0),
    "drift_session": _prior("shift", "deg", 0.0, -4.0, 4.0, 1.0),
    "drift_pain": _prior("shift", "points", 1.0, -2.0, 4.0, 0.8),
    "heterogeneity_programme": _prior("log", "-", 0.25, 0.05, 1.0, 0.50),
    "heterogeneity_session": _prior("log", "-", 0.25, 0.05, 1.0, 0.50),
    "discrepancy_range": _prior("log", "deg", 1.0, 0.1, 6.0, 0.70),
    "discrepancy_tissue": _prior("log", "percent", 5.0, 0.5, 30.0, 0.70),
}


def priors(model: Model) -> dict[str, Distribution]:
    """Priors of the calibrated parameters that a model has, then those of the observation."""
    own = model.parameters
    used = [name for name in CALIBRATED if name in own and _used(model, name)]
    return {**{name: prior(own[name]) for name in used}, **OBSERVATION}


def _used(model: Model, name: str) -> bool:
    """Whether a mechanism of the model itself owns the parameter or reads it."""
    kinds = ("muscle", "joint")
    return any(name in model.parameter_names(kind) for kind in kinds)  # type: ignore[arg-type]


def prior(parameter: Parameter) -> Distribution:
    """Prior of one parameter from its value, bounds and basis."""
    value, low, high = parameter.value, parameter.low, parameter.high
    low = max(low, value / 20.0) if value > 0 else low
    size = ASSUMED if parameter.basis in ("assumed", "changed") else (math.log(high) - math.log(low)) / 4.0
    kind: Kind = "log" if value > 0 else "shift"
    return _prior(kind, parameter.unit, value, low, high, size, parameter.basis)


def values(entries: Priors, u: Array) -> dict[str, Array]:
    """Values by name at standard normal coordinates of shape (..., k)."""
    return {name: one.values(u[..., j]) for j, (name, one) in enumerate(entries.items())}
