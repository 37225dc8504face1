"""Hill curves against SymPy and (optionally) OpenSim; moment arms and fibre lengths against the tables."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest
import sympy
from sympy.physics import biomechanics

from musclebalance.engine import functions as f
from musclebalance.model import Segment
from musclebalance.model.laws.mechanics import ACTIVE_GAUSSIANS, active_force_length, passive_force
from validation.targets.bench import isolated

LENGTHS = np.linspace(0.4, 1.8, 57)


def sampled(expression, symbol) -> np.ndarray:
    return np.array(sympy.lambdify(symbol, expression.doit(), "numpy")(LENGTHS), dtype=float)


def test_active_curve_is_the_published_one():
    x = sympy.Symbol("x")
    constants = [float(c) for c in np.array(ACTIVE_GAUSSIANS).ravel()]
    exact = biomechanics.FiberForceLengthActiveDeGroote2016(x, *constants)
    np.testing.assert_allclose(active_force_length(LENGTHS, f), sampled(exact, x), rtol=1e-12)
    rounded = biomechanics.FiberForceLengthActiveDeGroote2016.with_defaults(x)
    np.testing.assert_allclose(active_force_length(LENGTHS, f), sampled(rounded, x), atol=0.02)


def test_active_curve_is_one_at_optimal_length():
    assert active_force_length(np.array([1.0]), f)[0] == pytest.approx(1, abs=1e-3)


def test_passive_curve_is_the_published_exponential_without_its_shift():
    """(ours e^4 - 1)/(e^4 - 1) is the published curve, which is negative below slack length; ours is not."""
    x = sympy.Symbol("x")
    published = sampled(biomechanics.FiberForceLengthPassiveDeGroote2016.with_defaults(x), x)
    ours = passive_force(LENGTHS, 0.6, f)
    np.testing.assert_allclose((ours * np.exp(4) - 1) / (np.exp(4) - 1), published, rtol=1e-12, atol=1e-14)
    assert (ours > 0).all()
    assert (published < 0).any()
    assert passive_force(np.array([1.0]), 0.6, f)[0] == pytest.approx(0.0183, abs=1e-4)
    assert passive_force(np.array([1.45]), 0.45, f)[0] == pytest.approx(1)


def test_curves_are_those_of_opensim():
    opensim = pytest.importorskip("opensim", reason="OpenSim is not installed; SymPy holds the same curves")
    muscle = opensim.DeGrooteFregly2016Muscle()
    muscle.set_passive_fiber_strain_at_one_norm_force(0.6)
    active = [muscle.calcActiveForceLengthMultiplier(float(x)) for x in LENGTHS]
    np.testing.assert_allclose(active_force_length(LENGTHS, f), active, atol=1e-6)


#: Pair, rows and coordinate of the table, largest deviation of moment arm [m] and fibre length [lopt].
TABLES = [
    ("hip-flexors-gluteus-maximus", "iliopsoas_glutmax", "hip_flexion_r", 0.003, 0.01),
    ("hamstrings-quadriceps", "hamstrings_quadriceps", "knee_angle_r", 0.004, 0.02),
    ("triceps-surae-tibialis-anterior", "tricepssurae_tibant", "ankle_angle_r", 0.003, 0.02),
]


def tabulated(rows: str, coordinate: str, side: str) -> np.ndarray:
    """Angle [deg], moment arm [m], muscle-tendon length [m] of the preferred model."""
    file = resources.files("musclebalance") / "evidence" / "data" / "mechanisms" / "moment_arm_curves.csv"
    columns = ("angle_deg", "Fmax_weighted_moment_arm_m", "Fmax_weighted_MTU_length_m")
    found = [
        [float(row[c]) for c in columns]
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
        if (row["pair_id"], row["model"], row["coordinate"], row["side"])
        == (rows, "Rajagopal2016.osim", coordinate, side)
    ]
    return np.array(sorted(found)).T


@pytest.mark.parametrize(("pair", "rows", "coordinate", "arm_error", "length_error"), TABLES)
@pytest.mark.parametrize(("muscle", "side"), [("agonist", "A"), ("antagonist", "B")])
def test_geometry_follows_the_tables(pair, rows, coordinate, arm_error, length_error, muscle, side):
    bench = isolated(pair)
    angles, arms, lengths = tabulated(rows, coordinate, side)
    value = bench.body.parameters.value
    kept = (angles >= value("range_low")) & (angles <= value("range_high"))
    angles, arms, lengths = angles[kept], arms[kept], lengths[kept]
    states = np.tile(bench.state, (len(angles), 1))
    states[:, bench.body.index("angle")] = np.radians(angles)
    found = bench.body.evaluate((f"moment_arm_{muscle}", f"length_{muscle}"), states)
    assert np.abs(found[f"moment_arm_{muscle}"] - arms).max() < arm_error
    fibre = (lengths - lengths[0]) / value("optimal_fibre_length", muscle)
    own = found[f"length_{muscle}"] - found[f"length_{muscle}"][0]
    assert np.abs(own - fibre).max() < length_error


def test_geometry_obeys_virtual_work():
    """dl/dq = -r/lopt for both muscles of the hip, whatever the angle."""
    bench = isolated("hip-flexors-gluteus-maximus")
    angle = np.radians(np.linspace(-25, 100, 126))
    states = np.tile(bench.state, (len(angle), 1))
    states[:, bench.body.index("angle")] = angle
    for muscle in ("agonist", "antagonist"):
        found = bench.body.evaluate((f"moment_arm_{muscle}", f"length_{muscle}"), states)
        slope = np.gradient(found[f"length_{muscle}"], angle)[1:-1]
        arm = found[f"moment_arm_{muscle}"][1:-1] / bench.body.si("optimal_fibre_length", muscle)
        np.testing.assert_allclose(slope, -arm, atol=2e-4)


def test_tension_of_a_relaxed_muscle_is_what_the_passive_curve_says():
    bench = isolated("hip-flexors-gluteus-maximus")
    trace = bench.run(Segment(10.0, "posture", angle=0.0))
    value = bench.body.parameters.value
    force = value("max_isometric_force", "agonist") * np.cos(np.radians(value("pennation", "agonist")))
    length, e0 = value("neutral_fibre_length", "agonist"), value("passive_strain", "agonist")
    assert trace["tension_agonist"][-1] == pytest.approx(force * np.exp(4 * (length - 1) / e0 - 4), rel=1e-3)
