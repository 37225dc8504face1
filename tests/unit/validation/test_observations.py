"""Other observations of a law agree with the one in use where they must, and differ where not."""

import numpy as np
import pytest

from musclebalance.evidence import observation
from musclebalance.evidence.calibrating import train
from validation import observations
from validation.rivals import arms_of_range, rival

ARMS = arms_of_range()
PLAIN = train(rival("consolidation"), ARMS)
PARTS = (PLAIN.law, PLAIN.arms, PLAIN.data, PLAIN.surrogate)


def scores(trained, **changed):
    """Standard scores of a few draws, some of them set."""
    u = 0.3 * np.random.default_rng(1).standard_normal((4, len(trained.priors)))
    for name, score in changed.items():
        u[:, list(trained.priors).index(name)] = score
    return u


def test_a_log_normal_factor_is_the_additive_one_where_studies_share_nothing(monkeypatch):
    monkeypatch.setattr(observation, "TAILS", ((1.0, 1.0),))
    u = scores(PLAIN, share_study=-5.0)
    found = observations.Multiplied(*PARTS).log_likelihood(u)
    np.testing.assert_allclose(found, PLAIN.log_likelihood(u), atol=0.15)


def test_a_log_normal_factor_is_the_additive_one_where_studies_hardly_differ(monkeypatch):
    monkeypatch.setattr(observation, "TAILS", ((1.0, 1.0),))
    u = scores(PLAIN, heterogeneity_programme=-5.0, heterogeneity_session=-5.0)
    found, plain = observations.Multiplied(*PARTS).log_likelihood(u), PLAIN.log_likelihood(u)
    usual = plain > -20.0  # far out, a factor and a sum differ however little studies do
    assert usual.mean() > 0.8
    np.testing.assert_allclose(found[usual], plain[usual], atol=0.15)


def test_a_log_normal_factor_differs_where_studies_do_and_keeps_the_mean():
    u = scores(PLAIN, heterogeneity_programme=2.0, heterogeneity_session=2.0)
    multiplied = observations.Multiplied(*PARTS)
    assert np.abs(multiplied.log_likelihood(u) - PLAIN.log_likelihood(u)).max() > 1.0
    mine, one = PLAIN.data.studies[0]
    raw = PLAIN.responses(u)[:, mine]
    forecast = multiplied.forecast(one, raw, u, PLAIN.extra[mine])
    np.testing.assert_allclose(
        forecast.expected, PLAIN.forecast(one, raw, u, PLAIN.extra[mine]).expected, rtol=0.05
    )


def test_the_forecast_of_a_study_has_the_density_that_is_fitted():
    u = scores(PLAIN)[:1]
    multiplied = observations.Multiplied(*PARTS)
    fitted = multiplied.log_likelihood(u)[0]
    for mine, one in PLAIN.data.studies:
        forecast = multiplied.forecast(one, PLAIN.responses(u)[:, mine], u, PLAIN.extra[mine])
        assert forecast.joint_log_density(one.y) == pytest.approx(fitted[PLAIN.data.study[mine[0]]], abs=1e-6)


def test_a_covariate_of_nothing_and_levers_without_spread_change_nothing():
    u = scores(PLAIN, **dict.fromkeys(observations.LEVERS, 0.0))
    covariate = train(observations.with_deficit(PLAIN.law), ARMS)
    k = len(PLAIN.law.priors)
    with_nothing = np.insert(u, k, 0.0, axis=1)
    np.testing.assert_allclose(covariate.responses(with_nothing), PLAIN.responses(u))
    with_some = np.insert(u, k, 1.0, axis=1)
    lacking = np.array([observations.lacking(arm) for arm in ARMS])
    moved = np.abs(covariate.responses(with_some) - PLAIN.responses(u)).max(axis=0) > 0
    assert set(np.flatnonzero(moved)) <= set(np.flatnonzero(lacking))
    assert moved.any()

    tests = train(observations.with_tests(PLAIN.law, ARMS), ARMS)
    pooled = observations.Pooled(tests.law, tests.arms, tests.data, tests.surrogate)
    none = np.zeros((2, len(tests.priors) - len(PLAIN.law.priors) - len(observation.OBSERVATION)))
    at_medians = np.hstack([u[:2, :k], none, u[:2, k:]])
    np.testing.assert_allclose(pooled.responses(at_medians), PLAIN.responses(u[:2]))
    seen = pooled.observation(at_medians)
    for name in observations.LEVERS:
        np.testing.assert_allclose(seen[name], observation.OBSERVATION[name].middle)
