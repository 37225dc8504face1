"""Muscle activity: the band, the share of an MVC, pauses, sustained activity; what is not known refused."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError

RATE = 2000.0


def signals(values, rate=RATE, name="EMG", unit="V", file="made"):
    values = np.asarray(values, dtype=float)
    return mb.Signals(file, np.arange(len(values)) / rate, {name: values}, {name: unit}, rate)


def noise(seconds, size=1e-4, seed=0, rate=RATE):
    return size * np.random.default_rng(seed).standard_normal(int(seconds * rate))


MVC = signals(noise(3, 1e-3, 7), file="mvc")


@settings(max_examples=20, deadline=None)
@given(st.floats(0.5, 80.0), st.floats(1e-6, 1e3))
def test_a_share_of_the_mvc_comes_back_whatever_the_gain(share, gain):
    """A steady share is found to a few per cent of itself; the amplifier's gain drops out."""
    recorded = signals(gain * noise(20, share / 100.0, 1))
    strongest = signals(gain * noise(3, 1.0, 2))
    found = mb.percent_mvc(recorded, strongest)["EMG"]
    assert np.sqrt(np.mean(found**2)) == pytest.approx(share, rel=0.06)


def test_only_the_band_counts():
    """A tone within 20 to 450 Hz stays; mains' drift, movement and what is faster go."""
    time = np.arange(int(4 * RATE)) / RATE
    full = signals(np.sin(2 * np.pi * 100 * time), file="mvc")
    level = {}
    for hertz in (1.0, 5.0, 50.0, 100.0, 300.0, 700.0, 900.0):
        found = mb.percent_mvc(signals(np.sin(2 * np.pi * hertz * time)), full)["EMG"]
        level[hertz] = float(np.median(found))
    assert level[100.0] == pytest.approx(100.0, abs=1.0)
    assert level[50.0] > 95.0
    assert level[300.0] > 80.0
    assert max(level[one] for one in (1.0, 5.0)) < 2.0
    assert max(level[one] for one in (700.0, 900.0)) < 25.0


def test_nothing_is_delayed():
    """A burst begins in the window in which it begins."""
    values = noise(4, 1e-6)
    burst = slice(int(2.0 * RATE), int(3.0 * RATE))
    values[burst] = noise(1, 5e-4, 3)
    found = mb.percent_mvc(signals(values), MVC, window=0.05)
    active = found.time[found["EMG"] > 10.0]
    assert active.min() == pytest.approx(2.0, abs=0.051)
    assert active.max() == pytest.approx(2.95, abs=0.051)


def test_noise_at_rest_is_taken_off():
    quiet, base = 3e-5, noise(10, 3e-5, 4)
    recorded = signals(base + noise(10, 4e-5, 5))
    raw = mb.percent_mvc(recorded, MVC)["EMG"]
    clean = mb.percent_mvc(recorded, MVC, rest=signals(noise(10, quiet, 6), file="rest"))["EMG"]
    assert np.sqrt(np.mean(raw**2)) == pytest.approx(5.0, rel=0.08)
    assert np.sqrt(np.mean(clean**2)) == pytest.approx(4.0, rel=0.08)


def test_pauses_and_sustained_activity_follow_their_rules():
    level = np.full(6000, 2.0)  # ten minutes in windows of 0.1 s
    level[3000:3005] = 0.1  # half a second: a gap, too short to interrupt
    level[5000:5100] = 0.1  # ten seconds: an interruption, after which less than four minutes are left
    level[200:201] = 0.1  # 0.1 s: no gap
    found = mb.Activity("made", 0.1 * np.arange(6000), {"trapezius": level}, 0.1)
    assert found.gaps("trapezius") == pytest.approx(105 / 6000)
    assert found.gaps_per_minute("trapezius") == pytest.approx(2 / 10)
    assert found.sustained("trapezius") == pytest.approx(5000 / 6000)
    row = found.to_frame().loc["trapezius"]
    assert row["tone, mean [%MVC]"] == pytest.approx(level.mean())
    assert row["sustained activity [share of the recording]"] == found.sustained("trapezius")
    assert "sustained 83 %, gaps 2 % of the time" in str(found)


def test_names_are_those_of_a_day_of_the_model():
    person = mb.develop(mb.pair("upper-trapezius-lower-trapezius"), mb.Lifestyle.office(), days=2)
    day = mb.one_day(person.history, 1)
    measured = mb.Activity("made", np.arange(3.0), {"trapezius": np.ones(3)}, 1.0).to_frame().columns
    shared = set(measured) & set(day.to_frame().columns)
    assert {"tone, mean [%MVC]", "tone, peak [%MVC]"} <= shared


def test_activity_at_rest_is_the_tone_of_a_visit():
    rest = mb.percent_mvc(signals(noise(20, 2e-5, 1)), MVC)
    table = rest.visits(3, "EMG", of="agonist", side="left", sd=0.5)
    pair = mb.pair("upper-trapezius-lower-trapezius")
    (seen,) = mb.read_visits(table, pair).values()
    assert seen.names == ("tone_agonist",)
    assert seen.values[0] == pytest.approx(rest["EMG"].mean())
    assert seen.values[0] == pytest.approx(2.0, rel=0.1)
    working = mb.percent_mvc(signals(noise(20, 2e-4, 1)), MVC)
    for how, message in (
        ({"of": "agonist", "side": "left", "sd": 0.5}, "so it was not at rest"),
        ({"of": "trapezius", "side": "left", "sd": 0.5}, "No muscle 'trapezius'"),
        ({"of": "agonist", "side": "lft", "sd": 0.5}, "Did you mean 'left'"),
    ):
        with pytest.raises(MusclebalanceError, match=message):
            working.visits(0, "EMG", **how)


@pytest.mark.parametrize(
    ("recorded", "mvc", "how", "message"),
    [
        (signals(noise(3)), None, {}, "volts say nothing of effort; give mvc=mb.read_emg"),
        (signals(noise(3), rate=500.0), MVC, {}, "500 Hz are too few for activity up to 450 Hz"),
        (signals(noise(3)), signals(noise(3), rate=800.0), {}, "800 Hz are too few"),
        (signals(np.ones(6000)), MVC, {}, "'EMG' never changes; was the electrode connected"),
        (signals(np.clip(noise(3), -5e-5, 5e-5)), MVC, {}, "the amplifier was overdriven"),
        (signals(noise(3), name="biceps"), MVC, {}, "the maximal contraction has no 'biceps'; it has 'EMG'"),
        (signals(noise(3)), signals(noise(0.3, 1e-3)), {}, r"of 0.299\d* s is shorter than 0.5 s"),
        (signals(noise(3, 1e-2)), MVC, {}, "reaches .* %MVC; the maximal contraction of mvc was not maximal"),
        (signals(noise(3)), MVC, {"rest": signals(noise(3, 1e-3))}, "hardly more than the noise at rest"),
        (signals(noise(0.05)), MVC, {}, "too short to be filtered"),
        (signals(noise(3)), MVC, {"window": 0.001}, "window 0.001 s is outside"),
    ],
)
def test_what_cannot_be_known_is_refused(recorded, mvc, how, message):
    with pytest.raises(MusclebalanceError, match=message):
        mb.percent_mvc(recorded, mvc, **how)


def test_an_envelope_in_percent_is_averaged_only():
    found = mb.percent_mvc(signals(np.full(100, 7.0), rate=100.0, unit="%MVC"))
    np.testing.assert_allclose(found["EMG"], 7.0)


def test_text_is_read_in_its_unit():
    text = "Trial 1\nTime (s);EMG trapezius (µV);EMG deltoid (µV);Force (N)\n"
    text += "".join(f"{k / 1000:.3f};{k}.5;{-k};3\n" for k in range(50))
    found = mb.read_emg(io.StringIO(text))
    np.testing.assert_allclose(found["EMG trapezius (µV)"][:3], [0.5e-6, 1.5e-6, 2.5e-6])
    assert found.rate == pytest.approx(1000.0)
    assert "left out, as nothing here needs it: 'Force (N)'" in found.seen
    named = mb.read_emg(io.StringIO(text), muscles={"upper trapezius": 2})
    assert list(named.columns) == ["upper trapezius"]
    for how, message in (
        ({"muscles": ["biceps"]}, "No column 'biceps'"),
        ({"muscles": ["Force (N)"]}, "is in N, which measures force, not voltage"),
    ):
        with pytest.raises(MusclebalanceError, match=message):
            mb.read_emg(io.StringIO(text), **how)
    with pytest.raises(MusclebalanceError, match="no column is called EMG; say muscles="):
        mb.read_emg(io.StringIO(text.replace("EMG ", "")))


@pytest.mark.parametrize(
    ("recording", "mvc", "rest", "told"),
    [
        (signals(noise(2)), signals(noise(3, 50.0), unit="%MVC"), None, "%MVC where volts are expected"),
        (signals(noise(2)), MVC, signals(noise(3, 5.0), unit="%MVC"), "%MVC where volts are expected"),
        (signals(noise(2), unit="deg"), MVC, None, "deg where volts are expected"),
        (signals([*noise(2), np.nan]), MVC, None, "a sample without a number"),
        (signals([]), MVC, None, "a sample without a number"),
        (signals(noise(2, 1e-5)), MVC, signals(noise(2, 1e-4)), "was the muscle relaxed there"),
        (signals(noise(2, 5.0), unit="%MVC"), None, None, "an envelope is never below 0"),
    ],
    ids=["MVC in %", "rest in %", "no voltage", "NaN", "empty", "rest at work", "raw in %MVC"],
)
def test_no_share_of_what_is_no_activity(recording, mvc, rest, told):
    with pytest.raises(MusclebalanceError, match=told):
        mb.percent_mvc(recording, mvc, rest=rest)


def test_one_column_does_not_stand_for_two_muscles():
    text = "time [s],EMG biceps [mV]\n" + "".join(f"{k / 1000},{k % 7}\n" for k in range(20))
    with pytest.raises(MusclebalanceError, match="one column stands for two muscles"):
        mb.read_emg(io.StringIO(text), muscles={"biceps": "EMG biceps", "triceps": 2})
