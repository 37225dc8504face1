"""A fit beside the measurements that it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..inference import Fit
from ..result.variables import find
from .parts import FROM_ZERO, Grid, axes_grid, axis_label, note, on_axes, weeks_axis
from .style import BLUE, INK, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Standard errors beyond which a residual is drawn in red.
FAR = 3.0


@on_axes
def fit(found: Fit, axes: Sequence[Axes] | None = None) -> Grid:
    """What was measured, with its standard error, beside what the best fit says; one panel a variable.

    Measurements that the best fit misses by more than three standard errors are red. A fit that does not
    describe its measurements says so above the panels.

    Parameters
    ----------
    found : Fit
        From :func:`musclebalance.fit`.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> seen = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    >>> setting = {"lifestyle": mb.Lifestyle.healthy(), "free": ["pain_half"], "sampler": "none"}
    >>> found = mb.fit(seen, mb.pair("hip-flexors-gluteus-maximus"), None, **setting)
    >>> [ax.get_ylabel() for ax in mb.plot.fit(found)]
    ['pain [0-10]']
    """
    table = found.fitted()
    names = list(dict.fromkeys(table["variable"]))
    grid = axes_grid(axes, names, min(len(names), 3), (3.4, 3.0))
    for ax, name in zip(grid, names, strict=True):
        rows = table[table["variable"] == name]
        weeks = rows["day"].to_numpy() / 7.0
        far = rows["residual"].abs().to_numpy() > FAR
        for chosen, colour in ((~far, INK), (far, RED)):
            some = rows[chosen]
            look = {"color": colour, "fmt": "o", "markersize": 5, "capsize": 3, "elinewidth": 1.0}
            ax.errorbar(weeks[chosen], some["measured"], yerr=some["sd"], label="measured", **look)
        days = np.unique(weeks)
        fitted = [float(rows["fitted"].to_numpy()[weeks == week][0]) for week in days]
        ax.plot(days, fitted, color=BLUE, marker="D", markersize=4, linewidth=1.4, label="fitted")
        weeks_axis(ax, float(max(days[-1], 1.0)))
        air = 0.04 * max(days[-1], 1.0)
        ax.set_xlim(-air, max(days[-1], 1.0) + air)
        ax.set_ylabel(axis_label(name, find(found.problem.model, name)))
        if name in FROM_ZERO:
            ax.set_ylim(0.0, max(ax.get_ylim()[1], FROM_ZERO[name]))
    note(grid[0], "measured ± standard error", (0.0, 1.0), "axes fraction", (0, 4), color=INK)
    words, colour = "fitted", BLUE
    if not found.described:
        words, colour = "fitted: does not describe the measurements", RED
    note(grid[0], words, (0.0, 1.0), "axes fraction", (0, 16), color=colour)
    return grid
