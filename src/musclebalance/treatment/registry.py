"""The techniques by name, for files, tables and the documentation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.errors import MusclebalanceError, unknown
from . import exercises, pnf, techniques
from .session import Session


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique.

    Parameters
    ----------
    name : str
        As in code and in scenario files.
    build : callable
        Makes a session from its parameters.
    source : str
        Key of the source; empty when there is none.
    differs : str
        What sets it apart.

    Examples
    --------
    >>> TECHNIQUES["PIR"].differs
    'gentle effort, release, then a stretch in each cycle'
    """

    name: str
    build: Callable[..., Session]
    source: str
    differs: str

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameter names with their defaults."""
        return {name: item.default for name, item in inspect.signature(self.build).parameters.items()}

    def session(self, **parameters: Any) -> Session:
        """Build a session.

        Raises
        ------
        UnknownNameError
            The technique has no such parameter.
        """
        for name in parameters:
            if name not in self.parameters:
                raise unknown(f"parameter of {self.name}", name, self.parameters)
        return self.build(**parameters)


def _technique(build: Callable[..., Session], differs: str) -> Technique:
    return Technique(build.__name__, build, build().source, differs)


TECHNIQUES: Mapping[str, Technique] = {
    item.name: item
    for item in (
        _technique(techniques.PIR, "gentle effort, release, then a stretch in each cycle"),
        _technique(techniques.LewitPIR, "minimal effort; slack is taken up, never stretched"),
        _technique(
            techniques.MET,
            "from the barrier, stretched by the therapist; also with the other muscle contracting",
        ),
        _technique(pnf.HoldRelax, "PNF: stronger effort at the end of range"),
        _technique(pnf.ContractRelax, "PNF: maximal effort"),
        _technique(pnf.CRAC, "PNF: the other muscle pulls into the stretch"),
        _technique(exercises.StaticStretch, "held at the barrier, no effort"),
        _technique(exercises.DynamicStretch, "brief swings driven by the other muscle"),
        _technique(exercises.IsometricStrength, "effort without movement, at a chosen angle"),
        _technique(exercises.Strengthening, "effort with movement"),
        _technique(exercises.MovementBreak, "an everyday activity that interrupts sitting"),
        _technique(exercises.Sham, "the same hands and time without effort and stretch"),
        _technique(exercises.Control, "the same visits, at rest"),
    )
}


def technique(name: str) -> Technique:
    """A technique by name.

    Parameters
    ----------
    name : str
        As in code, e.g. ``"StaticStretch"``.

    Raises
    ------
    UnknownNameError
        There is none of that name; the nearest is given.

    Examples
    --------
    >>> technique("StaticStretch").session(hold=30).name
    'static stretch'
    """
    if name not in TECHNIQUES:
        raise unknown("technique", name, TECHNIQUES)
    if not isinstance(name, str):
        raise MusclebalanceError(f"a technique is named by text, not by {name!r}.")
    return TECHNIQUES[name]
