"""Rows from the top: predictions against published arms, and how far each parameter moves an outcome."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
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
from .style import COLOURS, Look, check_colour, each, looks, points, reference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..evidence.scoring import Scoreboard
    from ..inference import Sensitivity

#: Half width of a 95 % normal interval in standard errors; words in brackets that a label can spare.
Z95 = 1.96
_ASIDE = re.compile(r" *\([^)]*\)")


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
    groups: Sequence[str] | None = None,
    colour: str = COLOURS["predicted"],
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
        Lower and upper ends [unit]; NaN leaves a bar out.
    quantity, unit : str
        For the axis label.
    groups : sequence of str (k,), optional
        What each row belongs to, e.g. its study; neighbours of one group share a shade.
    colour : str
        Of the predictions that are no miss.

    Raises
    ------
    MusclebalanceError
        Not as many values or groups as labels.
    UnknownNameError
        No such colour.

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
    if groups is not None:
        each("group", labels, groups)
    ax = axes_or_new(ax, 7.0, 1.2 + 0.36 * count, whole=True)
    intervals = (_ends(observed_interval, count), _ends(predicted_interval, count))
    missed = misses(seen, predicted_interval)
    _chart(ax, labels, (seen, expected), intervals, missed, groups or labels, check_colour(colour))
    ax.set_xlabel(f"{quantity} [{unit}]")
    return ax


def _ends(interval: ArrayLike | None, count: int) -> Array:
    """Lower and upper ends (2, k) of intervals; NaN where there is none."""
    return np.full((2, count), np.nan) if interval is None else np.asarray(interval, dtype=float).T


def _chart(
    ax: Axes,
    labels: Sequence[str],
    values: tuple[Array, Array],
    intervals: tuple[Array, Array],
    missed: NDArray[np.bool_],
    groups: Sequence[str],
    colour: str,
) -> None:
    """Rows of what was observed and what was predicted, with their intervals, on shades of their groups."""
    rows = np.arange(len(labels), dtype=float)
    name_rows(ax, labels, [COLOURS["missed" if miss else "ink"] for miss in missed])
    height = 72.0 * ax.get_window_extent().height / (ax.figure.dpi * len(labels))
    if len(set(groups)) < len(groups):
        _shade(ax, groups)
    (seen, expected), (printed, (low, high)) = values, intervals
    if np.isfinite(low).any():
        bar: Look = {"color": COLOURS["uncertainty"], "label": "predicted, 95 % interval"}
        ax.barh(rows + 0.17, high - low, 0.24, low, **bar)
    mark: Look = {"marker": "D", "linestyle": "none", "markersize": min(points(4.5), 0.36 * height)}
    for chosen, shade, text in (
        (~missed, colour, "predicted"),
        (missed, COLOURS["missed"], "predicted, missed"),
    ):
        if np.any(chosen):
            ax.plot(expected[chosen], rows[chosen] + 0.17, color=shade, label=text, **mark)
    known = bool(np.isfinite(printed).any())
    dot: Look = {"fmt": "o", "color": COLOURS["observed"], "markersize": min(points(4), 0.32 * height)}
    dot = {
        **dot,
        "elinewidth": min(points(1.2), 0.1 * height),
        "capsize": min(points(1.5), 0.15 * height),
        "zorder": 3,
    }
    reach = np.abs(np.stack([seen - printed[0], printed[1] - seen])) if known else None
    words = "observed, 95 % interval" if known else "observed"
    ax.errorbar(seen, rows - 0.17, xerr=reach, label=words, **dot)
    ax.axvline(0.0, **reference())
    ax.use_sticky_edges = False  # else the longest bar would end on the axis
    ax.autoscale_view(scaley=False)
    # to the right: long names leave it room there, and it may reach over them
    legend_above(ax, 4, side="right")


@on_axes
def scoreboard(
    board: Scoreboard,
    use: str = "validate",
    ax: Axes | None = None,
    *,
    unit: str = "deg",
    studies: Sequence[str] | None = None,
) -> Axes:
    """Predictions of the scoreboard against published arms, study by study, misses red.

    Bars are 95 % intervals: wide ones of the prediction, thin ones of what was observed, where its standard
    error is known. Of a null the thin bar is what the trial could not tell from nothing.

    Parameters
    ----------
    board : Scoreboard
    use : str
        ``"validate"``, ``"calibrate"``, ``"own"``, or ``"null"`` for what was found to have no effect.
    unit : str
        Only arms reported in this unit are shown.
    studies : sequence of str, optional
        Only these are shown, in this order; default all. A slide has room for about 30 rows.

    Raises
    ------
    MusclebalanceError
        No arm of this use has this unit.
    UnknownNameError
        No such study among them.

    Examples
    --------
    >>> import musclebalance as mb
    >>> board = mb.evidence.published_scoreboard()
    >>> ax = mb.plot.scoreboard(board, studies=["Donti 2020", "Fukaya 2020"])
    >>> len(ax.get_yticklabels())
    6
    """
    rows = _rows(board)
    shown = [row for row in rows if (row.use, row.unit) == (use, unit)]
    if not shown:
        known = sorted({(row.use, row.unit) for row in rows})
        raise MusclebalanceError(f"no arm for {use!r} in {unit!r}; there are {known}.")
    order = list(dict.fromkeys(row.study for row in shown))
    for name in studies or ():
        if name not in order:
            raise unknown("study", name, order)
    order = order if studies is None else list(studies)
    shown = [row for name in order for row in shown if row.study == name]
    ax = axes_or_new(ax, 7.0, 1.2 + 0.36 * len(shown), whole=True)
    seen, reach, *predicted = (
        np.array(column, float) for column in zip(*(r.values for r in shown), strict=True)
    )
    missed = np.array([row.missed for row in shown])
    again = [k > 0 and row.study == shown[k - 1].study for k, row in enumerate(shown)]
    labels = [
        row.label if same else f"{row.title}{row.label}" for row, same in zip(shown, again, strict=True)
    ]
    intervals = (np.stack([seen - reach, seen + reach]), np.stack(predicted[1:]))
    _chart(ax, labels, (seen, predicted[0]), intervals, missed, [row.study for row in shown], COLOURS[use])
    ax.set_xlabel(f"{'difference' if use == 'null' else 'change'} [{unit}]")
    return ax


class _Row(NamedTuple):
    """One row of the scoreboard; values are observed, its reach, predicted, its lower and upper end."""

    use: str
    unit: str
    study: str
    title: str
    label: str
    values: tuple[float, float, float, float, float]
    missed: bool


def _rows(board: Scoreboard) -> list[_Row]:
    """Arms and nulls of a scoreboard."""
    rows = []
    for s in board.scores:
        reach = np.nan if s.standard_error is None else Z95 * s.standard_error
        label = f"{s.technique}: {_ASIDE.sub('', s.outcome)} ({s.id})"
        values = (s.observed, reach, s.predicted, s.low, s.high)
        rows.append(_Row(s.use, s.unit, s.study, f"{_ASIDE.sub('', s.study)}, ", label, values, not s.inside))
    for n in board.nulls:
        values = (0.0, n.margin, n.predicted, n.low, n.high)
        rows.append(_Row("null", n.unit, n.id, "", _ASIDE.sub("", n.id), values, not n.reproduced))
    return rows


def _shade(ax: Axes, groups: Sequence[str]) -> None:
    """Rows of every other group on a pale ground."""
    starts = [k for k in range(len(groups)) if k == 0 or groups[k] != groups[k - 1]]
    for start, end in list(zip(starts, [*starts[1:], len(groups)], strict=True))[::2]:
        ax.axhspan(start - 0.5, end - 0.5, color=COLOURS["free"], alpha=0.5, linewidth=0, zorder=0)


def misses(observed: Array, interval: ArrayLike | None) -> NDArray[np.bool_]:
    """Which observations lie outside the predicted interval; none without intervals or observations."""
    if interval is None:
        return np.zeros(len(observed), dtype=bool)
    low, high = np.asarray(interval, dtype=float).T
    with np.errstate(invalid="ignore"):
        return np.asarray((observed < low) | (observed > high))


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
    ax = axes_or_new(ax, 6.4, 1.2 + 0.28 * len(ranked), whole=True)
    rows = np.arange(len(ranked), dtype=float)
    for end, side, shift in ((0, "low", -0.19), (1, "high", 0.19)):
        widths = [swings[name][end] - base for name in ranked]
        ax.barh(rows + shift, widths, left=base, height=0.36, color=COLOURS[side], label=f"parameter {side}")
    ax.axvline(base, **reference(COLOURS["ink"]))
    name_rows(ax, [name.replace("_", " ") for name in ranked], [COLOURS["ink"]] * len(ranked))
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
        drawn += ax.plot(weeks, values[k], **look)
        if chosen in found.bands:
            half = found.bands[chosen][k, found.outcomes.index(outcome)]
            band: Look = {"color": look["color"], "alpha": 0.16, "linewidth": 0}
            ax.fill_between(weeks, values[k] - half, values[k] + half, **band)
    if order[most:]:
        words = f"{len(order[most:])} more, none above {largest[order[most]]:.2f}"
        ax.set_title(words, loc="right", fontsize="small", color=COLOURS["quiet"])
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
