"""One session in seconds: what the joint, the muscle and its reflexes do while it is treated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..result import Result
from ..simulation.lab import close_up
from ..timeline import SessionSpan
from .parts import Array, Grid, axes_grid, legend_above, name_lines
from .style import GREY, INK, MUSCLES, ORANGE, PURPLE, SKY, TAN

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


def session(result: Result, number: int = 1, axes: Sequence[Axes] | None = None) -> Grid:
    """One session second by second: joint angle, tension of both muscles, reflex inhibition.

    The session is integrated again, with dense output, from the morning of its day.

    Parameters
    ----------
    result : Result
    number : int
        Which of the delivered sessions, counted from 1.
    axes : sequence of Axes, optional
        Three; default a new figure with a common time axis.

    Returns
    -------
    ndarray of Axes (3,)

    Raises
    ------
    MusclebalanceError
        The result has no session, or there are too few Axes.
    OutOfRangeError
        The result has fewer sessions.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> result = mb.simulate(person, mb.Plan(mb.PIR(), per_week=3, weeks=1), desk)
    >>> [ax.get_ylabel() for ax in mb.plot.session(result, number=2)]
    ['hip flexion [deg]', 'tension [N]', 'reflex inhibition [%]']
    """
    span, dense, seconds = close_up_of(result, number)
    panels = ("angle", "tension", "inhibition")
    grid = axes_grid(axes, panels, 1, (8.0, 1.8), sharex=True, height_ratios=(1.2, 1.2, 0.8))
    _draw(grid, dense, seconds)
    phases = session_phases(dense, span)
    for ax in grid:
        for begin, end, _, colour in phases:
            ax.axvspan(begin, end, color=colour, alpha=0.22, linewidth=0, zorder=0)
        ax.set_xlim(float(seconds[0]), float(seconds[-1]))
    _legend(grid[0], {name: colour for _, _, name, colour in phases})
    grid[2].set_xlabel(f"time in the session [s] ({span.technique}, day {span.day}, {span.where})")
    return grid


def close_up_of(
    result: Result, number: int, every: Callable[[float], float] = lambda _: 0.25
) -> tuple[SessionSpan, Result, Array]:
    """A delivered session, the dense run around it, and its times in the session [s].

    `every` gives the interval of the dense run for its length [s].
    """
    spans = result.timeline.spans
    if not spans:
        raise MusclebalanceError("this result has no session to show; simulate with a plan.")
    span = spans[int(check_range("session", number, 1, len(spans))) - 1]
    start, end = max(span.start - BEFORE, 0.0), min(span.end + AFTER, float(result.timeline.edges[-1]))
    dense = close_up(result, start, end, every=every(end - start))
    return span, dense, dense.times - span.start


def _draw(grid: Grid, dense: Result, seconds: Array) -> None:
    """The curves of the three panels."""
    grid[0].plot(seconds, dense.values("angle"), color=INK)
    grid[0].set_ylabel(f"{dense.pair.coordinate.partition(' [')[0]} [deg]")
    tensions = []
    for muscle, look in MUSCLES.items():
        group = getattr(dense.pair, muscle)
        tensions += grid[1].plot(seconds, dense.values(f"tension_{muscle}"), label=group, **look)
        if f"inhibition_{muscle}" in dense.variables:
            inhibition = 100.0 * dense.values(f"inhibition_{muscle}")
            if float(np.max(inhibition)) > 1.0:
                grid[2].plot(seconds, inhibition, label=group, **look)
    grid[1].set_ylabel("tension [N]")
    name_lines(grid[1], tensions, gap=0.14)
    grid[2].set(ylabel="reflex inhibition [%]", ylim=(0.0, 100.0))


def _legend(ax: Axes, colours: Mapping[str, str]) -> None:
    """What each colour of a phase is."""
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, alpha=0.4, label=name) for name, colour in colours.items()]
    legend_above(ax, len(handles), handles=handles)


def session_phases(dense: Result, span: SessionSpan) -> list[tuple[float, float, str, str]]:
    """Begin and end [s in the session], name and colour of each phase; neighbours of one kind are one."""
    found: list[tuple[float, float, str, str]] = []
    edges = dense.timeline.edges - span.start
    first, last = (int(np.searchsorted(edges, dense.times[k] - span.start - 1e-6)) for k in (0, -1))
    for index in range(first, last):
        segment = dense.timeline.segment(index)
        if segment.kind != "session":
            continue
        look, begin, end = PHASES[segment.phase], float(edges[index]), float(edges[index + 1])
        if found and found[-1][1:] == (begin, *look):
            begin = found.pop()[0]
        found.append((begin, end, *look))
    return found
