"""The body from the front: a spot for each pair with its colour and number; two sides of one reading."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.patches import Ellipse

import musclebalance as mb
from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError
from musclebalance.pairs import pair_names
from musclebalance.plot.body import APART, HIGHEST, PLACES, _spread
from musclebalance.plot.style import ARMS, RAMP

HIP = "hip-flexors-gluteus-maximus"
DESK = mb.Lifestyle.office(hours=8, stress=0.6)


@pytest.fixture(scope="module")
def course():
    bent = mb.develop(mb.crossed("lower"), DESK, 60)
    plan = {"left": mb.Plan(mb.PIR(), per_week=3, weeks=2)}
    return mb.simulate(bent, plan, DESK, weeks=2, progress=False)


def spots(ax):
    return {patch.get_label(): patch for patch in ax.patches if type(patch) is Ellipse}  # a circle is one too


def test_every_pair_of_the_package_has_a_place():
    assert set(PLACES) == set(pair_names())


def test_spots_have_the_colour_of_their_imbalance_and_stand_on_their_side(course):
    found = spots(plot.body(course, most=0.9))
    assert set(found) == set(course.results)
    ramp = LinearSegmentedColormap.from_list("imbalance", RAMP)
    for label, spot in found.items():
        share = course.values("imbalance", label)[-1] / 0.9
        assert spot.get_facecolor() == pytest.approx(to_rgba(ramp(min(share, 1.0))))
        assert (spot.center[0] > 0.0) == label.startswith("left")  # as one sees the person before one


def test_numbers_names_and_postures_are_written(course):
    ax = plot.body(course, day=0)
    texts = [text.get_text() for text in ax.texts]
    left, right = (course.values("imbalance", f"{side} {HIP}")[0] for side in ("left", "right"))
    assert f"hip flexors, gluteus maximus: {right:.2f}" in [text.replace("\n", " ") for text in texts]
    assert f"{left:.2f}" in texts
    assert {"left", "right"} <= set(texts)
    assert any(text.startswith("pelvis: anterior tilt +") for text in texts)
    assert ax.get_title() == "day 0: imbalance of each pair"


def test_a_pair_without_a_side_is_not_called_a_right_one():
    body = mb.Body.of([mb.pair(HIP)], sides=())
    ax = plot.body(mb.simulate(body, None, DESK, days=1, progress=False))
    assert not {"left", "right"} & {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("count", [0, 1, 2, 12])
def test_names_stand_apart(count):
    heights = [0.5 + 0.01 * k for k in range(count)]
    found = sorted(_spread(heights), reverse=True)
    assert all(a - b > 0.95 * APART for a, b in pairwise(found))
    assert all(height <= HIGHEST + 1e-9 for height in found)


def test_two_sides_of_a_reading(course):
    ax = plot.sides(course, "rom_agonist", HIP)
    left, right, healthy = ax.lines
    assert np.array_equal(left.get_ydata(), course.values("rom_agonist", f"left {HIP}"))
    assert np.array_equal(right.get_ydata(), course.values("rom_agonist", f"right {HIP}"))
    assert np.allclose(left.get_xdata(), course.days / 7.0)
    assert healthy.get_ydata()[0] == pytest.approx(course[f"left {HIP}"].reference.rom["agonist"])
    assert [line.get_color() for line in (left, right)] == [look["color"] for look in ARMS[:2]]
    assert ax.get_ylabel().replace("\n", " ") == "passive range of motion against the hip flexors [deg]"
    assert left.get_ydata()[-1] > right.get_ydata()[-1]


def test_labels_and_colours_may_be_given(course):
    ax = plot.sides(course, "imbalance", HIP, labels=["treated", "other"], colours=["k", "r"])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["treated", "other", "healthy"]
    assert ax.lines[0].get_color() == "k"


def test_what_cannot_be_drawn_is_refused(course):
    with pytest.raises(OutOfRangeError, match="day 99"):
        plot.body(course, day=99)
    with pytest.raises(OutOfRangeError, match="darkest"):
        plot.body(course, most=0.0)
    with pytest.raises(MusclebalanceError, match="which pair"):
        plot.sides(course, "rom_agonist")
    with pytest.raises(MusclebalanceError, match="two sides"):
        plot.sides(course, "rom_agonist", "knee")
