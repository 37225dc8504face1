"""The phase portrait of the bistable model, for the page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from .. import bistable
from ..pairs import pair
from .running import numbers, short

#: Tone and length of the agonist that the plane shows.
TONE = (-0.02, 1.0)
#: Arrows along each axis.
ARROWS = 13


@lru_cache(maxsize=32)
def portrait(name: str) -> dict[str, Any]:
    """Phase portrait of a pair's bistable model, without and with the full cause."""
    model = bistable.reduce(pair(name)).model
    low, high = 0.9, 1.05
    stable = [p.state[2] for cause in (0.0, 1.0) for p in bistable.fixed_points(model, cause)]
    low, high = min([low, *stable]) - 0.01, max([high, *stable])
    return {
        "pair": name,
        "tone": list(TONE),
        "length": [short(low), short(high)],
        "planes": {str(int(cause)): _plane(model, cause, (low, high)) for cause in (0.0, 1.0)},
    }


def _plane(model: bistable.BistableModel, cause: float, length: tuple[float, float]) -> dict[str, Any]:
    lines = bistable.nullclines(model, cause, count=161)
    tone, long, tone_rate, long_rate = bistable.field(
        model, cause, np.linspace(0.02, 0.98, ARROWS), np.linspace(*length, ARROWS)
    )
    apart = bistable.separatrix(model, cause, length)
    step = max(len(apart) // 60, 1)
    return {
        "length_still": [numbers(point) for point in lines["length"][::8]],
        "tone_still": [
            [numbers(point) for point in branch if np.isfinite(point).all()]
            for branch in np.moveaxis(lines["tone"], 1, 0)
        ],
        "separatrix": [numbers(point) for point in apart[::step]],
        "points": [
            {"tone": short(p.state[0]), "length": short(p.state[2]), "kind": p.kind}
            for p in bistable.fixed_points(model, cause)
            if p.on_plane
        ],
        "arrows": [
            numbers(row)
            for row in np.stack([tone.ravel(), long.ravel(), tone_rate.ravel(), long_rate.ravel()], axis=-1)
        ],
    }
