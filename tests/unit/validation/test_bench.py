"""The bench: what is run, what is stored, what is read off."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.model import Segment
from musclebalance.treatment import PIR
from validation.pages.targets import markdown
from validation.targets.bench import isolated
from validation.targets.check import Check

HIP = "hip-flexors-gluteus-maximus"


@pytest.fixture(scope="module")
def bench():
    return isolated(HIP, "relaxation", "tone")


def test_only_the_named_mechanisms_are_on(bench):
    assert "tone_agonist" in bench.body.program.state_names
    assert "tolerance_fast_agonist" not in bench.body.program.state_names
    with pytest.raises(UnknownNameError):
        bench.run(Segment(1.0, "hold"))["tolerance_fast_agonist"]


def test_a_trace_holds_start_and_ends_of_all_pieces(bench):
    trace = bench.run(Segment(10.0, "posture", angle=5.0), Segment(4.0, "hold"), every=3.0)
    np.testing.assert_allclose(trace.times, [0, 2.5, 5, 7.5, 10, 12, 14])
    assert np.degrees(trace.at("angle", 10.0)) == pytest.approx(5.0, abs=1e-3)
    assert trace["angle"][-1] == trace.at("angle", 10.0)


def test_a_run_goes_on_from_its_end(bench):
    first = bench.run(Segment(60.0, "posture", angle=5.0, stress=1.0))
    whole = bench.run(Segment(60.0, "posture", angle=5.0, stress=1.0), Segment(60.0, "hold"))
    np.testing.assert_array_equal(first.end.run(Segment(60.0, "hold")).states[-1], whole.states[-1])


def test_a_session_becomes_segments_of_its_length(bench):
    segments = bench.session(PIR())
    assert sum(s.duration for s in segments) == pytest.approx(PIR().seconds)
    assert {"hold", "plateau", "release", "stretch"} <= {s.phase for s in segments}


def test_states_are_set_by_name(bench):
    assert bench.with_state(tone_agonist=0.02).run(Segment(1e-3, "hold"))["tone_agonist"][0] == 0.02
    with pytest.raises(UnknownNameError):
        bench.with_state(tne_agonist=0.02)


def test_a_target_without_a_prediction_or_with_a_band_upside_down_is_refused():
    with pytest.raises(UnknownNameError, match="reflex_1s"):
        Check("reflex_1", "T14", "x", "%", "83", 78, 88)
    with pytest.raises(MusclebalanceError, match="order"):
        Check("reflex_1s", "T14", "x", "%", "83", 88, 78)


def test_a_miss_is_shown_as_a_miss():
    """The page must not turn a miss into a hit: a band the model cannot reach reads 'no'."""
    hit = Check("reflex_1s", "T14", "early depression", "%", "83", 78, 88)
    miss = Check("reflex_1s", "T14", "early depression", "%", "20", 10, 30, note="because")
    page = markdown([hit, miss])
    assert "1 of 2 predictions" in page
    assert "| 78 to 88 | 81.6 | yes |" in page
    assert "| 10 to 30 | 81.6 | **no** |" in page
    assert "| T14 | early depression | 20 | 81.6 % | because |" in page
