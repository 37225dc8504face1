"""From the detailed model to the core model: linearise the joint, fit what remains, and say how far they
differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, check_range
from ..core.parameters import Parameter
from ..core.units import DEG
from ..lifestyle import Lifestyle
from ..model import readouts
from ..pairs import Pair
from ..result import Result
from ..result.person import Person
from ..simulation import healthy, simulate
from ..treatment import PIR, Plan, Session
from .course import course
from .model import MUSCLES, PARAMETERS, SHARED, Core

Array = NDArray[np.float64]

FITTED = ("lived_length_time", "posture_shift", "charge_rate")


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """A core model made from the detailed one, and both courses.

    Parameters
    ----------
    core : Core
    days : ndarray (k,)
        The cause is there in the first half and gone in the second [d].
    detailed, reduced : ndarray (k, 4)
        Tones and lengths of both models, in the order of ``bistable.STATES``.
    """

    core: Core
    days: Array
    detailed: Array
    reduced: Array

    @property
    def error(self) -> Array:
        """Root mean square difference of each state, shape (4,)."""
        return np.asarray(np.sqrt(np.mean((self.detailed - self.reduced) ** 2, axis=0)))

    def __str__(self) -> str:
        tone, _, length, partner = self.error
        return (
            f"{self.core}\n  differs from the detailed model by {tone:.3f} in tone, {100 * length:.2f} % and "
            f"{100 * partner:.2f} % in length (root mean square over {self.days[-1]:.0f} days)"
        )


def reduce(
    pair: Pair, cause: Lifestyle | None = None, session: Session | None = None, days: int = 360
) -> Reduction:
    """The core model of a muscle pair.

    Geometry and the gains of the resting angle are the slopes of the detailed model (hypothesis `core`)
    at health. The time constant of length, the posture and the charge of tone are fitted to its course:
    `days` of the cause, then as many of the healthy life. The release by a session is read off one
    session.

    Parameters
    ----------
    pair : Pair
    cause : Lifestyle, optional
        What cause 1 stands for; default 8 h at a desk, stress 0.6.
    session : Session, optional
        What one session stands for; default PIR.
    days : int

    Returns
    -------
    Reduction

    Raises
    ------
    EngineError
        The fit does not converge.
    """
    from scipy.optimize import least_squares

    check_range("days", days, 30, 3600, "d")
    person = healthy(pair, model="core")
    ill = simulate(person, None, cause or Lifestyle.office(hours=8, stress=0.6), days=days)
    well = simulate(ill.final, None, person.healthy_life, days=days)
    detailed = np.vstack([_states(ill), _states(well)[1:]])
    start = Core(PARAMETERS.merged(_linear(person)))
    changes = [(0.0, 1.0), (float(days), 0.0)]
    scale = np.array([0.1, 0.1, 0.01, 0.01])

    def model(values: Array) -> Core:
        return start.with_(dict(zip(FITTED, (float(v) for v in values), strict=True)))

    def misfit(values: Array) -> Array:
        found = course(model(values), 2.0 * days, cause=changes, every=10.0)
        return np.asarray((found.states - detailed[::10]) / scale).ravel()

    bounds = np.array([[PARAMETERS[n].low, PARAMETERS[n].high] for n in FITTED]).T
    first = np.array([PARAMETERS[n].value for n in FITTED])
    fit = least_squares(misfit, first, bounds=tuple(bounds), x_scale=first, xtol=1e-10)
    if not fit.success:
        raise EngineError(f"the core model of {pair.name!r} could not be fitted: {fit.message}")
    release = _release(ill.final, session or PIR())
    core = model(fit.x).with_(session_release=release)
    return Reduction(
        core, np.arange(2.0 * days + 1), detailed, course(core, 2.0 * days, cause=changes).states
    )


def _states(result: Result) -> Array:
    names = [f"{kind}_{muscle}" for kind in ("memory", "resting_length") for muscle in MUSCLES]
    return np.column_stack([result.values(name) for name in names])


def _linear(person: Person) -> list[Parameter]:
    """Slopes of the detailed model at health, and the parameters both models share."""
    body = person.body
    side = float(np.sign(body.si("moment_arm_c0", "agonist")))

    def angle(**changes: float) -> float:
        return side * float(readouts.resting_angle(body, person.with_state(changes).state))

    found = {}
    for muscle, sign in zip(MUSCLES, (1.0, -1.0), strict=True):
        length = f"resting_length_{muscle}"
        arm = abs(body.si("moment_arm_c0", muscle)) / body.si("optimal_fibre_length", muscle)
        full = body.si("tone_weight", muscle) * body.si("memory_tone", muscle)
        found[f"{muscle}.length_per_angle"] = arm * DEG / body.si("length_setpoint", muscle)
        found[f"{muscle}.angle_per_length"] = (
            sign * (angle(**{length: 0.999}) - angle(**{length: 1.001})) / 0.002
        )
        found[f"{muscle}.angle_per_tone"] = sign * (angle(**{f"tone_{muscle}": full}) - angle())
    shared = [person.parameters[name] for name in SHARED]
    return [*shared, *(PARAMETERS[name].with_value(value) for name, value in found.items())]


def _release(person: Person, session: Session) -> float:
    """Share of the tone that one session takes away, against the same day without it."""
    plan = Plan(session, days="Mon", weeks=1)
    with_session, without = (simulate(person, p, person.healthy_life, days=1) for p in (plan, None))
    return 1.0 - with_session.at("memory_agonist", 1) / without.at("memory_agonist", 1)
