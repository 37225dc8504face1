"""Allocation, measurement, drop-out, endpoints and analysis of trials; one small trial end to end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.core.arguments import ArgumentError
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.population import MeasurementError, Trial, analyse, power, predictive_check
from musclebalance.population.run_trial import allocate

PAIR = mb.pair("hip-flexors-gluteus-maximus")
ARMS = {"PIR": mb.Plan(mb.PIR(), per_week=5, weeks=2, adherence=0.7), "none": None}


@pytest.fixture(scope="module")
def cohort() -> mb.Cohort:
    return mb.Cohort.sample(PAIR, n=12, seed=3, covariates={"chronicity": 60.0})


@pytest.fixture(scope="module")
def small(cohort: mb.Cohort) -> Trial:
    return mb.trial(cohort, ARMS, mb.Lifestyle.healthy(), weeks=2, seed=2, visits=(1, 2), progress=False)


def test_a_trial_end_to_end(small: Trial) -> None:
    assert small.weeks.tolist() == [0.0, 1.0, 2.0]
    assert sorted(np.bincount(small.arm).tolist()) == [6, 6]
    result = analyse(small, "pain")
    assert result.table.loc["PIR", "difference"] < 0
    text = str(small)
    assert "PIR              n = 6, 6 measured at the end" in text
    assert "no treatment" in text
    sessions = small.sessions[small.members("PIR"), 0]
    assert np.all(sessions[:, 0] == 10)
    assert 0 < sessions[:, 1].mean() < 10
    assert np.all(small.sessions[small.members("PIR"), 1] == -1)


def test_the_context_of_being_treated_is_told_and_not_true(small: Trial) -> None:
    shifted = replace(small, context={"pain": -0.6}, errors={"pain": 0.0}, _cache={})
    plain = replace(small, errors={"pain": 0.0}, _cache={})
    gap = shifted.measured("pain") - plain.measured("pain")
    treated = small.arm == small.position("PIR")
    np.testing.assert_allclose(gap[treated], [[0.0, -0.6, -0.6]] * treated.sum(), atol=1e-12)
    np.testing.assert_array_equal(gap[~treated], 0.0)
    np.testing.assert_array_equal(shifted.true("pain"), plain.true("pain"))
    assert "adds -0.6 to pain in every arm with sessions" in str(shifted)
    undone = replace(plain, context={"pain": 0.5}, _cache={})  # about what the treatment does to pain
    assert float(power(undone, "pain", n=6)) < float(power(plain, "pain", n=6))


def test_the_summary_says_when_people_were_last_seen(cohort: mb.Cohort) -> None:
    for visits, last in (((0, 1), "1"), ((0, 2), "2"), (None, "3")):
        found = mb.trial(cohort, ARMS, weeks=3, visits=visits, outcomes=["pain"], progress=False, tol=1e-2)
        assert f"last visit in week {last}, model" in str(found)


def test_people_are_followed_as_they_would_be_alone(small: Trial, cohort: mb.Cohort) -> None:
    k = int(small.members("PIR")[1])
    person = small.people.person(k)
    plan_number = int(small.people.numbers[k])
    assert small.true("imbalance")[k, 0] == pytest.approx(person.imbalance, rel=1e-9)
    again = mb.trial(
        cohort[np.array([k])],
        {"PIR": ARMS["PIR"]},
        mb.Lifestyle.healthy(),
        weeks=2,
        seed=2,
        visits=(1, 2),
        progress=False,
    )
    assert again.people.numbers.tolist() == [plan_number]
    np.testing.assert_allclose(again.true("rom_agonist")[0], small.true("rom_agonist")[k], rtol=1e-9)
    np.testing.assert_allclose(again.measured("rom_agonist")[0], small.measured("rom_agonist")[k])


def test_readings_have_the_error_of_the_examiner(written: Callable[..., Trial]) -> None:
    trial = written(np.full((4000, 2, 3), 12.3), error=1.5, dropout=0.3)
    read = trial.measured("rom_agonist")
    assert np.nanmean(read) == pytest.approx(12.3, abs=0.1)
    assert np.nanstd(read) == pytest.approx(1.5, abs=0.05)
    lost = np.isnan(read).mean(axis=0)
    assert lost[0] == 0.0
    assert lost[2] == pytest.approx(0.3, abs=0.03)
    assert lost[1] == pytest.approx(1 - 0.7**0.5, abs=0.03)
    ceiling = MeasurementError(cv=0.1, step=0.5, low=0.0, high=10.0).read(
        np.array([9.9, 0.1]), np.array([3.0, -30.0])
    )
    assert ceiling.tolist() == [10.0, 0.0]


@pytest.mark.parametrize("method", ["simple", "block", "stratified"])
def test_allocation_keeps_its_ratio(method: str) -> None:
    rng = np.random.default_rng(1)
    sex, age = rng.integers(2, size=600).astype(float), rng.normal(size=600)
    strata = {"sex": sex, "age": age} if method == "stratified" else {}
    arm = allocate(method, 600, (2, 1), 5, strata)
    share = np.mean(arm == 0)
    assert share == pytest.approx(2 / 3, abs=0.08 if method == "simple" else 0.01)
    if method == "stratified":
        for s in (0.0, 1.0):
            for old in (False, True):
                assert np.mean(arm[(sex == s) & ((age > np.median(age)) == old)] == 0) == pytest.approx(
                    2 / 3, abs=0.03
                )


def test_responders_and_time_to_symmetry(written: Callable[..., Trial]) -> None:
    truth = np.zeros((100, 2, 3))
    truth[:, 0, 1:] = 10.0
    trial = written(truth, error=1.0)
    table = trial.responders("rom_agonist")
    assert table.loc["new", "share"] == 1.0
    assert table.loc["old", "share"] < 0.1
    assert table.loc["new", "low"] < 1.0
    course = Trial(**{**{f: getattr(trial, f) for f in trial.__dataclass_fields__ if f != "_cache"},
                      "truth": {"imbalance": np.where(truth > 0, 0.1, 0.9)}})  # fmt: skip
    week = course.time_to_symmetry()
    assert np.all(week[course.members("new")] == 4.0)
    assert np.all(np.isinf(week[course.members("old")]))


def test_analyses_agree_where_they_must(written: Callable[..., Trial]) -> None:
    rng = np.random.default_rng(2)
    person = rng.normal(size=(300, 1))
    truth = np.repeat(person[:, None] + np.zeros((1, 2, 3)), 1, axis=0)
    truth[:, 0, 1:] += 1.0
    trial = written(truth, error=0.5)
    for method in ("ancova", "t", "mixed"):
        row = analyse(trial, "rom_agonist", method=method).table.loc["new"]
        assert row.low < 1.0 < row.high
        assert row.p < 1e-6
        assert row.people == 150


def test_published_results_lie_where_their_own_trial_puts_them(written: Callable[..., Trial]) -> None:
    rng = np.random.default_rng(3)
    trial = written(rng.normal(10.0, 2.0, size=(3000, 2, 2)), error=1.0)
    sd = np.sqrt(5.0)
    rows = [
        {"arm": "new", "week": 4, "mean": m, "sd": s, "n": 20}
        for m, s in zip(
            rng.normal(10, sd / np.sqrt(20), 200), sd * np.sqrt(rng.chisquare(19, 200) / 19), strict=True
        )
    ]
    found = predictive_check(trial, pd.DataFrame(rows), "rom_agonist")
    assert found["mean_inside"].mean() == pytest.approx(0.95, abs=0.06)
    assert found["sd_inside"].mean() == pytest.approx(0.95, abs=0.06)
    far = predictive_check(
        trial, pd.DataFrame([{"arm": "new", "week": 4, "mean": 14.0, "sd": 9.0, "n": 20}]), "rom_agonist"
    )
    assert not far["mean_inside"].any()
    assert not far["sd_inside"].any()
    with pytest.raises(MusclebalanceError, match="lack the column 'sd'"):
        predictive_check(trial, pd.DataFrame([{"arm": "new", "week": 4, "mean": 1.0}]), "rom_agonist")


def test_a_context_is_a_number_of_an_outcome(cohort: mb.Cohort) -> None:
    with pytest.raises(UnknownNameError, match="outcome of the context 'pian'"):
        mb.trial(cohort, ARMS, weeks=1, context={"pian": -0.6})
    for wrong in (float("nan"), float("inf"), "0.6 points", True):
        with pytest.raises(OutOfRangeError, match="context of pain"):
            mb.trial(cohort, ARMS, weeks=1, context={"pain": wrong})  # type: ignore[dict-item]


def test_wrong_trials_are_refused_before_they_run(cohort: mb.Cohort, small: Trial) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'rom_agonist'"):
        mb.trial(cohort, ARMS, outcomes=("rom_agonits",))
    with pytest.raises(UnknownNameError, match="No allocation 'bloc'"):
        mb.trial(small.people, ARMS, mb.Lifestyle.healthy(), weeks=1, allocation="bloc")
    with pytest.raises(MusclebalanceError, match="belong together"):
        mb.trial(small.people, ARMS, mb.Lifestyle.healthy(), weeks=1, allocation="stratified")
    with pytest.raises(OutOfRangeError, match="drop-out"):
        mb.trial(cohort, ARMS, dropout=1.5)
    with pytest.raises(MusclebalanceError, match="nobody of 12 people"):
        mb.trial(small.people, ARMS, mb.Lifestyle.healthy(), weeks=1, include={"imbalance": (50.0, None)})
    with pytest.raises(MusclebalanceError, match="needs lifestyle"):
        mb.trial(small.people, ARMS, weeks=1)
    with pytest.raises(MusclebalanceError, match="3 parts in the ratio"):
        mb.trial(small.people, ARMS, mb.Lifestyle.healthy(), weeks=1, ratio=(1, 1, 1))
    with pytest.raises(MusclebalanceError, match="at least one outcome"):
        mb.trial(cohort, ARMS, outcomes=())
    for name in ("", " ", "two\nlines", "a\x00b"):
        with pytest.raises(MusclebalanceError, match="is no name of an arm"):
            mb.trial(cohort, {name: None, "none": None})
    with pytest.raises(ArgumentError, match="arms: 1 is no name; put each name in quotes"):
        mb.trial(cohort, {1: None, "none": None})  # type: ignore[dict-item]
    with pytest.raises(UnknownNameError, match="No method of analysis"):
        analyse(small, "pain", method="anova")


def test_arms_in_which_hardly_anybody_is_are_told_and_not_compared(small: Trial) -> None:
    arms = {**{f"arm {k}": None for k in range(8)}, "PIR": ARMS["PIR"]}
    found = mb.trial(small.people, arms, mb.Lifestyle.healthy(), weeks=1, tol=1e-2, progress=False)
    assert np.bincount(found.arm, minlength=9).min() < 2
    few = r"arm '.*' has [01] people measured in week 1, and a comparison needs 2 or more: take more people"
    assert re.search(f"not compared: {few}", str(found))
    for compare in (analyse, power):
        with pytest.raises(MusclebalanceError, match=few):
            compare(replace(found, arm=np.zeros(12, dtype=int)), "pain")
