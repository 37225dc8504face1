"""Dose and response: an outcome over two quantities of a programme, and over the time it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import MusclebalanceError
from ..model import hypotheses
from ..result.variables import find
from .course import SHORT
from .style import GREY, PURPLE, RED, REFERENCE, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..inference import BestDose

COLOURS = "cividis"  # even in lightness, the same for colour-blind readers: doi 10.1371/journal.pone.0199239


def dose_response(
    x: Sequence[float],
    y: Sequence[float],
    outcome: ArrayLike,
    ax: Axes | None = None,
    *,
    labels: tuple[str, str, str],
    enough: float | None = None,
    best: tuple[float, float] | None = None,
) -> Axes:
    """A surface as filled contours, with the line beyond which a dose is enough.

    Parameters
    ----------
    x, y : sequence of float (m,), (n,)
        Doses, increasing.
    outcome : array_like (n, m)
        Outcome at each ``(y, x)``.
    ax : Axes, optional
        Where to draw; default a new figure.
    labels : (str, str, str)
        Of x, y and the outcome, each with its unit in brackets.
    enough : float, optional
        Level of the outcome to mark with a thick line.
    best : (float, float), optional
        A dose to mark.

    Returns
    -------
    Axes

    Raises
    ------
    MusclebalanceError
        The shapes do not fit, or a label has no unit.

    Examples
    --------
    >>> import numpy as np
    >>> import musclebalance as mb
    >>> sessions, weeks = np.arange(1.0, 6.0), np.arange(2.0, 13.0, 2.0)
    >>> gain = 5.0 * (1.0 - np.exp(-np.outer(weeks, sessions) / 12.0))
    >>> labels = ("sessions a week [1/week]", "length [weeks]", "range of motion gained [deg]")
    >>> mb.plot.dose_response(sessions, weeks, gain, labels=labels, enough=4.0).get_ylabel()
    'length [weeks]'
    """
    values = _checked(x, y, outcome, labels)
    ax = axes_or_new(ax, 5.6, 4.2)
    filled = ax.contourf(x, y, values, levels=12, cmap=COLOURS)
    bar = ax.figure.colorbar(filled, ax=ax)
    bar.set_label(labels[2])
    bar.outline.set_visible(False)
    if enough is not None:
        line = ax.contour(x, y, values, levels=[enough], colors="white", linewidths=2.4)
        ax.clabel(line, fmt=f"{enough:g}")
    if best is not None:
        ax.plot(*best, "*", markersize=14, color="white", markeredgecolor="black", label="best")
    ax.set_xlabel(labels[0])
    ax.set_ylabel(labels[1])
    return ax


def pareto(best: BestDose, ax: Axes | None = None) -> Axes:
    """Every programme tried: time it takes against what it does, with the front that no other one beats.

    Parameters
    ----------
    best : BestDose
    ax : Axes, optional
        Where to draw; default a new figure.

    Returns
    -------
    Axes
    """
    ax = axes_or_new(ax, 5.6, 3.8)
    tried, front = best.tried, best.pareto()
    ax.plot(tried["minutes"], tried["outcome"], "o", color=GREY, markersize=4, label="tried")
    ax.plot(front["minutes"], front["outcome"], "o-", color=PURPLE, markersize=5, label="not beaten")
    found = best.results
    ax.plot(
        [found["minutes"]], [found["outcome"]], "*", color=RED, markersize=14, label=f"best ({best.goal})"
    )
    ax.axhline(best.target, **REFERENCE)
    ax.annotate(
        "target", (1.0, best.target), xycoords=ax.get_yaxis_transform(), xytext=(-4, 3),
        textcoords="offset points", ha="right", fontsize="x-small", color="0.35",
    )  # fmt: skip
    ax.set_xlabel("time [min/week]")
    unit = find(hypotheses.combined, best.outcome).unit
    ax.set_ylabel(f"{SHORT.get(best.outcome, best.outcome)} at the end [{unit}]")
    ax.legend(loc="best")
    return ax


def _checked(
    x: Sequence[float], y: Sequence[float], outcome: ArrayLike, labels: tuple[str, str, str]
) -> NDArray[np.float64]:
    """The outcome as an array, or an error that says what does not fit."""
    values = np.asarray(outcome, dtype=float)
    if values.shape != (len(y), len(x)):
        raise MusclebalanceError(
            f"the outcome has the shape {values.shape}; give a row for each y and a column for each x: "
            f"{(len(y), len(x))}."
        )
    for label in labels:
        if "[" not in label:
            raise MusclebalanceError(f"label {label!r} has no unit; write for example 'length [weeks]'.")
    return values
