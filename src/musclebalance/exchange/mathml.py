"""Expressions of the engine's graph as MathML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..engine import functions as f
from ..engine import lanes
from ..engine.graph import Graph, Node

#: Operations that MathML has, by its name.
PLAIN = {
    "add": "plus", "sub": "minus", "mul": "times", "neg": "minus", "exp": "exp", "log": "ln", "sqrt": "root",
    "tanh": "tanh", "cos": "cos", "abs": "abs",
}  # fmt: skip
COMPARED = {"lt": "lt", "le": "leq"}


def apply(operation: str, *args: str) -> str:
    """An operation on expressions."""
    return f"<apply><{operation}/>{''.join(args)}</apply>"


def call(name: str, *args: str) -> str:
    """A function of the model on expressions."""
    return f"<apply>{identifier(name)}{''.join(args)}</apply>"


def identifier(name: str) -> str:
    """A name."""
    return f"<ci>{name}</ci>"


def number(value: float) -> str:
    """A number to the digit, its exponent apart."""
    digits, _, power = repr(float(value)).partition("e")
    return f'<cn type="e-notation">{digits}<sep/>{int(power)}</cn>' if power else f"<cn>{digits}</cn>"


def either(condition: str, a: str, b: str) -> str:
    """`a` where a condition holds, else `b`."""
    return f"<piecewise><piece>{a}{condition}</piece><otherwise>{b}</otherwise></piecewise>"


def expression(node: Node, names: Mapping[int, str]) -> str:
    """A node as a number; nodes that have a name, by it."""
    if node.index in names:
        return identifier(names[node.index])
    if node.op == "const":
        return number(float(node.value or 0.0))
    if node.op in COMPARED:
        return either(_condition(node, names), number(1.0), number(0.0))
    if node.op == "where":
        return either(_condition(node.args[0], names), *(expression(arg, names) for arg in node.args[1:]))
    args = [expression(arg, names) for arg in node.args]
    if node.op in PLAIN:
        return apply(PLAIN[node.op], *args)
    if node.op in WRITTEN:
        return WRITTEN[node.op](*args)
    return call(node.op, *args)


def _condition(node: Node, names: Mapping[int, str]) -> str:
    """A node as true or false."""
    if node.op in COMPARED and node.index not in names:
        return apply(COMPARED[node.op], *(expression(arg, names) for arg in node.args))
    return apply("neq", expression(node, names), number(0.0))


ZERO, ONE = number(0.0), number(1.0)
#: Operations that MathML has no name for, written out.
WRITTEN: dict[str, Callable[..., str]] = {
    "inv": lambda x: apply("divide", ONE, x),
    "log1p": lambda x: apply("ln", apply("plus", ONE, x)),
    "expm1": lambda x: apply("minus", apply("exp", x), ONE),
    "max": lambda a, b: either(apply("gt", a, b), a, b),
    "min": lambda a, b: either(apply("lt", a, b), a, b),
    "sign": lambda x: either(apply("gt", x, ZERO), ONE, either(apply("lt", x, ZERO), number(-1.0), ZERO)),
}


def _softplus(x: Node) -> Node:
    """log(1 + exp(x)) without a large exponential."""
    graph = x.graph
    positive = graph.make("max", (x, graph.number(0.0)))
    return positive + graph.apply("log1p", f.exp(-graph.make("abs", (x,))))


#: Operations that are functions of the model, by what they do to a node.
DEFINED: dict[str, Callable[[Node], Node]] = {
    "saturate": lanes.saturate,
    "sigmoid": lambda x: 1.0 / (1.0 + f.exp(-x)),
    "softplus": _softplus,
}


def definition(name: str) -> str:
    """A function of the model, from the same definition that the engine computes with."""
    x = Graph().leaf("state", 0)
    return f"<lambda><bvar>{identifier('x')}</bvar>{expression(DEFINED[name](x), {x.index: 'x'})}</lambda>"
