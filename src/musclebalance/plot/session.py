"""Close up: a day as a strip, and one session in seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..result import Result
from ..simulation.lab import close_up
from ..timeline import SessionSpan, Timeline
from .parts import Array, Grid, axes_grid, axes_or_new, legend_above, literal, name_lines, note, on_axes
from .style import COLOURS, MUSCLES, Look, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Activities that have a colour of their own; others are drawn like sitting.
ACTIVITIES = ("sleep", "desk", "drive", "sit", "stand", "walk", "free", "lift", "sport")
DARK = ("sleep", "desk", "sport", "walk")


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
    ax.set(xlim=(wake, wake + 24.0), ylim=(-0.5, 1.45), xlabel="time of day [hh:mm]")
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
    ax.set_xticks(hours, [f"{int(h) % 24:02d}:00" for h in hours])
    ax.set_yticks([-0.25, 0.5, 1.22], ["stress", "activity", "session"])
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "right", "top"]].set_visible(False)
    return ax


def _stress(ax: Axes, begin: float, end: float, stress: float) -> None:
    """Emotional stress: the darker, the more; its value is written where there is room."""
    look: Look = {"color": COLOURS["stress"], "alpha": 0.75 * stress, "linewidth": 0}
    ax.broken_barh([(begin, end - begin)], (-0.4, 0.3), **look)
    _inside(ax, (begin, end), (-0.4, -0.1), f"{stress:g}", dark=stress > 0.5, fontsize="x-small")


def _bar(ax: Axes, begin: float, end: float, label: str, kind: str) -> None:
    """A session with its name above, or an activity with its name inside."""
    if kind == "session":
        middle, colour = 0.5 * (begin + end), COLOURS["treated"]
        ax.plot([middle], [1.22], marker="v", color=colour, markersize=points(8))
        ax.broken_barh([(begin, end - begin)], (0.0, 1.0), color=colour, linewidth=0)
        named: Look = {"va": "center", "fontsize": "small", "color": colour}
        note(ax, label.partition(":")[0], (middle, 1.22), "data", (7, 0), **named)
        return
    bar: Look = {"edgecolor": COLOURS["paper"], "linewidth": points(0.6)}
    colour = COLOURS[label if label in ACTIVITIES else "sit"]
    ax.broken_barh([(begin, end - begin)], (0.0, 1.0), color=colour, **bar)
    _inside(ax, (begin, end), (0.0, 1.0), label, dark=label in DARK, fontsize="small")


def _inside(
    ax: Axes, x: tuple[float, float], y: tuple[float, float], words: str, *, dark: bool, **look: Any
) -> None:
    """Text in the middle of a bar, lying or upright, where the bar is long enough for it."""
    colour = COLOURS["paper" if dark else "ink"]
    text = ax.text(sum(x) / 2, sum(y) / 2, literal(words), ha="center", va="center", color=colour, **look)
    (left, low), (right, high) = ax.transData.transform(np.transpose([x, y]))
    for upright in (0, 90):
        text.set_rotation(upright)
        box = text.get_window_extent()
        if box.width <= right - left and box.height <= high - low:
            return
    text.remove()


def _same(timeline: Timeline, one: int, two: int) -> bool:
    """Whether two neighbouring segments belong to one bar: the same activity, or one session."""
    a, b = timeline.segment(one), timeline.segment(two)
    if a.kind == b.kind == "session":
        return a.label.partition(":")[0] == b.label.partition(":")[0]
    return a.kind == b.kind and a.label == b.label and a.stress == b.stress


def _hours(clock: str) -> float:
    hours, _, minutes = clock.partition(":")
    return int(hours) + int(minutes or 0) / 60.0


#: What each phase is called and coloured.
PHASES = {
    **{phase: phase for phase in ("release", "stretch", "rest", "unused")},
    "hold": "contract",
    "plateau": "release",
    "work": "move",
}
BEFORE, AFTER = 10.0, 30.0  # shown before and after the session [s]


@on_axes
def session(result: Result, number: int = 1, axes: Sequence[Axes] | None = None) -> Grid:
    """One session second by second, in three panels: joint angle, tension of both muscles, reflex inhibition.

    The session is integrated again, with dense output, from the morning of its day.

    Parameters
    ----------
    result : Result
    number : int
        Which of the delivered sessions, counted from 1.

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
    ['hip flexion [deg]', 'tension [N]', 'reflex\\ninhibition [%]']
    """
    from matplotlib.patches import Patch

    span, dense, seconds = close_up_of(result, number)
    panels = ("angle", "tension", "inhibition")
    grid = axes_grid(axes, panels, 1, (8.0, 1.8), sharex=True, height_ratios=(1.2, 1.2, 0.8))
    _draw(grid, dense, seconds)
    phases = session_phases(dense, span)
    for ax in grid:
        for begin, end, _, colour in phases:
            ax.axvspan(begin, end, color=colour, alpha=0.22, linewidth=0, zorder=0)
        ax.set_xlim(float(seconds[0]), float(seconds[-1]))
    colours = {name: colour for _, _, name, colour in phases}
    handles = [Patch(color=colour, alpha=0.4, label=name) for name, colour in colours.items()]
    legend_above(grid[0], len(handles), handles=handles)
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
    grid[0].plot(seconds, dense.values("angle"), color=COLOURS["ink"])
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
    name_lines(grid[1], tensions)
    grid[2].set(ylabel="reflex inhibition [%]", ylim=(0.0, 100.0))


def session_phases(dense: Result, span: SessionSpan) -> list[tuple[float, float, str, str]]:
    """Begin and end [s in the session], name and colour of each phase; neighbours of one kind are one."""
    found: list[tuple[float, float, str, str]] = []
    edges = dense.timeline.edges - span.start
    first, last = (int(np.searchsorted(edges, dense.times[k] - span.start - 1e-6)) for k in (0, -1))
    for index in range(first, last):
        segment = dense.timeline.segment(index)
        if segment.kind != "session":
            continue
        name, begin, end = PHASES[segment.phase], float(edges[index]), float(edges[index + 1])
        if found and found[-1][1:3] == (begin, name):
            begin = found.pop()[0]
        found.append((begin, end, name, COLOURS[name]))
    return found
