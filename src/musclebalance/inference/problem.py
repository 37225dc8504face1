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
from ..model import hypotheses
from ..model.model import Model
from ..pairs import Pair
from ..population import SPREADS
from ..result.variables import find
from ..simulation import Courses, healthy, simulate
from ..simulation.healthy import complete_parameters
from ..simulation.people import People
from ..treatment import Plan
from .visits import Visits

Array = NDArray[np.float64]

#: Names, or name -> its distribution, the two ends of an even one, or None for the usual one.
Free = Sequence[str] | Mapping[str, Distribution | tuple[float, float] | None]

#: Days that the life before has been lived: how far the imbalance has come.
CHRONICITY = "chronicity"
#: What is fitted unless asked otherwise: chronicity, and the rates at which this person responds.
USUAL = (
    CHRONICITY, "tolerance_growth_time", "tolerance_slow_time", "memory_release_rate", "length_time"
)  # fmt: skip


def free_numbers(parameters: ParameterSet, free: Free | None, lived: bool) -> dict[str, Distribution]:
    """Distribution of each free number; chronicity is one only where a life was `lived` before."""
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
    given = free if isinstance(free, Mapping) else dict.fromkeys(free)
    return {name: _distribution(parameters, name, _stated(name, given[name])) for name in names}


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

    pair: Pair
    model: Model
    plan: Plan | None
    lifestyle: Lifestyle
    before: Lifestyle | None
    free: Mapping[str, Distribution]
    parameters: Mapping[str, float]
    names: tuple[str, ...]
    days: NDArray[np.int64]
    seed: int
    running: Mapping[str, Any]  # how to simulate: tol, executor, progress, checkpoint

    @classmethod
    def of(
        cls, pair: Pair, plan: Plan | None, lifestyle: Lifestyle, free: Free | None, names: Sequence[str],
        days: Iterable[float], *, before: Lifestyle | str = "same", model: str | Model = "combined",
        parameters: Mapping[str, float] | None = None, seed: int = 0, tol: float = 1e-4,
        executor: Executor | None = None, progress: bool = True, checkpoint: str | Path | None = None,
    ) -> Problem:  # fmt: skip
        """The circumstances, after what was asked for has been checked."""
        if isinstance(before, str) and before not in ("same", "healthy"):
            raise unknown("life before", before, ("same", "healthy"))
        lived = before if isinstance(before, Lifestyle) else lifestyle if before == "same" else None
        chosen, fixed = hypotheses.get(model), dict(parameters or {})
        for name in names:
            find(chosen, name)
        numbers = free_numbers(complete_parameters(pair, chosen, fixed), free, lived is not None)
        running = {"tol": tol, "executor": executor, "progress": progress, "checkpoint": checkpoint}
        mornings = np.unique(np.round(np.fromiter(days, dtype=float)).astype(np.int64))
        return cls(
            pair, chosen, plan, lifestyle, lived, numbers, fixed, tuple(names), mornings, seed, running
        )

    def values(self, scores: Array) -> Array:
        """Parameter values (..., free) for scores (..., free)."""
        return np.stack([d.values(scores[..., k]) for k, d in enumerate(self.free.values())], axis=-1)

    def people(self, scores: Array) -> People:
        """People with these scores (sets, free) on the morning of day 0."""
        values = self.values(scores)
        own = {name: values[:, k] for k, name in enumerate(self.free) if name != CHRONICITY}
        if not own:  # people that differ in the past only
            known = complete_parameters(self.pair, self.model, self.parameters)
            own = {"detectable_rom": np.full(len(values), known.value("detectable_rom"))}
        zeros = np.zeros(len(values), dtype=np.int64)  # one person tried out: one stream of adherence
        with on(self.running["executor"]):
            fresh = healthy(
                self.pair, own=own, model=self.model, parameters=self.parameters, tol=self.running["tol"],
                numbers=zeros,
            )  # fmt: skip
        if self.before is None:
            return fresh
        days = np.full(len(values), 180)
        if CHRONICITY in self.free:
            days = np.round(values[:, list(self.free).index(CHRONICITY)]).astype(int)
        return simulate(fresh, None, self.before, days=days, seed=self.seed, store=(), **self.running).final

    def courses(
        self, scores: Array, days: Sequence[int] | NDArray[np.int64] | None = None, last: int | None = None
    ) -> Courses:
        """Courses of people with these scores, kept at `days` (default those read), up to day `last`."""
        at = self.days if days is None else np.asarray(days)
        end = max(1, int(at.max()) if last is None else last)
        return simulate(
            self.people(scores), self.plan, self.lifestyle, days=end, store=at, seed=self.seed, **self.running
        )

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
