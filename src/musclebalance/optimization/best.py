"""The best dose for a person or for a group of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MusclebalanceError, check_range, unknown
from ..lifestyle import Lifestyle
from ..person import Person
from ..plan import Plan
from ..protocol.session import Session
from ..result.variables import find
from ..simulation.courses import simulate_people
from ..simulation.people import People
from ..trials.measuring import better
from .burden import Burden
from .search import Archive, Levels, minimise, non_dominated
from .space import Space, dose_space

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Ranges = Mapping[str, tuple[float, float, float]]

GOALS = ("least time", "fastest")
#: Cost of missing the target or a limit by its own size, against the goal's own scale.
PENALTY = 10.0
#: Results of a programme, before the limits: minutes a week, outcome at the end, week in which the target
#: is reached.
FIXED = ("minutes", "outcome", "week")


@dataclass(frozen=True, eq=False)
class BestDose:
    """The best programme that was found.

    Parameters
    ----------
    space : Space
    plan : Plan
    choices : mapping
    results : mapping
        Minutes a week, sessions a week, outcome at the end, week in which the target is reached, and limited
        quantities.
    feasible : bool
        Whether the target is met within every limit.
    goal, outcome : str
    target : float
    percentile : float
        Of the people, from the least responding, for whom it holds.
    tried : DataFrame
        Every programme evaluated, with its results.
    """

    space: Space
    plan: Plan
    choices: Mapping[str, float]
    results: Mapping[str, float]
    feasible: bool
    goal: str
    outcome: str
    target: float
    percentile: float
    tried: pd.DataFrame

    def pareto(self) -> pd.DataFrame:
        """Programmes that no other one beats in both minutes a week and outcome, least time first."""
        sign = -better(self.outcome)
        points = np.column_stack([self.tried["minutes"], sign * self.tried["outcome"]])
        return self.tried.iloc[non_dominated(points)].reset_index(drop=True)

    def __str__(self) -> str:
        choices = ", ".join(f"{name} {value:g}" for name, value in self.choices.items())
        met = "met" if self.feasible else "NOT met by any programme tried; this one comes nearest"
        found = self.results
        week = f"in week {found['week']:.0f}" if np.isfinite(found["week"]) else "not reached in time"
        return "\n".join([
            f"Best dose ({self.goal}) for {self.outcome} to reach {self.target:g} in all but the "
            f"{self.percentile:g} % who respond least: target and limits {met}",
            f"  {choices}",
            *(f"  {line}" for line in str(self.plan).splitlines()),
            f"  {found['minutes']:.1f} min a week in {found['sessions']:g} sessions; {self.outcome} at "
            f"the end {found['outcome']:.3g}; target reached: {week}",
            f"  {len(self.tried)} programmes tried; a research model, not a prescription",
        ])  # fmt: skip

    __repr__ = __str__


def best_dose(
    people: Person | People, technique: str | Callable[..., Session] | Space = "PIR", *, lifestyle: Lifestyle,
    weeks: float = 8, outcome: str = "imbalance", target: float = 0.4, goal: str = "least time",
    percentile: float = 10.0, limits: Mapping[str, float] | None = None, burden: Burden | None = None,
    ranges: Ranges | None = None, where: str = "home", overhead: float = 0.0,
    budget: int = 200, population: int = 12, seed: int = 0, tol: float = 1e-3, executor: Any = None,
    progress: bool = True, keep: Any = None,
) -> BestDose:  # fmt: skip
    """Search the programme that reaches a target in least weekly time, or fastest.

    Parameters
    ----------
    people : Person or People
        For whom, at the start.
    technique : {"PIR", "StaticStretch"}, callable or Space
        See :func:`.space.dose_space`.
    lifestyle : Lifestyle
        Life meanwhile.
    weeks : float
        Length of the programme and of the search's horizon.
    outcome : str
        Variable of results.
    target : float
        Value that is to be reached by the end [unit of the outcome].
    goal : {"least time", "fastest"}
        Fewest minutes a week that reach the target; or the earliest week, within the limits.
    percentile : float
        The programme must hold for all but this percentage of the people, those who respond least; 50 is
        the median.
    limits : mapping, optional
        Largest allowed ``"minutes"`` a week, ``"session_minutes"``, or any variable of results, as the
        highest weekly
        morning value of the same percentile of people (e.g. ``{"slow_fatigue_agonist": 0.1, "pain": 6}``).
    burden : Burden, optional
        How adherence falls with minutes a week.
    ranges, where, overhead
        As for :func:`.space.dose_space`.
    budget : int
        Programmes evaluated.
    population : int
        Programmes in one call of the engine.
    seed : int
        Of the search and of adherence: every programme meets the same luck.
    tol, executor, progress, keep
        As for :func:`musclebalance.simulation.simulate_people`.

    Returns
    -------
    BestDose

    Raises
    ------
    UnknownNameError, OutOfRangeError, MusclebalanceError

    Examples
    --------
    >>> import musclebalance as mb
    >>> person, life = mb.healthy(mb.pair("hip-flexors-gluteus-maximus")), mb.Lifestyle.healthy()
    >>> wish = {"outcome": "rom_agonist", "target": 18.2, "weeks": 1}
    >>> found = mb.best_dose(person, "StaticStretch", lifestyle=life, **wish, budget=6, population=6)
    >>> found.feasible
    True
    """
    group = People.of([people]) if isinstance(people, Person) else people
    space = technique if isinstance(technique, Space) else dose_space(
        technique, weeks, ranges=ranges, where=where, burden=burden, overhead=overhead
    )  # fmt: skip
    limits = dict(limits or {})
    if goal not in GOALS:
        raise unknown("goal", goal, GOALS)
    check_range("percentile", percentile, 0.0, 100.0, "%")
    check_range("budget", budget, 1, 10**6)
    watched = [name for name in limits if name not in ("minutes", "session_minutes")]
    for name in (outcome, *watched):
        find(group.body.model, name)
    options = {"tol": tol, "executor": executor, "progress": progress, "keep": keep, "seed": seed}

    def evaluate(levels: Levels) -> Array:
        plans = [space.plan(space.choices(row)) for row in levels]
        return _evaluate(
            group, space, levels, plans, lifestyle, outcome, target, percentile, watched, options
        )

    archive = Archive(evaluate, budget)
    cost = _cost(goal, outcome, target, limits, watched, space.weeks)
    best, _ = minimise(archive, space.levels, cost, seed=seed, population=population)
    return _best(space, archive, best, goal, outcome, target, percentile, limits, watched)


def _evaluate(
    group: People, space: Space, levels: Levels, plans: Sequence[Plan], lifestyle: Lifestyle, outcome: str,
    target: float, percentile: float, watched: Sequence[str], options: Mapping[str, Any],
) -> Array:  # fmt: skip
    """Minutes, outcome, week of reaching the target, session minutes, watched quantities of each plan."""
    size, days = len(group), round(7 * space.weeks)
    at = np.unique([*range(0, days + 1, 7), days])
    everybody = group[np.tile(np.arange(size), len(plans))]
    courses = simulate_people(
        everybody, [p for p in plans for _ in range(size)], lifestyle, days=days, at=at, **options
    )
    sign = better(outcome)
    values = sign * courses.values(outcome).reshape(len(plans), size, -1)
    least = np.percentile(values, percentile, axis=1)  # of each week, the least responding but a few
    reached = least >= sign * target
    lasting = np.flip(np.logical_and.accumulate(np.flip(reached, axis=1), axis=1), axis=1)
    week = np.where(lasting[:, -1], at[np.argmax(lasting, axis=1)] / 7.0, np.inf)
    choices = [space.choices(row) for row in levels]
    minutes = np.array([space.minutes(c) for c in choices])
    session = np.array([space.session(c).seconds / 60.0 + space.overhead for c in choices])
    columns = [minutes, sign * least[:, -1], week, session]
    for name in watched:
        highest = courses.values(name).reshape(len(plans), size, -1).max(axis=2)
        columns.append(np.percentile(highest, 100.0 - percentile, axis=1))
    return np.column_stack(columns)


def _excess(
    results: Array, outcome: str, target: float, limits: Mapping[str, float], watched: Sequence[str]
) -> Array:
    """How far each programme (sets,) misses target and limits, relative to their size; 0 is feasible."""
    short = np.maximum(0.0, better(outcome) * (target - results[:, 1])) / max(abs(target), 1e-6)
    place = {"minutes": 0, "session_minutes": 3, **{name: 4 + k for k, name in enumerate(watched)}}
    for name, limit in limits.items():
        short = short + np.maximum(0.0, results[:, place[name]] - limit) / max(abs(limit), 1e-6)
    return short


def _cost(
    goal: str, outcome: str, target: float, limits: Mapping[str, float], watched: Sequence[str], weeks: float
) -> Callable[[Array], Array]:
    def cost(results: Array) -> Array:
        excess = _excess(results, outcome, target, limits, watched)
        minutes = results[:, 0] / (results[:, 0] + 60.0)
        week = np.minimum(results[:, 2], weeks + 1.0) / (weeks + 1.0)
        own = minutes if goal == "least time" else week + 1e-3 * minutes
        return np.asarray(own + np.where(excess > 0.0, 1.0 + PENALTY * excess, 0.0))

    return cost


def _best(
    space: Space, archive: Archive, best: tuple[int, ...], goal: str, outcome: str, target: float,
    percentile: float, limits: Mapping[str, float], watched: Sequence[str],
) -> BestDose:  # fmt: skip
    import pandas as pd

    names = [*FIXED, "session_minutes", *watched]
    rows = [
        {**space.choices(k), **dict(zip(names, v.tolist(), strict=True))} for k, v in archive.found.items()
    ]
    choices = space.choices(best)
    found = archive.found[best]
    results = {**dict(zip(names, found.tolist(), strict=True)), "sessions": choices["per_week"]}
    feasible = bool(_excess(found[None], outcome, target, limits, watched)[0] == 0.0)
    if not np.isfinite(found[1]):
        raise MusclebalanceError(f"the best programme gives no finite {outcome}; widen the ranges.")
    tried = pd.DataFrame(rows)
    return BestDose(
        space, space.plan(choices), choices, results, feasible, goal, outcome, target, percentile, tried
    )
