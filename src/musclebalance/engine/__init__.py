"""The engine: laws in, trajectories out. It knows parts, states and segments, not what they mean."""

from musclebalance.engine.program import Program
from musclebalance.engine.solve import integrate
from musclebalance.engine.stream import Stored, reopen, stream
from musclebalance.engine.timeline import PackedTimeline, Solution, Status
from musclebalance.engine.trace import Law, Part, StateSpec, System, run, trace
from musclebalance.engine.work import Interrupted

__all__ = [
    "Interrupted",
    "Law",
    "PackedTimeline",
    "Part",
    "Program",
    "Solution",
    "StateSpec",
    "Status",
    "Stored",
    "System",
    "integrate",
    "reopen",
    "run",
    "stream",
    "trace",
]
