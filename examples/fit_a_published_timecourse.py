"""Group means of a published trial fitted and forecast: the part that is not fitted is predicted.

Willy et al. (2001) stretched tight hamstrings of students for six weeks, stopped for four and stretched
again for six.
Active knee extension rose by 9 deg, fell to 2 deg above the start, and rose to 11 deg. The first phase and
the pause are
fitted; the second phase is predicted. Feland et al. (2001) stretched old people for 15, 30 or 60 s: the 60
s arm is
fitted, the other two are predicted.

    python examples/fit_a_published_timecourse.py
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import musclebalance as mb
from musclebalance import evidence

PAIR = "hamstrings-quadriceps"
FREE = ["tolerance_growth_time", "tolerance_slow_time", "tolerance_slow_max"]


def willy() -> tuple[pd.DataFrame, mb.Plan]:
    """Changes from the start with standard errors; the programme: six weeks, four off, six again."""
    rows = evidence.load("timecourse").loc[[f"T00{k}" for k in (1, 2, 3, 4)]]
    mean, sd, n = (rows[name].astype(float).to_numpy() for name in ("mean", "sd", "people"))
    days = 7 * rows["t_value"].astype(float).to_numpy()
    se = sd / np.sqrt(
        n
    )  # of a mean; the correlation of the visits is not reported, so that this is an upper bound
    measured = pd.DataFrame(
        {"day": days, "measurement": "rom_agonist", "value": mean - mean[0], "unit": "deg", "sd": se}
    )
    six = mb.Plan(mb.StaticStretch(hold=30, repetitions=2), per_week=5, weeks=6, where="home")
    return measured.iloc[1:], six + six.after(28)


def feland(seconds: int) -> mb.Plan:
    """Six weeks of four stretches, five times a week."""
    return mb.Plan(mb.StaticStretch(hold=seconds, rest=10, repetitions=4), per_week=5, weeks=6)


def fit_willy(draws: int = 400) -> tuple[mb.Fit, pd.DataFrame, float]:
    """Fit the first ten weeks; the prediction of week 16 as a band, and what was measured there."""
    measured, plan = willy()
    early, late = measured[measured["day"] <= 70], measured[measured["day"] > 70]
    start = pd.DataFrame(
        {"day": [0], "measurement": "rom_agonist", "value": [0.0], "unit": "deg", "sd": [0.1]}
    )
    fitted = mb.fit(
        pd.concat([start, early]), mb.pair(PAIR), plan, lifestyle=mb.Lifestyle.healthy(), before="healthy",
        free=FREE, relative=True, draws=draws, tol=1e-3,
    )  # fmt: skip
    courses = fitted.problem.courses(fitted.draws(48), [0, 42, 70, 112]).values("rom_agonist")
    change = courses - courses[:, :1]
    noise = float(late["sd"].iloc[0]) * np.random.default_rng(1).standard_normal((50, *change.shape))
    low, middle, high = np.percentile(change, (5, 50, 95), axis=0)
    band = pd.DataFrame({"low": low, "median": middle, "high": high}, index=[0, 42, 70, 112])
    band["low of a mean"], band["high of a mean"] = np.percentile(change + noise, (5, 95), axis=(0, 1))
    return fitted, band, float(late["value"].iloc[0])


def fit_feland(draws: int = 400) -> tuple[mb.Fit, pd.DataFrame]:
    """Fit the 60 s arm (14.4 deg at six weeks, 5.4 deg four weeks later); predict 15 s and 30 s."""
    mean = evidence.load("timecourse")["mean"].astype(float).to_dict()
    slope = {15: mean["T025"], 30: mean["T027"], 60: mean["T029"]}
    later = {15: mean["T026"], 30: mean["T028"], 60: mean["T030"]}
    measured = pd.DataFrame(
        {
            "day": [0, 42, 70],
            "measurement": "rom_agonist",
            "value": [0.0, 6 * slope[60], later[60]],
            "sd": [0.1, 1.5, 1.5],
        }
    )
    fitted = mb.fit(
        measured, mb.pair(PAIR), feland(60), lifestyle=mb.Lifestyle.healthy(), before="healthy", free=FREE,
        relative=True, draws=draws, tol=1e-3,
    )  # fmt: skip
    table = []
    for seconds in (15, 30, 60):
        now = fitted.problem.people(fitted.draws(32))
        rom = mb.simulate(
            now, feland(seconds), mb.Lifestyle.healthy(), days=70, store=(0, 42, 70), tol=1e-3
        ).values("rom_agonist")
        gain = np.percentile(rom[:, 1] - rom[:, 0], (5, 50, 95))
        table.append(
            {
                "hold [s]": seconds,
                "measured": 6 * slope[seconds],
                "low": gain[0],
                "median": gain[1],
                "high": gain[2],
            }
        )
    return fitted, pd.DataFrame(table).set_index("hold [s]")


def main() -> None:
    """Print both."""
    fitted, band, measured = fit_willy()
    print(fitted)
    print(band.round(1))
    print(f"not fitted: week 16, measured {measured:+.1f} deg")
    fitted, table = fit_feland()
    print(fitted)
    print(table.round(1))
    print("only the 60 s arm was fitted")


if __name__ == "__main__":
    main()
