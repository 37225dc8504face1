"""Resting tone: the drive a muscle keeps when nobody asks it to work."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, Quantity, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Resting tone follows stress, the memory of habitual activity, guarding and (if switched on) pain.

    Notes
    -----
    ``a* = w a_max S/(S + S50) + w a_m m + guarding + w (g_M M + g_P pain/10)``,
    ``da/dt = (a* - a)/60 s``. Healthy resting muscle is silent, so the healthy value is 0. Stress raises
    trapezius activity to at most 4 % MVC (T47), limb muscles far less: hence a weight `w` per muscle. The
    last term is the gamma-loop hypothesis (metabolites and pain raise tone); human support is negative or
    mixed, so its gains are 0 unless switched on.

    References
    ----------
    Strom et al. 2009 (T47); Waersted & Westgaard 1996; Johansson & Sojka 1991, doi
    10.1016/0306-9877(91)90233-O.
    """
    m.stress_tone = p.tone_weight * p.stress_tone_max * m.stress / (m.stress + p.stress_half)
    gamma = p.tone_weight * (p.gamma_metabolite_gain * m.metabolite + p.gamma_pain_gain * m.joint.pain)
    target = m.stress_tone + p.tone_weight * p.memory_tone * m.memory + m.guarding + gamma
    return {"tone": (target, 1.0 / p.tone_time)}


tone = Mechanism(
    "tone",
    law,
    states=(State("tone", "a", "MVC", 0.0, 0.0, 1.0, "resting drive", 1e-3),),
    quantities=(Quantity("stress_tone", "a_S", "MVC", "tone caused by emotional stress"),),
    parameters=(
        P(
            "stress_tone_max",
            0.03,
            "-",
            (0.005, 0.04),
            "tone of a muscle of weight 1 under full stress [MVC]",
            "T47",
            symbol="a_max",
        ),
        P("stress_half", 0.5, "-", (0.05, 2.0), "stress of half effect", symbol="S50"),
        P(
            "memory_tone",
            0.03,
            "-",
            (0.0, 0.04),
            "tone of a muscle of weight 1 at full memory [MVC]",
            "T47",
            symbol="a_m",
        ),
        P("tone_time", 60.0, "s", (10.0, 600.0), "time constant of tone", symbol="tau_a"),
        P(
            "gamma_metabolite_gain",
            0.0,
            "-",
            (0.0, 0.02),
            "tone per unit metabolite (gamma-loop hypothesis)",
            "JohanssonSojka1991",
            symbol="g_M",
        ),
        P(
            "gamma_pain_gain",
            0.0,
            "-",
            (0.0, 0.02),
            "tone per point of pain (gamma-loop hypothesis)",
            "JohanssonSojka1991",
            symbol="g_P",
        ),
    ),
    needs=("tone_weight",),
)
