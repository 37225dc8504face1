"""Arms compared: one readout under several programmes, and the whole story on one slide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..result import Result
from .course import DAYS_A_WEEK, FROM_ZERO, course, finish, mark_level, mark_phases, reference_level
from .style import INK, axes_or_new, looks, name_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADROOM = 18.0  # room above a panel for the names of phases [pt]


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
    ax : Axes, optional
        Where to draw; default a new figure.
    names : bool
        Write each arm beside its line instead of leaving it to a legend.

    Returns
    -------
    Axes

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
    ends = []
    for arm, look in looks(results).items():
        result = results[arm]
        values = result.values(name)
        ax.plot(result.days / DAYS_A_WEEK, values, label=arm, **look)
        ends.append((float(values[-1]), arm, str(look["color"])))
    longest = max(results.values(), key=lambda result: float(result.days[-1]))
    finish(ax, longest, name)
    runs = [result.values(name) for result in results.values()]
    mark_level(ax, name, reference_level(longest, name), runs)
    mark_phases(ax, max(results.values(), key=lambda result: len(result.timeline.spans)))
    if names:
        name_ends(ax, ends)
    return ax


def story(
    development: Result,
    causes: Mapping[str, Mapping[str, Result]],
    name: str = "imbalance",
    axes: Sequence[Axes] | None = None,
) -> NDArray[np.object_]:
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
    grid = _row(1 + len(causes), axes)
    course(development, name, grid[0], color=INK)
    grid[0].set_title("How it came about", pad=HEADROOM)
    for ax, (cause, results) in zip(grid[1:], causes.items(), strict=True):
        arms(results, name, ax, names=False)
        ax.set_title(cause[:1].upper() + cause[1:], pad=HEADROOM)
        ax.set_ylabel("")
    every = [development, *(result for results in causes.values() for result in results.values())]
    low, high = (f(float(f(r.values(name))) for r in every) for f in (min, max))
    air = 0.08 * (high - low)
    for ax in grid:
        ax.set_ylim(0.0 if name in FROM_ZERO else low - air, high + air)
    last = list(causes.values())[-1]
    ends = [(float(last[arm].values(name)[-1]), arm, str(look["color"])) for arm, look in looks(last).items()]
    name_ends(grid[-1], ends)
    return grid


def _row(count: int, axes: Sequence[Axes] | None) -> NDArray[np.object_]:
    """The first `count` of the given Axes, or a new figure of one row."""
    if axes is not None:
        if len(axes) < count:
            raise MusclebalanceError(f"{count} panels need as many Axes, got {len(axes)}.")
        return np.asarray(axes, dtype=object)[:count]
    import matplotlib.pyplot as plt

    made = plt.subplots(
        1, count, figsize=(3.1 * count, 3.6), sharey=True, squeeze=False, layout="constrained"
    )
    return np.asarray(made[1]).ravel()
