"""The tournament: the same arms under every named hypothesis, each calibrated alike, scored out of sample."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model import hypotheses
from ..model.model import Model
from .calibrating import POINTS, Trained, posterior, train
from .frozen import FOLDER

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Below this effective number of draws a left-out study is refitted instead of reweighted.
ENOUGH = 100.0
#: Steps of the sampler when a study is left out and refitted.
REFIT_STEPS = 500
_FILE = "tournament.json"


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
    standings : tuple of Standing
    date : str
    experiment : dict
        The experiment that would tell the two best apart; see :mod:`musclebalance.evidence.experiments`.
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
            lines.append(
                f"  {place}. {s.model:12s} {s.score:8.1f}   behind {s.behind:6.1f} +- {s.uncertainty:.1f}"
                f"   {s.question}"
            )
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
    points : int
        Designed model runs per protocol, when fresh.
    seed : int
    progress : callable, optional

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
        found.append(standing(model, trained, posterior(trained, seed), seed))
    return Tournament(ranked(found), datetime.date.today().isoformat(), {})


def standing(model: Model, trained: Trained, u: Array, seed: int = 0) -> Standing:
    """Leave each study out in turn: reweight the draws, or refit where too few carry the weight."""
    density = trained.log_likelihood(u, by_study=True)
    studies = list(dict.fromkeys(arm.study for arm in trained.arms))
    scores, refitted = {}, 0
    for index, study in enumerate(studies):
        weight = np.exp(-(density[:, index] + (-density[:, index]).max()))
        if weight.sum() ** 2 / (weight**2).sum() >= ENOUGH:
            scores[study] = float(-_log_mean_exp(-density[:, index]))
        else:
            refitted += 1
            again = posterior(trained, seed, steps=REFIT_STEPS, without=index)
            scores[study] = float(_log_mean_exp(trained.log_likelihood(again, by_study=True)[:, index]))
    total = sum(scores.values())
    k = len(trained.priors)
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
    body = {name: getattr(found, name) for name in ("date", "experiment")}
    text = json.dumps(body | {"standings": [asdict(s) for s in found.standings]})
    rounded = json.loads(text, parse_float=lambda number: round(float(number), 3))
    return json.dumps(rounded, indent=1) + "\n"


def load(file: Any = None) -> Tournament:
    """The frozen tournament of the package, or of a file."""
    body = json.loads((file or FOLDER / _FILE).read_text("utf-8"))
    return Tournament(tuple(Standing(**s) for s in body["standings"]), body["date"], body["experiment"])
