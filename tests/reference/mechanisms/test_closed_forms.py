"""Mechanisms one at a time, the joint imposed, against closed forms and the rows they come from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from musclebalance.model import Segment
from validation.targets.bench import isolated

KNEE, HIP, TRAPEZIUS = (
    "hamstrings-quadriceps",
    "hip-flexors-gluteus-maximus",
    "upper-trapezius-lower-trapezius",
)
STILL = {"posture_gain": 0.0}


def test_stress_relaxation_is_its_prony_series():
    """A muscle at constant length from the first moment; what a joint shows of it are T01 and T02."""
    bench = isolated(KNEE, "relaxation", values=STILL)
    trace = bench.run(Segment(90.0, "posture", angle=20.0, offset_agonist=0.4), every=1.0)
    left = trace["passive_stress_agonist"] / trace["passive_stress_agonist"][0]
    prony = 1 - 0.17 * (1 - np.exp(-trace.times / 4)) - 0.24 * (1 - np.exp(-trace.times / 25))
    np.testing.assert_allclose(left, prony, atol=1e-3)
    np.testing.assert_allclose(trace["unrelaxed_share_agonist"], prony, atol=1e-3)


def test_h_reflex_is_83_30_10_percent_at_1_5_10_s_T14():
    bench = isolated(KNEE, "inhibition")
    trace = bench.run(
        Segment(10.0, "hold", "hold", effort_agonist=0.7),
        Segment(1.0, "hold", "plateau"),
        Segment(20.0, "hold", "release"),
        every=0.05,
    )
    found = [trace.at("inhibition_agonist", 10 + s) for s in (1, 5, 10)]
    assert found == pytest.approx([0.833, 0.30, 0.10], abs=0.03)
    full = 0.83 * 0.7 * 1.04 / 0.74
    after = trace.times >= 11
    np.testing.assert_allclose(
        trace["inhibition_agonist"][after], full * np.exp(-(trace.times[after] - 11) / 4), rtol=1e-3
    )


def test_reciprocal_inhibition_takes_a_share_of_tone_and_no_effort():
    bench = isolated(KNEE, "tone").with_state(tone_agonist=0.02)
    trace = bench.run(Segment(1e-3, "hold", "hold", effort_antagonist=1.0, effort_agonist=0.1))
    assert trace["resting_drive_agonist"][-1] == pytest.approx(0.02 * 0.85, rel=1e-3)
    assert trace["drive_agonist"][-1] == pytest.approx(0.1 + 0.02 * 0.85, rel=1e-3)


def test_softening_recovers_in_five_minutes_T05_T07():
    bench = isolated(KNEE, "softening").with_state(softening_agonist=0.15)
    trace = bench.run(Segment(600.0, "posture", angle=60.0), every=60.0)
    np.testing.assert_allclose(trace["softening_agonist"], 0.15 * np.exp(-trace.times / 300), rtol=0.02)


def test_a_stretch_of_two_minutes_softens_muscle_by_13_to_20_percent_T08_T09():
    bench = isolated(KNEE, "softening")
    trace = bench.run(
        Segment(120.0, "stretch", "stretch", barrier=0.9, muscle="agonist", offset_agonist=0.53)
    )
    assert 0.13 <= trace["softening_agonist"][-1] <= 0.203


@pytest.mark.parametrize("effort", [0.2, 1.0])
def test_contraction_softens_the_tendon_and_stretch_does_not_T09(effort):
    bench = isolated(KNEE, "tendon")
    end = bench.run(
        *[Segment(5.0, "hold", "hold", effort_agonist=effort), Segment(10.0, "hold", "release")] * 4
    )
    assert 0.15 < end["tendon_softening_agonist"][-1] < 0.221
    stretched = bench.run(Segment(60.0, "stretch", "stretch", barrier=0.9, muscle="agonist"))
    assert stretched["tendon_softening_agonist"][-1] == 0


def test_contracting_short_shortens_the_slack_length_and_contracting_long_lengthens_it_T10():
    bench = isolated(KNEE, "thixotropy", values=STILL)
    shift = {}
    for angle in (0.0, 90.0):
        hold = Segment(10.0, "posture", "hold", angle=angle, effort_antagonist=0.5)
        rest = Segment(300.0, "posture", angle=angle)
        shift[angle] = bench.run(Segment(30.0, "posture", angle=angle), hold, rest)[
            "slack_history_antagonist"
        ][-1]
    assert shift[0.0] > 0.04
    assert shift[90.0] < -0.04


def test_a_large_stretch_undoes_a_shortened_slack_length_and_a_small_one_does_not_T11():
    bench = isolated(KNEE, "thixotropy", values=STILL).with_state(slack_history_antagonist=0.05)

    def after(angle: float, left: float = 0.05, phase: str = "stretch") -> float:
        stretch = Segment(30.0, "posture", phase, angle=angle, muscle="antagonist")
        start = bench.with_state(slack_history_antagonist=left)
        return float(start.run(stretch)["slack_history_antagonist"][-1])

    assert after(30.0) > 0.035
    assert after(20.0) > after(40.0) > after(60.0), "the effect grows with the amplitude"
    assert after(100.0) < 0.01
    assert after(100.0, left=-0.069) == pytest.approx(-0.069, rel=0.01), "a stretch shortens no slack length"
    assert after(100.0, phase="rest") == pytest.approx(0.05, rel=0.01), "sitting is not a stretch"


@pytest.mark.parametrize(("effort", "stopped"), [(0.45, False), (0.64, True)])
def test_flow_stops_between_50_and_64_percent_in_a_limb_T26(effort, stopped):
    bench = isolated(KNEE, "perfusion", values=STILL)
    flow = bench.run(Segment(0.01, "posture", "work", angle=20.0, effort_agonist=effort))["flow_agonist"][-1]
    assert (flow < 0.1) == stopped


def test_flow_stops_near_28_percent_in_a_stiff_compartment_T24():
    bench = isolated(TRAPEZIUS, "perfusion", values=STILL)
    flow = [
        bench.run(Segment(0.01, "posture", "work", angle=0.0, effort_agonist=e))["flow_agonist"][-1]
        for e in (0.1, 0.28)
    ]
    assert flow[0] > 0.3
    assert flow[1] < 0.3


def test_metabolites_and_vessels_settle_where_production_meets_clearance_T27():
    bench = isolated(KNEE, "perfusion", values=STILL)
    end = bench.run(Segment(3600.0, "posture", "work", angle=20.0, effort_agonist=0.1))
    metabolite, flow = end["metabolite_agonist"][-1], end["flow_agonist"][-1]
    assert end["hyperaemia_agonist"][-1] == pytest.approx(1 + 2 * metabolite / (metabolite + 0.6), rel=1e-3)
    made = 0.06 * end["activation_agonist"][-1] * (1 - metabolite / 20)
    assert made == pytest.approx(0.0044 * (flow + 0.02) * metabolite, rel=0.02)


def test_flow_of_a_resting_muscle_is_that_of_rest_T22():
    """The pressure of rest holds the passive tension of rest, which is not counted again."""
    bench = isolated(TRAPEZIUS, "relaxation", "perfusion", values=STILL)
    trace = bench.run(Segment(3600.0, "posture", angle=bench.body.parameters.value("neutral_angle")))
    assert trace["pressure_agonist"][-1] == pytest.approx(14.0, abs=0.2)
    assert trace["flow_agonist"][-1] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("pressure", "index"), [(20, 0.0), (30, 0.01), (50, 0.4), (80, 1.0)])
def test_nerve_index_meets_the_thresholds_of_a_compressed_nerve_T29(pressure, index):
    bench = isolated(
        KNEE, "perfusion", "nerve", values={"agonist.nerve_coupling": 1.0, "resting_pressure": 2.0}
    )
    rest, loaded = (
        bench.run(Segment(1e-3, "hold", "work", effort_agonist=e))["nerve_pressure_agonist"][-1]
        for e in (0, 0.5)
    )
    effort = 0.5 * (pressure - rest) / (loaded - rest)
    trace = bench.run(Segment(1e-3, "hold", "work", effort_agonist=effort))
    assert trace["nerve_pressure_agonist"][-1] == pytest.approx(pressure, rel=0.02)
    assert trace["nerve_index_agonist"][-1] == pytest.approx(index, abs=0.02)


def test_tone_follows_stress_by_muscle_weight_within_4_percent_T47():
    bench = isolated(TRAPEZIUS, "tone", values=STILL)
    end = bench.run(Segment(3600.0, "posture", angle=0.0, stress=1.0))
    assert end["tone_agonist"][-1] == pytest.approx(0.03 * 1 / 1.5, rel=1e-3)
    assert end["tone_antagonist"][-1] == pytest.approx(0.3 * 0.03 / 1.5, rel=1e-3)


def test_memory_charges_only_in_the_shorter_muscle_and_discharges_only_after_holds_D033():
    bench = isolated(HIP, "tone", "memory", "inhibition", values=STILL)
    desk = Segment(
        8 * 3600.0, "posture", angle=85.0, effort_agonist=0.003, effort_antagonist=0.001, stress=0.6
    )
    charged = bench.run(desk)
    assert charged["memory_agonist"][-1] > 0.01
    assert charged["memory_antagonist"][-1] == pytest.approx(0, abs=1e-6)
    full = bench.with_state(memory_agonist=0.5)
    walk = full.run(Segment(1800.0, "posture", "work", angle=5.0, effort_agonist=0.3))["memory_agonist"][-1]
    treated = full.run(
        *[
            Segment(7.0, "posture", "hold", angle=0.0, effort_agonist=0.2),
            Segment(1.0, "posture", "plateau", angle=0.0),
            Segment(20.0, "posture", "stretch", angle=0.0, muscle="agonist"),
        ]
        * 5
    )["memory_agonist"][-1]
    assert walk == pytest.approx(0.5, rel=1e-3)
    assert treated < 0.48


def test_trauma_heals_exponentially():
    bench = isolated(HIP, "trauma").with_state(capacity_agonist=0.6, guarding_agonist=0.03)
    trace = bench.run(*[Segment(86400.0, "hold")] * 28)
    assert trace["capacity_agonist"][-1] == pytest.approx(1 - 0.4 * np.exp(-28 / 7), rel=1e-4)
    assert trace["guarding_agonist"][-1] == pytest.approx(0.03 * np.exp(-28 / 19), rel=1e-4)


def test_pain_settles_at_its_half_and_a_full_rise_of_tolerance_halves_it_T59():
    held = {"pain_sensitisation_weight": 0.0}
    bench = isolated(KNEE, "tone", "pain", "tolerance", values=held).with_state(tone_agonist=0.0075)
    start = bench.run(Segment(1e-3, "hold"))
    assert start["nociception"][-1] == pytest.approx(0.0075 / (0.03 * 0.25), rel=1e-3)
    full = bench.body.parameters["tolerance_fast_max"].value
    relieved = bench.with_state(tolerance_fast_agonist=full).run(Segment(1e-3, "hold"))
    assert start["pain"][-1] == pytest.approx(10.0 / 7.0 * 1e-3 / 120.0, rel=1e-3)
    assert relieved["pain"][-1] == pytest.approx(0.5 * start["pain"][-1], rel=1e-3)


def test_wear_is_the_square_of_misalignment_times_load():
    bench = isolated(HIP, "serial_length", "wear", values=STILL)
    rate = []
    for length in (0.99, 0.98):
        moved = bench.with_state(resting_length_agonist=length).run(Segment(60.0, "posture", angle=0.0))
        dev = np.degrees(moved["misalignment"][-1])
        tension = sum(
            moved[f"tension_{m}"][-1] / moved[f"max_tension_{m}"][-1] for m in ("agonist", "antagonist")
        )
        expected = 1e-3 / 86400 * 60 * (dev / 5) ** 2 * (tension / 2 + 0.1)
        assert moved["wear"][-1] == pytest.approx(expected, rel=0.08)
        rate.append(moved["wear"][-1] / dev**2)
    assert rate[0] == pytest.approx(rate[1], rel=0.1)


def test_weeks_count_and_not_seconds():
    """A trace is full after a minute: what follows a session of 2 min and of 20 is the same (Law, Folpp)."""
    bench = isolated(KNEE, "tolerance")
    days = [Segment(86400.0, "posture", angle=60.0)] * 5
    gained = []
    for seconds in (120.0, 1200.0):
        session = Segment(seconds, "hold", "hold", effort_agonist=1.0)
        gained.append(bench.run(session, *days)["tolerance_slow_agonist"][-1])
    assert gained[1] == pytest.approx(gained[0], rel=0.03)


def test_tolerance_consolidates_while_its_trace_is_fresh_and_is_forgotten_once_it_has_faded():
    """``dw/dt = r (W - w)/t_g - (1 - r) w/t_s`` with ``r = exp(-t/t_r)``, integrated by another solver."""
    bench = isolated(KNEE, "tolerance").with_state(
        tolerance_fast_agonist=0.08, tolerance_trace_agonist=1.0, tolerance_slow_agonist=0.1
    )
    numbers = bench.body.parameters
    most, growth, trace, loss, fast = (
        numbers[f"tolerance_{name}"].value
        for name in ("slow_max", "growth_time", "trace_time", "slow_time", "fast_time")
    )

    def rate(t, w):
        fresh = np.exp(-t / trace)
        return fresh * (most - w) / growth - (1 - fresh) * w / loss

    seen = bench.run(*[Segment(3600.0, "posture", angle=60.0)] * 24 * 40)
    days = seen.times / 86400
    expected = solve_ivp(rate, (0, 40), [0.1], t_eval=days, rtol=1e-9, atol=1e-12).y[0]
    np.testing.assert_allclose(seen["tolerance_slow_agonist"], expected, rtol=2e-3)
    assert expected.max() > 0.13
    assert expected[-1] < 0.1
    assert expected[days <= 1 / 24][-1] - 0.1 < 0.0015, "nothing lasting shows within the hour"
    np.testing.assert_allclose(seen["tolerance_trace_agonist"], np.exp(-days / trace), rtol=1e-3)
    np.testing.assert_allclose(
        seen["tolerance_fast_agonist"][:2], [0.08, 0.08 * np.exp(-60 / fast)], rtol=1e-2
    )


def test_what_lasted_is_lost_with_its_own_time_once_training_has_stopped_D003():
    bench = isolated(KNEE, "tolerance").with_state(tolerance_slow_agonist=0.3)
    trace = bench.run(*[Segment(86400.0, "posture", angle=60.0)] * 15)
    loss = bench.body.parameters["tolerance_slow_time"].value
    assert trace["tolerance_slow_agonist"][-1] == pytest.approx(0.3 * np.exp(-15 / loss), rel=1e-3)
    assert trace["tolerance_agonist"][0] == pytest.approx(np.exp(0.3), rel=1e-6)


def test_serial_length_follows_a_lengthened_and_a_shortened_cast_within_its_bounds_T32_T33():
    bench = isolated(HIP, "serial_length", values=STILL)
    setpoint = bench.body.si("length_setpoint", "agonist")
    for ratio, low, high in ((0.6, 0.6, 0.7), (1.4, 1.15, 1.2)):
        held = Segment(86400.0, "posture", angle=0.0, offset_agonist=(ratio - 1) * setpoint)
        trace = bench.run(*[held] * 60)["resting_length_agonist"]
        assert low <= trace[-1] <= high + 1e-9
        assert (np.diff(trace) * (ratio - 1) >= -1e-9).all()


def test_exposures_are_shares_of_the_last_day_and_minutes_of_stretch_stop_loss_T38():
    bench = isolated(HIP, "serial_length", values=STILL)
    setpoint = bench.body.si("length_setpoint", "agonist")
    stretched, long, short = (
        Segment(1800.0, "posture", angle=0.0, offset_agonist=r * setpoint) for r in (0.3, 0.04, -0.3)
    )
    up = bench.run(stretched)
    half_an_hour = 1 - np.exp(-0.5 / 24)
    assert up["stretched_share_agonist"][-1] == pytest.approx(half_an_hour, rel=0.01)
    assert up["long_share_agonist"][-1] == pytest.approx(half_an_hour, rel=0.01)
    mild = bench.run(long)
    assert mild["long_share_agonist"][-1] > 0.85 * half_an_hour
    assert mild["stretched_share_agonist"][-1] < 0.3 * half_an_hour
    down = up.end.run(*[short] * 48)
    assert down["stretched_share_agonist"][-1] == pytest.approx(half_an_hour * np.exp(-1), rel=0.02)
    alone = bench.run(*[short] * 48)
    lost = [1 - t["resting_length_agonist"][-1] / t["resting_length_agonist"][0] for t in (down, alone)]
    assert 0 < lost[0] < 0.4 * lost[1]


def test_strength_gains_39_percent_in_35_days_and_pir_gains_none_T43():
    bench = isolated(KNEE, "strength")
    for effort, low, high in ((1.0, 0.29, 0.49), (0.2, 0.0, 0.02)):
        week = [Segment(84.0, "hold", "hold", effort_agonist=effort), Segment(2 * 86400.0, "hold")] * 3
        trace = bench.run(*([*week, Segment(86400.0, "hold")] * 5))
        gain = trace["strength_neural_agonist"][-1] * trace["strength_size_agonist"][-1] - 1
        assert low <= gain <= high


def lifted(effort: float, seconds: float, days: int = 61, pair: str = KNEE) -> tuple[float, float]:
    """Gains of neural drive and size [%] after so many days with one bout of effort each."""
    bench = isolated(pair, "strength")
    day = [
        Segment(seconds, "posture", "work", effort_agonist=effort),
        Segment(86400.0 - seconds, "posture", "rest"),
    ]
    trace = bench.run(*(day * days))
    return tuple(100 * (float(trace[f"strength_{k}_agonist"][-1]) - 1) for k in ("neural", "size"))


def test_a_day_of_hard_effort_trains_hardly_more_than_some_minutes_of_it():
    """The stimulus rises towards the intensity of the effort and no further."""
    for one, ten, hour in zip(*(lifted(0.8, s) for s in (30.0, 300.0, 3600.0)), strict=True):
        assert one < 0.75 * ten
        assert ten < hour < 1.05 * ten


def test_hours_of_half_hard_work_strengthen_less_than_short_maximal_training():
    """A ceiling per effort: three hours of lifting a day stay far below +40 % in two months."""
    neural, size = lifted(0.5, 3 * 3600.0)
    assert 0.5 < neural + size < 20
    assert neural + size < sum(lifted(1.0, 84.0))


def test_gait_does_not_train():
    assert sum(lifted(0.06, 1.5 * 3600.0)) < 1e-3


@pytest.mark.parametrize("mode", ["free", "posture", "hold", "stretch"])
def test_the_joint_goes_where_its_mode_says(mode):
    bench = isolated(HIP, "relaxation", values=STILL)
    moved = bench.with_state(angle=np.radians(10.0))
    segment = Segment(
        60.0,
        mode,
        "stretch" if mode == "stretch" else "rest",
        barrier=0.9,
        muscle="agonist",
        angle=30.0 if mode == "posture" else None,
    )
    trace = moved.run(segment)
    if mode == "free":
        assert abs(trace["net_torque"][-1]) < 1e-2
    if mode == "posture":
        assert np.degrees(trace["angle"][-1]) == pytest.approx(30.0, abs=1e-3)
    if mode == "hold":
        assert trace["angle"][-1] == moved.state[bench.body.index("angle")]
    if mode == "stretch":
        assert trace["torque_share_agonist"][-1] == pytest.approx(0.9, abs=0.01)


def test_neutral_torques_balance_so_that_health_rests_at_neutral():
    bench = isolated(HIP, "relaxation")
    trace = bench.run(Segment(3600.0))
    assert np.degrees(trace["angle"][-1]) == pytest.approx(0.0, abs=0.02)


def test_passive_torque_reaches_what_is_tolerated_at_the_healthy_end_of_range():
    for pair in (KNEE, HIP):
        bench = isolated(pair, "relaxation").run(Segment(3600.0)).end
        limit, neutral = (bench.body.parameters.value(n, "agonist") for n in ("rom_limit", "neutral_angle"))
        assert bench.range_of_motion() == pytest.approx(neutral - limit, abs=0.5)
