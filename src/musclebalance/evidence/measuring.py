"""Outcomes read off replayed states: range of motion, torque, stiffness, strength, pain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.units import DEG, to_si
from .replay import Replay, inputs
from .trial_arms import Arm
from .vocabulary import READOUTS

Array = NDArray[np.float64]


def change(found: Replay, arm: Arm) -> Array:
    """Change of an arm's readout from the start to its reading time, per draw."""
    about = READOUTS[arm.readout]
    muscle = found.muscle
    if about.whose == "partner":
        muscle = "antagonist" if muscle == "agonist" else "agonist"
    after = found.states[arm.after]
    if about.kind == "range":
        return end_of_range(found, after, muscle) - end_of_range(found, found.start, muscle)
    if about.kind == "fixed":
        torque = _at(found, "passive_torque", found.start, muscle, end_of_range(found, found.start, muscle))
        return angle_where(found, after, muscle, "passive_torque", torque) - end_of_range(
            found, found.start, muscle
        )
    if about.kind in ("torque", "stress"):
        name = "passive_torque" if about.kind == "torque" else "passive_stress"
        angle = end_of_range(found, found.start, muscle)
        before = _at(found, name, found.start, muscle, angle)
        return 100.0 * (_at(found, name, after, muscle, angle) / before - 1.0)
    if about.kind == "pain":
        relief = _state(found, found.start, "pain") - _state(found, after, "pain")
        before = np.maximum(_state(found, found.start, "pain"), 1e-9)  # a model without pain has no relief
        return relief if arm.scale == "absolute" else 100.0 * relief / before
    return 100.0 * (
        _level(found, after, muscle, about.kind) / _level(found, found.start, muscle, about.kind) - 1.0
    )


def end_of_range(found: Replay, states: Array, muscle: str) -> Array:
    """Excursion [deg] at which the passive torque is as large as is tolerated."""
    return angle_where(found, states, muscle, "tolerance_share", np.ones(len(states)))


def angle_where(found: Replay, states: Array, muscle: str, quantity: str, level: Array) -> Array:
    """Excursion from neutral [deg] at which a quick passive test meets a level of a quantity, per draw."""
    from scipy.optimize import elementwise

    _, neutral, limit = _frame(found, muscle)
    rows = np.arange(len(states), dtype=float)
    end = np.abs(limit - neutral) / DEG

    def gap(excursion: Array, row: Array, wanted: Array) -> Array:
        who = row.astype(int)
        return _evaluate(found, quantity, states[who], muscle, excursion, who) - wanted

    low, high = np.minimum(-5.0, end - 100.0), end + 75.0
    solved = elementwise.find_root(gap, (low, high), args=(rows, level), tolerances={"xatol": 1e-4})
    return np.asarray(np.where(solved.success, solved.x, np.nan), dtype=float)


def _at(found: Replay, quantity: str, states: Array, muscle: str, excursion: Array) -> Array:
    return _evaluate(found, quantity, states, muscle, excursion, np.arange(len(states)))


def _evaluate(
    found: Replay, quantity: str, states: Array, muscle: str, excursion: Array, who: NDArray[np.int64]
) -> Array:
    side, neutral, _ = _frame(found, muscle)
    y = states.copy()
    y[:, found.program.state_names.index("angle")] = neutral[who] - side[who] * excursion * DEG
    name = f"{quantity}_{muscle}"
    values = found.program.evaluate([name], y, found.vectors[who], inputs(found, muscle)[who])[name]
    return np.broadcast_to(np.asarray(values, dtype=float), (len(y),))


def _frame(found: Replay, muscle: str) -> tuple[Array, Array, Array]:
    """Side of the muscle, neutral angle and end of range [rad], per draw."""
    names = found.program.parameter_names
    column = {n: found.vectors[:, names.index(n)] for n in (f"moment_arm_c0_{muscle}", f"rom_limit_{muscle}")}
    neutral = found.vectors[
        :, names.index("neutral_angle" if "neutral_angle" in names else f"neutral_angle_{muscle}")
    ]
    return np.sign(column[f"moment_arm_c0_{muscle}"]), neutral, column[f"rom_limit_{muscle}"]


def _state(found: Replay, states: Array, name: str) -> Array:
    names = found.program.state_names
    return states[:, names.index(name)] if name in names else np.zeros(len(states))


def _level(found: Replay, states: Array, muscle: str, kind: str) -> Array:
    """Tolerated torque, strength or tendon stiffness relative to the healthy muscle."""
    if kind == "tolerance":
        fast, slow = (_state(found, states, f"tolerance_{part}_{muscle}") for part in ("fast", "slow"))
        return 1.0 + fast + slow
    if kind == "tendon":
        return 1.0 - _state(found, states, f"tendon_softening_{muscle}")
    angle = to_si(found.pair.parameters.value("strength_angle", muscle), "deg")
    y = states.copy()
    y[:, found.program.state_names.index("angle")] = angle
    lost = sum(_state(found, states, f"{name}_{muscle}") for name in ("fatigue", "slow_fatigue"))
    names = [n for n in (f"strength_{muscle}", f"active_curve_{muscle}") if n in found.program.quantity_names]
    levels = found.program.evaluate(names, y, found.vectors, inputs(found, muscle))
    level = np.prod([np.broadcast_to(v, len(y)) for v in levels.values()], axis=0)
    return np.asarray((1.0 - lost) * level, dtype=float)
