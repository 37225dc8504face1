"""Arms side by side, and the slide that tells the whole story."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError
from musclebalance.plot.style import ARMS, UNTREATED


def test_each_arm_is_drawn_with_its_own_look_and_named(arms):
    ax = plot.arms(arms, "rom_agonist")
    for line, (arm, result), look in zip(ax.lines, arms.items(), (*ARMS[:2], UNTREATED), strict=False):
        np.testing.assert_array_equal(line.get_ydata(), result.values("rom_agonist"))
        assert line.get_label() == arm
        assert line.get_color() == look["color"]
    assert set(arms) <= {text.get_text() for text in ax.texts}
    assert ax.get_ylabel() == "passive range of motion [deg]"


def test_names_can_be_left_to_a_legend(arms):
    ax = plot.arms(arms, names=False)
    assert not set(arms) & {text.get_text() for text in ax.texts}
    assert [text.get_text() for text in ax.legend().get_texts()] == list(arms)


def test_no_arm_is_an_error():
    with pytest.raises(MusclebalanceError, match="no arm to draw"):
        plot.arms({})


def test_story_shows_development_and_every_cause_on_one_scale(person, arms):
    causes = {"cause unchanged": arms, "cause removed": {"no treatment": arms["no treatment"]}}
    axes = plot.story(person.history, causes)
    assert [ax.get_title(loc="center") for ax in axes] == [
        "How it came about",
        "Cause unchanged",
        "Cause removed",
    ]
    np.testing.assert_array_equal(axes[0].lines[0].get_ydata(), person.history.values("imbalance"))
    assert len({ax.get_ylim() for ax in axes}) == 1
    assert axes[0].get_ylim()[1] > max(float(r.values("imbalance").max()) for r in arms.values())
    assert [ax.get_ylabel() for ax in axes] == ["composite imbalance [-]", "", ""]


def test_story_needs_causes_and_axes(person, arms):
    with pytest.raises(MusclebalanceError, match="no cause"):
        plot.story(person.history, {})
    with pytest.raises(MusclebalanceError, match=r"2 panels .* need as many Axes, got 1"):
        plot.story(person.history, {"cause unchanged": arms}, axes=[plt.subplots()[1]])
