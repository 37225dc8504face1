"""Visits, and conditions on what is measured at them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.errors import MusclebalanceError, check_range, number, unknown

_CONDITION = re.compile(
    r"^\s*(?:(change|gain)\s+of\s+)?([A-Za-z_]\w*)\s*(<=|>=|<|>)\s*([-+]?\d+(?:\.\d+)?)\s*$"
)
_TESTS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit.

    Parameters
    ----------
    day : int
        Days since the start; the morning after so many days [d].
    measured : mapping
        Readouts with their measurement error.
    action : str
        What was decided.
    level : int
        Level after it, counted from 0; -1 after discharge.
    reason : str
        The rule that decided, in words.
    """

    day: int
    measured: Mapping[str, float]
    action: str
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one readout with a number.

    Parameters
    ----------
    readout : str
        Name of the readout.
    test : str
        ``"<"``, ``"<="``, ``">"`` or ``">="``.
    threshold : float
        In the readout's unit.
    of : str
        ``"value"``, ``"change"`` (since the visit before) or ``"gain"`` (since the first visit).

    Examples
    --------
    >>> Condition.parse("gain of rom_agonist >= 5").threshold
    5.0
    """

    readout: str
    test: str
    threshold: float
    of: str = "value"

    def __post_init__(self) -> None:
        """Check test, threshold and what is compared."""
        if self.test not in _TESTS:
            raise unknown("comparison", self.test, _TESTS)
        if self.of not in ("value", "change", "gain"):
            raise unknown("kind of value", self.of, ("value", "change", "gain"))
        check_range(f"threshold of {self.readout}", self.threshold, -1e9, 1e9)

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read ``"pain < 3"``, ``"change of pain >= 2"``, ``"gain of rom_agonist > 5"``; nothing is executed.

        Raises
        ------
        MusclebalanceError
            Another form.
        """
        match = _CONDITION.match(text)
        if match is None:
            raise MusclebalanceError(
                f"condition {text!r} is not understood; write 'pain < 3', 'change of pain >= 2' "
                "or 'gain of rom_agonist > 5'."
            )
        return cls(match.group(2), match.group(3), float(match.group(4)), match.group(1) or "value")

    def holds(self, measured: Mapping[str, float], history: Sequence[Visit]) -> bool:
        """Whether it is so at this visit, after those of `history`; a change is never so at the first visit.

        Raises
        ------
        UnknownNameError
            The visit has no such readout.
        """
        if self.readout not in measured:
            raise unknown("readout at the visit", self.readout, measured)
        value = measured[self.readout]
        if self.of != "value":
            if not history:
                return False
            value -= (history[-1] if self.of == "change" else history[0]).measured[self.readout]
        return bool(_TESTS[self.test](value, self.threshold))

    def __str__(self) -> str:
        """As it is read."""
        of = "" if self.of == "value" else f"{self.of} of "
        return f"{of}{self.readout} {self.test} {number(self.threshold)}"
