"""Readouts over weeks: of one person, a cohort, several arms, a whole story; under several hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..inference import Comparison
from ..model.imbalance import SYMMETRIC
from ..result import Result
from ..simulation import BodyCourses, Courses
from .parts import (
    DAYS_A_WEEK,
    FROM_ZERO,
    SHORT,
    Grid,
    axes_grid,
    axes_or_new,
    axis_label,
    legend_above,
    legend_outside,
    mark_levels,
    mark_phases,
    name_lines,
    on_axes,
    outer,
    readout_axes,
    reference_level,
    result_label,
    variable_of,
    variables,
)
from .style import COLOURS, MUSCLES, Look, check_colour, looks, points, reference

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

#: What a recovery is judged by, in the order of the panels.
PANELS = ("imbalance", "resting_length", "resting_tension", "rom", "strength_ratio", "pain")
#: Drawn as the difference from healthy when both muscles share the Axes.
RELATIVE = ("rom",)
#: Central shares of the people inside the bands of a cohort [%], and how strongly each band is filled.
BANDS = ((90.0, 0.16), (50.0, 0.22))


@on_axes
def course(
    result: Result, name: str, ax: Axes | None = None, *, phases: bool = True, names: bool = True, **line: Any
) -> Axes:
    """One readout over the weeks of a result; of both muscles where each has its own.

    Thin lines are the healthy values; for the composite imbalance, the level below which a pair counts as
    symmetric. Two ranges of motion are drawn relative to healthy, as one is often ten times the other.

    Parameters
    ----------
    result : Result
    name : str
        A variable of the result (``"imbalance"``), or its name without the muscle for both (``"rom"``).
    phases : bool
        Shade and name the phases of the programme.
    names : bool
        Write the muscles beside their lines.
    **line : Any
        Passed to ``Axes.plot`` for every line.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=7)
    >>> mb.plot.course(person.history, "resting_tension").get_ylabel()
    'resting tension [N]'
    """
    ax = axes_or_new(ax)
    drawn = _draw(ax, {name: result}, name, lambda muscle, _: {**_muscle_look(result, name, muscle), **line})
    if phases:
        mark_phases(ax, result)
    if names and len(drawn) > 1:
        name_lines(ax, drawn)
    return ax


def _muscle_look(result: Result, name: str, muscle: str) -> Look:
    """Look and label of a readout of one result, of a muscle or of the joint."""
    if muscle:
        return {**MUSCLES[muscle], "label": getattr(result.pair, muscle)}
    return {"color": COLOURS["ink"], "label": SHORT.get(name, name)}


def _draw(
    ax: Axes, results: Mapping[str, Result], name: str, look: Callable[[str, str], Look]
) -> list[Line2D]:
    """A readout of several results over their weeks, and its healthy levels; `look` of (muscle, result)."""
    drawn: list[Line2D] = []
    levels: dict[float, str] = {}
    for key, result in results.items():
        for variable, muscle in variables(result, name):
            values, level = result.values(variable), reference_level(result, variable)
            if name in RELATIVE:
                values, level = values - level, 0.0
            drawn += ax.plot(result.days / DAYS_A_WEEK, values, **look(muscle, key))
            plain = not muscle or level in levels or len(results) > 1
            levels[level] = COLOURS["healthy"] if plain else str(drawn[-1].get_color())
    longest = max(results.values(), key=lambda result: float(result.days[-1]))
    readout_axes(ax, name, result_label(longest, name), float(longest.days[-1]) / DAYS_A_WEEK)
    mark_levels(ax, name, levels, [np.asarray(one.get_ydata()) for one in drawn])
    return drawn


@on_axes
def recovery(
    result: Result | Mapping[str, Result],
    axes: Sequence[Axes] | None = None,
    *,
    panels: Sequence[str] = PANELS,
    labels: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
) -> Grid:
    """The recovery at a glance: one panel per readout, both muscles, phases of the programme marked.

    Several results are told apart by colour, and the muscles of each by line style.

    Parameters
    ----------
    result : Result or mapping of str to Result
        One, or several with their names, e.g. ``{"PIR": one, "no treatment": other}``.
    panels : sequence of str
        Readouts as for :func:`course`; those the model does not have are left out.
    labels, colours : sequence of str, optional
        One for each result, in order; default their names, and the colours of the library.

    Raises
    ------
    MusclebalanceError
        Too few Axes, no result, or not one label or colour for each.
    UnknownNameError
        No such colour.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=7)
    >>> [ax.get_ylabel() for ax in mb.plot.recovery(person.history, panels=("imbalance", "pain"))]
    ['composite imbalance [-]', 'pain [0-10]']
    """
    one = isinstance(result, Result) and labels is None and colours is None
    results = {"result": result} if isinstance(result, Result) else dict(result)
    if not results:
        raise MusclebalanceError("no result to draw; give one, or {'PIR': result, 'none': other_result}.")
    first, told = next(iter(results.values())), looks(list(results), labels, colours)
    shown = [n for n in panels if n in first.variables or f"{n}_agonist" in first.variables]
    grid = axes_grid(axes, shown, min(3, len(shown)), (3.6, 2.6), sharex=True)
    for ax, name in zip(grid, shown, strict=True):

        def look(muscle: str, key: str, name: str = name) -> Look:
            if one:
                return _muscle_look(first, name, muscle)
            return {**told[key], "linestyle": MUSCLES[muscle or "agonist"]["linestyle"]}

        _draw(ax, results, name, look)
        mark_phases(ax, max(results.values(), key=lambda result: len(result.timeline.spans)))
    both = {muscle: _muscle_look(first, "", muscle) for muscle in MUSCLES}
    if not one:
        both = {m: {**look, "color": COLOURS["ink"]} for m, look in both.items()}
    legend_outside(
        grid,
        list(both.values())
        if one
        else [*({**look, "linestyle": "-"} for look in told.values()), *both.values()],
        own=axes is None,
    )
    if axes is None:
        outer(grid)
    return grid


@on_axes
def cohort(
    courses: Courses | BodyCourses,
    name: str = "imbalance",
    ax: Axes | None = None,
    *,
    individuals: int = 8,
    color: str = COLOURS["treated"],
    label: str = "",
) -> Axes:
    """One readout of many people: median, bands that hold 50 % and 90 % of them, single people as thin lines.

    Parameters
    ----------
    courses : Courses or BodyCourses
        With at least two mornings stored.
    name : str
        A variable of results, e.g. ``"rom_agonist"``; of bodies as of :meth:`Bodies.read`, e.g.
        ``"posture of pelvis"`` or ``"difference of rom_agonist"``.
    individuals : int
        How many single people to draw: the first ones.
    color : str
        Of everything drawn.
    label : str
        Name of the median in a legend, e.g. of an arm.

    Raises
    ------
    MusclebalanceError
        Fewer than two mornings were stored.
    UnknownNameError
        No such variable.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance.simulation.people import People
    >>> people = People.of([mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))] * 3)
    >>> courses = mb.simulate(people, None, mb.Lifestyle.office(), days=7, store=(0, 7))
    >>> mb.plot.cohort(courses, "pain").get_ylabel()
    'pain [0-10]'
    """
    check_range("individuals", individuals, 0, 10_000)
    if len(courses.days) < 2:
        raise MusclebalanceError(
            f"a course needs at least two stored mornings, got {len(courses.days)}; for example "
            "store=range(0, 113, 7)."
        )
    variable = courses.people.variable(name)
    ax = axes_or_new(ax)
    weeks, values = courses.days / DAYS_A_WEEK, courses.values(name)
    check_colour(color)
    for share, alpha in BANDS:
        low, high = np.percentile(values, (50.0 - share / 2.0, 50.0 + share / 2.0), axis=0)
        inside = f"{share:.0f} % of {len(values)} people"
        ax.fill_between(weeks, low, high, color=color, alpha=alpha, linewidth=0, label=inside)
    for person in values[:individuals]:
        ax.plot(weeks, person, color=color, linewidth=points(0.7), alpha=0.6)
    ax.plot(weeks, np.median(values, axis=0), color=color, label=f"{label}, median" if label else "median")
    shown = variable_of(name, variable)
    readout_axes(ax, shown, axis_label(name, variable), float(weeks[-1]))
    if shown == "imbalance":
        mark_levels(ax, shown, {SYMMETRIC: COLOURS["healthy"]}, list(values))
    return ax


HEADROOM = 18.0  # room above a panel for the names of phases [pt of a screen's figure]
#: Moments worth a tick [s].
TICKS = {10.0: "10 s", 60.0: "1 min", 600.0: "10 min", 3600.0: "1 h", 24 * 3600.0: "24 h"}


@on_axes
def arms(
    results: Mapping[str, Result],
    name: str = "imbalance",
    ax: Axes | None = None,
    *,
    names: bool = True,
    labels: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
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
    labels, colours : sequence of str, optional
        One for each arm, in order; default their names, and the colours of the library.

    Raises
    ------
    MusclebalanceError
        No arm at all, or not one label or colour for each.
    UnknownNameError
        No such colour.

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
    for arm, look in looks(list(results), labels, colours).items():
        drawn += ax.plot(results[arm].days / DAYS_A_WEEK, results[arm].values(name), **look)
    longest = max(results.values(), key=lambda result: float(result.days[-1]))
    readout_axes(ax, name, result_label(longest, name), float(longest.days[-1]) / DAYS_A_WEEK)
    level = {reference_level(longest, name): COLOURS["healthy"]}
    mark_levels(ax, name, level, [np.asarray(line.get_ydata()) for line in drawn])
    mark_phases(ax, max(results.values(), key=lambda result: len(result.timeline.spans)))
    if names:
        name_lines(ax, drawn)
    return ax


@on_axes
def story(
    development: Result,
    causes: Mapping[str, Mapping[str, Result]],
    name: str = "imbalance",
    axes: Sequence[Axes] | None = None,
) -> Grid:
    """How an imbalance came about, and what becomes of it under each cause and programme: one slide.

    One panel more than there are causes, in a row with a common scale.

    Parameters
    ----------
    development : Result
        How the imbalance came about.
    causes : mapping of str to mapping of str to Result
        What becomes of the cause (``"cause removed"``) -> arm -> result.
    name : str
        A variable of the results.

    Raises
    ------
    MusclebalanceError
        No cause, or too few Axes.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=7)
    >>> untreated = {"none": mb.simulate(person, None, mb.Lifestyle.healthy(), weeks=1)}
    >>> axes = mb.plot.story(person.history, {"cause removed": untreated})
    >>> [ax.get_title(loc="left") or ax.get_title() for ax in axes]
    ['How it came about', 'Cause removed']
    """
    if not causes:
        raise MusclebalanceError("no cause to draw; give {'cause removed': {'PIR': result}}.")
    titles = ["How it came about", *(cause[:1].upper() + cause[1:] for cause in causes)]
    grid = axes_grid(axes, titles, len(titles), (3.1, 3.6), sharey=True)
    course(development, name, grid[0], color=COLOURS["ink"])
    for ax, results in zip(grid[1:], causes.values(), strict=True):
        arms(results, name, ax, names=False)
        if axes is not None:
            ax.set_ylabel("")
    if axes is None:
        outer(grid)
    every = [development, *(result for results in causes.values() for result in results.values())]
    low, high = (f(float(f(r.values(name))) for r in every) for f in (min, max))
    air = 0.08 * (high - low)
    for ax, title in zip(grid, titles, strict=True):
        ax.set_title(title, pad=points(HEADROOM))
        ax.set_ylim(0.0 if name in FROM_ZERO else low - air, high + air)
    last = list(causes.values())[-1]
    name_lines(grid[-1], [line for line in grid[-1].lines if line.get_label() in last])
    return grid


@on_axes
def acute(
    comparison: Comparison,
    ax: Axes | None = None,
    *,
    names: bool = True,
    labels: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
) -> Axes:
    """Range of motion gained by one session, from seconds to a day after it, under each hypothesis.

    Parameters
    ----------
    comparison : Comparison
    names : bool
        Write each hypothesis beside its line instead of leaving it to a legend.
    labels, colours : sequence of str, optional
        One for each hypothesis, in order; default their names, and the colours of the library.

    Raises
    ------
    MusclebalanceError
        Not one label or colour for each hypothesis.
    UnknownNameError
        No such colour.

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
    for model, look in looks(comparison.models, labels, colours).items():
        drawn += ax.plot(moments, np.asarray(comparison.course[model]), **look)
    ax.axhline(0.0, **reference())
    ax.set(xscale="log", xlim=(float(moments[0]), float(moments[-1])))
    ax.set_xticks(list(TICKS), list(TICKS.values()))
    ax.minorticks_off()
    ax.set(xlabel="time after one session [s, min, h]", ylabel="range of motion gained [deg]")
    if names:
        name_lines(ax, drawn)
    return ax


@on_axes
def explanations(
    comparison: Comparison,
    name: str = "rom_agonist",
    axes: Sequence[Axes] | None = None,
    *,
    labels: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
) -> Grid:
    """Two panels: one session under each hypothesis, and the programme under each.

    Parameters
    ----------
    comparison : Comparison
    name : str
        A variable of results, shown over the weeks of the programme.
    labels, colours : sequence of str, optional
        One for each hypothesis, in order; default their names, and the colours of the library.

    Raises
    ------
    MusclebalanceError
        Fewer than two Axes, or not one label or colour for each hypothesis.
    UnknownNameError
        No such colour.
    """
    grid = axes_grid(axes, ("one session", "the programme"), 2, (5.25, 3.8))
    acute(comparison, grid[0], names=False, labels=labels, colours=colours)
    legend_above(grid[0], 2, handlelength=3.2)
    arms(comparison.treated, name, grid[1], labels=labels, colours=colours)
    return grid
