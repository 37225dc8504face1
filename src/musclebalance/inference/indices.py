"""Sensitivity indices of any function on the unit cube, by SALib."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: Outputs (sets, outcomes, days) of points (sets, names) of the unit cube.
Function = Callable[[Array], Array]
Days = Sequence[int] | NDArray[np.int64]

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
    >>> from musclebalance.inference import morris_of
    >>> found = morris_of(lambda x: x[:, :1, None], ("a", "b"), ("y",), (0,), trajectories=4)
    >>> found.ranking("y").index[0]
    'a'
    """

    method: str
    names: tuple[str, ...]
    outcomes: tuple[str, ...]
    days: NDArray[np.int64]
    indices: Mapping[str, Array]
    bands: Mapping[str, Array]
    runs: int

    def of(self, index: str, outcome: str) -> Array:
        """An index (names, days) of one outcome.

        Raises
        ------
        UnknownNameError
        """
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


def sobol_of(
    function: Function, names: Sequence[str], outcomes: Sequence[str], days: Days, *,
    n: int = 128, seed: int = 0,
) -> Sensitivity:  # fmt: skip
    """Sobol indices of first order and total, with bootstrap intervals.

    Parameters
    ----------
    function : callable
        Outputs (sets, outcomes, days) of points (sets, names) of the unit cube.
    names, outcomes, days
        Labels.
    n : int
        Base sample, a power of two; ``n (len(names) + 2)`` sets are evaluated.
    seed : int

    Returns
    -------
    Sensitivity
        Indices ``first`` and ``total``.
    """
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
    """Elementary effects after Morris.

    Parameters
    ----------
    trajectories : int
        ``trajectories (len(names) + 1)`` sets are evaluated.
    levels : int
        Levels of each number, even.
    function, names, outcomes, days, seed
        As for :func:`sobol_of`.

    Returns
    -------
    Sensitivity
        Indices ``sigma`` and ``mean_star``.
    """
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
    """Local sensitivity about the middle of the cube, by central differences.

    Parameters
    ----------
    values : callable
        Numbers (sets, names) of points of the unit cube.
    step : float
        Distance of the two sides in standard normal scores.
    function, names, outcomes, days
        As for :func:`sobol_of`.

    Returns
    -------
    Sensitivity
        Indices ``elasticity`` (d ln outcome / d ln number) and ``effect`` of one standard deviation.
    """
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
