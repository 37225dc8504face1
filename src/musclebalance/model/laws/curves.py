"""Hill-type curves of the muscle: passive exponential and active force-length."""

from __future__ import annotations

from typing import Any

#: De Groote & Fregly (2016) active force-length Gaussians (b1, b2, b3, b4), doi 10.1007/s10439-016-1591-9
ACTIVE_GAUSSIANS = (
    (0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465),
    (0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188),
    (0.1, 1.0, 0.5 * 0.5**0.5, 0.0),
)
#: De Groote & Fregly (2016) passive shape factor
PASSIVE_SHAPE = 4.0


def active_force_length(x: Any, f: Any) -> Any:
    """Active force of a fibre of length `x` [lopt] as a fraction of its maximum.

    Sum of three Gaussians (De Groote & Fregly 2016, doi 10.1007/s10439-016-1591-9):
    ``fL = sum b1 exp(-0.5 (x - b2)^2 / (b3 + b4 x)^2)``; 1 at x = 1. The third has ``b4 = 0``.
    """
    total: Any = 0.0
    for b1, b2, b3, b4 in ACTIVE_GAUSSIANS:
        z = (x - b2) / (b3 + b4 * x)
        total = total + b1 * f.exp(-0.5 * z * z)
    return total


def passive_force(x: Any, passive_strain: Any, f: Any) -> Any:
    """Passive force of a fibre of length `x` [lopt] as a fraction of maximum isometric force.

    ``fP = exp(4 (x - 1)/e0 - 4)``: the exponential of De Groote & Fregly (2016) without the shift that
    makes the published curve negative below slack length. At x = 1 it is exp(-4) = 0.018, which defines
    the relaxed muscle's rest length; at x = 1 + e0 it is 1.
    """
    return f.exp(PASSIVE_SHAPE * (x - 1.0) / passive_strain - PASSIVE_SHAPE)
