"""A body on adaptive plans: each treated pair is decided at its own visits, all meet every morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from ..engine import PackedTimeline
from ..engine.executor import carrying
from ..lifestyle import Lifestyle
from ..result import Person
from ..timeline import Compiler, Timeline, compile, join, next_block
from ..treatment.adaptive import AdaptivePlan, Course
from .body import Body
from .body_course import BodyCourse
from .labels import shared_out
from .living import course_of, lived, lives_of, stopped_after
from .people import People, pack
from .together import Days, Morning
from .visits import adaptive, origin_of, readouts, seen

Array = NDArray[np.float64]


def live_adaptive(
    body: Body, plan: Any, lifestyle: Any, seed: int, tol: float, progress: bool
) -> tuple[BodyCourse, dict[str, Course]]:
    """The course of a body, and that of the programme of each treated pair. See `simulate_adaptive`."""
    labels = tuple(body.people)
    shared = shared_out(plan, labels, "plan")
    plans = {label: None if one is None else adaptive(one) for label, one in shared.items()}
    lives = lives_of(lifestyle, labels, "simulate_adaptive()")
    check_range("tol", tol, 1e-10, 1e-2)
    begun = _begun(plans, seed)
    length = 7 * max(course.plan.weeks for course in begun.values())
    pairs = [_Pair(one, lives[label], length, begun.get(label)) for label, one in body.people.items()]

    def met(number: int, morning: Morning) -> None:
        for k, one in enumerate(pairs):
            one.wake(number, morning.states[:, k])

    mornings, problem = lived(body, pairs, length, tol, progress, met)
    reached = len(mornings) - 1
    lines = {label: one.line(reached) for label, one in zip(labels, pairs, strict=True)}
    told = {}
    for label, person in body.people.items():
        own = {"programme_days": lines[label].days} if plans[label] else {}
        told[label] = origin_of(person, plans[label], lives[label], seed, tol) | own
        told[label] |= stopped_after(reached, length, problem)
    course = course_of(body, lines, mornings, told)
    courses = {label: one.course for label, one in zip(labels, pairs, strict=True) if one.course}
    if problem:
        raise carrying(problem, (course, courses)) from problem
    return course, courses


def _begun(plans: Mapping[str, AdaptivePlan | None], seed: int) -> dict[str, Course]:
    """Courses before anything happens: the first has a person's random stream, others also their name."""
    treated = {label: plan for label, plan in plans.items() if plan is not None}
    if not treated:
        raise MusclebalanceError(
            f"no pair has an AdaptivePlan; give one to {next(iter(plans))!r}, for example, or use simulate()."
        )
    own = {label: (crc32(label.encode()),) if k else () for k, label in enumerate(treated)}
    return {label: plan.begin(seed, stream=own[label]) for label, plan in treated.items()}


@dataclass(slots=True)
class _Pair:
    """What a pair lives through, compiled from visit to visit; after its programme it is not treated."""

    person: Person
    life: Lifestyle
    length: int
    course: Course | None
    compiler: Compiler = field(init=False)
    names: tuple[str, ...] = field(init=False, default=())
    blocks: list[tuple[int, Course | None, Timeline]] = field(init=False, default_factory=list)
    days: Days = field(init=False)

    def __post_init__(self) -> None:
        self.compiler = Compiler(self.person.pair)
        if self.course:
            self.names = readouts(People.of([self.person]), self.course.plan)
        self._begin(0)

    def day(self, number: int, shift: float) -> PackedTimeline:
        """A day of the present block; see `Days.day`."""
        return self.days.day(number - self.blocks[-1][0], shift)

    def wake(self, number: int, state: Array) -> None:
        """The morning after so many days, in this state (1, n_states): where a block is over, a visit."""
        first, _, line = self.blocks[-1]
        if number < first + line.days:
            return
        if self.course and not self.course.done:
            (self.course,) = seen(People.of([self.person]), self.names, [self.course], state)
        if number < self.length:
            self._begin(number)

    def line(self, reached: int) -> Timeline:
        """The days that were reached, as one."""
        done = [
            line if first + line.days <= reached else self._block(course, reached - first)
            for first, course, line in self.blocks
            if first < reached
        ]  # of no day that was reached nothing was delivered
        return join(done) if done else self._block(None, 1)

    def _begin(self, first: int) -> None:
        course = self.course if self.course and not self.course.done else None
        line = self._block(course, None if course else self.length - first)
        self.blocks.append((first, course, line))
        self.days = Days.of(self.person.body, line, pack(self.person.body, line))

    def _block(self, course: Course | None, days: int | None) -> Timeline:
        if course is None:
            return compile(None, self.life, self.person.pair, days=days, compiler=self.compiler)
        return next_block(course, self.life, self.person.pair, compiler=self.compiler, days=days)
