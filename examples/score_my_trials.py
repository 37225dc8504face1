"""A trial of your own, scored like the published ones: what would the calibrated model have expected?

The table has the columns of the evidence; the second arm leaves two doses blank, so that they are drawn from
their stated ranges. The numbers below are invented for the example. Run it::

    python examples/score_my_trials.py
"""

from __future__ import annotations

import pandas as pd

import musclebalance as mb

COMMON = {
    "study": "My trial (invented)",
    "population": "tight hamstrings",
    "target_muscle": "hamstrings",
    "outcome": "active knee extension",
    "unit": "deg",
    "improves_when": "up",
    "sessions_per_week": 3,
    "weeks": 4,
    "dispersion_type": "SD",
    "n_arm": 20,
}
PIR = {
    "row_id": "pir",
    "arm": "PIR",
    "contraction_intensity_pctMVC": 20,
    "contraction_s": 7,
    "relax_s": 3,
    "stretch_s": 20,
    "reps_per_session": 5,
    "change_mean": 11.0,
    "change_SD": 7.0,
}
STRETCH = {"row_id": "stretch", "arm": "static stretch", "change_mean": 9.0, "change_SD": 8.0}
CONTROL = {"row_id": "control", "arm": "control", "change_mean": 1.0, "change_SD": 6.0}


def trial() -> pd.DataFrame:
    """Three arms, one row each."""
    return pd.DataFrame([COMMON | arm for arm in (PIR, STRETCH, CONTROL)])


def main(draws: int = 64) -> mb.evidence.Scoreboard:
    """Score the trial."""
    return mb.evidence.scoreboard(trial(), draws=draws)


if __name__ == "__main__":
    print(main())
