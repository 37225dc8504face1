"""Distributions: truncation, inverse, the kinds, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from musclebalance import Distribution
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError

SCORES = np.array([-9.0, -2.0, -0.5, 0.0, 1.0, 2.5, 9.0])


def test_values_are_truncated_to_the_bounds() -> None:
    values = Distribution(0.5, "factor", 5.0, 3.0, 10.0, "d").values(SCORES)
    assert values[0] == pytest.approx(3.0)
    assert 4.5 < values[3] < 6.5
    assert values[-1] == pytest.approx(10.0)
    assert np.all(np.diff(values) > 0.0)


@pytest.mark.parametrize("reach", [2.5, np.inf])
def test_a_wide_bound_leaves_a_truncated_normal(reach: float) -> None:
    values = Distribution(2.0, "shift", 1.0, -4.0, 5.0, reach=reach).values(SCORES)
    expected = stats.truncnorm.ppf(stats.norm.cdf(SCORES), -min(2.5, reach), min(2.0, reach), 1.0, 2.0)
    np.testing.assert_allclose(values, expected, atol=1e-9)


@pytest.mark.parametrize("reach", [2.5, np.inf])
@pytest.mark.parametrize("kind", ["factor", "log", "shift"])
def test_scores_are_the_inverse_of_values(kind: str, reach: float) -> None:
    one = Distribution(0.4, kind, 2.0, 0.5, 6.0, reach=reach)
    inner = SCORES[1:-1].reshape(1, -1)
    np.testing.assert_allclose(one.scores(one.values(inner)), inner, atol=1e-6)


def test_the_coefficient_of_variation_is_that_of_a_log_normal() -> None:
    size = np.sqrt(np.expm1(0.3**2))
    by_size, by_log = Distribution(size, "factor", 2.0), Distribution(0.3, "log", 2.0)
    np.testing.assert_allclose(by_size.values(SCORES), by_log.values(SCORES))


def test_even_share_and_whole_steps() -> None:
    even = Distribution(kind="even", low=4.0, high=8.0)
    assert even.middle == 6.0
    np.testing.assert_allclose(even.values(np.array([-9.0, 0.0, 9.0])), [4.0, 6.0, 8.0])
    share = Distribution(kind="share", middle=0.3)
    assert share.values(stats.norm.ppf([0.29, 0.31])).tolist() == [1.0, 0.0]
    assert Distribution(3.0, "shift", 10.0, step=0.5).values(np.array([0.1])).tolist() == [10.5]


def test_medians_of_many_people_are_given_beside_the_scores() -> None:
    spread = Distribution(0.2, low=0.0, high=9.0)
    np.testing.assert_allclose(spread.values(np.zeros(2), np.array([1.0, 3.0])), [1.0, 3.0], rtol=1e-6)
    with pytest.raises(MusclebalanceError, match="no middle"):
        spread.values(np.zeros(2))


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'shift'"):
        Distribution(1.0, "shft")  # type: ignore[arg-type]
    with pytest.raises(OutOfRangeError, match="middle of the distribution 3 d is outside 4 to 8 d"):
        Distribution(1.0, "shift", 3.0, 4.0, 8.0, "d")
    with pytest.raises(OutOfRangeError, match="high end"):
        Distribution(kind="even", low=0.0)
    with pytest.raises(MusclebalanceError, match="needs a positive parameter"):
        Distribution(0.2).values(np.zeros(1), np.array([-1.0]))
    with pytest.raises(MusclebalanceError, match="has no scores"):
        Distribution(kind="even", low=0.0, high=1.0).scores(np.zeros(1))
