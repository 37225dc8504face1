"""A cohort: the middle of it, how wide it is, and some of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from ..model.imbalance import SYMMETRIC
from ..result.variables import find
from ..simulation.many import Courses
from .course import DAYS_A_WEEK, SHORT, limits, mark_level
from .style import PURPLE, axes_or_new, weeks_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Central shares of the people inside the bands, and how strongly each band is filled.
BANDS = ((90.0, 0.16), (50.0, 0.22))


def cohort(
    courses: Courses,
    name: str = "imbalance",
    ax: Axes | None = None,
    *,
    individuals: int = 8,
    color: str = PURPLE,
    label: str = "",
) -> Axes:
    """One readout of many people: median, bands that hold 50 % and 90 % of them, single people as thin lines.

    Parameters
    ----------
    courses : Courses
        With several mornings kept.
    name : str
        A variable of results, e.g. ``"rom_agonist"``.
    ax : Axes, optional
        Where to draw; default a new figure.
    individuals : int
        How many single people to draw: the first ones.
    color : str
        Of everything drawn.
    label : str
        Name of the median in a legend, e.g. of an arm.

    Returns
    -------
    Axes

    Raises
    ------
    MusclebalanceError
        Fewer than two mornings were kept.
    UnknownNameError
        No such variable.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance.simulation import simulate_people
    >>> from musclebalance.simulation.people import People
    >>> people = People.of([mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))] * 3)
    >>> courses = simulate_people(people, None, mb.Lifestyle.office(), days=7, at=(0, 7))
    >>> mb.plot.cohort(courses, "pain").get_ylabel()
    'pain [0-10]'
    """
    check_range("individuals", individuals, 0, 10_000)
    if len(courses.days) < 2:
        raise MusclebalanceError(
            f"{len(courses.days)} mornings were kept; keep at least two, for example at=range(0, 113, 7)."
        )
    variable = find(courses.people.body.model, name)
    ax = axes_or_new(ax)
    _draw(ax, courses.days / DAYS_A_WEEK, courses.values(name), individuals, color, label)
    ax.set_ylabel(f"{SHORT.get(name, variable.meaning)} [{variable.unit}]")
    limits(ax, name)
    if name == "imbalance":
        mark_level(ax, name, SYMMETRIC, list(courses.values(name)))
    return ax


def _draw(ax: Axes, weeks: Array, values: Array, individuals: int, color: str, label: str) -> None:
    for share, alpha in BANDS:
        low, high = np.percentile(values, (50.0 - share / 2.0, 50.0 + share / 2.0), axis=0)
        words = f"{share:.0f} % of {len(values)} people"
        ax.fill_between(weeks, low, high, color=color, alpha=alpha, linewidth=0, label=words)
    for person in values[:individuals]:
        ax.plot(weeks, person, color=color, linewidth=0.7, alpha=0.6)
    ax.plot(weeks, np.median(values, axis=0), color=color, label=f"{label}, median" if label else "median")
    weeks_axis(ax, float(weeks[-1]))
