"""The experiment that would tell two explanations apart, over feasible protocols and measurements.

Both hypotheses are calibrated on the same trials. For every protocol and measurement of a grid each predicts
the difference between a treated and an untreated group; the best experiment is the one whose two predictions
lie furthest apart, in units of what their parameters leave open and what 20 people a group would blur.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from ..core.tables import Row
from .frozen import Calibration
from .observation import levers, spread_of_response
from .predicting import calibrated_predictions
from .published import READOUTS, Arm, arm
from .regimen import DOSES, Span

#: People per group at which experiments are compared; two-sided 5 % test with 90 % power.
PEOPLE, QUANTILES = 20, 1.959964 + 1.281552
DRAWS = 64


def _cells(**values: str | float | Span) -> dict[str, str | float | Span]:
    """Cells of a row of ``typed_arms``; a dose is a range of one value."""
    doses = (*DOSES, "after")
    return {k: (float(v), float(v)) if k in doses else v for k, v in values.items()}  # type: ignore[arg-type]


#: Techniques and doses of the grid: feasible in a clinic or at home.
SESSIONS = {
    "static stretch 4 x 30 s": _cells(
        technique="static stretch", stretch=30, release=10, repetitions=4, barrier=0.9
    ),
    "static stretch 20 min": _cells(
        technique="static stretch", stretch=1200, release=10, repetitions=1, barrier=0.9
    ),
    "PIR 5 x (7 s at 20 %, stretch 20 s)": _cells(
        technique="PIR", effort=0.2, contract=7, release=3, stretch=20, repetitions=5, barrier=0.9
    ),
    "contract-relax 4 x (6 s at 100 %, stretch 10 s)": _cells(
        technique="contract-relax", effort=1, contract=6, release=1, stretch=10, repetitions=4, barrier=0.9
    ),
    "isometric contractions only, 10 x 10 s at 60 %": _cells(
        technique="isometric", effort=0.6, contract=10, repetitions=10
    ),
}
MUSCLES = {
    "hamstrings": (_cells(pair="hamstrings-quadriceps", limit=(22.0, 40.0)), "knee extension"),
    "calf": (_cells(pair="triceps-surae-tibialis-anterior", limit=(16.0, 24.0)), "dorsiflexion"),
}
#: When it is read: minutes after one session, or days after weeks of treatment.
TIMES = {
    "1 min after one session": _cells(weeks=0, after=1),
    "30 min after one session": _cells(weeks=0, after=30),
    "3 h after one session": _cells(weeks=0, after=180),
    "2 days after 6 weeks, 5 a week": _cells(weeks=6, per_week=5, after=2),
    "28 days after 6 weeks, 5 a week": _cells(weeks=6, per_week=5, after=28),
}
MEASURES = ("range", "hip flexion at fixed torque", "passive torque", "tolerated torque", "strength")


def grid() -> list[Arm]:
    """Every experiment, in words, as an arm against an untreated group."""
    made = []
    for muscle, session, measure, time in product(MUSCLES, SESSIONS, MEASURES, TIMES):
        who, own = MUSCLES[muscle]
        readout = own if measure == "range" else measure
        if readout == "hip flexion at fixed torque" and muscle != "hamstrings":
            continue
        unit = "deg" if READOUTS[readout].kind in ("range", "fixed") else "percent"
        told = _cells(row_id=f"{muscle}: {session}, {readout} {time}", readout=readout, unit=unit)
        group = _cells(study="experiment", versus="untreated", change=0.0, people=PEOPLE)
        made.append(arm(Row(0, (), group | who | SESSIONS[session] | TIMES[time] | told), {}))
    return made


def discriminating_experiment(first: Calibration, second: Calibration, seed: int = 0) -> dict[str, Any]:
    """Separation of two calibrated hypotheses over the grid.

    Parameters
    ----------
    first, second : Calibration
    seed : int

    Returns
    -------
    dict
        models; best (the experiment of largest separation, with words, unit, both predictions with their
        standard deviations, separation at 20 people a group, people needed per group); ranking (ten best).
    """
    arms = grid()
    means, deviations = [], []
    for frozen in (first, second):
        raw, seen = calibrated_predictions(arms, frozen, DRAWS, seed)
        response = raw * levers(arms, seen)
        random = response * spread_of_response(arms, seen)
        means.append(np.nanmean(response, axis=0))
        deviations.append(np.hypot(np.nanstd(response, axis=0), np.sqrt(np.nanmean(random**2, axis=0))))
    pairs = (zip(*both, strict=True) for both in (means, deviations))
    rows = [_row(*each) for each in zip(arms, *pairs, strict=True)]
    rows.sort(key=lambda row: -row["separation"])
    return {"models": [first.model, second.model], "best": rows[0], "ranking": rows[:10]}


def _row(cell: Arm, mean: tuple[float, float], deviation: tuple[float, float]) -> dict[str, Any]:
    gap, open_ = abs(mean[0] - mean[1]), math.hypot(*deviation)
    blur = cell.spread * math.sqrt(2.0 / PEOPLE)
    needed = math.ceil(2.0 * (QUANTILES * cell.spread / gap) ** 2) if gap > 0 else 10**6
    return {
        "words": cell.id,
        "unit": cell.unit,
        "first": float(mean[0]),
        "second": float(mean[1]),
        "first_sd": float(deviation[0]),
        "second_sd": float(deviation[1]),
        "spread_between_people": cell.spread,
        "separation": float(gap / math.hypot(open_, blur)),
        "people_per_group": min(needed, 10**6),
    }
