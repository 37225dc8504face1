"""The examples on cohorts, trials, fits, sensitivity and dose run and say what they say, at a small size."""

from __future__ import annotations

import numpy as np
import pytest


def test_a_trial_in_ten_lines(example, capsys):
    trial = example("trial_in_ten_lines").main(people=18, weeks=2)
    assert trial.weeks.tolist() == [0.0, 2.0]
    change = trial.true("rom_agonist")[:, -1] - trial.true("rom_agonist")[:, 0]
    assert change[trial.members("PIR")].mean() > change[trial.members("none")].mean()
    assert "per arm for a power of 0.9" in capsys.readouterr().out


def test_the_large_trial_at_a_small_size(example, tmp_path):
    module = example("trial_of_ten_thousand")
    module.WEEKS = 1
    trial, seconds = module.run(8, checkpoint=str(tmp_path), progress=False)
    assert len(trial.arms) == 4
    assert set(seconds) == {"develop", "trial"}
    again, _ = module.run(8, checkpoint=str(tmp_path), progress=False)
    np.testing.assert_array_equal(trial.measured("pain"), again.measured("pain"))


def test_which_number_matters(example, capsys):
    module = example("which_number_matters")
    module.CANDIDATES = ("chronicity", "memory_rate", "joint_stiffness")
    screen, _ = module.main(weeks=4, trajectories=2, n=8, left=1)
    assert screen.ranking("imbalance").index[0] in ("chronicity", "memory_rate")
    assert "total" in capsys.readouterr().out


def test_least_time_that_works(example, capsys):
    found = example("least_time_that_works").main(people=2, weeks=1, budget=8, gain=0.3)
    assert len(found.tried) == 8
    assert found.results["minutes"] <= 120.0
    assert "Best dose" in capsys.readouterr().out


def test_published_means_are_read_as_the_example_fits_them(example):
    measured, plan = example("fit_a_published_timecourse").willy()
    assert measured["value"].tolist() == [9.0, 2.0, 11.0]
    assert plan.days == 112


@pytest.mark.slow
def test_published_timecourses_are_fitted_and_the_rest_predicted(example):
    module = example("fit_a_published_timecourse")
    fitted, band, measured = module.fit_willy()
    assert fitted.fitted()["residual"].abs().max() < 2.0
    assert band.loc[112, "low of a mean"] < measured < band.loc[112, "high of a mean"]
    _, table = module.fit_feland()
    assert table.loc[60, "low"] < table.loc[60, "measured"] < table.loc[60, "high"]
    assert table[
        "median"
    ].is_monotonic_increasing  # more seconds gain more, though less steeply than measured
