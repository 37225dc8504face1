"""The smallest dose that keeps a gain while its cause goes on."""

from __future__ import annotations

from ..core.errors import unknown
from ..lifestyle import Lifestyle
from ..result import Person
from ..result.variables import find
from ..treatment import Plan, Session
from ..treatment.ladder import Maintenance
from ..treatment.ladder import maintenance as search
from .people import People
from .run import simulate

#: Readouts, by how their name starts, of which more or less is better.
BETTER_HIGH, BETTER_LOW = ("rom", "strength"), ("imbalance", "tone", "pain")


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
        Default: True for ranges of motion and strength, False for imbalance, tone and pain.
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
    variable = find(person.model, readout)
    better = _direction(readout) if higher_is_better is None else higher_is_better
    now = float(People.of([person]).read(readout)[0])
    level = keep if keep is not None else now - tolerance if better else now + tolerance

    def after(plan: Plan | None, length: float) -> float:
        return simulate(person, plan, lifestyle, weeks=length, tol=tol).at(variable.name, 7 * length)

    return search(
        session, after, keep=level, tolerance=tolerance, higher_is_better=better, weeks=weeks, where=where
    )


def _direction(readout: str) -> bool:
    for start in BETTER_HIGH + BETTER_LOW:
        if readout.startswith(start):
            return start in BETTER_HIGH
    raise unknown("readout whose better direction is known; give higher_is_better=", readout, ("rom", "pain"))
