"""A smooth saturation without an exponential: tanh to 6e-4.

tanh(x) = y / sqrt(1 + y^2) with y = sinh(x); here y = x + x^3/6 + x^5/120. Exactly odd, slope 1 at 0; far out
1 - saturate(x) falls like x^-10; beyond abs(x) = 1e30 the squares overflow. Plain formulas for numbers,
arrays (real or complex) and SymPy symbols; the kernels have their own instructions (`ir.Lanes.saturate`).
"""

from __future__ import annotations

from typing import Any


def saturate(x: Any) -> Any:
    """Value between -1 and 1."""
    square = x * x
    y = x * (1.0 + square * (1.0 / 6.0 + square * (1.0 / 120.0)))
    return y / (1.0 + y * y) ** 0.5


def saturate_slope(x: Any) -> Any:
    """Its derivative, between 0 and 1."""
    square = x * x
    y = x * (1.0 + square * (1.0 / 6.0 + square * (1.0 / 120.0)))
    root = (1.0 + y * y) ** 0.5
    rise = 1.0 + square * (0.5 + square * (1.0 / 24.0))
    return rise / root / root / root  # no power of a large number: Python's raises where it overflows
