"""Who gets what: simple, block and stratified allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown

METHODS = ("simple", "block", "stratified")
ALLOCATION_STREAM = 41


def allocate(
    method: str, people: int, ratio: Sequence[int], seed: int, strata: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.int64]:
    """Arm of each person."""
    if method not in METHODS:
        raise unknown("allocation", method, METHODS)
    for part in ratio:
        check_range("part of an arm in the allocation", part, 1, 100)
    if (method == "stratified") != bool(strata):
        raise MusclebalanceError("strata= and allocation='stratified' belong together; give both or neither.")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(ALLOCATION_STREAM,)))
    parts = np.asarray(ratio, dtype=float)
    if method == "simple":
        return rng.choice(len(parts), size=people, p=parts / parts.sum())
    arm = np.empty(people, dtype=np.int64)
    for members in _strata(people, strata):
        arm[members] = _blocks(len(members), ratio, rng)
    return arm


def _blocks(people: int, ratio: Sequence[int], rng: np.random.Generator) -> NDArray[np.int64]:
    one = np.repeat(np.arange(len(ratio)), 2 * np.asarray(ratio))
    blocks = [rng.permutation(one) for _ in range(-(-people // len(one)))]
    return np.concatenate(blocks)[:people] if blocks else np.empty(0, dtype=np.int64)


def _strata(people: int, strata: Mapping[str, NDArray[np.float64]]) -> list[NDArray[np.intp]]:
    """Positions of the people in each stratum."""
    code = np.zeros(people, dtype=np.int64)
    for values in strata.values():
        levels = np.unique(values)
        level = np.searchsorted(levels, values) if len(levels) <= 6 else values > np.median(values)
        code = code * 8 + level.astype(np.int64)
    return [np.flatnonzero(code == one) for one in np.unique(code)]
