"""One block of people in the arrays a kernel works on, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import rosenbrock
from .lanes import ARRAYS, LANE_ARRAYS, Model, Task
from .layout import Layout
from .program import Array, Program
from .timeline import PackedTimeline

RESULTS = ("output", "final", "status", "reached", "all_steps", "all_rejected")
LINE = 8  # doubles in a cache line
_REAL, _WHOLE = np.float64, np.int64

Method = Literal["auto", "kernel", "reference", "radau"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the numbers of an integration beside model, people and timelines."""

    tol: float = 1e-4
    max_steps: int = 100_000


@dataclass(frozen=True, slots=True)
class Job:
    """A block of people and everything needed to integrate it anywhere: one timeline for all, or one each."""

    program: Program
    params: Array  # (people, n_params)
    y0: Array  # (people, n_states)
    timelines: tuple[PackedTimeline, ...]
    stored: tuple[NDArray[np.int64], ...]
    settings: Settings = Settings()
    method: Method = "auto"

    def __len__(self) -> int:
        return len(self.params)

    def __getitem__(self, who: slice) -> Job:
        own = {} if self.shared else {"timelines": self.timelines[who], "stored": self.stored[who]}
        return replace(self, params=self.params[who], y0=self.y0[who], **own)  # type: ignore[arg-type]

    @property
    def shared(self) -> bool:
        """Whether all have one timeline."""
        return len(self.timelines) == 1

    @property
    def segments(self) -> int:
        """Segments of all people together."""
        counts = [len(one.durations) for one in self.timelines]
        return counts[0] * len(self) if self.shared else sum(counts)


def pack(layout: Layout, job: Job, width: int) -> dict[str, Array]:
    """Arrays of a task."""
    params, y0, timelines, stored, settings = job.params, job.y0, job.timelines, job.stored, job.settings
    program, order = layout.program, list(layout.order)
    people, shared = len(job), job.shared
    lengths = np.array([len(t.durations) for t in timelines])
    outputs = np.array([len(s) for s in stored])
    first = np.zeros(people, _WHOLE) if shared else np.concatenate([[0], np.cumsum(lengths)[:-1]])
    rows = outputs[0] * np.arange(people) if shared else np.concatenate([[0], np.cumsum(outputs)[:-1]])
    total_rows = int(outputs[0] * people if shared else outputs.sum())
    arrays: dict[str, Array] = {
        "settings": np.array([settings.tol, settings.max_steps, 0.3 * settings.tol**0.2]),
        "sizes": np.array([people]),
        "counters": np.zeros(8, _WHOLE),
        "low": program.low[order],
        "high": program.high[order],
        "start": y0[:, order],
        "params": params,
        "first": first,
        "last": first + (lengths[0] if shared else lengths),
        "first_output": rows,
        **_segments(program, layout, timelines, stored),
        "output": np.full((total_rows, len(order)), np.nan),
        "final": np.full((people, len(order)), np.nan),
        **{name: np.zeros(people, _WHOLE) for name in ("reached", "all_steps", "all_rejected")},
        "status": np.full(people, rosenbrock.INTERRUPTED),
    }
    arrays |= _memory(layout, width)
    kinds = {float: _REAL, int: _WHOLE}
    return {
        name: np.ascontiguousarray(arrays[name], dtype=kinds[kind]).reshape(-1)
        for name, kind in ARRAYS.items()
    }


def _segments(
    program: Program,
    layout: Layout,
    timelines: Sequence[PackedTimeline],
    stored: Sequence[NDArray[np.int64]],
) -> dict[str, Array]:
    tables = np.cumsum([0, *(len(t.table) for t in timelines)])
    counts = np.cumsum([0, *(len(t.durations) for t in timelines)])
    flags = np.zeros(counts[-1], _WHOLE)
    jumps = []
    for k, (timeline, chosen) in enumerate(zip(timelines, stored, strict=True)):
        flags[counts[k] + chosen] = 1
        for segment, name, how, value in timeline.jumps:
            state = layout.order.index(program.state_names.index(name))
            jumps.append((counts[k] + segment, state, int(how == "add"), value))
    jumps.sort(key=lambda one: one[0])
    at = np.array([one[0] for one in jumps], dtype=_WHOLE)
    return {
        "durations": np.concatenate([t.durations for t in timelines]),
        "rows": np.concatenate([t.rows + tables[k] for k, t in enumerate(timelines)]),
        "stored": flags,
        "table": np.concatenate([t.table for t in timelines]),
        "first_jump": np.searchsorted(at, np.arange(counts[-1] + 1)),
        "jump_state": np.array([one[1] for one in jumps] or [0]),
        "jump_adds": np.array([one[2] for one in jumps] or [0]),
        "jump_value": np.array([one[3] for one in jumps] or [0.0]),
    }


def aligned(count: int) -> Array:
    """Zeros that begin on a cache line, so that no register's load straddles two."""
    memory = np.zeros(count + LINE - 1)
    first = -memory.ctypes.data % (8 * LINE) // 8
    return memory[first : first + count]


def _memory(layout: Layout, width: int) -> dict[str, Array]:
    n = -(-len(layout.order) // 8) * 8  # whole rows
    sizes = {"values": layout.slots, "y": n, "u": n, "k": 8 * n, "slope": n, "drift": n, "right": n}
    arrays = {name: aligned(max(size, 1) * width) for name, size in sizes.items()}
    solved, program = list(layout.order[: layout.solved]), layout.program
    for name, values in (
        ("shares", 1.0 / program.error_weight),
        ("weights", program.scale / program.error_weight),
    ):
        arrays[name] = aligned(n * width)
        arrays[name][:] = 1.0
        arrays[name][: len(solved) * width] = np.repeat(values[solved], width)
    return arrays | {name: np.full(width, value) for name, value in LANE_ARRAYS.items()}


def run_plain(model: Model, arrays: dict[str, Array]) -> None:
    """Run a task on the plain Python kernel (results are written back into the arrays)."""
    lists: dict[str, Any] = {name: array.tolist() for name, array in arrays.items()}
    lists["counters"] = arrays["counters"]  # watched from outside while this runs
    rosenbrock.advance(model, Task(**lists))
    for name in RESULTS:
        arrays[name][:] = lists[name]


def unpack(layout: Layout, arrays: dict[str, Array]) -> dict[str, Array]:
    """Results of a task, states in the program's order."""
    back = np.argsort(layout.order)
    n = len(back)
    result = {name: arrays[name] for name in RESULTS}
    result["output"] = arrays["output"].reshape(-1, n)[:, back]
    result["final"] = arrays["final"].reshape(-1, n)[:, back]
    return result
