"""Tissue or tolerance: known parts come back, parts add up, intervals hold, and nothing else is compared."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model import readouts
from tests import laboratory

HIP = mb.pair("hip-flexors-gluteus-maximus")


def curve(last=36.0, shift=0.0, *, side="left", muscle="agonist", noise=0.2, seed=0, **how):
    test = laboratory.passive_test(
        curve=lambda x: 0.5 * np.exp(0.08 * (x - shift)), last=last, noise=noise, seed=seed, **how
    )
    recording = mb.read_dynamometer(io.StringIO(laboratory.humac(test)))
    sign = {"agonist": -1, "antagonist": 1}[muscle]
    return mb.passive_curve(recording, HIP, muscle, side=side, sign=sign, zero=20, resists=1).loading()


@settings(max_examples=15, deadline=None)
@given(st.floats(-3.0, 6.0), st.floats(-4.0, 8.0))
def test_known_parts_come_back(tissue, tolerance):
    """A curve that is shifted is tissue, an end further along it is tolerance; the parts add up."""
    before, after = curve(36.0), curve(36.0 + tissue + tolerance, tissue, seed=1)
    found = mb.tissue_or_tolerance(before, after).table["change"]
    assert found["range"] == pytest.approx(found["tissue"] + found["tolerance"])
    assert found["tissue"] == pytest.approx(tissue, abs=0.8)
    assert found["tolerance"] == pytest.approx(tolerance, abs=0.8)
    ends = 0.5 * np.exp(0.08 * np.array([36.0, 36.0 + tolerance]))
    assert found["tolerated torque"] == pytest.approx(ends[1] - ends[0], abs=0.5)


def test_the_intervals_hold_at_the_nominal_rate():
    """Of many pairs of noisy tests, some 95 % have the true parts within their intervals."""
    held = []
    for seed in range(60):
        before = curve(30.0, noise=0.4, seed=2 * seed)
        after = curve(34.0, 2.0, noise=0.4, seed=2 * seed + 1)
        table = mb.tissue_or_tolerance(before, after, torque=4.0, draws=200).table
        held.append(table.loc["tissue", "low"] <= 2.0 <= table.loc["tissue", "high"])
    assert 0.85 <= np.mean(held) <= 1.0, np.mean(held)


def test_setting_a_test_up_widens_the_intervals():
    before, after = curve(), curve(40.0, 2.0, seed=1)
    narrow = mb.tissue_or_tolerance(before, after).table
    wide = mb.tissue_or_tolerance(before, after, angle_sd=2.0).table
    width = wide["high"] - wide["low"]
    assert width["tissue"] > 3 * (narrow["high"] - narrow["low"])["tissue"]
    assert width["tissue"] == pytest.approx(2 * 1.96 * 2.0 * np.sqrt(2), rel=0.15)
    assert "not told from no change" in str(mb.tissue_or_tolerance(before, after, angle_sd=2.0))


def test_the_models_own_tolerance_is_told_from_its_tissue():
    """Two people of the model: more tolerance leaves the curve, a longer muscle moves it."""
    person = mb.healthy(HIP)
    body, start = person.body, person.state
    ends = []
    for name, value in (("tolerance_slow_agonist", 0.3), ("resting_length_agonist", 1.03)):
        state = np.array(start)
        state[body.index(name)] = value
        tests = []
        for one in (start, state):
            end = float(readouts.range_of_motion(body, one, "agonist"))
            x = np.linspace(end - 25, end, 300)
            torque = readouts.passive_torque_curve(body, one, "agonist", x)
            rows = "".join(
                f"{k / 50:.2f},{a:.6f},{m:.6f}\n" for k, (a, m) in enumerate(zip(x, torque, strict=True))
            )
            recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\n{rows}"))
            placed = mb.passive_curve(recording, HIP, "agonist", side="left", sign=-1, zero=0, resists=1)
            tests.append(placed.loading())
        ends.append(mb.tissue_or_tolerance(*tests, width=1.0).table["change"])
    tolerance, tissue = ends
    assert tolerance["tissue"] == pytest.approx(0.0, abs=0.05)
    assert tolerance["tolerance"] > 2.0
    assert tissue["tissue"] > 1.0
    assert tissue["tolerance"] == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("other", "how", "message"),
    [
        (curve(side="right"), {}, "of the left and the right; give one side"),
        (curve(muscle="antagonist"), {}, "of the agonist and the antagonist"),
        (curve(), {"torque": 50.0}, "torque 50 N m is not within the curve before"),
        (curve(), {"torque": -1.0}, "not within the curve before"),
        (curve(), {"draws": 10}, "draws 10 is outside 100"),
        (curve(), {"torque_sd": -1.0}, "torque_sd -1 N m is outside"),
    ],
)
def test_what_cannot_be_compared_is_refused(other, how, message):
    with pytest.raises(MusclebalanceError, match=message):
        mb.tissue_or_tolerance(curve(), other, **how)
