"""How a trial is set up, besides arms, life and length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from ..core.errors import MusclebalanceError, check_range, unknown
from .allocation import METHODS
from .measuring import MeasurementError


@dataclass(frozen=True, slots=True)
class Design:
    """Visits, allocation, drop-out, measurement and eligibility.

    Parameters
    ----------
    visits : sequence of float, optional
        Weeks of measurement after the first at 0; default every fourth week and the last.
    allocation : {"simple", "block", "stratified"}
    ratio : sequence of int, optional
        Parts of each arm; default equal.
    strata : sequence of str
        Covariates or variables at the start that stratify the allocation.
    dropout : float
        Share that has left by the end, 0 to 0.9.
    errors : mapping
        Outcome -> :class:`MeasurementError` or its standard error; defaults by kind of outcome.
    include : mapping
        Variable at the start -> (lowest, highest) true value of those enrolled; None is open.
    control : str, optional
        Arm the others are compared with; default the first without treatment, else the first.
    potential : bool
        Simulate everybody in every arm: power is then exact under the null, at the cost of as many runs as
        arms.

    Raises
    ------
    OutOfRangeError
    """

    visits: Sequence[float] | None = None
    allocation: str = "block"
    ratio: Sequence[int] | None = None
    strata: Sequence[str] = ()
    dropout: float = 0.0
    errors: Mapping[str, MeasurementError | float] = field(default_factory=dict)
    include: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    control: str | None = None
    potential: bool = False

    def __post_init__(self) -> None:
        check_range("drop-out", self.dropout, 0.0, 0.9)
        if self.allocation not in METHODS:  # before a cohort is developed for it
            raise unknown("allocation", self.allocation, METHODS)
        if (self.allocation == "stratified") != bool(self.strata):
            raise MusclebalanceError(
                "strata= and allocation='stratified' belong together; give both or neither."
            )

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Design:
        """From keyword arguments.

        Raises
        ------
        UnknownNameError
        """
        known = [one.name for one in fields(cls)]
        for name in given:
            if name not in known:
                raise unknown("option of a trial", name, known)
        return cls(**given)

    def parts(self, arms: int) -> Sequence[int]:
        """Parts of each arm.

        Raises
        ------
        MusclebalanceError
            Another number of parts than of arms.
        """
        parts = self.ratio or [1] * arms
        if len(parts) != arms:
            raise MusclebalanceError(
                f"{len(parts)} parts in the ratio for {arms} arms; give one part per arm."
            )
        return parts
