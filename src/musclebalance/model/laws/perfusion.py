"""Pressure in the muscle: blood flow, the metabolites it carries away, and a nerve in the compartment."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, Quantity, State, mechanism
from .mechanics import passive_force

#: Production at full activation, the unit of metabolites [1/s].
METABOLITE_RATE = 0.06
#: Bound of the metabolites: reached only where flow is shut off for long.
METABOLITE_MAX = 20.0
#: Mean arterial pressure: a third of 120 and two of 80 mmHg.
ARTERIAL_PRESSURE = 93.0
#: Pressure on a nerve at which its venular flow is impaired, and at which it has none (T29) [mmHg].
NERVE_IMPAIRED, NERVE_BLOCKED = 30.0, 80.0


@mechanism(
    states=(
        State("hyperaemia", "G", "-", 1.0, 0.0, 101.0, "opening of the vessels relative to rest", 1e-2),
        State("metabolite", "M", "-", 0.0, 0.0, METABOLITE_MAX, "metabolites (relative)", 3e-2),
    ),
    quantities=(
        Quantity("pressure", "P_im", "mmHg", "intramuscular pressure", off=14.0),
        Quantity("flow", "q", "-", "blood flow relative to rest", off=1.0),
    ),
    parameters=(
        P("resting_pressure", 14.0, "mmHg", 2.0, 31.0,
          "intramuscular pressure at rest", ("T22",), "measured", "P_0"),
        P("hyperaemia_max", 3.0, "-", 1.0, 100.0,
          "largest opening of the vessels at this supply", ("T27",), "derived", "G_max"),
        P("metabolite_half", 0.6, "-", 0.05, 5.0,
          "metabolites that open the vessels half way", ("T27",), "derived", "M_50"),
        P("hyperaemia_time", 40.0, "s", 20.0, 65.0,
          "time constant of hyperaemia", ("T28",), "derived", "tau_G"),
        P("clearance_rate", 0.0044, "1/s", 0.001, 0.1,
          "clearance at resting flow", ("T27",), "derived", "k_c"),
    ),
    needs=("pressure_slope", "neutral_fibre_length", "passive_strain"),
)  # fmt: skip
def perfusion(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Intramuscular pressure throttles flow; metabolites gather and open the vessels.

    Notes
    -----
    ``P_im = P0 + k_P (sigma_a + sigma_p - sigma_p,rest)``: the resting pressure was measured in resting
    muscle (T22), so that the passive tension of rest is in it already. Starling flow relative to rest ``q
    = G [MAP - P_im]+/(MAP - P0)``, smooth over 6 mmHg (MAP is 93 mmHg); hyperaemia ``dG/dt = (1 + (G_max
    - 1) M/(M + M_50) - G)/tau_G``, limited by supply; metabolite ``dM/dt = k_p M_A (1 + 3 [M_A -
    0.15]+)(1 - M/20) - k_c (q + 0.02) M``. Flow stops at 50-64 % MVC in limb muscle (T26), at about 28 %
    in a stiff compartment (T24, T25). Trapezius pain came with *more* flow, not less (T47): pressure and
    flow are readouts here and reach pain only through switchable weights.

    References
    ----------
    Sjogaard et al. 1986 (T22); Jarvholm et al. 1988 (T24); Sadamoto et al. 1983 (T26); Imms 1988 (T28); T27
    (PMC1365529).
    """
    resting = m.relaxed_share * passive_force(p.neutral_fibre_length, p.passive_strain, f)
    m.pressure = p.resting_pressure + p.pressure_slope * (m.active_stress + m.passive_stress - resting)
    width = 6.0
    m.flow = (
        m.hyperaemia
        * f.ramp(ARTERIAL_PRESSURE - m.pressure, width)
        / (ARTERIAL_PRESSURE - p.resting_pressure)
    )
    production = METABOLITE_RATE * m.activation * (1.0 + 3.0 * f.positive(m.activation - 0.15, 0.01))
    opening = (p.hyperaemia_max - 1.0) * m.metabolite / (m.metabolite + p.metabolite_half)
    return {
        "hyperaemia": (1.0 + opening, 1.0 / p.hyperaemia_time),
        "metabolite": [
            (METABOLITE_MAX, production / METABOLITE_MAX),
            (0.0, p.clearance_rate * (m.flow + 0.02)),
        ],
    }


@mechanism(
    quantities=(
        Quantity("nerve_pressure", "P_n", "mmHg", "pressure on the nerve"),
        Quantity("nerve_index", "N_n", "-", "nerve compression: 0 below 30 mmHg, 1 at 80 mmHg"),
    ),
    needs=("nerve_coupling",),
)  # fmt: skip
def nerve(m: Muscle, p: Numbers, f: Functions) -> None:
    """Intramuscular pressure above 30 mmHg compresses a nerve in the compartment.

    Notes
    -----
    ``P_n = c_n P_im``; index ``[P_n - 30]+/50`` is 0 up to 30 mmHg (venular flow impaired), 0.4 at 50
    (capillary flow impaired), 1 at 80 mmHg (no intraneural flow). ``c_n`` is 0 where no nerve runs in the
    compartment.

    References
    ----------
    Rydevik, Lundborg & Bagge 1981, doi 10.1016/S0363-5023(81)80003-2 (T29); Lundborg et al. 1983 (T30).
    """
    m.nerve_pressure = p.nerve_coupling * m.pressure
    m.nerve_index = f.positive(m.nerve_pressure - NERVE_IMPAIRED, 1.0) / (NERVE_BLOCKED - NERVE_IMPAIRED)
