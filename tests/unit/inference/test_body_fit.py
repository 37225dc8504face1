"""A body is fitted as one person: shared and own numbers, what a pair alone has, files, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.inference.problem import Problem
from musclebalance.inference.subject import Subject

NAME = "triceps-surae-tibialis-anterior"
PAIR, LIFE = mb.pair(NAME), mb.Lifestyle.healthy()
PLAN = mb.Plan(mb.StaticStretch(), per_week=7, weeks=1)
SETTING = {"lifestyle": LIFE, "before": "healthy", "sampler": "none", "starts": 1, "progress": False}
GROWTH, LIMIT = "tolerance_growth_time", "agonist.rom_limit"


@pytest.fixture(scope="module")
def calves() -> mb.Body:
    return mb.both_sides(PAIR, model="sensory")


def measured(course: mb.BodyCourse, days=(0, 7)) -> pd.DataFrame:
    return pd.DataFrame([
        {"day": day, "side": side, "measurement": "rom", "muscle": "agonist", "sd": 0.1,
         "value": course.values(f"rom_agonist of {side}")[day]}
        for day in days for side in ("left", "right")
    ])  # fmt: skip


@pytest.fixture(scope="module")
def found(calves) -> mb.Fit:
    true = mb.both_sides(PAIR, model="sensory", parameters={GROWTH: 20.0, "left": {LIMIT: 17.0}})
    seen = measured(mb.simulate(true, {"left": PLAN}, LIFE))
    return mb.fit(seen, calves, {"left": PLAN}, free=[GROWTH, f"{LIMIT} of left"], **SETTING)


def test_truth_is_recovered_from_both_sides(found):
    assert found.parameters[GROWTH] == pytest.approx(20.0, rel=0.05)
    assert found.parameters[f"{LIMIT} of left"] == pytest.approx(17.0, abs=0.15)
    assert found.fitted()["residual"].abs().max() < 0.5
    text = str(found)
    assert "4 measurements (rom_agonist) over 7 days, a body of 2 pairs" in text
    assert f"{LIMIT} of left [deg]" in text


def test_a_fit_is_forecast_drawn_and_saved(found, tmp_path):
    ahead = mb.forecast(found, {"right": PLAN}, weeks=1, people=4)
    assert set(ahead.courses) == {
        f"{name} of {side} {NAME}" for name in ("rom_agonist", "imbalance") for side in ("left", "right")
    }
    told = mb.next_measurement(found, weeks=1, people=4)
    assert set(told["variable"].str.partition(" of ")[2]) == {f"left {NAME}", f"right {NAME}"}
    mb.save(found, tmp_path / "fit.npz")
    again = mb.load(tmp_path / "fit.npz")
    assert str(again) == str(found)
    labels = [ax.get_ylabel() for ax in mb.plot.fit(found, people=4)][:2]
    assert labels == ["rom agonist of left [deg]", "rom agonist of right [deg]"]
    with pytest.raises(MusclebalanceError, match="this is of a body; fit one pair"):
        mb.to_petab(found, tmp_path)


def test_a_body_of_one_pair_has_the_fit_of_the_pair():
    seen = pd.DataFrame({"day": [0, 7], "measurement": "rom_agonist", "value": [35.0, 37.0]})
    alone = mb.fit(seen, PAIR, PLAN, free=[GROWTH], **SETTING)
    body = mb.fit(seen, mb.Body.of([PAIR], sides=[]), PLAN, free=[GROWTH], **SETTING)
    assert body.parameters == alone.parameters
    np.testing.assert_array_equal(body.chains, alone.chains)
    np.testing.assert_array_equal(body.fitted()["fitted"], alone.fitted()["fitted"])


def test_a_fit_whose_posterior_was_sampled_is_saved_too(tmp_path):
    pytest.importorskip("emcee")
    seen = pd.DataFrame({"day": [0], "measurement": "rom_agonist", "value": [35.0]})
    how = SETTING | {"sampler": "emulated", "model": "sensory", "draws": 20}
    found = mb.fit(seen, PAIR, None, free=[LIMIT], **how)
    mb.save(found, tmp_path / "fit.npz")
    assert str(mb.load(tmp_path / "fit.npz")) == str(found)


def test_a_number_is_of_the_body_a_side_or_a_pair_and_the_closest_holds():
    subject = Subject.of(mb.crossed("lower"))
    hip = "hip-flexors-gluteus-maximus"
    free = [GROWTH, LIMIT, f"{LIMIT} of left", f"{LIMIT} of right {hip}"]
    owners = subject.owners(free)
    assert {label: own[GROWTH] for label, own in owners.items()} == dict.fromkeys(subject.labels, 0)
    assert [own[LIMIT] for own in owners.values()] == [2, 3, 2, 1]
    people = Subject.of(mb.both_sides(PAIR)).people(
        [GROWTH, f"{LIMIT} of left"], np.array([[20.0, 17.0], [25.0, 18.0]]), 1e-2
    )
    own = {label: people[label].body.own for label in people.people}
    np.testing.assert_array_equal(own[f"left {NAME}"][LIMIT], [17.0, 18.0])
    assert LIMIT not in own[f"right {NAME}"]
    for one in own.values():
        np.testing.assert_array_equal(one[GROWTH], [20.0, 25.0])


def test_people_with_bodies_are_pooled(calves):
    seen = pd.DataFrame(
        [
            {"person": who, "day": 0, "side": side, "measurement": "rom_agonist", "value": value}
            for who, value in (("A", 34.0), ("B", 36.0))
            for side in ("left", "right")
        ]
    )
    found = mb.fit_people(seen, calves, None, lifestyle=LIFE, before="healthy", free=[LIMIT], progress=False)
    assert found.to_frame().loc["A", LIMIT] < found.to_frame().loc["B", LIMIT]
    assert "2 people fitted together, a body of 2 pairs" in str(found)


@pytest.mark.parametrize(
    ("free", "told"),
    [
        ([f"{LIMIT} of lft"], "Did you mean 'left'"),
        (["agonist.rom_limt of left"], "Did you mean 'agonist.rom_limit'"),
        (["chronicity of left"], "it is of the whole person; write 'chronicity'"),
        ([LIMIT, f"{LIMIT} of left", f"{LIMIT} of right"], "is of no pair, for each has a closer one"),
        ([f"{LIMIT} of left", f"{LIMIT} of {NAME}"], "is given by 'left' and"),
    ],
)
def test_free_numbers_that_make_no_sense_are_refused(calves, free, told):
    desk = mb.Lifestyle.office()
    with pytest.raises(MusclebalanceError, match=told):
        Problem.of(calves, None, desk, free, (), [0])


def test_what_a_body_cannot_be_fitted_with_is_refused():
    calves = mb.both_sides(PAIR)
    seen = pd.DataFrame({"day": [0], "measurement": "pain", "side": "left", "value": [1.0]})

    def fit(body, plan=None, life=LIFE, free=("pain_half",), **more):
        return mb.fit(seen, body, plan, lifestyle=life, free=list(free), **more)

    with pytest.raises(MusclebalanceError, match="has lived already; give the healthy body"):
        fit(mb.develop(calves, mb.Lifestyle.office(), days=1))
    with pytest.raises(MusclebalanceError, match="a body has a model and parameters already"):
        fit(calves, parameters={"pain_half": 1.0})
    with pytest.raises(UnknownNameError, match=r"side or pair of this body \(plan\)"):
        fit(calves, {"lft": PLAN})
    with pytest.raises(MusclebalanceError, match="has no life"):
        fit(calves, life={"left": LIFE})
    with pytest.raises(MusclebalanceError, match=r"has another value or other bounds.*name the pair"):
        Problem.of(mb.crossed("lower"), None, LIFE, [LIMIT], (), [0])
    with pytest.raises(MusclebalanceError, match="plans and lives by name are for a body"):
        mb.fit(seen.drop(columns="side"), PAIR, {"left": PLAN}, lifestyle=LIFE)
    with pytest.raises(MusclebalanceError, match="a pair alone has no sides; write"):
        mb.fit(seen.drop(columns="side"), PAIR, None, lifestyle=LIFE, free=["pain_half of left"])


def test_ends_of_a_prior_make_one_number_of_pairs_that_differ():
    problem = Problem.of(mb.crossed("lower"), None, LIFE, {LIMIT: (5.0, 20.0)}, ("posture of pelvis",), [0])
    assert problem.free[LIMIT].high == 20.0


@pytest.mark.slow
def test_a_crossed_body_is_recovered_from_its_history():
    """Chronicity and a rate of one person from four pairs and the pelvis, the posterior sampled."""
    desk, plan = mb.Lifestyle.office(hours=8, stress=0.6), mb.Plan(mb.PIR(), per_week=3, weeks=4)
    true = mb.develop(mb.crossed("lower", parameters={GROWTH: 18.0}), desk, days=100)
    course, hip = mb.simulate(true, {"left": plan}, desk), "hip-flexors-gluteus-maximus"
    rows = [
        {"day": day, "measurement": name, "value": float(course.values(name)[day]), "sd": sd}
        for day in (0, 14, 28)
        for name, sd in (
            (f"rom_agonist of left {hip}", 0.2), (f"rom_agonist of right {hip}", 0.2),
            ("posture of pelvis", 0.05),
        )
    ]  # fmt: skip
    found = mb.fit(
        pd.DataFrame(rows), mb.crossed("lower"), {"left": plan}, lifestyle=desk,
        free=["chronicity", GROWTH], draws=300, progress=False,
    )  # fmt: skip
    for name, truth in (("chronicity", 100.0), (GROWTH, 18.0)):
        row = found.table.loc[name]
        assert row.low < truth < row.high
        assert row.estimate == pytest.approx(truth, rel=0.1)
