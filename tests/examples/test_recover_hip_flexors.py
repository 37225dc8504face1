"""The main job as an example gives the numbers of the command."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.cli import demo


@pytest.fixture(scope="module")
def arms(example):
    return example("recover_hip_flexors").main()


@pytest.fixture(scope="module")
def study():
    return demo.run()


def test_the_example_has_the_arms_of_the_demonstration(arms, study):
    assert set(arms) == set(study.results)


def test_every_number_is_that_of_the_demonstration(arms, study):
    for arm, result in study.results.items():
        np.testing.assert_array_equal(arms[arm].states, result.states, err_msg=str(arm))
        np.testing.assert_array_equal(arms[arm].values("imbalance"), result.values("imbalance"))


def test_treatment_with_the_cause_removed_ends_symmetric_first(arms):
    days = {
        name: arms["cause removed", name].time_to_symmetry for name in ("no treatment", "PIR", "stretching")
    }
    assert days["PIR"] < days["stretching"] < days["no treatment"]


def test_with_the_cause_unchanged_nothing_ends_symmetric(arms):
    assert all(
        result.time_to_symmetry is None for (cause, _), result in arms.items() if cause == "cause unchanged"
    )
