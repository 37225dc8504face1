"""Sensitivity: how far each parameter moves an outcome, and when it matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..model import hypotheses
from ..result.variables import find
from .parts import DAYS_A_WEEK, axes_or_new, legend_above, name_lines, name_rows, on_axes, short, weeks_axis
from .style import BLUE, INK, ORANGE, REFERENCE, SLATE, Look, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..inference import Sensitivity

#: Words for an index, and whether it is a share or a ratio, so that it has no unit.
INDICES: Mapping[str, tuple[str, bool]] = {
    "first": ("first-order index", True),
    "total": ("total index", True),
    "elasticity": ("elasticity", True),
    "effect": ("change by 1 SD", False),
    "mean_star": ("mean effect", False),
    "sigma": ("spread of effects", False),
}
ROW = 0.28  # height of a row in a new figure [inch]


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
    ax = axes_or_new(ax, 6.4, 1.2 + ROW * len(ranked))
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
