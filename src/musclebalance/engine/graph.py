"""Expression graph: what a law becomes when it is called with names instead of numbers.

Every distinct expression exists once (hash-consing), so common subexpressions need no further pass. Nodes are
numbered in order of creation, which makes everything derived from a graph the same in every process.
Each node has a *level*: the earliest moment at which its value is known.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Container, Iterable, Sequence
from typing import NoReturn

from . import lanes

Number = int | float


class Level(enum.IntEnum):
    """When a value is known: the later level of its arguments."""

    NUMBER = 0  # written in the law
    PERSON = 1  # parameters
    SEGMENT = 2  # inputs, and states frozen at the start of the segment
    STAGE = 3  # states, at every evaluation of the right-hand side
    FACTOR = 4  # the step size, once a step
    SOLVE = 5  # the right-hand side of the linear system, once a stage


LEAF_LEVEL = {
    "param": Level.PERSON,
    "input": Level.SEGMENT,
    "start": Level.SEGMENT,
    "state": Level.STAGE,
    "time": Level.STAGE,  # since the start of the segment
    "shift": Level.FACTOR,  # 1 / (gamma h) of the Rosenbrock matrix
    "right": Level.SOLVE,  # right-hand side of the linear system
}
KINKED = ("abs", "sign", "cos")  # unary operations for what is known at the segment's start only


class Node:
    """One expression: an operation on earlier nodes, or a leaf."""

    __slots__ = ("args", "graph", "index", "level", "op", "value")
    __array_ufunc__ = None  # a NumPy number times a node is a node, not an array

    def __init__(
        self, graph: Graph, index: int, op: str, args: tuple[Node, ...], value: Number | None, level: Level
    ) -> None:
        self.graph, self.index, self.op = graph, index, op
        self.args, self.value, self.level = args, value, level

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a law may not branch on a value (if, and, or, ==, max(), min()): use f.where, f.max "
            "or f.min on what is known at the segment's start, or a smooth switch (f.sigmoid, f.softplus, "
            "f.softmin, f.positive)."
        )

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        raise TypeError(
            "a law may not compare values with == or !=: give the case its own input, or use a smooth switch."
        )

    def __hash__(self) -> int:
        return self.index

    def __add__(self, other: Node | Number) -> Node:
        return self.graph.add(self, other)

    def __sub__(self, other: Node | Number) -> Node:
        return self.graph.subtract(self, other)

    def __rsub__(self, other: Node | Number) -> Node:
        return self.graph.subtract(other, self)

    def __mul__(self, other: Node | Number) -> Node:
        return self.graph.multiply(self, other)

    def __truediv__(self, other: Node | Number) -> Node:
        return self.graph.divide(self, other)

    def __rtruediv__(self, other: Node | Number) -> Node:
        return self.graph.divide(other, self)

    def __pow__(self, exponent: Node | Number) -> Node:
        return self.graph.power(self, exponent)

    def __rpow__(self, base: Number) -> Node:
        return self.graph.unary("exp", self * math.log(base))

    def __neg__(self) -> Node:
        return self.graph.unary("neg", self)

    def __pos__(self) -> Node:
        return self

    def __abs__(self) -> Node:
        return self.graph.unary("abs", self)

    def __lt__(self, other: Node | Number) -> Node:
        return self.graph.compare("lt", self, other)

    def __le__(self, other: Node | Number) -> Node:
        return self.graph.compare("le", self, other)

    def __gt__(self, other: Node | Number) -> Node:
        return self.graph.compare("lt", other, self)

    def __ge__(self, other: Node | Number) -> Node:
        return self.graph.compare("le", other, self)

    __radd__ = __add__
    __rmul__ = __mul__

    def __repr__(self) -> str:
        inside = ", ".join(f"#{arg.index}" for arg in self.args) if self.args else f"{self.value}"
        return f"#{self.index}={self.op}({inside})"


class Graph:
    """All nodes of one model, each expression once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[object, ...], Node] = {}

    def make(self, op: str, args: Sequence[Node] = (), value: Number | None = None) -> Node:
        """Return the node of this operation, creating it if it is new."""
        key = (op, repr(value), *(arg.index for arg in args))
        node = self._known.get(key)
        if node is None:
            level = max((arg.level for arg in args), default=LEAF_LEVEL.get(op, Level.NUMBER))
            node = Node(self, len(self.nodes), op, tuple(args), value, level)
            self.nodes.append(node)
            self._known[key] = node
        return node

    def leaf(self, op: str, position: int) -> Node:
        """Return the leaf at `position` of the vector `op`."""
        return self.make(op, value=position)

    def number(self, value: Node | Number) -> Node:
        """Return `value` as a node."""
        if isinstance(value, Node):
            if value.graph is not self:
                raise ValueError("expressions of two different models cannot be combined.")
            return value
        return self.make("const", value=float(value) + 0.0)

    def add(self, a: Node | Number, b: Node | Number) -> Node:
        """Sum; arguments in order of index, so that a + b and b + a are one node."""
        a, b = self.number(a), self.number(b)
        if a.op == "const" and b.op == "const":
            return self.number(a.value + b.value)  # type: ignore[operator]
        if is_number(a, 0.0):
            return b
        if is_number(b, 0.0):
            return a
        if a.op == "neg" and b.op == "neg":
            return self.unary("neg", self.add(a.args[0], b.args[0]))
        if b.op == "neg":
            return self.subtract(a, b.args[0])
        if a.op == "neg":
            return self.subtract(b, a.args[0])
        return self.make("add", sorted((a, b), key=_index))

    def subtract(self, a: Node | Number, b: Node | Number) -> Node:
        """Difference."""
        a, b = self.number(a), self.number(b)
        if a.op == "const" and b.op == "const":
            return self.number(a.value - b.value)  # type: ignore[operator]
        if a is b:
            return self.number(0.0)
        if is_number(b, 0.0):
            return a
        if is_number(a, 0.0):
            return self.unary("neg", b)
        if b.op == "neg":
            return self.add(a, b.args[0])
        if a.op == "neg":
            return self.unary("neg", self.add(a.args[0], b))
        return self.make("sub", (a, b))

    def multiply(self, a: Node | Number, b: Node | Number) -> Node:
        """Product; signs move outwards, so that a product and its negative share their work."""
        a, b = self.number(a), self.number(b)
        if a.op == "const" and b.op == "const":
            return self.number(a.value * b.value)  # type: ignore[operator]
        for one, other in ((a, b), (b, a)):
            if is_number(one, 0.0):
                return self.number(0.0)
            if is_number(one, 1.0):
                return other
            if is_number(one, -1.0):
                return self.unary("neg", other)
            if one.op == "neg":
                return self.unary("neg", self.multiply(one.args[0], other))
        return self.make("mul", sorted((a, b), key=_index))

    def divide(self, a: Node | Number, b: Node | Number) -> Node:
        """Quotient, as a product with the reciprocal: divisions by one value share one division."""
        return self.multiply(a, self.unary("inv", self.number(b)))

    def power(self, base: Node, exponent: Node | Number) -> Node:
        """Power: whole exponents as products, others as exp(exponent log(base)) with base > 0."""
        if isinstance(exponent, Node) and exponent.op == "const":
            exponent = exponent.value  # type: ignore[assignment]
        if isinstance(exponent, Node) or float(exponent) != int(exponent):
            if not isinstance(exponent, Node) and exponent == 0.5:
                return self.unary("sqrt", base)
            return self.unary("exp", self.multiply(exponent, self.unary("log", base)))
        count = abs(int(exponent))
        result, square = self.number(1.0), base
        while count:
            if count & 1:
                result = self.multiply(result, square)
            count >>= 1
            square = self.multiply(square, square) if count else square
        return self.unary("inv", result) if exponent < 0 else result

    def unary(self, op: str, a: Node | Number) -> Node:
        """Apply an operation on one value."""
        a = self.number(a)
        if a.op == "const":
            return self.number(constant(op, float(a.value)))  # type: ignore[arg-type]
        if op in ("neg", "inv") and a.op == op:
            return a.args[0]
        if op == "neg" and a.op == "sub":
            return self.subtract(a.args[1], a.args[0])
        if op == "inv" and a.op == "neg":
            return self.unary("neg", self.unary("inv", a.args[0]))
        if op in KINKED:
            self._frozen(op, a)
        return self.make(op, (a,))

    def compare(self, op: str, a: Node | Number, b: Node | Number) -> Node:
        """Truth value of a < b (``"lt"``) or a <= b (``"le"``), for `where`."""
        a, b = self.number(a), self.number(b)
        if a.op == "const" and b.op == "const":
            one, two = float(a.value or 0.0), float(b.value or 0.0)
            return self.number(float(one < two if op == "lt" else one <= two))
        return self.make(op, (a, b))

    def where(self, condition: Node | Number, a: Node | Number, b: Node | Number) -> Node:
        """`a` where the condition holds, else `b`; the condition must be known at the segment's start."""
        condition, a, b = self.number(condition), self.number(a), self.number(b)
        self._frozen("where", condition)
        if condition.op == "const":
            return a if condition.value else b
        return a if a is b else self.make("where", (condition, a, b))

    def extreme(self, op: str, a: Node | Number, b: Node | Number) -> Node:
        """Larger (``"max"``) or smaller (``"min"``) of two values known at the segment's start."""
        a, b = self.number(a), self.number(b)
        self._frozen(op, a, b)
        if a.op == "const" and b.op == "const":
            pair = (float(a.value or 0.0), float(b.value or 0.0))
            return self.number(max(pair) if op == "max" else min(pair))
        return self.make(op, sorted((a, b), key=_index))

    def apply(self, op: str, *args: Node | Number) -> Node:
        """Any operation, simplified."""
        if op in ("lt", "le"):
            return self.compare(op, *args)
        if op in ("max", "min"):
            return self.extreme(op, *args)
        several = {"add": self.add, "sub": self.subtract, "mul": self.multiply, "where": self.where}
        return several[op](*args) if op in several else self.unary(op, *args)  # type: ignore[operator]

    def _frozen(self, op: str, *nodes: Node) -> None:
        if any(node.level > Level.SEGMENT for node in nodes):
            raise TypeError(
                f"f.{op} of a value that changes inside a segment has a kink there: smooth it (f.softplus, "
                "f.softmin, f.positive, f.sigmoid), or freeze it at the start of the segment (m.start.name)."
            )


def constant(op: str, x: float) -> float:
    """Value of a unary operation on a number."""
    match op:
        case "neg":
            return -x
        case "inv":
            return 1.0 / x
        case "sigmoid" | "softplus" | "saturate" | "saturate_slope" | "sign":
            return float(getattr(lanes, op)(x))
        case "abs":
            return abs(x)
        case _:
            return float(getattr(math, op)(x))


def is_number(node: Node, value: float) -> bool:
    """Whether the node is this constant."""
    return node.op == "const" and node.value == value


def reachable(outputs: Iterable[Node], level: Level = Level.NUMBER, known: Container[int] = ()) -> list[Node]:
    """What the outputs need, arguments first; not what is inside nodes below `level`, nor `known` ones."""
    seen: dict[int, Node] = {}
    stack = list(outputs)
    while stack:
        node = stack.pop()
        if node.index not in seen and node.index not in known:
            seen[node.index] = node
            if node.level >= level:
                stack.extend(node.args)
    return [seen[index] for index in sorted(seen)]


def _index(node: Node) -> int:
    return node.index
