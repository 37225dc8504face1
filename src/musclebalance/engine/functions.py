"""The functions a law may use: one name for nodes, NumPy arrays (real or complex) and SymPy symbols.

A law receives this module as its third argument, conventionally `f`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import lanes
from .graph import Node

LN2_SQUARED = 0.4804530139182014


def _sigmoid(x: Any) -> Any:
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x))


def _softplus(x: Any) -> Any:
    positive = np.where(np.real(x) > 0, x, 0.0)
    return positive + np.log1p(np.exp(np.where(np.real(x) > 0, -x, x)))


NUMPY: dict[str, Any] = {
    **{op: getattr(operator, op) for op in ("add", "sub", "mul", "neg")},
    **{op: getattr(np, op) for op in ("exp", "log", "sqrt", "tanh", "cos", "log1p", "expm1", "where")},
    "inv": lambda x: 1.0 / x,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "saturate": lanes.saturate,
    "saturate_slope": lanes.saturate_slope,
    "abs": lambda x: np.where(np.real(x) < 0, -x, x),
    "sign": lambda x: np.sign(np.real(x)),
    "lt": lambda a, b: np.real(a) < np.real(b),
    "le": lambda a, b: np.real(a) <= np.real(b),
    "max": lambda a, b: np.where(np.real(a) > np.real(b), a, b),
    "min": lambda a, b: np.where(np.real(a) < np.real(b), a, b),
}


def _symbolic(op: str, *args: Any) -> Any:
    import sympy

    one: dict[str, Any] = {
        "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
        "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
        "log1p": lambda x: sympy.log(1 + x),
        "expm1": lambda x: sympy.exp(x) - 1,
        "saturate": lanes.saturate,
        "abs": sympy.Abs,
        "max": sympy.Max,
        "min": sympy.Min,
        "where": lambda c, a, b: sympy.Piecewise((a, c), (b, True)),
    }
    return one[op](*args) if op in one else getattr(sympy, op)(*args)


def _apply(op: str, *args: Any) -> Any:
    for arg in args:
        if isinstance(arg, Node):
            return arg.graph.apply(op, *args)
    if any(hasattr(arg, "free_symbols") for arg in args):
        return _symbolic(op, *args)
    return NUMPY[op](*args)


def partial(op: str, k: int, args: Sequence[Any], value: Any) -> Any:
    """Derivative of an operation by its k-th argument, from arguments and value (nodes or arrays)."""
    match op:
        case "add":
            return 1.0
        case "sub":
            return -1.0 if k else 1.0
        case "mul":
            return args[1 - k]
        case "where":
            return where(args[0], *((1.0, 0.0) if k == 1 else (0.0, 1.0)))
    if op not in SLOPES:
        raise ValueError(f"'{op}' has no derivative inside a segment.")
    return SLOPES[op](args[0], value)


#: Derivatives of operations on one value, from that value x and the result y.
SLOPES: dict[str, Callable[[Any, Any], Any]] = {
    "neg": lambda x, y: -1.0,
    "inv": lambda x, y: -(y * y),
    "exp": lambda x, y: y,
    "log": lambda x, y: 1.0 / x,
    "log1p": lambda x, y: 1.0 / (1.0 + x),
    "expm1": lambda x, y: y + 1.0,
    "sqrt": lambda x, y: 0.5 / y,
    "tanh": lambda x, y: 1.0 - y * y,
    "sigmoid": lambda x, y: y * (1.0 - y),
    "softplus": lambda x, y: _apply("sigmoid", x),
    "saturate": lambda x, y: _apply("saturate_slope", x),
}


def _unary(op: str, meaning: str) -> Callable[[Any], Any]:
    def function(x: Any) -> Any:
        return _apply(op, x)

    function.__name__ = function.__qualname__ = op
    function.__doc__ = meaning
    return function


exp = _unary("exp", "Exponential.")
log = _unary("log", "Natural logarithm, x > 0.")
log1p = _unary("log1p", "log(1 + x), x > -1.")
expm1 = _unary("expm1", "exp(x) - 1.")
tanh = _unary("tanh", "Hyperbolic tangent.")
sqrt = _unary("sqrt", "Square root, x >= 0 (x > 0 where it depends on a state).")
sigmoid = _unary("sigmoid", "Smooth switch 1 / (1 + exp(-x)): 0 far below zero, 1 far above.")
saturate = _unary("saturate", "Smooth saturation between -1 and 1, exactly odd, slope 1 at 0: tanh to 6e-4.")
abs = _unary("abs", "Absolute value of something known at the segment's start.")
sign = _unary("sign", "Sign (-1, 0, 1) of something known at the segment's start.")
cos = _unary("cos", "Cosine of something known at the segment's start [rad].")


def softplus(x: Any, width: Any = 1.0) -> Any:
    """Smooth positive part width log(1 + exp(x / width)); `width` in the unit of x."""
    return width * _apply("softplus", x / width)


def positive(x: Any, width: Any) -> Any:
    """Smooth positive part (x + sqrt(x^2 + width^2)) / 2; `width` in the unit of x."""
    return 0.5 * (x + sqrt(x * x + width * width))


def switch(x: Any) -> Any:
    """Smooth switch from 0 far below zero to 1 far above: the sigmoid to 3e-4, without an exponential."""
    return 0.5 + 0.5 * saturate(0.5 * x)


def ramp(x: Any, width: Any) -> Any:
    """Smooth positive part: softplus to 3e-3 widths, without exponential or logarithm."""
    half = 0.5 * (x / width)
    square = half * half
    flat = 1.0 + 0.16 * square
    rest = LN2_SQUARED / (flat * flat * flat * flat)
    return width * (half + sqrt(square + rest))


def softmin(a: Any, b: Any, width: Any) -> Any:
    """Smooth smaller of two values, exactly 0 at a = 0; `width` in their unit."""
    return a - (positive(a - b, width) - positive(-b, width))


def where(condition: Any, a: Any, b: Any) -> Any:
    """`a` where the condition holds, else `b`; the condition must be known at the segment's start."""
    return _apply("where", condition, a, b)


def max(a: Any, b: Any) -> Any:
    """Larger of two values known at the segment's start."""
    return _apply("max", a, b)


def min(a: Any, b: Any) -> Any:
    """Smaller of two values known at the segment's start."""
    return _apply("min", a, b)
