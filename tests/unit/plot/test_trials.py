"""Power curves and predictive checks."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError
from musclebalance.plot.style import ARMS, UNTREATED
from musclebalance.population import Power, predictive_check


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


def test_a_predictive_check_shows_hit_and_miss(trial, published):
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
