"""A body lives day by day: every pair is integrated as it is alone, and in the morning they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import Kind
from ..core.errors import EngineError, MusclebalanceError, check_range
from ..core.units import DEG
from ..engine import Interrupted, PackedTimeline, Status
from ..engine.executor import Bar, carrying
from ..lifestyle import Event, Lifestyle
from ..timeline import Timeline, compile
from ..treatment import Plan
from .body import Body, shared_out
from .body_course import BodyCourse
from .people import pack, provenance_of, result_of, run, window
from .sides import crossed_over

Array = NDArray[np.float64]
PLAN = Kind("plan", ("Plan", "None"), open=False)
LIFE = Kind("lifestyle", ("Lifestyle",), open=False)
EVENTS = Kind("events", ("Iterable",), open=False, each=("Event",))
TRACES = ("tolerance_trace_agonist", "tolerance_trace_antagonist")


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one pair, packed, and where each begins."""

    timeline: Timeline
    packed: PackedTimeline
    starts: NDArray[np.int64]
    posture: NDArray[np.bool_]  # rows of the table that impose a posture
    angle: int  # column of the imposed angle

    def day(self, number: int, shift: float) -> PackedTimeline:
        """One day, from 0, with its postures shifted [rad]."""
        found = window(self.packed, int(self.starts[number]), int(self.starts[number + 1]))
        if shift == 0.0:
            return found
        table = found.table.copy()
        table[self.posture, self.angle] += shift
        return replace(found, table=table)


def live(
    body: Body, plan: Any, lifestyle: Any, *, weeks: float | None = None, days: int | None = None,
    seed: int = 0, events: Any = None, first_weekday: str = "Mon", tol: float = 1e-4, progress: bool = True,
) -> BodyCourse:  # fmt: skip
    """The course of a body under plans, lives and events, each for all pairs or by name."""
    labels = tuple(body.people)
    plans: dict[str, Plan | None] = _read(PLAN, shared_out(plan, labels, "plan"))
    lives: dict[str, Lifestyle] = _read(LIFE, shared_out(lifestyle, labels, "life", needed=True))
    struck = _events(events, labels)
    check_range("tol", tol, 1e-10, 1e-2)
    _check_waking(lives)
    length = _length(plans, weeks, days)
    given: dict[str, Any] = {"seed": seed, "first_weekday": first_weekday}

    def compiled(label: str, until: int) -> Timeline:
        within = tuple(event for event in struck[label] if event.day <= until or until == length)
        some = plans[label] if until else None  # of no day that was reached nothing was delivered
        return compile(some, lives[label], body[label].pair, days=max(until, 1), events=within, **given)

    pairs = {label: _days(body, label, compiled(label, length)) for label in body.people}
    states, postures, steps, problem = _lived(body, tuple(pairs.values()), length, tol, progress)
    reached = len(states) - 1
    shifts = np.array([body.shifts(posture) for posture in postures[:reached]]).reshape(reached, len(labels))
    stopped = {"stopped": f"after {reached} of {length} days: {_why(problem)}"} if problem else {}
    results = {}
    for k, label in enumerate(labels):
        line = pairs[label].timeline if not problem else compiled(label, reached)
        line = _followed(line, shifts[:, k])
        who, told = (body[label], plans[label], lives[label]), (struck[label], first_weekday, line.days)
        own = {"body": _place(body, label), "steps": int(steps[0, k]), "rejected": int(steps[1, k])}
        provenance = provenance_of(*who, seed, tol, "auto", *told) | own | stopped
        results[label] = result_of(body[label], line, line.day_ends[:reached], states[1:, k], provenance)
    beyond = (postures - body.healthy_postures) / DEG
    final = replace(body, people={label: found.final for label, found in results.items()})
    course = BodyCourse(body, final, results, {b.name: beyond[:, k] for k, b in enumerate(body.bones)})
    if problem:
        raise carrying(problem, course) from problem
    return course


def _read(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """What every pair is given, or an error that says what it takes."""
    return {label: kind.read(one, "simulate()") for label, one in given.items()}


def _events(given: Any, labels: tuple[str, ...]) -> dict[str, tuple[Event, ...]]:
    """Events of each pair."""

    def several(some: Any) -> tuple[Event, ...]:
        found = () if some is None else tuple(EVENTS.read(some, "simulate()"))
        return tuple(EVENTS.read(found, "simulate()"))

    named = isinstance(given, Mapping)
    chosen = {name: several(one) for name, one in given.items()} if named else several(given)
    return {label: found or () for label, found in shared_out(chosen, labels, "events").items()}


def _check_waking(lives: Mapping[str, Lifestyle]) -> None:
    """One person wakes once: the pairs meet then."""
    wakes = {life.wake: label for label, life in lives.items()}
    if len(wakes) > 1:
        told = ", ".join(f"{label!r} at {wake}" for wake, label in wakes.items())
        raise MusclebalanceError(
            f"the pairs of one person wake together, these do not: {told}; give one wake=."
        )


def _followed(timeline: Timeline, shifts: Array) -> Timeline:
    """The timeline with the postures into which a bone brought the pair, by the shift of each day [rad]."""
    table, rows = list(timeline.table), timeline.rows.copy()
    posture = np.array([segment.mode == "posture" for segment in table])
    firsts = [0, *(timeline.day_ends + 1).tolist()]
    for first, stop, shift in zip(firsts, firsts[1:], shifts, strict=False):  # a partial day is left out
        mine, place = timeline.rows[first:stop], np.arange(len(posture))
        used = np.unique(mine[posture[mine]]) if shift else mine[:0]
        place[used] = len(table) + np.arange(len(used))
        rows[first:stop] = place[mine]
        moved = float(shift) / DEG
        table += [replace(table[row], angle=(table[row].angle or 0.0) + moved) for row in used.tolist()]
    return replace(timeline, table=tuple(table), rows=rows)


def _place(body: Body, label: str) -> str:
    """What a pair shares with others of its body, in words."""
    bones = [f"moves with the {bone.name}" for bone in body.bones if bone.link(body[label].pair.name)]
    twin = list(body.people)[body.opposite[list(body.people).index(label)]]
    crossed = [f"{body.crossing:g} of the trace of {twin!r} reaches it"] if twin != label else []
    return f"{label!r} of {len(body.people)} pairs; " + (", ".join((*bones, *crossed)) or "as if alone")


def _length(plans: Mapping[str, Plan | None], weeks: float | None, days: int | None) -> int:
    from ..timeline.compiling import horizon

    longest = max((plan for plan in plans.values() if plan), key=lambda plan: plan.days, default=None)
    return horizon(longest, days, weeks)


def _days(body: Body, label: str, timeline: Timeline) -> Days:
    program = body[label].body.program
    packed = pack(body[label].body, timeline)
    posture = packed.table[:, program.input_names.index("mode_posture")] > 0.0
    starts = np.concatenate([[0], timeline.day_ends + 1])
    return Days(timeline, packed, starts, posture, program.input_names.index("angle_set"))


def _lived(
    body: Body, pairs: tuple[Days, ...], length: int, tol: float, progress: bool
) -> tuple[Array, Array, Array, EngineError | KeyboardInterrupt | None]:
    """States (days + 1, pairs, n_states) and postures (days + 1, bones) [rad] of every morning reached.

    Beside them steps and repeated steps (2, pairs), and what ended the run early.
    """
    any_body = next(iter(body.people.values())).body
    states, postures = [body.states], [body.postures(body.states)]  # postures go first: never fewer
    steps = np.zeros((2, len(pairs)))
    problem: EngineError | KeyboardInterrupt | None = None
    traces = [any_body.index(name) for name in TRACES if name in any_body.program.state_names]
    bar = Bar(length if progress else 0, "day")
    try:
        for number in range(length):
            days = [
                one.day(number, shift) for one, shift in zip(pairs, body.shifts(postures[-1]), strict=True)
            ]
            last = [[len(day.durations) - 1] for day in days]
            solution = run(any_body, states[-1], days, store=last, tol=tol, vector=body.vectors)
            met = _meeting(body, solution.final, traces)
            postures.append(body.postures(met, postures[-1]))
            states.append(met)
            steps += [solution.steps, solution.rejected]
            bar.show(number + 1)
    except (EngineError, KeyboardInterrupt) as stop:
        problem = stop
    finally:
        bar.close()
    return np.array(states), np.array(postures[: len(states)]), steps, problem


def _meeting(body: Body, states: Array, traces: list[int]) -> Array:
    """States of a morning after what crosses from one side to the other."""
    met = states.copy()
    for trace in traces:
        met[:, trace] = crossed_over(states[:, trace], states[body.opposite, trace], body.crossing)
    return met


def _why(problem: EngineError | KeyboardInterrupt) -> str:
    return Status.INTERRUPTED.advice if isinstance(problem, Interrupted | KeyboardInterrupt) else str(problem)
