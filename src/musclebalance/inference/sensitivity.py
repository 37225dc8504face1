"""Sensitivity of what becomes of a person to the numbers of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lifestyle import Lifestyle
from ..pairs import Pair
from ..result.variables import find
from ..treatment import Plan
from .free import Free
from .indices import Function, Sensitivity, local_of, morris_of, sobol_of
from .problem import Problem, Setting

Array = NDArray[np.float64]


def sobol(pair: Pair, free: Free, *, n: int = 128, seed: int = 0, **setting: Any) -> Sensitivity:
    """Sobol indices of the numbers of the model on outcomes over time.

    Parameters
    ----------
    pair : Pair
    free : sequence of str, or mapping of str to (low, high) or Distribution
        Numbers that vary: as people differ, evenly over a range, or by a :class:`musclebalance.Distribution`.
        ``"chronicity"`` is the days that the life before has been lived.
    n : int
        Base sample, a power of two; ``n (len(free) + 2)`` people are simulated.
    seed : int
    **setting
        ``plan``, ``lifestyle``, ``before``, ``outcomes``, ``weeks``, ``model``, ``parameters``, ``tol``,
        ``executor``,
        ``progress``, ``checkpoint``: see :func:`setup`.

    Returns
    -------
    Sensitivity

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair = mb.pair("hip-flexors-gluteus-maximus")
    >>> ranges = {"neutral_angle": (-1, 1), "joint_stiffness": (3.9, 4.1)}
    >>> setting = {"plan": None, "lifestyle": mb.Lifestyle.healthy(), "before": "healthy"}
    >>> reading = {"outcomes": ["rom_agonist"], "weeks": [0]}
    >>> found = mb.sobol(pair, ranges, n=8, **setting, **reading)
    >>> found.ranking("rom_agonist").index[0]
    'neutral_angle'
    """
    problem, function = setup(pair, free, **setting)
    return sobol_of(function, list(problem.free), problem.names, problem.days, n=n, seed=seed)


def morris(
    pair: Pair, free: Free, *, trajectories: int = 20, levels: int = 4, seed: int = 0, **setting: Any
) -> Sensitivity:
    """Elementary effects (Morris) of the numbers of the model: a screening at little cost.

    Parameters
    ----------
    pair : Pair
    free : sequence or mapping
        As for :func:`sobol`.
    trajectories, levels : int
        ``trajectories (len(free) + 1)`` people are simulated.
    seed : int
    **setting
        See :func:`setup`.

    Returns
    -------
    Sensitivity

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair = mb.pair("hip-flexors-gluteus-maximus")
    >>> ranges = {"neutral_angle": (-1, 1), "joint_stiffness": (3.9, 4.1)}
    >>> setting = {"plan": None, "lifestyle": mb.Lifestyle.healthy(), "before": "healthy"}
    >>> reading = {"outcomes": ["rom_agonist"], "weeks": [0]}
    >>> mb.morris(pair, ranges, trajectories=2, **setting, **reading).runs
    6
    """
    problem, function = setup(pair, free, **setting)
    return morris_of(
        function,
        list(problem.free),
        problem.names,
        problem.days,
        trajectories=trajectories,
        levels=levels,
        seed=seed,
    )


def local_sensitivity(pair: Pair, free: Free, *, step: float = 0.1, **setting: Any) -> Sensitivity:
    """Local sensitivity about the defaults, by central differences.

    Parameters
    ----------
    pair : Pair
    free : sequence or mapping
        As for :func:`sobol`.
    step : float
        Distance of the two sides, in standard deviations of the number.
    **setting
        See :func:`setup`.

    Returns
    -------
    Sensitivity

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair = mb.pair("hip-flexors-gluteus-maximus")
    >>> ranges = {"neutral_angle": (-1, 1), "joint_stiffness": (3.9, 4.1)}
    >>> setting = {"plan": None, "lifestyle": mb.Lifestyle.healthy(), "before": "healthy"}
    >>> reading = {"outcomes": ["rom_agonist"], "weeks": [0]}
    >>> mb.local_sensitivity(pair, ranges, **setting, **reading).runs
    5
    """
    problem, function = setup(pair, free, **setting)

    def values(points: Array) -> Array:
        return problem.values(_scores(points))

    return local_of(function, list(problem.free), problem.names, problem.days, values, step=step)


def setup(
    pair: Pair,
    free: Free,
    *,
    plan: Plan | None,
    lifestyle: Lifestyle,
    outcomes: Sequence[str] = ("imbalance", "rom_agonist", "pain"),
    weeks: Sequence[float] = (0, 4, 8, 12),
    adherence_seed: int = 0,
    **setting: Any,
) -> tuple[Problem, Function]:
    """Circumstances of a sensitivity analysis, and the function from the unit cube to outcomes over time."""
    chosen = Setting.of(setting)
    for name in outcomes:
        find(chosen.chosen, name)
    days = np.unique(np.round(7.0 * np.asarray(weeks, dtype=float)).astype(np.int64))

    problem = chosen.problem(pair, plan, lifestyle, free, outcomes, days, adherence_seed)

    def function(points: Array) -> Array:
        return problem.outputs(_scores(points)).reshape(len(points), len(outcomes), len(days))

    return problem, function


def _scores(points: Array) -> Array:
    from scipy.stats import norm

    return np.asarray(norm.ppf(np.clip(points, 1e-4, 1.0 - 1e-4)))
