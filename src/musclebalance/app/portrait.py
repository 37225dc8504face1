"""Phase portraits of pairs as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from .. import bistable
from ..pairs import pair

#: Digits of numbers; powers of ten that are exact.
DIGITS, LARGEST = 7, 22
POWERS = np.array([float(f"1e{k}") for k in range(LARGEST + 1)])
#: Tone of the agonist that the phase portrait shows, and arrows along each axis.
TONE, ARROWS = (-0.02, 1.0), 13


@lru_cache(maxsize=32)
def portrait(name: str) -> dict[str, Any]:
    """Phase portrait of a pair's bistable model, without and with the full cause."""
    model = bistable.reduce(pair(name)).model
    stable = [p.state[2] for cause in (0.0, 1.0) for p in bistable.fixed_points(model, cause)]
    low, high = min([0.9, *stable]) - 0.01, max([1.05, *stable])
    return {
        "pair": name,
        "tone": list(TONE),
        "length": [short(low), short(high)],
        "planes": {str(int(cause)): _plane(model, cause, (low, high)) for cause in (0.0, 1.0)},
    }


def _plane(model: bistable.BistableModel, cause: float, length: tuple[float, float]) -> dict[str, Any]:
    """Nullclines, separatrix, fixed points and arrows under one cause."""
    lines = bistable.nullclines(model, cause, count=161)
    grid = np.linspace(0.02, 0.98, ARROWS), np.linspace(*length, ARROWS)
    arrows = np.stack([part.ravel() for part in bistable.field(model, cause, *grid)], axis=-1)
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
        "arrows": [numbers(row) for row in arrows],
    }


def short(value: float) -> float:
    """A number to seven significant digits."""
    return float(f"{value:.7g}")


def numbers(values: Iterable[float]) -> list[float]:
    """Numbers to seven significant digits."""
    given = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore"):
        size = np.where(given == 0.0, 0.0, np.floor(np.log10(np.abs(given))))
    places = np.clip(DIGITS - 1 - size, -LARGEST, LARGEST).astype(int)
    up, down = POWERS[np.maximum(places, 0)], POWERS[np.maximum(-places, 0)]
    # a whole number over a power of ten is the double nearest to the decimal, which JSON writes shortest
    found: list[float] = (np.rint(given * up / down) * down / up).tolist()
    return found
