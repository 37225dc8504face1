"""A person of whom some numbers are unknown: what many guesses at them would have shown, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.distribution import Distribution
from ..core.errors import MusclebalanceError, check_range, shown, unknown
from ..core.parameters import ParameterSet
from ..engine.executor import Executor, on
from ..lifestyle import Lifestyle
from ..model.model import Model
from ..pairs import Pair
from ..population import SPREADS
from ..simulation import Bodies, Body, BodyCourses, Courses, simulate
from ..simulation.people import People
from ..simulation.reading import OF
from ..treatment import Plan
from .subject import CHRONICITY, Subject
from .visits import Visits

Array = NDArray[np.float64]

#: Names, or name -> its distribution, the two ends of an even one, or None for the usual one.
Free = Sequence[str] | Mapping[str, Distribution | tuple[float, float] | None]

#: A plan, or a life, for all pairs of a body or by name.
Plans = Plan | Mapping[str, Plan | None] | None
Lives = Lifestyle | Mapping[str, Lifestyle]
#: What is fitted unless asked otherwise: chronicity, and the rates at which this person responds.
USUAL = (
    CHRONICITY, "tolerance_growth_time", "tolerance_slow_time", "memory_release_rate", "length_time"
)  # fmt: skip


def free_numbers(parameters: ParameterSet, free: Free | None, lived: bool) -> dict[str, Distribution]:
    """Distribution of each free number; chronicity is one only where a life was `lived` before."""
    asked = _asked(parameters, free, lived)
    return {name: _distribution(parameters, name, _stated(name, given)) for name, given in asked.items()}


def free_of(subject: Subject, free: Free | None, lived: bool) -> dict[str, Distribution]:
    """Distribution of each free number of a subject, which must be one for all pairs that it is of."""
    asked = _asked(subject.parameters(subject.labels[0]), free, lived)
    names, found = list(asked), dict[str, Distribution]()
    for label, owned in subject.owners(names).items():
        known = subject.parameters(label)
        for base, name in [*((base, names[k]) for base, k in owned.items()), (CHRONICITY, CHRONICITY)]:
            if name not in asked:
                continue
            prior = _distribution(known, base, _stated(name, asked[name]))
            if found.setdefault(name, prior) != prior:
                raise MusclebalanceError(
                    f"free number {name!r}: {label!r} has another value or other bounds than the pairs "
                    f"before it; name the pair ('{base}{OF}{label}'), or give the ends of one prior for all."
                )
    return {name: found[name] for name in names}


def _asked(
    parameters: ParameterSet, free: Free | None, lived: bool
) -> Mapping[str, Distribution | tuple[float, float] | None]:
    """What is free, and what is said of it."""
    if free is None:
        free = [name for name in USUAL if (lived if name == CHRONICITY else name in parameters)]
    if strange := [name for name in free if not isinstance(name, str)]:
        raise MusclebalanceError(f"free: {shown(strange[0])} is no name of a parameter; put it in quotes.")
    names = list(free)
    if not names:
        raise MusclebalanceError("nothing is free; give free= with at least one name.")
    if len(set(names)) < len(names):
        raise MusclebalanceError(f"a free parameter is named twice ({', '.join(names)}).")
    if CHRONICITY in names and not lived:
        raise MusclebalanceError("'chronicity' needs a life lived before; give before=.")
    return free if isinstance(free, Mapping) else dict.fromkeys(free)


def _stated(name: str, given: Any) -> Distribution | tuple[float, float] | None:
    """What is said of a free number: nothing, a distribution or two ends."""
    if given is None or isinstance(given, Distribution):
        return given
    if isinstance(given, str) or np.size(given) != 2:
        raise MusclebalanceError(
            f"free: {shown(given)} is no distribution of {name!r}; give its two ends, as in (0.1, 0.5), a "
            "Distribution, or None for the usual one."
        )
    low, high = (check_range(f"an end of {name!r}", end, -1e12, 1e12) for end in given)
    return low, high


def _distribution(
    parameters: ParameterSet, name: str, given: Distribution | tuple[float, float] | None
) -> Distribution:
    if name == CHRONICITY:
        if isinstance(given, tuple):
            low, high = given
            check_range("chronicity", low, 0.0, high, "d")
            return Distribution(kind="even", low=low, high=high, unit="d")
        return given or Distribution(0.6, "factor", 180.0, 20.0, 720.0, "d")
    base = name.rpartition(".")[2]
    if name not in parameters and base not in parameters:
        raise unknown("parameter to vary", name, [CHRONICITY, *parameters])
    entry = parameters.entry(name)
    value, low, high = entry.value, entry.low, entry.high
    if isinstance(given, Distribution):
        check_range(f"spread of {name!r}", given.size, 0.0 if given.kind == "even" else 1e-9, 1e6)
        return replace(
            given, middle=value if given.middle is None else given.middle, unit=entry.unit,
            low=low if given.low == -inf else given.low, high=high if given.high == inf else given.high,
        )  # fmt: skip
    if given is not None:
        first, last = given
        check_range(f"low end of {name!r}", first, low, last, entry.unit)
        check_range(f"high end of {name!r}", last, first, high, entry.unit)
        return Distribution(kind="even", low=first, high=last, unit=entry.unit)
    if value <= 0.0 or low < 0.0:  # as people differ, or wide where that is not known
        width = 0.25 * abs(value) if value else 0.1 * (high - low)
        return Distribution(width, "shift", value, low, high, entry.unit)
    size = SPREADS[base].size if base in SPREADS else 0.5
    return Distribution(size, "factor", value, low, high, entry.unit)


@dataclass(frozen=True, eq=False)
class Problem:
    """A person's circumstances, and what is free."""

    subject: Subject
    plan: Plan | Mapping[str, Plan | None] | None
    lifestyle: Lifestyle | Mapping[str, Lifestyle]
    before: Lifestyle | Mapping[str, Lifestyle] | None
    free: Mapping[str, Distribution]
    names: tuple[str, ...]
    days: NDArray[np.int64]
    seed: int
    running: Mapping[str, Any]  # how to simulate: tol, executor, progress, checkpoint

    @classmethod
    def of(
        cls, who: Pair | Body, plan: Plans, lifestyle: Lives, free: Free | None, names: Sequence[str],
        days: Iterable[float], *, before: Lives | str = "same", model: str | Model | None = None,
        parameters: Mapping[str, float] | None = None, seed: int = 0, tol: float = 1e-4,
        executor: Executor | None = None, progress: bool = True, checkpoint: str | Path | None = None,
    ) -> Problem:  # fmt: skip
        """The circumstances, after what was asked for has been checked."""
        if isinstance(before, str) and before not in ("same", "healthy"):
            raise unknown("life before", before, ("same", "healthy"))
        lived = None if before == "healthy" else lifestyle if isinstance(before, str) else before
        subject = Subject.of(who, model, parameters)
        subject.check_given("fit()", plan, lifestyle, lived)
        for name in names:
            subject.variable(name)
        numbers = free_of(subject, free, lived is not None)
        running = {"tol": tol, "executor": executor, "progress": progress, "checkpoint": checkpoint}
        mornings = np.unique(np.round(np.fromiter(days, dtype=float)).astype(np.int64))
        return cls(subject, plan, lifestyle, lived, numbers, tuple(names), mornings, seed, running)

    @property
    def model(self) -> Model:
        """The model that is fitted."""
        return self.subject.model

    def values(self, scores: Array) -> Array:
        """Parameter values (..., free) for scores (..., free)."""
        return np.stack([d.values(scores[..., k]) for k, d in enumerate(self.free.values())], axis=-1)

    def people(self, scores: Array) -> People | Bodies:
        """People with these scores (sets, free) on the morning of day 0."""
        values = self.values(scores)
        with on(self.running["executor"]):
            fresh = self.subject.people(tuple(self.free), values, self.running["tol"])
        if self.before is None:
            return fresh
        days = np.full(len(values), 180)
        if CHRONICITY in self.free:
            days = np.round(values[:, list(self.free).index(CHRONICITY)]).astype(int)
        return simulated(fresh, None, self.before, days=days, seed=self.seed, store=(), **self.running).final

    def courses(
        self, scores: Array, days: Sequence[int] | NDArray[np.int64] | None = None, last: int | None = None
    ) -> Courses | BodyCourses:
        """Courses of people with these scores, kept at `days` (default those read), up to day `last`."""
        at = self.days if days is None else np.asarray(days)
        end = max(1, int(at.max()) if last is None else last)
        given = (self.plan, self.lifestyle)
        return simulated(self.people(scores), *given, days=end, store=at, seed=self.seed, **self.running)

    def outputs(self, scores: Array) -> Array:
        """Variables read at the mornings read, shape (sets, names * days), by name, then by day."""
        courses = self.courses(scores)
        return np.concatenate([courses.values(name) for name in self.names], axis=1)

    def predicted(self, outputs: Array, visits: Visits) -> Array:
        """What the measurements would be, (sets, measurements), given outputs (sets, names * days)."""
        first = np.array([self.names.index(one) for one in visits.names]) * len(self.days)
        found = outputs[:, first + np.searchsorted(self.days, visits.days)]
        if visits.relative:
            found = found - outputs[:, first + int(np.searchsorted(self.days, 0))]
        return np.asarray(found)

    def measured(self, scores: Array, visits: Visits) -> Array:
        """What the measurements of people with these scores would be, (sets, measurements)."""
        return self.predicted(self.outputs(scores), visits)


def simulated(people: People | Bodies, plan: Plans, lifestyle: Lives, **how: Any) -> Courses | BodyCourses:
    """Courses of many people with one pair, or of many bodies."""
    someone: Any = people
    found: Courses | BodyCourses = simulate(someone, plan, lifestyle, **how)
    return found
