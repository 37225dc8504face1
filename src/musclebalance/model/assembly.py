"""From a model to what the engine integrates: two muscles and a joint, laws in order, inputs of a segment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..engine import Law, Part, Program, StateSpec, System, trace
from .exposure import INPUTS
from .mechanism import State
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
        states={kind: tuple(map(_spec, model.states(kind))) for kind in KINDS},
        parameters={kind: model.parameter_names(kind) for kind in KINDS},
        inputs=INPUTS,
        absent={kind: model.absent(kind) for kind in KINDS},
    )


def _spec(state: State) -> StateSpec:
    return StateSpec(state.name, state.rest, state.low, state.high, state.scale, state.error_weight)


@lru_cache(maxsize=64)
def program_of(model: Model) -> Program:
    """Trace a model once per process."""
    return trace(system_of(model))


def narrowed(program: Program, names: Iterable[str]) -> Program:
    """The steps of a program that the named quantities need, for evaluation again and again."""
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


def split(flat: str) -> tuple[str, str | None]:
    """Name and muscle of a flat name, ``("tone", "agonist")``; no muscle for the joint."""
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
