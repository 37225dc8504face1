"""Readings of many states at once, each settled a single time: what the page draws, quickly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .. import indices, readouts
from ..assembly import MUSCLES
from ..person import Person
from ..result.variables import Snapshot, catalogue_of
from ..units import DEG

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
    """Everything the page shows of stored states, each ndarray (k,), in the units of results.

    The same numbers as :meth:`musclebalance.Result.values`, where the joint is settled anew for each
    variable: here once for all.

    Parameters
    ----------
    person : Person
    states : ndarray (k, n_states)

    Returns
    -------
    dict
        ``imbalance``, ``resting_angle``, ``strength_ratio``; with the suffix of each muscle ``rom``,
        ``resting_tension``, ``fibre_length`` (at rest, optimal fibre lengths); and those of
        :data:`AS_STORED` that the model has.
    """
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
    found["imbalance"] = _composite(person, found)
    return found


def _composite(person: Person, found: dict[str, Array]) -> Array:
    """Composite imbalance from readings already taken; the definition is that of `person.components`."""
    value, healthy = person.parameters.value, person.reference
    side = np.sign(person.body.si("moment_arm_c0", "agonist"))
    zero = np.zeros_like(found["resting_angle"])
    length = [found.get(f"resting_length_{m}", zero + 1.0) for m in MUSCLES]
    tone = [
        found.get(f"tone_{m}", zero) / 100.0 / (value("tone_weight", m) if "tone" in person.model else 1.0)
        for m in MUSCLES
    ]
    lost = [np.maximum(healthy.rom[m] - found[f"rom_{m}"], 0.0) for m in MUSCLES]
    return indices.Components(
        length=np.log(length[1] / length[0]) / value("detectable_length_contrast"),
        rest=side * (found["resting_angle"] - healthy.resting_angle) / value("detectable_rest_angle"),
        rom=np.hypot(*lost) / value("detectable_rom"),
        tone=(tone[0] - tone[1]) / value("detectable_tone_contrast"),
    ).composite
