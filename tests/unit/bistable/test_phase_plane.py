"""Phase plane: fixed points are roots, eigenvalues tell the truth, basins agree with integration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from musclebalance import bistable

HIP = bistable.BistableModel()


def on_plane(points):
    return [p for p in points if abs(p.state[1]) < 1e-9]


def test_without_a_cause_there_are_two_ways_to_be_and_a_threshold_between():
    health, threshold, tense = on_plane(bistable.fixed_points(HIP))
    np.testing.assert_allclose(health.state, bistable.HEALTH, atol=1e-12)
    assert (health.kind, threshold.kind, tense.kind) == ("stable", "threshold", "stable")
    assert 0.25 < threshold.state[0] < 0.35 < 0.7 < tense.state[0] < 0.8


def test_in_an_aligned_pair_tone_rests_where_the_closed_form_says():
    """The habit alone, k a^4/(a^4 + h^4)(1 - a) = a/tau: rests at 0 and 0.745, threshold at 0.31."""

    def growth(a):
        return 0.0146 * a**4 / (a**4 + 0.5**4) * (1 - a) - a / 240

    found = [p.state[0] for p in on_plane(bistable.fixed_points(HIP.with_(feedback_gain=0)))]
    roots = [0.0, brentq(growth, 0.1, 0.5), brentq(growth, 0.5, 0.9)]
    assert found == pytest.approx(roots, abs=1e-9)
    assert roots[1:] == pytest.approx([0.31, 0.745], abs=0.006)


def test_nine_fixed_points_of_two_muscles_four_of_them_stable():
    points = bistable.fixed_points(HIP)
    assert len(points) == 9
    assert sum(p.stable for p in points) == 4


@settings(max_examples=25)
@given(st.floats(0, 2), st.floats(0, 0.9), st.floats(0, 0.5))
def test_fixed_points_are_roots_and_health_is_stable(cause, gain, chi):
    model = HIP.with_(feedback_gain=gain, posture_gain=chi)
    points = bistable.fixed_points(model, cause)
    assert points
    for point in points:
        assert np.max(np.abs(model.rate(point.state, cause))) < 1e-12
        assert point.angle == pytest.approx(float(model.resting_angle(point.state)))
    healthy = bistable.fixed_points(model)[0]
    np.testing.assert_allclose(healthy.state, bistable.HEALTH, atol=1e-9)
    assert healthy.stable


@pytest.mark.parametrize("cause", [0.0, 0.05, 1.0])
def test_stability_by_eigenvalues_is_what_a_nudge_does(cause):
    """A small step off a stable point fades; along the outward direction of the others it grows."""
    for point in bistable.fixed_points(HIP, cause):
        values, vectors = np.linalg.eig(HIP.jacobian(point.state, cause))
        assert sorted(values.real) == pytest.approx(sorted(point.eigenvalues.real))
        outward = vectors[:, int(np.argmax(values.real))].real
        nudged = point.state + 1e-4 * outward / np.linalg.norm(outward)
        later = bistable.course(HIP, 60, nudged, cause=cause).final
        distance = np.linalg.norm(later - point.state)
        assert distance == pytest.approx(1e-4 * np.exp(60 * values.real.max()), rel=0.05)
        assert (distance < 1e-4) == point.stable


def test_nullclines_are_where_a_state_stands_still_and_cross_at_the_fixed_points():
    for cause in (0.0, 0.05, 1.0):
        lines = bistable.nullclines(HIP, cause)
        tone, length = lines["length"].T
        np.testing.assert_allclose(HIP.rate(HIP.on_plane(tone, length), cause)[:, 2], 0.0, atol=1e-12)
        curve = lines["tone"].reshape(-1, 2)
        curve = curve[np.all(np.isfinite(curve), axis=1)]
        assert len(curve) > 100
        np.testing.assert_allclose(HIP.rate(HIP.on_plane(*curve.T), cause)[:, 0], 0.0, atol=1e-10)
        for point in on_plane(bistable.fixed_points(HIP, cause)):
            for line in (lines["length"], curve):
                assert np.min(np.linalg.norm(line - point.state[[0, 2]], axis=1)) < 0.01


def test_the_field_is_the_rate():
    tone, length, along, up = bistable.field(HIP, 0.5)
    assert tone.shape == (21, 21)
    rate = HIP.rate(HIP.on_plane(tone[3, 4], length[3, 4]), 0.5)
    assert (along[3, 4], up[3, 4]) == (rate[0], rate[2])


def test_basins_agree_with_integrating_single_starts_by_another_solver():
    found = bistable.basins(HIP, tone=np.linspace(0.05, 0.95, 7), length=np.linspace(0.91, 1.04, 5))
    assert set(np.unique(found.index)) == {0, 1}
    for row in range(5):
        for column in range(7):
            start = HIP.on_plane(found.tone[row, column], found.length[row, column])
            end = solve_ivp(lambda _, y: HIP.rate(y), (0, 8000), start, "LSODA", rtol=1e-8, atol=1e-10).y[
                :, -1
            ]
            nearest = np.argmin([np.max(np.abs(end - p.state)) for p in found.stable])
            assert found.index[row, column] == nearest


def test_the_separatrix_divides_the_basins():
    line = bistable.separatrix(HIP)
    assert len(line) > 20
    inside = line[(line[:, 1] > 0.91) & (line[:, 1] < 1.04)]
    for tone, length in inside[:: max(1, len(inside) // 8)]:
        pair = bistable.basins(
            HIP, tone=np.array([tone - 0.01, tone + 0.01]), length=np.array([length]), days=20000
        )
        assert list(pair.healthy[0]) == [True, False]


def test_a_short_muscle_becomes_tense_more_easily():
    line = bistable.separatrix(HIP)
    tone_at = [float(np.interp(-length, -line[:, 1], line[:, 0])) for length in (1.03, 1.0, 0.95)]
    if line[0, 1] < line[-1, 1]:
        tone_at = [float(np.interp(length, line[:, 1], line[:, 0])) for length in (1.03, 1.0, 0.95)]
    assert tone_at[0] > tone_at[1] > tone_at[2]


def test_a_strong_cause_leaves_one_basin_and_taking_it_away_does_not_bring_health_back():
    """Hysteresis: the desk makes tense; without it that stays; enough sessions cross the threshold."""
    assert len(on_plane(bistable.fixed_points(HIP, 1.0))) == 1
    assert bistable.separatrix(HIP, 1.0).shape == (0, 2)
    ill = bistable.course(HIP, 360, cause=1.0).final
    rested = bistable.course(HIP, 3000, ill).final
    assert rested[0] > 0.7
    few = bistable.course(HIP, 3000, ill, sessions=bistable.weekly(3, weeks=1)).final
    enough = bistable.course(HIP, 3000, ill, sessions=bistable.weekly(3, weeks=4)).final
    assert few[0] > 0.7
    assert enough[0] < 0.01


def test_branches_show_the_fold():
    table = bistable.branches(HIP, np.linspace(0, 0.2, 21))
    counts = table.groupby("cause").size()
    assert counts.iloc[0] == 3
    assert counts.iloc[-1] == 1
    assert list(counts) == sorted(counts, reverse=True), "the healthy branch ends once and does not come back"
    assert set(table.kind) == {"stable", "threshold"}
