"""One elimination for the chain rule and the linear system of a Rosenbrock step.

The Jacobian is never formed. Every elementary operation is an unknown beside the states: its increment is
the sum of partial derivatives times the increments of its arguments. Eliminating an operation is the chain
rule, eliminating a state is Gauss's; one Markowitz order over both finds arrow and rank-one structure by
itself. Mirrored unknowns (the two parts of one kind) leave together, so that both get the same operations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .functions import partial
from .graph import Graph, Node, reachable


class Mirror:
    """The graph's image when the two parts of one kind trade places."""

    def __init__(self, graph: Graph, leaves: Mapping[str, Sequence[int]]) -> None:
        self.graph = graph
        self._leaves = leaves
        self._images: dict[int, Node] = {}

    def __call__(self, node: Node) -> Node:
        """Image of a node (created if it did not exist)."""
        for one in reachable([node], known=self._images):
            self._images[one.index] = self._image(one)
        return self._images[node.index]

    def _image(self, node: Node) -> Node:
        if not node.args:
            table = self._leaves.get("state" if node.op == "right" else node.op)
            return node if table is None else self.graph.make(node.op, value=table[int(node.value or 0)])
        return self.graph.make(node.op, [self._images[arg.index] for arg in node.args])


class _System:
    """Sparse rows of the extended system; keys are node indices (a state's key is its leaf)."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, Node]] = {}
        self.columns: dict[int, set[int]] = {}

    def put(self, row: int, column: int, value: Node) -> None:
        self.rows.setdefault(row, {})[column] = value
        self.columns.setdefault(column, set()).add(row)

    def subtract(self, row: int, column: int, value: Node) -> None:
        self.put(row, column, self.rows[row].get(column, 0.0) - value)

    def remove(self, pivot: int) -> tuple[dict[int, Node], dict[int, Node]]:
        """Take a pivot's row and column out; return both without the diagonal."""
        row = self.rows.pop(pivot)
        for column in row:
            self.columns[column].discard(pivot)
        below = {i: self.rows[i].pop(pivot) for i in sorted(self.columns.pop(pivot))}
        return row, below


def eliminate(graph: Graph, slopes: Mapping[int, Node], mirror: Mirror) -> dict[int, Node]:
    """Symbolic solution k of (shift I - J) k = right."""
    system, states = _assemble(graph, slopes)
    zero = graph.number(0.0)
    pivots: dict[int, _Pivot] = {}
    rights = {leaf: graph.leaf("right", place) for leaf, place in states.items()}
    while system.rows:
        orbit = _next(system, graph, mirror, states)
        removed = {pivot: system.remove(pivot) for pivot in orbit}
        inverse = _inverse(zero, orbit, {pivot: row for pivot, (row, _) in removed.items()})
        for pivot, (row, _) in removed.items():
            outside = {j: value for j, value in row.items() if j not in orbit}
            pivots[pivot] = _Pivot(orbit, outside, inverse[pivot])
        _update(system, zero, rights, pivots, {p: below for p, (_, below) in removed.items()})
    solution = _substitute(graph, pivots, rights)
    return {place: solution[leaf] for leaf, place in states.items()}


@dataclass(frozen=True, slots=True)
class _Pivot:
    """An eliminated unknown: those that left with it, its row, and its row of the inverted diagonal block."""

    orbit: tuple[int, ...]
    row: Mapping[int, Node]
    inverse: Mapping[int, Node]


def _inverse(
    zero: Node, orbit: tuple[int, ...], rows: Mapping[int, Mapping[int, Node]]
) -> dict[int, dict[int, Node]]:
    """Inverse of the diagonal block of one unknown, or of a mirrored pair."""
    if len(orbit) == 1 or not any(q in rows[p] for p in orbit for q in orbit if p != q):
        return {p: {p: 1.0 / rows[p][p]} for p in orbit}
    p, q = orbit
    first, last, across, back = rows[p][p], rows[q][q], rows[p].get(q, zero), rows[q].get(p, zero)
    scale = 1.0 / (first * last - across * back)
    return {p: {p: last * scale, q: -(across * scale)}, q: {q: first * scale, p: -(back * scale)}}


def _assemble(graph: Graph, slopes: Mapping[int, Node]) -> tuple[_System, dict[int, int]]:
    states = {graph.leaf("state", place).index: place for place in slopes}
    system = _System()
    moving = set(states)
    for node in reachable(list(slopes.values())):
        if any(arg.index in moving for arg in node.args):
            moving.add(node.index)
            system.put(node.index, node.index, graph.number(1.0))
            for k, arg in enumerate(node.args):
                if arg.index in moving:
                    system.subtract(node.index, arg.index, graph.number(partial(node.op, k, node.args, node)))
    for leaf, place in states.items():
        system.put(leaf, leaf, graph.leaf("shift", 0))
        if slopes[place].index in moving:
            system.subtract(leaf, slopes[place].index, graph.number(1.0))
    return system, states


def _next(system: _System, graph: Graph, mirror: Mirror, states: Mapping[int, int]) -> tuple[int, ...]:
    """Cheapest pivot (operations before states, then by index), together with its mirror image."""

    def twin(pivot: int) -> int:
        other = mirror(graph.nodes[pivot]).index
        return other if other in system.rows else pivot

    def cost(pivot: int) -> int:
        right, below = len(system.rows[pivot]) - 1, len(system.columns[pivot]) - 1
        coupled = twin(pivot) != pivot and twin(pivot) in system.rows[pivot]
        return right * below + (right + below) * ((pivot in states) + coupled)

    best = min(system.rows, key=lambda p: (cost(p), p in states, p))
    return (best,) if twin(best) == best else (best, twin(best))


def _update(
    system: _System,
    zero: Node,
    rights: dict[int, Node],
    pivots: Mapping[int, _Pivot],
    below: Mapping[int, Mapping[int, Node]],
) -> None:
    """Subtract the pivots' rows from the rows below, the contributions of a mirrored pair as one sum."""
    changes: dict[tuple[int, int], Node] = {}
    right_changes: dict[int, Node] = {}
    for pivot in below:
        for i in sorted({i for column in below.values() for i in column if i not in below}):
            factor = zero
            for p, column in below.items():
                if i in column and pivot in pivots[p].inverse:
                    factor += column[i] * pivots[p].inverse[pivot]
            if factor is zero:
                continue
            for j, value in pivots[pivot].row.items():
                changes[i, j] = changes.get((i, j), zero) + factor * value
            if pivot in rights:
                right_changes[i] = right_changes.get(i, zero) + factor * rights[pivot]
    for (i, j), value in changes.items():
        system.subtract(i, j, value)
    for i, value in right_changes.items():
        rights[i] = rights.get(i, zero) - value


def _substitute(graph: Graph, pivots: Mapping[int, _Pivot], rights: Mapping[int, Node]) -> dict[int, Node]:
    """Back-substitution, last orbit first, only what the states need."""
    zero = graph.number(0.0)
    orbits = list(dict.fromkeys(pivot.orbit for pivot in pivots.values()))
    wanted = {pivot for pivot in pivots if graph.nodes[pivot].op == "state"}
    for orbit in orbits:
        if wanted.intersection(orbit):
            wanted.update(*(pivots[p].row for p in orbit), *(pivots[p].inverse for p in orbit if p in wanted))
    solution: dict[int, Node] = {}
    later: list[tuple[int, ...]] = []
    for orbit in reversed([orbit for orbit in orbits if wanted.intersection(orbit)]):
        rest = {}
        for p in orbit:
            rest[p] = rights.get(p, zero)
            for other in later:
                row = pivots[p].row
                rest[p] -= sum((row[j] * solution[j] for j in other if j in row), start=zero)
        for p in orbit:
            solution[p] = sum((value * rest[q] for q, value in pivots[p].inverse.items()), start=zero)
        later.append(orbit)
    return solution


def time_derivative(graph: Graph, slopes: Mapping[int, Node], moving: Mapping[int, Node]) -> dict[int, Node]:
    """Derivative of the slopes by time through the exactly known states, where there is one."""
    zero = graph.number(0.0)
    tangents: dict[int, Node] = {}
    for node in reachable(list(slopes.values())):
        tangent = moving.get(int(node.value or 0), zero) if node.op == "state" else zero
        for k, arg in enumerate(node.args):
            if arg.index in tangents:
                tangent += partial(node.op, k, node.args, node) * tangents[arg.index]
        if tangent is not zero:
            tangents[node.index] = tangent
    return {place: tangents[node.index] for place, node in slopes.items() if node.index in tangents}
