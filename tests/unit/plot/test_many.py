"""Many people, and many explanations."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError
from musclebalance.plot.style import UNTREATED
from musclebalance.simulation import simulate


def test_cohort_draws_median_bands_and_people(courses):
    ax = plot.cohort(courses, "resting_angle", individuals=3, label="desk", color="#123456")
    values = courses.values("resting_angle")
    *people, median = ax.lines
    assert len(people) == 3
    for line, expected in zip(people, values, strict=False):
        np.testing.assert_array_equal(line.get_ydata(), expected)
    np.testing.assert_allclose(median.get_ydata(), np.median(values, axis=0))
    np.testing.assert_array_equal(median.get_xdata(), np.arange(5.0))
    assert median.get_label() == "desk, median"
    wide, narrow = ax.collections
    assert [band.get_label() for band in (wide, narrow)] == ["90 % of 5 people", "50 % of 5 people"]
    heights = wide.get_paths()[0].vertices[:, 1]
    assert heights.max() == pytest.approx(np.percentile(values, 95, axis=0).max())
    assert ax.get_ylabel() == "resting angle [deg]"


def test_cohort_needs_a_course(courses, hip, desk):
    one = simulate(courses.people, None, desk, days=1, store=(1,), progress=False)
    with pytest.raises(MusclebalanceError, match="at least two stored mornings, got 1"):
        plot.cohort(one)
    with pytest.raises(OutOfRangeError, match="individuals"):
        plot.cohort(courses, individuals=-1)


def test_acute_course_of_each_hypothesis(comparison):
    ax = plot.acute(comparison)
    _, sensory, background = ax.lines[:3]
    np.testing.assert_array_equal(sensory.get_ydata(), comparison.course["sensory"])
    assert background.get_color() == UNTREATED["color"]
    assert ax.get_xscale() == "log"
    assert [tick.get_text() for tick in ax.get_xticklabels()][:2] == ["10 s", "1 min"]
    assert ax.get_ylabel() == "range of motion gained [deg]"


def test_explanations_show_session_and_programme(comparison):
    left, right = plot.explanations(comparison)
    names = ["mechanical", "sensory", "background"]
    assert [text.get_text() for text in left.get_legend().get_texts()] == names
    for line, name in zip(right.lines, names, strict=False):
        np.testing.assert_array_equal(line.get_ydata(), comparison.treated[name].values("rom_agonist"))
    with pytest.raises(MusclebalanceError, match="2 panels"):
        plot.explanations(comparison, axes=[left])


def test_readings_of_bodies_are_drawn_with_labels_that_fit():
    calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    courses = mb.simulate(mb.Bodies.of([calves] * 2), None, mb.Lifestyle.office(), days=7, progress=False)
    ax = mb.plot.cohort(courses, "difference of rom_agonist")
    label = ax.get_ylabel()
    assert label.replace("\n", " ").endswith("left less right, triceps-surae-tibialis-anterior [deg]")
    assert max(map(len, label.splitlines())) <= 34
    assert ax.lines[-1].get_ydata().tolist() == [0.0] * 8
    one = mb.plot.cohort(courses, "imbalance of left")
    assert one.get_ylim()[0] == 0.0
    with pytest.raises(MusclebalanceError, match="of which pair"):
        mb.plot.cohort(courses, "imbalance")
