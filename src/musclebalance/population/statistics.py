"""Comparisons of arms: of one trial by statsmodels and SciPy, of many drawn trials at once as arrays."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Difference from the control, its standard error, the two ends of the 95 % interval, and p.
Estimate = tuple[float, float, float, float, float]
#: Readings (people, visits), position of the visit, and who is in each other arm (people, arms).
Test = Callable[[Array, int, NDArray[np.bool_]], list[Estimate]]
#: Of each drawn trial (trials, people): baseline, value at the visit, and 1 where it was measured.
Drawn = tuple[Array, Array, Array]


def ancova(read: Array, visit: int, groups: NDArray[np.bool_]) -> list[Estimate]:
    """Value at the visit, adjusted for baseline."""
    import statsmodels.api as sm

    there = ~np.isnan(read[:, visit])
    design = sm.add_constant(np.column_stack([read[:, 0], groups.astype(float)]), has_constant="add")
    fit = sm.OLS(read[there, visit], design[there]).fit()
    return _estimates(fit, range(2, 2 + groups.shape[1]))


def welch(read: Array, visit: int, groups: NDArray[np.bool_]) -> list[Estimate]:
    """Change from baseline by Welch's t test."""
    from scipy.stats import ttest_ind

    change = read[:, visit] - read[:, 0]
    measured = ~np.isnan(change)
    control = change[measured & ~groups.any(axis=1)]
    found = []
    for group in groups.T:
        own = change[measured & group]
        test = ttest_ind(own, control, equal_var=False)
        ends = test.confidence_interval(0.95)
        difference = float(own.mean() - control.mean())
        found.append((difference, difference / test.statistic, ends.low, ends.high, test.pvalue))
    return found


def mixed(read: Array, visit: int, groups: NDArray[np.bool_]) -> list[Estimate]:
    """Value at the visit from a mixed model of all visits with a random intercept, adjusted for baseline."""
    import statsmodels.api as sm

    people, visits = np.nonzero(~np.isnan(read[:, 1:]))
    later, arms = read.shape[1] - 1, groups.astype(float).T
    columns = [read[people, 0], *((visits == v).astype(float) for v in range(later))]
    columns += [one[people] * (visits == v) for v in range(later) for one in arms]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # singular random effects show in the interval
        fit = sm.MixedLM(read[people, visits + 1], np.column_stack(columns), groups=people).fit()
    first = 1 + later + (visit - 1) * len(arms)
    return _estimates(fit, range(first, first + len(arms)))


def _estimates(fit: Any, places: Iterable[int]) -> list[Estimate]:
    ends = np.asarray(fit.conf_int())
    return [(fit.params[k], fit.bse[k], ends[k][0], ends[k][1], fit.pvalues[k]) for k in places]


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
