"""What a kernel computes when: one graph, cut at the levels, with a place for what crosses a cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .eliminate import Mirror, eliminate, time_derivative
from .graph import Graph, Level, Node, reachable
from .program import Program
from .reassociate import Reassociation

Output = tuple[str, int, Node]  # array, position, what is written there

LEVELS = {  # of the kernel's functions, the last to run first
    "solve": Level.SOLVE,
    "factor": Level.FACTOR,
    "linearise": Level.STAGE,
    "rhs": Level.STAGE,
    "exact": Level.STAGE,
    "segment": Level.SEGMENT,
    "person": Level.PERSON,
}
SIGNATURES = {
    "person": ("ptr values", "i64 lane", "ptr params", "i64 offset"),
    "segment": ("ptr values", "i64 lane", "ptr inputs", "i64 offset", "ptr y"),
    "linearise": ("ptr values", "ptr y", "ptr slope", "ptr drift"),
    "rhs": ("ptr values", "ptr y", "ptr slope"),
    "exact": ("ptr values", "lanes time", "ptr y"),
    "factor": ("ptr values", "lanes shift"),
    "solve": ("ptr values", "ptr right", "ptr slope", "lanes inverse_step", "ptr k", "i64 offset"),
    "stage": (
        "ptr values", "ptr y", "ptr right", "ptr slope", "lanes inverse_step", "ptr k", "i64 offset",
    ),  # `rhs`, then `solve`
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """One straight-line function of the kernel."""

    name: str
    level: Level
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a kernel keeps what."""

    program: Program
    order: tuple[int, ...]
    solved: int
    slots: int

    @property
    def line(self) -> bytes:
        """All but the program, in a line that goes before a kernel's code."""
        return json.dumps((self.order, self.solved, self.slots)).encode() + b"\n"

    @classmethod
    def read(cls, program: Program, content: bytes) -> tuple[Layout, bytes]:
        """The layout that such a line gives, and the code after it."""
        line, code = content.split(b"\n", 1)
        order, solved, slots = json.loads(line)
        return cls(program, tuple(order), solved, slots), code


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything a backend needs."""

    program: Program
    graph: Graph
    mirror: Mirror
    order: tuple[int, ...]
    solved: int
    slots: Mapping[int, int]
    functions: tuple[Function, ...]

    @property
    def layout(self) -> Layout:
        """What is needed to use the kernel, without what is needed to make it."""
        return Layout(self.program, self.order, self.solved, len(self.slots))

    @property
    def drifting(self) -> bool:
        """Whether exactly known states enter the stages."""
        return any(array == "drift" for f in self.functions for array, _, _ in f.outputs)

    def sizes(self, width: int, row: int) -> dict[str, int]:
        """Numbers the driver knows as `model.name`, for `width` people in lanes and rows of `row` values."""
        rows = -(-self.solved * width // row)
        return {
            "width": width,
            "states": len(self.order),
            "solved": self.solved,
            "rows": rows,
            "padded": rows * row // width,
            "parameters": len(self.program.parameter_names),
            "inputs": len(self.program.input_names),
            "drifting": self.drifting,
        }


def lay_out(program: Program, exact: Iterable[str] | None = None) -> Blueprint:
    """Lay out the kernel of a program."""
    graph, nodes = program.graph()
    mirror = Mirror(graph, program.mirrors)
    nodes = regrouped(graph, nodes, program, mirror)
    chosen = _exact(program, graph, nodes, exact)
    twin = program.mirrors["state"].__getitem__
    solved = _paired([p for p in range(len(program.slopes)) if p not in chosen], twin)
    order = (*solved, *_paired(chosen, twin))
    slopes = {place: nodes[program.slopes[place]] for place in solved}
    solution = eliminate(graph, slopes, mirror)
    known = {place: _closed_form(graph, nodes, program, place) for place in chosen}
    moving = {place: nodes[program.slopes[place]] for place in chosen}
    drift = time_derivative(graph, slopes, moving) if chosen else {}
    row = {place: k for k, place in enumerate(order)}
    written = {
        "solve": {"k": solution},
        "rhs": {"slope": slopes},
        "linearise": {"slope": slopes, "drift": drift},
        "exact": {"y": known},
    }
    functions, kept = _cut(written, row)
    slots = {index: k for k, index in enumerate(_paired(kept, lambda node: mirror(graph.nodes[node]).index))}
    done = tuple(
        Function(name, level, tuple((a, slots[n.index] if a == "values" else k, n) for a, k, n in out))
        for name, level, out in functions
    )
    return Blueprint(program, graph, mirror, order, len(solved), slots, done)


def regrouped(graph: Graph, nodes: list[Node], program: Program, mirror: Mirror) -> list[Node]:
    """Nodes of the recipe that the kernel needs, in regrouped form (the others unchanged)."""
    wanted = {*program.slopes, *(place for linear in program.linear if linear for place in linear)}
    image = Reassociation(graph, [nodes[place] for place in sorted(wanted)], mirror)
    return [image(node) if place in wanted else node for place, node in enumerate(nodes)]


def _exact(program: Program, graph: Graph, nodes: list[Node], names: Iterable[str] | None) -> list[int]:
    candidates = [place for place, linear in enumerate(program.linear) if linear is not None]
    if names is not None:
        return [place for place in candidates if program.state_names[place] in set(names)]
    others = [nodes[slope] for place, slope in enumerate(program.slopes) if place not in candidates]
    read = {node.index for node in reachable(others)}
    return [place for place in candidates if graph.leaf("state", place).index not in read]


def _cut(
    written: Mapping[str, Mapping[str, Mapping[int, Node]]], row: Mapping[int, int]
) -> tuple[list[tuple[str, Level, list[Output]]], list[int]]:
    """Give every function the values that later functions load from it."""
    maker = {level: name for name, level in reversed(LEVELS.items())}
    kept: dict[int, Node] = {}
    functions = []
    for name, level in LEVELS.items():
        own = [(array, row[p], n) for array, found in written.get(name, {}).items() for p, n in found.items()]
        if maker[level] == name:
            own += [("values", 0, node) for node in kept.values() if node.level == level]
        for node in reachable([node for _, _, node in own], level):
            if Level.NUMBER < node.level < level:  # loaded; constants are not
                kept.setdefault(node.index, node)
        functions.append((name, level, own))
    return functions, sorted(kept)


def _closed_form(graph: Graph, nodes: list[Node], program: Program, place: int) -> Node:
    """y(t) = T + (y(0) - T) exp(-r t), r of any sign; where rates cancel, what is left drives it steadily."""
    drive, rate = (nodes[at] for at in program.linear[place] or (0, 0))
    start, time = graph.leaf("start", place), graph.leaf("time", 0)
    moving = abs(rate) > 0.0
    steady = graph.where(moving, 0.0, drive)
    target = graph.where(moving, drive / graph.where(moving, rate, 1.0), start)
    decay = graph.apply("exp", -(rate * time))
    return target + (start - target) * decay + steady * time


def _paired(places: Iterable[int], twin: Callable[[int], int]) -> tuple[int, ...]:
    """Mirrored pairs first, next to each other, then the rest."""
    twins = {place: twin(place) for place in places}
    pairs = [(p, q) for p, q in twins.items() if p < q and q in twins]
    single = [p for p, q in twins.items() if p == q or q not in twins]
    return (*(place for pair in pairs for place in pair), *single)
