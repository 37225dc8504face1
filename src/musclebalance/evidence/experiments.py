"""The experiment that would tell two explanations apart, over feasible protocols and measurements.

Both hypotheses are calibrated on the same trials. For every protocol and measurement of a grid each predicts
the difference between a treated and an untreated group; the best experiment is the one whose two predictions
lie furthest apart, in units of what their parameters leave open and what 20 people a group would blur.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .frozen import Calibration
from .observation import levers, spread_of_response
from .predicting import calibrated_predictions
from .published import READOUTS, SPREADS, Arm
from .regimen import Regimen, Span

Array = NDArray[np.float64]

#: People per group at which experiments are compared; two-sided 5 % test with 90 % power.
PEOPLE, QUANTILES = 20, 1.959964 + 1.281552
DRAWS = 64
#: Techniques and doses of the grid: feasible in a clinic or at home.
SESSIONS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "static stretch 4 x 30 s": (
        "static stretch",
        {"stretch": 30, "release": 10, "repetitions": 4, "barrier": 0.9},
    ),
    "static stretch 20 min": (
        "static stretch",
        {"stretch": 1200, "release": 10, "repetitions": 1, "barrier": 0.9},
    ),
    "PIR 5 x (7 s at 20 %, stretch 20 s)": (
        "PIR",
        {"effort": 0.2, "contract": 7, "release": 3, "stretch": 20, "repetitions": 5, "barrier": 0.9},
    ),
    "contract-relax 4 x (6 s at 100 %, stretch 10 s)": (
        "contract-relax",
        {"effort": 1.0, "contract": 6, "release": 1, "stretch": 10, "repetitions": 4, "barrier": 0.9},
    ),
    "isometric contractions only, 10 x 10 s at 60 %": (
        "isometric",
        {"effort": 0.6, "contract": 10, "repetitions": 10},
    ),
}
MUSCLES = {
    "hamstrings": ("hamstrings-quadriceps", "agonist", (22.0, 40.0), "knee extension"),
    "calf": ("triceps-surae-tibialis-anterior", "agonist", (16.0, 24.0), "dorsiflexion"),
}
#: When it is read: weeks of treatment at five sessions a week (0: one session), then minutes or days after.
TIMES: Mapping[str, tuple[float, Span]] = {
    "1 min after one session": (0.0, (1.0, 1.0)),
    "30 min after one session": (0.0, (30.0, 30.0)),
    "3 h after one session": (0.0, (180.0, 180.0)),
    "2 days after 6 weeks, 5 a week": (6.0, (2.0, 2.0)),
    "28 days after 6 weeks, 5 a week": (6.0, (28.0, 28.0)),
}
MEASURES = ("range", "hip flexion at fixed torque", "passive torque", "tolerated torque", "strength")


def grid() -> list[tuple[str, Arm]]:
    """Every experiment in words and as an arm against an untreated group."""
    made = []
    for (muscle, (pair, treated, limit, own)), (told, (technique, doses)), measure, (
        when,
        (weeks, after),
    ) in product(MUSCLES.items(), SESSIONS.items(), MEASURES, TIMES.items()):
        if measure == "hip flexion at fixed torque" and muscle != "hamstrings":
            continue
        readout = own if measure == "range" else measure
        given = {**doses, "per_week": 5.0} if weeks else doses
        exact = tuple((name, float(value), float(value)) for name, value in given.items())
        regimen = Regimen("experiment", pair, treated, technique, exact, (weeks, weeks), limit)
        made.append((f"{muscle}: {told}, {readout} {when}", _arm(regimen, readout, after)))
    return made


def _arm(regimen: Regimen, readout: str, after: Span) -> Arm:
    unit = "deg" if READOUTS[readout].kind in ("range", "fixed") else "percent"
    spread = SPREADS[unit, regimen.acute]
    return Arm(
        id="experiment",
        study="experiment",
        use="own",
        kind="result",
        rows="",
        label=readout,
        regimen=regimen,
        versus=regimen.untreated,
        readout=readout,
        unit=unit,
        after=after,
        observed=0.0,
        error=spread * math.sqrt(2.0 / PEOPLE),
        spread=spread,
        people=PEOPLE,
    )


def compare(first: Calibration, second: Calibration, seed: int = 0) -> dict[str, Any]:
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
    cells = grid()
    arms = [arm for _, arm in cells]
    means, deviations = [], []
    for frozen in (first, second):
        raw, seen = calibrated_predictions(arms, frozen, DRAWS, seed)
        response = raw * levers(arms, seen)
        random = response * spread_of_response(arms, seen)
        means.append(np.nanmean(response, axis=0))
        deviations.append(np.hypot(np.nanstd(response, axis=0), np.sqrt(np.nanmean(random**2, axis=0))))
    pairs = (zip(*both, strict=True) for both in (means, deviations))
    rows = [_row(*each) for each in zip(cells, *pairs, strict=True)]
    rows.sort(key=lambda row: -row["separation"])
    return {"models": [first.model, second.model], "best": rows[0], "ranking": rows[:10]}


def _row(cell: tuple[str, Arm], mean: tuple[float, float], deviation: tuple[float, float]) -> dict[str, Any]:
    words, arm = cell
    gap, open_ = abs(mean[0] - mean[1]), math.hypot(*deviation)
    blur = arm.spread * math.sqrt(2.0 / PEOPLE)
    needed = math.ceil(2.0 * (QUANTILES * arm.spread / gap) ** 2) if gap > 0 else 10**6
    return {
        "words": words,
        "unit": arm.unit,
        "first": float(mean[0]),
        "second": float(mean[1]),
        "first_sd": float(deviation[0]),
        "second_sd": float(deviation[1]),
        "spread_between_people": arm.spread,
        "separation": float(gap / math.hypot(open_, blur)),
        "people_per_group": min(needed, 10**6),
    }
