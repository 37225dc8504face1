"""Moment arms and fibre lengths against the tabulated curves, and the healthy pair's passive mechanics."""

from __future__ import annotations

import csv
import math
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclebalance.core.errors import MusclebalanceError
from musclebalance.pairs import pair, pair_names
from musclebalance.pairs.geometry import Curve, fit

PARTS = ("agonist", "antagonist")
EVERY = [(name, source) for name in pair_names() for source in (None, *pair(name).alternatives)]
RELAXED = 0.647  # share of the passive force that remains after stress relaxation

#: Passive torque at the healthy end of range [N m] that would not surprise an examiner: magnitudes by joint.
TORQUES = {
    "upper neck": (0.2, 2),
    "lower neck": (0.5, 6),
    "shoulder girdle": (2, 20),
    "shoulder": (2, 20),
    "elbow": (2, 20),
    "wrist": (0.5, 6),
    "lumbar spine": (5, 60),
    "hip": (8, 110),
    "knee": (10, 60),
    "ankle": (4, 70),
}


@pytest.fixture(params=EVERY, ids=lambda p: f"{p[0]}-{p[1] or 'preferred'}")
def entry(request):
    return pair(*request.param)


def angles(entry):
    return np.arange(entry.parameters.value("range_low"), entry.parameters.value("range_high") + 1e-9, 0.5)


def curve(rows, model, coordinate, side):
    file = resources.files("musclebalance") / "evidence" / "data" / "mechanisms" / "moment_arm_curves.csv"
    found = [
        (
            float(r["angle_deg"]),
            float(r["Fmax_weighted_moment_arm_m"]),
            float(r["Fmax_weighted_MTU_length_m"]),
        )
        for r in csv.DictReader(file.read_text("utf-8").splitlines())
        if (r["pair_id"], r["model"], r["coordinate"], r["side"]) == (rows, model, coordinate, side)
    ]
    return np.array(sorted(found)).T


#: Pair, model, tabulated curve (rows, model, coordinate), sign, fitted range [deg], largest deviation [m].
TABULATED = {
    "hip": (
        "hip-flexors-gluteus-maximus",
        None,
        "iliopsoas_glutmax Rajagopal2016.osim hip_flexion_r",
        1,
        -30,
        110,
        3e-3,
    ),
    "knee": (
        "hamstrings-quadriceps",
        None,
        "hamstrings_quadriceps Rajagopal2016.osim knee_angle_r",
        1,
        0,
        120,
        3e-3,
    ),
    "knee with the other sign": (
        "hamstrings-quadriceps",
        "gait2392",
        "hamstrings_quadriceps gait2392_millard.osim knee_angle_r",
        -1,
        0,
        110,
        3e-3,
    ),
    "ankle": (
        "triceps-surae-tibialis-anterior",
        None,
        "tricepssurae_tibant Rajagopal2016.osim ankle_angle_r",
        1,
        -40,
        30,
        3e-4,
    ),
    "elbow": ("elbow-flexors-triceps", None, "elbowflexors_triceps arm26.osim r_elbow_flex", 1, 0, 130, 3e-3),
    "wrist": (
        "wrist-extensors-flexors",
        None,
        "wristflexors_extensors MOBL_ARMS_41.osim flexion",
        1,
        -70,
        70,
        5e-4,
    ),
    "girdle": (
        "upper-trapezius-lower-trapezius",
        None,
        "uppertrap_lowertrap Wu_Shoulder.osim sternoclavicular_r2",
        1,
        -20,
        30,
        1e-4,
    ),
    "hip sideways": (
        "hip-adductors-abductors",
        None,
        "hipadd_abd Rajagopal2016.osim hip_adduction_r",
        1,
        -40,
        30,
        2e-4,
    ),
}


@pytest.mark.parametrize("case", TABULATED.values(), ids=TABULATED)
def test_moment_arms_and_lengths_follow_the_tables(case):
    name, source, table, sign, low, high, worst = case
    rows, model, coordinate = table.split()
    entry = pair(name, source)
    neutral = entry.parameters.value("neutral_angle")
    sides = "BA" if entry.agonist == "wrist extensors" else "AB"  # the tables list the flexors first
    for part, side in zip(PARTS, sides, strict=True):
        shape = entry.geometry[part]
        angle, arm, length = curve(rows, model, coordinate, side)
        angle, arm = sign * angle, sign * arm
        inside = (low <= angle) & (angle <= high)
        angle, arm, length = angle[inside], arm[inside], length[inside]
        fitted = np.array([shape.moment_arm(a, neutral) for a in angle])
        assert np.max(np.abs(fitted - arm)) < worst
        assert shape.moment_arm_rms == pytest.approx(np.sqrt(np.mean((fitted - arm) ** 2)), rel=1e-6)
        fibres = np.array([shape.fibre_length(a, neutral) for a in angle])
        change = (length - length[0]) / shape.optimal_fibre_length
        assert np.max(np.abs((fibres - fibres[0]) - change)) < 0.01


def test_residuals_of_the_hip_are_the_known_ones():
    hip = pair("hip-flexors-gluteus-maximus").geometry
    assert [1e3 * hip[part].moment_arm_rms for part in PARTS] == pytest.approx([1.04, 0.73], abs=0.01)
    assert [hip[part].neutral_fibre_length for part in PARTS] == pytest.approx([1.108, 1.010], abs=1e-3)


def test_fit_residuals_are_small_against_the_moment_arm(entry):
    for part in PARTS:
        shape, neutral = entry.geometry[part], entry.parameters.value("neutral_angle")
        size = np.mean([abs(shape.moment_arm(a, neutral)) for a in angles(entry)])
        assert shape.moment_arm_rms < 0.06 * size
        assert shape.length_error < 0.025


def test_fibre_length_changes_by_the_moment_arm(entry):
    """Virtual work, checked by finite differences: dl/dq = -r/lopt."""
    neutral, step = entry.parameters.value("neutral_angle"), 0.01
    for part in PARTS:
        shape = entry.geometry[part]
        for a in angles(entry)[::20]:
            rise = shape.fibre_length(a + step, neutral) - shape.fibre_length(a - step, neutral)
            slope = rise / math.radians(2 * step)
            assert slope == pytest.approx(
                -shape.moment_arm(a, neutral) / shape.optimal_fibre_length, rel=1e-5
            )


def test_moment_arms_keep_their_sign_within_the_range(entry):
    for part in PARTS:
        neutral = entry.parameters.value("neutral_angle")
        arms = [entry.geometry[part].moment_arm(a, neutral) for a in angles(entry)]
        assert min(arms) * max(arms) > 0


def test_fibres_stay_within_the_hill_curve_where_life_takes_them(entry):
    """Between 0.4 and 1.7 optimal lengths in every posture of every activity and at both ends of range."""
    neutral = entry.parameters.value("neutral_angle")
    for part in PARTS:
        at = entry.geometry[part].fibre_length
        ends = [(entry.parameters.value("rom_limit", part), entry.parameters.value("rom_offset", part))]
        lived = [
            (e.angle, getattr(e, f"offset_{part}"))
            for name in entry.activities
            for e in entry.activity(name)
            if e.angle is not None
        ]
        lengths = [at(a, neutral) + offset for a, offset in ends + lived]
        assert min(lengths) > 0.4
        assert max(lengths) < 1.7


def passive(entry, part, angle, relaxed):
    """Passive torque against lengthening [N m]: the equations of the model written out again."""
    value, shape = entry.parameters.value, entry.geometry[part]
    neutral = value("neutral_angle")
    side = math.copysign(1, shape.moment_arm(neutral, neutral))
    force = value("max_isometric_force", part) * math.cos(math.radians(value("pennation", part)))

    def curve(length):
        return math.exp(4 * (length - 1) / value("passive_strain", part) - 4)

    offset = 0 if relaxed else value("rom_offset", part)
    own, usual = f"{part}.fibre_share", shape.neutral_fibre_length
    share = value(own) if own in entry.parameters else 1.0  # the tendon takes the rest
    stress = curve(usual + share * (shape.fibre_length(angle, neutral) + offset - usual))
    stress = RELAXED * stress if relaxed else stress - (1 - RELAXED) * curve(shape.neutral_fibre_length)
    d, end = side * (neutral - angle), side * (neutral - value("rom_limit", part))
    width = value("end_range_angle", part)
    capsule = value("end_range_torque", part) * (math.exp((d - end) / width) - math.exp(-end / width))
    return force * abs(shape.moment_arm(angle, neutral)) * stress, capsule, side


def test_passive_torque_at_the_end_of_range_is_what_an_examiner_meets(entry):
    value = entry.parameters.value
    low, high = TORQUES[entry.joint]
    for part in PARTS:
        limit = value("rom_limit", part)
        muscle, capsule, side = passive(entry, part, limit, relaxed=False)
        joint = value("joint_stiffness") * math.radians(side * (value("neutral_angle") - limit))
        assert low <= muscle + capsule + joint <= high, (part, muscle, capsule, joint)


def test_the_healthy_relaxed_pair_rests_at_neutral_and_nowhere_else(entry):
    value = entry.parameters.value
    neutral, grid = value("neutral_angle"), angles(entry)
    rest = sum(side * torque for torque, _, side in (passive(entry, p, neutral, True) for p in PARTS))
    net = []
    for a in grid:
        sides = [passive(entry, p, a, True) for p in PARTS]
        total = sum(side * (muscle + capsule) for muscle, capsule, side in sides) - rest
        net.append(total - value("joint_stiffness") * math.radians(a - neutral))
    assert np.interp(neutral, grid, net) == pytest.approx(0, abs=1e-9)
    assert np.all(np.diff(net) < 0), "one equilibrium, stable"


@given(
    st.lists(st.floats(-0.05, 0.05), min_size=4, max_size=4),
    st.floats(-60, 60),
    st.floats(0.03, 0.3),
    st.floats(0.5, 1.5),
)
def test_an_exact_cubic_is_found_again(c, neutral, fibre, length):
    grid = neutral + np.linspace(-60, 60, 13)
    x = np.radians(grid - neutral)
    arms = sum(value * x**k for k, value in enumerate(c))
    lengths = 0.3 - sum(value * x ** (k + 1) / (k + 1) for k, value in enumerate(c))
    found, at_neutral, rms, error = fit(Curve(grid, arms, lengths, neutral, length), fibre, neutral)
    assert found == pytest.approx(c, abs=1e-6)
    assert at_neutral == pytest.approx(length, abs=1e-5)
    assert rms < 1e-6
    assert error < 1e-4


def test_too_few_points_are_refused():
    with pytest.raises(MusclebalanceError, match="6 points or more; 5"):
        fit(Curve(range(5), [0.1] * 5, [0.1] * 5, 0, 1.0), 0.1, 0.0)
