"""Phase portrait and bifurcation diagram of the bistable model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..bistable import HEALTH, BistableModel, Course, basins, branches, field, fixed_points, nullclines
from ..bistable.phase_plane import LENGTH, TONE
from .parts import axes_or_new, legend_above, on_axes
from .style import COLOURS, Look, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Where starting points end: the two backgrounds.
ENDS = ("ends tense", "ends healthy")
NEAR = 0.1  # a stable point at most this far from health counts as healthy


@on_axes
def phase_portrait(
    model: BistableModel, ax: Axes | None = None, *, cause: float = 0.0, course: Course | None = None
) -> Axes:
    """Phase portrait of the agonist: basins of attraction, flow, nullclines, fixed points, a person's path.

    Parameters
    ----------
    model : BistableModel
    cause : float
        Constant cause for which it is drawn: 0 none, 1 the desk day [-].
    course : Course, optional
        Path to draw on it; sessions are arrows.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance.bistable import BistableModel
    >>> mb.plot.phase_portrait(BistableModel()).get_xlabel()
    'habitual tone of the agonist [-]'
    """
    ax = axes_or_new(ax, 6.0, 4.6)
    _background(ax, model, cause)
    ax.streamplot(
        *field(model, cause), color=COLOURS["flow"], linewidth=points(0.5), density=0.9, arrowsize=points(0.7)
    )
    curves = nullclines(model, cause)
    ax.plot(*curves["length"].T, color=COLOURS["length"], linestyle=(0, (5, 1.6)), label="length nullcline")
    for column, branch in enumerate(np.moveaxis(curves["tone"], 1, 0)):
        ax.plot(*branch.T, color=COLOURS["tone"], label="tone nullcline" if column == 0 else None)
    _points(ax, model, cause)
    if course is not None:
        _path(ax, course)
    ax.set(xlim=(TONE[0] - 0.03, TONE[1]), ylim=LENGTH)
    ax.set(xlabel="habitual tone of the agonist [-]", ylabel="length of the agonist, healthy 1 [-]")
    legend_above(ax, 3, fontsize="small")
    return ax


@on_axes
def hysteresis(model: BistableModel, ax: Axes | None = None, *, most: float = 0.2, count: int = 61) -> Axes:
    """Bifurcation diagram, fixed points of tone against the cause: the way up is not the way down.

    Parameters
    ----------
    model : BistableModel
    most : float
        Largest cause shown [-].
    count : int
        Values of the cause.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance.bistable import BistableModel
    >>> mb.plot.hysteresis(BistableModel(), count=5).get_xlabel()
    'cause, the desk day 1 [-]'
    """
    ax = axes_or_new(ax, 5.0, 3.8)
    found = branches(model, np.linspace(0.0, most, count))
    looks: dict[str, Look] = {
        "stable": {"color": COLOURS["stable"], "marker": "o"},
        "threshold": {"color": COLOURS["threshold"], "marker": "x"},
    }
    for kind, look in looks.items():
        part = found[found["kind"] == kind]
        ax.plot(part["cause"], part["tone"], linestyle="none", markersize=points(3.5), label=kind, **look)
    ax.set(xlim=(0.0, most), ylim=(-0.03, 1.0))
    ax.set(xlabel="cause, the desk day 1 [-]", ylabel="habitual tone of the agonist [-]")
    ax.locator_params(axis="x", nbins=5)
    ax.legend(loc="center right")
    return ax


def _background(ax: Axes, model: BistableModel, cause: float) -> None:
    """Colour each starting point by whether it ends healthy."""
    found = basins(model, cause)
    near = [float(np.max(np.abs(point.state - HEALTH))) < NEAR for point in found.stable]
    healthy = np.append(near, False)[found.index]
    ax.contourf(
        found.tone,
        found.length,
        healthy,
        levels=[-0.5, 0.5, 1.5],
        colors=[COLOURS[end] for end in ENDS],
        zorder=0,
    )
    for end in ENDS:
        if np.any(healthy == (end == "ends healthy")):
            ax.fill_between([], [], color=COLOURS[end], label=end)


def _points(ax: Axes, model: BistableModel, cause: float) -> None:
    """Stable fixed points filled, thresholds open."""
    seen: set[str] = set()
    for point in fixed_points(model, cause):
        if point.state[1] > 1e-3:  # not on this plane: the antagonist is tense
            continue
        face = COLOURS["stable"] if point.stable else COLOURS["open"]
        label = point.kind if point.kind not in seen else None
        seen.add(point.kind)
        tone, length = point.state[[0, 2]]
        ax.plot(
            tone,
            length,
            "o",
            ms=points(8),
            color=COLOURS["stable"],
            markerfacecolor=face,
            label=label,
            zorder=4,
        )


def _path(ax: Axes, course: Course) -> None:
    """A person's path; two rows of the same day are the jump of a session."""
    tone, length = course.states[:, 0], course.states[:, 2]
    jumps = np.flatnonzero(np.diff(course.days) == 0.0)
    for run in np.split(np.arange(len(tone)), jumps + 1):
        ax.plot(tone[run], length[run], color=COLOURS["path"], linewidth=points(1.6), zorder=3)
    arrow = {"arrowstyle": "-|>", "color": COLOURS["path"], "linewidth": points(1.2)}
    arrow |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": points(10)}
    for jump in jumps:
        ends = ((tone[jump + 1], length[jump + 1]), (tone[jump], length[jump]))
        ax.annotate("", ends[0], ends[1], arrowprops=arrow, zorder=3)
    ax.plot(
        [],
        [],
        color=COLOURS["path"],
        linewidth=points(1.6),
        label="path; arrows are sessions" if len(jumps) else "path",
    )
