"""What may be varied in a programme, the plan that its values make, and the adherence its burden leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..treatment import PIR, Plan, StaticStretch
from ..treatment.steps import Session

Array = NDArray[np.float64]

#: Choice -> (low, high, step) [unit of the technique's parameter]; ``per_week`` is sessions a week.
Ranges = Mapping[str, tuple[float, float, float]]
RANGES: Mapping[str, Ranges] = {
    "PIR": {
        "effort": (0.05, 1.0, 0.05), "contract": (3.0, 10.0, 1.0), "stretch": (0.0, 60.0, 5.0),
        "repetitions": (1.0, 10.0, 1.0), "per_week": (1.0, 7.0, 1.0),
    },
    "StaticStretch": {
        "hold": (10.0, 60.0, 5.0), "repetitions": (1.0, 10.0, 1.0), "per_week": (1.0, 7.0, 1.0),
    },
}  # fmt: skip
WHOLE = ("repetitions", "sets")


@dataclass(frozen=True, slots=True)
class Burden:
    """Probability that a prescribed session is done, falling with minutes a week (logistic).

    Parameters
    ----------
    best : float
        Adherence to a programme of no burden [0..1].
    half : float
        Minutes a week at which half of that is left [min].
    width : float
        How gradually it falls [min].

    Notes
    -----
    The shape and its numbers are assumed; no published relation for these techniques was found.

    Examples
    --------
    >>> round(Burden().adherence(30.0), 2)
    0.93
    """

    best: float = 0.95
    half: float = 150.0
    width: float = 40.0

    def __post_init__(self) -> None:
        check_range("adherence at no burden", self.best, 0.0, 1.0)
        check_range("minutes a week of half adherence", self.half, 1.0, 1e4, "min")
        check_range("width of the fall of adherence", self.width, 0.1, 1e4, "min")

    def adherence(self, minutes: float) -> float:
        """Adherence to a programme of so many minutes a week."""
        empty = 1.0 / (1.0 + np.exp(-self.half / self.width))
        return float(self.best / (1.0 + np.exp((minutes - self.half) / self.width)) / empty)


@dataclass(frozen=True, eq=False)
class Space:
    """Programmes of one technique."""

    build: Callable[..., Session]  # of the choices without ``per_week``
    ranges: Ranges
    weeks: float
    where: str = "home"
    burden: Burden = field(default_factory=Burden)
    overhead: float = 0.0  # that a session costs besides its steps [min]

    def __post_init__(self) -> None:
        if "per_week" not in self.ranges:
            raise MusclebalanceError(
                "a dose needs 'per_week' among its choices; for a fixed one give (3, 3, 1)."
            )
        for name, (low, high, step) in self.ranges.items():
            check_range(f"step of {name!r}", step, 1e-9, 1e9)
            check_range(f"range of {name!r}", high, low, 1e9)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the choices."""
        return tuple(self.ranges)

    @property
    def levels(self) -> NDArray[np.int64]:
        """Number of values of each choice."""
        return np.array([round((h - lo) / s) + 1 for lo, h, s in self.ranges.values()])

    def choices(self, levels: Any) -> dict[str, float]:
        """Values of the choices at whole steps."""
        return {
            name: round(low + int(k) * step, 9)
            for k, (name, (low, _, step)) in zip(levels, self.ranges.items(), strict=True)
        }

    def session(self, choices: Mapping[str, float]) -> Session:
        """The session that choices make."""
        given = {n: int(v) if n in WHOLE else v for n, v in choices.items() if n != "per_week"}
        return self.build(**given)

    def minutes(self, choices: Mapping[str, float]) -> float:
        """Minutes a week."""
        return choices["per_week"] * (self.session(choices).seconds / 60.0 + self.overhead)

    def plan(self, choices: Mapping[str, float]) -> Plan:
        """The programme, with the adherence that its burden leaves."""
        adherence = self.burden.adherence(self.minutes(choices))
        return Plan(
            self.session(choices), per_week=int(choices["per_week"]), weeks=self.weeks, where=self.where,
            adherence=round(adherence, 6),
        )  # fmt: skip


def dose_space(
    technique: str | Callable[..., Session] = "PIR", weeks: float = 8, *, ranges: Ranges | None = None,
    where: str = "home", burden: Burden | None = None, overhead: float = 0.0,
) -> Space:  # fmt: skip
    """The choices of a technique."""
    known: Mapping[str, Callable[..., Session]] = {"PIR": PIR, "StaticStretch": StaticStretch}
    if callable(technique):
        if ranges is None:
            raise MusclebalanceError("a technique of your own needs ranges={choice: (low, high, step)}.")
        build = technique
    elif technique in known:
        build, ranges = known[technique], {**RANGES[technique], **(ranges or {})}
    else:
        raise unknown("technique to optimise", technique, known)
    return Space(build, ranges, weeks, where, burden or Burden(), overhead)
