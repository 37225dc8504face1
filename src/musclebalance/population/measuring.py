"""From what is true to what is written down: measurement error and drop-out, from streams of each person."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range
from ..result.variables import better as direction
from ..simulation.reading import DIFFERENCE, POSTURE, Reading
from ..treatment.plan import person_stream

Array = NDArray[np.float64]

ERROR_STREAM, DROPOUT_STREAM = 31, 32


@public
@dataclass(frozen=True, slots=True)
class MeasurementError:
    """How an outcome is read by an examiner.

    Parameters
    ----------
    sd, cv : float
        Standard error of measurement, from the device, the examiner and the day [unit of the outcome], and
        its part that is proportional to the value (a dynamometer) [-].
    step, low, high : float
        Readings are rounded to whole steps, 0 leaves them, and kept within the ends of the scale [unit].

    Examples
    --------
    >>> round(MeasurementError(sd=1.5, step=1.0).detectable, 2)
    4.16
    """

    sd: float = 0.0
    cv: float = 0.0
    step: float = 0.0
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        for what, value in (("sd", self.sd), ("cv", self.cv), ("step", self.step)):
            check_range(f"{what} of the measurement error", value, 0.0, np.inf)

    @property
    def detectable(self) -> float:
        """Least detectable change with 95 % confidence [unit]."""
        return float(1.96 * np.sqrt(2.0) * self.sd)

    def read(self, true: Array, noise: Array) -> Array:
        """Readings of true values, for standard normal noise of the same shape."""
        found = true + noise * np.hypot(self.sd, self.cv * true)
        found = np.round(found / self.step) * self.step if self.step else found
        return np.asarray(np.clip(found, self.low, self.high))


#: By the beginning of the outcome's name. Angles: goniometer and inclinometer, 4.2 deg least detectable
#: change over 2.77 (Roach 2015, PMC4339157); tilt of the pelvis by one examiner with a palpation meter
#: (Herrington 2011, doi 10.1016/j.math.2011.04.006), of other bones assumed;
#: assumed: strength by dynamometer, pain on a scale of 0 to 10.
ERRORS: Mapping[str, MeasurementError] = {
    "rom": MeasurementError(sd=1.5, step=1.0),
    "resting_angle": MeasurementError(sd=1.1, step=1.0),
    "posture": MeasurementError(sd=1.1),
    "strength": MeasurementError(cv=0.08),
    "pain": MeasurementError(sd=0.7, step=0.5, low=0.0, high=10.0),
}


def check_errors(
    outcomes: Iterable[str], given: Mapping[str, MeasurementError | float], known: Callable[[str], object]
) -> None:
    """Refuse errors of what cannot be read, those that are none, and outcomes that need one."""
    for name in given:
        known(name)
    for name in (*given, *outcomes):
        error_of(name, given)
    asked: dict[object, str] = {}
    for name in (*outcomes, *given):
        read = known(name)
        meant = (read.variable, read.where) if isinstance(read, Reading) else name
        if asked.setdefault(meant, name) != name:
            raise MusclebalanceError(
                f"{name!r} and {asked[meant]!r} are the same reading; call it by one name, and once."
            )


def error_of(outcome: str, given: Mapping[str, MeasurementError | float]) -> MeasurementError:
    """The measurement error of an outcome: as given, else by the beginning of its name, else none."""
    if outcome in given:
        own = given[outcome]
        if isinstance(own, MeasurementError):
            return own
        return MeasurementError(sd=check_range(f"error of {outcome}", own, 0.0, 1e6))
    name = outcome.removeprefix(DIFFERENCE)
    usual = next((e for start, e in ERRORS.items() if name.startswith(start)), MeasurementError())
    if name == outcome:
        return usual
    if usual.cv:
        raise MusclebalanceError(
            f"the error of {outcome!r} depends on both readings; give it: errors={{{outcome!r}: 5.0}}."
        )
    return MeasurementError(sd=math.sqrt(2.0) * usual.sd, step=usual.step)  # of two readings


def better(outcome: str) -> int:
    """1 when a higher value of an outcome is better, else -1."""
    return direction(outcome) or -1


def gained(outcome: str, before: Array, after: Array) -> Array:
    """By how much readings became better; of differences and postures, by how much nearer to 0."""
    if outcome.startswith((DIFFERENCE, POSTURE)):
        return np.asarray(np.abs(before) - np.abs(after))
    return np.asarray(better(outcome) * (after - before))


def for_good(holds: NDArray[np.bool_], at: Array) -> Array:
    """When (rows,) something begins to hold for good, for whether it `holds` (rows, moments); else inf."""
    stays = np.flip(np.logical_and.accumulate(np.flip(holds, axis=1), axis=1), axis=1)
    return np.where(stays[:, -1], at[np.argmax(stays, axis=1)], np.inf)


def noise(seed: int, numbers: NDArray[np.int64], visits: int, place: int) -> Array:
    """Standard normal noise (people, visits) of the outcome at `place`, from each person's own stream."""
    found = [person_stream(seed, int(k), ERROR_STREAM, place).standard_normal(visits) for k in numbers]
    return np.array(found).reshape(len(numbers), visits)


def leaving(seed: int, numbers: NDArray[np.int64], dropout: float, weeks: float) -> Array:
    """Week in which each person drops out, inf if they stay; a share `dropout` has left by the end."""
    uniform = np.array([person_stream(seed, int(k), DROPOUT_STREAM).random() for k in numbers])
    return leaving_week(uniform, dropout, weeks)


def leaving_week(uniform: Array, dropout: float, weeks: float) -> Array:
    """Week of drop-out for uniform numbers: constant hazard."""
    if dropout == 0.0:
        return np.full(np.shape(uniform), np.inf)
    week = -np.log1p(-uniform) / (-np.log1p(-dropout) / weeks)
    return np.where(week > weeks, np.inf, week)
