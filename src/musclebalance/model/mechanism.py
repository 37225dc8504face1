"""What a mechanism is: one pure law, its states, the quantities it names, its parameters and sources."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any, Literal, Protocol

from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter

Kind = Literal["muscle", "joint"]
#: ``law(part, parameters, functions) -> {state: (target, rate [1/s])}``, a list of such pairs, or nothing
Law = Callable[[Any, Any, Any], Mapping[Any, Any] | None]


class Expression(Protocol):
    """What a law computes with: a node of the traced graph, an array, or a symbol."""

    def __add__(self, other: Number, /) -> Expression: ...
    def __radd__(self, other: float, /) -> Expression: ...
    def __sub__(self, other: Number, /) -> Expression: ...
    def __rsub__(self, other: float, /) -> Expression: ...
    def __mul__(self, other: Number, /) -> Expression: ...
    def __rmul__(self, other: float, /) -> Expression: ...
    def __truediv__(self, other: Number, /) -> Expression: ...
    def __rtruediv__(self, other: float, /) -> Expression: ...
    def __neg__(self) -> Expression: ...


Number = Expression | float
Pull = tuple[Number, Number]
Pulls = Mapping[str, Pull | list[Pull]]


class Numbers(Protocol):
    """Parameters by name, in internal units."""

    def __getattr__(self, name: str, /) -> Expression: ...


class Joint(Protocol):
    """The joint as a law sees it: states, quantities and inputs by name; setting a name makes a quantity."""

    muscles: tuple[Muscle, Muscle]

    def __getattr__(self, name: str, /) -> Expression: ...
    def __setattr__(self, name: str, value: Number, /) -> None: ...


class Muscle(Protocol):
    """One muscle as a law sees it; what it lacks is looked up at the joint."""

    partner: Muscle
    joint: Joint

    def __getattr__(self, name: str, /) -> Expression: ...
    def __setattr__(self, name: str, value: Number, /) -> None: ...


class Functions(Protocol):
    """The functions a law may use; see :mod:`musclebalance.engine.functions`."""

    exp: Callable[[Number], Expression]
    log: Callable[[Number], Expression]
    tanh: Callable[[Number], Expression]
    sqrt: Callable[[Number], Expression]
    cos: Callable[[Number], Expression]
    sign: Callable[[Number], Expression]
    saturate: Callable[[Number], Expression]
    switch: Callable[[Number], Expression]
    ramp: Callable[[Number, Number], Expression]
    positive: Callable[[Number, Number], Expression]
    softmin: Callable[[Number, Number, Number], Expression]


@dataclass(frozen=True, slots=True)
class State:
    """A state ``y`` with ``dy/dt = sum_k (target_k - y) rate_k``.

    Parameters
    ----------
    name, symbol, unit, meaning : str
        Name in results, symbol in the equations, internal unit (rad, s, fraction: results convert), one line.
    rest, low, high : float
        Healthy value and bounds [unit]; an absent mechanism's state reads as `rest`.
    scale : float
        Size below which changes of this state do not matter [unit].
    error_weight : float
        How much its error counts: ``error_weight |error| / (|y| + scale)`` is kept below the tolerance.
        Above 1 for what others build on for hours, below 1 for what is gone in seconds.

    Examples
    --------
    >>> State("warmth", "w", "-", 0.0, 0.0, 1.0, "warmth of the muscle").rest
    0.0
    """

    name: str
    symbol: str
    unit: str
    rest: float
    low: float
    high: float
    meaning: str
    scale: float = 1e-3
    error_weight: float = 1.0

    def __post_init__(self) -> None:
        check_range(f"rest value of state {self.name!r}", self.rest, self.low, self.high, self.unit)
        check_range(f"scale of state {self.name!r}", self.scale, 1e-12, float("inf"), self.unit)
        check_range(f"error weight of state {self.name!r}", self.error_weight, 1e-3, 1e3, "-")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named quantity that a law sets (``m.name = ...``) and others, or readouts, may read.

    Parameters
    ----------
    name, symbol, unit, meaning : str
        As for :class:`State`.
    off : float
        What it reads as when its mechanism is absent [unit].

    Examples
    --------
    >>> Quantity("flow", "q", "-", "blood flow relative to rest", off=1.0).off
    1.0
    """

    name: str
    symbol: str
    unit: str
    meaning: str
    off: float = 0.0


@dataclass(frozen=True)
class Mechanism:
    """One mechanism: a law and everything that makes it readable, switchable and citable.

    Parameters
    ----------
    name, summary : str
        Name of the switch, and one line for printed models; default: the first line of the law's docstring.
    law : callable
        ``law(m, p, f) -> {state: (target, rate)}`` or a list of such pairs; ``m`` is one muscle (or the
        joint), ``p`` its parameters in internal units, ``f`` the function namespace (``exp``, ``log``,
        ``tanh``, ``sigmoid``, ``positive`` ...).
    per : {"muscle", "joint"}
        Called once per muscle, or once for the joint.
    states : tuple of State
        States this mechanism owns. Its law may also pull on states of other mechanisms.
    quantities, parameters : tuple of Quantity, tuple of Parameter
        Quantities it names, and its parameters with default values.
    needs : tuple of str
        Parameters it reads that belong to the muscle pair, to the person, or to another mechanism.

    Examples
    --------
    >>> from musclebalance import Mechanism, Parameter
    >>> warm = Parameter("warming_rate", 0.01, "1/s", 0.0, 1.0, "how fast effort warms the muscle")
    >>> print(Mechanism("warming", lambda m, p, f: {}, parameters=(warm,), summary="effort warms"))
    warming (muscle; no state): effort warms
    """

    name: str
    law: Law
    per: Kind = "muscle"
    states: tuple[State, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    needs: tuple[str, ...] = ()
    summary: str = ""

    def __post_init__(self) -> None:
        if self.per not in ("muscle", "joint"):
            raise unknown(f"kind of part (mechanism {self.name!r})", self.per, ("muscle", "joint"))
        if not callable(self.law):
            raise MusclebalanceError(
                f"mechanism {self.name!r} needs a function law(m, p, f), got {self.law!r}."
            )
        for label, kind in (("states", State), ("quantities", Quantity), ("parameters", Parameter)):
            for entry in getattr(self, label):
                if not isinstance(entry, kind):
                    raise MusclebalanceError(
                        f"mechanism {self.name!r}: {label} must be {kind.__name__} objects, got {entry!r}."
                    )
        if not self.summary:
            first = (self.law.__doc__ or "").strip().partition("\n")[0]
            object.__setattr__(self, "summary", first.strip() or self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        """A mechanism that a module holds under its law's name is found there again; others go in parts."""
        place = (self.law.__module__, self.law.__qualname__)
        if getattr(sys.modules.get(place[0]), place[1], None) is self:
            return _held, place
        return Mechanism, tuple(getattr(self, field.name) for field in fields(self))

    def __str__(self) -> str:
        owned = ", ".join(state.name for state in self.states) or "no state"
        return f"{self.name} ({self.per}; {owned}): {self.summary}"


def _held(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def mechanism(
    *,
    per: Kind = "muscle",
    states: tuple[State, ...] = (),
    quantities: tuple[Quantity, ...] = (),
    parameters: tuple[Parameter, ...] = (),
    needs: tuple[str, ...] = (),
) -> Callable[[Law], Mechanism]:
    """Make a law the mechanism of its name."""
    return lambda law: Mechanism(law.__name__, law, per, states, quantities, parameters, needs)
