"""Power meets closed forms; a null trial has a power of alpha."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.population import Trial, assurance, power, sample_size
from musclebalance.population.redrawing import ancova_p, welch_p

Make = Callable[..., Trial]


def normal(rng: np.random.Generator, people: int, effect: float, correlation: float) -> np.ndarray:
    """True values of a pool: baseline and a later visit of unit variance, `effect` added in one arm."""
    first = rng.standard_normal(people)
    later = correlation * first + np.sqrt(1 - correlation**2) * rng.standard_normal(people)
    first = (first - first.mean()) / first.std()
    later -= later.mean()
    truth = np.empty((people, 2, 2))
    truth[..., 0], truth[:, 0, 1], truth[:, 1, 1] = first[:, None], later + effect, later
    return truth


def test_power_of_a_t_test_meets_the_closed_form(written: Make) -> None:
    from statsmodels.stats.power import TTestIndPower

    rng = np.random.default_rng(1)
    trial = written(normal(rng, 20_000, 0.5, 0.5), error=0.6)
    sd = np.sqrt(2 * (1 - 0.5) + 2 * 0.36)
    for n in (20, 80):
        expected = TTestIndPower().power(0.5 / sd, n, 0.05)
        found = power(trial, "rom_agonist", n=n, method="t", replicates=4000)
        assert float(found) == pytest.approx(expected, abs=4 * found.se[0] + 0.005)


def test_power_of_ancova_meets_the_closed_form(written: Make) -> None:
    from statsmodels.stats.power import TTestIndPower

    rng = np.random.default_rng(2)
    trial = written(normal(rng, 20_000, 0.4, 0.7))
    n = 60
    expected = TTestIndPower().power(0.4 / np.sqrt(1 - 0.49), n, 0.05)
    found = power(trial, "rom_agonist", n=n, replicates=4000)
    assert float(found) == pytest.approx(expected, abs=4 * found.se[0] + 0.01)


def test_drop_out_costs_the_power_of_those_who_left(written: Make) -> None:
    rng = np.random.default_rng(3)
    truth = normal(rng, 20_000, 0.5, 0.5)
    left = power(written(truth, dropout=0.4), "rom_agonist", n=100, replicates=4000)
    fewer = power(written(truth), "rom_agonist", n=60, replicates=4000)
    assert float(left) == pytest.approx(float(fewer), abs=0.04)


@pytest.mark.parametrize("method", ["ancova", "t"])
def test_a_null_trial_has_a_power_of_alpha(written: Make, method: str) -> None:
    rng = np.random.default_rng(4)
    trial = written(normal(rng, 50, 0.0, 0.5), error=0.3, dropout=0.1)
    for alpha in (0.05, 0.2):
        found = power(trial, "rom_agonist", n=25, method=method, alpha=alpha, replicates=5000)
        assert float(found) == pytest.approx(alpha, abs=4 * np.sqrt(alpha * (1 - alpha) / 5000))


def test_a_simulated_null_trial_has_a_power_of_alpha() -> None:
    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=12, seed=5)
    people = cohort.develop(days=5, progress=False)
    trial = mb.trial(
        people, {"a": None, "b": None}, mb.Lifestyle.healthy(), weeks=1, potential=True, progress=False
    )
    found = power(trial, "rom_agonist", n=30, replicates=4000)
    assert float(found) == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 4000))


def test_p_values_are_those_of_statsmodels_and_scipy() -> None:
    import statsmodels.api as sm
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(2, 2, 15))
    w = np.ones((2, 15))
    w[0, :4] = 0.0
    groups = [(x[g][None], y[g][None], w[g][None]) for g in (0, 1)]
    keep = w.ravel() > 0
    design = sm.add_constant(np.column_stack([x.ravel(), np.repeat([1.0, 0.0], 15)]))
    assert ancova_p(*groups)[0] == pytest.approx(
        sm.OLS(y.ravel()[keep], design[keep]).fit().pvalues[2], rel=1e-9
    )
    change = y - x
    assert welch_p(*groups)[0] == pytest.approx(
        ttest_ind(change[0][4:], change[1], equal_var=False).pvalue, rel=1e-9
    )


def test_sample_size_is_the_smallest_that_reaches_the_power(written: Make) -> None:
    rng = np.random.default_rng(7)
    trial = written(normal(rng, 5000, 0.6, 0.5))
    n = sample_size(trial, "rom_agonist", power=0.8)
    from statsmodels.stats.power import TTestIndPower

    expected = TTestIndPower().solve_power(0.6 / np.sqrt(0.75), power=0.8, alpha=0.05)
    assert n == pytest.approx(expected, rel=0.12)
    with pytest.raises(MusclebalanceError, match="effect is too small"):
        sample_size(written(normal(rng, 500, 0.0, 0.5)), "rom_agonist", most=50, replicates=100)


def test_assurance_is_the_mean_power_over_what_is_uncertain(written: Make) -> None:
    rng = np.random.default_rng(8)
    trials = [written(normal(rng, 5000, effect, 0.5)) for effect in (0.0, 0.5, 1.0)]
    found = assurance(trials, "rom_agonist", n=[20, 40])
    each = [power(trial, "rom_agonist", n=[20, 40]).power for trial in trials]
    np.testing.assert_allclose(found.power, np.mean(each, axis=0))
    assert found.to_frame().index.tolist() == [20, 40]
    with pytest.raises(MusclebalanceError, match="at least one trial"):
        assurance([], "rom_agonist")


def test_wrong_questions_are_refused(written: Make) -> None:
    trial = written(normal(np.random.default_rng(9), 40, 0.3, 0.5))
    with pytest.raises(UnknownNameError, match="Did you mean 'rom_agonist'"):
        power(trial, "rom_agonit")
    with pytest.raises(MusclebalanceError, match="n says no number of people"):
        power(trial, "rom_agonist", n=[])
    with pytest.raises(MusclebalanceError, match="the first visit is the baseline"):
        power(trial, "rom_agonist", week=0)
    with pytest.raises(OutOfRangeError, match="visits are in weeks 0, 4"):
        power(trial, "rom_agonist", week=3)
    with pytest.raises(UnknownNameError, match="No arm 'newer'"):
        power(trial, "rom_agonist", treated="newer")
    with pytest.raises(MusclebalanceError, match="several numbers"):
        float(power(trial, "rom_agonist", n=[10, 20]))
