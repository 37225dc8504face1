"""What must hold of every course, whatever the timeline: each check tells what does not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import musclebalance as mb
from musclebalance.core.calendar import WEEKDAYS
from musclebalance.core.errors import EngineError, MusclebalanceError
from musclebalance.engine.integrate import outside
from musclebalance.engine.program import Program
from musclebalance.result.variables import catalogue_of
from musclebalance.timeline import Timeline

from .courses import Course, alone, people_of, person_of, timeline_of, together
from .drawing import DEFAULT, Case, halved

Array = NDArray[np.float64]

#: Segments up to which a course is computed once more in another way.
MOST_SEGMENTS = 1500
#: Moments of every course at which readings are looked at, beside its end.
MOMENTS = 3
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


class Readings(NamedTuple):
    """Whether a course could be read, and what does not hold of it."""

    made: bool
    wrong: tuple[str, ...]


def check(cases: Sequence[Case]) -> list[Found]:
    """Run cases of one pair, model and tolerance together and check each course."""
    made = [_made(case) for case in cases]
    courses = [one for one in made if isinstance(one, Course)]
    done = together(courses) if courses else []
    readings = _read([one for one in done if one.states is not None])
    mixed = _permuted(done) if courses and cases[0].chance < MIXED else {}
    seen = {
        one.case.number: _stopped(one)
        if one.states is None
        else _seen(one, readings[one.case.number], mixed.get(one.case.number))
        for one in done
    }
    return [one if isinstance(one, Found) else seen[one.case.number] for one in made]


def _made(case: Case) -> Course | Found:
    """A case ready to run, or how it was refused."""
    try:
        person = person_of(case)
    except MusclebalanceError as refusal:
        return Found(case, "no such person", wrong=tuple(_told(refusal)))
    try:
        return Course(case, person, timeline_of(case))
    except MusclebalanceError as refusal:
        return Found(case, "refused", wrong=tuple(_told(refusal)))


def _stopped(course: Course) -> Found:
    """A case that did not reach the end does not alone, and says why."""
    case = course.case
    try:
        alone(case, course.person)
    except EngineError as stop:
        return Found(case, "stopped", wrong=(*_told(stop), *_unusual(case, stop)))
    return Found(case, "stopped", wrong=("stopped among others, but not alone",))


def _seen(course: Course, readings: Readings, mixed: Sequence[str] | None) -> Found:
    """What does not hold of a course that was run among others."""
    assert course.states is not None
    program, tol = course.person.body.program, course.case.tol
    wrong = [*_states(program, course.states, tol), *_dose(course.timeline), *readings.wrong]
    checked = ["readings"] if readings.made else ["no readings"]
    checked += [] if mixed is None else ["permuted people"]
    beside = next((one for one, share in BESIDE.items() if course.case.chance < share), None)
    if beside and readings.made and len(course.timeline) <= MOST_SEGMENTS:
        checked.append(beside)
        wrong += BESIDE_CHECKS[beside](course)
    return Found(course.case, "simulated", tuple(checked), (*wrong, *(mixed or ())))


def _unusual(case: Case, stop: MusclebalanceError) -> Iterator[str]:
    """With default parameters and angles of the joint everything can be computed."""
    if case.kind.startswith(DEFAULT) and "any angle" not in case.kind:
        yield f"stopped with default parameters: {stop}"


def _told(refusal: MusclebalanceError) -> Iterator[str]:
    """A refusal is one line of words."""
    if "\n" in str(refusal) or not 20 < len(str(refusal)) < 1500:
        yield f"refused in no line of words: {refusal}"


def _states(program: Program, states: Array, tol: float) -> Iterator[str]:
    lost = np.flatnonzero(~np.isfinite(states).all(axis=0))
    if len(lost):
        yield f"not finite: {', '.join(program.state_names[k] for k in lost)}"
        return
    beyond = outside(program, states, tol).any(axis=0)
    for k in np.flatnonzero(beyond):
        ends = f"{states[:, k].min():g} to {states[:, k].max():g}"
        yield f"{program.state_names[k]} is {ends}, outside {program.low[k]:g} to {program.high[k]:g}"


def _dose(timeline: Timeline) -> Iterator[str]:
    for row in timeline.audit.rows:
        for name in row.adhered.differs(row.delivered):
            asked, done = getattr(row.adhered, name), getattr(row.delivered, name)
            yield f"dose, week {row.week}: {name} {asked} became {done}"


def _read(courses: Sequence[Course]) -> dict[int, Readings]:
    """Readings at the end of each course and before: all at once, or one by one when some stop."""
    moments = []
    for one in courses:
        count, draw = len(one.timeline), random.Random(one.case.seed)
        moments.append([*(draw.randrange(count) for _ in range(MOMENTS)), count - 1])
    states = [np.asarray(one.states)[at] for one, at in zip(courses, moments, strict=True)]
    try:
        values = _values(courses, np.stack(states)) if courses else {}
    except EngineError as stop:
        if len(courses) > 1:
            return {number: found for one in courses for number, found in _read([one]).items()}
        case = courses[0].case
        return {case.number: Readings(False, (*_told(stop), *_unusual(case, stop)))}
    ends = [_ends({name: read[k] for name, read in values.items()}) for k in range(len(courses))]
    return {one.case.number: Readings(True, tuple(wrong)) for one, wrong in zip(courses, ends, strict=True)}


def _values(courses: Sequence[Course], states: Array) -> dict[str, Array]:
    """Readings of states (courses, moments, n_states)."""
    shown = people_of(courses).trajectory(states)
    known = catalogue_of(courses[0].person.model)
    return {name: shown.values(name) for name in READINGS if name in known}


def _readings(result: mb.Result) -> Iterator[str]:
    """Readings of a result at every moment."""
    return _ends({name: result.values(name) for name in READINGS if name in result.variables})


def _ends(readings: Mapping[str, Array]) -> Iterator[str]:
    for name, values in readings.items():
        low, high = READINGS[name]
        if not np.isfinite(values).all():
            yield f"{name} is not finite"
        elif values.min() < low - 1e-9 or values.max() > high + 1e-9:
            yield f"{name} is {values.min():g} to {values.max():g}, outside {low:g} to {high:g}"


def _apart(one: mb.Result, two: mb.Result, at: Any = slice(None)) -> float:
    """Largest difference of the states, relative to their size."""
    a, b = one.states[at], two.states[at]
    return float(np.max(np.abs(a - b) / (np.abs(a) + np.abs(one.body.program.scale))))


def _permuted(courses: Sequence[Course]) -> dict[int, list[str]]:
    """People are computed the same in any order, to the bit."""
    mixed = random.Random(len(courses)).sample(courses, len(courses))
    again = {one.case.number: one.states for one in together(mixed)}
    return {
        one.case.number: [] if _same(again[one.case.number], one.states) else ["differs in another order"]
        for one in courses
    }


def _same(one: Array | None, two: Array | None) -> bool:
    return one is two if one is None or two is None else np.array_equal(one, two)


def _alone(course: Course) -> list[str]:
    """A person has the same numbers alone as among others, to the bit, and readings at every moment."""
    result = alone(course.case, course.person)
    found = [*_readings(result)]
    return found if _same(result.states[1:], course.states) else [*found, "differs alone and among others"]


def _reference(course: Course) -> list[str]:
    """The compiled kernel computes what the interpreted one does."""
    one, two = (alone(course.case, course.person, store="daily", method=how) for how in ("auto", "reference"))
    apart = _apart(one, two)
    return [f"kernel and reference differ by {apart:g}"] if apart > max(1e-6, 0.1 * course.case.tol) else []


def _split(course: Course) -> list[str]:
    """A step that is cut in two is one step."""
    case, person = course.case, course.person
    if case.plan is None:
        return []
    cut = alone(case, person, plan=halved(case.plan), store="daily")
    apart = _apart(alone(case, person, store="daily"), cut)
    return [f"steps cut in two differ by {apart:g}"] if apart > 1e-9 else []


def _continued(course: Course) -> list[str]:
    """A course cut in two is the same course."""
    case, person = course.case, course.person
    half = case.days // 2
    if not half:
        return []
    free: dict[str, Any] = {"plan": None, "events": (), "store": "daily"}
    whole, first = alone(case, person, **free), alone(case, person, **free, days=half)
    rest = alone(case, first.final, **free, days=case.days - half, first_weekday=WEEKDAYS[half % 7])
    apart = _apart(whole, rest, -1)
    return [f"a course that is continued differs by {apart:g}"] if apart > 50 * case.tol else []


BESIDE_CHECKS = {
    "kernel = reference": _reference, "split steps": _split, "continued": _continued,
    "alone = among others": _alone,
}  # fmt: skip
#: Share of the cases up to which each of them is made, and of the blocks that are run in another order.
BESIDE = {
    "kernel = reference": 0.0003, "split steps": 0.02, "continued": 0.04, "alone = among others": 0.06,
}  # fmt: skip
MIXED = 0.1
