"""Expression graph: what a law becomes when it is called with names instead of numbers.

Every distinct expression exists once (hash-consing), so common subexpressions need no further pass. Nodes are
numbered in order of creation, which makes everything derived from a graph the same in every process.
"""

from __future__ import annotations

import enum
import math
import operator
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any, NoReturn

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
ON_NUMBERS: dict[str, Callable[..., Any]] = {  # what `math` does not have under the same name
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "neg": operator.neg, "abs": abs,
    "lt": operator.lt, "le": operator.le, "max": max, "min": min, "inv": lambda x: 1.0 / x,
    "sigmoid": lanes.sigmoid, "softplus": lanes.softplus, "sign": lanes.sign,
    "saturate": lanes.saturate, "saturate_slope": lanes.saturate_slope,
}  # fmt: skip
KINKED = ("abs", "sign", "cos", "max", "min")  # for what is known at the segment's start only
SYMMETRIC = ("add", "mul", "max", "min")  # arguments in order of index, so that a + b and b + a are one node
RULES = {
    "add": "add", "sub": "subtract", "mul": "multiply", "neg": "negate", "inv": "invert", "where": "where",
}  # fmt: skip
INDEX = operator.attrgetter("index")


def _operator(name: str, *first: str, swapped: bool = False) -> Callable[[Node, Node | Number], Node]:
    """A method of nodes: one of the graph's operations with another node or number."""

    def method(self: Node, other: Node | Number) -> Node:
        pair = (other, self) if swapped else (self, other)
        found: Node = getattr(self.graph, name)(*first, *pair)
        return found

    return method


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

    __add__ = __radd__ = _operator("add")
    __sub__, __rsub__ = _operator("subtract"), _operator("subtract", swapped=True)
    __mul__ = __rmul__ = _operator("multiply")
    __truediv__, __rtruediv__ = _operator("divide"), _operator("divide", swapped=True)
    __pow__ = _operator("power")
    __lt__, __gt__ = _operator("apply", "lt"), _operator("apply", "lt", swapped=True)
    __le__, __ge__ = _operator("apply", "le"), _operator("apply", "le", swapped=True)

    def __rpow__(self, base: Number) -> Node:
        return self.graph.apply("exp", self * math.log(base))

    def __neg__(self) -> Node:
        return self.graph.negate(self)

    def __pos__(self) -> Node:
        return self

    def __abs__(self) -> Node:
        return self.graph.apply("abs", self)

    def __repr__(self) -> str:
        inside = ", ".join(f"#{arg.index}" for arg in self.args) if self.args else f"{self.value}"
        return f"#{self.index}={self.op}({inside})"


class Graph:
    """All nodes of one model, each expression once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[object, ...], Node] = {}

    def make(self, op: str, args: Sequence[Node] = (), value: Number | None = None) -> Node:
        """Return the node of this operation, creating it if it is new; of numbers, the number it gives."""
        if op in SYMMETRIC:
            args = sorted(args, key=INDEX)
        key = (op, repr(value), *(arg.index for arg in args))
        node = self._known.get(key)
        if node is None:
            if args and all(arg.op == "const" for arg in args):
                return self.number(constant(op, *(float(arg.value or 0.0) for arg in args)))
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
        """Sum."""
        a, b = self.number(a), self.number(b)
        if is_number(a, 0.0):
            return b
        if is_number(b, 0.0):
            return a
        if a.op == "neg" and b.op == "neg":
            return self.negate(self.add(a.args[0], b.args[0]))
        if b.op == "neg":
            return self.subtract(a, b.args[0])
        if a.op == "neg":
            return self.subtract(b, a.args[0])
        return self.make("add", (a, b))

    def subtract(self, a: Node | Number, b: Node | Number) -> Node:
        """Difference."""
        a, b = self.number(a), self.number(b)
        if a is b:
            return self.number(0.0)
        if is_number(b, 0.0):
            return a
        if is_number(a, 0.0):
            return self.negate(b)
        if b.op == "neg":
            return self.add(a, b.args[0])
        if a.op == "neg":
            return self.negate(self.add(a.args[0], b))
        return self.make("sub", (a, b))

    def multiply(self, a: Node | Number, b: Node | Number) -> Node:
        """Product; signs move outwards, so that a product and its negative share their work."""
        a, b = self.number(a), self.number(b)
        for one, other in ((a, b), (b, a)):
            if is_number(one, 0.0):
                return self.number(0.0)
            if is_number(one, 1.0):
                return other
            if is_number(one, -1.0):
                return self.negate(other)
            if one.op == "neg":
                return self.negate(self.multiply(one.args[0], other))
        return self.make("mul", (a, b))

    def divide(self, a: Node | Number, b: Node | Number) -> Node:
        """Quotient, as a product with the reciprocal: divisions by one value share one division."""
        return self.multiply(a, self.invert(b))

    def power(self, base: Node, exponent: Node | Number) -> Node:
        """Power: whole exponents as products, others as exp(exponent log(base)) with base > 0."""
        if isinstance(exponent, Node) and exponent.op == "const":
            exponent = exponent.value  # type: ignore[assignment]
        if isinstance(exponent, Node) or float(exponent) != int(exponent):
            if not isinstance(exponent, Node) and exponent == 0.5:
                return self.apply("sqrt", base)
            return self.apply("exp", self.multiply(exponent, self.apply("log", base)))
        count = abs(int(exponent))
        result, square = self.number(1.0), base
        while count:
            if count & 1:
                result = self.multiply(result, square)
            count >>= 1
            square = self.multiply(square, square) if count else square
        return self.invert(result) if exponent < 0 else result

    def negate(self, a: Node) -> Node:
        """Negative."""
        if a.op == "neg":
            return a.args[0]
        return self.subtract(a.args[1], a.args[0]) if a.op == "sub" else self.make("neg", (a,))

    def invert(self, a: Node | Number) -> Node:
        """Reciprocal."""
        a = self.number(a)
        if a.op == "inv":
            return a.args[0]
        return self.negate(self.invert(a.args[0])) if a.op == "neg" else self.make("inv", (a,))

    def where(self, condition: Node | Number, a: Node | Number, b: Node | Number) -> Node:
        """`a` where the condition holds, else `b`; the condition must be known at the segment's start."""
        condition, a, b = self.number(condition), self.number(a), self.number(b)
        self._frozen("where", condition)
        if condition.op == "const":
            return a if condition.value else b
        return a if a is b else self.make("where", (condition, a, b))

    def apply(self, op: str, *args: Node | Number) -> Node:
        """Any operation of a recipe, simplified."""
        if op in RULES:
            found: Node = getattr(self, RULES[op])(*args)
            return found
        nodes = [self.number(arg) for arg in args]
        if op in KINKED:
            self._frozen(op, *nodes)
        return self.make(op, nodes)

    def _frozen(self, op: str, *nodes: Node) -> None:
        if any(node.level > Level.SEGMENT for node in nodes):
            raise TypeError(
                f"f.{op} of a value that changes inside a segment has a kink there: smooth it (f.softplus, "
                "f.softmin, f.positive, f.sigmoid), or freeze it at the start of the segment (m.start.name)."
            )


def constant(op: str, *numbers: float) -> float:
    """Value of an operation on numbers."""
    return float(ON_NUMBERS[op](*numbers) if op in ON_NUMBERS else getattr(math, op)(*numbers))


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
