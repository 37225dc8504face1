"""The habit of staying partly contracted: the "semi-contracted" muscle of the popular account."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Low-level activity held short charges a memory that keeps the muscle toned after its cause is gone.

    Notes
    -----
    ``D = low/(low + d50 w)`` with ``low = e exp(-(e/0.06)^2)`` at rest plus the tone of stress and of
    guarding; charge ``c = c_m D sg((l0 - l - 0.06)/0.02)`` (only shorter than at neutral); discharge
    ``k_I I`` in the plateau, release and stretch phases of contract-release plus ``k_st`` near the barrier;
    ``dm/dt = c (1 - m) - (discharge + leak) m``. There is no direct evidence for this state: it *is* the
    hypothesis that PIR retrains the muscle. Discharge by stretch alone is forced by trials in which
    static stretching does nearly as well (D033). Walking does not discharge it, stress alone does not
    charge the stretched partner.

    References
    ----------
    D033 (Ali 2017); no other source.
    """
    quiet = 1.0 - m.phase_work - m.phase_hold
    low = m.effort * f.exp(-m.effort * m.effort / (p.memory_effort * p.memory_effort)) * quiet
    low = low + m.stress_tone + m.guarding
    dose = low / (low + p.memory_dose_half * p.tone_weight)
    shorter = f.switch((p.neutral_fibre_length - m.length - 0.06) / 0.02)
    charge = p.memory_rate * dose * shorter
    release = m.phase_plateau + m.phase_release + m.phase_stretch
    near = f.switch((m.tolerance_share - p.barrier_threshold) / 0.05)
    discharge = (
        p.memory_release_rate * m.inhibition * release
        + p.memory_stretch_rate * near * m.phase_stretch * m.stretched
    )
    return {"memory": [(1.0, charge), (0.0, discharge + p.memory_leak)]}


memory = Mechanism(
    "memory",
    law,
    states=(State("memory", "m", "-", 0.0, 0.0, 1.0, "memory of low-level activity held short", 1e-3),),
    parameters=(
        P("memory_rate", 0.05, "1/d", (0.0, 1.0), "rate of charging under a full dose", symbol="c_m"),
        P(
            "memory_dose_half",
            0.01,
            "-",
            (0.001, 0.1),
            "activity of half dose for a muscle of weight 1 [MVC]",
            symbol="d50",
        ),
        P(
            "memory_effort",
            0.06,
            "-",
            (0.02, 0.2),
            "effort above which activity is work, not low-level holding [MVC]",
        ),
        P(
            "memory_release_rate",
            0.006,
            "1/s",
            (0.0, 0.05),
            "discharge at full inhibition after release",
            symbol="k_I",
        ),
        P(
            "memory_stretch_rate",
            4e-4,
            "1/s",
            (0.0, 0.01),
            "discharge near the barrier; 0 is the popular claim",
            "D033",
            symbol="k_st",
        ),
        P("memory_leak", 1.0 / 240.0, "1/d", (0.0, 0.05), "leak without treatment", symbol="1/tau_m"),
        P(
            "barrier_threshold",
            0.6,
            "-",
            (0.3, 0.95),
            "share of tolerated torque that counts as near the barrier",
            symbol="b_0",
        ),
    ),
    needs=("tone_weight", "neutral_fibre_length"),
)
