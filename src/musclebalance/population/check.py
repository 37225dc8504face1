"""Predictive check: do published means and standard deviations lie where this trial would put them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError

if TYPE_CHECKING:
    import pandas as pd

    from .trial import Trial

COLUMNS = ("arm", "week", "mean", "sd", "n")
CHECK_STREAM = 61


def check_against(trial: Trial, published: pd.DataFrame, outcome: str, *, draws: int = 2000) -> pd.DataFrame:
    """Compare published summaries with trials of the same size drawn from the simulated people.

    Parameters
    ----------
    trial : Trial
    published : DataFrame
        Columns ``arm, week, mean, sd, n``: one row per published mean [unit of the outcome].
    outcome : str
    draws : int
        Trials drawn.

    Returns
    -------
    DataFrame
        The rows with the middle 95 % of simulated means and standard deviations, and whether the published
        ones lie
        inside.

    Raises
    ------
    MusclebalanceError
        A column is missing.
    """
    missing = [name for name in COLUMNS if name not in published.columns]
    if missing:
        raise MusclebalanceError(
            f"published results lack the column {missing[0]!r}; needed: {', '.join(COLUMNS)}."
        )
    rng = np.random.default_rng(np.random.SeedSequence(trial.seed, spawn_key=(CHECK_STREAM,)))
    error = trial.error(outcome)
    frame = published.copy()
    for place, row in frame.iterrows():
        visit, size = trial.visit(float(row["week"])), int(row["n"])
        trial.members(str(row["arm"]))
        pool = trial.truth[outcome][:, list(trial.arms).index(str(row["arm"])), visit]
        pool = pool[~np.isnan(pool)]
        read = error.read(
            pool[rng.integers(len(pool), size=(draws, size))], rng.standard_normal((draws, size))
        )
        for name, values in (("mean", read.mean(axis=1)), ("sd", read.std(axis=1, ddof=1))):
            low, high = np.percentile(values, (2.5, 97.5))
            frame.loc[place, [f"{name}_low", f"{name}_high"]] = low, high
            frame.loc[place, f"{name}_inside"] = bool(low <= float(row[name]) <= high)
    return frame
