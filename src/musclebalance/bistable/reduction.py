"""From the detailed model to the bistable one: linearise the joint, fit the rest, say how far they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import EngineError, check_range
from ..core.parameters import Parameter
from ..core.units import DEG
from ..lifestyle import Lifestyle
from ..model import readouts
from ..pairs import Pair
from ..result import Person, Result
from ..simulation import healthy, simulate
from ..treatment import PIR, Plan, Session
from .model import MUSCLES, PARAMETERS, SHARED, SIDES, Array, BistableModel, course

FITTED = ("lived_length_time", "posture_shift", "charge_rate")


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """A bistable model derived from the detailed one, and the courses of both."""

    model: BistableModel
    days: Array  # (k,) [d]; the cause acts in the first half and is gone in the second
    detailed: Array  # (k, 4), states of the detailed model in the order of `STATES`
    reduced: Array  # (k, 4), of the bistable one

    @property
    def error(self) -> Array:
        """Root mean square difference of each state, shape (4,)."""
        return np.asarray(np.sqrt(np.mean((self.detailed - self.reduced) ** 2, axis=0)))

    def __str__(self) -> str:
        tone, _, length, partner = self.error
        return (
            f"{self.model}\n  differs from the detailed model by {tone:.3f} in tone, {100 * length:.2f} % "
            f"and {100 * partner:.2f} % in length (root mean square over {self.days[-1]:.0f} days)"
        )


def reduce(
    pair: Pair, cause: Lifestyle | None = None, session: Session | None = None, days: int = 360
) -> Reduction:
    """The bistable model of a muscle pair.

    Geometry and the gains of the resting angle are slopes of the detailed model (hypothesis ``"core"``) at
    health. The time constant of length, the shift of posture and the charging of tone are fitted to its
    course: `days` of the cause, then as many of the healthy life. The release by a session is read off one.

    Parameters
    ----------
    pair : Pair
    cause : Lifestyle, optional
        What cause 1 stands for; default 8 h at a desk, stress 0.6.
    session : Session, optional
        What one session stands for; default PIR.
    days : int
        With the cause, and again without it, 30 to 3600 [d].

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
    linear = BistableModel(PARAMETERS.merged(_linear(person)))
    scale = np.array([0.1, 0.1, 0.01, 0.01])

    def fitted(values: Array) -> BistableModel:
        found = dict(zip(FITTED, (float(v) for v in values), strict=True))
        return BistableModel(linear.parameters.fitted(found))

    def states(model: BistableModel, every: float) -> Array:
        return course(model, 2.0 * days, cause=[(0.0, 1.0), (float(days), 0.0)], every=every).states

    def misfit(values: Array) -> Array:
        return np.asarray((states(fitted(values), 10.0) - detailed[::10]) / scale).ravel()

    own = [PARAMETERS[name] for name in FITTED]
    first, bounds = np.array([p.value for p in own]), ([p.low for p in own], [p.high for p in own])
    fit = least_squares(misfit, first, bounds=bounds, x_scale=first, xtol=1e-10)
    if not fit.success:
        raise EngineError(f"the bistable model of {pair.name!r} could not be fitted: {fit.message}")
    released = {"session_release": _release(ill.final, session or PIR())}
    model = BistableModel(fitted(fit.x).parameters.fitted(released))
    return Reduction(model, np.arange(2.0 * days + 1), detailed, states(model, 1.0))


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
    for muscle, sign in zip(MUSCLES, SIDES.tolist(), strict=True):
        length = f"resting_length_{muscle}"
        arm = abs(body.si("moment_arm_c0", muscle)) / body.si("optimal_fibre_length", muscle)
        full = body.si("tone_weight", muscle) * body.si("stress_tone_max", muscle)
        found[f"{muscle}.length_per_angle"] = arm * DEG / body.si("length_setpoint", muscle)
        by_length = angle(**{length: 0.999}) - angle(**{length: 1.001})
        found[f"{muscle}.angle_per_length"] = sign * by_length / 0.002
        found[f"{muscle}.angle_per_tone"] = sign * (angle(**{f"tone_{muscle}": full}) - angle())
    own = (PARAMETERS[name].with_value(value) for name, value in found.items())
    return [*(person.parameters[name] for name in SHARED), *own]


def _release(person: Person, session: Session) -> float:
    """Share of the tone that one session removes, compared with the same day without it."""
    plans, life = (Plan(session, days="Mon", weeks=1), None), person.healthy_life
    treated, untreated = (simulate(person, p, life, days=1).at("memory_agonist", 1) for p in plans)
    return 1.0 - treated / untreated
