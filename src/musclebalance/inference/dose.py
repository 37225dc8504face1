"""The best dose for a person or a group: which programmes there are, what is wished for, and the search."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, nearest, unknown
from ..engine.executor import Executor
from ..lifestyle import Lifestyle
from ..population.measuring import better, for_good
from ..result import Person
from ..result.variables import find
from ..simulation import Courses, simulate
from ..simulation.people import People
from ..treatment import PIR, Plan, StaticStretch
from ..treatment.steps import Session
from .search import Archive, Levels, minimise, non_dominated

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Choice -> (low, high, step) [unit of the technique's parameter]; ``per_week`` is sessions a week.
Ranges = Mapping[str, tuple[float, float, float]]
OFTEN: Ranges = {"repetitions": (1.0, 10.0, 1.0), "per_week": (1.0, 7.0, 1.0)}
CYCLE: Ranges = {"effort": (0.05, 1.0, 0.05), "contract": (3.0, 10.0, 1.0), "stretch": (0.0, 60.0, 5.0)}
TECHNIQUES: Mapping[str, tuple[Callable[..., Session], Ranges]] = {
    "PIR": (PIR, {**CYCLE, **OFTEN}),
    "StaticStretch": (StaticStretch, {"hold": (10.0, 60.0, 5.0), **OFTEN}),
}
WHOLE = ("repetitions", "sets")


@dataclass(frozen=True, slots=True)
class Burden:
    """Probability that a prescribed session is done, falling with minutes a week (logistic).

    Parameters
    ----------
    best : float
        Adherence to a programme of no burden [0..1].
    half, width : float
        Minutes a week at which half of that is left, and how gradually it falls [min]. They and the shape are
        assumed; no published relation for these techniques was found.

    Examples
    --------
    >>> round(Burden().adherence(30.0), 2)
    0.93
    """

    best: float = 0.95
    half: float = 150.0
    width: float = 40.0

    def __post_init__(self) -> None:
        check_range("adherence at no burden", self.best, 0.0, 1.0)
        check_range("minutes a week of half adherence", self.half, 1.0, 1e4, "min")
        check_range("width of the fall of adherence", self.width, 0.1, 1e4, "min")

    def adherence(self, minutes: float) -> float:
        """Adherence to a programme of so many minutes a week."""
        empty = 1.0 / (1.0 + np.exp(-self.half / self.width))
        return float(self.best / (1.0 + np.exp((minutes - self.half) / self.width)) / empty)


@dataclass(frozen=True, eq=False)
class Space:
    """Programmes of one technique."""

    build: Callable[..., Session]  # of the choices without ``per_week``
    ranges: Ranges
    weeks: float
    where: str = "home"
    burden: Burden = field(default_factory=Burden)
    overhead: float = 0.0  # that a session costs besides its steps [min]

    def __post_init__(self) -> None:
        if "per_week" not in self.ranges:
            raise MusclebalanceError(
                "a dose needs 'per_week' among its choices; for a fixed one give (3, 3, 1)."
            )
        for name, (low, high, step) in self.ranges.items():
            check_range(f"step of {name!r}", step, 1e-9, 1e9)
            check_range(f"range of {name!r}", high, low, 1e9)

    @property
    def levels(self) -> NDArray[np.int64]:
        """Number of values of each choice."""
        return np.array([round((h - lo) / s) + 1 for lo, h, s in self.ranges.values()])

    def choices(self, levels: Any) -> dict[str, float]:
        """Values of the choices at whole steps."""
        chosen = zip(self.ranges.items(), levels, strict=True)
        return {name: round(low + int(k) * step, 9) for (name, (low, _, step)), k in chosen}

    def session(self, choices: Mapping[str, float]) -> Session:
        """The session that choices make."""
        return self.build(**{n: int(v) if n in WHOLE else v for n, v in choices.items() if n != "per_week"})

    def session_minutes(self, choices: Mapping[str, float]) -> float:
        """Minutes that a session costs."""
        return self.session(choices).seconds / 60.0 + self.overhead

    def minutes(self, choices: Mapping[str, float]) -> float:
        """Minutes a week."""
        return choices["per_week"] * self.session_minutes(choices)

    def plan(self, choices: Mapping[str, float]) -> Plan:
        """The programme, with the adherence that its burden leaves."""
        adherence, often = round(self.burden.adherence(self.minutes(choices)), 6), int(choices["per_week"])
        return Plan(
            self.session(choices), per_week=often, weeks=self.weeks, where=self.where, adherence=adherence
        )


def dose_space(
    technique: str | Callable[..., Session] = "PIR", weeks: float = 8, *, ranges: Ranges | None = None,
    where: str = "home", burden: Burden | None = None, overhead: float = 0.0,
) -> Space:  # fmt: skip
    """The choices of a technique."""
    if callable(technique) and ranges is None:
        raise MusclebalanceError("a technique of your own needs ranges={choice: (low, high, step)}.")
    if not callable(technique) and technique not in TECHNIQUES:
        raise unknown("technique to optimise", technique, TECHNIQUES)
    build, usual = (technique, {}) if callable(technique) else TECHNIQUES[technique]
    return Space(build, {**usual, **(ranges or {})}, weeks, where, burden or Burden(), overhead)


GOALS = ("least time", "fastest")
PENALTY = 10.0  # cost of missing the target or a limit by its own size, against the goal's own scale
#: Results of a programme, before the limits: minutes a week, outcome at the end, week in which the target
#: is reached, minutes a session, sessions a week; and those of them that may be limited.
FIXED = ("minutes", "outcome", "week", "session_minutes", "sessions")
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

    def __post_init__(self) -> None:
        if self.goal not in GOALS:
            raise unknown("goal", self.goal, GOALS)
        check_range("percentile", self.percentile, 0.0, 100.0, "%")
        for name in self.watched:
            if nearest(name, LIMITED):
                raise unknown("limit", name, LIMITED)

    @property
    def watched(self) -> tuple[str, ...]:
        """Variables with a limit."""
        return tuple(name for name in self.limits if name not in LIMITED)

    @property
    def results(self) -> tuple[str, ...]:
        """Results of a programme, in order."""
        return (*FIXED, *self.watched)

    def excess(self, results: Array) -> Array:
        """How far each programme (sets,) misses target and limits, relative to their size; 0 is feasible."""
        missing = better(self.outcome) * (self.target - results[:, 1])
        short = np.maximum(0.0, missing) / max(abs(self.target), 1e-6)
        for name, limit in self.limits.items():
            beyond = np.maximum(0.0, results[:, self.results.index(name)] - limit)
            short = short + beyond / max(abs(limit), 1e-6)
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
    space, wish
        Programmes that were possible; goal, outcome, target, percentile and limits, as given.
    choices, results : mapping
        Of the technique; minutes a week, outcome at the end, week in which the target is reached, minutes a
        session, sessions a week, and limited quantities.
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
    wish: Wish
    choices: Mapping[str, float]
    results: Mapping[str, float]
    tried: pd.DataFrame

    @property
    def plan(self) -> Plan:
        """The best programme."""
        return self.space.plan(self.choices)

    @property
    def feasible(self) -> bool:
        """Whether the target is met within every limit."""
        return bool(self.wish.excess(np.array([list(self.results.values())]))[0] == 0.0)

    def pareto(self) -> pd.DataFrame:
        """Programmes that no other one beats in both minutes a week and outcome, least time first."""
        sign = -better(self.wish.outcome)
        points = np.column_stack([self.tried["minutes"], sign * self.tried["outcome"]])
        return self.tried.iloc[non_dominated(points)].reset_index(drop=True)

    def __str__(self) -> str:
        choices = ", ".join(f"{name} {value:g}" for name, value in self.choices.items())
        met = "met" if self.feasible else "NOT met by any programme tried; this one comes nearest"
        found, wish = self.results, self.wish
        week = f"in week {found['week']:.0f}" if np.isfinite(found["week"]) else "not reached in time"
        return "\n".join([
            f"Best dose ({wish.goal}) for {wish.outcome} to reach {wish.target:g} in all but the "
            f"{wish.percentile:g} % who respond least: target and limits {met}",
            f"  {choices}",
            *(f"  {line}" for line in str(self.plan).splitlines()),
            f"  {found['minutes']:.1f} min a week in {found['sessions']:g} sessions; {wish.outcome} at "
            f"the end {found['outcome']:.3g}; target reached: {week}",
            f"  {len(self.tried)} programmes tried; a research model, not a prescription",
        ])  # fmt: skip

    __repr__ = __str__


@public
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
    lifestyle, weeks
        The life meanwhile; length of the programme and of the search's horizon.
    outcome, target, percentile
        Variable of results, what it is to reach by the end [its unit], and the percentage of the people
        (those who respond least) in whom it need not.
    goal : {"least time", "fastest"}
    limits : mapping, optional
        Largest weekly ``"minutes"``, ``"sessions"``, ``"session_minutes"`` or weekly value of any variable.
    ranges : mapping, optional
        Choice -> (low, high, step) [unit of the technique's parameter], ``"per_week"`` among them; replaces
        or adds to the default ranges, low = high fixes a choice.
    where, burden, overhead
        ``"home"`` or ``"clinic"``; what gives the adherence; cost of a session besides its steps [min].
    budget, population : int
        Programmes evaluated in all, and in one call of the engine.
    seed, tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`; the seed is also that of the search.

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
    import pandas as pd

    group, space = People.of([people]) if isinstance(people, Person) else people, technique
    if not isinstance(space, Space):
        space = dose_space(space, weeks, ranges=ranges, where=where, burden=burden, overhead=overhead)
    wish = Wish(goal, outcome, target, percentile, dict(limits or {}), space.weeks)
    check_range("budget", budget, 1, 10**6)
    for name in (outcome, *wish.watched):
        find(group.body.model, name)
    run = partial(
        simulate, lifestyle=lifestyle, seed=seed, tol=tol, executor=executor, progress=progress,
        checkpoint=checkpoint,
    )  # fmt: skip
    archive = Archive(lambda levels: _evaluate(group, space, wish, levels, run), budget)
    best, _ = minimise(archive, space.levels, wish.cost, seed=seed, population=population)
    results = {k: dict(zip(wish.results, v.tolist(), strict=True)) for k, v in archive.found.items()}
    if not np.isfinite(results[best]["outcome"]):
        raise MusclebalanceError(f"the best programme gives no finite {wish.outcome}; widen the ranges.")
    tried = pd.DataFrame([{**space.choices(k), **found} for k, found in results.items()])
    return BestDose(space, wish, space.choices(best), results[best], tried)


def _evaluate(group: People, space: Space, wish: Wish, levels: Levels, run: Callable[..., Any]) -> Array:
    """Results (sets, results) of the programmes at some levels (sets, choices)."""
    size, days, sets = len(group), round(7 * space.weeks), len(levels)
    choices = [space.choices(row) for row in levels]
    plans = [plan for plan in map(space.plan, choices) for _ in range(size)]
    at = np.unique([*range(0, days + 1, 7), days])
    courses: Courses = run(group[np.tile(np.arange(size), sets)], plans, days=days, store=at)
    sign = better(wish.outcome)
    values = sign * courses.values(wish.outcome).reshape(sets, size, -1)
    least = np.percentile(values, wish.percentile, axis=1)  # of each week, the least responding but a few
    reached = least >= sign * wish.target
    columns: list[Any] = [
        [space.minutes(c) for c in choices], sign * least[:, -1], for_good(reached, at / 7.0),
        [space.session_minutes(c) for c in choices], [c["per_week"] for c in choices],
    ]  # fmt: skip
    for name in wish.watched:
        highest = courses.values(name).reshape(sets, size, -1).max(axis=2)
        columns.append(np.percentile(highest, 100.0 - wish.percentile, axis=1))
    return np.column_stack(columns)
