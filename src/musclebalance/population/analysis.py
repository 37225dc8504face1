"""Statistical analysis of a trial by statsmodels and SciPy."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from .trial import Trial

Array = NDArray[np.float64]

METHODS = ("ancova", "t", "mixed")
WORDS = {
    "ancova": "value at the visit, adjusted for baseline (ANCOVA)",
    "t": "change from baseline (Welch's t test)",
    "mixed": "value at the visit from a mixed model of all visits, adjusted for baseline",
}


@dataclass(frozen=True, eq=False)
class Analysis:
    """Every arm against the control.

    Parameters
    ----------
    outcome, method, control : str
    week : float
    table : DataFrame
        Per arm: people, difference from the control, se, low and high end of the 95 % interval, p.
    """

    outcome: str
    method: str
    control: str
    week: float
    table: pd.DataFrame

    def __str__(self) -> str:
        head = f"{self.outcome}, week {self.week:g}, against '{self.control}': {WORDS[self.method]}"
        lines = [
            f"  {arm:20s} {row.difference:+8.2f} (95 % interval {row.low:+.2f} to {row.high:+.2f}), "
            f"p = {row.p:.2g}, n = {row.people:.0f}"
            for arm, row in self.table.iterrows()
        ]
        return "\n".join([head, *lines])

    __repr__ = __str__


def analyse(trial: Trial, outcome: str, week: float | None, method: str) -> Analysis:
    """See :meth:`Trial.analyse`."""
    if method not in METHODS:
        raise unknown("method of analysis", method, METHODS)
    if len(trial.arms) < 2:
        raise MusclebalanceError("one arm cannot be compared; give a trial at least two.")
    visit = trial.visit(week)
    if visit == 0:
        raise MusclebalanceError("the first visit is the baseline; analyse a later week.")
    table = {"ancova": _ancova, "t": _welch, "mixed": _mixed}[method](trial, outcome, visit)
    return Analysis(outcome, method, trial.control, float(trial.weeks[visit]), table)


def _others(trial: Trial) -> list[str]:
    return [arm for arm in trial.arms if arm != trial.control]


def _frame(rows: dict[str, dict[str, float]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame.from_dict(rows, orient="index")


def _ancova(trial: Trial, outcome: str, visit: int) -> pd.DataFrame:
    import statsmodels.api as sm

    read = trial.measured(outcome)
    there = ~np.isnan(read[:, visit])
    names = list(trial.arms)
    dummies = [(trial.arm == names.index(arm)).astype(float) for arm in _others(trial)]
    design = sm.add_constant(np.column_stack([read[:, 0], *dummies]), has_constant="add")
    fit = sm.OLS(read[there, visit], design[there]).fit()
    ends = fit.conf_int()
    rows = {}
    for k, arm in enumerate(_others(trial), start=2):
        people = int(np.sum(there[trial.members(arm)]))
        rows[arm] = {
            "people": people,
            "difference": fit.params[k],
            "se": fit.bse[k],
            "low": ends[k][0],
            "high": ends[k][1],
            "p": fit.pvalues[k],
        }
    return _frame(rows)


def _welch(trial: Trial, outcome: str, visit: int) -> pd.DataFrame:
    from scipy.stats import ttest_ind

    change = trial.change(outcome, float(trial.weeks[visit]))
    control = change[trial.members(trial.control)]
    control = control[~np.isnan(control)]
    rows = {}
    for arm in _others(trial):
        own = change[trial.members(arm)]
        own = own[~np.isnan(own)]
        test = ttest_ind(own, control, equal_var=False)
        ends = test.confidence_interval(0.95)
        difference = float(own.mean() - control.mean())
        rows[arm] = {
            "people": len(own),
            "difference": difference,
            "se": difference / test.statistic,
            "low": ends.low,
            "high": ends.high,
            "p": test.pvalue,
        }
    return _frame(rows)


def _mixed(trial: Trial, outcome: str, visit: int) -> pd.DataFrame:
    import statsmodels.api as sm

    read = trial.measured(outcome)
    people, visits = np.nonzero(~np.isnan(read[:, 1:]))
    names, others = list(trial.arms), _others(trial)
    columns = [read[people, 0], *((visits == v).astype(float) for v in range(read.shape[1] - 1))]
    arms = [(trial.arm[people] == names.index(arm)).astype(float) for arm in others]
    columns += [one * (visits == v) for v in range(read.shape[1] - 1) for one in arms]
    design = np.column_stack(columns)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # singular random effects are reported by the interval, not by a warning
        fit = sm.MixedLM(read[people, visits + 1], design, groups=people).fit()
    ends = np.asarray(fit.conf_int())
    rows = {}
    for k, arm in enumerate(others):
        place = 1 + (read.shape[1] - 1) + (visit - 1) * len(others) + k
        count = int(np.sum(~np.isnan(read[trial.members(arm), visit])))
        rows[arm] = {
            "people": count,
            "difference": fit.params[place],
            "se": fit.bse[place],
            "low": ends[place][0],
            "high": ends[place][1],
            "p": fit.pvalues[place],
        }
    return _frame(rows)
