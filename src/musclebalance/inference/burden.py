"""Adherence that falls with the burden of a programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import check_range


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
