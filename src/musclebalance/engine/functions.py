"""The functions a law may use: one name for nodes, NumPy arrays (real or complex) and SymPy symbols.

A law receives this module as its third argument, conventionally `f`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import saturation
from .graph import Node

LN2_SQUARED = 0.4804530139182014

_sum_like = {"inv": lambda x: 1.0 / x, "neg": lambda x: -x}


def _sigmoid(x: Any) -> Any:
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x))


def _softplus(x: Any) -> Any:
    positive = np.where(np.real(x) > 0, x, 0.0)
    return positive + np.log1p(np.exp(np.where(np.real(x) > 0, -x, x)))


NUMPY: dict[str, Any] = {
    **_sum_like,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "cos": np.cos,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "saturate": saturation.saturate,
    "saturate_slope": saturation.saturate_slope,
    "abs": lambda x: np.where(np.real(x) < 0, -x, x),
    "sign": lambda x: np.sign(np.real(x)),
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "lt": lambda a, b: np.real(a) < np.real(b),
    "le": lambda a, b: np.real(a) <= np.real(b),
    "where": lambda c, a, b: np.where(c, a, b),
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
        "saturate": saturation.saturate,
        "abs": sympy.Abs,
        "max": sympy.Max,
        "min": sympy.Min,
        "where": lambda c, a, b: sympy.Piecewise((a, c), (b, True)),
    }
    return one[op](*args) if op in one else getattr(sympy, op)(*args)


def _apply(op: str, *args: Any) -> Any:
    for arg in args:
        if isinstance(arg, Node):
            graph = arg.graph
            if op == "where":
                return graph.where(*args)
            return graph.extreme(op, *args) if op in ("max", "min") else graph.unary(op, *args)
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
        case "neg":
            return -1.0
        case "inv":
            return -(value * value)
        case "exp":
            return value
        case "log":
            return 1.0 / args[0]
        case "log1p":
            return 1.0 / (1.0 + args[0])
        case "expm1":
            return value + 1.0
        case "sqrt":
            return 0.5 / value
        case "tanh":
            return 1.0 - value * value
        case "sigmoid":
            return value * (1.0 - value)
        case "softplus":
            return _apply("sigmoid", args[0])
        case "saturate":
            return _apply("saturate_slope", args[0])
        case "where":
            return _apply("where", args[0], *((1.0, 0.0) if k == 1 else (0.0, 1.0)))
    raise ValueError(f"'{op}' has no derivative inside a segment.")


def exp(x: Any) -> Any:
    """Exponential."""
    return _apply("exp", x)


def log(x: Any) -> Any:
    """Natural logarithm, x > 0."""
    return _apply("log", x)


def log1p(x: Any) -> Any:
    """log(1 + x), x > -1."""
    return _apply("log1p", x)


def expm1(x: Any) -> Any:
    """exp(x) - 1."""
    return _apply("expm1", x)


def tanh(x: Any) -> Any:
    """Hyperbolic tangent."""
    return _apply("tanh", x)


def sqrt(x: Any) -> Any:
    """Square root, x >= 0 (x > 0 where it depends on a state)."""
    return _apply("sqrt", x)


def sigmoid(x: Any) -> Any:
    """Smooth switch 1 / (1 + exp(-x)): 0 far below zero, 1 far above."""
    return _apply("sigmoid", x)


def softplus(x: Any, width: Any = 1.0) -> Any:
    """Smooth positive part width log(1 + exp(x / width)); `width` in the unit of x."""
    return width * _apply("softplus", x / width)


def positive(x: Any, width: Any) -> Any:
    """Smooth positive part (x + sqrt(x^2 + width^2)) / 2; `width` in the unit of x."""
    return 0.5 * (x + sqrt(x * x + width * width))


def saturate(x: Any) -> Any:
    """Smooth saturation between -1 and 1, exactly odd, slope 1 at 0: tanh to 6e-4, without an exponential."""
    return _apply("saturate", x)


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


def abs(x: Any) -> Any:
    """Absolute value of something known at the segment's start."""
    return _apply("abs", x)


def sign(x: Any) -> Any:
    """Sign (-1, 0, 1) of something known at the segment's start."""
    return _apply("sign", x)


def cos(x: Any) -> Any:
    """Cosine of something known at the segment's start [rad]."""
    return _apply("cos", x)
