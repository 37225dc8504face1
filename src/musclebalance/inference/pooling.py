"""Several people at once: what they share is learnt from all, what is their own from each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError
from ..engine.executor import Executor
from ..model.model import Model
from ..pairs import Pair
from ..population.measuring import MeasurementError
from ..simulation import Body
from .fitting import Function, design, emulated, least_squares, read_when
from .problem import Free, Lives, Plans, Problem
from .visits import Visits, read_visits

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pooled:
    """Several fitted people."""

    problem: Problem
    visits: Mapping[str, Visits]
    mean: Array  # (free,): of the scores in the population these people come from
    sd: Array  # (free,)
    scores: Array  # (people, free): most probable of each person, drawn towards the mean
    covariance: Array  # (people, free, free)
    alone: Array  # (people, free): most probable scores of each person without the others

    def to_frame(self) -> pd.DataFrame:
        """Fitted values of each person with 95 % intervals, and the population's middle in the last row."""
        import pandas as pd

        spread = 1.96 * np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        ends = [self.problem.values(self.scores + s) for s in (0.0, -spread, spread)]
        names = [f"{name}{end}" for name in self.problem.free for end in ("", " low", " high")]
        table = pd.DataFrame(np.stack(ends, axis=-1).reshape(len(self.visits), -1), [*self.visits], names)
        table.loc["population", list(self.problem.free)] = self.problem.values(self.mean[None])[0]
        return table

    def __str__(self) -> str:
        lines = [f"{len(self.visits)} people fitted together, {self.problem.subject.title}"]
        centre = self.problem.values(self.mean[None])[0]
        apart = self.scores.std(axis=0) / np.maximum(self.alone.std(axis=0), 1e-12)
        for j, (name, prior) in enumerate(self.problem.free.items()):
            lines.append(
                f"  {name:32s} middle {centre[j]:.4g} {prior.unit} (before the data {prior.middle:.4g}); "
                f"people differ by {self.sd[j]:.2f} of the prior's spread; {100 * (1 - apart[j]):.0f} % "
                "closer together than alone"
            )
        return "\n".join(lines)

    __repr__ = __str__


@public
def fit_people(
    visits: pd.DataFrame | str | Path | Mapping[str, Visits], pair: Pair | Body, plan: Plans, *,
    lifestyle: Lives, free: Free | None = None, before: Lives | str = "same",
    model: str | Model | None = None, parameters: Mapping[str, float] | None = None,
    errors: Mapping[str, MeasurementError | float] | None = None, relative: bool = False, rounds: int = 50,
    seed: int = 0, tol: float = 1e-4, executor: Executor | None = None, progress: bool = True,
    checkpoint: str | Path | None = None,
) -> Pooled:  # fmt: skip
    """Fit several people with the same plan and life, sharing what they have in common.

    Each person's scores are normal about a mean and with a spread that are estimated from all of them
    (expectation maximisation with the normal approximation at each person's mode). One surrogate serves
    everybody.

    Parameters
    ----------
    visits, rounds
        With a column ``person``; rounds of expectation maximisation, at most.
    pair, plan, lifestyle, free, before, errors, relative
    model, parameters, seed, tol, executor, progress, checkpoint
        As for :func:`musclebalance.fit`.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = {"person": ["A", "B"], "day": 0, "measurement": "rom_agonist", "value": [17.0, 19.0]}
    >>> setting = {"lifestyle": life, "before": "healthy", "free": ["agonist.rom_limit"]}
    >>> len(mb.fit_people(pd.DataFrame(seen), pair, None, **setting).visits)
    2
    """
    if not isinstance(visits, Mapping):
        visits = read_visits(visits, pair, model, errors=errors, relative=relative)
    if len(visits) < 2:
        raise MusclebalanceError("partial pooling needs several people; use fit() for one.")
    problem = Problem.of(
        pair, plan, lifestyle, free, *read_when(visits.values()), before=before, model=model,
        parameters=parameters, seed=seed, tol=tol, executor=executor, progress=progress,
        checkpoint=checkpoint,
    )  # fmt: skip
    scores, outputs = design(problem, seed)
    finds = [emulated(scores, problem.predicted(outputs, one), one)[1] for one in visits.values()]
    return pooled(problem, visits, finds, rounds)


def pooled(problem: Problem, seen: Mapping[str, Visits], finds: list[Function], rounds: int) -> Pooled:
    """Expectation maximisation over people whose residual functions are known."""
    free = len(problem.free)
    mean, sd = np.zeros(free), np.ones(free)
    modes = alone = np.zeros((len(finds), free))
    covariance = np.zeros((len(finds), free, free))
    for turn in range(rounds):
        for k, find in enumerate(finds):
            found = least_squares(_about(find, mean, sd), modes[k][None])
            modes[k], covariance[k] = found.scores, found.covariance
        if turn == 0:
            alone = modes.copy()
        new_mean, own = modes.mean(axis=0), np.diagonal(covariance, axis1=1, axis2=2)
        new_sd = np.maximum(np.sqrt(np.mean((modes - new_mean) ** 2 + own, axis=0)), 0.02)
        done = np.max(np.abs(new_mean - mean)) < 1e-3 and np.max(np.abs(new_sd - sd)) < 1e-3
        mean, sd = new_mean, new_sd
        if done:
            break
    return Pooled(problem, seen, mean, sd, modes, covariance, alone)


def _about(find: Function, mean: Array, sd: Array) -> Function:
    """Residuals with the population's mean and spread in place of the prior's."""
    return lambda scores: np.concatenate([find(scores)[:, : -len(mean)], (scores - mean) / sd], axis=1)
