"""Rows from the top: predictions against published arms, and how far each parameter moves an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import MusclebalanceError, check_range
from ..model import hypotheses
from ..result.variables import find
from .parts import (
    DAYS_A_WEEK,
    Array,
    axes_or_new,
    legend_above,
    name_lines,
    name_rows,
    on_axes,
    short,
    weeks_axis,
)
from .style import BLUE, INK, ORANGE, RED, REFERENCE, SLATE, Look, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..evidence.scoring import Scoreboard
    from ..inference import Sensitivity


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
    ax = axes_or_new(ax, 7.0, 1.2 + 0.30 * count)
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


#: Words for an index, and whether it is a share or a ratio, so that it has no unit.
INDICES: Mapping[str, tuple[str, bool]] = {
    "first": ("first-order index", True),
    "total": ("total index", True),
    "elasticity": ("elasticity", True),
    "effect": ("change by 1 SD", False),
    "mean_star": ("mean effect", False),
    "sigma": ("spread of effects", False),
}


@on_axes
def tornado(
    swings: Mapping[str, tuple[float, float]],
    base: float,
    ax: Axes | None = None,
    *,
    quantity: str = "imbalance",
    unit: str = "-",
    most: int = 15,
) -> Axes:
    """Outcome at each parameter's low and high value, the widest swing at the top.

    Parameters
    ----------
    swings : mapping of str to (float, float)
        Parameter -> outcome at its low and at its high value [unit].
    base : float
        Outcome with every parameter at its default [unit].
    quantity, unit : str
        Outcome, for the axis label.
    most : int
        Number of rows shown at most.

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
    ax = axes_or_new(ax, 6.4, 1.2 + 0.28 * len(ranked))
    rows = np.arange(len(ranked), dtype=float)
    for end, colour, shift, text in ((0, BLUE, -0.19, "parameter low"), (1, ORANGE, 0.19, "parameter high")):
        widths = [swings[name][end] - base for name in ranked]
        ax.barh(rows + shift, widths, left=base, height=0.36, color=colour, label=text)
    ax.axvline(base, **{**REFERENCE, "color": INK})
    name_rows(ax, [name.replace("_", " ") for name in ranked], [INK] * len(ranked))
    ax.set_xlabel(f"{quantity} [{unit}]")
    legend_above(ax, columns=2)
    return ax


@on_axes
def sobol(
    found: Sensitivity, outcome: str, ax: Axes | None = None, *, index: str | None = None, most: int = 6
) -> Axes:
    """Sensitivity over time: which parameters an outcome depends on, and when.

    Parameters
    ----------
    found : Sensitivity
        Of any method; bands are its 95 % intervals where it has them.
    outcome : str
        One of its outcomes.
    index : str, optional
        One of its indices; default the last, for Sobol the total index.
    most : int
        Parameters shown: those with the largest index at any time, 1 to 8.

    Raises
    ------
    UnknownNameError
        No such outcome or index.
    """
    check_range("numbers shown", most, 1, 8)
    chosen = index or list(found.indices)[-1]
    values, weeks = found.of(chosen, outcome), found.days / DAYS_A_WEEK
    largest = np.max(np.abs(np.nan_to_num(values)), axis=1)
    order = [int(k) for k in np.argsort(-largest, kind="stable")]
    ax, drawn = axes_or_new(ax), []
    for k, look in zip(order, looks([found.names[k] for k in order[:most]]).values(), strict=False):
        drawn += ax.plot(weeks, values[k], label=found.names[k], **look)
        if chosen in found.bands:
            half = found.bands[chosen][k, found.outcomes.index(outcome)]
            band: Look = {"color": look["color"], "alpha": 0.16, "linewidth": 0}
            ax.fill_between(weeks, values[k] - half, values[k] + half, **band)
    if order[most:]:
        words = f"{len(order[most:])} more, none above {largest[order[most]]:.2f}"
        ax.set_title(words, loc="right", fontsize="small", color=SLATE)
    weeks_axis(ax, float(weeks[-1]))
    if np.nanmin(values[order[:most]]) >= 0.0:
        ax.set_ylim(bottom=0.0)
    ax.set_ylabel(_index_label(chosen, outcome))
    name_lines(ax, drawn, words=lambda name: name.replace("_", " ").replace(".", ": "))
    return ax


def _index_label(index: str, outcome: str) -> str:
    """What an index of an outcome is, with its unit: that of the outcome unless it is a share or a ratio."""
    words, share = INDICES.get(index, (index.replace("_", " "), True))
    unit = "-" if share else find(hypotheses.combined, outcome).unit
    return f"{words} of {short(outcome)} [{unit}]"
