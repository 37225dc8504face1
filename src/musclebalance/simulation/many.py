"""Many people through their plans and lives, each with their own adherence and days, in blocks."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..engine import PackedTimeline
from ..engine.checkpoint import Arrays
from ..engine.executor import Executor, Gathered, block_size, gather
from ..lifestyle import Lifestyle
from ..result import Trajectory
from ..timeline import Compiler, Timeline, compile
from ..treatment import Plan
from ..treatment.adherence import person_stream
from .integration import pack, run
from .people import People

Array = NDArray[np.float64]

#: Inputs of daily life that may vary from day to day.
VARYING = ("stress", "load")
#: The largest value of those that are shares.
HIGHEST = {"stress": 1.0}
#: Purpose of the random stream of daily variation.
DAILY_STREAM = 71
#: Steps into which a day's factor is rounded, so that equal segments of daily life share a row.
LEVELS = 8


@dataclass(frozen=True, eq=False)
class Courses:
    """What happened to many people.

    Parameters
    ----------
    people : People
        At the start.
    days : ndarray of int (k,)
        Mornings whose states are kept [d from waking on day 1].
    states : ndarray (people, k, n_states)
    final : People
        At the end.
    prescribed, delivered : ndarray of int (people,)
        Sessions within the time simulated.
    kept : ndarray of int (people,)
        Positions of these people among those that were given: all of them, unless somebody stopped.
    stopped : str
        Why these courses are partial; empty when they are whole.
    """

    people: People
    days: NDArray[np.int64]
    states: Array
    final: People
    prescribed: NDArray[np.int64]
    delivered: NDArray[np.int64]
    kept: NDArray[np.int64]
    stopped: str = ""

    @cached_property
    def trajectory(self) -> Trajectory:
        """The kept states as what they show."""
        return self.people.trajectory(self.states)

    def values(self, name: str) -> Array:
        """A variable at the kept mornings, shape (people, k) [unit shown in results]."""
        return self.trajectory.values(name)


def simulate_people(
    people: People,
    plan: Plan | Sequence[Plan | None] | None,
    life: Lifestyle | Sequence[Lifestyle],
    *,
    days: int | Sequence[int] | NDArray[np.int64],
    at: Sequence[int] | NDArray[np.int64] = (),
    seed: int = 0,
    daily: Mapping[str, float] | None = None,
    tol: float = 1e-4,
    executor: Executor | None = None,
    progress: bool = True,
    checkpoint: str | Path | None = None,
    block: int | None = None,
) -> Courses:
    """Simulate many people, each under a plan and a life.

    Parameters
    ----------
    people : People
    plan : Plan or None, or a sequence of one per person
    life : Lifestyle or a sequence of one per person
    days : int or sequence of int
        How long [d]; may differ between people.
    at : sequence of int
        Mornings whose states are kept [d]; 0 is the start.
    seed : int
        Of adherence and daily variation: one stream for each person, named by their number.
    daily : mapping, optional
        Coefficient of variation from day to day of an input of daily life, ``{"stress": 0.3}``; log-normal
        with mean 1.
    tol : float
        Error tolerance of a step.
    executor, progress : optional
        Where blocks of people run: anything with ``submit``, by default threads; whether to show a bar.
    checkpoint : str or Path, optional
        Folder that keeps every block that is done; the same call goes on from there.
    block : int, optional
        People in one block, at most; default by their number. It does not change anybody's numbers.

    Returns
    -------
    Courses

    Raises
    ------
    OutOfRangeError
        A morning beyond somebody's last day.
    UnknownNameError
        An input that cannot vary.
    EngineError, Interrupted
        Somebody's integration stopped, or Ctrl-C; courses of those who reached the end hang on it as
        ``partial``.
    """
    count = block_size(len(people)) if block is None else block
    jobs = _blocks(people, plan, life, days, at, seed, daily or {}, tol, count)
    found = gather(_run, jobs, executor=executor, progress=progress, checkpoint=checkpoint)
    courses = _courses(people, jobs[0].at, found) if found.arrays else None
    found.check(courses)
    assert courses is not None  # nobody is missing
    return courses


def _courses(people: People, at: NDArray[np.int64], found: Gathered) -> Courses:
    """Courses of the people who reached the end."""
    whole = found.arrays
    if found.problem:
        people = replace(people[found.kept], stopped=found.problem)
    final = replace(people, state=whole["final"])
    return Courses(
        people,
        at,
        whole["states"],
        final,
        whole["prescribed"],
        whole["delivered"],
        found.kept,
        found.problem,
    )


def _blocks(
    people: People, plan: Any, life: Any, days: Any, at: Any, seed: int, daily: Mapping[str, float],
    tol: float, count: int,
) -> list[_Block]:  # fmt: skip
    """Blocks of `count` people, after what was asked for has been checked."""
    size = len(people)
    plans, lives = _each(plan, size, "plans"), _each(life, size, "lives")
    lengths = np.broadcast_to(np.asarray(days, dtype=int), size)
    mornings = np.unique(np.asarray(at, dtype=np.int64))
    for day in (mornings[0], mornings[-1]) if len(mornings) else ():
        check_range("morning to keep", int(day), 0, int(lengths.min()), "d")
    check_range("people in a block", count, 1, 10**6)
    for name, spread in daily.items():
        if name not in VARYING:
            raise unknown("input that varies from day to day", name, VARYING)
        check_range(f"variation of {name} from day to day", spread, 0.0, 2.0)
    parts = [slice(k, k + count) for k in range(0, size, count)]
    return [
        _Block(people[s], plans[s], lives[s], lengths[s], mornings, seed, dict(daily), tol) for s in parts
    ]


def _each(given: Any, people: int, what: str) -> tuple[Any, ...]:
    if given is None or isinstance(given, (Plan, Lifestyle)):
        return (given,) * people
    if len(given) != people:
        raise MusclebalanceError(f"{len(given)} {what} for {people} people: give one for all or one each.")
    return tuple(given)


@dataclass(frozen=True, eq=False)
class _Block:
    """Some of the people and what they live through."""

    people: People
    plans: tuple[Plan | None, ...]
    lives: tuple[Lifestyle, ...]
    days: NDArray[np.int64]
    at: NDArray[np.int64]
    seed: int
    daily: Mapping[str, float]
    tol: float

    def __len__(self) -> int:
        return len(self.people)

    def __getitem__(self, who: slice) -> _Block:
        parts = {name: getattr(self, name)[who] for name in ("people", "plans", "lives", "days")}
        return replace(self, **parts)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person."""
        return self.people.numbers

    @cached_property
    def digest(self) -> str:
        """Name by everything that decides the numbers."""
        found = hashlib.sha256(self.people.digest)
        for array in (self.days, self.at):
            found.update(np.ascontiguousarray(array).tobytes())
        distinct = {id(one): one for one in (*self.plans, *self.lives)}
        order = {key: k for k, key in enumerate(distinct)}
        uses = [order[id(one)] for one in (*self.plans, *self.lives)]
        rest = (uses, self.seed, sorted(self.daily.items()), self.tol)
        found.update(repr(rest).encode() + pickle.dumps(list(distinct.values()), protocol=4))
        return found.hexdigest()[:32]


def _run(block: _Block) -> Arrays:
    """Compile, integrate and collect one block."""
    people, body = block.people, block.people.body
    timelines = _timelines(block)
    packed: list[Any] = [pack(body, one) for one in timelines] if block.daily else timelines
    if block.daily:
        packed = [
            _varied(p, t, body.program.input_names, _factors(block, int(k), t.days))
            for p, t, k in zip(packed, timelines, people.numbers, strict=True)
        ]
    inside = block.at[block.at > 0] - 1
    solution = run(body, people.state, packed, store=[t.day_ends[inside] for t in timelines], tol=block.tol)
    stored = np.asarray(solution.states).reshape(len(people), len(inside), people.state.shape[1])
    first = people.state[:, None] if len(inside) < len(block.at) else people.state[:, None][:, :0]
    return {
        "states": np.concatenate([first, stored], axis=1),
        "final": solution.final,
        "prescribed": np.array([t.audit.prescribed.sessions for t in timelines], dtype=np.int64),
        "delivered": np.array([t.audit.delivered.sessions for t in timelines], dtype=np.int64),
    }


def _timelines(block: _Block) -> list[Timeline]:
    """One timeline per person; people whose days are the same share it."""
    compiler = Compiler(block.people.pair)
    shared: dict[Any, Timeline] = {}
    found = []
    for plan, life, days, number in zip(
        block.plans, block.lives, block.days, block.people.numbers, strict=True
    ):
        certain = plan is None or all(phase.adherence == 1.0 for phase in plan.phases)
        key = (id(plan), id(life), int(days), None if certain else int(number))
        if key not in shared:
            shared[key] = compile(
                plan,
                life,
                block.people.pair,
                days=int(days),
                seed=block.seed,
                person=int(number),
                compiler=compiler,
            )
        found.append(shared[key])
    return found


def _factors(block: _Block, number: int, days: int) -> dict[str, Array]:
    """Factors (days,) of a person's days on each varying input: LEVELS equally likely steps of mean 1."""
    from scipy.stats import norm

    middle = norm.ppf((np.arange(LEVELS) + 0.5) / LEVELS)
    factors = {}
    for name, spread in block.daily.items():
        steps = np.exp(np.sqrt(np.log1p(spread**2)) * middle)
        stream = person_stream(block.seed, number, DAILY_STREAM, VARYING.index(name))
        factors[name] = (steps / steps.mean())[stream.integers(LEVELS, size=days)]
    return factors


def _varied(
    packed: PackedTimeline, timeline: Timeline, input_names: Sequence[str], factors: Mapping[str, Array]
) -> PackedTimeline:
    """A timeline in which each day's inputs are multiplied by that day's factor; shares stay shares."""
    ends = timeline.day_ends
    day = np.repeat(np.arange(len(ends)), np.diff(np.concatenate([[-1], ends])))
    rows = packed.table[packed.rows]
    for name, factor in factors.items():
        column = input_names.index(name)
        rows[:, column] = np.minimum(rows[:, column] * factor[day], HIGHEST.get(name, np.inf))
    table, inverse = np.unique(rows, axis=0, return_inverse=True)
    return PackedTimeline(packed.durations, inverse.reshape(-1).astype(np.int32), table, packed.jumps)
