"""Measured passive curves, and what is tissue and what is tolerance, as figures."""

from __future__ import annotations

import io

import numpy as np
import pytest

import musclebalance as mb
from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError
from musclebalance.plot.style import ARMS, COLOURS
from tests import laboratory

HIP = mb.pair("hip-flexors-gluteus-maximus")


def curve(last, shift=0.0, muscle="agonist"):
    test = laboratory.passive_test(curve=lambda x: 0.5 * np.exp(0.08 * (x - shift)), last=last, noise=0.2)
    recording = mb.read_dynamometer(io.StringIO(laboratory.humac(test)))
    sign = {"agonist": -1, "antagonist": 1}[muscle]
    return mb.passive_curve(recording, HIP, muscle, side="left", sign=sign, zero=20, resists=1).loading()


def test_samples_and_steps_are_those_measured():
    one, other = curve(36.0), curve(40.0, 2.0)
    ax = plot.passive_curve(one, other, labels=["before", "after"], width=4.0)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["before", "after"]
    for curve_, bars, look in zip((one, other), ax.containers, ARMS, strict=False):
        steps = curve_.points(4.0)
        np.testing.assert_allclose(bars[0].get_xdata(), steps.excursion)
        np.testing.assert_allclose(bars[0].get_ydata(), steps.torque)
        assert bars[0].get_color() == look["color"]
    samples = [line for line in ax.lines if line.get_label() == "_samples"]
    np.testing.assert_allclose(samples[0].get_ydata(), one.torque)
    assert ax.get_xlabel().replace("\n", " ") == "hip angle from neutral, lengthening the hip flexors [deg]"


def test_a_curve_there_and_back_is_shown_without_means():
    recording = mb.read_dynamometer(io.StringIO(laboratory.humac(laboratory.passive_test())))
    whole = mb.passive_curve(recording, HIP, "agonist", side="left", sign=-1, zero=20, resists=1)
    ax = plot.passive_curve(whole)
    assert not ax.containers
    np.testing.assert_allclose(ax.lines[0].get_ydata(), whole.torque)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["left"]


def test_arrows_reach_from_angle_to_angle():
    found = mb.tissue_or_tolerance(curve(36.0), curve(42.0, 2.0))
    ax = plot.tissue_or_tolerance(found)
    change = found.table["change"]
    arrows = [(text.xyann, text.xy) for text in ax.texts if not text.get_text()]
    lengths = [end[0] - start[0] for start, end in arrows]
    np.testing.assert_allclose(lengths, [change["tissue"], change["tolerance"]])
    assert arrows[0][0] == (found.angles[0], found.torque)
    assert arrows[1][1][0] == pytest.approx(found.ends[1])
    told = [text.get_text() for text in ax.texts if text.get_text()]
    assert told == [f"tissue\n+{change['tissue']:.1f} deg", f"tolerance\n+{change['tolerance']:.1f} deg"]
    colours = [bars[0].get_color() for bars in ax.containers]
    assert colours == [COLOURS["untreated"], COLOURS["treated"]]


def test_what_cannot_be_one_figure_is_refused():
    with pytest.raises(MusclebalanceError, match="curves of one muscle"):
        plot.passive_curve(curve(36.0), curve(36.0, muscle="antagonist"))
    with pytest.raises(MusclebalanceError, match="curves of one muscle"):
        plot.passive_curve()
    with pytest.raises(MusclebalanceError, match="2 curves need 2 labels"):
        plot.passive_curve(curve(36.0), curve(36.0), labels=["before"])
    with pytest.raises(MusclebalanceError, match="one after the other"):
        plot.passive_curve([curve(36.0)])  # type: ignore[arg-type]
