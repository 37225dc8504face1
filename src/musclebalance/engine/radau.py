"""The reference: SciPy's Radau on the recipe as straight-line Python, segment by segment."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import lanes
from .executor import Arrays, Watch
from .functions import NUMPY
from .program import Array, Program
from .timeline import Job, PackedTimeline, Status


def solve(job: Job, watch: Watch | None = None) -> Arrays:
    """Integrate a block with Radau IIA (order 5), person by person; the results of a kernel."""
    each = len(job) if job.shared else 1
    counters = np.zeros(8, np.int64)
    if watch is not None:
        watch.add(counters)
    functions = straight_line(job.program)
    people = zip(job.params, job.y0, job.timelines * each, job.stored * each, strict=True)
    found = [_person(job, functions, counters, *person) for person in people]
    result = {name: np.array([one[name] for one in found]) for name in found[0] if name != "output"}
    return {"output": np.concatenate([one["output"] for one in found]), **result}


def _person(
    job: Job, functions: tuple[Any, Any], counters: NDArray[np.int64], params: Array, y: Array,
    timeline: PackedTimeline, stored: NDArray[np.int64],
) -> dict[str, Any]:  # fmt: skip
    """From edge to edge of a person's timeline."""
    from scipy.integrate import solve_ivp

    program, rtol, (fixed, moving) = job.program, job.settings.tol, functions
    y = np.array(y, dtype=float)
    output = np.full((len(stored), len(y)), np.nan)
    place = {int(segment): k for k, segment in enumerate(stored)}
    steps, status, reached = 0, Status.DONE, 0
    for segment, duration in enumerate(timeline.durations):
        if counters[2]:
            status = Status.INTERRUPTED
            break
        jump(program, timeline, segment, y)
        constants = fixed(y.tolist(), params.tolist(), timeline.table[timeline.rows[segment]].tolist())
        result: Any = solve_ivp(
            lambda t, v, c=constants: moving(v.tolist(), c), (0.0, float(duration)), y, method="Radau",
            rtol=rtol, atol=rtol * program.scale,
        )  # type: ignore[call-overload]  # fmt: skip
        steps += len(result.t) - 1
        if not result.success or not np.isfinite(result.y[:, -1]).all():
            status = Status.STEP_TOO_SMALL
            break
        y, reached = result.y[:, -1].copy(), segment + 1
        counters[3] += 1
        if segment in place:
            output[place[segment]] = y
    ended = {"status": int(status), "reached": reached, "all_steps": steps, "all_rejected": 0}
    return {"output": output, "final": y, **ended}


def straight_line(program: Program) -> tuple[Callable[..., Sequence[Any]], Callable[..., list[float]]]:
    """Print the recipe as two Python functions, independent of the kernels."""
    leaves = {"state": "y", "start": "s", "param": "p", "input": "u"}
    moves: list[bool] = []
    for op, args, _ in program.recipe:
        moves.append(op == "state" or any(moves[a] for a in args))
    lines: dict[bool, list[str]] = {False: [], True: []}
    for k, (op, args, value) in enumerate(program.recipe):
        if op == "const":
            text = repr(float(value or 0.0))
        elif op in leaves:
            text = f"{leaves[op]}[{int(value or 0)}]"
        else:
            names = ", ".join(f"v{a}" if moves[a] or not moves[k] else f"c[{a}]" for a in args)
            text = f"f_{op}({names})" if op not in OPERATORS else OPERATORS[op].format(*names.split(", "))
        lines[moves[k]].append(f"    v{k} = {text}")
    kept = ", ".join("None" if m else f"v{k}" for k, m in enumerate(moves))
    slopes = ", ".join(f"v{k}" if moves[k] else f"c[{k}]" for k in program.slopes)
    first = ["def fixed(s, p, u):", *lines[False], f"    return ({kept},)"]
    second = ["def moving(y, c):", *lines[True], f"    return [{slopes}]"]
    text = "\n".join([*first, *second])
    scope: dict[str, Any] = {f"f_{op}": function for op, function in NUMPY.items()}
    scope |= {"f_exp": lanes.exp, "f_sigmoid": lanes.sigmoid, "f_softplus": lanes.softplus}
    scope |= {"f_tanh": math.tanh, "f_sqrt": math.sqrt}
    exec(compile(text, "<recipe>", "exec"), scope)
    return scope["fixed"], scope["moving"]


OPERATORS = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "inv": "1.0 / {}",
}  # fmt: skip


def jump(program: Program, timeline: PackedTimeline, segment: int, y: Array) -> None:
    """Apply the jumps at the start of a segment to `y`, within the bounds of each state."""
    for where, name, how, value in timeline.jumps:
        if where == segment:
            k = program.state_names.index(name)
            y[k] = np.clip(value + (y[k] if how == "add" else 0.0), program.low[k], program.high[k])
