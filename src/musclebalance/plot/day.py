"""A day as a strip: what is done when, at which angle, under how much emotional stress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..timeline import Timeline
from .style import BLUE, BROWN, ORANGE, PALE, PURPLE, RED, SKY, SLATE, TAN, YELLOW, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: One colour an activity, so that a desk is the same colour in every figure.
ACTIVITIES = {
    "sleep": SLATE,
    "desk": BROWN,
    "drive": YELLOW,
    "sit": TAN,
    "stand": SKY,
    "walk": BLUE,
    "free": PALE,
    "lift": ORANGE,
    "sport": RED,
}
DARK = ("sleep", "desk", "sport", "walk")
SESSION = PURPLE
SHORTEST_NAMED = 0.75  # a bout shorter than this gets no name inside the strip [h]


def day(timeline: Timeline, number: int = 1, ax: Axes | None = None) -> Axes:
    """One day of a timeline as a strip from waking to waking, sessions above it, emotional stress below it.

    Parameters
    ----------
    timeline : Timeline
        For example ``result.timeline``.
    number : int
        Day, counted from 1.
    ax : Axes, optional
        Where to draw; default a new figure.

    Returns
    -------
    Axes

    Raises
    ------
    OutOfRangeError
        The timeline has no such day.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance import timeline
    >>> office = timeline.compile(None, mb.Lifestyle.office(), mb.pair("hip-flexors-gluteus-maximus"), days=1)
    >>> mb.plot.day(office).get_xlabel()
    'time of day [hh:mm]'
    """
    first, last = timeline.day(number)
    ax = axes_or_new(ax, 8.0, 1.9)
    wake = _hours(timeline.wake)
    clock = timeline.edges[first : last + 2] / 3600.0 - 24.0 * (number - 1) + wake
    start = first
    for index in range(first, last + 1):
        here, following = timeline.segment(index), index + 1
        if following <= last and _same(timeline, index, following):
            continue
        begin, end = clock[start - first], clock[following - first]
        _bar(ax, begin, end, here.label, here.kind)
        if here.stress > 0:
            _stress(ax, begin, end, here.stress)
        start = following
    ax.set_xlim(wake, wake + 24.0)
    ax.set_ylim(-0.5, 1.45)
    hours = np.arange(np.ceil(wake / 3.0) * 3.0, wake + 24.1, 3.0)
    ax.set_xticks(hours, [f"{int(h) % 24:02d}:00" for h in hours])
    ax.set_yticks([-0.25, 0.5, 1.22], ["stress", "activity", "session"])
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.set_xlabel("time of day [hh:mm]")
    return ax


def _stress(ax: Axes, begin: float, end: float, stress: float) -> None:
    """Emotional stress: the darker, the more; its value is written where there is room."""
    ax.broken_barh([(begin, end - begin)], (-0.4, 0.3), color="black", alpha=0.75 * stress, linewidth=0)
    if end - begin >= SHORTEST_NAMED:
        ax.text(
            0.5 * (begin + end), -0.25, f"{stress:g}", ha="center", va="center", fontsize="x-small",
            color="white" if stress > 0.5 else "0.1",
        )  # fmt: skip


def _bar(ax: Axes, begin: float, end: float, label: str, kind: str) -> None:
    if kind == "session":
        ax.plot([0.5 * (begin + end)], [1.22], marker="v", color=SESSION, markersize=8)
        ax.broken_barh([(begin, end - begin)], (0.0, 1.0), color=SESSION, linewidth=0)
        name = label.partition(":")[0]
        ax.annotate(
            name, (0.5 * (begin + end), 1.22), xytext=(7, 0), textcoords="offset points",
            va="center", fontsize="small", color=SESSION,
        )  # fmt: skip
        return
    colour = ACTIVITIES.get(label, TAN)
    ax.broken_barh([(begin, end - begin)], (0.0, 1.0), color=colour, edgecolor="white", linewidth=0.6)
    if end - begin >= SHORTEST_NAMED:
        ax.text(
            0.5 * (begin + end), 0.5, label, ha="center", va="center", fontsize="small",
            color="white" if label in DARK else "0.1", rotation=90 if end - begin < 0.27 * len(label) else 0,
        )  # fmt: skip


def _same(timeline: Timeline, one: int, two: int) -> bool:
    """Whether two neighbouring segments belong to one bar: the same activity, or one session."""
    a, b = timeline.segment(one), timeline.segment(two)
    if a.kind == b.kind == "session":
        return a.label.partition(":")[0] == b.label.partition(":")[0]
    return a.kind == b.kind and a.label == b.label and a.stress == b.stress


def _hours(clock: str) -> float:
    hours, _, minutes = clock.partition(":")
    return int(hours) + int(minutes or 0) / 60.0
