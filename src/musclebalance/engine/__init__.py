"""The engine: laws in, trajectories out. It knows parts, states and segments, not what they mean."""

from .executor import Executor, Interrupted
from .integrate import integrate
from .program import Program
from .stream import Stored, reopen, stream
from .timeline import Method, PackedTimeline, Solution, Status
from .trace import Law, Part, StateSpec, System, run, trace

__all__ = [
    "Executor", "Interrupted", "Law", "Method", "PackedTimeline", "Part", "Program", "Solution", "StateSpec",
    "Status", "Stored", "System", "integrate", "reopen", "run", "stream", "trace",
]  # fmt: skip
