"""What may be varied in a programme, and the plan that values of it make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..treatment import PIR, Plan, StaticStretch
from ..treatment.steps import Session
from .burden import Burden

Array = NDArray[np.float64]

#: Choices -> (low, high, step [unit of the technique's parameter]).
RANGES: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "PIR": {
        "effort": (0.05, 1.0, 0.05), "contract": (3.0, 10.0, 1.0), "stretch": (0.0, 60.0, 5.0),
        "repetitions": (1.0, 10.0, 1.0), "per_week": (1.0, 7.0, 1.0),
    },
    "StaticStretch": {
        "hold": (10.0, 60.0, 5.0), "repetitions": (1.0, 10.0, 1.0), "per_week": (1.0, 7.0, 1.0),
    },
}  # fmt: skip
WHOLE = ("repetitions", "sets")


@dataclass(frozen=True, eq=False)
class Space:
    """Programmes of one technique.

    Parameters
    ----------
    build : callable
        ``build(**choices) -> Session`` without ``per_week``.
    ranges : mapping of choice to (low, high, step)
        Values are whole steps above the low end; ``per_week`` is sessions a week.
    weeks : float
        Length of the programme.
    where : str
    burden : Burden
        Gives the adherence.
    overhead : float
        Minutes that a session costs besides its steps [min].
    """

    build: Callable[..., Session]
    ranges: Mapping[str, tuple[float, float, float]]
    weeks: float
    where: str = "home"
    burden: Burden = field(default_factory=Burden)
    overhead: float = 0.0

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
    technique: str | Callable[..., Session] = "PIR", weeks: float = 8, *,
    ranges: Mapping[str, tuple[float, float, float]] | None = None, where: str = "home",
    burden: Burden | None = None, overhead: float = 0.0,
) -> Space:  # fmt: skip
    """The choices of a technique.

    Parameters
    ----------
    technique : {"PIR", "StaticStretch"} or callable
        A callable needs `ranges`.
    weeks : float
    ranges : mapping, optional
        Replaces or adds to the default ranges, choice -> (low, high, step); low = high fixes a choice.
    where, burden, overhead
        As for :class:`Space`.
    """
    known: Mapping[str, Callable[..., Session]] = {"PIR": PIR, "StaticStretch": StaticStretch}
    if callable(technique):
        if ranges is None:
            raise MusclebalanceError("a technique of your own needs ranges={choice: (low, high, step)}.")
        return Space(technique, ranges, weeks, where, burden or Burden(), overhead)
    if technique not in known:
        raise unknown("technique to optimise", technique, known)
    chosen = {**RANGES[technique], **(ranges or {})}
    return Space(known[technique], chosen, weeks, where, burden or Burden(), overhead)
