"""The model as plain data, for a page without Python: kernels that run in a browser, and healthy people."""

from __future__ import annotations

import base64
import gzip
from functools import lru_cache
from typing import Any

import numpy as np

from ..engine import kernel, wasm
from ..model.body import MUSCLES, program_of
from ..model.model import Model
from ..pairs import Pair
from ..simulation import healthy

#: Quantities that the page reads off a state, in groups that are asked for together.
READINGS = {
    "at_rest": ("net_torque", "stiffness", *(f"elastic_force_{muscle}" for muscle in MUSCLES)),
    **{f"end_of_{muscle}": (f"tolerance_share_{muscle}",) for muscle in MUSCLES},
    "shown": tuple(
        f"{name}_{muscle}"
        for name in ("tension", "length", "max_tension", "moment_arm", "active_curve", "strength", "inhibition")
        for muscle in MUSCLES
    ),
}


@lru_cache(maxsize=16)
def kernel_data(model: Model) -> dict[str, Any]:
    """A model's kernel, where it keeps what, and the names of its vectors."""
    program = program_of(model)
    groups = {
        group: tuple(name for name in names if name in program.quantities)
        for group, names in READINGS.items()
    }
    made = wasm.compiled(program, groups)
    memory, order = kernel.memory(made.layout, 1), list(made.layout.order)
    packed = gzip.compress(made.code, mtime=0)
    return {
        "module": base64.b64encode(packed).decode(),
        "fields": list(made.fields),
        "readings": {group: list(names) for group, names in groups.items()},
        "states": list(program.state_names),
        "parameters": list(program.parameter_names),
        "inputs": list(program.input_names),
        "order": order,
        "slots": made.layout.slots,
        **{name: values[order].tolist() for name, values in (("low", program.low), ("high", program.high))},
        **{name: memory[name].tolist() for name in ("shares", "weights")},
    }
