"""The best dose for a person or for a group of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, nearest, unknown
from ..engine.executor import Executor
from ..lifestyle import Lifestyle
from ..population.measuring import better
from ..result import Person
from ..result.variables import find
from ..simulation import simulate
from ..simulation.people import People
from ..treatment import Plan
from ..treatment.steps import Session
from .dose_space import Burden, Ranges, Space, dose_space
from .search import Archive, Levels, minimise, non_dominated

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

GOALS = ("least time", "fastest")
#: Cost of missing the target or a limit by its own size, against the goal's own scale.
PENALTY = 10.0
#: Results of a programme, before the limits: minutes a week, outcome at the end, week in which the target
#: is reached, minutes a session, sessions a week.
FIXED = ("minutes", "outcome", "week", "session_minutes", "sessions")
#: Those of them that may be limited.
LIMITED = ("minutes", "session_minutes", "sessions")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a programme is to reach, and within which limits; parameters as of :func:`best_dose`."""

    goal: str
    outcome: str
    target: float
    percentile: float
    limits: Mapping[str, float]
    weeks: float

    @property
    def watched(self) -> tuple[str, ...]:
        """Variables with a limit."""
        return tuple(name for name in self.limits if name not in LIMITED)

    def excess(self, results: Array) -> Array:
        """How far each programme (sets,) misses target and limits, relative to their size; 0 is feasible."""
        missing = better(self.outcome) * (self.target - results[:, 1])
        short = np.maximum(0.0, missing) / max(abs(self.target), 1e-6)
        place = {name: k for k, name in enumerate((*FIXED, *self.watched))}
        for name, limit in self.limits.items():
            short = short + np.maximum(0.0, results[:, place[name]] - limit) / max(abs(limit), 1e-6)
        return np.asarray(short)

    def cost(self, results: Array) -> Array:
        """What the search makes small, (sets,)."""
        excess = self.excess(results)
        minutes = results[:, 0] / (results[:, 0] + 60.0)
        week = np.minimum(results[:, 2], self.weeks + 1.0) / (self.weeks + 1.0)
        own = minutes if self.goal == "least time" else week + 1e-3 * minutes
        return np.asarray(own + np.where(excess > 0.0, 1.0 + PENALTY * excess, 0.0))


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

    Examples
    --------
    >>> import musclebalance as mb
    >>> person, life = mb.healthy(mb.pair("hip-flexors-gluteus-maximus")), mb.Lifestyle.healthy()
    >>> wish = {"outcome": "rom_agonist", "target": 18.2, "weeks": 1}
    >>> found = mb.best_dose(person, "StaticStretch", lifestyle=life, **wish, budget=6, population=6)
    >>> len(found.tried)
    6
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
    people: Person | People, technique: str | Callable[..., Session] | Space = "PIR", *,
    lifestyle: Lifestyle, weeks: float = 8, outcome: str = "imbalance", target: float = 0.4,
    goal: str = "least time", percentile: float = 10.0, limits: Mapping[str, float] | None = None,
    ranges: Ranges | None = None, where: str = "home", burden: Burden | None = None, overhead: float = 0.0,
    budget: int = 200, population: int = 12, seed: int = 0, tol: float = 1e-3,
    executor: Executor | None = None, progress: bool = False, checkpoint: str | Path | None = None,
) -> BestDose:  # fmt: skip
    """Search the programme that reaches a target in least weekly time, or earliest within the limits.

    Parameters
    ----------
    people : Person or People
    technique : {"PIR", "StaticStretch"}, callable or Space
        A callable makes a session from its choices and needs `ranges`.
    lifestyle : Lifestyle
    weeks : float
        Length of the programme and of the search's horizon.
    outcome, target
        Variable of results, and what it is to reach by the end [its unit].
    goal : {"least time", "fastest"}
    percentile : float
        It must hold for all but this percentage of the people, those who respond least.
    limits : mapping, optional
        Largest weekly ``"minutes"``, ``"sessions"``, ``"session_minutes"`` or weekly value of any variable.
    ranges : mapping, optional
        Choice -> (low, high, step) [unit of the technique's parameter], ``"per_week"`` among them; replaces
        or adds to the default ranges, low = high fixes a choice.
    where : {"home", "clinic"}
    burden : Burden, optional
        Gives the adherence.
    overhead : float
        Minutes that a session costs besides its steps [min].
    budget, population : int
        Programmes evaluated in all, and in one call of the engine.
    seed : int
        Of search and adherence.
    tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`.

    Raises
    ------
    UnknownNameError, OutOfRangeError, MusclebalanceError

    Examples
    --------
    >>> import musclebalance as mb
    >>> person, life = mb.healthy(mb.pair("hip-flexors-gluteus-maximus")), mb.Lifestyle.healthy()
    >>> wish = {"outcome": "rom_agonist", "target": 18.2, "weeks": 1}
    >>> mb.best_dose(person, "StaticStretch", lifestyle=life, **wish, budget=6, population=6).feasible
    True
    """
    group = People.of([people]) if isinstance(people, Person) else people
    if isinstance(technique, Space):
        space = technique
    else:
        space = dose_space(technique, weeks, ranges=ranges, where=where, burden=burden, overhead=overhead)
    _check(group, goal, outcome, percentile, limits or {}, budget)
    wish = Wish(goal, outcome, target, percentile, dict(limits or {}), space.weeks)
    running = {
        "seed": seed, "tol": tol, "executor": executor, "progress": progress, "checkpoint": checkpoint
    }  # fmt: skip
    archive = Archive(lambda levels: _evaluate(group, space, levels, lifestyle, wish, running), budget)
    best, _ = minimise(archive, space.levels, wish.cost, seed=seed, population=population)
    return _best(space, archive, best, wish)


def _check(
    group: People, goal: str, outcome: str, percentile: float, limits: Mapping[str, float], budget: int
) -> None:
    if goal not in GOALS:
        raise unknown("goal", goal, GOALS)
    check_range("percentile", percentile, 0.0, 100.0, "%")
    check_range("budget", budget, 1, 10**6)
    for name in limits:
        if name not in LIMITED and nearest(name, LIMITED):
            raise unknown("limit", name, LIMITED)
    for name in (outcome, *(n for n in limits if n not in LIMITED)):
        find(group.body.model, name)


def _evaluate(
    group: People, space: Space, levels: Levels, lifestyle: Lifestyle, wish: Wish, options: Mapping[str, Any]
) -> Array:
    """Minutes, outcome, week of reaching the target, session minutes and watched quantities of each plan."""
    size, days, sets = len(group), round(7 * space.weeks), len(levels)
    choices = [space.choices(row) for row in levels]
    plans = [plan for plan in map(space.plan, choices) for _ in range(size)]
    at = np.unique([*range(0, days + 1, 7), days])
    everybody = group[np.tile(np.arange(size), sets)]
    courses = simulate(everybody, plans, lifestyle, days=days, store=at, **options)
    sign = better(wish.outcome)
    values = sign * courses.values(wish.outcome).reshape(sets, size, -1)
    least = np.percentile(values, wish.percentile, axis=1)  # of each week, the least responding but a few
    reached = least >= sign * wish.target
    lasting = np.flip(np.logical_and.accumulate(np.flip(reached, axis=1), axis=1), axis=1)
    week = np.where(lasting[:, -1], at[np.argmax(lasting, axis=1)] / 7.0, np.inf)
    minutes = np.array([space.minutes(c) for c in choices])
    session = np.array([space.session(c).seconds / 60.0 + space.overhead for c in choices])
    sessions = np.array([c["per_week"] for c in choices])
    columns = [minutes, sign * least[:, -1], week, session, sessions]
    for name in wish.watched:
        highest = courses.values(name).reshape(sets, size, -1).max(axis=2)
        columns.append(np.percentile(highest, 100.0 - wish.percentile, axis=1))
    return np.column_stack(columns)


def _best(space: Space, archive: Archive, best: tuple[int, ...], wish: Wish) -> BestDose:
    import pandas as pd

    names = [*FIXED, *wish.watched]
    rows = [
        {**space.choices(k), **dict(zip(names, v.tolist(), strict=True))} for k, v in archive.found.items()
    ]
    choices, found = space.choices(best), archive.found[best]
    results = dict(zip(names, found.tolist(), strict=True))
    if not np.isfinite(found[1]):
        raise MusclebalanceError(f"the best programme gives no finite {wish.outcome}; widen the ranges.")
    feasible = bool(wish.excess(found[None])[0] == 0.0)
    return BestDose(
        space, space.plan(choices), choices, results, feasible, wish.goal, wish.outcome, wish.target,
        wish.percentile, pd.DataFrame(rows),
    )  # fmt: skip
