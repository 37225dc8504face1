"""What matters: swings of an outcome by parameter, and Sobol indices over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..errors import MusclebalanceError
from .course import DAYS_A_WEEK
from .forest import name_rows
from .style import BLUE, INK, ORANGE, REFERENCE, SLATE, axes_or_new, looks, name_ends, weeks_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.28  # height of a row in a new figure [inch]


def tornado(
    swings: Mapping[str, tuple[float, float]],
    base: float,
    ax: Axes | None = None,
    *,
    quantity: str = "imbalance",
    unit: str = "-",
    most: int = 15,
) -> Axes:
    """Outcome at each parameter's low and high value, the widest swing on top.

    Parameters
    ----------
    swings : mapping of str to (float, float)
        Parameter -> outcome at its low and at its high value [unit].
    base : float
        Outcome with every parameter at its own value [unit].
    ax : Axes, optional
        Where to draw; default a new figure as high as the rows need.
    quantity, unit : str
        Outcome, for the axis label.
    most : int
        Rows shown at most.

    Returns
    -------
    Axes

    Raises
    ------
    MusclebalanceError
        No parameter.

    Examples
    --------
    >>> import musclebalance as mb
    >>> ax = mb.plot.tornado({"memory_leak": (0.4, 0.5), "posture_gain": (0.2, 0.9)}, base=0.45)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['posture gain', 'memory leak']
    """
    if not swings:
        raise MusclebalanceError("no parameter to show; give {'name': (outcome at low, outcome at high)}.")
    ranked = sorted(swings, key=lambda name: -abs(swings[name][1] - swings[name][0]))[:most]
    ax = axes_or_new(ax, 6.4, 1.2 + ROW * len(ranked))
    rows = np.arange(len(ranked), dtype=float)
    for end, colour, shift, text in (
        (0, BLUE, -0.19, "parameter low"),
        (1, ORANGE, 0.19, "parameter high"),
    ):
        widths = [swings[name][end] - base for name in ranked]
        ax.barh(rows + shift, widths, left=base, height=0.36, color=colour, label=text)
    ax.axvline(base, **{**REFERENCE, "color": INK})
    name_rows(ax, [name.replace("_", " ") for name in ranked], [INK] * len(ranked))
    ax.set_xlabel(f"{quantity} [{unit}]")
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, borderaxespad=0.2)
    return ax


def sobol(
    days: Sequence[float],
    indices: Mapping[str, ArrayLike],
    ax: Axes | None = None,
    *,
    intervals: Mapping[str, ArrayLike] | None = None,
    most: int = 6,
    kind: str = "total",
) -> Axes:
    """Sobol indices over time: which parameters the spread of an outcome comes from, and when.

    Parameters
    ----------
    days : sequence of float (k,)
        [d]
    indices : mapping of str to array_like (k,)
        Parameter -> index at each time.
    ax : Axes, optional
        Where to draw; default a new figure.
    intervals : mapping of str to array_like (k, 2), optional
        Parameter -> lower and upper end at each time, drawn as a band.
    most : int
        Parameters shown: those with the largest index at any time, 1 to 8.
    kind : str
        ``"total"`` or ``"first-order"``, for the axis label.

    Returns
    -------
    Axes

    Raises
    ------
    MusclebalanceError
        No parameter, or an index of another length than `days`.

    Examples
    --------
    >>> import musclebalance as mb
    >>> ax = mb.plot.sobol([0, 7, 14], {"posture_gain": [0.1, 0.4, 0.6], "memory_leak": [0.5, 0.2, 0.1]})
    >>> ax.get_ylabel()
    'total Sobol index [-]'
    """
    weeks = np.asarray(days, dtype=float) / DAYS_A_WEEK
    curves = {name: np.asarray(values, dtype=float) for name, values in indices.items()}
    if not curves or any(len(curve) != len(weeks) for curve in curves.values()):
        raise MusclebalanceError(f"give each parameter one index for each of the {len(weeks)} times.")
    ranked = sorted(curves, key=lambda name: -float(np.max(curves[name])))[: min(most, 8)]
    ax = axes_or_new(ax)
    ends = []
    for name, look in looks(ranked).items():
        ax.plot(weeks, curves[name], label=name, **look)
        if intervals and name in intervals:
            low, high = np.asarray(intervals[name], dtype=float).T
            ax.fill_between(weeks, low, high, color=look["color"], alpha=0.16, linewidth=0)
        ends.append((float(curves[name][-1]), name.replace("_", " "), str(look["color"])))
    _count_rest(ax, [float(np.max(curve)) for name, curve in curves.items() if name not in ranked])
    weeks_axis(ax, float(weeks[-1]))
    ax.set_ylim(0.0, max(1.0, ax.get_ylim()[1]))
    ax.set_ylabel(f"{kind} Sobol index [-]")
    name_ends(ax, ends)
    return ax


def _count_rest(ax: Axes, left: Sequence[float]) -> None:
    """Say how many parameters are not shown, and how much the largest of them would be."""
    if left:
        ax.set_title(
            f"{len(left)} more, none above {max(left):.2f}", loc="right", fontsize="small", color=SLATE
        )
