"""People: bodies, states and readings as arrays, person axis first, and their way to results."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..core.calendar import parse_weekday
from ..core.errors import MusclebalanceError, check_range, unknown
from ..engine import Method, PackedTimeline, Solution, integrate
from ..lifestyle import Event, Lifestyle
from ..model.body import MUSCLES, Body
from ..model.imbalance import Components
from ..model.model import KINDS, Model
from ..pairs import Pair
from ..result import Person, Result
from ..result.variables import Reference, Trajectory, Variable, find
from ..timeline import Timeline
from ..treatment import Plan

Array = NDArray[np.float64]

#: What follows the name of a state in its flat name.
SUFFIXES = tuple(f"_{muscle}" for muscle in MUSCLES)


@dataclass(frozen=True, eq=False)
class People:
    """Many people with one muscle pair under one model, each with their own parameters and state.

    Parameters
    ----------
    pair : Pair
    body : Body
        Of all of them; ``body.own`` holds the values in which they differ.
    state, healthy_state : ndarray (people, n_states)
        Present state, and the state after a healthy life.
    healthy_life : Lifestyle
        The life from which the muscles' length set-points were derived.
    numbers : ndarray of int (people,)
        Number of each person, which names their random stream: it stays theirs in every selection.
    stopped : str
        Why people are missing who were asked for; empty when nobody is.
    """

    pair: Pair
    body: Body
    state: Array
    healthy_state: Array
    healthy_life: Lifestyle
    numbers: NDArray[np.int64]
    stopped: str = ""

    def __len__(self) -> int:
        return len(self.state)

    def __getitem__(self, who: int | slice | NDArray[Any]) -> People:
        """Some of the people, by position, slice or mask."""
        chosen = np.atleast_1d(np.arange(len(self))[who])
        parts = {name: getattr(self, name)[chosen] for name in ("state", "healthy_state", "numbers")}
        return replace(self, body=self.body.of(chosen), **parts)

    def check(self) -> None:
        """Refuse states that are not those of the model, as in a damaged file."""
        shape = (len(self.numbers), len(self.body.program.state_names))
        if self.state.shape != shape or self.healthy_state.shape != shape:
            raise MusclebalanceError("states and people do not fit each other; the file is damaged.")

    @property
    def model(self) -> Model:
        """The model they are simulated with."""
        return self.body.model

    @property
    def title(self) -> str:
        """Their pair in words."""
        return self.pair.title

    def variable(self, name: str) -> Variable:
        """A variable that they can show, with its unit."""
        return find(self.model, name)

    @cached_property
    def reference(self) -> Reference:
        """Healthy readings, each ndarray (people,)."""
        return Reference.of(self.body, self.healthy_state)

    def trajectory(self, states: Array | None = None) -> Trajectory:
        """What given states (people, ..., n_states) show, the joint free and at rest; default now."""
        return Trajectory(self.body, self.reference, self.state if states is None else np.asarray(states))

    def read(self, name: str, states: Array | None = None) -> Array:
        """A variable of given states, ndarray (people, ...); default the present state [unit shown]."""
        return self.trajectory(states).values(name)

    def components(self, states: Array | None = None) -> Components:
        """Components of imbalance of given states (people, ..., n_states); default the present state."""
        return self.trajectory(states).components

    @property
    def imbalance(self) -> Array:
        """Composite imbalance of everybody, shape (people,)."""
        return self.components().composite

    def person(self, position: int) -> Person:
        """One of them as a person of their own."""
        own = {name: float(values[position]) for name, values in self.body.own.items()}
        body = Body(self.body.model, self.body.parameters.valued(own))
        return Person(self.pair, body, self.state[position], self.healthy_state[position], self.healthy_life)

    @classmethod
    def of(cls, persons: Sequence[Person]) -> People:
        """Single persons of one pair, model and healthy life put together.

        Raises
        ------
        MusclebalanceError
            They differ in pair, model or healthy life, or there are none.
        """
        if not persons:
            raise MusclebalanceError("no person given; give at least one.")
        first = persons[0]
        for k, other in enumerate(persons):
            if _kind(other) != _kind(first):
                raise MusclebalanceError(f"person {k} has another pair, model or healthy life than person 0.")
        names = dict.fromkeys(name for p in persons for name in p.parameters)
        values = {n: np.array([_value(p, n) for p in persons]) for n in names}
        own = {n: v for n, v in values.items() if len(persons) == 1 or np.ptp(v) > 0.0}
        return cls(
            first.pair, Body(first.model, first.parameters, own), np.array([p.state for p in persons]),
            np.array([p.healthy_state for p in persons]), first.healthy_life, np.arange(len(persons)),
        )  # fmt: skip

    def __str__(self) -> str:
        low, middle, high = np.percentile(self.imbalance, (5, 50, 95))
        partial = f"PARTIAL: {self.stopped}.\n" if self.stopped else ""
        return (
            f"{partial}{len(self)} people, {self.pair.title}, model {self.body.model.name!r}: "
            f"imbalance {middle:.2f} ({low:.2f} to {high:.2f} in 90 % of them)"
        )

    __repr__ = __str__


def _kind(person: Person) -> tuple[Any, ...]:
    return person.pair.name, person.model, person.healthy_life


def _value(person: Person, name: str) -> float:
    part, _, base = name.rpartition(".")
    return person.parameters.value(base, part or None)


def pack(body: Body, timeline: Timeline) -> PackedTimeline:
    """A timeline as the engine takes it."""
    durations, rows, table = timeline.pack(body.program.input_names)
    off = {f"{name}{end}" for kind in KINDS for name in body.model.absent(kind) for end in ("", *SUFFIXES)}
    jumps = tuple(jump for jump in timeline.jumps() if jump[1] not in off)
    for _, state, _, _ in jumps:
        if state not in body.program.state_names:
            raise unknown(f"state (event) in model {body.model.name!r}", state, body.program.state_names)
    return PackedTimeline(durations, rows, table, jumps=jumps)


def window(packed: PackedTimeline, first: int, stop: int) -> PackedTimeline:
    """The segments from `first` up to `stop`, with what happens in them."""
    inside = [(i - first, name, how, value) for i, name, how, value in packed.jumps if first <= i < stop]
    return PackedTimeline(packed.durations[first:stop], packed.rows[first:stop], packed.table, tuple(inside))


def run(
    body: Body,
    start: Array,
    timeline: Timeline | PackedTimeline | Sequence[Timeline | PackedTimeline],
    *,
    store: Any = None,
    tol: float = 1e-4,
    method: Method = "auto",
    vector: Array | None = None,
) -> Solution:
    """Integrate one person, or many, over a timeline."""
    check_range("tol", tol, 1e-10, 1e-2)
    parameters = body.vector if vector is None else vector
    packed: Any = timeline
    if isinstance(timeline, Timeline):
        packed = pack(body, timeline)
    elif not isinstance(timeline, PackedTimeline):
        given = {id(one): one for one in timeline}
        distinct = {key: pack(body, t) if isinstance(t, Timeline) else t for key, t in given.items()}
        packed = [distinct[id(one)] for one in timeline]
    single = np.ndim(start) == 1
    people = 1 if single else max(len(start), 1)
    return integrate(
        body.program,
        parameters,
        start,
        packed,
        tol=tol,
        store=store,
        method=method,
        block=people,
        progress=single,
    )


def provenance_of(
    person: Person, plan: Plan | None, lifestyle: Lifestyle, seed: int, tol: float, method: str,
    events: Iterable[Event] = (), first_weekday: str = "Mon", days: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Where a result comes from: whose numbers, plan and life in words, what struck, seed, versions.

    Of a plan whose sessions are drawn also how many are expected in so many `days`.
    """
    values = person.parameters
    expected = {}
    if plan is not None and plan.drawn:
        expected["expected_sessions"] = plan.expected(days, parse_weekday(first_weekday))
    return {
        "pair": person.pair.name,
        "model": person.model.name,
        "changed": {name: f"{values[name].value:.6g} {values[name].unit}" for name in values.changed},
        "events": [f"day {one.day}, {one.clock}: {one.label}" for one in events],
        "first_weekday": first_weekday,
        "plan": str(plan) if plan is not None else "no treatment",
        "programme_days": plan.days if plan is not None else None,
        "lifestyle": str(lifestyle),
        "seed": seed,
        "tol": tol,
        "method": method,
        **_versions(),
        **expected,
    }


def result_of(
    person: Person, timeline: Timeline, keep: NDArray[np.int64], states: Array, provenance: Mapping[str, Any]
) -> Result:
    """States at the ends of the segments that are kept, (kept or more, n_states), as a person's result."""
    durations, rows, _ = timeline.pack(person.body.program.input_names)
    return Result(
        person,
        timeline,
        times=np.concatenate([[0.0], np.cumsum(durations)[keep]]),
        states=np.vstack([person.state, states[: len(keep)]]),
        rows=np.concatenate([[-1], rows[keep]]).astype(np.int64),
        provenance=dict(provenance),
    )


@cache
def _versions() -> dict[str, str]:
    """Versions of what computes, and date of the packaged evidence."""
    import platform

    import scipy

    manifest = resources.files("musclebalance") / "evidence" / "data" / "manifest.toml"
    evidence = str(tomllib.loads(manifest.read_text("utf-8"))["version"])
    own = {"python": platform.python_version(), "musclebalance": __version__, "evidence": evidence}
    return {**own, "numpy": np.__version__, "scipy": scipy.__version__}
