"""Recovery of known truth: closed forms, simulation-based calibration, and people simulated by the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

import musclebalance as mb
from musclebalance.inference import Visits
from musclebalance.inference.fitting import design, fitted, least_squares, read_when, residuals, sample
from musclebalance.inference.pooling import pooled
from musclebalance.inference.problem import Problem
from musclebalance.inference.subject import Subject
from musclebalance.inference.surrogate import polynomial_fit, sets_needed

PAIR = mb.pair("hip-flexors-gluteus-maximus")
DAYS = np.array([0, 7, 14, 28, 42, 70])
FREE = {
    "gain": mb.Distribution(0.4, "factor", 8.0, 1.0, 40.0, "deg"),
    "time": mb.Distribution(0.3, "factor", 20.0, 5.0, 80.0, "d"),
}


class Saturating(Problem):
    """A gain that saturates, in place of the simulation: everything around it is the fit's own path."""

    def outputs(self, scores: np.ndarray) -> np.ndarray:
        gain, time = np.moveaxis(self.values(scores), -1, 0)
        return np.asarray(gain[:, None] * (1.0 - np.exp(-self.days / time[:, None])))


@pytest.fixture(scope="module")
def problem() -> Problem:
    life = mb.Lifestyle.healthy()
    return Saturating(Subject.of(PAIR), None, life, None, FREE, ("rom_agonist",), DAYS, 0, {})


def seen(values: np.ndarray, sd: float = 0.6) -> Visits:
    return Visits(DAYS, ("rom_agonist",) * len(DAYS), values, np.full(len(DAYS), sd))


def test_a_linear_problem_has_the_posterior_of_the_closed_form() -> None:
    rng = np.random.default_rng(1)
    design_matrix, sd = rng.normal(size=(8, 3)), 0.5
    values = design_matrix @ np.array([0.5, -1.0, 0.2]) + sd * rng.standard_normal(8)
    covariance = np.linalg.inv(design_matrix.T @ design_matrix / sd**2 + np.eye(3))
    mean = covariance @ design_matrix.T @ values / sd**2
    find = residuals(lambda s: s @ design_matrix.T, values, np.full(8, sd))
    estimate = least_squares(find, rng.normal(size=(3, 3)))
    np.testing.assert_allclose(estimate.scores, mean, atol=1e-6)
    np.testing.assert_allclose(estimate.covariance, covariance, atol=1e-6)
    assert estimate.agreeing == 3
    chains, effective = sample(find, estimate, draws=1500, seed=2)
    assert effective > 500
    np.testing.assert_allclose(chains.reshape(-1, 3).mean(axis=0), mean, atol=0.05)
    np.testing.assert_allclose(np.cov(chains.reshape(-1, 3).T), covariance, atol=0.03)


def test_samples_repeat_with_the_seed() -> None:
    find = residuals(lambda s: s[:, :1] + s[:, 1:], np.array([1.0]), np.array([0.5]))
    estimate = least_squares(find, np.zeros((1, 2)))
    first, second, other = (sample(find, estimate, draws=20, seed=k)[0] for k in (3, 3, 4))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_a_surrogate_knows_its_error() -> None:
    rng = np.random.default_rng(2)
    scores = rng.normal(size=(sets_needed(3), 3))
    square = (1 + scores[:, 0] * scores[:, 1] - scores[:, 2] ** 2)[:, None]
    exact = polynomial_fit(scores, square)
    assert exact.error[0] < 1e-3
    np.testing.assert_allclose(exact(scores), square, atol=1e-3)
    rough = polynomial_fit(scores, np.sin(3 * scores[:, :1]))
    fresh = rng.normal(size=(500, 3)) * 0.8
    actual = np.sqrt(np.mean((rough(fresh) - np.sin(3 * fresh[:, :1])) ** 2))
    assert rough.error[0] == pytest.approx(actual, rel=0.6)


@pytest.mark.slow
def test_truth_is_found_at_the_nominal_rate(problem: Problem) -> None:
    """Simulation-based calibration: ranks of the truth among posterior draws are uniform."""
    rng = np.random.default_rng(5)
    scores, outputs = design(problem, 0)
    ranks, inside, replicates = [], [], 40
    for k in range(replicates):
        truth = rng.standard_normal((1, 2))
        values = problem.outputs(truth)[0] + 0.6 * rng.standard_normal(len(DAYS))
        found = fitted(problem, seen(values), scores, outputs, 2, "emulated", 150, k)
        drawn = found.draws(99)
        ranks.append((drawn < truth).sum(axis=0) / 99)
        low, high = np.percentile(found.scores, (10, 90), axis=0)
        inside.append((low <= truth[0]) & (truth[0] <= high))
    for j in range(2):
        assert kstest([r[j] for r in ranks], "uniform").pvalue > 0.01
        assert np.mean([i[j] for i in inside]) == pytest.approx(0.8, abs=3.5 * np.sqrt(0.16 / replicates))


def test_the_report_says_what_the_data_cannot_tell(problem: Problem) -> None:
    early = Visits(DAYS[:2], ("rom_agonist",) * 2, np.array([0.0, 2.4]), np.array([0.05, 0.05]))
    scores, outputs = design(problem, 0)
    found = fitted(problem, early, scores, outputs, 3, "emulated", 400, 1)
    text = str(found)
    assert "cannot be told apart: gain and time" in text
    whole = fitted(
        problem, seen(problem.outputs(np.zeros((1, 2)))[0], 0.1), scores, outputs, 3, "emulated", 400, 1
    )
    assert (whole.table["verdict"] == "identified").all()
    assert whole.parameters["gain"] == pytest.approx(float(FREE["gain"].values(np.zeros(1))[0]), rel=0.03)
    assert whole.samples.shape[1] == 2


def test_the_posterior_goes_to_arviz(problem: Problem) -> None:
    scores, outputs = design(problem, 0)
    middle = seen(problem.outputs(np.zeros((1, 2)))[0])
    found = fitted(problem, middle, scores, outputs, 2, "emulated", 150, 1)
    posterior = found.to_arviz()["posterior"]
    assert posterior["gain"].dims == ("chain", "draw")
    np.testing.assert_allclose(posterior["time"].values, problem.values(found.chains)[..., 1])
    import arviz  # its daily notice has been met by to_arviz

    table = arviz.summary(found.to_arviz(), kind="stats", round_to="none")
    assert table.loc["gain", "mean"] == pytest.approx(found.samples[:, 0].mean())


def test_people_fitted_together_share_their_strength(problem: Problem) -> None:
    rng = np.random.default_rng(7)
    truth = np.array([0.8, -0.5]) + np.array([0.3, 0.3]) * rng.standard_normal((16, 2))
    finds, visits = [], {}
    for k, one in enumerate(truth):
        values = problem.outputs(one[None])[0] + 0.6 * rng.standard_normal(len(DAYS))
        visits[f"P{k}"] = seen(values, 0.6)
        finds.append(residuals(problem.outputs, values, np.full(len(DAYS), 0.6)))
    found = pooled(problem, visits, finds, 40)
    np.testing.assert_allclose(found.mean, [0.8, -0.5], atol=0.3)
    assert np.sqrt(np.mean((found.scores - truth) ** 2)) < np.sqrt(np.mean((found.alone - truth) ** 2))
    assert found.scores[:, 1].std() < found.alone[:, 1].std()
    assert found.to_frame().shape[0] == 17
    assert "16 people fitted together" in str(found)


def test_changes_from_the_first_visit_are_fitted_as_changes(problem: Problem) -> None:
    raised = replace(seen(np.zeros(len(DAYS))), relative=True)
    outputs = np.arange(2.0 * len(DAYS)).reshape(2, -1)
    np.testing.assert_array_equal(problem.predicted(outputs, raised), outputs - outputs[:, :1])


def test_a_simulated_person_is_recovered_and_forecast() -> None:
    """The model itself: one rate of response, from a week of treatment of somebody healthy."""
    life, plan = mb.Lifestyle.healthy(), mb.Plan(mb.StaticStretch(), per_week=7, weeks=1)
    person = mb.healthy(PAIR, parameters={"tolerance_growth_time": 20.0})
    true = mb.simulate(person, plan, life, weeks=3)
    measured = [
        {"day": d, "measurement": "rom_agonist", "value": true.at("rom_agonist", d), "sd": 0.1}
        for d in (0, 4, 7)
    ]
    found = mb.fit(
        pd.DataFrame(measured), PAIR, plan, lifestyle=life, before="healthy",
        free=["tolerance_growth_time"],
        draws=200, progress=False,
    )  # fmt: skip
    assert found.parameters["tolerance_growth_time"] == pytest.approx(20.0, rel=0.05)
    assert found.fitted()["residual"].abs().max() < 0.5
    band = mb.forecast(found, None, weeks=2, people=16).band("rom_agonist", 0.98)
    assert band.index.tolist() == [7, 14, 21]
    for day in (14, 21):
        assert band.loc[day, "low"] - 0.1 < true.at("rom_agonist", day) < band.loc[day, "high"] + 0.1
    told = mb.next_measurement(found, weeks=4, people=16)
    assert told["variable"].iloc[0] == "rom_agonist"


@pytest.mark.slow
def test_people_simulated_by_the_model_are_found_at_the_nominal_rate() -> None:
    """Calibration with the model itself: truths from the prior, one surrogate for all of them."""
    desk, plan = mb.Lifestyle.office(hours=8, stress=0.6), mb.Plan(mb.PIR(), per_week=3, weeks=6)
    days = np.array([0, 14, 28, 42, 70])
    names = ("rom_agonist", "pain")
    blank = Visits(
        np.tile(days, 2), tuple(np.repeat(names, len(days))), np.zeros(10), np.repeat([1.0, 0.5], len(days))
    )
    free = ["chronicity", "tolerance_growth_time", "memory_release_rate"]
    life = mb.Lifestyle.reduced()
    problem = Problem.of(PAIR, plan, life, free, *read_when([blank]), before=desk, progress=False)
    rng = np.random.default_rng(11)
    truths = rng.standard_normal((80, 3))
    outputs = problem.predicted(problem.outputs(truths), blank)
    scores, simulated = design(problem, 0)
    surrogate = polynomial_fit(scores, problem.predicted(simulated, blank))
    sd = np.hypot(blank.sd, surrogate.error)
    inside = []
    for k, truth in enumerate(truths):
        values = outputs[k] + blank.sd * rng.standard_normal(10)
        find = residuals(surrogate, values, sd)
        chains, _ = sample(find, least_squares(find, np.zeros((1, 3))), draws=200, seed=k)
        low, high = np.percentile(chains.reshape(-1, 3), (10, 90), axis=0)
        inside.append((low <= truth) & (truth <= high))
    np.testing.assert_allclose(np.mean(inside, axis=0), 0.8, atol=3.5 * np.sqrt(0.16 / len(truths)))
