"""A lumped muscle of a pair, from the packaged tables of musculoskeletal models.

The moment arm is a cubic fitted to the tabulated one. The fibre length is *not* fitted to the tabulated
normalised lengths: those are force-weighted means of ratios and do not agree with the force-weighted moment
arms. Tendon excursion says dL/dq = -r: the length is the integral of the moment arm (Sherman et al. 2013,
doi 10.1115/DETC2013-13633), anchored at the neutral posture of the source model.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial import polynomial

from ..core.errors import MusclebalanceError
from ..core.parameters import ParameterSet

DEGREE = 3
SIDES = {"agonist": "A", "antagonist": "B"}


@dataclass(frozen=True, slots=True)
class Fit:
    """What was lumped together, and how far the fitted moment arm [m] and length [lopt] are off."""

    group: str = ""
    muscles: str = ""
    moment_arm_rms: float = 0.0
    length_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Geometry:
    """One lumped muscle at one joint: force [N], fibre length [m], pennation [deg], moment arm [m/rad^k]."""

    group: str
    muscles: str
    max_isometric_force: float
    optimal_fibre_length: float
    pennation: float
    coefficients: tuple[float, ...]
    neutral_fibre_length: float
    moment_arm_rms: float
    length_error: float

    @classmethod
    def of(cls, parameters: ParameterSet, part: str, fit: Fit) -> Geometry:
        """The muscle of `part` as the parameters of a pair have it."""
        names = ("max_isometric_force", "optimal_fibre_length", "pennation")
        force, fibre, pennation = (parameters.value(name, part) for name in names)
        arms = tuple(parameters.value(f"moment_arm_c{power}", part) for power in range(DEGREE + 1))
        length = parameters.value("neutral_fibre_length", part)
        errors = fit.moment_arm_rms, fit.length_error
        return cls(fit.group, fit.muscles, force, fibre, pennation, arms, length, *errors)

    @property
    def fit(self) -> Fit:
        """What the parameters of a pair do not say."""
        return Fit(self.group, self.muscles, self.moment_arm_rms, self.length_error)

    def moment_arm(self, angle: float, neutral_angle: float) -> float:
        """Moment arm [m] at `angle` [deg]; positive raises the joint angle."""
        return float(polynomial.polyval(math.radians(angle - neutral_angle), self.coefficients))

    def fibre_length(self, angle: float, neutral_angle: float) -> float:
        """Fibre length [optimal fibre lengths] at `angle` [deg]."""
        turned, integral = math.radians(angle - neutral_angle), polynomial.polyint(self.coefficients)
        excursion = float(polynomial.polyval(turned, integral))
        return self.neutral_fibre_length - excursion / self.optimal_fibre_length


class Curve(NamedTuple):
    """Tabulated angles [deg], moment arms and lengths [m] of a muscle, and a fibre length [lopt] known."""

    angles: Sequence[float]
    moment_arms: Sequence[float]
    lengths: Sequence[float]
    anchor_angle: float
    anchor_length: float


class Lump(NamedTuple):
    """Force-weighted means over the muscles of a group; `share`: the tabulated force over this one."""

    group: str
    muscles: str
    force: float
    fibre: float
    pennation: float
    anchor_angle: float
    anchor_length: float
    share: float = 1.0


def significant(value: float, digits: int = 6) -> float:
    """Round to significant digits, so that a fit is the same number on every machine."""
    return float(f"{value:.{digits - 1}e}")


def fit(
    curve: Curve, optimal_fibre_length: float, neutral_angle: float
) -> tuple[tuple[float, ...], float, float, float]:
    """Cubic moment arm by least squares, neutral fibre length, and the errors of moment arm and length."""
    if (points := len(curve.angles)) < DEGREE + 3:
        raise MusclebalanceError(
            f"a cubic moment arm needs {DEGREE + 3} points or more; {points} lie in the fitted range."
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


def geometry(part: str, model: Mapping[str, Any], neutral: float) -> Geometry:
    """The lumped muscle of `part` with its moment arm fitted over the range of the model."""
    side = next(other for other in SIDES if other != part) if model.get("swap") else part
    sign = model.get("sign", 1)
    low, high = model.get("fit", model["range"])
    lump = _lump(side, model, model.get("exclude", {}).get(part, ()))
    points = _rows("moment_arm_curves", model, side=SIDES[side], model=model["curve"])
    points = sorted(points, key=lambda point: sign * float(point["angle_deg"]))
    inside = [point for point in points if low <= sign * float(point["angle_deg"]) <= high]
    curve = Curve(
        [sign * float(point["angle_deg"]) for point in inside],
        [lump.share * sign * float(point["Fmax_weighted_moment_arm_m"]) for point in inside],
        [lump.share * float(point["Fmax_weighted_MTU_length_m"]) for point in inside],
        sign * lump.anchor_angle,
        lump.anchor_length,
    )
    coefficients, length, rms, error = fit(curve, lump.fibre, neutral)
    stated = model.get(part, {}).get("neutral_fibre_length")
    length = float(stated[0]) if stated else length
    return Geometry(*lump[:5], coefficients, length, rms, error)


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    file = resources.files("musclebalance") / "evidence" / "data" / "mechanisms" / f"{name}.csv"
    return tuple(csv.DictReader(file.read_text("utf-8").splitlines()))


def _rows(name: str, chosen: Mapping[str, Any], **wanted: str) -> list[dict[str, str]]:
    """Rows of a packaged table on the group and coordinate that a model of a pair names."""
    wanted |= {"pair_id": chosen["rows"]}
    return [
        row
        for row in _table(name)
        if chosen["coordinate"] == (row.get("coordinate") or row.get("joint_coordinate"))
        and all(row[column] == value for column, value in wanted.items())
    ]


def _lump(side: str, model: Mapping[str, Any], exclude: Sequence[str]) -> Lump:
    """The tabulated lump, or the same without muscles that have no moment arm about this coordinate."""
    found = [
        row for row in _rows("pairs", model, side=side) if row["source_model"].startswith(model["model"])
    ]
    if len(found) != 1:
        raise MusclebalanceError(
            f"{model['rows']} ({side}, {model['model']}): {len(found)} rows in the table; one is needed."
        )
    row = found[0]
    columns = ("Fmax_N", "opt_fibre_length_m", "pennation_deg", "neutral_deg")
    values = [float(row[c]) for c in (*columns, "norm_fibre_length_at_neutral_rigid_tendon")]
    lump = Lump(row["group"], row["muscles"], *values)
    return _without(lump, side, model, exclude) if exclude else lump


def _without(whole: Lump, side: str, model: Mapping[str, Any], exclude: Sequence[str]) -> Lump:
    """The lump without `exclude`; the tabulated curves then only change by the ratio of forces."""
    members = _rows("pair_muscles", model, **{"side(A=agonist,B=antagonist)": SIDES[side]})
    acting = [row for row in members if row["muscle"] in exclude and abs(float(row["moment_arm_m"])) > 1e-5]
    if acting or not set(exclude) <= {row["muscle"] for row in members}:
        raise MusclebalanceError(
            f"{model['rows']}: only muscles of the group without a moment arm can be left out; "
            f"got {list(exclude)}."
        )
    kept = [row for row in members if row["muscle"] not in exclude]
    force = sum(float(row["Fmax_N"]) for row in kept)

    def mean(column: str) -> float:
        return significant(sum(float(row["Fmax_N"]) * float(row[column]) for row in kept) / force, 4)

    return whole._replace(
        muscles=" ".join(row["muscle"] for row in kept),
        force=significant(force, 5),
        fibre=mean("opt_fibre_length_m"),
        pennation=mean("pennation_deg"),
        anchor_length=mean("norm_fibre_length_rigid_tendon"),
        share=whole.force / force,
    )
