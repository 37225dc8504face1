"""One session in seconds: what the joint, the muscle and its reflexes do while it is treated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from ..result import Result
from ..simulation.lab import close_up
from .style import GREY, INK, MUSCLES, ORANGE, PURPLE, SKY, TAN, name_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Colour of each phase in the strip above the panels.
PHASES = {
    "hold": ("contract", PURPLE),
    "plateau": ("release", SKY),
    "release": ("release", SKY),
    "stretch": ("stretch", ORANGE),
    "rest": ("rest", GREY),
    "work": ("move", TAN),
}
BEFORE, AFTER = 10.0, 30.0  # shown before and after the session [s]


def session(result: Result, number: int = 1, axes: Sequence[Axes] | None = None) -> NDArray[np.object_]:
    """One session second by second: joint angle, tension of both muscles, reflex inhibition.

    The session is integrated again with dense output from the morning of its day.

    Parameters
    ----------
    result : Result
    number : int
        Which of the sessions delivered, counted from 1.
    axes : sequence of Axes, optional
        Three; default a new figure with a common time axis.

    Returns
    -------
    ndarray of Axes (3,)

    Raises
    ------
    MusclebalanceError
        The result has no session.
    OutOfRangeError
        It has fewer.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> result = mb.simulate(person, mb.Plan(mb.PIR(), per_week=3, weeks=1), desk)
    >>> [ax.get_ylabel() for ax in mb.plot.session(result, number=2)]
    ['hip flexion [deg]', 'tension [N]', 'reflex inhibition [%]']
    """
    spans = result.timeline.spans
    if not spans:
        raise MusclebalanceError("this result has no session to show; simulate with a plan.")
    span = spans[int(check_range("session", number, 1, len(spans))) - 1]
    dense = close_up(
        result, max(span.start - BEFORE, 0.0), min(span.end + AFTER, float(result.timeline.edges[-1]))
    )
    if axes is None:
        import matplotlib.pyplot as plt

        axes = plt.subplots(
            3, 1, figsize=(8.0, 5.4), sharex=True, layout="constrained", height_ratios=(1.2, 1.2, 0.8)
        )[1]
    grid = np.asarray(axes, dtype=object).ravel()
    seconds = dense.times - span.start
    _draw(grid, dense, seconds)
    for ax in grid[:3]:
        _strip(ax, dense, span.start, seconds[-1], named=ax is grid[0])
        ax.set_xlim(float(seconds[0]), float(seconds[-1]))
    grid[2].set_xlabel(f"time in the session [s] ({span.technique}, day {span.day}, {span.where})")
    return np.asarray(grid[:3])


def _draw(grid: NDArray[np.object_], dense: Result, seconds: NDArray[np.float64]) -> None:
    """The three panels."""
    grid[0].plot(seconds, dense.values("angle"), color=INK)
    grid[0].set_ylabel(f"{dense.pair.coordinate.partition(' [')[0]} [deg]")
    for muscle, look in MUSCLES.items():
        grid[1].plot(seconds, dense.values(f"tension_{muscle}"), label=getattr(dense.pair, muscle), **look)
        if f"inhibition_{muscle}" in dense.variables:
            inhibition = 100.0 * dense.values(f"inhibition_{muscle}")
            if float(np.max(inhibition)) > 1.0:
                grid[2].plot(seconds, inhibition, label=getattr(dense.pair, muscle), **look)
    grid[1].set_ylabel("tension [N]")
    ends = [
        (float(dense.values(f"tension_{m}")[-1]), getattr(dense.pair, m), str(look["color"]))
        for m, look in MUSCLES.items()
    ]
    name_ends(grid[1], ends, gap=0.14)
    grid[2].set_ylabel("reflex inhibition [%]")
    grid[2].set_ylim(0.0, 100.0)


def _strip(ax: Axes, dense: Result, start: float, end: float, named: bool) -> None:
    """Shade the phases of the session; above the first panel, say what each colour is."""
    from matplotlib.patches import Patch

    seen: dict[str, str] = {}
    for begin, stop, (label, colour) in _phases(dense, start, end):
        seen[label] = colour
        ax.axvspan(begin, stop, color=colour, alpha=0.22, linewidth=0, zorder=0)
    if named:
        handles = [Patch(color=colour, alpha=0.4, label=label) for label, colour in seen.items()]
        ax.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=len(handles),
            borderaxespad=0.2,
        )


def _phases(dense: Result, start: float, end: float) -> list[tuple[float, float, tuple[str, str]]]:
    """Begin and end [s in the session], name and colour of each phase; neighbours of one kind are one."""
    found: list[tuple[float, float, tuple[str, str]]] = []
    edges = dense.timeline.edges - start
    window = (float(dense.times[0]) - start, end)
    first, last = (int(np.searchsorted(edges, moment - 1e-6)) for moment in window)
    for index in range(first, last):
        segment = dense.timeline.segment(index)
        if segment.kind != "session":
            continue
        look, begin, stop = PHASES[segment.phase], float(edges[index]), float(edges[index + 1])
        if found and found[-1][1:] == (begin, look):
            begin = found.pop()[0]
        found.append((begin, stop, look))
    return found
