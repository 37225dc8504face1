"""What the model says of every arm for every parameter draw, before it is observed.

Regimens are run once for all arms that share them; outcomes (range of motion, torque, stiffness, strength,
pain) are read off the stored states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..core.units import DEG, to_si
from ..model import hypotheses
from ..model.model import Model
from .frozen import Calibration
from .observation import NAMES
from .published import SPREADS, Arm
from .regimen import Regimen
from .replay import VARIANTS, Replay, passive_inputs, replay, shares

Array = NDArray[np.float64]
Draws = Mapping[str, Array]


def raw_predictions(
    arms: Sequence[Arm],
    draws: Draws,
    model: Model,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Array:
    """Change of every arm for every draw (arms, draws) [unit of the arm], for levers of 1 and no drift."""
    count = len(next(iter(draws.values())))
    found = np.zeros((len(arms), count))
    jobs: dict[Regimen, list[tuple[int, float]]] = {}
    for index, arm in enumerate(arms):
        jobs.setdefault(arm.regimen, []).append((index, 1.0))
        if arm.versus is not None:
            jobs.setdefault(arm.versus, []).append((index, -1.0))
    for done, (regimen, users) in enumerate(jobs.items(), 1):
        times = list(dict.fromkeys(arms[index].after for index, _ in users))
        run = replay(regimen, draws, times, model, seed)
        for index, sign in users:
            value = change(run, arms[index])
            found[index] += sign * np.where(np.isfinite(value), value, np.nan)
        if progress:
            progress(done, len(jobs))
    for index, arm in enumerate(arms):
        found[index] *= unit_factor(arm, count, seed)
    return found


def calibrated_predictions(
    arms: Sequence[Arm],
    frozen: Calibration,
    draws: int,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Array, Draws]:
    """Predictions (draws, arms) under the joint draws of a calibration, and its draws of the observation."""
    joint = frozen.draws(draws)
    seen = {name: joint[name] for name in NAMES}
    # a model without calibrated parameters still has draws: a name that no model reads
    own = {k: v for k, v in joint.items() if k not in NAMES} or {"nothing": joint[NAMES[0]]}
    return raw_predictions(arms, own, hypotheses.get(frozen.model), seed, progress).T, seen


def unit_factor(arm: Arm, count: int, seed: int = 0) -> Array:
    """Factor from the model's unit to the arm's: per week, percent of a baseline, per standard deviation."""
    factor = np.full(count, 1.0 / arm.slope_weeks)
    if arm.about.kind not in ("range", "fixed"):
        return factor
    if arm.unit == "percent":
        low, high = arm.about.baseline
        baseline = low + (high - low) * shares(f"{arm.study}/baseline/{seed}", VARIANTS)
        factor = factor * 100.0 / baseline[np.arange(count) % VARIANTS]
    if arm.unit == "SD":
        factor = factor / SPREADS["deg", arm.regimen.acute]
    return factor


def change(run: Replay, arm: Arm) -> Array:
    """Change of an arm's readout from the start to its reading time, per draw."""
    kind, muscle = arm.about.kind, run.muscle
    if arm.about.whose == "partner":
        muscle = "antagonist" if muscle == "agonist" else "agonist"
    before, after = (_Test(run, states, muscle) for states in (run.start, run.states[arm.after]))
    if kind == "pain":
        relief, pain = before.state("pain") - after.state("pain"), before.state("pain")
        # a model without pain has no relief
        return relief if arm.unit == "points" else 100.0 * relief / np.maximum(pain, 1e-9)
    if kind in ("tolerance", "tendon", "strength"):
        return 100.0 * (after.level(kind) / before.level(kind) - 1.0)
    end = before.end_of_range()
    if kind == "range":
        return after.end_of_range() - end
    if kind == "fixed":
        return after.angle_where("passive_torque", before.at("passive_torque", end)) - end
    name = "passive_torque" if kind == "torque" else "passive_stress"
    return 100.0 * (after.at(name, end) / before.at(name, end) - 1.0)


@dataclass(frozen=True)
class _Test:
    """One muscle of every draw, tested passively and quickly at one moment; excursions [deg] from neutral."""

    run: Replay
    states: Array
    muscle: str

    def _parameter(self, name: str) -> Array:
        return self.run.vectors[:, self.run.program.parameter_names.index(name)]

    @cached_property
    def _side(self) -> Array:
        return np.sign(self._parameter(f"moment_arm_c0_{self.muscle}"))

    @cached_property
    def _neutral(self) -> Array:
        """Neutral angle [rad]."""
        shared = "neutral_angle" in self.run.program.parameter_names
        return self._parameter("neutral_angle" if shared else f"neutral_angle_{self.muscle}")

    @cached_property
    def _inputs(self) -> Array:
        return passive_inputs(self.run, self.muscle)

    def state(self, name: str) -> Array:
        """A state; 0 in a model that does not have it."""
        names = self.run.program.state_names
        return self.states[:, names.index(name)] if name in names else np.zeros(len(self.states))

    def end_of_range(self) -> Array:
        """Excursion at which the passive torque is as large as is tolerated."""
        return self.angle_where("tolerance_share", np.ones(len(self.states)))

    def angle_where(self, quantity: str, level: Array) -> Array:
        """Excursion at which a quantity meets a level."""
        from scipy.optimize import elementwise

        limit = self._parameter(f"rom_limit_{self.muscle}")
        end = np.abs(limit - self._neutral) / DEG

        def gap(excursion: Array, row: Array, wanted: Array) -> Array:
            return self.at(quantity, excursion, row.astype(int)) - wanted

        solved = elementwise.find_root(
            gap,
            (np.minimum(-5.0, end - 100.0), end + 75.0),
            args=(np.arange(len(end), dtype=float), level),
            tolerances={"xatol": 1e-4},
        )
        return np.asarray(np.where(solved.success, solved.x, np.nan), dtype=float)

    def at(self, quantity: str, excursion: Array, who: NDArray[np.int64] | slice = slice(None)) -> Array:
        """A quantity at an excursion, of some draws."""
        angle = self._neutral[who] - self._side[who] * excursion * DEG
        return self._evaluate([f"{quantity}_{self.muscle}"], angle, who)[0]

    def _evaluate(
        self, names: list[str], angle: Array | float, who: NDArray[np.int64] | slice = slice(None)
    ) -> list[Array]:
        y = self.states[who].copy()
        y[:, self.run.program.state_names.index("angle")] = angle
        found = self.run.program.evaluate(names, y, self.run.vectors[who], self._inputs[who])
        return [np.broadcast_to(np.asarray(value, dtype=float), len(y)) for value in found.values()]

    def level(self, kind: str) -> Array:
        """Tolerated torque, tendon stiffness or strength relative to the healthy muscle."""
        muscle, program = self.muscle, self.run.program
        if kind == "tolerance":
            return 1.0 + self.state(f"tolerance_fast_{muscle}") + self.state(f"tolerance_slow_{muscle}")
        if kind == "tendon":
            return 1.0 - self.state(f"tendon_softening_{muscle}")
        angle = to_si(self.run.pair.parameters.value("strength_angle", muscle), "deg")
        names = [f"{name}_{muscle}" for name in ("strength", "active_curve")]
        levels = self._evaluate([name for name in names if name in program.quantity_names], angle)
        lost = self.state(f"fatigue_{muscle}") + self.state(f"slow_fatigue_{muscle}")
        return np.asarray((1.0 - lost) * np.prod(levels, axis=0), dtype=float)
