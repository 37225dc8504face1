"""Courses of cases: many that share pair, model and tolerance in one run of the kernel, or one alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import musclebalance as mb
from musclebalance.core.errors import EngineError, MusclebalanceError
from musclebalance.engine import Status
from musclebalance.simulation.people import People, run
from musclebalance.timeline import Timeline, compile

from .drawing import Case, healthy

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """A case with its person and timeline, and the states after its segments unless it was stopped."""

    case: Case
    person: mb.Person
    timeline: Timeline
    states: Array | None = None


def person_of(case: Case) -> mb.Person:
    """Whom a case is about; the cases of a block share them."""
    if not case.parameters:
        return healthy(case.pair, case.model)
    made = _person(case.pair, case.model, tuple(sorted(case.parameters.items())), case.tol)
    if isinstance(made, MusclebalanceError):
        raise made
    return made


@lru_cache(maxsize=64)
def _person(
    pair: mb.Pair, model: str, parameters: tuple[tuple[str, float], ...], tol: float
) -> mb.Person | MusclebalanceError:
    """A person with values of their own, or why there is none."""
    try:
        return mb.healthy(pair, model=model, parameters=dict(parameters), tol=tol)
    except MusclebalanceError as refusal:
        return refusal


def timeline_of(case: Case) -> Timeline:
    """The timeline of a case."""
    return compile(case.plan, case.life, case.pair, days=case.days, seed=case.seed, events=case.events)


def people_of(courses: Sequence[Course]) -> People:
    """Those whom some courses are about."""
    return People.of([one.person for one in courses])


def together(courses: Sequence[Course]) -> list[Course]:
    """Run cases at once; those that were stopped have no states."""
    people, lines = people_of(courses), [one.timeline for one in courses]
    store = [np.arange(len(line)) for line in lines]
    try:
        solution: Any = run(people.body, people.state, lines, store=store, tol=courses[0].case.tol)
    except EngineError as stop:
        solution = stop.partial
    done = solution.status == Status.DONE
    return [replace(one, states=solution.states[k] if done[k] else None) for k, one in enumerate(courses)]


def alone(case: Case, person: mb.Person, **changed: Any) -> mb.Result:
    """Run one case, changed or as it is, as a user does."""
    how: dict[str, Any] = {"plan": case.plan, "days": case.days, "events": case.events, "tol": case.tol}
    how |= {"seed": case.seed, "store": "segments", "progress": False} | changed
    return mb.simulate(person, how.pop("plan"), case.life, **how)
