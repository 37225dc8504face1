"""The course of a body, a result for every pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import Kind
from ..core.errors import EngineError, MusclebalanceError, check_range
from ..core.units import DEG
from ..engine import Interrupted, Status
from ..engine.executor import Bar, carrying
from ..lifestyle import Event, Lifestyle
from ..timeline import Timeline, compile
from ..treatment import Plan
from .body import Body
from .body_course import BodyCourse
from .labels import shared_out
from .people import pack, provenance_of, result_of
from .together import Daily, Days, Morning, mornings

Array = NDArray[np.float64]
PLAN = Kind("plan", ("Plan", "None"), open=False)
LIFE = Kind("lifestyle", ("Lifestyle",), open=False)
EVENTS = Kind("events", ("Iterable",), open=False, each=("Event",))


def live(
    body: Body, plan: Any, lifestyle: Any, *, weeks: float | None = None, days: int | None = None,
    seed: int = 0, events: Any = None, first_weekday: str = "Mon", tol: float = 1e-4, progress: bool = True,
) -> BodyCourse:  # fmt: skip
    """The course of a body under plans, lives and events, each for all pairs or by name."""
    labels = tuple(body.people)
    shared = shared_out(plan, labels, "plan")
    plans: dict[str, Plan | None] = {label: PLAN.read(one, "simulate()") for label, one in shared.items()}
    lives = lives_of(lifestyle, labels)
    struck = events_of(events, labels)
    check_range("tol", tol, 1e-10, 1e-2)
    length = length_of(plans, weeks, days)
    given: dict[str, Any] = {"seed": seed, "first_weekday": first_weekday}

    def compiled(label: str, until: int) -> Timeline:
        within = tuple(event for event in struck[label] if event.day <= until or until == length)
        some = plans[label] if until else None  # of no day that was reached nothing was delivered
        return compile(some, lives[label], body[label].pair, days=max(until, 1), events=within, **given)

    lines = {label: compiled(label, length) for label in labels}
    numbers = [(person.body, lines[label]) for label, person in body.people.items()]
    every = [Days.of(one, line, pack(one, line)) for one, line in numbers]
    mornings, problem = lived(body, every, length, tol, progress)
    reached = len(mornings) - 1
    if problem:
        lines = {label: compiled(label, reached) for label in labels}
    told = {
        label: provenance_of(
            person, plans[label], lives[label], seed, tol, "auto", struck[label], first_weekday,
            lines[label].days,
        ) | stopped_after(reached, length, problem)
        for label, person in body.people.items()
    }  # fmt: skip
    course = course_of(body, lines, mornings, told)
    if problem:
        raise carrying(problem, course) from problem
    return course


def course_of(
    body: Body, lines: Mapping[str, Timeline], mornings: Sequence[Morning],
    told: Mapping[str, Mapping[str, Any]],
) -> BodyCourse:  # fmt: skip
    """What the mornings reached are, with what each pair lived through and is `told` to come from."""
    states, postures = (
        np.array([getattr(one, part)[0] for one in mornings]) for part in ("states", "postures")
    )
    steps = np.sum([one.steps[:, 0] for one in mornings], axis=0)
    reached = len(mornings) - 1
    shifts, results = body.coupling.shifts(postures[:reached]), {}
    for k, (label, person) in enumerate(body.people.items()):
        line = _followed(lines[label], shifts[:, k])
        own = {"body": _place(body, label), "steps": int(steps[0, k]), "rejected": int(steps[1, k])}
        results[label] = result_of(
            person, line, line.day_ends[:reached], states[1:, k], {**told[label], **own}
        )
    beyond = (postures - body.healthy_postures) / DEG
    final = replace(body, people={label: found.final for label, found in results.items()})
    return BodyCourse(body, final, results, {b.name: beyond[:, k] for k, b in enumerate(body.bones)})


def lives_of(given: Any, labels: tuple[str, ...], place: str = "simulate()") -> dict[str, Lifestyle]:
    """The life of each pair, of one waking time."""
    shared = shared_out(given, labels, "life", needed=True)
    lives: dict[str, Lifestyle] = {label: LIFE.read(one, place) for label, one in shared.items()}
    check_waking(lives)
    return lives


def events_of(given: Any, labels: tuple[str, ...]) -> dict[str, tuple[Event, ...]]:
    """Events of each pair."""

    def several(some: Any) -> tuple[Event, ...]:
        found = () if some is None else tuple(EVENTS.read(some, "simulate()"))
        return tuple(EVENTS.read(found, "simulate()"))

    named = isinstance(given, Mapping)
    chosen = {name: several(one) for name, one in given.items()} if named else several(given)
    return {label: found or () for label, found in shared_out(chosen, labels, "events").items()}


def check_waking(lives: Mapping[str, Lifestyle]) -> None:
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
    twin = list(body.people)[body.coupling.opposite[list(body.people).index(label)]]
    crossed = [f"{body.crossing:g} of the trace of {twin!r} reaches it"] if twin != label else []
    return f"{label!r} of {len(body.people)} pairs; " + (", ".join((*bones, *crossed)) or "as if alone")


def length_of(plans: Mapping[str, Plan | None], weeks: float | None, days: int | None) -> int:
    """Days that are lived: given, or to the end of the longest plan."""
    from ..timeline.compiling import horizon

    longest = max((plan for plan in plans.values() if plan), key=lambda plan: plan.days, default=None)
    return horizon(longest, days, weeks)


def lived(
    body: Body, days: Sequence[Daily], length: int, tol: float, progress: bool,
    met: Callable[[int, Morning], None] = lambda number, morning: None,
) -> tuple[list[Morning], EngineError | KeyboardInterrupt | None]:  # fmt: skip
    """Every morning reached, and what ended the run early; `met` is told of each before its day begins."""
    numbers = next(iter(body.people.values())).body
    found: list[Morning] = []
    problem: EngineError | KeyboardInterrupt | None = None
    bar = Bar(length if progress else 0, "day")
    try:
        lengths = np.array([length])
        for morning in mornings(body.coupling, numbers, body.states[None], [days], lengths, tol=tol):
            found.append(morning)
            met(len(found) - 1, morning)
            bar.show(len(found) - 1)
    except (EngineError, KeyboardInterrupt) as stop:
        if not found:  # nothing to keep
            raise
        problem = stop
    finally:
        bar.close()
    return found, problem


def stopped_after(
    reached: int, length: int, problem: EngineError | KeyboardInterrupt | None
) -> dict[str, str]:
    """What a partial course says of itself; nothing of a whole one."""
    return {"stopped": f"after {reached} of {length} days: {_why(problem)}"} if problem else {}


def _why(problem: EngineError | KeyboardInterrupt) -> str:
    return Status.INTERRUPTED.advice if isinstance(problem, Interrupted | KeyboardInterrupt) else str(problem)
