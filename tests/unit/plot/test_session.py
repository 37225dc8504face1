"""A session second by second, integrated again from the stored morning."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError
from musclebalance.model.exposure import PHASES
from musclebalance.simulation.lab import close_up


def test_close_up_agrees_with_the_run_it_is_taken_from(result):
    """The dense run passes through the next stored morning."""
    dense = close_up(result, result.times[1] - 3600.0, float(result.times[1]), every=60.0)
    assert dense.times[-1] == result.times[1]
    scale = np.abs(result.states[1]) + 1e-2
    assert np.max(np.abs(dense.states[-1] - result.states[1]) / scale) < 1e-3


@pytest.mark.parametrize("name", ["angle", "tension_agonist", "inhibition_agonist"])
def test_close_up_does_not_depend_on_its_grid(result, name):
    span = result.timeline.spans[1]
    coarse, fine = (close_up(result, span.start, span.end, every=e, tol=1e-6) for e in (7.0, 0.5))
    shared = np.isin(np.round(fine.times, 3), np.round(coarse.times, 3))
    expected = fine.values(name)[shared]
    np.testing.assert_allclose(coarse.values(name), expected, atol=1e-3 * np.ptp(expected))


def test_close_up_outside_the_result(result):
    with pytest.raises(OutOfRangeError, match="close-up"):
        close_up(result, 0.0, 1e9)


def test_session_shows_angle_tension_and_inhibition(result):
    axes = plot.session(result, 2)
    assert [ax.get_ylabel() for ax in axes] == ["hip flexion [deg]", "tension [N]", "reflex\ninhibition [%]"]
    assert axes[2].get_xlabel() == "time in the session [s] (PIR, day 3, clinic)"
    labels = [text.get_text() for text in axes[0].get_legend().get_texts()]
    assert sorted(labels) == ["contract", "release", "stretch"]


def test_phases_are_shaded_where_they_are(result):
    """Five contractions of 7 s start at 10, 40, ... s."""
    ax = plot.session(result)[0]
    contraction = (
        ax.get_legend()
        .legend_handles[[text.get_text() for text in ax.get_legend().get_texts()].index("contract")]
        .get_facecolor()[:3]
    )
    bands = [p for p in ax.patches if p.get_facecolor()[:3] == contraction]
    assert [round(p.get_x(), 3) for p in bands] == [10.0, 40.0, 70.0, 100.0, 130.0]
    assert {round(p.get_width(), 3) for p in bands} == {7.0}


def test_tension_rises_in_contractions_and_inhibition_follows(result):
    axes = plot.session(result)
    seconds, tension = axes[1].lines[0].get_data()
    assert np.interp(13.0, seconds, tension) > 1.5 * np.interp(9.5, seconds, tension)
    time, inhibition = axes[2].lines[0].get_data()
    assert np.interp(17.0, time, inhibition) > 50.0
    assert np.interp(38.0, time, inhibition) < 5.0


def test_a_result_without_treatment_has_no_session(arms):
    with pytest.raises(MusclebalanceError, match="no session"):
        plot.session(arms["no treatment"])


def test_sessions_are_counted_from_one(result):
    with pytest.raises(OutOfRangeError, match="session 0"):
        plot.session(result, 0)


def test_every_phase_of_a_segment_has_a_look():
    assert set(import_module("musclebalance.plot.session").PHASES) == set(PHASES)
