"""Courses over weeks: one readout, or the recovery at a glance, with the phases of the programme marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..model.imbalance import SYMMETRIC
from ..result import Result
from ..timeline import SessionSpan
from .style import GREY, INK, MUSCLES, REFERENCE, SLATE, axes_or_new, name_ends, weeks_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

DAYS_A_WEEK = 7.0
#: What a recovery is judged by, in the order of the panels.
PANELS = ("imbalance", "resting_length", "resting_tension", "rom", "strength_ratio", "pain")
#: Short names for axis labels; other readouts are labelled by their own meaning.
SHORT = {
    "imbalance": "composite imbalance",
    "resting_length": "resting length",
    "resting_tension": "resting tension",
    "resting_angle": "resting angle",
    "rom": "range of motion − healthy",
    "rom_agonist": "passive range of motion",
    "rom_antagonist": "passive range of motion",
    "strength_ratio": "strength ratio",
    "strength_torque": "isometric torque",
    "tone": "tone",
    "pain": "pain",
}
#: Drawn as the difference from healthy when both muscles share the Axes.
RELATIVE = ("rom",)
#: Readouts whose axis begins at 0, with the least upper end of the axis.
FROM_ZERO = {"imbalance": 1.0, "pain": 2.0}


def course(
    result: Result,
    name: str,
    ax: Axes | None = None,
    *,
    phases: bool = True,
    names: bool = True,
    **line: Any,
) -> Axes:
    """One readout over the weeks of a result; of both muscles where each has its own.

    Thin lines are the healthy values; for the composite imbalance, the level below which a pair counts as
    symmetric. Both ranges of motion together are drawn relative to healthy: one is often ten times the other.

    Parameters
    ----------
    result : Result
    name : str
        A variable of the result (``"imbalance"``), or its name without the muscle for both (``"rom"``).
    ax : Axes, optional
        Where to draw; default a new figure.
    phases : bool
        Shade and name the phases of the programme.
    names : bool
        Write the muscles beside their lines.
    **line : Any
        Passed to ``Axes.plot`` for every line.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> mb.plot.course(person.history, "resting_tension").get_ylabel()
    'resting tension [N]'
    """
    ax = axes_or_new(ax)
    weeks, ends, runs = result.days / DAYS_A_WEEK, [], []
    levels: dict[float, str] = {}
    for variable, muscle in variables(result, name):
        look: dict[str, Any] = {**(MUSCLES[muscle] if muscle else {"color": INK}), **line}
        values, level = result.values(variable), reference_level(result, variable)
        if name in RELATIVE:
            values, level = values - level, 0.0
        label = getattr(result.pair, muscle) if muscle else SHORT.get(name, name)
        (drawn,) = ax.plot(weeks, values, label=label, **look)
        levels[level] = GREY if not muscle or level in levels else str(drawn.get_color())
        ends.append((float(values[-1]), label, str(drawn.get_color())))
        runs.append(values)
    finish(ax, result, name)
    for level, colour in levels.items():
        mark_level(ax, name, level, runs, colour)
    if phases:
        mark_phases(ax, result)
    if names and len(ends) > 1:
        name_ends(ax, ends)
    return ax


def recovery(
    result: Result, axes: Sequence[Axes] | None = None, *, panels: Sequence[str] = PANELS
) -> NDArray[np.object_]:
    """The recovery at a glance: one panel a readout, both muscles, phases of the programme marked.

    Parameters
    ----------
    result : Result
    axes : sequence of Axes, optional
        As many as there are panels; default a new figure of two rows.
    panels : sequence of str
        Readouts as for :func:`course`; those the model does not have are left out.

    Returns
    -------
    ndarray of Axes (panels,)

    Raises
    ------
    MusclebalanceError
        Too few Axes.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> [ax.get_ylabel() for ax in mb.plot.recovery(person.history, panels=("imbalance", "pain"))]
    ['composite imbalance [-]', 'pain [0-10]']
    """
    shown = [name for name in panels if _known(result, name)]
    grid = _grid(len(shown)) if axes is None else np.asarray(axes, dtype=object).ravel()
    if len(grid) < len(shown):
        raise MusclebalanceError(
            f"{len(shown)} panels ({', '.join(shown)}) need as many Axes, got {len(grid)}."
        )
    for index, (ax, name) in enumerate(zip(grid, shown, strict=False)):
        course(result, name, ax, phases=True, names=False)
        if index + 3 < len(shown) and axes is None:
            ax.set_xlabel("")
    both = next((ax for ax, name in zip(grid, shown, strict=False) if len(variables(result, name)) > 1), None)
    if both is not None:
        both.legend(loc="best", handlelength=2.8)
    return np.asarray(grid[: len(shown)])


def axis_label(result: Result, name: str) -> str:
    """Axis label with unit of a readout, named with or without its muscle."""
    variable = variables(result, name)[0][0]
    return f"{SHORT[name]} [{result.variables[variable].unit}]" if name in SHORT else result.label(variable)


def finish(ax: Axes, result: Result, name: str) -> None:
    """Labels, weeks and limits that every course has."""
    weeks_axis(ax, float(result.days[-1]) / DAYS_A_WEEK)
    ax.set_ylabel(axis_label(result, name))
    limits(ax, name)


def limits(ax: Axes, name: str) -> None:
    """Indices and pain start at 0; everything else gets a margin."""
    if name in FROM_ZERO:
        ax.set_ylim(0.0, max(ax.get_ylim()[1], FROM_ZERO[name]))
    else:
        ax.margins(y=0.12)


def mark_level(ax: Axes, name: str, level: float, runs: Iterable[Array], colour: str = GREY) -> None:
    """Draw and name the level to compare with, at the end where the curves leave more room for the name."""
    ax.axhline(level, **{**REFERENCE, "color": colour})
    room = [min(abs(float(run[end]) - level) for run in runs) for end in (0, -1)]
    left = room[0] >= room[1]
    ax.annotate(
        "symmetric below" if name == "imbalance" else "healthy",
        (0.0 if left else 1.0, level),
        xycoords=ax.get_yaxis_transform(),
        xytext=(4 if left else -4, -3 if name == "imbalance" else 3),
        textcoords="offset points",
        ha="left" if left else "right",
        va="top" if name == "imbalance" else "bottom",
        fontsize="x-small",
        color="0.35",
    )


def mark_phases(ax: Axes, result: Result) -> None:
    """Shade each phase of the programme and write its place above it; nothing without treatment."""
    for number, (start, end, where) in enumerate(phase_spans(result)):
        ax.axvspan(start, end, color=SLATE, alpha=0.08 if number % 2 else 0.16, linewidth=0, zorder=0)
        ax.text(
            0.5 * (start + end),
            1.0,
            where,
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize="x-small",
            color="0.35",
        )


def phase_spans(result: Result) -> list[tuple[float, float, str]]:
    """Start and end [weeks] of each phase and its place, as delivered: a phase lasts up to the next one."""
    first: dict[int, SessionSpan] = {}
    last: dict[int, SessionSpan] = {}
    for span in result.timeline.spans:
        first.setdefault(span.phase, span)
        last[span.phase] = span
    starts = {phase: (span.day - 1) / DAYS_A_WEEK for phase, span in first.items()}
    found = []
    for phase, start in sorted(starts.items(), key=lambda item: item[1]):
        following = min((other for other in starts.values() if other > start), default=np.inf)
        end = min(float(np.ceil(last[phase].day / DAYS_A_WEEK)), following)
        found.append((start, end, first[phase].where))
    return found


def variables(result: Result, name: str) -> list[tuple[str, str]]:
    """Flat names behind a readout, each with its muscle ("" for the joint)."""
    both = [(f"{name}_{muscle}", muscle) for muscle in MUSCLES]
    if all(flat in result.variables for flat, _ in both):
        return both
    result.label(name)
    muscle = name.rpartition("_")[2]
    return [(name, muscle if muscle in MUSCLES else "")]


def reference_level(result: Result, variable: str) -> float:
    """Level to compare with: the healthy value; for the composite imbalance, where it counts as symmetric."""
    if variable == "imbalance":
        return SYMMETRIC
    healthy = replace(
        result, times=np.zeros(1), states=result.person.healthy_state[None, :], rows=np.array([-1])
    )
    return float(healthy.values(variable)[0])


def _known(result: Result, name: str) -> bool:
    return name in result.variables or f"{name}_agonist" in result.variables


def _grid(count: int) -> NDArray[np.object_]:
    import matplotlib.pyplot as plt

    columns = min(3, count)
    rows = -(-count // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(3.6 * columns, 2.6 * rows), sharex=True, squeeze=False, layout="constrained"
    )
    for ax in axes.flat[count:]:
        figure.delaxes(ax)
    return np.asarray(axes.ravel()[:count])
