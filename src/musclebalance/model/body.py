"""A model bound to numbers, of one person or of many: what the engine integrates and what readouts read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import ParameterSet
from ..core.units import to_si
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


@dataclass(frozen=True, eq=False)
class Body:
    """A model with the parameter values of one person, or of many people at once.

    `own` are values in which people differ, (people,) each, in the unit of the parameter; a parameter that
    both muscles share may be given for one, as ``"agonist.tone_rate"``. Without it the body is that of one
    person. States of many people have the person axis first: (people, ..., n_states).
    """

    model: Model
    parameters: ParameterSet
    own: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checked = {name: self._checked(name, values) for name, values in self.own.items()}
        if len({len(values) for values in checked.values()}) > 1:
            sizes = ", ".join(f"{name}: {len(values)}" for name, values in checked.items())
            raise MusclebalanceError(f"parameters for different numbers of people ({sizes}).")
        object.__setattr__(self, "own", checked)

    def _checked(self, name: str, values: Array) -> Array:
        known = self.parameters.entry(name)
        values = np.atleast_1d(np.asarray(values, dtype=float))
        if values.ndim != 1:
            raise MusclebalanceError(f"parameter {name!r} has shape {values.shape}; give one value a person.")
        wrong = np.flatnonzero(~((values >= known.low) & (values <= known.high)))
        if len(wrong):
            k = int(wrong[0])
            where = f"person {k}" + (f" and {len(wrong) - 1} more" if len(wrong) > 1 else "")
            check_range(f"parameter {name!r}", float(values[k]), known.low, known.high, known.unit, where)
        return values

    @property
    def people(self) -> int | None:
        """Number of people; None for the body of one person."""
        return len(next(iter(self.own.values()))) if self.own else None

    @cached_property
    def program(self) -> Program:
        """The traced model."""
        return program_of(self.model)

    @cached_property
    def _readers(self) -> dict[tuple[str, ...], Program]:
        return {}  # the program narrowed to what was asked of it; shared by the bodies that `of` gives

    def _reader(self, names: tuple[str, ...]) -> Program:
        if names not in self._readers:
            program = self.program
            vectors = (*program.state_names, *program.parameter_names, *program.input_names)
            known = {*vectors, *program.quantities}
            # a name that is not known goes to the whole program, whose error names what is near it
            self._readers[names] = narrowed(program, names) if known.issuperset(names) else program
        return self._readers[names]

    @cached_property
    def vector(self) -> Array:
        """Values in the engine's order, internal units, shape (n_parameters,) or (people, n_parameters)."""
        columns = [
            self.si(name, part.name)
            for part in PARTS
            for name in self.model.parameter_names("joint" if part.kind == "joint" else "muscle")
        ]
        return np.stack(np.broadcast_arrays(*columns), axis=-1)

    def of(self, who: NDArray[np.intp]) -> Body:
        """The body of some of the people, by position and as often as named; that of one person as it is."""
        if not self.own:
            return self
        chosen = copy(self)
        object.__setattr__(chosen, "own", {name: values[who] for name, values in self.own.items()})
        chosen.__dict__.update(vector=self.vector[who], _readers=self._readers)
        return chosen

    def flat(self, states: Array) -> tuple[Body, Array]:
        """States as rows, shape (rows, n_states), and the body that goes with each row."""
        rows = np.array(states, dtype=float).reshape(-1, states.shape[-1])
        who = np.arange(self.people or 1).repeat(len(rows) // (self.people or 1))
        return self.of(who), rows

    def beside(self, values: Any, states: Array) -> Any:
        """Values of many people, (people, ...), shaped to go with ``states[..., 0]``; others as they are."""
        values = np.asarray(values)
        if values.ndim == 0:
            return values
        return values.reshape(-1, *(1,) * (np.ndim(states) - 2), *values.shape[1:])

    def index(self, state: str) -> int:
        """Position of a flat state name in state vectors."""
        names = self.program.state_names
        if state not in names:
            raise unknown(f"state in model {self.model.name!r}", state, names)
        return names.index(state)

    def value(self, name: str, part: str | None = None, beside: Array | None = None) -> Any:
        """A parameter in its own unit as `part` sees it: a number, or one per person.

        Values of many people are shaped to go with the states `beside`, (people, ..., n_states).
        """
        key = self._key(name, part)
        values = self.own.get(key)
        if values is None:
            return self.parameters[key].value
        return values if beside is None else self.beside(values, beside)

    def si(self, name: str, part: str | None = None, beside: Array | None = None) -> Any:
        """As :meth:`value`, in internal units."""
        return to_si(self.value(name, part, beside), self.parameters.entry(self._key(name, part)).unit)

    def _key(self, name: str, part: str | None) -> str:
        """The name under which `part` finds a value: its own if it has one, else the shared one."""
        own = f"{part}.{name}"
        return own if own in self.own or own in self.parameters else name

    def rest(self) -> Array:
        """State of healthy people at the neutral angle before any life is lived, shape (..., n_states)."""
        state = np.broadcast_to(self.program.rest, (*self.vector.shape[:-1], len(self.program.rest))).copy()
        state[..., self.index("angle")] = self.si("neutral_angle")
        return state

    def evaluate(self, names: tuple[str, ...], states: Array, **inputs: Any) -> dict[str, Array]:
        """Named states or quantities, (...), for states (..., n_states).

        `inputs` of the segment [internal units] are broadcast against ``states[..., 0]``; unless they say
        otherwise the joint is free and at rest.
        """
        row = input_vector(self.program, **({"mode_free": 1.0, "phase_rest": 1.0} | inputs))
        vector = self.beside(self.vector, states) if self.own else self.vector
        found = self._reader(names).evaluate(names, states, vector, row)
        return {
            name: np.broadcast_to(np.asarray(found[name], dtype=float), states.shape[:-1]) for name in names
        }
