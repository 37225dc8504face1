"""From a model and a muscle pair to what the engine integrates: parts, laws, parameter vector, inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..core.parameters import ParameterSet
from ..core.units import to_si
from ..engine import Law, Part, Program, StateSpec, System, trace
from .exposure import INPUTS
from .model import KINDS, Model

Array = NDArray[np.float64]

MUSCLES = ("agonist", "antagonist")
PARTS = (
    Part("agonist", "muscle", "_agonist", {"partner": "antagonist", "joint": "joint"}),
    Part("antagonist", "muscle", "_antagonist", {"partner": "agonist", "joint": "joint"}),
    Part("joint", "joint", "", {"agonist": "agonist", "antagonist": "antagonist", "muscles": MUSCLES}),
)


def system_of(model: Model) -> System:
    """Describe a model to the engine: two muscles, one joint, the laws in order."""
    return System(
        parts=PARTS,
        laws=tuple(Law(m.name, m.per, m.law) for m in model.mechanisms),
        states={
            k: tuple(
                StateSpec(s.name, s.rest, s.low, s.high, s.scale, s.error_weight) for s in model.states(k)
            )
            for k in KINDS
        },
        parameters={k: model.parameter_names(k) for k in KINDS},
        inputs=INPUTS,
        absent={k: model.absent(k) for k in KINDS},
    )


@lru_cache(maxsize=64)
def program_of(model: Model) -> Program:
    """Trace a model once per process."""
    return trace(system_of(model))


def narrowed(program: Program, names: Iterable[str]) -> Program:
    """A program with those steps alone that the named quantities need: for evaluation again and again."""
    wanted = {name: program.quantities[name] for name in names if name in program.quantities}
    needed = set(wanted.values())
    for position in reversed(range(len(program.recipe))):
        if position in needed:
            needed.update(program.recipe[position][1])
    place = {old: new for new, old in enumerate(sorted(needed))}
    recipe = tuple(
        (op, tuple(place[a] for a in args), value)
        for op, args, value in (program.recipe[old] for old in place)
    )
    quantities = {name: place[old] for name, old in wanted.items()}
    return replace(program, recipe=recipe, quantities=quantities, slopes=(), linear=(), mirrors={})


def parameter_vector(
    model: Model, parameters: ParameterSet, own: Mapping[str, Array] | None = None
) -> list[float | Array]:
    """Values in the engine's order and in internal units: a number each, or an array where people differ."""
    own = own or {}
    values: list[float | Array] = []
    for part in PARTS:
        for name in model.parameter_names("joint" if part.kind == "joint" else "muscle"):
            key = f"{part.name}.{name}"
            key = key if key in own or key in parameters else name
            entry = parameters[key if key in parameters else name]
            values.append(to_si(own[key], entry.unit) if key in own else entry.si)
    return values


def split(flat: str) -> tuple[str, str | None]:
    """Name and muscle of a flat name: ``("tone", "agonist")``; the muscle is None for the joint."""
    for muscle in MUSCLES:
        if flat.endswith(f"_{muscle}"):
            return flat.removesuffix(f"_{muscle}"), muscle
    return flat, None


def input_vector(program: Program, **values: float | Array) -> Array:
    """Segment inputs in the engine's order, zero where nothing is given, shape (..., n_inputs)."""
    for name in values:
        if name not in program.input_names:
            raise MusclebalanceError(
                f"the model has no segment input {name!r}; it has {', '.join(program.input_names)}."
            )
    shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
    vector = np.zeros((*shape, len(program.input_names)))
    for name, value in values.items():
        vector[..., program.input_names.index(name)] = value
    return vector
