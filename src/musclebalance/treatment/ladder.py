"""The smallest weekly dose that keeps a gain while the cause persists, found and checked by simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from ..core.errors import MusclebalanceError, check_range, number
from .plan import Plan
from .steps import Session

#: From rare to frequent: sessions every so many days, then so many a week.
LADDER: tuple[tuple[float, dict[str, int]], ...] = (
    (0.25, {"every": 28}),
    (1 / 3, {"every": 21}),
    (0.5, {"every": 14}),
    (1.0, {"per_week": 1}),
    (2.0, {"per_week": 2}),
    (3.0, {"per_week": 3}),
    (4.0, {"per_week": 4}),
    (5.0, {"per_week": 5}),
    (6.0, {"per_week": 6}),
    (7.0, {"per_week": 7}),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One dose that was tried."""

    per_week: float
    value: float
    later: float

    @property
    def drift(self) -> float:
        """How much the readout still moved in the second half."""
        return self.later - self.value


@dataclass(frozen=True, slots=True)
class Maintenance:
    """The dose that keeps a gain.

    Parameters
    ----------
    per_week : float or None
        Smallest dose of the ladder that keeps it [sessions a week]; 0 when no treatment is needed; None when
        not even daily sessions keep it.
    plan : Plan or None
        The plan that was simulated last at that dose.
    keep : float
        What was to be kept.
    steady : bool
        Whether the readout had come to rest within the tolerance at that dose.
    trials : tuple of Trial
        Every dose tried, from rare to frequent.
    """

    per_week: float | None
    plan: Plan | None
    keep: float
    steady: bool
    trials: tuple[Trial, ...]

    def __str__(self) -> str:
        """The answer and the table behind it."""
        if self.per_week is None:
            head = f"no dose up to 7 sessions a week keeps {number(self.keep)}"
        else:
            rest = "steady" if self.steady else "NOT yet steady"
            head = f"{number(self.per_week)} sessions a week keep {number(self.keep)} ({rest})"
        rows = [
            f"  {trial.per_week:5.3g} a week: {number(trial.value)}, later {number(trial.later)}"
            for trial in self.trials
        ]
        return "\n".join([head, *rows])


def maintenance(
    session: Session,
    simulate: Callable[[Plan | None, float], float],
    *,
    keep: float,
    tolerance: float,
    higher_is_better: bool = True,
    weeks: float = 26,
    where: str = "home",
) -> Maintenance:
    """Search the smallest dose that keeps a readout, and check that it is a steady state.

    Parameters
    ----------
    session : Session
        What is done each time.
    simulate : callable
        ``simulate(plan, weeks)`` returns the readout after so many weeks of that plan, from the state in
        which the gain was reached and with the cause present.
    keep : float
        Readout to keep.
    tolerance : float
        Readout's unit: how much it may still drift between `weeks` and twice that.
    higher_is_better : bool
        False for a readout such as pain.
    weeks : float
        Length of the first simulation; the second, twice as long, is the one that is judged [weeks].
    where : str
        ``"clinic"`` or ``"home"``.

    Returns
    -------
    Maintenance

    Raises
    ------
    MusclebalanceError
        The response is not monotone in the dose, so that no smallest dose can be told.
    """
    check_range("weeks of simulation", weeks, 4, 520, "weeks")
    check_range("tolerance", tolerance, 0.0, 1e9)
    check_range("readout to keep", keep, -1e9, 1e9)
    sign = 1.0 if higher_is_better else -1.0
    tried: dict[int, tuple[Trial, Plan | None]] = {}

    def keeps(rung: int) -> bool:
        if rung not in tried:
            short, long = (_rung(session, rung, length, where) for length in (weeks, 2 * weeks))
            dose = LADDER[rung][0] if rung >= 0 else 0.0
            trial = Trial(dose, float(simulate(short, weeks)), float(simulate(long, 2 * weeks)))
            tried[rung] = (trial, long)
        return sign * (tried[rung][0].later - keep) >= 0

    high = _smallest(keeps)
    trials = tuple(tried[rung][0] for rung in sorted(tried))
    _check_monotone(trials, sign, tolerance)
    if not keeps(high):
        return Maintenance(None, None, keep, False, trials)
    found, plan = tried[high]
    return Maintenance(found.per_week, plan, keep, abs(found.drift) <= tolerance, trials)


def _rung(session: Session, rung: int, weeks: float, where: str) -> Plan | None:
    """So many weeks on a rung of the ladder; none below it."""
    if rung < 0:
        return None
    how_often = LADDER[rung][1]
    return Plan(session, how_often.get("per_week"), weeks, where=where, every=how_often.get("every"))


def _smallest(keeps: Callable[[int], bool]) -> int:
    """Lowest rung that keeps the gain, -1 for no treatment; the top rung when none does."""
    low, high = -1, len(LADDER) - 1
    if keeps(low):
        return low
    if keeps(high):
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


def _check_monotone(trials: tuple[Trial, ...], sign: float, tolerance: float) -> None:
    for rarer, denser in pairwise(trials):
        if sign * (denser.later - rarer.later) < -tolerance:
            raise MusclebalanceError(
                f"{number(denser.per_week)} sessions a week give {number(denser.later)}, but "
                f"{number(rarer.per_week)} give "
                f"{number(rarer.later)}: more is not better here, so no smallest dose can be told; "
                "look at the doses one by one."
            )
