"""Trials drawn anew from the people of one: power, sample size, assurance, and the predictive check."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from .measuring import leaving_week
from .trials import Trial, check_measured

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: Of each drawn trial (trials, people): baseline, value at the visit, and 1 where it was measured.
Drawn = tuple[Array, Array, Array]

#: Numbers drawn at once, which bounds the memory.
CHUNK = 4_000_000
POWER_STREAM, CHECK_STREAM = 51, 61
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

        return pd.DataFrame({"power": self.power, "se": self.se}, pd.Index(self.n, name="people per arm"))

    def __str__(self) -> str:
        arms = f"'{self.treated}' against '{self.control}'"
        lines = [f"{self.outcome}, week {self.week:g}, {arms}, {self.method}, alpha {self.alpha:g}"]
        rows = zip(self.n, self.power, self.se, strict=True)
        lines += [f"  {n:6d} per arm: power {share:.3f} (se {se:.3f})" for n, share, se in rows]
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
    method, alpha
        ``"ancova"`` or ``"t"``, as for :func:`musclebalance.analyse`; level of significance, two-sided.
    replicates, seed
        Trials drawn for each number of people, 10 or more; the seed is the trial's by default.

    Examples
    --------
    >>> import musclebalance as mb
    >>> people = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None, "b": None}, mb.Lifestyle.healthy(), weeks=1)
    >>> len(mb.power(found, "rom_agonist", n=[10, 20], replicates=100).power)
    2
    """
    if method not in METHODS:
        raise unknown("method of analysis for power", method, METHODS)
    check_range("alpha", alpha, 1e-6, 0.5)
    check_range("replicates", replicates, 10, 10**6)
    against = trial.control if control is None else control
    arms = (treated or next((name for name in trial.arms if name != against), str(None)), against)
    visit, key = trial.later(week), trial.seed if seed is None else seed
    pools = [trial.told(outcome)[:, trial.position(arm)][:, [0, visit]] for arm in arms]
    for arm, pool in zip(arms, pools, strict=True):
        check_measured(arm, pool[:, 1], trial.weeks[visit])
    pools = [pool[~np.isnan(pool[:, 1])] for pool in pools]

    def share(size: int) -> float:
        check_range("people per arm", size, 3, 10**6)
        rng = np.random.default_rng(np.random.SeedSequence(key, spawn_key=(POWER_STREAM, size)))
        hits, step = 0, max(1, CHUNK // (6 * size))
        for first in range(0, replicates, step):
            shape = (min(step, replicates - first), size)
            p = METHODS[method](*(_drawn(trial, outcome, visit, pool, shape, rng) for pool in pools))
            hits += int(np.sum(p < alpha))
        return hits / replicates

    usual = round(np.mean([len(pool) for pool in pools]))
    sizes = np.atleast_1d(np.asarray(usual if n is None else n, dtype=int))
    if not len(sizes):
        raise MusclebalanceError("n says no number of people per arm; give one or more, or None.")
    found = np.array([share(int(size)) for size in sizes])
    se = np.sqrt(found * (1.0 - found) / replicates)
    return Power(outcome, method, *arms, float(trial.weeks[visit]), alpha, sizes, found, se)


@public
def sample_size(
    trial: Trial, outcome: str, week: float | None = None, power: float = 0.8, *, most: int = 20_000,
    treated: str | None = None, control: str | None = None, method: str = "ancova", alpha: float = 0.05,
    replicates: int = 1000, seed: int | None = None,
) -> int:  # fmt: skip
    """Fewest people per arm that reach a power.

    Parameters
    ----------
    power, most
        What is wanted, 0.05 to 0.999, and the people per arm at which the search gives up.
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
    enough = _reaches(
        power, trial, outcome, week, treated=treated, control=control, method=method, alpha=alpha,
        replicates=replicates, seed=seed,
    )  # fmt: skip
    low, high = 3, 4
    while not enough(high):
        low, high = high, 2 * high
        if high > most:
            raise MusclebalanceError(
                f"even {low} people per arm do not reach a power of {power:g}; the effect is too small."
            )
    return low + 1 + bisect_left(range(low + 1, high), True, key=enough)


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
    for name in COLUMNS:
        if name not in published.columns:
            raise MusclebalanceError(
                f"published results lack the column {name!r}; needed: {', '.join(COLUMNS)}."
            )
    rng = np.random.default_rng(np.random.SeedSequence(trial.seed, spawn_key=(CHECK_STREAM,)))
    error, truth = trial.error(outcome), trial.told(outcome)
    frame = published.copy()
    for place, row in frame.iterrows():
        pool = truth[:, trial.position(str(row["arm"])), trial.visit(float(row["week"]))]
        pool = pool[~np.isnan(pool)]
        drawn = pool[rng.integers(len(pool), size=(draws, int(row["n"])))]
        read = error.read(drawn, rng.standard_normal(drawn.shape))
        for name, values in (("mean", read.mean(axis=1)), ("sd", read.std(axis=1, ddof=1))):
            low, high = np.percentile(values, (2.5, 97.5))
            frame.loc[place, [f"{name}_low", f"{name}_high"]] = low, high
            frame.loc[place, f"{name}_inside"] = bool(low <= float(row[name]) <= high)
    return frame


def _reaches(
    wanted: float, trial: Trial, outcome: str, week: float | None, **more: Any
) -> Callable[[int], bool]:
    """Whether so many people per arm reach the power that is wanted."""
    return lambda n: float(power(trial, outcome, week, n, **more)) >= wanted


def _drawn(
    trial: Trial, outcome: str, visit: int, pool: Array, shape: tuple[int, int], rng: np.random.Generator
) -> Drawn:
    """Trials (trials, people) in one arm, from the errorless values (people, 2) of a pool."""
    true = pool[rng.integers(len(pool), size=shape)]
    read = trial.error(outcome).read(true, rng.standard_normal(true.shape))
    gone = leaving_week(rng.random(shape), trial.dropout, float(trial.weeks[-1]))
    return read[..., 0], read[..., 1], (gone > trial.weeks[visit]).astype(float)


def ancova_p(treated: Drawn, control: Drawn) -> Array:
    """Two-sided p (trials,) of the difference adjusted for baseline, by ordinary least squares."""
    from scipy.stats import t

    sums = []
    for x, y, w in (treated, control):
        count = w.sum(-1)
        mx, my = ((w * v).sum(-1) / count for v in (x, y))
        dx, dy = x - mx[:, None], y - my[:, None]
        sums.append((count, mx, my, (w * dx * dx).sum(-1), (w * dx * dy).sum(-1), (w * dy * dy).sum(-1)))
    (n1, x1, y1, *within1), (n0, x0, y0, *within0) = sums
    sxx, sxy, syy = (a + b for a, b in zip(within1, within0, strict=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(sxx > 0.0, sxy / sxx, 0.0)
        lever = np.where(sxx > 0.0, (x1 - x0) ** 2 / sxx, 0.0)
        free = n1 + n0 - 3.0
        spread = np.sqrt((syy - slope * sxy) / free * (1.0 / n1 + 1.0 / n0 + lever))
        score = (y1 - y0 - slope * (x1 - x0)) / spread
    return np.asarray(2.0 * t.sf(np.abs(score), free))


def welch_p(treated: Drawn, control: Drawn) -> Array:
    """Two-sided p (trials,) of Welch's test on the change."""
    from scipy.stats import ttest_ind_from_stats

    stats: list[Any] = []
    for x, y, w in (treated, control):
        count, change = w.sum(-1), y - x
        mean = (w * change).sum(-1) / count
        stats += [mean, np.sqrt((w * (change - mean[:, None]) ** 2).sum(-1) / (count - 1.0)), count]
    m1, s1, n1, m0, s0, n0 = stats
    return np.asarray(ttest_ind_from_stats(m1, s1, n1, m0, s0, n0, equal_var=False).pvalue)


METHODS = {"ancova": ancova_p, "t": welch_p}
