"""One elimination for the chain rule and the linear system of a Rosenbrock step.

The Jacobian is never formed. Every elementary operation is an unknown beside the states: its increment is
the sum of partial derivatives times the increments of its arguments. Eliminating an operation is the chain
rule, eliminating a state is Gauss's; one Markowitz order over both finds arrow and rank-one structure by
itself. Mirrored unknowns (the two parts of one kind) leave together, so that both get the same operations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musclebalance.engine.functions import partial
from musclebalance.engine.graph import Graph, Node, reachable


@dataclass(frozen=True, slots=True)
class Elimination:
    """Symbolic solution of (shift I - J) k = right.

    Attributes
    ----------
    solution : mapping of state to Node
        Each k as an expression of ``"right"`` leaves and factors.
    operations : tuple of int
        Multiplications to factor and to solve.
    """

    solution: Mapping[int, Node]
    operations: tuple[int, int]


class Mirror:
    """The graph's image when the two parts of one kind trade places."""

    def __init__(self, graph: Graph, leaves: Mapping[str, Sequence[int]]) -> None:
        self.graph = graph
        self._leaves = leaves
        self._images: dict[int, Node] = {}

    def __call__(self, node: Node) -> Node:
        """Image of a node (created if it did not exist)."""
        for one in reachable_new(node, self._images):
            self._images[one.index] = self._image(one)
        return self._images[node.index]

    def _image(self, node: Node) -> Node:
        if not node.args:
            table = self._leaves.get("state" if node.op == "right" else node.op)
            return node if table is None else self.graph.make(node.op, value=table[int(node.value or 0)])
        args = [self._images[arg.index] for arg in node.args]
        if node.op in ("add", "mul", "max", "min"):
            args.sort(key=lambda arg: arg.index)
        return self.graph.make(node.op, args)


def reachable_new(node: Node, known: Mapping[int, object]) -> list[Node]:
    """What `node` needs and `known` lacks, arguments first."""
    found: dict[int, Node] = {}
    stack = [node]
    while stack:
        one = stack.pop()
        if one.index not in known and one.index not in found:
            found[one.index] = one
            stack.extend(one.args)
    return [found[index] for index in sorted(found)]


class _System:
    """Sparse rows of the extended system, on the graph; keys are node indices (a state's key is its leaf)."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rows: dict[int, dict[int, Node]] = {}
        self.columns: dict[int, set[int]] = {}

    def put(self, row: int, column: int, value: Node) -> None:
        self.rows[row][column] = value
        self.columns.setdefault(column, set()).add(row)

    def subtract(self, row: int, column: int, value: Node) -> None:
        old = self.rows[row].get(column)
        self.put(row, column, self.graph.subtract(0.0 if old is None else old, value))

    def remove(self, pivot: int) -> tuple[dict[int, Node], dict[int, Node]]:
        """Take a pivot's row and column out; return both without the diagonal."""
        row = self.rows.pop(pivot)
        for column in row:
            self.columns[column].discard(pivot)
        below = {i: self.rows[i].pop(pivot) for i in sorted(self.columns.pop(pivot))}
        return row, below


def eliminate(graph: Graph, slopes: Mapping[int, Node], mirror: Mirror) -> Elimination:
    """Derive factors and solution of the Rosenbrock matrix.

    Parameters
    ----------
    slopes : mapping of state position to Node
        dy/dt of every state that is solved for.
    mirror : Mirror
        Image under exchange of the two parts of one kind.
    """
    system, states = _assemble(graph, slopes)
    orbits: list[tuple[int, ...]] = []
    pivots: dict[int, tuple[Node, dict[int, Node]]] = {}
    rights = {leaf: graph.leaf("right", place) for leaf, place in states.items()}
    multiplications = 0
    while system.rows:
        orbit = _next(system, graph, mirror, states)
        orbits.append(orbit)
        parts = []
        for pivot in orbit:
            row, below = system.remove(pivot)
            inverse = graph.unary("inv", row.pop(pivot))
            pivots[pivot] = (inverse, row)
            parts.append((pivot, row, {i: graph.multiply(value, inverse) for i, value in below.items()}))
            multiplications += len(below) * (len(row) + 1)
        _update(system, graph, rights, parts)
    solution = _substitute(graph, orbits, pivots, rights)
    solves = sum(len(row) + 1 for pivot, (_, row) in pivots.items() if pivot in states)
    return Elimination({place: solution[leaf] for leaf, place in states.items()}, (multiplications, solves))


def _assemble(graph: Graph, slopes: Mapping[int, Node]) -> tuple[_System, dict[int, int]]:
    states = {graph.leaf("state", place).index: place for place in slopes}
    system = _System(graph)
    moving = set(states)
    for node in reachable(list(slopes.values())):
        if any(arg.index in moving for arg in node.args):
            moving.add(node.index)
            system.rows[node.index] = {}
            system.put(node.index, node.index, graph.number(1.0))
            for k, arg in enumerate(node.args):
                if arg.index in moving:
                    system.subtract(node.index, arg.index, graph.number(partial(node.op, k, node.args, node)))
    for leaf, place in states.items():
        system.rows[leaf] = {}
        system.put(leaf, leaf, graph.leaf("shift", 0))
        if slopes[place].index in moving:
            system.subtract(leaf, slopes[place].index, graph.number(1.0))
    return system, states


def _next(system: _System, graph: Graph, mirror: Mirror, states: Mapping[int, int]) -> tuple[int, ...]:
    """Cheapest pivot (operations before states, then by index), with its mirror image if the two are not
    coupled.

    A state's row and column are used again in every solve: they count twice.
    """

    def twin(pivot: int) -> int:
        return mirror(graph.nodes[pivot]).index

    def coupled(pivot: int) -> bool:
        other = twin(pivot)
        return (
            other != pivot
            and other in system.rows
            and (other in system.rows[pivot] or pivot in system.rows[other])
        )

    def cost(pivot: int) -> int:
        right, below = len(system.rows[pivot]) - 1, len(system.columns[pivot]) - 1
        return right * below + (right + below if pivot in states else 0)

    best = min(system.rows, key=lambda p: (coupled(p), cost(p), p in states, p))
    other = twin(best)
    return (best,) if other == best or other not in system.rows or coupled(best) else (best, other)


def _update(
    system: _System,
    graph: Graph,
    rights: dict[int, Node],
    parts: Sequence[tuple[int, Mapping[int, Node], Mapping[int, Node]]],
) -> None:
    """Subtract the pivots' rows from the rows below, the contributions of a mirrored pair as one sum."""
    changes: dict[tuple[int, int], Node] = {}
    zero = graph.number(0.0)
    right_changes: dict[int, Node] = {}
    for pivot, row, below in parts:
        for i, factor in below.items():
            for j, value in row.items():
                changes[i, j] = graph.add(changes.get((i, j), zero), graph.multiply(factor, value))
            if pivot in rights:
                right_changes[i] = graph.add(
                    right_changes.get(i, zero), graph.multiply(factor, rights[pivot])
                )
    for (i, j), value in changes.items():
        system.subtract(i, j, value)
    for i, value in right_changes.items():
        rights[i] = graph.subtract(rights.get(i, zero), value)


def _substitute(
    graph: Graph,
    orbits: Sequence[tuple[int, ...]],
    pivots: Mapping[int, tuple[Node, Mapping[int, Node]]],
    rights: Mapping[int, Node],
) -> dict[int, Node]:
    """Back-substitution, last orbit first."""
    zero = graph.number(0.0)
    needed = {pivot for pivot in pivots if graph.nodes[pivot].op == "state"}
    for pivot in (pivot for orbit in orbits for pivot in orbit):
        if pivot in needed:
            needed.update(pivots[pivot][1])
    solution: dict[int, Node] = {}
    later: list[tuple[int, ...]] = []
    for orbit in reversed(orbits):
        for pivot in orbit:
            if pivot not in needed:
                continue
            inverse, row = pivots[pivot]
            value = rights.get(pivot, zero)
            for other in later:
                share = zero
                for j in other:
                    if j in row:
                        share = graph.add(share, graph.multiply(row[j], solution[j]))
                value = graph.subtract(value, share)
            solution[pivot] = graph.multiply(value, inverse)
        if needed.intersection(orbit):
            later.append(orbit)
    return solution


def time_derivative(graph: Graph, slopes: Mapping[int, Node], moving: Mapping[int, Node]) -> dict[int, Node]:
    """Derivative of each slope by time through the exactly known states.

    Parameters
    ----------
    slopes : mapping of state position to Node
    moving : mapping of position of an exactly known state to Node
        Its dy/dt.
    """
    zero = graph.number(0.0)
    tangents: dict[int, Node] = {}
    for node in reachable(list(slopes.values())):
        tangent = moving.get(int(node.value or 0), zero) if node.op == "state" else zero
        for k, arg in enumerate(node.args):
            if arg.index in tangents:
                factor = partial(node.op, k, node.args, node)
                tangent = graph.add(tangent, graph.multiply(factor, tangents[arg.index]))
        if tangent is not zero:
            tangents[node.index] = tangent
    return {place: tangents.get(node.index, zero) for place, node in slopes.items()}
