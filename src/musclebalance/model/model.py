"""A model: an ordered, printable set of mechanisms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.errors import MusclebalanceError, shown, unknown
from ..core.parameters import Parameter, ParameterSet
from .laws import ALL, MECHANICS
from .mechanism import Kind, Mechanism, Quantity, State

KINDS: tuple[Kind, ...] = ("muscle", "joint")


@dataclass(frozen=True)
class Model:
    """An ordered set of mechanisms under a name.

    Parameters
    ----------
    name : str
    mechanisms : tuple of Mechanism
        In the order in which their laws are evaluated: a law may read what earlier laws have named. The
        mechanics (geometry, stretch, activation, tension, neutral, passive_torque, joint) must be among them.
    question : str
        What this set of mechanisms stands for, one line.

    Raises
    ------
    MusclebalanceError
        Two mechanisms of one name, two owners of one state, or mechanics missing.

    Examples
    --------
    >>> from musclebalance import hypotheses
    >>> model = hypotheses.combined - "tolerance"
    >>> "tolerance" in model
    False
    """

    name: str
    mechanisms: tuple[Mechanism, ...]
    question: str = ""

    def __post_init__(self) -> None:
        _no_doubles("mechanism", self.names)
        missing = [m.name for m in MECHANICS if m.name not in self.names]
        if missing:
            raise MusclebalanceError(
                f"model {self.name!r} lacks the mechanics {', '.join(missing)}; they are part of every model."
            )
        for kind in KINDS:
            _no_doubles(f"state of a {kind}", [s.name for s in self.states(kind)])
            _no_doubles(f"quantity of a {kind}", [q.name for q in self.quantities(kind)])
        _no_doubles("parameter", [p.name for m in self.mechanisms for p in m.parameters])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the mechanisms, in order."""
        return tuple(m.name for m in self.mechanisms)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[Mechanism]:
        return iter(self.mechanisms)

    def __getitem__(self, name: str) -> Mechanism:
        for mechanism in self.mechanisms:
            if mechanism.name == name:
                return mechanism
        raise unknown(f"mechanism in model {self.name!r}", name, self.names)

    def __add__(self, other: Model | Mechanism | Iterable[Mechanism]) -> Model:
        """A copy with mechanisms added; a known mechanism goes back to its place, a new one to the end."""
        given = _several(other)
        for one in given:
            if not isinstance(one, Mechanism):
                raise MusclebalanceError(
                    f"{shown(one)} is no mechanism; one of another model is "
                    "mb.hypotheses.get('combined')['tolerance']."
                )
        added = tuple(m for m in given if m not in self.mechanisms) if isinstance(other, Model) else given
        order = {m.name: i for i, m in enumerate(ALL)}
        merged = sorted((*self.mechanisms, *added), key=lambda m: order.get(m.name, len(order)))
        label = other.name if isinstance(other, Model) else " + ".join(m.name for m in added)
        return Model(f"{self.name} + {label}", tuple(merged), self.question)

    def __sub__(self, name: str | Mechanism | Iterable[str]) -> Model:
        """A copy with mechanisms switched off; their states read as their healthy value."""
        names = {one.name if isinstance(one, Mechanism) else str(one) for one in _several(name)}
        for given in sorted(names):
            self[given]
            if given in {m.name for m in MECHANICS}:
                raise MusclebalanceError(f"{given!r} is part of the mechanics and cannot be switched off.")
        kept = tuple(m for m in self.mechanisms if m.name not in names)
        return Model(f"{self.name} - {' - '.join(sorted(names))}", kept, self.question)

    @cached_property
    def parameters(self) -> ParameterSet:
        """Default values of the parameters that this model's laws read, those of the muscle pair excepted."""
        own = {p.name: p for m in self.mechanisms for p in m.parameters}
        library = {p.name: p for m in ALL for p in m.parameters}
        shared = {n: library[n] for m in self.mechanisms for n in m.needs if n in library and n not in own}
        return ParameterSet({**own, **shared}.values())

    @cached_property
    def from_pair(self) -> tuple[str, ...]:
        """Names of the parameters that the muscle pair or the person must supply."""
        names = [n for m in self.mechanisms for n in m.needs if n not in self.parameters]
        return tuple(dict.fromkeys(names))

    def of(self, kind: Kind) -> tuple[Mechanism, ...]:
        """Mechanisms of each muscle or of the joint, in order."""
        return tuple(m for m in self.mechanisms if m.per == kind)

    def parameter_names(self, kind: Kind) -> tuple[str, ...]:
        """Names of the parameters that laws of this kind of part read, in a fixed order."""
        names = [n for m in self.of(kind) for n in (*(p.name for p in m.parameters), *m.needs)]
        return tuple(dict.fromkeys(names))

    def states(self, kind: Kind) -> tuple[State, ...]:
        """States of a muscle or of the joint, in order."""
        return tuple(s for m in self.of(kind) for s in m.states)

    def quantities(self, kind: Kind) -> tuple[Quantity, ...]:
        """Named quantities of a muscle or of the joint, in order."""
        return tuple(q for m in self.of(kind) for q in m.quantities)

    def absent(self, kind: Kind) -> dict[str, float]:
        """What the states and quantities of switched-off mechanisms read as: the healthy value."""
        off: dict[str, float] = {}
        for m in ALL:
            if m.per == kind and m.name not in self.names:
                off |= {s.name: s.rest for s in m.states} | {q.name: q.off for q in m.quantities}
        present = {s.name for s in self.states(kind)} | {q.name for q in self.quantities(kind)}
        return {name: value for name, value in off.items() if name not in present}

    @property
    def switches(self) -> dict[str, bool]:
        """Which mechanisms of the library are on, and which of the user's own were added."""
        known = {m.name: m.name in self.names for m in ALL}
        return known | {name: True for name in self.names if name not in known}

    def parameter(self, name: str) -> Parameter:
        """One parameter with its default value, source and basis."""
        return self.parameters[name]

    def __str__(self) -> str:
        head = f"model {self.name!r}: {self.question}" if self.question else f"model {self.name!r}"
        on = [f"  on   {m.name:15s} {m.summary}" for m in self.mechanisms]
        off = [f"  off  {m.name:15s} {m.summary}" for m in ALL if m.name not in self.names]
        return "\n".join([head, *on, *off])


def _no_doubles(kind: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise MusclebalanceError(f"{kind} {name!r} is given twice; rename one of them.")


def _several(given: object) -> tuple[Any, ...]:
    """What is added or taken away: one thing, or each of several."""
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
