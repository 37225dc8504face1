"""One person's numbers bound to a model: what readouts are computed from and what the engine integrates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .assembly import input_vector, parameter_vector, program_of
from .engine import Program
from .errors import unknown
from .model import Model
from .parameters import ParameterSet

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Body:
    """A model with one person's parameter values.

    Parameters
    ----------
    model : Model
    parameters : ParameterSet
        Every parameter the model reads, those of the pair and the derived ones included.
    """

    model: Model
    parameters: ParameterSet

    @cached_property
    def program(self) -> Program:
        """The traced model."""
        return program_of(self.model)

    @cached_property
    def vector(self) -> Array:
        """Parameter values in the engine's order, internal units, shape (n_parameters,)."""
        return parameter_vector(self.model, self.parameters)

    def index(self, state: str) -> int:
        """Position of a flat state name in state vectors.

        Raises
        ------
        UnknownNameError
        """
        names = self.program.state_names
        if state not in names:
            raise unknown(f"state in model {self.model.name!r}", state, names)
        return names.index(state)

    def si(self, name: str, part: str | None = None) -> float:
        """A parameter in internal units, as `part` sees it."""
        own = f"{part}.{name}"
        return self.parameters[own if own in self.parameters else name].si

    def rest(self) -> Array:
        """State of a healthy person at the neutral angle before any life is lived, shape (n_states,)."""
        state = self.program.rest.copy()
        state[self.index("angle")] = self.si("neutral_angle")
        return state

    def evaluate(self, names: tuple[str, ...], states: Array, **inputs: float) -> dict[str, Array]:
        """Named quantities for given states.

        Parameters
        ----------
        names : tuple of str
            Flat names of states or quantities.
        states : ndarray (..., n_states)
        **inputs : float
            Segment inputs [internal units]; the joint is free and at rest unless said otherwise.

        Returns
        -------
        dict of ndarray (...)
        """
        row = input_vector(self.program, **({"mode_free": 1.0, "phase_rest": 1.0} | inputs))
        found = self.program.evaluate(names, states, self.vector, row)
        return {
            name: np.broadcast_to(np.asarray(found[name], dtype=float), states.shape[:-1]) for name in names
        }
