"""Slack length remembers the length at which the muscle was last active (thixotropy)."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """The last contraction's length sets the slack length, whatever the effort; a large stretch undoes it.

    Notes
    -----
    Set at rate ``e^4/(e^4 + e_h^4)/t_on`` towards ``h_max sat((l0 - l)/w_h)`` (contracting short
    shortens the slack length); forgotten in hours at rest; undone within seconds by a stretch, at rate
    ``sg((l/n - x_r)/w_r) ((1 + h/h_max)/2)^2 / t_r``: it undoes what contracting short has left, and
    leaves alone what contracting long has left, for a stretch lengthens the slack length. Only phases of
    stretch undo: a gate on length in every posture cost a tenth of all steps and moved nothing measured.
    Effort from 5 to 100 % MVC gave the same shift of 10 deg (T10), which is why effort enters only as a
    threshold; the effect of a stretch grows with its amplitude, and 30 to 90 deg are needed to abolish the
    shift (T11), which is why the gate is wide. Measured in one muscle (vastus lateralis) for 5 min: beyond
    that is assumed.

    References
    ----------
    Heroux et al. 2020, J Appl Physiol 129:957-966 (T10, T11; PMC7654693).
    """
    effort = m.effort * m.effort / (p.history_effort * p.history_effort)
    settle = effort * effort / (1.0 + effort * effort) / p.history_set_time
    beyond = f.switch((m.relative_length - p.history_reset_length) / p.history_reset_width)
    short = 0.5 + 0.5 * m.slack_history / p.history_max
    undo = m.phase_stretch * m.stretched * beyond * short * short / p.history_reset_time
    target = p.history_max * f.saturate((p.neutral_fibre_length - m.length) / p.history_length)
    return {"slack_history": [(target, settle), (0.0, 1.0 / p.history_time + undo)]}


thixotropy = Mechanism(
    "thixotropy",
    law,
    states=(
        State(
            "slack_history",
            "h",
            "lopt",
            0.0,
            -0.3,
            0.3,
            "shortening of the slack length left by the last contraction",
            1e-2,
            error_weight=0.5,
        ),
    ),
    parameters=(
        P(
            "history_max",
            0.07,
            "-",
            (0.01, 0.15),
            "largest shift of slack length [lopt]; 10 deg at the knee",
            "T10",
            "derived",
            "h_max",
        ),
        P(
            "history_length",
            0.15,
            "-",
            (0.03, 0.5),
            "length difference that sets most of it [lopt]",
            symbol="w_h",
        ),
        P(
            "history_effort",
            0.03,
            "-",
            (0.01, 0.05),
            "effort above which a contraction sets it [MVC]; 5 % is enough",
            "T10",
            "derived",
            "e_h",
        ),
        P("history_set_time", 1.5, "s", (0.5, 5.0), "time of contraction needed", symbol="t_on"),
        P(
            "history_time",
            1.5,
            "h",
            (0.1, 24.0),
            "time constant of forgetting at rest; measured only to exceed 5 min",
            "T10",
            symbol="t_off",
        ),
        P(
            "history_reset_length",
            1.25,
            "-",
            (1.05, 1.5),
            "relative length beyond which a stretch undoes it [lopt]",
            "T11",
        ),
        P("history_reset_width", 0.05, "-", (0.02, 0.1), "width of that threshold [lopt]", "T11"),
        P("history_reset_time", 4.0, "s", (1.0, 20.0), "time constant of undoing"),
    ),
    needs=("neutral_fibre_length",),
)
