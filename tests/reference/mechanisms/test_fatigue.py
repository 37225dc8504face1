"""Three-compartment fatigue against its closed form, a full integration, endurance laws, and low loads."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from musclebalance.model import Segment
from validation.targets.bench import isolated

#: Joint: F, R [1/s] (Frey-Law 2012) and the power law of endurance b0 [s], b1 (Frey Law & Avin 2010).
JOINTS = {
    "ankle": (0.00589, 0.00058, 34.71, -2.06),
    "knee": (0.01500, 0.00149, 19.38, -1.88),
    "trunk": (0.00755, 0.00075, 22.69, -2.27),
    "shoulder": (0.01820, 0.00168, 14.86, -1.83),
    "elbow": (0.00912, 0.00094, 17.98, -2.21),
    "general": (0.00970, 0.00091, 21.92, -1.98),
}
CONSTANT = {"low_load": 1e-6}  # the published law: fatigue in proportion to load


def bench(joint: str = "knee", recovery: float = 15.0, **values: float):
    rates = {"fatigue_rate": JOINTS[joint][0], "recovery_rate": JOINTS[joint][1], "rest_recovery": recovery}
    return isolated("hamstrings-quadriceps", "fatigue", values={**rates, **values})


def effort(load: float, seconds: float, phase: str = "work") -> Segment:
    return Segment(seconds, "hold", phase, effort_agonist=load)


def closed_form(t, load: float, joint: str):
    rate, recovery = JOINTS[joint][:2]
    return rate * load / recovery * (1 - np.exp(-recovery * np.asarray(t)))


def endurance(load: float, joint: str, **values: float) -> float:
    """Time [s] at which what is left no longer reaches the load."""
    trace = bench(joint, **values).run(effort(load, 6000.0), every=1.0)
    failed = 1 - trace["fatigue_agonist"] < load
    return float(trace.times[failed.argmax()]) if failed.any() else np.inf


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("load", [0.15, 0.3, 0.5, 0.7])
def test_sustained_fatigue_is_the_closed_form_within_1_percent(joint, load):
    rate, recovery = JOINTS[joint][:2]
    limit = -np.log(1 - recovery * (1 - load) / (rate * load)) / recovery
    trace = bench(joint, **CONSTANT).run(effort(load, 0.9 * limit), every=5.0)
    expected = closed_form(trace.times[1:], load, joint)
    np.testing.assert_allclose(trace["fatigue_agonist"][1:], expected, rtol=0.01)


@pytest.mark.parametrize("load", [0.2, 0.5, 0.8])
def test_endurance_time_is_the_closed_form_within_1_percent(load):
    rate, recovery = JOINTS["general"][:2]
    limit = -np.log(1 - recovery * (1 - load) / (rate * load)) / recovery
    assert endurance(load, "general", **CONSTANT) == pytest.approx(limit, rel=0.01, abs=1.0)


def three_compartments(course, joint: str, recovery_gain: float):
    """Active, resting, fatigued units with the published controller (LD = LR = 10 /s), by SciPy."""
    rate, recovery = JOINTS[joint][:2]
    state, times, fatigued = np.array([0.0, 1.0, 0.0]), [0.0], [0.0]
    for load, seconds in course:
        gain = recovery * (recovery_gain if load == 0 else 1.0)

        def change(_, y, load=load, gain=gain):
            active, resting, tired = y
            short = load - active
            drive = 10 * (min(short, resting) if short > 0 else short)
            return [drive - rate * active, -drive + gain * tired, rate * active - gain * tired]

        steps = np.linspace(0, seconds, 200)
        found = solve_ivp(
            change, (0, seconds), state, method="LSODA", t_eval=steps, rtol=1e-9, atol=1e-11, max_step=0.5
        )
        state = found.y[:, -1]
        times += list(times[-1] + steps[1:])
        fatigued += list(found.y[2, 1:])
    return np.array(times), np.array(fatigued)


@pytest.mark.parametrize("joint", ["knee", "ankle"])
def test_fatigue_is_that_of_the_full_three_compartments(joint):
    course = [(0.5, 60.0), (0.0, 60.0), (0.3, 120.0), (0.9, 40.0), (0.0, 120.0)]
    times, expected = three_compartments(course, joint, 15.0)
    segments = [effort(load, s, "work" if load else "rest") for load, s in course]
    trace = bench(joint, **CONSTANT).run(*segments, every=0.5)
    found = np.interp(times, trace.times, trace["fatigue_agonist"])
    assert np.abs(found - expected).max() < 0.01


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("load", [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
def test_endurance_of_the_published_law_lies_in_the_band_about_the_power_laws(joint, load):
    _, _, b0, b1 = JOINTS[joint]
    assert 0.53 < endurance(load, joint, **CONSTANT) / (b0 * load**b1) < 1.40


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("load", [0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
def test_endurance_with_slower_fatigue_at_low_load_stays_in_the_band_from_30_percent(joint, load):
    """The elbow leaves it by 4 %, where the published law is at its edge; below 30 %, see the next test."""
    _, _, b0, b1 = JOINTS[joint]
    assert 0.54 < endurance(load, joint) / (b0 * load**b1) < (1.45 if joint == "elbow" else 1.39)


def test_endurance_at_20_percent_is_hardly_longer_than_the_published_law():
    """Slower fatigue at low load is asked for by T18 and T20; a fourth power costs nothing at 20 % MVC."""
    for joint in JOINTS:
        assert 1.0 < endurance(0.2, joint) / endurance(0.2, joint, **CONSTANT) < 1.1


def test_endurance_at_90_percent_is_underestimated_as_published():
    for joint, (_, _, b0, b1) in JOINTS.items():
        assert 0.2 < endurance(0.9, joint) / (b0 * 0.9**b1) < 0.75


@pytest.mark.parametrize("recovery", [1.0, 15.0, 30.0])
def test_rest_recovers_with_its_own_time_constant(recovery):
    tired = bench("general", recovery).with_state(fatigue_agonist=0.4)
    trace = tired.run(Segment(200.0, "hold"), every=10.0)
    expected = 0.4 * np.exp(-recovery * JOINTS["general"][1] * trace.times)
    np.testing.assert_allclose(trace["fatigue_agonist"], expected, rtol=1e-4)


@pytest.mark.parametrize("duty", [0.3, 0.5, 0.8])
def test_intermittent_work_settles_near_the_cycle_average(duty):
    rate, recovery = JOINTS["knee"][:2]
    load, cycle = 0.3, 12.0
    once = [effort(load, duty * cycle), Segment((1 - duty) * cycle, "hold")]
    trace = bench(**CONSTANT).run(*(once * 150))
    expected = duty * rate * load / (recovery * (duty + 15 * (1 - duty)))
    assert 0.8 * expected < trace["fatigue_agonist"][-1] <= 1.01 * expected


def test_the_segment_says_whether_a_muscle_rests_not_the_sign_of_a_state():
    """The same load in a work phase and in a rest phase: only the recovery differs, by the factor r."""
    worked = bench().run(effort(0.1, 600.0))["fatigue_agonist"][-1]
    rested = bench().run(effort(0.1, 600.0, "rest"))["fatigue_agonist"][-1]
    assert rested < 0.2 * worked


def test_an_hour_at_5_percent_costs_12_percent_and_not_half_T20():
    lab = isolated("hamstrings-quadriceps", "fatigue", "slow_fatigue")
    end = lab.run(effort(0.05, 3600.0))
    assert 0.08 < end["fatigue_agonist"][-1] + end["slow_fatigue_agonist"][-1] < 0.16
    assert 0.45 < bench(**CONSTANT).run(effort(0.05, 3600.0))["fatigue_agonist"][-1] < 0.55


def test_slow_fatigue_follows_the_square_of_the_fatigued_share_and_lasts_a_day():
    lab = isolated("hamstrings-quadriceps", "fatigue", "slow_fatigue").with_state(slow_fatigue_agonist=0.05)
    rested = lab.run(Segment(24 * 3600.0, "hold"))["slow_fatigue_agonist"][-1]
    assert rested == pytest.approx(0.05 * np.exp(-1), rel=1e-3)
    worked = lab.run(effort(0.3, 600.0), every=5.0)
    times, tired, slow = worked.times, worked["fatigue_agonist"], worked["slow_fatigue_agonist"]
    slope = 0.8 / 3600 * tired**2 * (0.3 - slow) - slow / 86400
    expected = 0.05 + np.concatenate([[0], np.cumsum(np.diff(times) * (slope[1:] + slope[:-1]) / 2)])
    np.testing.assert_allclose(slow, expected, rtol=1e-3)


def test_rests_spare_a_muscle_what_the_same_mean_load_without_them_leaves_for_a_day_T21():
    lab = isolated("hamstrings-quadriceps", "fatigue", "slow_fatigue")
    sustained = lab.run(effort(0.15, 3600.0))["slow_fatigue_agonist"][-1]
    cycles = lab.run(*[effort(0.3, 3.0), Segment(3.0, "hold")] * 600)["slow_fatigue_agonist"][-1]
    assert cycles < 0.35 * sustained


def test_activation_is_what_fatigue_leaves():
    fresh = bench().run(effort(0.4, 1.0))["activation_agonist"][-1]
    tired = bench().with_state(fatigue_agonist=0.8).run(effort(0.4, 0.01))["activation_agonist"][-1]
    assert fresh == pytest.approx(0.4, abs=0.005)
    assert tired == pytest.approx(0.2, abs=0.005)
    assert bench().run(Segment(1.0, "hold"))["activation_agonist"][-1] == 0
