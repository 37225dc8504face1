"""Raw predictions of arms: what the model says of every arm for every parameter draw, before observation."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.model import Model
from .measuring import change
from .replay import VARIANTS, Replay, replay
from .trial_arms import Arm, Protocol
from .vocabulary import READOUTS, SPREADS

Array = NDArray[np.float64]


def raw_predictions(
    arms: Sequence[Arm],
    draws: Mapping[str, Array],
    model: Model,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Array:
    """Predicted change of every arm for every draw, in the arm's unit, for levers of 1 and no drift."""
    count = len(next(iter(draws.values())))
    found = np.full((len(arms), count), np.nan)
    plain = np.zeros((len(arms), count))
    jobs: dict[Protocol, list[tuple[int, float]]] = {}
    for index, arm in enumerate(arms):
        jobs.setdefault(arm.protocol, []).append((index, 1.0))
        if arm.versus is not None:
            jobs.setdefault(arm.versus, []).append((index, -1.0))
    for done, (protocol, users) in enumerate(jobs.items()):
        times = list(dict.fromkeys(arms[index].after for index, _ in users))
        run = replay(protocol, draws, times, model, seed)
        for index, sign in users:
            plain[index] += sign * _changed(run, arms[index])
        if progress:
            progress(done + 1, len(jobs))
    for index, arm in enumerate(arms):
        found[index] = plain[index] * unit_factor(arm, count, seed)
    return found


def _changed(run: Replay, arm: Arm) -> Array:
    value = change(run, arm)
    return np.where(np.isfinite(value), value, np.nan)


def unit_factor(arm: Arm, count: int, seed: int = 0) -> Array:
    """Factor from the model's unit to the arm's: per week, percent of a baseline, per standard deviation."""
    factor = np.full(count, 1.0 / arm.per_week)
    if READOUTS[arm.readout].kind not in ("range", "fixed"):
        return factor
    if arm.scale == "percent":
        from scipy.stats import qmc

        stream = zlib.crc32(f"{arm.study}/baseline/{seed}".encode())
        share = qmc.Halton(1, rng=np.random.default_rng(stream)).random(VARIANTS)[:, 0]
        low, high = arm.baseline
        factor = factor * 100.0 / (low + (high - low) * share)[np.arange(count) % VARIANTS]
    if arm.scale == "effect size":
        factor = factor / SPREADS[("deg", arm.protocol.acute)]
    return factor
