"""Baselines: what they read off a regimen, and that they find what data were made from."""

import dataclasses

import numpy as np
import pytest

from musclebalance.evidence import baselines, calibrating, fitted, observation
from musclebalance.evidence.published import calibration_arms, published

ROWS = tuple(calibration_arms())
BY_ID = {arm.id: arm for use in ("calibrate", "validate") for arm in published(use).results}


def synthetic(studies, each, change, spread, arm_spread, seed):
    """Programmes of range of motion whose studies and arms differ by known amounts [deg]."""
    rng = np.random.default_rng(seed)
    made = []
    for study in range(studies):
        level = rng.normal(0.0, spread)
        for k in range(each):
            arm = BY_ID["P001"]
            about = dataclasses.replace(arm.regimen, study=f"s{study}")
            y = change(k) + level + rng.normal(0.0, arm_spread)
            made.append(
                dataclasses.replace(
                    arm, id=f"{study}-{k}", study=f"s{study}", regimen=about, observed=y, error=0.1
                )
            )
    return tuple(made)


def test_doses_are_read_off_the_regimen():
    assert baselines.seconds(BY_ID["P001"].regimen) == pytest.approx(60.0)
    assert baselines.seconds(BY_ID["P020"].regimen) == pytest.approx(90.0)
    assert baselines.seconds(BY_ID["P018"].regimen) == pytest.approx(np.sqrt(15 * 60) * np.sqrt(2 * 6))
    assert [baselines.phase(BY_ID[name]) for name in ("P001", "P001+28d", "A015")] == [
        "programme", "kept", "session",
    ]  # fmt: skip
    assert baselines.control(BY_ID["P012"])
    assert baselines.control(BY_ID["A002"])
    assert not baselines.control(BY_ID["P011"])


def test_a_mean_is_found_with_the_spread_between_studies_and_arms():
    rows = synthetic(40, 3, lambda k: 12.0, 6.0, 2.0, 0)
    forecast = baselines.Regression("one mean", baselines.one_mean, rows).forecast(
        [dataclasses.replace(arm, study="new") for arm in rows[:2]]
    )
    assert forecast.expected[0] == pytest.approx(12.0, abs=2.5)
    covariance = forecast.covariance.mean(axis=0)
    assert np.sqrt(covariance[0, 1]) == pytest.approx(6.0, abs=2.0)
    assert np.sqrt(covariance[0, 0] - covariance[0, 1]) == pytest.approx(2.0, abs=0.8)


@pytest.mark.parametrize("name", baselines.REGRESSIONS)
def test_a_study_left_out_is_not_read(name):
    features = baselines.REGRESSIONS[name]
    study = "Rowlands 2003"
    mine = [arm for arm in ROWS if arm.study == study]
    changed = tuple(
        dataclasses.replace(arm, observed=arm.observed + 50.0) if arm.study == study else arm for arm in ROWS
    )
    one, other = (
        baselines.Regression(name, features, rows).forecast(mine, study) for rows in (ROWS, changed)
    )
    np.testing.assert_array_equal(one.mean, other.mean)
    told = baselines.Regression(name, features, changed).forecast(mine)
    assert not np.allclose(told.mean, one.mean)


def test_no_effect_expects_none():
    for study in ("Willy 2001", "DePino 2000"):
        mine = [arm for arm in ROWS if arm.study == study]
        assert not baselines.Regression("none", baselines.nothing, ROWS).forecast(mine, study).expected.any()


def test_a_formula_follows_its_powers_and_its_controls():
    law = baselines.law_of_levers("mine", ROWS, {"seconds": baselines.power(0.3), "weeks": 0.5})
    arms = [BY_ID[name] for name in ("P022", "P024", "P012", "T012", "P008-P007")]
    draws = {name: np.full(3, one.middle) for name, one in law.priors.items()} | {"seconds": np.full(3, 0.25)}
    found = law.respond(arms, draws, 0, None)[:, 0]
    assert found[1] / found[0] == pytest.approx(4.0**0.25)
    assert found[2] == 0.0
    assert found[4] / found[3] == pytest.approx(2.0**0.5)
    assert found[0] == pytest.approx(12.0 * (60.0 / 120.0) ** 0.25 / 6.0)  # printed per week, of six


def test_known_numbers_of_a_formula_come_back():
    law = baselines.law_of_levers("mine", ROWS)
    arms = [dataclasses.replace(arm, error=arm.error / 4) for arm in ROWS if arm.about.kind == "range"]
    trained = calibrating.train(law, arms)
    rng = np.random.default_rng(4)
    truth = np.clip(rng.standard_normal(len(trained.priors)), -1.2, 1.2)
    seen = calibrating.values(observation.OBSERVATION, truth[None, len(law.priors) :])
    y = observation.sample(trained.data, trained.responses(truth[None]), seen, rng)[0]
    u = calibrating.posterior(trained, 0, steps=300, y=y)
    low, high = np.quantile(u, [0.01, 0.99], axis=0)
    outside = [n for n, out in zip(trained.priors, (truth < low) | (truth > high), strict=True) if out]
    assert len(outside) <= 2, outside
    ranges = [j for j, name in enumerate(law.priors) if name.startswith("range")]
    assert u[:, ranges].std(axis=0).min() < 0.5


@pytest.mark.parametrize(("study", "people"), [(0.8, 0.9), (0.2, 0.8)])
def test_the_share_of_a_study_and_of_its_people_come_back(study, people):
    arms = [dataclasses.replace(arm, error=0.2) for arm in synthetic(60, 4, lambda k: 0.0, 0.0, 0.0, 0)]
    # the first two results of a study are of the same people, at two times; the other two of others
    arms = [
        dataclasses.replace(arm, people=max(1.0, float(i % 4)), after=(1.0, 3.0 + (i % 4 == 1)))
        for i, arm in enumerate(arms)
    ]
    data = observation.observed(arms)
    assert data.people[:4].tolist() == [0, 0, 1, 2]
    middle = {name: np.array([one.middle]) for name, one in observation.OBSERVATION.items()}
    true = middle | {"share_study": np.array([study]), "share_people": np.array([people])}
    raw = np.full((1, len(arms)), 15.0)
    y = observation.sample(data, raw, true, np.random.default_rng(2))[0]
    told = dataclasses.replace(data, y=y)
    grid = np.array([(a, b) for a in np.arange(0.05, 1.0, 0.1) for b in np.arange(0.05, 1.0, 0.1)])
    tried = {name: np.full(len(grid), value[0]) for name, value in middle.items()}
    tried |= {"share_study": grid[:, 0], "share_people": grid[:, 1]}
    density = observation.log_likelihood(told, np.tile(raw, (len(grid), 1)), tried, np.zeros(len(arms)))
    weight = np.exp(density - density.max())
    found = weight @ grid / weight.sum()
    assert found == pytest.approx([study, people], abs=0.15)


def test_a_fitted_formula_forecasts_without_the_study_it_leaves_out():
    rows = tuple(arm for arm in ROWS if arm.study in ("Willy 2001", "Reid & Kim 2014", "Feland 2001"))
    law = baselines.law_of_levers("mine", rows)
    trained = calibrating.train(law, rows)
    u = calibrating.posterior(trained, 0, steps=200)
    made = fitted.leave_out(trained, u)
    mine = [arm for arm in rows if arm.study == "Willy 2001"]
    alone, told = made.forecast(mine, "Willy 2001"), made.forecast(mine)
    assert set(made.left_out) == {"Willy 2001", "Reid & Kim 2014", "Feland 2001"}
    assert alone.deviation[:, 0].mean() > told.deviation[:, 0].mean()
    assert alone.expected[0] > told.expected[0] > 9.0  # Reid and Kim saw twice as much as Willy
