"""A trial of your own, scored like the published ones: what would the calibrated model have expected?

``mb.evidence.template()`` explains the columns. The second arm leaves its doses blank: they are drawn from
their stated ranges. The report says how each row was understood. The numbers are invented. Run it::

    python examples/score_my_trials.py
"""

from __future__ import annotations

import pandas as pd

import musclebalance as mb

COMMON = {
    "study": "My trial (invented)",
    "pair": "hamstrings-quadriceps",
    "limit": "22 to 40",  # people who lack so much knee extension [deg]
    "outcome": "active knee extension",
    "readout": "knee extension",
    "unit": "deg",
    "per_week": 3,
    "weeks": 4,
    "people": 20,
}
PIR = {
    "row_id": "pir",
    "technique": "PIR",
    "effort": 0.20,
    "contract": 7,
    "release": 3,
    "stretch": 20,
    "repetitions": 5,
    "change": 11.0,
    "spread": 7.0,
}
STRETCH = {"row_id": "stretch", "technique": "static stretch", "change": 9.0, "spread": 8.0}
CONTROL = {"row_id": "control", "technique": "none", "change": 1.0, "spread": 6.0}


def trial() -> pd.DataFrame:
    """Three arms, one row each."""
    return pd.DataFrame([COMMON | arm for arm in (PIR, STRETCH, CONTROL)])


def main(draws: int = 64) -> mb.evidence.Scoreboard:
    """Score the trial."""
    return mb.evidence.scoreboard(trial(), draws=draws)


if __name__ == "__main__":
    board = main()
    print(board.report)
    print(board)
