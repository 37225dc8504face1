"""A passive curve, with noise, gives back the tissue that made it, and says what it cannot tell apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.inference.fitting import design, fitted, read_when
from musclebalance.inference.problem import Problem
from musclebalance.model import readouts

PAIR = mb.pair("hip-flexors-gluteus-maximus")
HEALTHY = mb.Lifestyle.healthy()
FREE = {
    "agonist.passive_strain": mb.Distribution(0.15, "factor"),
    "agonist.end_range_torque": mb.Distribution(0.3, "factor"),
    "joint_stiffness": mb.Distribution(0.4, "factor"),
}
EXCURSIONS, SD = np.arange(-20.0, 17.0, 2.0), 0.15


def torque(values: dict[str, float]) -> np.ndarray:
    """The healthy person's curve with these parameters, from the laws themselves."""
    person = mb.healthy(PAIR, parameters=values)
    return readouts.passive_torque_curve(person.body, person.state, "agonist", EXCURSIONS)


def table(values: np.ndarray, day: int = 0) -> pd.DataFrame:
    return pd.DataFrame({
        "day": day, "measurement": "passive torque", "muscle": "hip flexors", "excursion [deg]": EXCURSIONS,
        "value": values, "unit": "N m", "sd": SD,
    })  # fmt: skip


@pytest.fixture(scope="module")
def seen_once():
    """The problem and its design: what was measured changes nothing about them."""
    seen = mb.read_visits(table(torque({})), PAIR)[""]
    problem = Problem.of(PAIR, None, HEALTHY, FREE, *read_when([seen]), before="healthy", progress=False)
    return problem, seen, design(problem, 0)


def test_the_fit_and_the_law_say_the_same(seen_once):
    problem, seen, _ = seen_once
    scores = np.array([[0.4, -0.7, 1.0]])
    values = dict(zip(FREE, problem.values(scores)[0], strict=True))
    np.testing.assert_allclose(problem.measured(scores, seen)[0], torque(values), rtol=1e-6, atol=1e-6)


@pytest.mark.slow
def test_intervals_hold_the_truth_at_the_nominal_rate(seen_once):
    """Truths drawn from the prior, curves with noise: 95 % intervals hold each of three numbers 95 in 100."""
    problem, seen, made = seen_once
    rng = np.random.default_rng(11)
    held, apart, ties = [], [], []
    for _ in range(24):
        truth = rng.standard_normal(3)
        values = problem.measured(truth[None], seen)[0] + SD * rng.standard_normal(len(seen))
        one = mb.read_visits(table(values), PAIR)[""]
        found = fitted(problem, one, *made, 2, "none", 500, 3)
        low, high = np.percentile(found.scores, (2.5, 97.5), axis=0)
        held.append((low <= truth) & (truth <= high))
        apart.append((found.estimate.scores - truth) / np.sqrt(np.diag(found.estimate.covariance)))
        ties.append(found.tied)
    assert 0.87 <= np.mean(held) <= 1.0, np.mean(held, axis=0)
    assert 0.75 < np.std(apart) < 1.25, np.std(apart, axis=0)
    assert any(tied for tied in ties), "numbers that trade off are named"


def test_the_report_says_what_trades_off():
    """End-range torque and joint stiffness trade off where the prior leaves them open."""
    noise = SD * np.random.default_rng(4).standard_normal(len(EXCURSIONS))
    wide = {"agonist.end_range_torque": (2.0, 20.0), "joint_stiffness": (0.5, 30.0)}
    found = mb.fit(
        table(torque({}) + noise), PAIR, None, lifestyle=HEALTHY, before="healthy", free=wide, sampler="none"
    )
    ((one, other, correlation),) = found.tied
    assert {one, other} == set(wide)
    assert correlation < -0.8
    told = str(found)
    assert "passive_torque_agonist at 19 angles" in told
    assert "cannot be told apart: agonist.end_range_torque and joint_stiffness (correlation -0." in told
    low, high = found.table.loc["joint_stiffness", ["low", "high"]]
    assert low < 4.0 < high
    assert high - low > 1.0, "an interval that says how little is known"


def test_a_curve_before_and_after_a_programme_is_fitted():
    plan = mb.Plan(mb.PIR(), per_week=3, weeks=2)
    person = mb.develop(PAIR, mb.Lifestyle.office(), days=60)
    done = mb.simulate(person, plan, HEALTHY, weeks=2)
    both = pd.concat([
        table(done.torque_angle("agonist", day, EXCURSIONS).to_numpy(), day) for day in (0, 14)
    ])  # fmt: skip
    found = mb.fit(
        both, PAIR, plan, lifestyle=HEALTHY, before=mb.Lifestyle.office(), free={"chronicity": (20.0, 200.0)},
        sampler="none",
    )  # fmt: skip
    assert found.parameters["chronicity"] == pytest.approx(60.0, abs=1.0)
    assert found.fitted()["residual"].abs().max() < 0.5
    assert (
        mb.forecast(found, None, weeks=1, people=4)
        .band("passive_torque_agonist at 0 deg")["median"]
        .notna()
        .all()
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"excursion [deg]": None}, "a passive torque needs the excursion at which it was read"),
        ({"measurement": "rom", "unit": "deg"}, "rom_agonist is read at no excursion"),
        ({"unit": "deg"}, "unit 'deg' measures angle"),
        ({"value": 900.0}, "outside -500 to 500 N m"),
        ({"sd": None}, "error of passive_torque_agonist at 16 deg is not known"),
        ({"excursion [deg]": 400.0}, "outside -90 to 180"),
    ],
)
def test_what_no_curve_says_is_refused(change, message):
    rows = table(torque({})).astype(object)
    for name, value in change.items():
        rows.loc[18, name] = value
    with pytest.raises(mb.MusclebalanceError, match=message):
        mb.read_visits(rows, PAIR)
