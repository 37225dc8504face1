"""The tournament of the named hypotheses, and the experiment that would tell two of them apart.

Each is calibrated alike on the same arms and scored out of sample. For every protocol and measurement of a
grid two of them predict the difference between a treated and an untreated group; the best experiment is the
one whose predictions lie furthest apart, in units of what their parameters leave open and what 20 people a
group would blur.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.tables import Row
from ..model import hypotheses
from ..model.model import Model
from .calibrating import (
    FOLDER,
    POINTS,
    Calibration,
    calibrated_predictions,
    posterior,
    train,
    weights_without,
)
from .fitted import Fitted, leave_out
from .observation import levers, spread_of_response
from .published import READOUTS, Arm, arm

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Joint draws under which experiments are compared, and people per group; two-sided 5 % test with 90 % power.
DRAWS, PEOPLE, QUANTILES = 64, 20, 1.959964 + 1.281552
#: Techniques and doses of the grid, feasible in a clinic or at home.
SESSION = ("technique", "effort", "contract", "release", "stretch", "repetitions", "barrier")
SESSIONS = {
    "static stretch 4 x 30 s": ("static stretch", None, None, 10, 30, 4, 0.9),
    "static stretch 20 min": ("static stretch", None, None, 10, 1200, 1, 0.9),
    "PIR 5 x (7 s at 20 %, stretch 20 s)": ("PIR", 0.2, 7, 3, 20, 5, 0.9),
    "contract-relax 4 x (6 s at 100 %, stretch 10 s)": ("contract-relax", 1, 6, 1, 10, 4, 0.9),
    "isometric contractions only, 10 x 10 s at 60 %": ("isometric", 0.6, 10, None, None, 10, None),
}
#: Pair, its limit, and the readout of its range.
MUSCLES = {
    "hamstrings": ("hamstrings-quadriceps", (22.0, 40.0), "knee extension"),
    "calf": ("triceps-surae-tibialis-anterior", (16.0, 24.0), "dorsiflexion"),
}
#: Weeks of treatment, sessions a week, and when it is read: minutes after one session, or days after weeks.
TIMES = {
    "1 min after one session": (0, None, 1),
    "30 min after one session": (0, None, 30),
    "3 h after one session": (0, None, 180),
    "2 days after 6 weeks, 5 a week": (6, 5, 2),
    "28 days after 6 weeks, 5 a week": (6, 5, 28),
}
MEASURES = ("range", "hip flexion at fixed torque", "passive torque", "tolerated torque", "strength")


@dataclass(frozen=True, slots=True)
class Standing:
    """One hypothesis in the tournament."""

    model: str
    question: str
    score: float
    behind: float
    uncertainty: float
    per_study: dict[str, float]
    refitted: int
    parameters: int


@dataclass(frozen=True)
class Tournament:
    """Standings, best first.

    Parameters
    ----------
    standings, date : tuple of Standing, str
    experiment : dict
        The experiment that would tell the two best apart; see :func:`discriminating_experiment`.
    """

    standings: tuple[Standing, ...]
    date: str
    experiment: dict[str, Any]

    def to_frame(self) -> pd.DataFrame:
        """One row per hypothesis."""
        import pandas as pd

        rows = [{k: v for k, v in asdict(s).items() if k != "per_study"} for s in self.standings]
        return pd.DataFrame(rows).set_index("model")

    def __str__(self) -> str:
        lines = [f"tournament of {self.date}: log score of studies left out (larger is better)"]
        for place, s in enumerate(self.standings, 1):
            behind = f"behind {s.behind:6.1f} +- {s.uncertainty:.1f}"
            lines.append(f"  {place}. {s.model:12s} {s.score:8.1f}   {behind}   {s.question}")
        if self.experiment:
            lines.append("experiment to tell the two best apart: " + self.experiment["best"]["words"])
        return "\n".join(lines)

    __repr__ = __str__


def tournament(
    models: Sequence[str] | None = None,
    *,
    fresh: bool = False,
    points: int = POINTS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Tournament:
    """Rank the named hypotheses by how well they predict studies they were not calibrated on.

    Parameters
    ----------
    models : sequence of str, optional
        Names of hypotheses; default: all.
    fresh : bool
        Calibrate anew (minutes); otherwise the frozen result of the package is returned.
    points, seed, progress : int, int, callable, optional
        Designed model runs per protocol, their seed, and what is called with protocols done and their number.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> len(evidence.tournament().standings) > 1
    True
    """
    if not fresh:
        kept = load()
        wanted = [s for s in kept.standings if models is None or s.model in models]
        return Tournament(ranked(wanted), kept.date, kept.experiment if models is None else {})
    found = []
    for model in [hypotheses.get(name) for name in models or hypotheses.NAMED]:
        trained = train(model, points=points, seed=seed, progress=progress)
        u = posterior(trained, seed)
        found.append(standing(model, leave_out(trained, u, seed), u))
    return Tournament(ranked(found), datetime.date.today().isoformat(), {})


def standing(model: Model, fitted: Fitted, u: Array) -> Standing:
    """Log density of each study left out: by the draws reweighted, or refitted where too few carry weight."""
    density = fitted.trained.log_likelihood(u)
    scores, refitted = {}, 0
    for index, (study, draws) in enumerate(fitted.left_out.items()):
        if weights_without(density[:, index]) is not None:
            scores[study] = float(-_log_mean_exp(-density[:, index]))
        else:
            refitted += 1
            scores[study] = float(_log_mean_exp(fitted.trained.log_likelihood(draws)[:, index]))
    total, k = sum(scores.values()), len(fitted.trained.priors)
    return Standing(model.name, model.question, total, 0.0, 0.0, scores, refitted, k)


def _log_mean_exp(x: Array) -> float:
    top = float(x.max())
    return top + float(np.log(np.mean(np.exp(x - top))))


def ranked(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Best first, each with its distance to the best and the standard error of that over studies."""
    order = sorted(standings, key=lambda s: -s.score)
    made = []
    for entry in order:
        gaps = np.array([order[0].per_study[study] - entry.per_study[study] for study in entry.per_study])
        error = float(np.sqrt(len(gaps)) * gaps.std(ddof=1)) if len(gaps) > 1 else 0.0
        made.append(replace(entry, behind=float(gaps.sum()), uncertainty=error))
    return tuple(made)


def dump(found: Tournament) -> str:
    """A tournament as JSON text."""
    standings = [asdict(s) for s in found.standings]
    text = json.dumps({"date": found.date, "experiment": found.experiment, "standings": standings})
    rounded = json.loads(text, parse_float=lambda number: round(float(number), 3))
    return json.dumps(rounded, indent=1) + "\n"


def load(file: Any = None) -> Tournament:
    """The frozen tournament of the package, or of a file."""
    body = json.loads((file or FOLDER / "tournament.json").read_text("utf-8"))
    return Tournament(tuple(Standing(**s) for s in body["standings"]), body["date"], body["experiment"])


def grid() -> list[Arm]:
    """Every experiment, in words, as an arm against an untreated group."""
    made = []
    for muscle, session, measure, time in product(MUSCLES, SESSIONS, MEASURES, TIMES):
        pair, limit, own = MUSCLES[muscle]
        readout = own if measure == "range" else measure
        if readout == "hip flexion at fixed torque" and muscle != "hamstrings":
            continue
        dose = zip((*SESSION, "weeks", "per_week", "after"), SESSIONS[session] + TIMES[time], strict=True)
        spans = {k: (float(v), float(v)) if isinstance(v, int | float) else v for k, v in dose}
        told = {
            "row_id": f"{muscle}: {session}, {readout} {time}",
            "study": "experiment", "pair": pair, "limit": limit, "readout": readout, "versus": "untreated",
            "unit": "deg" if READOUTS[readout].kind in ("range", "fixed") else "percent",
            "change": 0.0, "people": PEOPLE,
        }  # fmt: skip
        made.append(arm(Row(0, (), spans | told), {}))
    return made


def discriminating_experiment(first: Calibration, second: Calibration, seed: int = 0) -> dict[str, Any]:
    """Separation of two calibrated hypotheses over the grid.

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
