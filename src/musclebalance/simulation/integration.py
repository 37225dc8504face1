"""One person's timeline through the engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body import Body
from ..engine import PackedTimeline, Solution, integrate
from ..errors import check_range, unknown
from ..timeline import Timeline

Array = NDArray[np.float64]


def pack(body: Body, timeline: Timeline) -> PackedTimeline:
    """A timeline as the engine takes it.

    Raises
    ------
    UnknownNameError
        An event changes a state the model does not have.
    """
    durations, rows, table = timeline.pack(body.program.input_names)
    jumps = timeline.jumps()
    for _, state, _, _ in jumps:
        if state not in body.program.state_names:
            raise unknown(f"state (event) in model {body.model.name!r}", state, body.program.state_names)
    return PackedTimeline(durations, rows, table, jumps=jumps)


def run(
    body: Body,
    start: Array,
    timeline: Timeline,
    *,
    store: NDArray[np.int64] | None = None,
    tol: float = 1e-4,
    method: str = "auto",
    vector: Array | None = None,
) -> Solution:
    """Integrate one person over a timeline.

    Parameters
    ----------
    body : Body
    start : ndarray (n_states,)
    timeline : Timeline
    store : ndarray of int, optional
        Segments whose end states are stored; default all.
    tol : float
        Error tolerance of a step, 1e-10 to 1e-2.
    method : str
        As in :func:`musclebalance.engine.integrate`.
    vector : ndarray, optional
        Parameter vector instead of the body's.

    Raises
    ------
    EngineError
        The integration stopped; the partial solution is attached.
    """
    check_range("tol", tol, 1e-10, 1e-2)
    parameters = body.vector if vector is None else vector
    return integrate(
        body.program, parameters, start, pack(body, timeline), tol=tol, store=store, method=method
    )  # type: ignore[arg-type]
