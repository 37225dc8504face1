"""A range that grew: how much of it is tissue that resists less, and how much is torque that is tolerated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, check_whole
from .curve import PassiveCurve, Points

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Names of what is told, and their units.
TOLD = {
    "range": "deg", "tissue": "deg", "tolerance": "deg", "tolerated torque": "N m", "stiffness": "N m/deg",
}  # fmt: skip
#: Share of the fixed torque between which the stiffness is read.
STEEP = (0.5, 1.0)


@dataclass(frozen=True, eq=False, repr=False)
class TissueOrTolerance:
    """Two passive curves of one muscle, and what changed from one to the other.

    Parameters
    ----------
    before, after : PassiveCurve
    torque : float
        The fixed torque [N m], the same in both tests.
    angles, ends, tolerated : tuple of float
        Before and after: excursion at the fixed torque [deg], excursion at the end [deg], torque at the end
        [N m].
    estimate, draws : ndarray (5,), ndarray (k, 5)
        The changes, and what the errors of the points leave possible, in the order of :attr:`table`.

    See Also
    --------
    tissue_or_tolerance, musclebalance.plot.tissue_or_tolerance

    Examples
    --------
    >>> import musclebalance as mb
    >>> mb.TissueOrTolerance.__name__
    'TissueOrTolerance'
    """

    before: PassiveCurve
    after: PassiveCurve
    torque: float
    angles: tuple[float, float]
    ends: tuple[float, float]
    tolerated: tuple[float, float]
    estimate: Array
    draws: Array

    @property
    def table(self) -> pd.DataFrame:
        """Changes with 95 % intervals: range and its parts, torque at the end, stiffness."""
        import pandas as pd

        low, high = np.nanpercentile(self.draws, (2.5, 97.5), axis=0)
        columns = {"change": self.estimate, "low": low, "high": high, "unit": list(TOLD.values())}
        return pd.DataFrame(columns, index=pd.Index(list(TOLD), name="of"))

    def __str__(self) -> str:
        muscle = getattr(self.before.pair, self.before.muscle)
        lines = [
            f"{muscle}, {self.before.side}: end of range {self.ends[0]:.1f} deg at {self.tolerated[0]:.1f} "
            f"N m before, {self.ends[1]:.1f} deg at {self.tolerated[1]:.1f} N m after",
            f"  at the same torque of {self.torque:.1f} N m: {self.angles[0]:.1f} deg before, "
            f"{self.angles[1]:.1f} deg after",
            f"  {'change':>50s}{'95 % interval':>20s}",
        ]
        meaning = {
            "range": "range of motion", "tissue": "of it tissue (fixed torque)",
            "tolerance": "of it tolerance (torque at end)", "tolerated torque": "tolerated torque",
            "stiffness": "stiffness",
        }  # fmt: skip
        for name, row in self.table.iterrows():
            words = f"{meaning[str(name)]} [{row.unit}]"
            sure = "" if row.low > 0.0 or row.high < 0.0 else "  not told from no change"
            digits = 3 if name == "stiffness" else 1
            interval = f"{row.low:+.{digits}f} to {row.high:+.{digits}f}"
            lines.append(f"  {words:42s}{row.change:+8.{digits}f}{interval:>20s}{sure}")
        return "\n".join(lines)

    __repr__ = __str__


@public
def tissue_or_tolerance(
    before: PassiveCurve, after: PassiveCurve, *, torque: float | None = None, width: float = 2.0,
    torque_sd: float = 0.0, angle_sd: float = 0.0, draws: int = 1000, seed: int = 0,
) -> TissueOrTolerance:  # fmt: skip
    """Separate tissue from tolerance in two passive tests of one muscle, before and after.

    A range that is read where the person stops the test grows if tissue resists less, and if more torque is
    tolerated. At a torque that is the same in both tests the person does not decide: a change of the angle
    there is tissue. The rest of the range goes with the torque at the end: tolerance.

    Parameters
    ----------
    before, after : PassiveCurve
        Loading branches of the same muscle and side.
    torque : float, optional
        The fixed torque [N m], within both curves; default the torque tolerated at the end in the test in
        which less was tolerated.
    width : float
        Step of excursion in which torque is averaged [deg].
    torque_sd, angle_sd : float
        Standard errors of setting a test up, the same for all of its points [N m], [deg]: strapping and axis
        of the joint differ from visit to visit, and the samples do not show it.
    draws, seed : int
        Draws for the intervals, at least 100.

    Returns
    -------
    TissueOrTolerance

    Raises
    ------
    MusclebalanceError
        Another muscle or side; a torque that one of the curves does not reach.

    References
    ----------
    Weppler & Magnusson 2010, doi 10.2522/ptj.20090012; Folpp et al. 2006, doi
    10.1016/S0004-9514(06)70061-7 (the same two readings in a trial).

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> hip = mb.pair("hip-flexors-gluteus-maximus")
    >>> def tested(steep, last):
    ...     rows = "\\n".join(f"{k / 10},{k / 5},{steep * k / 5}" for k in range(last))
    ...     recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\\n{rows}\\n"))
    ...     curve = mb.passive_curve(recording, hip, "agonist", side="left", sign=-1, zero=0, resists=1)
    ...     return curve.loading()
    >>> found = mb.tissue_or_tolerance(tested(0.5, 101), tested(0.4, 141))
    >>> found.table["change"].round(1).tolist()
    [8.0, 5.0, 3.0, 1.2, -0.1]
    """
    for what in ("muscle", "side"):
        one, other = getattr(before, what), getattr(after, what)
        if one != other or before.pair.name != after.pair.name:
            raise MusclebalanceError(f"before and after are of the {one} and the {other}; give one {what}.")
    check_range("torque_sd", torque_sd, 0.0, 100.0, "N m")
    check_range("angle_sd", angle_sd, 0.0, 30.0, "deg")
    check_whole("draws", draws, 100, 10**6)
    tests = [_ended(curve, width) for curve in (before, after)]
    level = min(test.torque[-1] for test in tests) if torque is None else float(torque)
    for test, when in zip(tests, ("before", "after"), strict=True):
        low, high = test.torque[0], test.torque[-1]
        if not low < level <= high + 1e-9:
            raise MusclebalanceError(
                f"torque {level:.3g} N m is not within the curve {when}, {low:.3g} to {high:.3g} N m; give a "
                "torque that both tests pass."
            )
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(141,)))
    fixed = None if torque is None else level
    drawn = [_drawn(test, rng, torque_sd, angle_sd) for test in (t for _ in range(draws) for t in tests)]
    some = np.array([_changes(a, b, fixed) for a, b in zip(drawn[::2], drawn[1::2], strict=True)])
    angles = tuple(_angle_at(test, level) for test in tests)
    return TissueOrTolerance(
        before, after, float(level), (angles[0], angles[1]),
        (float(tests[0].excursion[-1]), float(tests[1].excursion[-1])),
        (float(tests[0].torque[-1]), float(tests[1].torque[-1])), _changes(tests[0], tests[1], fixed), some,
    )  # fmt: skip


def _ended(curve: PassiveCurve, width: float) -> Points:
    """Points of a curve, the last of which is at its greatest excursion; torque never falls."""
    points = curve.points(width)
    end = curve.excursion.max()
    last = curve.excursion >= end - width
    line, covariance = np.polyfit(curve.excursion[last] - end, curve.torque[last], 1, cov="unscaled")
    sd = max(float(points.sd[-1]), 1e-6) * np.sqrt(max(covariance[1, 1] * last.sum(), 1.0))
    inside = points.excursion < end - 0.5 * width
    found = Points(
        np.append(points.excursion[inside], end), np.append(points.torque[inside], line[1]),
        np.append(points.sd[inside], sd),
    )  # fmt: skip
    return _rising(found)


def _rising(points: Points) -> Points:
    """Points whose torque never falls: the nearest such, by their errors."""
    from scipy.optimize import isotonic_regression

    found = isotonic_regression(points.torque, weights=1.0 / points.sd**2)
    return points._replace(torque=np.asarray(found.x))


def _drawn(points: Points, rng: np.random.Generator, torque_sd: float, angle_sd: float) -> Points:
    """A curve that the errors leave possible."""
    shift, turn = rng.standard_normal(2)
    noise = points.sd * rng.standard_normal(len(points.torque))
    return _rising(
        Points(points.excursion + angle_sd * turn, points.torque + noise + torque_sd * shift, points.sd)
    )


def _angle_at(points: Points, torque: float) -> float:
    """Excursion at which a torque is met [deg]; on the straight line through the ends beyond them."""
    torques, where = np.unique(points.torque, return_index=True)
    return float(np.interp(torque, torques, points.excursion[where]))


def _changes(before: Points, after: Points, fixed: float | None) -> Array:
    """Change of range, by tissue, by tolerance, of the tolerated torque, of the stiffness."""
    level = min(before.torque[-1], after.torque[-1]) if fixed is None else fixed
    whole = after.excursion[-1] - before.excursion[-1]
    tissue = _angle_at(after, level) - _angle_at(before, level)
    torque = after.torque[-1] - before.torque[-1]
    steep = _stiffness(after, level) - _stiffness(before, level)
    return np.array([whole, tissue, whole - tissue, torque, steep])


def _stiffness(points: Points, torque: float) -> float:
    """Slope of a curve between half the fixed torque and the whole of it [N m/deg]."""
    low = max(STEEP[0] * torque, float(points.torque[0]))
    apart = _angle_at(points, torque) - _angle_at(points, low)
    return (torque - low) / apart if apart > 0.0 else np.nan
