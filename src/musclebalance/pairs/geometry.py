"""Moment arm and fibre length of a lumped muscle: a cubic fitted to tabulated moment arms, and its integral.

The fibre length is *not* fitted to the tabulated normalised fibre lengths: those are force-weighted
means of ratios and do not agree with the force-weighted moment arms. Tendon excursion says dL/dq = -r:
the length is the integral of the moment arm (Sherman et al. 2013, doi 10.1115/DETC2013-13633), anchored
at the neutral posture of the source model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import polynomial

from ..core.errors import MusclebalanceError

DEGREE = 3


@dataclass(frozen=True, slots=True)
class Geometry:
    """One lumped muscle at one joint, read from a musculoskeletal model."""

    group: str
    muscles: str
    max_isometric_force: float
    optimal_fibre_length: float
    pennation: float
    coefficients: tuple[float, float, float, float]
    neutral_fibre_length: float
    moment_arm_rms: float
    length_error: float

    def moment_arm(self, angle: float, neutral_angle: float) -> float:
        """Moment arm [m] at `angle` [deg]; positive raises the joint angle."""
        return float(polynomial.polyval(math.radians(angle - neutral_angle), self.coefficients))

    def fibre_length(self, angle: float, neutral_angle: float) -> float:
        """Fibre length [optimal fibre lengths] at `angle` [deg]."""
        excursion = polynomial.polyval(
            math.radians(angle - neutral_angle), polynomial.polyint(self.coefficients)
        )
        return self.neutral_fibre_length - float(excursion) / self.optimal_fibre_length


@dataclass(frozen=True, slots=True)
class Curve:
    """Tabulated moment arm and muscle-tendon length of one lumped muscle."""

    angles: Sequence[float]
    moment_arms: Sequence[float]
    lengths: Sequence[float]
    anchor_angle: float
    anchor_length: float


def significant(value: float, digits: int = 6) -> float:
    """Round to significant digits, so that a fit is the same number on every machine."""
    return float(f"{value:.{digits - 1}e}")


def fit(
    curve: Curve, optimal_fibre_length: float, neutral_angle: float
) -> tuple[tuple[float, ...], float, float, float]:
    """Fit a cubic moment arm by least squares and integrate it to the fibre length."""
    if len(curve.angles) < DEGREE + 3:
        raise MusclebalanceError(
            f"a cubic moment arm needs {DEGREE + 3} points or more; "
            f"{len(curve.angles)} lie in the fitted range."
        )
    x = np.radians(np.asarray(curve.angles) - neutral_angle)
    arms = np.asarray(curve.moment_arms)
    c = tuple(significant(value) for value in polynomial.polyfit(x, arms, DEGREE))
    rms = float(np.sqrt(np.mean((polynomial.polyval(x, c) - arms) ** 2)))

    integral = polynomial.polyint(c)
    anchor = math.radians(curve.anchor_angle - neutral_angle)
    neutral_length = curve.anchor_length + float(polynomial.polyval(anchor, integral)) / optimal_fibre_length
    fitted = neutral_length - polynomial.polyval(x, integral) / optimal_fibre_length
    tabulated = np.asarray(curve.lengths) / optimal_fibre_length
    at_anchor = np.interp(curve.anchor_angle, curve.angles, tabulated)
    error = float(np.max(np.abs(fitted - (curve.anchor_length + tabulated - at_anchor))))
    return c, significant(neutral_length), rms, error
