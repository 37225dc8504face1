"""Readings of many states at once, each settled a single time: what the page draws, quickly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.units import DEG
from ..model import readouts
from ..model.assembly import MUSCLES
from ..result.person import Person, components
from ..result.variables import Snapshot, catalogue_of

Array = NDArray[np.float64]

#: Variables of a result that the page shows as they are, where the model has them.
AS_STORED = (
    "resting_length_agonist",
    "resting_length_antagonist",
    "tone_agonist",
    "tone_antagonist",
    "memory_agonist",
    "pain",
)


def readings(person: Person, states: Array) -> dict[str, Array]:
    """Everything the page shows of stored states, each ndarray (k,), in the units of results."""
    body = person.body
    settled = readouts.settled(body, states)
    at_rest = body.evaluate(tuple(f"{n}_{m}" for n in ("tension", "length") for m in MUSCLES), settled)
    found = {"resting_angle": settled[:, body.index("angle")] / DEG}
    for muscle in MUSCLES:
        found[f"rom_{muscle}"] = readouts.range_of_motion(body, settled, muscle, rested=False)
        found[f"resting_tension_{muscle}"] = at_rest[f"tension_{muscle}"]
        found[f"fibre_length_{muscle}"] = at_rest[f"length_{muscle}"]
    known, view = catalogue_of(person.model), Snapshot(person, states)
    for name in (*AS_STORED, "strength_ratio"):
        if name in known:
            found[name] = np.asarray(known[name].compute(view), dtype=float)
    rom = {muscle: found[f"rom_{muscle}"] for muscle in MUSCLES}
    read = components(body, person.reference, states, angle=found["resting_angle"], rom=rom)
    found["imbalance"] = read.composite
    return found
