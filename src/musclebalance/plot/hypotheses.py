"""Explanations compared: the minutes after one session, and the weeks of a programme, under each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..inference import Comparison
from .arms import arms
from .style import REFERENCE, axes_or_new, looks, name_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Moments worth a tick [s].
TICKS = {10.0: "10 s", 60.0: "1 min", 600.0: "10 min", 3600.0: "1 h", 24 * 3600.0: "24 h"}


def acute(comparison: Comparison, ax: Axes | None = None, *, names: bool = True) -> Axes:
    """Range of motion gained by one session, from seconds to a day after it, under each hypothesis.

    Parameters
    ----------
    comparison : Comparison
    ax : Axes, optional
        Where to draw; default a new figure.
    names : bool
        Write each hypothesis beside its line instead of leaving it to a legend.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import musclebalance as mb
    >>> plan = mb.Plan(mb.PIR(repetitions=1), per_week=1, weeks=1)
    >>> found = mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=("background",), days=1)
    >>> mb.plot.acute(found).get_ylabel()
    'range of motion gained [deg]'
    """
    ax = axes_or_new(ax)
    moments = np.asarray(comparison.moments)
    ends = []
    for model, look in looks(comparison.models).items():
        gain = np.asarray(comparison.course[model])
        ax.plot(moments, gain, label=model, **look)
        ends.append((float(gain[-1]), model, str(look["color"])))
    ax.axhline(0.0, **REFERENCE)
    ax.set_xscale("log")
    ax.set_xlim(float(moments[0]), float(moments[-1]))
    ax.set_xticks(list(TICKS), list(TICKS.values()))
    ax.minorticks_off()
    ax.set_xlabel("time after one session [s, min, h]")
    ax.set_ylabel("range of motion gained [deg]")
    if names:
        name_ends(ax, ends)
    return ax


def explanations(
    comparison: Comparison, name: str = "rom_agonist", axes: Sequence[Axes] | None = None
) -> NDArray[np.object_]:
    """Two panels: one session under each hypothesis, and the programme under each.

    Parameters
    ----------
    comparison : Comparison
    name : str
        A variable of results, shown over the weeks of the programme.
    axes : sequence of Axes, optional
        Two; default a new figure.

    Returns
    -------
    ndarray of Axes (2,)

    Raises
    ------
    MusclebalanceError
        Fewer than two Axes.
    """
    if axes is None:
        import matplotlib.pyplot as plt

        made = plt.subplots(1, 2, figsize=(10.5, 3.8), layout="constrained")[1]
        grid = np.asarray(made)
    else:
        grid = np.asarray(axes, dtype=object).ravel()
    if len(grid) < 2:
        raise MusclebalanceError(f"2 panels need as many Axes, got {len(grid)}.")
    acute(comparison, grid[0], names=False)
    grid[0].legend(loc="upper right", handlelength=3.2, ncols=2)
    arms(comparison.treated, name, grid[1])
    return grid[:2]
