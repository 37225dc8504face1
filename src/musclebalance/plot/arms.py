"""Comparisons: a readout in several arms, the whole story on one slide, a session under each hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError
from ..inference import Comparison
from ..result import Result
from .course import course
from .parts import (
    DAYS_A_WEEK,
    FROM_ZERO,
    Grid,
    axes_grid,
    axes_or_new,
    mark_level,
    mark_phases,
    name_lines,
    on_axes,
    readout_axes,
    reference_level,
    result_label,
)
from .style import INK, REFERENCE, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADROOM = 18.0  # room above a panel for the names of phases [pt]
#: Moments worth a tick [s].
TICKS = {10.0: "10 s", 60.0: "1 min", 600.0: "10 min", 3600.0: "1 h", 24 * 3600.0: "24 h"}


@on_axes
def arms(
    results: Mapping[str, Result], name: str = "imbalance", ax: Axes | None = None, *, names: bool = True
) -> Axes:
    """One readout under several programmes.

    Parameters
    ----------
    results : mapping of str to Result
        Arm -> result; an arm called ``"none"`` or ``"no treatment"`` is drawn grey and dotted.
    name : str
        A variable of the results, e.g. ``"imbalance"`` or ``"rom_agonist"``.
    names : bool
        Write each arm beside its line instead of leaving it to a legend.

    Raises
    ------
    MusclebalanceError
        No arm at all.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> plan = mb.Plan(mb.PIR(), per_week=3, weeks=1)
    >>> results = {arm: mb.simulate(person, p, desk, weeks=1) for arm, p in (("PIR", plan), ("none", None))}
    >>> [line.get_label() for line in mb.plot.arms(results).lines[:2]]
    ['PIR', 'none']
    """
    if not results:
        raise MusclebalanceError("no arm to draw; give {'PIR': result, 'none': other_result}.")
    ax = axes_or_new(ax)
    drawn = []
    for arm, look in looks(results).items():
        drawn += ax.plot(results[arm].days / DAYS_A_WEEK, results[arm].values(name), label=arm, **look)
    longest = max(results.values(), key=lambda result: float(result.days[-1]))
    readout_axes(ax, name, result_label(longest, name), float(longest.days[-1]) / DAYS_A_WEEK)
    mark_level(ax, name, reference_level(longest, name), [np.asarray(line.get_ydata()) for line in drawn])
    mark_phases(ax, max(results.values(), key=lambda result: len(result.timeline.spans)))
    if names:
        name_lines(ax, drawn)
    return ax


def story(
    development: Result,
    causes: Mapping[str, Mapping[str, Result]],
    name: str = "imbalance",
    axes: Sequence[Axes] | None = None,
) -> Grid:
    """How an imbalance came about, and what becomes of it under each cause and programme: one slide.

    Parameters
    ----------
    development : Result
        How the imbalance came about.
    causes : mapping of str to mapping of str to Result
        What becomes of the cause (``"cause removed"``) -> arm -> result.
    name : str
        A variable of the results.
    axes : sequence of Axes, optional
        One more than there are causes; default a new figure of one row with a common scale.

    Returns
    -------
    ndarray of Axes (1 + causes,)

    Raises
    ------
    MusclebalanceError
        No cause, or too few Axes.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> untreated = {"none": mb.simulate(person, None, mb.Lifestyle.healthy(), weeks=1)}
    >>> axes = mb.plot.story(person.history, {"cause removed": untreated})
    >>> [ax.get_title(loc="left") or ax.get_title() for ax in axes]
    ['How it came about', 'Cause removed']
    """
    if not causes:
        raise MusclebalanceError("no cause to draw; give {'cause removed': {'PIR': result}}.")
    titles = ["How it came about", *(cause[:1].upper() + cause[1:] for cause in causes)]
    grid = axes_grid(axes, titles, len(titles), (3.1, 3.6), sharey=True)
    course(development, name, grid[0], color=INK)
    for ax, results in zip(grid[1:], causes.values(), strict=True):
        arms(results, name, ax, names=False)
        ax.set_ylabel("")
    every = [development, *(result for results in causes.values() for result in results.values())]
    low, high = (f(float(f(r.values(name))) for r in every) for f in (min, max))
    air = 0.08 * (high - low)
    for ax, title in zip(grid, titles, strict=True):
        ax.set_title(title, pad=HEADROOM)
        ax.set_ylim(0.0 if name in FROM_ZERO else low - air, high + air)
    last = list(causes.values())[-1]
    name_lines(grid[-1], [line for line in grid[-1].lines if line.get_label() in last])
    return grid


@on_axes
def acute(comparison: Comparison, ax: Axes | None = None, *, names: bool = True) -> Axes:
    """Range of motion gained by one session, from seconds to a day after it, under each hypothesis.

    Parameters
    ----------
    comparison : Comparison
    names : bool
        Write each hypothesis beside its line instead of leaving it to a legend.

    Examples
    --------
    >>> import musclebalance as mb
    >>> plan = mb.Plan(mb.PIR(repetitions=1), per_week=1, weeks=1)
    >>> found = mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=("background",), days=1)
    >>> mb.plot.acute(found).get_ylabel()
    'range of motion gained [deg]'
    """
    ax = axes_or_new(ax)
    moments, drawn = np.asarray(comparison.moments), []
    for model, look in looks(comparison.models).items():
        drawn += ax.plot(moments, np.asarray(comparison.course[model]), label=model, **look)
    ax.axhline(0.0, **REFERENCE)
    ax.set(xscale="log", xlim=(float(moments[0]), float(moments[-1])))
    ax.set_xticks(list(TICKS), list(TICKS.values()))
    ax.minorticks_off()
    ax.set(xlabel="time after one session [s, min, h]", ylabel="range of motion gained [deg]")
    if names:
        name_lines(ax, drawn)
    return ax


def explanations(
    comparison: Comparison, name: str = "rom_agonist", axes: Sequence[Axes] | None = None
) -> Grid:
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
    grid = axes_grid(axes, ("one session", "the programme"), 2, (5.25, 3.8))
    acute(comparison, grid[0], names=False)
    grid[0].legend(loc="upper right", handlelength=3.2, ncols=2)
    arms(comparison.treated, name, grid[1])
    return grid
