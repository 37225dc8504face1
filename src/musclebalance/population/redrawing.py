"""Trials drawn anew from the people of one: power, sample size, assurance, and the predictive check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from .measuring import leaving_week
from .statistics import ancova_p, welch_p
from .trials import Trial

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Numbers drawn at once, which bounds the memory.
CHUNK = 4_000_000
POWER_STREAM, CHECK_STREAM = 51, 61
METHODS = {"ancova": ancova_p, "t": welch_p}
COLUMNS = ("arm", "week", "mean", "sd", "n")


@dataclass(frozen=True, eq=False)
class Power:
    """Power of a comparison over the number of people per arm."""

    outcome: str
    method: str
    treated: str
    control: str
    week: float
    alpha: float
    n: NDArray[np.int64]  # (k,): people per arm at the start
    power: Array  # (k,): share of drawn trials with p < alpha
    se: Array  # (k,): its standard error

    def __float__(self) -> float:
        """The power, when it was asked for one number of people."""
        if len(self.n) != 1:
            raise MusclebalanceError("this power has several numbers of people; look at .power.")
        return float(self.power[0])

    def to_frame(self) -> pd.DataFrame:
        """Power and its standard error over people per arm."""
        import pandas as pd

        index = pd.Index(self.n, name="people per arm")
        return pd.DataFrame({"power": self.power, "se": self.se}, index=index)

    def __str__(self) -> str:
        arms = f"'{self.treated}' against '{self.control}'"
        lines = [f"{self.outcome}, week {self.week:g}, {arms}, {self.method}, alpha {self.alpha:g}"]
        for n, share, se in zip(self.n, self.power, self.se, strict=True):
            lines.append(f"  {n:6d} per arm: power {share:.3f} (se {se:.3f})")
        return "\n".join(lines)

    __repr__ = __str__


@public
def power(
    trial: Trial, outcome: str, week: float | None = None, n: int | Sequence[int] | None = None, *,
    treated: str | None = None, control: str | None = None, method: str = "ancova", alpha: float = 0.05,
    replicates: int = 1000, seed: int | None = None,
) -> Power:  # fmt: skip
    """Power of comparing two arms, by drawing trials from the people of one.

    Parameters
    ----------
    trial : Trial
    outcome, week
        What is compared, and the visit; default the last one.
    n : int or sequence of int, optional
        People per arm, 3 or more; default those of the trial.
    treated, control : str, optional
        The two arms; default the first other one, and the trial's control.
    method : {"ancova", "t"}
        As for :func:`musclebalance.analyse`.
    alpha : float
        Level of significance, two-sided.
    replicates : int
        Trials drawn for each number of people, 10 or more.
    seed : int, optional
        Default the trial's.

    Examples
    --------
    >>> import musclebalance as mb
    >>> people = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None, "b": None}, mb.Lifestyle.healthy(), weeks=1)
    >>> len(mb.power(found, "rom_agonist", n=[10, 20], replicates=100).power)
    2
    """
    draws = _Draws(trial, outcome, week, treated, control, method, alpha, replicates, seed)
    usual = round(np.mean([len(pool) for pool in draws.pools]))
    sizes = np.atleast_1d(np.asarray(usual if n is None else n, dtype=int))
    found = np.array([draws.share(int(k)) for k in sizes])
    se = np.sqrt(found * (1.0 - found) / replicates)
    at = float(trial.weeks[trial.visit(week)])
    return Power(outcome, method, *draws.arms, at, alpha, sizes, found, se)


@public
def sample_size(
    trial: Trial, outcome: str, week: float | None = None, power: float = 0.8, *, most: int = 20_000,
    treated: str | None = None, control: str | None = None, method: str = "ancova", alpha: float = 0.05,
    replicates: int = 1000, seed: int | None = None,
) -> int:  # fmt: skip
    """Fewest people per arm that reach a power.

    Parameters
    ----------
    power : float
        Wanted, 0.05 to 0.999.
    most : int
        People per arm at which the search gives up.
    trial, outcome, week, treated, control, method, alpha, replicates, seed
        As for :func:`musclebalance.power`.

    Raises
    ------
    MusclebalanceError
        Not even `most` people reach it.

    Examples
    --------
    >>> import musclebalance as mb
    >>> people = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None, "b": None}, mb.Lifestyle.healthy(), weeks=1)
    >>> mb.sample_size(found, "rom_agonist", power=0.9, most=10, replicates=100)
    Traceback (most recent call last):
    musclebalance.core.errors.MusclebalanceError: even 8 people per arm do not reach a power of 0.9; ...
    """
    check_range("power wanted", power, 0.05, 0.999)
    draws = _Draws(trial, outcome, week, treated, control, method, alpha, replicates, seed)
    low, high = 3, 4
    while draws.share(high) < power:
        low, high = high, 2 * high
        if high > most:
            raise MusclebalanceError(
                f"even {low} people per arm do not reach a power of {power:g}; the effect is too small."
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if draws.share(middle) >= power else (middle, high)
    return high


@public
def assurance(
    trials: Iterable[Trial], outcome: str, week: float | None = None, n: int | Sequence[int] = 50, *,
    treated: str | None = None, control: str | None = None, method: str = "ancova", alpha: float = 0.05,
    replicates: int = 1000, seed: int | None = None,
) -> Power:  # fmt: skip
    """Expected power when what people share is not certain either.

    Parameters
    ----------
    trials : iterable of Trial
        The same trial under different draws of the shared parameters, e.g.
        ``(trial(Cohort.sample(pair, parameters=draw), ...) for draw in draws)``.
    outcome, week, n, treated, control, method, alpha, replicates, seed
        As for :func:`musclebalance.power`.

    Returns
    -------
    Power
        ``power`` is the mean over the draws, ``se`` the standard error of that mean.

    Examples
    --------
    >>> import musclebalance as mb
    >>> mb.assurance([], "rom_agonist")
    Traceback (most recent call last):
    musclebalance.core.errors.MusclebalanceError: assurance needs at least one trial.
    """
    found = [
        power(
            one, outcome, week, n, treated=treated, control=control, method=method, alpha=alpha,
            replicates=replicates, seed=seed,
        )
        for one in trials
    ]  # fmt: skip
    if not found:
        raise MusclebalanceError("assurance needs at least one trial.")
    each = np.array([one.power for one in found])
    between = each.std(axis=0, ddof=1) / np.sqrt(len(found)) if len(found) > 1 else found[0].se
    return replace(found[0], power=each.mean(axis=0), se=between)


@public
def predictive_check(
    trial: Trial, published: pd.DataFrame, outcome: str, *, draws: int = 2000
) -> pd.DataFrame:
    """Compare published summaries with trials of the same size drawn from the simulated people.

    Parameters
    ----------
    trial, outcome
        As for :func:`musclebalance.power`.
    published : DataFrame
        Columns ``arm, week, mean, sd, n``: one row per published mean [unit of the outcome].
    draws : int
        Trials drawn.

    Returns
    -------
    DataFrame
        The rows with the middle 95 % of simulated means and standard deviations, and whether the published
        ones lie inside.

    Examples
    --------
    >>> import musclebalance as mb, pandas as pd
    >>> people = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None}, mb.Lifestyle.healthy(), weeks=1)
    >>> seen = pd.DataFrame({"arm": ["a"], "week": [1], "mean": [90.0], "sd": [4.0], "n": [20]})
    >>> mb.predictive_check(found, seen, "rom_agonist")["mean_inside"].tolist()
    [False]
    """
    missing = [name for name in COLUMNS if name not in published.columns]
    if missing:
        raise MusclebalanceError(
            f"published results lack the column {missing[0]!r}; needed: {', '.join(COLUMNS)}."
        )
    rng = np.random.default_rng(np.random.SeedSequence(trial.seed, spawn_key=(CHECK_STREAM,)))
    error, truth = trial.error(outcome), trial.potential(outcome)
    frame = published.copy()
    for place, row in frame.iterrows():
        visit, size = trial.visit(float(row["week"])), int(row["n"])
        pool = truth[:, trial.position(str(row["arm"])), visit]
        pool = pool[~np.isnan(pool)]
        drawn = pool[rng.integers(len(pool), size=(draws, size))]
        read = error.read(drawn, rng.standard_normal(drawn.shape))
        for name, values in (("mean", read.mean(axis=1)), ("sd", read.std(axis=1, ddof=1))):
            low, high = np.percentile(values, (2.5, 97.5))
            frame.loc[place, [f"{name}_low", f"{name}_high"]] = low, high
            frame.loc[place, f"{name}_inside"] = bool(low <= float(row[name]) <= high)
    return frame


@dataclass(frozen=True, eq=False)
class _Draws:
    """Trials of any size with the people of two arms."""

    trial: Trial
    outcome: str
    week: float | None
    treated: str | None
    control: str | None
    method: str
    alpha: float
    replicates: int
    seed: int | None

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise unknown("method of analysis for power", self.method, METHODS)
        check_range("alpha", self.alpha, 1e-6, 0.5)
        check_range("replicates", self.replicates, 10, 10**6)

    @property
    def arms(self) -> tuple[str, str]:
        """The two that are compared, the control last."""
        control = self.trial.control if self.control is None else self.control
        others = (name for name in self.trial.arms if name != control)
        return self.treated or next(others, str(None)), control

    @cached_property
    def pools(self) -> list[Array]:
        """True values (people, 2) at the first visit and at the one compared, of each arm."""
        visits = [0, self.trial.visit(self.week)]
        truth = self.trial.potential(self.outcome)
        pools = [truth[:, self.trial.position(arm)][:, visits] for arm in self.arms]
        return [pool[~np.isnan(pool[:, 1])] for pool in pools]

    def share(self, n: int) -> float:
        """Share of trials with `n` people per arm in which p < alpha."""
        check_range("people per arm", n, 3, 10**6)
        seed = self.trial.seed if self.seed is None else self.seed
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(POWER_STREAM, n)))
        weeks, error = self.trial.weeks, self.trial.error(self.outcome)
        week = float(weeks[self.trial.visit(self.week)])
        hits, step = 0, max(1, CHUNK // (6 * n))
        for first in range(0, self.replicates, step):
            count = min(step, self.replicates - first)
            groups = []
            for pool in self.pools:
                true = pool[rng.integers(len(pool), size=(count, n))]
                read = error.read(true, rng.standard_normal(true.shape))
                gone = leaving_week(rng.random((count, n)), self.trial.dropout, float(weeks[-1]))
                groups.append((read[..., 0], read[..., 1], (gone > week).astype(float)))
            hits += int(np.sum(METHODS[self.method](*groups) < self.alpha))
        return hits / self.replicates
