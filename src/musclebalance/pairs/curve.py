"""A muscle's table of angles, moment arms and fibre lengths in the file of a pair, fitted for the model."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from ..core.toml import Fields
from .geometry import DEGREE, Curve, Fit, fit
from .reading import source_keys

#: Rows that the table stands for.
ARMS = tuple(f"moment_arm_c{power}" for power in range(DEGREE + 1))
LENGTH = "neutral_fibre_length"
#: Largest difference between tabulated fibre lengths and those of the moment arm [lopt].
DISAGREE = 0.25


def fitted(
    curve: Fields, muscle: Fields, fibre: float, joint: Mapping[str, float]
) -> tuple[dict[str, Any], Fit]:
    """Rows of the cubic moment arm, and of the neutral fibre length where the table has lengths."""
    columns = _columns(curve, joint)
    if ("length" in columns) == (LENGTH in muscle.data):
        curve.fail(
            None, f"say once how long the fibres are: a column 'length' [m], or the row {LENGTH} [lopt]."
        )
    angles, neutral = columns["angle"], joint["neutral_angle"]
    lengths = columns.get("length", [0.0] * len(angles))
    anchor = float(np.interp(neutral, angles, lengths)) / fibre
    points = Curve(angles, columns["moment_arm"], lengths, neutral, anchor)
    cubic, length, rms, error = curve.made("angle", lambda: fit(points, fibre, neutral))
    keys = source_keys(curve)
    pedigree = ["derived", *keys] if keys else ["assumed"]
    rows: dict[str, Any] = {name: [c, *pedigree] for name, c in zip(ARMS, cubic, strict=True)}
    if "length" not in columns:
        return rows, Fit(moment_arm_rms=rms)
    if error > DISAGREE:
        curve.fail(
            "length",
            f"differs by up to {error:.2f} optimal lengths from what the moment arm says (a muscle with a "
            "positive moment arm shortens as the angle rises); correct sign or unit of one of them.",
        )
    return {**rows, LENGTH: [length, *pedigree]}, Fit(moment_arm_rms=rms, length_error=error)


def _columns(curve: Fields, joint: Mapping[str, float]) -> dict[str, list[float]]:
    """Columns of equal length, sorted by angle, that cover the range of the joint."""
    curve.only("angle moment_arm length source")
    columns = {key: _numbers(curve, key) for key in ("angle", "moment_arm", "length") if key in curve.data}
    for key in ("angle", "moment_arm"):
        if key not in columns:
            curve.fail(None, f"lacks {key!r}; give a list of numbers, one for each angle.")
    angles = columns["angle"]
    for key, numbers in columns.items():
        if len(numbers) != len(angles):
            curve.fail(key, f"has {len(numbers)} numbers for {len(angles)} angles; give one for each.")
    if any(second <= first for first, second in pairwise(angles)):
        curve.fail("angle", "does not rise from entry to entry; sort the columns by angle [deg].")
    low, high = joint["range_low"], joint["range_high"]
    if low < angles[0] or high > angles[-1]:
        curve.fail(
            "angle",
            f"covers {angles[0]:g} to {angles[-1]:g} deg and the range is {low:g} to {high:g} deg "
            "(range_low, range_high); add angles or narrow the range.",
        )
    return columns


def _numbers(curve: Fields, key: str) -> list[float]:
    items = curve.items(key)
    if not items or any(isinstance(x, bool) or not isinstance(x, (int, float)) for x in items):
        curve.fail(key, "is not a list of numbers; write [0, 15, 30] and so on.")
    if not np.isfinite(items).all():
        curve.fail(key, "holds a number that is not finite; correct or delete it.")
    return [float(x) for x in items]
