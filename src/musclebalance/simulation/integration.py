"""Timelines of one person or of many through the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import check_range, unknown
from ..engine import Method, PackedTimeline, Solution, integrate
from ..model.assembly import MUSCLES
from ..model.body import Body
from ..model.model import KINDS
from ..timeline import Timeline

Array = NDArray[np.float64]

#: What follows the name of a state in its flat name.
SUFFIXES = tuple(f"_{muscle}" for muscle in MUSCLES)


def pack(body: Body, timeline: Timeline) -> PackedTimeline:
    """A timeline as the engine takes it."""
    durations, rows, table = timeline.pack(body.program.input_names)
    off = {f"{name}{end}" for kind in KINDS for name in body.model.absent(kind) for end in ("", *SUFFIXES)}
    jumps = tuple(jump for jump in timeline.jumps() if jump[1] not in off)
    for _, state, _, _ in jumps:
        if state not in body.program.state_names:
            raise unknown(f"state (event) in model {body.model.name!r}", state, body.program.state_names)
    return PackedTimeline(durations, rows, table, jumps=jumps)


def window(packed: PackedTimeline, first: int, stop: int) -> PackedTimeline:
    """The segments from `first` up to `stop`, with what happens in them."""
    inside = [(i - first, name, how, value) for i, name, how, value in packed.jumps if first <= i < stop]
    return PackedTimeline(packed.durations[first:stop], packed.rows[first:stop], packed.table, tuple(inside))


def run(
    body: Body,
    start: Array,
    timeline: Timeline | PackedTimeline | Sequence[Timeline | PackedTimeline],
    *,
    store: Any = None,
    tol: float = 1e-4,
    method: Method = "auto",
    vector: Array | None = None,
) -> Solution:
    """Integrate one person, or many, over a timeline."""
    check_range("tol", tol, 1e-10, 1e-2)
    parameters = body.vector if vector is None else vector
    packed: Any = timeline
    if isinstance(timeline, Timeline):
        packed = pack(body, timeline)
    elif not isinstance(timeline, PackedTimeline):
        given = {id(one): one for one in timeline}
        distinct = {key: pack(body, t) if isinstance(t, Timeline) else t for key, t in given.items()}
        packed = [distinct[id(one)] for one in timeline]
    single = np.ndim(start) == 1
    people = 1 if single else max(len(start), 1)
    return integrate(
        body.program,
        parameters,
        start,
        packed,
        tol=tol,
        store=store,
        method=method,
        block=people,
        progress=single,
    )
