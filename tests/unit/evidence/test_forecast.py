"""Forecasts as mixtures of normals: closed forms of their scores, and what known arms tell of others."""

import numpy as np
import pytest
from scipy import integrate, stats

from musclebalance.evidence.forecast import Forecast


@pytest.fixture
def normal():
    return Forecast.even(np.array([[3.0]]), np.array([[[4.0]]]))


@pytest.fixture
def mixture():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(50, 3, 3))
    covariance = root @ root.swapaxes(1, 2) + np.eye(3)
    weight = rng.dirichlet(np.ones(50))
    return Forecast(weight, 3.0 * rng.normal(size=(50, 3)), covariance)


@pytest.mark.parametrize("y", [-4.0, 3.0, 5.5])
def test_crps_of_a_normal_is_the_closed_form(normal, y):
    z = (y - 3.0) / 2.0
    closed = 2.0 * (z * (2.0 * stats.norm.cdf(z) - 1.0) + 2.0 * stats.norm.pdf(z) - 1.0 / np.sqrt(np.pi))
    assert normal.crps(np.array([y]))[0] == pytest.approx(closed)


def test_crps_of_a_mixture_is_its_integral(mixture):
    y = np.array([1.0, -2.0, 6.0])
    found = mixture.crps(y)
    for arm in range(3):
        one = mixture.part([arm])

        def squared(x, arm=arm, one=one):
            return (one.share_below(np.array([x]))[0] - (x >= y[arm])) ** 2

        below, above = (
            integrate.quad(squared, *ends, limit=200)[0] for ends in ((-60, y[arm]), (y[arm], 60))
        )
        assert found[arm] == pytest.approx(below + above, rel=1e-5)


def test_what_is_drawn_from_a_forecast_lies_evenly_in_it(mixture):
    rng = np.random.default_rng(1)
    which = rng.choice(50, 4000, p=mixture.weight)
    drawn = mixture.mean[which, 0] + mixture.deviation[which, 0] * rng.standard_normal(4000)
    pit = [mixture.part([0]).share_below(np.array([y]))[0] for y in drawn[:1000]]
    assert stats.kstest(pit, "uniform").pvalue > 0.01
    low, high = (mixture.quantile(share)[0] for share in (0.025, 0.975))
    assert np.mean((drawn > low) & (drawn < high)) == pytest.approx(0.95, abs=0.012)


def test_quantiles_are_where_the_share_lies_below(mixture):
    for share in (0.025, 0.5, 0.975):
        np.testing.assert_allclose(mixture.share_below(mixture.quantile(share)), share, atol=1e-9)


def test_densities_are_those_of_the_components(mixture):
    y = np.array([0.5, 1.0, -1.0])
    each = [
        stats.multivariate_normal.pdf(y, m, c) for m, c in zip(mixture.mean, mixture.covariance, strict=True)
    ]
    assert mixture.joint_log_density(y) == pytest.approx(np.log(mixture.weight @ each))
    single = mixture.part([1])
    assert mixture.log_density(y)[1] == pytest.approx(single.joint_log_density(y[1:2]))


def test_known_arms_narrow_the_others_as_the_joint_density_says(mixture):
    known, y = [0, 2], np.array([0.5, 1.0, -1.0])
    left = mixture.given(known, y[known])
    together, seen = mixture.joint_log_density(y), mixture.part(known).joint_log_density(y[known])
    assert left.log_density(y[1:2])[0] == pytest.approx(together - seen)
    assert left.weight.sum() == pytest.approx(1.0)


def test_arms_that_share_nothing_tell_nothing_but_of_the_draws():
    mean = np.tile([1.0, 2.0], (1, 1))
    one = Forecast.even(mean, np.array([[[1.0, 0.0], [0.0, 2.0]]]))
    left = one.given([0], np.array([9.0]))
    assert (left.expected[0], left.deviation[0, 0]) == (2.0, np.sqrt(2.0))
    shared = Forecast.even(mean, np.array([[[1.0, 0.9], [0.9, 2.0]]])).given([0], np.array([9.0]))
    assert shared.expected[0] == pytest.approx(2.0 + 0.9 * 8.0)
    assert shared.deviation[0, 0] == pytest.approx(np.sqrt(2.0 - 0.81))
