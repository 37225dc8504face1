"""What became of the muscles of a person, as factors that another model of the same muscles can take."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, shown, unknown
from ..model.body import MUSCLES, Body
from ..result import Person, Result

Array = NDArray[np.float64]

#: Quantities from which the four numbers are read.
READ = (
    "length", "relative_length", "stretch", "strength", "passive_stress", "unrelaxed_share", "elastic_force"
)  # fmt: skip


@public
@dataclass(frozen=True, slots=True)
class Adaptation:
    """One muscle compared with the same muscle of the healthy person.

    Parameters
    ----------
    length : float
        Serial length, 0.3 to 3 [healthy serial length]: a fibre's optimal length is longer by this factor.
    strength : float
        Force of full activation at the optimal length, 0.01 to 10 [healthy force].
    passive : float
        Passive force at the same fibre stretch, 0.01 to 10 [healthy passive force]; softening lowers it.
    slack : float
        Fibre length that is taken up at the same joint angle, -0.5 to 0.5 [healthy optimal fibre lengths]:
        the slack length left by the last contraction, less what a softened tendon gives.

    Raises
    ------
    OutOfRangeError

    Examples
    --------
    >>> round(Adaptation(length=0.95, strength=0.9).normalised_passive, 3)
    1.111
    """

    length: float = 1.0
    strength: float = 1.0
    passive: float = 1.0
    slack: float = 0.0

    def __post_init__(self) -> None:
        check_range("length of an adapted muscle", self.length, 0.3, 3.0)
        for what in ("strength", "passive"):
            check_range(f"{what} of an adapted muscle", getattr(self, what), 0.01, 10.0)
        check_range("slack of an adapted muscle", self.slack, -0.5, 0.5, "lopt")

    @property
    def normalised_passive(self) -> float:
        """Passive force at the same stretch, as a share of the muscle's present strength [healthy share]."""
        return self.passive / self.strength

    def strain_factor(self, shape: float) -> float:
        """Factor on the strain at which passive force equals the maximal isometric force.

        Of a passive curve ``(exp(k s/e0) - 1)/(exp(k) - 1)`` with k = `shape`; applied to k and e0 alike, it
        multiplies the curve by `normalised_passive` at every strain.
        """
        share = self.normalised_passive
        return 1.0 if share == 1.0 else math.log1p(math.expm1(shape) / share) / shape

    def __str__(self) -> str:
        return (
            f"serial length x {self.length:.4g}, strength x {self.strength:.4g}, passive force x "
            f"{self.passive:.4g}, slack taken up {self.slack:+.4g} lopt"
        )


@public
def adaptation(who: Person | Result, day: float | None = None) -> dict[str, Adaptation]:
    """How the two muscles of a person differ from those of the same person in health.

    Parameters
    ----------
    who : Person or Result
    day : float, optional
        Stored time of a result nearest to it [d]; default the end. A person has no days.

    Returns
    -------
    dict
        ``"agonist"`` and ``"antagonist"`` to :class:`Adaptation`.

    Notes
    -----
    Read from the model's own quantities at the neutral angle, the joint free and at rest: with serial length
    n, strength s, softening k, and fibre stretch x of a fibre of length l, they are ``n``, ``s``, ``1 - k``
    and ``n x - l``, each against the healthy state. Where a mechanism is switched off it does not differ.

    Raises
    ------
    OutOfRangeError, MusclebalanceError

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> round(adaptation(person.with_state(resting_length_agonist=0.9))["agonist"].length, 3)
    0.9
    """
    person = person_at(who, day)
    now, before = (_numbers(person.body, state) for state in (person.state, person.healthy_state))
    found = {}
    for muscle in MUSCLES:
        (n, s, left, slack), (n0, s0, left0, slack0) = now[muscle], before[muscle]
        length, strength, passive = (tidy(one) for one in (n / n0, s / s0, left / left0))
        found[muscle] = Adaptation(length, strength, passive, tidy(slack - slack0))
    return found


def person_at(who: Person | Result, day: float | None) -> Person:
    """A person, or the person of a result on a day."""
    if isinstance(who, Person):
        if day is not None:
            raise MusclebalanceError(
                f"day={shown(day)}: a person has no days; give a result, or leave it out."
            )
        return who
    days = who.days
    place = -1
    if day is not None:
        check_range("day", day, float(days[0]), float(days[-1]), "d", "of the result")
        place = int(np.argmin(np.abs(days - day)))
    return replace(who.person, state=who.states[place])


def tidy(value: float) -> float:
    """A number without what rounding has left of it; 1 and 0 are exact, so that they change nothing."""
    return round(float(value), 9) + 0.0


def _numbers(body: Body, state: Array) -> dict[str, tuple[float, float, float, float]]:
    """Serial length, strength, stiffness left and slack of each muscle, at the neutral angle."""
    state = state.copy()
    state[body.index("angle")] = body.si("neutral_angle")
    names = tuple(f"{name}_{muscle}" for muscle in MUSCLES for name in READ)
    found = {name: float(value) for name, value in body.evaluate(names, state).items()}
    return {muscle: _of_muscle(*(found[f"{name}_{muscle}"] for name in READ)) for muscle in MUSCLES}


def _of_muscle(
    length: float, relative: float, stretch: float, strength: float, passive: float, unrelaxed: float,
    elastic: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    n = length / relative
    return n, strength, passive / (unrelaxed * elastic), n * stretch - length


Muscles = Person | Result | Mapping[str, Adaptation]
Names = Mapping[str, str | Sequence[str]]


def adapted(muscles: Muscles, day: float | None, names: Names) -> Iterator[tuple[str, str, Adaptation]]:
    """Role, name in the other model and adaptation of every muscle that is named."""
    if isinstance(muscles, Mapping):
        if day is not None:
            raise MusclebalanceError("day= goes with a result; adaptations are given as they are.")
        known = dict(muscles)
    else:
        known = adaptation(muscles, day)
    if not names:
        raise MusclebalanceError("names is empty; write for example names={'agonist': 'psoas_r'}.")
    seen: dict[str, str] = {}
    refuse = partial(unknown, "role of a muscle")
    for role, given in names.items():
        if role not in MUSCLES:
            raise refuse(role, MUSCLES)
        if role not in known:
            raise refuse(role, known)
        if not isinstance(known[role], Adaptation):
            raise MusclebalanceError(
                f"{role}: {shown(known[role])} is no adaptation; mb.adaptation(result) gives them."
            )
        several = [given] if not isinstance(given, Sequence) or isinstance(given, str) else list(given)
        if not several or not all(isinstance(one, str) and one for one in several):
            raise MusclebalanceError(f"names of the {role} {shown(given)}: give a name, or a list of names.")
        for name in several:
            if name in seen:
                raise MusclebalanceError(f"{name!r} is named twice (as {seen[name]}, as {role}).")
            seen[name] = role
            yield role, name, known[role]
