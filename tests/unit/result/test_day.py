"""A day's report, and what can be examined on any day of a result."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.lifestyle import Bout, Lifestyle
from musclebalance.model import readouts
from musclebalance.model.exposure import Exposure
from musclebalance.pairs import Pair, pair
from musclebalance.result import Day, Result
from musclebalance.simulation import healthy, one_day, simulate


@pytest.fixture(scope="module")
def trapezius() -> Pair:
    return pair("upper-trapezius-lower-trapezius").with_entrapment()


@pytest.fixture(scope="module")
def office(trapezius: Pair) -> Result:
    life = Lifestyle.office(hours=8, stress=0.6)
    return simulate(healthy(trapezius), None, life, days=3, store="segments")


@pytest.fixture(scope="module")
def dense(office: Result) -> Day:
    return one_day(office, 3)


def test_the_histogram_holds_the_day(office: Result, dense: Day):
    for day in (one_day(office, 3, every=None), dense):
        hours = day.histogram(5.0)
        assert hours.sum() == pytest.approx(24.0)
        assert hours.loc[10.0:15.0].sum() == pytest.approx(8.0, abs=0.1)


def test_hours_without_moving_are_those_at_the_desk_between_walks(trapezius: Pair):
    fixed = (Exposure(mode="posture", angle=12.0),)
    other = (Exposure(mode="posture", angle=-5.0),)
    bouts = (Bout("a", 3, 0, fixed), Bout("b", 1, 0, other), Bout("a", 5, 0, fixed), Bout("b", 15, 0, other))
    result = simulate(healthy(trapezius), None, Lifestyle("two", (bouts,)), days=1, store="segments")
    assert one_day(result, 1).longest == pytest.approx(15.0, abs=0.02)


def test_sustained_activity_at_the_desk_comes_from_stress_and_ends_with_it(dense: Day):
    # stress 0.6 raises the trapezius above 0.5 % MVC in the 8 h at the desk; tone goes in 60 s
    assert dense.agonist.sustained_at_rest == pytest.approx(8.0 / 24.0, abs=0.02)
    assert dense.antagonist.sustained_at_rest == 0.0
    assert 1.5 < dense.agonist.tone_peak < 4.0


def test_segments_and_dense_output_agree(office: Result, dense: Day):
    coarse = one_day(office, 3, every=None)
    assert coarse.agonist.sustained_at_rest == pytest.approx(dense.agonist.sustained_at_rest, abs=0.01)
    assert coarse.agonist.flow_lowest == pytest.approx(dense.agonist.flow_lowest, abs=0.02)
    assert coarse.agonist.tone_peak == pytest.approx(dense.agonist.tone_peak, rel=0.02)
    assert coarse.pain_peak == pytest.approx(dense.pain_peak, abs=0.1)


def test_hours_above_the_thresholds_of_nerves_are_in_order(dense: Day):
    above30, above50, above80 = dense.agonist.nerve_hours
    assert above30 >= above50 >= above80 >= 0.0
    assert dense.agonist.nerve_peak > 14.0


def test_pressure_of_a_held_contraction_gives_the_hours_of_the_thresholds(trapezius: Pair):
    held = (Exposure(mode="posture", phase="work", angle=0.0, effort_agonist=0.16),)
    bouts = (Bout("hold", 0.05, 0.0, held), Bout("sleep", 23.95))
    result = simulate(healthy(trapezius), None, Lifestyle("hold", (bouts,)), days=1, store="segments")
    muscle = one_day(result, 1, every=5.0).agonist
    # 14 mmHg at rest and about 2.2 mmHg per % MVC: above 30, below 80
    assert muscle.nerve_hours[0] == pytest.approx(0.05, abs=0.02)
    assert muscle.nerve_hours[2] == 0.0
    assert 42.0 < muscle.nerve_peak < 56.0


def test_a_day_without_stored_segments_says_what_to_do(trapezius: Pair):
    result = simulate(healthy(trapezius), None, Lifestyle.healthy(), days=2)
    with pytest.raises(MusclebalanceError, match=r"store='segments', or use mb.one_day"):
        one_day(result, 1, every=None)
    assert one_day(result, 1).hours.sum() == pytest.approx(24.0)
    with pytest.raises(OutOfRangeError):
        one_day(result, 3, every=None)


def test_the_report_prints_and_tabulates_with_units(dense: Day):
    assert "joint angles:" in str(dense)
    assert all("[" in name for name in dense.to_frame().columns)
    assert list(dense.to_frame().index) == ["agonist", "antagonist"]


def test_the_day_of_a_model_without_tone_flow_or_pain_is_quiet(trapezius: Pair):
    person = healthy(trapezius, model="sensory")
    day = one_day(simulate(person, None, Lifestyle.office(), days=1), 1)
    assert (day.agonist.sustained_at_rest, day.pain_peak, day.agonist.flow_lowest) == (0.0, 0.0, 1.0)


def test_the_torque_angle_curve_meets_the_range_of_motion(office: Result):
    rom = office.values("rom_agonist")[-1]
    curve = office.torque_angle("agonist", excursions=[0.0, rom / 2, rom])
    assert curve.index.name == "excursion [deg]"
    assert np.all(np.diff(curve.to_numpy()) > 0)
    at_end = readouts.angle_at_torque(office.body, office.states[-1], "agonist", float(curve.iloc[-1]))
    assert at_end == pytest.approx(rom, abs=0.01)


def test_strength_at_the_test_angle_is_the_variable(office: Result):
    for muscle in ("agonist", "antagonist"):
        angle = office.pair.parameters.value("strength_angle", muscle)
        assert office.strength_at(muscle, angle) == pytest.approx(
            office.values(f"strength_torque_{muscle}")[-1]
        )
    ratio = office.strength_at("agonist", 5.0) / office.strength_at("antagonist", 5.0)
    assert office.strength_ratio_at(5.0) == pytest.approx(ratio)


@pytest.mark.parametrize("load", [0.2, 0.5, 0.8])
def test_endurance_of_the_fresh_muscle_lies_in_the_band_of_the_power_law(trapezius: Pair, load: float):
    person = healthy(trapezius)
    result = simulate(person, None, Lifestyle.healthy(), days=1)
    time = result.endurance_time("agonist", load, day=0)
    assert 0.5 < time / (14.86 * load**-1.83) < 1.4  # shoulder, Frey Law & Avin 2010


def test_endurance_is_when_a_simulated_hold_fails(trapezius: Pair):
    load, person = 0.5, healthy(trapezius)
    quiet = (Exposure(mode="posture", angle=0.0),)
    held = (Exposure(mode="posture", phase="work", angle=0.0, effort_agonist=load),)
    bouts = (Bout("wait", 1.0, 0.0, quiet), Bout("hold", 0.2, 0.0, held), Bout("sleep", 22.8))
    result = simulate(person, None, Lifestyle("hold", (bouts,)), days=1, store="segments")
    expected = result.endurance_time("agonist", load, day=1.0 / 24.0)
    from musclebalance.simulation.lab import close_up

    fine = close_up(result, 3600.0, 3600.0 + 600.0, every=0.5)
    capacity = 1.0 - fine.values("fatigue_agonist") - fine.values("slow_fatigue_agonist")
    failed = fine.times[np.flatnonzero(capacity < load + 0.005)[0]] - 3600.0
    assert failed == pytest.approx(expected, rel=0.1)


def test_endurance_can_be_without_end_and_needs_fatigue(trapezius: Pair, office: Result):
    assert office.endurance_time("agonist", 0.02, day=0) == np.inf
    quiet = simulate(healthy(trapezius, model="core"), None, Lifestyle.healthy(), days=1)
    with pytest.raises(MusclebalanceError, match="has no fatigue"):
        quiet.endurance_time("agonist", 0.5)
    with pytest.raises(OutOfRangeError, match=r"load 1\.5"):
        office.endurance_time("agonist", 1.5)
    with pytest.raises(UnknownNameError):
        office.endurance_time("agonst", 0.5)


def test_sustained_activity_needs_four_minutes_without_a_gap():
    edges = np.array([0.0, 200.0, 203.0, 300.0, 400.0, 410.0, 500.0])
    on, off = 0.01, 0.0

    def drive(*levels: float) -> np.ndarray:
        return np.array([levels, levels])

    assert readouts.sustained(edges, drive(on, off, on, off, off, off)) == pytest.approx(300.0)  # gap of 3 s
    assert readouts.sustained(edges, drive(on, off, off, on, on, on)) == 0.0
    assert readouts.sustained(edges, drive(off, on, on, on, on, on)) == pytest.approx(300.0)


def test_gaps_are_the_share_of_the_waking_day_without_drive_or_effort(trapezius: Pair):
    quiet = (Exposure(mode="posture", angle=0.0),)
    held = (Exposure(mode="posture", angle=0.0, effort_agonist=0.02),)
    bouts = (Bout("hold", 4.0, 0.0, held), Bout("wait", 12.0, 0.0, quiet), Bout("sleep", 8.0))
    day = Lifestyle("hold", (bouts,))
    calm = healthy(trapezius)
    found = one_day(simulate(calm, None, day, days=1, store="segments"), 1).agonist
    assert found.gaps == pytest.approx(12.0 / 16.0, abs=1e-3)
    assert found.sustained == pytest.approx(4.0 / 24.0, abs=1e-3)


def test_tone_is_held_by_somebody_awake_only(trapezius: Pair):
    tense = healthy(trapezius).with_state(memory_agonist=0.9, tone_agonist=0.02)
    bouts = (Bout("wait", 16.0, 0.0, (Exposure(mode="posture", angle=0.0),)), Bout("sleep", 8.0))
    found = one_day(simulate(tense, None, Lifestyle("rest", (bouts,)), days=1, store="segments"), 1).agonist
    assert found.sustained_at_rest == pytest.approx(16.0 / 24.0, abs=0.01)
    assert found.gaps == pytest.approx(0.0, abs=0.01)
