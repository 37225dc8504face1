"""Adaptive plans: rules that progress, hold, regress, discharge or pause at visits.

Everything is a pure function of what was measured: `Course.visit` returns a new course.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, number, unknown
from .plan import Adherence, Plan, person_stream
from .steps import Session

#: What can be decided, and by how many levels it moves the person; a discharge ends treatment.
ACTIONS = {"progress": 1, "hold": 0, "regress": -1, "discharge": 0, "flare-up": -1}
#: Keeps the random numbers of visits apart from those of adherence.
VISIT_STREAM = 1_000_001
_CONDITION = re.compile(r"\s*(?:(change|gain)\s+of\s+)?([A-Za-z_]\w*)\s*([<>]=?)\s*([-+]?\d+(?:\.\d+)?)\s*")
_TESTS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, on the morning after `day` days: what was measured (with error), and what was decided."""

    day: int
    measured: Mapping[str, float]
    action: str
    level: int  # after it, counted from 0; -1 after discharge
    reason: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A readout, its change since the last visit or its gain since the first, compared with a number."""

    readout: str
    test: str  # "<", "<=", ">" or ">="
    threshold: float  # in the readout's unit
    of: str = "value"  # or "change" or "gain"

    def __post_init__(self) -> None:
        if self.test not in _TESTS:
            raise unknown("comparison", self.test, _TESTS)
        if self.of not in ("value", "change", "gain"):
            raise unknown("kind of value", self.of, ("value", "change", "gain"))
        check_range(f"threshold of {self.readout}", self.threshold, -1e9, 1e9)

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read ``"pain < 3"``, ``"change of pain >= 2"``, ``"gain of rom_agonist > 5"``."""
        match = _CONDITION.fullmatch(text)
        if match is None:
            raise MusclebalanceError(
                f"condition {text!r} is not understood; write 'pain < 3', 'change of pain >= 2' "
                "or 'gain of rom_agonist > 5'."
            )
        of, readout, test, threshold = match.groups()
        return cls(readout, test, float(threshold), of or "value")

    def holds(self, measured: Mapping[str, float], history: Sequence[Visit]) -> bool:
        """Whether it holds at a visit after those of `history`; a change never holds at the first."""
        if self.readout not in measured:
            raise unknown("readout at the visit", self.readout, measured)
        value = measured[self.readout]
        if self.of != "value":
            if not history:
                return False
            value -= (history[-1] if self.of == "change" else history[0]).measured[self.readout]
        return bool(_TESTS[self.test](value, self.threshold))

    def __str__(self) -> str:
        of = "" if self.of == "value" else f"{self.of} of "
        return f"{of}{self.readout} {self.test} {number(self.threshold)}"


@dataclass(frozen=True, slots=True)
class Action:
    """What is decided at a visit, why, and for how many days treatment pauses."""

    kind: str
    reason: str
    pause: int = 0


class Decides(Protocol):
    """Anything that can decide at a visit: a `Rule`, or a user's own frozen class with this one method."""

    def decide(self, visit: Mapping[str, float], state: Course, rng: np.random.Generator) -> Action | None:
        """The action, or None to leave it to the next rule."""


@public
@dataclass(frozen=True, slots=True, init=False)
class Rule:
    """If all conditions hold, at so many visits in a row, then do this.

    Parameters
    ----------
    action : str
        ``"progress"`` (one level up), ``"hold"``, ``"regress"`` (one down), ``"discharge"`` (no more
        treatment) or ``"flare-up"`` (one down, after a pause).
    when : str, Condition or sequence of them
        All must hold, e.g. ``"pain < 3"``, ``"change of pain >= 2"`` (since the last visit) or
        ``"gain of rom_agonist > 5"`` (since the first).
    visits : int
        At this many visits in a row, this one included, 1 to 100.
    pause : int
        Days without treatment after a flare-up, 0 to 365 [d].

    Raises
    ------
    MusclebalanceError
        An unknown action, a condition that is not understood, a pause without a flare-up.

    Examples
    --------
    >>> print(Rule("progress", "pain < 4"))
    progress when pain < 4
    """

    action: str
    when: tuple[Condition, ...]
    visits: int
    pause: int

    def __init__(
        self, action: str, when: str | Condition | Sequence[str | Condition], visits: int = 1, pause: int = 0
    ) -> None:
        if action not in ACTIONS:
            raise unknown("action of a rule", action, ACTIONS)
        parts = [when] if isinstance(when, (str, Condition)) else list(when)
        if not parts:
            raise MusclebalanceError(f"rule {action!r} has no condition; give for example 'pain < 3'.")
        conditions = tuple(part if isinstance(part, Condition) else Condition.parse(part) for part in parts)
        if pause and action != "flare-up":
            raise MusclebalanceError(f"rule {action!r}: only a flare-up pauses treatment; leave out pause=.")
        object.__setattr__(self, "action", action)
        object.__setattr__(self, "when", conditions)
        object.__setattr__(self, "visits", int(check_range("visits in a row", visits, 1, 100)))
        object.__setattr__(self, "pause", int(check_range("pause", pause, 0, 365, "d")))

    def decide(self, visit: Mapping[str, float], state: Course, rng: np.random.Generator) -> Action | None:
        """The action when the conditions hold, else None."""
        past = state.history
        if len(past) + 1 < self.visits:
            return None
        measured = [*(item.measured for item in past), visit]
        recent = range(len(past), len(past) - self.visits, -1)
        met = all(c.holds(measured[place], past[:place]) for place in recent for c in self.when)
        return Action(self.action, str(self), self.pause) if met else None

    def __str__(self) -> str:
        often = f" at {self.visits} visits in a row" if self.visits > 1 else ""
        pause = f", pausing {self.pause} days" if self.pause else ""
        return f"{self.action} when {' and '.join(map(str, self.when))}{often}{pause}"


@public
@dataclass(frozen=True, slots=True)
class Level:
    """One rung of an adaptive plan: a session and how often.

    Parameters
    ----------
    session, per_week, where, adherence, time
        As in `Plan`.

    Examples
    --------
    >>> from musclebalance.treatment import PIR
    >>> Level(PIR(), per_week=3).plan(weeks=2).weeks
    2.0
    """

    session: Session
    per_week: int
    where: str = "home"
    adherence: Adherence = 1.0
    time: str | tuple[str, ...] = "18:00"

    def plan(self, weeks: int) -> Plan:
        """So many weeks at this level."""
        return Plan(
            self.session, self.per_week, weeks, where=self.where, adherence=self.adherence, time=self.time
        )


@public
@dataclass(frozen=True, slots=True)
class AdaptivePlan:
    """A programme whose dose depends on the response.

    Parameters
    ----------
    levels : tuple of Level
        From easy to hard.
    rules : tuple of Rule
        Tried in order at each visit; the first that applies decides, and when none does, hold. Instead of a
        rule, any object with a method ``decide(visit, state, rng)``.
    weeks, every : int
        Length of the programme, 1 to 520, and weeks between visits [weeks].
    errors : mapping
        Standard error of measurement of readouts, e.g. of a goniometer [readout's unit]; the rest is read
        exactly.
    start : int
        First level, counted from 0.

    Raises
    ------
    MusclebalanceError
        No level, a number out of bounds, or a level whose plan cannot be.

    Examples
    --------
    >>> from musclebalance.treatment import PIR
    >>> easy, hard = Level(PIR(effort=0.1), 3), Level(PIR(effort=0.3), 5)
    >>> plan = AdaptivePlan((easy, hard), (Rule("progress", "pain < 4"),), weeks=4)
    >>> course = plan.begin(seed=1).visit({"pain": 3.0}).visit({"pain": 5.0})
    >>> print(course)
    week 1: progress (progress when pain < 4), level 2 of 2
    week 2: hold (no rule applies), level 2 of 2
    """

    levels: tuple[Level, ...]
    rules: tuple[Decides, ...]
    weeks: int = 12
    every: int = 1
    errors: Mapping[str, float] = field(default_factory=dict)
    start: int = 0
    _plans: tuple[Plan, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Check lengths and errors; build each level's plan once, so that it is wrong here or never."""
        if not self.levels:
            raise MusclebalanceError("an adaptive plan needs at least one level.")
        check_range("length of the programme", self.weeks, 1, 520, "weeks")
        check_range("weeks between visits", self.every, 1, self.weeks, "weeks")
        check_range("first level", self.start, 0, len(self.levels) - 1)
        for readout, error in self.errors.items():
            check_range(f"measurement error of {readout}", error, 0.0, 1e6)
        object.__setattr__(self, "_plans", tuple(level.plan(self.every) for level in self.levels))

    def plan_at(self, level: int, weeks: int) -> Plan:
        """So many weeks at a level; for whole blocks the same object each time, compiled once."""
        return self._plans[level] if weeks == self.every else self.levels[level].plan(weeks)

    def begin(self, seed: int = 0, person: int = 0, stream: tuple[int, ...] = ()) -> Course:
        """The course of one person, before anything happens; `stream` sets several apart."""
        return Course(self, seed, person, level=self.start, stream=stream)


@dataclass(frozen=True, slots=True)
class Course:
    """One person's way through an adaptive plan so far; errors and adherence have their own streams."""

    plan: AdaptivePlan
    seed: int
    person: int
    level: int = 0  # present level; -1 after discharge
    pause: int = 0  # days without treatment at the beginning of the next block
    history: tuple[Visit, ...] = ()
    stream: tuple[int, ...] = ()  # of errors of measurement and rules, where a person has several courses

    @property
    def weeks_done(self) -> int:
        """Weeks behind the person."""
        return min(len(self.history) * self.plan.every, self.plan.weeks)

    @property
    def done(self) -> bool:
        """Whether the programme is over."""
        return self._weeks_ahead <= 0

    @property
    def _weeks_ahead(self) -> int:
        """Weeks until the next visit."""
        return min(self.plan.every, self.plan.weeks - self.weeks_done)

    def block(self) -> tuple[Plan | None, int]:
        """What is prescribed until the next visit, and the days until then [d]."""
        weeks = self._weeks_ahead
        if self.done:
            raise MusclebalanceError(
                f"the programme of {self.plan.weeks} weeks is over; there is no further block."
            )
        if self.level < 0 or self.pause >= 7 * weeks:
            return None, 7 * weeks
        plan = self.plan.plan_at(self.level, weeks)
        return (plan.holiday(1, self.pause) if self.pause else plan), 7 * weeks

    def measure(self, readouts: Mapping[str, float]) -> dict[str, float]:
        """Readouts as they would be measured at this visit."""
        for name in self.plan.errors:
            if name not in readouts:
                raise unknown("readout at the visit", name, readouts)
        rng = self._random(0)
        errors = sorted(self.plan.errors.items())
        noise = {name: error * float(rng.standard_normal()) for name, error in errors}
        return {name: float(value) + noise.get(name, 0.0) for name, value in readouts.items()}

    def _random(self, purpose: int) -> np.random.Generator:
        return person_stream(self.seed, self.person, VISIT_STREAM, len(self.history), purpose, *self.stream)

    def visit(self, readouts: Mapping[str, float]) -> Course:
        """The course after a visit with these (true) readouts."""
        measured = self.measure(readouts)
        action = self._decide(measured)
        weeks = self._weeks_ahead
        pause = action.pause if action.kind == "flare-up" else max(0, self.pause - 7 * weeks)
        level = min(max(self.level + ACTIONS.get(action.kind, 0), 0), len(self.plan.levels) - 1)
        if self.level < 0 or action.kind == "discharge":
            level = -1
        if level == self.level and action.kind in ("progress", "regress"):
            action = Action("hold", f"{action.reason}, but there is no further level")
        made = Visit(7 * (self.weeks_done + weeks), measured, action.kind, level, action.reason)
        return replace(self, level=level, pause=pause, history=(*self.history, made))

    def _decide(self, measured: Mapping[str, float]) -> Action:
        if self.level < 0:
            return Action("hold", "discharged")
        rng = self._random(1)
        found = (rule.decide(measured, self, rng) for rule in self.plan.rules)
        return next((action for action in found if action is not None), Action("hold", "no rule applies"))

    def __str__(self) -> str:
        """One line for each visit."""
        lines = [
            f"week {visit.day // 7}: {visit.action} ({visit.reason}), "
            + ("discharged" if visit.level < 0 else f"level {visit.level + 1} of {len(self.plan.levels)}")
            for visit in self.history
        ]
        return "\n".join(lines) or "no visit yet"
