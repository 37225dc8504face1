"""The reference: SciPy's Radau on the NumPy right-hand side, segment by segment."""

from __future__ import annotations

import numpy as np

from musclebalance.engine.program import Array, Program
from musclebalance.engine.timeline import PackedTimeline, Solution, Status


def solve(
    program: Program, params: Array, y0: Array, timeline: PackedTimeline, stored: Array, rtol: float
) -> Solution:
    """Integrate one person with Radau IIA (order 5) from edge to edge.

    Parameters
    ----------
    params : ndarray (n_params,)
    y0 : ndarray (n_states,)
    stored : ndarray of int
        Segments whose ends are stored.
    rtol : float
        Relative tolerance; the absolute one is rtol times each state's scale.
    """
    from scipy.integrate import solve_ivp

    y = np.array(y0, dtype=float)
    states = np.full((len(stored), len(y)), np.nan)
    place = {int(segment): k for k, segment in enumerate(stored)}
    steps = 0
    status, reached = Status.DONE, 0
    for segment, duration in enumerate(timeline.durations):
        jump(program, timeline, segment, y)
        inputs, start = timeline.table[timeline.rows[segment]], y.copy()
        result = solve_ivp(
            lambda t, v, i=inputs, s=start: program.rhs(v, params, i, s),
            (0.0, float(duration)), y, method="Radau", rtol=rtol, atol=rtol * program.scale,
            jac=lambda t, v, i=inputs, s=start: program.jacobian(v, params, i, s),
        )  # fmt: skip
        steps += len(result.t) - 1
        if not result.success or not np.isfinite(result.y[:, -1]).all():
            status = Status.STEP_TOO_SMALL
            break
        y, reached = result.y[:, -1].copy(), segment + 1
        if segment in place:
            states[place[segment]] = y
    times = timeline.ends[stored]
    return Solution(program.state_names, times, states, y, steps, 0, status, reached)


def jump(program: Program, timeline: PackedTimeline, segment: int, y: Array) -> None:
    """Apply the jumps at the start of a segment to `y`, within the bounds of each state."""
    for where, name, how, value in timeline.jumps:
        if where == segment:
            k = program.state_names.index(name)
            y[k] = np.clip(value + (y[k] if how == "add" else 0.0), program.low[k], program.high[k])
