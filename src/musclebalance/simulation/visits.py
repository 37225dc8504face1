"""Programmes that answer to the person: rules at visits, and the smallest dose that keeps a gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MusclebalanceError, unknown
from ..lifestyle import Lifestyle
from ..person import Person
from ..plan import Plan
from ..plan.rules import AdaptivePlan, Course, Rule
from ..plan.upkeep import Maintenance
from ..plan.upkeep import maintenance as search
from ..protocol import Session
from ..result import Result
from ..result.variables import find
from ..timeline import Compiler, Timeline
from ..timeline.course import join, next_block
from .integration import pack, run
from .people import People
from .run import provenance_of, simulate

Array = NDArray[np.float64]

#: Readouts, by how their name starts, of which more or less is better.
BETTER_HIGH, BETTER_LOW = ("rom", "strength"), ("imbalance", "tone", "pain")
#: Read at every visit, besides what the rules ask for.
ALWAYS = ("pain", "rom_agonist", "imbalance")


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
    """

    people: People
    days: NDArray[np.int64]
    states: Array
    courses: tuple[Course, ...]
    sessions: NDArray[np.int64]

    def values(self, name: str) -> Array:
        """A variable at the visits, shape (people, k) [unit shown in results]."""
        return self.people.read(name, self.states)

    def share(self, action: str) -> Array:
        """Share of the people for whom `action` was decided at each visit, shape (k - 1,)."""
        taken = [[visit.action == action for visit in course.history] for course in self.courses]
        return np.asarray(np.mean(taken, axis=0))


def simulate_adaptive(
    person: Person, plan: AdaptivePlan, lifestyle: Lifestyle, *, seed: int = 0, tol: float = 1e-4
) -> tuple[Result, Course]:
    """Simulate one person whose dose depends on what is measured at visits.

    Parameters
    ----------
    person : Person
    plan : AdaptivePlan
        Levels, rules, weeks between visits, measurement error.
    lifestyle : Lifestyle
    seed, tol
        Seed of adherence and measurement error; error tolerance of a step.

    Returns
    -------
    (Result, Course)
        All days of the programme; what was measured and decided at each visit.

    Raises
    ------
    UnknownNameError
        A rule reads what the model does not have.

    Examples
    --------
    >>> import musclebalance as mb
    >>> from musclebalance.plan import AdaptivePlan, Level, Rule
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> plan = AdaptivePlan((Level(mb.PIR(), 3),), (Rule("discharge", "pain < 1"),), weeks=2)
    >>> result, course = simulate_adaptive(person, plan, mb.Lifestyle.healthy())
    >>> course.history[0].action
    'discharge'
    """
    timelines: list[Timeline] = []
    states: list[Array] = []
    steps = 0
    course = plan.begin(seed)
    for courses, blocks, solution in _advance(People.of([person]), [course], lifestyle, tol, daily=True):
        course = courses[0]
        timelines.append(blocks[0])
        states.append(np.asarray(solution.states)[0])
        steps += int(np.sum(solution.steps))
    whole = join(timelines)
    packed = pack(person.body, whole)
    result = Result(
        person,
        whole,
        times=np.concatenate([[0.0], packed.ends[whole.day_ends]]),
        states=np.vstack([person.state, *states]),
        rows=np.concatenate([[-1], packed.rows[whole.day_ends]]).astype(np.int64),
        provenance={
            **provenance_of(None, lifestyle, seed, tol, "auto"),
            "plan": f"adaptive, {len(plan.levels)} levels, visits every {plan.every} weeks",
            "programme_days": whole.days,
            "steps": steps,
        },
    )
    return result, course


def simulate_people_adaptive(
    people: People, plan: AdaptivePlan, lifestyle: Lifestyle, *, seed: int = 0, tol: float = 1e-4
) -> Visits:
    """Simulate many people on an adaptive plan, each with their own adherence, measurement error and course.

    Parameters
    ----------
    people : People
    plan, lifestyle, seed, tol
        As in :func:`simulate_adaptive`; each person has a random stream of their own, named by their number.

    Returns
    -------
    Visits
    """
    final: Sequence[Course] = [plan.begin(seed, int(number)) for number in people.numbers]
    states, days = [people.state], [0]
    sessions = np.zeros(len(people), dtype=np.int64)
    for courses, blocks, solution in _advance(people, final, lifestyle, tol, daily=False):
        final = courses
        states.append(np.asarray(solution.final))
        days.append(days[-1] + blocks[0].days)
        sessions += [len(block.spans) for block in blocks]
    return Visits(people, np.array(days), np.stack(states, axis=1), tuple(final), sessions)


def _advance(
    people: People, courses: Sequence[Course], lifestyle: Lifestyle, tol: float, daily: bool
) -> Iterator[tuple[list[Course], list[Timeline], Any]]:
    """From visit to visit: courses after each visit, the timelines lived and the engine's solution."""
    names = _readouts(people, courses[0].plan)
    compiler = Compiler(people.pair)
    state = people.state
    current = list(courses)
    while not current[0].done:
        blocks = [next_block(c, lifestyle, people.pair, compiler=compiler) for c in current]
        store = [b.day_ends if daily else b.day_ends[-1:] for b in blocks]
        solution = run(people.body, state, blocks, store=store, tol=tol)
        state = np.atleast_2d(np.asarray(solution.final))
        read = {name: people.read(name, state) for name in names}
        current = [c.visit({n: float(v[k]) for n, v in read.items()}) for k, c in enumerate(current)]
        yield current, blocks, solution


def _readouts(people: People, plan: AdaptivePlan) -> tuple[str, ...]:
    """What a visit must measure: what rules and measurement errors name, and the usual readings."""
    asked = [c.readout for rule in plan.rules if isinstance(rule, Rule) for c in rule.when]
    for name in (*asked, *plan.errors):
        find(people.body.model, name)
    usual = [name for name in ALWAYS if _known(people, name)]
    return tuple(dict.fromkeys((*asked, *plan.errors, *usual)))


def _known(people: People, name: str) -> bool:
    try:
        find(people.body.model, name)
    except MusclebalanceError:
        return False
    return True


def maintenance(
    person: Person,
    session: Session,
    lifestyle: Lifestyle,
    *,
    readout: str = "rom_agonist",
    keep: float | None = None,
    tolerance: float = 1.0,
    weeks: float = 26,
    where: str = "home",
    higher_is_better: bool | None = None,
    tol: float = 1e-4,
) -> Maintenance:
    """Smallest weekly dose that keeps a gain while the cause persists, found and checked by simulation.

    Parameters
    ----------
    person : Person
        In the state in which the gain was reached, e.g. ``result.final``.
    session : Session
        What is done each time.
    lifestyle : Lifestyle
        The life that goes on, cause included.
    readout : str
        What is to be kept.
    keep : float, optional
        Level to keep [unit of the readout]; default the present one less `tolerance` in the bad direction.
    tolerance : float
        How much the readout may still drift in the second half [unit of the readout].
    weeks, where
        Length of the first simulation [weeks], the second is twice as long; ``"clinic"`` or ``"home"``.
    higher_is_better : bool, optional
        Default: True for ranges of motion and strength, False for imbalance, tone and pain.
    tol : float
        Error tolerance of a step.

    Raises
    ------
    MusclebalanceError
        The response is not monotone in the dose, or nobody says which direction is better.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> found = mb.maintenance(person, mb.PIR(), mb.Lifestyle.healthy(), keep=17.0, weeks=4)
    >>> found.per_week
    0.0
    """
    variable = find(person.model, readout)
    better = _direction(readout) if higher_is_better is None else higher_is_better
    now = float(People.of([person]).read(readout)[0])
    level = keep if keep is not None else now - tolerance if better else now + tolerance

    def after(plan: Plan | None, length: float) -> float:
        return simulate(person, plan, lifestyle, weeks=length, tol=tol).at(variable.name, 7 * length)

    return search(
        session, after, keep=level, tolerance=tolerance, higher_is_better=better, weeks=weeks, where=where
    )


def _direction(readout: str) -> bool:
    for start in BETTER_HIGH + BETTER_LOW:
        if readout.startswith(start):
            return start in BETTER_HIGH
    raise unknown("readout whose better direction is known; give higher_is_better=", readout, ("rom", "pain"))
