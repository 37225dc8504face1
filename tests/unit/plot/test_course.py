"""Courses and recovery: the data drawn, their labels, the phases marked."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.plot.course import PANELS
from musclebalance.plot.parts import LEAST_SPAN, mark_levels, phase_spans, reference_level
from musclebalance.plot.style import MUSCLES


def test_course_draws_the_values_in_weeks(result):
    ax = plot.course(result, "imbalance")
    line = ax.lines[0]
    np.testing.assert_array_equal(line.get_ydata(), result.values("imbalance"))
    np.testing.assert_allclose(line.get_xdata(), np.arange(43) / 7)
    assert ax.get_xlabel() == "time [weeks]"
    assert ax.get_ylabel() == "composite imbalance [-]"
    assert ax.get_ylim()[0] == 0.0


def test_both_muscles_have_their_looks_and_names(result):
    ax = plot.course(result, "resting_length")
    for line, muscle in zip(ax.lines[:2], MUSCLES, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), result.values(f"resting_length_{muscle}"))
        assert line.get_color() == MUSCLES[muscle]["color"]
        assert line.get_label() == getattr(result.pair, muscle)
    assert ax.lines[0].get_linestyle() == "-"
    assert ax.lines[1].get_linestyle() == "--"
    written = {text.get_text() for text in ax.texts}
    assert {"hip flexors", "gluteus maximus"} <= written


def test_both_ranges_are_drawn_relative_to_healthy(result):
    ax = plot.course(result, "rom")
    for line, muscle in zip(ax.lines[:2], MUSCLES, strict=True):
        expected = result.values(f"rom_{muscle}") - result.reference.rom[muscle]
        np.testing.assert_allclose(line.get_ydata(), expected, atol=1e-9)
    assert ax.get_ylabel() == "range of motion − healthy [deg]"


def test_one_range_is_drawn_as_it_is(result):
    ax = plot.course(result, "rom_agonist")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), result.values("rom_agonist"))
    assert ax.get_ylabel() == "passive range of motion [deg]"


def test_reference_is_the_healthy_value(result):
    assert reference_level(result, "imbalance") == 0.4
    assert reference_level(result, "rom_agonist") == pytest.approx(result.reference.rom["agonist"])
    assert reference_level(result, "resting_length_agonist") == pytest.approx(1.0, abs=1e-3)
    level = [line for line in plot.course(result, "strength_ratio").lines if len(set(line.get_ydata())) == 1]
    assert [line.get_ydata()[0] for line in level] == [reference_level(result, "strength_ratio")]


def test_phases_are_marked_where_they_were_delivered(result):
    assert phase_spans(result) == [(0.0, 2.0, "clinic"), (2.0, 4.0, "home")]
    ax = plot.course(result, "pain")
    assert {"clinic", "home"} <= {text.get_text() for text in ax.texts}
    bands = [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches]
    assert bands == [(0.0, 2.0), (2.0, 4.0)]
    assert not plot.course(result, "pain", phases=False).patches


def test_no_treatment_has_no_phase(arms):
    assert phase_spans(arms["no treatment"]) == []


def test_any_state_or_quantity_can_be_drawn_with_its_unit(result):
    ax = plot.course(result, "tone_agonist", color="green", linewidth=3)
    assert ax.get_ylabel().endswith("[%MVC]")
    assert ax.lines[0].get_color() == "green"
    assert ax.lines[0].get_linewidth() == 3


def test_unknown_readout_is_an_error_with_the_nearest_name(result):
    with pytest.raises(UnknownNameError, match="resting_length"):
        plot.course(result, "resting_lenght_agonist")


def test_recovery_has_one_panel_a_readout(result):
    axes = plot.recovery(result)
    assert len(axes) == len(PANELS)
    assert [ax.get_ylabel().rpartition(" [")[2] for ax in axes] == ["-]", "-]", "N]", "deg]", "-]", "0-10]"]
    (legend,) = axes[0].figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["hip flexors", "gluteus maximus"]


def test_recovery_draws_into_given_axes(result):
    given = plt.subplots(1, 2)[1]
    axes = plot.recovery(result, given, panels=("imbalance", "rom"))
    assert list(axes) == list(given)
    with pytest.raises(MusclebalanceError, match="need as many Axes, got 2"):
        plot.recovery(result, given)


def test_figures_are_never_shown(result, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a figure was shown"))
    plot.recovery(result)
    plot.torque_angle(result)
    plot.session(result)


def test_a_change_that_is_next_to_nothing_is_not_drawn_as_a_large_one():
    figure, ax = plt.subplots()
    ax.plot([0.0, 1.0], [0.3114, 0.3116])
    mark_levels(ax, "strength_ratio", {0.3115: "0.5"}, [np.array([0.3114, 0.3116])])
    low, high = ax.get_ylim()
    assert high - low == pytest.approx(LEAST_SPAN * 0.3116, rel=1e-2)
    assert 0.5 * (low + high) == pytest.approx(0.3115, rel=1e-4)
    plt.close(figure)


def test_a_level_is_named_where_no_curve_comes_near():
    early = np.array([-2.0, 0.0, 2.0, 2.5, *[3.0] * 8])  # crosses the level near the beginning
    for run, side in ((early, "right"), (early[::-1], "left")):
        figure, ax = plt.subplots()
        ax.plot(run)
        mark_levels(ax, "rom", {0.0: "0.5"}, [run])
        assert ax.texts[0].get_horizontalalignment() == side
        plt.close(figure)
