"""Names, units and labels of everything a result can show, and how each is computed from stored states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.errors import unknown
from ..model import Quantity, State, readouts
from ..model.assembly import MUSCLES, split
from ..model.model import KINDS, Model

if TYPE_CHECKING:
    from ..model.body import Body
    from ..model.imbalance import Components
    from .person import Person
    from .result import Result

Array = NDArray[np.float64]

#: Internal unit -> (unit shown, factor)
SHOWN = {"rad": ("deg", 180.0 / np.pi), "MVC": ("%MVC", 100.0), "F0": ("%F0", 100.0)}


class View(Protocol):
    """What variables are computed from: states with the person they belong to."""

    @property
    def body(self) -> Body:
        """Model and parameter values."""

    @property
    def states(self) -> Array:
        """States, shape (k, n_states)."""

    @property
    def components(self) -> Components:
        """Components of imbalance."""

    def quantity(self, name: str) -> Array:
        """A named quantity of the model, internal units, shape (k,)."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Single states of a person, looked at with the joint free and at rest."""

    person: Person
    states: Array

    @property
    def body(self) -> Body:
        """Model and parameter values."""
        return self.person.body

    @property
    def components(self) -> Components:
        """Components of imbalance."""
        return self.person.components(self.states)

    def quantity(self, name: str) -> Array:
        """A named quantity of the model, internal units."""
        return self.body.evaluate((name,), self.states)[name]


def healthy_value(person: Person, name: str) -> float:
    """A variable of the healthy person [unit shown]."""
    return float(find(person.model, name).compute(Snapshot(person, person.healthy_state[None, :]))[0])


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing a result can show."""

    name: str
    unit: str
    meaning: str
    compute: Callable[[View], Array]


def catalogue_of(model: Model) -> dict[str, Variable]:
    """Every variable that results of this model can show, readouts first."""
    found = {
        v.name: v
        for v in (*_indices(), *_joint_readouts(), *(v for m in MUSCLES for v in _muscle_readouts(m)))
    }
    for kind in KINDS:
        suffixes = [f"_{m}" for m in MUSCLES] if kind == "muscle" else [""]
        entries: tuple[State | Quantity, ...] = (*model.states(kind), *model.quantities(kind))
        for entry in entries:
            unit, factor = SHOWN.get(entry.unit, (entry.unit, 1.0))
            for suffix in suffixes:
                name = entry.name + suffix
                found.setdefault(
                    name, Variable(name, unit, entry.meaning, partial(_stored, name=name, factor=factor))
                )
    return found


def find(model: Model, name: str) -> Variable:
    """Look a variable up by its flat name."""
    known = catalogue_of(model)
    if name not in known:
        raise unknown(f"variable in results of model {model.name!r}", name, known)
    return known[name]


def _indices() -> list[Variable]:
    def component(view: View, name: str) -> Array:
        return np.asarray(getattr(view.components, name))

    words = {
        "length": "log ratio of resting lengths",
        "rest": "shift of the resting angle",
        "rom": "loss of range of motion",
        "tone": "contrast of tone",
    }
    parts = [
        Variable(f"imbalance_{n}", "detectable differences", f"imbalance: {text}", partial(component, name=n))
        for n, text in words.items()
    ]
    return [
        Variable("imbalance", "-", "composite imbalance (healthy 0)", partial(component, name="composite")),
        *parts,
    ]


def _joint_readouts() -> list[Variable]:
    def angle(view: View) -> Array:
        return readouts.resting_angle(view.body, view.states)

    def ratio(view: View) -> Array:
        a, b = (readouts.isometric_torque(view.body, view.states, m) for m in MUSCLES)
        return a / b

    return [
        Variable("resting_angle", "deg", "angle at which the relaxed joint rests", angle),
        Variable(
            "strength_ratio", "-", "isometric torque of agonist over antagonist at the test angles", ratio
        ),
    ]


def _muscle_readouts(muscle: str) -> list[Variable]:
    def rom(view: View) -> Array:
        return readouts.range_of_motion(view.body, view.states, muscle)

    def tension(view: View) -> Array:
        return readouts.resting_tension(view.body, view.states, muscle)

    def torque(view: View) -> Array:
        return readouts.isometric_torque(view.body, view.states, muscle)

    return [
        Variable(f"rom_{muscle}", "deg", "passive range of motion against the {muscle}", rom),
        Variable(f"resting_tension_{muscle}", "N", "tension of the {muscle} at the resting angle", tension),
        Variable(
            f"strength_torque_{muscle}",
            "N m",
            "largest isometric torque of the {muscle} at its test angle",
            torque,
        ),
    ]


def _stored(view: View, name: str, factor: float) -> Array:
    if name in view.body.program.state_names:
        return view.states[..., view.body.index(name)] * factor
    return view.quantity(name) * factor


def label(result: Result, variable: Variable) -> str:
    """Axis label: meaning with the muscle's name, and the unit."""
    _, muscle = split(variable.name)
    group = {"agonist": result.pair.agonist, "antagonist": result.pair.antagonist}.get(muscle or "", "")
    text = variable.meaning.replace("{muscle}", group)
    if muscle and "{muscle}" not in variable.meaning:
        text = f"{text}, {group}"
    return f"{text} [{variable.unit}]"
