"""What the calibrated model expects of arms, given others of the same study or a pilot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_whole, unknown
from .calibrating import KEPT, calibrated_predictions, calibration
from .forecast import Forecast
from .observation import TAILS, observed
from .own import own_results
from .published import Arm, Published, published

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Expected:
    """What a trial would print of one arm, with its 95 % interval [unit]."""

    id: str
    study: str
    outcome: str
    unit: str
    predicted: float
    low: float
    high: float


@dataclass(frozen=True)
class Prediction:
    """What is expected of arms.

    Parameters
    ----------
    arms : tuple of Expected
    given : tuple of str
        Ids of the arms that were known.
    draws : float
        Draws of the parameters that still count: few where the known arms were a surprise.
    report : str
        How tables of your own were understood, row by row.
    """

    arms: tuple[Expected, ...]
    given: tuple[str, ...]
    draws: float
    report: str = ""

    def to_frame(self) -> pd.DataFrame:
        """One row per arm."""
        import pandas as pd

        names = ("id", "study", "outcome", "unit", "predicted", "low", "high")
        return pd.DataFrame([{n: getattr(arm, n) for n in names} for arm in self.arms]).set_index("id")

    def __str__(self) -> str:
        told = f"given {', '.join(self.given)}" if self.given else "given no other arm"
        lines = [f"expected change, 95 % of repetitions; {told}; {self.draws:.0f} draws count"]
        for arm in self.arms:
            numbers = f"{arm.predicted:7.1f} [{arm.low:.1f}, {arm.high:.1f}] {arm.unit}"
            lines.append(f"  {arm.id[:14]:14s} {arm.outcome[:30]:30s} {numbers}")
        left = self.report.count("\n  not read, ")
        lines += [f"not read: {left} {'row' if left == 1 else 'rows'}; see report"] if left else []
        return "\n".join(lines)

    __repr__ = __str__


@public
def predict(
    arm: str | Path | pd.DataFrame | Sequence[str],
    given: str | Path | pd.DataFrame | Sequence[str] | None = None,
    *,
    model: str = "combined",
    draws: int = KEPT,
    seed: int = 0,
) -> Prediction:
    """What a trial would print of arms, given what it, or a pilot, has printed of others.

    Arms that are given narrow the interval twice: draws of the parameters under which they were likely count
    more, and what sets a study apart is learnt from its other arms.

    Parameters
    ----------
    arm : path, DataFrame, or sequence of str
        Arms to be forecast, in a table as :func:`template` writes one, `change` not needed. Or ids of
        held-out rows of the package, such as ``["P021"]``.
    given : path, DataFrame, or sequence of str, optional
        Arms whose change is known. Rows without a `study` are of one study in both tables.
    model : str
        A named hypothesis that has a frozen calibration.
    draws, seed : int
        Joint parameter draws that are simulated (up to 256), and the seed of unknown doses.

    Raises
    ------
    FileError, UnknownNameError, OutOfRangeError, MusclebalanceError
        No row of a table can be read; there is no such row; a row was calibrated on; an arm is both asked for
        and given.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> alone = evidence.predict(["A059"], draws=16).arms[0]
    >>> told = evidence.predict(["A059"], given=["A058"], draws=16).arms[0]
    >>> told.high - told.low < alone.high - alone.low
    True
    """
    check_whole("draws", draws, 8, KEPT)
    found, others = _arms(arm, asked=True), Published((), (), ()) if given is None else _arms(given)
    asked, known = found.results, others.results
    if not asked:
        raise MusclebalanceError("nothing is asked for; give a table, or ids of held-out rows.")
    both = {one.id for one in asked} & {one.id for one in known}
    if both:
        raise MusclebalanceError(f"{', '.join(sorted(both))}: asked for and given; leave one out.")
    raw, seen = calibrated_predictions((*asked, *known), calibration(model), draws, seed)
    raw = np.where(np.isfinite(raw), raw, np.nanmedian(raw, axis=0))
    forecast = _given(Forecast.of(observed((*asked, *known)), raw, seen, 0.0), asked, known)
    report = "\n".join(one.report for one in (found, others) if one.report)
    return Prediction(tuple(_told(asked, forecast)), tuple(one.id for one in known), _count(forecast), report)


def _given(forecast: Forecast, asked: Sequence[Arm], known: Sequence[Arm]) -> Forecast:
    """The forecast of the first arms, given the last ones."""
    if not known:
        return forecast
    places = range(len(asked), len(asked) + len(known))
    return forecast.given(list(places), np.array([one.observed for one in known]))


def _arms(source: Any, *, asked: bool = False) -> Published:
    """Arms of a table, or held-out rows of the package by their ids."""
    if isinstance(source, str | Path) or hasattr(source, "columns"):
        return own_results(source, asked=asked, study="own")
    held = {arm.id: arm for arm in published("validate").results}
    fitted = {arm.id for arm in published("calibrate").results}
    for name, times in Counter(source).items():
        if times > 1:
            raise MusclebalanceError(f"row {name} stands there {times} times; give each row once.")
        if name in fitted:
            raise MusclebalanceError(
                f"row {name} was calibrated on; evidence.skill() forecasts it without its study."
            )
        if name not in held:
            raise unknown("held-out row", name, held)
    return Published(tuple(held[name] for name in source), (), ())


def _told(arms: Sequence[Arm], forecast: Forecast) -> list[Expected]:
    numbers = zip(forecast.expected, forecast.quantile(0.025), forecast.quantile(0.975), strict=True)
    return [
        Expected(arm.id, arm.study, arm.label, arm.unit, *map(float, three))
        for arm, three in zip(arms, numbers, strict=True)
    ]


def _count(forecast: Forecast) -> float:
    """Effective number of draws, whichever tail they are of."""
    weight = forecast.weight.reshape(len(TAILS), -1).sum(axis=0)
    return float(1.0 / (weight**2).sum())
