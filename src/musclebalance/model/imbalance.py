"""Imbalance in detectable differences, and symmetry.

Healthy is 0, whatever the person's own worst state; positive means the agonist is the short, tight one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.parameters import Parameter as P
from ..core.parameters import ParameterSet

Array = NDArray[np.float64]

#: Composite of four equal components at 1.75 detectable differences is 1.
COMPOSITE_UNIT = 1.75
#: Composite below which a pair counts as symmetric again.
SYMMETRIC = 0.4

PARAMETERS = ParameterSet((
    P("detectable_length_contrast", 0.07, "-", 0.02, 0.3,
      "detectable log ratio of resting lengths: fascicle repeatability 2.1 %, so 5 % each, x sqrt 2",
      ("Noorkoiv2010",), "derived", "d_1"),
    P("detectable_rest_angle", 5.0, "deg", 1.0, 20.0,
      "detectable change of resting angle (SEM x 2.77)", ("Herrington2011",), symbol="d_2"),
    P("detectable_rom", 5.0, "deg", 1.0, 20.0,
      "detectable change of range of motion", ("PMC4339157",), symbol="d_3"),
    P("detectable_tone_contrast", 0.02, "-", 0.002, 0.2,
      "tone contrast per unit weight that counts as one [MVC]: half the bound of 4 %",
      ("T47",), "definition", "d_4"),
))  # fmt: skip


@dataclass(frozen=True)
class Components:
    """The four components of imbalance in detectable differences, each ndarray (...).

    `length` is the log ratio of antagonist to agonist resting length, `rest` the shift of the resting angle
    towards the agonist's side, `rom` the loss of passive range of both sides (root of the sum of squares;
    gains do not count), `tone` the difference of tone per unit tone weight.
    """

    length: Array
    rest: Array
    rom: Array
    tone: Array

    @property
    def composite(self) -> Array:
        """Root mean square of the four, over 1.75: 0 healthy, about 1 after half a year of a bad desk."""
        squares = self.length**2 + self.rest**2 + self.rom**2 + self.tone**2
        return np.asarray(np.sqrt(squares / 4.0) / COMPOSITE_UNIT)


def time_to_symmetry(days: Array, composite: Array, below: float = SYMMETRIC) -> float | None:
    """First of the days [d], (k,), from which their composite stays below a level; None if it does not.

    A composite that is not a number is never below it.

    Examples
    --------
    >>> import numpy as np
    >>> time_to_symmetry(np.arange(4.0), np.array([1.0, 0.3, 0.5, 0.2]))
    3.0
    """
    over = np.flatnonzero(~(np.asarray(composite) < below))  # what is no number is not symmetric
    if len(over) == 0:
        return float(days[0])
    return None if over[-1] == len(days) - 1 else float(days[over[-1] + 1])


def due_to_treatment(start: float, treated: float, untreated: float, healthy: float = 0.0) -> float | None:
    """Share of a recovery that is due to treatment: (untreated - treated)/(start - treated).

    Parameters
    ----------
    start, treated, untreated, healthy : float
        A reading before, after treatment, after the same time without, and in health [any one unit].

    Returns
    -------
    float or None
        1 when nothing would have recovered untreated; above 1 when it would have got worse; None when the
        treated reading did not move towards health by at least 1 % of the way.

    Examples
    --------
    >>> due_to_treatment(1.0, 0.25, 0.5)
    0.3333333333333333
    """
    lost, recovered = start - healthy, start - treated
    if lost == 0.0 or recovered / lost < 0.01:
        return None
    return float((untreated - treated) / recovered)
