"""A day as a strip: what is done when, at which angle, under how much emotional stress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..timeline import Timeline
from .parts import axes_or_new, note, on_axes
from .style import BLUE, BROWN, ORANGE, PALE, PURPLE, RED, SKY, SLATE, TAN, YELLOW, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: One colour for each activity, the same in every figure.
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


@on_axes
def day(timeline: Timeline, number: int = 1, ax: Axes | None = None) -> Axes:
    """One day of a timeline as a strip from waking to waking, sessions above it, emotional stress below it.

    Parameters
    ----------
    timeline : Timeline
        For example ``result.timeline``.
    number : int
        Day, counted from 1.

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
    hours = np.arange(np.ceil(wake / 3.0) * 3.0, wake + 24.1, 3.0)
    ax.set(xlim=(wake, wake + 24.0), ylim=(-0.5, 1.45), xlabel="time of day [hh:mm]")
    ax.set_xticks(hours, [f"{int(h) % 24:02d}:00" for h in hours])
    ax.set_yticks([-0.25, 0.5, 1.22], ["stress", "activity", "session"])
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "right", "top"]].set_visible(False)
    return ax


def _stress(ax: Axes, begin: float, end: float, stress: float) -> None:
    """Emotional stress: the darker, the more; its value is written where there is room."""
    ax.broken_barh([(begin, end - begin)], (-0.4, 0.3), color="black", alpha=0.75 * stress, linewidth=0)
    _inside(ax, begin, end, -0.25, f"{stress:g}", dark=stress > 0.5, fontsize="x-small")


def _bar(ax: Axes, begin: float, end: float, label: str, kind: str) -> None:
    """A session with its name above, or an activity with its name inside."""
    if kind == "session":
        middle = 0.5 * (begin + end)
        ax.plot([middle], [1.22], marker="v", color=SESSION, markersize=8)
        ax.broken_barh([(begin, end - begin)], (0.0, 1.0), color=SESSION, linewidth=0)
        named: Look = {"va": "center", "fontsize": "small", "color": SESSION}
        note(ax, label.partition(":")[0], (middle, 1.22), "data", (7, 0), **named)
        return
    colour, upright = ACTIVITIES.get(label, TAN), end - begin < 0.27 * len(label)
    ax.broken_barh([(begin, end - begin)], (0.0, 1.0), color=colour, edgecolor="white", linewidth=0.6)
    look: Look = {"fontsize": "small", "rotation": 90 if upright else 0}
    _inside(ax, begin, end, 0.5, label, dark=label in DARK, **look)


def _inside(ax: Axes, begin: float, end: float, y: float, text: str, *, dark: bool, **look: Any) -> None:
    """Text in the middle of a bar that is long enough for it."""
    if end - begin >= SHORTEST_NAMED:
        colour = "white" if dark else "0.1"
        ax.text(0.5 * (begin + end), y, text, ha="center", va="center", color=colour, **look)


def _same(timeline: Timeline, one: int, two: int) -> bool:
    """Whether two neighbouring segments belong to one bar: the same activity, or one session."""
    a, b = timeline.segment(one), timeline.segment(two)
    if a.kind == b.kind == "session":
        return a.label.partition(":")[0] == b.label.partition(":")[0]
    return a.kind == b.kind and a.label == b.label and a.stress == b.stress


def _hours(clock: str) -> float:
    hours, _, minutes = clock.partition(":")
    return int(hours) + int(minutes or 0) / 60.0
