"""From laws to a program: call every law once with names, and keep what it computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from types import ModuleType
from typing import Any

from ..core.errors import MusclebalanceError, shown, unknown
from . import functions
from .graph import Graph, Level, Node, reachable
from .program import Program


@dataclass(frozen=True, slots=True)
class StateSpec:
    """A state of every part of one kind.

    Attributes
    ----------
    name : str
    rest, low, high : float
        Value at rest, and bounds [unit of the state].
    scale : float
        Size below which errors do not matter [unit of the state].
    error_weight : float
        How much errors count: error_weight abs(error) / (abs(y) + scale) is kept below the tolerance.
    """

    name: str
    rest: float
    low: float
    high: float
    scale: float = 1e-3
    error_weight: float = 1.0


NUMBERS = attrgetter("rest", "low", "high", "scale", "error_weight")  # of a `StateSpec`


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the system: its name, its kind, the suffix of its flat names, and the parts it knows.

    A single link to a part of another kind is also its *owner*: names not found on the part are looked up
    there.
    """

    name: str
    kind: str
    suffix: str = ""
    links: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Law:
    """A function `(part, parameters, functions) -> {state: (target, rate)}`, for every part of its kind.

    The value of a state may also be a list of such pulls, and the key `(other_part, state)`; several laws may
    pull on one state: dy/dt = sum (target - y) rate, rate in 1/s.
    """

    name: str
    kind: str
    function: Callable[[Any, Any, Any], Mapping[Any, Any] | None]


@dataclass(frozen=True, slots=True)
class System:
    """Parts, laws in order, and the names each kind of part has.

    Attributes
    ----------
    parts : tuple of Part
    laws : tuple of Law
    states : mapping of kind to tuple of StateSpec
    parameters, inputs : mapping of kind to tuple of str
    absent : mapping of kind to mapping of name to float
        Constants that stand for what a left-out law would have provided.
    """

    parts: tuple[Part, ...]
    laws: tuple[Law, ...]
    states: Mapping[str, tuple[StateSpec, ...]]
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def chain(self, part: Part) -> tuple[Part, ...]:
        """The part and its owner: the one linked part of another kind, if there is exactly one."""
        linked = {link for link in part.links.values() if isinstance(link, str)}
        others = [other for other in self.parts if other.name in linked and other.kind != part.kind]
        return (part, *others) if len(others) == 1 else (part,)

    def flat(self, suffixes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Flat names (name + suffix of the part) of every kind of leaf, part by part."""
        states = {kind: [spec.name for spec in specs] for kind, specs in self.states.items()}
        kinds = {"state": states, "param": self.parameters, "input": self.inputs, "start": states}
        return {
            leaf: tuple(name + suffixes[p.name] for p in self.parts for name in names.get(p.kind, ()))
            for leaf, names in kinds.items()
        }


ALREADY = {"state": "a state", "input": "an input", "quantity": "set by another law (or by this one)"}


@dataclass(slots=True)
class Scope:
    """What the laws can see while they run: flat names to values of any kind (nodes, arrays, symbols)."""

    system: System
    values: dict[str, dict[str, Any]]  # "state", "start", "input", "param", and what laws name: "quantity"
    law: str = ""

    def find(self, part: Part, name: str, places: tuple[str, ...]) -> Any:
        """Value of a name: on the part, then on its owner, then what stands for an absent law."""
        chain = self.system.chain(part)
        for one in chain:
            for place in places:
                if (found := self.values[place].get(name + one.suffix)) is not None:
                    return found
        for one in chain if "quantity" in places else ():
            if name in (constants := self.system.absent.get(one.kind, {})):
                return constants[name]
        known = [
            flat.removesuffix(one.suffix) for one in chain for place in places for flat in
            self.values[place] if flat.endswith(one.suffix)
        ]  # fmt: skip
        what = {"param": "parameter", "start": "state"}.get(places[0], "state, quantity or input")
        problem = unknown(what, name, dict.fromkeys(known))
        raise type(problem)(
            f"{problem} (law '{self.law}', part '{part.name}'; a quantity must be set before it is read.)"
        )


class Names:
    """Read-only names of a part in some places of the scope (parameters, values at the segment's start)."""

    __slots__ = ("_part", "_places", "_scope")

    def __init__(self, scope: Scope, part: Part, *places: str) -> None:
        self._scope, self._part, self._places = scope, part, places

    def __getattr__(self, name: str) -> Any:
        return self._scope.find(self._part, name, self._places)


class PartView:
    """One part as a law sees it: `m.name` reads, `m.name = value` names a quantity, links lead on."""

    __slots__ = ("_part", "_scope")

    def __init__(self, scope: Scope, part: Part) -> None:
        object.__setattr__(self, "_scope", scope)
        object.__setattr__(self, "_part", part)

    def __getattr__(self, name: str) -> Any:
        link = self._part.links.get(name)
        if link is not None:
            views = {part.name: PartView(self._scope, part) for part in self._scope.system.parts}
            return views[link] if isinstance(link, str) else tuple(views[one] for one in link)
        if name == "start":
            return Names(self._scope, self._part, "start")
        return self._scope.find(self._part, name, ("state", "quantity", "input"))

    def __setattr__(self, name: str, value: Any) -> None:
        flat = name + self._part.suffix
        for place in ("state", "input", "quantity"):
            if flat in self._scope.values[place]:
                raise MusclebalanceError(
                    f"law '{self._scope.law}' sets '{flat}', which is already {ALREADY[place]}: "
                    "choose another name."
                )
        self._scope.values["quantity"][flat] = value


def run(system: System, values: dict[str, dict[str, Any]], f: ModuleType = functions) -> dict[str, list[Any]]:
    """Call every law with values of any kind, and collect the pulls on each state.

    Parameters
    ----------
    values : dict
        ``"state"``, ``"start"``, ``"input"``, ``"param"``: flat name to node, array or symbol. The named
        quantities are added under ``"quantity"``.

    Returns
    -------
    dict of flat state name to list of (target, rate)
    """
    scope = Scope(system, values)
    values.setdefault("quantity", {})
    pulls: dict[str, list[Any]] = {name: [] for name in values["state"]}
    for law in system.laws:
        scope.law = law.name
        for part in (part for part in system.parts if part.kind == law.kind):
            for key, pull in _evaluated(law, PartView(scope, part), Names(scope, part, "param"), f).items():
                target = part if isinstance(key, str) else key[0]._part
                flat = (key if isinstance(key, str) else key[1]) + target.suffix
                if flat not in pulls:
                    raise unknown(f"state pulled by law '{law.name}'", flat, pulls)
                pulls[flat].extend(_pairs(law, flat, pull))
    return pulls


def _evaluated(law: Any, view: Any, values: Any, f: Any) -> Mapping[Any, Any]:
    """What a law gives; what Python finds wrong with it names the law."""
    try:
        found = law.function(view, values, f)
    except (TypeError, AttributeError) as error:
        raise MusclebalanceError(
            f"mechanism {law.name!r}: {error}; a law computes with f, for example f.exp(x)."
        ) from error
    if found is None or isinstance(found, Mapping):
        return found or {}
    raise MusclebalanceError(
        f"mechanism {law.name!r} returns {shown(found)}; a law returns {{state: [(target, rate [1/s])]}}."
    )


def _pairs(law: Any, state: str, pull: Any) -> list[Any]:
    """The pairs (target, rate) that pull a state."""
    pairs = pull if isinstance(pull, list) else [pull]
    if not all(isinstance(one, tuple) and len(one) == 2 for one in pairs):
        raise MusclebalanceError(
            f"mechanism {law.name!r} gives {state!r} no pairs (target, rate) but {shown(pull)}; a derivative "
            "r (x1 - x) is [(x1, r)]."
        )
    return pairs


def trace(system: System) -> Program:
    """Derive the program of a system: what is computed, in which order, at which level.

    Raises
    ------
    UnknownNameError
        A law reads a name that does not exist (yet).
    """
    graph = Graph()
    flat_names = _flat_names(system)
    values: dict[str, dict[str, Any]] = {
        kind: {name: graph.leaf(kind, place) for place, name in enumerate(names)}
        for kind, names in flat_names.items()
    }
    pulls = run(system, values)
    drives, rates = [], []
    for place, name in enumerate(flat_names["state"]):
        drive, rate, slope = _pulled(graph, graph.leaf("state", place), pulls[name])
        fixed = max(drive.level, rate.level) <= Level.SEGMENT
        drives.append((drive, rate) if fixed else None)
        rates.append(slope)
    quantities = {name: graph.number(value) for name, value in values["quantity"].items()}
    wanted = [*rates, *quantities.values(), *(node for pair in drives if pair for node in pair)]
    order = reachable(wanted)
    place_of = {node.index: position for position, node in enumerate(order)}
    return Program(
        recipe=tuple((n.op, tuple(place_of[a.index] for a in n.args), n.value) for n in order),
        state_names=flat_names["state"],
        parameter_names=flat_names["param"],
        input_names=flat_names["input"],
        slopes=tuple(place_of[node.index] for node in rates),
        quantities={name: place_of[node.index] for name, node in quantities.items()},
        linear=tuple((place_of[p[0].index], place_of[p[1].index]) if p else None for p in drives),
        specs=tuple(NUMBERS(spec) for part in system.parts for spec in system.states.get(part.kind, ())),
        mirrors=_mirrors(system, flat_names),
    )


def _flat_names(system: System) -> dict[str, tuple[str, ...]]:
    """Names of every kind of leaf, each of which one part has."""
    found = system.flat({part.name: part.suffix for part in system.parts})
    for kind, names in found.items():
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise MusclebalanceError(
                f"two parts have the same {kind} '{min(twice)}': give them different suffixes."
            )
    return found


def _pulled(graph: Graph, y: Node, pulls: Iterable[tuple[Any, Any]]) -> tuple[Node, Node, Node]:
    """Sums over the pulls on a state: target times rate, rate, and the slope that follows."""
    drive = rate = slope = graph.number(0.0)
    for target, one_rate in pulls:
        target, one_rate = graph.number(target), graph.number(one_rate)
        drive += target * one_rate
        rate += one_rate
        slope += (target - y) * one_rate
    return drive, rate, slope


def _mirrors(system: System, flat_names: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[int, ...]]:
    """Positions of every leaf when the two parts of each kind with exactly two parts trade places."""
    suffixes = {part.name: part.suffix for part in system.parts}
    for kind in {part.kind for part in system.parts}:
        parts = [part for part in system.parts if part.kind == kind]
        if len(parts) == 2:
            suffixes[parts[0].name], suffixes[parts[1].name] = parts[1].suffix, parts[0].suffix
    return {leaf: tuple(map(flat_names[leaf].index, names)) for leaf, names in system.flat(suffixes).items()}
