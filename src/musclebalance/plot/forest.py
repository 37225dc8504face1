"""Predictions against published arms, one row each, misses marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import MusclebalanceError
from .parts import Array, axes_or_new, legend_above, name_rows, on_axes
from .style import BLUE, INK, RED, REFERENCE, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..evidence.scoring import Scoreboard

ROW = 0.30  # height of a row in a new figure [inch]


@on_axes
def forest(
    labels: Sequence[str],
    observed: ArrayLike,
    predicted: ArrayLike,
    ax: Axes | None = None,
    *,
    observed_interval: ArrayLike | None = None,
    predicted_interval: ArrayLike | None = None,
    quantity: str = "change",
    unit: str = "deg",
) -> Axes:
    """What was observed and what was predicted, row by row from the top.

    A row whose observation lies outside the predicted interval is a miss: label and prediction are red.

    Parameters
    ----------
    labels : sequence of str (k,)
        Study and arm of each row.
    observed, predicted : array_like (k,)
        Values [unit]; NaN leaves a mark out.
    observed_interval, predicted_interval : array_like (k, 2), optional
        Lower and upper ends [unit].
    quantity, unit : str
        For the axis label.

    Examples
    --------
    >>> import musclebalance as mb
    >>> ax = mb.plot.forest(["A", "B"], [5.0, 1.0], [4.0, 4.0], predicted_interval=[(2.0, 6.0), (2.0, 6.0)])
    >>> [label.get_color() for label in ax.get_yticklabels()]
    ['0.15', '#bd1f01']
    """
    seen, expected, count = np.asarray(observed, float), np.asarray(predicted, float), len(labels)
    if not len(seen) == len(expected) == count:
        raise MusclebalanceError(
            f"{count} labels, {len(seen)} observed and {len(expected)} predicted; give as many of each."
        )
    ax = axes_or_new(ax, 7.0, 1.2 + ROW * count)
    rows = np.arange(count, dtype=float)
    missed = misses(seen, predicted_interval)
    for chosen, colour, text in ((~missed, BLUE, "predicted"), (missed, RED, "predicted, missed")):
        if np.any(chosen):
            _bars(ax, expected, rows + 0.16, predicted_interval, chosen, color=colour, marker="D", label=text)
    every = np.ones(count, dtype=bool)
    _bars(ax, seen, rows - 0.16, observed_interval, every, color=INK, marker="o", label="observed")
    ax.axvline(0.0, **REFERENCE)
    name_rows(ax, labels, [RED if miss else INK for miss in missed])
    ax.set_xlabel(f"{quantity} [{unit}]")
    # to the right: long names leave it room there, and it may reach over them
    legend_above(ax, 3, side="right")
    return ax


@on_axes
def scoreboard(
    board: Scoreboard, use: str = "validate", ax: Axes | None = None, *, unit: str = "deg"
) -> Axes:
    """Predictions of the scoreboard against published arms, misses red.

    Parameters
    ----------
    board : Scoreboard
    use : str
        ``"validate"``, ``"calibrate"`` or ``"own"``.
    unit : str
        Only arms reported in this unit are shown.

    Raises
    ------
    MusclebalanceError
        No arm of this use has this unit.
    """
    shown = [score for score in board.scores if score.use == use and score.unit == unit]
    if not shown:
        known = sorted({(score.use, score.unit) for score in board.scores})
        raise MusclebalanceError(f"no arm for {use!r} in {unit!r}; there are {known}.")
    return forest(
        [f"{s.study}, {s.technique}: {s.outcome} ({s.id})" for s in shown],
        [s.observed for s in shown],
        [s.predicted for s in shown],
        ax,
        predicted_interval=[(s.low, s.high) for s in shown],
        quantity="change",
        unit=unit,
    )


def misses(observed: Array, interval: ArrayLike | None) -> NDArray[np.bool_]:
    """Which observations lie outside the predicted interval; none without intervals or observations."""
    if interval is None:
        return np.zeros(len(observed), dtype=bool)
    low, high = np.asarray(interval, dtype=float).T
    with np.errstate(invalid="ignore"):
        return np.asarray((observed < low) | (observed > high))


def _bars(
    ax: Axes, values: Array, rows: Array, interval: ArrayLike | None, chosen: NDArray[np.bool_], **look: Any
) -> None:
    """Marks with horizontal bars from end to end of their intervals."""
    reach = None
    if interval is not None:
        low, high = np.asarray(interval, dtype=float).T
        reach = np.abs(np.stack([values - low, high - values]))[:, chosen]
    marks: Look = {"linestyle": "none", "markersize": 5, "capsize": 0, "elinewidth": 1.4}
    ax.errorbar(values[chosen], rows[chosen], xerr=reach, **marks, **look)
