"""`integrate`: one person or many, from edge to edge of their timelines, with a kernel or SciPy's Radau.

Radau is the reference: it runs on the recipe as straight-line Python, independent of the kernels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError, check_range, unknown
from . import gpu, jit, kernel, lanes
from .checkpoint import Arrays
from .executor import Bar, Executor, Interrupted, Watch, block_limit, card_here, run_blocks
from .functions import NUMPY
from .notices import say
from .program import Array, Program
from .timeline import Job, Method, PackedTimeline, Settings, Solution, Status, stored_segments

OPERATORS = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "inv": "1.0 / {}"}
FASTER = {  # on single numbers
    "exp": lanes.exp, "sigmoid": lanes.sigmoid, "softplus": lanes.softplus, "sqrt": math.sqrt,
    "tanh": math.tanh,
}  # fmt: skip
#: How far beyond its bounds a state may be, in spans between them: what integration errs by (the tolerance,
#: where that is larger), and no more.
SLACK = 1e-4
REMEDY = f"`pip install '{jit.NEEDED}'` brings the compiler"
SHORT = 4000  # segments that take a few hundredths of a second: not worth a thread


def integrate(
    program: Program,
    params: Array,
    y0: Array,
    timeline: PackedTimeline | Sequence[PackedTimeline],
    *,
    tol: float = 1e-4,
    store: Sequence[int] | Sequence[Array] | Array | None = None,
    method: Method = "auto",
    executor: Executor | None = None,
    block: int | None = None,
    max_steps: int = 100_000,
    progress: bool = True,
    on_error: Literal["raise", "return"] = "raise",
) -> Solution:
    """Integrate from edge to edge of a timeline.

    A person's numbers do not depend on who else is integrated, nor on executor, block size or number of
    workers: they are the same bits.

    Parameters
    ----------
    params : ndarray (n_params,) or (people, n_params)
    y0 : ndarray (n_states,) or (people, n_states)
    timeline : PackedTimeline or sequence of one per person
    tol : float
        Error allowed in one step, relative to abs(y) + scale of each state.
    store : sequence of int, optional
        Segments whose ends are stored; all by default. With own timelines, also one sequence for each.
    method : {"auto", "kernel", "reference", "radau"}
        The compiled kernel (``"auto"``: if there is a compiler), the same method in plain Python, or
        SciPy's Radau (rtol = tol).
    executor : Executor or "gpu", optional
        Where blocks of people run: threads of this process by default, a pool, or an NVIDIA card.
    block : int, optional
        People in one block; default 256, or as many as a card works on twice.
    max_steps, progress
        Largest number of steps in one segment; whether to show a bar when it takes more than two seconds.

    Raises
    ------
    EngineError
        Somebody did not reach the end (unless ``on_error="return"``); the partial solution is its `partial`.
    Interrupted
        Ctrl-C; the partial solution is its `partial`.
    """
    size = check_range("block", block_limit(executor) if block is None else block, 1, 10**7, "people")
    single = np.ndim(params) == 1 and np.ndim(y0) == 1 and isinstance(timeline, PackedTimeline)
    timelines = (timeline,) if isinstance(timeline, PackedTimeline) else tuple(timeline)
    job = prepared(program, params, y0, timelines, store, Settings(tol, int(max_steps)), method)
    solution = _collect(job, single, executor, int(size), progress)
    return solution.checked() if on_error == "raise" else solution


def prepared(
    program: Program, params: Array, y0: Array, timelines: tuple[PackedTimeline, ...], store: Any,
    settings: Settings, method: Method,
) -> Job:  # fmt: skip
    """Checked arguments, one row per person."""
    check_range("tol", settings.tol, 1e-13, 0.1)
    if method not in ("auto", "kernel", "reference", "radau"):
        raise MusclebalanceError(f"No method {method!r}: use 'auto', 'kernel', 'reference' or 'radau'.")
    if method == "kernel" and (why := jit.missing()):
        raise EngineError(f"method='kernel' finds no compiler: {why}. {REMEDY}, or use method='reference'.")
    params, y0 = check_people(program, params, y0, len(timelines))
    for one in timelines:
        if one.table.shape[1] != len(program.input_names):
            raise MusclebalanceError(
                f"the timeline has {one.table.shape[1]} inputs, the system {len(program.input_names)}: "
                f"{', '.join(program.input_names)}."
            )
        for _, name, _, _ in one.jumps:
            if name not in program.state_names:
                raise unknown("state to jump", name, program.state_names)
    own = store is not None and len(store) > 0 and np.ndim(store[0]) == 1
    stores = store if own else [store] * len(timelines)
    if (given := len(stores)) != len(timelines):
        raise MusclebalanceError(f"stored segments for {given} timelines, but there are {len(timelines)}.")
    stored = tuple(stored_segments(s, len(t.durations)) for s, t in zip(stores, timelines, strict=True))
    return Job(program, params, y0, timelines, stored, settings, method)


def check_people(program: Program, params: Array, y0: Array, timelines: int = 1) -> tuple[Array, Array]:
    """Parameters and states with one row per person."""
    params, y0 = np.atleast_2d(np.asarray(params, float)), np.atleast_2d(np.asarray(y0, float))
    people = max(len(params), len(y0))
    if timelines > 1 and people not in (1, timelines):
        raise MusclebalanceError(f"{timelines} timelines for {people} people: give one for all or one each.")
    people = max(people, timelines)
    checked = (("parameters", params, program.parameter_names), ("states", y0, program.state_names))
    for what, vector, names in checked:
        if vector.ndim != 2 or vector.shape[1] != len(names) or len(vector) not in (1, people):
            raise MusclebalanceError(f"{what} have shape {vector.shape}; needed: ({people}, {len(names)}).")
        if not np.isfinite(vector).all():
            person, k = np.argwhere(~np.isfinite(vector))[0]
            check_range(names[k], float(vector[person, k]), -np.inf, np.inf, where=f"person {person}")
    return np.broadcast_to(params, (people, params.shape[1])), np.broadcast_to(y0, (people, y0.shape[1]))


def _collect(job: Job, single: bool, executor: Executor | None, block: int, progress: bool) -> Solution:
    if executor is None and job.segments <= SHORT and len(job) <= block:
        return _solution(job, {0: run_job(job)}, single)
    watch, results = Watch(), {}
    bar = Bar(job.segments if progress else 0, "segment", lambda part: part.segments)
    blocks = (job[first : first + block] for first in range(0, len(job), block))
    try:
        for key, result in run_blocks(run_job, blocks, executor=executor, bar=bar, watch=watch):
            results[key * block] = result
    except KeyboardInterrupt:
        raise Interrupted(_solution(job, results, single)) from None
    return _solution(job, results, single)


def run_job(job: Job, watch: Watch | None = None) -> Arrays:
    """Integrate a block in this process."""
    card = card_here()
    if card is not None and len(job) > 1:  # one person is solved sooner here, with the same bits
        counters = np.zeros(8, np.int64)
        if watch is not None:
            watch.add(counters)
        return _stopped_outside(job, gpu.run(card, job, counters))
    if job.method == "radau":
        return _stopped_outside(job, _radau(job, watch))
    if job.method == "reference" or (job.method == "auto" and _no_compiler()):
        chosen = kernel.interpreted(job.program)
    else:
        chosen = kernel.compiled(job.program, 1 if len(job) == 1 else kernel.people_in_lanes(job.program))
    arrays = kernel.pack(chosen.layout, job, chosen.width)
    if watch is not None:
        watch.add(arrays["counters"])
    chosen.run(arrays)
    return _stopped_outside(job, kernel.unpack(chosen.layout, arrays))


def _no_compiler() -> bool:
    """Whether plain Python has to do, which is said."""
    if why := jit.missing():
        _say_slow(why)
    return bool(why)


@cache
def _say_slow(why: str) -> None:
    """Once for every process."""
    say(f"musclebalance: {why}, so plain Python computes, hundreds of times slower. {REMEDY}.")


def outside(program: Program, states: Array, tol: float) -> NDArray[np.bool_]:
    """Where states (..., n_states) are beyond their bounds by more than an integration can err."""
    low, high = np.asarray(program.low), np.asarray(program.high)
    span = np.where(np.isfinite(high - low), high - low, 1.0)
    room = max(SLACK, tol) * span
    return np.asarray((states < low - room) | (states > high + room))


def _stopped_outside(job: Job, result: Arrays) -> Arrays:
    """The result in which whoever has left the bounds of a state was stopped there."""
    rows = np.concatenate([[0], np.cumsum([len(s) for s in job.stored])]) if not job.shared else None
    program, tol = job.program, job.settings.tol
    bad: NDArray[np.bool_] = np.any(outside(program, result["output"], tol), axis=1)
    ended = np.any(outside(program, result["final"], tol), axis=1) & (result["status"] == Status.DONE)
    if not bad.any() and not ended.any():
        return result
    result = {name: array.copy() for name, array in result.items()}
    result["status"][ended] = Status.OUTSIDE
    result["reached"][ended] -= 1
    for person in range(len(job)):
        stored = job.stored[0 if rows is None else person]
        first = person * len(stored) if rows is None else rows[person]
        late = np.flatnonzero(bad[first : first + len(stored)])
        if len(late):
            result["final"][person] = result["output"][first + late[0]]
            result["output"][first + late[0] : first + len(stored)] = np.nan
            result["status"][person] = Status.OUTSIDE
            result["reached"][person] = stored[late[0] - 1] + 1 if late[0] else 0
    return result


def _which(program: Program, state: Array, tol: float) -> str:
    """The first state that is outside its bounds, in words."""
    k = int(np.flatnonzero(outside(program, state, tol))[0])
    low, high = (float(np.broadcast_to(ends, state.shape)[k]) for ends in (program.low, program.high))
    return f"{program.state_names[k]} reached {state[k]:.4g}, its bounds are {low:g} to {high:g}"


def _solution(job: Job, results: dict[int, Arrays], single: bool) -> Solution:
    """Put blocks together; people of missing blocks are NaN and interrupted."""
    people, n = job.y0.shape
    rows = np.concatenate([[0], np.cumsum(np.broadcast_to([len(s) for s in job.stored], people))])
    output, final = np.full((rows[-1], n), np.nan), np.full((people, n), np.nan)
    columns: dict[str, Any] = {
        name: np.zeros(people, int) for name in ("all_steps", "all_rejected", "status", "reached")
    }
    columns["status"][:] = Status.INTERRUPTED
    for first, result in results.items():
        last = first + len(result["status"])
        output[rows[first] : rows[last]] = result["output"]
        for name, column in (("final", final), *columns.items()):
            column[first:last] = result[name]
    states = job.program.state_names
    times = [t.ends[s] for t, s in zip(job.timelines, job.stored, strict=True)]
    left = np.flatnonzero(columns["status"] == Status.OUTSIDE)
    why = _which(job.program, final[left[0]], job.settings.tol) if len(left) else ""
    steps, rejected, status, reached = columns.values()
    if single:
        how = Status(int(status[0]))
        counts = (int(steps[0]), int(rejected[0]), how, int(reached[0]))
        return Solution(states, times[0], output, final[0], *counts, why)
    shown = output.reshape(people, -1, n) if job.shared else np.split(output, rows[1:-1])
    ends = times[0] if job.shared else times
    return Solution(states, ends, shown, final, steps, rejected, status, reached, why)


def _radau(job: Job, watch: Watch | None = None) -> Arrays:
    """Integrate a block with Radau IIA (order 5), person by person; the results of a kernel."""
    each = len(job) if job.shared else 1
    counters = np.zeros(8, np.int64)
    if watch is not None:
        watch.add(counters)
    make = straight_line(job.program)
    people = zip(job.params, job.y0, job.timelines * each, job.stored * each, strict=True)
    found = [_person(job, make, counters, *person) for person in people]
    result = {name: np.array([one[name] for one in found]) for name in found[0] if name != "output"}
    return {"output": np.concatenate([one["output"] for one in found]), **result}


def _person(
    job: Job, make: Callable[..., Any], counters: NDArray[np.int64], params: Array, y: Array,
    timeline: PackedTimeline, stored: NDArray[np.int64],
) -> dict[str, Any]:  # fmt: skip
    """From edge to edge of a person's timeline."""
    from scipy.integrate import solve_ivp

    program, rtol = job.program, job.settings.tol
    y = np.array(y, dtype=float)
    output = np.full((len(stored), len(y)), np.nan)
    steps, status, reached = 0, Status.DONE, 0
    for segment, duration in enumerate(timeline.durations):
        if counters[2]:
            status = Status.INTERRUPTED
            break
        for name, how, value in (jump[1:] for jump in timeline.jumps if jump[0] == segment):
            k = program.state_names.index(name)
            y[k] = np.clip(value + (y[k] if how == "add" else 0.0), program.low[k], program.high[k])
        slope = make(y.tolist(), params.tolist(), timeline.table[timeline.rows[segment]].tolist())
        span, atol = (0.0, float(duration)), rtol * program.scale
        result: Any = solve_ivp(slope, span, y, method="Radau", rtol=rtol, atol=atol)
        steps += len(result.t) - 1
        if not result.success or not np.isfinite(result.y[:, -1]).all():
            status = Status.STEP_TOO_SMALL
            break
        y, reached = result.y[:, -1].copy(), segment + 1
        counters[3] += 1
        output[stored == segment] = y
    ended = {"status": int(status), "reached": reached, "all_steps": steps, "all_rejected": 0}
    return {"output": output, "final": y, **ended}


def straight_line(program: Program) -> Callable[..., Any]:
    """A Python function, printed from the recipe, that makes the right-hand side of a segment."""
    leaves = {"state": "y", "start": "s", "param": "p", "input": "u"}
    fixed, moving = ["def segment(s, p, u):"], ["    def slope(t, vector):", "        y = vector.tolist()"]
    moves: list[bool] = []
    for k, (op, args, value) in enumerate(program.recipe):
        moves.append(op == "state" or any(moves[a] for a in args))
        names = [f"v{a}" for a in args]
        if op == "const":
            text = repr(float(value or 0.0))
        elif op in leaves:
            text = f"{leaves[op]}[{int(value or 0)}]"
        else:
            text = OPERATORS.get(op, f"f_{op}({', '.join(['{}'] * len(args))})").format(*names)
        lines, indent = (moving, "        ") if moves[k] else (fixed, "    ")
        lines.append(f"{indent}v{k} = {text}")
    slopes = ", ".join(f"v{k}" for k in program.slopes)
    whole = "\n".join([*fixed, *moving, f"        return [{slopes}]", "    return slope"])
    scope: dict[str, Callable[..., Any]] = {f"f_{op}": what for op, what in {**NUMPY, **FASTER}.items()}
    exec(compile(whole, "<recipe>", "exec"), scope)
    return scope["segment"]
