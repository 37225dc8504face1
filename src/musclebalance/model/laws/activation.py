"""Effort and resting tone become activation, within what fatigue leaves."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, Quantity
from .curves import active_force_length


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Activation is effort plus tone, limited by fatigue; force follows the active force-length curve.

    Notes
    -----
    ``a_eff = a (1 - I)(1 - RI e_partner)``, ``M_A = min(e + a_eff, 1 - f - S)`` with a soft minimum of
    width 0.01, exactly 0 without drive; ``sigma_a = M_A f_L(x) s c``. Taking ``M_A`` as that minimum
    replaces the controller of the three-compartment model, which settles within 0.3 s. Reciprocal
    inhibition acts on tone only; its depth is not known.

    References
    ----------
    De Groote & Fregly 2016, doi 10.1007/s10439-016-1591-9; Xia & Frey Law 2008, doi
    10.1016/j.jbiomech.2008.07.013.
    """
    m.resting_drive = m.tone * (1.0 - m.inhibition) * (1.0 - p.reciprocal_inhibition * m.partner.effort)
    m.drive = m.effort + m.resting_drive
    m.activation = f.softmin(m.drive, 1.0 - m.fatigue - m.slow_fatigue, 0.01)
    m.active_curve = active_force_length(m.stretch, f)
    m.strength = m.strength_neural * m.strength_size * m.capacity
    m.active_stress = m.activation * m.active_curve * m.strength
    return {}


activation = Mechanism(
    "activation",
    law,
    quantities=(
        Quantity("resting_drive", "a_eff", "MVC", "tone left after inhibition"),
        Quantity("drive", "TL", "MVC", "effort plus tone: the target load of the fatigue model"),
        Quantity("activation", "M_A", "MVC", "active share of the muscle"),
        Quantity("active_curve", "f_L", "-", "active force-length factor"),
        Quantity("strength", "s", "-", "strength relative to the healthy, untrained muscle", off=1.0),
        Quantity("active_stress", "sigma_a", "F0", "active tension as a fraction of maximum isometric force"),
    ),
    parameters=(
        P(
            "reciprocal_inhibition",
            0.15,
            "-",
            (0.0, 0.3),
            "share of tone removed by full effort of the partner",
            symbol="k_RI",
        ),
    ),
)
