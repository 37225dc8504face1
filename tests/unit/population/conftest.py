"""Trials with true values written down by hand, so that closed forms are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.population import MeasurementError, Trial
from musclebalance.simulation import People, healthy

PAIR = mb.pair("hip-flexors-gluteus-maximus")


@pytest.fixture(scope="session")
def one() -> People:
    return healthy(PAIR, own={"length_time": np.array([5.0])})


@pytest.fixture
def written(one: People) -> Callable[..., Trial]:
    """Make a trial of two arms from arrays of true values (people, 2 arms, visits)."""

    def make(truth: np.ndarray, error: float = 0.0, dropout: float = 0.0, seed: int = 1) -> Trial:
        size = len(truth)
        people = one[np.zeros(size, dtype=int)]
        people = People(
            PAIR, people.body, people.state, people.healthy_state, people.healthy_life, np.arange(size)
        )
        arm = np.arange(size) % 2
        error_of = {"rom_agonist": MeasurementError(sd=error)}
        return Trial(
            people, {"new": None, "old": None}, arm, np.arange(truth.shape[2]) * 4.0, {"rom_agonist": truth},
            np.zeros((size, 2, 2), dtype=int), {}, error_of, dropout, "old", seed,
        )  # fmt: skip

    return make
