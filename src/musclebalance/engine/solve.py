"""`integrate`: one person or many, from edge to edge of their timelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from musclebalance.engine import plain, radau
from musclebalance.engine.block import Settings, pack, run_plain, unpack
from musclebalance.engine.blueprint import Blueprint, draw
from musclebalance.engine.lanes import Model
from musclebalance.engine.program import Array, Program
from musclebalance.engine.timeline import PackedTimeline, Solution, Status, stored_segments
from musclebalance.errors import MusclebalanceError, check_range

Method = Literal["auto", "kernel", "reference", "radau"]


def integrate(
    program: Program,
    params: Array,
    y0: Array,
    timeline: PackedTimeline | Sequence[PackedTimeline],
    *,
    tol: float = 1e-4,
    store: Sequence[int] | Array | None = None,
    method: Method = "auto",
    max_steps: int = 100_000,
    on_error: Literal["raise", "return"] = "raise",
) -> Solution:
    """Integrate from edge to edge of a timeline.

    Parameters
    ----------
    params : ndarray (n_params,) or (people, n_params)
    y0 : ndarray (n_states,) or (people, n_states)
    timeline : PackedTimeline or sequence of one per person
    tol : float
        Error allowed in one step, relative to abs(y) + scale of each state. The error at the end is usually a few times larger.
    store : sequence of int, optional
        Segments whose ends are stored; all by default.
    method : {"auto", "kernel", "reference", "radau"}
        The compiled kernel, the same method in plain Python, or SciPy's Radau (with rtol = tol).

    Raises
    ------
    EngineError
        Somebody did not reach the end (unless ``on_error="return"``).
    """
    check_range("tol", tol, 1e-13, 0.1)
    single = np.ndim(params) == 1 and np.ndim(y0) == 1
    params, y0 = _people(program, params, y0)
    timelines = [timeline] if isinstance(timeline, PackedTimeline) else list(timeline)
    if len(timelines) not in (1, len(params)):
        raise MusclebalanceError(f"{len(timelines)} timelines for {len(params)} people: give one for all or one each.")
    for one in timelines:
        if one.table.shape[1] != len(program.input_names):
            raise MusclebalanceError(
                f"the timeline has {one.table.shape[1]} inputs, the system {len(program.input_names)}: "
                f"{', '.join(program.input_names)}."
            )
    stored = [stored_segments(store, len(one.durations)) for one in timelines]
    if method == "radau":
        return _radau(program, params, y0, timelines, stored, tol, single, on_error)
    blueprint, model = _plain(program)
    arrays = pack(blueprint, params, y0, timelines, stored, Settings(tol, max_steps), 1)
    run_plain(model, arrays)
    solution = _solution(program, unpack(blueprint, arrays), timelines, stored, single)
    return solution.checked() if on_error == "raise" else solution


def _people(program: Program, params: Array, y0: Array) -> tuple[Array, Array]:
    params, y0 = np.atleast_2d(np.asarray(params, float)), np.atleast_2d(np.asarray(y0, float))
    people = max(len(params), len(y0))
    for what, vector, names in (("parameters", params, program.parameter_names), ("states", y0, program.state_names)):
        if vector.ndim != 2 or vector.shape[1] != len(names) or len(vector) not in (1, people):
            raise MusclebalanceError(f"{what} have shape {vector.shape}; needed: ({people}, {len(names)}).")
        if not np.isfinite(vector).all():
            person, k = np.argwhere(~np.isfinite(vector))[0]
            check_range(f"{names[k]} of person {person}", float(vector[person, k]), -np.inf, np.inf)
    return np.broadcast_to(params, (people, params.shape[1])), np.broadcast_to(y0, (people, y0.shape[1]))


_PLAIN: dict[int, tuple[Program, tuple[Blueprint, Model]]] = {}


def _plain(program: Program) -> tuple[Blueprint, Model]:
    known = _PLAIN.get(id(program))
    if known is None or known[0] is not program:
        blueprint = draw(program)
        known = _PLAIN[id(program)] = (program, (blueprint, plain.model(blueprint)))
    return known[1]


def _solution(
    program: Program, result: dict[str, Array], timelines: Sequence[PackedTimeline], stored: Sequence[Any], single: bool
) -> Solution:
    times = [t.ends[s] for t, s in zip(timelines, stored, strict=True)]
    people = len(result["final"])
    if len(timelines) == 1:
        states: Any = result["output"].reshape(people, len(stored[0]), -1)
    else:
        cuts = np.cumsum([len(s) for s in stored])[:-1]
        states = np.split(result["output"], cuts)
    parts = (states, result["final"], result["all_steps"], result["all_rejected"], result["status"], result["reached"])
    if not single:
        return Solution(program.state_names, times[0] if len(timelines) == 1 else times, *parts)
    states, final, steps, rejected, status, reached = (part[0] for part in parts)
    return Solution(program.state_names, times[0], states, final, int(steps), int(rejected), Status(status), int(reached))


def _radau(
    program: Program, params: Array, y0: Array, timelines: Sequence[PackedTimeline], stored: Sequence[Any], tol: float,
    single: bool, on_error: str,
) -> Solution:  # fmt: skip
    shared = len(timelines) == 1
    solved = [
        radau.solve(program, params[k], y0[k], timelines[0 if shared else k], stored[0 if shared else k], tol)
        for k in range(len(params))
    ]
    if single:
        solution = solved[0]
    else:
        column = {name: np.array([getattr(s, name) for s in solved]) for name in ("final", "steps", "rejected", "status", "reached")}
        states = [s.states for s in solved]
        times = [s.times for s in solved]
        solution = Solution(
            program.state_names, times[0] if shared else times, np.array(states) if shared else states, **column
        )
    return solution.checked() if on_error == "raise" else solution
