"""Sensitivity of what becomes of a person to the numbers of the model.

The methods work on any function from the unit cube to outcomes over time (`sobol_of` and its like); the
public functions give them a person of whom some numbers are free.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from ..engine.executor import Executor
from ..lifestyle import Lifestyle
from ..model.model import Model
from ..pairs import Pair
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
    indices, bands : mapping of index to ndarray (names, outcomes, days)
        NaN where an outcome does not vary; half width of the 95 % interval, where the method gives one.
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

        axes = [self.names, self.outcomes, self.days]
        columns = {name: values.ravel() for name, values in self.indices.items()}
        columns |= {f"{name}_band": values.ravel() for name, values in self.bands.items()}
        return pd.DataFrame(columns, pd.MultiIndex.from_product(axes, names=["name", "outcome", "day"]))

    def ranking(self, outcome: str, index: str | None = None) -> pd.Series[float]:
        """Numbers by the size of an index (default: the method's last) on the last day, largest first."""
        import pandas as pd

        chosen = index or list(self.indices)[-1]
        values = np.abs(self.of(chosen, outcome)[:, -1])
        return pd.Series(values, index=list(self.names), name=chosen).sort_values(ascending=False)

    def __str__(self) -> str:
        lines = [f"{self.method}: {len(self.names)} numbers, {self.runs} runs; on day {self.days[-1]}"]
        lines += [f"  {name}: {WORDS.get(name, name)}" for name in self.indices]
        for place, outcome in enumerate(self.outcomes):
            if all(np.isnan(values[:, place, -1]).all() for values in self.indices.values()):
                lines.append(f"{outcome:28s}does not vary there, so that nothing decides it")
                continue
            lines.append(f"{outcome:28s}" + "".join(f"{name:>20s}" for name in self.indices))
            for name in self.ranking(outcome).index:
                at = self.names.index(name), self.outcomes.index(outcome), -1
                cells = {index: f"{values[at]:.3g}" for index, values in self.indices.items()}
                cells |= {index: f"{cells[index]} +- {band[at]:.2g}" for index, band in self.bands.items()}
                lines.append(f"  {name:26s}" + "".join(f"{cell:>20s}" for cell in cells.values()))
        return "\n".join(lines)

    __repr__ = __str__


@public
def sobol(
    pair: Pair, free: Free, *, n: int = 128, seed: int = 0, plan: Plan | None,
    lifestyle: Lifestyle, before: Lifestyle | str = "same", outcomes: Sequence[str] = OUTCOMES,
    weeks: Sequence[float] = (0, 4, 8, 12), model: str | Model = "combined",
    parameters: Mapping[str, float] | None = None, adherence_seed: int = 0, tol: float = 1e-4,
    executor: Executor | None = None, progress: bool = True, checkpoint: str | Path | None = None,
) -> Sensitivity:  # fmt: skip
    """Sobol indices of the numbers of the model on outcomes over time.

    Parameters
    ----------
    free : sequence of str, or mapping of str to (low, high) or Distribution
        Numbers that vary: as people differ, evenly over a range, or by a :class:`musclebalance.Distribution`.
    n : int
        Base sample, a power of two; ``n (len(free) + 2)`` people are simulated.
    seed, adherence_seed : int
        Of the sample, and of the sessions that everybody misses.
    outcomes, weeks
        Variables of results, and when they are read.
    pair, plan, lifestyle, before, model, parameters, tol, executor, progress, checkpoint
        As for :func:`musclebalance.fit`.

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
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> free = {"neutral_angle": (-1, 1), "joint_stiffness": (3.9, 4.1)}
    >>> asked = {"plan": None, "lifestyle": life, "outcomes": ["rom_agonist"], "weeks": [0]}
    >>> mb.sobol(pair, free, n=8, before="healthy", **asked).ranking("rom_agonist").index[0]
    'neutral_angle'
    """
    problem = Problem.of(
        pair, plan, lifestyle, free, outcomes, [7.0 * week for week in weeks], before=before, model=model,
        parameters=parameters, seed=adherence_seed, tol=tol, executor=executor, progress=progress,
        checkpoint=checkpoint,
    )  # fmt: skip
    return sobol_of(*_of(problem), n=n, seed=seed)


@public
def morris(
    pair: Pair, free: Free, *, trajectories: int = 20, levels: int = 4, seed: int = 0, plan: Plan | None,
    lifestyle: Lifestyle, before: Lifestyle | str = "same", outcomes: Sequence[str] = OUTCOMES,
    weeks: Sequence[float] = (0, 4, 8, 12), model: str | Model = "combined",
    parameters: Mapping[str, float] | None = None, adherence_seed: int = 0, tol: float = 1e-4,
    executor: Executor | None = None, progress: bool = True, checkpoint: str | Path | None = None,
) -> Sensitivity:  # fmt: skip
    """Elementary effects (Morris) of the numbers of the model: a screening at little cost.

    Parameters
    ----------
    trajectories, levels : int
        ``trajectories (len(free) + 1)`` people are simulated; `levels` of each number, even.
    pair, free, seed, plan, lifestyle, before, outcomes, weeks
    model, parameters, adherence_seed, tol, executor, progress, checkpoint
        As for :func:`musclebalance.sobol`.

    Returns
    -------
    Sensitivity
        Indices ``sigma`` and ``mean_star``.

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> free = ["joint_stiffness", "length_time"]
    >>> mb.morris(pair, free, trajectories=2, plan=None, lifestyle=life, weeks=[0]).runs
    6
    """
    problem = Problem.of(
        pair, plan, lifestyle, free, outcomes, [7.0 * week for week in weeks], before=before, model=model,
        parameters=parameters, seed=adherence_seed, tol=tol, executor=executor, progress=progress,
        checkpoint=checkpoint,
    )  # fmt: skip
    return morris_of(*_of(problem), trajectories=trajectories, levels=levels, seed=seed)


@public
def local_sensitivity(
    pair: Pair, free: Free, *, step: float = 0.1, plan: Plan | None,
    lifestyle: Lifestyle, before: Lifestyle | str = "same", outcomes: Sequence[str] = OUTCOMES,
    weeks: Sequence[float] = (0, 4, 8, 12), model: str | Model = "combined",
    parameters: Mapping[str, float] | None = None, adherence_seed: int = 0, tol: float = 1e-4,
    executor: Executor | None = None, progress: bool = True, checkpoint: str | Path | None = None,
) -> Sensitivity:  # fmt: skip
    """Local sensitivity about the defaults, by central differences.

    Parameters
    ----------
    step : float
        Distance of the two sides, in standard deviations of the number.
    pair, free, plan, lifestyle, before, outcomes, weeks
    model, parameters, adherence_seed, tol, executor, progress, checkpoint
        As for :func:`musclebalance.sobol`.

    Returns
    -------
    Sensitivity
        Indices ``elasticity`` (d ln outcome / d ln number) and ``effect`` of one standard deviation.

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> free = ["joint_stiffness", "length_time"]
    >>> mb.local_sensitivity(pair, free, plan=None, lifestyle=life, weeks=[0]).runs
    5
    """
    problem = Problem.of(
        pair, plan, lifestyle, free, outcomes, [7.0 * week for week in weeks], before=before, model=model,
        parameters=parameters, seed=adherence_seed, tol=tol, executor=executor, progress=progress,
        checkpoint=checkpoint,
    )  # fmt: skip
    return local_of(*_of(problem), lambda points: problem.values(_scores(points)), step=step)


def _of(problem: Problem) -> tuple[Function, tuple[str, ...], tuple[str, ...], NDArray[np.int64]]:
    """A person as a function from the unit cube to outcomes over time; numbers, outcomes and days."""

    def outputs(points: Array) -> Array:
        return problem.outputs(_scores(points)).reshape(len(points), len(problem.names), -1)

    return outputs, tuple(problem.free), problem.names, problem.days


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

    if n < 8 or n & (n - 1):
        near = int(2 ** max(3, round(np.log2(max(n, 1)))))
        raise MusclebalanceError(f"n = {n} is not a power of two of at least 8; use for example {near}.")
    cube, setting = _cube(names), {"calc_second_order": False, "seed": seed}
    points, keys = sampler.sample(cube, n, **setting), {"first": "S1", "total": "ST"}
    # a seed of 0 would leave the bootstrap to numpy's global generator
    analyse = partial(analyze.analyze, cube, **{**setting, "seed": seed or 2**31})
    return _analysed("Sobol", keys, function, points, names, outcomes, days, analyse)


def morris_of(
    function: Function, names: Sequence[str], outcomes: Sequence[str], days: Days, *,
    trajectories: int = 20, levels: int = 4, seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Elementary effects after Morris: indices ``sigma`` and ``mean_star``."""
    from SALib.analyze import morris as analyze
    from SALib.sample import morris as sampler

    check_range("trajectories", trajectories, 2, 10_000)
    cube, setting = _cube(names), {"num_levels": levels, "seed": seed}
    points, keys = sampler.sample(cube, trajectories, **setting), {"sigma": "sigma", "mean_star": "mu_star"}
    analyse = partial(analyze.analyze, cube, points, **setting)
    return _analysed("Morris", keys, function, points, names, outcomes, days, analyse)


def local_of(
    function: Function, names: Sequence[str], outcomes: Sequence[str], days: Days,
    values: Callable[[Array], Array], *, step: float = 0.1,
) -> Sensitivity:  # fmt: skip
    """Central differences about the middle of the cube, whose points stand for `values` (sets, names)."""
    from scipy.stats import norm

    count = _cube(names)["num_vars"]
    check_range("step", step, 1e-4, 2.0)
    points = norm.cdf(step / 2 * np.concatenate([np.zeros((1, count)), np.eye(count), -np.eye(count)]))
    outputs, numbers = _outputs(function, points, outcomes, days), values(points)
    (_, up, down), (middle, above, below) = (np.split(x, [1, count + 1]) for x in (outputs, numbers))
    middle = np.where(middle == 0.0, np.nan, middle)[0]  # no elasticity about 0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.diag(above) - np.diag(below)) / middle
        elasticity = (up - down) / outputs[:1] / share[:, None, None]
    indices = {"elasticity": elasticity, "effect": (up - down) / step}
    return Sensitivity("local", tuple(names), tuple(outcomes), np.asarray(days), indices, {}, len(points))


def _cube(names: Sequence[str]) -> dict[str, Any]:
    """The unit cube of some numbers, as SALib wants it."""
    if not names or len(set(names)) < len(names):
        raise MusclebalanceError(f"numbers that vary must be named, each once; got {list(names)}.")
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _outputs(function: Function, points: Array, outcomes: Sequence[str], days: Days) -> Array:
    found, shape = np.asarray(function(points), dtype=float), (len(points), len(outcomes), len(days))
    if found.shape != shape:
        raise MusclebalanceError(f"outputs have shape {found.shape}; needed: {shape}.")
    return found


def _analysed(
    method: str, keys: Mapping[str, str], function: Function, points: Array, names: Sequence[str],
    outcomes: Sequence[str], days: Days, analyse: Callable[[Array], Mapping[str, Any]],
) -> Sensitivity:  # fmt: skip
    """An analysis of every outcome and day; `keys` are SALib's names of the indices."""
    outputs = _outputs(function, points, outcomes, days)
    shape = (len(names), len(outcomes), len(days))
    indices, bands = ({name: np.full(shape, np.nan) for name in keys} for _ in range(2))
    for j, d in np.ndindex(shape[1:]):
        column = outputs[:, j, d]
        if np.ptp(column) <= 1e-9 * (1.0 + np.abs(column).max()):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SALib on pandas; nothing of the numbers
            found = analyse(column)
        for name, key in keys.items():
            indices[name][:, j, d] = found[key]
            bands[name][:, j, d] = found.get(f"{key}_conf", np.nan)
    bands = {name: band for name, band in bands.items() if not np.all(np.isnan(band))}
    return Sensitivity(method, tuple(names), tuple(outcomes), np.asarray(days), indices, bands, len(points))
