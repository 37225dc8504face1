"""Left and right: what one side's life is, what a treated side gives the other, how unlike two sides are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, shown, unknown
from ..core.parameters import Parameter
from ..lifestyle import Lifestyle
from .labels import SIDES

Array = NDArray[np.float64]
#: Half of the trace makes a third of the gain: +4 of +11 deg in 24 weeks of 4 x 60 s a day.
CROSSING = Parameter(
    "crossing", 0.5, "-", 0.0, 1.0, "share of a side's trace of sessions that reaches the other side",
    ("T42",), "derived",
)  # fmt: skip


@public
def one_sided(life: Lifestyle, side: str, *activities: str, instead: str = "stand") -> dict[str, Lifestyle]:
    """One life of a person, some of whose activities load one side only.

    Parameters
    ----------
    life : Lifestyle
        The life of the loaded side.
    side : {"left", "right"}
        The loaded side: of a thrower's arm, a kicker's leg, the hand at the mouse.
    activities : str
        What that side alone does, e.g. ``"sport"``.
    instead : str
        What the other side does meanwhile.

    Returns
    -------
    dict of str to Lifestyle
        A life for each side, of the same hours.

    Raises
    ------
    UnknownNameError, MusclebalanceError
        A side that does not exist, or an activity that the life does not have.

    Examples
    --------
    >>> lives = one_sided(Lifestyle.sport("Mon Wed Fri"), "right", "sport")
    >>> "sport" in lives["right"].hours(), "sport" in lives["left"].hours()
    (True, False)
    """
    if side not in SIDES:
        raise unknown("side", side, SIDES)
    if not activities:
        raise MusclebalanceError("no activity is one-sided; name at least one, for example 'sport'.")
    known = life.hours()
    for activity in activities:
        if not isinstance(activity, str) or activity not in known:
            raise unknown(f"activity of the life {life.name!r}", activity, known)
    other = life.swap(**dict.fromkeys(activities, instead))
    return {one: life if one == side else other for one in SIDES}


class Symmetry(NamedTuple):
    """How unlike two sides are, in the ways that are published; arrays of one shape.

    Attributes
    ----------
    difference : ndarray
        Left less right [unit of the reading].
    limb_symmetry : ndarray
        Smaller over larger size [%]: 100 is equal. It does not say which side is which, and has no meaning
        where the readings change sign (NaN).
    robinson : ndarray
        Difference over the mean of the two [%]: grows without bound where that mean is near 0 (inf, or NaN if
        both are 0), and depends on where the zero of the reading lies.
    angle : ndarray
        Symmetry angle [%], between -100 and 100: bounded, still depends on the zero of the reading, and is
        NaN if both are 0.

    References
    ----------
    Robinson, Herzog & Nigg 1987, J Manipulative Physiol Ther 10:172-176; Zifchock, Davis, Higginson & Royer
    2008, doi 10.1016/j.gaitpost.2007.08.006.
    """

    difference: Array
    limb_symmetry: Array
    robinson: Array
    angle: Array


@public
def symmetry(left: Any, right: Any) -> Symmetry:
    """Indices of symmetry between readings of the left and the right side.

    Parameters
    ----------
    left, right : array_like
        Readings in one unit, of one shape.

    Returns
    -------
    Symmetry

    Raises
    ------
    MusclebalanceError
        Shapes that differ, or values that are not finite numbers.

    Examples
    --------
    >>> round(float(symmetry(90.0, 100.0).robinson), 1)
    -10.5
    """
    first, second = (_readings(name, one) for name, one in (("left", left), ("right", right)))
    if first.shape != second.shape:
        raise MusclebalanceError(f"left has shape {first.shape}, right {second.shape}; give them alike.")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise MusclebalanceError("a reading of a side is not finite; leave it out.")
    with np.errstate(divide="ignore", invalid="ignore"):
        small, large = (pick(np.abs(first), np.abs(second)) for pick in (np.minimum, np.maximum))
        limb = np.where(first * second >= 0.0, 100.0 * small / large, np.nan)
        robinson = 100.0 * (first - second) / (0.5 * (first + second))
    turn = 45.0 - np.degrees(np.arctan2(first, second))
    turn = np.where(turn > 90.0, turn - 180.0, turn)
    turn = np.where(turn < -90.0, turn + 180.0, turn)
    turn = np.where((first == 0.0) & (second == 0.0), np.nan, turn)
    return Symmetry(first - second, limb, robinson, -turn / 0.9)


def _readings(side: str, given: Any) -> Array:
    """Readings of a side as numbers."""
    try:
        found = np.asarray(given)
    except ValueError:  # rows of unequal length
        found = np.empty(0, dtype=object)
    if found.dtype.kind not in "iuf":
        raise MusclebalanceError(
            f"{side} {shown(given)} is no array of numbers; give readings, one for each."
        )
    return found.astype(float)


def crossed_over(mine: Array, other: Array, share: float) -> Array:
    """Trace of sessions of a side after what crosses from the other: never less than its own."""
    return np.maximum(mine, share * other)
