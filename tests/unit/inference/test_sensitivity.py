"""Sensitivity: intervals repeat with the seed, and an outcome that does not vary is said to."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb

pytest.importorskip("SALib")
PAIR = mb.pair("hip-flexors-gluteus-maximus")
SETTING = {"plan": mb.Plan(mb.PIR(), 3, 1), "lifestyle": mb.Lifestyle.office(), "progress": False}
FREE = {"memory_release_rate": (0.004, 0.008), "tolerance_slow_time": (12, 29)}


def test_an_outcome_that_does_not_vary_has_no_index_and_says_so():
    found = mb.sobol(PAIR, FREE, n=8, before="healthy", weeks=[0], **SETTING)
    assert str(found).count("does not vary there") == 3
    assert "nan" not in str(found)


def test_the_intervals_repeat_with_the_seed():
    one, two = (mb.sobol(PAIR, FREE, n=8, weeks=[1], seed=0, **SETTING) for _ in range(2))
    for name, band in one.bands.items():
        np.testing.assert_array_equal(band, two.bands[name])
