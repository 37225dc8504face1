"""Many people through their plans and lives, each with their own adherence and days, in blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..engine import Method, PackedTimeline
from ..engine.checkpoint import Arrays, Shapes
from ..engine.executor import Executor, block_size, gather
from ..engine.naming import digest, origin
from ..lifestyle import Event, Lifestyle
from ..model.body import program_of
from ..result import Trajectory
from ..result.variables import find
from ..timeline import Compiler, Timeline, compile
from ..timeline.compiling import horizon
from ..treatment import Plan
from ..treatment.plan import person_stream
from .people import People, pack, run

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Inputs of daily life that may vary from day to day.
VARYING = ("stress", "load")
#: The largest value of those that are shares.
HIGHEST = {"stress": 1.0}
#: Purpose of the random stream of daily variation.
DAILY_STREAM = 71
#: Steps into which a day's factor is rounded, so that equal segments of daily life share a row.
LEVELS = 8


@dataclass(frozen=True, eq=False, repr=False)
class Courses:
    """What happened to many people.

    Parameters
    ----------
    people : People
        At the start.
    days : ndarray of int (k,)
        Mornings whose states are stored [d from waking on day 1].
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
        """The stored states as what they show."""
        return self.people.trajectory(self.states)

    def values(self, name: str) -> Array:
        """A variable at the stored mornings, shape (people, k) [unit shown in results]."""
        return self.trajectory.values(name)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A variable over days, a column for each person."""
        import pandas as pd

        days, unit = pd.Index(self.days, name="day"), find(self.people.body.model, name).unit
        people = pd.Index(self.people.numbers, name=f"{name} [{unit}]")
        return pd.DataFrame(self.values(name).T, days, people)

    def __repr__(self) -> str:
        return f"<{len(self.days)} mornings of {len(self.people)} people; at the end: {self.final}>"


def simulate_many(
    people: People,
    plan: Plan | Sequence[Plan | None] | None,
    lifestyle: Lifestyle | Sequence[Lifestyle],
    *,
    weeks: float | None,
    days: int | Sequence[int] | NDArray[np.int64] | None,
    store: Any,
    events: tuple[Event, ...],
    daily: Mapping[str, float],
    block: int | None,
    executor: Executor | None,
    progress: bool,
    checkpoint: str | Path | None,
    **common: Any,
) -> Courses:
    """Many people in blocks; `common` is seed, first weekday, tolerance and method. See `simulate`."""
    size = check_somebody(people)
    plans, lives = _each(plan, size, "plans"), _each(lifestyle, size, "lives")
    given = each_length(days, size)
    lengths = np.array([horizon(one, day, weeks) for one, day in zip(plans, given, strict=True)])
    at = mornings(store, int(lengths.min()))
    check_daily(daily)
    most = block_size(size, executor) if block is None else block
    count = int(check_range("people in a block", most, 1, 10**6))
    blocks = [
        Block(people[s], plans[s], lives[s], lengths[s], at, events, dict(daily), **common)
        for s in (slice(k, k + count) for k in range(0, size, count))
    ]
    found = gather(_run, blocks, executor=executor, progress=progress, checkpoint=checkpoint)
    courses = None
    if found.arrays:
        some = replace(people[found.kept], stopped=found.problem) if found.problem else people
        final = replace(some, state=found.arrays.pop("final"))
        courses = Courses(some, at, final=final, kept=found.kept, stopped=found.problem, **found.arrays)
    found.check(courses)
    assert courses is not None  # nobody is missing
    return courses


def each_length(days: Any, people: int) -> list[int | None]:
    """Days of each person: the same for all, or one each."""
    if np.ndim(days) and len(days) != people:
        raise MusclebalanceError(f"{len(days)} lengths for {people} people: give one for all or one each.")
    return [None] * people if days is None else np.broadcast_to(np.asarray(days, dtype=int), people).tolist()


def check_somebody(people: Sized) -> int:
    """How many there are, unless there is nobody."""
    if not len(people):
        raise MusclebalanceError("there is nobody to simulate; give at least one person.")
    return len(people)


def check_daily(daily: Mapping[str, float]) -> None:
    """Refuse variation of what does not vary, or of a size that nothing has."""
    for name, spread in daily.items():
        if name not in VARYING:
            raise unknown("input that varies from day to day", name, VARYING)
        check_range(f"variation of {name} from day to day", spread, 0.0, 2.0)


def mornings(store: Any, days: int) -> NDArray[np.int64]:
    """Days whose mornings are stored, in order: all of them, or those given."""
    if isinstance(store, str):
        if store != "daily":
            raise unknown("store of many people", store, ("daily",))
        return np.arange(days + 1)
    found = np.unique(np.asarray(store, dtype=np.int64))
    for day in found[[0, -1]] if len(found) else ():
        check_range("morning to store", int(day), 0, days, "d")
    return found


def _each(given: Any, people: int, what: str) -> tuple[Any, ...]:
    if given is None or isinstance(given, (Plan, Lifestyle)):
        return (given,) * people
    if isinstance(given, Mapping):
        raise MusclebalanceError(f"{what} by name are for a body; give people one for all or one each.")
    if len(given) != people:
        raise MusclebalanceError(f"{len(given)} {what} for {people} people: give one for all or one each.")
    return tuple(given)


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the people and what they live through."""

    people: People
    plans: tuple[Plan | None, ...]
    lives: tuple[Lifestyle, ...]
    days: NDArray[np.int64]
    at: NDArray[np.int64]
    events: tuple[Event, ...]
    daily: Mapping[str, float]
    seed: int
    first_weekday: str
    tol: float
    method: Method

    def __len__(self) -> int:
        return len(self.people)

    def __getitem__(self, who: slice) -> Block:
        parts = {name: getattr(self, name)[who] for name in ("people", "plans", "lives", "days")}
        return replace(self, **parts)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person."""
        return self.people.numbers

    @cached_property
    def digest(self) -> str:
        """Name by everything that decides the numbers."""
        return digest(origin(), program_of(self.people.body.model).digest, self)

    @property
    def shapes(self) -> Shapes:
        """What is found for each of them."""
        state = (len(self.people.body.program.state_names),)
        real = {"states": (np.float64, (len(self.at), *state)), "final": (np.float64, state)}
        return {**real, **dict.fromkeys(("prescribed", "delivered"), (np.int64, ()))}


def _run(block: Block) -> Arrays:
    """Compile, integrate and collect one block."""
    people, body = block.people, block.people.body
    timelines, packed = driven(block)
    inside = block.at[block.at > 0] - 1
    store = [t.day_ends[inside] for t in timelines]
    solution = run(body, people.state, packed, store=store, tol=block.tol, method=block.method)
    stored = np.asarray(solution.states).reshape(len(people), len(inside), people.state.shape[1])
    first = people.state[:, None] if len(inside) < len(block.at) else people.state[:, None][:, :0]
    return {
        "states": np.concatenate([first, stored], axis=1),
        "final": solution.final,
        **{
            kind: np.array([sessions(t, kind) for t in timelines], dtype=np.int64)
            for kind in ("prescribed", "delivered")
        },
    }


def sessions(timeline: Timeline, kind: str) -> int:
    """Sessions prescribed or delivered."""
    return sum(getattr(row, kind).sessions for row in timeline.audit.rows)


def driven(block: Block) -> tuple[list[Timeline], list[PackedTimeline]]:
    """The timeline of each person, and as the engine takes it, varied from day to day."""
    timelines, body = _timelines(block), block.people.body
    alike = {id(one): one for one in timelines}
    packed = {key: pack(body, one) for key, one in alike.items()}
    found = [packed[id(one)] for one in timelines]
    if block.daily:
        found = [
            _varied(one, t, body.program.input_names, _factors(block, int(k), t.days))
            for one, t, k in zip(found, timelines, block.numbers, strict=True)
        ]
    return timelines, found


def _timelines(block: Block) -> list[Timeline]:
    """One timeline per person; people whose days are the same share it."""
    pair = block.people.pair
    common: dict[str, Any] = {
        "seed": block.seed,
        "first_weekday": block.first_weekday,
        "events": block.events,
        "compiler": Compiler(pair),
    }
    shared: dict[Any, Timeline] = {}
    found = []
    for plan, life, days, person in zip(
        block.plans, block.lives, block.days.tolist(), block.numbers.tolist(), strict=True
    ):
        certain = plan is None or all(phase.adherence == 1.0 for phase in plan.phases)
        key = (id(plan), id(life), days, None if certain else person)
        if key not in shared:
            shared[key] = compile(plan, life, pair, days=days, person=person, **common)
        found.append(shared[key])
    return found


def _factors(block: Block, number: int, days: int) -> dict[str, Array]:
    """Factors (days,) of a person's days on each varying input: LEVELS equally likely steps of mean 1."""
    factors = {}
    for name, spread in block.daily.items():
        stream = person_stream(block.seed, number, DAILY_STREAM, VARYING.index(name))
        factors[name] = _steps(spread)[stream.integers(LEVELS, size=days)]
    return factors


@cache
def _steps(spread: float) -> Array:
    """The equally likely factors, the smallest first."""
    from scipy.stats import norm

    steps: Array = np.exp(np.sqrt(np.log1p(spread**2)) * norm.ppf((np.arange(LEVELS) + 0.5) / LEVELS))
    return np.asarray(steps / steps.mean())


def _varied(
    packed: PackedTimeline, timeline: Timeline, input_names: Sequence[str], factors: Mapping[str, Array]
) -> PackedTimeline:
    """A timeline in which each day's inputs are multiplied by that day's factor; shares stay shares."""
    ends = timeline.day_ends
    day = np.repeat(np.arange(len(ends)), np.diff(np.concatenate([[-1], ends])))
    kinds, kind = np.unique(np.stack(list(factors.values())), axis=1, return_inverse=True)
    wanted = packed.rows * kinds.shape[1] + kind.reshape(-1)[day]
    used = np.zeros(len(packed.table) * kinds.shape[1], dtype=bool)
    used[wanted] = True  # sooner than sorting them
    row, kind = np.divmod(np.flatnonzero(used), kinds.shape[1])
    table = packed.table[row]
    for name, factor in zip(factors, kinds, strict=True):
        column = input_names.index(name)
        table[:, column] = np.minimum(table[:, column] * factor[kind], HIGHEST.get(name, np.inf))
    return PackedTimeline(packed.durations, (np.cumsum(used) - 1)[wanted], table, packed.jumps)
