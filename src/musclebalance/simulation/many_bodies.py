"""Many bodies through their plans and lives, in blocks of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from ..core.units import DEG
from ..engine.checkpoint import Arrays, Shapes
from ..engine.executor import Executor, block_size, gather
from ..engine.naming import digest, origin
from ..model.body import program_of
from .bodies import Bodies, BodyCourses
from .labels import shared_out
from .living import LIFE, PLAN, check_waking, events_of, length_of
from .many import Block, Courses, check_daily, check_somebody, driven, each_length, mornings, sessions
from .together import Days, Morning
from .together import mornings as lived

Array = NDArray[np.float64]
#: Arrays of a block that each pair has.
EACH = ("states", "final", "prescribed", "delivered")


def simulate_bodies(
    bodies: Bodies, plan: Any, lifestyle: Any, *, weeks: float | None, days: Any, store: Any, events: Any,
    daily: Mapping[str, float], block: int | None, executor: Executor | None, progress: bool,
    checkpoint: str | Path | None, **common: Any,
) -> BodyCourses:  # fmt: skip
    """Many bodies in blocks; `common` is seed, first weekday, tolerance and method. See `simulate`."""
    size, labels = check_somebody(bodies), tuple(bodies.people)
    plans = _each(plan, size, labels)
    lives = _each(lifestyle, size, labels, lived=True)
    given = each_length(days, size)
    lengths = np.array([length_of(one, weeks, day) for one, day in zip(plans, given, strict=True)])
    check_daily(daily)
    at, struck = mornings(store, int(lengths.min())), events_of(events, labels)
    most = max(1, block_size(size * len(labels), executor) // len(labels)) if block is None else block
    count = int(check_range("people in a block", most, 1, 10**6))
    parts = {
        label: Block(
            bodies[label], tuple(p[label] for p in plans), tuple(one[label] for one in lives), lengths, at,
            struck[label], dict(daily), **common,
        )
        for label in labels
    }  # fmt: skip
    whole = _Block(bodies, parts)
    blocks = [whole[first : first + count] for first in range(0, size, count)]
    found = gather(_run, blocks, executor=executor, progress=progress, checkpoint=checkpoint)
    courses = _courses(bodies, at, found.arrays, found.kept, found.problem) if found.arrays else None
    found.check(courses)
    assert courses is not None  # nobody is missing
    return courses


def _courses(
    bodies: Bodies, at: NDArray[np.int64], arrays: Arrays, kept: NDArray[np.int64], problem: str
) -> BodyCourses:
    """Courses of those who reached the end."""
    some, courses = bodies, {}
    if problem:
        some = bodies[kept]
        some = replace(some, people={k: replace(one, stopped=problem) for k, one in some.people.items()})
    for label, people in some.people.items():
        own = {name: arrays[f"{label}: {name}"] for name in EACH}
        final = replace(people, state=own.pop("final"))
        courses[label] = Courses(people, at, final=final, kept=kept, stopped=problem, **own)
    postures = {bone.name: arrays["postures"][:, :, k] for k, bone in enumerate(bodies.bones)}
    return BodyCourses(some, courses, postures)


def _each(given: Any, people: int, labels: tuple[str, ...], lived: bool = False) -> list[dict[str, Any]]:
    """What every pair of every person is given; equal things are read once."""
    alike = not isinstance(given, Sequence)
    if not alike and len(given) != people:
        what = "lives" if lived else "plans"
        raise MusclebalanceError(f"{len(given)} {what} for {people} bodies: give one for all or one each.")
    every = [given] * people if alike else list(given)
    known: dict[int, dict[str, Any]] = {}
    for one in every:
        if id(one) not in known:
            kind = LIFE if lived else PLAN
            shared = shared_out(one, labels, "life" if lived else "plan", needed=lived)
            known[id(one)] = {label: kind.read(given, "simulate()") for label, given in shared.items()}
            if lived:
                check_waking(known[id(one)])
    return [known[id(one)] for one in every]


@dataclass(frozen=True, eq=False)
class _Block:
    """Some bodies, and what each of their pairs lives through."""

    bodies: Bodies
    parts: Mapping[str, Block]

    def __len__(self) -> int:
        return len(self.bodies)

    def __getitem__(self, who: slice) -> _Block:
        return _Block(self.bodies[who], {label: part[who] for label, part in self.parts.items()})

    @property
    def any(self) -> Block:
        """What the first pair lives through: days and mornings are those of all."""
        return next(iter(self.parts.values()))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person."""
        return self.bodies.numbers

    @cached_property
    def digest(self) -> str:
        """Name by everything that decides the numbers."""
        return digest(origin(), program_of(self.bodies.model).digest, self)

    @property
    def shapes(self) -> Shapes:
        """What is found for each of them."""
        postures = {"postures": (np.float64, (len(self.any.at), len(self.bodies.bones)))}
        each = {
            f"{label}: {name}": shape
            for label, part in self.parts.items()
            for name, shape in part.shapes.items()
        }
        return {**postures, **each}


def _run(block: _Block) -> Arrays:
    """Compile, live and collect one block."""
    bodies, any_part = block.bodies, block.any
    lines, days = {}, []
    for label, part in block.parts.items():
        lines[label], packed = driven(part)
        every = zip(lines[label], packed, strict=True)
        days.append([Days.of(part.people.body, line, one) for line, one in every])
    numbers, own = any_part.people.body, list(zip(*days, strict=True))
    how = {"tol": any_part.tol, "method": any_part.method}
    courses = lived(bodies.coupling, numbers, bodies.states, own, any_part.days, **how)
    states, postures, final = _collected(courses, set(any_part.at.tolist()))
    found: Arrays = {"postures": (postures - bodies.healthy_postures[:, None]) / DEG}
    for k, (label, some) in enumerate(lines.items()):
        found[f"{label}: states"], found[f"{label}: final"] = states[:, :, k], final[:, k]
        for name in ("prescribed", "delivered"):
            counts = [sessions(line, name) for line in some]
            found[f"{label}: {name}"] = np.array(counts, dtype=np.int64)
    return found


def _collected(courses: Any, at: set[int]) -> tuple[Array, Array, Array]:
    """States (people, k, pairs, n_states) and postures (people, k, bones) of some mornings, last states."""
    kept: list[Morning] = []
    for day, morning in enumerate(courses):
        last = morning
        kept += [morning] if day in at else []
    states = np.stack([one.states for one in kept], axis=1) if kept else last.states[:, None][:, :0]
    postures = np.stack([one.postures for one in kept], axis=1) if kept else last.postures[:, None][:, :0]
    return states, postures, last.states
