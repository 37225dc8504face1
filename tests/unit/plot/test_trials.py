"""Power curves and predictive checks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError
from musclebalance.plot.style import ARMS, UNTREATED
from musclebalance.population import MeasurementError, Power, Trial, predictive_check
from musclebalance.simulation import healthy


def curve(outcome: str = "rom_agonist") -> Power:
    n, found = np.array([5, 10, 20]), np.array([0.3, 0.6, 0.9])
    return Power(outcome, "ancova", "PIR", "none", 8.0, 0.05, n, found, np.full(3, 0.02))


def test_power_draws_every_curve_and_what_is_wanted():
    ax = plot.power({"power": curve(), "assurance": curve()})
    reference, *lines = ax.lines
    assert set(reference.get_ydata()) == {0.8}
    drawn = [line for line in lines if len(line.get_xdata()) == 3 and line.get_linestyle() != "None"]
    assert len(drawn) == 2
    np.testing.assert_array_equal(drawn[0].get_xdata(), [5, 10, 20])
    np.testing.assert_array_equal(drawn[0].get_ydata(), [0.3, 0.6, 0.9])
    assert drawn[0].get_color() == ARMS[0]["color"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["power", "assurance"]
    assert ax.get_xlabel() == "people per arm [-]"
    assert ax.get_ylabel().endswith("week 8 [-]")
    segment = ax.containers[0].lines[2][0].get_segments()[0]
    np.testing.assert_allclose(segment[:, 1], [0.26, 0.34])


def test_one_number_of_people_is_no_curve():
    one = Power("pain", "t", "PIR", "none", 8.0, 0.05, np.array([9]), np.array([0.5]), np.array([0.1]))
    with pytest.raises(MusclebalanceError, match="no curve"):
        plot.power(one)


@pytest.fixture
def trial(hip) -> Trial:
    """Forty people of whom the treated gain 6 deg and the others nothing, known without error."""
    one = healthy(hip, own={"length_time": np.array([5.0])})
    people, rng = one[np.zeros(40, dtype=int)], np.random.default_rng(1)
    truth = 10 + rng.standard_normal((40, 2, 1)) + np.zeros((40, 2, 2))
    truth[:, 0, 1] += 6.0
    return Trial(
        people, {"PIR": None, "none": None}, np.arange(40) % 2, np.array([0.0, 4.0]), {"rom_agonist": truth},
        np.zeros((40, 2, 2), dtype=int), {}, {"rom_agonist": MeasurementError(sd=0.0)}, 0.0, "none", 1,
    )  # fmt: skip


def test_a_predictive_check_shows_hit_and_miss(trial):
    published = pd.DataFrame(
        {"arm": ["PIR", "PIR", "none"], "week": [0, 4, 4], "mean": [10.0, 12.0, 10.0], "sd": 1.0, "n": 20}
    )
    ax = plot.predictive_check(trial, published, "rom_agonist")
    assert ax.get_title(loc="right") == "2 of 3 published means where 95 % of simulated ones lie"
    points = [c for c in ax.collections if len(c.get_offsets()) and len(c.get_facecolors())]
    hollow = [tuple(face) == to_rgba("white") for c in points for face in c.get_facecolors()]
    assert hollow == [False, True, False]
    found = predictive_check(trial, published, "rom_agonist")
    bars = [bar for container in ax.containers if hasattr(container, "patches") for bar in container.patches]
    np.testing.assert_allclose([bar.get_y() for bar in bars], found["mean_low"])
    np.testing.assert_allclose([bar.get_y() + bar.get_height() for bar in bars], found["mean_high"])
    assert tuple(bars[-1].get_facecolor())[:3] == to_rgba(UNTREATED["color"])[:3]
    assert "[deg]" in ax.get_ylabel()
    assert ax.get_xticks().tolist() == [0.0, 4.0]
    assert ax.get_ylim()[0] < found["mean_low"].min()
    with pytest.raises(MusclebalanceError, match="lack the column 'sd'"):
        plot.predictive_check(trial, published.drop(columns="sd"), "rom_agonist")


def test_a_fit_stands_beside_its_measurements_and_says_when_it_does_not_describe_them():
    import pandas as pd

    import musclebalance as mb

    pair = mb.pair("hip-flexors-gluteus-maximus")
    setting = {
        "lifestyle": mb.Lifestyle.healthy(),
        "free": ["pain_half"],
        "sampler": "none",
        "progress": False,
    }
    odd = {"day": [0, 7, 14], "measurement": ["pain", "rom_agonist", "pain"], "value": [1.0, 70.0, 0.5]}
    found = mb.fit(pd.DataFrame(odd), pair, None, **setting)
    assert not found.described
    assert "the model does not describe these measurements" in str(found)
    pain, rom = mb.plot.fit(found)
    assert [ax.get_ylabel() for ax in (pain, rom)] == ["pain [0-10]", "passive range of motion [deg]"]
    measured = [bars[0].get_ydata().tolist() for bars in pain.containers]
    assert sorted(value for some in measured for value in some) == [0.5, 1.0]
    assert any(bars[0].get_color() == "#bd1f01" and len(bars[0].get_ydata()) for bars in rom.containers)
    assert [text.get_text() for text in pain.texts][1] == "fitted: does not describe the measurements"
    fitted = found.fitted()
    line = next(line for line in rom.lines if line.get_label() == "fitted")
    assert line.get_ydata().tolist() == fitted[fitted.variable == "rom_agonist"].fitted.tolist()
