"""A person: a muscle pair under a model, with a present state and the healthy state it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ..core.parameters import ParameterSet
from ..lifestyle import Lifestyle
from ..model import imbalance, readouts
from ..model.assembly import MUSCLES
from ..model.body import Body
from ..model.model import Model
from ..pairs import Pair

if TYPE_CHECKING:
    from .result import Result

Array = NDArray[np.float64]

#: Healthy readings by body, with the healthy state they were taken of: a person's later selves share them.
_TAKEN: WeakKeyDictionary[Body, tuple[Array, Reference]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Person:
    """One person's muscle pair at one moment.

    Parameters
    ----------
    pair : Pair
        The muscles and the joint.
    body : Body
        The model with this person's parameter values.
    state : ndarray (n_states,)
        Present state, a morning measurement.
    healthy_state : ndarray (n_states,)
        The same person after a healthy life: the reference of every loss and imbalance.
    healthy_life : Lifestyle
        The life from which the muscles' length set-points were derived.
    history : Result, optional
        How the present state came about.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> round(person.with_state(memory_agonist=0.5).imbalance - person.imbalance, 6)
    0.0
    """

    pair: Pair
    body: Body
    state: Array
    healthy_state: Array
    healthy_life: Lifestyle
    history: Result | None = None

    @property
    def model(self) -> Model:
        """The model this person is simulated with."""
        return self.body.model

    @property
    def parameters(self) -> ParameterSet:
        """Every parameter value of this person, with bounds, source and basis."""
        return self.body.parameters

    @cached_property
    def reference(self) -> Reference:
        """Healthy readings."""
        taken = _TAKEN.get(self.body)
        if taken is None or not np.array_equal(taken[0], self.healthy_state):
            taken = (self.healthy_state, reference_of(self.body, self.healthy_state))
            _TAKEN[self.body] = taken
        return taken[1]

    def components(self, states: Array | None = None) -> imbalance.Components:
        """Components of imbalance of given states (default: the present state), each ndarray (...)."""
        return components(self.body, self.reference, self.state if states is None else states)

    @property
    def imbalance(self) -> float:
        """Composite imbalance: 0 healthy, about 1 after half a year of a bad desk."""
        return float(self.components().composite)

    def with_state(self, changes: Mapping[str, float] | None = None, /, **named: float) -> Person:
        """A copy with some states set [internal units], e.g. ``memory_agonist=0.5``.

        Raises
        ------
        UnknownNameError
        """
        state = self.state.copy()
        for name, value in {**(changes or {}), **named}.items():
            state[self.body.index(name)] = value
        return replace(self, state=np.clip(state, self.body.program.low, self.body.program.high))

    def __str__(self) -> str:
        angle, rom = float(readouts.resting_angle(self.body, self.state)), self.reference.rom
        lines = [f"{self.pair.title}, model '{self.model.name}': imbalance {self.imbalance:.2f}"]
        lines.append(f"  resting angle {angle:+.1f} deg (healthy {self.reference.resting_angle:+.1f})")
        for muscle, group in zip(MUSCLES, (self.pair.agonist, self.pair.antagonist), strict=True):
            length = (
                self.state[self.body.index(f"resting_length_{muscle}")] if self.has("resting_length") else 1.0
            )
            tone = self.state[self.body.index(f"tone_{muscle}")] if self.has("tone") else 0.0
            now = float(readouts.range_of_motion(self.body, self.state, muscle))
            lines.append(
                f"  {group}: resting length {100 * (length - 1):+.1f} %, tone {100 * tone:.2f} %MVC, "
                f"range {now:.1f} deg (healthy {rom[muscle]:.1f})"
            )
        return "\n".join(lines)

    __repr__ = __str__

    def has(self, state: str) -> bool:
        """Whether the model has this state (name without muscle)."""
        return any(state == s.name for kind in ("muscle", "joint") for s in self.model.states(kind))


@dataclass(frozen=True, slots=True)
class Reference:
    """Healthy resting angle and range of motion per muscle [deg]; of many people ndarray (people,)."""

    resting_angle: float | Array
    rom: Mapping[str, float | Array]


def reference_of(body: Body, healthy_state: Array) -> Reference:
    """Readings of a healthy state: numbers for one person (n_states,), arrays for many (people, n_states)."""
    rom = {m: readouts.range_of_motion(body, healthy_state, m) for m in MUSCLES}
    angle = readouts.resting_angle(body, healthy_state)
    if healthy_state.ndim == 1:
        return Reference(float(angle), {m: float(value) for m, value in rom.items()})
    return Reference(angle, rom)


def components(
    body: Body,
    reference: Reference,
    states: Array,
    *,
    angle: Array | None = None,
    rom: Mapping[str, Array] | None = None,
) -> imbalance.Components:
    """Components of imbalance of stored states relative to healthy readings."""
    states = np.asarray(states, dtype=float)
    value = partial(body.value, beside=states)
    read = {
        name: np.ones(states.shape[:-1]) for name in ("resting_length_agonist", "resting_length_antagonist")
    }
    read |= {name: np.zeros(states.shape[:-1]) for name in ("tone_agonist", "tone_antagonist")}
    read |= {name: states[..., body.index(name)] for name in read if name in body.program.state_names}
    side = np.sign(body.si("moment_arm_c0", "agonist", beside=states))
    healthy = {m: body.beside(reference.rom[m], states) for m in MUSCLES}
    rom = rom or {m: readouts.range_of_motion(body, states, m) for m in MUSCLES}
    angle = readouts.resting_angle(body, states) if angle is None else angle
    lost = [np.maximum(healthy[m] - rom[m], 0.0) for m in MUSCLES]
    rest = side * (angle - body.beside(reference.resting_angle, states))
    weight = {m: value("tone_weight", m) if "tone" in body.model else 1.0 for m in MUSCLES}
    tone = read["tone_agonist"] / weight["agonist"] - read["tone_antagonist"] / weight["antagonist"]
    return imbalance.Components(
        length=np.log(read["resting_length_antagonist"] / read["resting_length_agonist"])
        / value("detectable_length_contrast"),
        rest=np.asarray(rest / value("detectable_rest_angle")),
        rom=np.hypot(*lost) / value("detectable_rom"),
        tone=tone / value("detectable_tone_contrast"),
    )
