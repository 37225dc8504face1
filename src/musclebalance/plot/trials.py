"""A trial before it is done: power over its size, and where published results lie in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError
from ..result.variables import find
from .course import SHORT
from .style import INK, REFERENCE, axes_or_new, looks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ..population import Power, Trial

#: Power that most trials are planned for.
WANTED = 0.8
APART = 0.18  # distance of arms at one visit [weeks]


def power(
    curves: Power | Mapping[str, Power], ax: Axes | None = None, *, wanted: float | None = WANTED
) -> Axes:
    """Power, or assurance, over the number of people in each arm.

    Parameters
    ----------
    curves : Power or mapping of name to Power
        From ``trial.power(outcome, week=..., n=[...])`` or :func:`musclebalance.assurance`.
    ax : Axes, optional
        Where to draw; default a new figure.
    wanted : float, optional
        Level to mark.

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
    named = curves if isinstance(curves, Mapping) else {f"{curves.treated} against {curves.control}": curves}
    for name, curve in named.items():
        if len(curve.n) < 2:
            raise MusclebalanceError(f"{name}: one number of people is no curve; give n=[10, 20, 40].")
    ax = axes_or_new(ax)
    if wanted is not None:
        ax.axhline(wanted, **REFERENCE)
    for (name, curve), look in zip(named.items(), looks(named).values(), strict=True):
        ax.errorbar(
            curve.n, curve.power, yerr=2 * curve.se, label=name, marker="o", markersize=4, capsize=2, **look
        )
    ax.set_xlim(left=0.0)
    ax.set_ylim(0.0, 1.02)
    ax.set_xlabel("people per arm [-]")
    first = next(iter(named.values()))
    ax.set_ylabel(f"power for {SHORT.get(first.outcome, first.outcome)}, week {first.week:g} [-]")
    ax.legend(loc="lower right")
    return ax


def predictive_check(trial: Trial, published: pd.DataFrame, outcome: str, ax: Axes | None = None) -> Axes:
    """Published means and standard deviations beside those of simulated trials of the same size.

    Parameters
    ----------
    trial : Trial
    published : DataFrame
        Columns ``arm, week, mean, sd, n``, as for ``trial.check``.
    outcome : str
    ax : Axes, optional
        Where to draw; default a new figure.

    Returns
    -------
    Axes
        Wide bars: where 95 % of simulated means lie. Points with whiskers: published mean and SD; hollow when
        the mean lies outside the bar.

    Raises
    ------
    MusclebalanceError
        A column is missing.
    """
    found = trial.check(published, outcome)
    ax = axes_or_new(ax)
    arms = [arm for arm in trial.arms if arm in set(found["arm"])]
    for k, (arm, look) in enumerate(looks(arms).items()):
        rows = found[found["arm"] == arm]
        weeks = rows["week"].to_numpy(dtype=float) + APART * (k - (len(arms) - 1) / 2)
        low, high = (rows[f"mean_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
        colour = look["color"]
        bar = {"bottom": low, "width": 0.8 * APART, "color": colour, "alpha": 0.3}
        ax.bar(weeks, high - low, label=f"{arm}, model", **bar)
        means, sd = (rows[name].to_numpy(dtype=float) for name in ("mean", "sd"))
        inside = rows["mean_inside"].to_numpy(dtype=bool)
        ax.errorbar(
            weeks, means, yerr=sd, fmt="none", ecolor=colour, elinewidth=1.0, capsize=2, label="_nolegend_"
        )
        faces = np.where(inside, colour, "white")
        ax.scatter(
            weeks, means, c=faces, edgecolors=colour, zorder=3, s=28, label=f"{arm}, published mean and SD"
        )
    seen = np.unique(found["week"].to_numpy(dtype=float))
    ax.set_xlim(seen[0] - 1.0, seen[-1] + 1.0)
    ax.set_xticks(seen)
    ax.set_xlabel("time [weeks]")
    ax.use_sticky_edges = False  # else the lowest bar would stand on the axis
    ax.autoscale_view(scalex=False)
    variable = find(trial.people.body.model, outcome)
    ax.set_ylabel(f"{SHORT.get(outcome, variable.meaning)} [{variable.unit}]")
    missed = int((~found["mean_inside"].astype(bool)).sum())
    words = f"{len(found) - missed} of {len(found)} published means where 95 % of simulated ones lie"
    ax.set_title(words, loc="right", fontsize="small", color=INK)
    ax.legend(loc="best", fontsize="small")
    return ax
