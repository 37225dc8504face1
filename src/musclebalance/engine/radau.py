"""The reference, independent of the kernels: SciPy's Radau on the recipe as straight-line Python."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import lanes
from .executor import Arrays, Watch
from .functions import NUMPY
from .program import Array, Program
from .timeline import Job, PackedTimeline, Status

OPERATORS = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "inv": "1.0 / {}"}
FASTER = {  # on single numbers
    "exp": lanes.exp, "sigmoid": lanes.sigmoid, "softplus": lanes.softplus, "sqrt": math.sqrt,
    "tanh": math.tanh,
}  # fmt: skip


def solve(job: Job, watch: Watch | None = None) -> Arrays:
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
