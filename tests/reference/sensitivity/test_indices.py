"""Indices of functions whose indices are known, through the path of the model; and of the model itself."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.inference import local_of, morris_of, sobol_of

PAIR = mb.pair("hip-flexors-gluteus-maximus")
LIFE = mb.Lifestyle.healthy()


def ishigami(points: np.ndarray) -> np.ndarray:
    """Ishigami's function (a = 7, b = 0.1) as outcome 0, a sum as outcome 1, over two days."""
    x = np.pi * (2.0 * points - 1.0)
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return np.stack(
        [np.stack([y, 2 * y], 1), np.stack([points @ [1.0, 2.0, 0.0], np.ones(len(points))], 1)], 1
    )


def test_sobol_indices_of_ishigami() -> None:
    found = sobol_of(ishigami, ("a", "b", "c"), ("y", "sum"), (0, 7), n=2048, seed=1)
    variance = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 0.5
    v1, v2 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8
    v13 = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    np.testing.assert_allclose(found.of("first", "y")[:, 0], np.array([v1, v2, 0.0]) / variance, atol=0.03)
    np.testing.assert_allclose(
        found.of("total", "y")[:, 0], np.array([v1 + v13, v2, v13]) / variance, atol=0.03
    )
    np.testing.assert_allclose(found.of("total", "y")[:, 1], found.of("total", "y")[:, 0], atol=1e-9)
    np.testing.assert_allclose(found.of("first", "sum")[:, 0], [0.2, 0.8, 0.0], atol=0.03)
    assert np.all(np.isnan(found.of("first", "sum")[:, 1]))
    assert found.runs == 2048 * 5
    assert found.ranking("sum", "first").isna().all()
    assert found.to_frame().shape == (12, 4)
    assert np.all(found.bands["total"][:, 0] > 0)


def test_morris_effects_of_a_sum_are_its_coefficients() -> None:
    found = morris_of(ishigami, ("a", "b", "c"), ("y", "sum"), (0, 7), trajectories=10, seed=2)
    np.testing.assert_allclose(found.of("mean_star", "sum")[:, 0], [1.0, 2.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.of("sigma", "sum")[:, 0], 0.0, atol=1e-9)
    assert np.all(found.of("sigma", "y")[:, 0] > 0.1)
    assert found.runs == 40


def test_local_elasticity_of_a_power_is_its_exponent() -> None:
    def values(points: np.ndarray) -> np.ndarray:
        return 1.0 + points

    def power(points: np.ndarray) -> np.ndarray:
        x = values(points)
        return (x[:, 0] ** 2 * x[:, 1] ** -1)[:, None, None]

    found = local_of(power, ("a", "b"), ("y",), (0,), values, step=0.01)
    np.testing.assert_allclose(found.of("elasticity", "y")[:, 0], [2.0, -1.0], rtol=1e-3)


def test_the_model_says_which_number_matters_when() -> None:
    plan = mb.Plan(mb.StaticStretch(), per_week=7, weeks=1)
    free = {
        "tolerance_growth_time": (20, 60),
        "tolerance_slow_time": (12, 29),
        "joint_stiffness": (3.9, 4.1),
    }
    setting = {
        "plan": plan, "lifestyle": LIFE, "before": "healthy", "outcomes": ["rom_agonist", "resting_angle"],
        "weeks": [0, 1, 3], "progress": False,
    }  # fmt: skip
    found = mb.morris(PAIR, free, trajectories=3, seed=1, **setting)
    effect = found.of("mean_star", "rom_agonist")
    assert found.ranking("rom_agonist").index[0] == "tolerance_growth_time"
    assert effect[0, 1] > 10 * effect[0, 0]
    assert effect[1, 2] / effect[0, 2] > effect[1, 1] / effect[0, 1]
    near = mb.local_sensitivity(PAIR, free, **setting)
    assert near.of("elasticity", "rom_agonist")[0, 1] < 0  # the longer it takes, the less there is
    assert near.of("effect", "rom_agonist")[1, 2] > 0
    assert "tolerance_slow_time" in str(near)


def test_wrong_questions_are_refused() -> None:
    setting = {"plan": None, "lifestyle": LIFE, "before": "healthy"}
    with pytest.raises(UnknownNameError, match="Did you mean 'length_time'"):
        mb.sobol(PAIR, {"lenght_time": (4, 6)}, **setting)
    with pytest.raises(OutOfRangeError, match="high end of 'length_time' 60 d"):
        mb.sobol(PAIR, {"length_time": (4, 60)}, **setting)
    with pytest.raises(MusclebalanceError, match="use for example 128"):
        mb.sobol(PAIR, {"length_time": (4, 6)}, n=100, **setting)
    with pytest.raises(UnknownNameError, match="No variable"):
        mb.sobol(PAIR, {"length_time": (4, 6)}, outcomes=["rom_agonits"], **setting)
    found = morris_of(ishigami, ("a", "b", "c"), ("y", "sum"), (0, 7), trajectories=4)
    with pytest.raises(UnknownNameError, match="No index"):
        found.of("first", "y")
    with pytest.raises(MusclebalanceError, match="each once"):
        morris_of(ishigami, ("a", "a"), ("y",), (0,))
    with pytest.raises(MusclebalanceError, match="outputs have shape"):
        morris_of(ishigami, ("a", "b", "c"), ("y",), (0,))
