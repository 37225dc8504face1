"""Sensitivity of what becomes of a person to the numbers of the model.

SALib's methods work on any function from the unit cube to outcomes over time (`sobol_of` and its like); the
public functions give them a person of whom some numbers are free.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..engine.executor import Executor
from ..lifestyle import Lifestyle
from ..model import hypotheses
from ..model.model import Model
from ..pairs import Pair
from ..result.variables import find
from ..treatment import Plan
from .problem import Free, Problem

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: Outputs (sets, outcomes, days) of points (sets, names) of the unit cube.
Function = Callable[[Array], Array]
Days = Sequence[int] | NDArray[np.int64]

OUTCOMES = ("imbalance", "rom_agonist", "pain")
WORDS = {
    "first": "share of the variance due to this number alone",
    "total": "share of the variance that would be left were every other number known",
    "mean_star": "mean absolute elementary effect of the whole range [unit of the outcome]",
    "sigma": "spread of the elementary effects: interaction and curvature [unit of the outcome]",
    "elasticity": "relative change of the outcome over relative change of the number",
    "effect": "change of the outcome for one standard deviation of the number [unit of the outcome]",
}


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Indices of every number on every outcome over time.

    Parameters
    ----------
    method : str
    names, outcomes : tuple of str
        Numbers that vary; outcomes.
    days : ndarray (days,)
    indices : mapping of index to ndarray (names, outcomes, days)
        NaN where an outcome does not vary.
    bands : mapping of index to ndarray (names, outcomes, days)
        Half width of the 95 % interval, where the method gives one.
    runs : int
        Sets that were evaluated.

    Examples
    --------
    >>> import numpy as np
    >>> index = {"total": np.array([[[0.2]], [[0.8]]])}
    >>> found = Sensitivity("Sobol", ("a", "b"), ("pain",), np.array([7]), index, {}, 32)
    >>> found.ranking("pain").index[0]
    'b'
    """

    method: str
    names: tuple[str, ...]
    outcomes: tuple[str, ...]
    days: NDArray[np.int64]
    indices: Mapping[str, Array]
    bands: Mapping[str, Array]
    runs: int

    def of(self, index: str, outcome: str) -> Array:
        """An index (names, days) of one outcome."""
        if index not in self.indices:
            raise unknown("index of this analysis", index, self.indices)
        if outcome not in self.outcomes:
            raise unknown("outcome of this analysis", outcome, self.outcomes)
        return np.asarray(self.indices[index][:, self.outcomes.index(outcome)])

    def to_frame(self) -> pd.DataFrame:
        """One row per number, outcome and day; a column per index and per half width of its interval."""
        import pandas as pd

        axes = pd.MultiIndex.from_product(
            [self.names, self.outcomes, self.days], names=["name", "outcome", "day"]
        )
        columns = {name: values.ravel() for name, values in self.indices.items()}
        columns |= {f"{name}_band": values.ravel() for name, values in self.bands.items()}
        return pd.DataFrame(columns, index=axes)

    def ranking(self, outcome: str, index: str | None = None) -> pd.Series[float]:
        """Numbers by the size of an index (default: the method's last) on the last day, largest first."""
        import pandas as pd

        chosen = index or list(self.indices)[-1]
        values = np.abs(self.of(chosen, outcome)[:, -1])
        return pd.Series(values, index=list(self.names), name=chosen).sort_values(ascending=False)

    def __str__(self) -> str:
        lines = [f"{self.method}: {len(self.names)} numbers, {self.runs} runs; on day {self.days[-1]}"]
        lines += [f"  {name}: {WORDS.get(name, name)}" for name in self.indices]
        for outcome in self.outcomes:
            lines.append(f"{outcome:28s}" + "".join(f"{name:>20s}" for name in self.indices))
            for name in self.ranking(outcome).index:
                k = self.names.index(name)
                cells = ""
                for index in self.indices:
                    value = f"{self.of(index, outcome)[k, -1]:.3g}"
                    if index in self.bands:
                        value += f" +- {self.bands[index][k, self.outcomes.index(outcome), -1]:.2g}"
                    cells += f"{value:>20s}"
                lines.append(f"  {name:26s}{cells}")
        return "\n".join(lines)

    __repr__ = __str__


def sobol(
    pair: Pair, free: Free, *, n: int = 128, seed: int = 0,
    plan: Plan | None, lifestyle: Lifestyle, before: Lifestyle | str = "same",
    outcomes: Sequence[str] = OUTCOMES, weeks: Sequence[float] = (0, 4, 8, 12),
    model: str | Model = "combined", parameters: Mapping[str, float] | None = None, adherence_seed: int = 0,
    tol: float = 1e-4, executor: Executor | None = None, progress: bool = True,
    checkpoint: str | Path | None = None,
) -> Sensitivity:  # fmt: skip
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
        Of the sample.
    plan : Plan or None
        What is done from day 0 on.
    lifestyle : Lifestyle
        Life from day 0 on.
    before : Lifestyle, "same" or "healthy"
        Life that had been lived for ``chronicity`` days (180 where it is not free) until day 0; ``"same"`` is
        the life from then on, ``"healthy"`` starts healthy.
    outcomes : sequence of str
        Variables of results.
    weeks : sequence of float
        When they are read.
    model : str or Model
    parameters : mapping, optional
        Values that are fixed and differ from the defaults.
    adherence_seed : int
        Which sessions are missed, the same for everybody.
    tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`.

    Returns
    -------
    Sensitivity
        Indices ``first`` and ``total``, with bootstrap intervals.

    Raises
    ------
    UnknownNameError, OutOfRangeError, MusclebalanceError

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
    asked = _asked(
        pair, free, plan, lifestyle, before, outcomes, weeks, model, parameters, adherence_seed,
        tol, executor, progress, checkpoint,
    )  # fmt: skip
    return sobol_of(_function(asked), *_labels(asked), n=n, seed=seed)


def morris(
    pair: Pair, free: Free, *, trajectories: int = 20, levels: int = 4, seed: int = 0,
    plan: Plan | None, lifestyle: Lifestyle, before: Lifestyle | str = "same",
    outcomes: Sequence[str] = OUTCOMES, weeks: Sequence[float] = (0, 4, 8, 12),
    model: str | Model = "combined", parameters: Mapping[str, float] | None = None, adherence_seed: int = 0,
    tol: float = 1e-4, executor: Executor | None = None, progress: bool = True,
    checkpoint: str | Path | None = None,
) -> Sensitivity:  # fmt: skip
    """Elementary effects (Morris) of the numbers of the model: a screening at little cost.

    Parameters
    ----------
    pair, free
        As for :func:`musclebalance.sobol`.
    trajectories, levels : int
        ``trajectories (len(free) + 1)`` people are simulated; `levels` of each number, even.
    seed : int
        Of the sample.
    plan, lifestyle, before, outcomes, weeks, model, parameters, adherence_seed
        As for :func:`musclebalance.sobol`.
    tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`.

    Returns
    -------
    Sensitivity
        Indices ``sigma`` and ``mean_star``.

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
    asked = _asked(
        pair, free, plan, lifestyle, before, outcomes, weeks, model, parameters, adherence_seed,
        tol, executor, progress, checkpoint,
    )  # fmt: skip
    function = _function(asked)
    return morris_of(function, *_labels(asked), trajectories=trajectories, levels=levels, seed=seed)


def local_sensitivity(
    pair: Pair, free: Free, *, step: float = 0.1,
    plan: Plan | None, lifestyle: Lifestyle, before: Lifestyle | str = "same",
    outcomes: Sequence[str] = OUTCOMES, weeks: Sequence[float] = (0, 4, 8, 12),
    model: str | Model = "combined", parameters: Mapping[str, float] | None = None, adherence_seed: int = 0,
    tol: float = 1e-4, executor: Executor | None = None, progress: bool = True,
    checkpoint: str | Path | None = None,
) -> Sensitivity:  # fmt: skip
    """Local sensitivity about the defaults, by central differences.

    Parameters
    ----------
    pair, free
        As for :func:`musclebalance.sobol`.
    step : float
        Distance of the two sides, in standard deviations of the number.
    plan, lifestyle, before, outcomes, weeks, model, parameters, adherence_seed
        As for :func:`musclebalance.sobol`.
    tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`.

    Returns
    -------
    Sensitivity
        Indices ``elasticity`` (d ln outcome / d ln number) and ``effect`` of one standard deviation.

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
    asked = _asked(
        pair, free, plan, lifestyle, before, outcomes, weeks, model, parameters, adherence_seed,
        tol, executor, progress, checkpoint,
    )  # fmt: skip

    def values(points: Array) -> Array:
        return asked.values(_scores(points))

    return local_of(_function(asked), *_labels(asked), values, step=step)


def _asked(
    pair: Pair, free: Free, plan: Plan | None, lifestyle: Lifestyle, before: Lifestyle | str,
    outcomes: Sequence[str], weeks: Sequence[float], model: str | Model,
    parameters: Mapping[str, float] | None, seed: int, tol: float, executor: Executor | None, progress: bool,
    checkpoint: str | Path | None,
) -> Problem:  # fmt: skip
    for name in outcomes:
        find(hypotheses.get(model), name)
    days = np.unique(np.round(7.0 * np.asarray(weeks, dtype=float)).astype(np.int64))
    return Problem.of(
        pair, plan, lifestyle, free, outcomes, days, before=before, model=model, parameters=parameters,
        seed=seed, tol=tol, executor=executor, progress=progress, checkpoint=checkpoint,
    )  # fmt: skip


def _labels(asked: Problem) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.int64]]:
    return tuple(asked.free), asked.names, asked.days


def _function(asked: Problem) -> Function:
    """From the unit cube to outcomes over time."""

    def outputs(points: Array) -> Array:
        return asked.outputs(_scores(points)).reshape(len(points), len(asked.names), len(asked.days))

    return outputs


def _scores(points: Array) -> Array:
    from scipy.stats import norm

    return np.asarray(norm.ppf(np.clip(points, 1e-4, 1.0 - 1e-4)))


def sobol_of(
    function: Function, names: Sequence[str], outcomes: Sequence[str], days: Days, *,
    n: int = 128, seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Sobol indices of first order and total, with bootstrap intervals; `n` is a power of two."""
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sampler

    _check_names(names)
    if n < 8 or n & (n - 1):
        raise MusclebalanceError(
            f"n = {n} is not a power of two of at least 8; use for example {_near_power(n)}."
        )
    problem = _problem(names)
    points = sampler.sample(problem, n, calc_second_order=False, seed=seed)
    outputs = _checked(function(points), len(points), outcomes, days)

    def one(values: Array) -> dict[str, Array]:
        found = analyze.analyze(problem, values, calc_second_order=False, seed=seed)
        return {
            "first": found["S1"],
            "total": found["ST"],
            "first_band": found["S1_conf"],
            "total_band": found["ST_conf"],
        }

    return _collected("Sobol", one, ("first", "total"), names, outcomes, days, outputs)


def morris_of(
    function: Function, names: Sequence[str], outcomes: Sequence[str], days: Days, *,
    trajectories: int = 20, levels: int = 4, seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Elementary effects after Morris: indices ``sigma`` and ``mean_star``."""
    from SALib.analyze import morris as analyze
    from SALib.sample import morris as sampler

    _check_names(names)
    check_range("trajectories", trajectories, 2, 10_000)
    problem = _problem(names)
    points = sampler.sample(problem, trajectories, num_levels=levels, seed=seed)
    outputs = _checked(function(points), len(points), outcomes, days)

    def one(values: Array) -> dict[str, Array]:
        found = analyze.analyze(problem, points, values, num_levels=levels, seed=seed)
        return {
            "sigma": np.asarray(found["sigma"]),
            "mean_star": np.asarray(found["mu_star"]),
            "mean_star_band": np.asarray(found["mu_star_conf"]),
        }

    return _collected("Morris", one, ("sigma", "mean_star"), names, outcomes, days, outputs)


def local_of(
    function: Function, names: Sequence[str], outcomes: Sequence[str], days: Days,
    values: Callable[[Array], Array], *, step: float = 0.1,
) -> Sensitivity:  # fmt: skip
    """Central differences about the middle of the cube, whose points stand for `values` (sets, names)."""
    from scipy.stats import norm

    _check_names(names)
    check_range("step", step, 1e-4, 2.0)
    count = len(names)
    scores = np.concatenate([np.zeros((1, count)), step / 2 * np.eye(count), -step / 2 * np.eye(count)])
    points = norm.cdf(scores)
    outputs = _checked(function(points), len(points), outcomes, days)
    numbers = values(points)
    up, down = outputs[1 : count + 1], outputs[count + 1 :]
    places = np.arange(count)
    step_of_number = numbers[1 + places, places] - numbers[1 + count + places, places]
    middle = np.where(numbers[0] == 0.0, np.nan, numbers[0])  # no elasticity about 0
    with np.errstate(divide="ignore", invalid="ignore"):
        elasticity = (up - down) / outputs[:1] / (step_of_number / middle)[:, None, None]
    indices = {"elasticity": elasticity, "effect": (up - down) / step}
    return Sensitivity("local", tuple(names), tuple(outcomes), np.asarray(days), indices, {}, len(points))


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _check_names(names: Sequence[str]) -> None:
    if not names or len(set(names)) < len(names):
        raise MusclebalanceError(f"numbers that vary must be named, each once; got {list(names)}.")


def _near_power(n: int) -> int:
    return int(2 ** max(3, round(np.log2(max(n, 1)))))


def _checked(outputs: Array, sets: int, outcomes: Sequence[str], days: Days) -> Array:
    found = np.asarray(outputs, dtype=float)
    if found.shape != (sets, len(outcomes), len(days)):
        raise MusclebalanceError(
            f"outputs have shape {found.shape}; needed: {(sets, len(outcomes), len(days))}."
        )
    return found


def _collected(
    method: str, one: Callable[[Array], dict[str, Array]], indices: Sequence[str], names: Sequence[str],
    outcomes: Sequence[str], days: Days, outputs: Array,
) -> Sensitivity:  # fmt: skip
    """Apply an analysis to every outcome and day."""
    shape = (len(names), len(outcomes), len(days))
    found = {name: np.full(shape, np.nan) for name in (*indices, *(f"{i}_band" for i in indices))}
    for j in range(len(outcomes)):
        for d in range(len(days)):
            column = outputs[:, j, d]
            if np.ptp(column) <= 1e-9 * (1.0 + np.abs(column).max()):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # SALib on pandas; nothing of the numbers
                for name, values in one(column).items():
                    found[name][:, j, d] = values
    bands = {i: found[f"{i}_band"] for i in indices if not np.all(np.isnan(found[f"{i}_band"]))}
    main = {i: found[i] for i in indices}
    return Sensitivity(method, tuple(names), tuple(outcomes), np.asarray(days), main, bands, len(outputs))
