"""A traced system: an ordered recipe of elementary operations, and its evaluation on NumPy arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, unknown
from .functions import NUMPY, partial
from .graph import Graph, Node

Array = NDArray[Any]
Step = tuple[str, tuple[int, ...], float | int | None]


def _column(k: int) -> Any:
    """Property: one number of every state's specification, ndarray (n_states,)."""
    return property(lambda program: np.array([spec[k] for spec in program.specs]))


@dataclass(frozen=True)
class Program:
    """What a system computes, free of the functions it came from; can be sent to another process.

    Attributes
    ----------
    recipe : tuple of (operation, positions of the arguments, value)
        Arguments first.
    state_names, parameter_names, input_names : tuple of str
        Flat names (name + suffix of the part), the order of all vectors.
    slopes : tuple of int
        Position in the recipe of dy/dt of each state.
    quantities : mapping of flat name to position
        Named quantities.
    linear : tuple of (position of sum(target rate), position of sum(rate)) or None
        For each state whose targets and rates are known at the segment's start.
    specs : tuple of (rest, low, high, scale, error_weight)
        As in `StateSpec`; each is also an array with one number per state, such as ``program.rest``.
    mirrors : mapping of leaf to positions
        Where each leaf goes when the two parts of one kind trade places.
    """

    recipe: tuple[Step, ...]
    state_names: tuple[str, ...]
    parameter_names: tuple[str, ...]
    input_names: tuple[str, ...]
    slopes: tuple[int, ...]
    quantities: Mapping[str, int]
    linear: tuple[tuple[int, int] | None, ...]
    specs: tuple[tuple[float, float, float, float, float], ...]
    mirrors: Mapping[str, tuple[int, ...]]

    @cached_property
    def digest(self) -> str:
        """Name of the program by its content: the same in every process."""
        parts = (self.recipe, self.slopes, self.linear, self.specs, sorted(self.mirrors.items()))
        names = (self.state_names, self.parameter_names, self.input_names)
        return hashlib.sha256(repr((parts, names)).encode()).hexdigest()[:32]

    @property
    def quantity_names(self) -> tuple[str, ...]:
        """Flat names of the named quantities, in the order the laws set them."""
        return tuple(self.quantities)

    rest, low, high, scale, error_weight = (_column(k) for k in range(5))

    @property
    def _leaves(self) -> dict[str, tuple[str, ...]]:
        return {"state": self.state_names, "param": self.parameter_names, "input": self.input_names}

    def graph(self) -> tuple[Graph, list[Node]]:
        """Rebuild the expression graph; node k of the list is step k of the recipe."""
        graph, nodes = Graph(), list[Node]()
        for op, args, value in self.recipe:
            nodes.append(graph.make(op, [nodes[a] for a in args], value))
        return graph, nodes

    def rhs(self, y: Array, params: Array, inputs: Array, start: Array | None = None) -> Array:
        """Right-hand side dy/dt.

        Parameters
        ----------
        y : ndarray (..., n_states)
            States; complex numbers are allowed (complex-step derivatives).
        params : ndarray (..., n_params)
        inputs : ndarray (..., n_inputs)
        start : ndarray (..., n_states), optional
            States at the start of the segment; the real part of y by default.

        Returns
        -------
        ndarray (..., n_states)
            [unit of the state / s]
        """
        values = self._run(y, params, inputs, start)
        slopes = [values[k] for k in self.slopes]
        lead = np.broadcast_shapes(np.shape(y)[:-1], *map(np.shape, slopes))
        return np.stack([np.broadcast_to(slope, lead) for slope in slopes], axis=-1)

    def evaluate(
        self, names: Iterable[str], y: Array, params: Array, inputs: Array, start: Array | None = None
    ) -> dict[str, Array]:
        """Values of states, inputs, parameters and named quantities at the given states.

        Parameters as `rhs`; all leading axes broadcast.

        Returns
        -------
        dict of flat name to ndarray (...)

        Raises
        ------
        UnknownNameError
            A name the system does not have.
        """
        names = list(names)
        vectors = {"param": np.asarray(params), "input": np.asarray(inputs), "state": np.asarray(y)}
        shape = np.broadcast_shapes(*(vector.shape[:-1] for vector in vectors.values()))
        places = {n: (kind, k) for kind in vectors for k, n in enumerate(self._leaves[kind])}
        places |= {n: ("quantity", k) for n, k in self.quantities.items()}
        for name in names:
            if name not in places:
                raise unknown("state, quantity or input", name, places)
        wanted = [places[name][1] for name in names if places[name][0] == "quantity"]
        values = self._run(y, params, inputs, start, wanted)
        result = {}
        for name in names:
            place, k = places[name]
            value = values[k] if place == "quantity" else vectors[place][..., k]
            result[name] = np.array(np.broadcast_to(value, shape))
        return result

    def jacobian(self, y: Array, params: Array, inputs: Array, start: Array | None = None) -> Array:
        """Exact derivative of `rhs` with respect to the states.

        Returns
        -------
        ndarray (..., n_states, n_states)
            Element [..., i, j] is the derivative of dy_i/dt by y_j [1/s for states of one unit].
        """
        n = len(self.state_names)
        values = self._run(y, params, inputs, start)
        tangents: list[dict[int, Any]] = []
        for position, (op, args, value) in enumerate(self.recipe):
            tangent: dict[int, Any] = {int(value or 0): 1.0} if op == "state" else {}
            for k, arg in enumerate(args):
                if tangents[arg]:
                    factor = partial(op, k, [values[a] for a in args], values[position])
                    for j, d in tangents[arg].items():
                        tangent[j] = tangent.get(j, 0.0) + factor * d
            tangents.append(tangent)
        shape = np.shape(y)[:-1]
        result = np.zeros((*shape, n, n), dtype=np.result_type(y, float))
        for i, k in enumerate(self.slopes):
            for j, d in tangents[k].items():
                result[..., i, j] = d
        return result

    def _run(
        self, y: Array, params: Array, inputs: Array, start: Array | None, wanted: Iterable[int] | None = None
    ) -> list[Any]:
        """Value of every step of the recipe (of what `wanted` needs, if given)."""
        start = np.real(np.asarray(y)) if start is None else start
        given = {"state": y, "param": params, "input": inputs, "start": start}
        vectors = {name: np.asarray(vector) for name, vector in given.items()}
        for name, known in self._leaves.items():
            if vectors[name].shape[-1:] != (len(known),):
                raise MusclebalanceError(
                    f"the last axis of the {name} vector has {vectors[name].shape[-1:]} entries; "
                    f"this system has {len(known)}."
                )
        needed = self.needed(wanted)
        values: list[Any] = [None] * len(self.recipe)
        for position, (op, args, value) in enumerate(self.recipe):
            if not needed[position]:
                continue
            if op == "const":
                values[position] = value
            elif op in vectors:
                values[position] = vectors[op][..., int(value or 0)]
            else:
                values[position] = NUMPY[op](*(values[a] for a in args))
        return values

    def needed(self, wanted: Iterable[int] | None) -> list[bool]:
        """Which steps of the recipe lead to the wanted ones."""
        needed = [wanted is None] * len(self.recipe)
        for k in wanted or ():
            needed[k] = True
        for position in reversed(range(len(self.recipe))):
            if needed[position]:
                for a in self.recipe[position][1]:
                    needed[a] = True
        return needed
