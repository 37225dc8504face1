"""Power, sample size and assurance by drawing many trials from the people of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from .measuring import leaving_week

if TYPE_CHECKING:
    import pandas as pd

    from .trial import Trial

Array = NDArray[np.float64]

#: Numbers drawn at once, which bounds the memory.
CHUNK = 4_000_000
POWER_STREAM = 51


@dataclass(frozen=True, eq=False)
class Power:
    """Power of a comparison over the number of people per arm.

    Parameters
    ----------
    outcome, method, treated, control : str
    week, alpha : float
    n : ndarray of int (k,)
        People per arm at the start.
    power, se : ndarray (k,)
        Share of drawn trials with p < alpha, and its standard error.
    """

    outcome: str
    method: str
    treated: str
    control: str
    week: float
    alpha: float
    n: NDArray[np.int64]
    power: Array
    se: Array

    def __float__(self) -> float:
        """The power, when it was asked for one number of people."""
        if len(self.n) != 1:
            raise MusclebalanceError("this power has several numbers of people; look at .power.")
        return float(self.power[0])

    def to_frame(self) -> pd.DataFrame:
        """Power and its standard error over people per arm."""
        import pandas as pd

        return pd.DataFrame(
            {"power": self.power, "se": self.se}, index=pd.Index(self.n, name="people per arm")
        )

    def __str__(self) -> str:
        head = (
            f"{self.outcome}, week {self.week:g}, '{self.treated}' against '{self.control}', {self.method}, "
            f"alpha {self.alpha:g}"
        )
        lines = [
            f"  {n:6d} per arm: power {p:.3f} (se {s:.3f})"
            for n, p, s in zip(self.n, self.power, self.se, strict=True)
        ]
        return "\n".join([head, *lines])

    __repr__ = __str__


def power(
    trial: Trial, outcome: str, week: float | None = None, n: int | Sequence[int] | None = None, *,
    treated: str | None = None, control: str | None = None, method: str = "ancova", alpha: float = 0.05,
    replicates: int = 1000, seed: int | None = None,
) -> Power:  # fmt: skip
    """Power of a comparison of two arms."""
    pair = _arms(trial, treated, control)
    if method not in ("ancova", "t"):
        raise unknown("method of analysis for power", method, ("ancova", "t"))
    check_range("alpha", alpha, 1e-6, 0.5)
    check_range("replicates", replicates, 10, 10**6)
    visit = trial.visit(week)
    pools = [_pool(trial, outcome, arm, visit) for arm in pair]
    sizes = np.atleast_1d(
        np.asarray(n if n is not None else round(np.mean([len(p) for p in pools])), dtype=int)
    )
    found = np.array(
        [_share(trial, outcome, visit, pools, int(k), method, alpha, replicates, seed) for k in sizes]
    )
    se = np.sqrt(found * (1.0 - found) / replicates)
    return Power(outcome, method, *pair, float(trial.weeks[visit]), alpha, sizes, found, se)


def _arms(trial: Trial, treated: str | None, control: str | None) -> tuple[str, str]:
    against = trial.control if control is None else control
    arms = treated or next((name for name in trial.arms if name != against), None)
    for arm in (arms, against):
        if arm not in trial.arms:
            raise unknown("arm", str(arm), trial.arms)
    return str(arms), against


def _pool(trial: Trial, outcome: str, arm: str, visit: int) -> Array:
    """True values at the first visit and at `visit` of everybody simulated in an arm, shape (people, 2)."""
    trial.true(outcome)
    values = trial.truth[outcome][:, list(trial.arms).index(arm)][:, [0, visit]]
    return np.asarray(values[~np.isnan(values[:, 1])])


def _share(
    trial: Trial, outcome: str, visit: int, pools: Sequence[Array], n: int, method: str, alpha: float,
    replicates: int, seed: int | None,
) -> float:  # fmt: skip
    """Share of drawn trials with p < alpha."""
    check_range("people per arm", n, 3, 10**6)
    rng = np.random.default_rng(
        np.random.SeedSequence(trial.seed if seed is None else seed, spawn_key=(POWER_STREAM, n))
    )
    error, stay = trial.error(outcome), float(trial.weeks[visit])
    hits = 0
    step = max(1, CHUNK // (6 * n))
    for first in range(0, replicates, step):
        count = min(step, replicates - first)
        groups = []
        for pool in pools:
            true = pool[rng.integers(len(pool), size=(count, n))]
            read = error.read(true, rng.standard_normal(true.shape))
            week = leaving_week(rng.random((count, n)), trial.dropout, float(trial.weeks[-1]))
            groups.append((read[..., 0], read[..., 1], (week > stay).astype(float)))
        p = ancova_p(*groups) if method == "ancova" else welch_p(*groups)
        hits += int(np.sum(p < alpha))
    return hits / replicates


def ancova_p(treated: tuple[Array, Array, Array], control: tuple[Array, Array, Array]) -> Array:
    """Two-sided p of the difference adjusted for baseline, for many trials at once (ordinary least
    squares)."""
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


def welch_p(treated: tuple[Array, Array, Array], control: tuple[Array, Array, Array]) -> Array:
    """Two-sided p of Welch's test on the change, for many trials at once; parameters as :func:`ancova_p`."""
    from scipy.stats import ttest_ind_from_stats

    stats: list[Any] = []
    for x, y, w in (treated, control):
        count, change = w.sum(-1), y - x
        mean = (w * change).sum(-1) / count
        stats += [mean, np.sqrt((w * (change - mean[:, None]) ** 2).sum(-1) / (count - 1.0)), count]
    m1, s1, n1, m0, s0, n0 = stats
    return np.asarray(ttest_ind_from_stats(m1, s1, n1, m0, s0, n0, equal_var=False).pvalue)


def sample_size(
    trial: Trial,
    outcome: str,
    week: float | None = None,
    target: float = 0.8,
    *,
    most: int = 20_000,
    **options: object,
) -> int:
    """Fewest people per arm with which the power reaches `target`."""
    check_range("power wanted", target, 0.05, 0.999)

    def reached(n: int) -> bool:
        return float(power(trial, outcome, week, n, **options)) >= target  # type: ignore[arg-type]

    low, high = 3, 4
    while not reached(high):
        low, high = high, 2 * high
        if high > most:
            raise MusclebalanceError(
                f"even {low} people per arm do not reach a power of {target:g}; the effect is too small."
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def assurance(
    trials: Iterable[Trial],
    outcome: str,
    week: float | None = None,
    n: int | Sequence[int] = 50,
    **options: object,
) -> Power:
    """Expected power when what people share is not certain either.

    Parameters
    ----------
    trials : iterable of Trial
        The same trial under different draws of the shared parameters, e.g.
        ``(trial(Cohort.sample(pair, parameters=draw), ...) for draw in draws)``.
    outcome, week, n
        As for :func:`power`; `options` too.

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
    found = [power(one, outcome, week, n, **options) for one in trials]  # type: ignore[arg-type]
    if not found:
        raise MusclebalanceError("assurance needs at least one trial.")
    each = np.array([one.power for one in found])
    first, count = found[0], len(found)
    between = each.std(axis=0, ddof=1) / np.sqrt(count) if count > 1 else first.se
    return Power(
        first.outcome,
        first.method,
        first.treated,
        first.control,
        first.week,
        first.alpha,
        first.n,
        each.mean(axis=0),
        between,
    )
