"""Trials and doses: power over size, published results against simulated ones, an outcome over doses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..core.errors import MusclebalanceError
from ..model import hypotheses
from ..population import predictive_check as checked
from ..result.variables import find
from .parts import Array, axes_or_new, axis_label, literal, note, on_axes, short
from .style import COLOURS, SURFACE, Look, looks, points, reference

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ..inference import BestDose
    from ..population import Power, Trial

APART = 0.18  # distance of arms at one visit [weeks]


@on_axes
def power(curves: Power | Mapping[str, Power], ax: Axes | None = None, *, wanted: float | None = 0.8) -> Axes:
    """Power, or assurance, over the number of people in each arm.

    Parameters
    ----------
    curves : Power or mapping of name to Power
        From :func:`musclebalance.power` with ``n=[...]``, or :func:`musclebalance.assurance`.
    wanted : float, optional
        Level to mark; default the power that most trials are planned for.

    Returns
    -------
    Axes
        Bars are two standard errors of the simulation to either side.

    Raises
    ------
    MusclebalanceError
        Only one number of people was asked for, so that there is no curve.

    Examples
    --------
    >>> import numpy as np, musclebalance as mb
    >>> from musclebalance.population import Power
    >>> n, found = np.array([10, 20]), np.array([0.5, 0.8])
    >>> curve = Power("pain", "ancova", "PIR", "none", 8.0, 0.05, n, found, 0.01 + 0 * found)
    >>> mb.plot.power(curve).get_xlabel()
    'people per arm [-]'
    """
    from matplotlib.ticker import MaxNLocator

    named = curves if isinstance(curves, Mapping) else {f"{curves.treated} against {curves.control}": curves}
    for name, curve in named.items():
        if len(curve.n) < 2:
            raise MusclebalanceError(f"{name}: one number of people is no curve; give n=[10, 20, 40].")
    ax = axes_or_new(ax)
    if wanted is not None:
        ax.axhline(wanted, **reference())
    bars: Look = {"marker": "o", "markersize": points(4), "capsize": points(2)}
    for curve, look in zip(named.values(), looks(list(named)).values(), strict=True):
        ax.errorbar(curve.n, curve.power, yerr=2 * curve.se, **bars, **look)
    first = next(iter(named.values()))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlim(left=0.0)
    ax.set(ylim=(0.0, 1.02), xlabel="people per arm [-]")
    ax.set_ylabel(f"power for {short(first.outcome)}, week {first.week:g} [-]")
    ax.legend(loc="lower right")
    return ax


@on_axes
def predictive_check(
    trial: Trial,
    published: pd.DataFrame,
    outcome: str,
    ax: Axes | None = None,
    *,
    labels: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
) -> Axes:
    """Published means and standard deviations beside those of simulated trials of the same size.

    Parameters
    ----------
    trial : Trial
    published : DataFrame
        Columns ``arm, week, mean, sd, n``, as for :func:`musclebalance.predictive_check`.
    outcome : str
    labels, colours : sequence of str, optional
        One for each published arm, in order; default their names, and the colours of the library.

    Returns
    -------
    Axes
        Wide bars: where 95 % of simulated means lie. Points with whiskers: published mean and SD; hollow when
        the mean lies outside the bar.

    Raises
    ------
    MusclebalanceError
        A column is missing, or there is not one label or colour for each arm.
    UnknownNameError
        No such colour.
    """
    found = checked(trial, published, outcome)
    ax = axes_or_new(ax)
    arms = [arm for arm in trial.arms if arm in set(found["arm"])]
    for k, (arm, look) in enumerate(looks(arms, labels, colours).items()):
        rows, colour, told = found[found["arm"] == arm], look["color"], look["label"]
        columns = (rows[name].to_numpy(float) for name in ("week", "mean", "sd", "mean_low", "mean_high"))
        weeks, means, sd, low, high = columns
        weeks = weeks + APART * (k - (len(arms) - 1) / 2)
        bar: Look = {"width": 0.8 * APART, "color": colour, "alpha": 0.3}
        ax.bar(weeks, high - low, bottom=low, label=f"{told}, model", **bar)
        whiskers: Look = {"elinewidth": points(1.0), "capsize": points(2), "label": "_nolegend_"}
        ax.errorbar(weeks, means, yerr=sd, fmt="none", ecolor=colour, **whiskers)
        faces = np.where(rows["mean_inside"].to_numpy(dtype=bool), colour, COLOURS["paper"])
        words = f"{told}, published mean and SD"
        ax.scatter(weeks, means, c=faces, edgecolors=colour, zorder=3, s=points(5.3) ** 2, label=words)
    seen = np.unique(found["week"].to_numpy(dtype=float))
    ax.set(xlim=(seen[0] - 1.0, seen[-1] + 1.0), xticks=seen, xlabel="time [weeks]")
    ax.use_sticky_edges = False  # else the lowest bar would stand on the axis
    ax.autoscale_view(scalex=False)
    ax.set_ylabel(axis_label(outcome, trial.people.variable(outcome)))
    hits = int(found["mean_inside"].astype(bool).sum())
    words = f"{hits} of {len(found)} published means where 95 % of simulated ones lie"
    ax.set_title(words, loc="right", fontsize="small", color=COLOURS["ink"])
    ax.legend(loc="best", fontsize="small")
    return ax


@on_axes
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
    labels : (str, str, str)
        Of x, y and the outcome, each with its unit in brackets.
    enough : float, optional
        Level of the outcome to mark with a thick line.
    best : (float, float), optional
        A dose to mark.

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
    values = _checked(outcome, (len(y), len(x)), labels)
    ax = axes_or_new(ax, 5.6, 4.2)
    bar = ax.figure.colorbar(ax.contourf(x, y, values, levels=12, cmap=SURFACE), ax=ax)
    bar.set_label(literal(labels[2]))
    bar.outline.set_visible(False)
    if enough is not None:
        line = ax.contour(x, y, values, levels=[enough], colors=COLOURS["paper"], linewidths=points(2.4))
        ax.clabel(line, fmt=f"{enough:g}")
    if best is not None:
        ax.plot(
            *best,
            "*",
            markersize=points(14),
            color=COLOURS["paper"],
            markeredgecolor=COLOURS["ink"],
            label="best",
        )
    ax.set(xlabel=labels[0], ylabel=labels[1])
    return ax


def _checked(outcome: ArrayLike, shape: tuple[int, int], labels: tuple[str, str, str]) -> Array:
    """The outcome as an array, or an error that says what does not fit."""
    values = np.asarray(outcome, dtype=float)
    if values.shape != shape:
        raise MusclebalanceError(
            f"the outcome has the shape {values.shape}; give a row for each y and a column for each x: "
            f"{shape}."
        )
    for label in labels:
        if "[" not in label:
            raise MusclebalanceError(f"label {label!r} has no unit; write for example 'length [weeks]'.")
    return values


@on_axes
def pareto(best: BestDose, ax: Axes | None = None) -> Axes:
    """Every programme tried: time it takes against what it does, with the front that none of them beats.

    Parameters
    ----------
    best : BestDose
    """
    ax = axes_or_new(ax, 5.6, 3.8)
    tried, front, found, wish = best.tried, best.pareto(), best.results, best.wish
    ax.plot(
        tried["minutes"], tried["outcome"], "o", color=COLOURS["tried"], markersize=points(4), label="tried"
    )
    ax.plot(
        front["minutes"],
        front["outcome"],
        "o-",
        color=COLOURS["not beaten"],
        markersize=points(5),
        label="not beaten",
    )
    star: Look = {"color": COLOURS["best"], "markersize": points(14), "label": f"best ({wish.goal})"}
    ax.plot([found["minutes"]], [found["outcome"]], "*", **star)
    ax.axhline(wish.target, **reference())
    note(ax, "target", (1.0, wish.target), ax.get_yaxis_transform(), (-4, 3), ha="right")
    unit = find(hypotheses.combined, wish.outcome).unit
    ax.set(xlabel="time [min/week]", ylabel=f"{short(wish.outcome)} at the end [{unit}]")
    ax.legend(loc="best")
    return ax
