"""What must hold of every course, whatever the timeline: each check tells what does not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

import musclebalance as mb
from musclebalance.core.calendar import WEEKDAYS
from musclebalance.core.errors import EngineError, MusclebalanceError
from musclebalance.engine.integrate import outside

from .drawing import DEFAULT, Case, halved, healthy

Array = NDArray[np.float64]

#: Segments up to which a course is computed once more in another way.
MOST_SEGMENTS = 1500
#: Readings that are looked at, with the ends between which they lie.
READINGS = {
    "imbalance": (0.0, np.inf), "pain": (0.0, 10.0), "rom_agonist": (-np.inf, np.inf),
    "rom_antagonist": (-np.inf, np.inf), "resting_angle": (-np.inf, np.inf), "strength_ratio": (0.0, np.inf),
    "resting_tension_agonist": (0.0, np.inf), "resting_tension_antagonist": (0.0, np.inf),
    "resting_length_agonist": (0.0, 3.0), "resting_length_antagonist": (0.0, 3.0),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What became of a case: how it ended, what was checked beside the course, and what does not hold."""

    case: Case
    end: str
    checked: tuple[str, ...] = ()
    wrong: tuple[str, ...] = field(default=())


def check(case: Case) -> Found:
    """Simulate a case and check its course."""
    try:
        person = healthy(case.pair, case.model)
        if case.parameters:
            person = mb.healthy(case.pair, model=case.model, parameters=case.parameters, tol=case.tol)
    except MusclebalanceError as refusal:
        return Found(case, "no such person", wrong=tuple(_told(refusal)))
    try:
        result = _run(case, person)
    except EngineError as stop:
        usual = case.kind.startswith(DEFAULT) and "any angle" not in case.kind
        wrong = [f"stopped with default parameters: {stop}"] if usual else []
        return Found(case, "stopped", wrong=(*_told(stop), *wrong))
    except MusclebalanceError as refusal:
        return Found(case, "refused", wrong=tuple(_told(refusal)))
    wrong = [*_states(result), *_dose(result), *_readings(result)]
    beside = next((one for one, share in BESIDE.items() if case.chance < share), None)
    if beside is None:
        return Found(case, "simulated", wrong=tuple(wrong))
    if len(result.timeline) > MOST_SEGMENTS:
        return Found(case, "simulated", wrong=tuple(wrong))
    wrong += BESIDE_CHECKS[beside](case, person)
    return Found(case, "simulated", (beside,), tuple(wrong))


def _run(case: Case, person: mb.Person, **changed: Any) -> mb.Result:
    how: dict[str, Any] = {"plan": case.plan, "days": case.days, "events": case.events, "tol": case.tol}
    how |= {"seed": case.seed, "store": "segments", "progress": False} | changed
    return mb.simulate(person, how.pop("plan"), case.life, **how)


def _told(refusal: MusclebalanceError) -> Iterator[str]:
    """A refusal is one line of words."""
    if "\n" in str(refusal) or not 20 < len(str(refusal)) < 1500:
        yield f"refused in no line of words: {refusal}"


def _states(result: mb.Result) -> Iterator[str]:
    program, states = result.body.program, result.states
    lost = np.flatnonzero(~np.isfinite(states).all(axis=0))
    if len(lost):
        yield f"not finite: {', '.join(program.state_names[k] for k in lost)}"
        return
    beyond = outside(program, states, result.provenance["tol"]).any(axis=0)
    for k in np.flatnonzero(beyond):
        ends = f"{states[:, k].min():g} to {states[:, k].max():g}"
        yield f"{program.state_names[k]} is {ends}, outside {program.low[k]:g} to {program.high[k]:g}"


def _dose(result: mb.Result) -> Iterator[str]:
    audit = result.timeline.audit
    for row in audit.rows:
        for name in row.adhered.differs(row.delivered):
            asked, done = getattr(row.adhered, name), getattr(row.delivered, name)
            yield f"dose, week {row.week}: {name} {asked} became {done}"


def _readings(result: mb.Result) -> Iterator[str]:
    for name, (low, high) in READINGS.items():
        if name not in result.variables:
            continue
        values = result.values(name)
        if not np.isfinite(values).all():
            yield f"{name} is not finite"
        elif values.min() < low - 1e-9 or values.max() > high + 1e-9:
            yield f"{name} is {values.min():g} to {values.max():g}, outside {low:g} to {high:g}"


def _apart(one: mb.Result, two: mb.Result, at: Any = slice(None)) -> float:
    """Largest difference of the states, relative to their size."""
    a, b = one.states[at], two.states[at]
    return float(np.max(np.abs(a - b) / (np.abs(a) + np.abs(one.body.program.scale))))


def _reference(case: Case, person: mb.Person) -> list[str]:
    """The compiled kernel computes what the interpreted one does."""
    apart = _apart(_run(case, person, store="daily"), _run(case, person, store="daily", method="reference"))
    return [f"kernel and reference differ by {apart:g}"] if apart > max(1e-6, 0.1 * case.tol) else []


def _split(case: Case, person: mb.Person) -> list[str]:
    """A step that is cut in two is one step."""
    if case.plan is None:
        return []
    cut = _run(case, person, plan=halved(case.plan), store="daily")
    apart = _apart(_run(case, person, store="daily"), cut)
    return [f"steps cut in two differ by {apart:g}"] if apart > 1e-9 else []


def _permutation(case: Case, person: mb.Person) -> list[str]:
    """People are computed the same in any order."""
    order = random.Random(case.seed)
    count = order.randint(2, 7)
    cohort = mb.Cohort.sample(case.pair, n=count, seed=case.seed, model=case.model)
    people = cohort.develop(days=1, tol=1e-2, progress=False)
    mixed = np.array(order.sample(range(count), count))
    how: dict[str, Any] = {"days": case.days, "store": (), "seed": 3, "tol": case.tol, "progress": False}
    try:
        one = mb.simulate(people, case.plan, case.life, **how).final.state[mixed]
    except MusclebalanceError:  # what this person can do, those drawn cannot
        return []
    two = mb.simulate(people[mixed], case.plan, case.life, **how).final.state
    return (
        [] if np.array_equal(one, two) else [f"people in another order differ by {np.abs(one - two).max():g}"]
    )


def _continued(case: Case, person: mb.Person) -> list[str]:
    """A course cut in two is the same course."""
    half = case.days // 2
    if not half:
        return []
    free: dict[str, Any] = {"plan": None, "events": (), "store": "daily"}
    whole, first = _run(case, person, **free), _run(case, person, **free, days=half)
    rest = _run(case, first.final, **free, days=case.days - half, first_weekday=WEEKDAYS[half % 7])
    apart = _apart(whole, rest, -1)
    return [f"a course that is continued differs by {apart:g}"] if apart > 50 * case.tol else []


BESIDE_CHECKS = {
    "kernel = reference": _reference, "split steps": _split, "permuted people": _permutation,
    "continued": _continued,
}  # fmt: skip
#: Share of the cases up to which each of them is made.
BESIDE = {"kernel = reference": 0.02, "split steps": 0.07, "permuted people": 0.10, "continued": 0.13}
