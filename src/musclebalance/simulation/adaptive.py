"""Programmes that answer to the person: rules at visits decide on the dose until the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import EngineError, MusclebalanceError
from ..engine.checkpoint import Arrays, Shapes
from ..engine.executor import Executor, block_size, carrying, gather
from ..engine.naming import digest, origin
from ..lifestyle import Lifestyle
from ..model.body import program_of
from ..result import Person, Result, Trajectory
from ..timeline import Compiler, Timeline, join, next_block
from ..treatment.adaptive import AdaptivePlan, Course
from .adaptive_body import live_adaptive
from .bodies import Bodies
from .body import Body
from .body_course import BodyCourse
from .living import LIFE
from .people import People, pack, run
from .visits import adaptive, origin_of, readouts, seen

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Visits:
    """Many people on an adaptive plan, seen at their visits.

    Parameters
    ----------
    people : People
        At the start.
    days : ndarray of int (k,)
        Days of the visits [d]; the first is 0.
    states : ndarray (people, k, n_states)
        States at the start and on the morning of each visit.
    courses : tuple of Course
        What was measured and decided, one for each person.
    sessions : ndarray of int (people,)
        Sessions delivered.
    kept : ndarray of int (people,)
        Positions of these people among those that were given: all of them, unless somebody stopped.
    stopped : str
        Why people are missing; empty when nobody is.
    """

    people: People
    days: NDArray[np.int64]
    states: Array
    courses: tuple[Course, ...]
    sessions: NDArray[np.int64]
    kept: NDArray[np.int64]
    stopped: str = ""

    @cached_property
    def trajectory(self) -> Trajectory:
        """The states at the visits as what they show."""
        return self.people.trajectory(self.states)

    def values(self, name: str) -> Array:
        """A variable at the visits, shape (people, k) [unit shown in results]."""
        return self.trajectory.values(name)

    def share(self, action: str) -> Array:
        """Share of the people for whom `action` was decided at each visit, shape (k - 1,)."""
        taken = [[visit.action == action for visit in course.history] for course in self.courses]
        return np.asarray(np.mean(taken, axis=0))


@overload
def simulate_adaptive(
    person: Person, plan: AdaptivePlan, lifestyle: Lifestyle, *, seed: int = ..., tol: float = ...
) -> tuple[Result, Course]: ...
@overload
def simulate_adaptive(
    person: Body, plan: AdaptivePlan | Mapping[str, AdaptivePlan | None],
    lifestyle: Lifestyle | Mapping[str, Lifestyle], *, seed: int = ..., tol: float = ...,
    progress: bool = ...,
) -> tuple[BodyCourse, dict[str, Course]]: ...  # fmt: skip
@overload
def simulate_adaptive(
    person: People, plan: AdaptivePlan, lifestyle: Lifestyle, *, seed: int = ..., tol: float = ...,
    executor: Executor | None = ..., progress: bool = ..., checkpoint: str | Path | None = ...,
) -> Visits: ...  # fmt: skip
@public
def simulate_adaptive(
    person: Person | People | Body | Bodies,
    plan: AdaptivePlan | Mapping[str, AdaptivePlan | None],
    lifestyle: Lifestyle | Mapping[str, Lifestyle],
    *,
    seed: int = 0,
    tol: float = 1e-4,
    executor: Executor | None = None,
    progress: bool = True,
    checkpoint: str | Path | None = None,
) -> tuple[Result, Course] | tuple[BodyCourse, dict[str, Course]] | Visits:
    """Simulate a person, a body, or many people, whose dose depends on what is measured at visits.

    Parameters
    ----------
    person : Person, People or Body
        Each has their own adherence, measurement error and course.
    plan : AdaptivePlan, or mapping of str to AdaptivePlan
        Levels, rules, weeks between visits, measurement error. Rules must decide by what they are given
        alone: courses of many people are decided a second time when all are gathered. Of a body one for all
        pairs, or by side, pair or pair of a side: each treated pair is decided by its own readings at its own
        visits, and lives on without treatment when its programme is over before another's.
    lifestyle : Lifestyle or mapping of str to Lifestyle
        Of a body also by side or pair.
    seed, tol
        Seed of adherence and measurement error; error tolerance of a step. The pairs of a body are missed
        alike, for they are one person's; the first that is treated is measured with the errors of a person
        with that pair alone, every other one with errors of its own, drawn for its name.
    executor, checkpoint
        For many people, as in :func:`simulate`.
    progress : bool
        For many people and for a body.

    Returns
    -------
    (Result, Course), (BodyCourse, dict of str to Course) or Visits
        All days of the programme, and what was measured and decided at each visit, of a body for each treated
        pair; of many people, the states at their visits and their courses.

    Raises
    ------
    UnknownNameError
        A rule reads what the model does not have.
    MusclebalanceError
        A plan that is not adaptive, a body without any, or many bodies.
    EngineError, Interrupted
        The integration stopped, or Ctrl-C. Its ``partial`` holds the result and the course up to the last
        visit, None before the first; of a body, every morning reached and the courses; of many people, the
        visits of those who reached the end.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance.treatment import AdaptivePlan, Level, Rule
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> plan = AdaptivePlan((Level(mb.PIR(), 3),), (Rule("discharge", "pain < 1"),), weeks=2)
    >>> result, course = simulate_adaptive(person, plan, mb.Lifestyle.healthy())
    >>> course.history[0].action
    'discharge'
    """
    if isinstance(person, Bodies):
        raise MusclebalanceError(
            "simulate_adaptive() takes one body; for many, take each: bodies.body(0), bodies.body(1), ..."
        )
    if isinstance(person, Body):
        return live_adaptive(person, plan, lifestyle, seed, tol, progress)
    plan = adaptive(plan)
    life: Lifestyle = LIFE.read(lifestyle, "simulate_adaptive()")
    if isinstance(person, Person):
        return _one(person, plan, life, seed, tol)
    names = readouts(person, plan)  # refuses an unknown one before anything is integrated
    size = block_size(len(person), executor)
    parts = (person[k : k + size] for k in range(0, len(person), size))
    groups = [_Group(part, plan, life, seed, tol) for part in parts]
    found = gather(_visited, groups, executor=executor, progress=progress, checkpoint=checkpoint)
    visits = None
    if found.arrays:
        some = replace(person[found.kept], stopped=found.problem) if found.problem else person
        states = found.arrays["states"]
        days, courses = _decided(some, names, _begun(some, plan, seed), states)
        visits = Visits(some, days, states, courses, found.arrays["sessions"], found.kept, found.problem)
    found.check(visits)
    assert visits is not None  # nobody is missing
    return visits


def _one(
    person: Person, plan: AdaptivePlan, lifestyle: Lifestyle, seed: int, tol: float
) -> tuple[Result, Course]:
    course, lived = plan.begin(seed), _Lived(person, [], [])
    provenance = origin_of(person, plan, lifestyle, seed, tol)
    try:
        for courses, blocks, solution in _advance(People.of([person]), [course], lifestyle, tol, daily=True):
            course = courses[0]
            lived.timelines.append(blocks[0])
            lived.solutions.append(solution)
    except (EngineError, KeyboardInterrupt) as stop:
        said = str(stop) if isinstance(stop, EngineError) else "stopped by the user"
        why = f"after the visit in week {course.weeks_done} of {plan.weeks}: {said}"
        partial = (lived.result({**provenance, "stopped": why}), course) if lived.timelines else None
        raise carrying(stop, partial) from None
    return lived.result(provenance), course


@dataclass(frozen=True, slots=True)
class _Lived:
    """What one person lived through from visit to visit."""

    person: Person
    timelines: list[Timeline]
    solutions: list[Any]

    def result(self, provenance: Mapping[str, Any]) -> Result:
        """All of it as one result, daily."""
        whole = join(self.timelines)
        packed = pack(self.person.body, whole)
        states = [np.asarray(solution.states)[0] for solution in self.solutions]
        steps = sum(int(np.sum(solution.steps)) for solution in self.solutions)
        return Result(
            self.person,
            whole,
            times=np.concatenate([[0.0], packed.ends[whole.day_ends]]),
            states=np.vstack([self.person.state, *states]),
            rows=np.concatenate([[-1], packed.rows[whole.day_ends]]).astype(np.int64),
            provenance={**provenance, "programme_days": whole.days, "steps": steps},
        )


@dataclass(frozen=True, eq=False)
class _Group:
    """Some of the people on an adaptive plan."""

    people: People
    plan: AdaptivePlan
    lifestyle: Lifestyle
    seed: int
    tol: float

    def __len__(self) -> int:
        return len(self.people)

    def __getitem__(self, who: slice) -> _Group:
        return replace(self, people=self.people[who])

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
        visits = -(-self.plan.weeks // self.plan.every)
        state = (visits + 1, len(self.people.body.program.state_names))
        return {"states": (np.float64, state), "sessions": (np.int64, ())}


def _visited(group: _Group) -> Arrays:
    """States (people, visits + 1, n_states) at the start and at each visit, and sessions delivered."""
    people, plan = group.people, group.plan
    states, sessions = [people.state], np.zeros(len(people), dtype=np.int64)
    courses = _begun(people, plan, group.seed)
    for _, blocks, solution in _advance(people, courses, group.lifestyle, group.tol, daily=False):
        states.append(np.asarray(solution.final))
        sessions += [len(block.spans) for block in blocks]
    return {"states": np.stack(states, axis=1), "sessions": sessions}


def _decided(
    people: People, names: Sequence[str], courses: Sequence[Course], states: Array
) -> tuple[NDArray[np.int64], tuple[Course, ...]]:
    """Days of the visits, and everybody's course from its beginning, decided from the states at them."""
    days = [0]
    for k in range(1, states.shape[1]):
        courses = seen(people, names, courses, states[:, k])
        days.append(7 * courses[0].weeks_done)
    return np.array(days), tuple(courses)


def _begun(people: People, plan: AdaptivePlan, seed: int) -> list[Course]:
    return [plan.begin(seed, int(number)) for number in people.numbers]


def _advance(
    people: People, courses: Sequence[Course], lifestyle: Lifestyle, tol: float, daily: bool
) -> Iterator[tuple[list[Course], list[Timeline], Any]]:
    """From visit to visit: courses after each visit, the timelines lived and the engine's solution."""
    names, compiler = readouts(people, courses[0].plan), Compiler(people.pair)
    state = people.state
    current = list(courses)
    while not current[0].done:
        blocks = [next_block(c, lifestyle, people.pair, compiler=compiler) for c in current]
        store = [b.day_ends if daily else b.day_ends[-1:] for b in blocks]
        solution = run(people.body, state, blocks, store=store, tol=tol)
        state = np.atleast_2d(np.asarray(solution.final))
        current = seen(people, names, current, state)
        yield current, blocks, solution
