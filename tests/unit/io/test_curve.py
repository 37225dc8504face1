"""The passive curve: side, sign and zero asked for; loading, slow and silent samples; steps with errors."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from tests import laboratory

HIP = mb.pair("hip-flexors-gluteus-maximus")
PLACED = {"side": "left", "sign": -1, "zero": 20.0, "resists": 1}


def recorded(**how):
    return mb.read_dynamometer(io.StringIO(laboratory.humac(laboratory.passive_test(**how))))


def curve(muscle="agonist", **how):
    placed = {name: how.pop(name, usual) for name, usual in PLACED.items()}
    return mb.passive_curve(recorded(**how), HIP, muscle, **placed)


def test_what_is_in_no_file_is_asked_for():
    recording = recorded()
    with pytest.raises(MusclebalanceError) as refusal:
        mb.passive_curve(recording, HIP, "agonist", side="left")
    told = str(refusal.value)
    assert "side='left'" not in told
    for part in (
        "nothing is guessed; pass sign=1 if the angle recorded rises with hip flexion",
        "zero=, the angle recorded [deg] at which hip flexion is 0",
        "resists=1 if the torque recorded is positive where tissue resists, else resists=-1",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"side": "lft"}, "No side 'lft'. Did you mean 'left'"),
        ({"sign": 2}, "sign 2 is neither 1 nor -1"),
        ({"resists": 0}, "resists 0 is neither"),
        ({"zero": 900.0}, "zero 900 deg is outside"),
    ],
)
def test_what_is_given_wrong_is_refused(wrong, message):
    with pytest.raises(MusclebalanceError, match=message):
        mb.passive_curve(recorded(), HIP, "agonist", **{**PLACED, **wrong})
    with pytest.raises(UnknownNameError, match="No muscle 'hip'"):
        mb.passive_curve(recorded(), HIP, "hip", **PLACED)


@pytest.mark.parametrize("muscle", ["agonist", "antagonist"])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("resists", [1, -1])
def test_angle_and_torque_become_those_of_the_pair(muscle, sign, resists):
    """Whatever the machine calls positive: the muscle's own passive torque comes back."""
    person = mb.develop(HIP, mb.Lifestyle.healthy(), days=1)
    lengthens = {"agonist": -1, "antagonist": 1}[muscle]  # flexion positive: extension lengthens the flexors
    excursions = np.linspace(0, 15, 40)
    torque = person.history.torque_angle(muscle, excursions=excursions).to_numpy()
    machine = sign * lengthens * excursions + 33.0
    lines = "".join(
        f"{k / 10:.1f},{a:.9f},{resists * m:.9f}\n"
        for k, (a, m) in enumerate(zip(machine, torque, strict=True))
    )
    recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\n{lines}"))
    found = mb.passive_curve(
        recording, HIP, muscle, side="right", sign=sign, zero=33.0, resists=resists
    ).loading()
    np.testing.assert_allclose(found.excursion, excursions, atol=1e-8)
    np.testing.assert_allclose(found.torque, torque, atol=1e-8)
    assert found.tolerated == pytest.approx(torque[-1])


def test_a_neutral_angle_that_is_not_zero_counts():
    pair = next(
        p for p in (mb.pair(one.name) for one in mb.catalogue()) if p.parameters.value("neutral_angle")
    )
    neutral = pair.parameters.value("neutral_angle")
    side = -np.sign(pair.parameters.value("moment_arm_c0", "agonist"))
    found = mb.passive_curve(recorded(first=5), pair, "agonist", side="left", sign=1, zero=0, resists=1)
    assert found.excursion[0] == pytest.approx(side * (5.0 - neutral), abs=1e-3)


def test_only_the_loading_branch_stays():
    found = curve().loading()
    assert len(found) == pytest.approx(800, abs=15)
    assert found.velocity.min() > 0.0
    true = 0.5 * np.exp(0.08 * (found.excursion + 20.0))
    np.testing.assert_allclose(found.torque, true, rtol=0.02)  # the way back has a fifth less
    assert found.seen[-1].startswith("loading branch: ")
    assert found.excursion[0] == pytest.approx(-20, abs=0.6)
    assert found.excursion[-1] == pytest.approx(20, abs=0.6)


def test_of_several_movements_one_is_asked_for():
    many = curve(repetitions=3)
    with pytest.raises(MusclebalanceError, match=r"3 movements .* \(from .*\); say repetition=1 to 3"):
        many.loading()
    starts = [many.loading(k).time[0] for k in (1, 2, 3)]
    assert np.diff(starts) == pytest.approx([19.0, 19.0], abs=0.1)
    with pytest.raises(OutOfRangeError, match="repetition 4 is outside 1 to 3"):
        many.loading(4)


def test_the_wrong_sign_leaves_nothing_and_says_so():
    """Nothing lengthens in a movement that only goes one way, read with the wrong sign."""
    lines = "".join(f"{k / 10:.1f},{k},{k}\n" for k in range(30))
    recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\n{lines}"))
    placed = mb.passive_curve(recording, HIP, "agonist", **{**PLACED, "sign": 1})
    with pytest.raises(
        MusclebalanceError, match="no movement of 5 deg or more lengthens the hip flexors; is the s"
    ):
        placed.loading()


def test_fast_samples_go():
    fast = curve(speed=20.0)
    with pytest.raises(MusclebalanceError, match=r"no sample is left \(at most 5 deg/s\)"):
        fast.loading().slow()
    assert len(fast.loading().slow(30.0)) == len(fast.loading())


def test_silence_needs_a_maximal_contraction():
    with pytest.raises(MusclebalanceError, match=r"no activity in %MVC.*mvc=mb.read_emg"):
        curve().silent()


def test_a_maximal_contraction_of_nothing_is_refused():
    mvc = mb.Signals("mvc", np.arange(3000) / 1000, {"EMG": np.ones(3000)}, {"EMG": "V"}, 1000.0)
    with pytest.raises(
        MusclebalanceError, match="has no muscle activity that the maximal contraction is for"
    ):
        mb.passive_curve(recorded(), HIP, "agonist", **PLACED, mvc=mvc)


def test_active_samples_go():
    test = laboratory.passive_test(rate=1000.0)
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(len(test.time))
    loud = np.where((test.time > 3.0) & (test.time < 4.0), 2e-4, 1e-6)
    text = laboratory.nexus(test, "Nm", emg={"EMG rectus": loud * noise})
    names = {"angle": "Angle.Position", "torque": "Force.Torque"}
    recording = mb.read_dynamometer(io.StringIO(text), columns=names)
    full = 1e-3 * rng.standard_normal(3000)
    mvc = mb.Signals("mvc", np.arange(3000) / 1000, {"EMG rectus": full}, {"EMG rectus": "V"}, 1000.0)
    placed = mb.passive_curve(recording, HIP, "agonist", **PLACED, mvc=mvc)
    quiet = placed.loading().silent()
    gone = np.setdiff1d(placed.loading().time, quiet.time)
    assert gone.min() == pytest.approx(3.0, abs=0.1)
    assert gone.max() == pytest.approx(4.0, abs=0.1)
    assert re.fullmatch(r"at most 5 %MVC: 1[01]\d\d samples left out", quiet.seen[-1])


def test_steps_are_means_with_honest_errors():
    """Of many noisy curves, the steps' errors are as large as they say, for white and for smooth noise."""
    for width_of_noise in (1, 15):
        scores = []
        for seed in range(40):
            test = laboratory.passive_test(curve=lambda x: 0.3 * x, hold=0.0)
            rng = np.random.default_rng(seed)
            noise = np.convolve(rng.standard_normal(len(test.time) + 200), np.ones(width_of_noise), "same")
            noisy = test.torque + 0.2 * noise[100:-100]
            lines = "".join(
                f"{t:.2f},{a:.5f},{m:.6f}\n" for t, a, m in zip(test.time, test.angle, noisy, strict=True)
            )
            recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\n{lines}"))
            found = mb.passive_curve(recording, HIP, "agonist", **PLACED).loading().points(4.0)
            true = 0.3 * (found.excursion + 20.0)
            scores += list((found.torque - true)[1:-1] / found.sd[1:-1])
        assert 0.8 < np.std(scores) < 1.5, (width_of_noise, np.std(scores))


def test_too_few_samples_make_no_curve():
    with pytest.raises(MusclebalanceError, match="too few for a curve"):
        curve(rate=10.0).loading().points(0.5)


def test_a_curve_is_measurements_of_a_visit():
    found = curve(noise=0.05).loading().visits(14, sd=0.4)
    assert set(found["day"]) == {14}
    assert set(found["side"]) == {"left"}
    assert (found["sd"] >= 0.4).all()
    np.testing.assert_allclose(
        found["value"], 0.5 * np.exp(0.08 * (found["excursion [deg]"] + 20)), rtol=0.05
    )


def test_it_prints_what_it_is():
    told = str(curve().loading().slow(6))
    assert told.startswith("passive curve of the hip flexors, left: ")
    assert "machine's 20 deg is 0 of hip flexion [deg], sign -1; torque that resists is positive" in told
    assert curve().to_frame().columns.tolist() == ["excursion [deg]", "torque [N m]", "velocity [deg/s]"]


def with_velocity(change, **how):
    test = laboratory.passive_test(**how)
    return mb.read_dynamometer(io.StringIO(laboratory.humac(replace(test, velocity=change(test.velocity)))))


@pytest.mark.parametrize("hold", [0.0, 2.0])
@pytest.mark.parametrize(
    "change", [np.abs, np.negative, np.zeros_like], ids=["no sign", "other sign", "none"]
)
def test_a_velocity_that_is_not_that_of_the_angle_does_not_choose_the_branch(change, hold):
    placed = {**PLACED, "sign": 1}
    curve = mb.passive_curve(with_velocity(change, hold=hold), HIP, "antagonist", **placed)
    assert any("velocity from the angle" in told for told in curve.seen)
    inner = curve.loading().points().excursion
    torque = np.interp(inner[2:-2], inner, curve.loading().points().torque)
    np.testing.assert_allclose(torque, 0.5 * np.exp(0.08 * (inner[2:-2] + 20.0)), rtol=0.02)


@pytest.mark.parametrize("change", [np.radians, np.degrees])
def test_a_velocity_in_another_unit_is_refused(change):
    with pytest.raises(MusclebalanceError, match=r"turns .* times as far as the angle says; is the unit"):
        mb.passive_curve(with_velocity(change), HIP, "agonist", **PLACED)


def test_the_way_there_and_the_way_back_are_not_averaged():
    both = curve()
    for refused in (both.points, lambda: both.visits(0), lambda: mb.tissue_or_tolerance(both, both)):
        with pytest.raises(MusclebalanceError, match=r"take curve\.loading\(\) first"):
            refused()
