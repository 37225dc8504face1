"""Tolerance: how much passive torque a person accepts before saying stop."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, State, mechanism


@mechanism(
    states=(
        State("tolerance_fast", "w_f", "-", 0.0, 0.0, 1.0,
              "rise of tolerated torque within the hour", 1e-3, error_weight=4.0),
        State("tolerance_slow", "w_s", "-", 0.0, 0.0, 3.0, "rise of tolerated torque over weeks", 1e-3),
    ),
    parameters=(
        P("tolerance_fast_max", 0.15, "-", 0.0, 0.5,
          "largest fast rise of tolerated torque", ("D029",), symbol="W_f"),
        P("tolerance_charge_time", 150.0, "s", 20.0, 1000.0,
          "time at the barrier that charges it", symbol="t_cf"),
        P("tolerance_contraction_weight", 0.3, "-", 0.0, 3.0,
          "effect of a second of full contraction, relative to a second at the barrier",
          ("A052", "A063"), "assumed", "w_c"),
        P("tolerance_fast_time", 45.0, "min", 30.0, 60.0,
          "time constant of its decay", ("T07",), "derived", "t_f"),
        P("tolerance_slow_max", 0.7, "-", 0.0, 2.0, "largest slow rise of tolerated torque", symbol="W_s"),
        P("tolerance_consolidation_rate", 4e-4, "1/s", 0.0, 0.01,
          "rate at which the fast rise becomes lasting", symbol="k_ws"),
        P("tolerance_slow_time", 15.0, "d", 12.0, 29.0,
          "time constant of its loss", ("D001", "D003", "D004", "D005"), "derived", "t_s"),
    ),
    needs=("effort_half", "barrier_threshold"),
)  # fmt: skip
def tolerance(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Time near the barrier raises the tolerated torque for an hour, and repeated often, for weeks.

    Notes
    -----
    ``Tol = Mtol (1 + w_f + w_s)``. In stretch phases ``near = sg((rho - b0)/0.05)``, in holds
    ``near = w_c e/(e + e50)``: ``dw_f/dt = near (W_f - w_f)/t_cf - w_f/t_f`` and, by consolidation,
    ``dw_s/dt = k_ws w_f (W_s - w_s) - w_s/t_s``. Range of motion can rise with the torque-angle curve
    unchanged (Folpp 2006: -1 deg at fixed torque, +8 deg at tolerated torque); a model without this state
    is refuted by that trial. Only stretch and hold phases feed it: standing and walking would otherwise
    saturate it.

    References
    ----------
    Folpp et al. 2006; Mizuno et al. 2013 (T07); D001-D005 for the slow time constant.
    """
    near = f.switch((m.tolerance_share - p.barrier_threshold) / 0.05) * m.phase_stretch * m.stretched
    held = p.tolerance_contraction_weight * m.phase_hold * m.effort / (m.effort + p.effort_half)
    fast = (near + held) / p.tolerance_charge_time
    slow = p.tolerance_consolidation_rate * m.tolerance_fast
    return {
        "tolerance_fast": [(p.tolerance_fast_max, fast), (0.0, 1.0 / p.tolerance_fast_time)],
        "tolerance_slow": [(p.tolerance_slow_max, slow), (0.0, 1.0 / p.tolerance_slow_time)],
    }
