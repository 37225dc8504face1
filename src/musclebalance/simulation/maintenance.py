"""The smallest weekly dose that keeps a gain while the cause goes on, found and checked by simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, number, unknown
from ..lifestyle import Lifestyle
from ..result import Person
from ..result.variables import BETTER, find
from ..treatment import Plan, Session
from .run import simulate

#: From none to frequent: sessions a week, and how a plan says it, so many a week or every so many days.
LADDER: tuple[tuple[float, int | None, int | None], ...] = (
    (0.0, None, None),
    (1 / 4, None, 28),
    (1 / 3, None, 21),
    (1 / 2, None, 14),
    *((float(times), times, None) for times in range(1, 8)),
)


@dataclass(frozen=True, slots=True)
class DoseTried:
    """One dose that was tried: sessions a week, the readout after the first time and after twice that."""

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
    tried : tuple of DoseTried
        Every dose tried, from rare to frequent.
    """

    per_week: float | None
    plan: Plan | None
    keep: float
    steady: bool
    tried: tuple[DoseTried, ...]

    def __str__(self) -> str:
        """The answer and the table behind it."""
        if self.per_week is None:
            head = f"no dose up to 7 sessions a week keeps {number(self.keep)}"
        else:
            rest = "steady" if self.steady else "NOT yet steady"
            head = f"{number(self.per_week)} sessions a week keep {number(self.keep)} ({rest})"
        rows = [f"  {d.per_week:5.3g} a week: {number(d.value)}, later {number(d.later)}" for d in self.tried]
        return "\n".join([head, *rows])


@public
def maintenance(
    person: Person,
    session: Session,
    lifestyle: Lifestyle,
    *,
    readout: str = "rom_agonist",
    keep: float | None = None,
    tolerance: float = 1.0,
    weeks: float = 26,
    where: str = "home",
    higher_is_better: bool | None = None,
    tol: float = 1e-4,
) -> Maintenance:
    """Smallest weekly dose that keeps a gain while the cause persists, found and checked by simulation.

    Parameters
    ----------
    person : Person
        In the state in which the gain was reached, e.g. ``result.final``.
    session : Session
        What is done each time.
    lifestyle : Lifestyle
        The life that goes on, cause included.
    readout : str
        What is to be kept.
    keep : float, optional
        Level to keep [unit of the readout]; default the present one less `tolerance` in the bad direction.
    tolerance : float
        How much the readout may still drift in the second half [unit of the readout].
    weeks, where
        Length of the first simulation [weeks], the second is twice as long; ``"clinic"`` or ``"home"``.
    higher_is_better : bool, optional
        Default: what is known of the readout (:func:`musclebalance.variables`).
    tol : float
        Error tolerance of a step.

    Raises
    ------
    MusclebalanceError
        The response is not monotone in the dose, or nobody says which direction is better.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> found = mb.maintenance(person, mb.PIR(), mb.Lifestyle.healthy(), keep=17.0, weeks=4)
    >>> found.per_week
    0.0
    """
    sign = find(person.model, readout).better
    if higher_is_better is not None:
        sign = 1 if higher_is_better else -1
    if sign == 0:
        raise unknown("readout whose better direction is known; give higher_is_better=", readout, BETTER)
    if keep is None:
        keep = float(person.read(readout, person.state[None, :])[0]) - sign * tolerance

    def after(plan: Plan | None, length: float) -> float:
        return simulate(person, plan, lifestyle, weeks=length, tol=tol).at(readout, 7 * length)

    return smallest_dose(session, after, keep, tolerance, sign=sign, weeks=weeks, where=where)


def smallest_dose(
    session: Session,
    after: Callable[[Plan | None, float], float],
    keep: float,
    tolerance: float,
    *,
    sign: int = 1,
    weeks: float = 26,
    where: str = "home",
) -> Maintenance:
    """Search the ladder; ``after(plan, weeks)`` is the readout at the end of a plan."""
    check_range("weeks of simulation", weeks, 4, 520, "weeks")
    check_range("tolerance", tolerance, 0.0, 1e9)
    check_range("readout to keep", keep, -1e9, 1e9)
    tried: dict[int, tuple[DoseTried, Plan | None]] = {}

    def keeps(rung: int) -> bool:
        if rung not in tried:
            dose, per_week, every = LADDER[rung]
            short, plan = (
                Plan(session, per_week, length, every=every, where=where) if dose else None
                for length in (weeks, 2 * weeks)
            )
            found = DoseTried(dose, float(after(short, weeks)), float(after(plan, 2 * weeks)))
            tried[rung] = (found, plan)
        return sign * (tried[rung][0].later - keep) >= 0

    low, high = 0, len(LADDER) - 1
    if keeps(low):
        high = low
    while high - low > 1 and keeps(high):
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    doses = tuple(tried[rung][0] for rung in sorted(tried))
    _check_monotone(doses, sign, tolerance)
    if not keeps(high):
        return Maintenance(None, None, keep, False, doses)
    found, plan = tried[high]
    return Maintenance(found.per_week, plan, keep, abs(found.drift) <= tolerance, doses)


def _check_monotone(doses: tuple[DoseTried, ...], sign: int, tolerance: float) -> None:
    for rarer, denser in pairwise(doses):
        if sign * (denser.later - rarer.later) < -tolerance:
            raise MusclebalanceError(
                f"{number(denser.per_week)} sessions a week give {number(denser.later)}, but "
                f"{number(rarer.per_week)} give {number(rarer.later)}: more is not better here, so no "
                "smallest dose can be told; look at the doses one by one."
            )
