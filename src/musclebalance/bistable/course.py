"""A course of the bistable model: causes that come and go, sessions as jumps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from .model import HEALTH, STATES, BistableModel, integrate

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """States over days; a session shows as two rows of the same day, before and after its jump.

    Parameters
    ----------
    model : BistableModel
    days : ndarray (k,)
        [d], not decreasing.
    states : ndarray (k, 4)
        In the order of ``bistable.STATES``.
    """

    model: BistableModel
    days: Array
    states: Array

    @property
    def final(self) -> Array:
        """State at the end, shape (4,)."""
        return np.asarray(self.states[-1])

    @property
    def angle(self) -> Array:
        """Resting angle [deg], shape (k,)."""
        return self.model.resting_angle(self.states)

    def to_frame(self) -> pd.DataFrame:
        """States and resting angle as columns over days."""
        import pandas as pd

        frame = pd.DataFrame(
            self.states, index=pd.Index(self.days, name="day"), columns=[f"{s} [-]" for s in STATES]
        )
        frame["resting_angle [deg]"] = self.angle
        return frame


def weekly(per_week: int, weeks: int, first: float = 0.0) -> tuple[float, ...]:
    """Days of sessions spread evenly over each week.

    Parameters
    ----------
    per_week : int
        1 to 7.
    weeks : int
    first : float
        Day of the first one [d].

    Examples
    --------
    >>> weekly(3, weeks=1)
    (0.0, 2.0, 4.0)
    """
    check_range("sessions per week", per_week, 1, 7)
    check_range("weeks", weeks, 0, 520)
    return tuple(
        first + 7.0 * week + float(7 * i // per_week) for week in range(weeks) for i in range(per_week)
    )


def course(
    model: BistableModel,
    days: float,
    start: Array | Sequence[float] = tuple(HEALTH),
    *,
    cause: float | Iterable[tuple[float, float]] = 0.0,
    sessions: Iterable[float] = (),
    muscle: str = "agonist",
    every: float = 1.0,
) -> Course:
    """Follow one person, stopping at every session and change of cause so that none is stepped over.

    Parameters
    ----------
    model : BistableModel
    days : float
        How long [d].
    start : sequence of 4 floats
        Default health.
    cause : float, or iterable of (day, cause)
        Constant, or from each of these days on; the first day must be 0 [-].
    sessions : iterable of float
        Days of sessions [d]; see :func:`weekly`.
    muscle : {"agonist", "antagonist"}
        The treated muscle.
    every : float
        Interval between stored days [d].

    Raises
    ------
    OutOfRangeError
        A session or a change of cause lies outside the course.
    MusclebalanceError
        The changes of cause are out of order or do not begin at day 0.
    """
    check_range("length of the course", days, 1e-6, 1e6, "d")
    check_range("every", every, 1e-3, 1e6, "d")
    changes = _changes(cause)
    treated = sorted(float(day) for day in sessions)
    for day in (*treated, *(d for d, _ in changes)):
        check_range("day of a session or change", day, 0.0, days, "d")
    times, states = [0.0], [np.asarray(start, dtype=float)]
    edges = sorted({0.0, days, *treated, *(d for d, _ in changes)})
    for begin, end in zip(edges, [*edges[1:], None], strict=True):
        for _ in range(treated.count(begin)):
            times.append(begin)
            states.append(model.after_session(states[-1], muscle))
        if end is not None:
            level = [c for d, c in changes if d <= begin][-1]
            inner, path = _between(model, states[-1], begin, end, level, every)
            times += inner.tolist()
            states += list(path)
    return Course(model, np.array(times), np.array(states))


def _changes(cause: float | Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Days from which each cause acts, with the cause."""
    if isinstance(cause, (int, float)):
        return [(0.0, float(cause))]
    changes = [(float(day), float(level)) for day, level in cause]
    if not changes or changes[0][0] != 0.0 or changes != sorted(changes):
        raise MusclebalanceError("give the cause in order and from day 0 on, for example [(0, 1), (180, 0)].")
    return changes


def _between(
    model: BistableModel, state: Array, begin: float, end: float, cause: float, every: float
) -> tuple[Array, Array]:
    inside = np.arange(np.floor(begin / every) + 1, np.ceil(end / every)) * every
    moments = np.append(inside[(inside > begin) & (inside < end)], end)
    what = f"the bistable model from day {begin:g} on"
    solved = integrate(
        what, lambda _, y: model.rate(y, cause), (begin, end), state, t_eval=moments, rtol=1e-9, atol=1e-12
    )
    return moments, solved.y.T
