"""Cohorts: spreads, correlations, covariates, tables; one stream per person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.population import Cohort

PAIR = mb.pair("hip-flexors-gluteus-maximus")


@pytest.fixture(scope="module")
def many() -> Cohort:
    return Cohort.sample(
        PAIR, n=3000, seed=3, spread={"length_time": 0.2, "joint_stiffness": mb.Distribution(0.5, "shift")},
        correlations={("length_time", "desk_hours"): 0.6, ("passive_strain", "memory_rate"): -0.3},
    )  # fmt: skip


def test_spreads_are_those_asked_for(many: Cohort) -> None:
    factor, shift = many.own["length_time"], many.own["joint_stiffness"]
    middle = PAIR.parameters["joint_stiffness"].value
    assert np.median(factor) == pytest.approx(4.0, rel=0.03)
    assert factor.std() / factor.mean() == pytest.approx(0.19, abs=0.02)
    women = many.covariates["female"] == 1.0
    assert shift[women].std() == pytest.approx(0.48, abs=0.03)
    assert shift[~women].mean() > middle > shift[women].mean()


def test_draws_are_truncated_to_bounds_without_piling_up() -> None:
    found = Cohort.sample(PAIR, n=2000, spread={"tolerance_slow_time": 0.6}).own["tolerance_slow_time"]
    assert found.min() >= 9.0
    assert found.max() <= 29.0
    assert np.mean(found < 9.05) < 0.02


def test_correlations_are_those_asked_for(many: Cohort) -> None:
    def rank(one: np.ndarray, two: np.ndarray) -> float:
        return float(np.corrcoef(one.argsort().argsort(), two.argsort().argsort())[0, 1])

    assert rank(many.own["length_time"], many.covariates["desk_hours"]) == pytest.approx(0.58, abs=0.04)
    assert rank(many.own["agonist.passive_strain"], many.own["antagonist.passive_strain"]) == pytest.approx(
        0.48, abs=0.05
    )
    assert rank(many.own["antagonist.passive_strain"], many.own["memory_rate"]) == pytest.approx(
        -0.29, abs=0.05
    )
    assert abs(rank(many.own["memory_rate"], many.own["length_time"])) < 0.06


def test_covariates_move_parameters(many: Cohort) -> None:
    women = many.covariates["female"] == 1.0
    force = np.log(many.own["agonist.max_isometric_force"])
    assert women.mean() == pytest.approx(0.5, abs=0.04)
    assert force[women].mean() - force[~women].mean() == pytest.approx(-0.36, abs=0.05)
    ratio = np.log(many.own["agonist.tone_weight"] / many.own["antagonist.tone_weight"])
    assert np.corrcoef(ratio, many.covariates["asymmetry"])[0, 1] > 0.4


def test_a_covariate_that_all_share_acts_as_one_that_is_drawn() -> None:
    drawn = Cohort.sample(PAIR, n=40, seed=5)
    women = drawn.covariates["female"] == 1.0
    assert 0 < women.sum() < len(drawn)
    for sex, who in ((1, women), (0, ~women)):
        shared = Cohort.sample(PAIR, n=40, seed=5, covariates={"female": sex})
        assert np.all(shared.covariates["female"] == sex)
        for name, values in shared.own.items():
            np.testing.assert_array_equal(values[who], drawn.own[name][who], err_msg=name)
    old = Cohort.sample(PAIR, n=40, seed=5, covariates={"age": 70.0})
    weaker = old.own["antagonist.max_isometric_force"] < drawn.own["antagonist.max_isometric_force"]
    assert np.all(weaker | (drawn.covariates["age"] == 70.0))


def test_a_person_is_the_same_in_any_cohort_of_the_seed() -> None:
    small, large = Cohort.sample(PAIR, n=4, seed=7), Cohort.sample(PAIR, n=9, seed=7)
    for name, values in small.own.items():
        np.testing.assert_array_equal(values, large.own[name][:4])
    np.testing.assert_array_equal(
        large[np.array([5, 2])].own["length_time"], large.own["length_time"][[5, 2]]
    )
    assert not np.array_equal(small.own["length_time"], Cohort.sample(PAIR, n=4, seed=8).own["length_time"])


def test_people_develop_under_their_own_lives() -> None:
    cohort = Cohort.sample(PAIR, n=4, seed=2, covariates={"chronicity": mb.Distribution(0.0, middle=60.0)})
    people = cohort.develop(progress=False)
    assert len({life.name for life in cohort.lives()}) > 1
    assert np.all(people.imbalance > 0.05)
    alone = cohort[2:3].develop(progress=False)
    np.testing.assert_allclose(alone.state[0], people.state[2], rtol=1e-9, atol=1e-12)
    assert np.all(cohort.develop(mb.Lifestyle.healthy(), 5, progress=False).imbalance < 0.01)


def test_development_is_kept_and_resumed(tmp_path: Path) -> None:
    cohort = Cohort.sample(PAIR, n=2, seed=2)
    first = cohort.develop(days=3, checkpoint=tmp_path, progress=False)
    stamp = [path.stat().st_mtime_ns for path in tmp_path.iterdir()]
    again = cohort.develop(days=3, checkpoint=tmp_path, progress=False)
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == stamp
    np.testing.assert_array_equal(first.state, again.state)


@pytest.mark.parametrize("model", ["classical", "mechanical", "neural", "sensory"])
def test_defaults_fit_every_hypothesis(model: str) -> None:
    cohort = Cohort.sample(PAIR, n=2, model=model)
    assert np.all(np.isfinite(cohort.develop(days=2, progress=False).imbalance))


def test_people_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("person,joint_stiffness [N m/rad],desk_hours,note\nA,4.5,9,tall\nB,,,\n")
    cohort = Cohort.from_table(PAIR, path)
    assert cohort.own["joint_stiffness"].tolist() == [4.5, PAIR.parameters["joint_stiffness"].value]
    assert cohort.covariates["desk_hours"].tolist() == [9.0, 8.0]
    assert cohort.to_frame().shape == (2, 2)
    assert cohort.to_frame().index.tolist() == ["A", "B"]
    path.write_text("joint_stiffness\n4.5\nfour\n")
    with pytest.raises(
        FileError, match=r"people.csv, line 3: column 'joint_stiffness .N m/rad.': 'four' is not"
    ):
        Cohort.from_table(PAIR, path)
    path.write_text("joint_stiffness [deg]\n4.5\n")
    with pytest.raises(FileError, match="is in N m/rad, not in deg"):
        Cohort.from_table(PAIR, path)
    with pytest.raises(FileError, match=r"data frame, row 1: column 'length_time.*value 500 is outside"):
        Cohort.from_table(PAIR, pd.DataFrame({"length_time": [5.0, 500.0]})).develop(days=1, progress=False)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"chronicity": [60.0, -5.0]}, r"row 1: column 'chronicity.*value -5 is outside 0 to 3650"),
        ({"chronicity": [60.0, np.inf]}, "row 1: column 'chronicity.*'inf' is not a number"),
        ({"neutral_angle": [0.0, 120.0]}, "row 1: .*neutral_angle 120 deg is outside the range of angles"),
        ({"agonist.rom_limit": [None, 20.0]}, "row 1: .*rom_limit 20 deg does not lengthen the hip flexors"),
        ({"joint_stifness": [4.0, 5.0]}, "No column 'joint_stifness'. Did you mean 'joint_stiffness"),
    ],
)
def test_what_a_table_cannot_say_of_people_is_refused(column: dict[str, list[float]], message: str) -> None:
    with pytest.raises(FileError, match=message):
        Cohort.from_table(PAIR, pd.DataFrame(column))


def test_a_table_of_covariates_alone_is_people() -> None:
    cohort = Cohort.from_table(PAIR, pd.DataFrame({"chronicity": [60, 60], "stress": [0.1, 0.9]}))
    less, more = cohort.develop(tol=1e-2, progress=False).imbalance
    assert 0 < less < more


def test_a_1_is_a_woman_under_female_alone() -> None:
    def women(heading: str, cells: list[object]) -> list[float]:
        return list(Cohort.from_table(PAIR, pd.DataFrame({heading: cells})).covariates["female"])

    assert women("female", [1, 0]) == women("Sex", ["F", "m"]) == women("gender", ["woman", "male"]) == [1, 0]
    for heading in ("sex", "Gender"):
        with pytest.raises(FileError, match="'1' is not one of 'f', 'female'"):
            women(heading, [1, 1])
    with pytest.raises(FileError, match="columns 'female' and 'sex' say the same"):
        Cohort.from_table(PAIR, pd.DataFrame({"female": [1], "sex": ["f"]}))


def test_a_full_column_and_a_number_for_all_exclude_each_other() -> None:
    full = pd.DataFrame({"stress": [0.2, 0.4], "length_time": [5.0, 6.0]})
    for wish in ({"covariates": {"stress": 0.9}}, {"parameters": {"length_time": 7.0}}):
        with pytest.raises(FileError, match="has a value for everybody, and one is given for all; leave one"):
            Cohort.from_table(PAIR, full, **wish)
    some = Cohort.from_table(PAIR, full.assign(stress=[0.2, None]), covariates={"stress": 0.9})
    assert some.covariates["stress"].tolist() == [0.2, 0.9]


def test_wrong_wishes_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'length_time'"):
        Cohort.sample(PAIR, n=2, spread={"lenght_time": 0.1})
    with pytest.raises(MusclebalanceError, match="contradict each other"):
        Cohort.sample(
            PAIR, n=2,
            correlations={("age", "stress"): 0.9, ("age", "desk_hours"): 0.9, ("stress", "desk_hours"): -0.9},
        )  # fmt: skip
    with pytest.raises(UnknownNameError, match="length_time"):
        Cohort.sample(PAIR, n=2, correlations={("lenght_time", "age"): 0.1})
    with pytest.raises(MusclebalanceError, match="needs a positive parameter"):
        Cohort.sample(PAIR, n=2, spread={"agonist.nerve_coupling": 0.1})
    with pytest.raises(OutOfRangeError, match="covariate 'stress' 3"):
        Cohort.sample(PAIR, n=2, covariates={"stress": 3.0})
