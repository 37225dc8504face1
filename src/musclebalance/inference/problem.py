"""What a set of parameter values would have shown at the visits: many sets in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.distribution import Distribution
from ..core.errors import unknown
from ..lifestyle import Lifestyle
from ..model import hypotheses
from ..model.model import Model
from ..pairs import Pair
from ..population.measuring import MeasurementError
from ..simulation import Courses, healthy, simulate
from ..simulation.healthy import complete_parameters
from ..simulation.people import People
from ..treatment import Plan
from .free import CHRONICITY, Free, free_numbers
from .visits import Visits

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a fit or a sensitivity analysis takes for granted.

    Parameters
    ----------
    before : Lifestyle, "same" or "healthy"
        Life that had been lived for ``chronicity`` days until day 0; ``"same"`` is the life from then on,
        ``"healthy"`` starts healthy.
    model : str or Model
    parameters : mapping
        Values that are fixed and differ from the defaults.
    errors : mapping
        Measurement errors by variable.
    relative : bool
        Measured values are changes from the first visit.
    tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`.

    Raises
    ------
    UnknownNameError
    """

    before: Lifestyle | str = "same"
    model: str | Model = "combined"
    parameters: Mapping[str, float] = field(default_factory=dict)
    errors: Mapping[str, MeasurementError | float] = field(default_factory=dict)
    relative: bool = False
    tol: float = 1e-4
    executor: Any = None
    progress: bool = True
    checkpoint: Any = None

    def __post_init__(self) -> None:
        if isinstance(self.before, str) and self.before not in ("same", "healthy"):
            raise unknown("life before", self.before, ("same", "healthy"))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Setting:
        """From keyword arguments."""
        known = [one.name for one in fields(cls)]
        for name in given:
            if name not in known:
                raise unknown("setting", name, known)
        return cls(**given)

    @property
    def chosen(self) -> Model:
        """The model."""
        return hypotheses.get(self.model)

    def problem(
        self, pair: Pair, plan: Plan | None, lifestyle: Lifestyle, free: Free | None, names: Sequence[str],
        days: NDArray[np.int64], seed: int,
    ) -> Problem:  # fmt: skip
        """The circumstances, with what is free."""
        lived = self.before if isinstance(self.before, Lifestyle) else lifestyle
        before = None if self.before == "healthy" else lived
        known = complete_parameters(pair, self.chosen).with_(self.parameters)
        chosen = free_numbers(known, free, before is not None)
        options = {"executor": self.executor, "progress": self.progress, "checkpoint": self.checkpoint}
        return Problem(
            pair, self.chosen, plan, lifestyle, before, chosen, self.parameters, tuple(names), days, seed,
            self.tol, options,
        )  # fmt: skip


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
    tol: float
    options: Mapping[str, Any] = field(default_factory=dict)

    def values(self, scores: Array) -> Array:
        """Parameter values (..., free) for scores (..., free)."""
        return np.stack([d.values(scores[..., k]) for k, d in enumerate(self.free.values())], axis=-1)

    def people(self, scores: Array) -> People:
        """People with these scores (sets, free) on the morning of day 0."""
        values = self.values(scores)
        own = {name: values[:, k] for k, name in enumerate(self.free) if name != CHRONICITY}
        if not own:  # people that differ in the past only
            own = {"detectable_rom": np.full(len(values), self._fixed("detectable_rom"))}
        zeros = np.zeros(len(values), dtype=np.int64)  # one person tried out: one stream of adherence
        fresh = healthy(
            self.pair, own=own, model=self.model, parameters=self.parameters, tol=self.tol, numbers=zeros
        )
        if self.before is None:
            return fresh
        days = np.full(len(values), 180)
        if CHRONICITY in self.free:
            days = np.round(values[:, list(self.free).index(CHRONICITY)]).astype(int)
        return simulate(
            fresh, None, self.before, days=days, seed=self.seed, tol=self.tol, **self.options, store=()
        ).final

    def _fixed(self, name: str) -> float:
        return complete_parameters(self.pair, self.model).with_(self.parameters).value(name)

    def courses(
        self, scores: Array, days: Sequence[int] | NDArray[np.int64] | None = None, last: int | None = None
    ) -> Courses:
        """Courses of people with these scores, kept at `days` (default those read), up to day `last`."""
        at = self.days if days is None else np.asarray(days)
        end = max(1, int(at.max()) if last is None else last)
        return simulate(
            self.people(scores), self.plan, self.lifestyle, days=end, store=at, seed=self.seed, tol=self.tol,
            **self.options,
        )  # fmt: skip

    def outputs(self, scores: Array) -> Array:
        """Variables read at the mornings read, shape (sets, names * days), by name, then by day."""
        found = self.courses(scores)
        return np.concatenate([found.values(name) for name in self.names], axis=1)

    def columns(self, visits: Visits) -> NDArray[np.intp]:
        """Column of the outputs that each measurement reads."""
        day = np.searchsorted(self.days, visits.days)
        name = np.array([self.names.index(one) for one in visits.names])
        return name * len(self.days) + day

    def predicted(self, outputs: Array, visits: Visits) -> Array:
        """What the measurements would be, (sets, measurements), given outputs (sets, columns)."""
        found = outputs[:, self.columns(visits)]
        if visits.relative:
            name = np.array([self.names.index(one) for one in visits.names])
            found = found - outputs[:, name * len(self.days) + int(np.searchsorted(self.days, 0))]
        return np.asarray(found)
