"""The phase portrait of the bistable model."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance import bistable, plot
from musclebalance.plot.style import INK, PALE


@pytest.fixture(scope="module")
def hip():
    return bistable.BistableModel()


@pytest.fixture(scope="module")
def course(hip):
    """Half a year of the cause, then a year without it, twelve weeks of which with sessions."""
    ill = bistable.course(hip, 180, cause=1.0)
    return bistable.course(hip, 365, ill.final, sessions=bistable.weekly(3, 12))


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_portrait_shows_both_basins_and_the_threshold(hip):
    ax = plot.phase_portrait(hip)
    assert {"ends tense", "ends healthy", "stable", "threshold", "length nullcline"} <= set(legend(ax))
    points = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata())]
    expected = [p for p in bistable.fixed_points(hip) if p.state[1] < 1e-3]
    assert len(points) == len(expected)
    for line, point in zip(points, expected, strict=True):
        np.testing.assert_allclose(line.get_xydata()[0], point.state[[0, 2]])
        assert line.get_markerfacecolor() == (INK if point.stable else PALE)
    assert ax.get_xlabel() == "habitual tone of the agonist [-]"
    assert ax.get_ylabel() == "length of the agonist, healthy 1 [-]"


def test_under_the_full_cause_nothing_ends_healthy(hip):
    words = legend(plot.phase_portrait(hip, cause=1.0))
    assert "ends tense" in words
    assert "ends healthy" not in words
    assert "threshold" not in words


def test_sessions_are_arrows_along_the_path(hip, course):
    ax = plot.phase_portrait(hip, course=course)
    arrows = [text for text in ax.texts if text.arrow_patch is not None]
    assert len(arrows) == 36
    assert all(arrow.xy[0] < arrow.xyann[0] for arrow in arrows), "a session takes tone away"
    assert "path; arrows are sessions" in legend(ax)


def test_hysteresis_has_two_ways_and_a_threshold_between(hip):
    ax = plot.hysteresis(hip, count=9)
    stable, threshold = ax.lines
    at_zero = np.sort(stable.get_ydata()[stable.get_xdata() == 0.0])
    between = threshold.get_ydata()[threshold.get_xdata() == 0.0]
    assert len(at_zero) == 2
    assert at_zero[0] < between[0] < at_zero[1]
    assert ax.get_xlabel() == "cause, the desk day 1 [-]"
